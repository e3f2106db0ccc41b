"""How many processes are killed on one store before the next one is begun."""

from __future__ import annotations

KILLS_A_STORE = 100
"""All of a store's history is read after each kill, so a long run on one store would only read."""


def series_of(kills: int) -> list[int]:
    """``kills`` in parts of ``KILLS_A_STORE`` at the most."""
    return [min(KILLS_A_STORE, kills - done) for done in range(0, kills, KILLS_A_STORE)]
