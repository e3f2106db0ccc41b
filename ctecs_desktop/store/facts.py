"""Small facts of a workspace, such as the name of its key file: a name and a text, each change with its history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ctecs_desktop.store import history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "fact"


def fact(store: Store, name: str) -> str | None:
    """The text kept under ``name``; None where there is none."""
    rows = store.query("SELECT value FROM fact WHERE name = ?", (name,))
    return rows[0][0] if rows else None


def set_fact(store: Store, name: str, value: str, *, at: str, person: str) -> bool:
    """Keep ``value`` under ``name``; whether that changed anything."""
    with store.transaction():
        before = fact(store, name)
        if before == value:
            return False
        store.execute(
            "INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )
        history.append(store, at=at, person=person, noun=NOUN, subject=name, before=before or "", after=value)
    return True


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    yield from store.query("SELECT name, value FROM fact")
