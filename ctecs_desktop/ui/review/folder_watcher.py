"""Looks into the watched folder every few seconds, on a thread of its own: a folder may lie on a slow network drive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.services.gathering import FolderLook, FolderWatch
from ctecs_desktop.ui.window_state import remember_watched_folder, watched_folder
from ctecs_desktop.ui.workplace import Workplace

LOOK_MILLISECONDS = 2_000
"""A file is taken after two looks that find it the same, so some four seconds after it has been copied."""


def is_watching(workplace: Workplace) -> bool:
    """Whether this workspace watches a folder, so that the inbox is wanted before anybody opens it."""
    return watched_folder(workplace.session.store_path) is not None


class FolderWatcher(QObject):
    """Gives files once they have stopped changing and can be opened; looks at nothing while anything is under way."""

    arrived = Signal(list)
    """Carries the paths of files that are ready."""

    changed = Signal()
    """Another folder is watched, or none, or it can be reached no more or again, or other files wait in it."""

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._watch: FolderWatch | None = None
        self._look: Future[FolderLook] | None = None
        self._found = FolderLook()
        self._pool: ThreadPoolExecutor | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        workplace.closing.connect(self._end)

    @property
    def folder(self) -> Path | None:
        """The folder that is watched."""
        return self._watch.folder if self._watch is not None else None

    @property
    def waiting(self) -> Mapping[Path, CtecsError]:
        """The files of the folder that cannot be opened, each with the reason."""
        return self._found.waiting

    @property
    def is_reached(self) -> bool:
        """Whether the folder was there at the last look."""
        return self._found.is_there

    def resume(self) -> None:
        """Watch the folder that this workspace watched when it was closed."""
        folder = watched_folder(self._workplace.session.store_path)
        if folder is not None:
            self._begin(folder)

    def watch(self, folder: Path | None) -> None:
        """Watch ``folder`` from now on and after a restart; None ends it."""
        remember_watched_folder(self._workplace.session.store_path, folder)
        self._watch, self._found = None, FolderLook()
        self._timer.stop()
        if folder is not None:
            self._begin(folder)
        self.changed.emit()

    def give_again(self, paths: Sequence[Path]) -> None:
        """Files that were given and not taken."""
        if self._watch is not None:
            self._watch.give_again(paths)

    def try_again(self) -> None:
        """Try every file that waits at once, instead of when its pause is over."""
        if self._watch is not None:
            self._watch.try_again()
            self.look()

    def look(self) -> None:
        """Begin to look, or take up what the last look found."""
        if self._watch is None or self._workplace.tasks.is_busy:
            return
        if self._look is None:
            self._pool = self._pool or ThreadPoolExecutor(max_workers=1, thread_name_prefix="watch")
            self._look = self._pool.submit(self._watch.look)
        elif self._look.done():
            before, self._found, self._look = self._found, self._look.result(), None
            if (before.is_there, _reasons(before)) != (self._found.is_there, _reasons(self._found)):
                self.changed.emit()
            if self._found.ready:
                self.arrived.emit(list(self._found.ready))

    def _begin(self, folder: Path) -> None:
        self._watch, self._look = FolderWatch(folder), None
        self._timer.start()
        self.look()

    def _end(self) -> None:
        self._timer.stop()
        self._watch = None
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def _reasons(found: FolderLook) -> dict[Path, str]:
    """Errors are equal only to themselves."""
    return {path: error.code for path, error in found.waiting.items()}
