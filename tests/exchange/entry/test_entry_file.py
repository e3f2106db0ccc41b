"""Values from a CSV file or a sheet: every cell as text, every row with its place."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import ExchangeError, NotAWorkbook, WrongTemplate
from ctecs_desktop.exchange.entry.entry_file import COLUMNS, read_entry_file


def csv_file(folder: Path, text: str, *, encoding: str = "utf-8", name: str = "values.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_a_csv_file_is_read_with_the_line_of_each_row(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "measure,period,value\n\n1.04,2015-16,12\n")
    (row,) = read_entry_file(path)
    assert row.cells == {"measure": "1.04", "period": "2015-16", "value": "12"}
    assert row.where("value") == "line 3, value"


def test_a_note_over_two_lines_does_not_shift_the_lines_named_after_it(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'measure,period,note\n1.04,2015-16,"two\nlines"\n1.05,2015-16,\n')
    assert [row.number for row in read_entry_file(path)] == [2, 4]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_separators_of_other_spreadsheets_are_understood(tmp_path: Path, delimiter: str) -> None:
    path = csv_file(tmp_path, f"measure{delimiter}period{delimiter}value\n1.04{delimiter}2015-16{delimiter}3\n")
    assert read_entry_file(path)[0].cells["value"] == "3"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_note_keeps_its_accents_whatever_excel_saved_it_as(tmp_path: Path, encoding: str) -> None:
    path = csv_file(tmp_path, "measure,period,note\n1.04,2015-16,José\n", encoding=encoding)
    assert read_entry_file(path)[0].cells["note"] == "José"


def test_a_sheet_is_read_with_the_cell_of_each_value(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Figures"
    sheet.append(["Measure", "Period", "Value", "Note"])
    sheet.append(["1.10", "2015-16", 12.5, "=not a formula"])
    sheet["D2"].data_type = "s"
    sheet.append(["4.03", "2015-16", date(2015, 11, 1), None])
    path = tmp_path / "values.xlsx"
    book.save(path)
    first, second = read_entry_file(path)
    assert first.cells == {"measure": "1.10", "period": "2015-16", "value": "12.5", "note": "=not a formula"}
    assert first.where("value") == "Figures!C2"
    assert second.cells["value"] == "2015-11-01"


def test_whole_numbers_of_a_sheet_lose_no_digit(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["measure", "period", "value"])
    sheet.append(["2.14", "2015-16", 123456789012])
    sheet.append(["2.14", "2015-16", 0.1])
    sheet.append(["2.14", "2015-16", 0.1 + 0.2])
    sheet.append(["2.14", "2015-16", 0.00001])
    path = tmp_path / "values.xlsx"
    book.save(path)
    assert [row.cells["value"] for row in read_entry_file(path)] == ["123456789012", "0.1", "0.3", "0.00001"]


@pytest.mark.parametrize(
    ("text", "missing", "unknown", "twice"),
    [
        ("measure,value\n", ("period",), (), ()),
        ("measure,period,vlaue\n", (), ("vlaue",), ()),
        ("measure,period,value,value\n", (), (), ("value",)),
    ],
)
def test_columns_that_are_not_ours_are_named(
    tmp_path: Path, text: str, missing: tuple[str, ...], unknown: tuple[str, ...], twice: tuple[str, ...]
) -> None:
    with pytest.raises(WrongTemplate) as refusal:
        read_entry_file(csv_file(tmp_path, text))
    params = refusal.value.params
    assert (params["missing"], params["unknown"], params["twice"]) == (missing, unknown, twice)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.csv", b"", "entry.empty"),
        ("blank.csv", b"\n\n , \n", "entry.empty"),
        ("picture.xlsx", b"\x89PNG\r\n", "entry.not_a_table"),
        ("zip.xlsx", b"PK\x03\x04broken", "entry.not_a_table"),
        ("binary.csv", b"measure\x00period", "entry.not_a_table"),
        ("quotes.csv", b'measure,period\n"1.01,2015-16\n', "entry.broken_csv"),
    ],
)
def test_what_is_no_table_is_refused_with_its_own_code(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ExchangeError) as refusal:
        read_entry_file(path)
    assert refusal.value.code == code


def test_a_file_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError) as refusal:
        read_entry_file(tmp_path / "nowhere.csv")
    assert refusal.value.code == "file.not_found"


@given(data=st.binary(max_size=300), suffix=st.sampled_from([".csv", ".xlsx"]))
def test_no_bytes_whatever_end_in_anything_but_rows_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(data)
    rows = []
    with contextlib.suppress(NotAWorkbook, WrongTemplate):
        rows = read_entry_file(path)
    assert all(set(row.cells) <= set(COLUMNS) for row in rows)
