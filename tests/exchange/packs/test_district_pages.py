"""The district's figures in the plan workbook: what is read back is what was frozen, and a forged cell is refused."""

from __future__ import annotations

import functools
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from ctecs_desktop.domain.district_figures import NOTHING_FROZEN, DistrictFigures, FrozenYear, KnownFigure
from ctecs_desktop.domain.errors import WrongTemplate
from ctecs_desktop.domain.observation import MeasureCode, PeriodCode
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.exchange.packs.district_pages import DISTRICT_FIGURES, NOTHING_TOLD, district_page
from ctecs_desktop.exchange.packs.plan_pack import _pages, read_plan_pack, write_plan_pack
from ctecs_desktop.exchange.plan_files import shipped_plan
from ctecs_desktop.exchange.workbook.workbook_page import Content, Page
from tests.exchange.pack_building import (
    cell_that_says,
    make_pack_identity,
    plan_workbook,
    signed,
    small_district,
    with_cell,
)


def figure(measure: str, value: Fraction, *parts: int) -> KnownFigure:
    numerator, denominator = (*map(Decimal, parts), None, None)[:2]
    return KnownFigure(MeasureCode(measure), value, numerator, denominator, 17, 18)


def year(name: str, number: int, *figures: KnownFigure) -> FrozenYear:
    return FrozenYear(PeriodCode(name), name, number, "2020-08-01T12:30:00Z", "0123456789ab", figures)


ABSENCE = figure("1.01", Fraction(136_400, 10_741), 1364, 10_741)
FIGURES = DistrictFigures(
    4,
    (
        year("2018-19", 2, figure("1.01", Fraction(140_000, 10_741), 1400, 10_741)),
        year("2019-20", 4, ABSENCE, figure("1.04", Fraction(12), 12), figure("3.01", Fraction(10_706), 10_706)),
    ),
)


@functools.cache
def published(figures: DistrictFigures = FIGURES) -> bytes:
    plan, district = shipped_plan(), small_district()
    identity = make_pack_identity(WorkbookKind.PLAN, plan_version=plan.version)
    return write_plan_pack(plan, district.trust, figures, identity=identity, signer=district.authority)


def pages() -> list[Page]:
    return list(_pages(read_plan_pack(published())))


def sheet(figures: DistrictFigures) -> Page:
    return district_page(figures, shipped_plan(), footer="")


def test_the_figures_are_read_as_they_were_frozen() -> None:
    pack = read_plan_pack(published())
    assert pack.district == FIGURES
    year_of_both = pack.district.year("2019-20")
    assert year_of_both is not None
    assert year_of_both.figure(MeasureCode("1.01")) == ABSENCE
    assert year_of_both.figure(MeasureCode("2.01")) is None


def test_a_plan_without_frozen_figures_has_the_sheet_and_says_so() -> None:
    pack = read_plan_pack(plan_workbook())
    assert pack.district == NOTHING_FROZEN
    page = sheet(NOTHING_FROZEN)
    assert page.name == DISTRICT_FIGURES
    assert [cell.content for cell in page.rows[-1]] == [NOTHING_TOLD]


def test_a_stranger_reads_each_figure_as_it_is_shown_with_its_unit_parts_and_schools() -> None:
    rows = [[cell.content for cell in row] for row in sheet(FIGURES).rows[4:]]
    codes = [(row[0], row[2]) for row in rows]
    assert codes == [("1.01", "2018-19"), ("1.01", "2019-20"), ("1.04", "2019-20"), ("3.01", "2019-20")]
    assert rows[1][3:10] == [Decimal("12.7"), "%", Decimal(1364), Decimal(10_741), Decimal(17), Decimal(18), Decimal(4)]
    assert rows[1][-1] == "136400/10741"
    widths = sheet(FIGURES).widths
    assert all(len(str(row[at] or "")) <= widths[at] for row in rows for at in range(len(widths)) if at != 1)


def test_an_exact_third_a_date_and_a_mean_come_back() -> None:
    plan = shipped_plan()
    dates = next(each for each in plan.measures if each.unit.value == "milestone date")
    means = next(each for each in plan.measures if each.unit.value == "mean")
    told = [
        figure(dates.code, Fraction(737_515), *()),
        KnownFigure(means.code, Fraction(100, 3), Decimal("1533.5"), Decimal(46), 3, 3),
    ]
    told.sort(key=lambda each: [measure.code for measure in plan.measures].index(each.measure))
    figures = DistrictFigures(1, (year("2019-20", 1, *told),))
    assert read_plan_pack(published(figures)).district == figures


@pytest.mark.parametrize(
    ("found", "content", "code"),
    [
        ("136400/10741", "150000/10741", "cell.changed"),
        ("136400/10741", "1/0", "workbook.district_figure"),
        ("136400/10741", "2/4", "workbook.district_figure"),
        ("136400/10741", "9" * 80, "workbook.district_figure"),
        ("136400/10741", "12.7", "workbook.district_figure"),
        (Decimal(1364), Decimal(1365), None),
        (Decimal("12.7"), Decimal("12.6"), "cell.changed"),
        ("%", "of all", "cell.changed"),
        (Decimal(4), "four", "workbook.district_figure"),
        (Decimal(4), Decimal(5), "workbook.district_figure"),
        ("2018-19", "2019-20", "workbook.district_figure"),
    ],
)
def test_a_cell_that_says_something_else_is_refused_under_a_good_signature(
    found: Content, content: Content, code: str | None
) -> None:
    """A numerator stands for itself: whoever holds the district's key may say another one."""
    made = pages()
    cell = cell_that_says(made, DISTRICT_FIGURES, found)
    forged = signed(with_cell(made, DISTRICT_FIGURES, cell, content), small_district().authority)
    if code is None:
        assert read_plan_pack(forged).district != FIGURES
        return
    with pytest.raises(WrongTemplate) as refused:
        read_plan_pack(forged)
    assert refused.value.code == code
    assert refused.value.params["sheet"] == DISTRICT_FIGURES


def test_a_figure_that_is_there_twice_is_refused() -> None:
    made = pages()
    page = next(each for each in made if each.name == DISTRICT_FIGURES)
    twice = [replace(each, rows=(*each.rows, page.rows[4])) if each is page else each for each in made]
    with pytest.raises(WrongTemplate) as refused:
        read_plan_pack(signed(twice, small_district().authority))
    assert refused.value.code == "workbook.district_figure"


def test_a_newest_snapshot_that_is_no_number_is_refused() -> None:
    made = pages()
    cell = cell_that_says(made, "Plan", "District figures up to snapshot").replace("A", "B")
    with pytest.raises(WrongTemplate) as refused:
        read_plan_pack(signed(with_cell(made, "Plan", cell, "many"), small_district().authority))
    assert refused.value.code == "workbook.fact_not_a_number"
