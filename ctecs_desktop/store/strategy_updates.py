"""What the school says of each strategy in a period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.submission import StrategyStatus, StrategyUpdate
from ctecs_desktop.store import history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "strategy_update"


def read_strategy_updates(store: Store, period: PeriodCode) -> tuple[StrategyUpdate, ...]:
    """The updates of a period, sorted by strategy."""
    rows = store.query(
        "SELECT strategy, status, narrative FROM strategy_update WHERE period = ? ORDER BY strategy",
        (store.codes.find(period),),
    )
    return tuple(StrategyUpdate(strategy, StrategyStatus(status), narrative) for strategy, status, narrative in rows)


def write_strategy_updates(
    store: Store, period: PeriodCode, updates: Sequence[StrategyUpdate], *, at: str, person: str
) -> tuple[StrategyUpdate, ...]:
    """Keep each update, and give those that changed anything."""
    changed = []
    changes = []
    with store.transaction():
        number = store.codes.number_of(period)
        for update in updates:
            rows = store.query(
                "SELECT status, narrative FROM strategy_update WHERE period = ? AND strategy = ?",
                (number, update.strategy),
            )
            before = _text(*rows[0]) if rows else ""
            after = _text(update.status.value, update.narrative)
            if before == after:
                continue
            store.execute(
                "INSERT INTO strategy_update (period, strategy, status, narrative) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET status = excluded.status, narrative = excluded.narrative",
                (number, update.strategy, update.status.value, update.narrative),
            )
            changed.append(update)
            changes.append((f"{period}\t{update.strategy}", before, after))
        if changes:
            history.append_many(store, at=at, person=person, noun=NOUN, changes=changes)
    return tuple(changed)


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    for period, strategy, status, narrative in store.query(
        "SELECT period, strategy, status, narrative FROM strategy_update"
    ):
        yield f"{store.codes.text_of(period)}\t{strategy}", _text(status, narrative)


def _text(status: str, narrative: str) -> str:
    return f"{status}\t{narrative}"
