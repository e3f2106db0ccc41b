"""Puts a school's own report into pages: how its measures stand, each goal with its years, charts and breakdowns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from ctecs_desktop.domain.annual_report import ReportEdition, ReportFigure
from ctecs_desktop.domain.observation import MeasureCode
from ctecs_desktop.domain.plan import Measure, Unit
from ctecs_desktop.domain.rollup_report import shows_dates
from ctecs_desktop.domain.school_report import Basis, MeasureNote, SchoolGoal, SchoolMeasure, SchoolReport
from ctecs_desktop.exchange.report.report_document import (
    Block,
    Cell,
    Column,
    Heading,
    Note,
    Notes,
    Paragraph,
    ReportDocument,
    Row,
    Table,
)
from ctecs_desktop.exchange.report.report_glance import goal_status_table
from ctecs_desktop.exchange.report.report_notes import NoteNumbers
from ctecs_desktop.exchange.report.report_words import (
    bounded_cell,
    edition_words,
    figure_cell,
    figure_words,
    status_cell,
    value_and_target_cells,
)
from ctecs_desktop.exchange.report.school_report_charts import exhibit_of
from ctecs_desktop.i18n import _, language_in_use
from ctecs_desktop.wording import (
    NOTHING_SHOWN,
    basis_text,
    change_text,
    district_missing_text,
    quantity_text,
    recorded_time_text,
)

OVERVIEW_YEARS = 3
"""Years in the table of a goal; a line of more is told by the charts and their tables."""

MOST_COLUMNS = 7
"""Measures beside each other in a table of breakdowns; more go into a further table."""


def school_report_document(report: SchoolReport) -> ReportDocument:
    """All pages of ``report`` in the language in use, without cover and contents."""
    numbers = NoteNumbers()
    title = _("{school}: report {period}").format(school=report.school.name, period=report.period.code)
    blocks: list[Block] = [*_head(report)]
    for goal in report.goals:
        if goal.measures:
            blocks += _goal(report, goal, numbers)
    blocks += _origins(report)
    edition = edition_words(ReportEdition.INTERNAL)
    return ReportDocument(
        title=title,
        subtitle=report.plan.title,
        district=report.plan.district_name,
        edition=edition,
        language=language_in_use(),
        facts=(),
        blocks=tuple(blocks),
        footer=f"{title} · {edition}",
        claimed_time=datetime.fromisoformat(report.as_of),
        has_cover=False,
    )


def _head(report: SchoolReport) -> list[Block]:
    """What the values rest on, what is missing of the district, and how many measures stand where."""
    blocks: list[Block] = []
    if report.basis.basis is Basis.ENTERED:
        text = _("Draft: the values of {period} are entered, but not signed yet.")
        blocks.append(Paragraph(text.format(period=report.period.code), is_notice=True))
    else:
        text = _("The values of {period}: {basis}.")
        blocks.append(Paragraph(text.format(period=report.period.code, basis=basis_text(report.basis))))
    missing = district_missing_text(report)
    if missing:
        blocks.append(Paragraph(missing, is_notice=True))
    goals = [(each.goal, [measure.status for measure in each.measures]) for each in report.goals if each.measures]
    if not goals:
        return [*blocks, Paragraph(_("The plan asks schools for no measure in this period."), is_notice=True)]
    return [*blocks, goal_status_table(goals)]


def _goal(report: SchoolReport, goal: SchoolGoal, numbers: NoteNumbers) -> list[Block]:
    title = _("Goal {number}: {title}").format(number=goal.goal.number, title=goal.goal.title)
    told = [each for each in goal.measures if each.has_figures]
    notes, marks = _notes(goal, numbers)
    blocks: list[Block] = [Heading(1, title)]
    if told:
        blocks.append(_overview(report, goal, told, marks))
    blocks += _without_figures(goal)
    for each in told:
        exhibit = exhibit_of(each, report.labels)
        if exhibit is not None:
            blocks += [Heading(2, f"{each.measure.code}  {each.measure.name}"), exhibit]
    blocks += _breakdowns(report, goal)
    if notes:
        blocks.append(Notes(tuple(notes)))
    return blocks


def _overview(
    report: SchoolReport, goal: SchoolGoal, measures: Sequence[SchoolMeasure], marks: Mapping[MeasureCode, list[int]]
) -> Table:
    labels = report.labels[-OVERVIEW_YEARS:]
    columns = [Column(_("Measure"), 12), *(Column(label, 7, is_number=True) for label in labels)]
    has_change = len(labels) > 1
    if has_change:
        columns.append(Column(_("Change"), 5, is_number=True))
    columns += [Column(_("Target"), 7, is_number=True), Column(_("District"), 7, is_number=True)]
    columns.append(Column(_("Status"), 8))
    rows = []
    for each in measures:
        value, target = value_and_target_cells(each)
        name = f"{each.measure.code}  {each.measure.name}"
        cells = [Cell(name, marks=tuple(marks.get(each.measure.code, ())))]
        cells += [figure_cell(year.figure, each.measure) for year in each.years[-len(labels) : -1]]
        cells.append(value)
        if has_change:
            cells.append(Cell(_change_words(each)))
        cells += [target, district_cell(each.district[-1].figure, each.measure), status_cell(each.status)]
        rows.append(Row(tuple(cells)))
    caption = _("Measures of goal {number}: the school, its targets and the district").format(number=goal.goal.number)
    return Table(caption, tuple(columns), tuple(rows))


def _without_figures(goal: SchoolGoal) -> list[Block]:
    """The measures of which there is no figure, of the school or the district, by what is said instead of one."""
    by_reason: dict[str, list[str]] = {}
    for each in goal.measures:
        if not each.has_figures:
            words = figure_words(each.present, each.measure)
            by_reason.setdefault(words, []).append(f"{each.measure.code} {each.measure.name}")
    return [
        Paragraph(_("No figure, {reason}: {measures}.").format(reason=words, measures="; ".join(names)), is_muted=True)
        for words, names in by_reason.items()
    ]


def _change_words(measure: SchoolMeasure) -> str:
    if measure.change is None or measure.measure.unit in {Unit.YES_NO, Unit.NAMES}:
        return NOTHING_SHOWN
    return change_text(measure.change, measure.measure)


def district_cell(figure: ReportFigure, measure: Measure) -> Cell:
    """The district's figure; where it counts schools that say yes, or are on time, of how many."""
    counts_schools = measure.unit is Unit.YES_NO or (measure.unit is Unit.MILESTONE_DATE and not shows_dates(measure))
    if counts_schools and figure.numerator is not None and figure.denominator is not None:
        text = _("{count} of {all} schools").format(
            count=quantity_text(figure.numerator), all=quantity_text(figure.denominator)
        )
        return Cell(text, figure.value)
    return figure_cell(figure, measure)


def _notes(goal: SchoolGoal, numbers: NoteNumbers) -> tuple[list[Note], dict[MeasureCode, list[int]]]:
    """The notes of a goal, each text once with the measures that it is about, and the numbers for their names."""
    about: dict[str, list[MeasureCode]] = {}
    for measure in goal.measures:
        texts = [
            _("The series breaks in {year}: {reason}. It is not compared with the years before.").format(
                year=each.school_year, reason=each.reason.rstrip(".")
            )
            for each in measure.breaks
        ]
        for text in (*texts, *map(_note_words, measure.notes)):
            about.setdefault(text, []).append(measure.measure.code)
    notes: list[Note] = []
    marks: dict[MeasureCode, list[int]] = {}
    for text, codes in about.items():
        number = numbers.next_one()
        notes.append(Note(number, f"{', '.join(codes)}: {text}"))
        for code in codes:
            marks.setdefault(code, []).append(number)
    return notes, marks


def _note_words(note: MeasureNote) -> str:
    if not note.groups:
        return note.text
    return _("{text} ({groups})").format(text=note.text, groups=", ".join(note.groups))


def _breakdowns(report: SchoolReport, goal: SchoolGoal) -> list[Block]:
    """The groups of this period, a column for each measure by its code; several tables where there are many."""
    broken_down = [each for each in goal.measures if each.groups]
    starts = range(0, len(broken_down), MOST_COLUMNS)
    return [_group_table(report, goal, broken_down[start : start + MOST_COLUMNS]) for start in starts]


def _group_table(report: SchoolReport, goal: SchoolGoal, measures: Sequence[SchoolMeasure]) -> Table:
    columns = [Column(_("Group"), 5), *(Column(each.measure.code, 2, is_number=True) for each in measures)]
    # By breakdown and group, in the plan's order, what each measure says of it.
    found: dict[str, dict[str, dict[str, Cell]]] = {}
    for each in measures:
        for line in each.groups:
            by_measure = found.setdefault(line.breakdown, {}).setdefault(line.name, {})
            by_measure[each.measure.code] = bounded_cell(line.years[-1], each.measure)
    rows = []
    for breakdown, groups in found.items():
        rows.append(Row((Cell(breakdown), *(Cell("") for _measure in measures)), is_group=True))
        for name, cells in groups.items():
            boxes = [cells.get(each.measure.code, Cell(NOTHING_SHOWN)) for each in measures]
            rows.append(Row((Cell(name), *boxes)))
    caption = _("Goal {number} broken down, {period}; the columns are measures by their codes").format(
        number=goal.goal.number, period=report.period.code
    )
    return Table(caption, tuple(columns), tuple(rows))


def _origins(report: SchoolReport) -> list[Block]:
    """What each year's figures rest on, the school's and the district's."""
    frozen = {each.period: each for each in report.frozen}
    rows = []
    for basis in report.bases:
        year = frozen.get(basis.period)
        if year is None:
            words = _("none known")
        else:
            words = _("snapshot {number}, frozen {time}, {fingerprint}").format(
                number=year.number, time=recorded_time_text(year.at), fingerprint=year.fingerprint
            )
        rows.append(Row((Cell(basis.period), Cell(basis_text(basis)), Cell(words))))
    columns = (Column(_("Period"), 2), Column(_("The school's values"), 6), Column(_("The district's figures"), 5))
    sentence = _(
        "A status holds the school's exact value against its own target, or the district's where it has none of its "
        "own. Figures of the district are of all students and frozen; one that would speak of few people is left out."
    )
    return [
        Heading(1, _("What this report rests on")),
        Table(_("Where the figures of each period come from"), columns, tuple(rows)),
        Paragraph(sentence, is_muted=True),
    ]
