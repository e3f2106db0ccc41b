"""Draws the groups of a measure's breakdowns as points beside the line of all students, as SVG.

The points are dark, all students a line in the accent, what is only known within bounds a grey bar: a print in grey
says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from xml.sax.saxutils import escape

from ctecs_desktop.exchange.report.chart_drawing import FONT, Drawing

WIDTH = 468
"""Points: all of the text's width on a page."""

LONGEST_NAME = 46
"""Characters of a group's name; a longer one ends in an ellipsis, and stands in full in the table."""

_ACCENT, _BAR, _LINE, _TEXT, _MUTED = "#1D5BB8", "#AEB6C2", "#DDE2E9", "#1B1F27", "#566070"
_SIZE = 8
_ROW = 11.2
_HEADING = 13.5
_TOP = 15
_LEAST_BAR = 3
_START, _END = 186, 392
"""Between these lie the points; the names stand at the left of them, the figures at the right."""


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


def draw_gaps(groups: Sequence[GapGroup], reference: Fraction, words: str) -> Drawing:
    """The rows below each other, with the line of ``reference`` through all of them and ``words`` over it."""
    ends = [end for group in groups for row in group.rows for end in (row.low, row.high)] + [reference]
    low, high = min(ends), max(ends)
    air = (high - low) / 20 or Fraction(1)
    span = high - low + 2 * air

    def place(number: Fraction) -> float:
        return _START + (_END - _START) * float((number - low + air) / span)

    count = sum(len(group.rows) for group in groups)
    height = round(_TOP + _HEADING * len(groups) + _ROW * count + 3)
    at = place(reference)
    parts = [
        f'<line x1="{at:.1f}" y1="11" x2="{at:.1f}" y2="{height - 2}" stroke="{_ACCENT}" stroke-width="1.2"/>',
        _text(words, at, 8, "middle", _ACCENT),
    ]
    top = float(_TOP)
    for group in groups:
        parts.append(_text(group.name, 0, top + _HEADING - 3.5, "start", _MUTED))
        top += _HEADING
        for row in group.rows:
            parts += _row(row, top + _ROW / 2, place(row.low), place(row.high))
            top += _ROW
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
        f' font-family="{FONT}" font-size="{_SIZE}">{"".join(parts)}</svg>'
    )
    return Drawing(svg, WIDTH, height)


def _row(row: GapRow, middle: float, low: float, high: float) -> list[str]:
    name = row.name if len(row.name) <= LONGEST_NAME else f"{row.name[: LONGEST_NAME - 1].rstrip()}…"
    y = f"{middle:.1f}"
    parts = [
        _text(name, 10, middle + _SIZE * 0.33, "start", _TEXT),
        f'<line x1="{_START}" y1="{y}" x2="{_END}" y2="{y}" stroke="{_LINE}" stroke-width="0.5"/>',
    ]
    if high - low > 0:
        high = max(high, low + _LEAST_BAR)
        parts.append(f'<line x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}" stroke="{_BAR}" stroke-width="5"/>')
    else:
        parts.append(f'<circle cx="{low:.1f}" cy="{y}" r="3" fill="{_TEXT}"/>')
    return [*parts, _text(row.words, WIDTH, middle + _SIZE * 0.33, "end", _TEXT)]


def _text(words: str, x: float, y: float, anchor: str, colour: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
