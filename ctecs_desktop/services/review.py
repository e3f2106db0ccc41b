"""Reviewing what arrived: accept, return with questions, and the signed reply that goes back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import PeriodCode, SchoolCode, clean_note
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.reply import Question, Reply
from ctecs_desktop.domain.review import DECIDED, Decision, ReceivedSubmission
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.exchange.packs.reply_pack import write_reply_pack
from ctecs_desktop.exchange.signers.keys import SigningKey
from ctecs_desktop.services.enrolment import pack_identity
from ctecs_desktop.services.keys import trust_list
from ctecs_desktop.services.register_sent import note_register_sent
from ctecs_desktop.services.sent_marks import note_sent
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import decisions, sign_offs, submissions
from ctecs_desktop.store import questions as kept_questions


def received(
    session: Session, *, period: PeriodCode | None = None, school: SchoolCode | None = None
) -> list[ReceivedSubmission]:
    """What central office holds, each with how it stands."""
    session.require(WorkspaceRole.CENTRAL)
    return submissions.received(session.store, period=period, school=school)


def find_received(session: Session, digest: str) -> ReceivedSubmission:
    """The submission whose digest begins so; ``NotAllowed`` where none or several do."""
    session.require(WorkspaceRole.CENTRAL)
    matches = submissions.digests_beginning_with(session.store, digest)
    if len(matches) != 1:
        raise NotAllowed("review.no_such_submission", digest=digest, found=len(matches))
    return submissions.received_one(session.store, matches[0])


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


def exclude(session: Session, digest: str, *, reason: str) -> Changes:
    """Keep a genuine submission out of the rollup; what it was accepted over counts again.

    Unlike a return it asks nothing of the school. Raises ``NotAllowed``: ``review.reason_missing``,
    ``review.superseded``.
    """
    submission = find_received(session, digest)
    if not reason.strip():
        raise NotAllowed("review.reason_missing", status=submission.status.value)
    if submission.status is SubmissionStatus.SUPERSEDED:
        raise NotAllowed("review.superseded", digest=submission.digest, revision=submission.identity.revision)
    return _decide(session, submission, SubmissionStatus.EXCLUDED, reason)


def take_back(session: Session, digest: str, *, reason: str = "") -> Changes:
    """Undo the last decision over a submission by a further entry; the one before it does not come back.

    Raises ``NotAllowed("review.nothing_decided")`` where nobody has decided, or that was taken back already.
    """
    submission = find_received(session, digest)
    taken = decisions.decisions_over(session.store, submission.digest)
    if not taken or taken[-1].decision.status not in DECIDED:
        raise NotAllowed("review.nothing_decided", digest=submission.digest, status=submission.status.value)
    return _decide(session, submission, SubmissionStatus.RECEIVED, reason)


def ask(session: Session, digest: str, question: Question) -> Changes:
    """Ask about one value, instead of what was asked there before; an empty text withdraws the question.

    The school hears of it with the next reply. Raises ``NotAllowed("review.foreign_value")`` for a value of another
    school or period.
    """
    submission = find_received(session, digest)
    place = (submission.identity.school, submission.identity.period)
    if question.key[:2] != place:
        raise NotAllowed("review.foreign_value", measure=question.key.measure, school=question.key.school)
    asked = Question(question.key, clean_note(question.text))
    if not kept_questions.write_question(
        session.store, submission.digest, asked, at=session.now(), person=session.person
    ):
        return Changes()
    return Changes(keys=frozenset({question.key}), nouns=frozenset({Noun.SUBMISSION}))


def save_signed_workbook(session: Session, digest: str, out: Path) -> Path:
    """Write the workbook of a submission as it came, byte for byte, signatures and all; also central office's own."""
    own = [each.digest for each in sign_offs.signed_submissions(session.store)]
    if digest in own:
        return write_file_atomically(out, sign_offs.signed_workbook(session.store, digest))
    submission = find_received(session, digest)
    return write_file_atomically(out, submissions.archived_workbook(session.store, submission.digest))


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
    """The signed answer to a submission: the receipt or the questions, and the register of signers.

    What was asked with :func:`ask` is in it; ``questions`` are asked besides, or instead where they are about the same
    value.
    """
    submission = find_received(session, digest)
    identity = submission.identity
    kept = {each.key: each for each in kept_questions.questions_to(session.store, submission.digest)}
    asked = kept | {each.key: each for each in questions}
    reply = Reply(
        school=identity.school,
        period=identity.period,
        revision=identity.revision,
        digest=submission.digest,
        status=submission.status,
        received_at=submission.received_at,
        note=note,
        questions=tuple(asked.values()),
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
    note_sent(session)
    path = write_file_atomically(out, data)
    note_register_sent(session, WorkbookKind.REPLY, path, school=identity.school)
    return path


def _certificate(session: Session, school: SchoolCode) -> bytes:
    certificates = trust_list(session).certificates_of(school)
    return certificates[-1].certificate_der if certificates else b""
