"""Reviewing what arrived: accept, return with questions, and the signed reply that goes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import ObservationKey, PeriodCode, SchoolCode
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.reply import Question, Reply
from ctecs_desktop.domain.review import Decision, ReceivedSubmission, SubmittedValues
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.domain.value import encode_value
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.exchange.packs.reply_pack import write_reply_pack
from ctecs_desktop.exchange.signers.keys import SigningKey
from ctecs_desktop.services.enrolment import pack_identity
from ctecs_desktop.services.keys import trust_list
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import decisions, submissions


@dataclass(frozen=True, slots=True)
class ValueDifference:
    """One value in two submissions; ``""`` where one of them does not have it."""

    key: ObservationKey
    before: str
    after: str


def received(
    session: Session, *, period: PeriodCode | None = None, school: SchoolCode | None = None
) -> list[ReceivedSubmission]:
    """What central office holds, each with how it stands."""
    session.require(WorkspaceRole.CENTRAL)
    return submissions.received(session.store, period=period, school=school)


def find_received(session: Session, digest: str) -> ReceivedSubmission:
    """The submission whose digest begins so; ``NotAllowed`` where none or several do."""
    matches = [each for each in received(session) if each.digest.startswith(digest.lower())]
    if len(matches) != 1:
        raise NotAllowed("review.no_such_submission", digest=digest, found=len(matches))
    return matches[0]


def rivals(session: Session, submission: ReceivedSubmission) -> frozenset[str]:
    """Digests of other contents under the same revision of the same school and period."""
    identity = submission.identity
    return frozenset(
        each.digest
        for each in received(session, period=identity.period, school=identity.school)
        if each.identity.revision == identity.revision and each.digest != submission.digest
    )


def accept(session: Session, digest: str, *, reason: str = "") -> Changes:
    """Take a submission into the rollup.

    A re-saved file and one side of a conflict need a ``reason``; the choice names the rivals that were in sight. Raises
    ``NotAllowed``: ``review.reason_missing``, ``review.superseded``.
    """
    submission = find_received(session, digest)
    if submission.status is SubmissionStatus.ACCEPTED:
        return Changes()
    if submission.status is SubmissionStatus.SUPERSEDED:
        raise NotAllowed("review.superseded", digest=submission.digest, revision=submission.identity.revision)
    if submission.status in {SubmissionStatus.HELD, SubmissionStatus.CONFLICT} and not reason.strip():
        raise NotAllowed("review.reason_missing", status=submission.status.value)
    return _decide(session, submission, SubmissionStatus.ACCEPTED, reason)


def return_to_school(session: Session, digest: str, *, reason: str) -> Changes:
    """Give a submission back; the school answers with its next revision."""
    submission = find_received(session, digest)
    if not reason.strip():
        raise NotAllowed("review.reason_missing", status=submission.status.value)
    if submission.status is SubmissionStatus.SUPERSEDED:
        raise NotAllowed("review.superseded", digest=submission.digest, revision=submission.identity.revision)
    return _decide(session, submission, SubmissionStatus.RETURNED, reason)


def _decide(session: Session, submission: ReceivedSubmission, status: SubmissionStatus, reason: str) -> Changes:
    decision = Decision(submission.digest, status, rivals(session, submission))
    decisions.record_decision(session.store, decision, reason=reason.strip(), at=session.now(), person=session.person)
    return Changes(nouns=frozenset({Noun.SUBMISSION, Noun.ROLLUP}))


def write_reply(
    session: Session,
    digest: str,
    *,
    authority: SigningKey,
    out: Path,
    note: str = "",
    questions: Sequence[Question] = (),
) -> Path:
    """The signed answer to a submission: the receipt or the questions, and the register of signers."""
    submission = find_received(session, digest)
    identity = submission.identity
    reply = Reply(
        school=identity.school,
        period=identity.period,
        revision=identity.revision,
        digest=submission.digest,
        status=submission.status,
        received_at=submission.received_at,
        note=note,
        questions=tuple(questions),
        certificate=_certificate(session, identity.school),
    )
    pack = pack_identity(
        session,
        WorkbookKind.REPLY,
        identity.school,
        signer=session.person,
        role="Central office",
        period=identity.period,
        revision=identity.revision,
    )
    data = write_reply_pack(reply, trust_list(session), identity=pack, signer=authority, plan=session.plan)
    return write_file_atomically(out, data)


def _certificate(session: Session, school: SchoolCode) -> bytes:
    certificates = trust_list(session).certificates_of(school)
    return certificates[-1].certificate_der if certificates else b""


def differences(before: SubmittedValues | None, after: SubmittedValues) -> list[ValueDifference]:
    """Value by value what ``after`` says otherwise than ``before``, in the order of the plan's codes."""
    old = {each.key: encode_value(each.value) for each in before.observations} if before else {}
    new = {each.key: encode_value(each.value) for each in after.observations}
    return [
        ValueDifference(key, old.get(key, ""), new.get(key, ""))
        for key in sorted(old.keys() | new.keys())
        if old.get(key, "") != new.get(key, "")
    ]
