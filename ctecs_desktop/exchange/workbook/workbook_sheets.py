"""Paints pages into a workbook with openpyxl: visible, locked, ready to print, the same bytes for one claimed time.

Every workbook that travels is made here: submissions, plans, replies and enrolments.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import NamedStyle
from openpyxl.workbook.properties import CalcProperties
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from ctecs_desktop.domain.value import MOST_DIGITS, number_text
from ctecs_desktop.exchange.opc.container import pack, read_container
from ctecs_desktop.exchange.workbook import workbook_styles as styles
from ctecs_desktop.exchange.workbook.workbook_page import (
    LAST_COLUMN,
    LAST_ROW,
    CellStyle,
    Page,
    PageCell,
    PageRow,
    cell_name,
    column_letter,
    require_writable,
)

APPLICATION = "ctecs_desktop"
"""What the document's properties name as the program that wrote it."""

_WHOLE = -1
"""Stands for a number without decimals whose style has no format of its own for numbers."""

_LETTER_PAPER = 1
_ROWS_TO_COME = 200  # below the last row, for those that are added
_MARGIN = 0.6  # inches
_MOST_FOOTER = 120  # of Excel's 255 characters for all three parts
_CORE_NAME, _APP_NAME = "docProps/core.xml", "docProps/app.xml"
# Excel reads _x000D_ in a cell's text as the character U+000D; text that looks so has its first underscore escaped.
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_CROOKED_NUMBER = re.compile(rb"<v>([^<]{16,}|[^<]*e[^<]*)</v>")
# Characters beyond ASCII; below it a reference may stand for markup.
_REFERENCE = re.compile(rb"&#(1(?:2[89]|[3-9][0-9])|[2-9][0-9]{2}|[1-9][0-9]{3,6});")


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a file manager shows of a workbook. ``claimed_time`` is its only time, so that bytes repeat."""

    title: str
    subject: str
    author: str
    claimed_time: datetime


def workbook_bytes(pages: Sequence[Page], *, facts: DocumentFacts, is_locked: bool = True) -> bytes:
    """The pages as an unsigned workbook; one that is not locked is to be edited and read back.

    Raises ``NotAllowed`` (see ``workbook_page.require_writable``) for what a workbook would lose or change.
    """
    for page in pages:
        require_writable(page)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    looks = styles.named_styles()
    for look in looks.values():
        workbook.add_named_style(look)
    for page in pages:
        _paint(workbook.create_sheet(page.name), page, looks)
        workbook[page.name].protection.sheet = is_locked
    workbook.security = WorkbookProtection(lockStructure=is_locked)
    # Recalculating at opening would make Excel ask whether to save a workbook that has nothing to calculate.
    workbook.calculation = CalcProperties(fullCalcOnLoad=False)
    buffer = io.BytesIO()
    workbook.save(buffer)
    parts = dict(read_container(buffer.getvalue()))
    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = _tidied(parts[name])
    parts[_CORE_NAME] = _core_properties(facts)
    parts[_APP_NAME] = _app_properties()
    return pack(parts)


def _paint(sheet: Worksheet, page: Page, looks: dict[CellStyle, NamedStyle]) -> None:
    painted: dict[tuple[CellStyle, int], Cell] = {}
    for column, width in enumerate(page.widths, start=1):
        sheet.column_dimensions[column_letter(column)].width = width
    for number, row in enumerate(page.rows, start=1):
        for column, cell in enumerate(row, start=1):
            target = sheet.cell(number, column)
            # Only a merged sheet has cells of the other kind.
            assert isinstance(target, Cell)
            _paint_cell(target, cell, looks, painted)
        height = _height(row, page)
        if height != page.row_height:
            sheet.row_dimensions[number].height = height
    for column, choices in page.choices:
        _offer(sheet, page, column, choices)
    _set_up_view(sheet, page)
    _set_up_print(sheet, page)
    # Locked against slips, not against people: widening a column harms nothing.
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def _offer(sheet: Worksheet, page: Page, column: int, choices: Sequence[str]) -> None:
    """A list to choose from; something else may be typed all the same, for who reads it back to name."""
    offer = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=False)
    offer.add(f"{cell_name(page.heading_row + 1, column)}:{cell_name(len(page.rows) + _ROWS_TO_COME, column)}")
    sheet.add_data_validation(offer)


def _paint_cell(
    target: Cell, cell: PageCell, looks: dict[CellStyle, NamedStyle], painted: dict[tuple[CellStyle, int], Cell]
) -> None:
    """Write the cell and give it its look; ``painted`` keeps one cell of each look."""
    content = cell.content
    places = 0
    if isinstance(content, Decimal):
        plain = number_text(content)
        places = max(cell.decimals, len(plain.partition(".")[2]))
        if not places and cell.style not in styles.NUMBERS:
            places = _WHOLE
        target.value = Decimal(plain)
    look = cell.style, places
    if look in painted:
        # Composing a style anew for each of fifty thousand cells takes a quarter of the time of writing a workbook.
        target._style = copy(painted[look]._style)  # type: ignore[attr-defined] # noqa: SLF001
    else:
        target.style = looks[cell.style].name
        if places:
            target.number_format = styles.number_format(max(places, 0))
        painted[look] = target
    if content and not isinstance(content, Decimal):
        target.value = _LIKE_AN_ESCAPE.sub("_x005F_", content)
        # openpyxl takes a leading "=" for a formula and "#N/A" for an error.
        target.data_type = "s"


def _height(row: PageRow, page: Page) -> float:
    """Points that the row needs so that no wrapped cell is cut off."""
    lines, least = 1, page.row_height
    for cell, width in zip(row, page.widths, strict=False):
        least = max(least, styles.OWN_HEIGHTS.get(cell.style, 0.0))
        if cell.style in styles.WRAPPED and isinstance(cell.content, str):
            lines = max(lines, _lines(cell.content, width))
    wanted = page.row_height + (lines - 1) * styles.LINE_HEIGHT
    return min(max(least, wanted), styles.TALLEST_ROW)


def _lines(text: str, width: int) -> int:
    """Lines that the text takes; a tenth is allowed for words that do not fit the end of a line."""
    usable = max(1.0, width * 0.9)
    return sum(max(1, math.ceil(len(line) / usable)) for line in text.split("\n"))


def _set_up_view(sheet: Worksheet, page: Page) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.sheet_format.defaultRowHeight = page.row_height
    sheet.sheet_format.customHeight = True
    if page.tab:
        sheet.sheet_properties.tabColor = page.tab
    if page.heading_row:
        sheet.freeze_panes = cell_name(page.heading_row + 1, page.frozen_columns + 1)


def _set_up_print(sheet: Worksheet, page: Page) -> None:
    sheet.page_setup.orientation = "portrait" if page.is_portrait else "landscape"
    sheet.page_setup.paperSize = _LETTER_PAPER
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 1 if page.fits_one_page else 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = _MARGIN
    margins.bottom = _MARGIN + 0.2
    margins.header = margins.footer = 0.3
    sheet.print_options.horizontalCentered = page.is_portrait
    sheet.print_area = f"A1:{cell_name(max(1, len(page.rows)), len(page.widths))}"
    if page.heading_row:
        sheet.print_title_rows = f"{page.heading_row}:{page.heading_row}"
    # An ampersand begins a code in headers and footers.
    words = (page.footer[:_MOST_FOOTER].replace("&", "&&"), page.name.replace("&", "&&"), "Page &P of &N")
    left, center, right = (_HeaderFooterPart(text=text, size=9) for text in words)
    sheet.oddFooter = HeaderFooterItem(left=left, center=center, right=right)


def _tidied(sheet_xml: bytes) -> bytes:
    """The sheet with exact numbers, as plain UTF-8, and without Excel's green corners.

    openpyxl writes 82.1 as ``82.09999999999999``: sixteen digits, which is another number. lxml writes a dash as
    ``&#8211;``, which makes the sheet longer and slower to compare. The corners would call each measure's code "a
    number stored as text".
    """
    end = b"</worksheet>"
    last = f"{column_letter(LAST_COLUMN)}{LAST_ROW}"
    ignored = f'<ignoredErrors><ignoredError sqref="A1:{last}" numberStoredAsText="1"/></ignoredErrors>'
    plain = _REFERENCE.sub(lambda found: chr(int(found.group(1))).encode("utf-8"), sheet_xml)
    plain = _CROOKED_NUMBER.sub(_straightened, plain)
    return plain.removesuffix(end) + ignored.encode("ascii") + end


def _straightened(found: re.Match[bytes]) -> bytes:
    """The number of at most fifteen digits that was meant."""
    meant = Decimal(format(float(found.group(1)), f".{MOST_DIGITS}g"))
    return f"<v>{number_text(meant)}</v>".encode("ascii")


def _core_properties(facts: DocumentFacts) -> bytes:
    time = facts.claimed_time.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = DocumentProperties(
        title=facts.title, subject=facts.subject, creator=facts.author, created=time, modified=time
    )
    written: bytes | str = tostring(properties.to_tree())
    return written if isinstance(written, bytes) else written.encode("utf-8")


def _app_properties() -> bytes:
    namespace = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return f'<Properties xmlns="{namespace}"><Application>{escape(APPLICATION)}</Application></Properties>'.encode()
