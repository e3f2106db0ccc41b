"""What must hold inside one row of a plan, beyond each cell being well formed.

Each function answers complaints: the column to look at, the problem's code and its facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ctecs_desktop.domain.plan import (
    Direction,
    Measure,
    PeriodKind,
    ReportingPeriod,
    RollupMethod,
    School,
    Subgroup,
    SumBound,
    Unit,
)
from ctecs_desktop.domain.plan_cells import NUMBER_OR_DATE
from ctecs_desktop.domain.plan_schema import BaselineLine, TargetLine
from ctecs_desktop.domain.value import number_text

Facts = tuple[tuple[str, str], ...]


class Complaint(NamedTuple):
    """What is wrong with a row, and in which column."""

    column: str
    code: str
    facts: Facts = ()


def _facts(**facts: str) -> Facts:
    return tuple(sorted(facts.items()))


_RATIO_ROLLUPS = frozenset({RollupMethod.RATIO_OF_SUMS, RollupMethod.DISTRICT_ENTERED})
_SUMMED_ROLLUPS = frozenset({RollupMethod.SUM, RollupMethod.RANGE, RollupMethod.DISTRICT_ENTERED})

ROLLUPS_OF_UNIT: Mapping[Unit, frozenset[RollupMethod]] = {
    Unit.PERCENT: _RATIO_ROLLUPS,
    Unit.RATE_PER_100: _RATIO_ROLLUPS,
    Unit.AMOUNT_PER: _RATIO_ROLLUPS,
    Unit.COUNT: _SUMMED_ROLLUPS,
    Unit.HOURS: _SUMMED_ROLLUPS,
    Unit.CURRENCY: _SUMMED_ROLLUPS,
    Unit.MEAN: frozenset({RollupMethod.WEIGHTED_MEAN, RollupMethod.RANGE, RollupMethod.DISTRICT_ENTERED}),
    Unit.DAYS: frozenset({RollupMethod.RANGE, RollupMethod.DISTRICT_ENTERED}),
    Unit.YES_NO: frozenset({RollupMethod.COUNT_OF_YES}),
    Unit.MILESTONE_DATE: frozenset({RollupMethod.ON_TIME_COUNT, RollupMethod.RANGE}),
    Unit.NAMES: frozenset({RollupMethod.DISTINCT_UNION}),
}
"""The rollups that tell no lie about a unit: a median is never averaged, a list of names never summed."""

_DIRECTION_OF_UNIT: Mapping[Unit, Direction] = {
    Unit.YES_NO: Direction.YES,
    Unit.MILESTONE_DATE: Direction.ON_TIME,
}


def check_measure(measure: Measure) -> Iterator[Complaint]:
    """Unit, denominator, direction, rollup and limits fit each other."""
    unit = measure.unit
    has_two_parts = unit.is_ratio or unit is Unit.MEAN
    if has_two_parts and not measure.denominator:
        yield Complaint("denominator", "plan.row.denominator_missing", _facts(unit=unit.value))
    if measure.denominator and not has_two_parts:
        yield Complaint("denominator", "plan.row.denominator_unwanted", _facts(unit=unit.value))
    if measure.rollup_method not in ROLLUPS_OF_UNIT[unit]:
        facts = _facts(
            known="; ".join(sorted(method.value for method in ROLLUPS_OF_UNIT[unit])),
            rollup_method=measure.rollup_method.value,
            unit=unit.value,
        )
        yield Complaint("rollup_method", "plan.row.rollup_unfit", facts)
    if measure.sum_bound is not SumBound.NONE and measure.rollup_method is not RollupMethod.DISTRICT_ENTERED:
        facts = _facts(rollup_method=measure.rollup_method.value, sum_bound=measure.sum_bound.value)
        yield Complaint("sum_bound", "plan.row.bound_unfit", facts)
    if not _direction_fits(measure.direction, unit):
        facts = _facts(direction=measure.direction.value, unit=unit.value)
        yield Complaint("direction", "plan.row.direction_unfit", facts)
    if measure.low is not None and measure.high is not None and measure.low > measure.high:
        facts = _facts(high=number_text(measure.high), low=number_text(measure.low))
        yield Complaint("high", "plan.row.limits_reversed", facts)


def _direction_fits(direction: Direction, unit: Unit) -> bool:
    """ "Yes" is a direction of yes/no alone, "on time" of days alone, and they have no other but "info"."""
    if unit in _DIRECTION_OF_UNIT:
        return direction in {_DIRECTION_OF_UNIT[unit], Direction.INFO}
    return direction not in _DIRECTION_OF_UNIT.values()


def check_subgroup(subgroup: Subgroup) -> Iterator[Complaint]:
    """The code begins with that of the disaggregation."""
    if subgroup.code.partition(".")[0] != subgroup.disaggregation:
        facts = _facts(code=subgroup.code, disaggregation=subgroup.disaggregation)
        yield Complaint("code", "plan.row.subgroup_of_another_disaggregation", facts)


def check_school(school: School, district: str) -> Iterator[Complaint]:
    """The district is not one of its own schools: it would be counted twice."""
    if school.code == district:
        yield Complaint("code", "plan.row.school_is_the_district", _facts(code=school.code))


def check_period(period: ReportingPeriod) -> Iterator[Complaint]:
    """Code, kind and quarter agree, and the days follow each other within the school year."""
    suffix = f" Q{period.quarter}" if period.quarter else ""
    if period.code != period.school_year + suffix:
        facts = _facts(code=period.code, expected=period.school_year + suffix)
        yield Complaint("code", "plan.row.period_code_disagrees", facts)
    if (period.kind is PeriodKind.QUARTER) != (period.quarter > 0):
        facts = _facts(kind=period.kind.value, quarter=str(period.quarter))
        yield Complaint("quarter", "plan.row.quarter_disagrees", facts)
    yield from _check_days(period)


def _check_days(period: ReportingPeriod) -> Iterator[Complaint]:
    year = int(period.school_year[:4])
    first, last = date(year, 7, 1), date(year + 1, 6, 30)
    for column, day in (("starts", period.starts), ("ends", period.ends)):
        if not first <= day <= last:
            facts = _facts(day=day.isoformat(), first=first.isoformat(), last=last.isoformat())
            yield Complaint(column, "plan.row.day_outside_school_year", facts)
    for earlier, later, code in (
        ("starts", "ends", "plan.row.period_ends_before_it_starts"),
        ("starts", "opens", "plan.row.period_opens_before_it_starts"),
        ("ends", "due", "plan.row.period_due_before_it_ends"),
        ("opens", "due", "plan.row.period_due_before_it_opens"),
    ):
        before, after = getattr(period, earlier), getattr(period, later)
        if before > after:
            yield Complaint(later, code, _facts(**{earlier: before.isoformat(), later: after.isoformat()}))


def check_target(target: TargetLine, measure: Measure) -> Iterator[Complaint]:
    """A band has two ends in order, all else has one; each fits the measure."""
    yield from _check_amount("low", target.low, measure)
    if target.high is None:
        if measure.direction is Direction.TARGET_BAND:
            yield Complaint("high", "plan.row.band_without_high", _facts(measure=measure.code))
        return
    yield from _check_amount("high", target.high, measure)
    if measure.direction is not Direction.TARGET_BAND:
        facts = _facts(direction=measure.direction.value, measure=measure.code)
        yield Complaint("high", "plan.row.high_without_band", facts)
    elif isinstance(target.low, Decimal) and isinstance(target.high, Decimal) and target.low > target.high:
        facts = _facts(high=number_text(target.high), low=number_text(target.low))
        yield Complaint("high", "plan.row.limits_reversed", facts)


def check_baseline(baseline: BaselineLine, measure: Measure) -> Iterator[Complaint]:
    """The value fits the measure."""
    yield from _check_amount("value", baseline.value, measure)


def _check_amount(column: str, amount: Decimal | date, measure: Measure) -> Iterator[Complaint]:
    """A day where the measure is a day, a number within its limits where it is a number."""
    text = NUMBER_OR_DATE.write(amount)
    if (measure.unit is Unit.MILESTONE_DATE) == isinstance(amount, Decimal):
        facts = _facts(measure=measure.code, text=text, unit=measure.unit.value)
        yield Complaint(column, "plan.row.amount_of_another_unit", facts)
    elif isinstance(amount, Decimal) and (
        (measure.low is not None and amount < measure.low) or (measure.high is not None and amount > measure.high)
    ):
        low, high = ("" if limit is None else number_text(limit) for limit in (measure.low, measure.high))
        facts = _facts(measure=measure.code, text=text, low=low, high=high)
        yield Complaint(column, "plan.row.amount_outside_limits", facts)
