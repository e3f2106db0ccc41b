"""The strategic plan: goals, strategies, measures, who reports them and when.

The plan is data: central office edits and publishes it, schools receive it signed. Everything here is frozen; an
edited plan is a new plan with a new version.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property

from ctecs_desktop.domain.errors import PlanInvalid
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, PeriodCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.rule import Rule


class Unit(Enum):
    """What a measure's value is, and so which parts are entered."""

    PERCENT = "percent"  # numerator and denominator, shown as 100 N/D
    RATE_PER_100 = "rate per 100"  # numerator and denominator, shown as 100 N/D, may pass 100
    AMOUNT_PER = "amount per"  # numerator and denominator, shown as N/D (hours or dollars a head)
    COUNT = "count"
    MEAN = "mean"  # a mean with its n
    HOURS = "hours"
    CURRENCY = "currency"
    DAYS = "days"  # a median: cannot be averaged
    YES_NO = "yes/no"
    MILESTONE_DATE = "milestone date"
    NAMES = "list of names"

    @property
    def is_ratio(self) -> bool:
        """Whether a value is a numerator over a denominator."""
        return self in {Unit.PERCENT, Unit.RATE_PER_100, Unit.AMOUNT_PER}

    @property
    def factor(self) -> int:
        """What the quotient is multiplied by when shown: 100 for percents and rates per 100."""
        return 1 if self is Unit.AMOUNT_PER or not self.is_ratio else 100

    @property
    def is_total(self) -> bool:
        """Whether a part, such as a school, is no measure of the whole."""
        return self in {Unit.COUNT, Unit.HOURS, Unit.CURRENCY}

    @property
    def is_drawn_from_zero(self) -> bool:
        """Whether zero is where a bar begins; scores and days are compared with each other."""
        return self not in {Unit.MEAN, Unit.DAYS}


class Direction(Enum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    TARGET_BAND = "target band"
    YES = "yes"
    ON_TIME = "on time"
    INFO = "info"


class Frequency(Enum):
    """How often a measure is reported within a school year."""

    MONTHLY = "monthly"
    QUARTER = "quarter"
    SEMESTER = "semester"
    ANNUAL = "annual"


class Level(Enum):
    """Who enters a measure."""

    SCHOOL = "school"
    CENTRAL = "central"
    SCHOOL_AND_CENTRAL = "school and central"


class RollupMethod(Enum):
    """How school values make the district's. A district rate is never the mean of school rates."""

    SUM = "sum"
    RATIO_OF_SUMS = "ratio of sums"
    WEIGHTED_MEAN = "weighted mean"
    COUNT_OF_YES = "count of yes"
    ON_TIME_COUNT = "on-time count"
    DISTINCT_UNION = "distinct union"
    RANGE = "range"
    DISTRICT_ENTERED = "district-entered"


class SumBound(Enum):
    """What the schools' sum says about a district-entered figure.

    Pupils counted at two schools make the sum an upper bound; teachers who moved to a sister school are lost to
    their school but not to the district, which makes it a lower one.
    """

    UPPER = "upper"
    LOWER = "lower"
    NONE = "none"


class Evidence(Enum):
    """Where the wording of a measure comes from; shown with it, so that nobody mistakes ours for CTECS's."""

    DOCUMENTED = "D1"  # in CTECS's own material
    PUBLISHED = "D2"  # published by the state for CTECS
    DEFINED = "S"  # a state or federal definition
    CONSTRUCTED = "C"  # constructed here, for want of a source


class Population(Enum):
    """Whom the denominator counts: pupils are at most the enrolment, which bounds what a missing school can hide."""

    STUDENTS = "students"
    STAFF = "staff"
    OTHER = "other"


class PeriodKind(Enum):
    """How much of a school year a reporting period covers."""

    YEAR = "year"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Goal:
    """One of the plan's goals, with the themes under it."""

    number: int
    title: str
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Strategy:
    """An action step of a goal: who owns it, its milestones, its resources by fiscal year."""

    code: str
    goal: int
    text: str
    owner: str = ""
    milestones: tuple[str, ...] = ()
    resources: tuple[tuple[str, str], ...] = ()  # (fiscal year, words or amount)


@dataclass(frozen=True, slots=True)
class Measure:
    """A performance measure. ``numerator`` and ``denominator`` are wordings; the second is "" where there is none."""

    code: MeasureCode
    name: str
    goal: int
    unit: Unit
    numerator: str
    denominator: str
    direction: Direction
    frequency: Frequency
    level: Level
    rollup_method: RollupMethod
    rollup_note: str
    disaggregations: tuple[str, ...]
    population: Population
    decimals: int  # places shown of the value
    part_decimals: int  # places allowed in numerator, denominator or n
    low: Decimal | None  # least and greatest value that can be true (SAT 200-800, Likert 1-5)
    high: Decimal | None
    source: str
    evidence: Evidence
    sum_bound: SumBound = SumBound.NONE  # for district-entered measures only
    owner: str = ""  # who answers for it; "" where nobody is named
    verify: bool = False  # whether its figure is to be typed a second time before signing

    @property
    def is_central_only(self) -> bool:
        """Whether schools are not asked for it."""
        return self.level is Level.CENTRAL


@dataclass(frozen=True, slots=True)
class Disaggregation:
    """A dimension into which pupils are broken down, such as race/ethnicity."""

    code: str
    name: str
    is_partition: bool  # whether its parts sum to all students


@dataclass(frozen=True, slots=True)
class Subgroup:
    """One category of a disaggregation. Its code is ``<disaggregation>.<category>``; ``all`` has none."""

    code: SubgroupCode
    disaggregation: str
    name: str


@dataclass(frozen=True, slots=True)
class School:
    """Who reports. ``code`` is the state's EdSight organization code; names may change, codes do not."""

    code: SchoolCode
    name: str
    town: str
    enrolment: int  # last known 1 October enrolment; 0 for shared-time schools
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """When. The code of a year is ``2019-20``, that of a quarter ``2019-20 Q1``."""

    code: PeriodCode
    school_year: str
    kind: PeriodKind
    starts: date
    ends: date
    opens: date
    due: date
    quarter: int = 0
    note: str = ""  # further dates, such as the one by which figures must be accurate


@dataclass(frozen=True, slots=True)
class Target:
    """The wanted value in a school year; ``high`` is set for a target band only. A date counts as days (ordinal)."""

    measure: MeasureCode
    school_year: str
    low: Decimal
    high: Decimal | None = None
    school: SchoolCode | None = None  # None: the district


@dataclass(frozen=True, slots=True)
class Baseline:
    """The value that progress is counted from."""

    measure: MeasureCode
    school_year: str
    value: Decimal
    source: str
    school: SchoolCode | None = None


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """A year whose values cannot be compared with those before, and why."""

    measure: MeasureCode
    school_year: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """The whole plan of one version. Look-ups raise ``PlanInvalid`` for unknown codes."""

    version: str
    district: SchoolCode
    district_name: str
    title: str
    school_years: tuple[str, ...]
    status_note: str  # says that this is a starting plan, what is missing, whom to ask
    vision: str
    mission: str
    imperatives: tuple[str, ...]
    priority_areas: tuple[str, ...]
    goals: tuple[Goal, ...]
    strategies: tuple[Strategy, ...]
    measures: tuple[Measure, ...]
    disaggregations: tuple[Disaggregation, ...]
    subgroups: tuple[Subgroup, ...]
    schools: tuple[School, ...]
    periods: tuple[ReportingPeriod, ...]
    targets: tuple[Target, ...]
    baselines: tuple[Baseline, ...]
    series_breaks: tuple[SeriesBreak, ...]
    rules: tuple[Rule, ...]

    @cached_property
    def _measures(self) -> dict[str, Measure]:
        return {measure.code: measure for measure in self.measures}

    @cached_property
    def targets_by_measure(self) -> dict[MeasureCode, tuple[Target, ...]]:
        """The targets of every measure that has any, of all schools and of the district."""
        found: dict[MeasureCode, list[Target]] = {}
        for target in self.targets:
            found.setdefault(target.measure, []).append(target)
        return {measure: tuple(targets) for measure, targets in found.items()}

    @cached_property
    def _subgroups(self) -> dict[str, Subgroup]:
        return {subgroup.code: subgroup for subgroup in self.subgroups}

    @cached_property
    def _subgroups_of(self) -> dict[str, tuple[SubgroupCode, ...]]:
        return {
            measure.code: (
                ALL_STUDENTS,
                *(
                    subgroup.code
                    for dimension in measure.disaggregations
                    for subgroup in self.subgroups
                    if subgroup.disaggregation == dimension
                ),
            )
            for measure in self.measures
        }

    @cached_property
    def _targets(self) -> dict[tuple[str, str, str | None], Target]:
        # A rollup asks for a target once for every figure and school; of two of one address the first speaks.
        return {(each.measure, each.school_year, each.school): each for each in reversed(self.targets)}

    def measure(self, code: str) -> Measure:
        """The measure of that code."""
        try:
            return self._measures[code]
        except KeyError as error:
            raise PlanInvalid("plan.unknown_measure", measure=code) from error

    def has_measure(self, code: str) -> bool:
        """Whether the plan knows the measure."""
        return code in self._measures

    def subgroup(self, code: str) -> Subgroup:
        """The subgroup of that code."""
        try:
            return self._subgroups[code]
        except KeyError as error:
            raise PlanInvalid("plan.unknown_subgroup", subgroup=code) from error

    def school(self, code: str) -> School:
        """The school of that EdSight code."""
        for school in self.schools:
            if school.code == code:
                return school
        raise PlanInvalid("plan.unknown_school", school=code)

    def reporter(self, code: str) -> School:
        """Who signs values under that code: a school, or the district, whose central office has values of its own."""
        return School(self.district, self.district_name, "", 0) if code == self.district else self.school(code)

    def period(self, code: str) -> ReportingPeriod:
        """The reporting period of that code."""
        for period in self.periods:
            if period.code == code:
                return period
        raise PlanInvalid("plan.unknown_period", period=code, known=tuple(each.code for each in self.periods))

    def goal(self, number: int) -> Goal:
        """The goal of that number."""
        for goal in self.goals:
            if goal.number == number:
                return goal
        raise PlanInvalid("plan.unknown_goal", goal=number)

    def subgroups_of(self, measure: str) -> tuple[SubgroupCode, ...]:
        """``all`` and then every category that ``measure`` is broken down by, in the plan's order."""
        try:
            return self._subgroups_of[measure]
        except KeyError as error:
            raise PlanInvalid("plan.unknown_measure", measure=measure) from error

    def measures_due(self, period: ReportingPeriod) -> tuple[Measure, ...]:
        """The measures that ``period`` asks for: a year asks for all, a quarter for those reported as often.

        Semester measures fall into the second and the fourth quarter.
        """
        if period.kind is PeriodKind.YEAR:
            return self.measures
        wanted = {Frequency.MONTHLY, Frequency.QUARTER}
        if period.quarter in {2, 4}:
            wanted.add(Frequency.SEMESTER)
        return tuple(measure for measure in self.measures if measure.frequency in wanted)

    def target(self, measure: str, school_year: str, school: str | None = None) -> Target | None:
        """The target of that school year, if there is one."""
        return self._targets.get((measure, school_year, school))

    def baseline(self, measure: str, school: str | None = None) -> Baseline | None:
        """Where progress is counted from, if anyone has said."""
        return next((each for each in self.baselines if (each.measure, each.school) == (measure, school)), None)
