"""Central office's side of submissions: what was received, with every value and its cell, and how it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from string import hexdigits
from typing import TYPE_CHECKING, Any, NamedTuple

from ctecs_desktop.domain.errors import NotAllowed, StoreError
from ctecs_desktop.domain.observation import PeriodCode, SchoolCode
from ctecs_desktop.domain.review import (
    Candidate,
    CellReference,
    ReceivedSubmission,
    SubmittedValues,
    Verdict,
    standing,
)
from ctecs_desktop.domain.submission import Explanation, StrategyUpdate, Submission, SubmissionStatus
from ctecs_desktop.store import archive, history
from ctecs_desktop.store.decisions import decisions
from ctecs_desktop.store.identities import identity_document, identity_of
from ctecs_desktop.store.submitted_rows import (
    Attachments,
    SubmittedRow,
    attachments_document,
    attachments_of,
    cells_digest,
    content_digest,
    observations_of,
    read_rows,
    write_rows,
)

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "submission"

_DIGITS = 64
"""Hexadecimal digits of a digest."""

_SELECT = (
    "SELECT r.id, r.digest, r.verdict, r.identity, r.attachments, r.received_at, r.file_name, a.digest,"
    " r.signer_fingerprint, r.note FROM received r JOIN archive a ON a.id = r.archive"
)


class _Held(NamedTuple):
    """A row of ``received``, as texts."""

    number: int
    digest: str
    verdict: str
    identity: str
    attachments: str
    received_at: str
    file_name: str
    file_digest: str
    signer_fingerprint: str
    note: str


def receive(
    store: Store,
    told: ReceivedSubmission,
    rows: Sequence[SubmittedRow],
    *,
    workbook: bytes,
    at: str,
    person: str,
    explanations: Sequence[Explanation] = (),
    strategy_updates: Sequence[StrategyUpdate] = (),
) -> bool:
    """Hold a verified submission with its values and its file; False where it is held already.

    ``rows`` stand in canonical order, as ``submitted_rows.rows_of`` gives them. A submission that is held for want of a
    package signature is replaced once the signed file itself arrives. The status in ``told`` is not kept: it follows
    from all that is held (``domain.review.standing``). Raises ``NotAllowed("submission.refused")`` for a refused one
    and ``StoreError("submission.digest")`` where the digest is not that of what is handed in.
    """
    identity = told.identity
    if told.verdict is Verdict.REFUSED:
        raise NotAllowed("submission.refused", digest=told.digest)
    attachments = Attachments(tuple(explanations), tuple(strategy_updates))
    with store.transaction():
        held = _find(store, told.digest)
        if held is not None and (held.verdict == Verdict.ACCEPTED.value or told.verdict is Verdict.HELD):
            return False
        if content_digest(identity, rows, attachments) != told.digest:
            raise StoreError("submission.digest", path=str(store.path), digest=told.digest)
        new = _Held(
            held.number if held else 0,
            told.digest,
            told.verdict.value,
            identity_document(identity),
            attachments_document(attachments),
            told.received_at,
            told.file_name,
            told.file_digest,
            told.signer_fingerprint,
            told.note,
        )
        number = _write(store, new, identity.revision, archive.keep(store, workbook, told.file_digest))
        before = _text(held, cells_digest(read_rows(store, held.number))) if held else ""
        write_rows(store, number, rows)
        after = _text(new, cells_digest(rows))
        history.append(store, at=at, person=person, noun=NOUN, subject=told.digest, before=before, after=after)
    return True


def received(
    store: Store,
    *,
    period: PeriodCode | None = None,
    school: SchoolCode | None = None,
    status: SubmissionStatus | None = None,
) -> list[ReceivedSubmission]:
    """What is held, in the order of arrival, each with its standing among all the others of its school and period."""
    statuses = _standing(store, school=school, period=period)
    narrowed = [_received(_held_of(row), statuses) for row in _rows(store, _SELECT, school=school, period=period)]
    return [submission for submission in narrowed if status is None or submission.status is status]


def standing_submissions(store: Store, period: PeriodCode) -> dict[str, SubmissionStatus]:
    """How every submission of ``period`` stands, by digest; nothing else of it is read."""
    return _standing(store, school=None, period=period)


def digests_beginning_with(store: Store, digits: str) -> list[str]:
    """The digests held that begin with those hexadecimal digits, in their order; none for anything else."""
    if len(digits) > _DIGITS or any(digit not in hexdigits for digit in digits):
        return []
    first, last = (bytes.fromhex(digits.ljust(_DIGITS, digit)) for digit in "0f")
    rows = store.query("SELECT digest FROM received WHERE digest BETWEEN ? AND ? ORDER BY digest", (first, last))
    return [digest.hex() for (digest,) in rows]


def received_one(store: Store, digest: str) -> ReceivedSubmission:
    """One submission with how it stands; raises ``StoreError("submission.unknown")``."""
    held = _known(store, digest)
    identity = identity_of(held.identity)
    return _received(held, _standing(store, school=identity.school, period=identity.period))


def is_held(store: Store, digest: str) -> bool:
    """Whether the content of that digest is held already, whatever became of it."""
    return bool(store.query("SELECT 1 FROM received WHERE digest = ?", (bytes.fromhex(digest),)))


def is_file_held(store: Store, file_digest: str) -> bool:
    """Whether a submission is held that came in a file of just these bytes; ``file_digest`` may be ""."""
    select = "SELECT 1 FROM received r JOIN archive a ON a.id = r.archive WHERE a.digest = ?"
    return bool(file_digest and store.query(select, (bytes.fromhex(file_digest),)))


def rows_of_submission(store: Store, digest: str) -> list[SubmittedRow]:
    """What a submission says, as texts; raises ``StoreError("submission.unknown")``."""
    return read_rows(store, _known(store, digest).number)


def submitted_values(store: Store, digest: str) -> SubmittedValues:
    """The values of a submission with their cells; raises ``StoreError("submission.unknown")``."""
    return _values(store, _known(store, digest), received_one(store, digest))


def accepted_values(store: Store, period: PeriodCode) -> list[SubmittedValues]:
    """The values of every accepted submission of ``period``: what the rollup is made of."""
    return [
        _values(store, _known(store, each.digest), each)
        for each in received(store, period=period, status=SubmissionStatus.ACCEPTED)
    ]


def submission(store: Store, digest: str) -> Submission:
    """Everything that was signed, as it was signed; raises ``StoreError("submission.unknown")``."""
    held = _known(store, digest)
    identity = identity_of(held.identity)
    attachments = attachments_of(held.attachments, identity)
    observations = observations_of(identity, read_rows(store, held.number))
    return Submission(identity, observations, attachments.explanations, attachments.strategy_updates)


def archived_workbook(store: Store, digest: str) -> bytes:
    """The file as it came, byte for byte; raises ``StoreError("submission.unknown")``."""
    rows = store.query(
        "SELECT a.content FROM received r JOIN archive a ON a.id = r.archive WHERE r.digest = ?",
        (bytes.fromhex(digest),),
    )
    if not rows:
        raise StoreError("submission.unknown", path=str(store.path), digest=digest)
    content: bytes = rows[0][0]
    return content


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give.

    The subject is the digest computed anew from the stored values, so that a changed value is a submission which the
    history does not know.
    """
    for row in store.query(f"{_SELECT.replace('SELECT', 'SELECT r.school, r.period, r.revision,')} ORDER BY r.id"):
        held = _held_of(row[3:])
        identity = identity_of(held.identity)
        rows = read_rows(store, held.number)
        digest = content_digest(identity, rows, attachments_of(held.attachments, identity))
        columns = (store.codes.text_of(row[0]), store.codes.text_of(row[1]), row[2])
        agrees = held.digest == digest and columns == (identity.school, identity.period, identity.revision)
        yield digest if agrees else held.digest, _text(held, cells_digest(rows)) if agrees else ""


def _write(store: Store, new: _Held, revision: int, file_number: int) -> int:
    identity = identity_of(new.identity)
    row = (new.verdict, new.identity, new.attachments, new.received_at, new.file_name, file_number)
    if new.number:
        store.execute(
            "UPDATE received SET verdict = ?, identity = ?, attachments = ?, received_at = ?, file_name = ?,"
            " archive = ?, signer_fingerprint = ?, note = ? WHERE id = ?",
            (*row, new.signer_fingerprint, new.note, new.number),
        )
        return new.number
    return store.execute(
        "INSERT INTO received (verdict, identity, attachments, received_at, file_name, archive, signer_fingerprint,"
        " note, digest, school, period, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *row,
            new.signer_fingerprint,
            new.note,
            bytes.fromhex(new.digest),
            store.codes.number_of(identity.school),
            store.codes.number_of(identity.period),
            revision,
        ),
    )


def _rows(store: Store, select: str, *, school: SchoolCode | None, period: PeriodCode | None) -> list[Any]:
    """What ``select`` finds of one school and one period where these are given, in the order of arrival."""
    wanted = {"r.school": school, "r.period": period}
    numbers = {column: store.codes.find(code) for column, code in wanted.items() if code is not None}
    condition = " AND ".join(["TRUE", *(f"{column} = ?" for column in numbers)])
    # A code that the store has never met has no number: the comparison with NULL then finds nothing, as it should.
    return store.query(f"{select} WHERE {condition} ORDER BY r.id", tuple(numbers.values()))


def _standing(store: Store, *, school: SchoolCode | None, period: PeriodCode | None) -> dict[str, SubmissionStatus]:
    """How the submissions of one school and one period stand; others have no say in it, so they are not read."""
    candidates = [
        Candidate(
            digest.hex(),
            SchoolCode(store.codes.text_of(its_school)),
            PeriodCode(store.codes.text_of(its_period)),
            revision,
            Verdict(verdict),
        )
        for digest, its_school, its_period, revision, verdict in _rows(
            store,
            "SELECT r.digest, r.school, r.period, r.revision, r.verdict FROM received r",
            school=school,
            period=period,
        )
    ]
    return standing(candidates, decisions(store, school=school, period=period))


def _find(store: Store, digest: str) -> _Held | None:
    rows = store.query(f"{_SELECT} WHERE r.digest = ?", (bytes.fromhex(digest),))
    return _held_of(rows[0]) if rows else None


def _known(store: Store, digest: str) -> _Held:
    held = _find(store, digest)
    if held is None:
        raise StoreError("submission.unknown", path=str(store.path), digest=digest)
    return held


def _held_of(row: Sequence[object]) -> _Held:
    return _Held(*[column.hex() if isinstance(column, bytes) else column for column in row])  # type: ignore[arg-type]


def _received(held: _Held, statuses: dict[str, SubmissionStatus]) -> ReceivedSubmission:
    return ReceivedSubmission(
        held.digest,
        identity_of(held.identity),
        Verdict(held.verdict),
        statuses[held.digest],
        held.received_at,
        held.file_name,
        held.file_digest,
        held.signer_fingerprint,
        held.note,
    )


def _values(store: Store, held: _Held, told: ReceivedSubmission) -> SubmittedValues:
    rows = read_rows(store, held.number)
    observations = observations_of(told.identity, rows)
    cells = {each.key: CellReference(row[4], row[5]) for each, row in zip(observations, rows, strict=True) if row[4]}
    return SubmittedValues(told, observations, cells)


def _text(held: _Held, cells: str) -> str:
    """What the history says of a submission beyond its digest."""
    return json.dumps(
        [
            held.verdict,
            held.received_at,
            held.file_name,
            held.file_digest,
            held.signer_fingerprint,
            held.note,
            cells,
        ],
        ensure_ascii=False,
    )
