"""What schools are told of the district: exact figures of all students, and none that would speak of few people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from ctecs_desktop.domain.district_figures import (
    NOTHING_FROZEN,
    DistrictFigures,
    figures_document,
    figures_for_schools,
    figures_of_document,
)
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.plan import RollupMethod, Unit
from ctecs_desktop.domain.rollup import roll_up
from ctecs_desktop.domain.snapshot import Snapshot
from ctecs_desktop.domain.value import Mean, Ratio, Value
from tests.building import make_measure
from tests.exchange.report_building import SCHOOLS, report_plan, submitted, year_values
from tests.publishing import NOTHING_SAID, RULES

YEAR = "2015-16"


def told(values: Mapping[str, Value], *, unit: Unit = Unit.PERCENT, number: int = 1) -> DistrictFigures:
    """What is told of a single measure of which each school says that."""
    methods = {Unit.COUNT: RollupMethod.SUM, Unit.MEAN: RollupMethod.WEIGHTED_MEAN}
    measure = make_measure("1.01", unit=unit, rollup_method=methods.get(unit, RollupMethod.RATIO_OF_SUMS))
    plan = replace(report_plan(), measures=(measure,), targets=(), baselines=(), series_breaks=())
    by_school = {school: {("1.01", "all"): value} for school, value in values.items()}
    rollup = roll_up(plan, plan.period(YEAR), submitted(plan, YEAR, by_school))
    return figures_for_schools(plan, [(snapshot(YEAR, number), rollup)], NOTHING_SAID, RULES)


def snapshot(period: str, number: int) -> Snapshot:
    return Snapshot(number, PeriodCode(period), "1", f"{number:064d}", "", "2016-08-01T12:30:00Z", "carol")


def rates(*parts: tuple[int, int]) -> dict[str, Value]:
    return {school: Ratio(Decimal(n), Decimal(d)) for school, (n, d) in zip(SCHOOLS, parts, strict=False)}


def is_told(figures: DistrictFigures) -> bool:
    return bool(figures.years)


def test_a_figure_is_told_exactly_with_its_parts_and_for_how_many_schools_it_speaks() -> None:
    figures = told(rates((60, 600), (70, 613)), number=3)
    assert figures.newest == 3
    (year,) = figures.years
    assert (year.school_year, year.number, year.fingerprint) == (YEAR, 3, "0" * 12)
    (figure,) = year.figures
    assert figure.value == Fraction(100 * 130, 1213)
    assert (figure.numerator, figure.denominator) == (130, 1213)
    assert (figure.reporting, figure.expected) == (2, 3)


@pytest.mark.parametrize(
    ("values", "unit", "wanted"),
    [
        (rates((60, 600), (70, 613)), Unit.PERCENT, True),
        (rates((1, 600), (2, 613)), Unit.PERCENT, False),  # three students in the district
        (rates((0, 600), (0, 613)), Unit.PERCENT, True),  # 0 is shown
        (rates((598, 600), (612, 613)), Unit.PERCENT, False),  # three who are not counted
        (rates((6, 9), (6, 10)), Unit.PERCENT, False),  # over nineteen
        (rates((60, 600), (3, 613)), Unit.PERCENT, False),  # the first school would know the other one's three
        (rates((60, 600), (7, 12)), Unit.PERCENT, False),  # and here its rate over twelve
        (rates((60, 600)), Unit.PERCENT, True),  # who is alone learns nothing of anybody
        (dict(zip(SCHOOLS, map(Decimal, (40, 50, 60)), strict=True)), Unit.COUNT, True),
        (dict(zip(SCHOOLS, map(Decimal, (1, 1, 2)), strict=True)), Unit.COUNT, False),
        (dict(zip(SCHOOLS, map(Decimal, (40, 1, 2)), strict=True)), Unit.COUNT, False),
        ({SCHOOLS[0]: Mean(Decimal(450), Decimal(50)), SCHOOLS[1]: Mean(Decimal(450), Decimal(40))}, Unit.MEAN, True),
        ({SCHOOLS[0]: Mean(Decimal(450), Decimal(50)), SCHOOLS[1]: Mean(Decimal(450), Decimal(4))}, Unit.MEAN, False),
    ],
)
def test_a_figure_that_would_speak_of_few_is_left_out(values: Mapping[str, Value], unit: Unit, wanted: bool) -> None:
    assert is_told(told(values, unit=unit)) is wanted


def test_a_mean_has_its_n_and_not_its_sum() -> None:
    figures = told({school: Mean(Decimal(450), Decimal(50)) for school in SCHOOLS}, unit=Unit.MEAN)
    (figure,) = figures.years[0].figures
    assert (figure.value, figure.numerator, figure.denominator) == (450, None, 150)


def test_what_is_only_known_within_bounds_is_not_told_and_what_speaks_of_schools_is() -> None:
    plan = report_plan()
    rollup = roll_up(plan, plan.period(YEAR), submitted(plan, YEAR, year_values(2)))
    figures = figures_for_schools(plan, [(snapshot(YEAR, 1), rollup)], NOTHING_SAID, RULES)
    (year,) = figures.years
    assert [each.measure for each in year.figures] == ["1.01", "1.03", "2.01", "4.01"]
    assert "1.02" not in {each.measure for each in year.figures}, "a school withholds its count"
    assert "4.02" not in {each.measure for each in year.figures}, "a range names its least and greatest school"


def test_years_stand_in_their_order_and_the_newest_number_counts_though_its_year_tells_nothing() -> None:
    plan = report_plan()
    rollups = [roll_up(plan, plan.period(name), submitted(plan, name, year_values(0))) for name in ("2014-15", YEAR)]
    empty = roll_up(plan, plan.period("2013-14"), [])
    frozen = [(snapshot(YEAR, 1), rollups[1]), (snapshot("2014-15", 2), rollups[0]), (snapshot("2013-14", 3), empty)]
    figures = figures_for_schools(plan, frozen, NOTHING_SAID, RULES)
    assert [year.school_year for year in figures.years] == ["2014-15", YEAR]
    assert figures.newest == 3
    assert figures.year("2013-14") is None


def test_the_document_gives_the_same_figures_again() -> None:
    figures = told(rates((60, 600), (70, 613)))
    assert figures_of_document(figures_document(figures)) == figures
    assert figures_of_document(figures_document(NOTHING_FROZEN)) == NOTHING_FROZEN
