"""Every file that was refused so far, with the reason; what was kept of it can be saved and looked into."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.refused_file import RefusedFile
from ctecs_desktop.i18n import _
from ctecs_desktop.services.intake import refused_files
from ctecs_desktop.services.kept_aside import save_refused
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import Asker, FileKind
from ctecs_desktop.ui.buttons import button_row
from ctecs_desktop.ui.messages import MessageBar
from ctecs_desktop.ui.table import Cell, Column, TableModel, TableView
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, muted_label, scaled
from ctecs_desktop.wording import printable, problem_text, recorded_time_text, refusal_text, short_time_text

SIZE = (940, 520)


class RefusedModel(TableModel[RefusedFile]):
    """The newest first."""

    def __init__(self) -> None:
        super().__init__([Column(_("Refused (UTC)"), 17), Column(_("File"), 26), Column(_("Why"), 0)])

    def cell(self, row: RefusedFile, column: int) -> Cell:
        if column == 0:
            whole = recorded_time_text(row.at)
            return Cell(short_time_text(row.at), tip=whole, spoken=whole)
        if column == 1:
            name = printable(row.file_name)
            return Cell(name, tip=name)
        text = refusal_text(row)
        return Cell(text, Tone.BAD, tip=text)


class RefusedDialog(QDialog):
    """Nothing is thrown away: a school may have to be told, or support may have to look."""

    def __init__(self, session: Session, asker: Asker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Files that were refused"))
        self.resize(scaled(SIZE[0]), scaled(SIZE[1]))
        self._session, self._asker = session, asker
        self.message = MessageBar()
        self.model = RefusedModel()
        self.view = TableView(_("Files that were refused"))
        self.view.set_lines(2)
        self.view.show_model(self.model)
        self.save = QPushButton(_("Save a copy…"))
        self.save.setToolTip(_("The file as it came; open it with care"))
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self._save)
        close = QPushButton(_("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        self._hint = muted_label(_("Nothing was refused so far."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        layout.setSpacing(INSIDE)
        layout.addWidget(self.message)
        layout.addWidget(self._hint)
        layout.addWidget(self.view, stretch=1)
        layout.addLayout(button_row(self.save, close))
        self.view.when_row_changes(lambda _row: self._follow())
        self._fill()

    def _fill(self) -> None:
        found = list(reversed(refused_files(self._session)))
        self.model.show_rows(found)
        self._hint.setVisible(not found)
        self.view.setCurrentIndex(self.model.index(0, 0))
        self._follow()

    def _current(self) -> RefusedFile | None:
        number = self.view.current_row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None

    def _follow(self) -> None:
        row = self._current()
        self.save.setEnabled(row is not None and row.is_kept)

    def _save(self) -> None:
        row = self._current()
        if row is None:
            return
        name = Path(row.file_name).name
        out = self._asker.choose_new_file(_("Save a copy of the refused file"), FileKind.WORKBOOK, suggestion=name)
        if out is None:
            return
        try:
            written = save_refused(self._session, row.file_digest, out)
        except CtecsError as error:
            self.message.show_message(problem_text(error), Tone.BAD)
            return
        self.message.show_message(_("Saved: {path}").format(path=written), Tone.GOOD)
