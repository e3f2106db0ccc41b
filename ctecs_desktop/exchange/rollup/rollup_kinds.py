"""Which computation a figure is, for its schools and for central office's own entry.

The names follow ``domain.rollup_methods``, whose results the rollup workbook's formulas must give.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from ctecs_desktop.domain.plan import Measure, RollupMethod, Unit
from ctecs_desktop.domain.value import Mean, Missing, Names, Ratio, Suppressed, Value


class Kind(Enum):
    """How rows of ``Values`` make a figure."""

    SUM = "sum"
    RATIO = "ratio"
    MEAN = "mean"
    YES = "yes"
    ON_TIME = "on time"
    UNION = "union"
    RANGE = "range"
    NOTHING = "nothing"


_KINDS: dict[RollupMethod, Kind] = {
    RollupMethod.SUM: Kind.SUM,
    RollupMethod.RATIO_OF_SUMS: Kind.RATIO,
    RollupMethod.WEIGHTED_MEAN: Kind.MEAN,
    RollupMethod.COUNT_OF_YES: Kind.YES,
    RollupMethod.ON_TIME_COUNT: Kind.ON_TIME,
    RollupMethod.DISTINCT_UNION: Kind.UNION,
    RollupMethod.RANGE: Kind.RANGE,
}


def is_entered(measure: Measure) -> bool:
    """Whether the district's figure is central office's entry."""
    return measure.is_central_only or measure.rollup_method is RollupMethod.DISTRICT_ENTERED


def kind_of_schools(measure: Measure) -> Kind:
    """What the schools' values make: the figure, or beside an entered one the schools' own figure."""
    if measure.is_central_only:
        return Kind.NOTHING
    if measure.rollup_method is not RollupMethod.DISTRICT_ENTERED:
        return _KINDS[measure.rollup_method]
    if measure.unit.is_ratio:
        return Kind.RATIO
    return Kind.NOTHING if measure.unit is Unit.MEAN else Kind.SUM


def kind_of_entry(measure: Measure, own: Value) -> Kind:
    """What central office's entry makes, by its value; by the measure's unit where there is none."""
    if isinstance(own, Missing):
        return _kind_of_unit(measure.unit)
    if isinstance(own, Ratio):
        return Kind.RATIO
    if isinstance(own, Mean):
        return Kind.MEAN
    if isinstance(own, Names):
        return Kind.UNION
    if isinstance(own, bool):
        return Kind.YES
    return Kind.RANGE if isinstance(own, date) else Kind.SUM


def _kind_of_unit(unit: Unit) -> Kind:
    if unit.is_ratio:
        return Kind.RATIO
    own_kinds = {
        Unit.MEAN: Kind.MEAN,
        Unit.YES_NO: Kind.YES,
        Unit.MILESTONE_DATE: Kind.RANGE,
        Unit.NAMES: Kind.UNION,
    }
    return own_kinds.get(unit, Kind.SUM)


def has_withheld(value: Value) -> bool:
    """Whether the value, or a part of it, is only known as an interval."""
    if isinstance(value, Ratio):
        return isinstance(value.numerator, Suppressed) or isinstance(value.denominator, Suppressed)
    if isinstance(value, Mean):
        return isinstance(value.mean, Suppressed) or isinstance(value.n, Suppressed)
    return isinstance(value, Suppressed)
