"""What happens to a signed workbook on this PC: written to a file, sent by a person, or taken back before that.

The program cannot see an e-mail or a stick, so that *sent* is what a person says or what a reply proves. A signature
that is taken back keeps its number for ever: the next one has the number after it, whoever may hold the first file.
"""

from __future__ import annotations

from pathlib import Path

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.revision_reason import RevisionCause, coded_reason
from ctecs_desktop.domain.sign_off import SignedRecord
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.services.export_marks import greatest_revisions
from ctecs_desktop.services.practice_bounds import require_inside
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import facts, replies, sign_offs

EXPORTED, SENT = "exported.", "sent."
"""What the names of these facts begin with; the digest of the signed revision follows."""


def note_exported(session: Session, digest: str, path: Path) -> None:
    """Remember where a signed workbook was written to."""
    facts.set_fact(session.store, f"{EXPORTED}{digest}", str(path), at=session.now(), person=session.person)


def exported_to(session: Session, digest: str) -> Path | None:
    """The file that the workbook was written to last; None where it never was."""
    text = facts.fact(session.store, f"{EXPORTED}{digest}")
    return Path(text) if text else None


def last_record(session: Session, period: PeriodCode) -> SignedRecord:
    """The last signed revision; raises ``NotAllowed("submission.not_signed")``."""
    records = sign_offs.signed_submissions(session.store, period)
    if not records:
        raise NotAllowed("submission.not_signed", period=period)
    return records[-1]


def is_sent(session: Session, record: SignedRecord) -> bool:
    """Whether a person said that it left, or an answer to it came.

    Central office's own is where it belongs once it is signed, and figures may rest on it at once.
    """
    if session.workspace.role is WorkspaceRole.CENTRAL:
        return True
    if facts.fact(session.store, f"{SENT}{record.digest}"):
        return True
    return any(reply.digest == record.digest for reply in replies.replies(session.store, record.identity.period))


def mark_sent(session: Session, period: PeriodCode) -> Changes:
    """Note that the last signed workbook is on its way."""
    session.require(WorkspaceRole.SCHOOL)
    record = last_record(session, period)
    facts.set_fact(session.store, f"{SENT}{record.digest}", session.now(), at=session.now(), person=session.person)
    return Changes(nouns=frozenset({Noun.SUBMISSION}))


def can_take_back(session: Session, period: PeriodCode) -> bool:
    """Whether the last signature may be taken back with one click."""
    if not sign_offs.is_locked(session.store, period):
        return False
    return not is_sent(session, last_record(session, period))


def take_back(session: Session, period: PeriodCode) -> Changes:
    """Open a period again whose signed workbook has not been sent.

    The signed revision stays in the store under its number; work goes on under the next one. Raises
    ``NotAllowed("submission.sent_already")`` where it has left: then an amendment with a reason is the way.
    """
    session.require(WorkspaceRole.SCHOOL)
    record = last_record(session, period)
    revision = record.identity.revision
    if is_sent(session, record):
        raise NotAllowed("submission.sent_already", period=period, revision=revision)
    sign_offs.unlock_for_revision(
        session.store,
        period,
        reason=coded_reason(RevisionCause.TAKEN_BACK, revision),
        at=session.now(),
        person=session.person,
        above=greatest_revisions(session.store).get(period, 0),
    )
    return Changes(nouns=frozenset({Noun.SUBMISSION}))


def file_copy(session: Session, data: bytes, *, beside: Path) -> Path:
    """File the printed form of a signed workbook beside it, under its name with the ending ``.pdf``.

    A copy that is there already is replaced: the workbook's name decides. Raises ``FileUnwritable``.
    """
    path = beside.with_suffix(".pdf")
    require_inside(session, path)
    return write_file_atomically(path, data)
