"""The reasons for which a school keeps values that warnings are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ctecs_desktop.domain.observation import MeasureCode, ObservationKey, PeriodCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.submission import Explanation
from ctecs_desktop.store import history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "explanation"


def read_explanations(store: Store, *, school: SchoolCode, period: PeriodCode) -> tuple[Explanation, ...]:
    """The reasons given for a school and a period, sorted by address and rule."""
    texts = store.codes.texts()
    rows = store.query(
        "SELECT measure, subgroup, rule, reason FROM explanation WHERE school = ? AND period = ? AND reason <> ''",
        (store.codes.find(school), store.codes.find(period)),
    )
    found = [
        Explanation(
            rule, ObservationKey(school, period, MeasureCode(texts[measure]), SubgroupCode(texts[subgroup])), reason
        )
        for measure, subgroup, rule, reason in rows
    ]
    return tuple(sorted(found, key=lambda each: (each.key, each.code)))


def write_explanations(
    store: Store, explanations: Sequence[Explanation], *, at: str, person: str
) -> tuple[Explanation, ...]:
    """Keep each reason under its rule and address, and give those that changed; an empty reason takes it back."""
    changed = []
    changes = []
    with store.transaction():
        for explanation in explanations:
            numbers = [store.codes.number_of(text) for text in explanation.key]
            rows = store.query(
                "SELECT reason FROM explanation"
                " WHERE school = ? AND period = ? AND measure = ? AND subgroup = ? AND rule = ?",
                (*numbers, explanation.code),
            )
            before = rows[0][0] if rows else ""
            if before == explanation.reason:
                continue
            store.execute(
                "INSERT INTO explanation (school, period, measure, subgroup, rule, reason) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET reason = excluded.reason",
                (*numbers, explanation.code, explanation.reason),
            )
            changed.append(explanation)
            changes.append(("\t".join((*explanation.key, explanation.code)), before, explanation.reason))
        if changes:
            history.append_many(store, at=at, person=person, noun=NOUN, changes=changes)
    return tuple(changed)


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    texts = store.codes.texts()
    for *numbers, rule, reason in store.query(
        "SELECT school, period, measure, subgroup, rule, reason FROM explanation"
    ):
        yield "\t".join([*(texts[number] for number in numbers), rule]), reason
