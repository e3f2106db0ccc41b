"""The groups of a measure's breakdowns as points beside the line of all students.

The points are dark, all students a line in the accent, what is only known within bounds a grey bar: a print in grey
says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ctecs_desktop.charts.drawing import BASELINE, Anchor, Dot, Drawing, Line, Role, Room, Shape, Words
from ctecs_desktop.charts.scale import Scale

_NAMES, _VALUES = 0.42, 0.25
"""The most of the width that names and figures take."""

_TOP, _HEADING = 1.9, 1.7  # of the type's size
_INDENT, _GAP = 1.25, 1.5
_LEAST_BAR = 3


@dataclass(frozen=True, slots=True)
class GapRow:
    """A group with the bounds of its figure, which are equal where it is known, and the words at its right."""

    name: str
    low: Fraction
    high: Fraction
    words: str


@dataclass(frozen=True, slots=True)
class GapGroup:
    """The rows of one breakdown."""

    name: str
    rows: tuple[GapRow, ...]


def draw_gaps(groups: Sequence[GapGroup], reference: Fraction, words: str, room: Room) -> Drawing:
    """The rows below each other, with the line of ``reference`` through all of them and ``words`` over it."""
    size = room.type_size
    rows = [row for group in groups for row in group.rows]
    indent, gap = _INDENT * size, _GAP * size
    names = min(max((room.width_of(row.name) for row in rows), default=0.0), _NAMES * room.width)
    values = min(max((room.width_of(row.words) for row in rows), default=0.0), _VALUES * room.width)
    start, end = indent + names + gap, room.width - values - gap
    scale = Scale([reference, *(each for row in rows for each in (row.low, row.high))], start, end, from_zero=False)
    height = _TOP * size + _HEADING * size * len(groups) + room.row * len(rows) + 3
    at = scale.at(reference)
    told = room.fitted(words, room.width)
    half = room.width_of(told) / 2
    shapes: list[Shape] = [
        Line(at, 1.4 * size, at, height - 2, Role.ACCENT, 1.2),
        Words(told, min(max(at, half), room.width - half), size, Role.ACCENT, Anchor.MIDDLE),
    ]
    top = _TOP * size
    for group in groups:
        top += _HEADING * size
        shapes.append(Words(room.fitted(group.name, room.width), 0, top - 0.45 * size, Role.MUTED, has_rim=True))
        for row in group.rows:
            middle = top + room.row / 2
            baseline = middle + BASELINE * size
            shapes.append(Words(room.fitted(row.name, names), indent, baseline))
            shapes.append(Line(start, middle, end, middle, Role.LINE, 0.5))
            low, high = scale.at(row.low), scale.at(row.high)
            if high > low:
                shapes.append(Line(low, middle, max(high, low + _LEAST_BAR), middle, Role.BAR, 5))
            else:
                shapes.append(Dot(low, middle, 3, Role.TEXT))
            shapes.append(Words(room.fitted(row.words, values), room.width, baseline, anchor=Anchor.END))
            top += room.row
    return room.drawing(height, shapes)
