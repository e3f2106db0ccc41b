"""The report as data: every school and year in it, what lacks named, and figures replaced without a trace."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from fractions import Fraction

import pytest

from ctecs_desktop.domain.annual_report import (
    NO_FIGURE,
    AnnualProgressReport,
    BreakdownGap,
    ReportFigure,
    ReportPart,
    RestatedFigure,
    RestatedPeriod,
    part_of_text,
    text_names,
)
from ctecs_desktop.domain.disclosure_plan import Sign
from ctecs_desktop.domain.observation import ALL_STUDENTS
from ctecs_desktop.domain.report_assembly import Accompanying, assemble, figure_of_value
from ctecs_desktop.domain.report_figures import FigureAddress, with_figures
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.domain.value import Mean, Missing, Ratio, Suppressed
from tests.building import make_measure
from tests.exchange.report_building import (
    ABSENCE,
    AS_OF,
    COUNT,
    PARTNERS,
    SCHOOLS,
    YEARS,
    make_report,
    report_plan,
    year_values,
)


def test_a_measure_tells_the_district_and_every_school_year_by_year() -> None:
    measure = make_report().measure(ABSENCE)
    assert [year.school_year for year in measure.years] == list(YEARS)
    assert measure.present.value == Fraction(100 * (33 + 40 + 47), 600 + 613 + 626)
    assert [line.school.code for line in measure.schools] == list(SCHOOLS)
    assert measure.schools[1].present.numerator == Decimal(40)
    assert measure.status is MeasureStatus.OFF_TRACK, "6.5 % of at least 12"
    assert [year.break_reason for year in measure.years] == ["", "Counted anew", ""]
    assert [(each.reason, each.schools) for each in measure.reasons] == [("A storm closed the school.", (SCHOOLS[0],))]


def test_a_measure_tells_the_district_by_each_group_that_anybody_reported() -> None:
    report = make_report()
    (breakdown,) = report.measure(ABSENCE).breakdowns
    assert (breakdown.disaggregation.code, breakdown.gap) == ("gender", None)
    female, male = breakdown.lines
    assert [each.name for each in female.subgroups] == ["Female"]
    assert [year.school_year for year in female.years] == list(YEARS)
    assert female.present.value == Fraction(100 * (19 + 25), 580)
    assert (female.present.numerator, female.present.denominator) == (44, 580)
    assert [year.break_reason for year in female.years] == ["", "Counted anew", ""]
    assert female.coverage is not None
    assert (female.coverage.reporting, female.coverage.expected) == (2, 3), "one school does not collect it"
    assert male.present.value is None
    assert (male.present.low, male.present.high) == (Fraction(100 * 33, 969), Fraction(100 * 37, 969))


def test_a_breakdown_that_nobody_reported_says_so() -> None:
    (breakdown,) = make_report().measure(COUNT).breakdowns
    assert (breakdown.lines, breakdown.gap) == ((), BreakdownGap.NOT_REPORTED)
    with pytest.raises(ValueError, match="a reason for having none"):
        replace(breakdown, gap=None)


def test_a_year_in_which_a_group_was_not_reported_has_no_figure() -> None:
    values = [year_values(number) for number in range(len(YEARS))]
    for of_school in values[0].values():
        del of_school[ABSENCE, "gender.female"]
    (breakdown,) = make_report(values=values).measure(ABSENCE).breakdowns
    assert [year.figure.is_known for year in breakdown.lines[0].years] == [False, True, True]


def test_figures_of_groups_are_replaced_like_all_others() -> None:
    star = ReportFigure(sign=Sign.WITHHELD, sign_text="*")
    seen: list[FigureAddress] = []

    def show(at: FigureAddress, figure: ReportFigure) -> ReportFigure:
        seen.append(at)
        return star if at.subgroup == "gender.male" else figure

    shown = with_figures(make_report(), show).measure(ABSENCE).breakdowns[0]
    assert [year.figure for year in shown.lines[1].years] == [star, star, star]
    assert shown.lines[0].present.value is not None
    assert {each.subgroup for each in seen if each.measure == ABSENCE} == {"all", "gender.female", "gender.male"}


def test_a_withheld_figure_stays_an_interval_at_the_school_and_in_the_district() -> None:
    measure = make_report().measure(COUNT)
    assert measure.schools[2].present == ReportFigure(low=Fraction(1), high=Fraction(5))
    assert measure.present.value is None
    assert (measure.present.low, measure.present.high) == (Fraction(3125), Fraction(3129))


def test_a_school_that_sent_nothing_is_named_and_differs_from_one_that_left_a_value_out() -> None:
    values = year_values(2)
    del values[SCHOOLS[0]]
    del values[SCHOOLS[1]][ABSENCE, "all"]
    report = make_report(values=[values])
    lines = report.measure(ABSENCE).schools
    assert [school.code for school in report.missing_schools] == [SCHOOLS[0]]
    assert [line.has_submitted for line in lines] == [False, True, True]
    assert lines[0].present == NO_FIGURE
    assert lines[1].present.blank is Missing.NOT_ENTERED
    assert report.measure(ABSENCE).coverage.reporting == 1


def test_partners_are_the_distinct_names_of_all_schools() -> None:
    (partners,) = make_report().partners
    assert partners.measure.code == PARTNERS
    assert partners.names == ("Acme", "Firm 0", "Firm 1", "Firm 2")


def test_texts_and_updates_stand_at_their_goal() -> None:
    report = make_report(texts={"aim-1": "To be well", "strategy-S1.1": "Done by us"})
    goal = report.goals[0]
    assert (goal.aim, goal.strategies[0].narrative) == ("To be well", "Done by us")
    assert [update.narrative for update in goal.strategies[0].updates] == ["Teams met."]
    assert report.goals[1].aim == ""


def test_every_text_has_a_part_and_a_place() -> None:
    names = text_names(report_plan())
    assert len(set(names)) == len(names)
    assert names[:2] == ("letter-board", "letter-superintendent")
    assert {part_of_text(name) for name in names} == {
        ReportPart.LETTERS,
        ReportPart.ABOUT,
        ReportPart.GLANCE,
        ReportPart.GOALS,
        ReportPart.PRIORITIES,
    }


def test_a_report_needs_a_year() -> None:
    with pytest.raises(ValueError, match="year"):
        assemble(report_plan(), [], Accompanying(), as_of=AS_OF)


def test_values_become_figures_with_what_they_are_made_of() -> None:
    measure = make_measure("1.01")
    half = figure_of_value(Ratio(Decimal(1), Decimal(2)), measure)
    assert half == ReportFigure(Fraction(50), Fraction(50), Fraction(50), Decimal(1), Decimal(2))
    withheld = figure_of_value(Ratio(Suppressed(Decimal(1), Decimal(5)), Decimal(10)), measure)
    assert (withheld.value, withheld.numerator, withheld.denominator) == (None, None, Decimal(10))
    mean = figure_of_value(Mean(Decimal(4), Decimal(9)), measure)
    assert (mean.value, mean.numerator, mean.denominator) == (Fraction(4), None, Decimal(9))


def test_a_figure_with_a_sign_holds_no_number() -> None:
    assert ReportFigure(sign=Sign.WITHHELD, sign_text="*").value is None
    with pytest.raises(ValueError, match="holds no number"):
        ReportFigure(Fraction(1), sign=Sign.WITHHELD, sign_text="*")


def test_a_sign_is_printed_as_something_and_nothing_else_is() -> None:
    for made in ({"sign": Sign.SMALL_GROUP}, {"sign_text": "n<20"}):
        with pytest.raises(ValueError, match="printed"):
            ReportFigure(**made)  # type: ignore[arg-type]


def test_replaced_figures_leave_no_trace() -> None:
    report = _with_sum_and_restatement(make_report())
    seen: list[FigureAddress] = []

    def show(address: FigureAddress, figure: ReportFigure) -> ReportFigure:
        seen.append(address)
        return ReportFigure(sign=Sign.WITHHELD, sign_text="*") if figure.is_known else figure

    public = with_figures(report, show)
    assert FigureAddress(report.measure(ABSENCE).measure.code, "2014-15", report.plan.schools[2].code) in seen
    assert {address.frozen for address in seen} == {0, 1}, "what was given away is asked about by itself"
    assert not [figure for figure in _figures(public) if figure.is_known or figure.denominator is not None]
    assert [figure for figure in _figures(report) if figure.is_known], "the original is left as it was"


def _with_sum_and_restatement(report: AnnualProgressReport) -> AnnualProgressReport:
    """The same with the schools' own sum at one measure, and a figure that read otherwise when it was given away."""
    figure = ReportFigure(Fraction(7), Fraction(7), Fraction(7))
    goal = report.goals[0]
    measures = (replace(goal.measures[0], school_sum=figure), *goal.measures[1:])
    code = goal.measures[0].measure.code
    restated = RestatedFigure(code, ALL_STUDENTS, figure, figure, ())
    return replace(
        report,
        goals=(replace(goal, measures=measures), *report.goals[1:]),
        restated=(RestatedPeriod(report.period.code, 1, AS_OF, "", (restated,)),),
    )


def _figures(found: object) -> list[ReportFigure]:
    """Every figure anywhere in a report."""
    if isinstance(found, ReportFigure):
        return [found]
    if isinstance(found, tuple | list):
        return [figure for each in found for figure in _figures(each)]
    if isinstance(found, dict):
        return [figure for each in found.values() for figure in _figures(each)]
    if is_dataclass(found):
        return [figure for field in fields(found) for figure in _figures(getattr(found, field.name))]
    return []
