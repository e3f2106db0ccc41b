"""A workbook's sheet as data: rows of cells, each with its content and its look, before any file format.

The writer paints pages with openpyxl; the reader compares the pages that a submission must have with the cells
found in a file. So both follow one description, and neither can know a cell that the other does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.value import MOST_DIGITS, number_text

Content = str | Decimal | None
"""What stands in a cell: text, an exact number, or nothing. Empty text is nothing."""

LONGEST_TEXT = 32_767
"""Characters that Excel keeps in a cell; it cuts longer ones without a word."""

LAST_COLUMN = 40
"""Columns that any sheet of ours may have; cells beyond are refused before they cost anything."""

LAST_ROW = 60_000
"""Rows that any sheet of ours may have."""

# What XML 1.0 cannot carry, and the carriage return, which every XML parser turns into a line feed.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


class CellStyle(Enum):
    """How a cell looks; the value is the name of the style in the workbook's own list of styles."""

    DISTRICT = "District"
    TITLE = "Page title"
    SUBTITLE = "Page subtitle"
    SECTION = "Section"
    HEADING = "Table heading"
    HEADING_NUMBER = "Table heading of numbers"
    HEADING_UNIT = "Table heading of units"
    LABEL = "Label"
    TEXT = "Cell text"
    WRAPPED = "Cell text wrapped"
    STRONG = "Cell text strong"
    STRONG_WRAPPED = "Cell text strong wrapped"
    MUTED = "Cell text muted"
    NUMBER = "Cell number"
    COUNTER = "Cell counter"
    NUMBER_STRONG = "Cell number strong"
    FACT = "Fact"
    FACT_NUMBER = "Fact number"
    FACT_STRONG = "Fact strong"
    TOTAL = "Total"
    TOTAL_NUMBER = "Total number"
    STATEMENT = "Statement"
    RECORD = "Record"
    FIXED = "Signed text"
    UNIT = "Unit"
    UNIT_STRONG = "Unit strong"


@dataclass(frozen=True, slots=True)
class PageCell:
    """One cell. ``decimals`` are the places shown of a number; it never hides digits that the number has."""

    content: Content
    style: CellStyle = CellStyle.TEXT
    decimals: int = 0


EMPTY = PageCell(None)
PageRow = tuple[PageCell, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: rows from the top, widths in characters, and how it is printed.

    ``heading_row`` (1-based, 0 for none) stays in view and repeats on each printed page; ``fits_one_page`` shrinks
    a page to one sheet of paper, otherwise only its width is fitted. ``choices`` are offered as a list in the cells
    below the heading, by 1-based column; only workbooks that are to be edited have any.
    """

    name: str
    widths: tuple[int, ...]
    rows: tuple[PageRow, ...]
    heading_row: int = 0
    frozen_columns: int = 0
    is_portrait: bool = False
    fits_one_page: bool = False
    row_height: float = 18.0  # points of a row of one line
    footer: str = ""
    tab: str = ""  # colour of the sheet's tab, RRGGBB
    choices: tuple[tuple[int, tuple[str, ...]], ...] = ()


def page_cells(page: Page) -> dict[tuple[int, int], Content]:
    """What stands on ``page`` by 1-based row and column, without the empty cells."""
    return {
        (row, column): cell.content
        for row, cells in enumerate(page.rows, start=1)
        for column, cell in enumerate(cells, start=1)
        if cell.content is not None and cell.content != ""
    }


def column_letter(column: int) -> str:
    """``A`` for 1, ``AA`` for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """The name of a cell, such as ``E12``."""
    return f"{column_letter(column)}{row}"


def content_text(content: Content) -> str:
    """How a cell's content is spelled where a person compares two cells."""
    return "" if content is None else number_text(content) if isinstance(content, Decimal) else content


def require_writable(page: Page) -> None:
    """Refuse what a workbook would lose or change.

    Raises ``NotAllowed``: ``workbook.text_too_long`` (``sheet``, ``cell``, ``length``, ``limit``),
    ``workbook.character`` (``sheet``, ``cell``, ``character``), ``workbook.too_many_digits`` (``sheet``, ``cell``,
    ``text``) or ``workbook.too_many_rows`` (``sheet``, ``rows``, ``limit``).
    """
    if len(page.rows) > LAST_ROW:
        raise NotAllowed("workbook.too_many_rows", sheet=page.name, rows=len(page.rows), limit=LAST_ROW)
    for row, cells in enumerate(page.rows, start=1):
        for column, cell in enumerate(cells, start=1):
            content = cell.content
            if isinstance(content, str):
                _require_writable_text(content, sheet=page.name, cell=(row, column))
            elif content is not None and len(content.normalize().as_tuple().digits) > MOST_DIGITS:
                name = cell_name(row, column)
                raise NotAllowed("workbook.too_many_digits", sheet=page.name, cell=name, text=str(content)[:40])


def _require_writable_text(text: str, *, sheet: str, cell: tuple[int, int]) -> None:
    # Excel counts UTF-16 units.
    length = len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
    if length > LONGEST_TEXT:
        raise NotAllowed(
            "workbook.text_too_long", sheet=sheet, cell=cell_name(*cell), length=length, limit=LONGEST_TEXT
        )
    found = _NOT_IN_XML.search(text)
    if found:
        character = f"U+{ord(found.group()):04X}"
        raise NotAllowed("workbook.character", sheet=sheet, cell=cell_name(*cell), character=character)


def head_rows(title: str, subtitle: str) -> tuple[PageRow, ...]:
    """The three rows at the top of a table's sheet: what it is, whose it is, and a little room."""
    return ((PageCell(title, CellStyle.TITLE),), (PageCell(subtitle, CellStyle.SUBTITLE),), ())


FIRST_TABLE_ROW = 5
"""The row of the first record of a table page: three rows of head, one of headings."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table page: its heading, its width in characters, and how its cells look."""

    heading: str
    width: int
    style: CellStyle = CellStyle.TEXT


_HEADINGS = {CellStyle.NUMBER: CellStyle.HEADING_NUMBER, CellStyle.UNIT: CellStyle.HEADING_UNIT}


def table_page(
    name: str,
    columns: Sequence[TableColumn],
    *,
    title: str,
    subtitle: str,
    records: Sequence[Sequence[Content | PageCell]],
    when_empty: str = "",
    frozen_columns: int = 1,
    footer: str = "",
    tab: str = "",
) -> Page:
    """A page that is one table: title, subtitle, headings in row 4, a record per row, or a sentence for none."""
    headings = tuple(PageCell(column.heading, _HEADINGS.get(column.style, CellStyle.HEADING)) for column in columns)
    rows: list[PageRow] = [
        tuple(
            content if isinstance(content, PageCell) else PageCell(content, column.style)
            for column, content in zip(columns, record, strict=True)
        )
        for record in records
    ]
    if not rows and when_empty:
        rows = [(PageCell(when_empty, CellStyle.SUBTITLE),)]
    return Page(
        name=name,
        widths=tuple(column.width for column in columns),
        rows=(*head_rows(title, subtitle), headings, *rows),
        heading_row=FIRST_TABLE_ROW - 1,
        frozen_columns=frozen_columns,
        footer=footer,
        tab=tab,
    )
