"""Putting backups back: from the page of backups, or because the workspace that was to be opened is damaged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from ctecs_desktop.domain.errors import CtecsError, StoreDamaged
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.frame import Frame
from ctecs_desktop.ui.relocation_acts import IN_DANGER, RelocationActs
from ctecs_desktop.ui.tasks import Job
from ctecs_desktop.ui.theme import Tone

if TYPE_CHECKING:
    from ctecs_desktop.services.backup import BackupFile
    from ctecs_desktop.ui.backup.restore_dialog import RestoreDialog

_LOOKS_DAMAGED = frozenset({"store.not_a_store", "store.missing", "store.input_output"})
"""What a file is called whose first bytes are gone, or that is gone altogether."""


class Recovery(QObject):
    """Two clicks: *Put back the backup of …*, which shows what differs, and *Put it back*."""

    def __init__(self, window: Frame, relocation: RelocationActs) -> None:
        super().__init__(window)
        self._window = window
        self._relocation = relocation
        self.offer: QAction | None = None
        self._news = ""

    def may_help(self, error: CtecsError) -> bool:
        """Whether a backup could make good what was refused."""
        return isinstance(error, StoreDamaged) or error.code in _LOOKS_DAMAGED

    def look_for_backup(self, path: Path, text: str) -> None:
        """Offer the newest good backup beside ``text``, which says what is wrong; nothing where there is none."""
        from ctecs_desktop.services.backup import newest_good

        def found(file: BackupFile | None) -> None:
            if file is not None and self._window.view is None:
                self._offer(path, file, text)

        job = Job(_("Looking for a good backup"), found, lambda _error: None)
        self._window.tasks.run_without_store(job, lambda _progress: newest_good(path))

    def dialog(self, store: Path, backup: Path) -> RestoreDialog:
        """The dialog that shows what would change."""
        from ctecs_desktop.ui.backup.restore_dialog import RestoreDialog

        view = self._window.view
        plan = view.workplace.plan if view is not None else None
        close = self._window.close_store
        return RestoreDialog(store, backup, plan, tasks=self._window.tasks, prepare=close, parent=self._window)

    def restore(self, store: Path, backup: Path) -> None:
        """Show what would change and, on a yes, put the backup back; then open the workspace again."""
        dialog = self.dialog(store, backup)
        dialog.exec()
        self.after(dialog, store)

    def after(self, dialog: RestoreDialog, store: Path) -> None:
        """Open what is there now, and say where the file is that was there before."""
        restored = dialog.restored
        if restored is None:
            if self._window.view is None and self.offer is None:
                self._window.open_store(store)
            return
        self.offer = None
        text = _("The backup is in place.")
        if restored.aside is not None:
            text = _("The backup is in place. The file that was there is kept: {path}").format(path=restored.aside)
        numbers = ", ".join(f"{period}: {revision}" for period, revision in restored.revisions.items())
        if numbers:
            more = _("So that no revision number is used twice, drafts go on as: {numbers}.").format(numbers=numbers)
            text = f"{text} {more}"
        self._news = text
        self._window.open_store(store)

    def tell(self) -> None:
        """What was put back, and what went wrong at opening without stopping anybody, such as a backup."""
        from ctecs_desktop.wording import problem_text

        view = self._window.view
        if view is None or view.page is None:
            return
        session = view.workplace.session
        texts = [problem_text(notice) for notice in session.notices]
        is_in_danger = any(notice.code in IN_DANGER for notice in session.notices)
        session.notices.clear()
        relocation = self._relocation
        news = "\n".join(each for each in (self._news, relocation.news) if each)
        self._news = relocation.news = ""
        if texts:
            action = relocation.offer(session.store_path) if is_in_danger else None
            view.page.message.show_message("\n".join([news, *texts]).strip(), Tone.WARN, action=action)
        elif news:
            view.page.message.show_message(news, Tone.GOOD)

    def _offer(self, path: Path, file: BackupFile, text: str) -> None:
        from ctecs_desktop.ui.backup.backup_model import local_time

        words = _("Put back the backup of {time}…").format(time=local_time(file.at))
        self.offer = QAction(words, self)
        self.offer.triggered.connect(lambda _checked=False: self.restore(path, file.path))
        self._window.start.message.show_message(text, Tone.BAD, action=self.offer)
