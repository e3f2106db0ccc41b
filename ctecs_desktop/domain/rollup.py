"""District figures: a pure function of the accepted submissions, each figure with where it came from."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from ctecs_desktop.domain.observation import (
    ALL_STUDENTS,
    MeasureCode,
    Observation,
    ObservationKey,
    PeriodCode,
    SchoolCode,
    SubgroupCode,
)
from ctecs_desktop.domain.plan import Level, Measure, Plan, ReportingPeriod, RollupMethod
from ctecs_desktop.domain.review import SubmittedValues
from ctecs_desktop.domain.rollup_methods import Contribution, Outcome, outcome_of
from ctecs_desktop.domain.status import MeasureStatus, status_of
from ctecs_desktop.domain.value import WITHOUT_POPULATION, Missing, Value, encode_value, high_of

ENROLMENT_MEASURE = MeasureCode("3.01")
"""1 October enrolment: what coverage is weighed by."""


class RollupNote(Enum):
    """What a reader must know before using a figure."""

    DISTRICT_ENTERED = "district_entered"
    NOT_ENTERED_BY_DISTRICT = "not_entered_by_district"
    SCHOOLS_MISSING = "schools_missing"
    FIGURES_WITHHELD = "figures_withheld"
    RANGE_ONLY = "range_only"
    NO_DUE_DATE = "no_due_date"
    OUTSIDE_SCHOOL_SUM = "outside_school_sum"
    SERIES_BREAK = "series_break"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a part of a district figure stands: a school's signed workbook, sheet and cell."""

    school: SchoolCode
    revision: int
    digest: str  # of the submission; "" for what central office entered itself and has not signed
    file: str
    sheet: str
    cell: str
    recorded: Value
    note: str = ""

    @property
    def value(self) -> str:
        """What was recorded, as canonical text; see ``domain.value.encode_value``."""
        return encode_value(self.recorded)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the schools with a population for the measure reported, and their share of the enrolment."""

    reporting: int
    expected: int
    enrolment_share: Fraction | None  # 0..1; None where no enrolment is known

    @property
    def is_whole(self) -> bool:
        """Whether nobody is missing."""
        return self.reporting == self.expected


@dataclass(frozen=True, slots=True)
class DistrictFigure:
    """One figure of the district.

    ``value`` is exact and in the measure's shown unit (percent: 100 N/D; a date: its ordinal). Where schools are
    missing it speaks for those that reported; where figures are withheld it is ``None``. ``low`` and ``high`` bound the
    true district figure; ``None`` means that nothing bounds it. With ``RANGE_ONLY`` they are the least and greatest
    school.
    """

    measure: MeasureCode
    subgroup: SubgroupCode
    method: RollupMethod
    numerator: Decimal | None
    denominator: Decimal | None
    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    school_sum: Fraction | None  # the schools' own sum or ratio, where the district enters its figure
    status: MeasureStatus
    coverage: Coverage
    notes: tuple[RollupNote, ...]
    names: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Rollup:
    """All figures of one period. ``fingerprint`` names exactly what they were computed from."""

    period: PeriodCode
    plan_version: str
    fingerprint: str
    schools_expected: tuple[SchoolCode, ...]
    schools_accepted: tuple[SchoolCode, ...]
    figures: tuple[DistrictFigure, ...]

    def figure(self, measure: str, subgroup: str = ALL_STUDENTS) -> DistrictFigure:
        """The figure of that measure and subgroup; raises ``KeyError`` where there is none."""
        for figure in self.figures:
            if figure.measure == measure and figure.subgroup == subgroup:
                return figure
        raise KeyError((measure, subgroup))


@dataclass(frozen=True, slots=True)
class SchoolPart:
    """One school's part in one figure, and the enrolment that weighs it in the coverage."""

    contribution: Contribution
    enrolment: Decimal


Cell = tuple[Observation, Source]


def roll_up(
    plan: Plan,
    period: ReportingPeriod,
    accepted: Iterable[SubmittedValues],
    *,
    entered: Mapping[ObservationKey, Observation] | None = None,
    signed: SubmittedValues | None = None,
) -> Rollup:
    """District figures of ``period`` from the accepted submissions and what central office ``entered`` itself.

    ``signed`` is what central office signed last: an entry that it says in the same words names its workbook and cell.

    A figure is made for every measure due, and for every subgroup that anyone reported. Raises ``ValueError`` where two
    submissions of one school are given: choosing between them is a person's act.
    """
    by_school: dict[SchoolCode, SubmittedValues] = {}
    for submitted in accepted:
        school = submitted.received.identity.school
        if school in by_school or submitted.received.identity.period != period.code:
            raise ValueError(f"one accepted submission of {period.code} per school, not another of {school}")
        by_school[school] = submitted
    own = entered or {}
    cells, district = _index(by_school, own, plan.district, signed)
    enrolments = _enrolments(plan, cells.get((ENROLMENT_MEASURE, ALL_STUDENTS), {}))
    figures = [
        _figure(plan, period, measure, subgroup, cells=cells, district=district, enrolments=enrolments)
        for measure in plan.measures_due(period)
        for subgroup in plan.subgroups_of(measure.code)
        if subgroup == ALL_STUDENTS or (measure.code, subgroup) in cells or (measure.code, subgroup) in district
    ]
    return Rollup(
        period=period.code,
        plan_version=plan.version,
        fingerprint=_fingerprint(plan, period, by_school, district),
        schools_expected=tuple(school.code for school in plan.schools),
        schools_accepted=tuple(school.code for school in plan.schools if school.code in by_school),
        figures=tuple(figures),
    )


Address = tuple[MeasureCode, SubgroupCode]


def school_parts(
    plan: Plan, rollup: Rollup, accepted: Iterable[SubmittedValues]
) -> dict[Address, tuple[SchoolPart, ...]]:
    """What every school that is asked adds to each figure of ``rollup``, for whoever lays the sums open.

    ``accepted`` are the submissions that ``rollup`` was made from. A measure of central office's own asks no school.
    """
    period = plan.period(rollup.period)
    cells, _ = _index({each.received.identity.school: each for each in accepted}, {}, plan.district, None)
    enrolments = _enrolments(plan, cells.get((ENROLMENT_MEASURE, ALL_STUDENTS), {}))
    parts: dict[Address, tuple[SchoolPart, ...]] = {}
    for figure in rollup.figures:
        measure = plan.measure(figure.measure)
        found = cells.get((measure.code, figure.subgroup), {})
        whole = cells.get((measure.code, ALL_STUDENTS), {})
        asked = () if measure.is_central_only else plan.schools
        parts[measure.code, figure.subgroup] = tuple(
            SchoolPart(
                _contribution(plan, period, measure, school.code, found=found, whole=whole, enrolments=enrolments),
                enrolments[school.code],
            )
            for school in asked
        )
    return parts


def _index(
    by_school: Mapping[SchoolCode, SubmittedValues],
    entered: Mapping[ObservationKey, Observation],
    district_code: SchoolCode,
    signed: SubmittedValues | None,
) -> tuple[dict[Address, dict[SchoolCode, Cell]], dict[Address, Cell]]:
    cells: dict[Address, dict[SchoolCode, Cell]] = defaultdict(dict)
    for school, submitted in sorted(by_school.items()):
        for observation in submitted.observations:
            if observation.is_entered:
                source = _source(submitted, observation)
                cells[observation.key.measure, observation.key.subgroup][school] = (observation, source)
    district: dict[Address, Cell] = {}
    own = {each.key: each for each in signed.observations} if signed is not None else {}
    for key, observation in entered.items():
        if key.school == district_code and observation.is_entered:
            if signed is not None and own.get(key) == observation:
                source = _source(signed, observation)
            else:
                source = Source(district_code, 0, "", "", "", "", observation.value, observation.note)
            district[key.measure, key.subgroup] = (observation, source)
    return cells, district


def _source(submitted: SubmittedValues, observation: Observation) -> Source:
    """The signed workbook, sheet and cell in which an observation stands."""
    received, place = submitted.received, submitted.cells[observation.key]
    return Source(
        school=received.identity.school,
        revision=received.identity.revision,
        digest=received.digest,
        file=received.file_name,
        sheet=place.sheet,
        cell=place.cell,
        recorded=observation.value,
        note=observation.note,
    )


def _enrolments(plan: Plan, reported: Mapping[SchoolCode, Cell]) -> dict[SchoolCode, Decimal]:
    result = {}
    for school in plan.schools:
        value = reported[school.code][0].value if school.code in reported else None
        if isinstance(value, Missing) and value in WITHOUT_POPULATION:
            result[school.code] = Decimal(0)
        else:
            result[school.code] = value if isinstance(value, Decimal) else Decimal(school.enrolment)
    return result


def _figure(
    plan: Plan,
    period: ReportingPeriod,
    measure: Measure,
    subgroup: SubgroupCode,
    *,
    cells: Mapping[Address, Mapping[SchoolCode, Cell]],
    district: Mapping[Address, Cell],
    enrolments: Mapping[SchoolCode, Decimal],
) -> DistrictFigure:
    found = cells.get((measure.code, subgroup), {})
    whole = cells.get((measure.code, ALL_STUDENTS), {})
    asked = () if measure.level is Level.CENTRAL else plan.schools
    contributions = [
        _contribution(plan, period, measure, school.code, found=found, whole=whole, enrolments=enrolments)
        for school in asked
    ]
    expected = [each for each in contributions if each.is_expected]
    reporting = [each for each in expected if each.is_known]
    own = district.get((measure.code, subgroup))
    outcome = outcome_of(measure, expected, own[0].value if own else None)
    sources = [source for _, source in found.values()] + ([own[1]] if own else [])
    has_break = any(
        each.measure == measure.code and each.school_year == period.school_year for each in plan.series_breaks
    )
    return DistrictFigure(
        measure=measure.code,
        subgroup=subgroup,
        method=measure.rollup_method,
        numerator=outcome.numerator,
        denominator=outcome.denominator,
        value=outcome.value,
        low=outcome.low,
        high=outcome.high,
        school_sum=outcome.school_sum,
        status=_status(plan, period, measure, outcome, subgroup=subgroup),
        coverage=_coverage(expected, reporting, enrolments),
        notes=_notes(measure, outcome, expected, has_own=own is not None, has_break=has_break),
        names=outcome.names,
        sources=tuple(sources),
    )


def _contribution(
    plan: Plan,
    period: ReportingPeriod,
    measure: Measure,
    school: SchoolCode,
    *,
    found: Mapping[SchoolCode, Cell],
    whole: Mapping[SchoolCode, Cell],
    enrolments: Mapping[SchoolCode, Decimal],
) -> Contribution:
    """What one school adds. A blank of the whole measure speaks for its subgroups too."""
    value = found[school][0].value if school in found else None
    all_value = whole[school][0].value if school in whole else None
    if value is None and isinstance(all_value, Missing):
        value = all_value
    ceiling = enrolments[school]
    parts = getattr(all_value, "denominator", None) or getattr(all_value, "n", None)
    if parts is not None:
        ceiling = min(ceiling, high_of(parts)) if ceiling else high_of(parts)
    due = None
    if measure.rollup_method is RollupMethod.ON_TIME_COUNT:
        due = plan.target(measure.code, period.school_year, school) or plan.target(measure.code, period.school_year)
    return Contribution(
        school=school,
        value=Missing.NOT_ENTERED if value is None else value,
        ceiling=ceiling,
        due=due.low if due else None,
    )


def _coverage(
    expected: Sequence[Contribution], reporting: Sequence[Contribution], enrolments: Mapping[SchoolCode, Decimal]
) -> Coverage:
    whole = sum((enrolments[each.school] for each in expected), Decimal(0))
    part = sum((enrolments[each.school] for each in reporting), Decimal(0))
    return Coverage(len(reporting), len(expected), Fraction(part) / Fraction(whole) if whole else None)


def _status(
    plan: Plan, period: ReportingPeriod, measure: Measure, outcome: Outcome, *, subgroup: SubgroupCode
) -> MeasureStatus:
    """Targets are set for all students; a breakdown is shown beside them but not rated.

    A count of schools is met when every school that can be counted is counted.
    """
    if outcome.value is None and outcome.low is None and outcome.high is None:
        return MeasureStatus.NO_DATA
    if subgroup != ALL_STUDENTS:
        return MeasureStatus.NOT_RATED
    if outcome.out_of is not None:
        if outcome.low == outcome.out_of:
            return MeasureStatus.MET
        return MeasureStatus.OFF_TRACK if outcome.high != outcome.out_of else MeasureStatus.UNDETERMINED

    def rated(low: Fraction | None, high: Fraction | None) -> MeasureStatus:
        return status_of(
            low,
            high,
            measure,
            baseline=plan.baseline(measure.code),
            targets=tuple(each for each in plan.targets if each.measure == measure.code and each.school is None),
            school_year=period.school_year,
        )

    if outcome.low is None and outcome.high is None:
        # Schools are missing and nothing bounds what they would add: a value, but no certain status.
        speaks_for_some = rated(outcome.value, outcome.value)
        return speaks_for_some if speaks_for_some is MeasureStatus.NOT_RATED else MeasureStatus.UNDETERMINED
    return rated(outcome.low, outcome.high)


def _notes(
    measure: Measure, outcome: Outcome, expected: Sequence[Contribution], *, has_own: bool, has_break: bool
) -> tuple[RollupNote, ...]:
    notes = []
    if measure.rollup_method is RollupMethod.DISTRICT_ENTERED:
        notes.append(RollupNote.DISTRICT_ENTERED if has_own else RollupNote.NOT_ENTERED_BY_DISTRICT)
    if any(not each.is_known for each in expected):
        notes.append(RollupNote.SCHOOLS_MISSING)
    if any(each.is_withheld for each in expected):
        notes.append(RollupNote.FIGURES_WITHHELD)
    if measure.rollup_method is RollupMethod.RANGE:
        notes.append(RollupNote.RANGE_ONLY)
    if measure.rollup_method is RollupMethod.ON_TIME_COUNT and all(each.due is None for each in expected):
        notes.append(RollupNote.NO_DUE_DATE)
    if outcome.contradicts_school_sum:
        notes.append(RollupNote.OUTSIDE_SCHOOL_SUM)
    if has_break:
        notes.append(RollupNote.SERIES_BREAK)
    return tuple(notes)


def _fingerprint(
    plan: Plan,
    period: ReportingPeriod,
    by_school: Mapping[SchoolCode, SubmittedValues],
    district: Mapping[Address, Cell],
) -> str:
    """SHA-256 over the plan's version, the accepted submissions and the district's own entries."""
    lines = [f"rollup 1\t{plan.version}\t{period.code}"]
    lines += [f"{school}\t{values.received.digest}" for school, values in sorted(by_school.items())]
    lines += [f"{measure}\t{subgroup}\t{own[1].value}" for (measure, subgroup), own in sorted(district.items())]
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()
