"""District figures: a pure function of the accepted submissions, each figure with where it came from."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from ctecs_desktop.domain.asked_schools import enrolments_of, parts_of, silent_parts
from ctecs_desktop.domain.observation import (
    ALL_STUDENTS,
    MeasureCode,
    Observation,
    ObservationKey,
    PeriodCode,
    SchoolCode,
    SubgroupCode,
)
from ctecs_desktop.domain.plan import Measure, Plan, ReportingPeriod, RollupMethod
from ctecs_desktop.domain.review import SubmittedValues
from ctecs_desktop.domain.rollup_methods import Contribution, Outcome, outcome_of
from ctecs_desktop.domain.status import MeasureStatus, status_of
from ctecs_desktop.domain.value import Value, encode_value

ENROLMENT_MEASURE = MeasureCode("3.01")
"""1 October enrolment: what coverage is weighed by."""


RULES = 1
"""Version of the rules by which figures are made: whoever changes what a figure says raises it, so that no figure that
was kept by the rules before is shown any more."""


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


Address = tuple[MeasureCode, SubgroupCode]


@dataclass(slots=True)
class MeasureValues:
    """What was said of one measure, by subgroup; sources are gathered only where somebody wants them."""

    of_schools: dict[SubgroupCode, dict[SchoolCode, Value]] = field(default_factory=dict)
    of_district: dict[SubgroupCode, Value] = field(default_factory=dict)
    sources: dict[SubgroupCode, list[Source]] = field(default_factory=dict)

    def add_school(self, subgroup: SubgroupCode, school: SchoolCode, value: Value) -> None:
        """Take what a school said; the last word of a school counts."""
        self.of_schools.setdefault(subgroup, {})[school] = value

    def add_source(self, subgroup: SubgroupCode, source: Source) -> None:
        """Take where a value stands, in the order in which a reader is to see them."""
        self.sources.setdefault(subgroup, []).append(source)


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
    said = _said(by_school)
    own = own_entries(plan, (entered or {}).values())
    for (measure, subgroup), source in own_sources(plan, own, signed).items():
        said[measure].of_district[subgroup] = source.recorded
        said[measure].add_source(subgroup, source)
    enrolments = enrolments_of(plan, said[ENROLMENT_MEASURE].of_schools.get(ALL_STUDENTS, {}))
    return Rollup(
        period=period.code,
        plan_version=plan.version,
        fingerprint=fingerprint_of(
            plan, period, {school: values.received.digest for school, values in by_school.items()}, own
        ),
        schools_expected=tuple(school.code for school in plan.schools),
        schools_accepted=tuple(school.code for school in plan.schools if school.code in by_school),
        figures=tuple(
            figure
            for measure in plan.measures_due(period)
            for figure in figures_of_measure(plan, period, measure, said[measure.code], enrolments=enrolments)
        ),
    )


def _said(by_school: Mapping[SchoolCode, SubmittedValues]) -> defaultdict[MeasureCode, MeasureValues]:
    said: defaultdict[MeasureCode, MeasureValues] = defaultdict(MeasureValues)
    for school, submitted in sorted(by_school.items()):
        for observation in submitted.observations:
            if observation.is_entered:
                of_measure, subgroup = said[observation.key.measure], observation.key.subgroup
                of_measure.add_school(subgroup, school, observation.value)
                of_measure.add_source(subgroup, _source(submitted, observation))
    return said


def own_entries(plan: Plan, entered: Iterable[Observation]) -> dict[Address, Observation]:
    """Of all that was entered at central office what is said of the district, by address."""
    return {
        (each.key.measure, each.key.subgroup): each
        for each in entered
        if each.key.school == plan.district and each.is_entered
    }


def own_sources(
    plan: Plan, own: Mapping[Address, Observation], signed: SubmittedValues | None
) -> dict[Address, Source]:
    """Where each entry of central office stands: in the workbook ``signed`` last, where that says the same words."""
    said = {each.key: each for each in signed.observations} if signed is not None else {}
    return {
        address: _source(signed, entry)
        if signed is not None and said.get(entry.key) == entry
        else Source(plan.district, 0, "", "", "", "", entry.value, entry.note)
        for address, entry in own.items()
    }


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


def figures_of_measure(
    plan: Plan,
    period: ReportingPeriod,
    measure: Measure,
    said: MeasureValues,
    *,
    enrolments: Mapping[SchoolCode, Decimal],
) -> list[DistrictFigure]:
    """The figures of one measure from what was ``said`` of it: of all students, and of each subgroup said.

    So a period of any number of schools can be rolled up measure by measure; ``roll_up`` is all measures at once.
    """
    whole = said.of_schools.get(ALL_STUDENTS, {})
    silent = silent_parts(plan, period, measure, whole, enrolments=enrolments)
    return [
        _figure(plan, period, measure, subgroup, said=said, silent=silent, enrolments=enrolments)
        for subgroup in plan.subgroups_of(measure.code)
        if subgroup == ALL_STUDENTS or subgroup in said.of_schools or subgroup in said.of_district
    ]


def _figure(
    plan: Plan,
    period: ReportingPeriod,
    measure: Measure,
    subgroup: SubgroupCode,
    *,
    said: MeasureValues,
    silent: Sequence[Contribution],
    enrolments: Mapping[SchoolCode, Decimal],
) -> DistrictFigure:
    contributions = parts_of(silent, said.of_schools.get(subgroup, {}))
    expected = [each for each in contributions if each.is_expected]
    reporting = [each for each in expected if each.is_known]
    own = said.of_district.get(subgroup)
    outcome = outcome_of(measure, expected, own)
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
        sources=tuple(said.sources.get(subgroup, ())),
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


def fingerprint_of(
    plan: Plan, period: ReportingPeriod, digests: Mapping[SchoolCode, str], own: Mapping[Address, Observation]
) -> str:
    """SHA-256 over the plan's version, the accepted submissions (by school) and the district's own entries."""
    lines = [f"rollup 1\t{plan.version}\t{period.code}"]
    lines += [f"{school}\t{digest}" for school, digest in sorted(digests.items())]
    lines += [
        f"{measure}\t{subgroup}\t{encode_value(entry.value)}" for (measure, subgroup), entry in sorted(own.items())
    ]
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()
