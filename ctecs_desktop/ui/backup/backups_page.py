"""Backups: which there are and whether they are sound, one more now, a second folder, and putting one back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import backup
from ctecs_desktop.services.backup import BackupReport, ListedBackup
from ctecs_desktop.services.session import Session
from ctecs_desktop.settings import change_settings_in_use, settings_in_use
from ctecs_desktop.ui.backup.backup_model import BackupModel, file_of
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import Tone, muted_label
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import problem_text


class BackupsPage(Page):
    """The list is there at once; each file is checked on the worker's thread."""

    name = "backups"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Backups"))
        self.model = BackupModel(workplace.session.store_path)
        self.view = TableView(_("Backups of this workspace"))
        self.view.show_model(self.model)
        self.about = muted_label(
            _(
                "Made by itself at the first opening of a day, every half hour with changes, before large changes and "
                "after each sign-off. Each is checked like the workspace itself."
            )
        )
        self._nothing = QLabel(_("There is no backup yet. Make the first one now; it takes a second."))
        self.folder = QLabel()
        self.folder.setWordWrap(True)
        self.make_action = QAction(_("Back up now"), self)
        self.make_action.triggered.connect(self.back_up)
        self.folder_action = QAction(_("Second folder…"), self)
        self.folder_action.setToolTip(_("Every backup is copied there as well: a stick or a synchronized folder"))
        self.folder_action.triggered.connect(self._choose_folder)
        self.stop_action = QAction(_("No second folder"), self)
        self.stop_action.triggered.connect(lambda _checked=False: self._use_folder(""))
        self.restore_action = QAction(_("Put back…"), self)
        self.restore_action.setToolTip(_("Shows what would change before anything does"))
        self.restore_action.triggered.connect(self._restore)
        self.body.addWidget(self.about)
        self.body.addWidget(self.view, stretch=1)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self.folder)
        quiet = (self.stop_action, self.folder_action, self.restore_action)
        self.body.addLayout(button_row(*map(button_of, quiet), button_of(self.make_action, is_primary=True)))
        self.setFocusProxy(self.view)
        workplace.backup_made.connect(self.read_again)
        self.view.when_row_changes(lambda _row: self._follow_row())
        workplace.tasks.writing_changed.connect(lambda writing: self.make_action.setEnabled(not writing))

    def actions_of_page(self) -> Sequence[QAction]:
        return (self.make_action, self.folder_action, self.restore_action)

    def concerns(self, changes: Changes) -> bool:
        """What makes backups by itself: sign-offs and imports."""
        return Noun.SUBMISSION in changes.nouns

    def read(self) -> None:
        session = self.workplace.session
        self._show(backup.backup_files(session.store_path))
        self._show_folder()
        path = session.store_path

        def work(_session: Session, progress: JobProgress) -> list[ListedBackup]:
            return backup.backups(path, progress=progress)

        self.workplace.run(_("Checking backups"), work, done=self._show, failed=self.tell, can_be_stopped=True)

    def back_up(self) -> None:
        """One more now, whatever the clock says."""

        def work(session: Session, _progress: JobProgress) -> BackupReport:
            return backup.back_up(session)

        self.workplace.run(_("Backing up"), work, done=self._made, failed=self.tell)

    def _made(self, report: BackupReport) -> None:
        text = _("Backed up and checked: {path}").format(path=report.made)
        if report.second is not None:
            text = f"{text}\n{_('Copied into the second folder: {path}').format(path=report.second)}"
        problems = [problem_text(problem) for problem in report.problems]
        self.message.show_message("\n".join([text, *problems]), Tone.WARN if problems else Tone.GOOD)
        self.read_again()

    def _show(self, rows: Sequence[ListedBackup] | Sequence[backup.BackupFile]) -> None:
        number = max(self.view.current_row(), 0)
        self.model.show_rows(rows)
        has_rows = bool(rows)
        self.view.setVisible(has_rows)
        self._nothing.setVisible(not has_rows)
        self.restore_action.setVisible(has_rows)
        if has_rows:
            self.view.setCurrentIndex(self.model.index(min(number, len(rows) - 1), 0))
            self.heading.setText(ngettext("{count} backup", "{count} backups", len(rows)).format(count=len(rows)))
        self._follow_row()

    def _follow_row(self) -> None:
        row = self.view.current_row()
        chosen = self.model.rows[row] if 0 <= row < len(self.model.rows) else None
        is_bad = isinstance(chosen, ListedBackup) and chosen.problem is not None
        self.restore_action.setEnabled(chosen is not None and not is_bad)

    def _show_folder(self) -> None:
        chosen = settings_in_use().second_backup_folder
        self.stop_action.setVisible(bool(chosen))
        if not chosen:
            self.folder.setText(_("No second folder is set. A copy on a stick or in a synchronized folder is wise."))
        elif Path(chosen).is_dir():
            self.folder.setText(_("Second folder: {folder}").format(folder=chosen))
        else:
            self.folder.setText(
                _("Second folder: {folder}. It is not there now; perhaps a stick was pulled out.").format(folder=chosen)
            )

    def _choose_folder(self) -> None:
        folder = self.workplace.asker.choose_folder(_("Second folder for backups"))
        if folder is not None:
            self._use_folder(str(folder))

    def _use_folder(self, folder: str) -> None:
        try:
            change_settings_in_use(second_backup_folder=folder)
        except OSError as error:
            text = _("The settings could not be written ({reason}); the folder holds until the program is closed.")
            self.message.show_message(text.format(reason=error.strerror or type(error).__name__), Tone.WARN)
        self._show_folder()

    def _restore(self) -> None:
        row = self.view.current_row()
        if 0 <= row < len(self.model.rows):
            self.workplace.restore_wanted.emit(file_of(self.model.rows[row]).path)
