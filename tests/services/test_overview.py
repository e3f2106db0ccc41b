"""Where things stand: what is left at a school, which school has sent what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ctecs_desktop.domain.board import BoardState
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey
from ctecs_desktop.domain.submission import Explanation, SubmissionStatus
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.services import entry, intake, review
from ctecs_desktop.services.board import board
from ctecs_desktop.services.inspection import inspect_submission
from ctecs_desktop.services.overview import own_measures, period_at_hand, school_overview
from ctecs_desktop.services.session import Session, open_session
from ctecs_desktop.services.submission import validate
from tests.district import ABBOTT, BULLARD, YEAR, District, sign

COUNT = ObservationKey(BULLARD, YEAR, MeasureCode("1.04"), ALL_STUDENTS)


@pytest.fixture
def district(enrolled: District) -> District:
    """Nothing is signed yet."""
    return enrolled


def test_a_school_sees_what_is_left_of_each_goal(district: District) -> None:
    with district.school() as session:
        whole = school_overview(session, YEAR)
        assert all(goal.ready == goal.due for goal in whole.goals)
        assert whole.next_measure is None
        entry.record_values(session, [Edit(COUNT, Missing.NOT_ENTERED)])
        left = school_overview(session, YEAR)
        assert (left.goals[0].left, left.goals[0].ready) == (1, whole.goals[0].ready - 1)
        assert left.next_measure == "1.04"


def test_a_measure_with_an_open_finding_is_to_check(district: District) -> None:
    with district.school() as session:
        finding = school_finding(session)
        goal = session.plan.measure(finding).goal
        state = next(each for each in school_overview(session, YEAR).goals if each.goal == goal)
        assert (state.to_check, state.left) == (1, 0)


def school_finding(session: Session) -> str:
    """Take a reason back, so that its warning is open again; the measure it is about."""
    given = validate(session, YEAR).explanations[0]
    entry.explain(session, Explanation(given.code, given.key, ""))
    return given.key.measure


def test_the_board_shows_every_school_and_calls_nobody_late_with_what_was_due_before_the_program(
    district: District,
) -> None:
    with district.school() as school:
        sign(school, district.folder / "signed.xlsx")
    with district.central() as central:
        intake.import_files(central, [district.folder / "signed.xlsx"])
        schools = {each.school.code: each for each in board(central, YEAR)}
        assert schools[BULLARD].status is SubmissionStatus.RECEIVED
        assert schools[BULLARD].days_late == 0
        assert schools[ABBOTT].status is None
        assert (schools[ABBOTT].state, schools[ABBOTT].days_late) == (BoardState.MISSING, 0)
        assert len(schools) == len(central.plan.schools)


def test_a_submission_is_looked_at_with_its_findings_and_what_it_is_compared_with(district: District) -> None:
    with district.school() as school:
        sign(school, district.folder / "signed.xlsx")
    with district.central() as central:
        intake.import_files(central, [district.folder / "signed.xlsx"])
        digest = review.received(central)[0].digest
        found = inspect_submission(central, digest)
        assert found.received.identity.school == BULLARD
        assert found.totals.values > 50
        assert (found.columns, found.differences, found.findings) == ((), (), ())
        review.return_to_school(central, digest, reason="1.04 looks too low.")
        assert inspect_submission(central, digest).reason == "1.04 looks too low."


def test_the_period_at_hand_is_the_one_that_is_due_next(district: District) -> None:
    def in_july() -> datetime:
        return datetime(2016, 7, 15, 12, tzinfo=UTC)

    with open_session(district.school_path(BULLARD), clock=in_july) as session:
        period = period_at_hand(session)
        assert period.opens <= in_july().date() <= period.due
    with district.school() as session:
        assert period_at_hand(session).code == YEAR  # all are past: the one in which something was entered


def test_schools_are_not_asked_for_what_central_office_enters(district: District) -> None:
    with district.school() as session:
        plan, period = session.plan, session.plan.period(YEAR)
        schools = {measure.code for measure in own_measures(plan, period, WorkspaceRole.SCHOOL)}
        central = {measure.code for measure in own_measures(plan, period, WorkspaceRole.CENTRAL)}
        assert schools | central == {measure.code for measure in plan.measures_due(period)}
        assert not any(plan.measure(code).is_central_only for code in schools)


def test_each_office_is_told_only_its_own_overview(district: District) -> None:
    with district.school() as school, pytest.raises(NotAllowed):
        board(school, YEAR)
    with district.central() as central, pytest.raises(NotAllowed):
        school_overview(central, YEAR)
