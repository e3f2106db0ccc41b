"""The tables about an opened figure."""

from __future__ import annotations

from decimal import Decimal

from pytestqt.modeltest import ModelTester

from ctecs_desktop.domain.rollup import DistrictFigure, roll_up
from ctecs_desktop.domain.value import Missing, Ratio, Suppressed, Value
from ctecs_desktop.services.trends import YearFigure
from ctecs_desktop.ui.rollup.figure_tables import COVERAGE, FIGURE, YearModel
from tests.building import YEAR, make_measure, make_plan, make_school, make_submission, make_submitted

SCHOOL = "9001116"
MEASURE = make_measure("1.01")
PLAN = make_plan([MEASURE], [make_school(SCHOOL), make_school("9001216")])


def figure(value: Value) -> DistrictFigure:
    submitted = make_submitted(make_submission(SCHOOL, {("1.01", "all"): value}))
    return roll_up(PLAN, PLAN.period(YEAR), [submitted]).figure("1.01")


def texts(*years: YearFigure) -> list[tuple[str, ...]]:
    model = YearModel()
    model.show_years(years, MEASURE)
    return [tuple(model.cell(row, column).text for column in range(3)) for row in model.rows]


def test_every_year_from_the_first_figure_on_stands_there_the_newest_first() -> None:
    told = texts(
        YearFigure("2012-13", None, is_broken=False),
        YearFigure("2013-14", figure(Missing.NOT_COLLECTED), is_broken=False),
        YearFigure("2014-15", figure(Ratio(Decimal(1), Decimal(4))), is_broken=False),
        YearFigure("2015-16", figure(Missing.NOT_COLLECTED), is_broken=False),
        YearFigure("2016-17", figure(Ratio(Decimal(3), Decimal(8))), is_broken=True),
    )
    assert told == [
        ("2016-17\nnew series", "37.5 %\n(3 of 8)", "1 of 2"),
        ("2015-16", "–", "–"),
        ("2014-15", "25.0 %\n(1 of 4)", "1 of 2"),
    ]


def test_a_withheld_figure_is_told_by_its_bounds() -> None:
    withheld = figure(Ratio(Suppressed(Decimal(1), Decimal(3)), Decimal(4)))
    ((_year, told, _coverage),) = texts(YearFigure("2015-16", withheld, is_broken=False))
    assert "–" in told


def test_the_table_of_years_is_a_sound_model(qtmodeltester: ModelTester) -> None:
    model = YearModel()
    model.show_years([YearFigure("2015-16", figure(Ratio(Decimal(1), Decimal(4))), is_broken=False)], MEASURE)
    qtmodeltester.check(model)
    assert model.columns[FIGURE].is_number
    assert not model.columns[COVERAGE].is_number
