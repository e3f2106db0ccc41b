"""Draws the numbers over the district at a glance: a few large ones, and a bar of all measures by status, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from ctecs_desktop.exchange.report.chart_drawing import FONT, Drawing

WIDTH = 468
"""Points: all of the text's width on a page."""

_ACCENT, _TEXT, _MUTED, _LINE = "#1D5BB8", "#1B1F27", "#566070", "#D3D8E0"
_BAR_TOP, _BAR_HEIGHT, _LEGEND = 74, 12, 100
_GAP = 1.5
_SMALL = 8.5
_LETTER = 4.05
"""Points that a letter of the legend takes on average."""


@dataclass(frozen=True, slots=True)
class GlanceNumber:
    """One large number with what it counts under it, and a smaller line about it, which may be ""."""

    number: str
    what: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class GlancePart:
    """A part of the bar: how many, in which words, and its colour."""

    count: int
    words: str
    colour: str


def draw_glance(numbers: Sequence[GlanceNumber], parts: Sequence[GlancePart]) -> Drawing:
    """The numbers beside each other, and below them the bar with its legend; parts of nothing are left out."""
    drawn = []
    across = WIDTH / max(len(numbers), 1)
    for place, each in enumerate(numbers):
        left = across * place
        if place:
            drawn.append(f'<line x1="{left - 9:.1f}" y1="6" x2="{left - 9:.1f}" y2="56" stroke="{_LINE}"/>')
        drawn.append(_text(each.number, left, 25, 25, _ACCENT if not place else _TEXT))
        drawn.append(_text(each.what, left, 40, 9.5, _TEXT))
        drawn.append(_text(each.about, left, 52, _SMALL, _MUTED))
    told = [each for each in parts if each.count]
    whole = sum(each.count for each in told)
    room = WIDTH - _GAP * max(len(told) - 1, 0)
    x = legend = 0.0
    for part in told:
        width = room * part.count / whole
        drawn.append(
            f'<rect x="{x:.1f}" y="{_BAR_TOP}" width="{width:.1f}" height="{_BAR_HEIGHT}" fill="{part.colour}"/>'
        )
        drawn.append(f'<rect x="{legend:.1f}" y="{_LEGEND - 7}" width="7" height="7" fill="{part.colour}"/>')
        drawn.append(_text(part.words, legend + 11, _LEGEND - 0.5, _SMALL, _TEXT))
        x += width + _GAP
        legend += 11 + _LETTER * len(part.words) + 14
    height = _LEGEND + 6 if told else 60
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
        f' font-family="{FONT}">{"".join(drawn)}</svg>'
    )
    return Drawing(svg, WIDTH, height)


def _text(words: str, x: float, y: float, size: float, colour: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}">{escape(words)}</text>'
