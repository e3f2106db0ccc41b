"""Rows of typed values as text, each with its place."""

from __future__ import annotations

from dataclasses import dataclass

from ctecs_desktop.i18n import _

MOST_ROWS = 100_000


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
