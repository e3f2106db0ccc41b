from __future__ import annotations

import io
import random
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.exchange.opc.container import LIMITS
from ctecs_desktop.exchange.workbook.live_page import LiveCell, LiveRow, LiveSheet, day_number, double_text
from ctecs_desktop.exchange.workbook.live_workbook import cell_text, live_workbook_bytes
from ctecs_desktop.exchange.workbook.workbook_page import LAST_ROW, LONGEST_TEXT
from ctecs_desktop.exchange.workbook.workbook_sheets import DocumentFacts

FACTS = DocumentFacts("Title", "Subject", "Author", datetime(2016, 8, 1, tzinfo=UTC))


def sheet_of(*rows: tuple[LiveCell, ...]) -> LiveSheet:
    return LiveSheet("Sheet", (20,), tuple(LiveRow(cells) for cells in rows))


def cells_of(*rows: tuple[LiveCell, ...]) -> list[list[object]]:
    data = live_workbook_bytes([sheet_of(*rows)], names=[], facts=FACTS)
    return [list(row) for row in CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()]


def test_a_formula_stands_beside_what_it_gives() -> None:
    rows = (
        (LiveCell(Decimal(2)), LiveCell(Fraction(2, 3), formula="A1/3"), LiveCell("yes", formula='IF(A1=2,"yes","")')),
    )
    assert cells_of(*rows) == [[2.0, 2 / 3, "yes"]]
    data = live_workbook_bytes([sheet_of(*rows)], names=[], facts=FACTS)
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == [2, "=A1/3", '=IF(A1=2,"yes","")']


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "#N/A", "1.10", "_x000D_", "ä\n–", " padded "])
def test_text_is_text_whatever_it_looks_like(text: str) -> None:
    assert cells_of((LiveCell(text), LiveCell("end"))) == [[text, "end"]]


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=3))
def test_a_typed_number_is_written_with_exactly_its_digits(number: Decimal) -> None:
    assert Decimal(double_text(number)) == number


@given(st.fractions(min_value=-1000, max_value=1000))
def test_a_computed_number_is_written_as_the_nearest_double(number: Fraction) -> None:
    assert float(double_text(number)) == pytest.approx(float(number), rel=1e-15)


def test_days_are_counted_as_spreadsheets_count_them() -> None:
    assert day_number(datetime(2015, 11, 1, tzinfo=UTC).toordinal()) == 42309


def test_what_a_cell_cannot_hold_shows_that_something_is_missing() -> None:
    assert cell_text("a\x00b\ud800") == "a\ufffdb\ufffd"
    assert cell_text("x" * (LONGEST_TEXT + 1)).endswith("…")
    assert cell_text("x" * LONGEST_TEXT) == "x" * LONGEST_TEXT


def test_a_workbook_may_be_larger_than_what_is_accepted_from_others() -> None:
    chance = random.Random(1)
    text = "".join(chance.choice("abcdefgh") for _ in range(32_000))
    rows = tuple((LiveCell(text),) for _ in range(LIMITS.unpacked_size // len(text) + 1))
    data = live_workbook_bytes([sheet_of(*rows)], names=[], facts=FACTS)
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).height == len(rows)


def test_more_rows_than_a_sheet_may_have_are_refused() -> None:
    with pytest.raises(NotAllowed) as caught:
        live_workbook_bytes([sheet_of(*[()] * (LAST_ROW + 1))], names=[], facts=FACTS)
    assert caught.value.code == "workbook.too_many_rows"
    assert caught.value.params == {"sheet": "Sheet", "rows": LAST_ROW + 1, "limit": LAST_ROW}
