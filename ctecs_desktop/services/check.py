"""The whole check of a workspace: the file, its history, every archived signature, every figure computed anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from ctecs_desktop.domain.errors import CtecsError, StoreError
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.restatement import restatements
from ctecs_desktop.domain.review import SubmittedValues, Verdict
from ctecs_desktop.domain.rollup import Rollup, roll_up
from ctecs_desktop.domain.snapshot import figures_of
from ctecs_desktop.domain.submission import submission_digest
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.opc.package_verifier import verify_package
from ctecs_desktop.exchange.submission.workbook_reader import read_submission
from ctecs_desktop.services.progress import SILENT, Progress
from ctecs_desktop.services.rollup import basis_of, rolled_up
from ctecs_desktop.services.rollup_figures import name_of
from ctecs_desktop.services.session import Clock, Session, open_session, system_clock
from ctecs_desktop.services.verification import FileVerdict, verifier_of, verify_bytes
from ctecs_desktop.store import observations, sign_offs, submissions
from ctecs_desktop.store.check import CheckResult, check_store
from ctecs_desktop.store.plans import plan_of_version
from ctecs_desktop.store.rollup_figures import KeptFigures, all_kept

__all__ = ["CheckResult", "check_workspace"]


def check_workspace(path: Path, *, clock: Clock = system_clock, progress: Progress = SILENT) -> list[CheckResult]:
    """Check everything that can be checked of the store at ``path``, without changing it.

    First the file itself (integrity, history chain, replay); where that holds, every archived workbook is verified
    again, and at central office each period's rollup is computed a second time from the archived workbooks.
    """
    results = check_store(path)
    if not all(result.ok for result in results):
        return results
    with open_session(path, clock=clock, writable=False) as session:
        if session.workspace.role is WorkspaceRole.SCHOOL:
            results += _signed_workbooks(session, progress)
        else:
            results += _received_workbooks(session, progress)
    return results


def _signed_workbooks(session: Session, progress: Progress) -> Iterator[CheckResult]:
    """Each workbook that this school signed still holds, and says what the store says that it signed."""
    records = sign_offs.signed_submissions(session.store)
    for index, record in enumerate(records):
        progress.report(index, len(records), record.file_name)
        name = f"signed {record.identity.period} revision {record.identity.revision}"
        try:
            package = verify_package(sign_offs.signed_workbook(session.store, record.digest))
            plan = plan_of_version(session.store, record.identity.plan_version)
            found = submission_digest(read_submission(package.parts, plan).submission)
        except CtecsError as error:
            yield CheckResult(name, ok=False, detail=str(error), problem=error)
            continue
        same = found == record.digest
        yield CheckResult(name, ok=same, detail="" if same else f"{found} is not {record.digest}")


def _received_workbooks(session: Session, progress: Progress) -> Iterator[CheckResult]:
    """Each archived workbook gets the verdict again that it got when it came; then the rollups."""
    verifier = verifier_of(session)
    read: dict[str, FileVerdict] = {}
    held = submissions.received(session.store)
    for index, each in enumerate(held):
        progress.report(index, len(held), each.file_name)
        verdict = verify_bytes(
            submissions.archived_workbook(session.store, each.digest),
            each.file_name,
            verifier,
            at=datetime.fromisoformat(each.received_at),
        )
        read[each.digest] = verdict
        digest = verdict.values.received.digest if verdict.values else ""
        ok = verdict.verdict is each.verdict is not Verdict.REFUSED and digest == each.digest
        name = f"workbook {each.identity.school} {each.identity.period} revision {each.identity.revision}"
        yield CheckResult(name, ok=ok, detail="" if ok else verdict.code, problem=verdict.error if not ok else None)
    for period in sorted({each.identity.period for each in held}):
        yield _rollup_again(session, period, read)
    for kept in all_kept(session.store):
        yield _kept_again(session, kept, progress)


def _rollup_again(session: Session, period: PeriodCode, read: dict[str, FileVerdict]) -> CheckResult:
    """The figures from the store's rows against those from the archived workbooks."""
    stored = submissions.accepted_values(session.store, period)
    again: list[SubmittedValues] = []
    for values in stored:
        found = read[values.received.digest].values
        if found is not None:
            again.append(
                SubmittedValues(values.received, found.observations, found.cells),
            )
    same = _roll_up(session, period, stored) == _roll_up(session, period, again)
    return CheckResult(f"rollup {period}", ok=same, detail="" if same else "figures differ from the workbooks")


def _kept_again(session: Session, kept: KeptFigures, progress: Progress) -> CheckResult:
    """The figures kept for the rollup page against those that the values give; out-of-date ones are not shown again."""
    problem: CtecsError | None = None
    if not kept.document:
        problem = StoreError("store.kept_figures_damaged", path=str(session.store_path), period=kept.period)
    elif any(each.code == kept.period for each in session.plan.periods):
        basis = basis_of(session, kept.period)
        if kept.basis == name_of(session, basis):
            wrong = restatements(figures_of(kept.document), rolled_up(session, basis, progress=progress))
            addresses = [f"{each.measure} {each.subgroup}" for each in wrong]
            if wrong:
                problem = StoreError(
                    "store.kept_figures_differ",
                    path=str(session.store_path),
                    period=kept.period,
                    count=len(addresses),
                    first=addresses[0],
                )
    name = f"figures kept {kept.period}"
    return CheckResult(name, ok=problem is None, detail=str(problem) if problem else "", problem=problem)


def _roll_up(session: Session, period: PeriodCode, values: list[SubmittedValues]) -> Rollup:
    plan = session.plan
    entered = observations.read_observations(session.store, school=session.workspace.organization, period=period)
    return roll_up(plan, plan.period(period), values, entered=entered)
