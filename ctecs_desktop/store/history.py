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
_COLUMNS = "sequence, at, person, noun, subject, before, after, act, reverses, digest"

Row = tuple[str, str, str, str, str, str]
"""At, person, noun, subject, before, after."""


def link(previous: bytes, sequence: int, row: Row, *, act: int, reverses: int = 0) -> bytes:
    """``SHA-256(previous ‖ canonical row)``: the digest of one row.

    The canonical row is its numbers (its own, its act's, that of the act it takes back) and its fields as netstrings
    (``length:text,``, lengths in characters), UTF-8: no two rows have the same bytes.
    """
    at, person, noun, subject, before, after = row
    text = (
        f"{sequence},{act},{reverses},{len(at)}:{at},{len(person)}:{person},{len(noun)}:{noun},"
        f"{len(subject)}:{subject},{len(before)}:{before},{len(after)}:{after},"
    )
    return sha256(previous + text.encode("utf-8")).digest()


def head(store: Store) -> str:
    """The digest of the last entry, in hex: it stands for everything that was done so far."""
    return _last(store)[1].hex()


def last_at(store: Store) -> str:
    """When the last entry was made, ISO-8601 UTC; "" before the first."""
    rows = store.query("SELECT at FROM history ORDER BY sequence DESC LIMIT 1")
    return rows[0][0] if rows else ""


def append(store: Store, *, at: str, person: str, noun: str, subject: str, before: str, after: str) -> HistoryEntry:
    """Add one entry; only inside a transaction, together with the change that it records."""
    sequence = append_many(store, at=at, person=person, noun=noun, changes=[(subject, before, after)])
    digest = _last(store)[1].hex()
    return HistoryEntry(sequence, at, person, noun, subject, before, after, store.current_act, 0, digest)


def append_many(
    store: Store, *, at: str, person: str, noun: str, changes: Iterable[tuple[str, str, str]], reverses: int = 0
) -> int:
    """Add an entry for every ``(subject, before, after)``; gives the number of the last entry.

    All entries of one transaction are one act; ``reverses`` is the number of the act that they take back.
    """
    sequence, digest = _last(store)
    act = store.current_act or sequence + 1
    rows = []
    for subject, before, after in changes:
        sequence += 1
        row = (at, person, noun, subject, before, after)
        digest = link(digest, sequence, row, act=act, reverses=reverses)
        rows.append((sequence, *row, act, reverses, digest))
    store.execute_many(f"INSERT INTO history ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608
    if rows:
        store.current_act = act
    return sequence


def entries(
    store: Store, *, noun: str | None = None, subject: str | None = None, prefix: str = "", since: int = 0
) -> list[HistoryEntry]:
    """The entries after number ``since``, oldest first.

    Where they are given, only those of one noun, of one subject, or of the subjects that begin with ``prefix``.
    """
    rows = store.query(
        f"SELECT {_COLUMNS} FROM history WHERE sequence > ?1 AND (?2 IS NULL OR noun = ?2)"  # noqa: S608
        " AND (?3 IS NULL OR subject = ?3) AND substr(subject, 1, ?4) = ?5 ORDER BY sequence",
        (since, noun, subject, len(prefix), prefix),
    )
    return [
        HistoryEntry(number, at, person, its_noun, its_subject, before, after, act, reverses, digest.hex())
        for number, at, person, its_noun, its_subject, before, after, act, reverses, digest in rows
    ]


def count_entries(store: Store, *, noun: str, prefix: str, since: int = 0) -> int:
    """How many :func:`entries` there are."""
    ((count,),) = store.query(
        "SELECT count(*) FROM history WHERE sequence > ? AND noun = ? AND substr(subject, 1, ?) = ?",
        (since, noun, len(prefix), prefix),
    )
    return int(count)


def verify_chain(store: Store) -> None:
    """Compute every link anew; raises ``StoreDamaged`` naming the first entry that does not fit."""
    digest = _BEFORE_THE_FIRST
    expected, act_before = 1, 0
    for sequence, *row, act, reverses, stored in store.query(
        f"SELECT {_COLUMNS} FROM history ORDER BY sequence"  # noqa: S608
    ):
        at, person, noun, subject, before, after = row
        digest = link(digest, sequence, (at, person, noun, subject, before, after), act=act, reverses=reverses)
        is_in_place = sequence == expected and act in {act_before, sequence}
        if not is_in_place or digest != stored:
            raise StoreDamaged("store.damaged", path=str(store.path), check="chain", sequence=sequence)
        expected, act_before = sequence + 1, act


def _last(store: Store) -> tuple[int, bytes]:
    rows = store.query("SELECT sequence, digest FROM history ORDER BY sequence DESC LIMIT 1")
    return rows[0] if rows else (0, _BEFORE_THE_FIRST)
