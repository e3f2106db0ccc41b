"""The strip at the bottom of the window that says what is being done, how far it is, and offers to stop."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.tasks import Job, TaskRunner
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE

PATIENCE_MILLISECONDS = 300
"""What is over sooner is not announced: a strip that flashes up tells nobody anything."""


class TaskStrip(QFrame):
    """Hidden while nothing runs, or nothing that takes long enough to be mentioned."""

    def __init__(self, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("task-strip")
        self._tasks = tasks
        self._what = QLabel()
        self._what.setTextFormat(Qt.TextFormat.PlainText)
        # The name of a file may be longer than the window is wide.
        self._what.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._count = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(240)
        self._bar.setAccessibleName(_("How far the work is"))
        self._stop = QPushButton(_("Stop"))
        self._stop.clicked.connect(tasks.stop)
        line = QHBoxLayout(self)
        line.setContentsMargins(BETWEEN_GROUPS, INSIDE, BETWEEN_GROUPS, INSIDE)
        line.setSpacing(BETWEEN_GROUPS)
        line.addWidget(self._what, stretch=1)
        line.addWidget(self._count)
        line.addWidget(self._bar)
        line.addWidget(self._stop)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self.show)
        tasks.busy_changed.connect(self._follow)
        tasks.progressed.connect(self._tell)
        self.hide()

    def _follow(self, is_busy: bool) -> None:
        if is_busy:
            self._patience.start()
        else:
            self._patience.stop()
            self.hide()

    def _tell(self, job: Job[object]) -> None:
        from ctecs_desktop.wording import printable  # not needed before the first window is on the screen

        step = job.progress.latest
        text = f"{job.title}  {printable(step.what)}".strip()
        room = self._what.width()
        self._what.setText(self._what.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room))
        self._what.setToolTip(escape(text))
        count = _("{done} of {total}").format(done=f"{step.done:,}", total=f"{step.total:,}")
        self._count.setText(count if step.total > 1 else "")
        self._bar.setMaximum(step.total)
        self._bar.setValue(step.done)
        self._stop.setVisible(job.can_be_stopped)
