"""Figures over the years: a step is told only between figures that compare."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode
from ctecs_desktop.domain.plan import SeriesBreak
from ctecs_desktop.domain.rollup import DistrictFigure, roll_up
from ctecs_desktop.domain.value import Missing, Ratio, Suppressed, Value
from ctecs_desktop.services.rollup import compute
from ctecs_desktop.services.trends import YearFigure, change, trends
from ctecs_desktop.store import plans
from tests.building import YEAR, make_measure, make_plan, make_school, make_submission, make_submitted
from tests.district import YEAR as PRACTICE_YEAR
from tests.district import District

SCHOOL = "9001116"
PLAN = make_plan([make_measure("1.01")], [make_school(SCHOOL)])


def figure(value: Value) -> DistrictFigure:
    submitted = make_submitted(make_submission(SCHOOL, {("1.01", "all"): value}))
    return roll_up(PLAN, PLAN.period(YEAR), [submitted]).figure("1.01")


def year(value: Value, *, is_broken: bool = False) -> YearFigure:
    return YearFigure(YEAR, figure(value), is_broken)


QUARTER, HALF = Ratio(Decimal(1), Decimal(4)), Ratio(Decimal(2), Decimal(4))
WITHHELD = Ratio(Suppressed(Decimal(1), Decimal(3)), Decimal(4))


@pytest.mark.parametrize(
    ("years", "step"),
    [
        ((year(QUARTER), year(HALF)), Fraction(25)),
        ((year(HALF), year(QUARTER)), Fraction(-25)),
        ((year(QUARTER), year(QUARTER)), Fraction(0)),
        ((year(QUARTER), year(HALF, is_broken=True)), None),
        ((year(QUARTER), year(WITHHELD)), None),
        ((year(Missing.NOT_COLLECTED), year(HALF)), None),
        ((YearFigure(YEAR, None, is_broken=False), year(HALF)), None),
        ((year(HALF),), None),
    ],
)
def test_a_step_is_told_between_two_known_figures_of_one_series(
    years: tuple[YearFigure, ...], step: Fraction | None
) -> None:
    assert change(years) == step


def test_a_withheld_figure_is_known_by_its_bounds_and_a_blank_is_not() -> None:
    assert year(WITHHELD).is_known
    assert not year(Missing.NOT_COLLECTED).is_known


def test_every_figure_has_the_same_kind_of_period_before_it_the_oldest_first(enrolled: District) -> None:
    with enrolled.central() as central:
        plan = central.plan
        present = compute(central, PRACTICE_YEAR)
        found = trends(central, present)
        kind = plan.period(PRACTICE_YEAR).kind
        before = sorted(
            each.code for each in plan.periods if each.kind is kind and each.starts <= plan.period(PRACTICE_YEAR).starts
        )
        assert {tuple(each.period for each in years) for years in found.values()} == {tuple(before)}
        assert found.keys() == {(each.measure, each.subgroup) for each in present.figures}
        assert before[-1] == PRACTICE_YEAR


def test_a_break_of_the_series_is_marked_in_its_year(enrolled: District) -> None:
    measure = MeasureCode("1.10")
    with enrolled.central() as central:
        plan = central.plan
        broken = replace(plan, version="broken", series_breaks=(SeriesBreak(measure, "2014-15", "Another test."),))
        plans.save_plan(central.store, broken, source="made for tests", at=central.now(), person="carol")
        found = trends(central, compute(central, PRACTICE_YEAR))
        assert [each.period for each in found[measure, ALL_STUDENTS] if each.is_broken] == ["2014-15"]
        assert not any(each.is_broken for each in found[MeasureCode("1.01"), ALL_STUDENTS])
