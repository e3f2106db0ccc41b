"""The tables about an opened figure: each school's value with workbook and cell, and the figure of each year."""

from __future__ import annotations

from collections.abc import Sequence

from ctecs_desktop.domain.plan import Measure, Plan
from ctecs_desktop.domain.rollup import Source
from ctecs_desktop.domain.value import decode_value
from ctecs_desktop.i18n import _
from ctecs_desktop.services.trends import YearFigure
from ctecs_desktop.ui.rollup.rollup_model import short_coverage
from ctecs_desktop.ui.table import Cell, Column, TableModel
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import NOTHING_SHOWN, bounds_text, figure_text, quantity_text, value_text

SCHOOL, CELL, VALUE = range(3)
YEAR, FIGURE, COVERAGE = range(3)


class SourceModel(TableModel[Source]):
    """The schools' values of one figure, as they were signed."""

    def __init__(self, plan: Plan) -> None:
        super().__init__([Column(_("School"), 0), Column(_("Cell"), 6), Column(_("Value"), 10, is_number=True)])
        self._schools = {school.code: school.name for school in plan.schools}
        self._plan = plan
        self._measure: Measure | None = None

    def show_sources(self, sources: Sequence[Source], measure: Measure) -> None:
        """Show where a figure of ``measure`` came from."""
        self._measure = measure
        self.show_rows(sources)

    def cell(self, row: Source, column: int) -> Cell:
        if column == SCHOOL:
            return Cell(self._schools.get(row.school, self._plan.district_name), tip=row.note)
        if column == VALUE:
            text = value_text(decode_value(row.value), self._measure) if self._measure else row.value
            return Cell(text.replace(" (", "\n("), tip=f"{text}\n{row.note}".strip(), spoken=text)
        # On two lines, as the value and the school's name are: an auditor must see all three without scrolling.
        place = f"{row.sheet}!\n{row.cell}" if row.sheet else _("central\noffice")
        tip = _("{file}, revision {revision}, sheet {sheet}, cell {cell}").format(
            file=row.file, revision=row.revision, sheet=row.sheet, cell=row.cell
        )
        return Cell(
            place, tip=tip if row.file else _("central office"), spoken=tip if row.file else _("central office")
        )


class YearModel(TableModel[YearFigure]):
    """The district's figure of every period that the chart of the years shows, the newest first."""

    def __init__(self) -> None:
        super().__init__([Column(_("Year"), 8), Column(_("District"), 0, is_number=True), Column(_("Coverage"), 7)])
        self._measure: Measure | None = None

    def show_years(self, years: Sequence[YearFigure], measure: Measure) -> None:
        """Show the figures of ``measure``, from the first year that has one."""
        self._measure = measure
        first = next((number for number, year in enumerate(years) if year.is_known), len(years))
        self.show_rows(tuple(reversed(years[first:])))

    def cell(self, row: YearFigure, column: int) -> Cell:
        figure = row.figure
        if column == YEAR:
            if not row.is_broken:
                return Cell(row.period)
            tip = _("The series begins anew here: do not compare with the years before.")
            return Cell(_("{year}\nnew series").format(year=row.period), tip=tip)
        if figure is None or self._measure is None or not row.is_known:
            return Cell(NOTHING_SHOWN, Tone.MUTED)
        if column == COVERAGE:
            short, whole = short_coverage(figure)
            return Cell(short, tip=whole, spoken=whole)
        if figure.value is None:
            return Cell(bounds_text(figure.low, figure.high, self._measure))
        text = figure_text(figure.value, self._measure)
        if figure.numerator is None or figure.denominator is None:
            return Cell(text)
        whole = _("{figure}\n({numerator} of {denominator})").format(
            figure=text, numerator=quantity_text(figure.numerator), denominator=quantity_text(figure.denominator)
        )
        return Cell(whole, spoken=whole.replace("\n", " "))
