"""The district at a glance: the numbers that everybody asks for, what is held against a target, and the schools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from ctecs_desktop.charts.drawing import Role
from ctecs_desktop.charts.glance import GlanceNumber, GlancePart, draw_glance
from ctecs_desktop.domain.annual_report import GLANCE_TEXT, AnnualProgressReport, MeasureReport
from ctecs_desktop.domain.plan import Goal
from ctecs_desktop.domain.rollup import ENROLMENT_MEASURE
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.exchange.report.drawing_svg import PAGE_WIDTH, paper_room, picture_of
from ctecs_desktop.exchange.report.report_document import (
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Picture,
    Pictures,
    Row,
    Table,
)
from ctecs_desktop.exchange.report.report_words import (
    caption_with_key,
    figure_cell,
    figure_words,
    status_cell,
    value_and_target_cells,
)
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording import quantity_text, status_text

RATED = (MeasureStatus.MET, MeasureStatus.ON_TRACK, MeasureStatus.OFF_TRACK, MeasureStatus.UNDETERMINED)
"""What a measure can be that is held against a target."""

_SHORT_HEADING = 10
"""Letters that stand in one line over a column of counts; a longer heading would run into the one beside it."""

STATUS_ROLES = {
    MeasureStatus.MET: Role.GOOD,
    MeasureStatus.ON_TRACK: Role.FAIR,
    MeasureStatus.OFF_TRACK: Role.BAD,
    MeasureStatus.UNDETERMINED: Role.UNSURE,
    MeasureStatus.NOT_RATED: Role.BAR,
    MeasureStatus.NO_DATA: Role.OPEN_BAR,
}
"""Of the bar; each has an ink that is another grey where there is no colour."""


def glance_blocks(report: AnnualProgressReport) -> list[Block]:
    """The whole chapter."""
    blocks: list[Block] = [Heading(1, _("The district at a glance"))]
    if report.text(GLANCE_TEXT):
        blocks.append(Paragraph(report.text(GLANCE_TEXT)))
    blocks += [*missing_blocks(report), Pictures((_numbers(report),)), *_rated_table(report), status_table(report)]
    return [*blocks, *_size_table(report)]


def missing_blocks(report: AnnualProgressReport) -> list[Block]:
    """Which schools are missing, and what that means for the figures; nothing where none is."""
    missing = report.missing_schools
    blocks: list[Block] = []
    if len(missing) == len(report.submissions):
        sentence = _(
            "No school's submission has been accepted for {year}: there are no figures of schools in this report."
        )
        blocks.append(Paragraph(sentence.format(year=report.period.school_year), is_notice=True))
    elif missing:
        sentence = ngettext(
            "{count} school is missing; bounds allow for what it may report: {names}.",
            "{count} schools are missing; bounds allow for what they may report: {names}.",
            len(missing),
        )
        names = ", ".join(school.name for school in missing)
        blocks.append(Paragraph(sentence.format(count=len(missing), names=names), is_notice=True))
    return blocks


def _numbers(report: AnnualProgressReport) -> Picture:
    numbers = [*_enrolment(report), _schools(report), _with_figures(report), _targets(report)]
    counts = Counter(each.status for each in report.measures)
    parts = [
        GlancePart(counts[each], f"{counts[each]} {status_text(each)}", STATUS_ROLES[each]) for each in MeasureStatus
    ]
    sentences = [", ".join(text for text in (f"{each.number} {each.what}", each.about) if text) for each in numbers]
    statuses = ", ".join(each.words for each in parts if each.count)
    all_measures = _("All measures by status: {statuses}.").format(statuses=statuses) if statuses else ""
    return picture_of(
        draw_glance(numbers, parts, paper_room(PAGE_WIDTH, type_size=8.5)),
        name="glance",
        alternative=" ".join([*(f"{each}." for each in sentences), all_measures]).strip(),
        caption=_("The school year {year} in numbers").format(year=report.period.school_year),
    )


def _enrolment(report: AnnualProgressReport) -> list[GlanceNumber]:
    """How many students there are, where that is told."""
    found = _measure_of_size(report)
    if found is None or found.present.value is None:
        return []
    about = ""
    before = found.years[-2] if len(found.years) > 1 else None
    if before is not None and before.figure.value is not None and not found.years[-1].break_reason:
        change = int(found.present.value - before.figure.value)
        number = quantity_text(Decimal(abs(change)))
        more = _("{number} more than in {year}").format(number=number, year=before.school_year)
        less = _("{number} fewer than in {year}").format(number=number, year=before.school_year)
        about = (more if change > 0 else less) if change else _("as in {year}").format(year=before.school_year)
    return [GlanceNumber(figure_words(found.present, found.measure), _("students"), about)]


def _schools(report: AnnualProgressReport) -> GlanceNumber:
    count, missing = len(report.submissions), len(report.missing_schools)
    about = _("all have reported") if not missing else _("{count} missing").format(count=missing)
    return GlanceNumber(str(count), ngettext("school", "schools", count), about if count else "")


def _with_figures(report: AnnualProgressReport) -> GlanceNumber:
    count = sum(1 for each in report.measures if each.status is not MeasureStatus.NO_DATA)
    number = _("{count} of {all}").format(count=count, all=len(report.measures))
    return GlanceNumber(number, _("measures with a figure"), _("in {count} goals").format(count=len(report.goals)))


def _targets(report: AnnualProgressReport) -> GlanceNumber:
    counts = Counter(each.status for each in report.measures)
    rated = sum(counts[each] for each in RATED)
    number = _("{count} of {all}").format(count=counts[MeasureStatus.MET], all=rated)
    on_the_way = _("{count} more on track").format(count=counts[MeasureStatus.ON_TRACK])
    return GlanceNumber(number, _("targets met"), on_the_way)


def _measure_of_size(report: AnnualProgressReport) -> MeasureReport | None:
    return next((each for each in report.measures if each.measure.code == ENROLMENT_MEASURE), None)


def _rated_table(report: AnnualProgressReport) -> list[Block]:
    """The measures that are held against a target, with the year before; nothing where none is."""
    rated = [each for each in report.measures if each.status in RATED]
    if not rated:
        return []
    years = report.school_years[-2:]
    columns = (
        Column(_("Measure"), 9),
        *(Column(year, 3, is_number=True) for year in years),
        Column(_("Target"), 4, is_number=True),
        Column(_("Status"), 3),
    )
    rows = []
    for each in rated:
        value, target = value_and_target_cells(each)
        before = [figure_cell(year.figure, each.measure) for year in each.years[-2:-1]]
        name = Cell(f"{each.measure.code}  {each.measure.name}")
        rows.append(Row((name, *before, value, target, status_cell(each.status))))
    figures = [year.figure for each in rated for year in each.years[-2:]]
    caption = caption_with_key(_("Measures that are held against a target"), figures)
    return [Table(caption, columns, tuple(rows))]


def status_table(report: AnnualProgressReport) -> Table:
    """How many measures of each goal stand where; those without a target or figure are counted too."""
    return goal_status_table([(each.goal, [measure.status for measure in each.measures]) for each in report.goals])


def goal_status_table(goals: Sequence[tuple[Goal, Sequence[MeasureStatus]]]) -> Table:
    """The same of any goals with the statuses of their measures."""
    headings = [*(_first_up(status_text(status)) for status in RATED), _("Not rated"), _("No data")]
    counted = [Column(each, 4 if len(each) > _SHORT_HEADING else 3, is_number=True) for each in headings]
    columns = [Column(_("Goal"), 10), *counted]
    rows, totals = [], Counter[MeasureStatus]()
    for goal, statuses in goals:
        counts = Counter(statuses)
        totals += counts
        rows.append(Row((Cell(f"{goal.number}  {goal.title}"), *_counts(counts))))
    rows.append(Row((Cell(_("All goals")), *_counts(totals)), is_strong=True))
    return Table(_("Measures by goal and status"), tuple(columns), tuple(rows))


def _counts(counts: Counter[MeasureStatus]) -> list[Cell]:
    return [Cell(str(counts[each]), number=None) for each in (*RATED, MeasureStatus.NOT_RATED, MeasureStatus.NO_DATA)]


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]


def _size_table(report: AnnualProgressReport) -> list[Block]:
    """The enrolment of every school over the years of the report; nothing where the plan has no such measure."""
    found = _measure_of_size(report)
    if found is None or not found.has_figures:
        return []
    columns = (
        Column(_("School"), 9),
        Column(_("Town"), 5),
        *(Column(each, 3, is_number=True) for each in report.school_years),
    )
    rows = [
        Row(
            (
                Cell(line.school.name),
                Cell(line.school.town),
                *(figure_cell(year.figure, found.measure) for year in line.years),
            )
        )
        for line in found.schools
    ]
    total = (figure_cell(year.figure, found.measure) for year in found.years)
    rows.append(Row((Cell(_("District")), Cell(""), *total), is_strong=True))
    caption = _("{measure} by school").format(measure=found.measure.name)
    figures = [year.figure for years in (found.years, *(line.years for line in found.schools)) for year in years]
    return [Table(caption_with_key(caption, figures), columns, tuple(rows), stays_together=True)]
