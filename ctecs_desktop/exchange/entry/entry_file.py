"""Values typed elsewhere: a CSV file, the first sheet of a workbook or an entry form, one row for each value."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ctecs_desktop.domain.errors import NotAWorkbook, WrongTemplate
from ctecs_desktop.exchange.entry.entry_form_reader import is_entry_form, read_form_sheets
from ctecs_desktop.exchange.entry.entry_rows import MOST_ROWS, EntryRow
from ctecs_desktop.exchange.files import read_file_bounded
from ctecs_desktop.exchange.workbook.loose_sheets import open_sheets
from ctecs_desktop.exchange.workbook.workbook_page import column_letter

__all__ = ["COLUMNS", "EntryRow", "read_entry_file"]

COLUMNS = ("measure", "period", "subgroup", "numerator", "denominator", "value", "blank", "note")
"""Of a table with one row for each value; an entry form has its own."""

REQUIRED = ("measure", "period")
LARGEST_FILE = 50_000_000


def read_entry_file(path: Path) -> list[EntryRow]:
    """The rows of a ``.csv`` or ``.xlsx`` file, also of an entry form; rows without any text are passed over.

    Raises ``NotAWorkbook`` where the file is neither, and ``WrongTemplate`` where the columns are not ours.
    """
    data = read_file_bounded(path, LARGEST_FILE)
    if data[:2] == b"PK":
        return _read_workbook(data, path.name)
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


def _read_workbook(data: bytes, name: str) -> list[EntryRow]:
    """The rows of an entry form of ours, else those of the first sheet."""
    sheets = open_sheets(data, name)
    if is_entry_form(sheets):
        return read_form_sheets(sheets, name)
    first = sheets.names[0]
    return list(_entry_rows(list(enumerate(sheets.rows_of(first), start=1)), sheet=first, name=name))


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
    letters = {column: column_letter(position + 1) if sheet else column for column, position in positions.items()}
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
