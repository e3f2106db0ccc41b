"""Rows of typed values as text, each with its place, and how the cells of a spreadsheet become text."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from decimal import Decimal

from ctecs_desktop.domain.errors import NotAWorkbook
from ctecs_desktop.i18n import _

MOST_ROWS = 100_000

CellValue = str | int | float | bool | date | datetime | clock_time | timedelta | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One row as text, and where it stands: ``line 12`` of a CSV file, or a sheet and row."""

    sheet: str  # "" for a CSV file
    number: int  # line of a CSV file, row of a sheet; both count from 1
    cells: dict[str, str]
    columns: dict[str, str]  # column name -> spreadsheet letter, or the name itself in a CSV file

    def where(self, column: str) -> str:
        """The place of one cell in words a person can find: ``Sheet1!D12`` or ``line 12, numerator``."""
        if self.sheet:
            return f"{self.sheet}!{self.columns.get(column, 'A')}{self.number}"
        return _("line {number}, {column}").format(number=self.number, column=column)


@dataclass(frozen=True, slots=True)
class SheetTexts:
    """The names of a workbook's sheets, and the texts of each when asked for."""

    names: tuple[str, ...]
    rows_of: Callable[[str], list[list[str]]]


def open_sheets(data: bytes, name: str) -> SheetTexts:
    """The sheets of a workbook; ``name`` is the file's, for the refusal.

    Raises ``NotAWorkbook("entry.not_a_table", file)``, also when a sheet that cannot be read is asked for.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # imported where used: it is not needed at start

    failures = (CalamineError, IndexError, ValueError, OSError)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = tuple(workbook.sheet_names)
    except failures as error:
        raise NotAWorkbook("entry.not_a_table", file=name) from error
    if not names:
        raise NotAWorkbook("entry.not_a_table", file=name)

    def rows_of(sheet: str) -> list[list[str]]:
        try:
            table = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except failures as error:
            raise NotAWorkbook("entry.not_a_table", file=name) from error
        return [[cell_as_text(cell) for cell in cells] for cells in table]

    return SheetTexts(names, rows_of)


def cell_as_text(cell: CellValue) -> str:
    """A typed cell as a person would read it; a date keeps its ISO form, so that it is recognised as one."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        # A spreadsheet shows fifteen digits, so that 0.1 + 0.2 is 0.3 to the person who typed it.
        return format(Decimal(format(cell, ".15g")), "f")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == clock_time() else cell.isoformat()
    if isinstance(cell, date | clock_time):
        return cell.isoformat()
    return str(cell).strip()
