"""The sheets of any workbook as text: what a spreadsheet's typed cells say to a person. Nothing is verified here."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from decimal import Decimal

from ctecs_desktop.domain.errors import NotAWorkbook

MOST_CELLS = 4_000_000
"""Cells between the first and the last of a sheet, empty ones counted: the reader keeps room for each of them."""

LARGEST_SHEET = 200_000_000
"""Bytes of a sheet's XML when unpacked; 4 million cells have about as many."""

_PLACE = re.compile(rb'\br="([A-Z]{0,3})([0-9]{1,7})"')
_PIECE = 1 << 20
_OVERLAP = 16  # bytes; a place may lie across two pieces

CellValue = str | int | float | bool | date | datetime | clock_time | timedelta | None


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

    if not _fits(data):
        raise NotAWorkbook("entry.not_a_table", file=name)
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


def _fits(data: bytes) -> bool:
    """Whether every sheet is small enough to be read: two cells at opposite corners would take all memory there is."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return True  # no workbook of the kind that is meant here; the reader says so
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            sheets = [each for each in package.infolist() if each.filename.startswith("xl/worksheets/")]
            return all(_sheet_fits(package, each) for each in sheets)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        return False


def _sheet_fits(package: zipfile.ZipFile, sheet: zipfile.ZipInfo) -> bool:
    rows, columns, unpacked, before = 0, 0, 0, b""
    with package.open(sheet) as content:
        while piece := content.read(_PIECE):
            unpacked += len(piece)
            for letters, row in _PLACE.findall(before + piece):
                rows, columns = max(rows, int(row)), max(columns, _number_of(letters))
            if unpacked > LARGEST_SHEET or rows * columns > MOST_CELLS:
                return False
            before = piece[-_OVERLAP:]
    return True


def _number_of(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


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
