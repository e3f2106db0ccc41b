"""A measure by the groups of its breakdowns: one picture and one table, and what cannot be told by groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from ctecs_desktop.charts.gaps import GapGroup, GapRow, draw_gaps
from ctecs_desktop.domain.annual_report import Breakdown, BreakdownGap, BreakdownLine, MeasureReport, ReportFigure
from ctecs_desktop.domain.plan import School
from ctecs_desktop.domain.rollup import Coverage
from ctecs_desktop.domain.value import exact
from ctecs_desktop.exchange.report.drawing_svg import PAGE_WIDTH, paper_room, picture_of
from ctecs_desktop.exchange.report.report_document import (
    Block,
    Cell,
    Column,
    Note,
    Notes,
    Paragraph,
    Picture,
    Pictures,
    Row,
    Table,
)
from ctecs_desktop.exchange.report.report_notes import GroupNote, NoteNumbers, group_notes
from ctecs_desktop.exchange.report.report_words import (
    bounded_cell,
    caption_with_key,
    everybody_words,
    figure_cell,
    figure_words,
    group_name,
    parts_words,
    with_parts,
)
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording import figure_text, term

MOST_ROWS_ON_ONE_PAGE = 42
"""A table of more goes on to the next page, under its headings."""

_LEAST_ROWS_DRAWN = 3
_PARTS_OF_SCALE = 5
"""Bounds wider than one such part of the measure's scale are not drawn: they would say nothing."""


def breakdown_blocks(measure: MeasureReport, schools: Sequence[School], numbers: NoteNumbers) -> list[Block]:
    """Everything about the groups of ``measure``; nothing where it has no breakdown."""
    told = [each for each in measure.breakdowns if each.lines]
    sentences = list(_gaps(measure))
    blocks: list[Block] = []
    if told:
        picture = _picture(measure, told)
        if picture is not None:
            blocks.append(Pictures((picture,)))
        notes = [(numbers.next_one(), each) for each in group_notes(told, schools)]
        blocks.append(replace(_table(measure, told, notes), explained_below=bool(notes or sentences)))
        if notes:
            blocks.append(Notes(tuple(Note(number, note.text) for number, note in notes)))
    if sentences:
        blocks.append(Paragraph(" ".join(sentences), is_muted=True))
    return blocks


def group_figure_cell(figure: ReportFigure, measure: MeasureReport) -> Cell:
    """A group's figure; of a year in which nobody reported it the cell says so."""
    if not figure.is_known and figure.blank is None and figure.sign is None:
        return Cell(_("not reported"))
    return bounded_cell(figure, measure.measure)


def _table(measure: MeasureReport, told: Sequence[Breakdown], notes: Sequence[tuple[int, GroupNote]]) -> Table:
    """Everybody first, so that every group can be compared with them."""
    columns = [Column(_("Group"), 9), *(Column(year.school_year, 3, is_number=True) for year in measure.years)]
    everybody = [figure_cell(year.figure, measure.measure) for year in measure.years]
    rows = [Row((Cell(everybody_words(measure.measure)), *everybody), is_strong=True)]
    parts = [parts_words(measure.present, measure.measure)]
    figures = [year.figure for year in measure.years]
    for breakdown in told:
        rows.append(Row((Cell(breakdown.disaggregation.name), *(Cell("") for _each in columns[1:])), is_group=True))
        parts.append("")
        for line in breakdown.lines:
            cells = [group_figure_cell(year.figure, measure) for year in line.years]
            parts.append(parts_words(line.present, measure.measure))
            marks = tuple(number for number, note in notes if line.subgroups in note.groups)
            rows.append(Row((Cell(_name_and_coverage(line, measure.coverage), marks=marks), *cells)))
            figures += [year.figure for year in line.years]
    caption = _("{code}, the district by group").format(code=measure.measure.code)
    is_short = len(rows) <= MOST_ROWS_ON_ONE_PAGE
    told_columns, told_rows = with_parts(columns, rows, parts)
    return Table(caption_with_key(caption, figures), told_columns, told_rows, stays_together=is_short)


def _name_and_coverage(line: BreakdownLine, whole: Coverage) -> str:
    """With how many schools reported the group, where they are not those of the measure."""
    found, name = line.coverage, group_name(line)
    if found is None or (found.reporting, found.expected) == (whole.reporting, whole.expected):
        return name
    text = ngettext("{group} ({count} of {all} school)", "{group} ({count} of {all} schools)", found.expected)
    return text.format(group=name, count=found.reporting, all=found.expected)


def _gaps(measure: MeasureReport) -> Iterator[str]:
    for gap in BreakdownGap:
        names = [each.disaggregation.name for each in measure.breakdowns if each.gap is gap]
        if names:
            yield _("{why}: {breakdowns}.").format(why=term(gap), breakdowns=", ".join(names))


def _picture(measure: MeasureReport, told: Sequence[Breakdown]) -> Picture | None:
    """The groups beside all students; nothing where too few of them have a figure, or it is a total."""
    whole = measure.present.value
    if whole is None or measure.measure.unit.is_total or not measure.can_be_drawn:
        return None
    groups = [GapGroup(each.disaggregation.name, tuple(_drawn(each, measure, whole))) for each in told]
    groups = [each for each in groups if each.rows]
    rows = [row for group in groups for row in group.rows]
    if len(rows) < _LEAST_ROWS_DRAWN:
        return None
    year = measure.years[-1].school_year
    everybody = everybody_words(measure.measure)
    figure = figure_text(whole, measure.measure)
    line = _("{everybody} {figure}").format(everybody=everybody, figure=figure)
    above = sum(row.low > whole for row in rows)
    below = sum(row.high < whole for row in rows)
    sentence = ngettext(
        "{measure} in {year}, {count} group beside {everybody} with {figure}: {above} above and {below} below.",
        "{measure} in {year}, {count} groups beside {everybody} with {figure}: {above} above and {below} below.",
        len(rows),
    ).format(
        everybody=everybody.lower(),
        measure=measure.measure.name,
        year=year,
        count=len(rows),
        figure=figure,
        above=above,
        below=below,
    )
    return picture_of(
        draw_gaps(groups, whole, line, paper_room(PAGE_WIDTH, row=11.2)),
        name=f"{measure.measure.code}-groups",
        alternative=f"{sentence} {_('Every figure stands in the table that follows.')}",
        caption=_("{code} by group, {year}").format(code=measure.measure.code, year=year),
    )


def _drawn(breakdown: Breakdown, measure: MeasureReport, whole: Fraction) -> Iterator[GapRow]:
    """The groups that have a figure, or bounds that say something."""
    own, widest = measure.measure, whole
    if own.low is not None and own.high is not None:
        widest = (exact(own.high) - exact(own.low)) / _PARTS_OF_SCALE
    for line in breakdown.lines:
        figure = line.present
        low = figure.low if figure.value is None else figure.value
        high = figure.high if figure.value is None else figure.value
        if low is not None and high is not None and high - low <= widest:
            yield GapRow(group_name(line), low, high, figure_words(figure, measure.measure))
