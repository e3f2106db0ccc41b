"""How long the window's thread was kept from its events: what a person feels as a window that stands still."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QTimer


@dataclass(slots=True)
class Freeze:
    """The longest stretch between two turns of the event loop."""

    milliseconds: float = 0.0


@contextmanager
def longest_freeze() -> Iterator[Freeze]:
    """Measure inside the block, also the acts that the test itself calls there."""
    freeze = Freeze()
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        freeze.milliseconds = max(freeze.milliseconds, (now - last) * 1000)
        last = now

    timer = QTimer()
    timer.setInterval(0)
    timer.timeout.connect(tick)
    timer.start()
    try:
        yield freeze
    finally:
        timer.stop()
        tick()
