"""Whether a value reaches its target: value against baseline, target and direction.

Everything is compared as exact fractions, never as rounded for display: 12.04 does not reach "at most 12.0", although
both are shown as 12.0. Whoever shows the two beside each other shows one more place in that case.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.plan import Baseline, Direction, Measure, Plan, Target, Unit
from ctecs_desktop.domain.value import Mean, Missing, Names, Quantity, Ratio, Suppressed, Value, exact, high_of, low_of


class MeasureStatus(Enum):
    """How a measure stands. ``UNDETERMINED`` where an interval lies on both sides of the target."""

    MET = "met"
    ON_TRACK = "on track"
    OFF_TRACK = "off track"
    UNDETERMINED = "undetermined"
    NOT_RATED = "not rated"  # an information measure, or one without a target
    NO_DATA = "no data"


class Bounds(NamedTuple):
    """A closed interval of exact numbers; ``None`` at an end says that nothing bounds it there."""

    low: Fraction | None
    high: Fraction | None


_TOTALS = frozenset({Unit.COUNT, Unit.HOURS, Unit.CURRENCY, Unit.NAMES})

NOTHING = Bounds(None, None)
"""The bounds of a value that is not there."""


def displayed(value: Value, measure: Measure) -> Bounds:
    """What ``value`` shows, exactly, in the unit it is shown in; both ends are equal where it is known.

    A percent or rate is 100 N/D, an amount per head N/D, a mean its mean, a date its ordinal, yes 1 and no 0, a list of
    names how many there are. ``NOTHING`` for a blank and for a ratio over nobody.
    """
    if isinstance(value, Missing):
        return NOTHING
    if isinstance(value, Ratio):
        return _displayed_ratio(value, measure)
    if isinstance(value, Mean):
        return _bounds(value.mean)
    if isinstance(value, Decimal | Suppressed):
        return _bounds(value)
    if isinstance(value, Names):
        number = Fraction(len(value.names))
    elif isinstance(value, bool):
        number = Fraction(int(value))
    else:
        number = Fraction(value.toordinal())
    return Bounds(number, number)


def _bounds(quantity: Quantity) -> Bounds:
    return Bounds(exact(low_of(quantity)), exact(high_of(quantity)))


def _displayed_ratio(ratio: Ratio, measure: Measure) -> Bounds:
    """The least is least over most. A withheld share is never shown above what can be true of its measure."""
    factor = measure.unit.factor
    least_denominator, most_denominator = _bounds(ratio.denominator)
    if not most_denominator:
        return NOTHING
    assert most_denominator is not None
    low = factor * exact(low_of(ratio.numerator)) / most_denominator
    high = factor * exact(high_of(ratio.numerator)) / least_denominator if least_denominator else None
    if low != high and measure.unit is Unit.PERCENT and measure.high is not None:
        limit = max(exact(measure.high), low)
        high = limit if high is None else min(high, limit)
    return Bounds(low, high)


def targets_of(plan: Plan, measure: Measure, school: SchoolCode | None = None) -> tuple[Target, ...]:
    """The targets that ``school`` is rated against, or the district where it is ``None``.

    A school without targets of its own is held to the district's, but not where values are totals: the district's
    number of credentials is nothing that one school should reach.
    """
    of_measure = plan.targets_by_measure.get(measure.code, ())
    own = tuple(target for target in of_measure if target.school == school)
    if own or measure.unit in _TOTALS:
        return own
    return tuple(target for target in of_measure if target.school is None)


def status_of(
    low: Fraction | None,
    high: Fraction | None,
    measure: Measure,
    *,
    baseline: Baseline | None,
    targets: Iterable[Target],
    school_year: str,
) -> MeasureStatus:
    """How a value between ``low`` and ``high`` stands in ``school_year``.

    ``targets`` are those of one measure and one reporter, of any years (:func:`targets_of`). Against the year's own
    target a value is ``MET`` or ``OFF_TRACK``. Where only a later year has one, it is ``ON_TRACK`` if it has reached
    that already or lies on or better than the straight line from the baseline to it; short of the target and without
    a baseline nothing can be said of it, which is ``NOT_RATED``, as are yes/no and dates before their year.
    """
    if low is None and high is None:
        return MeasureStatus.NO_DATA
    if measure.direction is Direction.INFO:
        return MeasureStatus.NOT_RATED
    target = _target_ahead(targets, school_year)
    if target is None:
        return MeasureStatus.NOT_RATED
    reached = _lies_within(Bounds(low, high), _wanted(measure.direction, target))
    if target.school_year == school_year:
        return _rating(reached, MeasureStatus.MET)
    if reached:
        return MeasureStatus.ON_TRACK
    line = _wanted_on_the_way(measure.direction, target, baseline, school_year)
    if line is None:
        return MeasureStatus.NOT_RATED
    return _rating(_lies_within(Bounds(low, high), line), MeasureStatus.ON_TRACK)


def _rating(reached: bool | None, good: MeasureStatus) -> MeasureStatus:
    if reached is None:
        return MeasureStatus.UNDETERMINED
    return good if reached else MeasureStatus.OFF_TRACK


def _target_ahead(targets: Iterable[Target], school_year: str) -> Target | None:
    """The target of that school year, or else of the next year that has one."""
    ahead = [target for target in targets if target.school_year >= school_year]
    return min(ahead, key=lambda target: target.school_year, default=None)


def _wanted(direction: Direction, target: Target) -> Bounds:
    """The interval in which a value reaches the target."""
    wanted = exact(target.low)
    if direction in {Direction.LOWER, Direction.ON_TIME}:
        return Bounds(None, wanted)
    if direction is Direction.TARGET_BAND and target.high is not None:
        return Bounds(wanted, exact(target.high))
    return Bounds(wanted, None)


def _wanted_on_the_way(
    direction: Direction, target: Target, baseline: Baseline | None, school_year: str
) -> Bounds | None:
    """The interval on or better than the line from the baseline to the target; ``None`` where there is no line.

    A target more lenient than the baseline leaves the target itself as the bar: nobody is asked for more on the way.
    """
    if baseline is None or direction in {Direction.YES, Direction.ON_TIME}:
        return None
    start, year, end = (_first_year(each) for each in (baseline.school_year, school_year, target.school_year))
    if not start <= year < end:
        return None
    wanted = _wanted(direction, target)
    begin = exact(baseline.value)

    def on_line(goal: Fraction) -> Fraction:
        return begin + (goal - begin) * (year - start) / (end - start)

    low = None if wanted.low is None else min(wanted.low, on_line(wanted.low))
    high = None if wanted.high is None else max(wanted.high, on_line(wanted.high))
    return Bounds(low, high)


def _first_year(school_year: str) -> int:
    """The calendar year in which the school year ``2019-20`` begins."""
    return int(school_year[:4])


def _lies_within(value: Bounds, wanted: Bounds) -> bool | None:
    """Whether all of ``value`` lies within ``wanted``; ``None`` where only part of it does."""
    below = wanted.low is not None and value.high is not None and value.high < wanted.low
    above = wanted.high is not None and value.low is not None and value.low > wanted.high
    if below or above:
        return False
    low_holds = wanted.low is None or (value.low is not None and value.low >= wanted.low)
    high_holds = wanted.high is None or (value.high is not None and value.high <= wanted.high)
    return True if low_holds and high_holds else None
