"""Any valid plan, for the laws that hold for all of them: awkward texts, every unit, every optional part."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from ctecs_desktop.domain.observation import MeasureCode, PeriodCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.plan import (
    Baseline,
    Direction,
    Disaggregation,
    Evidence,
    Frequency,
    Goal,
    Level,
    Measure,
    PeriodKind,
    Plan,
    Population,
    ReportingPeriod,
    RollupMethod,
    School,
    SeriesBreak,
    Strategy,
    Subgroup,
    SumBound,
    Target,
    Unit,
)
from ctecs_desktop.domain.plan_checks import ROLLUPS_OF_UNIT
from ctecs_desktop.domain.rule import Rule, Scope, Severity

DISTRICT = SchoolCode("9000016")
YEARS = ("2019-20", "2020-21")

_CHARACTERS = st.one_of(
    st.sampled_from(";\\=,\"'\n| "),
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
)
texts = st.text(_CHARACTERS, min_size=1, max_size=12).map(str.strip).filter(bool)
maybe_texts = st.just("") | texts
numbers = st.decimals(min_value=0, max_value=100, places=2).map(lambda number: Decimal(number) + 0)


def some(elements: st.SearchStrategy[str], *, least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    """A few distinct ones."""
    return st.lists(elements, min_size=least, max_size=3, unique=True).map(tuple)


@st.composite
def measures(draw: st.DrawFn, code: str, goals: tuple[int, ...], disaggregations: tuple[str, ...]) -> Measure:
    unit = draw(st.sampled_from(Unit))
    rollup_method = draw(st.sampled_from(sorted(ROLLUPS_OF_UNIT[unit], key=lambda method: method.value)))
    directions = {
        Unit.YES_NO: [Direction.YES, Direction.INFO],
        Unit.MILESTONE_DATE: [Direction.ON_TIME, Direction.INFO],
    }.get(unit, [Direction.HIGHER, Direction.LOWER, Direction.TARGET_BAND, Direction.INFO])
    is_entered = rollup_method is RollupMethod.DISTRICT_ENTERED
    return Measure(
        code=MeasureCode(code),
        name=draw(texts),
        goal=draw(st.sampled_from(goals)),
        unit=unit,
        numerator=draw(texts),
        denominator=draw(texts) if unit.is_ratio or unit is Unit.MEAN else "",
        direction=draw(st.sampled_from(directions)),
        frequency=draw(st.sampled_from(Frequency)),
        level=draw(st.sampled_from(Level)),
        rollup_method=rollup_method,
        rollup_note=draw(maybe_texts),
        disaggregations=draw(some(st.sampled_from(disaggregations))) if disaggregations else (),
        population=draw(st.sampled_from(Population)),
        decimals=draw(st.integers(0, 6)),
        part_decimals=draw(st.integers(0, 6)),
        low=draw(st.none() | st.just(Decimal(0))),
        high=draw(st.none() | st.just(Decimal(100))),
        source=draw(texts),
        evidence=draw(st.sampled_from(Evidence)),
        sum_bound=draw(st.sampled_from(SumBound)) if is_entered else SumBound.NONE,
        owner=draw(maybe_texts),
        verify=draw(st.booleans()),
    )


@st.composite
def periods(draw: st.DrawFn, school_year: str, quarter: int) -> ReportingPeriod:
    first = date(int(school_year[:4]), 7, 1)
    starts, ends = sorted(first + timedelta(days=draw(st.integers(0, 364))) for _ in range(2))
    opens = starts + timedelta(days=draw(st.integers(0, 400)))
    return ReportingPeriod(
        code=PeriodCode(f"{school_year} Q{quarter}" if quarter else school_year),
        school_year=school_year,
        kind=PeriodKind.QUARTER if quarter else PeriodKind.YEAR,
        starts=starts,
        ends=ends,
        opens=opens,
        due=max(ends, opens) + timedelta(days=draw(st.integers(0, 60))),
        quarter=quarter,
        note=draw(maybe_texts),
    )


@st.composite
def _amounts(draw: st.DrawFn, measure: Measure) -> Decimal:
    if measure.unit is Unit.MILESTONE_DATE:
        return Decimal(draw(st.dates()).toordinal())
    return draw(numbers)


@st.composite
def targets(draw: st.DrawFn, measure: Measure, school: SchoolCode | None) -> Target:
    low = draw(_amounts(measure))
    high = max(low, draw(_amounts(measure))) if measure.direction is Direction.TARGET_BAND else None
    return Target(measure.code, draw(st.sampled_from(YEARS)), low, high, school)


CHECKS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("answered", ()),
    ("placeholder_number", (("numbers", "999 9999"),)),
    ("changed_little", (("percent", "20"), ("amount", "5"))),
    ("mostly_round", (("multiple", "10"), ("least", "8"), ("share", "90"))),
)
"""Checks that there are, with parameters that they take."""


@st.composite
def rules(draw: st.DrawFn, code: str, codes: tuple[str, ...]) -> Rule:
    check, params = draw(st.sampled_from(CHECKS))
    return Rule(
        code=code,
        check=check,
        severity=draw(st.sampled_from(Severity)),
        scope=draw(st.sampled_from(Scope)),
        measures=draw(some(st.sampled_from(codes))),
        params=params,
        sentence=draw(texts),
        reason=draw(texts),
    )


@st.composite
def strategies(draw: st.DrawFn, code: str, goals: tuple[int, ...]) -> Strategy:
    return Strategy(
        code=code,
        goal=draw(st.sampled_from(goals)),
        text=draw(texts),
        owner=draw(maybe_texts),
        milestones=tuple(draw(st.lists(texts, max_size=2))),
        resources=tuple((year, draw(texts)) for year in draw(some(st.sampled_from(YEARS)))),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any valid plan."""
    goals = draw(st.sampled_from([(1,), (2, 1), (1, 2, 3)]))
    dimensions = draw(st.sampled_from([(), ("race",), ("race", "grade")]))
    codes = draw(st.sampled_from([("1.01",), ("1.10", "1.01"), ("1.01", "2.10", "2.11")]))
    all_measures = tuple(draw(measures(code, goals, dimensions)) for code in codes)
    schools = tuple(
        School(SchoolCode(code), draw(texts), draw(texts), draw(st.integers(0, 99_999)), draw(maybe_texts))
        for code in draw(st.sampled_from([("9001116",), ("9009216", "9001116")]))
    )
    whom = (None, schools[0].code)
    return Plan(
        version=draw(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)),
        district=DISTRICT,
        district_name=draw(texts),
        title=draw(texts),
        school_years=YEARS,
        status_note=draw(maybe_texts),
        vision=draw(maybe_texts),
        mission=draw(maybe_texts),
        imperatives=tuple(draw(st.lists(texts, max_size=2))),
        priority_areas=tuple(draw(st.lists(texts, max_size=2))),
        goals=tuple(Goal(number, draw(texts), draw(some(texts))) for number in goals),
        strategies=tuple(draw(strategies(code, goals)) for code in draw(some(st.sampled_from(["S1.1", "a", "9"])))),
        measures=all_measures,
        disaggregations=tuple(Disaggregation(code, draw(texts), draw(st.booleans())) for code in dimensions),
        subgroups=tuple(
            Subgroup(SubgroupCode(f"{dimension}.{category}"), dimension, draw(texts))
            for dimension in dimensions
            for category in ("09", "two_or_more")
        ),
        schools=schools,
        periods=tuple(
            draw(periods(year, quarter)) for year in YEARS for quarter in draw(st.sampled_from([(0,), (0, 1, 4)]))
        ),
        targets=tuple(
            draw(targets(each, school)) for each in all_measures for school in draw(some(st.sampled_from(whom)))
        ),
        baselines=tuple(
            Baseline(each.code, "2015-16", draw(_amounts(each)), draw(texts), school)
            for each in all_measures
            for school in draw(some(st.sampled_from(whom)))
        ),
        series_breaks=tuple(SeriesBreak(each.code, "2019-20", draw(texts)) for each in all_measures[1:]),
        rules=tuple(draw(rules(code, codes)) for code in draw(some(st.sampled_from(["parts_sum", "R-2"])))),
    )
