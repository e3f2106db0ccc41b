"""Values taken from a sheet, a CSV file or an entry form: shown first where any would be replaced or refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import ObservationKey
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.value import Value
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.entry import EntryPreview, preview_file, record_values
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.buttons import button_row
from ctecs_desktop.ui.table import Cell, Column, TableModel, TableView
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, muted_label, scaled
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import NOTHING_SHOWN, place_text, problem_text, value_text

DIALOG_WIDTH, DIALOG_HEIGHT = 900, 560
WHERE, NOW, WANTED, OUTCOME = range(4)


@dataclass(frozen=True, slots=True)
class FileRow:
    """One value of the file, or one cell that is refused."""

    where: str
    key: ObservationKey | None = None
    before: Value | None = None
    wanted: Value | None = None
    error: CtecsError | None = None


class FileModel(TableModel[FileRow]):
    """What is refused comes first, then what would replace something, then what is new."""

    def __init__(self, plan: Plan, preview: EntryPreview) -> None:
        columns = [
            Column(_("Value"), 38),
            Column(_("Now"), 16),
            Column(_("In the file"), 16),
            Column(_("What happens"), 0),
        ]
        super().__init__(columns)
        self._plan = plan
        self.show_rows(_rows_of(plan, preview))

    def cell(self, row: FileRow, column: int) -> Cell:
        if column == WHERE:
            return Cell(row.where, tip=row.where)
        if column == NOW:
            return Cell(self._words(row, row.before), Tone.MUTED)
        if column == WANTED:
            return Cell(self._words(row, row.wanted), is_strong=row.before is not None)
        if row.error is not None:
            words = problem_text(row.error)
            return Cell(words, Tone.BAD, "cross", tip=words)
        if row.before is not None:
            return Cell(_("takes its place"), Tone.WARN, "pen")
        return Cell(_("is new"), Tone.GOOD, "check")

    def _words(self, row: FileRow, value: Value | None) -> str:
        if row.key is None or value is None:
            return NOTHING_SHOWN
        return value_text(value, self._plan.measure(row.key.measure))


def _rows_of(plan: Plan, preview: EntryPreview) -> list[FileRow]:
    refused = [FileRow(each.where, error=each.error) for each in preview.report.refused]
    changed, new = [], []
    for edit in preview.edits:
        stands = preview.before.get(edit.key)
        where = place_text(edit.key, plan)
        if stands is not None and stands.is_entered:
            changed.append(FileRow(where, edit.key, stands.value, edit.value))
        else:
            new.append(FileRow(where, edit.key, None, edit.value))
    return [*refused, *changed, *new]


class FileDialog(QDialog):
    """Accepted where the person wants the values. With anything refused none is taken: the file is mended first."""

    def __init__(self, plan: Plan, preview: EntryPreview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Take values from a file"))
        self.resize(scaled(DIALOG_WIDTH), scaled(DIALOG_HEIGHT))
        report = preview.report
        self.summary = QLabel(_summary(preview))
        self.summary.setWordWrap(True)
        self.model = FileModel(plan, preview)
        self.view = TableView(_("What would happen to each value"))
        self.view.show_model(self.model)
        self.words = muted_label()
        self.words.setMinimumHeight(self.fontMetrics().lineSpacing() * 2)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.view.when_row_changes(self._say_row)
        count = len(preview.edits)
        self.verb = QPushButton(ngettext("Take {count} value", "Take {count} values", count).format(count=f"{count:,}"))
        self.verb.setProperty("primary", "true")
        self.verb.setDefault(True)
        self.verb.setEnabled(not report.refused and bool(count))
        self.verb.clicked.connect(self.accept)
        cancel = QPushButton(_("Close") if report.refused else _("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        column.setSpacing(INSIDE)
        for widget in (self.summary, self.view, self.words):
            column.addWidget(widget)
        column.addLayout(button_row(cancel, self.verb))
        if self.model.rows:
            self.view.setCurrentIndex(self.model.index(0, WHERE))

    def _say_row(self, number: int) -> None:
        if 0 <= number < len(self.model.rows):
            row = self.model.rows[number]
            self.words.setText(f"{row.where}: {problem_text(row.error)}" if row.error is not None else "")


def _summary(preview: EntryPreview) -> str:
    report = preview.report
    text = _("{new} new, {changed} replaced, {same} the same.").format(
        new=len(report.new), changed=len(report.changed), same=len(report.same)
    )
    if not report.refused:
        return text
    count = len(report.refused)
    words = ngettext(
        "{count} cell is refused, so nothing is taken yet. Mend it in the file, then take it again.",
        "{count} cells are refused, so nothing is taken yet. Mend them in the file, then take it again.",
        count,
    )
    return f"{words.format(count=f'{count:,}')} {text}"


class FileEntry:
    """Takes one file: read on the worker's thread, shown where needed, written as one act."""

    def __init__(self, workplace: Workplace, window: QWidget, say: Callable[[str, Tone], None]) -> None:
        self._workplace = workplace
        self._window = window
        self._say = say

    def take(self, path: Path) -> None:
        """Read ``path`` and go on with what is in it."""

        def work(session: Session, progress: JobProgress) -> EntryPreview:
            progress.report(0, 0, path.name)
            return preview_file(session, path)

        self._workplace.run(_("Reading values"), work, done=self._look, failed=self._refuse, can_be_stopped=True)

    def _look(self, preview: EntryPreview) -> None:
        if preview.report.refused or preview.report.changed:
            dialog = FileDialog(self._workplace.plan, preview, self._window)
            if not dialog.exec():
                return
        if not preview.edits:
            self._tell(preview)
            return

        def work(session: Session, _progress: JobProgress) -> Changes:
            return record_values(session, preview.edits, expected=preview.before)

        def done(changes: Changes) -> None:
            self._workplace.changes.publish(changes)
            self._tell(preview)

        self._workplace.run(_("Taking values"), work, done=done, failed=self._refuse, writes=True)

    def _tell(self, preview: EntryPreview) -> None:
        report = preview.report
        text = _("{new} new, {changed} replaced, {same} the same.").format(
            new=len(report.new), changed=len(report.changed), same=len(report.same)
        )
        self._say(text, Tone.GOOD)

    def _refuse(self, error: CtecsError) -> None:
        self._say(problem_text(error), Tone.BAD)
