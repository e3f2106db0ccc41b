"""Reports of one school for tests: a measure of every kind over three years, made without a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ctecs_desktop.domain.district_figures import DistrictFigures, figures_for_schools
from ctecs_desktop.domain.observation import (
    ALL_STUDENTS,
    MeasureCode,
    Observation,
    ObservationKey,
    PeriodCode,
    SchoolCode,
    SubgroupCode,
)
from ctecs_desktop.domain.plan import Disaggregation, Plan, Subgroup
from ctecs_desktop.domain.rollup import roll_up
from ctecs_desktop.domain.school_report import (
    Basis,
    RecordedYear,
    SchoolReport,
    YearBasis,
    assemble_school_report,
)
from ctecs_desktop.domain.snapshot import Snapshot
from ctecs_desktop.domain.submission import Explanation
from ctecs_desktop.domain.value import Ratio, Value
from tests.exchange.report_building import ABSENCE, AS_OF, SCHOOLS, YEARS, report_plan, submitted, year_values
from tests.publishing import NOTHING_SAID, RULES

OWN = SchoolCode(SCHOOLS[0])
FEMALE, MALE = SubgroupCode("gender.female"), SubgroupCode("gender.male")


def school_plan(**changes: Any) -> Plan:
    """The plan of the reports, with absence broken down by gender."""
    plan = report_plan()
    measures = tuple(
        replace(each, disaggregations=("gender",)) if each.code == ABSENCE else each for each in plan.measures
    )
    gender = Disaggregation("gender", "Gender", is_partition=True)
    groups = (Subgroup(FEMALE, "gender", "Female"), Subgroup(MALE, "gender", "Male"))
    everyone = tuple(each for each in plan.subgroups if each.code == ALL_STUDENTS)
    shown = {"measures": measures, "disaggregations": (gender,), "subgroups": (*everyone, *groups)}
    return replace(plan, **(shown | changes))


def own_values(number: int) -> dict[tuple[str, str], Value]:
    """What the school records in the year of that number."""
    broken_down = {
        (ABSENCE, FEMALE): Ratio(Decimal(11 + number), Decimal(300)),
        (ABSENCE, MALE): Ratio(Decimal(20), Decimal(300)),
    }
    return {**year_values(number)[OWN], **broken_down}


def recorded(
    year: str,
    values: Mapping[tuple[str, str], Value],
    *,
    basis: Basis = Basis.SIGNED,
    notes: Mapping[str, str] | None = None,
    reasons: Sequence[tuple[str, str, str]] = (),
) -> RecordedYear:
    """A year of the school: ``notes`` by measure, ``reasons`` as measure, subgroup and text."""
    period = PeriodCode(year)
    told = {} if basis is Basis.ENTERED else {"signer": "Pat Principal", "role": "Principal", "signed_at": AS_OF}

    def key(measure: str, subgroup: str) -> ObservationKey:
        return ObservationKey(OWN, period, MeasureCode(measure), SubgroupCode(subgroup))

    observations = {
        key(*address): Observation(
            key(*address), value, (notes or {}).get(address[0], "") if address[1] == "all" else ""
        )
        for address, value in values.items()
    }
    explanations = tuple(Explanation("change", key(measure, group), text) for measure, group, text in reasons)
    return RecordedYear(YearBasis(period, year, basis, 1, **told), observations, explanations)


def frozen_district(*numbers: int, plan: Plan | None = None) -> DistrictFigures:
    """The district of the years of those numbers, each frozen once."""
    known = plan or school_plan()
    frozen = []
    for number in numbers:
        year = YEARS[number]
        rollup = roll_up(known, known.period(year), submitted(known, year, year_values(number)))
        snapshot = Snapshot(number + 1, PeriodCode(year), known.version, f"{number:064d}", "", AS_OF, "carol")
        frozen.append((snapshot, rollup))
    return figures_for_schools(known, frozen, NOTHING_SAID, RULES)


def make_school_report(
    *,
    plan: Plan | None = None,
    years: Sequence[RecordedYear] | None = None,
    district: DistrictFigures | None = None,
) -> SchoolReport:
    """Three signed years with the district's figures of all of them, unless told otherwise."""
    known = plan or school_plan()
    given = [recorded(year, own_values(number)) for number, year in enumerate(YEARS)] if years is None else years
    figures = frozen_district(0, 1, 2, plan=known) if district is None else district
    return assemble_school_report(known, OWN, given, figures, as_of=AS_OF)
