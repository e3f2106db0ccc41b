"""The board's summary: on two pages how many measures stand where, and every measure in one line."""

from __future__ import annotations

from dataclasses import replace

from ctecs_desktop.domain.annual_report import GLANCE_TEXT, AnnualProgressReport
from ctecs_desktop.exchange.report.report_document import (
    Block,
    Cell,
    Column,
    Paragraph,
    ReportDocument,
    Row,
    Table,
)
from ctecs_desktop.exchange.report.report_glance import missing_blocks, status_table
from ctecs_desktop.exchange.report.report_pages import report_document
from ctecs_desktop.exchange.report.report_words import figure_cell, status_cell, value_and_target_cells
from ctecs_desktop.i18n import _, ngettext


def summary_document(report: AnnualProgressReport) -> ReportDocument:
    """The summary of ``report``, without cover and contents; measures without any figure are counted, not listed."""
    whole = report_document(replace(report, parts=()))
    blocks: list[Block] = []
    if report.text(GLANCE_TEXT):
        blocks.append(Paragraph(report.text(GLANCE_TEXT)))
    blocks += [*missing_blocks(report), status_table(report), _measures(report)]
    without = sum(1 for each in report.measures if not each.has_figures)
    if without:
        text = ngettext("{count} measure has no figure yet.", "{count} measures have no figure yet.", without)
        blocks.append(Paragraph(text.format(count=without), is_muted=True))
    title = _("Annual Progress Report {year}: summary").format(year=report.period.school_year)
    return replace(whole, title=title, blocks=tuple(blocks), has_cover=False)


def _measures(report: AnnualProgressReport) -> Table:
    years = report.school_years[-2:]
    columns = (
        Column(_("Measure"), 11),
        *(Column(year, 4, is_number=True) for year in years),
        Column(_("Target"), 4, is_number=True),
        Column(_("Status"), 4),
    )
    rows = []
    for each in report.measures:
        if not each.has_figures:
            continue
        value, target = value_and_target_cells(each)
        before = [figure_cell(year.figure, each.measure) for year in each.years[-2:-1]]
        name = Cell(f"{each.measure.code}  {each.measure.name}")
        rows.append(Row((name, *before, value, target, status_cell(each.status))))
    return Table(_("The district's measures"), columns, tuple(rows))
