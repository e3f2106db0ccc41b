"""Progress on standard error, and Ctrl+C as a wish to stop between two items."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType, TracebackType
from typing import TextIO

from ctecs_desktop.domain.errors import Cancelled
from ctecs_desktop.wording import printable

STEPS_TOLD = 10
"""Lines written over the whole work where standard error is no terminal."""

FEWEST_ITEMS_TOLD = 20
"""Work of fewer items is quiet there."""

WIDTH = 78


class TerminalProgress:
    """Tells how far the work is: a line that rewrites itself on a terminal, else a few lines.

    The first Ctrl+C is kept until the next report, which raises ``Cancelled`` with the sentence ``kept``, so that
    whole items only are left; a second one stops at once.
    """

    def __init__(self, kept: str, stream: TextIO | None = None) -> None:
        self._kept = kept
        self._stream = stream or sys.stderr
        self._is_rewritten = self._stream.isatty()
        self._is_stopped = False
        self._told = -1
        self._earlier: signal.Handlers | object = None

    def __enter__(self) -> TerminalProgress:
        if threading.current_thread() is threading.main_thread():
            self._earlier = signal.signal(signal.SIGINT, self._stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._earlier is not None:
            signal.signal(signal.SIGINT, self._earlier)  # type: ignore[arg-type]  # it is what signal() gave
        if self._is_rewritten and self._told >= 0:
            self._write("\r" + " " * WIDTH + "\r")

    def report(self, done: int, total: int, what: str) -> None:
        """Show ``done`` of ``total``; raise ``Cancelled`` once the person asked to stop and not all is done."""
        if self._is_stopped and done < total:
            raise Cancelled(self._kept)
        if self._is_rewritten:
            self._told = done
            self._write("\r" + f"  {done} / {total}  {printable(what)}"[:WIDTH].ljust(WIDTH))
        elif total >= FEWEST_ITEMS_TOLD and (step := done * STEPS_TOLD // total) > self._told:
            self._told = step
            self._write(f"  {done} / {total}  {printable(what)}".rstrip() + "\n")

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if self._is_stopped:
            raise KeyboardInterrupt
        self._is_stopped = True

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
