"""What central office typed for the report of a period: letters, aims, how strategies went; each with its history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.store import history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "report_text"


def report_texts(store: Store, period: PeriodCode) -> dict[str, str]:
    """The texts of a period by name."""
    rows = store.query("SELECT name, text FROM report_text WHERE period = ? ORDER BY name", (store.codes.find(period),))
    return dict(rows)


def write_report_text(store: Store, period: PeriodCode, name: str, text: str, *, at: str, person: str) -> bool:
    """Keep ``text`` under ``name``, or forget what stands there where it is empty; whether that changed anything."""
    with store.transaction():
        number = store.codes.number_of(period)
        rows = store.query("SELECT text FROM report_text WHERE period = ? AND name = ?", (number, name))
        before = rows[0][0] if rows else ""
        if before == text:
            return False
        if text:
            store.execute(
                "INSERT INTO report_text (period, name, text) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET text = excluded.text",
                (number, name, text),
            )
        else:
            store.execute("DELETE FROM report_text WHERE period = ? AND name = ?", (number, name))
        history.append(store, at=at, person=person, noun=NOUN, subject=f"{period}\t{name}", before=before, after=text)
    return True


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    for period, name, text in store.query("SELECT period, name, text FROM report_text"):
        yield f"{store.codes.text_of(period)}\t{name}", text
