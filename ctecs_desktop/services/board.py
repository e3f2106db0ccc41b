"""The schools by periods: which has sent what, how it stands, and who is to be written to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ctecs_desktop.domain.board import BoardState, board_state, days_late
from ctecs_desktop.domain.observation import PeriodCode, SchoolCode
from ctecs_desktop.domain.plan import ReportingPeriod, School
from ctecs_desktop.domain.reply import Question
from ctecs_desktop.domain.review import ReceivedSubmission
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.board_csv import board_csv
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import questions as kept_questions
from ctecs_desktop.store import submissions


@dataclass(frozen=True, slots=True)
class SchoolStanding:
    """One school in one period: the submission that counts now, and how that stands."""

    school: School
    period: ReportingPeriod
    submission: ReceivedSubmission | None
    revisions: int
    state: BoardState
    days_late: int
    questions: int  # asked about the submission, whether sent already or not

    @property
    def status(self) -> SubmissionStatus | None:
        """How the submission stands; None where none came."""
        return self.submission.status if self.submission else None


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school in every period of the plan, in the order of time."""

    school: School
    standings: tuple[SchoolStanding, ...]


def board(session: Session, period: PeriodCode) -> tuple[SchoolStanding, ...]:
    """Every school of the plan, in its order, with what it sent for ``period``."""
    session.require(WorkspaceRole.CENTRAL)
    held = submissions.received(session.store, period=period)
    return tuple(row.standings[0] for row in _rows(session, held, [session.plan.period(period)]))


def whole_board(session: Session) -> tuple[SchoolRow, ...]:
    """Every school of the plan with all of its periods."""
    session.require(WorkspaceRole.CENTRAL)
    periods = sorted(session.plan.periods, key=lambda each: (each.due, each.starts))
    return tuple(_rows(session, submissions.received(session.store), periods))


def questions_to(session: Session, standing: SchoolStanding) -> tuple[Question, ...]:
    """What the school is asked about the submission that counts."""
    if standing.submission is None:
        return ()
    return kept_questions.questions_to(session.store, standing.submission.digest)


def export_board(session: Session, out: Path, *, period: PeriodCode | None = None) -> Path:
    """Write the board, of one period or of all, as CSV; raises ``FileUnwritable``."""
    rows = [
        (
            standing.school.code,
            standing.school.name,
            standing.period.code,
            standing.period.due.isoformat(),
            standing.state.value,
            str(standing.days_late or ""),
            str(standing.questions or ""),
            str(standing.submission.identity.revision) if standing.submission else "",
            standing.submission.identity.signer if standing.submission else "",
            standing.submission.received_at if standing.submission else "",
        )
        for row in whole_board(session)
        for standing in row.standings
        if period is None or standing.period.code == period
    ]
    return write_file_atomically(out, board_csv(rows))


def _rows(session: Session, held: Iterable[ReceivedSubmission], periods: Sequence[ReportingPeriod]) -> list[SchoolRow]:
    own: dict[tuple[SchoolCode, PeriodCode], list[ReceivedSubmission]] = defaultdict(list)
    for each in held:
        own[each.identity.school, each.identity.period].append(each)
    asked = kept_questions.counts(session.store)
    today = session.clock().astimezone().date()
    since = _day_of(session.workspace.created_at)
    return [
        SchoolRow(
            school,
            tuple(
                _standing(school, period, own[school.code, period.code], asked=asked, days=(today, since))
                for period in periods
            ),
        )
        for school in session.plan.schools
    ]


def _standing(
    school: School,
    period: ReportingPeriod,
    own: Sequence[ReceivedSubmission],
    *,
    asked: dict[str, int],
    days: tuple[date, date],
) -> SchoolStanding:
    today, since = days
    counting = _counting(own)
    questions = asked.get(counting.digest, 0) if counting else 0
    status = counting.status if counting else None
    state = board_state(status, period, questions=questions, today=today, since=since)
    return SchoolStanding(school, period, counting, len(own), state, days_late(state, period, today), questions)


def _counting(own: Sequence[ReceivedSubmission]) -> ReceivedSubmission | None:
    """A conflict before anything else, then the highest revision that no other has taken the place of."""
    standing = [each for each in own if each.status is not SubmissionStatus.SUPERSEDED]
    conflicts = [each for each in standing if each.status is SubmissionStatus.CONFLICT]
    return max(conflicts or standing, key=lambda each: each.identity.revision, default=None)


def _day_of(recorded: str) -> date:
    return datetime.fromisoformat(recorded).astimezone().date()
