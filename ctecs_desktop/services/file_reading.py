"""Reads one foreign file as far as that goes without a store: the verdict, the rows to keep, what the rules still want.

Every child process that reads files begins with importing this, so it imports no store, no session and no window.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ctecs_desktop.domain.observation import Observation, ObservationKey
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.plan_versions import judging_plan
from ctecs_desktop.domain.rule import Finding
from ctecs_desktop.domain.submission import Explanation, StrategyUpdate, Submission
from ctecs_desktop.domain.validation import check, unexplained
from ctecs_desktop.services.file_verdict import FileVerdict, Verifier, verify_file
from ctecs_desktop.store.submitted_rows import SubmittedRow, rows_of


@dataclass(frozen=True, slots=True)
class FileRead:
    """A verdict and, of a submission that may be kept, what it says as texts: small enough to cross processes.

    The verdict's values come without observations and cells, and its submission is left out: ``rows`` say both.
    """

    verdict: FileVerdict
    rows: tuple[SubmittedRow, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    strategy_updates: tuple[StrategyUpdate, ...] = ()
    wanted: tuple[Finding, ...] = ()


def read_file(path: Path, verifier: Verifier, in_force: Plan, *, at: datetime) -> FileRead:
    """Read the file at ``path``, received at ``at``. Never raises for what a file is or holds.

    It is judged by the plan in force or, where it was made under an older version, as ``judging_plan`` says.
    """
    verdict = verify_file(path, verifier, at=at)
    values, submission = verdict.values, verdict.submission
    if values is None or submission is None:
        return FileRead(verdict)
    return FileRead(
        replace(verdict, values=replace(values, observations=(), cells={}), submission=None),
        tuple(rows_of(values)),
        submission.explanations,
        submission.strategy_updates,
        wanted_of(judging_plan(in_force, verifier.plan_of(submission.identity.plan_version)), submission, {}),
    )


def wanted_of(
    plan: Plan, submission: Submission, previous: Mapping[ObservationKey, Observation]
) -> tuple[Finding, ...]:
    """What the rule book of ``plan`` wants of a submission, beyond the reasons that it gives.

    Raises ``PlanInvalid`` where the plan does not know its period.
    """
    identity = submission.identity
    findings = check(
        plan,
        {each.key: each for each in submission.observations},
        school=identity.school,
        period=plan.period(identity.period),
        previous=previous,
    )
    return unexplained(findings, submission.explanations)
