"""Values typed elsewhere: a CSV file or the first sheet of a workbook, one row for each value."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from decimal import Decimal
from pathlib import Path

from ctecs_desktop.domain.errors import NotAWorkbook, WrongTemplate
from ctecs_desktop.exchange.files import read_file_bounded

COLUMNS = ("measure", "period", "subgroup", "numerator", "denominator", "value", "blank", "note")
REQUIRED = ("measure", "period")
LARGEST_FILE = 50_000_000
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
        return f"line {self.number}, {column}"


def read_entry_file(path: Path) -> list[EntryRow]:
    """The rows of a ``.csv`` or ``.xlsx`` file; rows without any text are passed over.

    Raises ``NotAWorkbook`` where the file is neither, and ``WrongTemplate`` where the columns are not ours.
    """
    data = read_file_bounded(path, LARGEST_FILE)
    if data[:2] == b"PK":
        return _read_sheet(data, path.name)
    if path.suffix.lower() in {".xlsx", ".xlsm", ".xls", ".ods"} or b"\x00" in data[:4096]:
        raise NotAWorkbook("entry.not_a_table", file=path.name)
    return _read_csv(data, path.name)


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")  # what Excel on an American Windows writes for "CSV"
    except UnicodeDecodeError as error:
        raise NotAWorkbook("entry.unknown_encoding", file=name) from error


def _read_csv(data: bytes, name: str) -> list[EntryRow]:
    text = _decoded(data, name)
    first_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            rows.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise NotAWorkbook("entry.broken_csv", file=name, line=reader.line_num, reason=str(error)) from error
    return list(_entry_rows(rows, sheet="", name=name))


def _read_sheet(data: bytes, name: str) -> list[EntryRow]:
    from python_calamine import CalamineError, CalamineWorkbook  # imported where used: it is not needed at start

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = workbook.sheet_names[0]
        table = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError, OSError) as error:
        raise NotAWorkbook("entry.not_a_table", file=name) from error
    rows = [(number, [_as_text(cell) for cell in cells]) for number, cells in enumerate(table, start=1)]
    return list(_entry_rows(rows, sheet=sheet, name=name))


def _as_text(cell: CellValue) -> str:
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


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _entry_rows(rows: Sequence[tuple[int, list[str]]], *, sheet: str, name: str) -> Iterator[EntryRow]:
    filled = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not filled:
        raise WrongTemplate("entry.empty", file=name)
    if len(filled) > MOST_ROWS:
        raise WrongTemplate("entry.too_many_rows", file=name, rows=len(filled), most=MOST_ROWS)
    header_at, header = filled[0]
    names = [" ".join(cell.lower().replace("\ufeff", "").split()) for cell in header]
    _check_header(names, name, header_at)
    positions = {column: names.index(column) for column in COLUMNS if column in names}
    letters = {column: _letter(position) if sheet else column for column, position in positions.items()}
    for number, cells in filled[1:]:
        yield EntryRow(
            sheet,
            number,
            {
                column: cells[position].strip() if position < len(cells) else ""
                for column, position in positions.items()
            },
            letters,
        )


def _check_header(names: Iterable[str], file: str, line: int) -> None:
    found = [name for name in names if name]
    missing = [column for column in REQUIRED if column not in found]
    unknown = [name for name in found if name not in COLUMNS]
    twice = sorted({name for name in found if found.count(name) > 1})
    if missing or unknown or twice:
        raise WrongTemplate(
            "entry.columns",
            file=file,
            line=line,
            missing=tuple(missing),
            unknown=tuple(unknown[:20]),
            twice=tuple(twice),
            expected=COLUMNS,
        )
