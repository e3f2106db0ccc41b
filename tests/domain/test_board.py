"""Where a school stands in a period, on every day of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.board import NOTHING_CAME, BoardState, board_state, days_late
from ctecs_desktop.domain.submission import SubmissionStatus
from tests.building import make_plan

PERIOD = replace(make_plan([], []).periods[0], opens=date(2016, 7, 1), due=date(2016, 7, 15))
BEFORE = date(2016, 1, 1)


@pytest.mark.parametrize(
    ("today", "since", "state", "late"),
    [
        (date(2016, 6, 30), BEFORE, BoardState.NOT_OPEN, 0),
        (date(2016, 7, 1), BEFORE, BoardState.AWAITED, 0),
        (date(2016, 7, 15), BEFORE, BoardState.AWAITED, 0),
        (date(2016, 7, 16), BEFORE, BoardState.LATE, 1),
        (date(2016, 7, 25), date(2016, 7, 15), BoardState.LATE, 10),
        (date(2016, 7, 25), date(2016, 7, 16), BoardState.MISSING, 0),
        (date(2026, 7, 25), date(2026, 7, 1), BoardState.MISSING, 0),
    ],
)
def test_without_a_submission_the_day_says_how_it_stands(
    today: date, since: date, state: BoardState, late: int
) -> None:
    found = board_state(None, PERIOD, questions=0, today=today, since=since)
    assert (found, days_late(found, PERIOD, today)) == (state, late)


@given(
    st.sampled_from([each for each in SubmissionStatus if each.value in {state.value for state in BoardState}]),
    st.integers(0, 3),
    st.integers(-400, 4000),
)
def test_what_came_is_never_late_whatever_the_day(status: SubmissionStatus, questions: int, day: int) -> None:
    today = PERIOD.due + timedelta(days=day)
    state = board_state(status, PERIOD, questions=questions, today=today, since=BEFORE)
    assert state not in NOTHING_CAME
    assert days_late(state, PERIOD, today) == 0
    is_questioned = status is SubmissionStatus.RETURNED and questions > 0
    assert state.value == ("questioned" if is_questioned else status.value)
