"""The words for tables and columns of a plan, for what differs between two, and for what hangs on a row."""

from __future__ import annotations

import pytest

from ctecs_desktop.domain.plan_differences import DifferenceKind, PlanDifference
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.domain.plan_schema import ABOUT_FACTS, SCHEMAS
from ctecs_desktop.domain.plan_use import PlanUse, SentUse
from ctecs_desktop.wording import plan_difference_text, plan_fault_text, plan_use_text
from ctecs_desktop.wording.plan_words import COLUMNS, COLUMNS_OF, FACTS, HINTS, TABLES


def test_every_table_column_and_fact_of_a_plan_has_words_and_none_is_left_over() -> None:
    columns = {(schema.name, column.name) for schema in SCHEMAS for column in schema.columns}
    assert TABLES.keys() == {schema.name for schema in SCHEMAS}
    assert FACTS.keys() == ABOUT_FACTS.keys()
    assert [each for each in columns if each not in COLUMNS_OF and each[1] not in COLUMNS] == []
    assert {*COLUMNS_OF, *HINTS} <= columns
    assert COLUMNS.keys() <= {column for _table, column in columns}


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        (
            PlanDifference(DifferenceKind.CHANGED, "measures", "1.01", "Absence", "unit", "percent", "count"),
            "Measures 1.01, Absence: Unit is “count” instead of “percent”.",
        ),
        (
            PlanDifference(DifferenceKind.CHANGED, "targets", "1.01 2019-20", "", "high", "", "100"),
            "Targets 1.01 2019-20: Upper end of a band is “100” instead of nothing.",
        ),
        (PlanDifference(DifferenceKind.ADDED, "goals", "6", "Six"), "Goals 6, Six: added."),
        (
            PlanDifference(DifferenceKind.ADDED, "periods", "2019-20", told=(("kind", "year"), ("due", "2020-07-15"))),
            "Periods 2019-20: added. Kind “year”; Due “2020-07-15”.",
        ),
        (
            PlanDifference(DifferenceKind.CHANGED, "measures", "1.01", "", "frequency", "annual", "quarter"),
            "Measures 1.01: Frequency is “every quarter” instead of “once a year”.",
        ),
        (
            PlanDifference(DifferenceKind.REMOVED, "imperatives", "", "Learn"),
            "Imperatives, Learn: removed.",
        ),
        (PlanDifference(DifferenceKind.MOVED, "goals"), "Goals: the rows stand in another order."),
        (
            PlanDifference(DifferenceKind.CHANGED, "about", "title", "", "text", "Old", "New"),
            "About the plan, Title: “New” instead of “Old”.",
        ),
    ],
)
def test_a_difference_is_a_sentence(difference: PlanDifference, text: str) -> None:
    assert plan_difference_text(difference) == text


def test_a_long_text_is_told_by_its_beginning() -> None:
    text = plan_difference_text(PlanDifference(DifferenceKind.CHANGED, "about", "vision", "", "text", "", "x" * 5_000))
    assert len(text) < 300


def test_what_hangs_on_a_row_is_told_in_sentences() -> None:
    use = PlanUse(18, SentUse(2, 2, 1_240), (("targets", 3), ("rules", 1)))
    assert plan_use_text(use) == (
        "Used by 18 schools. 2 schools have sent values for it (1,240 values); what was sent is kept. "
        "Rows that name it: Targets 3, Rules 1."
    )
    assert plan_use_text(PlanUse(sent=SentUse(1, 1, 0))) == "1 submission was received; it is kept."
    assert plan_use_text(PlanUse()) == ""


def test_a_fault_beside_its_cell_is_a_sentence_without_its_place() -> None:
    assert plan_fault_text(PlanProblem("goals", 2, "title", "plan.cell.blank")) == "Something must stand here."
