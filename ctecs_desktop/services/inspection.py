"""One received submission looked at closely: what it changes, what the rules still want, what the school said."""

from __future__ import annotations

from dataclasses import dataclass

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.review import ReceivedSubmission, SubmittedValues
from ctecs_desktop.domain.rule import Finding
from ctecs_desktop.domain.submission import ControlTotals, Explanation, control_totals
from ctecs_desktop.services.intake import accepted_of, open_findings
from ctecs_desktop.services.review import ValueDifference, differences, find_received, rivals
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.submission import previous_period
from ctecs_desktop.store import decisions, submissions


@dataclass(frozen=True, slots=True)
class Inspection:
    """A submission beside what it is compared with: its rival, the accepted revision, or last year's."""

    received: ReceivedSubmission
    totals: ControlTotals
    compared_with: ReceivedSubmission | None
    differences: tuple[ValueDifference, ...]
    findings: tuple[Finding, ...]  # those that still want something
    explanations: tuple[Explanation, ...]
    reason: str  # of the decision over it, "" where none was given


def inspect_submission(session: Session, digest: str) -> Inspection:
    """Everything that a reviewer wants to see before deciding. Raises ``NotAllowed`` for an unknown submission."""
    received = find_received(session, digest)
    submission = submissions.submission(session.store, received.digest)
    values = submissions.submitted_values(session.store, received.digest)
    other = _beside(session, session.plan, received)
    return Inspection(
        received=received,
        totals=control_totals(submission.observations),
        compared_with=other.received if other else None,
        differences=tuple(differences(other, values)) if other else (),
        findings=open_findings(session, submission),
        explanations=submission.explanations,
        reason=decisions.last_reason(session.store, received.digest),
    )


def _beside(session: Session, plan: Plan, received: ReceivedSubmission) -> SubmittedValues | None:
    identity = received.identity
    for rival in sorted(rivals(session, received)):
        return submissions.submitted_values(session.store, rival)
    accepted = accepted_of(session, identity.school, identity.period)
    if accepted is not None and accepted.received.digest != received.digest:
        return accepted
    before = previous_period(plan, plan.period(identity.period))
    return accepted_of(session, identity.school, before.code) if before else None
