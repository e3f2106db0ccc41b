"""What an inbox without files says: what belongs here and the first step, or what is going on just now."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.buttons import button_of
from ctecs_desktop.ui.tasks import Job, TaskRunner
from ctecs_desktop.ui.theme import INSIDE, section_title
from ctecs_desktop.wording import printable


class EmptyInbox(QWidget):
    """Follows what the window is at: while something is written, files are not asked for."""

    def __init__(self, tasks: TaskRunner, choose: QAction, watch: QAction) -> None:
        super().__init__()
        self._tasks = tasks
        self._folder: Path | None = None
        self.title = section_title("")
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setWordWrap(True)
        self._buttons = (button_of(choose, is_primary=True), button_of(watch))
        column = QVBoxLayout(self)
        column.setSpacing(INSIDE)
        column.addStretch(1)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addSpacing(INSIDE)
        for button in self._buttons:
            column.addWidget(button, alignment=Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)
        tasks.progressed.connect(self._follow)
        tasks.writing_changed.connect(lambda _writing: self._tell())
        self._tell()

    def watch(self, folder: Path | None) -> None:
        """Say which folder is watched, if any is."""
        self._folder = folder
        self._tell()

    def _follow(self, job: Job[object]) -> None:
        if self.isVisible() and job.writes:
            self._say_what_is_done(job)

    def _tell(self) -> None:
        job = self._tasks.writing
        for button in self._buttons:
            button.setVisible(job is None)
        if job is not None:
            self._say_what_is_done(job)
        elif self._folder is not None:
            self.title.setText(_("Watching {folder}").format(folder=printable(self._folder.name)))
            self.text.setText(
                _(
                    "Whatever is put there is taken in once it has been copied whole. Workbooks can be dropped "
                    "anywhere in this window too. Nothing counts before you accept it."
                )
            )
        else:
            self.title.setText(_("Drop workbooks anywhere in this window"))
            self.text.setText(
                _(
                    "Submissions and enrolment workbooks, one or many, or a folder of them. Nothing counts before you "
                    "accept it."
                )
            )

    def _say_what_is_done(self, job: Job[object]) -> None:
        step = job.progress.latest
        self.title.setText(_("{what}…").format(what=job.title))
        afterwards = _("What is dropped now is taken in afterwards.")
        count = _("{done} of {total} are done.").format(done=f"{step.done:,}", total=f"{step.total:,}")
        self.text.setText(f"{count} {afterwards}" if step.total > 1 else afterwards)
