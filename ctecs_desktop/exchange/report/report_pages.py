"""Puts the report's parts into pages, in the order that the office has set; what lacks is said where it would stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ctecs_desktop.domain.annual_report import (
    ABOUT_TEXT,
    LETTER_OF_BOARD,
    LETTER_OF_SUPERINTENDENT,
    PRIORITIES_TEXT,
    AnnualProgressReport,
    ReportPart,
)
from ctecs_desktop.exchange.report.report_document import (
    Block,
    Bullets,
    Heading,
    Paragraph,
    ReportDocument,
)
from ctecs_desktop.exchange.report.report_glance import glance_blocks
from ctecs_desktop.exchange.report.report_goals import goal_blocks
from ctecs_desktop.exchange.report.report_method import method_blocks, restatement_blocks, submission_blocks
from ctecs_desktop.exchange.report.report_notes import NoteNumbers
from ctecs_desktop.exchange.report.report_words import edition_words
from ctecs_desktop.i18n import _, language_in_use
from ctecs_desktop.wording import date_text

SHORT_FINGERPRINT = 12
"""Digits by which people compare two fingerprints."""

SHORT_CHAPTER = 900
"""Characters up to which a chapter takes no page of its own; about a third of one."""


def report_document(report: AnnualProgressReport) -> ReportDocument:
    """All pages of ``report`` in the language in use."""
    numbers = NoteNumbers()
    blocks: list[Block] = []
    for part in report.parts:
        if part is ReportPart.GOALS:
            blocks += goal_blocks(report, numbers)
        elif part is not ReportPart.BREAKDOWNS:
            chapter = _PARTS[part](report)
            blocks += _flowing(chapter) if blocks and part in _MAY_FLOW and _is_short(chapter) else chapter
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


def _is_short(chapter: Sequence[Block]) -> bool:
    """Whether it would leave most of a page empty."""
    length = 0
    for block in chapter:
        if isinstance(block, Bullets):
            length += sum(len(each) for each in block.items)
        elif isinstance(block, Heading | Paragraph):
            length += len(block.text)
        else:
            return False
    return length <= SHORT_CHAPTER


def _flowing(chapter: Sequence[Block]) -> list[Block]:
    """The chapter below the one before it."""
    first, *others = chapter
    assert isinstance(first, Heading)
    return [replace(first, flows=True), *others]


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
    """A letter that is written has a page of its own."""
    board, superintendent = _("Letter from the Board"), _("Letter from the Superintendent")
    lacks = not (report.text(LETTER_OF_BOARD) and report.text(LETTER_OF_SUPERINTENDENT))
    return [
        Heading(1, board),
        *_typed(report, LETTER_OF_BOARD, board),
        Heading(1, superintendent, flows=lacks),
        *_typed(report, LETTER_OF_SUPERINTENDENT, superintendent),
    ]


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
    ReportPart.GLANCE: glance_blocks,
    ReportPart.PARTNERS: _partners,
    ReportPart.PRIORITIES: _priorities,
    ReportPart.METHOD: method_blocks,
    ReportPart.SUBMISSIONS: submission_blocks,
    ReportPart.RESTATEMENTS: restatement_blocks,
}

_MAY_FLOW = frozenset({ReportPart.PARTNERS, ReportPart.PRIORITIES, ReportPart.SUBMISSIONS, ReportPart.RESTATEMENTS})
