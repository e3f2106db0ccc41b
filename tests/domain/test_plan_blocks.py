"""Blocks of a spreadsheet in a plan's draft: pasted, filled, cleared, duplicated."""

from __future__ import annotations

import pytest

from ctecs_desktop.domain.clipboard_table import Table as Block
from ctecs_desktop.domain.errors import NotAllowed, ValueRejected
from ctecs_desktop.domain.plan_blocks import (
    PastedBlock,
    clear_cells,
    duplicate_rows,
    fill_down,
    next_code,
    paste_block,
)
from ctecs_desktop.domain.plan_draft import RowKey, columns_of
from tests.domain.test_plan_editing import Desk

HEADINGS = {"measure": "measure", "year": "school_year", "school": "school", "target": "low"}


def paste(desk: Desk, table: str, block: Block, *, at: int = 0, column: int = 0, height: int = 1) -> PastedBlock:
    keys = [row.key for row in desk.draft.rows[table]][at:]
    found = paste_block(
        desk.draft,
        table,
        block,
        keys=keys,
        names=columns_of(table)[column:],
        chosen=(height, 1),
        headings=HEADINGS,
    )
    desk.take(found.rows)
    return found


def test_a_block_goes_into_the_cells_from_the_chosen_one_on_and_further_rows_are_added() -> None:
    desk = Desk()
    count = len(desk.draft.rows["milestones"])
    found = paste(desk, "milestones", (("S1.1", "One"), ("S1.2", "Two"), ("", "")), at=count - 1)
    assert (found.changed, len(found.added)) == (1, 1)
    assert [row.cells for row in desk.draft.rows["milestones"][-2:]] == [("S1.1", "One"), ("S1.2", "Two")]


def test_a_block_with_headings_goes_by_column_and_key_whatever_is_chosen() -> None:
    desk = Desk()
    block = (("Target", "Measure", "School", "Year"), ("93", "3.03", "", "2019-20"), ("91", "1.02", "", "2019-2020"))
    found = paste(desk, "targets", block, at=1, column=2)
    assert (found.changed, len(found.added)) == (1, 1)
    assert desk.draft.cell(desk.key("targets", measure="3.03", school_year="2019-20"), "low") == "93"
    assert desk.draft.cell(desk.key("targets", measure="1.02"), "school_year") == "2019-20"


def test_a_block_with_headings_needs_the_columns_by_which_a_row_is_found() -> None:
    desk = Desk()
    with pytest.raises(ValueRejected) as refused:
        paste(desk, "targets", (("Measure", "Target"), ("1.02", "91")))
    assert (refused.value.code, refused.value.params["missing"]) == ("plan.paste_without_key", ("school_year",))
    found = paste(
        desk, "targets", (("Measure", "Year", "Target"), ("1.02", "2019-20", "91"), ("1.02", "2019-20", "92"))
    )
    assert len(found.added) == 1  # a school that is not named is the district, and of two lines the last is taken
    assert desk.draft.cell(found.added[0], "low") == "92"


def test_what_has_no_key_is_added_where_it_comes_with_headings() -> None:
    desk = Desk()
    first = desk.draft.rows["milestones"][0].cells
    keys = [row.key for row in desk.draft.rows["milestones"]]
    found = paste_block(
        desk.draft,
        "milestones",
        (("Milestone", "Strategy"), ("Hire coaches", "S1.1"), ("", "")),
        keys=keys,
        names=columns_of("milestones"),
        headings={"milestone": "text", "strategy": "strategy"},
    )
    desk.take(found.rows)
    assert desk.draft.rows["milestones"][0].cells == first
    assert desk.draft.rows["milestones"][-1].cells == ("S1.1", "Hire coaches")


def test_one_cell_is_repeated_in_all_that_are_chosen() -> None:
    desk = Desk()
    paste(desk, "strategies", (("The superintendent",),), column=3, height=3)
    assert desk.column("strategies", "owner")[:4].count("The superintendent") == 3


def test_a_block_that_is_too_wide_or_would_change_a_published_code_is_refused_whole() -> None:
    desk = Desk()
    with pytest.raises(ValueRejected) as refused:
        paste(desk, "goals", (("a", "b", "c"),), column=1)
    assert (refused.value.code, refused.value.params) == ("plan.paste_too_wide", {"columns": 3, "room": 2})
    with pytest.raises(NotAllowed):
        paste(desk, "goals", (("1", "One"), ("9", "Nine")))
    assert not desk.draft.is_changed


def test_facts_of_the_plan_take_texts_but_no_further_rows() -> None:
    desk = Desk()
    count = len(desk.draft.rows["about"])
    paste(desk, "about", (("To learn",),), at=count - 1, column=1)
    assert desk.draft.cell(desk.key("about", key="mission"), "text") == "To learn"
    with pytest.raises(NotAllowed):
        paste(desk, "about", (("a",), ("b",)), at=count - 1, column=1)


def test_filling_and_clearing_pass_over_the_codes_that_were_published() -> None:
    desk = Desk()
    keys = [row.key for row in desk.draft.rows["measures"][:3]]
    desk.take(fill_down(desk.draft, keys, ["code", "owner", "source"]))
    assert desk.column("measures", "code")[:3] == ["1.01", "1.02", "1.03"]
    assert len(set(desk.column("measures", "source")[:3])) == 1
    desk.take(clear_cells(desk.draft, keys, ["code", "source"]))
    assert desk.column("measures", "code")[:3] == ["1.01", "1.02", "1.03"]
    assert desk.column("measures", "source")[:3] == ["", "", ""]
    assert fill_down(desk.draft, [], ["name"]) == {}


def test_copies_get_the_next_free_code_and_a_copied_rule_warns() -> None:
    desk = Desk()
    keys = [row.key for row in desk.draft.rows["measures"][:2]]
    made, rows = duplicate_rows(desk.draft, keys, taken={"1.16"})
    desk.take(rows)
    assert [desk.draft.cell(key, "code") for key in made] == ["1.17", "1.18"]
    assert [row.key for row in desk.draft.rows["measures"][:4]] == [*keys, *made]
    assert desk.codes() == []
    (copy,), rows = duplicate_rows(desk.draft, [desk.key("rules", code="missing-answer")], taken=())
    desk.take(rows)
    assert (desk.draft.cell(copy, "code"), desk.draft.cell(copy, "severity")) == ("", "warning")


@pytest.mark.parametrize(
    ("table", "code", "following"),
    [
        ("measures", "1.01", "1.16"),
        ("measures", "1.98", "1.99"),
        ("measures", "1.99", ""),
        ("goals", "1", "6"),
        ("strategies", "S1.1", "S1.4"),
        ("schools", "9001116", ""),
        ("periods", "2019-20", ""),
        ("disaggregations", "race", ""),
    ],
)
def test_the_next_code_is_one_that_nothing_has(table: str, code: str, following: str) -> None:
    assert next_code(Desk().draft, table, code, taken=()) == following


def test_a_row_that_is_gone_is_not_duplicated() -> None:
    assert duplicate_rows(Desk().draft, [RowKey("goals", 99)], taken=())[0] == []
