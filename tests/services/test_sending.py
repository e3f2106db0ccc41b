"""The way of a signed workbook on this PC: written, sent, taken back, answered, compared."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey
from ctecs_desktop.domain.reply import Question
from ctecs_desktop.domain.submission import StrategyStatus, StrategyUpdate
from ctecs_desktop.domain.timeline import EventKind
from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.services import entry, intake, questions, review, sending, strategies, submission, timeline
from ctecs_desktop.services.check import check_workspace
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.overview import newest_messages, school_overview
from ctecs_desktop.services.plan import open_workbook
from ctecs_desktop.services.questions import Answer
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.verification import verifier_of, verify_file
from ctecs_desktop.wording import revision_reason_text
from tests.district import BULLARD, CENTRAL_PASSPHRASE, YEAR, District, explain_all, sign

ABSENCE = ObservationKey(BULLARD, YEAR, MeasureCode("1.01"), ALL_STUDENTS)
COUNT = ObservationKey(BULLARD, YEAR, MeasureCode("1.04"), ALL_STUDENTS)


def returned(enrolled: District, workbook: Path) -> Path:
    """Central office returns the workbook with two questions."""
    with enrolled.central() as central:
        (taken,) = intake.import_files(central, [workbook]).files
        assert taken.verdict.values is not None
        digest = taken.verdict.values.received.digest
        review.return_to_school(central, digest, reason="Please look at two values.")
        return review.write_reply(
            central,
            digest,
            authority=unlock(central, CENTRAL_PASSPHRASE),
            out=enrolled.folder / "reply.xlsx",
            note="Please look at two values.",
            questions=[Question(ABSENCE, "Is 164 right?"), Question(COUNT, "So many?")],
        )


def kinds(session: Session) -> list[tuple[int, EventKind]]:
    return [(event.revision, event.kind) for event in timeline.events(session, YEAR)]


def test_a_revisions_way_is_told_in_the_order_in_which_it_was_learnt(enrolled: District) -> None:
    with enrolled.school() as school:
        first = sign(school, enrolled.folder / "first.xlsx").path
        sending.mark_sent(school, YEAR)
    reply = returned(enrolled, first)
    with enrolled.school() as school:
        open_workbook(school, reply)
        questions.begin_answer(school, YEAR)
        entry.record_values(school, [Edit(ABSENCE, Ratio(Decimal(165), Decimal(784)))])
        explain_all(school, YEAR)
        sign(school, enrolled.folder / "second.xlsx")
        assert kinds(school) == [
            (1, EventKind.SIGNED),
            (1, EventKind.EXPORTED),
            (1, EventKind.SENT),
            (1, EventKind.RECEIVED),
            (1, EventKind.RETURNED),
            (2, EventKind.BEGUN),
            (2, EventKind.SIGNED),
            (2, EventKind.EXPORTED),
        ]
        found = timeline.events(school, YEAR)
        assert found[1].file == str(first)
        assert (found[4].questions, found[4].note) == (2, "Please look at two values.")
        assert revision_reason_text(found[5].note) == "Central office asked about revision 1."
        assert [event.kind for event in newest_messages(school)] == [EventKind.RETURNED]
    assert [each for each in check_workspace(enrolled.school_path(BULLARD), clock=enrolled.clock) if not each.ok] == []


def test_an_answer_is_a_change_or_a_note_and_taking_it_back_leaves_the_question_open(enrolled: District) -> None:
    with enrolled.school() as school:
        first = sign(school, enrolled.folder / "first.xlsx").path
    reply = returned(enrolled, first)
    with enrolled.school() as school:
        open_workbook(school, reply)
        asked = questions.asked(school, YEAR)
        assert asked is not None
        assert (asked.is_begun, asked.left) == (False, 2)
        assert school_overview(school, YEAR).minutes == 2
        questions.begin_answer(school, YEAR)
        before = entry.current_values(school, YEAR)
        entry.record_values(school, [Edit(ABSENCE, Ratio(Decimal(165), Decimal(784)))])
        entry.record_values(school, [Edit(COUNT, before[COUNT].value, "Counted by hand.")])
        asked = questions.asked(school, YEAR)
        assert asked is not None
        assert [each.answer for each in asked.values] == [Answer.CHANGED, Answer.EXPLAINED]
        entry.record_values(school, [Edit(ABSENCE, before[ABSENCE].value, before[ABSENCE].note)])
        asked = questions.asked(school, YEAR)
        assert asked is not None
        assert [each.answer for each in asked.values] == [Answer.NONE, Answer.EXPLAINED]
        explain_all(school, YEAR)
        sign(school, enrolled.folder / "second.xlsx")
        assert questions.asked(school, YEAR) is None


def test_where_nothing_is_asked_there_is_nothing_to_begin(enrolled: District) -> None:
    with enrolled.school() as school, pytest.raises(NotAllowed) as refusal:
        questions.begin_answer(school, YEAR)
    assert refusal.value.code == "reply.nothing_asked"


def test_any_two_revisions_are_compared_value_by_value(enrolled: District) -> None:
    with enrolled.school() as school:
        first = sign(school, enrolled.folder / "first.xlsx")
        submission.amend(school, YEAR, reason="Recount")
        entry.record_values(school, [Edit(ABSENCE, Ratio(Decimal(165), Decimal(784)), "Counted again")])
        code = school.plan.strategies[0].code
        entry.update_strategy(school, YEAR, StrategyUpdate(code, StrategyStatus.DONE, "All of it."))
        explain_all(school, YEAR)
        second = sign(school, enrolled.folder / "second.xlsx")
        found = timeline.compare(school, YEAR, first.digest, second.digest)
        (value,) = found.values
        assert (value.key, value.before.value) == (ABSENCE, Ratio(Decimal(164), Decimal(784)))
        assert (value.after.value, value.after.note) == (Ratio(Decimal(165), Decimal(784)), "Counted again")
        (strategy,) = found.strategies
        assert (strategy.before, strategy.after) == (None, StrategyUpdate(code, StrategyStatus.DONE, "All of it."))
        assert timeline.compare(school, YEAR, second.digest, timeline.PRESENT).values == ()
        (turned,) = timeline.compare(school, YEAR, second.digest, first.digest).values
        assert (turned.before, turned.after) == (value.after, value.before)


def test_a_number_that_was_taken_back_is_never_used_again(enrolled: District) -> None:
    with enrolled.school() as school:
        first = sign(school, enrolled.folder / "first.xlsx")
        assert sending.can_take_back(school, YEAR)
        sending.take_back(school, YEAR)
        assert not sending.can_take_back(school, YEAR)
        second = sign(school, enrolled.folder / "second.xlsx")
        assert (first.identity.revision, second.identity.revision) == (1, 2)
        assert second.identity.revision_reason == "!taken-back 1"
        assert second.identity.parent == first.digest


def test_a_reason_of_the_programs_own_is_signed_as_a_code_and_read_as_a_sentence(enrolled: District) -> None:
    with enrolled.school() as school:
        sign(school, enrolled.folder / "first.xlsx")
        sending.take_back(school, YEAR)
        second = sign(school, enrolled.folder / "second.xlsx")
    sentence = "The signature of revision 1 was taken back before it was sent."
    assert revision_reason_text(second.identity.revision_reason) == sentence
    book = load_workbook(second.path)
    for name in ("Sign-off", "Changes"):
        cells = [str(cell.value) for row in book[name].iter_rows() for cell in row]
        assert any(sentence in text for text in cells), name
        assert not any("!taken-back" in text for text in cells), name
    with enrolled.central() as central:
        assert verify_file(second.path, verifier_of(central), at=enrolled.clock()).code == "verified"


def test_an_answer_proves_that_a_workbook_was_sent(enrolled: District) -> None:
    with enrolled.school() as school:
        first = sign(school, enrolled.folder / "first.xlsx").path
    reply = returned(enrolled, first)
    with enrolled.school() as school:
        open_workbook(school, reply)
        assert not sending.can_take_back(school, YEAR)
        with pytest.raises(NotAllowed) as refusal:
            sending.take_back(school, YEAR)
        assert refusal.value.code == "submission.sent_already"


def test_last_years_words_stand_beside_this_years(enrolled: District) -> None:
    with enrolled.school() as school:
        code = school.plan.strategies[0].code
        before = submission.previous_period(school.plan, school.plan.period(YEAR))
        assert before is not None
        then = StrategyUpdate(code, StrategyStatus.UNDER_WAY, "Begun.")
        entry.update_strategy(school, before.code, then)
        entry.update_strategy(school, YEAR, replace(then, status=StrategyStatus.DONE))
        rows = strategies.strategy_rows(school, YEAR)
        assert len(rows) == len(school.plan.strategies)
        assert rows[0].last_year == then
        assert rows[0].update == StrategyUpdate(code, StrategyStatus.DONE, "Begun.")
        assert rows[1].update is None


def test_the_rest_is_counted_in_minutes_by_a_rule_that_can_be_told(enrolled: District) -> None:
    with enrolled.school() as school:
        assert school_overview(school, YEAR).seconds == 0
        explain_all(school, YEAR)
        from ctecs_desktop.domain.value import Missing

        entry.record_values(school, [Edit(COUNT, Missing.NOT_ENTERED)])
        parts = len(school.plan.subgroups_of("1.04")) - 1
        overview = school_overview(school, YEAR)
        assert overview.seconds == 30 + 6 * parts
        assert overview.last_key == COUNT
