"""What putting a backup back would change, and the button that does it; the file that is there now is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from ctecs_desktop.domain.changes import Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import Observation, ObservationKey
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.value import Missing, encode_value
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.backup import BackupFile, Differences, Restored, backup_files, differences, restore
from ctecs_desktop.ui.backup.backup_model import local_time
from ctecs_desktop.ui.buttons import button_row
from ctecs_desktop.ui.messages import MessageBar
from ctecs_desktop.ui.table import Cell, Column, TableModel, TableView
from ctecs_desktop.ui.tasks import Job, JobProgress, TaskRunner
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, muted_label, scaled, section_title
from ctecs_desktop.wording import backup_kind_text, blank_text, place_text, problem_text, term, value_text

SIZE = (900, 520)
MOST_SHOWN = 500
"""Differing values that are listed; the rest is counted."""


class DifferencesModel(TableModel[tuple[str, str, str]]):
    """Where, what stands there now, what the backup says."""

    def __init__(self) -> None:
        super().__init__([Column(_("Where"), 44), Column(_("Now"), 26), Column(_("In the backup"), 0)])

    def cell(self, row: tuple[str, str, str], column: int) -> Cell:
        return Cell(row[column], Tone.MUTED if column == 1 else Tone.PLAIN, tip=row[column])


class RestoreDialog(QDialog):
    """``restored`` is what was done. Nobody may have the workspace open when the verb is pressed."""

    def __init__(
        self,
        store: Path,
        backup: Path,
        plan: Plan | None,
        *,
        tasks: TaskRunner,
        prepare: Callable[[], None] = lambda: None,
        parent: QWidget | None = None,
    ) -> None:
        """``prepare`` closes the workspace just before it is replaced; without a ``plan`` codes stand for names."""
        super().__init__(parent)
        self._prepare = prepare
        self._store, self._backup, self._plan, self._tasks = store, backup, plan, tasks
        self._is_working = False
        self.restored: Restored | None = None
        self.setWindowTitle(_("Put a backup back"))
        self.resize(scaled(SIZE[0]), scaled(SIZE[1]))
        self.title = section_title(_title(store, backup))
        self.message = MessageBar()
        self.summary = QLabel(_("Comparing the backup with the workspace…"))
        self.summary.setWordWrap(True)
        self.model = DifferencesModel()
        self.table = TableView(_("What would change"))
        self.table.show_model(self.model)
        self.table.hide()
        self.verb = QPushButton(_("Put it back"))
        self.verb.setProperty("primary", "true")
        self.verb.setEnabled(False)
        self.verb.clicked.connect(self.put_back)
        self._cancel = QPushButton(_("Cancel"))
        self._cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        column.setSpacing(INSIDE)
        column.addWidget(self.title)
        column.addWidget(self.message)
        column.addWidget(self.summary)
        column.addWidget(self.table, stretch=1)
        column.addWidget(
            muted_label(_("The file that is there now is kept among the backups; no revision number is used twice."))
        )
        column.addStretch(0)
        column.addLayout(button_row(self._cancel, self.verb))
        tasks.run_without_store(
            Job(_("Comparing"), self._show, self._refuse), lambda _progress: differences(store, backup)
        )

    def put_back(self) -> None:
        """Let the backup take the workspace's place."""
        self._is_working = True
        self.verb.setEnabled(False)
        self._prepare()

        def work(_progress: JobProgress) -> Restored:
            return restore(self._store, self._backup)

        job = Job(_("Putting the backup back"), self._done, self._refuse, writes=True)
        self._tasks.run_without_store(job, work)

    def reject(self) -> None:
        """Stays while the file is being replaced."""
        if not self._is_working:
            super().reject()

    def _done(self, restored: Restored) -> None:
        self._is_working = False
        self.restored = restored
        self.accept()

    def _refuse(self, error: CtecsError) -> None:
        self._is_working = False
        self.message.show_message(problem_text(error), Tone.BAD)

    def _show(self, found: Differences) -> None:
        self._plan = self._plan or found.plan
        self.summary.setText("\n".join(_sentences(found)))
        rows = [(self._place(each.key), self._said(each.present), self._said(each.backup)) for each in found.values]
        self.model.show_rows(rows[:MOST_SHOWN])
        self.table.setVisible(bool(rows))
        if not rows:
            self.resize(self.width(), self.minimumSizeHint().height())
        self.verb.setEnabled(True)
        self.verb.setDefault(True)
        self.verb.setFocus()

    def _place(self, key: ObservationKey) -> str:
        where = place_text(key, self._plan) if self._plan is not None else f"{key.measure} {key.subgroup}"
        return _("{place}, {period}").format(place=where, period=key.period)

    def _said(self, observation: Observation | None) -> str:
        if observation is None:
            return _("cannot be read")
        if isinstance(observation.value, Missing):
            return blank_text(observation.value)
        plan = self._plan
        if plan is None or not plan.has_measure(observation.key.measure):
            return encode_value(observation.value)
        return value_text(observation.value, plan.measure(observation.key.measure))


def _title(store: Path, backup: Path) -> str:
    found: BackupFile | None = next((each for each in backup_files(store) if each.path == backup), None)
    if found is None:
        return _("Backup {name}").format(name=backup.name)
    return _("Backup of {time}: {why}").format(time=local_time(found.at), why=backup_kind_text(found.kind))


def _sentences(found: Differences) -> list[str]:
    """What a person must know before pressing the button, the weightiest first."""
    if found.is_present and found.is_empty and found.problem is None:
        return [_("The backup and the workspace say the same.")]
    lines = []
    if found.problem is not None:
        lines.append(_("The workspace is damaged; it is kept beside the backups."))
        if not found.is_whole:
            lines.append(_("Not everything in it could be read, so that more may differ than is listed."))
    if not found.is_present:
        lines.append(_("There is no workspace at that place now."))
    if found.is_present:
        lost = ngettext("{count} value of now would be lost.", "{count} values of now would be lost.", found.lost)
        lines.append(lost.format(count=found.lost) if found.lost else _("No value of now would be lost."))
    for signed, sentence in (
        (found.signed_lost, _("Signed revisions that the backup does not hold: {list}.")),
        (found.signed_back, _("Signed revisions that only the backup holds: {list}.")),
    ):
        if signed:
            names = (_("{period} revision {number}").format(period=period, number=number) for period, number in signed)
            lines.append(sentence.format(list=", ".join(names)))
    for noun, count in found.others.items():
        if noun is Noun.SUBMISSION and (found.signed_lost or found.signed_back):
            continue  # that is the signed revisions, and what hangs on them
        lines.append(_("What else is not the same: {noun}, {count} times.").format(noun=term(noun), count=count))
    return lines
