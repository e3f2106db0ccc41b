"""The values behind the report's figures as rows of a sheet, and the formulas by which figures follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ctecs_desktop.domain.annual_report import AnnualProgressReport, MeasureReport, ReportFigure, SchoolLine
from ctecs_desktop.domain.plan import Measure, RollupMethod, Unit
from ctecs_desktop.exchange.report.report_words import school_figure_cell
from ctecs_desktop.exchange.workbook.live_page import (
    DATE_FORMAT,
    LiveCell,
    LiveRow,
    LiveSheet,
    Shown,
    day_number,
    places,
)
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle
from ctecs_desktop.i18n import _

VALUES_SHEET = "Values"
HEADING_ROW = 4
_NUMERATOR, _DENOMINATOR, FIGURE_COLUMN = "F", "G", "H"


@dataclass(frozen=True, slots=True)
class ValuePlaces:
    """The rows in which one measure's values of one year stand: the first and the last, and each school's."""

    first: int
    last: int
    of_school: dict[str, int]

    def area(self, column: str) -> str:
        """The cells of all schools in a column."""
        return f"{VALUES_SHEET}!${column}${self.first}:${column}${self.last}"

    def figure(self, school: str) -> str:
        """The cell of one school's figure."""
        return f"{VALUES_SHEET}!${FIGURE_COLUMN}${self.of_school[school]}"


Places = dict[tuple[str, str], ValuePlaces]
"""By measure and school year."""


def number_format(measure: Measure) -> str:
    """How the measure's figures look in a cell."""
    if measure.unit is Unit.MILESTONE_DATE:
        return DATE_FORMAT
    return places(measure.decimals, "%" if measure.unit is Unit.PERCENT else "")


def shown(figure: ReportFigure, measure: Measure) -> Shown:
    """The exact number that a cell holds; a date as a spreadsheet counts days."""
    if figure.value is None or measure.unit is Unit.YES_NO:
        return None
    if measure.unit is Unit.MILESTONE_DATE and figure.denominator is None:
        return day_number(figure.value)
    return figure.value


def values_sheet(report: AnnualProgressReport) -> tuple[LiveSheet, Places]:
    """A row for every measure with figures, year and school, and where each stands."""
    rows: list[LiveRow] = []
    found: Places = {}
    for measure in report.measures:
        if not measure.has_figures:
            continue
        for number, year in enumerate(measure.years):
            first = HEADING_ROW + 1 + len(rows)
            of_school = {}
            for line in measure.schools:
                of_school[str(line.school.code)] = at = HEADING_ROW + 1 + len(rows)
                rows.append(_row(measure.measure, line, number, at))
            if of_school:
                found[measure.measure.code, year.school_year] = ValuePlaces(first, HEADING_ROW + len(rows), of_school)
    headings = (
        (_("Code"), 8),
        (_("Measure"), 40),
        (_("School code"), 12),
        (_("School"), 38),
        (_("Year"), 10),
        (_("Numerator"), 12),
        (_("Denominator"), 13),
        (_("Figure"), 13),
        (_("As printed"), 24),
    )
    title = LiveRow((LiveCell(_("Values behind the figures"), CellStyle.TITLE),))
    about = _("Figures of districts and charts are formulas over these cells: change one, and they follow.")
    heading = LiveRow(
        tuple(
            LiveCell(text, CellStyle.HEADING_NUMBER if 5 <= at < 8 else CellStyle.HEADING)
            for at, (text, _width) in enumerate(headings)
        )
    )
    sheet = LiveSheet(
        name=VALUES_SHEET,
        widths=tuple(width for _text, width in headings),
        rows=(title, LiveRow((LiveCell(about, CellStyle.SUBTITLE),)), LiveRow(()), heading, *rows),
        heading_row=HEADING_ROW,
        has_filter=True,
    )
    return sheet, found


def _row(measure: Measure, line: SchoolLine, number: int, at: int) -> LiveRow:
    year = line.years[number]
    figure = year.figure
    is_present = year is line.years[-1]
    printed = school_figure_cell(figure, measure, has_submitted=line.has_submitted or not is_present).text
    formula = ""
    if measure.unit.is_ratio and figure.value is not None and figure.denominator:
        factor = f"{measure.unit.factor}*" if measure.unit.factor != 1 else ""
        formula = f"{factor}{_NUMERATOR}{at}/{_DENOMINATOR}{at}"
    style = CellStyle.NUMBER
    return LiveRow(
        (
            LiveCell(measure.code),
            LiveCell(measure.name),
            LiveCell(str(line.school.code)),
            LiveCell(line.school.name),
            LiveCell(year.school_year),
            LiveCell(figure.numerator, style, places(measure.part_decimals)),
            LiveCell(figure.denominator, style, places(measure.part_decimals)),
            LiveCell(shown(figure, measure), style, number_format(measure), formula=formula),
            LiveCell(printed, CellStyle.TEXT, indent=1),
        )
    )


def district_formula(measure: MeasureReport, number: int, found: Places) -> str:
    """The formula of the district's figure of a year; "" where the schools' values do not give exactly that figure.

    So it is where a figure was entered by central office, where a school's value is only an interval, or a date.
    """
    year = measure.years[number]
    where = found.get((measure.measure.code, year.school_year))
    if where is None or year.figure.value is None:
        return ""
    figures = [line.years[number].figure for line in measure.schools]
    values = where.area(FIGURE_COLUMN)
    weights = where.area(_DENOMINATOR)
    method = measure.measure.rollup_method
    if method is RollupMethod.SUM and _sum_of_values(figures) == year.figure.value:
        return f"SUM({values})"
    if method is RollupMethod.RATIO_OF_SUMS and _ratio_of_sums(figures, measure.measure) == year.figure.value:
        factor = f"{measure.measure.unit.factor}*" if measure.measure.unit.factor != 1 else ""
        return f"{factor}SUM({where.area(_NUMERATOR)})/SUM({weights})"
    if method is RollupMethod.WEIGHTED_MEAN and _weighted_mean(figures) == year.figure.value:
        return f"SUMPRODUCT({values},{weights})/SUM({weights})"
    return ""


def _sum_of_values(figures: list[ReportFigure]) -> Fraction:
    return sum((figure.value for figure in figures if figure.value is not None), Fraction(0))


def _ratio_of_sums(figures: list[ReportFigure], measure: Measure) -> Fraction | None:
    top = sum((Fraction(figure.numerator) for figure in figures if figure.numerator is not None), Fraction(0))
    bottom = sum((Fraction(figure.denominator) for figure in figures if figure.denominator is not None), Fraction(0))
    return measure.unit.factor * top / bottom if bottom else None


def _weighted_mean(figures: list[ReportFigure]) -> Fraction | None:
    known = [
        (figure.value, Fraction(figure.denominator))
        for figure in figures
        if figure.value is not None and figure.denominator is not None
    ]
    weight = sum((n for _value, n in known), Fraction(0))
    return sum((value * n for value, n in known), Fraction(0)) / weight if weight else None
