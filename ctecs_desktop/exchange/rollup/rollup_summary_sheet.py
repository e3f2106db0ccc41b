"""The first sheet of the rollup workbook: what it is, how the goals stand, what is missing, how to read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from ctecs_desktop.domain.observation import ALL_STUDENTS
from ctecs_desktop.domain.plan import Goal, Plan
from ctecs_desktop.domain.rollup import Rollup
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.exchange.rollup import rollup_words as words
from ctecs_desktop.exchange.rollup.rollup_goal_sheet import HEADING_ROW, STATUS_COLUMN, goal_name
from ctecs_desktop.exchange.workbook.live_page import LiveCell, LiveRow, LiveSheet
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, column_letter

SUMMARY = "Summary"
_STATUSES = tuple(MeasureStatus)
_WIDTHS = (22, 46, 11, *(16 for _ in _STATUSES))
_NOUGHT_AS_DASH = '#,##0;-#,##0;"–"'
_LINE = 128  # characters that fit the width of the page


def summary_sheet(rollup: Rollup, plan: Plan, *, claimed: str, footer: str) -> LiveSheet:
    """Page one, on one sheet of paper."""
    rows = [
        LiveRow((LiveCell(plan.district_name, CellStyle.DISTRICT),)),
        LiveRow((LiveCell(f"District figures {rollup.period}", CellStyle.TITLE),)),
        LiveRow((LiveCell(plan.title, CellStyle.SUBTITLE),)),
        LiveRow(()),
        _section("Schools"),
        *_schools(rollup, plan),
        LiveRow(()),
        _section("Measures by goal"),
    ]
    rows += _goals(rollup, plan, first=len(rows) + 1)
    rows += [LiveRow(()), _section("How to read this workbook"), *_reading()]
    rows += [LiveRow(()), _section("How figures are made"), *(_fact(*each) for each in words.RULES_EXPLAINED)]
    rows += [
        LiveRow(()),
        _section("For the record"),
        _fact("Written", claimed),
        _fact("Plan version", rollup.plan_version),
        _fact("Fingerprint", rollup.fingerprint, CellStyle.STATEMENT),
    ]
    return LiveSheet(name=SUMMARY, widths=_WIDTHS, rows=tuple(rows), footer=footer, tab="17703F")


def _section(title: str) -> LiveRow:
    """A section's heading; its line runs across the whole page."""
    return LiveRow((LiveCell(title, CellStyle.SECTION), *(LiveCell(None, CellStyle.SECTION) for _ in _WIDTHS[1:])))


def _fact(label: str, content: str, style: CellStyle = CellStyle.STATEMENT) -> LiveRow:
    return LiveRow((LiveCell(label, CellStyle.LABEL), LiveCell(content, style)))


def _schools(rollup: Rollup, plan: Plan) -> list[LiveRow]:
    accepted = set(rollup.schools_accepted)
    missing = [plan.school(code).name for code in rollup.schools_expected if code not in accepted]
    count = f"{len(rollup.schools_accepted)} of {len(rollup.schools_expected)} schools"
    rows = [_fact("Accepted", count, CellStyle.FACT_STRONG)]
    label = "Missing"
    for line in _wrapped(", ".join(missing)):
        rows.append(_fact(label, line))
        label = ""
    return rows


def _goals(rollup: Rollup, plan: Plan, *, first: int) -> list[LiveRow]:
    """How many measures of each goal have each status: formulas over the goals' sheets."""
    number = CellStyle.HEADING_NUMBER
    headings = (
        LiveCell("Goal", CellStyle.HEADING),
        LiveCell(None, CellStyle.HEADING),
        LiveCell("Measures", number),
        *(LiveCell(words.STATUS_WORDS[status], number) for status in _STATUSES),
    )
    rows = [LiveRow(headings)]
    totals = [0] * (len(_STATUSES) + 1)
    for at, goal in enumerate(plan.goals, start=first + 1):
        found = Counter(
            figure.status
            for figure in rollup.figures
            if figure.subgroup == ALL_STUDENTS and plan.measure(figure.measure).goal == goal.number
        )
        counts = [found.total(), *(found[status] for status in _STATUSES)]
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
        rows.append(_goal_row(goal, counts, figure_count=_figure_count(rollup, plan, goal), row=at))
    last = first + len(plan.goals)
    sums = tuple(
        LiveCell(
            Decimal(total), CellStyle.TOTAL_NUMBER, _NOUGHT_AS_DASH, formula=f"SUM({letter}{first + 1}:{letter}{last})"
        )
        for letter, total in zip(map(column_letter, range(3, 4 + len(_STATUSES))), totals, strict=True)
    )
    return [*rows, LiveRow((LiveCell("All goals", CellStyle.TOTAL), LiveCell(None, CellStyle.TOTAL), *sums))]


def _figure_count(rollup: Rollup, plan: Plan, goal: Goal) -> int:
    return sum(1 for figure in rollup.figures if plan.measure(figure.measure).goal == goal.number)


def _goal_row(goal: Goal, counts: Sequence[int], *, figure_count: int, row: int) -> LiveRow:
    last = HEADING_ROW + max(1, figure_count)
    area = f"'{goal_name(goal)}'!${STATUS_COLUMN}${HEADING_ROW + 1}:${STATUS_COLUMN}${last}"
    letters = [column_letter(at) for at in range(4, 4 + len(_STATUSES))]
    formulas = [
        f"SUM({letters[0]}{row}:{letters[-1]}{row})",
        *(f'COUNTIFS({area},"{words.STATUS_WORDS[status]}")' for status in _STATUSES),
    ]
    return LiveRow(
        (
            LiveCell(goal_name(goal)),
            LiveCell(goal.title, CellStyle.WRAPPED),
            *(
                LiveCell(Decimal(count), CellStyle.NUMBER, _NOUGHT_AS_DASH, formula=formula)
                for count, formula in zip(counts, formulas, strict=True)
            ),
        )
    )


def _reading() -> list[LiveRow]:
    rows = []
    for sentence in words.HOW_TO_READ:
        for at, line in enumerate(_wrapped(sentence)):
            rows.append(LiveRow((LiveCell(f"•  {line}" if at == 0 else f"    {line}", CellStyle.STATEMENT),)))
    return rows


def _wrapped(text: str) -> list[str]:
    """Lines that fit the page; text that runs over empty cells beside it does not wrap by itself."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= _LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
