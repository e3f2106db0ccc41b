"""Paints sheets of computed cells with openpyxl, then writes what each formula gives beside the formula.

openpyxl writes formulas without results: previews, and readers that compute nothing, would show empty cells. Excel and
LibreOffice compute all of it anew when they open the file.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import UTC
from decimal import Decimal
from fractions import Fraction
from xml.sax.saxutils import escape

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import Outline, PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.exchange.opc.container import pack
from ctecs_desktop.exchange.workbook import workbook_styles as styles
from ctecs_desktop.exchange.workbook.live_charts import add_chart, describe_charts
from ctecs_desktop.exchange.workbook.live_page import AreaName, LiveCell, LiveRow, LiveSheet, Shown, Tint, double_text
from ctecs_desktop.exchange.workbook.workbook_page import LAST_ROW, LONGEST_TEXT, CellStyle, cell_name, column_letter
from ctecs_desktop.exchange.workbook.workbook_sheets import APPLICATION, DocumentFacts

_SHEET_XML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ROW_HEIGHT = 18.0  # points of a row of one line
_AIR = 3.0  # points that a row of several lines needs beside them
_LETTER_PAPER = 1
_MARGIN = 0.5  # inches
_MOST_FOOTER = 120

_TINTS: Mapping[Tint, tuple[str, str]] = {
    Tint.GOOD: ("E7F5EC", "17703F"),
    Tint.WARN: ("FFF3D9", "855300"),
    Tint.BAD: ("FCEBE9", "B0241C"),
    Tint.QUIET: ("", "566070"),
}
"""Background and text of each status, as in the window."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x000D_ in a cell's text as the character U+000D; text that looks so has its first underscore escaped.
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


_Look = tuple[CellStyle, str, Tint | None, int, bool, bool]


def live_workbook_bytes(sheets: Sequence[LiveSheet], *, names: Sequence[AreaName], facts: DocumentFacts) -> bytes:
    """The sheets as a workbook; the same sheets and claimed time give the same bytes.

    Raises ``NotAllowed`` ``workbook.too_many_rows`` (``sheet``, ``rows``, ``limit``).
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    looks = styles.named_styles()
    for look in looks.values():
        workbook.add_named_style(look)
    for page in sheets:
        if len(page.rows) > LAST_ROW:
            raise NotAllowed("workbook.too_many_rows", sheet=page.name, rows=len(page.rows), limit=LAST_ROW)
        _paint(workbook.create_sheet(page.name), page, looks)
    for each in names:
        workbook.defined_names[each.name] = DefinedName(each.name, attr_text=each.area)
    workbook.calculation = CalcProperties(fullCalcOnLoad=True)
    buffer = io.BytesIO()
    workbook.save(buffer)
    # The limits of the strict reader are for files of others; a whole district's values pass them.
    with zipfile.ZipFile(buffer) as written:
        parts = {name: written.read(name) for name in written.namelist()}
    for number, page in enumerate(sheets, start=1):
        part = f"xl/worksheets/sheet{number}.xml"
        parts[part] = _with_results(parts[part], page)
    describe_charts(parts, [page.charts for page in sheets if page.charts])
    parts["docProps/core.xml"] = _core_properties(facts)
    parts["docProps/app.xml"] = _app_properties()
    return pack(parts)


def _paint(sheet: Worksheet, page: LiveSheet, looks: Mapping[CellStyle, NamedStyle]) -> None:
    painted: dict[_Look, Cell] = {}
    for column, width in enumerate(page.widths, start=1):
        sheet.column_dimensions[column_letter(column)].width = width
    for number, row in enumerate(page.rows, start=1):
        for column, cell in enumerate(row.cells, start=1):
            target = sheet.cell(number, column)
            # Only a merged sheet has cells of the other kind.
            assert isinstance(target, Cell)
            _put_content(target, cell)
            _paint_cell(target, cell, looks, painted)
        dimension = sheet.row_dimensions[number]
        height = _height(row, page.widths)
        if height != _ROW_HEIGHT:
            dimension.height = height
        if row.level:
            dimension.outlineLevel = row.level
            dimension.hidden = True
        elif number < len(page.rows) and page.rows[number].level:
            dimension.collapsed = True
    _set_up_view(sheet, page)
    _set_up_print(sheet, page)
    _set_up_input(sheet, page)
    for chart in page.charts:
        add_chart(sheet, chart)


def _set_up_input(sheet: Worksheet, page: LiveSheet) -> None:
    """Lists to choose from, warnings, and the lock over everything that is not to be filled in."""
    for choice in page.choices:
        options = f'"{",".join(choice.options)}"'
        validation = DataValidation(
            type="list", formula1=options, allow_blank=True, showErrorMessage=choice.is_strict or None
        )
        validation.add(choice.area)
        sheet.add_data_validation(validation)
    for limit in page.limits:
        validation = DataValidation(
            type="whole" if limit.is_whole else "decimal", operator="greaterThanOrEqual", formula1="0",
            allow_blank=True, errorStyle="warning", showErrorMessage=True, error=limit.message,
        )  # fmt: skip
        for area in limit.areas:
            validation.add(area)
        sheet.add_data_validation(validation)
    if page.is_locked:
        protection = sheet.protection
        protection.sheet = True
        protection.formatColumns = protection.formatRows = protection.autoFilter = False  # False means "not locked"


def _put_content(target: Cell, cell: LiveCell) -> None:
    if cell.formula:
        target.value = f"={cell.formula}"
    elif isinstance(cell.shown, str):
        if cell.shown:
            target.value = cell_text(cell.shown)
            # openpyxl takes a leading "=" for a formula and "#N/A" for an error.
            target.data_type = "s"
    elif cell.shown is not None:
        target.value = Decimal(double_text(cell.shown))


def _paint_cell(
    target: Cell, cell: LiveCell, looks: Mapping[CellStyle, NamedStyle], painted: dict[_Look, Cell]
) -> None:
    """Give the cell its look; ``painted`` keeps one cell of each look."""
    number_format = cell.number_format
    if not number_format and cell.formula and isinstance(cell.shown, str):
        # A formula in a cell of the format "text" turns into text as soon as someone edits it.
        number_format = "General"
    look = (cell.style, number_format, cell.tint, cell.indent, cell.is_bold, cell.is_input)
    if look in painted:
        # Composing a style anew for each of half a million cells takes most of the time of writing a workbook.
        target._style = copy(painted[look]._style)  # type: ignore[attr-defined] # noqa: SLF001
        return
    target.style = looks[cell.style].name
    if number_format:
        target.number_format = number_format
    _dress(target, cell)
    painted[look] = target


def _dress(target: Cell, cell: LiveCell) -> None:
    """What a cell has beyond its style."""
    ground, colour = _TINTS[cell.tint] if cell.tint is not None else ("", None)
    if ground:
        target.fill = PatternFill("solid", fgColor=ground)
    if cell.is_bold or colour:
        font = target.font
        target.font = Font(name=font.name, size=font.size, bold=cell.is_bold or font.bold, color=colour or font.color)
    if cell.is_input:
        target.fill = PatternFill()
        side = Side("thin", color=styles.CONTROL_LINE)
        target.border = Border(left=side, right=side, top=side, bottom=side)
        target.protection = Protection(locked=False)
    if cell.indent:
        old = target.alignment
        target.alignment = Alignment(
            horizontal=old.horizontal, vertical=old.vertical, wrap_text=old.wrap_text, indent=cell.indent
        )


def cell_text(text: str) -> str:
    """``text`` as a cell can hold it: what XML cannot carry shows as U+FFFD, what is too long ends in an ellipsis."""
    plain = _NOT_IN_XML.sub("\ufffd", text)
    if len(plain.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        plain = plain[: LONGEST_TEXT // 2] + "…"
    return _LIKE_AN_ESCAPE.sub("_x005F_", plain)


def _height(row: LiveRow, widths: Sequence[int]) -> float:
    """Points that the row needs so that no wrapped cell is cut off."""
    lines, least = 1, _ROW_HEIGHT
    for cell, width in zip(row.cells, widths, strict=False):
        least = max(least, styles.OWN_HEIGHTS.get(cell.style, 0.0))
        if cell.style in styles.WRAPPED and isinstance(cell.shown, str):
            lines = max(lines, _lines(cell.shown, width))
    wanted = _ROW_HEIGHT + (lines - 1) * styles.LINE_HEIGHT + (_AIR if lines > 1 else 0.0)
    return min(max(least, wanted), styles.TALLEST_ROW)


def _lines(text: str, width: int) -> int:
    """Lines that the text takes; a tenth is allowed for words that do not fit the end of a line."""
    usable = max(1.0, width * 0.9)
    return sum(max(1, math.ceil(len(line) / usable)) for line in text.split("\n"))


def _set_up_view(sheet: Worksheet, page: LiveSheet) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.sheet_format.defaultRowHeight = _ROW_HEIGHT
    sheet.sheet_format.customHeight = True
    if any(row.level for row in page.rows):
        sheet.sheet_format.outlineLevelRow = 1
        sheet.sheet_properties.outlinePr = Outline(summaryBelow=False)
    if page.tab:
        sheet.sheet_properties.tabColor = page.tab
    if page.heading_row:
        sheet.freeze_panes = cell_name(page.heading_row + 1, page.frozen_columns + 1)
    if page.has_filter:
        last = cell_name(max(len(page.rows), page.heading_row + 1), len(page.widths))
        sheet.auto_filter.ref = f"A{page.heading_row}:{last}"


def _set_up_print(sheet: Worksheet, page: LiveSheet) -> None:
    setup = sheet.page_setup
    setup.orientation = "portrait" if page.is_portrait else "landscape"
    setup.paperSize = _LETTER_PAPER
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = _MARGIN
    margins.bottom = _MARGIN + 0.2
    margins.header = margins.footer = 0.3
    sheet.print_area = f"A1:{cell_name(max(1, len(page.rows)), page.printed_columns or len(page.widths))}"
    if page.heading_row:
        sheet.print_title_rows = f"{page.heading_row}:{page.heading_row}"
    for row in page.page_breaks:
        sheet.row_breaks.append(Break(id=row))
    # An ampersand begins a code in headers and footers.
    words = (cell_text(page.footer)[:_MOST_FOOTER].replace("&", "&&"), page.name.replace("&", "&&"), "Page &P of &N")
    left, center, right = (_HeaderFooterPart(text=text, size=9) for text in words)
    sheet.oddFooter = HeaderFooterItem(left=left, center=center, right=right)


def _with_results(sheet_xml: bytes, page: LiveSheet) -> bytes:
    """The sheet with what each formula gives, exact numbers, and no green corners at codes that look like numbers.

    openpyxl writes 82.1 with sixteen digits, ``82.09999999999999``, which is another number.
    """
    root = etree.fromstring(sheet_xml)
    for element in root.iterfind(f"{{{_SHEET_XML}}}sheetData/{{{_SHEET_XML}}}row/{{{_SHEET_XML}}}c"):
        row, column = coordinate_to_tuple(element.get("r", ""))
        cell = page.rows[row - 1].cells[column - 1]
        if cell.formula or isinstance(cell.shown, Decimal | Fraction):
            _put_result(element, cell.shown)
    ignored = etree.SubElement(root, f"{{{_SHEET_XML}}}ignoredErrors")
    area = f"A1:{cell_name(max(1, len(page.rows)), len(page.widths))}"
    etree.SubElement(
        ignored, f"{{{_SHEET_XML}}}ignoredError", sqref=area, numberStoredAsText="1", formula="1", formulaRange="1"
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _put_result(element: etree._Element, shown: Shown) -> None:
    result = element.find(f"{{{_SHEET_XML}}}v")
    if result is None:
        result = etree.SubElement(element, f"{{{_SHEET_XML}}}v")
    if shown is None or isinstance(shown, str):
        element.set("t", "str")
        result.text = cell_text(shown or "")
    else:
        element.set("t", "n")
        result.text = double_text(shown)


def _core_properties(facts: DocumentFacts) -> bytes:
    time = facts.claimed_time.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = DocumentProperties(
        title=cell_text(facts.title),
        subject=cell_text(facts.subject),
        creator=cell_text(facts.author),
        created=time,
        modified=time,
    )
    written: bytes | str = tostring(properties.to_tree())
    return written if isinstance(written, bytes) else written.encode("utf-8")


def _app_properties() -> bytes:
    namespace = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return f'<Properties xmlns="{namespace}"><Application>{escape(APPLICATION)}</Application></Properties>'.encode()
