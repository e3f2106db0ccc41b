"""The figures that the rollup page showed last of each period, kept so that it opens without computing them anew.

They are derived: they have no history, nothing else is made from them, and what is damaged counts as not kept.
"""

from __future__ import annotations

import zlib
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from ctecs_desktop.domain.observation import PeriodCode

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store


class KeptFigures(NamedTuple):
    """``document`` is ``domain.snapshot.figures_document``, "" where it is damaged; ``basis`` what it was made from."""

    period: PeriodCode
    basis: str
    document: str


def keep_figures(store: Store, kept: KeptFigures) -> None:
    """Keep the figures of a period instead of those kept before."""
    content = zlib.compress(kept.document.encode("utf-8"))
    with store.transaction():
        store.execute(
            "INSERT OR REPLACE INTO rollup_figures (period, basis, digest, content) VALUES (?, ?, ?, ?)",
            (store.codes.number_of(kept.period), kept.basis, sha256(content).digest(), content),
        )


def figures_kept(store: Store, period: PeriodCode, *, basis: str) -> str:
    """The document kept of ``period`` if it was made from ``basis``; "" where none is, or it is damaged."""
    rows = store.query(
        "SELECT digest, content FROM rollup_figures WHERE period = ? AND basis = ?", (store.codes.find(period), basis)
    )
    return _document(*rows[0]) if rows else ""


def all_kept(store: Store) -> list[KeptFigures]:
    """What is kept of every period."""
    rows = store.query("SELECT period, basis, digest, content FROM rollup_figures ORDER BY period")
    return [
        KeptFigures(PeriodCode(store.codes.text_of(period)), basis, _document(digest, content))
        for period, basis, digest, content in rows
    ]


def _document(digest: bytes, content: bytes) -> str:
    return zlib.decompress(content).decode("utf-8") if sha256(content).digest() == digest else ""
