"""Draws the report's charts as SVG: schools as bars beside the district's line, a small line for every school, and a
school's own years as bars against the district's.

Shapes tell everything: bars grey, the district a line in the accent, a target dashed, so that a print in grey says the
same. Figures are exact until they become places on the paper, which are points with one decimal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from xml.sax.saxutils import escape

WIDTH = 278
"""Points of the chart of bars; beside it, on a page with 468 points of text, stand the small charts."""

SMALL_WIDTH = 178
LONGEST_NAME = 23
"""Characters of a name beside a bar; a longer one ends in an ellipsis, and stands in full in the table."""

_LONGEST_SMALL_NAME = 15

FONT = "Libertinus Serif"
_ACCENT, _BAR, _OPEN, _LINE, _TEXT, _MUTED = "#1D5BB8", "#AEB6C2", "#DDE2E9", "#D3D8E0", "#1B1F27", "#566070"
_PAPER = "#FFFFFF"
_SIZE = 8
_SMALL_SIZE = 7

_ROW = 11.6
_BAR_HEIGHT = 7.6
_NAMES_WIDTH = 88
_VALUES_WIDTH = 58
_TOP = 16

YEARS_WIDTH = 196
"""Points of the chart of one school's years."""

_YEARS_HEIGHT = 82
_YEARS_TOP, _YEARS_FOOT = 24, 70  # of the plot: above it stand what the lines are and the figures, below it the years
_WIDEST_YEAR = 22.0

_ACROSS = 3
_SMALL_HEIGHT = 37
_SMALL_PLOT = 17
_SMALL_TOP = 17  # of the plot, under the words


@dataclass(frozen=True, slots=True)
class Bar:
    """One school: the figure or the interval that it lies in, and the words beside it. None: nothing to draw."""

    name: str
    low: Fraction | None
    high: Fraction | None
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across all bars: the district's figure, or a target."""

    value: Fraction
    words: str
    is_target: bool = False


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


@dataclass(frozen=True, slots=True)
class YearBar:
    """One year of a school: the figure or the interval that it lies in, its words, and the district's figure."""

    name: str
    low: Fraction | None
    high: Fraction | None
    words: str
    district: Fraction | None = None
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG and its size in points."""

    svg: str
    width: int
    height: int


class _Scale:
    """Figures to places between ``start`` and ``end``; with ``from_zero`` zero is one of them."""

    def __init__(self, figures: Sequence[Fraction], start: float, end: float, *, from_zero: bool) -> None:
        low, high = min(figures), max(figures)
        if from_zero:
            low, high = min(low, Fraction(0)), max(high, Fraction(0))
        else:
            air = (high - low) / 8
            low, high = low - air, high + air
        self._low, self._span = low, (high - low) or Fraction(1)
        self._start, self._length = start, end - start

    def at(self, figure: Fraction) -> float:
        """Where the figure lies."""
        return self._start + self._length * float((figure - self._low) / self._span)


def draw_bars(bars: Sequence[Bar], marks: Sequence[Mark], *, from_zero: bool) -> Drawing:
    """The bars in the order given, one below the other, with the lines of ``marks`` across all of them.

    Without ``from_zero`` the length of a bar would say nothing, so points are drawn instead.
    """
    ends = [end for bar in bars for end in (bar.low, bar.high) if end is not None] + [mark.value for mark in marks]
    height = round(_TOP + _ROW * len(bars) + 4)
    if not ends:
        return Drawing(_svg(WIDTH, height, []), WIDTH, height)
    right = WIDTH - _VALUES_WIDTH
    scale = _Scale(ends, _NAMES_WIDTH + 6, right, from_zero=from_zero)
    parts: list[str] = []
    for number, bar in enumerate(bars):
        parts += _bar(bar, _TOP + _ROW * number, scale, right, from_zero=from_zero)
    base = scale.at(Fraction(0)) if from_zero else _NAMES_WIDTH + 6
    parts.append(_line(base, _TOP - 2, base, height - 2, _MUTED, 0.6))
    for mark in marks:
        parts += _mark(mark, scale.at(mark.value), height, [scale.at(each.value) for each in marks if each is not mark])
    return Drawing(_svg(WIDTH, height, parts), WIDTH, height)


def _bar(bar: Bar, top: float, scale: _Scale, right: float, *, from_zero: bool) -> list[str]:
    middle = top + _ROW / 2
    baseline = middle + _SIZE * 0.33
    parts = [_text(_shortened(bar.name, LONGEST_NAME), _NAMES_WIDTH, baseline, anchor="end")]
    if bar.low is not None and bar.high is not None:
        low, high = scale.at(bar.low), scale.at(bar.high)
        if from_zero:
            zero = scale.at(Fraction(0))
            if high > low:  # a withheld figure: what it is at least, and in lighter grey what it may be
                parts.append(_box(low, middle, high - low, _OPEN))
            parts.append(_box(min(zero, low), middle, abs(low - zero), _BAR))
        else:
            parts.append(_line(_NAMES_WIDTH + 6, middle, right, middle, _LINE, 0.5))
            if high > low:
                parts.append(_line(low, middle, high, middle, _BAR, 3))
            else:
                parts.append(_dot(low, middle, 3, _MUTED))
    parts.append(_text(bar.words, WIDTH, baseline, anchor="end", colour=_TEXT if bar.low is not None else _MUTED))
    return parts


def _mark(mark: Mark, x: float, height: int, others: Sequence[float]) -> list[str]:
    """A line from top to bottom with its words above it, on the side where no other line is near."""
    colour = _TEXT if mark.is_target else _ACCENT
    is_left = any(x <= other < x + 70 for other in others) or x > WIDTH - 62
    words = _text(mark.words, x - 3 if is_left else x + 3, 9, anchor="end" if is_left else "start", colour=colour)
    return [_line(x, 2, x, height - 2, colour, 1.2, dash="3 2" if mark.is_target else ""), words]


def draw_small_lines(lines: Sequence[SmallLine]) -> Drawing:
    """A grid of small charts over the same years and on one scale, so that their heights can be compared."""
    rows = -(-len(lines) // _ACROSS)
    height = max(rows, 1) * _SMALL_HEIGHT
    ends = [end for line in lines for point in line.points for end in (point.low, point.high) if end is not None]
    if not ends:
        return Drawing(_svg(SMALL_WIDTH, height, []), SMALL_WIDTH, height)
    cell = SMALL_WIDTH / _ACROSS
    parts: list[str] = []
    for number, line in enumerate(lines):
        left, top = cell * (number % _ACROSS), _SMALL_HEIGHT * (number // _ACROSS)
        scale = _Scale(ends, top + _SMALL_TOP + _SMALL_PLOT - 2, top + _SMALL_TOP + 2, from_zero=False)
        parts += _small(line, left, top, cell - 7, scale)
    return Drawing(_svg(SMALL_WIDTH, height, parts), SMALL_WIDTH, height)


def _small(line: SmallLine, left: float, top: float, width: float, scale: _Scale) -> list[str]:
    colour = _ACCENT if line.is_strong else _TEXT
    parts = [
        _text(_shortened(line.name, _LONGEST_SMALL_NAME), left, top + 7, colour=colour, size=_SMALL_SIZE),
        _text(line.words, left, top + 15, colour=_MUTED, size=_SMALL_SIZE),
        _line(left, top + _SMALL_TOP + _SMALL_PLOT, left + width, top + _SMALL_TOP + _SMALL_PLOT, _LINE, 0.5),
    ]
    step = width - 6
    before: tuple[float, float] | None = None
    for number, point in enumerate(line.points):
        x = left + 3 + (step * number / (len(line.points) - 1) if len(line.points) > 1 else step / 2)
        if point.is_broken:
            foot = top + _SMALL_TOP + _SMALL_PLOT
            parts.append(_line(x - 3, top + _SMALL_TOP, x - 3, foot, _MUTED, 0.8, dash="1.5 1.5"))
            before = None
        if point.low is None or point.high is None:
            before = None
            continue
        y = scale.at((point.low + point.high) / 2)
        if before is not None:
            parts.append(_line(*before, x, y, _ACCENT if line.is_strong else _MUTED, 1.2))
        if point.low != point.high:
            parts.append(_line(x, scale.at(point.low), x, scale.at(point.high), _BAR, 3))
        parts.append(_dot(x, y, 1.8, colour))
        before = (x, y)
    return parts


def draw_years(
    years: Sequence[YearBar], target: Mark | None, *, further: Fraction | None = None, district: str, from_zero: bool
) -> Drawing:
    """A bar for every year, the district as a line through its points, the target dashed across.

    ``further`` is the upper end of a target band, ``district`` the name of the line. Without ``from_zero`` the height
    of a bar would say nothing, so points are drawn instead.
    """
    levels = [each for each in (target.value if target else None, further) if each is not None]
    ends = [end for year in years for end in (year.low, year.high, year.district) if end is not None] + levels
    if not ends:
        return Drawing(_svg(YEARS_WIDTH, _YEARS_HEIGHT, []), YEARS_WIDTH, _YEARS_HEIGHT)
    scale = _Scale(ends, _YEARS_FOOT, _YEARS_TOP, from_zero=from_zero)
    step = YEARS_WIDTH / len(years)
    parts = _key(district if any(year.district is not None for year in years) else "", target)
    before: tuple[float, float] | None = None
    line: list[str] = []
    words: list[str] = []
    for number, year in enumerate(years):
        middle = step * (number + 0.5)
        parts += _year_bar(year, middle, min(_WIDEST_YEAR, step * 0.5), scale, from_zero=from_zero)
        words += _year_words(year, middle, scale)
        if year.is_broken:
            edge = step * number
            parts.append(_line(edge, _YEARS_TOP, edge, _YEARS_FOOT, _MUTED, 0.8, dash="1.5 1.5"))
            before = None
        if year.district is None:
            before = None
            continue
        y = scale.at(year.district)
        if before is not None:
            line.append(_line(*before, middle, y, _ACCENT, 1.2))
        line.append(_dot(middle, y, 2, _ACCENT))
        before = (middle, y)
    parts.append(_line(0, _YEARS_FOOT, YEARS_WIDTH, _YEARS_FOOT, _MUTED, 0.6))
    parts += [_line(0, scale.at(level), YEARS_WIDTH, scale.at(level), _TEXT, 1, dash="3 2") for level in levels]
    # The words come last, each with a rim of paper, so that no line runs through a figure.
    return Drawing(_svg(YEARS_WIDTH, _YEARS_HEIGHT, parts + line + words), YEARS_WIDTH, _YEARS_HEIGHT)


def _key(district: str, target: Mark | None) -> list[str]:
    """What the two lines are, above the plot; nothing for a line that is not drawn."""
    parts: list[str] = []
    if district:
        parts += [_line(0, 6, 12, 6, _ACCENT, 1.2), _dot(6, 6, 2, _ACCENT)]
        parts.append(_text(district, 15, 8.5, colour=_ACCENT, size=_SMALL_SIZE))
    if target is not None:
        left = YEARS_WIDTH / 2 if district else 0
        parts.append(_line(left, 6, left + 12, 6, _TEXT, 1, dash="3 2"))
        parts.append(_text(target.words, left + 15, 8.5, size=_SMALL_SIZE))
    return parts


def _year_bar(year: YearBar, middle: float, width: float, scale: _Scale, *, from_zero: bool) -> list[str]:
    if year.low is None or year.high is None:
        return []
    parts: list[str] = []
    low, high = scale.at(year.low), scale.at(year.high)
    if from_zero:
        zero = scale.at(Fraction(0))
        if low > high:  # a withheld figure: what it is at least, and in lighter grey what it may be
            parts.append(_column(middle, width, high, low, _OPEN))
        parts.append(_column(middle, width, min(low, zero), max(low, zero), _BAR))
    else:
        parts.append(_line(middle, low, middle, high, _BAR, 3))
        parts.append(_dot(middle, (low + high) / 2, 3, _MUTED))
    return parts


def _year_words(year: YearBar, middle: float, scale: _Scale) -> list[str]:
    """The year below the line, the figure above its bar, or the reason for none where the bar would stand."""
    named = _text(year.name, middle, _YEARS_FOOT + 9, anchor="middle", colour=_MUTED, size=_SMALL_SIZE)
    if year.high is None:
        return [named, _text(year.words, middle, _YEARS_FOOT - 3, anchor="middle", colour=_MUTED, size=_SMALL_SIZE)]
    above = _text(year.words, middle, scale.at(year.high) - 4, anchor="middle", size=_SMALL_SIZE)
    return [named, above.replace("<text ", f'<text stroke="{_PAPER}" stroke-width="2" paint-order="stroke" ', 1)]


def _column(middle: float, width: float, top: float, bottom: float, colour: str) -> str:
    places = f'x="{_place(middle - width / 2)}" y="{_place(top)}" width="{_place(width)}"'
    return f'<rect {places} height="{_place(bottom - top)}" fill="{colour}"/>'


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' font-family="{FONT}" font-size="{_SIZE}">{"".join(parts)}</svg>'
    )


def _place(number: float) -> str:
    return f"{number:.1f}"


def _shortened(name: str, longest: int) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


def _text(words: str, x: float, y: float, *, anchor: str = "start", colour: str = _TEXT, size: float = _SIZE) -> str:
    look = f'font-size="{size}" text-anchor="{anchor}" fill="{colour}"'
    return f'<text x="{_place(x)}" y="{_place(y)}" {look}>{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    places = f'x1="{_place(x1)}" y1="{_place(y1)}" x2="{_place(x2)}" y2="{_place(y2)}"'
    return f'<line {places} stroke="{colour}" stroke-width="{width}"{dashed}/>'


def _box(x: float, middle: float, width: float, colour: str) -> str:
    places = f'x="{_place(x)}" y="{_place(middle - _BAR_HEIGHT / 2)}" width="{_place(width)}" height="{_BAR_HEIGHT}"'
    return f'<rect {places} fill="{colour}"/>'


def _dot(x: float, y: float, radius: float, colour: str) -> str:
    return f'<circle cx="{_place(x)}" cy="{_place(y)}" r="{radius}" fill="{colour}"/>'
