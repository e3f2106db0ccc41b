"""A grid of small charts over the same years and on one scale, so that their heights can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ctecs_desktop.charts.drawing import DOTTED, Dot, Drawing, Line, Role, Room, Shape, Words
from ctecs_desktop.charts.scale import Scale, known

ACROSS = 3
_SMALL = 0.875
_TOP = 2.1  # of the type's size: the two lines of words over a plot
_PLOT = 2.1
_HEIGHT = 4.6  # of a small chart with the air below it
_GAP = 0.9


@dataclass(frozen=True, slots=True)
class SmallPoint:
    """A year of a small chart; ``is_broken`` says that the series begins anew there."""

    low: Fraction | None
    high: Fraction | None
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class SmallLine:
    """A small chart: its name, its years, and the words of the last one."""

    name: str
    points: tuple[SmallPoint, ...]
    words: str
    is_strong: bool = False


def draw_small_lines(lines: Sequence[SmallLine], room: Room) -> Drawing:
    """Row after row of ``ACROSS`` charts; one that ``is_strong`` is in the accent."""
    size = room.type_size
    ends = known([end for line in lines for point in line.points for end in (point.low, point.high)])
    if not ends:
        return room.drawing(0, ())
    cell = room.width / ACROSS
    shapes: list[Shape] = []
    for number, line in enumerate(lines):
        left, top = cell * (number % ACROSS), _HEIGHT * size * (number // ACROSS)
        foot = top + (_TOP + _PLOT) * size
        scale = Scale(ends, foot - 2, foot - _PLOT * size + 2, from_zero=False)
        shapes += _small(line, left, top, foot, scale, room)
    return room.drawing(_HEIGHT * size * -(-len(lines) // ACROSS), shapes)


def _small(line: SmallLine, left: float, top: float, foot: float, scale: Scale, room: Room) -> list[Shape]:
    size = room.type_size
    width = room.width / ACROSS - _GAP * size
    role = Role.ACCENT if line.is_strong else Role.TEXT
    shapes: list[Shape] = [
        Words(room.fitted(line.name, width, _SMALL), left, top + 0.875 * size, role, scale=_SMALL),
        Words(room.fitted(line.words, width, _SMALL), left, top + 1.875 * size, Role.MUTED, scale=_SMALL),
        Line(left, foot, left + width, foot, Role.LINE, 0.5),
    ]
    step = width - 6
    before: tuple[float, float] | None = None
    for number, point in enumerate(line.points):
        x = left + 3 + (step * number / (len(line.points) - 1) if len(line.points) > 1 else step / 2)
        if point.is_broken:
            shapes.append(Line(x - 3, top + _TOP * size, x - 3, foot, Role.MUTED, 0.8, DOTTED))
            before = None
        if point.low is None or point.high is None:
            before = None
            continue
        y = scale.at((point.low + point.high) / 2)
        if before is not None:
            shapes.append(Line(*before, x, y, Role.ACCENT if line.is_strong else Role.MUTED, 1.2))
        if point.low != point.high:
            shapes.append(Line(x, scale.at(point.low), x, scale.at(point.high), Role.BAR, 3))
        shapes.append(Dot(x, y, 1.8, role))
        before = (x, y)
    return shapes
