"""An opened figure: its rule in words, what a reader must know, each school's value with workbook and cell."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from ctecs_desktop.domain.plan import Measure, Plan, RollupMethod, SumBound
from ctecs_desktop.domain.rollup import DistrictFigure, Source
from ctecs_desktop.domain.value import decode_value
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.page import SidePanel
from ctecs_desktop.ui.rollup.rollup_model import FigureRow
from ctecs_desktop.ui.table import Cell, Column, TableModel, TableView
from ctecs_desktop.ui.theme import muted_label, section_title
from ctecs_desktop.wording import figure_text, quantity_text, rollup_method_text, rollup_note_text, term, value_text


class SourceModel(TableModel[Source]):
    """The schools' values of one figure, as they were signed."""

    def __init__(self, plan: Plan) -> None:
        super().__init__([Column(_("School"), 0), Column(_("Value"), 13, is_number=True), Column(_("Cell"), 11)])
        self._schools = {school.code: school.name for school in plan.schools}
        self._plan = plan
        self._measure: Measure | None = None

    def show_figure(self, figure: DistrictFigure, measure: Measure) -> None:
        """Show where ``figure`` came from."""
        self._measure = measure
        self.show_rows(figure.sources)

    def cell(self, row: Source, column: int) -> Cell:
        if column == 0:
            return Cell(self._schools.get(row.school, self._plan.district_name), tip=row.note)
        if column == 1:
            text = value_text(decode_value(row.value), self._measure) if self._measure else row.value
            return Cell(text.replace(" (", "\n("), tip=f"{text}\n{row.note}".strip(), spoken=text)
        place = f"{row.sheet}!{row.cell}" if row.sheet else _("central office")
        tip = _("{file}, revision {revision}, sheet {sheet}, cell {cell}").format(
            file=row.file, revision=row.revision, sheet=row.sheet, cell=row.cell
        )
        return Cell(place, tip=tip if row.file else place, spoken=tip if row.file else place)


class FigurePanel(SidePanel):
    """Shows one figure of the table."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(_("About the current figure"))
        self.title = section_title("")
        self._rule = QLabel()
        self._rule.setWordWrap(True)
        self._notes = muted_label()
        self.sources = SourceModel(plan)
        self.view = TableView(_("Where the figure came from"))
        self.view.set_lines(2)
        self.view.show_model(self.sources)
        self.view.setMinimumHeight(260)
        self._source_title = QLabel()
        for widget in (self.title, self._rule, self._notes, self._source_title):
            self.column.addWidget(widget)
        self.column.addWidget(self.view, stretch=1)

    def show_row(self, row: FigureRow | None) -> None:
        """Tell how the figure was made."""
        self.content.setVisible(row is not None)
        if row is None:
            return
        figure = row.figure
        self.title.setText(f"{row.measure.code}  {row.measure.name}")
        self._rule.setText(rule_text(row))
        notes = [_("Coverage: {coverage}.").format(coverage=row.coverage[1].rstrip("."))]
        notes += [rollup_note_text(note) for note in figure.notes]
        notes.append(_("Evidence: {evidence}.").format(evidence=term(row.measure.evidence)))
        self._notes.setText("\n".join(notes))
        self._source_title.setText(_("The schools' values, and the cells they were signed in"))
        self._source_title.setVisible(bool(figure.sources))
        self.view.setVisible(bool(figure.sources))
        self.sources.show_figure(figure, row.measure)


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
