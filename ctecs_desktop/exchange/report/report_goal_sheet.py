"""A goal's sheet of the report's workbook: for every measure its schools, live, beside Excel's own charts of them."""

from __future__ import annotations

from collections.abc import Sequence

from ctecs_desktop.domain.annual_report import AnnualProgressReport, GoalReport, MeasureReport
from ctecs_desktop.domain.school_names import short_names
from ctecs_desktop.exchange.report.report_charts import no_chart_words
from ctecs_desktop.exchange.report.report_values import Places, number_format, shown
from ctecs_desktop.exchange.report.report_words import figure_words, school_figure_cell
from ctecs_desktop.exchange.workbook.live_page import ChartKind, LiveCell, LiveChart, LiveRow, LiveSheet
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, cell_name, column_letter
from ctecs_desktop.i18n import _

MEASURES_SHEET = "Measures"
FIRST_YEAR = 5
"""The column of the first year in the sheet of measures, after code, name, goal and baseline."""

_ROWS_OF_CHARTS = 32
"""Rows that the two charts of a measure take beside its table."""


def headings_row(texts: Sequence[tuple[str, bool]]) -> LiveRow:
    """Headings of a table; those over numbers stand at the right edge."""
    return LiveRow(
        tuple(LiveCell(text, CellStyle.HEADING_NUMBER if is_number else CellStyle.HEADING) for text, is_number in texts)
    )


def goal_sheet(
    goal: GoalReport, report: AnnualProgressReport, found: Places, at: dict[str, int], words: dict[str, str]
) -> LiveSheet:
    """A block for every measure with figures: its schools from the greatest to the least, beside two charts."""
    rows: list[LiveRow] = [LiveRow((LiveCell(f"{goal.goal.number}  {goal.goal.title}", CellStyle.TITLE),)), LiveRow(())]
    charts: list[LiveChart] = []
    breaks: list[int] = []
    for measure in goal.measures:
        if not measure.has_figures or not measure.schools:
            continue
        begins = len(rows) + 1
        breaks.append(begins - 1)
        block, of_block = _block(measure, report, found, at[measure.measure.code], begins, words)
        if not of_block and measure.can_be_drawn:
            block.append(LiveRow((LiveCell(no_chart_words(), CellStyle.SUBTITLE),)))
        least = _ROWS_OF_CHARTS if of_block else 0
        rows += block + [LiveRow(())] * max(1, least - len(block))
        charts += of_block
    without = [each.measure.code for each in goal.measures if not each.has_figures]
    if without:
        text = _("No figure in any year of this report: {codes}").format(codes=", ".join(without))
        rows.append(LiveRow((LiveCell(text, CellStyle.SUBTITLE),)))
    years = len(report.school_years)
    return LiveSheet(
        name=f"Goal {goal.goal.number}",
        widths=(32, *(15,) * years, *(11,) * 8),
        rows=tuple(rows),
        footer=f"{report.plan.district_name} · {report.period.school_year}",
        charts=tuple(charts),
        page_breaks=tuple(breaks[1:]),
    )


def _block(
    measure: MeasureReport,
    report: AnnualProgressReport,
    found: Places,
    measure_row: int,
    begins: int,
    words: dict[str, str],
) -> tuple[list[LiveRow], list[LiveChart]]:
    own = measure.measure
    names = short_names([line.school for line in measure.schools])
    ordered = sorted(
        measure.schools,
        key=lambda line: (line.present.value is None, -(line.present.value or 0), line.school.name),
    )
    rows = [
        LiveRow((LiveCell(f"{own.code}  {own.name}", CellStyle.SECTION),)),
        headings_row([(_("School"), False), *((year, True) for year in report.school_years)]),
    ]
    for line in ordered:
        cells = [LiveCell(names[line.school.code])]
        for number, year in enumerate(line.years):
            content = shown(year.figure, own)
            if content is None:
                is_present = number == len(line.years) - 1
                cell = school_figure_cell(year.figure, own, has_submitted=line.has_submitted or not is_present)
                cells.append(LiveCell(cell.text, CellStyle.NUMBER, "General"))
                continue
            where = found[own.code, year.school_year]
            formula = where.figure(line.school.code)
            cells.append(LiveCell(content, CellStyle.NUMBER, number_format(own), formula=formula))
        rows.append(LiveRow(tuple(cells)))
    district = [LiveCell(_("District"), CellStyle.STRONG)]
    for number, year in enumerate(measure.years):
        content = shown(year.figure, own)
        if content is None:
            district.append(LiveCell(figure_words(year.figure, own), CellStyle.NUMBER_STRONG, "General"))
            continue
        formula = f"{MEASURES_SHEET}!{column_letter(FIRST_YEAR + number)}{measure_row}"
        district.append(LiveCell(content, CellStyle.NUMBER_STRONG, number_format(own), formula=formula))
    rows.append(LiveRow(tuple(district)))
    known = sum(1 for line in ordered if line.present.value is not None)
    return rows, _charts(measure, begins, known, len(rows), words) if measure.can_be_drawn else []


def _charts(measure: MeasureReport, begins: int, known: int, height: int, words: dict[str, str]) -> list[LiveChart]:
    """Schools as bars and the district as a line, where every cell that they show holds a number."""
    own, years = measure.measure, len(measure.years)
    column = years + 1
    title = f"{own.code} {own.name}"
    charts = []
    if known > 1:
        charts.append(
            LiveChart(
                kind=ChartKind.BARS,
                title=f"{title}, {measure.years[-1].school_year}",
                series=measure.years[-1].school_year,
                names=(begins + 2, 1, begins + 1 + known, 1),
                values=(begins + 2, column, begins + 1 + known, column),
                anchor=cell_name(begins, years + 3),
                alternative=words.get(f"{own.code}-schools", title),
                number_format=number_format(own),
                height=1.6 + 0.6 * known,
            )
        )
    run = _known_at_the_end(measure)
    if run > 1:
        last = begins + height - 1
        told = ", ".join(f"{year.school_year} {figure_words(year.figure, own)}" for year in measure.years[-run:])
        charts.append(
            LiveChart(
                kind=ChartKind.LINE,
                title=_("{title}, the district").format(title=title),
                series=_("District"),
                names=(begins + 1, column - run + 1, begins + 1, column),
                values=(last, column - run + 1, last, column),
                anchor=cell_name(begins + (22 if known > 1 else 0), years + 3),
                alternative=_("{measure}, the district by year: {told}.").format(measure=own.name, told=told),
                number_format=number_format(own),
                height=5.0,
            )
        )
    return charts


def _known_at_the_end(measure: MeasureReport) -> int:
    """How many of the last years have a figure and can be compared with each other."""
    count = 0
    for year in reversed(measure.years):
        if year.figure.value is None:
            break
        count += 1
        if year.break_reason:
            break
    return count
