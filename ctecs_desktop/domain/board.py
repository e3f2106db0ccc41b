"""Where one school stands in one period, for whoever must know to whom to write."""

from __future__ import annotations

from datetime import date
from enum import Enum

from ctecs_desktop.domain.plan import ReportingPeriod
from ctecs_desktop.domain.submission import SubmissionStatus


class BoardState(Enum):
    """What the board says of a school and a period: what it sent, or that nothing came."""

    NOT_OPEN = "not open"  # the period has not opened yet
    AWAITED = "awaited"  # open, and not due yet
    LATE = "late"
    MISSING = "missing"  # due before there was this workspace, so that nobody can be late with it
    RECEIVED = "received"
    HELD = "held"
    CONFLICT = "conflict"
    QUESTIONED = "questioned"  # returned, with questions at single values
    RETURNED = "returned"  # as a whole
    ACCEPTED = "accepted"
    EXCLUDED = "excluded"
    SUPERSEDED = "superseded"


NOTHING_CAME = frozenset({BoardState.NOT_OPEN, BoardState.AWAITED, BoardState.LATE, BoardState.MISSING})

TO_WRITE_TO = frozenset({BoardState.LATE, BoardState.MISSING, BoardState.QUESTIONED, BoardState.RETURNED})
"""Where it is the school's turn, and it is time to say so."""

TO_REVIEW = frozenset({BoardState.RECEIVED, BoardState.HELD, BoardState.CONFLICT})
"""Where it is central office's turn."""


def board_state(
    status: SubmissionStatus | None, period: ReportingPeriod, *, questions: int, today: date, since: date
) -> BoardState:
    """The state of what counts in the period (None: nothing came). ``since`` is the day this workspace was made."""
    if status is SubmissionStatus.RETURNED and questions:
        return BoardState.QUESTIONED
    if status is not None:
        return BoardState(status.value)
    if today <= period.due:
        return BoardState.NOT_OPEN if today < period.opens else BoardState.AWAITED
    return BoardState.LATE if period.due >= since else BoardState.MISSING


def days_late(state: BoardState, period: ReportingPeriod, today: date) -> int:
    """How long ago something was due that is late; 0 in every other state."""
    return (today - period.due).days if state is BoardState.LATE else 0
