"""Puts the report's parts into pages, in the order that the office has set; what lacks is said where it would stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from ctecs_desktop.domain.annual_report import (
    ABOUT_TEXT,
    GLANCE_TEXT,
    LETTER_OF_BOARD,
    LETTER_OF_SUPERINTENDENT,
    PRIORITIES_TEXT,
    AnnualProgressReport,
    ReportPart,
)
from ctecs_desktop.domain.plan import Goal
from ctecs_desktop.domain.rollup import ENROLMENT_MEASURE
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.exchange.report.report_document import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Paragraph,
    ReportDocument,
    Row,
    Table,
)
from ctecs_desktop.exchange.report.report_goals import NoteNumbers, goal_blocks
from ctecs_desktop.exchange.report.report_method import method_blocks, restatement_blocks, submission_blocks
from ctecs_desktop.exchange.report.report_words import edition_words, figure_cell
from ctecs_desktop.i18n import _, language_in_use, ngettext
from ctecs_desktop.wording import date_text, status_text

SHORT_FINGERPRINT = 12
"""Digits by which people compare two fingerprints."""

_RATED = (MeasureStatus.MET, MeasureStatus.ON_TRACK, MeasureStatus.OFF_TRACK, MeasureStatus.UNDETERMINED)


def report_document(report: AnnualProgressReport) -> ReportDocument:
    """All pages of ``report`` in the language in use."""
    numbers = NoteNumbers()
    blocks: list[Block] = []
    for part in report.parts:
        blocks += goal_blocks(report, numbers) if part is ReportPart.GOALS else _PARTS[part](report)
    moment = datetime.fromisoformat(report.as_of)
    year = report.period.school_year
    short = report.fingerprint[:SHORT_FINGERPRINT]
    edition = edition_words(report.edition)
    return ReportDocument(
        title=_("Annual Progress Report {year}").format(year=year),
        subtitle=report.plan.title,
        district=report.plan.district_name,
        edition=edition,
        language=language_in_use(),
        facts=_facts(report, moment),
        blocks=tuple(blocks),
        footer=" · ".join((_("Annual Progress Report {year}").format(year=year), edition, short)),
        claimed_time=moment,
    )


def _facts(report: AnnualProgressReport, moment: datetime) -> tuple[tuple[str, str], ...]:
    if report.snapshot is None:
        bound = _("live figures, not frozen")
    else:
        bound = _("frozen as snapshot {number}").format(number=report.snapshot)
    all_schools, missing = len(report.submissions), len(report.missing_schools)
    return (
        (_("School year"), report.period.school_year),
        (_("Schools"), _("{count} of {all} accepted").format(count=all_schools - missing, all=all_schools)),
        (_("Figures"), _("{bound}, as of {date}").format(bound=bound, date=date_text(moment.astimezone(UTC).date()))),
        (_("Fingerprint"), report.fingerprint[:SHORT_FINGERPRINT]),
        (_("Plan"), report.plan.version),
    )


def _typed(report: AnnualProgressReport, name: str, what: str) -> list[Block]:
    """What the office typed, or a line that says that it typed nothing."""
    text = report.text(name)
    if text:
        return [Paragraph(text)]
    return [Paragraph(_("Not written yet: {what}.").format(what=what), is_notice=True)]


def _letters(report: AnnualProgressReport) -> list[Block]:
    blocks: list[Block] = []
    for name, title in (
        (LETTER_OF_BOARD, _("Letter from the Board")),
        (LETTER_OF_SUPERINTENDENT, _("Letter from the Superintendent")),
    ):
        blocks += [Heading(1, title), *_typed(report, name, title)]
    return blocks


def _about(report: AnnualProgressReport) -> list[Block]:
    plan = report.plan
    blocks: list[Block] = [Heading(1, _("About {district}").format(district=plan.district_name))]
    blocks += _typed(report, ABOUT_TEXT, _("about the system"))
    for title, text in ((_("Vision"), plan.vision), (_("Mission"), plan.mission)):
        if text:
            blocks += [Heading(2, title), Paragraph(text)]
    for title, items in (
        (_("Foundational imperatives"), plan.imperatives),
        (_("Priority areas"), plan.priority_areas),
    ):
        if items:
            blocks += [Heading(2, title), Bullets(items)]
    return blocks


def _glance(report: AnnualProgressReport) -> list[Block]:
    blocks: list[Block] = [Heading(1, _("The district at a glance"))]
    if report.text(GLANCE_TEXT):
        blocks.append(Paragraph(report.text(GLANCE_TEXT)))
    return [*blocks, *missing_blocks(report), status_table(report), *_size_table(report)]


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


def status_table(report: AnnualProgressReport) -> Table:
    """How many measures of each goal stand where; those without a target or figure are counted too."""
    return goal_status_table([(each.goal, [measure.status for measure in each.measures]) for each in report.goals])


def goal_status_table(goals: Sequence[tuple[Goal, Sequence[MeasureStatus]]]) -> Table:
    """The same of any goals with the statuses of their measures."""
    columns = [Column(_("Goal"), 7)]
    columns += [Column(_first_up(status_text(status)), 3, is_number=True) for status in _RATED]
    columns += [Column(_("Not rated"), 3, is_number=True), Column(_("No data"), 2, is_number=True)]
    rows, totals = [], Counter[MeasureStatus]()
    for goal, statuses in goals:
        counts = Counter(statuses)
        totals += counts
        rows.append(Row((Cell(f"{goal.number}  {goal.title}"), *_counts(counts))))
    rows.append(Row((Cell(_("All goals")), *_counts(totals)), is_strong=True))
    return Table(_("Measures by goal and status"), tuple(columns), tuple(rows))


def _counts(counts: Counter[MeasureStatus]) -> list[Cell]:
    return [Cell(str(counts[each]), number=None) for each in (*_RATED, MeasureStatus.NOT_RATED, MeasureStatus.NO_DATA)]


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]


def _size_table(report: AnnualProgressReport) -> list[Block]:
    """The enrolment of every school over the years of the report; nothing where the plan has no such measure."""
    found = next((each for each in report.measures if each.measure.code == ENROLMENT_MEASURE), None)
    if found is None or not found.has_figures:
        return []
    columns = (
        Column(_("School"), 5),
        Column(_("Town"), 3),
        *(Column(each, 2, is_number=True) for each in report.school_years),
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
    return [Table(_("{measure} by school").format(measure=found.measure.name), columns, tuple(rows))]


def _partners(report: AnnualProgressReport) -> list[Block]:
    blocks: list[Block] = [Heading(1, _("Partners"))]
    named = [each for each in report.partners if each.names]
    for each in named:
        blocks += [Heading(2, each.measure.name), Bullets(each.names)]
    without = ", ".join(f"{each.measure.code} {each.measure.name}" for each in report.partners if not each.names)
    if without:
        text = _("No school has named anyone under {measures}.").format(measures=without)
        blocks.append(Paragraph(text, is_notice=True))
    if not report.partners:
        blocks.append(Paragraph(_("The plan has no measure that lists names."), is_notice=True))
    return blocks


def _priorities(report: AnnualProgressReport) -> list[Block]:
    title = _("Next year's priorities")
    return [Heading(1, title), *_typed(report, PRIORITIES_TEXT, title)]


_PARTS: dict[ReportPart, Callable[[AnnualProgressReport], list[Block]]] = {
    ReportPart.LETTERS: _letters,
    ReportPart.ABOUT: _about,
    ReportPart.GLANCE: _glance,
    ReportPart.PARTNERS: _partners,
    ReportPart.PRIORITIES: _priorities,
    ReportPart.METHOD: method_blocks,
    ReportPart.SUBMISSIONS: submission_blocks,
    ReportPart.RESTATEMENTS: restatement_blocks,
}
