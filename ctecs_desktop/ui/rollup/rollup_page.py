"""The district's figures by goal, each of which opens to the schools' cells, and their workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSplitter

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import ALL_STUDENTS, PeriodCode
from ctecs_desktop.domain.rollup import Rollup
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import review, snapshots
from ctecs_desktop.services import rollup as rollups
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.snapshots import Frozen, Ledger
from ctecs_desktop.services.trends import Trends, trends
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.page import SIDE_WIDTH, Page
from ctecs_desktop.ui.rollup.figure_panel import FigurePanel
from ctecs_desktop.ui.rollup.ledger_dialog import DIGITS_SHOWN, LedgerDialog, changed_text
from ctecs_desktop.ui.rollup.rollup_model import BOUNDS, TREND, FigureRow, RollupModel, rows_of
from ctecs_desktop.ui.table import NARROWEST_REST, TableView
from ctecs_desktop.ui.table_out import copy_table
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import INSIDE, Tone, muted_label
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import status_text

_TOLD = (MeasureStatus.MET, MeasureStatus.ON_TRACK, MeasureStatus.OFF_TRACK, MeasureStatus.UNDETERMINED)


_ENDINGS = {FileKind.WORKBOOK: "xlsx", FileKind.TABLE: "csv", FileKind.DOCUMENT: "json"}


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page shows of a period: its figures, those of the years before, and the snapshots beside them."""

    rollup: Rollup
    years: Trends
    ledgers: tuple[Ledger, ...]


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
        self.freeze = QAction(_("Freeze these figures…"), self)
        self.freeze.setToolTip(_("Before they are given away: later corrections are then told figure by figure"))
        self.freeze.triggered.connect(self._freeze)
        self.ledger = QAction(_("Snapshots…"), self)
        self.ledger.setToolTip(_("What was frozen, and what reads otherwise now"))
        self.ledger.triggered.connect(self._show_ledger)
        self._changed = muted_label()
        self.panel.open_source.triggered.connect(self._open_source)
        self._lay_out()
        self._goal.currentIndexChanged.connect(self._show)
        self._subgroups.toggled.connect(self._show)
        self.view.when_row_changes(self._show_row)
        self.setFocusProxy(self.view)

    def actions_of_page(self) -> Sequence[QAction]:
        exports = (self.export, self.export_table, self.export_document)
        return (self.freeze, self.ledger, *exports, self.copy, self.panel.copy_bars, self.panel.open_source)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.nouns & {Noun.ROLLUP, Noun.OBSERVATION, Noun.PLAN})

    def read(self) -> None:
        period = self.workplace.period.code

        def work(session: Session, _progress: JobProgress) -> Figures:
            rollup = rollups.compute(session, period)
            return Figures(rollup, trends(session, rollup), snapshots.ledgers(session, period, computed=rollup))

        self.workplace.run(_("Computing the district's figures"), work, done=self._computed, failed=self.tell)

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
        bar.addWidget(self._changed, stretch=1)
        self.body.addLayout(bar)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.view)
        splitter.addWidget(self.panel)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([10_000, SIDE_WIDTH + 44])
        self.body.addWidget(splitter, stretch=1)
        row = button_row(button_of(self.export_table), button_of(self.export, is_primary=True))
        row.insertWidget(0, button_of(self.freeze))
        row.insertWidget(1, button_of(self.ledger))
        self.body.addLayout(row)

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
                years=self.figures.years if self.figures is not None else None,
            )
        )
        self.view.setColumnHidden(TREND, not self.model.has_trend())
        self._fit_columns()
        self._tell_ledger()
        for number in self.model.headings():
            self.view.setSpan(number, 0, 1, len(self.model.columns))
        self._select(chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Bounds stand in the side panel too, so they have a column only where that needs no scrolling."""
        self.view.setColumnHidden(BOUNDS, False)  # a hidden column has no width
        shown = [each for each in range(1, len(self.model.columns)) if not self.view.isColumnHidden(each)]
        least = self.view.fontMetrics().horizontalAdvance("0") * NARROWEST_REST
        needed = least + sum(self.view.columnWidth(each) for each in shown)
        self.view.setColumnHidden(BOUNDS, not self.model.has_bounds() or needed > self.view.viewport().width())

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
        """The workbook in which the school signed the value; where to look is said, for a signed file cannot say it."""
        source = self.panel.current_source()
        if source is None or not source.digest:
            return
        title = _("Save the signed workbook and open it")
        out = self.workplace.asker.choose_new_file(title, FileKind.WORKBOOK, suggestion=source.file)
        if out is None:
            return
        try:
            written = review.save_signed_workbook(self.workplace.session, source.digest, out)
        except CtecsError as error:
            self.tell(error)
            return
        text = _("Saved: {path}. The value stands on the sheet {sheet} in {cell}.")
        self.message.show_message(text.format(path=written, sheet=source.sheet, cell=source.cell), Tone.GOOD)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(written)))

    def _copy(self) -> None:
        count = copy_table(self.view)
        text = ngettext("{count} row is on the clipboard.", "{count} rows are on the clipboard.", count)
        self.message.show_message(text.format(count=count), Tone.GOOD)

    def _freeze(self) -> None:
        period = self.workplace.period.code
        question = _("What are the figures of {period} frozen for? Such as the board and its date.")
        note = self.workplace.asker.ask_text(question.format(period=period), verb=_("Freeze"))
        if note is None:
            return

        def work(session: Session, _progress: JobProgress) -> Frozen:
            return snapshots.freeze(session, period, note=note)

        self.workplace.run(_("Freezing the figures"), work, done=self._frozen, failed=self.tell, writes=True)

    def _frozen(self, made: Frozen) -> None:
        text = _("Frozen as snapshot {number}, fingerprint {fingerprint}.")
        snapshot = made.snapshot
        self.message.show_message(
            text.format(number=snapshot.number, fingerprint=snapshot.fingerprint[:DIGITS_SHOWN]), Tone.GOOD
        )
        self.workplace.changes.publish(made.changes)

    def _tell_ledger(self) -> None:
        """The newest snapshot and what changed since, beside the choices."""
        ledgers = self.figures.ledgers if self.figures is not None else ()
        self.ledger.setEnabled(bool(ledgers))
        self.freeze.setEnabled(self.rollup is not None and any(each.sources for each in self.rollup.figures))
        self._changed.setText(
            _("Snapshot {number}: {changed}").format(
                number=ledgers[-1].snapshot.number, changed=changed_text(ledgers[-1])
            )
            if ledgers
            else ""
        )

    def _show_ledger(self) -> None:
        if self.figures is not None:
            LedgerDialog(self.workplace.plan, self.figures.ledgers, self).exec()

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
