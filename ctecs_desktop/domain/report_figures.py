"""Goes over every figure of a report by its address: where a public edition puts signs in place of figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ctecs_desktop.domain.annual_report import (
    AnnualProgressReport,
    Breakdown,
    BreakdownLine,
    GoalReport,
    MeasureReport,
    ReportFigure,
    RestatedFigure,
    SchoolLine,
    YearFigure,
)
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, SchoolCode, SubgroupCode


@dataclass(frozen=True, slots=True)
class FigureAddress:
    """Where a figure stands; ``school`` is ``None`` for the district. ``is_school_sum`` is the schools' own, added.

    ``frozen`` is the number of the snapshot that a restated figure is told from, and 0 for any other.
    """

    measure: MeasureCode
    school_year: str
    school: SchoolCode | None = None
    subgroup: SubgroupCode = ALL_STUDENTS
    is_school_sum: bool = False
    frozen: int = 0


Show = Callable[[FigureAddress, ReportFigure], ReportFigure]
"""What is shown of a figure: itself, or one with a sign and without any number."""


def with_figures(report: AnnualProgressReport, show: Show) -> AnnualProgressReport:
    """``report`` with each figure as ``show`` answers; nothing of the figures that it replaces is left in it."""
    return replace(
        report,
        goals=tuple(_goal(goal, show) for goal in report.goals),
        restated=tuple(
            replace(
                period,
                figures=tuple(
                    _restated(each, report.plan.period(period.period).school_year, period.number, show)
                    for each in period.figures
                ),
            )
            for period in report.restated
        ),
    )


def _goal(goal: GoalReport, show: Show) -> GoalReport:
    return replace(goal, measures=tuple(_measure(each, show) for each in goal.measures))


def _measure(report: MeasureReport, show: Show) -> MeasureReport:
    code = report.measure.code
    sum_of_schools = FigureAddress(code, report.years[-1].school_year, is_school_sum=True)
    return replace(
        report,
        years=tuple(_year(each, FigureAddress(code, each.school_year), show) for each in report.years),
        school_sum=show(sum_of_schools, report.school_sum),
        schools=tuple(_school(line, code, show) for line in report.schools),
        breakdowns=tuple(_breakdown(each, code, show) for each in report.breakdowns),
    )


def _school(line: SchoolLine, measure: MeasureCode, show: Show) -> SchoolLine:
    years = tuple(_year(each, FigureAddress(measure, each.school_year, line.school.code), show) for each in line.years)
    return replace(line, years=years)


def _breakdown(breakdown: Breakdown, measure: MeasureCode, show: Show) -> Breakdown:
    return replace(breakdown, lines=tuple(_line(line, measure, show) for line in breakdown.lines))


def _line(line: BreakdownLine, measure: MeasureCode, show: Show) -> BreakdownLine:
    """Groups that are told together have the codes of all of them in their address."""
    code = SubgroupCode(" + ".join(each.code for each in line.subgroups))
    years = tuple(_year(each, FigureAddress(measure, each.school_year, subgroup=code), show) for each in line.years)
    return replace(line, years=years)


def _year(year: YearFigure, address: FigureAddress, show: Show) -> YearFigure:
    return replace(year, figure=show(address, year.figure))


def _restated(figure: RestatedFigure, school_year: str, number: int, show: Show) -> RestatedFigure:
    before = FigureAddress(figure.measure, school_year, subgroup=figure.subgroup, frozen=number)
    after = FigureAddress(figure.measure, school_year, subgroup=figure.subgroup)
    return replace(
        figure,
        before=show(before, figure.before) if figure.before else None,
        after=show(after, figure.after) if figure.after else None,
    )
