"""A real district of 17 schools whose plan asks each for some 5,000 values: what the benchmarks import and roll up.

The plan is the shipped one with one more breakdown, each program by grade, as a school office counts it. The values
are drawn from a fixed seed, so that they add up over every breakdown and pass the plan's own rules.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from ctecs_desktop.domain.observation import (
    ALL_STUDENTS,
    Edit,
    ObservationKey,
    PeriodCode,
    SchoolCode,
    SubgroupCode,
)
from ctecs_desktop.domain.plan import Disaggregation, Measure, Plan, Population, School, Subgroup, Unit
from ctecs_desktop.domain.value import Mean, Missing, Names, Ratio, Value
from ctecs_desktop.services import enrolment, entry
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.plan import open_workbook, publish_plan
from ctecs_desktop.services.session import open_session
from ctecs_desktop.services.workspace import create_central, create_school, read_invitation, starting_plan
from tests.district import CENTRAL_PASSPHRASE, SCHOOL_PASSPHRASE, explain_all, sign

PERIOD = PeriodCode("2019-20")
SCHOOL_COUNT = 17
SEED = 20200715

_BY_GRADE = "program_grade"
_ALSO_BY_GRADE = frozenset({"1.02", "1.04", "2.03", "2.06"})
"""Measures that are not about students as such, but that a program counts by grade as well."""

# The plan's rules hold these against the enrollment of a grade, or against another measure.
_SHARES = {
    "1.08": Decimal("0.40"),
    **dict.fromkeys(("1.10", "1.11", "1.12"), Decimal("0.23")),
    **dict.fromkeys(("2.02", "2.05"), Decimal("0.24")),
    **dict.fromkeys(("3.09", "3.10"), Decimal("0.48")),
}
_RATES = {"1.05": Decimal("0.02"), "5.02": Decimal("0.02"), **dict.fromkeys(("2.01", "2.03"), Decimal("0.20"))}
_HOURS_EACH = 40


def large_plan() -> Plan:
    """The shipped plan, with programs by grade: 5,042 values of a school for one year."""
    plan = starting_plan()
    grades = [each for each in plan.subgroups if each.disaggregation == "grade"]
    programs = [each for each in plan.subgroups if each.disaggregation == "program"]
    subgroups = tuple(
        Subgroup(
            SubgroupCode(f"{_BY_GRADE}.{_category(program)}_{_category(grade)}"),
            _BY_GRADE,
            f"{program.name}, {grade.name.lower()}",
        )
        for program in programs
        for grade in grades
    )
    return replace(
        plan,
        version=f"{plan.version}-by-program-and-grade",
        disaggregations=(*plan.disaggregations, Disaggregation(_BY_GRADE, "Program and grade", is_partition=False)),
        subgroups=(*plan.subgroups, *subgroups),
        measures=tuple(_with_grades(measure) for measure in plan.measures),
    )


def _category(subgroup: Subgroup) -> str:
    return subgroup.code.partition(".")[2]


def _with_grades(measure: Measure) -> Measure:
    is_counted_so = measure.population is Population.STUDENTS or measure.code in _ALSO_BY_GRADE
    if measure.is_central_only or not is_counted_so:
        return measure
    return replace(measure, disaggregations=(*measure.disaggregations, _BY_GRADE))


def school_edits(plan: Plan, school: School, seed: int) -> list[Edit]:
    """A value for every address of ``PERIOD`` that the school is asked for."""
    draw = random.Random(seed)
    # One set of weights for all measures: whoever is counted twice is in the same group both times.
    weights = {subgroup.code: draw.randrange(50, 150) for subgroup in plan.subgroups}
    edits = []
    for measure in plan.measures_due(plan.period(PERIOD)):
        if not measure.is_central_only:
            values = _values(plan, measure, school.enrolment or 500, draw, weights=weights)
            edits += [
                Edit(ObservationKey(school.code, PERIOD, measure.code, subgroup), value, _note(draw))
                for subgroup, value in values.items()
            ]
    return edits


def _note(draw: random.Random) -> str:
    return "Counted anew after the October roster was corrected." if draw.random() < 0.02 else ""


def _values(
    plan: Plan, measure: Measure, enrolment_count: int, draw: random.Random, *, weights: Mapping[SubgroupCode, int]
) -> dict[SubgroupCode, Value]:
    """Everyone's value and its parts; the parts of one breakdown add up to everyone's."""
    whole = int(enrolment_count * _SHARES.get(measure.code, Decimal(1)))
    rate = _RATES.get(measure.code, Decimal(draw.randrange(45, 90)) / 100)
    values: dict[SubgroupCode, Value] = {ALL_STUDENTS: _value(measure, int(whole * rate), whole, draw)}
    for dimension in measure.disaggregations:
        codes = [each.code for each in plan.subgroups if each.disaggregation == dimension]
        wholes = _split(whole, [weights[code] for code in codes])
        parts = _split(int(whole * rate), wholes)
        for code, part, part_whole in zip(codes, parts, wholes, strict=True):
            values[code] = _value(measure, part, part_whole, draw)
    return values


def _split(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` in whole numbers by ``weights``, the largest remainders rounded up."""
    sum_of_weights = sum(weights)
    shares = [divmod(total * weight, sum_of_weights) for weight in weights]
    result = [whole for whole, _ in shares]
    by_remainder = sorted(range(len(shares)), key=lambda index: -shares[index][1])
    for index in by_remainder[: total - sum(result)]:
        result[index] += 1
    return result


def _value(measure: Measure, part: int, whole: int, draw: random.Random) -> Value:
    if (measure.unit is Unit.MEAN or measure.unit.is_ratio) and not whole:
        return Missing.NOT_APPLICABLE
    if measure.unit is Unit.MEAN:
        low, high = measure.low or Decimal(0), measure.high or Decimal(100)
        places = Decimal(1).scaleb(-measure.decimals)
        return Mean(
            (low + (high - low) * draw.randrange(30, 80) / 100).quantize(places).normalize() + 0, Decimal(whole)
        )
    if measure.unit.is_ratio:
        return Ratio(Decimal(part), Decimal(whole))
    if measure.unit is Unit.YES_NO:
        return True
    if measure.unit is Unit.MILESTONE_DATE:
        return date(2019, draw.randrange(9, 13), draw.randrange(1, 29))
    if measure.unit is Unit.NAMES:
        return Names(tuple({f"Employer {draw.randrange(1, 400)}" for _ in range(4)}))
    if measure.unit is Unit.HOURS:
        return Decimal(part * _HOURS_EACH)
    return Decimal(whole if measure.code == "3.01" else part)


@dataclass(frozen=True, slots=True)
class LargeDistrict:
    """Where the stores lie, and the signed submission of every school."""

    folder: Path
    plan: Plan
    count: int = SCHOOL_COUNT
    """How many schools have signed, the first ones of the plan."""

    @property
    def files(self) -> tuple[Path, ...]:
        """The signed submissions."""
        return tuple(self.folder / f"{school.code} {PERIOD}.xlsx" for school in self.plan.schools[: self.count])

    @property
    def central_path(self) -> Path:
        """Central office's store, into which nothing has been imported."""
        return self.folder / "central.ctecs"

    def school_path(self) -> Path:
        """The store of the first school, whose key lies beside it."""
        return self.folder / f"{self.plan.schools[0].code}.ctecs"


def make_large_district(folder: Path) -> None:
    """Enrol 17 schools with real keys; let each enter, explain and sign its values."""
    plan = large_plan()
    schools = plan.schools[:SCHOOL_COUNT]
    plan_file = folder / "plan.xlsx"
    with create_central(folder / "central.ctecs", plan=plan, passphrase=CENTRAL_PASSPHRASE, person="carol") as central:
        authority = unlock(central, CENTRAL_PASSPHRASE)
        publish_plan(central, authority=authority, out=plan_file)
        invitation = read_invitation(plan_file)
        for school in schools:
            with create_school(
                folder / f"{school.code}.ctecs", invitation=invitation, school=school.code, person="sam"
            ) as session:
                written = enrolment.enrol(
                    session,
                    signer="Pat Principal",
                    role="Principal",
                    passphrase=SCHOOL_PASSPHRASE,
                    out=folder / f"enrolment {school.code}.xlsx",
                )
            enrolment.approve(central, written.path, authority=authority, words=written.words)
        publish_plan(central, authority=authority, out=plan_file)
    for number, school in enumerate(schools):
        _sign(folder, plan, school.code, plan_file=plan_file, seed=SEED + number)


def _sign(folder: Path, plan: Plan, school: SchoolCode, *, plan_file: Path, seed: int) -> None:
    with open_session(folder / f"{school}.ctecs", person="sam") as session:
        open_workbook(session, plan_file)
        entry.record_values(session, school_edits(plan, plan.school(school), seed))
        explain_all(session, PERIOD)
        sign(session, folder / f"{school} {PERIOD}.xlsx", period=PERIOD)


if __name__ == "__main__":
    make_large_district(Path(sys.argv[1]))
