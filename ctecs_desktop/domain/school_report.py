"""The report of one school on one period: its values of the years, its targets, and the district's figures beside them.

A pure function of what the school recorded, what the plan asks, and the frozen figures that central office sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from ctecs_desktop.domain.annual_report import NO_FIGURE, ReportFigure, YearFigure
from ctecs_desktop.domain.district_figures import DistrictFigures, FrozenYear, KnownFigure
from ctecs_desktop.domain.observation import (
    ALL_STUDENTS,
    Observation,
    ObservationKey,
    PeriodCode,
    SchoolCode,
    SubgroupCode,
)
from ctecs_desktop.domain.plan import (
    Goal,
    Measure,
    PeriodKind,
    Plan,
    ReportingPeriod,
    School,
    SeriesBreak,
    Target,
    Unit,
)
from ctecs_desktop.domain.report_assembly import figure_of_value
from ctecs_desktop.domain.status import MeasureStatus, status_of, targets_of
from ctecs_desktop.domain.submission import Explanation
from ctecs_desktop.domain.value import Missing


class Basis(Enum):
    """What a school's values of a period rest on."""

    NOTHING = "nothing entered"
    ENTERED = "entered, not signed"
    SIGNED = "signed"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class YearBasis:
    """What the values of one period rest on; of signed ones which revision, who signed, and when (ISO-8601 UTC)."""

    period: PeriodCode
    school_year: str
    basis: Basis
    revision: int = 0
    signer: str = ""
    role: str = ""
    signed_at: str = ""


@dataclass(frozen=True)
class RecordedYear:
    """What a school recorded for one period, and the reasons for which it kept values."""

    basis: YearBasis
    values: Mapping[ObservationKey, Observation] = field(default_factory=dict)
    explanations: tuple[Explanation, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureNote:
    """Why the school kept a value, or what it noted beside it; ``groups`` are the subgroups that a reason is about."""

    text: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One subgroup over the years of the report, under the name of its breakdown."""

    breakdown: str
    name: str
    years: tuple[ReportFigure, ...]


@dataclass(frozen=True, slots=True)
class SchoolMeasure:
    """One measure: the school's figure of each year, its target and status, and the district's figures where known.

    ``change`` is how far the figure moved since the year before, in the measure's shown unit; ``None`` where one of
    them is not known exactly, or the series begins anew.
    """

    measure: Measure
    target: Target | None  # of the report's year, else of the next year that has one
    years: tuple[YearFigure, ...]
    district: tuple[YearFigure, ...]
    status: MeasureStatus
    change: Fraction | None
    groups: tuple[GroupLine, ...] = ()
    notes: tuple[MeasureNote, ...] = ()
    breaks: tuple[SeriesBreak, ...] = ()

    @property
    def present(self) -> ReportFigure:
        """The school's figure of the report's own period."""
        return self.years[-1].figure

    @property
    def has_district(self) -> bool:
        """Whether any figure of the district is known."""
        return any(each.figure.is_known for each in self.district)

    @property
    def has_figures(self) -> bool:
        """Whether there is any figure of the school or the district, in any year."""
        return self.has_district or any(each.figure.is_known for each in self.years)

    @property
    def can_be_drawn(self) -> bool:
        """Whether the school's values are numbers that bars can show, and one of them is known."""
        is_number = self.measure.unit not in {Unit.YES_NO, Unit.MILESTONE_DATE, Unit.NAMES}
        return is_number and any(_has_point(each) for each in self.years)


def _has_point(year: YearFigure) -> bool:
    return year.figure.low is not None and year.figure.high is not None


@dataclass(frozen=True, slots=True)
class SchoolGoal:
    """A goal with the measures of it that the school is asked for."""

    goal: Goal
    measures: tuple[SchoolMeasure, ...]


@dataclass(frozen=True)
class SchoolReport:
    """The whole report. ``bases`` says of each of its years what the values rest on, the report's own period last.

    ``frozen`` are the years of the district that are known of these, each with its snapshot. ``as_of`` is the one time
    in it (ISO-8601 UTC), so that the same values give the same bytes.
    """

    plan: Plan
    school: School
    period: ReportingPeriod
    as_of: str
    bases: tuple[YearBasis, ...]
    frozen: tuple[FrozenYear, ...]
    goals: tuple[SchoolGoal, ...]

    @property
    def basis(self) -> YearBasis:
        """What the values of the report's own period rest on."""
        return self.bases[-1]

    @property
    def labels(self) -> tuple[str, ...]:
        """What each of its years is called; of a quarter, that quarter of each year."""
        return tuple(each.period for each in self.bases)

    @property
    def measures(self) -> tuple[SchoolMeasure, ...]:
        """Those of all goals, in the plan's order."""
        return tuple(each for goal in self.goals for each in goal.measures)

    @property
    def is_of_a_year(self) -> bool:
        """Whether it is about a whole year; only of such are there figures of the district."""
        return self.period.kind is PeriodKind.YEAR


def assemble_school_report(
    plan: Plan, school: SchoolCode, years: Sequence[RecordedYear], district: DistrictFigures, *, as_of: str
) -> SchoolReport:
    """The report of ``school`` on the last of ``years``, which are periods of one kind, the oldest first.

    Raises ``ValueError`` without a year, ``PlanInvalid`` for a school or period that the plan does not know.
    """
    if not years:
        raise ValueError("a report needs the values of its own period")
    period = plan.period(years[-1].basis.period)
    is_year = period.kind is PeriodKind.YEAR
    frozen = tuple(district.year(each.basis.school_year) if is_year else None for each in years)
    due = [each for each in plan.measures_due(period) if not each.is_central_only]
    return SchoolReport(
        plan=plan,
        school=plan.school(school),
        period=period,
        as_of=as_of,
        bases=tuple(each.basis for each in years),
        frozen=tuple(each for each in frozen if each is not None),
        goals=tuple(
            SchoolGoal(
                goal, tuple(_measure(plan, school, each, years, frozen) for each in due if each.goal == goal.number)
            )
            for goal in plan.goals
        ),
    )


def _measure(
    plan: Plan,
    school: SchoolCode,
    measure: Measure,
    years: Sequence[RecordedYear],
    frozen: Sequence[FrozenYear | None],
) -> SchoolMeasure:
    told = {each.basis.school_year for each in years}
    breaks = tuple(each for each in plan.series_breaks if each.measure == measure.code and each.school_year in told)
    why = {each.school_year: each.reason for each in breaks}
    own = tuple(
        YearFigure(
            each.basis.school_year,
            _recorded(each, _key(each, school, measure, ALL_STUDENTS), measure),
            why.get(each.basis.school_year, ""),
        )
        for each in years
    )
    of_district = tuple(
        YearFigure(
            each.basis.school_year,
            _of_district(year.figure(measure.code) if year is not None else None),
            why.get(each.basis.school_year, ""),
        )
        for each, year in zip(years, frozen, strict=True)
    )
    targets = targets_of(plan, measure, school)
    present = own[-1]
    return SchoolMeasure(
        measure=measure,
        target=min(
            (each for each in targets if each.school_year >= present.school_year),
            key=lambda each: each.school_year,
            default=None,
        ),
        years=own,
        district=of_district,
        status=status_of(
            present.figure.low,
            present.figure.high,
            measure,
            baseline=plan.baseline(measure.code, school),
            targets=targets,
            school_year=present.school_year,
        ),
        change=_change(own),
        groups=_groups(plan, school, measure, years),
        notes=_notes(plan, school, measure, years[-1]),
        breaks=breaks,
    )


def _recorded(year: RecordedYear, key: ObservationKey, measure: Measure) -> ReportFigure:
    """What stands there; where nobody has said anything, a blank that says so."""
    found = year.values.get(key)
    return figure_of_value(found.value if found is not None else Missing.NOT_ENTERED, measure)


def _key(year: RecordedYear, school: SchoolCode, measure: Measure, subgroup: SubgroupCode) -> ObservationKey:
    return ObservationKey(school, year.basis.period, measure.code, subgroup)


def _of_district(figure: KnownFigure | None) -> ReportFigure:
    if figure is None:
        return NO_FIGURE
    return ReportFigure(figure.value, figure.value, figure.value, figure.numerator, figure.denominator)


def _change(years: Sequence[YearFigure]) -> Fraction | None:
    if len(years) < 2 or years[-1].break_reason:
        return None
    before, after = years[-2].figure.value, years[-1].figure.value
    return None if before is None or after is None else after - before


def _groups(plan: Plan, school: SchoolCode, measure: Measure, years: Sequence[RecordedYear]) -> tuple[GroupLine, ...]:
    """The subgroups of which the school said anything for the report's own period."""
    lines = []
    names = {each.code: each.name for each in plan.disaggregations}
    for code in plan.subgroups_of(measure.code):
        found = years[-1].values.get(_key(years[-1], school, measure, code))
        if code == ALL_STUDENTS or found is None or not found.is_entered:
            continue
        subgroup = plan.subgroup(code)
        figures = tuple(_recorded(each, _key(each, school, measure, code), measure) for each in years)
        lines.append(GroupLine(names.get(subgroup.disaggregation, ""), subgroup.name, figures))
    return tuple(lines)


def _notes(plan: Plan, school: SchoolCode, measure: Measure, year: RecordedYear) -> tuple[MeasureNote, ...]:
    """The note of all students, then each reason once with the groups that it is about.

    Notes beside single groups stay in the signed workbook: of forty groups each may have one.
    """
    found = year.values.get(_key(year, school, measure, ALL_STUDENTS))
    notes = [MeasureNote(found.note)] if found is not None and found.note else []
    about: dict[str, list[SubgroupCode]] = {}
    for each in year.explanations:
        if each.key.measure == measure.code and each.reason:
            about.setdefault(each.reason, []).append(each.key.subgroup)
    for reason, subgroups in about.items():
        is_of_all = ALL_STUDENTS in subgroups
        names = [] if is_of_all else [plan.subgroup(code).name for code in dict.fromkeys(subgroups)]
        notes.append(MeasureNote(reason, tuple(names)))
    return tuple(dict.fromkeys(notes))
