"""How much of what was received speaks of a part of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ctecs_desktop.domain.plan_use import SentUse

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

_VALUES = (
    "SELECT count(DISTINCT r.school), count(DISTINCT r.id), count(*)"
    " FROM submitted_value v JOIN received r ON r.id = v.submission"
)
_SUBMISSIONS = "SELECT count(DISTINCT school), count(*), 0 FROM received"


def sent_of_measures(store: Store, measures: Sequence[str]) -> SentUse:
    """What was received for any of the measures."""
    return _sent_at(store, "measure", measures)


def sent_of_subgroups(store: Store, subgroups: Sequence[str]) -> SentUse:
    """What was received for any of the subgroups."""
    return _sent_at(store, "subgroup", subgroups)


def sent_by_school(store: Store, school: str) -> SentUse:
    """What a school sent."""
    return _one(store, f"{_SUBMISSIONS} WHERE school = ?", [store.codes.find(school)])


def sent_for_period(store: Store, period: str) -> SentUse:
    """What was received for a reporting period."""
    return _one(store, f"{_SUBMISSIONS} WHERE period = ?", [store.codes.find(period)])


def _sent_at(store: Store, column: str, codes: Sequence[str]) -> SentUse:
    numbers = [number for code in codes if (number := store.codes.find(code)) is not None]
    if not numbers:
        return SentUse()
    places = ", ".join("?" * len(numbers))
    return _one(store, f"{_VALUES} WHERE v.{column} IN ({places})", numbers)


def _one(store: Store, query: str, parameters: Sequence[object]) -> SentUse:
    ((schools, submissions, values),) = store.query(query, parameters)
    return SentUse(schools, submissions, values)
