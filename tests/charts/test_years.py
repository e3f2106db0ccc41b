"""Years against target and baseline: gaps and breaks are seen, words never run into each other."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.charts.drawing import DASHED, DOTTED, Box, Dot, Drawing, Line, Role, Room
from ctecs_desktop.charts.years import Level, Year, YearShape, draw_years, has_figure
from tests.charts.rooms import assert_inside, ends, extent, figures, make_room, names, rooms, texts

years_drawn = st.lists(
    st.builds(
        lambda name, pair, words, beside, is_broken: Year(name, pair[0], pair[1], words, beside, is_broken),
        names,
        ends,
        names,
        st.none() | figures,
        st.booleans(),
    ),
    max_size=7,
)
levels_drawn = st.lists(
    st.builds(
        lambda pair, words, is_target: Level(pair[0], pair[1], words, is_target),
        st.tuples(figures, figures).map(sorted),
        names,
        st.booleans(),
    ),
    max_size=2,
)
shapes_drawn = st.sampled_from(YearShape)

TARGET = Level(Fraction(11), Fraction(11), "target 11")
BASELINE = Level(Fraction(13), Fraction(13), "baseline 13", is_target=False)


def year(name: str, low: int | None, high: int | None = None, *, is_broken: bool = False) -> Year:
    end = low if high is None else high
    figure = None if low is None else Fraction(low)
    return Year(
        name, figure, None if end is None else Fraction(end), "none" if low is None else f"{low} %", None, is_broken
    )


KNOWN = [year("2013-14", 12), year("2014-15", 14), year("2015-16", 10)]


def lines(drawing: Drawing, role: Role, width: float) -> list[Line]:
    return [shape for shape in drawing.shapes if isinstance(shape, Line) and (shape.role, shape.width) == (role, width)]


@given(years_drawn, levels_drawn, rooms, shapes_drawn, names)
def test_nothing_stands_outside_whatever_the_figures_and_names(
    years: list[Year], levels: list[Level], room: Room, shape: YearShape, beside: str
) -> None:
    assert_inside(draw_years(years, levels, room, shape=shape, beside=beside))


@given(st.integers(1, 12), st.integers(1, 30), rooms, shapes_drawn)
def test_no_year_and_no_figure_runs_into_another(count: int, length: int, room: Room, shape: YearShape) -> None:
    years = [Year("y" * length, Fraction(n), Fraction(n), "f" * length) for n in range(count)]
    words = list(draw_years(years, [], room, shape=shape).words())
    for letter in "yf":
        row = sorted(extent(each, room.type_size) for each in words if each.text.startswith(letter))
        assert all(one[1] <= other[0] + 0.001 for one, other in pairwise(row))
    assert sum(each.text.startswith("f") for each in words) in {1, count}


@given(st.lists(figures, min_size=1, max_size=5), st.lists(figures, max_size=2), figures, rooms)
def test_no_line_runs_through_a_figure(
    found: list[Fraction], targets: list[Fraction], beside: Fraction, room: Room
) -> None:
    years = [Year(f"y{number}", each, each, "f", beside) for number, each in enumerate(found)]
    drawing = draw_years(years, [Level(each, each, "t") for each in targets], room, shape=YearShape.BARS, beside="b")
    last = max(shape.y1 for shape in drawing.shapes if isinstance(shape, Line) and shape.width == 0.6)
    across = {shape.y1 for shape in drawing.shapes if isinstance(shape, Line) and shape.y1 == shape.y2 != last}
    for words in drawing.words():
        if words.text == "f":
            assert not any(words.y - 0.6 * room.type_size < y < words.y + 0.1 * room.type_size for y in across)
    assert_inside(drawing)


@given(st.lists(figures, min_size=1, max_size=6), rooms)
def test_a_greater_figure_stands_higher_and_its_bar_begins_at_the_foot_or_at_zero(
    found: list[Fraction], room: Room
) -> None:
    years = [Year(str(number), each, each, "") for number, each in enumerate(found)]
    bars = [shape for shape in draw_years(years, [], room, shape=YearShape.BARS).shapes if isinstance(shape, Box)]
    zeros = [bar.y + bar.height if each >= 0 else bar.y for bar, each in zip(bars, found, strict=True)]
    assert max(zeros) - min(zeros) < 0.001
    tops = sorted(zip(found, (zero - bar.y for zero, bar in zip(zeros, bars, strict=True)), strict=True))
    assert all(one[1] <= other[1] + 0.001 for one, other in pairwise(tops))


def test_target_and_baseline_cross_the_plot_and_are_named() -> None:
    drawing = draw_years(KNOWN, [TARGET, BASELINE], make_room(), shape=YearShape.LINE)
    (across,) = [line for line in lines(drawing, Role.TARGET, 1.2) if line.x2 == drawing.width]
    (begun,) = [line for line in lines(drawing, Role.MUTED, 1.2) if line.x2 == drawing.width]
    assert (across.dash, begun.dash) == (DASHED, DOTTED)
    assert begun.y1 < across.y1, "the baseline of 13 stands above the target of 11"
    assert {"target 11", "baseline 13"} <= set(texts(drawing))


def test_a_target_band_has_two_lines() -> None:
    band = Level(Fraction(10), Fraction(12), "target 10–12")
    drawing = draw_years(KNOWN, [band], make_room(), shape=YearShape.BARS)
    assert len([line for line in lines(drawing, Role.TARGET, 1.2) if line.x2 == drawing.width]) == 2


def test_no_line_leads_over_a_broken_series_or_a_missing_year() -> None:
    broken = [KNOWN[0], year("2014-15", 14, is_broken=True), KNOWN[2]]
    missing = [KNOWN[0], year("2014-15", None), KNOWN[2]]

    def segments(years: list[Year]) -> int:
        return len(lines(draw_years(years, [], make_room(), shape=YearShape.LINE), Role.ACCENT, 2))

    assert [segments(each) for each in (KNOWN, broken, missing)] == [2, 1, 0]


def test_a_break_is_marked_before_its_year() -> None:
    broken = [KNOWN[0], year("2014-15", 14, is_broken=True)]
    (mark,) = lines(draw_years(broken, [], make_room(), shape=YearShape.BARS), Role.MUTED, 0.8)
    assert mark.x1 == make_room().width / 2


def test_a_withheld_figure_is_a_stroke_over_all_that_it_may_be() -> None:
    drawing = draw_years([KNOWN[0], year("2014-15", 10, 14)], [], make_room(), shape=YearShape.LINE)
    assert [line for line in lines(drawing, Role.ACCENT, 2) if line.x1 == line.x2]


def test_only_the_last_year_of_a_line_is_filled() -> None:
    drawing = draw_years(KNOWN, [], make_room(), shape=YearShape.LINE)
    assert [shape.is_hollow for shape in drawing.shapes if isinstance(shape, Dot)] == [True, True, False]


def test_the_districts_line_is_named_only_where_it_is_drawn() -> None:
    beside = [Year("2015-16", Fraction(1), Fraction(1), "1", Fraction(2))]
    assert "district" in texts(draw_years(beside, [], make_room(), shape=YearShape.BARS, beside="district"))
    assert "district" not in texts(draw_years(KNOWN, [], make_room(), shape=YearShape.BARS, beside="district"))


@pytest.mark.parametrize("shape", YearShape)
def test_no_equal_or_single_figures_are_no_fault(shape: YearShape) -> None:
    flat = [year("a", 5), year("b", 5)]
    for years in ([], [year("a", None)], flat, flat[:1]):
        assert_inside(draw_years(years, [], make_room(), shape=shape))
    assert not has_figure([year("a", None)])
    assert has_figure(flat)
