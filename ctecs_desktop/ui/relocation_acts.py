"""Offers to bring a workspace to this PC where it lies in danger: on a network share, or in a synchronized folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.frame import Frame
from ctecs_desktop.ui.tasks import Job

if TYPE_CHECKING:
    from ctecs_desktop.services.relocation import Moved

IN_DANGER = frozenset({"store.network_share", "store.synced_folder"})


class RelocationActs(QObject):
    """One click: the workspace is closed, copied, checked and opened again at its new place. ``folder``: for tests."""

    def __init__(self, window: Frame, folder: Path | None = None) -> None:
        super().__init__(window)
        self._window = window
        self.folder = folder
        self.news = ""

    def offer(self, path: Path) -> QAction:
        """The act that brings the workspace at ``path`` here."""
        action = QAction(_("Bring it to this PC"), self)
        action.triggered.connect(lambda _checked=False: self.bring(path))
        return action

    def bring(self, path: Path) -> None:
        """Move the workspace and open it where it is then."""
        window, folder = self._window, self.folder
        window.close_store()

        def work(_progress: object) -> Moved:
            from ctecs_desktop.services.relocation import bring_here

            return bring_here(path, folder=folder)

        window.tasks.run_without_store(Job(_("Bringing the workspace to this PC"), self._open, self._refuse), work)

    def _open(self, moved: Moved) -> None:
        self.news = _("The workspace is in {path} now. The old file is kept: {aside}").format(
            path=moved.path, aside=moved.aside
        )
        self._window.open_store(moved.path)

    def _refuse(self, error: CtecsError) -> None:
        from ctecs_desktop.wording import problem_text

        self._window.show_problem(problem_text(error))
