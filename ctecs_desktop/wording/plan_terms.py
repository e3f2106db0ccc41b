"""The words for what a plan says of its measures, periods and rules: units, directions, methods, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from ctecs_desktop.domain.plan import (
    Direction,
    Evidence,
    Frequency,
    Level,
    PeriodKind,
    Population,
    RollupMethod,
    SumBound,
    Unit,
)
from ctecs_desktop.domain.plan_differences import DifferenceKind
from ctecs_desktop.domain.rule import Scope, Severity
from ctecs_desktop.wording.told import said

PLAN_TERMS: Mapping[Enum, str] = {
    DifferenceKind.ADDED: said("added"),
    DifferenceKind.REMOVED: said("removed"),
    DifferenceKind.CHANGED: said("changed"),
    DifferenceKind.MOVED: said("put in another order"),
    Unit.PERCENT: said("percent"),
    Unit.RATE_PER_100: said("rate per 100"),
    Unit.AMOUNT_PER: said("amount per head"),
    Unit.COUNT: said("count"),
    Unit.MEAN: said("mean"),
    Unit.HOURS: said("hours"),
    Unit.CURRENCY: said("dollars"),
    Unit.DAYS: said("days"),
    Unit.YES_NO: said("yes or no"),
    Unit.MILESTONE_DATE: said("milestone date"),
    Unit.NAMES: said("list of names"),
    Direction.HIGHER: said("higher is better"),
    Direction.LOWER: said("lower is better"),
    Direction.TARGET_BAND: said("within a band is best"),
    Direction.YES: said("yes is wanted"),
    Direction.ON_TIME: said("on time is wanted"),
    Direction.INFO: said("for information"),
    Frequency.MONTHLY: said("monthly"),
    Frequency.QUARTER: said("every quarter"),
    Frequency.SEMESTER: said("every semester"),
    Frequency.ANNUAL: said("once a year"),
    Level.SCHOOL: said("entered by schools"),
    Level.CENTRAL: said("entered by central office"),
    Level.SCHOOL_AND_CENTRAL: said("entered by schools and by central office"),
    RollupMethod.SUM: said("sum"),
    RollupMethod.RATIO_OF_SUMS: said("ratio of sums"),
    RollupMethod.WEIGHTED_MEAN: said("weighted mean"),
    RollupMethod.COUNT_OF_YES: said("count of yes"),
    RollupMethod.ON_TIME_COUNT: said("count of those on time"),
    RollupMethod.DISTINCT_UNION: said("distinct names of all schools"),
    RollupMethod.RANGE: said("range from least to greatest school"),
    RollupMethod.DISTRICT_ENTERED: said("entered by central office"),
    SumBound.UPPER: said("the schools' sum is an upper bound"),
    SumBound.LOWER: said("the schools' sum is a lower bound"),
    SumBound.NONE: said("the schools' sum bounds nothing"),
    Evidence.DOCUMENTED: said("documented in CTECS's own material"),
    Evidence.PUBLISHED: said("published by the state for CTECS"),
    Evidence.DEFINED: said("a state or federal definition"),
    Evidence.CONSTRUCTED: said("constructed for this plan, for want of a source"),
    Population.STUDENTS: said("students"),
    Population.STAFF: said("staff"),
    Population.OTHER: said("other"),
    PeriodKind.YEAR: said("year"),
    PeriodKind.QUARTER: said("quarter"),
    Severity.ERROR: said("stops signing"),
    Severity.WARNING: said("wants a reason"),
    Scope.VALUE: said("the value by itself"),
    Scope.SUBGROUPS: said("the breakdown of one measure"),
    Scope.MEASURES: said("several measures of the period"),
    Scope.YEARS: said("this year against last year"),
    Scope.PUBLISHED: said("the state's published figure"),
}
