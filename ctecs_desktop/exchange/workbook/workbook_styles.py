"""The look of every workbook: the light tokens of the interface as named styles, so that a person can restyle them."""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

from ctecs_desktop.exchange.workbook.workbook_page import CellStyle

TEXT_COLOUR, MUTED_COLOUR, ACCENT, GOOD = "1B1F27", "566070", "1D5BB8", "17703F"
SURFACE, LINE, CONTROL_LINE = "F5F6F8", "D3D8E0", "8A93A1"

FONT, FIXED_FONT = "Calibri", "Consolas"
TEXT_SIZE, SECTION_SIZE, TITLE_SIZE = 11, 12.5, 17

LINE_HEIGHT = 15.0
TALLEST_ROW = 409.0
"""Points; Excel allows no more."""

TEXT_FORMAT = "@"
"""The number format of text cells: what a person types over a code stays text, ``1.10`` too."""

WRAPPED = frozenset({CellStyle.WRAPPED, CellStyle.STRONG_WRAPPED, CellStyle.FIXED})
NUMBERS = frozenset(
    {CellStyle.NUMBER, CellStyle.NUMBER_STRONG, CellStyle.TOTAL_NUMBER, CellStyle.FACT_NUMBER, CellStyle.COUNTER}
)
OWN_HEIGHTS = {
    CellStyle.TITLE: 27.0,
    CellStyle.SECTION: 21.0,
    CellStyle.HEADING: 24.0,
    CellStyle.DISTRICT: 20.0,
}


def named_styles() -> dict[CellStyle, NamedStyle]:
    """Every look, in a fixed order so that a workbook's bytes repeat."""
    return {style: _named(style) for style in CellStyle}


def number_format(decimals: int) -> str:
    """Thousands set off, and that many places."""
    return "#,##0" + (f".{'0' * decimals}" if decimals else "")


def _named(style: CellStyle) -> NamedStyle:
    return NamedStyle(
        name=style.value,
        font=_font(style),
        fill=_fill(style),
        border=_border(style),
        alignment=_alignment(style),
        number_format=number_format(0) if style in NUMBERS else TEXT_FORMAT,
        protection=Protection(locked=True),
    )


def _font(style: CellStyle) -> Font:
    size: float = TEXT_SIZE
    colour, name, is_bold = TEXT_COLOUR, FONT, False
    match style:
        case CellStyle.TITLE:
            size, is_bold = TITLE_SIZE, True
        case CellStyle.SUBTITLE | CellStyle.MUTED | CellStyle.LABEL | CellStyle.UNIT:
            colour = MUTED_COLOUR
        case CellStyle.DISTRICT:
            colour = ACCENT
        case CellStyle.SECTION:
            size, is_bold = SECTION_SIZE, True
        case CellStyle.HEADING | CellStyle.HEADING_NUMBER | CellStyle.HEADING_UNIT:
            colour, is_bold = MUTED_COLOUR, True
        case (
            CellStyle.STRONG
            | CellStyle.STRONG_WRAPPED
            | CellStyle.NUMBER_STRONG
            | CellStyle.FACT_STRONG
            | CellStyle.TOTAL
            | CellStyle.TOTAL_NUMBER
            | CellStyle.UNIT_STRONG
        ):
            is_bold = True
        case CellStyle.FIXED | CellStyle.RECORD:
            name, size = FIXED_FONT, 9
        case _:
            pass
    return Font(name=name, size=size, bold=is_bold, color=colour)


def _fill(style: CellStyle) -> PatternFill:
    filled = {
        *(CellStyle.HEADING, CellStyle.HEADING_NUMBER, CellStyle.HEADING_UNIT),
        *(CellStyle.STRONG, CellStyle.STRONG_WRAPPED, CellStyle.NUMBER_STRONG, CellStyle.UNIT_STRONG),
        *(CellStyle.TOTAL, CellStyle.TOTAL_NUMBER),
    }
    return PatternFill("solid", fgColor=SURFACE) if style in filled else PatternFill()


def _border(style: CellStyle) -> Border:
    thin, strong = Side("thin", color=LINE), Side("thin", color=CONTROL_LINE)
    match style:
        case CellStyle.HEADING | CellStyle.HEADING_NUMBER | CellStyle.HEADING_UNIT | CellStyle.SECTION:
            return Border(bottom=strong)
        case CellStyle.TOTAL | CellStyle.TOTAL_NUMBER:
            return Border(top=strong, bottom=strong)
        case (
            CellStyle.DISTRICT
            | CellStyle.TITLE
            | CellStyle.SUBTITLE
            | CellStyle.STATEMENT
            | CellStyle.LABEL
            | CellStyle.FACT
            | CellStyle.FACT_STRONG
            | CellStyle.FACT_NUMBER
            | CellStyle.FIXED
            | CellStyle.RECORD
        ):
            return Border()
        case _:
            return Border(bottom=thin)


def _alignment(style: CellStyle) -> Alignment:
    if style in NUMBERS or style is CellStyle.HEADING_NUMBER:
        horizontal = "left" if style in {CellStyle.FACT_NUMBER, CellStyle.COUNTER} else "right"
        return Alignment(horizontal=horizontal, vertical="center")
    vertical = "top" if style is CellStyle.FIXED else "center"
    indent = 1 if style in {CellStyle.UNIT, CellStyle.UNIT_STRONG, CellStyle.HEADING_UNIT} else 0
    return Alignment(horizontal="left", vertical=vertical, wrap_text=style in WRAPPED, indent=indent)
