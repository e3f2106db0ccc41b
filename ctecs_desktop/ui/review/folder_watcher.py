"""Looks into the watched folder every few seconds, on a thread of its own: a folder may lie on a slow network drive."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ctecs_desktop.services.gathering import FolderWatch
from ctecs_desktop.ui.window_state import remember_watched_folder, watched_folder
from ctecs_desktop.ui.workplace import Workplace

LOOK_MILLISECONDS = 2_000
"""A file is taken after two looks that find it the same, so some four seconds after it has been copied."""


def is_watching(workplace: Workplace) -> bool:
    """Whether this workspace watches a folder, so that the inbox is wanted before anybody opens it."""
    return watched_folder(workplace.session.store_path) is not None


class FolderWatcher(QObject):
    """Gives files once they have stopped changing, and waits while anything is under way."""

    arrived = Signal(list)
    """Carries the paths of files that are ready."""

    changed = Signal()
    """Another folder is watched, or none."""

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._watch: FolderWatch | None = None
        self._look: Future[list[Path]] | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        workplace.closing.connect(self._end)

    @property
    def folder(self) -> Path | None:
        """The folder that is watched."""
        return self._watch.folder if self._watch is not None else None

    def resume(self) -> None:
        """Watch the folder that this workspace watched when it was closed."""
        folder = watched_folder(self._workplace.session.store_path)
        if folder is not None:
            self._begin(folder)

    def watch(self, folder: Path | None) -> None:
        """Watch ``folder`` from now on and after a restart; None ends it."""
        remember_watched_folder(self._workplace.session.store_path, folder)
        self._watch = None
        self._timer.stop()
        if folder is not None:
            self._begin(folder)
        self.changed.emit()

    def give_again(self, paths: Sequence[Path]) -> None:
        """Files that were given and not taken."""
        if self._watch is not None:
            self._watch.give_again(paths)

    def look(self) -> None:
        """Begin to look, or take up what the last look found."""
        if self._watch is None or self._workplace.tasks.is_busy:
            return
        if self._look is None:
            self._pool = self._pool or ThreadPoolExecutor(max_workers=1, thread_name_prefix="watch")
            self._look = self._pool.submit(self._watch.look)
        elif self._look.done():
            files, self._look = self._look.result(), None
            if files:
                self.arrived.emit(files)

    def _begin(self, folder: Path) -> None:
        self._watch, self._look = FolderWatch(folder), None
        self._timer.start()
        self.look()

    def _end(self) -> None:
        self._timer.stop()
        self._watch = None
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
