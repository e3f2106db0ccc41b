"""The school's side of submissions: what it signed, kept verbatim, and which revision is being worked on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import NotAllowed, StoreError
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.sign_off import SignedRecord, SubmissionState
from ctecs_desktop.domain.submission import SubmissionIdentity, SubmissionStatus
from ctecs_desktop.store import archive, history
from ctecs_desktop.store.identities import identity_document, identity_of

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

SIGNED = "signed"
REVISION = "revision"


def submission_state(store: Store, period: PeriodCode) -> SubmissionState:
    """Where this workspace's own submission for ``period`` stands: a draft of revision 1 before anything was signed."""
    number = store.codes.find(period)
    signed = store.query(
        "SELECT revision, digest FROM signed WHERE period = ? ORDER BY revision DESC LIMIT 1", (number,)
    )
    last, parent = (signed[0][0], signed[0][1].hex()) if signed else (0, "")
    begun = store.query(
        "SELECT revision, reason FROM revision_begun WHERE period = ? ORDER BY revision DESC LIMIT 1", (number,)
    )
    if begun and begun[0][0] > last:
        return SubmissionState(SubmissionStatus.DRAFT, begun[0][0], parent, begun[0][1])
    if signed:
        return SubmissionState(SubmissionStatus.SIGNED_OFF, last, parent)
    return SubmissionState(SubmissionStatus.DRAFT, 1)


def is_locked(store: Store, period: PeriodCode) -> bool:
    """Whether the period is signed off, so that its values may not be changed."""
    return submission_state(store, period).is_locked


def high_water_revision(store: Store, period: PeriodCode) -> int:
    """The greatest revision number ever signed here for ``period``; 0 before the first."""
    ((revision,),) = store.query(
        "SELECT coalesce(max(revision), 0) FROM signed WHERE period = ?", (store.codes.find(period),)
    )
    return int(revision)


def record_signed(
    store: Store,
    identity: SubmissionIdentity,
    *,
    digest: str,
    file_name: str,
    file_digest: str,
    workbook: bytes,
    at: str,
    person: str,
) -> None:
    """Keep a signed revision with its workbook; from here on the period is locked.

    Raises ``NotAllowed("submission.locked")`` where the period is signed off already, and
    ``NotAllowed("submission.revision_taken")`` where the number is not above every one signed before.
    """
    with store.transaction():
        standing = submission_state(store, identity.period)
        if standing.is_locked:
            raise NotAllowed("submission.locked", period=identity.period, revision=standing.revision)
        if identity.revision < standing.revision or identity.parent != standing.parent:
            raise NotAllowed(
                "submission.revision_taken",
                period=identity.period,
                revision=identity.revision,
                expected=standing.revision,
            )
        document = identity_document(identity)
        store.execute(
            "INSERT INTO signed (digest, period, revision, identity, file_name, archive, at, person)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                bytes.fromhex(digest),
                store.codes.number_of(identity.period),
                identity.revision,
                document,
                file_name,
                archive.keep(store, workbook, file_digest),
                at,
                person,
            ),
        )
        after = _text(identity.period, identity.revision, document, file_name, file_digest, at, person)
        history.append(store, at=at, person=person, noun=SIGNED, subject=digest, before="", after=after)


def unlock_for_revision(store: Store, period: PeriodCode, *, reason: str, at: str, person: str, above: int = 0) -> int:
    """Begin the next revision of a signed-off period, and give its number.

    ``above`` is the greatest number known outside the store (an exported file, a receipt), since a store put back
    from a backup may have forgotten some. Raises ``NotAllowed("submission.not_signed_off")`` and, without a reason,
    ``NotAllowed("submission.reason_missing")``.
    """
    if not reason.strip():
        raise NotAllowed("submission.reason_missing", period=period)
    with store.transaction():
        standing = submission_state(store, period)
        if not standing.is_locked:
            raise NotAllowed("submission.not_signed_off", period=period, revision=standing.revision)
        revision = max(standing.revision, above) + 1
        _begin_revision(store, period, revision, reason=reason, at=at, person=person)
    return revision


def last_sign_off(store: Store, period: PeriodCode) -> int:
    """The number of the history entry of the last sign-off of ``period``; 0 where there was none."""
    records = signed_submissions(store, period)
    if not records:
        return 0
    return history.entries(store, noun=SIGNED, subject=records[-1].digest)[-1].sequence


def skip_revisions(store: Store, period: PeriodCode, *, above: int, reason: str, at: str, person: str) -> int | None:
    """Let a draft go on under a number above ``above``, and give that; None where its own is above already.

    For a store put back to a state from before a sign-off that it has forgotten: the number left it once.
    """
    with store.transaction():
        standing = submission_state(store, period)
        if standing.is_locked or standing.revision > above:
            return None
        _begin_revision(store, period, above + 1, reason=reason, at=at, person=person)
    return above + 1


def signed_submissions(store: Store, period: PeriodCode | None = None) -> list[SignedRecord]:
    """What was signed here, of one period or of all, in the order of signing."""
    rows = store.query(
        "SELECT s.digest, s.identity, s.file_name, a.digest, s.at, s.person FROM signed s"
        " JOIN archive a ON a.id = s.archive WHERE ?1 OR s.period = ?2 ORDER BY s.id",
        (period is None, store.codes.find(period) if period is not None else None),
    )
    return [
        SignedRecord(digest.hex(), identity_of(document), file_name, file_digest.hex(), at, person)
        for digest, document, file_name, file_digest, at, person in rows
    ]


def signed_workbook(store: Store, digest: str) -> bytes:
    """The workbook exactly as it was signed; raises ``StoreError("submission.unknown")``."""
    rows = store.query(
        "SELECT a.content FROM signed s JOIN archive a ON a.id = s.archive WHERE s.digest = ?", (bytes.fromhex(digest),)
    )
    if not rows:
        raise StoreError("submission.unknown", path=str(store.path), digest=digest)
    content: bytes = rows[0][0]
    return content


def signed_state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history of signed revisions must give."""
    for digest, period, revision, document, file_name, file_digest, at, person in store.query(
        "SELECT s.digest, s.period, s.revision, s.identity, s.file_name, a.digest, s.at, s.person FROM signed s"
        " JOIN archive a ON a.id = s.archive"
    ):
        text = _text(store.codes.text_of(period), revision, document, file_name, file_digest.hex(), at, person)
        yield digest.hex(), text


def revision_state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history of begun revisions must give."""
    for period, revision, reason in store.query("SELECT period, revision, reason FROM revision_begun"):
        yield f"{store.codes.text_of(period)}\t{revision}", reason


def _begin_revision(store: Store, period: PeriodCode, revision: int, *, reason: str, at: str, person: str) -> None:
    store.execute(
        "INSERT INTO revision_begun (period, revision, reason) VALUES (?, ?, ?)",
        (store.codes.number_of(period), revision, reason),
    )
    subject = f"{period}\t{revision}"
    history.append(store, at=at, person=person, noun=REVISION, subject=subject, before="", after=reason)


def revision_in(text: str) -> tuple[PeriodCode, int]:
    """The period and revision that the text of a signed revision, as ``signed_state`` gives it, speaks of."""
    period, revision, *_rest = json.loads(text)
    return PeriodCode(period), int(revision)


def _text(*parts: object) -> str:
    return json.dumps(parts, ensure_ascii=False)
