"""Assembles the Annual Progress Report from rollups: a pure function of figures, texts and what the schools said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ctecs_desktop.domain.annual_report import (
    AIM,
    ALL_PARTS,
    NO_FIGURE,
    STRATEGY,
    AnnualProgressReport,
    Breakdown,
    BreakdownGap,
    BreakdownLine,
    GoalReport,
    KeptReason,
    MeasureReport,
    PartnerList,
    ReportEdition,
    ReportFigure,
    ReportPart,
    RestatedPeriod,
    SchoolLine,
    SchoolUpdate,
    StrategyReport,
    SubmissionLine,
    YearFigure,
)
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, PeriodCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.plan import Disaggregation, Measure, Plan, School, Strategy, Subgroup, Target, Unit
from ctecs_desktop.domain.rollup import DistrictFigure, Rollup
from ctecs_desktop.domain.status import displayed
from ctecs_desktop.domain.submission import Explanation, StrategyUpdate
from ctecs_desktop.domain.value import Mean, Missing, Quantity, Ratio, Suppressed, Value


@dataclass(frozen=True)
class Accompanying:
    """What a report holds beside its figures."""

    texts: Mapping[str, str] = field(default_factory=dict)
    explanations: tuple[Explanation, ...] = ()
    updates: Mapping[SchoolCode, tuple[StrategyUpdate, ...]] = field(default_factory=dict)
    submissions: tuple[SubmissionLine, ...] = ()
    restated: tuple[RestatedPeriod, ...] = ()


def assemble(
    plan: Plan,
    years: Sequence[Rollup],
    beside: Accompanying,
    *,
    as_of: str,
    snapshot: int | None = None,
    parts: Sequence[ReportPart] = ALL_PARTS,
    edition: ReportEdition = ReportEdition.INTERNAL,
) -> AnnualProgressReport:
    """The report on the last of ``years``, which are rollups of whole school years, the oldest first.

    Schools are told by the figures of all students, the district by its breakdowns too. Raises ``ValueError`` without a
    year.
    """
    if not years:
        raise ValueError("a report needs the figures of its own year")
    period = plan.period(years[-1].period)
    by_group = [_by_group(year) for year in years]
    figures = [{code: of[ALL_STUDENTS] for code, of in year.items() if ALL_STUDENTS in of} for year in by_group]
    reasons = _reasons(beside.explanations)
    by_goal: dict[int, list[MeasureReport]] = defaultdict(list)
    for measure in plan.measures_due(period):
        if measure.code in figures[-1]:
            report = _measure(plan, measure, years, figures, reasons.get((measure.code, ALL_STUDENTS), ()))
            breakdowns = _breakdowns(plan, report, [each.get(measure.code, {}) for each in by_group], reasons)
            by_goal[measure.goal].append(replace(report, breakdowns=breakdowns))
    return AnnualProgressReport(
        edition=edition,
        plan=plan,
        period=period,
        fingerprint=years[-1].fingerprint,
        snapshot=snapshot,
        as_of=as_of,
        school_years=tuple(plan.period(year.period).school_year for year in years),
        parts=tuple(parts),
        texts=dict(beside.texts),
        goals=tuple(
            GoalReport(
                goal,
                beside.texts.get(f"{AIM}{goal.number}", ""),
                tuple(_strategy(each, beside) for each in plan.strategies if each.goal == goal.number),
                tuple(by_goal[goal.number]),
            )
            for goal in plan.goals
        ),
        partners=tuple(
            PartnerList(measure, figures[-1][measure.code].names)
            for measure in plan.measures
            if measure.unit is Unit.NAMES and measure.code in figures[-1]
        ),
        submissions=beside.submissions,
        restated=beside.restated,
        earlier={PeriodCode(year.period): year.fingerprint for year in years[:-1]},
    )


def _strategy(strategy: Strategy, beside: Accompanying) -> StrategyReport:
    updates = tuple(
        SchoolUpdate(school, update.status, update.narrative)
        for school, said in sorted(beside.updates.items())
        for update in said
        if update.strategy == strategy.code
    )
    return StrategyReport(strategy, beside.texts.get(f"{STRATEGY}{strategy.code}", ""), updates)


def _measure(
    plan: Plan,
    measure: Measure,
    years: Sequence[Rollup],
    figures: Sequence[Mapping[MeasureCode, DistrictFigure]],
    reasons: tuple[KeptReason, ...],
) -> MeasureReport:
    present = figures[-1][measure.code]
    school_year = plan.period(years[-1].period).school_year
    told = {plan.period(year.period).school_year for year in years}
    breaks = tuple(each for each in plan.series_breaks if each.measure == measure.code and each.school_year in told)
    why = {each.school_year: each.reason for each in breaks}

    def year_figure(year: Rollup, figure: ReportFigure) -> YearFigure:
        name = plan.period(year.period).school_year
        return YearFigure(name, figure, why.get(name, ""))

    schools = () if measure.is_central_only else plan.schools
    return MeasureReport(
        measure=measure,
        baseline=plan.baseline(measure.code),
        target=target_ahead(plan, measure, school_year),
        years=tuple(
            year_figure(year, figure_of_district(of_year.get(measure.code)))
            for year, of_year in zip(years, figures, strict=True)
        ),
        status=present.status,
        coverage=present.coverage,
        school_sum=ReportFigure(present.school_sum, present.school_sum, present.school_sum),
        schools=tuple(
            SchoolLine(
                school,
                tuple(
                    year_figure(year, _of_school(of_year.get(measure.code), school, measure, year))
                    for year, of_year in zip(years, figures, strict=True)
                ),
                has_submitted=school.code in years[-1].schools_accepted,
            )
            for school in schools
        ),
        notes=present.notes,
        breaks=breaks,
        reasons=reasons,
    )


def _by_group(year: Rollup) -> dict[MeasureCode, dict[SubgroupCode, DistrictFigure]]:
    found: dict[MeasureCode, dict[SubgroupCode, DistrictFigure]] = defaultdict(dict)
    for figure in year.figures:
        found[figure.measure][figure.subgroup] = figure
    return found


FiguresByGroup = Sequence[Mapping[SubgroupCode, DistrictFigure]]
Reasons = Mapping[tuple[MeasureCode, SubgroupCode], tuple[KeptReason, ...]]


def _breakdowns(plan: Plan, report: MeasureReport, figures: FiguresByGroup, reasons: Reasons) -> tuple[Breakdown, ...]:
    """Every breakdown of the measure; ``figures`` are those of each year of ``report``."""
    by_code = {each.code: each for each in plan.disaggregations}
    return tuple(_breakdown(plan, by_code[code], report, figures, reasons) for code in report.measure.disaggregations)


def _breakdown(
    plan: Plan, dimension: Disaggregation, report: MeasureReport, figures: FiguresByGroup, reasons: Reasons
) -> Breakdown:
    """A group has a line where it has a figure in any of the years."""
    groups = [each for each in plan.subgroups if each.disaggregation == dimension.code]
    code = report.measure.code
    lines = [_breakdown_line(group, report, figures, reasons.get((code, group.code), ())) for group in groups]
    kept = tuple(line for line in lines if any(year.figure.is_known for year in line.years))
    return Breakdown(dimension, kept, None if kept else BreakdownGap.NOT_REPORTED)


def _breakdown_line(
    group: Subgroup, report: MeasureReport, figures: FiguresByGroup, reasons: tuple[KeptReason, ...]
) -> BreakdownLine:
    years = tuple(
        replace(year, figure=figure_of_district(of_year.get(group.code)))
        for year, of_year in zip(report.years, figures, strict=True)
    )
    present = figures[-1].get(group.code)
    return BreakdownLine((group,), years, present.coverage if present is not None else None, reasons)


def target_ahead(plan: Plan, measure: Measure, school_year: str) -> Target | None:
    """The district's target of that school year, or else of the next year that has one."""
    ahead = [
        each
        for each in plan.targets
        if each.measure == measure.code and each.school is None and each.school_year >= school_year
    ]
    return min(ahead, key=lambda each: each.school_year, default=None)


def figure_of_district(figure: DistrictFigure | None) -> ReportFigure:
    if figure is None:
        return NO_FIGURE
    return ReportFigure(figure.value, figure.low, figure.high, figure.numerator, figure.denominator)


def _of_school(figure: DistrictFigure | None, school: School, measure: Measure, year: Rollup) -> ReportFigure:
    """What a school recorded. Of one that sent nothing there is no figure; of one that left it out, a blank."""
    found = [source.recorded for source in figure.sources if source.school == school.code] if figure else []
    if not found:
        has_sent = figure is not None and school.code in year.schools_accepted
        return ReportFigure(blank=Missing.NOT_ENTERED) if has_sent else NO_FIGURE
    return figure_of_value(found[0], measure)


def figure_of_value(value: Value, measure: Measure) -> ReportFigure:
    """A recorded value as a figure of the report."""
    if isinstance(value, Missing):
        return ReportFigure(blank=value)
    low, high = displayed(value, measure)
    numerator = _exact(value.numerator) if isinstance(value, Ratio) else None
    denominator = _exact(value.denominator) if isinstance(value, Ratio) else None
    if isinstance(value, Mean):
        denominator = _exact(value.n)
    return ReportFigure(low if low == high else None, low, high, numerator, denominator)


def _exact(quantity: Quantity) -> Decimal | None:
    return None if isinstance(quantity, Suppressed) else quantity


def _reasons(explanations: Iterable[Explanation]) -> Reasons:
    """By measure and group the reasons for their values, each once with everyone who gave it, in a fixed order."""
    who: dict[tuple[MeasureCode, SubgroupCode], dict[str, set[SchoolCode]]] = defaultdict(lambda: defaultdict(set))
    for each in explanations:
        if each.reason:
            who[each.key.measure, each.key.subgroup][each.reason].add(each.key.school)
    return {
        place: tuple(KeptReason(reason, tuple(sorted(schools))) for reason, schools in sorted(by_reason.items()))
        for place, by_reason in who.items()
    }
