"""What a person at central office decided over submissions, in the order in which it was decided."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import StoreError
from ctecs_desktop.domain.review import Decision
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


def decisions(store: Store) -> tuple[Decision, ...]:
    """Every decision, the oldest first: of several over one submission the last counts."""
    return tuple(
        Decision(digest.hex(), SubmissionStatus(status), frozenset(json.loads(against)))
        for digest, status, against in store.query("SELECT digest, status, against FROM decision ORDER BY id")
    )


def last_reason(store: Store, digest: str) -> str:
    """The reason given with the last decision over a submission; "" where there is none."""
    rows = store.query(
        "SELECT reason FROM decision WHERE digest = ? ORDER BY id DESC LIMIT 1", (bytes.fromhex(digest),)
    )
    return rows[0][0] if rows else ""


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    for number, digest, *row in store.query("SELECT id, digest, status, against, reason, at, person FROM decision"):
        yield str(number), _text(digest.hex(), *row)


def _text(*parts: str) -> str:
    return json.dumps(parts, ensure_ascii=False)
