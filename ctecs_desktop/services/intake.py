"""Importing what arrived: verify, compare, keep; one file, one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import PeriodCode, SchoolCode
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.plan_versions import judging_plan
from ctecs_desktop.domain.refused_file import RefusedFile
from ctecs_desktop.domain.retention import BackupKind
from ctecs_desktop.domain.review import ReceivedSubmission, SubmittedValues, Verdict
from ctecs_desktop.domain.rule import Finding
from ctecs_desktop.domain.submission import Submission, SubmissionIdentity, SubmissionStatus
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import storable
from ctecs_desktop.services.backup import back_up_if_due
from ctecs_desktop.services.bulk import without_cycle_search
from ctecs_desktop.services.file_reading import FileRead, wanted_of
from ctecs_desktop.services.file_verdict import FileVerdict
from ctecs_desktop.services.progress import SILENT, Progress
from ctecs_desktop.services.reading import FEW_FILES, Readers, read_here
from ctecs_desktop.services.review import accept, rivals
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.submission import previous_period
from ctecs_desktop.store import plans, submissions
from ctecs_desktop.store import refused_files as refusals
from ctecs_desktop.store.submitted_rows import SubmittedRow, observations_of


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What became of one file: its verdict, and its values against those accepted so far.

    The verdict says which submission it was, but holds neither bytes nor values any more: they are in the store.
    ``state`` is how the submission stands now, ``"known"`` where the same content was held already (which ``is_known``
    says too, for whoever asks later how it stands), ``"refused"``, ``"waiting"`` for a file that could not be opened
    and is looked at again, or ``"not imported"`` for another kind of workbook.
    """

    verdict: FileVerdict
    state: str
    new: int = 0
    changed: int = 0
    same: int = 0
    conflicting: int = 0
    findings: tuple[Finding, ...] = ()  # what the rules still want; keeps a file from being accepted unseen
    is_known: bool = False

    @property
    def is_waiting(self) -> bool:
        """Whether it could not be opened and is looked at again."""
        return self.state == "waiting"


@dataclass(frozen=True, slots=True)
class Import:
    """All files of one import and what they touched."""

    files: tuple[ImportedFile, ...]
    changes: Changes


def import_files(
    session: Session,
    paths: Sequence[Path],
    *,
    accept_clean: bool = False,
    dry_run: bool = False,
    waits: bool = False,
    progress: Progress = SILENT,
    told: Callable[[ImportedFile], None] = lambda _done: None,
) -> Import:
    """Verify and keep every file; with ``accept_clean`` accept those that leave nothing to ask.

    Clean is: accepted by the verifier, no finding open, not in conflict, not below another revision. Files are accepted
    once all of them are there, so that their order makes no difference. A stop keeps the files that are done; ``told``
    is called with each as soon as it is kept. With ``dry_run`` nothing is stored, and only the summary is made. With
    ``waits`` a file that cannot be opened is not refused: the caller looks at it again.
    """
    session.require(WorkspaceRole.CENTRAL)
    progress.report(0, len(paths), "")  # the backup of a store of many years takes seconds
    if paths and not dry_run:
        back_up_if_due(session, BackupKind.BEFORE_IMPORT)
    done: list[ImportedFile] = []
    with closing(_read(session, paths)) as reads:
        for index, path in enumerate(paths):
            progress.report(index, len(paths), path.name)
            with without_cycle_search():
                read = next(reads)
                imported = _look_at(session, read, waits=waits)
                done.append(_without_bytes(imported if dry_run else _keep(session, imported, read)))
                told(done[-1])
    if not dry_run:
        done = [_settled(session, imported, accept_clean=accept_clean) for imported in done]
    progress.report(len(paths), len(paths), "")
    touched = Noun.SUBMISSION, Noun.ROLLUP
    return Import(tuple(done), Changes(nouns=frozenset(touched)))


def _read(session: Session, paths: Sequence[Path]) -> Generator[FileRead, None, None]:
    """What is said of each file: a few are read here, many by child processes while others are being stored."""
    if len(paths) < FEW_FILES:
        yield from read_here(session, paths)
        return
    with Readers(session) as readers:
        yield from readers.read(paths, at=session.clock())


def _without_bytes(imported: ImportedFile) -> ImportedFile:
    """What became of the file, without its bytes, which of a thousand files would fill the memory."""
    return replace(imported, verdict=replace(imported.verdict, data=b""))


def _look_at(session: Session, read: FileRead, *, waits: bool) -> ImportedFile:
    """The dry run: what the file would change."""
    verdict = read.verdict
    if waits and verdict.is_unopened:
        return ImportedFile(verdict, "waiting")
    if verdict.verdict is Verdict.REFUSED:
        # These very bytes were believed when they came: what was revoked or has ended since takes nothing of that back.
        is_held = submissions.is_file_held(session.store, verdict.file_digest)
        return ImportedFile(verdict, "known" if is_held else "refused", is_known=is_held)
    if verdict.kind is not WorkbookKind.SUBMISSION or verdict.values is None:
        return ImportedFile(verdict, "not imported")
    received = verdict.values.received
    identity = received.identity
    before = accepted_submission(session, identity.school, identity.period)
    rows_before = submissions.rows_of_submission(session.store, before.digest) if before else []
    new, changed, same = _compare(rows_before, read.rows)
    is_known = submissions.is_held(session.store, received.digest)
    return ImportedFile(
        verdict,
        "known" if is_known else received.status.value,
        new=new,
        changed=changed,
        same=same,
        conflicting=_conflicting(session, received, read.rows),
        findings=_wanted(session, read),
        is_known=is_known,
    )


def waiting_file(path: Path, error: CtecsError) -> ImportedFile:
    """A file that was not taken in yet, since it cannot be opened for the reason ``error``."""
    return ImportedFile(FileVerdict(storable(path.name), Verdict.REFUSED, error.code, error), "waiting")


def accepted_of(session: Session, school: SchoolCode, period: PeriodCode) -> SubmittedValues | None:
    """The accepted submission of a school, if there is one."""
    accepted = accepted_submission(session, school, period)
    return submissions.submitted_values(session.store, accepted.digest) if accepted else None


def accepted_submission(session: Session, school: SchoolCode, period: PeriodCode) -> ReceivedSubmission | None:
    """The same without its values, which are thousands."""
    accepted = submissions.received(session.store, period=period, school=school, status=SubmissionStatus.ACCEPTED)
    return accepted[0] if accepted else None


def _compare(before: Sequence[SubmittedRow], after: Sequence[SubmittedRow]) -> tuple[int, int, int]:
    """Values new, changed and the same; texts are canonical, so equal values have equal texts."""
    if not before:
        return len(after), 0, 0
    old = {(measure, subgroup): (value, note) for measure, subgroup, value, note, _, _ in before}
    new = changed = same = 0
    for measure, subgroup, value, note, _, _ in after:
        known = old.get((measure, subgroup))
        if known is None:
            new += 1
        elif known == (value, note):
            same += 1
        else:
            changed += 1
    return new, changed, same


def _conflicting(session: Session, received: ReceivedSubmission, rows: Iterable[SubmittedRow]) -> int:
    """How many values another content of the same revision has otherwise; the most over all of them."""
    most = 0
    mine: dict[tuple[str, str], str] = {}
    for digest in rivals(session, received):
        mine = mine or _values_by_address(rows)
        theirs = _values_by_address(submissions.rows_of_submission(session.store, digest))
        most = max(most, sum(1 for key in mine.keys() | theirs.keys() if mine.get(key) != theirs.get(key)))
    return most


def _values_by_address(rows: Iterable[SubmittedRow]) -> dict[tuple[str, str], str]:
    return {(measure, subgroup): value for measure, subgroup, value, _, _, _ in rows}


def _wanted(session: Session, read: FileRead) -> tuple[Finding, ...]:
    """What the rules still want; whoever read the file knows it already where there is no earlier year to look at."""
    values = read.verdict.values
    if values is None:
        return ()
    identity = values.received.identity
    plan = _judging(session, identity)
    before = previous_period(plan, plan.period(identity.period))
    if before is None or accepted_submission(session, identity.school, before.code) is None:
        return read.wanted
    observations = observations_of(identity, read.rows)
    return open_findings(session, Submission(identity, observations, read.explanations, read.strategy_updates))


def open_findings(session: Session, submission: Submission) -> tuple[Finding, ...]:
    """What the rule book still wants of a submission.

    One made under an older version of the plan is held against what that version asked; see ``judging_plan``.
    """
    identity = submission.identity
    plan = _judging(session, identity)
    before = previous_period(plan, plan.period(identity.period))
    earlier = accepted_of(session, identity.school, before.code) if before else None
    return wanted_of(plan, submission, {each.key: each for each in earlier.observations} if earlier else {})


def _judging(session: Session, identity: SubmissionIdentity) -> Plan:
    return judging_plan(session.plan, plans.plan_of_version(session.store, identity.plan_version))


def _keep(session: Session, imported: ImportedFile, read: FileRead) -> ImportedFile:
    verdict = read.verdict
    if verdict.verdict is Verdict.REFUSED:
        if imported.state == "refused":
            _keep_refused(session, verdict)
        return imported
    if verdict.values is None:
        return imported
    is_new = submissions.receive(
        session.store,
        verdict.values.received,
        read.rows,
        workbook=verdict.data,
        at=session.now(),
        person=session.person,
        explanations=read.explanations,
        strategy_updates=read.strategy_updates,
    )
    state = verdict.values.received.status.value if is_new else "known"
    return replace(imported, state=state, is_known=not is_new)


def _settled(session: Session, imported: ImportedFile, *, accept_clean: bool) -> ImportedFile:
    """How a kept submission stands beside all the others; accepted, if it is clean and that was asked for."""
    verdict = imported.verdict
    if verdict.verdict is Verdict.REFUSED or verdict.values is None:
        return imported
    status = _status(session, verdict.values)
    is_clean = verdict.verdict is Verdict.ACCEPTED and not imported.findings
    if accept_clean and is_clean and status is SubmissionStatus.RECEIVED:
        accept(session, verdict.values.received.digest)
        return replace(imported, state=SubmissionStatus.ACCEPTED.value)
    return imported if imported.state == "known" else replace(imported, state=status.value)


def _status(session: Session, values: SubmittedValues) -> SubmissionStatus:
    identity = values.received.identity
    for each in submissions.received(session.store, period=identity.period, school=identity.school):
        if each.digest == values.received.digest:
            return each.status
    raise LookupError(values.received.digest)


def _keep_refused(session: Session, verdict: FileVerdict) -> None:
    if verdict.error is None:
        return
    refusals.keep_refused(
        session.store,
        file_name=verdict.file,
        file_digest=verdict.file_digest,
        code=verdict.code,
        facts_json=storable(json.dumps(verdict.error.params, default=str, sort_keys=True, ensure_ascii=False)),
        workbook=verdict.data or None,
        at=session.now(),
        person=session.person,
    )


def refused_files(session: Session) -> list[RefusedFile]:
    """Every file that was refused, with the reason."""
    session.require(WorkspaceRole.CENTRAL)
    return refusals.refused(session.store)
