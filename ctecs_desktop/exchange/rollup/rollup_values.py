"""The rows of the sheet ``Values``: what one school reported for one figure, where it stands, and what it can add.

A school that has sent nothing has its row too: the least and the most that it can add is what bounds the figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ctecs_desktop.domain.observation import Observation, ObservationKey
from ctecs_desktop.domain.plan import Measure, Plan
from ctecs_desktop.domain.rollup import Address, DistrictFigure, Rollup, Source
from ctecs_desktop.domain.school_parts import SchoolPart
from ctecs_desktop.domain.value import Missing, Value, decode_value
from ctecs_desktop.exchange.rollup.rollup_formulas import OWN_KEY
from ctecs_desktop.exchange.rollup.rollup_kinds import Kind, has_withheld, is_entered, kind_of_entry, kind_of_schools
from ctecs_desktop.exchange.rollup.rollup_reach import Reach, mean_at, most_of, reach_of
from ctecs_desktop.exchange.submission.submission_pages import group_name
from ctecs_desktop.exchange.workbook.live_page import Shown


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One row of ``Values``, before it has its place."""

    key: str
    measure: Measure
    group: str
    school: str
    school_name: str
    expected: str  # yes, no; "" for central office's own entry
    is_counted: bool
    value: Value
    kind: Kind
    source: Source | None
    enrolment: Decimal | None = None
    most: Decimal | None = None
    due: Decimal | None = None
    lowest: Shown = None
    highest: Shown = None
    is_extreme: bool = False  # whether lowest and highest are computed


def figure_key(figure: DistrictFigure) -> str:
    """What ties a figure to its rows: ``1.01 · all``. Never a bare number, which criteria would compare as one."""
    return f"{figure.measure} · {figure.subgroup}"


def value_rows(
    rollup: Rollup,
    plan: Plan,
    parts: Mapping[Address, Sequence[SchoolPart]],
    *,
    entered: Mapping[ObservationKey, Observation],
) -> list[ValueRow]:
    """Every row, in the order of the figures and the plan's schools; central office's own entry last."""
    rows: list[ValueRow] = []
    for figure in rollup.figures:
        rows += _rows_of(figure, rollup, plan, parts=parts[figure.measure, figure.subgroup], entered=entered)
    return rows


def is_certain(parts: Sequence[SchoolPart]) -> bool:
    """Whether every school with anything to count reported, and nothing is withheld."""
    expected = [each.contribution for each in parts if each.contribution.is_expected]
    return all(each.is_known and not has_withheld(each.value) for each in expected)


def _rows_of(
    figure: DistrictFigure,
    rollup: Rollup,
    plan: Plan,
    *,
    parts: Sequence[SchoolPart],
    entered: Mapping[ObservationKey, Observation],
) -> list[ValueRow]:
    measure = plan.measure(figure.measure)
    sources = {source.school: source for source in figure.sources}
    key, group = figure_key(figure), group_name(plan, figure.subgroup)
    kind = kind_of_schools(measure)
    rows = [
        _school_row(part, measure, plan, key=key, group=group, kind=kind, source=sources.get(part.contribution.school))
        for part in parts
    ]
    if kind is Kind.MEAN and not is_certain(parts):
        rows = _with_extremes(rows)
    known_schools = {school.code: school.name for school in plan.schools}
    asked = {part.contribution.school for part in parts}
    # A school that is not asked may have reported all the same; that is shown and never counted.
    rows += [
        ValueRow(
            key=key,
            measure=measure,
            group=group,
            school=each.school,
            school_name=known_schools.get(each.school, ""),
            expected="no",
            is_counted=False,
            value=decode_value(each.value),
            kind=Kind.NOTHING,
            source=each,
        )
        for each in figure.sources
        if each.school not in asked and each.school != plan.district
    ]
    own = entered.get(ObservationKey(plan.district, rollup.period, figure.measure, figure.subgroup))
    if own is not None or is_entered(measure):
        value = own.value if own is not None else Missing.NOT_ENTERED
        row = ValueRow(
            key=key + OWN_KEY,
            measure=measure,
            group=group,
            school=plan.district,
            school_name="Central office",
            expected="",
            is_counted=is_entered(measure) and not isinstance(value, Missing),
            value=value,
            # Where the schools make the figure, an entry of central office's is shown and adds nothing.
            kind=kind_of_entry(measure, value) if is_entered(measure) else Kind.NOTHING,
            source=sources.get(plan.district),
        )
        rows += _with_extremes([row]) if row.kind is Kind.MEAN and has_withheld(value) else [row]
    return rows


def _school_row(
    part: SchoolPart, measure: Measure, plan: Plan, *, key: str, group: str, kind: Kind, source: Source | None
) -> ValueRow:
    contribution = part.contribution
    return ValueRow(
        key=key,
        measure=measure,
        group=group,
        school=contribution.school,
        school_name=plan.school(contribution.school).name,
        expected="yes" if contribution.is_expected else "no",
        is_counted=contribution.is_known,
        value=contribution.value,
        kind=kind if contribution.is_expected else Kind.NOTHING,
        source=source,
        enrolment=part.enrolment,
        most=most_of(measure, kind, contribution.ceiling) if contribution.is_expected else None,
        due=contribution.due if kind is Kind.ON_TIME else None,
    )


def _with_extremes(rows: Sequence[ValueRow]) -> list[ValueRow]:
    """The rows of a mean with, for each, the district's mean if this school's is where the weights turn."""
    reaches = [reach_of_row(row) for row in rows]
    return [
        replace(
            row,
            lowest=mean_at(at, reaches, is_lowest=True),
            highest=mean_at(at, reaches, is_lowest=False),
            is_extreme=row.kind is Kind.MEAN,
        )
        for at, row in enumerate(rows)
    ]


def reach_of_row(row: ValueRow) -> Reach:
    """What the row adds at least and at most."""
    return reach_of(row.value, row.measure, row.kind, most=row.most, due=row.due)
