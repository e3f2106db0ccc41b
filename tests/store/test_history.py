"""The chain of history entries."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import astuple
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import StoreDamaged
from ctecs_desktop.store import facts, history
from ctecs_desktop.store.store import Store
from tests.store.stores import AT, WHO

_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=6)
_ROWS = st.tuples(_TEXT, _TEXT, _TEXT, _TEXT, _TEXT, _TEXT)


def test_a_new_store_begins_with_its_own_birth(store: Store) -> None:
    (first,) = history.entries(store)
    assert (first.sequence, first.noun, first.before) == (1, "workspace", "")
    assert first.digest == history.head(store)
    row = astuple(first)[1:7]
    assert (first.act, first.reverses) == (1, 0)
    text = "1,1,0," + "".join(f"{len(field)}:{field}," for field in row)
    assert first.digest == sha256(bytes(32) + text.encode()).hexdigest()


def test_every_entry_is_chained_to_the_one_before(store: Store) -> None:
    for number in range(3):
        facts.set_fact(store, "name", str(number), **WHO)
    previous = bytes(32)
    for entry in history.entries(store):
        fields = (entry.at, entry.person, entry.noun, entry.subject, entry.before, entry.after)
        previous = history.link(previous, entry.sequence, fields, act=entry.act, reverses=entry.reverses)
        assert entry.digest == previous.hex()
    assert history.head(store) == previous.hex()
    history.verify_chain(store)


def test_appending_gives_the_entry_that_was_kept(store: Store) -> None:
    with store.transaction():
        entry = history.append(store, at=AT, person="Pat", noun="fact", subject="s", before="", after="a")
        assert history.entries(store, noun="fact") == [entry]
        last = history.append_many(store, at=AT, person="Pat", noun="fact", changes=[("t", "", "b"), ("u", "", "c")])
    assert last == entry.sequence + 2


def test_entries_are_found_by_noun_by_subject_and_from_a_number_on(store: Store) -> None:
    for name in ("a", "b", "a"):
        facts.set_fact(store, name, str(history.head(store)), **WHO)
    assert [each.subject for each in history.entries(store, noun="fact")] == ["a", "b", "a"]
    assert [each.sequence for each in history.entries(store, noun="fact", subject="a")] == [2, 4]
    assert [each.sequence for each in history.entries(store, since=2)] == [3, 4]
    assert history.entries(store, noun="plan") == []


@given(_ROWS, _ROWS)
def test_no_two_rows_have_the_same_link(
    first: tuple[str, str, str, str, str, str], second: tuple[str, str, str, str, str, str]
) -> None:
    same = history.link(bytes(32), 1, first, act=1) == history.link(bytes(32), 1, second, act=1)
    assert same == (first == second)


def test_moving_text_from_one_field_to_the_next_changes_the_link() -> None:
    one = history.link(bytes(32), 1, ("a", "b", "n", "s", "x1:y", "z"), act=1)
    other = history.link(bytes(32), 1, ("a", "b", "n", "s", "x", "1:yz"), act=1)
    assert one != other


def test_the_act_and_what_it_takes_back_are_part_of_the_link() -> None:
    row = ("a", "b", "n", "s", "x", "y")
    links = {history.link(bytes(32), 9, row, act=act, reverses=back) for act in (7, 8, 9) for back in (0, 3, 4)}
    assert len(links) == 9


def test_entries_of_one_transaction_are_one_act_and_the_next_transaction_is_another(store: Store) -> None:
    with store.transaction():
        facts.set_fact(store, "a", "1", **WHO)
        facts.set_fact(store, "b", "1", **WHO)
    facts.set_fact(store, "a", "2", **WHO)
    assert [(each.sequence, each.act) for each in history.entries(store)] == [(1, 1), (2, 2), (3, 2), (4, 4)]
    history.verify_chain(store)


def test_what_was_rolled_back_inside_a_transaction_leaves_its_act_whole(store: Store) -> None:
    with store.transaction():
        with suppress(LookupError), store.transaction():
            facts.set_fact(store, "a", "1", **WHO)
            raise LookupError
        facts.set_fact(store, "b", "1", **WHO)
        facts.set_fact(store, "c", "1", **WHO)
    assert [(each.subject, each.act) for each in history.entries(store, noun="fact")] == [("b", 2), ("c", 2)]
    history.verify_chain(store)


def test_an_act_cannot_reach_over_another(store: Store) -> None:
    for name in ("a", "b"):
        facts.set_fact(store, name, "1", **WHO)
    with store.transaction():
        store.current_act = 2  # as a fault of ours would have it
        history.append(store, at=AT, person="Pat", noun="fact", subject="c", before="", after="x")
    with pytest.raises(StoreDamaged) as refusal:
        history.verify_chain(store)
    assert refusal.value.params["check"] == "chain"


def test_entries_are_found_by_how_their_subject_begins(store: Store) -> None:
    for name in ("ab", "abc", "b"):
        facts.set_fact(store, name, "1", **WHO)
    assert [each.subject for each in history.entries(store, noun="fact", prefix="ab")] == ["ab", "abc"]
