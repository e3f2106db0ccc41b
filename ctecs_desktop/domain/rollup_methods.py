"""The rollup methods: how the schools' values make the district's, and what bounds it where some are unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ctecs_desktop.domain.extreme_mean import extreme_mean
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.plan import Measure, Population, RollupMethod, SumBound, Unit
from ctecs_desktop.domain.value import (
    WITHOUT_POPULATION,
    Mean,
    Missing,
    Names,
    Quantity,
    Ratio,
    Suppressed,
    Value,
    high_of,
    low_of,
)


@dataclass(frozen=True, slots=True)
class Contribution:
    """One school's part in a figure.

    ``ceiling`` is the most pupils that its population can have; ``due`` the ordinal of the date that counts as on time.
    """

    school: SchoolCode
    value: Value
    ceiling: Decimal
    due: Decimal | None

    @property
    def is_expected(self) -> bool:
        """Whether there is anything to count at this school."""
        return not (isinstance(self.value, Missing) and self.value in WITHOUT_POPULATION)

    @property
    def is_known(self) -> bool:
        """Whether the school gave a figure, be it an interval."""
        return not isinstance(self.value, Missing)

    @property
    def is_withheld(self) -> bool:
        """Whether the source withheld the figure or a part of it."""
        value = self.value
        if isinstance(value, Ratio):
            return isinstance(value.numerator, Suppressed) or isinstance(value.denominator, Suppressed)
        if isinstance(value, Mean):
            return isinstance(value.mean, Suppressed) or isinstance(value.n, Suppressed)
        return isinstance(value, Suppressed) or value is Missing.WITHHELD


@dataclass(frozen=True, slots=True)
class Outcome:
    """A district figure before it gets its status and sources; units as in ``DistrictFigure``."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    school_sum: Fraction | None = None
    names: tuple[str, ...] = ()
    contradicts_school_sum: bool = False
    out_of: int | None = None  # of a count of schools: how many could be counted


@dataclass(frozen=True, slots=True)
class _Part:
    """Closed intervals of the numerator and the denominator that one school adds; ``nh`` None: no upper bound."""

    nl: Fraction
    nh: Fraction | None
    dl: Fraction
    dh: Fraction | None


def outcome_of(measure: Measure, expected: Sequence[Contribution], own: Value | None) -> Outcome:
    """The district's figure from the schools that have something to count, and the district's own entry if any.

    A measure of central office's own is its entry, whatever the method.
    """
    if measure.is_central_only:
        return _entered(measure, own) if own is not None else Outcome()
    if measure.rollup_method is RollupMethod.DISTRICT_ENTERED:
        return _district_entered(measure, expected, own)
    return _METHODS[measure.rollup_method](measure, expected)


def _interval(quantity: Quantity) -> tuple[Fraction, Fraction]:
    """Least and greatest; one and the same fraction where the quantity is known, as nearly all are."""
    low = Fraction(low_of(quantity))
    return (low, Fraction(quantity.high)) if isinstance(quantity, Suppressed) else (low, low)


def _total(quantities: Sequence[Quantity]) -> Decimal | None:
    """The exact sum, or ``None`` where a part is only known as an interval or there is no part at all."""
    if not quantities or any(isinstance(each, Suppressed) for each in quantities):
        return None
    return sum((low_of(each) for each in quantities), Decimal(0))


def _sum(_measure: Measure, expected: Sequence[Contribution]) -> Outcome:
    """Known parts add up. A missing school can only add: the sum is then a lower bound, and nothing bounds it above."""
    known = [each.value for each in expected if isinstance(each.value, Decimal | Suppressed)]
    if not known:
        return Outcome()
    total = _total(known)
    low = Fraction(sum((low_of(each) for each in known), Decimal(0)))
    high = Fraction(sum((high_of(each) for each in known), Decimal(0)))
    is_whole = len(known) == len(expected)
    return Outcome(
        numerator=total,
        value=Fraction(total) if total is not None else None,
        low=low,
        high=high if is_whole else None,
    )


def _ratio_of_sums(measure: Measure, expected: Sequence[Contribution]) -> Outcome:
    known = [each.value for each in expected if isinstance(each.value, Ratio)]
    numerator = _total([each.numerator for each in known])
    denominator = _total([each.denominator for each in known])
    value = None
    if numerator is not None and denominator:
        value = measure.unit.factor * Fraction(numerator) / Fraction(denominator)
    low: Fraction | None
    high: Fraction | None
    if value is not None and len(known) == len(expected):
        # Nothing is open, as of most figures of a year that is in: the general way below would find the same.
        limit = _limits(measure)[1]
        low, high = value, value if limit is None else min(value, limit)
    else:
        low, high = _ratio_bounds(measure, expected) if known else (None, None)
    return Outcome(numerator=numerator, denominator=denominator, value=value, low=low, high=high)


def _ratio_bounds(measure: Measure, expected: Sequence[Contribution]) -> tuple[Fraction | None, Fraction | None]:
    exact: list[Contribution] = []
    withheld: list[Ratio] = []
    missing: list[Contribution] = []
    for each in expected:
        if not isinstance(each.value, Ratio):
            missing.append(each)
        elif each.is_withheld:
            withheld.append(each.value)
        else:
            exact.append(each)
    parts = [_exact_part(exact), _missing_part(measure, missing)]
    parts += [_Part(*_interval(each.numerator), *_interval(each.denominator)) for each in withheld]
    factor = measure.unit.factor
    bounded = [part for part in parts if part is not None]
    limits = _limits(measure)
    if len(bounded) < len(parts):
        return limits
    low_numerator = sum((part.nl for part in bounded), Fraction(0))
    most = [part.dh for part in bounded if part.dh is not None]
    low_denominator = sum(most, Fraction(0))
    low = factor * low_numerator / low_denominator if low_denominator and len(most) == len(bounded) else limits[0]
    return low, _highest_ratio(measure, bounded, limits[1])


def _highest_ratio(measure: Measure, parts: Sequence[_Part], limit: Fraction | None) -> Fraction | None:
    """The greatest Σn/Σd. In a percent n ≤ d, so a part's denominator grows with its numerator."""
    numerator = denominator = Fraction(0)
    for part in parts:
        if part.nh is None:
            return limit
        numerator += part.nh
        denominator += max(part.dl, part.nh) if measure.unit is Unit.PERCENT and _is_share(part) else part.dl
    if not denominator:
        return limit
    highest = measure.unit.factor * numerator / denominator
    return min(highest, limit) if limit is not None else highest


def _is_share(part: _Part) -> bool:
    return part.nh is not None and part.dh is not None and part.nh <= part.dh


def _missing_part(measure: Measure, missing: Sequence[Contribution]) -> _Part | None:
    """What the schools without a figure add together, or ``None`` where nothing bounds it.

    Of pupils, each adds at most its enrolment to both; all of them together then at most the sum.
    """
    if not missing:
        return _Part(Fraction(0), Fraction(0), Fraction(0), Fraction(0))
    is_bounded = measure.population is Population.STUDENTS and measure.unit is Unit.PERCENT
    if not is_bounded or any(each.ceiling <= 0 for each in missing):
        return None
    ceiling = Fraction(sum((each.ceiling for each in missing), Decimal(0)))
    return _Part(Fraction(0), ceiling, Fraction(0), ceiling)


def _exact_part(known: Sequence[Contribution]) -> _Part:
    """What all schools with exact figures add together: nothing about them is open, so they count as one school."""
    ratios = [each.value for each in known if isinstance(each.value, Ratio)]
    numerator = Fraction(sum((low_of(each.numerator) for each in ratios), Decimal(0)))
    denominator = Fraction(sum((low_of(each.denominator) for each in ratios), Decimal(0)))
    return _Part(numerator, numerator, denominator, denominator)


def _limits(measure: Measure) -> tuple[Fraction | None, Fraction | None]:
    """What the measure itself allows."""
    low = Fraction(measure.low) if measure.low is not None else None
    high = Fraction(measure.high) if measure.high is not None else None
    return low, high


def _weighted_mean(measure: Measure, expected: Sequence[Contribution]) -> Outcome:
    """Σ mean·n / Σ n. Where intervals or missing schools are, the extremes over all that is possible."""
    known = [each.value for each in expected if isinstance(each.value, Mean)]
    if not known:
        return Outcome()
    n = _total([each.n for each in known])
    products = [each.mean * each.n for each in known if isinstance(each.mean, Decimal) and isinstance(each.n, Decimal)]
    total = sum(products, Decimal(0)) if len(products) == len(known) else None
    value = Fraction(total) / Fraction(n) if total is not None and n else None
    if value is not None and len(known) == len(expected):
        return Outcome(numerator=total, denominator=n, value=value, low=value, high=value)  # nothing is open
    ranges = [_mean_range(measure, each) for each in expected]
    if any(each is None for each in ranges):
        low, high = _limits(measure)
    else:
        certain = [each for each in ranges if each is not None]
        low = extreme_mean([(lowest, least, most) for lowest, _, least, most in certain], lowest=True)
        high = extreme_mean([(highest, least, most) for _, highest, least, most in certain], lowest=False)
    return Outcome(numerator=total, denominator=n, value=value, low=low, high=high)


def _mean_range(measure: Measure, contribution: Contribution) -> tuple[Fraction, Fraction, Fraction, Fraction] | None:
    """Least and greatest mean, least and greatest n of one school."""
    value = contribution.value
    if isinstance(value, Mean):
        return (*_interval(value.mean), *_interval(value.n))
    low, high = _limits(measure)
    if low is None or high is None or measure.population is not Population.STUDENTS or not contribution.ceiling:
        return None
    return low, high, Fraction(0), Fraction(contribution.ceiling)


def _count_of_yes(_measure: Measure, expected: Sequence[Contribution]) -> Outcome:
    known = [each.value for each in expected if isinstance(each.value, bool)]
    if not known:
        return Outcome()
    yes = sum(known)
    return Outcome(
        numerator=Decimal(yes),
        denominator=Decimal(len(known)),
        value=Fraction(yes),
        low=Fraction(yes),
        high=Fraction(yes + len(expected) - len(known)),
        out_of=len(expected),
    )


def _on_time_count(_measure: Measure, expected: Sequence[Contribution]) -> Outcome:
    """How many schools were on time; a school without a due date cannot be judged and is not counted."""
    judged = [each for each in expected if each.due is not None]
    known = [each for each in judged if isinstance(each.value, date)]
    if not known:
        return Outcome()
    on_time = sum(
        1
        for each in known
        if isinstance(each.value, date) and each.due is not None and each.value.toordinal() <= each.due
    )
    return Outcome(
        numerator=Decimal(on_time),
        denominator=Decimal(len(known)),
        value=Fraction(on_time),
        low=Fraction(on_time),
        high=Fraction(on_time + len(judged) - len(known)),
        out_of=len(judged),
    )


def _distinct_union(_measure: Measure, expected: Sequence[Contribution]) -> Outcome:
    """The distinct names over all lists, without regard to case; never a sum of their lengths."""
    known = [each.value for each in expected if isinstance(each.value, Names)]
    if not known:
        return Outcome()
    spellings: dict[str, str] = {}
    for names in known:
        for name in names.names:
            folded = name.casefold()
            spellings[folded] = min(name, spellings.get(folded, name))
    names_found = tuple(spellings[folded] for folded in sorted(spellings))
    count = Fraction(len(names_found))
    return Outcome(
        numerator=Decimal(len(names_found)),
        value=count,
        low=count,
        high=count if len(known) == len(expected) else None,
        names=names_found,
    )


def _range(_measure: Measure, expected: Sequence[Contribution]) -> Outcome:
    """The least and the greatest school. There is no district value: medians and dates cannot be averaged."""
    points: list[Fraction] = []
    for each in expected:
        if isinstance(each.value, date):
            points.append(Fraction(each.value.toordinal()))
        elif isinstance(each.value, Mean):
            points += [Fraction(low_of(each.value.mean)), Fraction(high_of(each.value.mean))]
        elif isinstance(each.value, Decimal | Suppressed):
            points += [Fraction(low_of(each.value)), Fraction(high_of(each.value))]
    return Outcome(low=min(points), high=max(points)) if points else Outcome()


def _entered(measure: Measure, own: Value) -> Outcome:
    """The district's own entry as a figure: a district of one."""
    single = [Contribution(SchoolCode(""), own, Decimal(0), None)]
    if isinstance(own, Ratio):
        return _ratio_of_sums(measure, single)
    if isinstance(own, Mean):
        return _weighted_mean(measure, single)
    if isinstance(own, Names):
        return _distinct_union(measure, single)
    if isinstance(own, bool):
        return _count_of_yes(measure, single)
    if isinstance(own, date):
        return _range(measure, single)
    return _sum(measure, single)


def _district_entered(measure: Measure, expected: Sequence[Contribution], own: Value | None) -> Outcome:
    """What central office entered; the schools' sum bounds it, on the side that the measure says.

    Without an entry there is no value, only the bound. With one that the bound contradicts, the figure says so.
    """
    if measure.unit.is_ratio:
        schools = _ratio_of_sums(measure, expected)
    elif measure.unit is Unit.MEAN:
        schools = _weighted_mean(measure, expected)
    else:
        schools = _sum(measure, expected)
    is_whole = all(each.is_known for each in expected)
    if own is None or isinstance(own, Missing):
        return Outcome(
            low=schools.low if is_whole and measure.sum_bound is SumBound.LOWER else None,
            high=schools.high if is_whole and measure.sum_bound is SumBound.UPPER else None,
            school_sum=schools.value,
        )
    entered = _entered(measure, own)
    return Outcome(
        numerator=entered.numerator,
        denominator=entered.denominator,
        value=entered.value,
        low=entered.low,
        high=entered.high,
        school_sum=schools.value,
        contradicts_school_sum=_contradicts(measure, entered, schools if is_whole else None),
    )


def _contradicts(measure: Measure, entered: Outcome, schools: Outcome | None) -> bool:
    """Whether the entered numerator lies on the wrong side of the schools' sum."""
    if schools is None or entered.numerator is None or schools.numerator is None:
        return False
    if measure.sum_bound is SumBound.UPPER:
        return entered.numerator > schools.numerator
    return measure.sum_bound is SumBound.LOWER and entered.numerator < schools.numerator


_METHODS: dict[RollupMethod, Callable[[Measure, Sequence[Contribution]], Outcome]] = {
    RollupMethod.SUM: _sum,
    RollupMethod.RATIO_OF_SUMS: _ratio_of_sums,
    RollupMethod.WEIGHTED_MEAN: _weighted_mean,
    RollupMethod.COUNT_OF_YES: _count_of_yes,
    RollupMethod.ON_TIME_COUNT: _on_time_count,
    RollupMethod.DISTINCT_UNION: _distinct_union,
    RollupMethod.RANGE: _range,
}
