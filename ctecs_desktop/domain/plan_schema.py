"""The tables of a plan: their columns, what each cell holds, what must be unique and what refers to what.

This one description drives reading and writing, in files, in workbooks and in the stored document alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from ctecs_desktop.domain.observation import MeasureCode, SchoolCode
from ctecs_desktop.domain.plan import (
    Direction,
    Disaggregation,
    Evidence,
    Frequency,
    Goal,
    Level,
    Measure,
    PeriodKind,
    Population,
    ReportingPeriod,
    RollupMethod,
    School,
    SeriesBreak,
    Subgroup,
    SumBound,
    Unit,
)
from ctecs_desktop.domain.plan_cells import (
    CODE,
    DATE,
    DIMENSION_CODE,
    MARK,
    MEASURE_CODE,
    NUMBER,
    NUMBER_OR_DATE,
    ORGANIZATION_CODE,
    PARAMS,
    PERIOD_CODE,
    REQUIRED_TEXT,
    SCHOOL_YEAR,
    SUBGROUP_CODE,
    TEXT,
    YES_NO,
    CellKind,
    choice,
    list_of,
    optional,
    whole_number,
)
from ctecs_desktop.domain.rule import Rule, Scope, Severity

Record = TypeVar("Record")
_Made = TypeVar("_Made", covariant=True)

MOST_DECIMALS = 6
"""Places after the decimal point that a measure may ask for."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name is the field of the record. ``refers_to`` names the table whose codes it takes."""

    name: str
    kind: CellKind
    refers_to: str = ""


@dataclass(frozen=True, slots=True)
class TableSchema(Generic[_Made]):
    """A table: a row makes one ``record``; the cells under ``key`` are together unique."""

    name: str
    record: Callable[..., _Made]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    may_be_empty: bool = True


@dataclass(frozen=True, slots=True)
class AboutLine:
    """One fact about the plan as a whole."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A foundational imperative or a priority area."""

    text: str


@dataclass(frozen=True, slots=True)
class StrategyLine:
    """A strategy without its milestones and resources, which have tables of their own."""

    code: str
    goal: int
    text: str
    owner: str


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A milestone of a strategy; the rows' order is the milestones'."""

    strategy: str
    text: str


@dataclass(frozen=True, slots=True)
class ResourceLine:
    """What a strategy is given in a fiscal year, in words or as an amount."""

    strategy: str
    fiscal_year: str
    resource: str


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target as a person writes it: a day where the measure's value is a day."""

    measure: MeasureCode
    school_year: str
    school: SchoolCode | None
    low: Decimal | date
    high: Decimal | date | None


@dataclass(frozen=True, slots=True)
class BaselineLine:
    """A baseline as a person writes it."""

    measure: MeasureCode
    school_year: str
    school: SchoolCode | None
    value: Decimal | date
    source: str


ABOUT_FACTS: dict[str, CellKind] = {
    "version": CODE,
    "district": ORGANIZATION_CODE,
    "district_name": REQUIRED_TEXT,
    "title": REQUIRED_TEXT,
    "school_years": list_of(SCHOOL_YEAR),
    "status_note": TEXT,
    "vision": TEXT,
    "mission": TEXT,
}
"""The rows of the table ``about``, each exactly once, and what each holds. The keys are fields of ``Plan``."""

GOAL_NUMBER = whole_number(1, 99)

ABOUT = TableSchema(
    "about", AboutLine, (Column("key", REQUIRED_TEXT), Column("text", TEXT)), key=("key",), may_be_empty=False
)
IMPERATIVES = TableSchema("imperatives", TextLine, (Column("text", REQUIRED_TEXT),))
PRIORITY_AREAS = TableSchema("priority_areas", TextLine, (Column("text", REQUIRED_TEXT),))
GOALS = TableSchema(
    "goals",
    Goal,
    (Column("number", GOAL_NUMBER), Column("title", REQUIRED_TEXT), Column("themes", list_of(TEXT))),
    key=("number",),
    may_be_empty=False,
)
STRATEGIES = TableSchema(
    "strategies",
    StrategyLine,
    (
        Column("code", CODE),
        Column("goal", GOAL_NUMBER, refers_to="goals"),
        Column("text", REQUIRED_TEXT),
        Column("owner", TEXT),
    ),
    key=("code",),
)
MILESTONES = TableSchema(
    "milestones",
    MilestoneLine,
    (Column("strategy", CODE, refers_to="strategies"), Column("text", REQUIRED_TEXT)),
)
RESOURCES = TableSchema(
    "resources",
    ResourceLine,
    (
        Column("strategy", CODE, refers_to="strategies"),
        Column("fiscal_year", SCHOOL_YEAR),
        Column("resource", REQUIRED_TEXT),
    ),
    key=("strategy", "fiscal_year"),
)
MEASURES = TableSchema(
    "measures",
    Measure,
    (
        Column("code", MEASURE_CODE),
        Column("name", REQUIRED_TEXT),
        Column("goal", GOAL_NUMBER, refers_to="goals"),
        Column("unit", choice(Unit)),
        Column("numerator", REQUIRED_TEXT),
        Column("denominator", TEXT),
        Column("direction", choice(Direction)),
        Column("frequency", choice(Frequency)),
        Column("level", choice(Level)),
        Column("rollup_method", choice(RollupMethod)),
        Column("sum_bound", choice(SumBound)),
        Column("rollup_note", TEXT),
        Column("disaggregations", list_of(DIMENSION_CODE), refers_to="disaggregations"),
        Column("population", choice(Population)),
        Column("decimals", whole_number(0, MOST_DECIMALS)),
        Column("part_decimals", whole_number(0, MOST_DECIMALS)),
        Column("low", optional(NUMBER)),
        Column("high", optional(NUMBER)),
        Column("source", REQUIRED_TEXT),
        Column("evidence", choice(Evidence)),
        Column("owner", TEXT),
        Column("verify", MARK),
    ),
    key=("code",),
    may_be_empty=False,
)
DISAGGREGATIONS = TableSchema(
    "disaggregations",
    Disaggregation,
    (Column("code", DIMENSION_CODE), Column("name", REQUIRED_TEXT), Column("is_partition", YES_NO)),
    key=("code",),
)
SUBGROUPS = TableSchema(
    "subgroups",
    Subgroup,
    (
        Column("code", SUBGROUP_CODE),
        Column("disaggregation", DIMENSION_CODE, refers_to="disaggregations"),
        Column("name", REQUIRED_TEXT),
    ),
    key=("code",),
)
SCHOOLS = TableSchema(
    "schools",
    School,
    (
        Column("code", ORGANIZATION_CODE),
        Column("name", REQUIRED_TEXT),
        Column("town", REQUIRED_TEXT),
        Column("enrolment", whole_number(0, 99_999)),
        Column("note", TEXT),
    ),
    key=("code",),
    may_be_empty=False,
)
PERIODS = TableSchema(
    "periods",
    ReportingPeriod,
    (
        Column("code", PERIOD_CODE),
        Column("school_year", SCHOOL_YEAR),
        Column("kind", choice(PeriodKind)),
        Column("quarter", whole_number(0, 4)),
        Column("starts", DATE),
        Column("ends", DATE),
        Column("opens", DATE),
        Column("due", DATE),
        Column("note", TEXT),
    ),
    key=("code",),
    may_be_empty=False,
)
TARGETS = TableSchema(
    "targets",
    TargetLine,
    (
        Column("measure", MEASURE_CODE, refers_to="measures"),
        Column("school_year", SCHOOL_YEAR),
        Column("school", optional(ORGANIZATION_CODE), refers_to="schools"),
        Column("low", NUMBER_OR_DATE),
        Column("high", optional(NUMBER_OR_DATE)),
    ),
    key=("measure", "school_year", "school"),
)
# A measure has one baseline: the year is not part of the key.
BASELINES = TableSchema(
    "baselines",
    BaselineLine,
    (
        Column("measure", MEASURE_CODE, refers_to="measures"),
        Column("school_year", SCHOOL_YEAR),
        Column("school", optional(ORGANIZATION_CODE), refers_to="schools"),
        Column("value", NUMBER_OR_DATE),
        Column("source", REQUIRED_TEXT),
    ),
    key=("measure", "school"),
)
SERIES_BREAKS = TableSchema(
    "series_breaks",
    SeriesBreak,
    (
        Column("measure", MEASURE_CODE, refers_to="measures"),
        Column("school_year", SCHOOL_YEAR),
        Column("reason", REQUIRED_TEXT),
    ),
    key=("measure", "school_year"),
)
RULES = TableSchema(
    "rules",
    Rule,
    (
        Column("code", CODE),
        Column("check", CODE),
        Column("severity", choice(Severity)),
        Column("scope", choice(Scope)),
        Column("measures", list_of(MEASURE_CODE), refers_to="measures"),
        Column("params", PARAMS),
        Column("sentence", REQUIRED_TEXT),
        Column("reason", REQUIRED_TEXT),
    ),
    key=("code",),
)

SCHEMAS: tuple[TableSchema[object], ...] = (
    ABOUT,
    IMPERATIVES,
    PRIORITY_AREAS,
    GOALS,
    STRATEGIES,
    MILESTONES,
    RESOURCES,
    MEASURES,
    DISAGGREGATIONS,
    SUBGROUPS,
    SCHOOLS,
    PERIODS,
    TARGETS,
    BASELINES,
    SERIES_BREAKS,
    RULES,
)
"""Every table, in the order in which a reader wants to see them."""

TABLE_NAMES: tuple[str, ...] = tuple(schema.name for schema in SCHEMAS)
