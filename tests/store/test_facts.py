"""Small facts of a workspace."""

from __future__ import annotations

from ctecs_desktop.store import facts, history
from ctecs_desktop.store.store import Store
from tests.store.stores import WHO


def test_a_fact_is_kept_and_changed_with_its_history(store: Store) -> None:
    assert facts.fact(store, "key.file") is None
    assert facts.set_fact(store, "key.file", "a.p12", **WHO)
    assert not facts.set_fact(store, "key.file", "a.p12", **WHO)
    assert facts.set_fact(store, "key.file", "b.p12", **WHO)
    assert facts.fact(store, "key.file") == "b.p12"
    told = [(each.before, each.after) for each in history.entries(store, noun="fact", subject="key.file")]
    assert told == [("", "a.p12"), ("a.p12", "b.p12")]
