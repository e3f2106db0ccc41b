"""The draft of the next plan: the text of every row that differs from the plan in force, with its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import ValueMovedOn
from ctecs_desktop.domain.observation import HistoryEntry
from ctecs_desktop.domain.plan_draft import RowKey
from ctecs_desktop.store import history, plans

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "plan_draft"


def read_draft(store: Store) -> dict[RowKey, str]:
    """The texts of the rows that are not as in the plan in force; see ``plan_draft.row_text``."""
    rows = store.query("SELECT plan_table, number, text FROM plan_draft ORDER BY plan_table, number")
    return {RowKey(table, number): text for table, number, text in rows}


def write_draft(
    store: Store,
    wanted: Mapping[RowKey, str],
    *,
    expected: Mapping[RowKey, str],
    at: str,
    person: str,
    reverses: int = 0,
) -> frozenset[RowKey]:
    """Keep each text, forget the row of an empty one; gives the rows for which that changed anything.

    Raises ``ValueMovedOn("plan.row_moved_on")`` (``table``) where another text stands than ``expected``.
    """
    with store.transaction():
        held = read_draft(store)
        changes = []
        for key, text in wanted.items():
            before = held.get(key, "")
            if before != expected.get(key, ""):
                raise ValueMovedOn("plan.row_moved_on", table=key.table)
            if before != text:
                _write(store, key, text)
                changes.append((_subject(key), before, text))
        if changes:
            history.append_many(store, at=at, person=person, noun=NOUN, changes=changes, reverses=reverses)
    return frozenset(key_of(subject) for subject, _before, _after in changes)


def draft_history(store: Store) -> list[HistoryEntry]:
    """Every change of the draft since the plan in force became so, oldest first."""
    published = history.entries(store, noun=plans.NOUN)
    return history.entries(store, noun=NOUN, since=published[-1].sequence if published else 0)


def key_of(subject: str) -> RowKey:
    """The row that an entry of the history is about."""
    table, _tab, number = subject.partition("\t")
    return RowKey(table, int(number))


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    for key, text in read_draft(store).items():
        yield _subject(key), text


def _subject(key: RowKey) -> str:
    return f"{key.table}\t{key.number}"


def _write(store: Store, key: RowKey, text: str) -> None:
    if text:
        store.execute(
            "INSERT INTO plan_draft (plan_table, number, text) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET text = excluded.text",
            (key.table, key.number, text),
        )
    else:
        store.execute("DELETE FROM plan_draft WHERE plan_table = ? AND number = ?", (key.table, key.number))
