"""Two sheets of the report's workbook: the district's figure of every group by year, and the notes below the tables."""

from __future__ import annotations

from fractions import Fraction

from ctecs_desktop.domain.annual_report import (
    AnnualProgressReport,
    Breakdown,
    BreakdownLine,
    MeasureReport,
    ReportPart,
)
from ctecs_desktop.exchange.report.report_breakdowns import group_figure_cell
from ctecs_desktop.exchange.report.report_goal_sheet import headings_row
from ctecs_desktop.exchange.report.report_notes import group_notes, note_texts
from ctecs_desktop.exchange.report.report_values import number_format, shown
from ctecs_desktop.exchange.report.report_words import group_name
from ctecs_desktop.exchange.workbook.live_page import LiveCell, LiveRow, LiveSheet, places
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, column_letter
from ctecs_desktop.i18n import _

BREAKDOWNS_SHEET = "Breakdowns"
NOTES_SHEET = "Notes"
_HEADING_ROW = 4
_BEFORE_YEARS = 4
"""Columns before the years: code, measure, breakdown and group."""


def breakdowns_sheet(report: AnnualProgressReport) -> LiveSheet | None:
    """A row for every group with figures; ``None`` where the report has none."""
    rows: list[LiveRow] = []
    for measure in report.measures:
        for breakdown in measure.breakdowns:
            for line in breakdown.lines:
                rows.append(_row(measure, breakdown, line, _HEADING_ROW + 1 + len(rows)))
    if not rows:
        return None
    headings = [(_("Code"), False), (_("Measure"), False), (_("Breakdown"), False), (_("Group"), False)]
    headings += [(year, True) for year in report.school_years]
    headings += [(_("Numerator"), True), (_("Denominator"), True)]
    year = report.school_years[-1]
    about = _("The district by group. Numerators and denominators are those of {year}.").format(year=year)
    return LiveSheet(
        name=BREAKDOWNS_SHEET,
        widths=(8, 38, 40, 42, *(15 for _year in report.school_years), 12, 13),
        rows=(
            LiveRow((LiveCell(_("Breakdowns by group"), CellStyle.TITLE),)),
            LiveRow((LiveCell(about, CellStyle.SUBTITLE),)),
            LiveRow(()),
            headings_row(headings),
            *rows,
        ),
        heading_row=_HEADING_ROW,
        has_filter=True,
        frozen_columns=_BEFORE_YEARS,
        footer=f"{report.plan.district_name} · {year}",
    )


def notes_sheet(report: AnnualProgressReport) -> LiveSheet | None:
    """A row for every note below a table of the pages; ``None`` where there is none."""
    rows: list[LiveRow] = []
    for measure in report.measures:
        own = measure.measure
        notes = [("", text) for text in note_texts(report, measure)] if measure.has_figures else []
        if ReportPart.BREAKDOWNS in report.parts:
            for note in group_notes(measure.breakdowns, report.plan.schools):
                groups = ", ".join(" + ".join(each.name for each in line) for line in note.groups)
                notes.append((groups, note.text))
        for groups, text in notes:
            cells = (LiveCell(groups, CellStyle.WRAPPED), LiveCell(text, CellStyle.WRAPPED))
            rows.append(LiveRow((LiveCell(own.code), LiveCell(own.name, CellStyle.WRAPPED), *cells)))
    if not rows:
        return None
    headings = [(_("Code"), False), (_("Measure"), False), (_("Groups"), False), (_("Note"), False)]
    about = _("How figures lie, where series break, and why schools kept values. Without a group: all students.")
    return LiveSheet(
        name=NOTES_SHEET,
        widths=(8, 38, 42, 90),
        rows=(
            LiveRow((LiveCell(_("Notes"), CellStyle.TITLE),)),
            LiveRow((LiveCell(about, CellStyle.SUBTITLE),)),
            LiveRow(()),
            headings_row(headings),
            *rows,
        ),
        heading_row=_HEADING_ROW,
        has_filter=True,
        frozen_columns=1,
        footer=f"{report.plan.district_name} · {report.school_years[-1]}",
    )


def _row(measure: MeasureReport, breakdown: Breakdown, line: BreakdownLine, at: int) -> LiveRow:
    own, style = measure.measure, CellStyle.NUMBER
    cells = [
        LiveCell(own.code),
        LiveCell(own.name),
        LiveCell(breakdown.disaggregation.name),
        LiveCell(group_name(line)),
    ]
    for year in line.years:
        content = shown(year.figure, own)
        if content is None:
            cells.append(LiveCell(group_figure_cell(year.figure, measure).text, style, "General"))
            continue
        formula = _formula(measure, line, at) if year is line.years[-1] else ""
        cells.append(LiveCell(content, style, number_format(own), formula=formula))
    figure = line.present
    looks = places(own.part_decimals)
    return LiveRow((*cells, LiveCell(figure.numerator, style, looks), LiveCell(figure.denominator, style, looks)))


def _formula(measure: MeasureReport, line: BreakdownLine, at: int) -> str:
    """The figure of the last year out of its parts, where they give exactly it."""
    figure, unit = line.present, measure.measure.unit
    if not unit.is_ratio or figure.numerator is None or not figure.denominator:
        return ""
    if unit.factor * Fraction(figure.numerator) / Fraction(figure.denominator) != figure.value:
        return ""
    top = column_letter(_BEFORE_YEARS + len(line.years) + 1)
    bottom = column_letter(_BEFORE_YEARS + len(line.years) + 2)
    factor = f"{unit.factor}*" if unit.factor != 1 else ""
    return f"{factor}{top}{at}/{bottom}{at}"
