"""The district's figures by goal, each of which opens to the schools' cells, and their workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSplitter

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.observation import ALL_STUDENTS
from ctecs_desktop.domain.rollup import Rollup
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.i18n import _
from ctecs_desktop.services import rollup as rollups
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.page import SIDE_WIDTH, Page
from ctecs_desktop.ui.rollup.figure_panel import FigurePanel
from ctecs_desktop.ui.rollup.rollup_model import BOUNDS, FigureRow, RollupModel, rows_of
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import INSIDE, Tone, muted_label
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import status_text

_TOLD = (MeasureStatus.MET, MeasureStatus.ON_TRACK, MeasureStatus.OFF_TRACK, MeasureStatus.UNDETERMINED)


class RollupPage(Page):
    """Computed on the worker's thread whenever something that counts has changed."""

    name = "rollup"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Rollup"))
        self.rollup: Rollup | None = None
        self._summary = muted_label()
        self._summary.setWordWrap(False)
        self.head.addWidget(self._summary)
        self.model = RollupModel()
        self.view = TableView(_("District figures"))
        self.view.show_model(self.model)
        self.panel = FigurePanel(workplace.plan)
        self._goal = QComboBox()
        self._subgroups = QCheckBox(_("Breakdowns"))
        self.export = QAction(_("Export the rollup workbook…"), self)
        self.export.setShortcut("Ctrl+E")
        self.export.triggered.connect(lambda: self._export(FileKind.WORKBOOK))
        self.export_table = QAction(_("Export as CSV…"), self)
        self.export_table.triggered.connect(lambda: self._export(FileKind.TABLE))
        self._lay_out()
        self._goal.currentIndexChanged.connect(self._show)
        self._subgroups.toggled.connect(self._show)
        self.view.when_row_changes(self._show_row)
        self.setFocusProxy(self.view)

    def actions_of_page(self) -> Sequence[QAction]:
        return (self.export, self.export_table)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.nouns & {Noun.ROLLUP, Noun.OBSERVATION, Noun.PLAN})

    def read(self) -> None:
        period = self.workplace.period.code

        def work(session: Session, _progress: JobProgress) -> Rollup:
            return rollups.compute(session, period)

        self.workplace.run(_("Computing the district's figures"), work, done=self._computed, failed=self.tell)

    def _computed(self, rollup: Rollup) -> None:
        if rollup.period != self.workplace.period.code:
            return  # the person has gone on to another period, whose figures are under way
        self.rollup = rollup
        self._show()

    def _lay_out(self) -> None:
        self._goal.setAccessibleName(_("Goal"))
        self._goal.setMinimumContentsLength(24)
        self._goal.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._goal.addItem(_("All goals"), 0)
        for goal in self.workplace.plan.goals:
            self._goal.addItem(f"{goal.number}  {goal.title}", goal.number)
        label = QLabel(_("&Goal"))
        label.setBuddy(self._goal)
        bar = QHBoxLayout()
        bar.setSpacing(INSIDE * 2)
        for widget in (label, self._goal, self._subgroups):
            bar.addWidget(widget)
        bar.addStretch(1)
        self.body.addLayout(bar)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.view)
        splitter.addWidget(self.panel)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([10_000, SIDE_WIDTH + 44])
        self.body.addWidget(splitter, stretch=1)
        self.body.addLayout(button_row(button_of(self.export_table), button_of(self.export, is_primary=True)))

    def _show(self) -> None:
        rollup = self.rollup
        if rollup is None:
            return
        chosen = self._current()
        self.heading.setText(
            _("Rollup {period}: {accepted} of {expected} schools").format(
                period=rollup.period, accepted=len(rollup.schools_accepted), expected=len(rollup.schools_expected)
            )
        )
        self._summary.setText(_summary(rollup))
        self.view.clearSpans()
        self.model.show_rows(
            rows_of(
                rollup,
                self.workplace.plan,
                goal=self._goal.currentData(),
                with_subgroups=self._subgroups.isChecked(),
            )
        )
        self.view.setColumnHidden(BOUNDS, not self.model.has_bounds())
        for number in self.model.headings():
            self.view.setSpan(number, 0, 1, len(self.model.columns))
        self._select(chosen)

    def _select(self, chosen: FigureRow | None) -> None:
        """The figure that was current, else the first one with a value."""
        figures = [(number, row) for number, row in enumerate(self.model.rows) if isinstance(row, FigureRow)]
        address = (chosen.figure.measure, chosen.figure.subgroup) if chosen else None
        same = [number for number, row in figures if (row.figure.measure, row.figure.subgroup) == address]
        filled = [number for number, row in figures if row.figure.sources and row.figure.value is not None]
        number = next(iter((*same, *filled, *(number for number, _row in figures))), -1)
        self.view.setCurrentIndex(self.model.index(number, 0))
        self._show_row(number)

    def _current(self) -> FigureRow | None:
        number = self.view.current_row()
        row = self.model.rows[number] if 0 <= number < len(self.model.rows) else None
        return row if isinstance(row, FigureRow) else None

    def _show_row(self, number: int) -> None:
        row = self.model.rows[number] if 0 <= number < len(self.model.rows) else None
        self.panel.show_row(row if isinstance(row, FigureRow) else None)

    def _export(self, kind: FileKind) -> None:
        period = self.workplace.period.code
        ending = "csv" if kind is FileKind.TABLE else "xlsx"
        out = self.workplace.asker.choose_new_file(
            _("Export the district's figures"), kind, suggestion=f"rollup-{period}.{ending}"
        )
        if out is None:
            return

        def work(session: Session, _progress: JobProgress) -> Path:
            write = rollups.write_csv if kind is FileKind.TABLE else rollups.write_workbook
            return write(session, period, out)

        self.workplace.run(_("Exporting the district's figures"), work, done=self._exported, failed=self.tell)

    def _exported(self, path: Path) -> None:
        self.message.show_message(_("Exported: {path}").format(path=path), Tone.GOOD)


def _summary(rollup: Rollup) -> str:
    counts = Counter(figure.status for figure in rollup.figures if figure.subgroup == ALL_STUDENTS)
    return " · ".join(f"{counts[status]} {status_text(status)}" for status in _TOLD if counts[status])
