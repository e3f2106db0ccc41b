"""The district's figures that a school was sent: one set of them, replaced whole when a newer one comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING

from ctecs_desktop.domain.district_figures import (
    NOTHING_FROZEN,
    DistrictFigures,
    figures_document,
    figures_of_document,
)
from ctecs_desktop.store import history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "district_figures"

_ONLY = 1
"""The number of the one row."""


def keep_figures(store: Store, figures: DistrictFigures, *, register: int, source: str, at: str, person: str) -> bool:
    """Keep ``figures``, which came in the file ``source`` beside version ``register`` of the register of signers.

    False where the same are kept already, or later ones: those that know of a newer snapshot, or of the same one
    beside a newer register. Both numbers only grow, so that an older workbook, opened late, takes nothing back.
    """
    document = figures_document(figures)
    with store.transaction():
        rows = store.query("SELECT newest, register, document, source, at, person FROM district_figures")
        kept = rows[0] if rows else None
        if kept is None and not figures.newest:
            return False
        if kept is not None and ((figures.newest, register) < (kept[0], kept[1]) or document == kept[2]):
            return False
        store.execute(
            "INSERT OR REPLACE INTO district_figures (id, newest, register, document, source, at, person)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (_ONLY, figures.newest, register, document, source, at, person),
        )
        before = _text(*kept) if kept is not None else ""
        after = _text(figures.newest, register, document, source, at, person)
        history.append(store, at=at, person=person, noun=NOUN, subject=str(_ONLY), before=before, after=after)
    return True


def kept_figures(store: Store) -> DistrictFigures:
    """What was sent last; nothing where no workbook brought any."""
    rows = store.query("SELECT document FROM district_figures")
    return figures_of_document(rows[0][0]) if rows else NOTHING_FROZEN


def kept_numbers(store: Store) -> tuple[int, int]:
    """The newest snapshot that the figures kept know of, and the register that came with them; 0 and 0 without any."""
    rows = store.query("SELECT newest, register FROM district_figures")
    return rows[0] if rows else (0, 0)


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    for number, *row in store.query("SELECT id, newest, register, document, source, at, person FROM district_figures"):
        yield str(number), _text(*row)


def _text(newest: int, register: int, document: str, source: str, at: str, person: str) -> str:
    digest = sha256(document.encode("utf-8")).hexdigest()
    return json.dumps([newest, register, digest, source, at, person], ensure_ascii=False)
