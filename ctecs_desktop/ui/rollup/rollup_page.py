"""The district's figures by goal, each of which opens to the schools' cells, and their workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import ALL_STUDENTS, ObservationKey, PeriodCode
from ctecs_desktop.domain.rollup import Address, Rollup, Source
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import rollup as rollups
from ctecs_desktop.services import snapshots
from ctecs_desktop.services.rollup import RollupBasis
from ctecs_desktop.services.rollup_figures import figures_from
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.snapshots import Ledger
from ctecs_desktop.services.trends import Trends, trends
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.page import SIDE_WIDTH, Page, beside
from ctecs_desktop.ui.rollup.chart_acts import ChartActs
from ctecs_desktop.ui.rollup.figure_panel import FigurePanel
from ctecs_desktop.ui.rollup.rollup_model import BASELINE, BOUNDS, STATUS, TREND, FigureRow, RollupModel, rows_of
from ctecs_desktop.ui.rollup.snapshot_acts import SnapshotActs
from ctecs_desktop.ui.signed_workbook import SignedWorkbookDialog
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.table_out import copy_table
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import INSIDE, Tone, muted_label
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import status_text

_TOLD = (MeasureStatus.MET, MeasureStatus.ON_TRACK, MeasureStatus.OFF_TRACK, MeasureStatus.UNDETERMINED)


_ENDINGS = {FileKind.WORKBOOK: "xlsx", FileKind.TABLE: "csv", FileKind.DOCUMENT: "json"}


NAME_BESIDE = {BOUNDS: 36, BASELINE: 27}
"""Characters of a measure's name that must have room before a column is shown, in the order of giving way."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page shows of a period: its figures, those of the years before, and the newest snapshot beside them.

    ``basis`` and ``own`` are what the sources of a figure are found by when it is opened.
    """

    rollup: Rollup
    trends: Trends
    ledger: Ledger | None
    basis: RollupBasis
    own: Mapping[Address, Source]


class RollupPage(Page):
    """Computed on the worker's thread whenever something that counts has changed."""

    name = "rollup"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Rollup"))
        self.figures: Figures | None = None
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
        self.export_document = QAction(_("Export as JSON…"), self)
        self.export_document.triggered.connect(lambda: self._export(FileKind.DOCUMENT))
        self.copy = QAction(_("Copy the table"), self)
        self.copy.setShortcut("Ctrl+Shift+C")
        self.copy.triggered.connect(self._copy)
        self.snapshots = SnapshotActs(workplace, self)
        self.snapshots.told.connect(lambda text: self.message.show_message(text, Tone.GOOD))
        self.snapshots.refused.connect(self.tell)
        self.charts = ChartActs(workplace, self.panel, self)
        self.charts.told.connect(lambda text: self.message.show_message(text, Tone.GOOD))
        self.charts.refused.connect(self.tell)
        self.anew = QAction(_("Compute anew"), self)
        self.anew.setShortcut("F5")
        self.anew.setToolTip(_("Makes all figures from the schools' values again, whatever is kept of them"))
        self.anew.triggered.connect(lambda: self._compute(anew=True))
        self.panel.open_source.triggered.connect(lambda _checked=False: self._open_source())
        self.panel.view.doubleClicked.connect(lambda _index: self._open_source())
        self._lay_out()
        self._goal.currentIndexChanged.connect(self._show)
        self._subgroups.toggled.connect(self._show)
        self.view.when_row_changes(self._show_row)
        self.setFocusProxy(self.view)

    def actions_of_page(self) -> Sequence[QAction]:
        exports = (self.export, self.export_table, self.export_document)
        frozen = (self.snapshots.freeze, self.snapshots.ledger)
        panel = self.panel
        charts = (panel.copy_bars, panel.save_bars, panel.copy_years, panel.save_years)
        return (self.anew, *frozen, *exports, self.copy, *charts, panel.open_source)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.nouns & {Noun.ROLLUP, Noun.OBSERVATION, Noun.PLAN})

    def read(self) -> None:
        self._compute()

    def _compute(self, *, anew: bool = False) -> None:
        period = self.workplace.period.code

        def work(session: Session, progress: JobProgress) -> Figures:
            basis = rollups.basis_of(session, period)
            rollup = figures_from(session, basis, progress=progress, anew=anew)
            return Figures(
                rollup,
                trends(session, rollup, progress=progress),
                snapshots.newest_ledger(session, rollup),
                basis,
                rollups.own_sources_of(session, basis),
            )

        if self.rollup is None or self.rollup.period != period:
            self._summary.setText(_("Computing the figures of {period}…").format(period=period))
        self.workplace.run(
            _("Computing the district's figures"),
            work,
            done=self._computed,
            failed=self.tell,
            stopped=self._stopped,
            can_be_stopped=True,
        )

    def _stopped(self) -> None:
        self._show()
        text = _("Stopped. Figures that stand here are those from before; “Compute anew” in the menu begins again.")
        self.message.show_message(text, Tone.WARN)

    def _computed(self, figures: Figures) -> None:
        if figures.rollup.period != self.workplace.period.code:
            return  # the person has gone on to another period, whose figures are under way
        self.figures = figures
        self._show()

    @property
    def rollup(self) -> Rollup | None:
        """The figures shown."""
        return self.figures.rollup if self.figures is not None else None

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
        bar.addWidget(self.snapshots.changed, stretch=1)
        self.body.addLayout(bar)
        splitter = beside(self.view, self.panel, width=SIDE_WIDTH + 44)
        self.body.addWidget(splitter, stretch=1)
        row = button_row(button_of(self.export_table), button_of(self.export, is_primary=True))
        row.insertWidget(0, button_of(self.snapshots.freeze))
        row.insertWidget(1, button_of(self.snapshots.ledger))
        self.body.addLayout(row)

    def _show(self) -> None:
        if self.figures is None:
            self._summary.clear()
            return
        rollup = self.figures.rollup
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
                trends=self.figures.trends,
            )
        )
        self.view.setColumnHidden(TREND, not self.model.has_trend())
        for column, texts in self.model.texts().items():
            self.view.fit_column(column, texts, has_icon=column == STATUS)
        self._fit_columns()
        self.snapshots.follow(rollup, self.figures.ledger)
        self.charts.follow(rollup, self.figures.ledger)
        for number in self.model.headings():
            self.view.setSpan(number, 0, 1, len(self.model.columns))
        self._select(chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Bounds and baseline stand in the side panel too: each has a column only where names can be read beside it."""
        for column, is_filled in ((BASELINE, True), (BOUNDS, self.model.has_bounds())):
            self.view.setColumnHidden(column, not is_filled)
        for column, characters in NAME_BESIDE.items():
            shown = [each for each in range(1, len(self.model.columns)) if not self.view.isColumnHidden(each)]
            least = self.view.fontMetrics().horizontalAdvance("0") * characters
            needed = least + sum(self.view.columnWidth(each) for each in shown)
            if needed > self.view.viewport().width():
                self.view.setColumnHidden(column, True)

    def _select(self, chosen: FigureRow | None) -> None:
        """The figure that was current, else the first one with a value."""
        figures = [(number, row) for number, row in enumerate(self.model.rows) if isinstance(row, FigureRow)]
        address = (chosen.figure.measure, chosen.figure.subgroup) if chosen else None
        same = [number for number, row in figures if (row.figure.measure, row.figure.subgroup) == address]
        filled = [number for number, row in figures if row.figure.value is not None]
        number = next(iter((*same, *filled, *(number for number, _row in figures))), -1)
        before = self.view.currentIndex()
        self.view.setCurrentIndex(self.model.index(number, 0))
        if self.view.currentIndex() == before:  # no other row, but perhaps another figure in it
            self._show_row(number)

    def _current(self) -> FigureRow | None:
        number = self.view.current_row()
        row = self.model.rows[number] if 0 <= number < len(self.model.rows) else None
        return row if isinstance(row, FigureRow) else None

    def _show_row(self, number: int) -> None:
        row = self.model.rows[number] if 0 <= number < len(self.model.rows) else None
        if isinstance(row, FigureRow):
            self.panel.show_row(row, self._sources_of(row))
        else:
            self.panel.show_row(None)

    def _sources_of(self, row: FigureRow) -> Sequence[Source]:
        """Read when the figure is opened: a district of a thousand schools has millions."""
        if self.figures is None:
            return ()
        address = (row.figure.measure, row.figure.subgroup)
        try:
            return rollups.sources_of(self.workplace.session, self.figures.basis, address, self.figures.own)
        except CtecsError as error:
            self.tell(error)
            return ()

    def _export(self, kind: FileKind) -> None:
        period = self.workplace.period.code
        ending = _ENDINGS[kind]
        out = self.workplace.asker.choose_new_file(
            _("Export the district's figures"), kind, suggestion=f"rollup-{period}.{ending}"
        )
        if out is None:
            return

        def work(session: Session, _progress: JobProgress) -> Path:
            return _WRITERS[kind](session, period, out)

        self.workplace.run(_("Exporting the district's figures"), work, done=self._exported, failed=self.tell)

    def _open_source(self) -> None:
        """The workbook that the school signed, at the cell of the value."""
        source, row = self.panel.current_source(), self._current()
        if source is None or row is None or not source.digest or self.figures is None:
            return
        figure = row.figure
        key = ObservationKey(source.school, self.figures.rollup.period, figure.measure, figure.subgroup)
        SignedWorkbookDialog(self.workplace, source.digest, key=key, parent=self).exec()

    def _copy(self) -> None:
        count = copy_table(self.view)
        text = ngettext("{count} row is on the clipboard.", "{count} rows are on the clipboard.", count)
        self.message.show_message(text.format(count=count), Tone.GOOD)

    def _exported(self, path: Path) -> None:
        self.message.show_message(_("Exported: {path}").format(path=path), Tone.GOOD)


_WRITERS: dict[FileKind, Callable[[Session, PeriodCode, Path], Path]] = {
    FileKind.WORKBOOK: rollups.write_workbook,
    FileKind.TABLE: rollups.write_csv,
    FileKind.DOCUMENT: rollups.write_json,
}


def _summary(rollup: Rollup) -> str:
    counts = Counter(figure.status for figure in rollup.figures if figure.subgroup == ALL_STUDENTS)
    return " · ".join(f"{counts[status]} {status_text(status)}" for status in _TOLD if counts[status])
