"""A table of the window written for others: text stays text, whatever it begins with."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest

from ctecs_desktop.exchange.shown_table import ShownTable, shown_csv, shown_workbook

AT = datetime(2026, 11, 29, 14, 3, tzinfo=UTC)
FORMULAS = ('=HYPERLINK("http://example.org")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


def table_of(*rows: tuple[str, ...]) -> ShownTable:
    return ShownTable("Schools and keys", "as of 2026-11-29", ("School", "=Signer"), rows)


def cells_of(data: bytes) -> list[list[object]]:
    (sheet,) = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]


def test_columns_and_rows_stand_in_both_files_in_the_order_shown() -> None:
    rows = ("Éva, “Wright”", "Pat"), ("Abbott", "")
    table = table_of(*rows)
    text = shown_csv(table).decode("utf-8-sig")
    assert [tuple(row) for row in csv.reader(io.StringIO(text))] == [("School", "'=Signer"), *rows]
    data = shown_workbook(table, person="Ann", at=AT)
    assert cells_of(data) == [["School", "=Signer"], ["Éva, “Wright”", "Pat"], ["Abbott", None]]
    assert shown_workbook(table, person="Ann", at=AT) == data


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_a_spreadsheet_would_compute_is_text(text: str) -> None:
    table = table_of(("Abbott", text))
    (_, (_, guarded)) = csv.reader(io.StringIO(shown_csv(table).decode("utf-8-sig"), newline=""))
    assert guarded == f"'{text}"
    (sheet,) = openpyxl.load_workbook(io.BytesIO(shown_workbook(table, person="Ann", at=AT))).worksheets
    assert [cell.data_type for cell in sheet[5]] == ["s", "s"]
    assert sheet["B5"].value == text.replace("\t", " ").replace("\r", " ")


def test_a_table_without_rows_and_a_name_with_signs_that_excel_cannot_hold_are_written() -> None:
    assert cells_of(shown_workbook(table_of(), person="Ann", at=AT)) == [["School", "=Signer"]]
    assert cells_of(shown_workbook(table_of(("a\x1bb", "c\ud800")), person="Ann", at=AT))[1] == ["a�b", "c�"]
