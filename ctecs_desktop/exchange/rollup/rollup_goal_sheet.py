"""A goal's sheet of the rollup workbook: a row per measure, its groups of students folded under it, figures live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ctecs_desktop.domain.observation import ALL_STUDENTS
from ctecs_desktop.domain.plan import Baseline, Goal, Measure, Plan, RollupMethod, Target, Unit
from ctecs_desktop.domain.rollup import DistrictFigure
from ctecs_desktop.domain.rollup_report import shows_dates
from ctecs_desktop.domain.value import Value, exact, number_text, rounded
from ctecs_desktop.exchange.rollup import rollup_words as words
from ctecs_desktop.exchange.rollup.rollup_formulas import (
    FigureCells,
    FigureFormulas,
    coverage_formula,
    expected_formula,
    figure_formulas,
    reporting_formula,
    share_formula,
)
from ctecs_desktop.exchange.rollup.rollup_values import figure_key
from ctecs_desktop.exchange.submission.submission_pages import group_name
from ctecs_desktop.exchange.workbook.live_page import (
    DATE_FORMAT,
    LiveCell,
    LiveRow,
    LiveSheet,
    Shown,
    day_number,
    places,
)
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, column_letter

HEADING_ROW = 4

_COLUMNS: tuple[tuple[str, int, CellStyle], ...] = (
    ("Code", 7, CellStyle.TEXT),
    ("Measure", 40, CellStyle.WRAPPED),
    ("Baseline", 11, CellStyle.NUMBER),
    ("Target", 12, CellStyle.NUMBER),
    ("Numerator", 12, CellStyle.NUMBER),
    ("Denominator", 13, CellStyle.NUMBER),
    ("District", 13, CellStyle.NUMBER),
    ("Low", 12, CellStyle.NUMBER),
    ("High", 12, CellStyle.NUMBER),
    ("Status", 18, CellStyle.TEXT),
    ("Coverage", 21, CellStyle.WRAPPED),
    ("Rule", 22, CellStyle.WRAPPED),
    ("Notes", 40, CellStyle.WRAPPED),
    ("Counted", 10, CellStyle.NUMBER),
    ("Expected", 10, CellStyle.NUMBER),
    ("Enrollment share", 17, CellStyle.NUMBER),
    ("Schools' own", 14, CellStyle.NUMBER),
    ("Figure", 30, CellStyle.MUTED),
)
_AT = {heading: column_letter(at) for at, (heading, _, _) in enumerate(_COLUMNS, start=1)}
_PRINTED = 13
STATUS_COLUMN = _AT["Status"]

_BOLD = frozenset({"Code", "Measure", "District", "Status"})
_AFTER_NUMBERS = frozenset({"Status", "Figure"})
_MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class FigureFacts:
    """A figure with what its formulas need to know: central office's entry, and whether all is known."""

    figure: DistrictFigure
    own: Value
    is_certain: bool


def goal_name(goal: Goal) -> str:
    """The name of a goal's sheet."""
    return f"Goal {goal.number}"


def goal_sheet(
    goal: Goal, facts: Sequence[FigureFacts], plan: Plan, *, school_year: str, subtitle: str, footer: str
) -> LiveSheet:
    """The sheet; ``facts`` are the goal's figures in the order of the rollup."""
    headings = LiveRow(
        tuple(
            LiveCell(
                heading,
                CellStyle.HEADING_NUMBER if style is CellStyle.NUMBER else CellStyle.HEADING,
                indent=1 if heading in _AFTER_NUMBERS else 0,
            )
            for heading, _, style in _COLUMNS
        )
    )
    rows = [
        _figure_row(each, plan, school_year=school_year, number=number)
        for number, each in enumerate(facts, start=HEADING_ROW + 1)
    ]
    empty = LiveRow((LiveCell("No measure of this goal is reported in this period.", CellStyle.SUBTITLE),))
    return LiveSheet(
        name=goal_name(goal),
        widths=tuple(width for _, width, _ in _COLUMNS),
        rows=(
            LiveRow((LiveCell(f"Goal {goal.number} · {goal.title}", CellStyle.TITLE),)),
            LiveRow((LiveCell(subtitle, CellStyle.SUBTITLE),)),
            LiveRow(()),
            headings,
            *(rows or [empty]),
        ),
        heading_row=HEADING_ROW,
        frozen_columns=2,
        printed_columns=_PRINTED,
        footer=footer,
        tab="1D5BB8",
    )


def _figure_row(facts: FigureFacts, plan: Plan, *, school_year: str, number: int) -> LiveRow:
    figure = facts.figure
    measure = plan.measure(figure.measure)
    is_everyone = figure.subgroup == ALL_STUDENTS
    baseline = plan.baseline(measure.code) if is_everyone else None
    target = target_ahead(plan, measure, school_year) if is_everyone else None
    cells = FigureCells(*(f"${_AT[name]}{number}" for name in _CELL_HEADINGS))
    formulas = figure_formulas(measure, own=facts.own, is_certain=facts.is_certain, cells=cells)
    contents: dict[str, LiveCell] = {
        "Code": LiveCell(measure.code),
        "Measure": LiveCell(measure.name) if is_everyone else LiveCell(group_name(plan, figure.subgroup), indent=2),
        "Baseline": _goalpost(None if baseline is None else baseline.value, measure),
        "Target": _target(target, measure),
        "Coverage": LiveCell(words.coverage_words(figure.coverage), formula=coverage_formula(cells)),
        "Rule": LiveCell(words.rule_words(measure) if is_everyone else ""),
        "Notes": LiveCell(_notes(figure, baseline, target, school_year)),
        "Counted": LiveCell(Decimal(figure.coverage.reporting), formula=reporting_formula(cells.key)),
        "Expected": LiveCell(Decimal(figure.coverage.expected), formula=expected_formula(cells.key)),
        "Enrollment share": _live(figure.coverage.enrolment_share, share_formula(cells.key), "0.0%"),
        "Figure": LiveCell(figure_key(figure)),
        **_status(figure, is_everyone=is_everyone),
        **_figures(figure, measure, formulas, posts=_posts(baseline, target)),
    }
    return LiveRow(
        tuple(_styled(contents[name], name, style, is_everyone=is_everyone) for name, _, style in _COLUMNS),
        level=0 if is_everyone else 1,
    )


_CELL_HEADINGS = ("Figure", "Numerator", "Denominator", "District", "Counted", "Expected", "Enrollment share")


def _styled(cell: LiveCell, heading: str, style: CellStyle, *, is_everyone: bool) -> LiveCell:
    """The cell in its column's look; text after right-aligned numbers keeps a little distance."""
    if heading == "Code" and not is_everyone:
        style = CellStyle.MUTED
    indent = 1 if heading in _AFTER_NUMBERS else cell.indent
    return replace(cell, style=style, indent=indent, is_bold=is_everyone and heading in _BOLD)


def _status(figure: DistrictFigure, *, is_everyone: bool) -> Mapping[str, LiveCell]:
    """Icon and word; groups are not rated, which need not be said on each row."""
    if not is_everyone:
        return {"Status": LiveCell("")}
    return {"Status": LiveCell(words.STATUS_WORDS[figure.status], tint=words.STATUS_TINTS[figure.status])}


def _figures(
    figure: DistrictFigure, measure: Measure, formulas: FigureFormulas, *, posts: Sequence[Decimal]
) -> dict[str, LiveCell]:
    parts = _part_format(measure)
    return {
        "Numerator": _live(figure.numerator, formulas.numerator, parts),
        "Denominator": _live(figure.denominator, formulas.denominator, parts),
        "District": _live(
            _shown(figure.value, measure), formulas.value, figure_format(figure.value, measure, posts=posts)
        ),
        "Low": _live(_shown(figure.low, measure), formulas.low, figure_format(figure.low, measure, posts=posts)),
        "High": _live(_shown(figure.high, measure), formulas.high, figure_format(figure.high, measure, posts=posts)),
        "Schools' own": _live(figure.school_sum, formulas.school_sum, figure_format(None, measure)),
    }


def _live(shown: Shown, formula: str, number_format: str) -> LiveCell:
    return LiveCell("" if shown is None and formula else shown, number_format=number_format, formula=formula)


def _shown(number: Fraction | None, measure: Measure) -> Shown:
    if number is None:
        return None
    return day_number(number) if shows_dates(measure) else number


_COUNTS_SCHOOLS = frozenset({RollupMethod.COUNT_OF_YES, RollupMethod.ON_TIME_COUNT})


def _part_format(measure: Measure) -> str:
    """Numerators and denominators: whole where they count schools, else with the places that parts may have."""
    if measure.rollup_method in _COUNTS_SCHOOLS and not measure.is_central_only:
        return places(0)
    return places(measure.part_decimals if measure.denominator else measure.decimals)


def figure_format(value: Fraction | None, measure: Measure, *, posts: Sequence[Decimal] = ()) -> str:
    """The number format of a figure.

    With as many places more as it takes to tell the figure from a target or baseline beside it that it does not equal.
    """
    if shows_dates(measure):
        return DATE_FORMAT
    if measure.rollup_method in _COUNTS_SCHOOLS:
        return places(0)
    decimals = measure.decimals
    for post in posts:
        while (
            value is not None
            and value != exact(post)
            and rounded(value, decimals) == rounded(exact(post), decimals)
            and decimals < _MOST_PLACES
        ):
            decimals += 1
    return '"$"' + places(decimals) if measure.unit is Unit.CURRENCY else places(decimals, words.unit_sign(measure))


def target_ahead(plan: Plan, measure: Measure, school_year: str) -> Target | None:
    """The district's target of that school year, or of the next year that has one: what the status is about."""
    ahead = [
        each
        for each in plan.targets
        if each.measure == measure.code and each.school is None and each.school_year >= school_year
    ]
    return min(ahead, key=lambda each: each.school_year, default=None)


def _posts(baseline: Baseline | None, target: Target | None) -> list[Decimal]:
    posts = [] if baseline is None else [baseline.value]
    if target is not None:
        posts += [target.low] if target.high is None else [target.low, target.high]
    return posts


def _target(target: Target | None, measure: Measure) -> LiveCell:
    if target is None:
        return LiveCell()
    if target.high is None:
        return _goalpost(target.low, measure)
    sign = words.unit_sign(measure)
    band = f"{number_text(target.low)}–{number_text(target.high)}"
    return LiveCell(f"{band} {sign}" if sign else band)


def _goalpost(number: Decimal | None, measure: Measure) -> LiveCell:
    """A baseline or target with all the places that it was set with; a date for milestones."""
    if number is None:
        return LiveCell()
    if measure.unit is Unit.MILESTONE_DATE:
        return LiveCell(day_number(number), number_format=DATE_FORMAT)
    decimals = max(measure.decimals, len(number_text(number).partition(".")[2]))
    shown_format = places(decimals, words.unit_sign(measure))
    return LiveCell(number, number_format='"$"' + shown_format if measure.unit is Unit.CURRENCY else shown_format)


def _notes(figure: DistrictFigure, baseline: Baseline | None, target: Target | None, school_year: str) -> str:
    return " ".join(
        [*words.note_words(figure.notes, figure.coverage), *words.years_words(baseline, target, school_year)]
    )
