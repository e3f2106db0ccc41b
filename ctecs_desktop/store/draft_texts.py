"""What was typed into a cell and could not be taken yet: kept, so that neither a crash nor a restart loses it.

These texts are no values: they are not signed, not in the history, and go once a value is taken at their address.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import MeasureCode, ObservationKey, PeriodCode, SchoolCode, SubgroupCode

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

LONGEST_DRAFT = 2000
"""Characters that are kept of a text; longer ones are pasted by mistake."""

Place = tuple[ObservationKey, Part]
"""The box in which a text stands."""


def read_drafts(store: Store, *, school: SchoolCode, period: PeriodCode) -> dict[Place, str]:
    """The texts kept for a school and a period."""
    rows = store.query(
        "SELECT measure, subgroup, part, text FROM draft_text WHERE school = ? AND period = ?",
        (store.codes.find(school), store.codes.find(period)),
    )
    texts = store.codes.texts() if rows else {}
    return {
        (ObservationKey(school, period, MeasureCode(texts[measure]), SubgroupCode(texts[subgroup])), Part(part)): text
        for measure, subgroup, part, text in rows
    }


def keep_drafts(store: Store, drafts: Mapping[Place, str]) -> None:
    """Keep each text in its box, in place of one kept there; an empty text is forgotten."""
    with store.transaction():
        for (key, part), text in drafts.items():
            place = (*(store.codes.number_of(code) for code in key), part.value)
            if text:
                store.execute(
                    "INSERT INTO draft_text (school, period, measure, subgroup, part, text) VALUES (?, ?, ?, ?, ?, ?)"
                    " ON CONFLICT DO UPDATE SET text = excluded.text",
                    (*place, text[:LONGEST_DRAFT]),
                )
            else:
                store.execute(
                    "DELETE FROM draft_text"
                    " WHERE school = ? AND period = ? AND measure = ? AND subgroup = ? AND part = ?",
                    place,
                )


def forget_drafts(store: Store, keys: Collection[ObservationKey]) -> None:
    """Forget whatever is kept at ``keys``; joins the transaction in which their values are written."""
    if not store.query("SELECT 1 FROM draft_text LIMIT 1"):
        return  # nearly always, and pasted blocks are large
    with store.transaction():
        store.execute_many(
            "DELETE FROM draft_text WHERE school = ? AND period = ? AND measure = ? AND subgroup = ?",
            [tuple(store.codes.find(code) for code in key) for key in keys],
        )
