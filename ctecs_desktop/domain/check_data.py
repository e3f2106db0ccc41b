"""What the checks look at: one school's values of one period, indexed once, with last year's and the published ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ctecs_desktop.domain.observation import (
    ALL_STUDENTS,
    MeasureCode,
    Observation,
    ObservationKey,
    SchoolCode,
    SubgroupCode,
)
from ctecs_desktop.domain.plan import Level, Measure, Plan, ReportingPeriod
from ctecs_desktop.domain.rule import Finding, Rule
from ctecs_desktop.domain.value import (
    WITHOUT_POPULATION,
    Mean,
    Missing,
    Names,
    Quantity,
    Ratio,
    Suppressed,
    Value,
    number_text,
)

Span = tuple[Decimal, Decimal]
"""The least and the most that a number may be; both are equal where it is known."""

FIRST_PARTS = frozenset({"numerator", "value"})
SECOND_PARTS = frozenset({"denominator", "n"})
PARTS = FIRST_PARTS | SECOND_PARTS
"""Names of a value's numbers: a ratio has numerator and denominator, a mean value and n, all else a value."""


class Cell(NamedTuple):
    """An entered value taken apart once: ``first`` is its numerator or value, ``second`` its denominator or n."""

    key: ObservationKey
    value: Value
    note: str
    first: Span | None
    second: Span | None

    def part(self, name: str) -> Span | None:
        """The number of that name, if the value has one; a ratio's quotient is no part."""
        return self.first if name in FIRST_PARTS else self.second

    @property
    def first_name(self) -> str:
        """What ``first`` is called."""
        return "numerator" if isinstance(self.value, Ratio) else "value"

    @property
    def second_name(self) -> str:
        """What ``second`` is called."""
        return "n" if isinstance(self.value, Mean) else "denominator"


Cells = Mapping[str, Mapping[str, Cell]]
Observations = Mapping[str, Mapping[str, Observation]]
"""Entered values by measure, then by subgroup."""


def _span(quantity: Quantity) -> Span:
    return (quantity.low, quantity.high) if isinstance(quantity, Suppressed) else (quantity, quantity)


def cell_of(observation: Observation) -> Cell:
    """The observation taken apart."""
    value = observation.value
    return Cell(observation.key, value, observation.note, *_numbers_of(value))


def _taken_apart(entered: Observations) -> Cells:
    """The cells of all observations; the numbers of a value that stands in many of them, as one object, once."""
    known: dict[int, tuple[Span | None, Span | None]] = {}
    cells: dict[str, dict[str, Cell]] = {}
    for measure, row in entered.items():
        found: dict[str, Cell] = {}
        for subgroup, each in row.items():
            value = each.value
            numbers = known.get(id(value))
            if numbers is None:
                numbers = known[id(value)] = _numbers_of(value)
            found[subgroup] = Cell(each.key, value, each.note, *numbers)
        cells[measure] = found
    return cells


def _numbers_of(value: Value) -> tuple[Span | None, Span | None]:
    first = second = None
    if isinstance(value, Ratio):
        first, second = _span(value.numerator), _span(value.denominator)
    elif isinstance(value, Decimal | Suppressed):
        first = _span(value)
    elif isinstance(value, Mean):
        first, second = _span(value.mean), _span(value.n)
    elif isinstance(value, Names):
        many = Decimal(len(value.names))
        first = (many, many)
    return first, second


def _indexed(observations: Iterable[Observation], school: str, period: str | None) -> dict[str, dict[str, Observation]]:
    found: dict[str, dict[str, Observation]] = {}
    for observation in observations:
        key = observation.key
        if key.school == school and (period is None or key.period == period) and observation.is_entered:
            row = found.get(key.measure)
            if row is None:
                row = found[key.measure] = {}
            row[key.subgroup] = observation
    return found


class Breakdown(NamedTuple):
    """A dimension whose categories together are everyone, and their subgroups."""

    code: str
    name: str
    subgroups: tuple[SubgroupCode, ...]


class PartSum(NamedTuple):
    """One number of all students beside the sum of the filled categories of a breakdown."""

    part: str
    total: Span
    least: Decimal
    most: Decimal | None  # None: a category's figure is not known at all, so nothing bounds the sum


class BreakdownSums(NamedTuple):
    """The filled categories of one measure's breakdown, added up: denominators first, then numerators or values."""

    measure: str
    breakdown: Breakdown
    total: Cell
    filled: tuple[SubgroupCode, ...]
    empty: tuple[SubgroupCode, ...]
    parts: tuple[PartSum, ...]


@dataclass(frozen=True, slots=True)
class CheckData:
    """Everything that a check may look at."""

    plan: Plan
    school: SchoolCode
    period: ReportingPeriod
    due: tuple[Measure, ...]
    cells: Cells
    previous: Observations
    published: Observations
    sums: tuple[BreakdownSums, ...]

    def key(self, measure: str, subgroup: str = ALL_STUDENTS) -> ObservationKey:
        """The address of a value of this school and period."""
        return ObservationKey(self.school, self.period.code, MeasureCode(measure), SubgroupCode(subgroup))

    def cell(self, measure: str, subgroup: str = ALL_STUDENTS) -> Cell | None:
        """The entered value there, if there is one."""
        row = self.cells.get(measure)
        return None if row is None else row.get(subgroup)

    def cells_of(self, measures: Iterable[Measure]) -> Iterator[Cell]:
        """Every entered value of ``measures``, in no particular order within one."""
        for measure in measures:
            row = self.cells.get(measure.code)
            if row is not None:
                yield from row.values()


def check_data(
    plan: Plan,
    observations: Mapping[ObservationKey, Observation],
    *,
    school: str,
    period: ReportingPeriod,
    previous: Mapping[ObservationKey, Observation],
    published: Mapping[ObservationKey, Observation],
) -> CheckData:
    """Index what the checks look at.

    A school is asked for all but central office's own measures; central office (``school`` is the district) for those
    that it enters.
    """
    is_district = school == plan.district
    due = tuple(
        measure
        for measure in plan.measures_due(period)
        if (measure.level is not Level.SCHOOL if is_district else not measure.is_central_only)
    )
    entered = _indexed(observations.values(), school, period.code)
    cells = _taken_apart(entered)
    return CheckData(
        plan=plan,
        school=SchoolCode(school),
        period=period,
        due=due,
        cells=cells,
        previous=_indexed(previous.values(), school, None),
        published=_indexed(published.values(), school, period.code),
        sums=tuple(_sums(plan, cells)),
    )


def _sums(plan: Plan, cells: Cells) -> Iterator[BreakdownSums]:
    """Every breakdown that is a partition and has anything filled, beside a known figure of all students."""
    members: dict[str, list[SubgroupCode]] = {}
    for subgroup in plan.subgroups:
        members.setdefault(subgroup.disaggregation, []).append(subgroup.code)
    breakdowns = [
        Breakdown(each.code, each.name, tuple(members.get(each.code, ())))
        for each in plan.disaggregations
        if each.is_partition
    ]
    for measure in plan.measures:
        row = cells.get(measure.code, {})
        total = row.get(ALL_STUDENTS)
        if total is None or total.first is None:
            continue
        for breakdown in breakdowns:
            filled = tuple(code for code in breakdown.subgroups if code in row)
            if filled and breakdown.code in measure.disaggregations:
                empty = tuple(code for code in breakdown.subgroups if code not in row)
                parts = tuple(_part_sums(total, [row[code] for code in filled]))
                yield BreakdownSums(measure.code, breakdown, total, filled, empty, parts)


def _part_sums(total: Cell, filled: Sequence[Cell]) -> Iterator[PartSum]:
    """The numbers that add up: counts, numerators, denominators and n, but not means."""
    blanks = [cell.value for cell in filled if isinstance(cell.value, Missing)]
    is_bounded = all(blank in WITHOUT_POPULATION for blank in blanks)
    known = [cell for cell in filled if cell.first is not None]
    if len(known) + len(blanks) < len(filled):
        return  # a value of another kind, which is found by itself
    seconds = [cell.second for cell in known if cell.second is not None]
    if total.second is not None and len(seconds) == len(known):
        yield _part_sum(total.second_name, total.second, seconds, is_bounded=is_bounded)
    if total.first is not None and not isinstance(total.value, Mean):
        firsts = [cell.first for cell in known if cell.first is not None]
        yield _part_sum(total.first_name, total.first, firsts, is_bounded=is_bounded)


def _part_sum(part: str, total: Span, spans: Sequence[Span], *, is_bounded: bool) -> PartSum:
    least = sum((low for low, _ in spans), Decimal(0))
    return PartSum(part, total, least, sum((high for _, high in spans), Decimal(0)) if is_bounded else None)


def span_text(span: Span) -> str:
    """A number as exact text, an interval as its two ends."""
    low, high = span
    return number_text(low) if low == high else f"{number_text(low)}–{number_text(high)}"


def finding(
    rule: Rule, key: ObservationKey, *, related: Iterable[ObservationKey] = (), facts: Mapping[str, str] | None = None
) -> Finding:
    """A finding of ``rule``; the rule's own parameters and ``facts`` fill the placeholders of its sentence."""
    params = {**dict(rule.params), **(facts or {})}
    return Finding(rule.code, rule.severity, key, tuple(params.items()), tuple(related))
