"""Page one of a submission workbook, the one that is put before a principal.

It says whose values these are, how many there are of each goal, what changed, what is being stated by signing, and
who signed; below, for the record, what tells this file from any other.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ctecs_desktop.domain.observation import Observation
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.submission import ControlTotals, Submission, SubmissionIdentity, control_totals
from ctecs_desktop.domain.value import MOST_DIGITS, number_text
from ctecs_desktop.exchange.submission import workbook_layout as layout
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, Content, Page, PageCell, PageRow

_WIDTHS = (24, 48, 11, 10, 10, 17)
_TEXT_WIDTH = 80
"""Characters of a line that runs from the second column to the edge of the page."""
_NUMBERS = frozenset({"revision", "format_version"})
_UTC = re.compile(r"([0-9]{4}-(?:0[1-9]|1[0-2])-[0-9]{2})T([0-9]{2}:[0-9]{2}):[0-9.]+(?:Z|\+00:00)")


def sign_off_page(
    submission: Submission,
    plan: Plan,
    *,
    by_goal: Mapping[int, Sequence[Observation]],
    change_count: int,
    footer: str,
) -> Page:
    """Page one; ``by_goal`` holds the observations of each goal."""
    identity = submission.identity
    school, period = plan.reporter(identity.school), plan.period(identity.period)
    dates = f"{_day(period.starts.isoformat())} to {_day(period.ends.isoformat())}"
    words = f"{identity.period} · revision {identity.revision}"
    rows: list[PageRow] = [
        (PageCell(plan.district_name, CellStyle.DISTRICT),),
        (PageCell(school.name, CellStyle.TITLE),),
        (PageCell(f"Sign-off of performance measures · {words}", CellStyle.SUBTITLE),),
        (),
        *_section("What is reported"),
        *_facts(layout.WHAT_LABELS[:3], identity),
        _fact("Dates", dates),
        _fact("Strategic plan", plan.title),
        *_facts(layout.WHAT_LABELS[3:], identity),
        (),
        *_section("What is signed"),
        *_totals(plan, by_goal),
        (),
        _fact("Kept with a reason", Decimal(len(submission.explanations))),
        _fact("Strategies reported on", Decimal(len(submission.strategy_updates))),
        _fact(_changed_label(identity.revision), Decimal(change_count)),
        (),
        *_section("Statement"),
        *((PageCell(line, CellStyle.STATEMENT),) for line in layout.statement(identity)),
        (),
        *_section("Signed by"),
        *_facts(layout.SIGNER_LABELS, identity, style=CellStyle.FACT_STRONG),
        _fact("Signed at", _moment(identity.claimed_time), style=CellStyle.FACT_STRONG),
        (),
        *_section("For the record"),
        _record("Workbook kind", layout.KIND),
        *(_record(label, _shown(identity, field)) for label, field in layout.RECORD_LABELS if field),
    ]
    return Page(
        name=layout.SIGN_OFF,
        widths=_WIDTHS,
        rows=tuple(rows),
        is_portrait=True,
        fits_one_page=True,
        footer=footer,
        tab="17703F",
    )


def _changed_label(revision: int) -> str:
    return f"Changed since revision {revision - 1}" if revision > 1 else "Changed values"


def _section(title: str) -> tuple[PageRow]:
    """A section's heading; its line runs across the whole page."""
    return ((PageCell(title, CellStyle.SECTION), *(PageCell(None, CellStyle.SECTION) for _ in _WIDTHS[1:])),)


def _facts(
    labels: Sequence[tuple[str, str]], identity: SubmissionIdentity, *, style: CellStyle = CellStyle.FACT
) -> list[PageRow]:
    rows: list[PageRow] = []
    for label, field in labels:
        content = _shown(identity, field)
        lines = _broken(content) if isinstance(content, str) else [content]
        rows += [_fact(label if line == 0 else None, part, style=style) for line, part in enumerate(lines)]
    return rows


def _broken(text: str) -> list[Content]:
    """A long text as rows of its own: it runs over the empty cells beside it, where a wrapped cell would be cut off."""
    return [line for part in text.split("\n") for line in textwrap.wrap(part, _TEXT_WIDTH) or [""]]


def _fact(label: Content, content: Content, *, style: CellStyle = CellStyle.FACT) -> PageRow:
    if isinstance(content, Decimal):
        style = CellStyle.FACT_NUMBER
    return (PageCell(label, CellStyle.LABEL), PageCell(content, style))


def _record(label: str, content: Content) -> PageRow:
    return (PageCell(label, CellStyle.LABEL), PageCell(content, CellStyle.RECORD))


def _shown(identity: SubmissionIdentity, field: str) -> Content:
    """A field of the identity as its cell holds it: codes, names and times as text, counts as numbers."""
    value = getattr(identity, field)
    if field == "revision_reason":
        return layout.revision_words(value)
    return Decimal(value) if field in _NUMBERS else str(value)


def _totals(plan: Plan, by_goal: Mapping[int, Sequence[Observation]]) -> list[PageRow]:
    """How much of each goal is signed, and the control totals of all: what a clerk can check by hand."""
    headings = ("Goal", "", "Measures", "Values", "Blanks", "Sum of numbers")
    rows: list[PageRow] = [
        tuple(
            PageCell(heading, CellStyle.HEADING if column < 2 else CellStyle.HEADING_NUMBER)
            for column, heading in enumerate(headings)
        )
    ]
    totals = {goal.number: control_totals(by_goal[goal.number]) for goal in plan.goals}
    measures = {number: len({each.key.measure for each in by_goal[number]}) for number in totals}
    of_all = ControlTotals(
        sum(each.values for each in totals.values()),
        sum(each.blanks for each in totals.values()),
        number_text(sum((Decimal(each.total) for each in totals.values()), Decimal(0))),
    )
    places = len(of_all.total.partition(".")[2])
    for goal in plan.goals:
        head = (PageCell(f"Goal {goal.number}"), PageCell(goal.title))
        figures = _figures(measures[goal.number], totals[goal.number])
        rows.append((*head, *_numbers(figures, CellStyle.NUMBER, places=places)))
    head = (PageCell("Control total", CellStyle.TOTAL), PageCell(None, CellStyle.TOTAL))
    figures = _figures(sum(measures.values()), of_all)
    return [*rows, (*head, *_numbers(figures, CellStyle.TOTAL_NUMBER, places=places))]


def _figures(measures: int, totals: ControlTotals) -> tuple[Content, ...]:
    return (Decimal(measures), Decimal(totals.values), Decimal(totals.blanks), _sum(totals))


def _numbers(figures: tuple[Content, ...], style: CellStyle, *, places: int) -> tuple[PageCell, ...]:
    *counts, total = figures
    return (*(PageCell(count, style) for count in counts), PageCell(total, style, places))


def _sum(totals: ControlTotals) -> Content:
    """The control sum as a number where a spreadsheet keeps all its digits, as text otherwise."""
    total = Decimal(totals.total)
    return total if len(total.as_tuple().digits) <= MOST_DIGITS else totals.total


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def _day(iso: str) -> str:
    """``1 July 2019``: the same on every machine, whatever its language."""
    year, month, day = iso.split("-")
    return f"{int(day)} {_MONTHS[int(month) - 1]} {year}"


def _moment(claimed_time: str) -> str:
    """``29 July 2016, 15:04 UTC``; the exact text stands under "For the record"."""
    found = _UTC.fullmatch(claimed_time)
    return f"{_day(found.group(1))}, {found.group(2)} UTC" if found else claimed_time
