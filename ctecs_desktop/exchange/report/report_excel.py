"""Writes the report as a workbook: figures are formulas over the schools' values, and charts are Excel's own."""

from __future__ import annotations

from decimal import Decimal

from ctecs_desktop.domain.annual_report import AnnualProgressReport, MeasureReport, ReportPart
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.exchange.report.report_document import Cell, Pictures, ReportDocument
from ctecs_desktop.exchange.report.report_goal_sheet import FIRST_YEAR, MEASURES_SHEET, goal_sheet, headings_row
from ctecs_desktop.exchange.report.report_group_sheet import breakdowns_sheet, notes_sheet
from ctecs_desktop.exchange.report.report_values import (
    Places,
    district_formula,
    number_format,
    shown,
    values_sheet,
)
from ctecs_desktop.exchange.report.report_words import (
    STATUS_SIGNS,
    baseline_cell,
    coverage_words,
    figure_words,
    value_and_target_cells,
)
from ctecs_desktop.exchange.workbook.live_page import (
    LiveCell,
    LiveRow,
    LiveSheet,
    Shown,
    Tint,
)
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, column_letter
from ctecs_desktop.i18n import _
from ctecs_desktop.wording import rollup_method_text, status_text

_HEADING_ROW = 4
_TINTS = {
    MeasureStatus.MET: Tint.GOOD,
    MeasureStatus.ON_TRACK: Tint.GOOD,
    MeasureStatus.OFF_TRACK: Tint.BAD,
    MeasureStatus.UNDETERMINED: Tint.WARN,
    MeasureStatus.NOT_RATED: Tint.QUIET,
    MeasureStatus.NO_DATA: Tint.QUIET,
}


def write_excel(report: AnnualProgressReport, document: ReportDocument) -> bytes:
    """The report as .xlsx; ``document`` is the same report as pages. The same report gives the same bytes.

    Raises ``NotAllowed`` ``workbook.too_many_rows`` (``sheet``, ``rows``, ``limit``).
    """
    # openpyxl costs a tenth of a second to import; only who writes a workbook pays.
    from ctecs_desktop.exchange.workbook.live_workbook import live_workbook_bytes
    from ctecs_desktop.exchange.workbook.workbook_sheets import DocumentFacts

    values, found = values_sheet(report)
    rows_of_measures = {
        str(measure.measure.code): _HEADING_ROW + 1 + number for number, measure in enumerate(report.measures)
    }
    words = {picture.name: picture.alternative for block in document.blocks_of(Pictures) for picture in block.pictures}
    groups = breakdowns_sheet(report) if ReportPart.BREAKDOWNS in report.parts else None
    sheets = [
        _summary(report, document),
        _measures(report, document, found),
        *(goal_sheet(goal, report, found, rows_of_measures, words) for goal in report.goals),
        *(each for each in (groups, notes_sheet(report)) if each is not None),
        values,
    ]
    facts = DocumentFacts(
        title=document.title,
        subject=document.subtitle,
        author=document.district,
        claimed_time=document.claimed_time,
    )
    return live_workbook_bytes(sheets, names=(), facts=facts)


def _summary(report: AnnualProgressReport, document: ReportDocument) -> LiveSheet:
    """What the report is, and how many measures of each goal stand where, counted by formulas."""
    rows = [
        LiveRow((LiveCell(f"{document.title} · {document.edition}", CellStyle.TITLE),)),
        LiveRow((LiveCell(f"{document.district} · {document.subtitle}", CellStyle.SUBTITLE),)),
        LiveRow(()),
    ]
    rows += [LiveRow((LiveCell(name, CellStyle.LABEL), LiveCell(fact))) for name, fact in document.facts]
    if report.texts:
        texts = _("Letters and other texts stand in the PDF and the Word document only.")
        rows.append(LiveRow((LiveCell(_("Texts"), CellStyle.LABEL), LiveCell(texts))))
    rows.append(LiveRow(()))
    statuses = tuple(MeasureStatus)
    rows.append(headings_row([(_("Goal"), False), *((status_text(each), True) for each in statuses)]))
    last = _HEADING_ROW + len(report.measures)
    at = column_letter(_status_at(report))
    for goal in report.goals:
        cells = [LiveCell(f"{goal.goal.number}  {goal.goal.title}")]
        for status in statuses:
            count = sum(1 for each in goal.measures if each.status is status)
            formula = f'COUNTIFS({_area("C", last)},{goal.goal.number},{_area(at, last)},"{_status_words(status)}")'
            cells.append(LiveCell(Decimal(count), CellStyle.NUMBER, "0", formula=formula if report.measures else ""))
        rows.append(LiveRow(tuple(cells)))
    if report.missing_schools:
        names = ", ".join(school.name for school in report.missing_schools)
        rows += [LiveRow(()), LiveRow((LiveCell(_("Schools that are missing: {names}").format(names=names)),))]
    return LiveSheet(name="Summary", widths=(44, *(14 for _each in statuses)), rows=tuple(rows), is_portrait=False)


def _area(column: str, last: int) -> str:
    """The cells of a column of the sheet of measures."""
    return f"{MEASURES_SHEET}!${column}${_HEADING_ROW + 1}:${column}${last}"


def _status_words(status: MeasureStatus) -> str:
    return f"{STATUS_SIGNS[status]} {status_text(status)}"


def _status_at(report: AnnualProgressReport) -> int:
    """The column of the status: after the years, change, target and distance."""
    return FIRST_YEAR + len(report.school_years) + 3


def _measures(report: AnnualProgressReport, document: ReportDocument, found: Places) -> LiveSheet:
    """Every measure in one row, its figures and what follows from them as formulas."""
    headings = [(_("Code"), False), (_("Measure"), False), (_("Goal"), True), (_("Baseline"), True)]
    headings += [(year, True) for year in report.school_years]
    headings += [(_("Change"), True), (_("Target"), True), (_("To target"), True), (_("Status"), False)]
    headings += [(_("Coverage"), False), (_("Rule"), False)]
    rows = [
        LiveRow((LiveCell(_("Measures of all goals"), CellStyle.TITLE),)),
        LiveRow((LiveCell(f"{document.district} · {report.period.school_year}", CellStyle.SUBTITLE),)),
        LiveRow(()),
        headings_row(headings),
    ]
    rows += [_measure_row(each, found, _HEADING_ROW + 1 + number) for number, each in enumerate(report.measures)]
    years = len(report.school_years)
    return LiveSheet(
        name=MEASURES_SHEET,
        widths=(8, 44, 7, 12, *(13,) * years, 11, 13, 11, 18, 34, 22),
        rows=tuple(rows),
        heading_row=_HEADING_ROW,
        frozen_columns=2,
        footer=document.footer,
        tab="1D5BB8",
    )


def _measure_row(measure: MeasureReport, found: Places, at: int) -> LiveRow:
    own = measure.measure
    looks = number_format(own)
    baseline, target = baseline_cell(measure), value_and_target_cells(measure)[1]
    years = [_figure_cell(measure, number, found) for number in range(len(measure.years))]
    first, last = column_letter(FIRST_YEAR), column_letter(FIRST_YEAR + len(years) - 1)
    aim = column_letter(FIRST_YEAR + len(years) + 1)
    start, end = measure.years[0].figure.value, measure.present.value
    change = LiveCell(_("not compared") if any(each.break_reason for each in measure.years[1:]) else "")
    if not change.shown and len(years) > 1 and start is not None and end is not None and measure.can_be_drawn:
        change = LiveCell(
            end - start, CellStyle.NUMBER, f"+{looks};-{looks};{looks}", formula=f"{last}{at}-{first}{at}"
        )
    distance = LiveCell()
    if target.number is not None and end is not None and measure.can_be_drawn:
        distance = LiveCell(
            target.number - end, CellStyle.NUMBER, f"+{looks};-{looks};{looks}", formula=f"{aim}{at}-{last}{at}"
        )
    return LiveRow(
        (
            LiveCell(own.code),
            LiveCell(own.name, CellStyle.WRAPPED),
            LiveCell(Decimal(own.goal), CellStyle.NUMBER, "0"),
            LiveCell(_goalpost(baseline), CellStyle.NUMBER, looks),
            *years,
            change,
            LiveCell(_goalpost(target), CellStyle.NUMBER, looks),
            distance,
            LiveCell(_status_words(measure.status), tint=_TINTS[measure.status], indent=1),
            LiveCell(coverage_words(measure), CellStyle.WRAPPED),
            LiveCell(rollup_method_text(own.rollup_method), CellStyle.WRAPPED),
        )
    )


def _goalpost(cell: Cell) -> Shown:
    """A baseline or target as a number, or the words that there is none."""
    return cell.text if cell.number is None else cell.number


def _figure_cell(measure: MeasureReport, number: int, found: Places) -> LiveCell:
    """The district's figure of a year: live where the schools' values give exactly it, else the figure or its words."""
    figure, own = measure.years[number].figure, measure.measure
    content = shown(figure, own)
    if content is None:
        return LiveCell(figure_words(figure, own), CellStyle.NUMBER, "General")
    return LiveCell(content, CellStyle.NUMBER, number_format(own), formula=district_formula(measure, number, found))
