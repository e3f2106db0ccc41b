"""A table of the window as a file for others: the columns and rows that are seen, in the order that they have there.

Unlike a workbook that is signed, it is never read back; so its words are those of the window, in the language in use.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ctecs_desktop.domain.clipboard_table import guarded
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, TableColumn, table_page
from ctecs_desktop.wording.plain import printable

SHEET = "Table"
"""The sheet's name; a translated one could be longer than Excel allows."""

_NARROWEST, _WIDEST = 10, 60
"""Characters of a column."""

_AIR = 2


@dataclass(frozen=True, slots=True)
class ShownTable:
    """What a page calls its table, what is left out of it, its columns, and its rows as texts."""

    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def shown_csv(table: ShownTable) -> bytes:
    """Columns and rows as text with commas; what a spreadsheet would compute is guarded."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([[guarded(cell) for cell in row] for row in (table.columns, *table.rows)])
    # Excel takes a file without the mark for one in the machine's old code page.
    return text.getvalue().encode("utf-8-sig")


def shown_workbook(table: ShownTable, *, person: str, at: datetime) -> bytes:
    """As a workbook of one page with the title above the columns; every cell is text, whatever it begins with."""
    # openpyxl costs a tenth of a second to import; only who writes a workbook pays.
    from ctecs_desktop.exchange.workbook.workbook_sheets import DocumentFacts, workbook_bytes

    rows = [tuple(printable(cell) for cell in row) for row in table.rows]
    columns = [
        TableColumn(title, _width([title, *(row[number] for row in rows)]), CellStyle.WRAPPED)
        for number, title in enumerate(table.columns)
    ]
    page = table_page(SHEET, columns, title=table.title, subtitle=table.about, records=rows)
    return workbook_bytes([page], facts=DocumentFacts(table.title, table.about, person, at))


def _width(texts: Sequence[str]) -> int:
    return min(max(_NARROWEST, *(len(text) + _AIR for text in texts)), _WIDEST)
