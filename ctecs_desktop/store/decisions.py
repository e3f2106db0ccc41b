"""What a person at central office decided over submissions, in the order in which it was decided."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import StoreError
from ctecs_desktop.domain.observation import PeriodCode, SchoolCode
from ctecs_desktop.domain.review import Decision, RecordedDecision
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.store import history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "decision"


def record_decision(store: Store, decision: Decision, *, reason: str, at: str, person: str) -> None:
    """Add a decision; raises ``StoreError("submission.unknown")`` where its submission is not held."""
    with store.transaction():
        digest = bytes.fromhex(decision.digest)
        if not store.query("SELECT 1 FROM received WHERE digest = ?", (digest,)):
            raise StoreError("submission.unknown", path=str(store.path), digest=decision.digest)
        against = json.dumps(sorted(decision.against))
        row = (decision.status.value, against, reason, at, person)
        number = store.execute(
            "INSERT INTO decision (digest, status, against, reason, at, person) VALUES (?, ?, ?, ?, ?, ?)",
            (digest, *row),
        )
        after = _text(decision.digest, *row)
        history.append(store, at=at, person=person, noun=NOUN, subject=str(number), before="", after=after)


def decisions(
    store: Store, *, school: SchoolCode | None = None, period: PeriodCode | None = None
) -> tuple[Decision, ...]:
    """The decisions over one school's and one period's submissions, where these are named, the oldest first.

    Of several over one submission the last counts.
    """
    wanted = {"r.school": school, "r.period": period}
    numbers = {column: store.codes.find(code) for column, code in wanted.items() if code is not None}
    condition = " AND ".join(["TRUE", *(f"{column} = ?" for column in numbers)])
    rows = store.query(
        "SELECT d.digest, d.status, d.against FROM decision d JOIN received r ON r.digest = d.digest"  # noqa: S608
        f" WHERE {condition} ORDER BY d.id",
        tuple(numbers.values()),
    )
    return tuple(_decision(*row) for row in rows)


def decisions_over(store: Store, digest: str) -> tuple[RecordedDecision, ...]:
    """Everything that was decided over one submission, the oldest first."""
    rows = store.query(
        "SELECT digest, status, against, reason, at, person FROM decision WHERE digest = ? ORDER BY id",
        (bytes.fromhex(digest),),
    )
    return tuple(RecordedDecision(_decision(*row[:3]), *row[3:]) for row in rows)


def last_reason(store: Store, digest: str) -> str:
    """The reason given with the last decision over a submission; "" where there is none."""
    found = decisions_over(store, digest)
    return found[-1].reason if found else ""


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    for number, digest, *row in store.query("SELECT id, digest, status, against, reason, at, person FROM decision"):
        yield str(number), _text(digest.hex(), *row)


def _decision(digest: bytes, status: str, against: str) -> Decision:
    return Decision(digest.hex(), SubmissionStatus(status), frozenset(json.loads(against)))


def _text(*parts: str) -> str:
    return json.dumps(parts, ensure_ascii=False)
