from __future__ import annotations

import csv
import io
from decimal import Decimal
from fractions import Fraction

import pytest

from ctecs_desktop.domain.clipboard_table import guarded
from ctecs_desktop.domain.rollup_report import exact_text
from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.exchange.rollup.rollup_csv import COLUMNS, write_rollup_csv
from tests.building import make_measure, make_school
from tests.exchange.rollup_building import District, district_of, random_district


def rows_of(district: District) -> list[dict[str, str]]:
    data = write_rollup_csv(district.rollup, district.plan)
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_there_is_one_row_per_figure_in_the_rollups_order() -> None:
    district = random_district(3)
    rows = rows_of(district)
    assert [(row["measure"], row["subgroup"]) for row in rows] == [
        (figure.measure, figure.subgroup) for figure in district.rollup.figures
    ]
    assert {row["fingerprint"] for row in rows} == {district.rollup.fingerprint}
    assert tuple(rows[0]) == COLUMNS


def test_the_file_begins_with_a_byte_order_mark_so_that_excel_reads_it_as_utf_8() -> None:
    district = random_district(3)
    data = write_rollup_csv(district.rollup, district.plan)
    assert data.startswith(b"\xef\xbb\xbfperiod,")
    assert data == write_rollup_csv(district.rollup, district.plan)


def test_numbers_are_exact_and_never_guarded() -> None:
    district = district_of(
        [make_measure("1.01", low=None)],
        [make_school("9001116")],
        {"9001116": {("1.01", "all"): Ratio(Decimal("-1.25"), Decimal(8))}},
    )
    row = rows_of(district)[0]
    assert (row["numerator"], row["denominator"], row["value"]) == ("-1.25", "8", "-15.625")
    assert (row["schools_reporting"], row["schools_expected"], row["enrolment_share"]) == ("1", "1", "1")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_excel_would_compute_has_an_apostrophe_before_it(text: str) -> None:
    assert guarded(text) == f"'{text}"
    district = district_of([make_measure("1.01", name=text)], [make_school("9001116")], {})
    assert rows_of(district)[0]["name"] == f"'{text}"


def test_other_text_stays_as_it_is() -> None:
    assert [guarded(text) for text in ("Rate", "1-2", "a=b", "")] == ["Rate", "1-2", "a=b", ""]


@pytest.mark.parametrize("seed", range(4))
def test_every_bound_is_in_the_file(seed: int) -> None:
    district = random_district(seed)
    for row, figure in zip(rows_of(district), district.rollup.figures, strict=True):
        for end, text in ((figure.low, row["low"]), (figure.high, row["high"])):
            if end is None:
                assert text == ""
            elif "-" not in text[1:]:
                assert text == exact_text(Fraction(end))
