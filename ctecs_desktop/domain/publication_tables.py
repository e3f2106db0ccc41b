"""The tables of one measure that a release tells, taken from its rollups: the quantities of schools and district."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ctecs_desktop.domain.counting import Counting
from ctecs_desktop.domain.observation import ALL_STUDENTS, SchoolCode
from ctecs_desktop.domain.plan import Measure, Plan, RollupMethod
from ctecs_desktop.domain.publication import Counted
from ctecs_desktop.domain.publication_addresses import FigurePart, FigurePlace
from ctecs_desktop.domain.rollup import DistrictFigure, Rollup
from ctecs_desktop.domain.value import Mean, Quantity, Ratio, Suppressed, Value, high_of, low_of

Parts = Mapping[FigurePart, Quantity]

ADDED_UP = frozenset({RollupMethod.SUM, RollupMethod.RATIO_OF_SUMS, RollupMethod.WEIGHTED_MEAN})
"""The methods by which the district is the sum of its schools."""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """One row over all schools: everybody in a year, or a group of a breakdown. ``place`` is that of the district.

    ``is_whole`` says whether every school that has something to count is in it.
    """

    place: FigurePlace
    schools: Mapping[SchoolCode, Parts]
    district: Parts
    is_whole: bool

    @property
    def is_of_everybody(self) -> bool:
        """Whether it is no breakdown."""
        return self.place.subgroup == ALL_STUDENTS

    def quantities(self, part: FigurePart) -> Iterator[Quantity]:
        """That part of the district and of every school."""
        for parts in (self.district, *self.schools.values()):
            if part in parts:
                yield parts[part]


def tables_of(plan: Plan, measure: Measure, years: Sequence[Rollup]) -> list[list[FigureTable]]:
    """Of each year its tables. A year with a quantity below zero is left out: nothing about it can be judged."""
    found = []
    for year in years:
        tables = [_table(plan, measure, year, each) for each in year.figures if each.measure == measure.code]
        if not any(low_of(each) < 0 for table in tables for part in FigurePart for each in table.quantities(part)):
            found.append(tables)
    return found


def _table(plan: Plan, measure: Measure, year: Rollup, figure: DistrictFigure) -> FigureTable:
    place = FigurePlace(measure.code, plan.period(year.period).school_year, subgroup=figure.subgroup)
    recorded = {source.school: parts_of(source.recorded) for source in figure.sources}
    own = recorded.pop(plan.district, {})
    schools = {} if measure.is_central_only else {school: parts for school, parts in recorded.items() if parts}
    district: Parts = {}
    if measure.is_central_only or measure.rollup_method is RollupMethod.DISTRICT_ENTERED:
        district = own
    elif measure.rollup_method in ADDED_UP and schools:
        district = _added(schools.values())
    return FigureTable(place, schools, district, figure.coverage.is_whole)


def parts_of(value: Value) -> Parts:
    """The quantities that a recorded value is made of; none where it is no number."""
    if isinstance(value, Ratio):
        return {FigurePart.NUMERATOR: value.numerator, FigurePart.DENOMINATOR: value.denominator}
    if isinstance(value, Mean) and not high_of(value.n):
        return {FigurePart.DENOMINATOR: value.n}  # a mean over nobody has no points to protect
    if isinstance(value, Mean):
        low, high = low_of(value.mean) * low_of(value.n), high_of(value.mean) * high_of(value.n)
        return {FigurePart.POINTS: _quantity(low, high), FigurePart.DENOMINATOR: value.n}
    # A bool is an int to Python, but never a Decimal.
    return {FigurePart.NUMERATOR: value} if isinstance(value, Decimal | Suppressed) else {}


def _added(all_parts: Iterable[Parts]) -> Parts:
    sums: dict[FigurePart, tuple[Decimal, Decimal]] = {}
    for parts in all_parts:
        for part, quantity in parts.items():
            low, high = sums.get(part, (Decimal(0), Decimal(0)))
            sums[part] = (low + low_of(quantity), high + high_of(quantity))
    return {part: _quantity(low, high) for part, (low, high) in sums.items()}


def _quantity(low: Decimal, high: Decimal) -> Quantity:
    return low if low == high else Suppressed(low, high)


def kinds_of(counting: Counting, measure: Measure, tables: Sequence[FigureTable]) -> dict[FigurePart, Counted | None]:
    """What each part counts; ``None`` for people counted in fractions, whom no rule for few can judge."""
    kinds: dict[FigurePart, Counted | None] = {}
    for part in FigurePart:
        quantities = [each for table in tables for each in table.quantities(part)]
        if not quantities:
            continue
        kinds[part] = counting.counted(measure, part)
        ends = (end for each in quantities for end in (low_of(each), high_of(each)))
        if any(end != end.to_integral_value() for end in ends):
            is_people = kinds[part] in {Counted.PUPILS, Counted.STAFF}
            kinds[part] = None if is_people else Counted.POINTS
    return kinds
