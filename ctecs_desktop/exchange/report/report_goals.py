"""The goals' pages: what each aims at, how its strategies went, all its measures, then each measure by itself."""

from __future__ import annotations

from collections import Counter

from ctecs_desktop.domain.annual_report import (
    AnnualProgressReport,
    GoalReport,
    MeasureReport,
    ReportPart,
    StrategyReport,
)
from ctecs_desktop.domain.school_names import short_names
from ctecs_desktop.exchange.report.report_breakdowns import breakdown_blocks
from ctecs_desktop.exchange.report.report_charts import charts_of, no_chart_words
from ctecs_desktop.exchange.report.report_document import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Note,
    Notes,
    Paragraph,
    Pictures,
    Row,
    Table,
)
from ctecs_desktop.exchange.report.report_notes import NoteNumbers, note_texts
from ctecs_desktop.exchange.report.report_words import (
    baseline_cell,
    caption_with_key,
    coverage_words,
    definition_words,
    figure_cell,
    parts_words,
    school_figure_cell,
    status_cell,
    value_and_target_cells,
    with_parts,
)
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording import strategy_status_text, term


def goal_blocks(report: AnnualProgressReport, numbers: NoteNumbers) -> list[Block]:
    """Every goal, the first one first."""
    blocks: list[Block] = []
    for goal in report.goals:
        title = _("Goal {number}: {title}").format(number=goal.goal.number, title=goal.goal.title)
        blocks.append(Heading(1, title))
        blocks += _aim(goal)
        blocks += _strategies(report, goal)
        blocks += _overview(report, goal)
        for measure in goal.measures:
            if measure.has_figures:
                blocks += _measure(report, measure, numbers)
    return blocks


def _aim(goal: GoalReport) -> list[Block]:
    blocks: list[Block] = []
    if goal.aim:
        blocks.append(Paragraph(goal.aim))
    else:
        blocks.append(Paragraph(_("Not written yet: what this goal aims at."), is_notice=True))
    if goal.goal.themes:
        blocks.append(Paragraph(_("Themes: {themes}.").format(themes=", ".join(goal.goal.themes)), is_muted=True))
    return blocks


def _strategies(report: AnnualProgressReport, goal: GoalReport) -> list[Block]:
    if not goal.strategies:
        return [Paragraph(_("The plan has no strategy for this goal."), is_notice=True)]
    names = {school.code: school.name for school in report.plan.schools}
    blocks: list[Block] = [Heading(2, _("Strategies"), is_listed=False)]
    for each in goal.strategies:
        blocks.append(Heading(3, f"{each.strategy.code}  {each.strategy.text}"))
        blocks.append(Paragraph(_progress_words(each), is_muted=True))
        if each.narrative:
            blocks.append(Paragraph(each.narrative))
        told = [f"{names.get(said.school, said.school)}: {said.narrative}" for said in each.updates if said.narrative]
        if told:
            blocks.append(Bullets(tuple(told)))
    return blocks


def _progress_words(strategy: StrategyReport) -> str:
    """How many schools are how far; that none reported is said."""
    if not strategy.updates:
        return _("No school has reported on this strategy.")
    counts = Counter(each.status for each in strategy.updates)
    told = ", ".join(
        f"{counts[status]} {strategy_status_text(status)}"
        for status in type(strategy.updates[0].status)
        if counts[status]
    )
    schools = ngettext("{count} school: {told}.", "{count} schools: {told}.", len(strategy.updates))
    return schools.format(count=len(strategy.updates), told=told)


def _overview(report: AnnualProgressReport, goal: GoalReport) -> list[Block]:
    """All measures of the goal; those without any figure stand in it too, and say so."""
    blocks: list[Block] = [Heading(2, _("Measures"), is_listed=False)]
    if not goal.measures:
        return [*blocks, Paragraph(_("The plan has no measure for this goal."), is_notice=True)]
    years = report.school_years
    columns = (
        Column(_("Measure"), 6),
        Column(_("Baseline"), 3, is_number=True),
        *(Column(year, 3, is_number=True) for year in years),
        Column(_("Target"), 3, is_number=True),
        Column(_("Status"), 3),
    )
    rows = []
    for each in goal.measures:
        value, target = value_and_target_cells(each)
        before = [figure_cell(year.figure, each.measure) for year in each.years[:-1]]
        name = Cell(f"{each.measure.code}  {each.measure.name}")
        rows.append(Row((name, baseline_cell(each), *before, value, target, status_cell(each.status))))
    caption = _("Measures of goal {number}").format(number=goal.goal.number)
    figures = [year.figure for each in goal.measures for year in each.years]
    blocks.append(Table(caption_with_key(caption, figures), columns, tuple(rows)))
    without = [each for each in goal.measures if not each.has_figures]
    if without:
        text = ngettext(
            "{count} measure has no figure in any year of this report and no page of its own: {codes}.",
            "{count} measures have no figure in any year of this report and no pages of their own: {codes}.",
            len(without),
        )
        codes = ", ".join(each.measure.code for each in without)
        blocks.append(Paragraph(text.format(count=len(without), codes=codes), is_muted=True))
    return blocks


def _measure(report: AnnualProgressReport, measure: MeasureReport, numbers: NoteNumbers) -> list[Block]:
    notes = [Note(numbers.next_one(), text) for text in note_texts(report, measure)]
    definition = f"{definition_words(measure.measure)}. {_first_up(term(measure.measure.direction))}."
    blocks: list[Block] = [
        Heading(2, f"{measure.measure.code}  {measure.measure.name}", begins_page=True),
        Paragraph(definition, is_muted=True),
        _district_table(measure, tuple(note.number for note in notes)),
    ]
    if notes:
        blocks.append(Notes(tuple(notes)))
    charts = charts_of(measure)
    if charts:
        blocks.append(Pictures(charts))
    elif measure.can_be_drawn and measure.schools:
        blocks.append(Paragraph(no_chart_words(), is_muted=True))
    if measure.schools:
        blocks.append(_school_table(report, measure))
    if ReportPart.BREAKDOWNS in report.parts:
        blocks += breakdown_blocks(measure, report.plan.schools, numbers)
    return blocks


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]


def _district_table(measure: MeasureReport, marks: tuple[int, ...]) -> Table:
    """The district year by year with what each figure is made of, between baseline and target; status and coverage."""
    value, target = value_and_target_cells(measure)
    before = [figure_cell(year.figure, measure.measure) for year in measure.years[:-1]]
    columns = (
        Column(_("District"), 4),
        Column(_("Baseline"), 6, is_number=True),
        *(Column(year.school_year, 5, is_number=True) for year in measure.years),
        Column(_("Target"), 5, is_number=True),
        Column(_("Status"), 5),
    )
    figures = (
        Cell(_("Figure"), marks=marks),
        baseline_cell(measure),
        *before,
        value,
        target,
        status_cell(measure.status),
    )
    rows = [Row(figures, is_strong=True)]
    parts = [parts_words(year.figure, measure.measure) for year in measure.years]
    if any(parts):
        rows.append(Row((Cell(_("Made of")), Cell(""), *(Cell(each) for each in parts), Cell(""), Cell(""))))
    caption = _("{code}, the district; coverage {coverage}").format(
        code=measure.measure.code, coverage=coverage_words(measure)
    )
    return Table(caption_with_key(caption, (year.figure for year in measure.years)), columns, tuple(rows))


def _school_table(report: AnnualProgressReport, measure: MeasureReport) -> Table:
    columns = [Column(_("School"), 8), *(Column(year, 3, is_number=True) for year in report.school_years)]
    names = short_names([line.school for line in measure.schools])
    rows = []
    for line in measure.schools:
        cells = (
            school_figure_cell(
                year.figure, measure.measure, has_submitted=line.has_submitted or year is not line.years[-1]
            )
            for year in line.years
        )
        rows.append(Row((Cell(names[line.school.code]), *cells)))
    rows.append(
        Row(
            (Cell(_("District")), *(figure_cell(each.figure, measure.measure) for each in measure.years)),
            is_strong=True,
        )
    )
    parts = [
        parts_words(each, measure.measure) for each in (*(line.present for line in measure.schools), measure.present)
    ]
    told_columns, told_rows = with_parts(columns, rows, parts)
    caption = _("{code}, the schools").format(code=measure.measure.code)
    figures = [year.figure for line in measure.schools for year in line.years]
    return Table(caption_with_key(caption, figures), told_columns, told_rows, stays_together=True)
