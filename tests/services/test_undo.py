"""Undo read off the history: one act is one step, whatever is closed and opened in between."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import NotAllowed, ValueMovedOn
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey, PeriodCode
from ctecs_desktop.domain.value import Missing, Ratio, Value
from ctecs_desktop.services import entry, submission, undo
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import plans, sign_offs
from ctecs_desktop.store.opening import create_store, open_store
from tests.building import key as any_key
from tests.building import make_measure, make_submission
from tests.district import BULLARD, YEAR, District, TickingClock, sign
from tests.store import stores


def key(measure: str, subgroup: str = ALL_STUDENTS, *, period: PeriodCode = YEAR) -> ObservationKey:
    return ObservationKey(BULLARD, period, MeasureCode(measure), subgroup)


def value_at(session: Session, address: ObservationKey) -> Value:
    found = entry.current_values(session, address.period).get(address)
    return found.value if found else Missing.NOT_ENTERED


def noted(session: Session, note: str) -> None:
    """Change a note and no value, so that the rules find what they found before."""
    entry.record_values(session, [Edit(key("3.01"), value_at(session, key("3.01")), note)])


def test_undo_and_redo_go_back_and_forth_and_add_to_the_history(enrolled: District) -> None:
    with enrolled.school() as session:
        before = entry.current_values(session, YEAR)
        length = len(entry.value_history(session, key("1.04")))
        entry.record_values(session, [Edit(key("1.04"), Decimal(7), "recount")])
        after = entry.current_values(session, YEAR)
        undo.undo_last(session, YEAR)
        assert entry.current_values(session, YEAR) == before
        undo.redo_last(session, YEAR)
        assert entry.current_values(session, YEAR) == after
        assert len(entry.value_history(session, key("1.04"))) == length + 3


def test_a_whole_paste_is_one_step_also_after_a_restart(enrolled: District) -> None:
    with enrolled.school() as session:
        before = entry.current_values(session, YEAR)
        groups = session.plan.subgroups_of("3.01")
        entry.record_values(session, [Edit(key("3.01", group), Decimal(5)) for group in groups])
        assert entry.current_values(session, YEAR) != before
    with enrolled.school() as session:
        step = undo.steps(session, YEAR).next_undo
        assert step is not None
        assert len(step.keys) == len(groups)
        undo.undo_last(session, YEAR)
        assert entry.current_values(session, YEAR) == before


def test_a_step_tells_who_did_what_and_when(enrolled: District) -> None:
    with enrolled.school() as session:
        changes = entry.record_values(session, [Edit(key("1.04"), Decimal(7))])
        step = undo.steps(session, YEAR).next_undo
        assert step is not None
        assert (step.act, step.person, step.after[key("1.04")].value) == (changes.act, "sam", 7)
        assert step.at == entry.value_history(session, key("1.04"))[-1].at
        assert undo.undo(session, step).act > changes.act


def test_where_nothing_was_done_since_the_sign_off_there_is_nothing_to_undo(enrolled: District) -> None:
    with enrolled.school() as session:
        noted(session, "checked twice")
        sign(session, enrolled.folder / "out.xlsx")
        assert undo.steps(session, YEAR) == undo.Steps()
        with pytest.raises(NotAllowed) as refusal:
            undo.undo_last(session, YEAR)
        assert refusal.value.code == "undo.nothing_to_undo"
        with pytest.raises(NotAllowed) as refusal:
            undo.redo_last(session, YEAR)
        assert refusal.value.code == "undo.nothing_to_redo"


def test_a_step_from_before_the_sign_off_is_refused_by_the_lock(enrolled: District) -> None:
    with enrolled.school() as session:
        noted(session, "checked twice")
        step = undo.steps(session, YEAR).next_undo
        assert step is not None
        sign(session, enrolled.folder / "out.xlsx")
        with pytest.raises(NotAllowed) as refusal:
            undo.undo(session, step)
        assert refusal.value.code == "submission.locked"
        submission.amend(session, YEAR, reason="late figure")
        noted(session, "checked three times")
        assert len(undo.steps(session, YEAR).done) == 1


def test_a_value_that_moved_on_is_not_overwritten_by_an_undo(enrolled: District) -> None:
    with enrolled.school() as session:
        entry.record_values(session, [Edit(key("1.04"), Decimal(7)), Edit(key("1.05"), Decimal(1))])
        step = undo.steps(session, YEAR).next_undo
        assert step is not None
        entry.record_values(session, [Edit(key("1.05"), Decimal(2))])
        with pytest.raises(ValueMovedOn):
            undo.undo(session, step)
        assert value_at(session, key("1.04")) == 7


def test_a_file_over_two_periods_is_a_step_of_each(enrolled: District) -> None:
    other = PeriodCode("2016-17")
    with enrolled.school() as session:
        path = enrolled.folder / "two.csv"
        path.write_text("measure,period,value\n1.04,2015-16,7\n1.04,2016-17,8\n", encoding="utf-8")
        before = value_at(session, key("1.04"))
        entry.enter_file(session, path)
        undo.undo_last(session, YEAR)
        assert value_at(session, key("1.04")) == before
        assert value_at(session, key("1.04", period=other)) == 8
        undo.undo_last(session, other)
        assert value_at(session, key("1.04", period=other)) is Missing.NOT_ENTERED
        undo.redo_last(session, YEAR)
        assert value_at(session, key("1.04")) == 7


# The law. A small plan, since the store is opened many times.

SCHOOL = stores.SCHOOL
MEASURES = ("1.01", "1.02", "1.03")
ADDRESSES = [
    any_key(measure, group, school=SCHOOL) for measure in MEASURES for group in ("all", "gender.female", "gender.male")
]
EDITS = st.lists(
    st.builds(
        Edit,
        st.sampled_from(ADDRESSES),
        st.sampled_from((Ratio(Decimal(5), Decimal(9)), Ratio(Decimal(0), Decimal(9)), *Missing)),
        st.sampled_from(("", "a note")),
    ),
    min_size=1,
    max_size=5,
)
ACTS = st.lists(st.one_of(EDITS, st.sampled_from(("undo", "redo", "reopen"))), max_size=14)


@pytest.fixture(scope="session")
def signed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school's store with a revision signed and the next begun."""
    path = tmp_path_factory.mktemp("undo") / "signed.ctecs"
    measures = [make_measure(code, source="made for tests") for code in MEASURES]
    with create_store(path, stores.workspace()) as store:
        plans.save_plan(store, replace(stores.plan(), measures=tuple(measures)), source="plan.xlsx", **stores.WHO)
        session = Session(store, "sam", TickingClock())
        entry.record_values(session, [Edit(ADDRESSES[0], Ratio(Decimal(1), Decimal(2)), "signed")])
        stores.record_signed(store, make_submission(SCHOOL, {("1.01", "all"): Ratio(Decimal(1), Decimal(2))}))
        sign_offs.unlock_for_revision(store, YEAR, reason="late", **stores.WHO)
    return path


@settings(max_examples=80)
@given(acts=ACTS)
def test_any_acts_undone_give_back_the_state_at_sign_off_wherever_the_store_is_opened_anew(
    acts: Sequence[list[Edit] | str], signed_once: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("law") / "school.ctecs"
    shutil.copyfile(signed_once, path)
    session = Session(open_store(path), "sam", TickingClock())
    at_sign_off = entry.current_values(session, YEAR)
    states, place = [at_sign_off], 0  # every state in order, and which of them is the present one
    for act in acts:
        if act == "reopen":
            session.close()
            session = Session(open_store(path), "sam", TickingClock())
        elif act == "undo":
            if place:
                undo.undo_last(session, YEAR)
                place -= 1
        elif act == "redo":
            if place < len(states) - 1:
                undo.redo_last(session, YEAR)
                place += 1
        elif isinstance(act, list):
            entry.record_values(session, act)
            now = entry.current_values(session, YEAR)
            if now != states[place]:
                states[place + 1 :] = [now]
                place += 1
        assert entry.current_values(session, YEAR) == states[place]
        found = undo.steps(session, YEAR)
        assert (len(found.done), len(found.undone)) == (place, len(states) - 1 - place)
    for _ in range(place):
        undo.undo_last(session, YEAR)
    assert entry.current_values(session, YEAR) == at_sign_off
    for _ in states[1:]:
        undo.redo_last(session, YEAR)
    assert entry.current_values(session, YEAR) == states[-1]
    session.close()
