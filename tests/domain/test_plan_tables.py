"""A plan survives its tables whole, and every mistake in them is named with its place."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import PlanInvalid
from ctecs_desktop.domain.observation import MeasureCode
from ctecs_desktop.domain.plan import Direction, Plan, Target, Unit
from ctecs_desktop.domain.plan_cells import CellRejected, join_list, split_list
from ctecs_desktop.domain.plan_reading import PlanProblem, Row, Table
from ctecs_desktop.domain.plan_schema import SCHEMAS, TABLE_NAMES, TableSchema
from ctecs_desktop.domain.plan_tables import (
    plan_digest,
    plan_document,
    plan_from_document,
    plan_from_tables,
    plan_to_tables,
)
from ctecs_desktop.exchange.plan_files import shipped_plan
from tests.any_plan import plans, some, texts

SLOW_START = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def problems_of(tables: dict[str, Table]) -> tuple[PlanProblem, ...]:
    with pytest.raises(PlanInvalid) as caught:
        plan_from_tables(tables)
    assert caught.value.code == "plan.invalid"
    problems = caught.value.params["problems"]
    assert isinstance(problems, tuple)
    return problems


def with_cell(table: str, row: int, column: str, text: str) -> dict[str, Table]:
    """The shipped plan's tables with another text in one cell; ``row`` 0 is the first below the header."""
    tables = plan_to_tables(shipped_plan())
    old = tables[table]
    cells = list(old.rows[row].cells)
    cells[old.columns.index(column)] = text
    rows = list(old.rows)
    rows[row] = Row(old.rows[row].line, tuple(cells))
    tables[table] = replace(old, rows=tuple(rows))
    return tables


def with_row(table: str, **cells: str) -> dict[str, Table]:
    """The shipped plan's tables with one more row."""
    tables = plan_to_tables(shipped_plan())
    old = tables[table]
    row = Row(len(old.rows) + 2, tuple(cells.get(column, "") for column in old.columns))
    tables[table] = replace(old, rows=(*old.rows, row))
    return tables


def line_of(table: str, column: str, text: str) -> int:
    old = plan_to_tables(shipped_plan())[table]
    return next(row.line for row in old.rows if row.cells[old.columns.index(column)] == text)


def measure_row(code: str) -> int:
    return line_of("measures", "code", code) - 2


@given(plans())
@SLOW_START
def test_every_plan_comes_back_from_its_tables(plan: Plan) -> None:
    assert plan_from_tables(plan_to_tables(plan)) == plan


@given(plans())
@SLOW_START
def test_every_plan_comes_back_from_its_document_and_keeps_its_digest(plan: Plan) -> None:
    again = plan_from_document(plan_document(plan))
    assert again == plan
    assert plan_digest(again) == plan_digest(plan)


@given(some(texts))
def test_a_list_comes_back_from_one_cell_whatever_its_items_hold(items: tuple[str, ...]) -> None:
    assert split_list(join_list(items)) == items


@given(st.sampled_from([schema for schema in SCHEMAS if schema.name != "about"]), st.data())
@settings(max_examples=150, deadline=None)
def test_text_of_any_kind_in_any_cell_is_read_or_refused_as_a_problem_but_never_breaks(
    schema: TableSchema[object], data: st.DataObject
) -> None:
    table = plan_to_tables(shipped_plan())[schema.name]
    if not table.rows:
        return
    row = data.draw(st.integers(0, len(table.rows) - 1))
    column = data.draw(st.sampled_from(table.columns))
    text = data.draw(st.text(max_size=20) | st.sampled_from(["1e9", "٣", "0x1", "2019-13-01", "=1+1", "-0", "9" * 40]))
    tables = with_cell(table.name, row, column, text)
    try:
        plan = plan_from_tables(tables)
    except PlanInvalid:
        places = {(problem.table, problem.line) for problem in problems_of(tables)}
        assert places <= {(each.name, line) for each in SCHEMAS for line in range(200)}
    else:
        assert plan_from_tables(plan_to_tables(plan)) == plan


def test_the_document_is_canonical_json_of_all_tables() -> None:
    text = plan_document(shipped_plan())
    document = json.loads(text)
    assert document["format"] == 1
    assert sorted(document["tables"]) == sorted(TABLE_NAMES)
    assert text == json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert document["tables"]["about"]["rows"][1] == ["district", "9000016"]


def test_a_changed_word_changes_the_digest() -> None:
    plan = shipped_plan()
    digest = plan_digest(plan)
    assert len(digest) == 64
    assert plan_digest(replace(plan, mission="Another mission")) != digest


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"format":1}', '{"format":1,"tables":{"goals":{"columns":["a"],"rows":[[1]]}}}',
     '{"format":1,"tables":{"goals":{"columns":"ab","rows":[]}}}', '{"format":"1","tables":{}}'],
)  # fmt: skip
def test_a_text_that_is_no_document_is_refused_as_such(text: str) -> None:
    with pytest.raises(PlanInvalid) as caught:
        plan_from_document(text)
    assert caught.value.code == "plan.document_unreadable"


def test_a_document_of_a_later_program_is_refused_with_its_format() -> None:
    with pytest.raises(PlanInvalid) as caught:
        plan_from_document('{"format":2,"tables":{}}')
    assert caught.value.code == "plan.document_too_new"
    assert caught.value.params == {"format": 2, "known": 1}


def test_columns_may_stand_in_any_order_and_emptied_rows_are_passed_over() -> None:
    tables = plan_to_tables(shipped_plan())
    goals = tables["goals"]
    tables["goals"] = Table(
        "goals",
        tuple(reversed(goals.columns)),
        (Row(2, (" ", "", "")), *(Row(row.line + 1, tuple(reversed(row.cells))) for row in goals.rows)),
    )
    assert plan_from_tables(tables) == shipped_plan()


def test_a_day_as_a_target_is_written_as_a_day_and_counted_in_days() -> None:
    due = Target(MeasureCode("4.03"), "2020-21", Decimal(date(2020, 10, 1).toordinal()))
    plan = replace(shipped_plan(), targets=(due,))
    tables = plan_to_tables(plan)
    assert tables["targets"].rows[0].cells == ("4.03", "2020-21", "", "2020-10-01", "")
    assert plan_from_tables(tables).targets == (due,)


@pytest.mark.parametrize(
    ("table", "row", "column", "text", "code"),
    [
        ("measures", 9, "code", "1.1", "plan.cell.not_a_measure_code"),
        ("measures", 0, "name", "", "plan.cell.blank"),
        ("measures", 0, "unit", "furlongs", "plan.cell.unknown_choice"),
        ("measures", 0, "goal", "6", "plan.row.unknown_reference"),
        ("measures", 0, "goal", "one", "plan.cell.not_a_number"),
        ("measures", 0, "decimals", "1.5", "plan.cell.not_a_whole_number"),
        ("measures", 0, "decimals", "7", "plan.cell.out_of_range"),
        ("measures", 0, "low", "0,5", "plan.cell.not_a_number"),
        ("measures", 0, "low", "1234567890123456", "plan.cell.number_too_large"),
        ("measures", 0, "low", "101", "plan.row.limits_reversed"),
        ("measures", 0, "disaggregations", "race;height", "plan.row.unknown_reference"),
        ("measures", 0, "disaggregations", "race;race", "plan.cell.item_twice"),
        ("measures", 0, "denominator", "", "plan.row.denominator_missing"),
        ("measures", 3, "denominator", "Students", "plan.row.denominator_unwanted"),
        ("measures", 0, "rollup_method", "sum", "plan.row.rollup_unfit"),
        ("measures", 0, "sum_bound", "upper", "plan.row.bound_unfit"),
        ("measures", 0, "direction", "yes", "plan.row.direction_unfit"),
        ("subgroups", 0, "disaggregation", "gender", "plan.row.subgroup_of_another_disaggregation"),
        ("subgroups", 0, "disaggregation", "height", "plan.row.unknown_reference"),
        ("subgroups", 0, "code", "race", "plan.cell.not_a_subgroup_code"),
        ("disaggregations", 0, "is_partition", "perhaps", "plan.cell.unknown_choice"),
        ("schools", 0, "code", "9.00E+06", "plan.cell.not_an_organization_code"),
        ("schools", 0, "code", "9000016", "plan.row.school_is_the_district"),
        ("schools", 1, "code", "9001116", "plan.row.duplicate"),
        ("schools", 0, "enrolment", "-1", "plan.cell.out_of_range"),
        ("periods", 0, "due", "2020-06-29", "plan.row.period_due_before_it_ends"),
        ("periods", 0, "due", "7/15/2020", "plan.cell.not_a_date"),
        ("periods", 0, "due", "2020-06-31", "plan.cell.not_a_date"),
        ("periods", 0, "opens", "2020-07-16", "plan.row.period_due_before_it_opens"),
        ("periods", 0, "opens", "2019-06-30", "plan.row.period_opens_before_it_starts"),
        ("periods", 0, "starts", "2019-06-30", "plan.row.day_outside_school_year"),
        ("periods", 1, "ends", "2019-06-30", "plan.row.period_ends_before_it_starts"),
        ("periods", 1, "quarter", "0", "plan.row.quarter_disagrees"),
        ("periods", 1, "quarter", "2", "plan.row.period_code_disagrees"),
        ("periods", 0, "school_year", "2019-21", "plan.cell.not_a_school_year"),
        ("periods", 0, "code", "2019-20 Q5", "plan.cell.not_a_period_code"),
        ("strategies", 0, "goal", "9", "plan.row.unknown_reference"),
        ("milestones", 0, "strategy", "S9", "plan.row.unknown_reference"),
        ("targets", 0, "measure", "9.99", "plan.row.unknown_reference"),
        ("targets", 0, "school", "9001117", "plan.row.unknown_reference"),
        ("targets", 0, "high", "", "plan.row.band_without_high"),
        ("targets", 0, "high", "89", "plan.row.limits_reversed"),
        ("targets", 0, "high", "201", "plan.row.amount_outside_limits"),
        ("targets", 0, "low", "2020-07-01", "plan.row.amount_of_another_unit"),
        ("targets", 0, "measure", "1.01", "plan.row.high_without_band"),
        ("targets", 0, "school_year", "2018-19", "plan.row.year_outside_plan"),
        ("baselines", 0, "value", "100.1", "plan.row.amount_outside_limits"),
        ("baselines", 0, "source", "", "plan.cell.blank"),
        ("series_breaks", 0, "reason", "so\x07", "plan.cell.control_character"),
        ("series_breaks", 0, "reason", "x" * 10_001, "plan.cell.too_long"),
        ("about", 0, "text", "first version", "plan.cell.not_a_code"),
        ("about", 0, "key", "edition", "plan.row.unknown_key"),
        ("about", 0, "key", "edition", "plan.row.key_missing"),
    ],
)
def test_a_mistake_is_named_with_table_line_and_column(table: str, row: int, column: str, text: str, code: str) -> None:
    tables = with_cell(table, row, column, text)
    found = [problem for problem in problems_of(tables) if problem.code == code]
    assert found, problems_of(tables)
    assert found[0].table == table
    if code != "plan.row.key_missing":
        assert found[0].line == row + 2
    if not code.startswith("plan.row"):
        assert found[0].column == column


def test_a_rule_about_an_unknown_measure_is_refused() -> None:
    rule = {
        "code": "share_at_most_one", "check": "changed_little", "severity": "error", "scope": "value",
        "measures": "1.01;1.99", "params": "percent=20;amount=5", "sentence": "{n} of {d}", "reason": "Parts",
    }  # fmt: skip
    tables = with_row("rules", **rule)
    (problem,) = problems_of(tables)
    assert (problem.table, problem.column, problem.code) == ("rules", "measures", "plan.row.unknown_reference")
    assert problem.facts == (("refers_to", "measures"), ("text", "1.99"))


def test_a_rule_is_read_with_its_measures_and_parameters() -> None:
    rule = {
        "code": "R1", "check": "changed_little", "severity": "warning", "scope": "years", "measures": "1.01; 1.10;",
        "params": "percent=20 ; floor=5", "sentence": "From {before} to {after}", "reason": "None unexplained",
    }  # fmt: skip
    found = plan_from_tables(with_row("rules", **rule)).rules[-1]
    assert found.measures == ("1.01", "1.10")
    assert found.params == (("percent", "20"), ("floor", "5"))
    assert found.param("percent") == "20"


@pytest.mark.parametrize(
    ("check", "params", "column", "code"),
    [
        ("answerd", "", "check", "plan.row.unknown_check"),
        ("placeholder_number", "", "params", "plan.row.param_missing"),
        ("answered", "percent=20", "params", "plan.row.unknown_param"),
        ("changed_little", "percent=many", "params", "plan.row.param_refused"),
    ],
)
def test_a_rule_whose_check_cannot_be_carried_out_is_refused(check: str, params: str, column: str, code: str) -> None:
    rule = {"code": "x", "check": check, "sentence": "x", "reason": "x", "severity": "error", "scope": "value"}
    (problem,) = problems_of(with_row("rules", params=params, **rule))
    assert (problem.table, problem.column, problem.code) == ("rules", column, code)


@pytest.mark.parametrize("params", ["20", "=20", "a b=1", "Percent=20"])
def test_a_parameter_without_a_name_is_refused(params: str) -> None:
    rule = {"code": "x", "check": "answered", "sentence": "x", "reason": "x"}
    tables = with_row("rules", severity="error", scope="value", params=params, **rule)
    assert [problem.code for problem in problems_of(tables)] == ["plan.cell.not_a_param"]


def test_every_problem_is_told_at_once_in_the_order_of_the_tables() -> None:
    tables = with_cell("measures", 0, "unit", "furlongs")
    tables["periods"] = with_cell("periods", 0, "due", "soon")["periods"]
    tables["goals"] = with_cell("goals", 2, "title", "")["goals"]
    assert [(problem.table, problem.line, problem.column) for problem in problems_of(tables)] == [
        ("goals", 4, "title"),
        ("measures", 2, "unit"),
        ("periods", 2, "due"),
    ]


def test_a_slip_in_a_measure_is_one_problem_although_others_refer_to_it() -> None:
    tables = with_cell("measures", measure_row("3.03"), "unit", "per cent")
    assert [problem.code for problem in problems_of(tables)] == ["plan.cell.unknown_choice"]


def test_a_duplicate_names_the_line_of_the_first() -> None:
    tables = with_cell("measures", 1, "code", "1.01")
    found = [problem for problem in problems_of(tables) if problem.code == "plan.row.duplicate"]
    assert [(problem.line, problem.facts) for problem in found] == [(3, (("first_line", "2"), ("key", "1.01")))]


def test_missing_unknown_and_empty_tables_are_told_and_nothing_follows_from_them() -> None:
    tables = plan_to_tables(shipped_plan())
    del tables["goals"]
    tables["wishes"] = Table("wishes", ("text",), ())
    tables["schools"] = replace(tables["schools"], rows=())
    assert [(problem.table, problem.code) for problem in problems_of(tables)] == [
        ("goals", "plan.table.missing"),
        ("schools", "plan.table.empty"),
        ("wishes", "plan.table.unknown"),
    ]


def test_unknown_missing_and_repeated_columns_are_told() -> None:
    tables = plan_to_tables(shipped_plan())
    goals = tables["goals"]
    tables["goals"] = replace(goals, columns=("number", "titel", "number"))
    assert [(problem.line, problem.column, problem.code) for problem in problems_of(tables)] == [
        (1, "number", "plan.table.column_twice"),
        (1, "titel", "plan.table.unknown_column"),
        (1, "title", "plan.table.missing_column"),
        (1, "themes", "plan.table.missing_column"),
    ]


def test_a_row_with_more_cells_than_columns_is_told_since_a_comma_split_a_text() -> None:
    tables = plan_to_tables(shipped_plan())
    tables["imperatives"] = Table("imperatives", ("text",), (Row(2, ("Safe", " healthy and ready")),))
    (problem,) = problems_of(tables)
    assert (problem.line, problem.code) == (2, "plan.row.too_many_cells")
    assert problem.facts == (("columns", "1"), ("found", "2"))


def test_what_stands_below_a_blank_column_name_is_not_passed_over() -> None:
    tables = plan_to_tables(shipped_plan())
    goals = tables["goals"]
    tables["goals"] = Table("goals", (*goals.columns, "", ""), tuple(Row(r.line, (*r.cells, "")) for r in goals.rows))
    assert plan_from_tables(tables) == shipped_plan()
    tables["goals"] = replace(tables["goals"], rows=(Row(2, ("1", "One", "", "lost")), *tables["goals"].rows[1:]))
    (problem,) = problems_of(tables)
    assert (problem.table, problem.line, problem.code) == ("goals", 2, "plan.row.too_many_cells")


def test_two_spellings_of_one_goal_are_a_duplicate() -> None:
    found = problems_of(with_row("goals", number="01", title="Again"))
    assert [(problem.table, problem.code) for problem in found] == [("goals", "plan.row.duplicate")]


def test_a_plan_that_says_nothing_of_itself_is_refused() -> None:
    tables = plan_to_tables(shipped_plan())
    tables["about"] = replace(tables["about"], rows=())
    assert [(problem.table, problem.code) for problem in problems_of(tables)] == [("about", "plan.table.empty")]


def test_a_measure_with_a_yes_no_unit_takes_no_number_for_a_direction() -> None:
    plan = shipped_plan()
    wrong = tuple(
        replace(each, direction=Direction.HIGHER) if each.unit is Unit.YES_NO else each for each in plan.measures
    )
    (problem,) = problems_of(plan_to_tables(replace(plan, measures=wrong)))
    assert problem.code == "plan.row.direction_unfit"
    assert problem.line == line_of("measures", "code", "4.01")


def test_a_refused_cell_carries_its_facts_sorted() -> None:
    rejected = CellRejected("plan.cell.blank", text="x", known="y")
    assert rejected.facts == (("known", "y"), ("text", "x"))
