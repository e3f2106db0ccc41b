"""A plan as tables of text and back: what files, plan workbooks and the store all keep it as.

Reading collects every problem it finds before it refuses, each with table, line and column, so that a person
repairs a plan in one go. For every valid plan ``plan_from_tables(plan_to_tables(plan)) == plan``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import cast

from ctecs_desktop.domain import plan_schema as schema
from ctecs_desktop.domain.checks import check_rule
from ctecs_desktop.domain.errors import PlanInvalid
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.plan import Baseline, Measure, Plan, Strategy, Target, Unit
from ctecs_desktop.domain.plan_checks import (
    Complaint,
    check_baseline,
    check_measure,
    check_period,
    check_school,
    check_subgroup,
    check_target,
)
from ctecs_desktop.domain.plan_reading import HEADER_LINE, PlanProblem, PlanReading, Row, Table, write_row
from ctecs_desktop.domain.plan_schema import TableSchema

__all__ = [
    "PlanProblem",
    "Row",
    "Table",
    "plan_digest",
    "plan_document",
    "plan_from_document",
    "plan_from_tables",
    "plan_to_tables",
]

DOCUMENT_FORMAT = 1
"""Version of the stored document's shape; raised when the tables change."""


def plan_to_tables(plan: Plan) -> dict[str, Table]:
    """The tables of ``plan`` in the order of ``plan_schema.SCHEMAS``."""
    days = {measure.code for measure in plan.measures if measure.unit is Unit.MILESTONE_DATE}
    about = [schema.AboutLine(key, kind.write(getattr(plan, key))) for key, kind in schema.ABOUT_FACTS.items()]
    records: dict[str, Iterable[object]] = {
        "about": about,
        "imperatives": map(schema.TextLine, plan.imperatives),
        "priority_areas": map(schema.TextLine, plan.priority_areas),
        "milestones": (schema.MilestoneLine(each.code, text) for each in plan.strategies for text in each.milestones),
        "resources": (schema.ResourceLine(each.code, *item) for each in plan.strategies for item in each.resources),
        "targets": (
            schema.TargetLine(
                each.measure,
                each.school_year,
                each.school,
                _as_written(each.low, is_day=each.measure in days),
                None if each.high is None else _as_written(each.high, is_day=each.measure in days),
            )
            for each in plan.targets
        ),
        "baselines": (
            schema.BaselineLine(
                each.measure,
                each.school_year,
                each.school,
                _as_written(each.value, is_day=each.measure in days),
                each.source,
            )
            for each in plan.baselines
        ),
    }
    return {
        table.name: _table(table, records[table.name] if table.name in records else getattr(plan, table.name))
        for table in schema.SCHEMAS
    }


def _table(table: TableSchema[object], records: Iterable[object]) -> Table:
    rows = tuple(
        Row(line, write_row(table.columns, record)) for line, record in enumerate(records, start=HEADER_LINE + 1)
    )
    return Table(table.name, tuple(column.name for column in table.columns), rows)


def _as_written(amount: Decimal, *, is_day: bool) -> Decimal | date:
    """A day where the measure's value is one: the plan counts it in days since year 1."""
    if is_day and amount == int(amount) and date.min.toordinal() <= amount <= date.max.toordinal():
        return date.fromordinal(int(amount))
    return amount


def _as_counted(amount: Decimal | date) -> Decimal:
    return amount if isinstance(amount, Decimal) else Decimal(amount.toordinal())


def plan_from_tables(tables: Mapping[str, Table]) -> Plan:
    """The plan that ``tables`` hold.

    Raises ``PlanInvalid("plan.invalid", problems=…)`` with a ``PlanProblem`` for everything that is wrong.
    """
    reading = PlanReading(tables)
    about = reading.about()
    _check_rows(reading, about)
    if reading.problems:
        raise PlanInvalid("plan.invalid", problems=reading.problems)

    def rows(table: TableSchema[schema.Record]) -> tuple[schema.Record, ...]:
        return tuple(record for _, record in reading.records(table))

    return Plan(
        version=cast("str", about["version"]),
        district=cast("SchoolCode", about["district"]),
        district_name=cast("str", about["district_name"]),
        title=cast("str", about["title"]),
        school_years=cast("tuple[str, ...]", about["school_years"]),
        status_note=cast("str", about["status_note"]),
        vision=cast("str", about["vision"]),
        mission=cast("str", about["mission"]),
        imperatives=tuple(line.text for line in rows(schema.IMPERATIVES)),
        priority_areas=tuple(line.text for line in rows(schema.PRIORITY_AREAS)),
        goals=rows(schema.GOALS),
        strategies=_strategies(reading),
        measures=rows(schema.MEASURES),
        disaggregations=rows(schema.DISAGGREGATIONS),
        subgroups=rows(schema.SUBGROUPS),
        schools=rows(schema.SCHOOLS),
        periods=rows(schema.PERIODS),
        targets=tuple(
            Target(
                line.measure,
                line.school_year,
                _as_counted(line.low),
                None if line.high is None else _as_counted(line.high),
                line.school,
            )
            for line in rows(schema.TARGETS)
        ),
        baselines=tuple(
            Baseline(line.measure, line.school_year, _as_counted(line.value), line.source, line.school)
            for line in rows(schema.BASELINES)
        ),
        series_breaks=rows(schema.SERIES_BREAKS),
        rules=rows(schema.RULES),
    )


def _strategies(reading: PlanReading) -> tuple[Strategy, ...]:
    """The strategies with their milestones and resources, which stand in tables of their own."""
    milestones: dict[str, list[str]] = {}
    for _, milestone in reading.records(schema.MILESTONES):
        milestones.setdefault(milestone.strategy, []).append(milestone.text)
    resources: dict[str, list[tuple[str, str]]] = {}
    for _, line in reading.records(schema.RESOURCES):
        resources.setdefault(line.strategy, []).append((line.fiscal_year, line.resource))
    return tuple(
        Strategy(
            line.code,
            line.goal,
            line.text,
            line.owner,
            tuple(milestones.get(line.code, ())),
            tuple(resources.get(line.code, ())),
        )
        for _, line in reading.records(schema.STRATEGIES)
    )


def _check_rows(reading: PlanReading, about: Mapping[str, object]) -> None:
    """What must hold between the cells of a row, and between a row and the plan as a whole."""
    district = str(about.get("district", ""))
    measures: dict[str, Measure] = {}
    for line, measure in reading.records(schema.MEASURES):
        measures.setdefault(measure.code, measure)
        reading.add_all("measures", line, check_measure(measure))
    for line, subgroup in reading.records(schema.SUBGROUPS):
        reading.add_all("subgroups", line, check_subgroup(subgroup))
    for line, school in reading.records(schema.SCHOOLS):
        reading.add_all("schools", line, check_school(school, district))
    for line, period in reading.records(schema.PERIODS):
        reading.add_all("periods", line, check_period(period))
        _check_year(reading, about, "periods", line, period.school_year)
    for line, target in reading.records(schema.TARGETS):
        _check_year(reading, about, "targets", line, target.school_year)
        if target.measure in measures:
            reading.add_all("targets", line, check_target(target, measures[target.measure]))
    for line, baseline in reading.records(schema.BASELINES):
        if baseline.measure in measures:
            reading.add_all("baselines", line, check_baseline(baseline, measures[baseline.measure]))
    subgroups = {subgroup.code for _, subgroup in reading.records(schema.SUBGROUPS)}
    for line, rule in reading.records(schema.RULES):
        reading.add_all("rules", line, check_rule(rule, measures, subgroups))


def _check_year(reading: PlanReading, about: Mapping[str, object], table: str, line: int, school_year: str) -> None:
    """Periods and targets lie in the plan's years; what else a draft must keep to, ``plan_draft_checks`` says."""
    years = about.get("school_years")
    if isinstance(years, tuple) and school_year not in years:
        facts = (("known", "; ".join(years)), ("school_year", school_year))
        reading.add(table, line, Complaint("school_year", "plan.row.year_outside_plan", facts))


def plan_document(plan: Plan) -> str:
    """The canonical text of ``plan``: JSON of its tables, compact, names sorted, rows in the plan's order."""
    tables = {
        name: {"columns": list(table.columns), "rows": [list(row.cells) for row in table.rows]}
        for name, table in plan_to_tables(plan).items()
    }
    document = {"format": DOCUMENT_FORMAT, "tables": tables}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plan_from_document(text: str) -> Plan:
    """The plan of a document; the inverse of :func:`plan_document`.

    Raises ``PlanInvalid``: ``plan.document_unreadable`` for anything that is no such document,
    ``plan.document_too_new`` (``format``, ``known``) for one of a later program, ``plan.invalid`` as
    :func:`plan_from_tables`.
    """
    try:
        document = json.loads(text)
        version = document["format"]
        if isinstance(version, int) and version > DOCUMENT_FORMAT:
            raise PlanInvalid("plan.document_too_new", format=version, known=DOCUMENT_FORMAT)
        if version != DOCUMENT_FORMAT:
            raise PlanInvalid("plan.document_unreadable", reason="format")
        tables = {name: _table_of_document(name, content) for name, content in document["tables"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise PlanInvalid("plan.document_unreadable", reason=type(error).__name__) from error
    return plan_from_tables(tables)


def _table_of_document(name: str, content: Mapping[str, object]) -> Table:
    columns, rows = content["columns"], content["rows"]
    if not isinstance(columns, list) or not isinstance(rows, list):
        raise TypeError(name)
    return Table(
        name,
        _texts(columns),
        tuple(Row(line, _texts(cells)) for line, cells in enumerate(rows, start=HEADER_LINE + 1)),
    )


def _texts(cells: object) -> tuple[str, ...]:
    if not isinstance(cells, list) or not all(isinstance(cell, str) for cell in cells):
        raise TypeError("a cell of a plan's document is text")
    return tuple(cells)


def plan_digest(plan: Plan) -> str:
    """SHA-256 of the plan's document, in hexadecimal: two plans are the same where their digests are."""
    return hashlib.sha256(plan_document(plan).encode("utf-8")).hexdigest()
