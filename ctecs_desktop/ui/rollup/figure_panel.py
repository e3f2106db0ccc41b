"""An opened figure: its rule in words, what a reader must know, each school's value with workbook and cell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from ctecs_desktop.charts.exhibit import Chart
from ctecs_desktop.domain.plan import Plan, RollupMethod, SumBound
from ctecs_desktop.domain.rollup import Source
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.buttons import button_of
from ctecs_desktop.ui.charts.chart_view import ChartView
from ctecs_desktop.ui.page import SidePanel
from ctecs_desktop.ui.rollup.figure_tables import SourceModel, YearModel
from ctecs_desktop.ui.rollup.rollup_model import FigureRow
from ctecs_desktop.ui.rollup.school_comparison import can_be_compared, schools_of, years_of
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.theme import INSIDE, muted_label, section_title
from ctecs_desktop.wording import (
    NOTHING_SHOWN,
    figure_text,
    quantity_text,
    rollup_method_text,
    rollup_note_text,
    term,
)

SOURCES, SCHOOLS, YEARS = range(3)
_ALL = 1000


class FigurePanel(SidePanel):
    """Shows one figure of the table: where it came from, school by school, year by year."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(_("About the current figure"))
        self.shown: FigureRow | None = None
        self._are_bars_due = False
        self.title = section_title("")
        self._rule = QLabel()
        self._rule.setWordWrap(True)
        self._notes = muted_label()
        self.sources = SourceModel(plan)
        self.view = TableView(_("Where the figure came from"))
        self.view.set_lines(2)
        self.view.show_model(self.sources)
        self.view.setMinimumHeight(160)
        self._plan = plan
        self.bars = ChartView(_("The schools beside each other"))
        self.years = ChartView(_("The figure over the years"))
        self.year_table = YearModel()
        self.year_view = TableView(_("The figure of each year"))
        self.year_view.set_lines(2)
        self.year_view.show_model(self.year_table)
        self._years_text = muted_label()
        self.open_source = QAction(_("Show the signed cell…"), self)
        self.open_source.setShortcut("Ctrl+J")
        self.open_source.setToolTip(_("The workbook that the school signed, verified again, at this value"))
        self.copy_bars = QAction(_("Copy the chart"), self)
        self.save_bars = QAction(_("Save the chart…"), self)
        self.copy_years = QAction(_("Copy the chart of the years"), self)
        self.save_years = QAction(_("Save the chart of the years…"), self)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName(_("Sources, schools or years"))
        self.tabs.tabBar().setAccessibleName(_("Sources, schools or years"))
        self.tabs.addTab(_column(self.view, button_of(self.open_source), filling=self.view), _("Sources"))
        of_bars, of_years = (
            _chart_buttons(self.copy_bars, self.save_bars),
            _chart_buttons(self.copy_years, self.save_years),
        )
        bars = _scrolled(self.bars)
        self.tabs.addTab(_column(bars, of_bars, filling=bars), _("Schools"))
        years = _column(self.years, self._years_text, self.year_view, of_years, filling=self.year_view)
        self.tabs.addTab(years, _("Years"))
        self.tabs.currentChanged.connect(self._show_schools_if_seen)
        for widget in (self.title, self._rule, self._notes):
            self.column.addWidget(widget)
        self.column.addWidget(self.tabs, stretch=_ALL)
        self.column.addStretch(1)  # takes the room where there are no sources, so that the words stay together

    def current_source(self) -> Source | None:
        """The school's value that is current in the list."""
        number = self.view.current_row()
        return self.sources.rows[number] if 0 <= number < len(self.sources.rows) else None

    def show_row(self, row: FigureRow | None, sources: Sequence[Source] = ()) -> None:
        """Tell how the figure was made, and from which ``sources``."""
        self.content.setVisible(row is not None)
        if row is None:
            return
        figure = row.figure
        self.title.setText(f"{row.measure.code}  {row.measure.name}")
        self._rule.setText(rule_text(row))
        notes = [_("Bounds: {bounds}.").format(bounds=row.bounds)] if row.bounds else []
        if row.baseline != NOTHING_SHOWN:
            notes.append(_("Baseline: {figure}.").format(figure=row.baseline))
        notes.append(_("Coverage: {coverage}.").format(coverage=row.coverage[1].rstrip(".")))
        notes += [rollup_note_text(note) for note in figure.notes]
        notes.append(_("Evidence: {evidence}.").format(evidence=term(row.measure.evidence)))
        self._notes.setText("\n".join(notes))
        self.sources.show_sources(sources, row.measure)
        self.view.setCurrentIndex(self.sources.index(0, 0))
        self.open_source.setEnabled(any(source.digest for source in sources))
        years = years_of(row, row.years, self._plan)
        self.years.show_chart(years)
        self.year_table.show_years(row.years, row.measure)
        for act in self.copy_years, self.save_years:
            act.setVisible(years is not None)
        self._years_text.setText(years.sentence if years is not None else _("No earlier year has this figure."))
        is_comparable = can_be_compared(row, sources, self._plan)
        for act in self.copy_bars, self.save_bars:
            act.setVisible(is_comparable)
        self.tabs.setTabEnabled(SCHOOLS, is_comparable)
        self.tabs.setVisible(bool(sources))
        self.shown, self._are_bars_due = row, True
        self._show_schools_if_seen()

    def _show_schools_if_seen(self) -> None:
        """The bars of a thousand schools take a while, and whoever goes through the figures does not look at them."""
        if self.tabs.currentIndex() == SCHOOLS:
            self._show_schools()

    def _show_schools(self) -> None:
        if self.shown is not None and self._are_bars_due:
            self._are_bars_due = False
            self.bars.show_chart(schools_of(self.shown, self.sources.rows, self._plan))

    def chart_of_schools(self) -> Chart | None:
        """The chart of the figure shown, made now if nobody has looked at it."""
        self._show_schools()
        return self.bars.chart


def _scrolled(chart: QWidget) -> QScrollArea:
    """A chart as high as its bars, in a tab that may be lower: the panel itself then need not scroll."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(chart.accessibleName())
    area.setWidget(chart)
    area.viewport().setAutoFillBackground(False)
    chart.setAutoFillBackground(False)
    return area


def _chart_buttons(copy: QAction, save: QAction) -> QWidget:
    """A button for each act on the chart above them, both of one width."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(INSIDE)
    row.addWidget(button_of(copy, text=_("Copy chart")), stretch=1)
    row.addWidget(button_of(save, text=_("Save chart…")), stretch=1)
    return holder


def _column(*widgets: QWidget, filling: QWidget) -> QWidget:
    """Widgets below each other in a tab; ``filling`` takes the room that the others leave."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, INSIDE, 0, 0)
    column.setSpacing(INSIDE)
    for widget in widgets:
        column.addWidget(widget)
    column.setStretchFactor(filling, 1)
    return holder


def rule_text(row: FigureRow) -> str:
    """How the figure is made, in words: ``Ratio of sums: 1,364 of 10,741.``"""
    figure, measure = row.figure, row.measure
    method = rollup_method_text(figure.method)
    text = method[0].upper() + method[1:]
    if figure.numerator is not None and figure.denominator is not None:
        text = _("{method}: {numerator} of {denominator}").format(
            method=text,
            numerator=quantity_text(figure.numerator),
            denominator=quantity_text(figure.denominator),
        )
    elif figure.numerator is not None:
        text = f"{text}: {quantity_text(figure.numerator)}"
    if figure.method in {RollupMethod.RATIO_OF_SUMS, RollupMethod.WEIGHTED_MEAN}:
        text = _("{rule}; not the mean of the schools' figures").format(rule=text)
    if figure.school_sum is not None and measure.sum_bound is not SumBound.NONE:
        text = _("{rule}; {bound}: {figure}").format(
            rule=text, bound=term(measure.sum_bound), figure=figure_text(figure.school_sum, measure)
        )
    return f"{text}."
