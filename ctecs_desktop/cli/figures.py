"""District figures as tables for a terminal: the rollup by goal, and ours beside the state's."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from ctecs_desktop.domain.observation import ALL_STUDENTS
from ctecs_desktop.domain.plan import RollupMethod, Unit
from ctecs_desktop.domain.rollup import RollupNote
from ctecs_desktop.domain.rollup_report import shows_dates
from ctecs_desktop.domain.value import Ratio, Suppressed, decode_value, low_of
from ctecs_desktop.i18n import _
from ctecs_desktop.wording import (
    NOTHING_SHOWN,
    beside_target_text,
    bounds_text,
    coverage_text,
    figure_text,
    quantity_text,
    rollup_note_text,
    status_text,
    target_text,
    term,
)

if TYPE_CHECKING:
    from ctecs_desktop.cli.terminal import Terminal
    from ctecs_desktop.domain.plan import Plan
    from ctecs_desktop.domain.rollup import DistrictFigure, Rollup
    from ctecs_desktop.services.comparison import ComparedFigure
    from ctecs_desktop.services.demo_data import Published

NAME_WIDTH = 34
NOTE_NUMBERS = {note: number for number, note in enumerate(RollupNote, start=1)}


def tell_rollup(terminal: Terminal, rollup: Rollup, plan: Plan, *, with_subgroups: bool) -> None:
    """A table for each goal, and below them what the numbers in its last column mean."""
    terminal.say(
        _("{district}, {period}: {accepted} of {expected} schools accepted.").format(
            district=plan.district_name,
            period=rollup.period,
            accepted=len(rollup.schools_accepted),
            expected=len(rollup.schools_expected),
        )
    )
    shown = [each for each in rollup.figures if with_subgroups or each.subgroup == ALL_STUDENTS]
    headers = [_("Measure"), _("District"), _("Target"), _("Status"), _("Between"), _("Coverage"), _("Notes")]
    school_year = plan.period(rollup.period).school_year
    for goal in plan.goals:
        rows = [_row(each, plan, school_year) for each in shown if plan.measure(each.measure).goal == goal.number]
        if rows:
            terminal.say()
            terminal.say(f"{goal.number} {goal.title}")
            terminal.table(headers, rows, right={1, 2})
    _tell_notes(terminal, shown)


def _tell_notes(terminal: Terminal, figures: Sequence[DistrictFigure]) -> None:
    used = {note for each in figures for note in each.notes}
    if used:
        terminal.say()
    for note, number in NOTE_NUMBERS.items():
        if note in used:
            terminal.say(f"{number}  {rollup_note_text(note)}")


def _row(figure: DistrictFigure, plan: Plan, school_year: str) -> list[str]:
    measure = plan.measure(figure.measure)
    name = f"{measure.code} {measure.name}"
    if figure.subgroup != ALL_STUDENTS:
        name = f"     {plan.subgroup(figure.subgroup).name}"
    is_exact = figure.low == figure.high
    value, target = _beside_target(figure, plan, school_year)
    coverage = figure.coverage
    return [
        _cut(name),
        value,
        target,
        status_text(figure.status),
        NOTHING_SHOWN if is_exact else bounds_text(figure.low, figure.high, measure),
        coverage_text(coverage.reporting, coverage.expected, coverage.enrolment_share),
        " ".join(str(NOTE_NUMBERS[note]) for note in figure.notes),
    ]


def _cut(name: str) -> str:
    return name if len(name) <= NAME_WIDTH else f"{name[: NAME_WIDTH - 1]}…"


def _beside_target(figure: DistrictFigure, plan: Plan, school_year: str) -> tuple[str, str]:
    """Figure and target of the year; a breakdown is not rated, so no target stands beside it."""
    measure = plan.measure(figure.measure)
    target = plan.target(measure.code, school_year) if figure.subgroup == ALL_STUDENTS else None
    if target is None:
        return figure_text(figure.value, measure), NOTHING_SHOWN
    low = Fraction(target.low)
    if target.high is not None:
        return figure_text(figure.value, measure), bounds_text(low, Fraction(target.high), measure)
    counts_schools = measure.unit is Unit.MILESTONE_DATE and not shows_dates(measure)
    if figure.value is None or counts_schools:
        return figure_text(figure.value, measure), target_text(low, measure)
    return beside_target_text(figure.value, low, measure)


def tell_comparison(terminal: Terminal, compared: Sequence[ComparedFigure], plan: Plan) -> None:
    """Our figure beside the state's, measure by measure and year by year; notes below explain the differences."""
    order = {measure.code: number for number, measure in enumerate(plan.measures)}
    rows: list[list[str]] = []
    notes: dict[str, int] = {}
    for each in sorted(compared, key=lambda one: (order[one.figure.measure], one.period)):
        measure = plan.measure(each.figure.measure)
        row = [_cut(f"{measure.code} {measure.name}"), each.period, ours_text(each.figure, plan)]
        rows.append([*row, published_text(each.published, plan), _agreement(each), _noted(each.explanation, notes)])
        if sum_text := schools_sum_text(each.figure, plan):
            bound = term(measure.sum_bound)
            rows.append([_("     the schools' own sum"), each.period, sum_text, "", "", _noted(bound, notes)])
    headers = [_("Measure"), _("Year"), _("Our district"), _("The state"), "", _("Note")]
    terminal.table(headers, rows, right={2, 3, 5})
    terminal.say()
    for text, number in notes.items():
        terminal.say(f"{number:<4}{text}", hanging="    ")


def _noted(text: str, notes: dict[str, int]) -> str:
    """The number of a note, which is told once however often it applies; "" for no text."""
    return str(notes.setdefault(text, len(notes) + 1)) if text else ""


def _agreement(compared: ComparedFigure) -> str:
    if compared.agrees is None:
        return NOTHING_SHOWN
    return "=" if compared.agrees else "≠"


def ours_text(figure: DistrictFigure, plan: Plan) -> str:
    """Our figure with the numbers it was made of; where it is not exact, what it lies between."""
    measure = plan.measure(figure.measure)
    if figure.value is None:
        return bounds_text(figure.low, figure.high, measure)
    text = figure_text(figure.value, measure)
    if measure.unit.is_ratio and figure.numerator is not None and figure.denominator is not None:
        return _("{numerator} of {denominator} = {figure}").format(
            numerator=quantity_text(figure.numerator), denominator=quantity_text(figure.denominator), figure=text
        )
    return text


def schools_sum_text(figure: DistrictFigure, plan: Plan) -> str:
    """What the schools' own figures add up to, where central office enters the district's; "" elsewhere.

    The share itself was computed with the figure; its numbers are added here for showing only.
    """
    if figure.method is not RollupMethod.DISTRICT_ENTERED or figure.school_sum is None:
        return ""
    measure = plan.measure(figure.measure)
    share = figure_text(figure.school_sum, measure)
    values = [decode_value(each.value) for each in figure.sources if each.school != plan.district]
    ratios = [each for each in values if isinstance(each, Ratio)]
    numbers = [number for each in ratios for number in (each.numerator, each.denominator)]
    if not ratios or any(isinstance(number, Suppressed) for number in numbers):
        return share
    return _("{numerator} of {denominator} = {figure}").format(
        numerator=quantity_text(sum((low_of(each.numerator) for each in ratios), Decimal(0))),
        denominator=quantity_text(sum((low_of(each.denominator) for each in ratios), Decimal(0))),
        figure=share,
    )


def published_text(published: Published | None, plan: Plan) -> str:
    """The state's figure, as exactly as the state gives it."""
    if published is None or published.value is None:
        return NOTHING_SHOWN
    measure = plan.measure(published.measure)
    places = max(0, -int(published.value.as_tuple().exponent))
    text = f"{published.value:,.{places}f}" + (" %" if measure.unit is Unit.PERCENT else "")
    if published.numerator is None or not measure.unit.is_ratio:
        return text
    numerator = quantity_text(published.numerator)
    if published.denominator is None:
        return _("{numerator} = {figure}").format(numerator=numerator, figure=text)
    denominator = quantity_text(published.denominator)
    return _("{numerator} of {denominator} = {figure}").format(
        numerator=numerator, denominator=denominator, figure=text
    )
