"""A figure over the years against target and baseline: as bars beside the district's line, as points or as a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from ctecs_desktop.charts.drawing import DASHED, DOTTED, Anchor, Box, Dot, Drawing, Line, Role, Room, Shape, Words
from ctecs_desktop.charts.scale import Scale, known, sure_part

SMALL = 0.875
"""The type of years, figures and keys, in that of the drawing."""

_LINE = 1.5  # of the type's size: the height of a line of words
_KEY = 1.5  # of the type's size: the line before its name
_ABOVE, _TALL = 0.6, 0.8  # of the type's size: the air below words that stand over something, and their height
_WIDEST_COLUMN = 2.75  # of the type's size


class YearShape(Enum):
    """As what the own figures are drawn. Where a scale does not begin at zero, the height of a bar says nothing."""

    BARS = "bars"
    POINTS = "points"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Year:
    """The figure or the interval that it lies in, its words, and the district's figure beside it; None: no figure.

    ``is_broken`` says that the series begins anew there: no line leads to it.
    """

    name: str
    low: Fraction | None
    high: Fraction | None
    words: str
    beside: Fraction | None = None
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """A target or a baseline: where it lies and what it is called, with its figure."""

    low: Fraction
    high: Fraction
    words: str
    is_target: bool = True


def has_figure(years: Sequence[Year]) -> bool:
    """Whether any of the years has one."""
    return any(year.low is not None and year.high is not None for year in years)


def draw_years(
    years: Sequence[Year], levels: Sequence[Level], room: Room, *, shape: YearShape, beside: str = ""
) -> Drawing:
    """A column for every year and the ``levels`` across; ``beside`` names the line of the district's figures."""
    ends = known([end for year in years for end in (year.low, year.high, year.beside)])
    ends += [end for level in levels for end in (level.low, level.high)]
    if not years or not ends:
        return room.drawing(0, ())
    line = _LINE * room.type_size
    named = beside if any(year.beside is not None for year in years) else ""
    key, rows = _key(named, levels, room)
    top = line * (rows + 1)  # above the plot stand what the lines are, and the figure of the highest year
    foot = top + room.plot
    scale = Scale(ends, foot, top, from_zero=shape is YearShape.BARS)
    step = room.width / len(years)
    middles = [step * (number + 0.5) for number in range(len(years))]
    shapes: list[Shape] = [*key]
    shapes += [Line(x - step / 2, top, x - step / 2, foot, Role.MUTED, 0.8, DOTTED) for x in _breaks(years, middles)]
    if shape is not YearShape.LINE:
        for year, x in zip(years, middles, strict=True):
            shapes += _own(year, x, min(_WIDEST_COLUMN * room.type_size, step / 2), scale, shape)
    shapes.append(Line(0, foot, room.width, foot, Role.MUTED, 0.6))
    for level in levels:
        for end in sorted({level.low, level.high}):
            shapes.append(_level_line(level, 0, room.width, scale.at(end)))
    if shape is YearShape.LINE:
        shapes += _line(years, middles, scale)
    else:
        shapes += _beside(years, middles, scale)
    # The words come last, each with a rim of the ground, so that no line runs through a figure.
    across = [scale.at(end) for level in levels for end in (level.low, level.high)]
    return room.drawing(foot + line, [*shapes, *_words(years, middles, scale, room, across, foot=foot)])


def _breaks(years: Sequence[Year], middles: Sequence[float]) -> list[float]:
    return [x for year, x in zip(years, middles, strict=True) if year.is_broken and x > middles[0]]


def _key(beside: str, levels: Sequence[Level], room: Room) -> tuple[list[Shape], int]:
    """What the lines are, one after the other in as many rows as they take; and how many these are."""
    entries: list[tuple[str, Level | None]] = [(beside, None)] if beside else []
    entries += [(level.words, level) for level in levels]
    shapes: list[Shape] = []
    sample, gap = _KEY * room.type_size, 0.4 * room.type_size
    x, row = 0.0, 0
    for text, level in entries:
        words = room.fitted(text, room.width - sample - gap, SMALL)
        width = sample + gap + room.width_of(words, SMALL)
        if x and x + width > room.width:
            x, row = 0.0, row + 1
        middle = _LINE * room.type_size * (row + 0.5)
        if level is None:
            shapes.append(Line(x, middle, x + sample, middle, Role.ACCENT, 1.2))
            shapes.append(Dot(x + sample / 2, middle, 2, Role.ACCENT))
        else:
            shapes.append(_level_line(level, x, x + sample, middle))
        role = Role.ACCENT if level is None else _role(level)
        shapes.append(Words(words, x + sample + gap, middle + 0.3 * room.type_size, role, scale=SMALL))
        x += width + 2 * gap + sample / 2
    return shapes, row + 1 if entries else 0


def _role(level: Level) -> Role:
    return Role.TARGET if level.is_target else Role.MUTED


def _level_line(level: Level, left: float, right: float, y: float) -> Line:
    return Line(left, y, right, y, _role(level), 1.2, DASHED if level.is_target else DOTTED)


def _own(year: Year, middle: float, width: float, scale: Scale, shape: YearShape) -> list[Shape]:
    if year.low is None or year.high is None:
        return []
    low, high = scale.at(year.low), scale.at(year.high)
    if shape is YearShape.POINTS:
        return [Line(middle, low, middle, high, Role.BAR, 3), Dot(middle, (low + high) / 2, 3, Role.MUTED)]
    zero, sure = scale.at(Fraction(0)), scale.at(sure_part(year.low, year.high))
    shapes: list[Shape] = []
    if low > high:  # a withheld figure: what it is at least, and set off from that what it may be
        top, bottom = (high, sure) if sure < zero else (sure, low) if sure > zero else (high, low)
        shapes.append(Box(middle - width / 2, top, width, bottom - top, Role.OPEN_BAR))
    shapes.append(Box(middle - width / 2, min(sure, zero), width, abs(zero - sure), Role.BAR))
    return shapes


def _line(years: Sequence[Year], middles: Sequence[float], scale: Scale) -> list[Shape]:
    """The own figures as a line in the accent; one only known within bounds as a bar over all that it may be."""
    shapes: list[Shape] = []
    dots: list[Shape] = []  # over every line, so that none runs through a hollow one
    before: tuple[float, float] | None = None
    for number, (year, x) in enumerate(zip(years, middles, strict=True)):
        if year.low is None or year.high is None:
            before = None
            continue
        y = scale.at((year.low + year.high) / 2)
        if before is not None and not year.is_broken:
            shapes.append(Line(*before, x, y, Role.ACCENT, 2))
        if year.low != year.high:
            shapes.append(Line(x, scale.at(year.low), x, scale.at(year.high), Role.ACCENT, 2))
        dots.append(Dot(x, y, 3.5, Role.ACCENT, is_hollow=number < len(years) - 1))
        before = x, y
    return shapes + dots


def _beside(years: Sequence[Year], middles: Sequence[float], scale: Scale) -> list[Shape]:
    shapes: list[Shape] = []
    before: tuple[float, float] | None = None
    for year, x in zip(years, middles, strict=True):
        if year.beside is None:
            before = None
            continue
        y = scale.at(year.beside)
        if before is not None and not year.is_broken:
            shapes.append(Line(*before, x, y, Role.ACCENT, 1.2))
        shapes.append(Dot(x, y, 2, Role.ACCENT))
        before = x, y
    return shapes


def _words(
    years: Sequence[Year], middles: Sequence[float], scale: Scale, room: Room, across: Sequence[float], *, foot: float
) -> list[Shape]:
    """The years below, the figures above, or the reason for none at the foot; ``across`` are the heights of lines.

    Where they would run into each other, the first and the last year, and the last figure, say enough.
    """
    step, size = room.width / len(years), room.type_size
    last = len(years) - 1
    fits = [all(room.width_of(text, SMALL) <= step for text in texts) for texts in _texts(years)]
    shapes: list[Shape] = []
    for number, (year, x) in enumerate(zip(years, middles, strict=True)):
        if fits[0] or number in {0, last}:
            most = step if fits[0] else room.width / 2 - size / 4
            shapes.append(_centred(year.name, x, foot + 1.15 * size, room, Role.MUTED, most=most))
        if not fits[1] and number != last:
            continue
        if year.low is None or year.high is None:
            shapes.append(_centred(year.words, x, foot - 0.4 * size, room, Role.MUTED, most=step))
        else:
            met = [*across, scale.at(year.beside)] if year.beside is not None else across
            y = _free_baseline(scale.at(year.high), met, size)
            shapes.append(_centred(year.words, x, y, room, Role.TEXT, most=room.width, has_rim=True))
    return shapes


def _free_baseline(top: float, met: Sequence[float], size: float) -> float:
    """Where the words over ``top`` stand: above every line that would run through them."""
    baseline = top - _ABOVE * size
    for y in sorted(met, reverse=True):
        if baseline - _TALL * size < y < baseline + _ABOVE * size:
            baseline = y - _ABOVE * size
    return baseline


def _texts(years: Sequence[Year]) -> tuple[list[str], list[str]]:
    return [year.name for year in years], [year.words for year in years]


def _centred(text: str, x: float, y: float, room: Room, role: Role, *, most: float, has_rim: bool = False) -> Words:
    """Words about ``x``, moved so far that they stand inside the room."""
    words = room.fitted(text, most, SMALL)
    half = room.width_of(words, SMALL) / 2
    return Words(words, min(max(x, half), room.width - half), y, role, Anchor.MIDDLE, SMALL, has_rim=has_rim)
