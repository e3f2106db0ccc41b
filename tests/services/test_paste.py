"""Pastes carried out: one transaction, one step of undo, every rule run afterwards."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ctecs_desktop.domain.errors import NotAllowed, ValueMovedOn
from ctecs_desktop.domain.grid import Area, Grid, copied
from ctecs_desktop.domain.observation import Edit
from ctecs_desktop.domain.paste import PastePlan, plan_clear, plan_paste
from ctecs_desktop.domain.value import Missing, Ratio
from ctecs_desktop.services import entry, paste, undo
from ctecs_desktop.services.session import Session
from tests.district import YEAR, District, sign


def whole(grid: Grid) -> Area:
    return Area(0, 0, len(grid.rows), len(paste.COLUMNS))


def row_of(grid: Grid, measure: str) -> int:
    return next(at for at, row in enumerate(grid.rows) if row[0] is not None and row[0].key.measure == measure)


def another_school_year(session: Session) -> PastePlan:
    """The plan of copying all of 2015-16 into the empty grid of 2016-17."""
    source, target = paste.entry_grid(session, YEAR), paste.entry_grid(session, session.plan.periods[-1].code)
    return plan_paste(copied(source, whole(source)), target, whole(target))


def test_a_paste_is_written_whole_checked_whole_and_undone_whole(enrolled: District) -> None:
    with enrolled.school() as session:
        period = session.plan.periods[-1].code
        plan = another_school_year(session)
        assert plan.refused == ()
        done = paste.carry_out(session, plan)
        assert done.changes.keys == {edit.key for edit in plan.edits}
        assert len(undo.steps(session, period).done) == 1
        copied_values = {(k.measure, k.subgroup): each.value for k, each in entry.current_values(session, YEAR).items()}
        now = {(k.measure, k.subgroup): each.value for k, each in entry.current_values(session, period).items()}
        assert now == copied_values
        assert done.found[period].findings
        undo.undo_last(session, period)
        assert entry.current_values(session, period) == {}


def test_rules_speak_of_what_was_pasted(enrolled: District) -> None:
    with enrolled.school() as session:
        grid = paste.entry_grid(session, YEAR)
        found = paste.carry_out(session, plan_paste((("151", "143"),), grid, Area(row_of(grid, "1.01"), 0))).found[YEAR]
        assert ("numerator-above-denominator", "1.01") in {(each.code, each.key.measure) for each in found.open}


def test_a_value_that_moved_on_since_the_preview_keeps_the_whole_paste_out(enrolled: District) -> None:
    with enrolled.school() as session:
        grid = paste.entry_grid(session, YEAR)
        plan = plan_paste((("5",), ("6",)), grid, Area(row_of(grid, "1.04"), 2))
        assert len(plan.edits) == 2
        entry.record_values(session, [Edit(plan.edits[1].key, Decimal(99))])
        before = entry.current_values(session, YEAR)
        with pytest.raises(ValueMovedOn):
            paste.carry_out(session, plan)
        assert entry.current_values(session, YEAR) == before


def test_a_signed_period_is_read_only_in_the_grid_and_in_the_store(enrolled: District) -> None:
    with enrolled.school() as session:
        grid = paste.entry_grid(session, YEAR)
        plan = plan_clear(grid, [whole(grid)])
        sign(session, enrolled.folder / "out.xlsx")
        with pytest.raises(NotAllowed) as refusal:
            paste.carry_out(session, plan)
        assert refusal.value.code == "submission.locked"
        assert plan_clear(paste.entry_grid(session, YEAR), [whole(grid)]).edits == ()


def test_clearing_all_leaves_nothing_entered_and_can_be_taken_back(enrolled: District) -> None:
    with enrolled.school() as session:
        before = entry.current_values(session, YEAR)
        grid = paste.entry_grid(session, YEAR)
        plan = plan_clear(grid, [whole(grid)])
        assert {edit.value for edit in plan.edits} == {Missing.NOT_ENTERED}
        paste.carry_out(session, plan)
        assert entry.current_values(session, YEAR) == {}
        undo.undo_last(session, YEAR)
        assert entry.current_values(session, YEAR) == before


def test_a_numerator_waits_through_a_restart_until_its_denominator_is_pasted(enrolled: District) -> None:
    with enrolled.school() as session:
        period = session.plan.periods[-1].code
        grid = paste.entry_grid(session, period)
        at = row_of(grid, "1.01")
        paste.carry_out(session, plan_paste((("57",), ("21",)), grid, Area(at, 0)))
        assert entry.current_values(session, period) == {}
    with enrolled.school() as session:
        grid = paste.entry_grid(session, period)
        assert copied(grid, Area(at, 0, 2, 2)) == (("57", ""), ("21", ""))
        paste.carry_out(session, plan_paste((("131",),), grid, Area(at, 1)))
        grid = paste.entry_grid(session, period)
        assert [each.value for each in entry.current_values(session, period).values()] == [
            Ratio(Decimal(57), Decimal(131))
        ]
        assert list(grid.typed.values()) == ["21"]
        paste.carry_out(session, plan_clear(grid, [Area(at + 1, 0)]))
        assert paste.entry_grid(session, period).typed == {}


def test_an_empty_plan_writes_nothing(enrolled: District) -> None:
    with enrolled.school() as session:
        done = paste.carry_out(session, plan_paste((), paste.entry_grid(session, YEAR), Area(0, 0)))
        assert (done.changes.keys, done.changes.act, dict(done.found)) == (frozenset(), 0, {})
