"""Files that come from outside: dropped, opened by double-click, or handed over by a second start."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.frame import Frame
from ctecs_desktop.ui.theme import Tone

LOOK_AGAIN_MILLISECONDS = 200
STORE_ENDING = ".ctecs"


class Arrivals(QObject):
    """A workspace is opened; anything else goes to the workspace that is open, or to the one that was open last."""

    def __init__(self, window: Frame) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[Path] = []
        self._has_tried = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_AGAIN_MILLISECONDS)
        self._timer.timeout.connect(self._go_on)

    @property
    def are_waiting(self) -> bool:
        """Whether there are files that are to be taken when the work or question at hand is over."""
        return bool(self._waiting)

    def take(self, paths: Sequence[Path]) -> None:
        """Take ``paths`` now, or when the work or question at hand is over."""
        stores = [path for path in paths if path.suffix.lower() == STORE_ENDING]
        self._waiting += [path for path in paths if path not in stores]
        self._has_tried = bool(stores)
        if stores and not self._is_open(stores[0]):
            self._window.open_store(stores[0])
        self._go_on()

    def _is_open(self, store: Path) -> bool:
        view = self._window.view
        return view is not None and view.workplace.session.store_path.absolute() == store.absolute()

    def _go_on(self) -> None:
        if not self._waiting:
            self._timer.stop()
        elif self._window.tasks.is_busy or QApplication.activeModalWidget() is not None:
            self._timer.start()
        elif self._window.view is not None:
            files, self._waiting = self._waiting, []
            self._timer.stop()
            self._window.take_into_workspace(files)
        else:
            self._open_last()

    def _open_last(self) -> None:
        """Without an open workspace a workbook belongs to the one that was open last, if that can be opened."""
        last = next((path for path in self._window.recent if path.exists()), None)
        if last is not None and not self._has_tried:
            self._has_tried = True
            self._window.open_store(last)
            self._timer.start()
            return
        self._waiting.clear()
        self._timer.stop()
        if not self._has_tried:
            text = _("Open a workspace first; then workbooks can be dropped here.")
            self._window.start.message.show_message(text, Tone.WARN)
