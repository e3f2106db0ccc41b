"""Checking, signing off and exporting a workspace's own values, and beginning an amendment."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ctecs_desktop import __version__
from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError, NotAllowed
from ctecs_desktop.domain.observation import Observation, ObservationKey, PeriodCode
from ctecs_desktop.domain.plan import PeriodKind, Plan, ReportingPeriod
from ctecs_desktop.domain.retention import BackupKind
from ctecs_desktop.domain.review import ReceivedSubmission, SubmittedValues, Verdict
from ctecs_desktop.domain.rule import Finding, Severity
from ctecs_desktop.domain.sign_off import SignedRecord, SubmissionState
from ctecs_desktop.domain.submission import (
    FORMAT_VERSION,
    Explanation,
    Submission,
    SubmissionIdentity,
    SubmissionStatus,
    submission_digest,
)
from ctecs_desktop.domain.validation import check, unexplained
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.exchange.opc.package_verifier import verify_package
from ctecs_desktop.exchange.signers.keys import SigningKey
from ctecs_desktop.exchange.signers.trust import certificate_fingerprint
from ctecs_desktop.exchange.submission.workbook_reader import read_submission
from ctecs_desktop.exchange.submission.workbook_writer import export_submission
from ctecs_desktop.services.backup import back_up_if_due
from ctecs_desktop.services.entry import current_values, require_unlocked
from ctecs_desktop.services.export_marks import greatest_revisions, lift_above_marks, raise_marks
from ctecs_desktop.services.practice_bounds import require_inside, suggested_path
from ctecs_desktop.services.sending import last_record, note_exported
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import draft_texts, explanations, history, sign_offs, strategy_updates
from ctecs_desktop.store.plans import plan_of_version

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Validation:
    """All findings of a period, which of them still want something, and the reasons already given."""

    findings: tuple[Finding, ...]
    open: tuple[Finding, ...]  # errors, and warnings without a reason
    explanations: tuple[Explanation, ...]

    @property
    def stops_sign_off(self) -> bool:
        """Whether the period cannot be signed yet."""
        return bool(self.open)


@dataclass(frozen=True, slots=True)
class SignedFile:
    """What a sign-off left: the file, and what it says."""

    path: Path
    identity: SubmissionIdentity
    digest: str
    file_digest: str


def previous_period(plan: Plan, period: ReportingPeriod) -> ReportingPeriod | None:
    """The same kind of period one year earlier, if the plan has it."""
    earlier = [
        each
        for each in plan.periods
        if each.kind is period.kind and each.quarter == period.quarter and each.starts < period.starts
    ]
    return max(earlier, key=lambda each: each.starts, default=None)


def validate(session: Session, period: PeriodCode) -> Validation:
    """Run the whole rule book over what is entered for ``period``."""
    plan = session.plan
    values = current_values(session, period)
    findings = check(
        plan,
        values,
        school=session.workspace.organization,
        period=plan.period(period),
        previous=_previous_values(session, plan, plan.period(period)),
    )
    given = explanations.read_explanations(session.store, school=session.workspace.organization, period=period)
    return Validation(findings, unexplained(findings, given), given)


def _previous_values(session: Session, plan: Plan, period: ReportingPeriod) -> Mapping[ObservationKey, Observation]:
    before = previous_period(plan, period)
    return current_values(session, before.code) if before else {}


def state_of(session: Session, period: PeriodCode) -> SubmissionState:
    """Whether ``period`` is being edited or is signed, and under which revision."""
    return sign_offs.submission_state(session.store, period)


def lock_of(session: Session, period: PeriodCode) -> NotAllowed | None:
    """Why nothing of ``period`` can be changed: who signed it, when, under which revision. None while it can."""
    try:
        require_unlocked(session, period)
    except NotAllowed as error:
        return error
    return None


def timeline(session: Session, period: PeriodCode | None = None) -> list[SignedRecord]:
    """Every revision that was signed, oldest first."""
    return sign_offs.signed_submissions(session.store, period)


def draft(session: Session, period: PeriodCode, *, signer: str, role: str, at: str | None = None) -> Submission:
    """Exactly what would be signed now. Explanations whose warning is gone are left behind."""
    plan = session.plan
    state = sign_offs.submission_state(session.store, period)
    found = validate(session, period)
    wanted = {(finding.code, finding.key) for finding in found.findings}
    identity = SubmissionIdentity(
        format_version=FORMAT_VERSION,
        district=session.workspace.district,
        school=session.workspace.organization,
        plan_version=plan.version,
        period=period,
        revision=state.revision,
        parent=state.parent,
        unique_id=uuid.uuid4().hex,
        incarnation=session.workspace.incarnation,
        program_version=__version__,
        signer=signer.strip(),
        role=role.strip(),
        claimed_time=at or session.now(),
        history_head=history.head(session.store),
        revision_reason=state.reason,
    )
    return Submission(
        identity,
        tuple(each for each in current_values(session, period).values() if each.is_entered),
        tuple(each for each in found.explanations if (each.code, each.key) in wanted),
        strategy_updates.read_strategy_updates(session.store, period),
    )


def last_signed(session: Session, period: PeriodCode) -> Submission | None:
    """The content of the last signed revision, read back from its archived workbook."""
    records = sign_offs.signed_submissions(session.store, period)
    if not records:
        return None
    data = sign_offs.signed_workbook(session.store, records[-1].digest)
    plan = plan_of_version(session.store, records[-1].identity.plan_version)
    return read_submission(verify_package(data).parts, plan).submission


def last_signed_values(session: Session, period: PeriodCode) -> SubmittedValues | None:
    """What was signed last here, with the cell of every value, as if it had been received and accepted.

    At central office these are the values of its own that the district's figures can be traced to.
    """
    records = sign_offs.signed_submissions(session.store, period)
    if not records:
        return None
    record = records[-1]
    verified = verify_package(sign_offs.signed_workbook(session.store, record.digest))
    read = read_submission(verified.parts, plan_of_version(session.store, record.identity.plan_version))
    received = ReceivedSubmission(
        digest=record.digest,
        identity=record.identity,
        verdict=Verdict.ACCEPTED,
        status=SubmissionStatus.ACCEPTED,
        received_at=record.at,
        file_name=record.file_name,
        file_digest=record.file_digest,
        signer_fingerprint=certificate_fingerprint(verified.certificate_der),
    )
    return SubmittedValues(received, read.submission.observations, read.cells)


def sign_off(session: Session, period: PeriodCode, *, signer: str, role: str, key: SigningKey, out: Path) -> SignedFile:
    """Sign everything entered for ``period`` and write the workbook to ``out``.

    Central office signs its own values in the same way, with the district's key: its archive then holds the workbook
    that the district's figures name as their source.
    Raises ``NotAllowed``: ``submission.findings_open`` (``errors``, ``warnings``) while rules want something,
    ``submission.locked`` where this revision is signed already, ``sign.name_missing``, ``submission.empty``. The signed
    workbook is kept in the store before it is written outside, so a full stick costs nothing: :func:`export_again`.
    """
    require_inside(session, out)
    if not signer.strip() or not role.strip():
        raise NotAllowed("sign.name_missing")
    state = sign_offs.submission_state(session.store, period)
    if state.is_locked:
        raise NotAllowed("submission.locked", period=period, revision=state.revision)
    found = validate(session, period)
    if found.stops_sign_off:
        errors = sum(1 for each in found.open if each.severity is Severity.ERROR)
        raise NotAllowed("submission.findings_open", errors=errors, warnings=len(found.open) - errors)
    _refuse_open_texts(session, period)
    lift_above_marks(session.store, at=session.now(), person=session.person)
    submission = draft(session, period, signer=signer, role=role)
    if not submission.observations:
        raise NotAllowed("submission.empty", period=period)
    data = export_submission(submission, session.plan, signer=key, previous=last_signed(session, period))
    digest = submission_digest(submission)
    file_digest = hashlib.sha256(data).hexdigest()
    sign_offs.record_signed(
        session.store,
        submission.identity,
        digest=digest,
        file_name=out.name,
        file_digest=file_digest,
        workbook=data,
        at=session.now(),
        person=session.person,
    )
    _mark_as_left(session)
    back_up_if_due(session, BackupKind.SIGN_OFF)
    return _write_out(session, SignedFile(out, submission.identity, digest, file_digest), data)


def _write_out(session: Session, signed: SignedFile, data: bytes) -> SignedFile:
    """Write the workbook, and remember where, if the store may be written."""
    path = write_file_atomically(signed.path, data)
    if session.store.is_writable:
        try:
            note_exported(session, signed.digest, path)
        except CtecsError as error:  # the file is there, and that is what counts
            _log.warning("the place of an exported workbook was not kept: %s", error.code)
    return replace(signed, path=path)


def _refuse_open_texts(session: Session, period: PeriodCode) -> None:
    """What stands in a cell without having been taken would be missing from what is signed, and nobody would notice.

    Raises ``NotAllowed("submission.texts_open", count, measures)``.
    """
    typed = draft_texts.read_drafts(session.store, school=session.workspace.organization, period=period)
    if typed:
        measures = tuple(sorted({key.measure for key, _part in typed}))
        raise NotAllowed("submission.texts_open", count=len(typed), measures=measures)


def _mark_as_left(session: Session) -> None:
    """Note outside the store which numbers are used, before a workbook that bears one leaves.

    Raises ``FileUnwritable`` as the writing of the workbook itself may; :func:`export_again` makes both good.
    """
    used = greatest_revisions(session.store)
    raise_marks(session.store_path, used, organization=session.workspace.organization)


def export_again(session: Session, period: PeriodCode, *, out: Path) -> SignedFile:
    """Write the last signed workbook once more, byte for byte."""
    require_inside(session, out)
    record = last_record(session, period)
    data = sign_offs.signed_workbook(session.store, record.digest)
    _mark_as_left(session)
    return _write_out(session, SignedFile(out, record.identity, record.digest, record.file_digest), data)


def amend(session: Session, period: PeriodCode, *, reason: str) -> Changes:
    """Open a signed period for its next revision; the reason travels with it."""
    state = sign_offs.submission_state(session.store, period)
    if not state.is_locked:
        raise NotAllowed("submission.not_signed", period=period)
    sign_offs.unlock_for_revision(
        session.store,
        period,
        reason=reason.strip(),
        at=session.now(),
        person=session.person,
        above=greatest_revisions(session.store).get(period, 0),
    )
    return Changes(nouns=frozenset({Noun.SUBMISSION}))


def suggested_file_name(session: Session, period: PeriodCode) -> str:
    """A name that says what is inside; nothing is ever read from it."""
    state = sign_offs.submission_state(session.store, period)
    return suggested_path(session, f"{session.workspace.organization} {period} revision {state.revision}.xlsx")


def claimed_moment(identity: SubmissionIdentity) -> datetime:
    """The time that the signer's PC showed."""
    return datetime.fromisoformat(identity.claimed_time)


def is_year(plan: Plan, period: PeriodCode) -> bool:
    """Whether a period is a whole school year."""
    return plan.period(period).kind is PeriodKind.YEAR
