"""Where things stand at a school: what is left of a period, when it is due, what became of what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, ObservationKey, PeriodCode
from ctecs_desktop.domain.plan import Level, Measure, Plan, ReportingPeriod
from ctecs_desktop.domain.reply import Reply
from ctecs_desktop.domain.sign_off import SignedRecord, SubmissionState
from ctecs_desktop.domain.timeline import Event, EventKind
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.services.entry import current_values
from ctecs_desktop.services.questions import Asked, asked
from ctecs_desktop.services.sending import is_sent
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.submission import state_of, timeline, validate
from ctecs_desktop.services.timeline import events
from ctecs_desktop.store import observations, replies, submissions

SECONDS_FOR_MEASURE, SECONDS_FOR_PART, SECONDS_FOR_FINDING = 30, 6, 60
"""How long the rest may take: half a minute for each measure that is left, six seconds for each group of its breakdown
(they are copied in blocks), a minute for each finding and each question that wants an answer."""

NEWEST_MESSAGES = 3


@dataclass(frozen=True, slots=True)
class GoalState:
    """How far the measures of one goal are: entered without an open finding, entered with one, not entered."""

    goal: int
    ready: int
    to_check: int
    left: int

    @property
    def due(self) -> int:
        """How many measures the period asks for."""
        return self.ready + self.to_check + self.left


@dataclass(frozen=True, slots=True)
class SchoolOverview:
    """Everything that a school's first page says of a period."""

    period: ReportingPeriod
    goals: tuple[GoalState, ...]
    next_measure: MeasureCode | None  # the first that is left, else the first to check
    days_left: int  # below zero once it is late
    state: SubmissionState
    signed: SignedRecord | None
    reply: Reply | None
    seconds: int = 0  # that the rest may take; see :data:`SECONDS_FOR_MEASURE`
    last_key: ObservationKey | None = None  # the value that was changed last
    is_sent: bool = False  # whether somebody said that the signed workbook left, or an answer came
    asked: Asked | None = None

    @property
    def minutes(self) -> int:
        """The same in minutes, at least one while anything is left."""
        return -(-self.seconds // 60)


def own_measures(plan: Plan, period: ReportingPeriod, role: WorkspaceRole) -> tuple[Measure, ...]:
    """The measures of ``period`` that this kind of workspace enters itself."""
    other = Level.CENTRAL if role is WorkspaceRole.SCHOOL else Level.SCHOOL
    return tuple(measure for measure in plan.measures_due(period) if measure.level is not other)


def period_at_hand(session: Session) -> ReportingPeriod:
    """The period to begin with.

    Of the periods that have opened, the first that is due today or later; where all are past, the last one in which
    something was received, signed or entered, else the last due.
    """
    plan = session.plan
    today = _today(session)
    open_now = [each for each in plan.periods if each.opens <= today <= each.due]
    if open_now:
        return min(open_now, key=lambda each: each.due)
    touched = [each for each in plan.periods if _is_touched(session, each.code)]
    return max(touched or plan.periods, key=lambda each: (each.due, each.starts))


def _is_touched(session: Session, period: PeriodCode) -> bool:
    if session.workspace.role is WorkspaceRole.CENTRAL and submissions.received(session.store, period=period):
        return True
    return bool(current_values(session, period))


def _today(session: Session) -> date:
    return session.clock().astimezone().date()


def school_overview(session: Session, period: PeriodCode) -> SchoolOverview:
    """What is left of ``period``, when it is due, and what became of what was sent."""
    session.require(WorkspaceRole.SCHOOL)
    plan = session.plan
    reporting_period = plan.period(period)
    measures = own_measures(plan, reporting_period, WorkspaceRole.SCHOOL)
    entered = {
        key.measure
        for key, each in current_values(session, period).items()
        if key.subgroup == ALL_STUDENTS and each.is_entered
    }
    found = validate(session, period).open
    questioned = {finding.key.measure for finding in found}
    left = [measure.code for measure in measures if measure.code not in entered]
    to_check = [measure.code for measure in measures if measure.code in entered and measure.code in questioned]
    signed = timeline(session, period)
    received = replies.replies(session.store, period)
    state, wanted = state_of(session, period), asked(session, period)
    # A rule that misses a value and the missing value are one piece of work.
    findings = sum(1 for finding in found if finding.key.measure in entered)
    questions = wanted.left if wanted is not None else 0
    return SchoolOverview(
        period=reporting_period,
        goals=tuple(_goal_state(goal.number, measures, left, to_check) for goal in plan.goals),
        next_measure=next(iter((*left, *to_check)), None),
        days_left=(reporting_period.due - _today(session)).days,
        state=state,
        signed=signed[-1] if signed else None,
        reply=received[-1] if received else None,
        seconds=_seconds(plan, left, findings + questions) if not state.is_locked or questions else 0,
        last_key=_last_key(session, period),
        is_sent=bool(signed) and is_sent(session, signed[-1]),
        asked=wanted,
    )


def _seconds(plan: Plan, left: Sequence[MeasureCode], wanting: int) -> int:
    parts = sum(len(plan.subgroups_of(measure)) - 1 for measure in left)
    return len(left) * SECONDS_FOR_MEASURE + parts * SECONDS_FOR_PART + wanting * SECONDS_FOR_FINDING


def _last_key(session: Session, period: PeriodCode) -> ObservationKey | None:
    history = observations.period_history(session.store, school=session.workspace.organization, period=period)
    return observations.key_of(history[-1].subject) if history else None


def newest_messages(session: Session) -> tuple[Event, ...]:
    """What central office answered last, of any period, the newest first."""
    told = {EventKind.RETURNED, EventKind.ACCEPTED}
    return tuple(reversed([event for event in events(session) if event.kind in told][-NEWEST_MESSAGES:]))


def _goal_state(
    goal: int, measures: Sequence[Measure], left: Sequence[MeasureCode], to_check: Sequence[MeasureCode]
) -> GoalState:
    own = {measure.code for measure in measures if measure.goal == goal}
    open_here, check_here = len(own.intersection(left)), len(own.intersection(to_check))
    return GoalState(goal, len(own) - open_here - check_here, check_here, open_here)
