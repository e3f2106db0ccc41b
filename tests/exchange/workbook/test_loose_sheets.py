"""Any workbook's sheets as text, and none that would take the memory of the machine."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from ctecs_desktop.domain.errors import NotAWorkbook
from ctecs_desktop.exchange.workbook.loose_sheets import open_sheets


def workbook(*cells: tuple[str, object]) -> bytes:
    book = Workbook()
    for name, value in cells:
        book.worksheets[0][name].value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_cells_are_told_as_a_person_reads_them() -> None:
    sheets = open_sheets(workbook(("A1", "  code "), ("B1", 0.1 + 0.2), ("A2", True), ("C2", None)), "a.xlsx")
    assert sheets.rows_of(sheets.names[0]) == [["code", "0.3"], ["yes", ""]]


@pytest.mark.parametrize("corner", ["XFD1048576", "A1048576", "XFD300"])
def test_a_sheet_that_reaches_too_far_is_refused_before_it_is_read(corner: str) -> None:
    """The reader would end the whole program: it keeps room for every cell between two corners."""
    data = workbook(("A1", 1), ("XFD1", 2), (corner, 3)) if corner != "A1048576" else workbook(("E1", 1), (corner, 3))
    with pytest.raises(NotAWorkbook):
        open_sheets(data, "a.xlsx")


def test_a_long_narrow_sheet_is_read() -> None:
    sheets = open_sheets(workbook(("A1", 1), ("C60000", 2)), "a.xlsx")
    assert len(sheets.rows_of(sheets.names[0])) == 60_000


def test_a_damaged_package_is_refused() -> None:
    data = bytearray(workbook(("A1", "x" * 1_000)))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as package:
        at = package.getinfo("xl/worksheets/sheet1.xml").header_offset + 60
    data[at : at + 40] = bytes(40)
    with pytest.raises(NotAWorkbook):
        open_sheets(bytes(data), "a.xlsx")
