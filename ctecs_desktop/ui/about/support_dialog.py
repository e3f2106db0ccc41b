"""The support bundle: shown file by file before anything is written, then written where the person says."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.services.support import SupportBundle, gather, write_bundle
from ctecs_desktop.settings import settings_in_use
from ctecs_desktop.ui.asking import Asker, FileKind
from ctecs_desktop.ui.form import FormDialog
from ctecs_desktop.ui.tasks import Job, JobProgress, TaskRunner
from ctecs_desktop.ui.theme import BETWEEN_SECTIONS, scaled

LOOK_SIZE = (680, 320)
"""Pixels of the box in which a file of the bundle is looked at."""


class SupportDialog(FormDialog):
    """``written`` is the path of the bundle once it has been written."""

    help_page = "support"

    def __init__(
        self, store: Path | None, *, log_folder: Path, asker: Asker, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Support bundle"), verb=_("Write the bundle…"), tasks=tasks, parent=parent)
        self.setMinimumWidth(scaled(LOOK_SIZE[0]) + BETWEEN_SECTIONS * 2)
        self.written: Path | None = None
        self._store = store
        self._log_folder = log_folder
        self._asker = asker
        self.bundle: SupportBundle | None = None
        self.add_text(
            _(
                "This is what support will see. It holds no value, no note and no name of a person or school, and it "
                "goes nowhere by itself: you write it to a file and send that."
            )
        )
        self.file = QComboBox()
        self.look = QPlainTextEdit()
        self.look.setReadOnly(True)
        self.look.setTabChangesFocus(True)
        self.look.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.look.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.look.setMinimumSize(scaled(LOOK_SIZE[0]), scaled(LOOK_SIZE[1]))
        self.look.setAccessibleName(_("What is in this file"))
        self.file.currentIndexChanged.connect(self._show_file)
        self.add_row(_("&File in it"), self.file)
        caption = QLabel(_("What is in this file"))
        caption.setBuddy(self.look)
        self.form.addRow(caption)
        self.form.addRow(self.look)
        self._fields.append(self.look)
        self.follow()
        self._gather()

    def is_complete(self) -> bool:
        return self.bundle is not None

    def carry_out(self) -> None:
        bundle = self.bundle
        out = self._asker.choose_new_file(_("Support bundle"), FileKind.BUNDLE, suggestion="support.zip")
        if bundle is None or out is None:
            return
        self.run_without_store(lambda _progress: write_bundle(bundle, out), self._take_written)

    def _gather(self) -> None:
        """On the worker's thread, because the whole workspace is checked; the dialog can be closed meanwhile."""
        made_at = QDateTime.currentDateTimeUtc().toString(Qt.DateFormat.ISODate)
        store, log_folder, settings = self._store, self._log_folder, settings_in_use()

        def work(progress: JobProgress) -> SupportBundle:
            return gather(store, settings=settings, log_folder=log_folder, made_at=made_at, progress=progress)

        self.tasks.run_without_store(Job(_("Gathering"), self._take, self.tell, can_be_stopped=True), work)

    def _take(self, bundle: SupportBundle) -> None:
        self.bundle = bundle
        for name in bundle.files:
            self.file.addItem(name)
        self.follow()

    def _show_file(self, _number: int) -> None:
        if self.bundle is not None:
            self.look.setPlainText(self.bundle.files[self.file.currentText()])

    def _take_written(self, path: Path) -> None:
        self.written = path
