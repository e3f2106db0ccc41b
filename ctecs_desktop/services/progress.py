"""How long work tells where it is, and is asked to stop."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told between items, outside transactions; raises ``Cancelled`` once the person asked to stop."""

    def report(self, done: int, total: int, what: str) -> None:
        """``done`` of ``total`` items are finished; ``what`` names the next (a code or file name, not a sentence)."""
        ...


class Silent:
    """Progress that nobody watches."""

    def report(self, done: int, total: int, what: str) -> None:
        """Say nothing, stop nothing."""


SILENT = Silent()
