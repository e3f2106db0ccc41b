"""The values of a workspace: read, and written each with its history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import ValueMovedOn
from ctecs_desktop.domain.observation import (
    Edit,
    HistoryEntry,
    MeasureCode,
    Observation,
    ObservationKey,
    PeriodCode,
    SchoolCode,
    SubgroupCode,
)
from ctecs_desktop.domain.value import Missing, Value, decode_value, encode_value
from ctecs_desktop.store import history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "observation"

_NOTHING = (encode_value(Missing.NOT_ENTERED), "")
"""Value text and note where nothing was ever said, and also after a deletion, whose row stays as a tombstone."""

_WHOLE_PERIOD_FROM = 32
"""From so many edits of one school and period on, reading the whole period beats looking up each value."""


@lru_cache(maxsize=65_536)
def value_of(text: str) -> Value:
    """``decode_value`` with a memory: most of a district's values are small counts that recur."""
    return decode_value(text)


def subject_of(key: ObservationKey) -> str:
    """The name of an address in the history."""
    return "\t".join(key)


def stored_text(value_text: str, note: str) -> str:
    """Value and note as one text for the history; a value's own text never holds a tab."""
    return f"{value_text}\t{note}" if note else value_text


def parse_stored_text(text: str) -> tuple[Value, str]:
    """Value and note of a history entry's ``before`` or ``after``, for undo; "" (absent) is ``NOT_ENTERED``."""
    value_text, _, note = text.partition("\t")
    return value_of(value_text or _NOTHING[0]), note


def read_observation(store: Store, key: ObservationKey) -> Observation:
    """What stands at ``key``; ``NOT_ENTERED`` where nobody has said."""
    value_text, note = _stored_one(store, key) or _NOTHING
    return Observation(key, value_of(value_text), note)


def read_observations(store: Store, *, school: SchoolCode, period: PeriodCode) -> dict[ObservationKey, Observation]:
    """All that was entered for a school and a period; addresses with neither value nor note are left out."""
    return {
        key: Observation(key, value_of(value_text), note)
        for key, (value_text, note) in _stored_period(store, school, period).items()
        if (value_text, note) != _NOTHING
    }


def read_some(store: Store, keys: Iterable[ObservationKey]) -> dict[ObservationKey, Observation]:
    """What stands at ``keys``; addresses with neither value nor note are left out."""
    wanted = set(keys)
    return {
        key: Observation(key, value_of(value_text), note)
        for key, (value_text, note) in _stored(store, wanted).items()
        if key in wanted and (value_text, note) != _NOTHING
    }


def write_observations(
    store: Store,
    edits: Sequence[Edit],
    *,
    at: str,
    person: str,
    expected: Mapping[ObservationKey, Observation] | None = None,
    reverses: int = 0,
) -> tuple[ObservationKey, ...]:
    """Write all of ``edits`` or none, and give the keys that changed; what stands already is left alone.

    Joins an open transaction. ``reverses`` is the number of the act that these edits take back, 0 where they are new.
    Raises ``ValueMovedOn("observation.moved_on", key, expected, found)`` where what is stored is not what the caller
    had before its eyes.
    """
    with store.transaction():
        current = _stored(store, {*(edit.key for edit in edits), *(expected or {})})
        for key, observation in (expected or {}).items():
            _refuse_if_moved_on(observation, current.get(key) or _NOTHING, key)
        rows = []
        changes = []
        changed: dict[ObservationKey, None] = {}
        for edit in edits:
            key, wanted = edit.key, (encode_value(edit.value), edit.note)
            before = current.get(key)
            if wanted == (before or _NOTHING):
                continue
            current[key] = wanted
            changed[key] = None
            rows.append((*map(store.codes.number_of, key), *wanted))
            changes.append((subject_of(key), stored_text(*before) if before else "", stored_text(*wanted)))
        if rows:
            store.execute_many(
                "INSERT INTO observation (school, period, measure, subgroup, value, note) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET value = excluded.value, note = excluded.note",
                rows,
            )
            history.append_many(store, at=at, person=person, noun=NOUN, changes=changes, reverses=reverses)
    return tuple(changed)


def observation_history(store: Store, key: ObservationKey) -> list[HistoryEntry]:
    """Every change of one value, oldest first."""
    return history.entries(store, noun=NOUN, subject=subject_of(key))


def period_history(store: Store, *, school: SchoolCode, period: PeriodCode, since: int = 0) -> list[HistoryEntry]:
    """Every change of a value of one school and period after entry number ``since``, oldest first."""
    return history.entries(store, noun=NOUN, prefix=f"{school}\t{period}\t", since=since)


def count_period_history(store: Store, *, school: SchoolCode, period: PeriodCode, since: int = 0) -> int:
    """How many entries :func:`period_history` reads."""
    return history.count_entries(store, noun=NOUN, prefix=f"{school}\t{period}\t", since=since)


def key_of(subject: str) -> ObservationKey:
    """The address that a history entry's subject names."""
    school, period, measure, subgroup = subject.split("\t")
    return ObservationKey(SchoolCode(school), PeriodCode(period), MeasureCode(measure), SubgroupCode(subgroup))


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    texts = store.codes.texts()
    for *numbers, value_text, note in store.query(
        "SELECT school, period, measure, subgroup, value, note FROM observation"
    ):
        yield "\t".join([texts[number] for number in numbers]), stored_text(value_text, note)


def _refuse_if_moved_on(expected: Observation, found: tuple[str, str], key: ObservationKey) -> None:
    # Texts are compared and not values: to Python, True equals Decimal(1).
    if (encode_value(expected.value), expected.note) != found:
        raise ValueMovedOn(
            "observation.moved_on",
            key=key,
            expected=expected,
            found=Observation(key, value_of(found[0]), found[1]),
        )


def _stored(store: Store, keys: Iterable[ObservationKey]) -> dict[ObservationKey, tuple[str, str]]:
    grouped: dict[tuple[SchoolCode, PeriodCode], list[ObservationKey]] = defaultdict(list)
    for key in keys:
        grouped[key.school, key.period].append(key)
    result: dict[ObservationKey, tuple[str, str]] = {}
    for (school, period), group in grouped.items():
        if len(group) >= _WHOLE_PERIOD_FROM:
            result.update(_stored_period(store, school, period))
            continue
        for key in group:
            stored = _stored_one(store, key)
            if stored is not None:
                result[key] = stored
    return result


def _stored_one(store: Store, key: ObservationKey) -> tuple[str, str] | None:
    numbers = [store.codes.find(text) for text in key]
    rows = store.query(
        "SELECT value, note FROM observation WHERE school = ? AND period = ? AND measure = ? AND subgroup = ?", numbers
    )
    return rows[0] if rows else None


def _stored_period(store: Store, school: SchoolCode, period: PeriodCode) -> dict[ObservationKey, tuple[str, str]]:
    texts = store.codes.texts()
    rows = store.query(
        "SELECT measure, subgroup, value, note FROM observation WHERE school = ? AND period = ?",
        (store.codes.find(school), store.codes.find(period)),
    )
    return {
        ObservationKey(school, period, MeasureCode(texts[measure]), SubgroupCode(texts[subgroup])): (value_text, note)
        for measure, subgroup, value_text, note in rows
    }
