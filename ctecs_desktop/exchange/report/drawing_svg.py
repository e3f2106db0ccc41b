"""Paints a chart as SVG for paper: the same drawing gives the same bytes, and a print in grey says the same."""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache
from xml.sax.saxutils import escape

from ctecs_desktop.charts.drawing import Anchor, Box, Dot, Drawing, Line, Role, Room, Shape, Words
from ctecs_desktop.exchange.report.report_document import Picture

PAGE_WIDTH, BARS_WIDTH, SMALL_WIDTH, YEARS_WIDTH = 468, 278, 178, 196
"""Points: all of the text's width on a page; bars of schools with the small charts beside them; a school's years."""

FONT = "Libertinus Serif"

_PAPER = "#FFFFFF"
_RIM = 2
INKS = {
    Role.TEXT: "#1B1F27",
    Role.MUTED: "#566070",
    Role.ACCENT: "#1D5BB8",
    Role.TARGET: "#1B1F27",
    Role.LINE: "#D3D8E0",
    Role.BAR: "#A8B0BD",
    Role.OPEN_BAR: "#E6EAF0",
    Role.GOOD: "#0B5130",
    Role.FAIR: "#57A67C",
    Role.UNSURE: "#EFCB74",
    Role.BAD: "#C73A2E",
}
"""What stands for a status, and bars beside them, is told apart by its grey too."""

_WIDTHS = {
    190: "'", 205: "|", 220: ",.", 236: ":;", 250: " \u00a0·", 264: "l", 268: "‘’", 271: "i", 272: "j", 277: "{}",
    287: "\\", 288: "!", 297: "I", 298: "()", 310: "f", 316: "t", 322: "J", 323: "/", 336: '"', 338: "-", 351: "•",
    356: "[]",
    369: "*", 372: "r", 375: "“”", 390: "s", 424: "z", 428: "c", 435: "?", 447: "e", 457: "a", 465: "#$0123456789",
    473: "§", 485: "FS", 486: "_", 490: "x", 493: "b", 497: "v", 500: "g", 503: "q", 504: "o", 506: "d", 512: "k",
    515: "y", 519: "p", 527: "≥≤≈", 528: "L", 531: "u", 538: "h", 541: "Pß", 542: "n", 548: "–", 550: "+<=>±×−",
    557: "E", 575: "Y", 587: "R", 588: "B", 597: "T", 604: "Z", 637: "%K", 646: "C", 652: "V", 660: "X", 661: "U",
    685: "G", 695: "A", 699: "N", 701: "D", 702: "OQ", 705: "&", 730: "H", 742: "—", 747: "w", 749: "…", 790: "m",
    839: "M", 895: "@", 951: "W",
}  # fmt: skip
"""Thousandths of an em that the typeface takes for its letters, as Typst measures it."""

_OF_LETTER = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_UNKNOWN, _WIDE = 600, 1000


def paper_room(width: float, *, type_size: float = 8.0, row: float = 11.6, plot: float = 46.0) -> Room:
    """The room of a chart in the report, in points."""
    return Room(width, type_size, row, plot, lambda text: type_size * _thousandths(text) / 1000)


def picture_of(drawing: Drawing, *, name: str, alternative: str, caption: str) -> Picture:
    """The drawing as a picture of a document, with what it shows in words."""
    return Picture(name, svg_of(drawing), round(drawing.width), math.ceil(drawing.height), alternative, caption)


def svg_of(drawing: Drawing) -> str:
    """The drawing as SVG, its places in points with one decimal."""
    width, height = round(drawing.width), math.ceil(drawing.height)
    painted = "".join(_painted(shape, drawing.type_size) for shape in drawing.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' font-family="{FONT}" font-size="{drawing.type_size:g}">{painted}</svg>'
    )


def _painted(shape: Shape, type_size: float) -> str:
    ink = INKS[shape.role]
    if isinstance(shape, Line):
        dash = f' stroke-dasharray="{" ".join(f"{each:g}" for each in shape.dash)}"' if shape.dash else ""
        places = f'x1="{shape.x1:.1f}" y1="{shape.y1:.1f}" x2="{shape.x2:.1f}" y2="{shape.y2:.1f}"'
        return f'<line {places} stroke="{ink}" stroke-width="{shape.width:g}"{dash}/>'
    if isinstance(shape, Box):
        places = f'x="{shape.x:.1f}" y="{shape.y:.1f}" width="{shape.width:.1f}" height="{shape.height:.1f}"'
        return f'<rect {places} fill="{ink}"/>'
    if isinstance(shape, Dot):
        fill = f'fill="{_PAPER}" stroke="{ink}"' if shape.is_hollow else f'fill="{ink}"'
        return f'<circle cx="{shape.x:.1f}" cy="{shape.y:.1f}" r="{shape.radius:g}" {fill}/>'
    return _text(shape, ink, type_size)


def _text(words: Words, ink: str, type_size: float) -> str:
    if not words.text:
        return ""
    rim = f' stroke="{_PAPER}" stroke-width="{_RIM}" paint-order="stroke"' if words.has_rim else ""
    size = f' font-size="{type_size * words.scale:g}"' if words.scale != 1 else ""
    anchor = f' text-anchor="{words.anchor.value}"' if words.anchor is not Anchor.START else ""
    weight = ' font-weight="bold"' if words.is_strong else ""
    look = f'{size}{anchor}{weight} fill="{ink}"{rim}'
    return f'<text x="{words.x:.1f}" y="{words.y:.1f}"{look}>{escape(words.text)}</text>'


@lru_cache(maxsize=4096)
def _thousandths(text: str) -> int:
    return sum(_of_letter(letter) for letter in text)


def _of_letter(letter: str) -> int:
    """An accent takes no room of its own; signs of other scripts are taken for wide rather than run over something."""
    plain = unicodedata.normalize("NFKD", letter)[0]
    known = _OF_LETTER.get(plain)
    if known is not None:
        return known
    return _WIDE if unicodedata.east_asian_width(letter) in {"W", "F"} else _UNKNOWN
