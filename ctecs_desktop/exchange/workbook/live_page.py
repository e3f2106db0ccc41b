"""A sheet of computed cells as data: each cell with its formula and what the formula gives, before any file format.

Unlike the pages of ``workbook_page``, which are signed and hold no formula, these are read by people who want to see
how a figure was made. What a formula gives is known exactly here, so a viewer that computes nothing shows it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import Enum
from fractions import Fraction

from ctecs_desktop.domain.value import number_text
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle

Shown = str | Decimal | Fraction | None
"""What a cell shows: text, a number, or nothing."""

_DIGITS_OF_A_DOUBLE = 17
_DAYS_BEFORE_1900 = 693_594
"""The ordinal of 30 December 1899, from which spreadsheets count days."""

DATE_FORMAT = "mmm d, yyyy"


class Tint(Enum):
    """The colour behind a status, never without its icon and word."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class LiveCell:
    """One cell. ``formula`` is without its equals sign, "" for none; ``shown`` is its result or the plain content.

    ``is_input`` marks a cell that a person is to fill in: boxed, and open where the sheet is locked.
    """

    shown: Shown = None
    style: CellStyle = CellStyle.TEXT
    number_format: str = ""
    formula: str = ""
    tint: Tint | None = None
    indent: int = 0
    is_bold: bool = False
    is_input: bool = False


@dataclass(frozen=True, slots=True)
class LiveRow:
    """A row; ``level`` 1 lies in the outline under the row above it and begins folded in."""

    cells: tuple[LiveCell, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """Cells that offer a short list to choose from; with ``is_strict`` nothing else can be typed."""

    area: str
    options: tuple[str, ...]
    is_strict: bool = False


@dataclass(frozen=True, slots=True)
class NumberLimit:
    """Cells of which a person is warned, and not kept, when typing what is no number from 0 up."""

    areas: tuple[str, ...]
    is_whole: bool
    message: str


class ChartKind(Enum):
    """How a native chart shows its cells."""

    BARS = "bars"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class LiveChart:
    """A native chart over cells of its own sheet. Areas are (first row, first column, last row, last column), 1-based.

    ``alternative`` says in words what it shows; the cells beside it say the same in figures.
    """

    kind: ChartKind
    title: str
    series: str
    names: tuple[int, int, int, int]
    values: tuple[int, int, int, int]
    anchor: str
    alternative: str
    number_format: str = ""
    height: float = 8.0  # centimetres


@dataclass(frozen=True, slots=True)
class LiveSheet:
    """One sheet: rows from the top, widths in characters, and how it is looked at and printed.

    ``heading_row`` (1-based, 0 for none) stays in view and repeats on each printed page. Of the columns the first
    ``printed_columns`` (0: all) are printed.
    """

    name: str
    widths: tuple[int, ...]
    rows: tuple[LiveRow, ...]
    heading_row: int = 0
    frozen_columns: int = 0
    printed_columns: int = 0
    is_portrait: bool = False
    has_filter: bool = False
    footer: str = ""
    tab: str = ""  # colour of the sheet's tab, RRGGBB
    choices: tuple[Choice, ...] = ()
    limits: tuple[NumberLimit, ...] = ()
    is_locked: bool = False  # against slips: only its input cells can be changed, and no password opens it
    charts: tuple[LiveChart, ...] = ()
    page_breaks: tuple[int, ...] = ()  # a printed page ends after these rows


@dataclass(frozen=True, slots=True)
class AreaName:
    """A name for a block of cells, by which formulas speak of it."""

    name: str
    area: str  # such as Values!$A$5:$A$99


def double_text(number: Decimal | Fraction) -> str:
    """The number with the 17 digits that a spreadsheet's binary numbers can tell apart."""
    if isinstance(number, Decimal):
        return number_text(number)
    with localcontext() as context:
        context.prec = _DIGITS_OF_A_DOUBLE
        return number_text(Decimal(number.numerator) / Decimal(number.denominator))


def day_number(ordinal: int | Fraction | Decimal) -> Decimal:
    """The day of that ordinal as a spreadsheet counts days."""
    return Decimal(int(ordinal)) - _DAYS_BEFORE_1900


def places(decimals: int, unit_sign: str = "") -> str:
    """A number format with thousands set off, that many places, and a sign such as ``%`` behind a blank."""
    plain = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return f'{plain}" {unit_sign}"' if unit_sign else plain
