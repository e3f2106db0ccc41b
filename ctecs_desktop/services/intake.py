"""Importing what arrived: verify, compare, keep; one file, one transaction."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.observation import Observation, ObservationKey, PeriodCode, SchoolCode
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.refused_file import RefusedFile
from ctecs_desktop.domain.retention import BackupKind
from ctecs_desktop.domain.review import SubmittedValues, Verdict
from ctecs_desktop.domain.rule import Finding
from ctecs_desktop.domain.submission import Submission, SubmissionStatus
from ctecs_desktop.domain.validation import check, unexplained
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.services.backup import back_up_if_due
from ctecs_desktop.services.bulk import without_cycle_search
from ctecs_desktop.services.progress import SILENT, Progress
from ctecs_desktop.services.reading import FEW_FILES, Readers
from ctecs_desktop.services.review import accept, rivals
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.submission import previous_period
from ctecs_desktop.services.verification import FileVerdict, verifier_of, verify_file
from ctecs_desktop.store import refused_files as refusals
from ctecs_desktop.store import submissions


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What became of one file: its verdict, and its values against those accepted so far.

    The verdict says which submission it was, but holds neither bytes nor values any more: they are in the store.
    ``state`` is how the submission stands now, ``"known"`` where the same content was held already, ``"refused"``, or
    ``"not imported"`` for another kind of workbook.
    """

    verdict: FileVerdict
    state: str
    new: int = 0
    changed: int = 0
    same: int = 0
    conflicting: int = 0
    findings: tuple[Finding, ...] = ()  # what the rules still want; keeps a file from being accepted unseen


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
    progress: Progress = SILENT,
) -> Import:
    """Verify and keep every file; with ``accept_clean`` accept those that leave nothing to ask.

    Clean is: accepted by the verifier, no finding open, not in conflict, not below another revision. Files are accepted
    once all of them are there, so that their order makes no difference. A stop keeps the files that are done. With
    ``dry_run`` nothing is stored, and only the summary is made.
    """
    session.require(WorkspaceRole.CENTRAL)
    if paths and not dry_run:
        back_up_if_due(session, BackupKind.BEFORE_IMPORT)
    done: list[ImportedFile] = []
    with closing(_verdicts(session, paths)) as verdicts:
        for index, path in enumerate(paths):
            progress.report(index, len(paths), path.name)
            with without_cycle_search():
                imported = _look_at(session, next(verdicts))
                done.append(_without_content(imported if dry_run else _keep(session, imported)))
    if not dry_run:
        done = [_settled(session, imported, accept_clean=accept_clean) for imported in done]
    progress.report(len(paths), len(paths), "")
    touched = Noun.SUBMISSION, Noun.ROLLUP
    return Import(tuple(done), Changes(nouns=frozenset(touched)))


def _verdicts(session: Session, paths: Sequence[Path]) -> Generator[FileVerdict, None, None]:
    """The verdict on each file: a few are read here, many by child processes while others are being stored."""
    if len(paths) < FEW_FILES:
        verifier = verifier_of(session)
        for path in paths:
            yield verify_file(path, verifier, at=session.clock())
        return
    with Readers(session) as readers:
        yield from readers.verdicts(paths, at=session.clock())


def _without_content(imported: ImportedFile) -> ImportedFile:
    """What became of the file, without its bytes and values, which of a thousand files would fill the memory."""
    verdict = imported.verdict
    values = replace(verdict.values, observations=(), cells={}) if verdict.values else None
    return replace(imported, verdict=replace(verdict, data=b"", submission=None, values=values))


def _look_at(session: Session, verdict: FileVerdict) -> ImportedFile:
    """The dry run: what the file would change."""
    if verdict.verdict is Verdict.REFUSED:
        return ImportedFile(verdict, "refused")
    if verdict.kind is not WorkbookKind.SUBMISSION or verdict.values is None:
        return ImportedFile(verdict, "not imported")
    values = verdict.values
    identity = values.received.identity
    before = accepted_of(session, identity.school, identity.period)
    new, changed, same = _compare(before.observations if before else (), values.observations)
    is_known = submissions.is_held(session.store, values.received.digest)
    return ImportedFile(
        verdict,
        "known" if is_known else values.received.status.value,
        new=new,
        changed=changed,
        same=same,
        conflicting=_conflicting(session, values),
        findings=open_findings(session, verdict.submission) if verdict.submission else (),
    )


def accepted_of(session: Session, school: SchoolCode, period: PeriodCode) -> SubmittedValues | None:
    """The accepted submission of a school, if there is one."""
    accepted = submissions.received(session.store, period=period, school=school, status=SubmissionStatus.ACCEPTED)
    return submissions.submitted_values(session.store, accepted[0].digest) if accepted else None


def _compare(before: Iterable[Observation], after: Iterable[Observation]) -> tuple[int, int, int]:
    old = {each.key: (each.value, each.note) for each in before}
    new = changed = same = 0
    for each in after:
        if each.key not in old:
            new += 1
        elif old[each.key] == (each.value, each.note):
            same += 1
        else:
            changed += 1
    return new, changed, same


def _conflicting(session: Session, values: SubmittedValues) -> int:
    """How many values another content of the same revision has otherwise; the most over all of them."""
    most = 0
    mine = {each.key: each.value for each in values.observations}
    for digest in rivals(session, values.received):
        theirs = {each.key: each.value for each in submissions.submitted_values(session.store, digest).observations}
        most = max(most, sum(1 for key in mine.keys() | theirs.keys() if mine.get(key) != theirs.get(key)))
    return most


def open_findings(session: Session, submission: Submission) -> tuple[Finding, ...]:
    """What the rule book of the plan in force still wants of a submission."""
    identity = submission.identity
    plan = session.plan
    period = plan.period(identity.period)
    before = previous_period(plan, period)
    earlier = accepted_of(session, identity.school, before.code) if before else None
    findings = check(
        plan,
        {each.key: each for each in submission.observations},
        school=identity.school,
        period=period,
        previous=_by_key(earlier.observations) if earlier else {},
    )
    return unexplained(findings, submission.explanations)


def _by_key(observations: Iterable[Observation]) -> dict[ObservationKey, Observation]:
    return {each.key: each for each in observations}


def _keep(session: Session, imported: ImportedFile) -> ImportedFile:
    verdict = imported.verdict
    if verdict.verdict is Verdict.REFUSED:
        _keep_refused(session, verdict)
        return imported
    if verdict.values is None or verdict.submission is None:
        return imported
    is_new = submissions.receive(
        session.store,
        verdict.values,
        workbook=verdict.data,
        at=session.now(),
        person=session.person,
        explanations=verdict.submission.explanations,
        strategy_updates=verdict.submission.strategy_updates,
    )
    return replace(imported, state=verdict.values.received.status.value if is_new else "known")


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
    if verdict.error is None or not verdict.file_digest:
        return  # a file that could not be read at all leaves nothing to keep
    refusals.keep_refused(
        session.store,
        file_name=verdict.file,
        file_digest=verdict.file_digest,
        code=verdict.code,
        facts_json=json.dumps(verdict.error.params, default=str, sort_keys=True, ensure_ascii=False),
        workbook=verdict.data or None,
        at=session.now(),
        person=session.person,
    )


def refused_files(session: Session) -> list[RefusedFile]:
    """Every file that was refused, with the reason."""
    session.require(WorkspaceRole.CENTRAL)
    return refusals.refused(session.store)
