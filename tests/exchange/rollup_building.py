"""Random districts with a measure of every kind, some schools missing, some figures withheld."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple

from ctecs_desktop.domain.observation import ALL_STUDENTS, Observation, ObservationKey
from ctecs_desktop.domain.plan import (
    Baseline,
    Direction,
    Level,
    Measure,
    Plan,
    Population,
    RollupMethod,
    School,
    SeriesBreak,
    SumBound,
    Target,
    Unit,
)
from ctecs_desktop.domain.review import SubmittedValues
from ctecs_desktop.domain.rollup import ENROLMENT_MEASURE, Rollup, roll_up
from ctecs_desktop.domain.value import Mean, Missing, Names, Quantity, Ratio, Suppressed, Value
from ctecs_desktop.exchange.rollup.rollup_workbook import write_rollup_workbook
from tests.building import DISTRICT, YEAR, key, make_measure, make_plan, make_school, make_submission, make_submitted

CLAIMED = datetime(2016, 8, 1, 12, 30, tzinfo=UTC)
NAMES = ("Pratt & Whitney", "PRATT & WHITNEY", "=SUM(A1)", "Electric Boat", "*", "Sikorsky ~?", "+1 Company", "ß GmbH")
GROUPS = ("gender.female", "gender.male")


class District(NamedTuple):
    """A rollup and all that it was made from."""

    plan: Plan
    rollup: Rollup
    accepted: tuple[SubmittedValues, ...]
    entered: dict[ObservationKey, Observation]

    def workbook(self) -> bytes:
        return write_rollup_workbook(self.rollup, self.plan, self.accepted, claimed_time=CLAIMED, entered=self.entered)


def count_measure(code: str, method: RollupMethod, unit: Unit, **changes: object) -> Measure:
    """A measure without a denominator and without limits."""
    settings: dict[str, object] = {"denominator": "", "population": Population.OTHER, "low": None, "high": None}
    return make_measure(code, unit=unit, rollup_method=method, **(settings | changes))


ENTERED_UPPER = make_measure(
    "1.03", level=Level.SCHOOL_AND_CENTRAL, rollup_method=RollupMethod.DISTRICT_ENTERED, sum_bound=SumBound.UPPER
)
ENTERED_LOWER = count_measure(
    "5.01",
    RollupMethod.DISTRICT_ENTERED,
    Unit.COUNT,
    level=Level.SCHOOL_AND_CENTRAL,
    sum_bound=SumBound.LOWER,
    population=Population.STAFF,
)
MEASURES: tuple[Measure, ...] = (
    make_measure("1.01", direction=Direction.LOWER, name="=1+1 looks like a formula"),
    make_measure("1.02", population=Population.STAFF),
    ENTERED_UPPER,
    make_measure("1.06", unit=Unit.RATE_PER_100, high=None, decimals=2),
    make_measure("1.10", unit=Unit.AMOUNT_PER, population=Population.OTHER, high=None, part_decimals=1, low=None),
    make_measure("1.12", unit=Unit.MEAN, rollup_method=RollupMethod.WEIGHTED_MEAN, low=Decimal(200), high=Decimal(800)),
    make_measure(
        "1.13", unit=Unit.MEAN, rollup_method=RollupMethod.WEIGHTED_MEAN, low=None, high=Decimal(5), decimals=2
    ),
    count_measure("2.03", RollupMethod.SUM, Unit.HOURS, decimals=1),
    count_measure("2.04", RollupMethod.DISTINCT_UNION, Unit.NAMES),
    count_measure("2.14", RollupMethod.SUM, Unit.CURRENCY, decimals=2),
    count_measure("3.01", RollupMethod.SUM, Unit.COUNT, population=Population.STUDENTS),
    count_measure("4.01", RollupMethod.COUNT_OF_YES, Unit.YES_NO, direction=Direction.YES),
    count_measure("4.03", RollupMethod.ON_TIME_COUNT, Unit.MILESTONE_DATE, direction=Direction.ON_TIME),
    count_measure("4.04", RollupMethod.RANGE, Unit.MILESTONE_DATE, direction=Direction.INFO),
    count_measure("4.09", RollupMethod.RANGE, Unit.DAYS, decimals=1),
    count_measure("4.10", RollupMethod.COUNT_OF_YES, Unit.YES_NO, level=Level.CENTRAL),
    count_measure("4.11", RollupMethod.ON_TIME_COUNT, Unit.MILESTONE_DATE, level=Level.CENTRAL),
    count_measure("4.12", RollupMethod.DISTINCT_UNION, Unit.NAMES, level=Level.CENTRAL),
    make_measure("4.13", unit=Unit.MEAN, rollup_method=RollupMethod.WEIGHTED_MEAN, level=Level.CENTRAL, high=None),
    ENTERED_LOWER,
    make_measure("5.02", level=Level.CENTRAL),
    make_measure("5.03", unit=Unit.MEAN, rollup_method=RollupMethod.DISTRICT_ENTERED, level=Level.SCHOOL_AND_CENTRAL),
)


def random_district(seed: int) -> District:
    """The district of that number: always the same."""
    chance = random.Random(seed)
    schools = [make_school(f"90011{number:02d}", chance.choice([0, 40, 600])) for number in range(16, 20)]
    plan = _plan(chance, schools)
    accepted = tuple(
        _submitted(chance, school, revision)
        for revision, school in enumerate(schools, start=1)
        if chance.random() < 0.85
    )
    entered = {}
    for measure in MEASURES:
        address = key(measure.code, school=DISTRICT)
        if chance.random() < 0.6:
            entered[address] = Observation(address, _value(chance, measure), "@note of central office")
    rollup = roll_up(plan, plan.period(YEAR), accepted, entered=entered)
    return District(plan, rollup, accepted, entered)


def district_of(
    measures: Iterable[Measure], schools: Iterable[School], values: dict[str, dict[tuple[str, str], Value]]
) -> District:
    """A district whose schools sent ``values``, by school, measure and group."""
    plan = make_plan(measures, schools)
    accepted = tuple(make_submitted(make_submission(school, sent)) for school, sent in values.items())
    return District(plan, roll_up(plan, plan.period(YEAR), accepted), accepted, {})


def _plan(chance: random.Random, schools: list[School]) -> Plan:
    due = Decimal(date(2015, 11, 1).toordinal())
    on_time = [
        Target(measure.code, "2015-16", due, school=chance.choice([None, schools[0].code]))
        for measure in MEASURES
        if measure.unit is Unit.MILESTONE_DATE and chance.random() < 0.8
    ]
    others = [
        Target(measure.code, chance.choice(["2015-16", "2016-17"]), Decimal(chance.randint(0, 900)) / 10)
        for measure in MEASURES
        if measure.unit is not Unit.MILESTONE_DATE and chance.random() < 0.5
    ]
    return make_plan(
        MEASURES,
        schools,
        targets=(*on_time, *others),
        baselines=(Baseline(MEASURES[0].code, "2013-14", Decimal("13.4"), "-published"),),
        series_breaks=(SeriesBreak(MEASURES[1].code, "2015-16", "another count"),),
    )


def _submitted(chance: random.Random, school: School, revision: int) -> SubmittedValues:
    values: dict[tuple[str, str], Value] = {}
    for measure in MEASURES:
        if measure.is_central_only:
            continue
        for group in (ALL_STUDENTS, *GROUPS):
            if chance.random() < (0.9 if group == ALL_STUDENTS else 0.5):
                values[measure.code, group] = _value(chance, measure)
    values.setdefault((ENROLMENT_MEASURE, ALL_STUDENTS), Decimal(school.enrolment))
    return make_submitted(
        make_submission(school.code, values, revision=revision), file_name=f"=file {school.code}.xlsx"
    )


def _value(chance: random.Random, measure: Measure) -> Value:
    if chance.random() < 0.15:
        return chance.choice([each for each in Missing if each is not Missing.NOT_ENTERED])
    if chance.random() < 0.05 and (measure.unit.is_ratio or measure.unit is Unit.MEAN):
        return Suppressed(Decimal(1), Decimal(5))
    if measure.unit.is_ratio:
        denominator = _quantity(chance, 40, 60, measure.part_decimals)
        if chance.random() < 0.05:
            return Ratio(Decimal(0), Decimal(0))
        return Ratio(_quantity(chance, 0, 40, measure.part_decimals), denominator)
    match measure.unit:
        case Unit.MEAN:
            lowest = int(measure.low or 0)
            return Mean(_quantity(chance, lowest, int(measure.high or 5), 2), _quantity(chance, 0, 40, 0))
        case Unit.YES_NO:
            return chance.random() < 0.5
        case Unit.MILESTONE_DATE:
            return date(2015, 10, 1).fromordinal(date(2015, 10, 1).toordinal() + chance.randint(0, 60))
        case Unit.NAMES:
            return Names(tuple(chance.sample(NAMES, chance.randint(0, 4))))
    return _quantity(chance, 0, 2000, measure.decimals)


def _quantity(chance: random.Random, low: int, high: int, decimals: int) -> Quantity:
    scale = 10**decimals
    first, second = sorted(Decimal(chance.randint(low * scale, high * scale)) / scale for _ in range(2))
    return Suppressed(first, second) if chance.random() < 0.12 else first
