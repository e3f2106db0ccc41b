"""The report of one school as data: its own figures and targets, the district beside them, and what may be missing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from ctecs_desktop.domain.annual_report import NO_FIGURE
from ctecs_desktop.domain.district_figures import NOTHING_FROZEN
from ctecs_desktop.domain.observation import MeasureCode
from ctecs_desktop.domain.plan import Level, Target
from ctecs_desktop.domain.school_report import Basis, MeasureNote, SchoolMeasure, SchoolReport, assemble_school_report
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.domain.value import Missing, Ratio
from tests.exchange.report_building import ABSENCE, AS_OF, COUNT, SCORE, VISIT, YEARS
from tests.exchange.school_report_building import (
    OWN,
    frozen_district,
    make_school_report,
    own_values,
    recorded,
    school_plan,
)


def measure(report: SchoolReport, code: str) -> SchoolMeasure:
    return next(each for each in report.measures if each.measure.code == code)


def test_each_measure_has_the_schools_years_and_the_districts_beside_them() -> None:
    report = make_school_report()
    absence = measure(report, ABSENCE)
    assert [each.school_year for each in absence.years] == list(YEARS)
    assert [each.figure.value for each in absence.years] == [Fraction(100 * n, 600) for n in (31, 32, 33)]
    assert [each.figure.denominator for each in absence.district] == [600 + 613 + 626] * 3
    assert absence.status is MeasureStatus.OFF_TRACK, "more is better here, and the target is 12"
    assert [(each.number, each.school_year) for each in report.frozen] == list(zip((1, 2, 3), YEARS, strict=True))


def test_the_change_is_told_unless_the_series_begins_anew() -> None:
    assert measure(make_school_report(), ABSENCE).change == Fraction(100, 600)
    two = make_school_report(years=[recorded(year, own_values(at)) for at, year in enumerate(YEARS[:2])])
    assert measure(two, ABSENCE).change is None, "the plan breaks the series in 2014-15"
    assert measure(two, COUNT).change == 1


def test_a_first_year_school_has_no_year_before_and_no_change() -> None:
    report = make_school_report(years=[recorded(YEARS[2], own_values(2))])
    assert report.labels == (YEARS[2],)
    assert all(each.change is None for each in report.measures)
    assert len(report.frozen) == 1, "years of the district that the school has none of are not told"


def test_without_figures_of_the_district_its_column_is_empty() -> None:
    report = make_school_report(district=NOTHING_FROZEN)
    assert report.frozen == ()
    assert all(year.figure == NO_FIGURE for each in report.measures for year in each.district)
    assert not any(each.has_district for each in report.measures)


def test_a_year_that_was_not_frozen_lacks_the_district_and_the_others_have_it() -> None:
    absence = measure(make_school_report(district=frozen_district(0, 2)), ABSENCE)
    assert [each.figure.is_known for each in absence.district] == [True, False, True]


def test_the_schools_own_target_goes_before_the_districts() -> None:
    own = Target(MeasureCode(ABSENCE), YEARS[2], Decimal(5), school=OWN)
    plan = school_plan()
    assert measure(make_school_report(), ABSENCE).target == plan.targets[0]
    report = make_school_report(plan=replace(plan, targets=(*plan.targets, own)))
    assert measure(report, ABSENCE).target == own
    assert measure(report, ABSENCE).status is MeasureStatus.MET
    bare = measure(make_school_report(plan=replace(plan, targets=())), ABSENCE)
    assert (bare.target, bare.status) == (None, MeasureStatus.NOT_RATED)


def test_a_blank_is_a_reason_and_what_nobody_entered_says_so() -> None:
    values = {(ABSENCE, "all"): Missing.NOT_APPLICABLE}
    report = make_school_report(years=[recorded(YEARS[2], values)])
    assert measure(report, ABSENCE).present.blank is Missing.NOT_APPLICABLE
    assert measure(report, SCORE).present.blank is Missing.NOT_ENTERED
    assert measure(report, SCORE).status is MeasureStatus.NO_DATA
    assert not measure(report, VISIT).has_figures


def test_groups_notes_and_reasons_stand_with_their_measure() -> None:
    reasons = [(ABSENCE, "all", "A storm."), (ABSENCE, "gender.female", "Few."), (ABSENCE, "gender.male", "Few.")]
    year = recorded(YEARS[2], own_values(2), notes={ABSENCE: "Counted in June."}, reasons=reasons)
    absence = measure(make_school_report(years=[recorded(YEARS[1], own_values(1)), year]), ABSENCE)
    assert absence.notes == (
        MeasureNote("Counted in June."),
        MeasureNote("A storm."),
        MeasureNote("Few.", ("Female", "Male")),
    )
    assert [(line.breakdown, line.name) for line in absence.groups] == [("Gender", "Female"), ("Gender", "Male")]
    assert [figure.numerator for figure in absence.groups[0].years] == [12, 13]


def test_a_group_that_is_over_nobody_has_no_value() -> None:
    values = {**own_values(2), (ABSENCE, "gender.female"): Ratio(Decimal(0), Decimal(0))}
    absence = measure(make_school_report(years=[recorded(YEARS[2], values)]), ABSENCE)
    assert absence.groups[0].years[0].value is None


def test_measures_that_only_central_office_enters_are_not_the_schools() -> None:
    plan = school_plan()
    measures = tuple(replace(each, level=Level.CENTRAL) if each.code == COUNT else each for each in plan.measures)
    report = make_school_report(plan=replace(plan, measures=measures))
    assert COUNT not in {each.measure.code for each in report.measures}


def test_it_says_what_it_rests_on_and_needs_a_year() -> None:
    years = [recorded(YEARS[1], own_values(1), basis=Basis.ACCEPTED), recorded(YEARS[2], {}, basis=Basis.ENTERED)]
    report = make_school_report(years=years)
    assert [each.basis for each in report.bases] == [Basis.ACCEPTED, Basis.ENTERED]
    assert report.basis.basis is Basis.ENTERED
    with pytest.raises(ValueError, match="own period"):
        assemble_school_report(school_plan(), OWN, [], NOTHING_FROZEN, as_of=AS_OF)
