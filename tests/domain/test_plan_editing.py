"""Editing a draft: what each edit makes of which rows, and that codes stay with what they were given to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import NotAllowed, PlanInvalid, ValueMovedOn
from ctecs_desktop.domain.observation import MeasureCode
from ctecs_desktop.domain.plan import Plan, SeriesBreak
from ctecs_desktop.domain.plan_draft import (
    DraftRow,
    PlanDraft,
    RowKey,
    Rows,
    columns_of,
    draft_over,
    next_version,
    row_text,
)
from ctecs_desktop.domain.plan_draft_checks import check_draft, retired_codes
from ctecs_desktop.domain.plan_editing import add_row, change_cells, move_row, remove_row
from ctecs_desktop.domain.plan_replacing import replace_tables
from ctecs_desktop.domain.plan_schema import SCHEMAS
from ctecs_desktop.domain.plan_tables import plan_from_tables, plan_to_tables
from ctecs_desktop.domain.plan_use import naming_rows, schools_asked
from ctecs_desktop.exchange.plan_files import shipped_plan
from tests.any_plan import plans

SHIPPED = shipped_plan()
NEXT = "2019-22.2"


class Desk:
    """A draft over a plan with its edits carried out one after the other, as the store would keep them."""

    def __init__(self, plan: Plan = SHIPPED) -> None:
        self.plan = plan
        self.texts: dict[RowKey, str] = {}

    @property
    def draft(self) -> PlanDraft:
        return draft_over(self.plan, self.texts, version=NEXT)

    def take(self, rows: Rows) -> None:
        base = self.draft.base
        self.texts.update({key: row_text(key, row, base) for key, row in rows.items()})

    def key(self, table: str, **wanted: str) -> RowKey:
        return self.row(table, **wanted).key

    def row(self, table: str, **wanted: str) -> DraftRow:
        found = [row for row in self.draft.rows[table] if wanted.items() <= self.cells(row).items()]
        assert len(found) == 1, found
        return found[0]

    @staticmethod
    def cells(row: DraftRow) -> Mapping[str, str]:
        return dict(zip(columns_of(row.key.table), row.cells, strict=True))

    def column(self, table: str, column: str) -> list[str]:
        return [self.cells(row)[column] for row in self.draft.rows[table]]

    def codes(self, *more: Plan) -> list[str]:
        return [problem.code for problem in check_draft(self.draft, (*more, self.plan))]


def test_a_draft_without_edits_is_the_plan_in_force_under_the_next_version() -> None:
    desk = Desk()
    assert not desk.draft.is_changed
    assert plan_from_tables(desk.draft.tables()) == replace(SHIPPED, version=NEXT)
    assert desk.codes() == []


@pytest.mark.parametrize(
    ("version", "following"), [("2019-22.1", "2019-22.2"), ("2019-22.9", "2019-22.11"), ("spring", "spring.2")]
)
def test_the_next_version_counts_on_and_passes_over_those_that_are_taken(version: str, following: str) -> None:
    assert next_version(version, {"2019-22.10"}) == following


def test_a_changed_cell_is_kept_in_its_one_spelling_and_alone() -> None:
    desk = Desk()
    key = desk.key("measures", code="1.01")
    desk.take(change_cells(desk.draft, key, {"name": "  Absence ", "decimals": "02", "direction": "Lower"}))
    assert desk.draft.cell(key, "name") == "Absence"
    assert desk.draft.cell(key, "decimals") == "2"
    assert desk.texts.keys() == {key}
    desk.take(change_cells(desk.draft, key, {"name": SHIPPED.measure("1.01").name, "decimals": "1"}))
    assert not desk.draft.is_changed


def test_what_is_wrong_is_kept_as_typed_and_named_with_its_row_and_column() -> None:
    desk = Desk()
    desk.take(change_cells(desk.draft, desk.key("measures", code="1.02"), {"decimals": "one"}))
    (problem,) = check_draft(desk.draft, [SHIPPED])
    assert (problem.table, problem.line, problem.column) == ("measures", 2, "decimals")
    assert problem.code == "plan.cell.not_a_number"


@pytest.mark.parametrize(
    ("table", "column", "early", "late"),
    [
        ("resources", "fiscal_year", "plan.row.year_outside_plan", "plan.row.year_outside_plan"),
        ("baselines", "school_year", None, "plan.row.year_after_plan"),
        ("series_breaks", "school_year", None, "plan.row.year_after_plan"),
    ],
)
def test_a_year_that_says_nothing_keeps_a_draft_from_being_published(
    table: str, column: str, early: str | None, late: str
) -> None:
    desk = Desk(replace(SHIPPED, series_breaks=(SeriesBreak(MeasureCode("1.02"), "2020-21", "Another test."),)))
    key = desk.draft.rows[table][0].key
    for year, code in (("2012-13", early), ("2030-31", late), ("2019-20", None)):
        desk.take(change_cells(desk.draft, key, {column: year}))
        found = [(each.table, each.line, each.column, each.code) for each in check_draft(desk.draft, [desk.plan])]
        assert found == ([] if code is None else [(table, 1, column, code)])
        plan_from_tables(desk.draft.tables())  # one that was published so can be read


def test_a_version_that_left_once_is_not_given_again_though_nobody_here_holds_it() -> None:
    desk = Desk()
    assert check_draft(desk.draft, [SHIPPED], taken={"another.7"}) == ()
    (problem,) = check_draft(desk.draft, [SHIPPED], taken={NEXT})
    assert (problem.table, problem.code) == ("about", "plan.row.version_taken")


def test_a_text_that_no_file_could_hold_is_refused() -> None:
    desk = Desk()
    with pytest.raises(PlanInvalid) as refused:
        change_cells(desk.draft, desk.key("measures", code="1.02"), {"name": "a\x00b"})
    assert refused.value.code == "plan.edit_refused"


def test_the_code_of_what_was_published_is_never_changed() -> None:
    desk = Desk()
    with pytest.raises(NotAllowed) as refused:
        change_cells(desk.draft, desk.key("measures", code="1.01"), {"code": "1.99"})
    assert refused.value.code == "plan.code_published"


def test_the_code_of_something_new_may_be_changed_and_what_names_it_follows() -> None:
    desk = Desk()
    key, rows = add_row(desk.draft, "disaggregations", {"code": "lunch", "name": "Lunch", "is_partition": "yes"})
    desk.take(rows)
    measure = desk.key("measures", code="1.01")
    desk.take(change_cells(desk.draft, measure, {"disaggregations": "gender; lunch"}))
    desk.take(change_cells(desk.draft, key, {"code": "meals"}))
    assert desk.draft.cell(measure, "disaggregations") == "gender;meals"


def test_a_code_of_an_earlier_version_is_never_given_again() -> None:
    earlier = SHIPPED
    current = replace(SHIPPED, version="2019-22.2", measures=SHIPPED.measures[1:], baselines=(), series_breaks=())
    assert retired_codes([earlier, current], "measures") == {"1.01": "2019-22.1"}
    desk = Desk(current)
    _key, rows = add_row(desk.draft, "measures", {"code": "1.01", "name": "Something else"})
    desk.take(rows)
    assert "plan.row.code_retired" in desk.codes(earlier)


def test_a_school_that_opens_again_comes_back_under_its_own_code() -> None:
    current = replace(SHIPPED, version="2019-22.2", schools=SHIPPED.schools[1:])
    assert retired_codes([SHIPPED, current], "schools") == {}


def test_a_measure_keeps_its_unit_and_a_new_rule_begins_as_a_warning() -> None:
    desk = Desk()
    desk.take(change_cells(desk.draft, desk.key("measures", code="1.04"), {"unit": "hours"}))
    assert "plan.row.unit_changed" in desk.codes()
    desk = Desk()
    rule = {"code": "mine", "check": "answered", "scope": "value", "sentence": "Say it.", "reason": "Because."}
    key, rows = add_row(desk.draft, "rules", {**rule, "severity": "error"})
    desk.take(rows)
    assert desk.codes() == ["plan.row.new_rule_is_error"]
    desk.take(change_cells(desk.draft, key, {"severity": "warning"}))
    assert desk.codes() == []


def test_version_and_district_are_looked_at() -> None:
    desk = Desk()
    desk.take(change_cells(desk.draft, desk.key("about", key="version"), {"text": SHIPPED.version}))
    desk.take(change_cells(desk.draft, desk.key("about", key="district"), {"text": "9000017"}))
    assert sorted(desk.codes()) == ["plan.row.other_district", "plan.row.version_taken"]


def test_what_belongs_to_a_thing_goes_with_it_and_lists_name_it_no_more() -> None:
    desk = Desk()
    key = desk.key("measures", code="3.03")
    assert dict(naming_rows(desk.draft, key))["targets"] == 3
    desk.take(remove_row(desk.draft, key))
    for table in ("targets", "baselines", "series_breaks"):
        assert "3.03" not in desk.column(table, "measure")
    dimension = desk.key("disaggregations", code="gender")
    desk.take(remove_row(desk.draft, dimension))
    assert "gender" not in desk.column("subgroups", "disaggregation")
    assert not any("gender" in cell.split(";") for cell in desk.column("measures", "disaggregations"))


def test_a_rule_about_a_removed_measure_alone_is_left_for_a_person() -> None:
    """With an empty list it would be about every measure."""
    desk = Desk()
    _key, rows = add_row(
        desk.draft,
        "rules",
        {
            "code": "mine", "check": "answered", "severity": "warning", "scope": "value", "measures": "1.04",
            "sentence": "Say it.", "reason": "Because.",
        },
    )  # fmt: skip
    desk.take(rows)
    desk.take(remove_row(desk.draft, desk.key("measures", code="1.04")))
    assert desk.row("rules", code="mine").cells[columns_of("rules").index("measures")] == "1.04"
    assert "plan.row.unknown_reference" in desk.codes()


def test_a_rule_that_compares_with_a_measure_is_counted_among_what_names_it() -> None:
    compared = next(dict(rule.params)["other"] for rule in SHIPPED.rules if "other" in dict(rule.params))
    desk = Desk()
    assert dict(naming_rows(desk.draft, desk.key("measures", code=compared)))["rules"] >= 1


def test_all_schools_are_asked_for_a_measure_that_central_office_does_not_enter_alone() -> None:
    desk = Desk()
    levels = {row.cells[0]: desk.cells(row)["level"] for row in desk.draft.rows["measures"]}
    central = next(code for code, level in levels.items() if level == "central")
    assert schools_asked(desk.draft, desk.key("measures", code="1.01")) == 18
    assert schools_asked(desk.draft, desk.key("measures", code=central)) == 0


def test_rows_are_added_behind_the_one_that_was_chosen_and_moved_to_any_place() -> None:
    desk = Desk()
    first = desk.key("goals", number="1")
    key, rows = add_row(desk.draft, "goals", {"number": "6", "title": "Six"}, after=first.number)
    desk.take(rows)
    assert desk.column("goals", "number") == ["1", "6", "2", "3", "4", "5"]
    desk.take(move_row(desk.draft, key, 99))
    assert desk.column("goals", "number") == ["1", "2", "3", "4", "5", "6"]
    assert move_row(desk.draft, key, 1) == {}


def test_any_number_of_rows_finds_room_behind_the_first() -> None:
    desk = Desk()
    first = desk.key("imperatives").number
    for number in range(30):
        desk.take(add_row(desk.draft, "imperatives", {"text": f"Text {number}"}, after=first)[1])
    assert desk.column("imperatives", "text")[1:] == [f"Text {number}" for number in reversed(range(30))]


def test_facts_of_the_plan_are_neither_added_nor_removed() -> None:
    desk = Desk()
    for refuse in (
        lambda: add_row(desk.draft, "about", {"key": "motto"}),
        lambda: remove_row(desk.draft, desk.key("about", key="title")),
        lambda: change_cells(desk.draft, desk.key("about", key="title"), {"key": "motto"}),
    ):
        with pytest.raises(NotAllowed) as refused:
            refuse()
        assert refused.value.code == "plan.table_fixed"


def test_a_row_that_is_gone_is_not_edited() -> None:
    desk = Desk()
    key = desk.key("goals", number="5")
    desk.take(remove_row(desk.draft, key))
    with pytest.raises(ValueMovedOn):
        change_cells(desk.draft, key, {"title": "Five"})


@settings(max_examples=25)
@given(plans(), plans())
def test_a_draft_into_which_any_plans_tables_are_taken_says_what_they_say(before: Plan, after: Plan) -> None:
    desk = Desk(before)
    desk.take(replace_tables(desk.draft, plan_to_tables(after)))
    assert plan_from_tables(desk.draft.tables()) == after
    desk.take({key: desk.draft.base.get(key) for key in desk.draft.changed})
    assert not desk.draft.is_changed


def test_taking_back_what_was_written_changes_nothing() -> None:
    desk = Desk()
    assert replace_tables(desk.draft, desk.draft.tables()) == {}


@settings(max_examples=30)
@given(st.data())
def test_whatever_is_edited_keeps_every_other_row_as_it_was(data: st.DataObject) -> None:
    desk = Desk()
    schema = data.draw(st.sampled_from([each for each in SCHEMAS if each.name != "about"]))
    rows = desk.draft.rows[schema.name]
    if not rows:
        return
    chosen = data.draw(st.sampled_from(rows))
    names = [column.name for column in schema.columns if column.name not in {"code", "number"}]
    column = data.draw(st.sampled_from(names or ["text"]))
    desk.take(change_cells(desk.draft, chosen.key, {column: data.draw(st.text("ab 1;", max_size=5))}))
    assert desk.draft.changed <= {chosen.key}
    others = [row for row in desk.draft.rows[schema.name] if row.key != chosen.key]
    assert others == [row for row in rows if row.key != chosen.key]
