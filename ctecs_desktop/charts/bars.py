"""One figure of every school as bars below each other, with the lines of the district and the target across them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ctecs_desktop.charts.drawing import BASELINE, DASHED, Anchor, Box, Dot, Drawing, Line, Role, Room, Shape, Words
from ctecs_desktop.charts.scale import Scale, known, sure_part

_NAMES, _VALUES = 0.42, 0.3
"""The most of the width that names and figures take."""

_BAR = 0.6  # of a row
_GAP = 0.75  # of the type's size, between names, bars and figures
_MARK_ROW = 1.5  # of the type's size


@dataclass(frozen=True, slots=True)
class Bar:
    """One school: the figure or the interval that it lies in, and the words beside it. None: nothing to draw."""

    name: str
    low: Fraction | None
    high: Fraction | None
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across all bars: the district's figure, or a target. ``words`` "" leaves the line without any."""

    value: Fraction
    words: str
    is_target: bool = False


def ordered(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    """The greatest first, those without a figure last; of equal ones by name."""

    def place(bar: Bar) -> tuple[bool, Fraction, str]:
        if bar.low is None or bar.high is None:
            return True, Fraction(0), bar.name
        return False, -(bar.low + bar.high), bar.name

    return tuple(sorted(bars, key=place))


def draw_bars(bars: Sequence[Bar], marks: Sequence[Mark], room: Room, *, from_zero: bool, between: str = "") -> Drawing:
    """The bars in the order given, with the lines of ``marks`` across all of them and their words above.

    Without ``from_zero`` the length of a bar would say nothing, so points are drawn instead. ``between`` stands at half
    of the bars, in place of those that are not shown.
    """
    gap = _GAP * room.type_size
    names = min(max((room.width_of(bar.name) for bar in bars), default=0.0), _NAMES * room.width)
    values = min(max((room.width_of(bar.words) for bar in bars), default=0.0), _VALUES * room.width)
    left, right = names + gap, room.width - values - gap
    ends = known([end for bar in bars for end in (bar.low, bar.high)]) + [mark.value for mark in marks]
    if not ends:
        return room.drawing(0, ())
    scale = Scale(ends, left, right, from_zero=from_zero)
    places = _mark_rows(marks, [scale.at(mark.value) for mark in marks], room)
    top = _MARK_ROW * room.type_size * (1 + max((row for row, _x in places.values()), default=-1)) + 2
    half = len(bars) // 2 if between else len(bars)
    height = top + room.row * (len(bars) + bool(between)) + 2
    shapes: list[Shape] = []
    for number, bar in enumerate(bars):
        middle = top + room.row * (number + (number >= half) + 0.5)
        shapes += _bar(bar, middle, scale, room, left=left, right=right, values=values, from_zero=from_zero)
    if between:
        baseline = top + room.row * (half + 0.5) + BASELINE * room.type_size
        shapes.append(Words(room.fitted(between, room.width), 0, baseline, Role.MUTED))
    base = scale.at(Fraction(0)) if from_zero else left
    shapes.append(Line(base, top, base, height, Role.MUTED, 0.6))
    for number, mark in enumerate(marks):
        shapes += _mark(mark, scale.at(mark.value), places.get(number), height, room)
    return room.drawing(height, shapes)


def _bar(
    bar: Bar, middle: float, scale: Scale, room: Room, *, left: float, right: float, values: float, from_zero: bool
) -> list[Shape]:
    baseline = middle + BASELINE * room.type_size
    name = room.fitted(bar.name, left - _GAP * room.type_size)
    shapes: list[Shape] = [Words(name, left - _GAP * room.type_size, baseline, anchor=Anchor.END)]
    is_known = bar.low is not None and bar.high is not None
    if bar.low is not None and bar.high is not None:
        low, high = scale.at(bar.low), scale.at(bar.high)
        if from_zero:
            thickness = _BAR * room.row
            zero, sure = scale.at(Fraction(0)), scale.at(sure_part(bar.low, bar.high))
            if high > low:  # a withheld figure: what it is at least, and set off from that what it may be
                start, end = (sure, high) if sure > zero else (low, sure) if sure < zero else (low, high)
                shapes.append(Box(start, middle - thickness / 2, end - start, thickness, Role.OPEN_BAR))
            shapes.append(Box(min(zero, sure), middle - thickness / 2, abs(sure - zero), thickness, Role.BAR))
        else:
            shapes.append(Line(left, middle, right, middle, Role.LINE, 0.5))
            if high > low:
                shapes.append(Line(low, middle, high, middle, Role.BAR, 3))
            else:
                shapes.append(Dot(low, middle, 3, Role.MUTED))
    words, role = room.fitted(bar.words, values), Role.TEXT if is_known else Role.MUTED
    return [*shapes, Words(words, room.width, baseline, role, Anchor.END)]


def _mark_rows(marks: Sequence[Mark], at: Sequence[float], room: Room) -> dict[int, tuple[int, float]]:
    """In which row above the bars the words of each mark stand, and where they begin; by the number of the mark.

    Beside their line where they fit, else in a further row: no words run into others, nor a line through words.
    """
    air = BASELINE * room.type_size
    placed: dict[int, tuple[int, float]] = {}
    taken: list[tuple[int, float, float, float]] = []  # row, beginning, end, line

    def is_free(row: int, start: float, end: float, x: float) -> bool:
        if start < 0 or end > room.width:
            return False
        return not any(
            (row == other and start < stop + air and begin < end + air)
            or (row >= other and start <= line <= end)
            or (row <= other and begin <= x <= stop)
            for other, begin, stop, line in taken
        )

    for number, (mark, x) in enumerate(zip(marks, at, strict=True)):
        if not mark.words:
            continue
        width = room.width_of(room.fitted(mark.words, room.width))
        middle = min(max(x - width / 2, 0.0), room.width - width)
        near = [other for other in at if 0 < abs(other - x) < width + air]
        beside = [start for line in (x, *near) for start in (line + air, line - air - width)]
        beside.sort(key=lambda start: any(start <= line <= start + width for line in near))  # rather over no line
        tried = [(row, start) for row in range(len(marks)) for start in beside]
        found = next(((row, start) for row, start in tried if is_free(row, start, start + width, x)), None)
        row, start = found or (1 + max((each[0] for each in taken), default=-1), middle)
        placed[number] = row, start
        taken.append((row, start, start + width, x))
    return placed


def _mark(mark: Mark, x: float, place: tuple[int, float] | None, height: float, room: Room) -> list[Shape]:
    """A line from its words to the bottom, dashed where it is a target."""
    role, dash = (Role.TARGET, DASHED) if mark.is_target else (Role.ACCENT, ())
    if place is None:
        return [Line(x, 2, x, height, role, 1.2, dash)]
    row, start = place
    text = room.fitted(mark.words, room.width)
    top = _MARK_ROW * room.type_size * row + 2
    words = Words(text, start, top + 0.9 * room.type_size, role, has_rim=True)
    is_through = start <= x <= start + room.width_of(text)
    return [Line(x, top + _MARK_ROW * room.type_size * is_through, x, height, role, 1.2, dash), words]
