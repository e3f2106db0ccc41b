"""Practising: a workspace with made-up data is made once, opened, left at any time, and begun anew on request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.frame import Frame
from ctecs_desktop.ui.tokens import Tone

if TYPE_CHECKING:
    from ctecs_desktop.ui.tasks import JobProgress


class PracticeActs(QObject):
    """Offered on the start page and in the menu File. ``folder`` None: in the person's own data folder."""

    def __init__(self, window: Frame, folder: Path | None = None) -> None:
        super().__init__(window)
        self._window = window
        self.folder = folder
        self.practise = QAction(_("Practise with made-up data"), self)
        self.practise.triggered.connect(lambda _checked=False: self.start())
        self.begin_anew = QAction(_("Begin practice anew"), self)
        self.begin_anew.triggered.connect(lambda _checked=False: self.start(anew=True))

    def start(self, *, anew: bool = False) -> None:
        """Open the practice workspace; the first time, and ``anew``, it is made."""
        from ctecs_desktop.ui.tasks import Job

        self._window.close_store()
        folder = self.folder

        def work(progress: JobProgress) -> Path:
            from ctecs_desktop.services import practice

            place = folder or practice.practice_folder()
            make = practice.begin_anew if anew else practice.start_practice
            return make(place, progress=progress)

        self._window.start.message.show_message(
            _("Making the practice workspace; it takes a few seconds."), Tone.ACCENT, can_be_dismissed=False
        )
        job = Job(_("Making the practice workspace"), self._open, self._refuse)
        self._window.tasks.run_without_store(job, work)

    def _open(self, path: Path) -> None:
        self._window.start.message.clear()
        self._window.open_store(path)

    def _refuse(self, error: CtecsError) -> None:
        from ctecs_desktop.wording import problem_text

        self._window.show_problem(problem_text(error))
