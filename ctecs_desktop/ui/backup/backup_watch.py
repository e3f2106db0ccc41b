"""Sees to it that no half hour of work goes by without a backup, and tells what went wrong with one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.retention import BackupKind
from ctecs_desktop.i18n import _
from ctecs_desktop.services.backup import BackupReport, back_up_if_due, is_due
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import problem_text

LOOK_MILLISECONDS = 60_000
"""How often it is looked whether a backup is due; that reads the names of the backups, and the newest one's head."""

LOOKS_AFTER_FAILURE = 30
"""So many looks are let go by after a backup that could not be made: who was told once is not told every minute."""


class BackupWatch(QObject):
    """Lives with an open workspace. ``page`` answers the page in front, where notices are told."""

    def __init__(self, workplace: Workplace, page: Callable[[], Page | None], parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._page = page
        self._skipped = 0
        self.timer = QTimer(self)
        self.timer.setInterval(LOOK_MILLISECONDS)
        self.timer.timeout.connect(self.look)
        workplace.closing.connect(self.timer.stop)
        # Methods, not lambdas: the tasks outlive the workspace, and Qt lets go of a method with its object.
        workplace.tasks.busy_changed.connect(self._follow_tasks)
        workplace.changes.changed.connect(self.tell)
        self.timer.start()

    def look(self) -> None:
        """Make a backup if one is due; while something else is under way the next look will do."""
        if self._skipped:
            self._skipped -= 1
        elif not self._workplace.tasks.is_busy and self._is_due():
            self._workplace.run(_("Making a backup"), _back_up, done=self._made, failed=lambda _error: None)

    @Slot()
    def tell(self) -> None:
        """Say in the page in front what went wrong while work went on, beside what it says already."""
        notices, page = self._workplace.session.notices, self._page()
        if notices and page is not None:
            page.message.add_message("\n".join(problem_text(each) for each in notices), Tone.WARN)
            notices.clear()

    @Slot(bool)
    def _follow_tasks(self, is_busy: bool) -> None:
        if not is_busy:
            self.tell()

    def _is_due(self) -> bool:
        try:
            return is_due(self._workplace.session)
        except CtecsError:
            return True  # making one says what is wrong

    def _made(self, report: BackupReport) -> None:
        if report.problems and report.made is None:
            self._skipped = LOOKS_AFTER_FAILURE
        if report.made is not None:
            self._workplace.backup_made.emit()
        self.tell()


def _back_up(session: Session, _progress: JobProgress) -> BackupReport:
    return back_up_if_due(session, BackupKind.HALF_HOUR)
