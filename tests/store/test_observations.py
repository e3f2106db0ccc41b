"""Values in the store: what is written is read, with its history, and replaying the history gives it again."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import StoreError, ValueMovedOn
from ctecs_desktop.domain.observation import Edit, Observation
from ctecs_desktop.domain.value import Missing, Ratio, Value
from ctecs_desktop.store import history, observations
from ctecs_desktop.store.opening import create_store, open_store
from ctecs_desktop.store.store import Store
from tests.building import YEAR, key
from tests.store import stores
from tests.store.stores import AT, QUARTER, SCHOOL, WHO, edit, write

KEY = key("1.01", school=SCHOOL)


def test_a_value_is_read_as_it_was_written(store: Store) -> None:
    assert write(store, edit(Ratio(Decimal(57), Decimal(131)), "a note")) == (KEY,)
    assert observations.read_observation(store, KEY) == Observation(KEY, Ratio(Decimal(57), Decimal(131)), "a note")


def test_an_address_where_nobody_said_anything_is_not_entered(store: Store) -> None:
    assert observations.read_observation(store, KEY) == Observation(KEY, Missing.NOT_ENTERED)
    assert observations.read_observations(store, school=SCHOOL, period=YEAR) == {}


def test_what_stands_already_is_neither_written_nor_recorded(store: Store) -> None:
    write(store, edit(Decimal(5)))
    before = history.head(store)
    assert write(store, edit(Decimal("5.0")), edit(Missing.NOT_ENTERED, measure="1.02")) == ()
    assert history.head(store) == before


def test_yes_and_one_are_different_values(store: Store) -> None:
    write(store, edit(Decimal(1)))
    assert write(store, edit(value=True)) == (KEY,)
    with pytest.raises(ValueMovedOn):
        write(store, edit(Decimal(2)), expected={KEY: Observation(KEY, Decimal(1))})


def test_a_deletion_leaves_a_tombstone_and_its_history(store: Store) -> None:
    write(store, edit(Decimal(5), "five"))
    assert write(store, edit(Missing.NOT_ENTERED)) == (KEY,)
    assert observations.read_observations(store, school=SCHOOL, period=YEAR) == {}
    entries = observations.observation_history(store, KEY)
    assert [(each.before, each.after) for each in entries] == [("", "5\tfive"), ("5\tfive", "!not_entered")]
    assert [(each.at, each.person) for each in entries] == [(AT, "Pat")] * 2
    assert observations.parse_stored_text(entries[1].before) == (Decimal(5), "five")
    assert observations.parse_stored_text(entries[0].before) == (Missing.NOT_ENTERED, "")


def test_a_value_that_moved_on_refuses_the_whole_edit(store: Store) -> None:
    write(store, edit(Decimal(7)))
    before = history.head(store)
    stale = Observation(KEY, Decimal(5))
    with pytest.raises(ValueMovedOn) as refused:
        write(store, edit(Decimal(1), measure="1.02"), edit(Decimal(6)), expected={KEY: stale})
    assert refused.value.code == "observation.moved_on"
    assert refused.value.params == {"key": KEY, "expected": stale, "found": Observation(KEY, Decimal(7))}
    assert history.head(store) == before
    assert observations.read_observations(store, school=SCHOOL, period=YEAR).keys() == {KEY}


def test_what_was_expected_lets_the_edit_through(store: Store) -> None:
    nothing = Observation(KEY, Missing.NOT_ENTERED)
    assert write(store, edit(Decimal(6)), expected={KEY: nothing}) == (KEY,)
    assert write(store, edit(Decimal(7)), expected={KEY: Observation(KEY, Decimal(6))}) == (KEY,)


def test_an_edit_joins_the_open_transaction_and_leaves_with_it(store: Store) -> None:
    def write_and_fail() -> None:
        with store.transaction():
            write(store, edit(Decimal(5)))
            raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()
    assert observations.read_observation(store, KEY).value is Missing.NOT_ENTERED
    assert write(store, edit(Decimal(6))) == (KEY,)


def test_a_note_over_the_limit_is_refused_and_nothing_is_kept(store: Store) -> None:
    with pytest.raises(StoreError) as refused:
        write(store, edit(Decimal(1), measure="1.02"), edit(Decimal(5), "x" * 2001))
    assert refused.value.code == "store.constraint"
    assert observations.read_observations(store, school=SCHOOL, period=YEAR) == {}


def test_half_a_character_is_refused_in_our_words(store: Store) -> None:
    with pytest.raises(StoreError) as refused:
        write(store, edit(Decimal(5), "\ud83d"))
    assert refused.value.code == "store.text_not_storable"
    assert write(store, edit(Decimal(5), "\U0001f600")) == (KEY,)


def test_five_thousand_pasted_values_are_all_there(store: Store) -> None:
    edits = [edit(Decimal(n), measure=f"m{n % 200}", subgroup=f"s{n // 200}") for n in range(5000)]
    assert len(write(store, *edits)) == 5000
    found = observations.read_observations(store, school=SCHOOL, period=YEAR)
    assert found == {each.key: stores.observation(each) for each in edits}
    assert len(history.entries(store, noun="observation")) == 5000


_KEYS = st.builds(
    lambda measure, subgroup, period: key(measure, subgroup, school=SCHOOL, period=period),
    st.sampled_from(["1.01", "1.02", "2.01"]),
    st.sampled_from(["all", "gender.female"]),
    st.sampled_from([YEAR, QUARTER]),
)
_EDITS = st.lists(st.lists(st.builds(Edit, _KEYS, stores.values, stores.notes), max_size=5), max_size=6)


@settings(max_examples=60)
@given(_EDITS)
def test_any_sequence_of_edits_replays_to_what_is_stored(batches: list[list[Edit]]) -> None:
    wanted: dict[object, Observation] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "school.ctecs"
        with create_store(path, stores.workspace()) as store:
            for batch in batches:
                write(store, *batch)
                wanted.update((each.key, stores.observation(each)) for each in batch)
        with open_store(path) as store:  # opening replays the history and compares
            found = {
                **observations.read_observations(store, school=SCHOOL, period=YEAR),
                **observations.read_observations(store, school=SCHOOL, period=QUARTER),
            }
            told: dict[str, tuple[Value, str]] = {
                each.subject: observations.parse_stored_text(each.after)
                for each in history.entries(store, noun="observation")
            }
    said = {k: each for k, each in wanted.items() if each.is_entered or each.note}
    assert found == said
    assert {k: v for k, v in told.items() if v != (Missing.NOT_ENTERED, "")} == {
        observations.subject_of(each.key): (each.value, each.note) for each in said.values()
    }


def test_writing_needs_no_more_than_one_transaction(store: Store) -> None:
    with store.transaction():
        first = observations.write_observations(store, [edit(Decimal(1))], **WHO)
        second = observations.write_observations(store, [edit(Decimal(2))], **WHO)
    assert first == second == (KEY,)
    assert [each.after for each in observations.observation_history(store, KEY)] == ["1", "2"]
