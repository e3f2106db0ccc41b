"""The timeline of a period: every revision signed, written out, sent, received, returned, accepted, with its file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QLabel

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.timeline import Event, EventKind
from ctecs_desktop.i18n import _
from ctecs_desktop.services import timeline
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.submission.compare_dialog import CompareDialog
from ctecs_desktop.ui.table import Cell, Column, TableModel, TableView
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import event_text, printable, revision_reason_text, short_time_text

REVISION, WHEN, STEP, WHO, FILE, NOTE = range(6)

_SIGNS = {
    EventKind.BEGUN: ("pen", Tone.MUTED),
    EventKind.SIGNED: ("lock", Tone.GOOD),
    EventKind.EXPORTED: ("file", Tone.MUTED),
    EventKind.SENT: ("sent", Tone.ACCENT),
    EventKind.RECEIVED: ("inbox", Tone.ACCENT),
    EventKind.RETURNED: ("returned", Tone.WARN),
    EventKind.ACCEPTED: ("check", Tone.GOOD),
}


class TimelineModel(TableModel[Event]):
    """One row for each step, oldest first."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column(_("Revision"), 9, is_number=True),
                Column(_("When (UTC)"), 17),
                Column(_("What happened"), 27),
                Column(_("Who"), 22),
                Column(_("File"), 28),
                Column(_("Reason or note"), 0),
            ]
        )

    def cell(self, row: Event, column: int) -> Cell:
        if column == STEP:
            name, tone = _SIGNS[row.kind]
            return Cell(event_text(row), tone, name)
        if column == FILE:
            return Cell(Path(row.file).name, Tone.MUTED, tip=row.file)
        texts = {
            REVISION: str(row.revision),
            WHEN: short_time_text(row.at),
            WHO: printable(row.person),
            NOTE: revision_reason_text(row.note),
        }
        return Cell(texts[column], Tone.MUTED if column in {WHEN, WHO} else Tone.PLAIN, tip=texts[column])


class SentPage(Page):
    """The steps in a table, the acts below. What central office asks stands in the bar above every page."""

    name = "sent"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Sent"))
        self.model = TimelineModel()
        self.view = TableView(_("Timeline of the signed revisions"))
        self.view.set_lines(2)  # a reason or note is a sentence
        self.view.show_model(self.model)
        self._nothing = QLabel(
            _("Nothing has been signed for this period yet. What is signed under Check and sign is listed here.")
        )
        self._nothing.setWordWrap(True)
        self.compare_action = QAction(_("Compare revisions…"), self)
        self.compare_action.triggered.connect(self._compare)
        self.show_action = QAction(_("Show in folder"), self)
        self.show_action.triggered.connect(self._show_file)
        self.body.addWidget(self.view, stretch=1)
        self.body.addWidget(self._nothing)
        self.body.addStretch(0)
        self.body.addLayout(button_row(button_of(self.show_action), button_of(self.compare_action)))
        self.setFocusProxy(self.view)
        self.view.when_row_changes(lambda _row: self._follow_row())

    def actions_of_page(self) -> Sequence[QAction]:
        return (self.show_action, self.compare_action)

    def concerns(self, changes: Changes) -> bool:
        return Noun.SUBMISSION in changes.nouns

    def read(self) -> None:
        session, period = self.workplace.session, self.workplace.period.code
        found = timeline.events(session, period)
        self.model.show_rows(found)
        has_rows = bool(found)
        self.view.setVisible(has_rows)
        self._nothing.setVisible(not has_rows)
        self.compare_action.setVisible(has_rows)
        self.show_action.setVisible(has_rows)
        if has_rows:
            self.view.setCurrentIndex(self.model.index(len(found) - 1, STEP))
            self.view.scrollToBottom()
        self._follow_row()

    def _follow_row(self) -> None:
        self.show_action.setEnabled(self._file() is not None)

    def _file(self) -> Path | None:
        row = self.view.current_row()
        text = self.model.rows[row].file if 0 <= row < len(self.model.rows) else ""
        path = Path(text) if text else None
        return path if path is not None and path.is_absolute() and path.exists() else None

    def _show_file(self) -> None:
        path = self._file()
        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    def comparison(self) -> CompareDialog:
        """The dialog in which two revisions are compared."""
        session, period = self.workplace.session, self.workplace.period.code
        records = timeline.revisions(session, period)
        return CompareDialog(session, period, records, tasks=self.workplace.tasks, parent=self)

    def _compare(self) -> None:
        self.comparison().exec()
