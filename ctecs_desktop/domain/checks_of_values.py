"""Checks that look at one value by itself. A figure known as an interval offends only where it must."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ctecs_desktop.domain.check_data import CheckData, finding, span_text
from ctecs_desktop.domain.observation import ALL_STUDENTS
from ctecs_desktop.domain.parsing import value_fits
from ctecs_desktop.domain.plan import Measure, Unit
from ctecs_desktop.domain.rule import Finding, Rule
from ctecs_desktop.domain.status import displayed
from ctecs_desktop.domain.value import Missing, encode_value, number_text, rounded

ZERO = Decimal(0)
HUNDRED = Decimal(100)


def is_share(measure: Measure) -> bool:
    """Whether the numerator counts some of those whom the denominator counts, so that it cannot be more."""
    return measure.unit is Unit.PERCENT and measure.high is not None and measure.high <= HUNDRED


def has_limits(measure: Measure) -> bool:
    """Whether the measure has limits beyond those that "not negative" and "part of the whole" already hold."""
    if measure.unit is Unit.MILESTONE_DATE:
        return False
    low = measure.low is not None and measure.low != ZERO
    return low or (measure.high is not None and not (measure.high == HUNDRED and is_share(measure)))


def answered(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """Every measure due has a value for all students, or a reason for none."""
    due = {measure.code for measure in data.due}
    for measure in measures:
        if measure.code in due and data.cell(measure.code) is None:
            yield finding(rule, data.key(measure.code))


def known_address(rule: Rule, _measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """No value stands where the plan asks for none: an unknown measure, or a group it is not broken down by."""
    for code, row in data.cells.items():
        known = frozenset(data.plan.subgroups_of(code)) if data.plan.has_measure(code) else frozenset()
        if row.keys() <= known:
            continue
        for subgroup in sorted(row.keys() - known):
            yield finding(rule, row[subgroup].key, facts={"measure": code, "subgroup": subgroup})


def right_kind(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """A value is of the kind that the measure's unit asks for."""
    for measure in measures:
        fits: dict[type, bool] = {}  # it is a matter of the value's type alone, and a big submission has few of them
        for cell in data.cells.get(measure.code, {}).values():
            kind = type(cell.value)
            if kind not in fits:
                fits[kind] = value_fits(cell.value, measure)
            if not fits[kind]:
                facts = {"unit": measure.unit.value, "found": encode_value(cell.value)[:80]}
                yield finding(rule, cell.key, facts=facts)


def blank_says_where(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """ "Included elsewhere" says where, in the note."""
    for cell in data.cells_of(measures):
        if cell.value is Missing.INCLUDED_ELSEWHERE and not cell.note.strip():
            yield finding(rule, cell.key)


def not_negative(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """Nothing that is counted can be less than nothing."""
    for cell in data.cells_of(measures):
        first, second = cell.first, cell.second
        if first is not None and first[1] < ZERO:
            yield finding(rule, cell.key, facts={"part": cell.first_name, "found": span_text(first)})
        elif second is not None and second[1] < ZERO:
            yield finding(rule, cell.key, facts={"part": cell.second_name, "found": span_text(second)})


def part_of_whole(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """A numerator is at most its denominator."""
    for cell in data.cells_of(measures):
        first, second = cell.first, cell.second
        if first is not None and second is not None and first[0] > second[1]:
            yield finding(rule, cell.key, facts={"numerator": span_text(first), "denominator": span_text(second)})


def counted_over_someone(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """Where the numerator or the mean says something, the denominator or n is more than zero."""
    for cell in data.cells_of(measures):
        first, second = cell.first, cell.second
        if first is not None and second is not None and second[1] == ZERO and first[0] > ZERO:
            facts = {"part": cell.first_name, "found": span_text(first), "other_part": cell.second_name}
            yield finding(rule, cell.key, facts=facts)


def within_limits(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """The value as shown can be true of its measure (a mean on a five-point scale is 1 to 5)."""
    for measure in measures:
        if not has_limits(measure):
            continue
        for cell in data.cells.get(measure.code, {}).values():
            if cell.first is None or not value_fits(cell.value, measure):
                continue
            low, high = displayed(cell.value, measure)
            above = measure.high is not None and low is not None and low > measure.high
            below = measure.low is not None and high is not None and high < measure.low
            if above or below:
                shown = low if above else high
                assert shown is not None
                facts = {
                    "found": number_text(rounded(shown, max(measure.decimals, 2))),
                    "low": "" if measure.low is None else number_text(measure.low),
                    "high": "" if measure.high is None else number_text(measure.high),
                }
                yield finding(rule, cell.key, facts=facts)


def placeholder_number(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """Numbers that forms use for "not known", listed in ``numbers``."""
    suspects = frozenset(Decimal(number) for number in rule.param("numbers").split())
    least, most = min(suspects), max(suspects)
    for cell in data.cells_of(measures):
        for span in (cell.first, cell.second):
            if span is not None and least <= span[0] <= most and span[0] in suspects:
                name = cell.first_name if span is cell.first else cell.second_name
                yield finding(rule, cell.key, facts={"part": name, "found": span_text(span)})
                break


def mostly_round(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """Of all students' figures of at least ``multiple``, not nearly all end in a zero.

    Found once, at the first round figure: with at least ``least`` figures of which the share ``share`` is round.
    """
    multiple, least, share = (Decimal(rule.param(name)) for name in ("multiple", "least", "share"))
    whole, round_ones = 0, []
    for measure in measures:
        cell = data.cell(measure.code, ALL_STUDENTS)
        if cell is None:
            continue
        for span in (cell.first, cell.second):
            if span is not None and span[0] == span[1] and span[0] >= multiple and not span[0] % 1:
                whole += 1
                if not span[0] % multiple:
                    round_ones.append(cell.key)
    if whole >= least and len(round_ones) >= share * whole:
        related = dict.fromkeys(round_ones)
        facts = {"round": str(len(round_ones)), "of": str(whole)}
        yield finding(rule, round_ones[0], related=tuple(related)[1:], facts=facts)
