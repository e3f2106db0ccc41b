"""How a cell of a plan is spelt, whatever way a person writes it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ctecs_desktop.domain.plan_draft import columns_of
from ctecs_desktop.domain.plan_editing import add_row
from ctecs_desktop.domain.plan_spelling import typed_cell
from tests.domain.test_plan_editing import Desk


def typed(table: str, name: str, text: str, row: Mapping[str, str] | None = None) -> str:
    cells = [(row or {}).get(column, "") for column in columns_of(table)]
    return typed_cell(Desk().draft, table, name, text, cells)


@pytest.mark.parametrize(
    ("table", "name", "text", "written"),
    [
        ("targets", "school", "Henry Abbott Technical High School", "9001216"),
        ("targets", "school", "henry abbott", "9001216"),
        ("targets", "school", "9001216  Henry Abbott Technical High School", "9001216"),
        ("targets", "school", "Technical", "Technical"),  # no name begins so
        ("targets", "measure", "Average daily attendance", "1.02"),
        ("targets", "measure", "1.02", "1.02"),
        ("targets", "measure", "1.2", "1.2"),  # Excel has made it a number, and it may be 1.20
        ("targets", "school_year", "2019-2020", "2019-20"),
        ("targets", "school_year", "SY 2019/20", "2019-20"),
        ("targets", "school_year", "2019–20", "2019-20"),
        ("periods", "due", "7/15/2020", "2020-07-15"),
        ("periods", "due", "July 15, 2020", "2020-07-15"),
        ("periods", "due", "15.7.2020", "15.7.2020"),  # a day that is read in two ways
        ("schools", "enrolment", "1,024", "1024"),
        ("measures", "disaggregations", "Gender, race", "gender;race"),
        ("measures", "disaggregations", "Gender; gender", "gender"),
        ("measures", "code", "1.010", "1.010"),
        ("measures", "owner", "7/15/2020", "7/15/2020"),
        ("rules", "measures", "1.01, 1.02", "1.01;1.02"),
    ],
)
def test_what_can_be_understood_in_one_way_is_written_in_its_spelling(
    table: str, name: str, text: str, written: str
) -> None:
    assert typed(table, name, text) == written


def test_a_percent_sign_belongs_to_a_percent_and_a_dollar_sign_to_dollars() -> None:
    assert typed("targets", "low", "96.5 %", {"measure": "1.02"}) == "96.5"
    assert typed("targets", "low", "12%", {"measure": "1.04"}) == "12%"
    assert typed("targets", "low", "$12", {"measure": "1.04"}) == "$12"
    assert typed("measures", "high", "100 %", {"unit": "percent"}) == "100"


def test_the_measure_of_a_row_is_read_before_its_target() -> None:
    desk = Desk()
    key, rows = add_row(desk.draft, "targets", {"low": "96.5%", "measure": "Average daily attendance"})
    desk.take(rows)
    assert (desk.draft.cell(key, "measure"), desk.draft.cell(key, "low")) == ("1.02", "96.5")
