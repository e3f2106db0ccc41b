"""The numbers over the district at a glance: a few large ones, and a bar of all measures by status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ctecs_desktop.charts.drawing import Box, Drawing, Line, Role, Room, Shape, Words

_LARGE, _WHAT = 2.94, 1.12
_NUMBERS = 7.1  # of the type's size: the height of the numbers with the air below them
_BAR_TOP, _BAR_HEIGHT, _LEGEND = 8.7, 1.4, 11.75
_LEGEND_ROW = 1.7
_GAP = 1.5


@dataclass(frozen=True, slots=True)
class GlanceNumber:
    """One large number with what it counts under it, and a smaller line about it, which may be ""."""

    number: str
    what: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class GlancePart:
    """A part of the bar: how many, in which words, and as what it is drawn."""

    count: int
    words: str
    role: Role


def draw_glance(numbers: Sequence[GlanceNumber], parts: Sequence[GlancePart], room: Room) -> Drawing:
    """The numbers beside each other, and below them the bar with its legend; parts of nothing are left out."""
    size = room.type_size
    shapes: list[Shape] = []
    across = room.width / max(len(numbers), 1)
    inside = across - 2 * size
    for place, each in enumerate(numbers):
        left = across * place
        if place:
            shapes.append(Line(left - size, 0.7 * size, left - size, 6.6 * size, Role.LINE))
        role = Role.TEXT if place else Role.ACCENT
        shapes.append(Words(room.fitted(each.number, inside, _LARGE), left, 2.94 * size, role, scale=_LARGE))
        shapes.append(Words(room.fitted(each.what, inside, _WHAT), left, 4.7 * size, scale=_WHAT))
        shapes.append(Words(room.fitted(each.about, inside), left, 6.1 * size, Role.MUTED))
    told = [each for each in parts if each.count]
    if not told:
        return room.drawing(_NUMBERS * size, shapes)
    whole = sum(each.count for each in told)
    bar = room.width - _GAP * (len(told) - 1)
    x = 0.0
    for part in told:
        width = bar * part.count / whole
        shapes.append(Box(x, _BAR_TOP * size, width, _BAR_HEIGHT * size, part.role))
        x += width + _GAP
    legend, rows = _legend(told, room)
    return room.drawing((_LEGEND + 0.7 + _LEGEND_ROW * (rows - 1)) * size, [*shapes, *legend])


def _legend(parts: Sequence[GlancePart], room: Room) -> tuple[list[Shape], int]:
    """What each part is, in as many rows as that takes; and how many these are."""
    size = room.type_size
    shapes: list[Shape] = []
    x, row = 0.0, 0
    for part in parts:
        words = room.fitted(part.words, room.width - 1.3 * size)
        width = 1.3 * size + room.width_of(words)
        if x and x + width > room.width:
            x, row = 0.0, row + 1
        baseline = (_LEGEND + _LEGEND_ROW * row) * size
        shapes.append(Box(x, baseline - 0.76 * size, 0.82 * size, 0.82 * size, part.role))
        shapes.append(Words(words, x + 1.3 * size, baseline))
        x += width + 1.65 * size
    return shapes, row + 1
