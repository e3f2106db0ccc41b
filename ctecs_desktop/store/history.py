"""The append-only history: every change with its link in a chain of digests, so that nothing can be slipped in.

Its limits: whoever owns the PC can rewrite what came after the last exported head. It proves order, not true time.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import StoreDamaged
from ctecs_desktop.domain.observation import HistoryEntry

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

_BEFORE_THE_FIRST = bytes(32)
_COLUMNS = "sequence, at, person, noun, subject, before, after, digest"


def link(previous: bytes, sequence: int, row: tuple[str, str, str, str, str, str]) -> bytes:
    """``SHA-256(previous ‖ canonical row)``: the digest of one row of at, person, noun, subject, before, after.

    The canonical row is its number and its fields as netstrings (``length:text,``, lengths in characters), UTF-8: no
    two rows have the same bytes.
    """
    at, person, noun, subject, before, after = row
    text = (
        f"{sequence},{len(at)}:{at},{len(person)}:{person},{len(noun)}:{noun},"
        f"{len(subject)}:{subject},{len(before)}:{before},{len(after)}:{after},"
    )
    return sha256(previous + text.encode("utf-8")).digest()


def head(store: Store) -> str:
    """The digest of the last entry, in hex: it stands for everything that was done so far."""
    return _last(store)[1].hex()


def append(store: Store, *, at: str, person: str, noun: str, subject: str, before: str, after: str) -> HistoryEntry:
    """Add one entry; only inside a transaction, together with the change that it records."""
    sequence = append_many(store, at=at, person=person, noun=noun, changes=[(subject, before, after)])
    digest = _last(store)[1].hex()
    return HistoryEntry(sequence, at, person, noun, subject, before, after, digest)


def append_many(store: Store, *, at: str, person: str, noun: str, changes: Iterable[tuple[str, str, str]]) -> int:
    """Add an entry for every ``(subject, before, after)``; gives the number of the last entry."""
    sequence, digest = _last(store)
    rows = []
    for subject, before, after in changes:
        sequence += 1
        row = (at, person, noun, subject, before, after)
        digest = link(digest, sequence, row)
        rows.append((sequence, *row, digest))
    store.execute_many(f"INSERT INTO history ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608
    return sequence


def entries(store: Store, *, noun: str | None = None, subject: str | None = None, since: int = 0) -> list[HistoryEntry]:
    """The entries after number ``since``, of one noun and one subject where these are given, oldest first."""
    rows = store.query(
        f"SELECT {_COLUMNS} FROM history WHERE sequence > ?1 AND (?2 IS NULL OR noun = ?2)"  # noqa: S608
        " AND (?3 IS NULL OR subject = ?3) ORDER BY sequence",
        (since, noun, subject),
    )
    return [
        HistoryEntry(number, at, person, its_noun, its_subject, before, after, digest.hex())
        for number, at, person, its_noun, its_subject, before, after, digest in rows
    ]


def verify_chain(store: Store) -> None:
    """Compute every link anew; raises ``StoreDamaged`` naming the first entry that does not fit."""
    digest = _BEFORE_THE_FIRST
    expected = 1
    for sequence, at, person, noun, subject, before, after, stored in store.query(
        f"SELECT {_COLUMNS} FROM history ORDER BY sequence"  # noqa: S608
    ):
        digest = link(digest, sequence, (at, person, noun, subject, before, after))
        if sequence != expected or digest != stored:
            raise StoreDamaged("store.damaged", path=str(store.path), check="chain", sequence=sequence)
        expected += 1


def _last(store: Store) -> tuple[int, bytes]:
    rows = store.query("SELECT sequence, digest FROM history ORDER BY sequence DESC LIMIT 1")
    return rows[0] if rows else (0, _BEFORE_THE_FIRST)
