"""A text file with cells as rows of clean text: any of the encodings and separators that exports and re-saves have.

Nothing is understood here. What wraps a code against spreadsheets (``="0123"``) is taken off; line numbers are those
of the file.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from ctecs_desktop.domain.errors import NotAWorkbook

LARGEST_FILE = 8 * 1024 * 1024
"""Bytes of an export; one of every school of the state and every grade has some 700,000."""

MOST_ROWS = 100_000
MOST_CELLS = 200
"""Cells of one row; the widest known export has 19."""

LONGEST_CELL = 2_000
"""Characters of one cell; the longest notes have some 200."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BINARY = {b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "xls", b"%PDF": "pdf"}
_WRAPPED = re.compile(r'="(.*)"', re.DOTALL)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class TextRow:
    """The cells of a row, and the line of the file on which it begins."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextTable:
    """The rows of a file and its lines as they stand there."""

    file: str
    rows: tuple[TextRow, ...]
    lines: tuple[str, ...]


def folded(text: str) -> str:
    """``text`` for comparing titles and labels: exports lose line breaks and double spaces, so none counts."""
    return _SPACES.sub("", text).casefold()


def read_text_table(data: bytes, file: str) -> TextTable:
    """The rows of ``data``.

    Raises ``NotAWorkbook``: ``edsight.not_text`` (``kind``), ``edsight.encoding`` (``line``), ``edsight.broken_csv``
    (``line``, ``reason``), ``edsight.too_large`` (``what``, ``found``, ``most``), ``edsight.empty``; all with ``file``.
    """
    if len(data) > LARGEST_FILE:
        raise NotAWorkbook("edsight.too_large", file=file, what="bytes", found=len(data), most=LARGEST_FILE)
    text = decoded(data, file)
    lines = tuple(text.splitlines())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(lines), strict=True)
    rows: list[TextRow] = []
    start = 1
    try:
        for cells in reader:
            _check_size(cells, file, start, len(rows))
            rows.append(TextRow(start, tuple(_clean(cell) for cell in cells)))
            start = reader.line_num + 1
    except csv.Error as error:
        raise NotAWorkbook("edsight.broken_csv", file=file, line=start, reason=str(error)) from error
    if not any(any(row.cells) for row in rows):
        raise NotAWorkbook("edsight.empty", file=file)
    return TextTable(file, tuple(rows), lines)


def decoded(data: bytes, file: str) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or the code page of an American Windows."""
    for magic, kind in _BINARY.items():
        if data.startswith(magic):
            raise NotAWorkbook("edsight.not_text", file=file, kind=kind)
    if data.startswith(_UTF16):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise NotAWorkbook("edsight.encoding", file=file, line=0) from error
    if b"\x00" in data:
        raise NotAWorkbook("edsight.not_text", file=file, kind="binary")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise NotAWorkbook("edsight.encoding", file=file, line=line) from error


def _delimiter(lines: tuple[str, ...]) -> str:
    """The separator of the line that has most of one: title lines may hold commas of their own."""
    counts = {mark: max((line.count(mark) for line in lines[:40]), default=0) for mark in ",;\t"}
    return max(counts, key=lambda mark: counts[mark])


def _check_size(cells: list[str], file: str, line: int, rows: int) -> None:
    if rows >= MOST_ROWS:
        raise NotAWorkbook("edsight.too_large", file=file, what="rows", found=rows + 1, most=MOST_ROWS)
    if len(cells) > MOST_CELLS:
        raise NotAWorkbook("edsight.row_too_wide", file=file, line=line, found=len(cells), most=MOST_CELLS)
    longest = max(map(len, cells), default=0)
    if longest > LONGEST_CELL:
        raise NotAWorkbook("edsight.cell_too_long", file=file, line=line, found=longest, most=LONGEST_CELL)


def _clean(cell: str) -> str:
    """Without what protects a code from spreadsheets, and without the white space around it."""
    text = cell.strip().strip("\u00a0\ufeff").strip()
    wrapped = _WRAPPED.fullmatch(text)
    return wrapped[1].strip() if wrapped else text
