"""Reasons for kept warnings, and strategy updates."""

from __future__ import annotations

from dataclasses import replace

from ctecs_desktop.domain.submission import Explanation, StrategyStatus, StrategyUpdate
from ctecs_desktop.store import explanations, history, strategy_updates
from ctecs_desktop.store.opening import open_store
from ctecs_desktop.store.store import Store
from tests.building import YEAR, key
from tests.store.stores import QUARTER, SCHOOL, WHO

REASON = Explanation("parts_sum", key("1.02", school=SCHOOL), "counted twice")


def read(store: Store) -> tuple[Explanation, ...]:
    return explanations.read_explanations(store, school=SCHOOL, period=YEAR)


def test_a_reason_is_kept_changed_and_taken_back(store: Store) -> None:
    changed = replace(REASON, reason="counted three times")
    for each in (REASON, changed):
        assert explanations.write_explanations(store, [each], **WHO) == (each,)
        assert read(store) == (each,)
    assert explanations.write_explanations(store, [changed], **WHO) == ()
    explanations.write_explanations(store, [replace(REASON, reason="")], **WHO)
    assert read(store) == ()
    told = [(each.before, each.after) for each in history.entries(store, noun="explanation")]
    assert told == [("", "counted twice"), ("counted twice", "counted three times"), ("counted three times", "")]
    path = store.path
    store.close()
    open_store(path).close()


def test_reasons_are_read_by_period_and_sorted(store: Store) -> None:
    first = Explanation("z_rule", key("1.01", school=SCHOOL), "a")
    second = Explanation("a_rule", key("1.02", school=SCHOOL), "b")
    quarterly = Explanation("a_rule", key("1.01", school=SCHOOL, period=QUARTER), "c")
    explanations.write_explanations(store, [REASON, second, quarterly, first], **WHO)
    assert read(store) == (first, second, REASON)


def test_a_strategy_update_is_kept_by_period(store: Store) -> None:
    update = StrategyUpdate("S1.2", StrategyStatus.UNDER_WAY, "half\tdone")
    first = StrategyUpdate("S1.1", StrategyStatus.NOT_STARTED)
    assert strategy_updates.write_strategy_updates(store, YEAR, [update, first], **WHO) == (update, first)
    assert strategy_updates.write_strategy_updates(store, YEAR, [update], **WHO) == ()
    done = replace(update, status=StrategyStatus.DONE)
    assert strategy_updates.write_strategy_updates(store, YEAR, [done], **WHO) == (done,)
    assert strategy_updates.read_strategy_updates(store, YEAR) == (first, done)
    assert strategy_updates.read_strategy_updates(store, QUARTER) == ()
