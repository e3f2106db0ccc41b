"""Bars of schools: to scale, in order, inside their room, and never by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.charts.bars import Bar, Mark, draw_bars, ordered
from ctecs_desktop.charts.drawing import Box, Dot, Drawing, Line, Role, Room
from tests.charts.rooms import assert_inside, ends, extent, figures, make_room, names, rooms, texts

bars_drawn = st.lists(
    st.builds(lambda name, pair, words: Bar(name, pair[0], pair[1], words), names, ends, names), max_size=8
)
marks_drawn = st.lists(st.builds(Mark, figures, names, is_target=st.booleans()), max_size=3)


def bar(name: str, low: int | None, high: int | None = None) -> Bar:
    end = low if high is None else high
    return Bar(name, None if low is None else Fraction(low), None if end is None else Fraction(end), f"{low} %")


def boxes(drawing: Drawing, role: Role = Role.BAR) -> list[Box]:
    return [shape for shape in drawing.shapes if isinstance(shape, Box) and shape.role is role]


def lines(drawing: Drawing, role: Role) -> list[Line]:
    return [shape for shape in drawing.shapes if isinstance(shape, Line) and shape.role is role]


@given(bars_drawn, marks_drawn, rooms, st.booleans(), st.sampled_from(["", "940 schools in between"]))
def test_nothing_stands_outside_whatever_the_figures_and_names(
    bars: list[Bar], marks: list[Mark], room: Room, from_zero: bool, between: str
) -> None:
    assert_inside(draw_bars(bars, marks, room, from_zero=from_zero, between=between))


@given(bars_drawn, marks_drawn, rooms)
def test_every_bar_begins_at_zero_or_ends_there(bars: list[Bar], marks: list[Mark], room: Room) -> None:
    drawing = draw_bars(bars, marks, room, from_zero=True)
    for zero in lines(drawing, Role.MUTED):
        for box in boxes(drawing):
            assert min(abs(box.x - zero.x1), abs(box.x + box.width - zero.x1)) < 0.001


@given(bars_drawn, rooms)
def test_a_greater_figure_has_no_shorter_bar(bars: list[Bar], room: Room) -> None:
    certain = [each for each in bars if each.low is not None and each.low == each.high and each.low >= 0]
    drawn = boxes(draw_bars(ordered(certain), [], room, from_zero=True))
    assert len(drawn) == len(certain)
    assert all(one.width >= other.width - 0.001 and one.y < other.y for one, other in pairwise(drawn))


@given(bars_drawn)
def test_the_greatest_comes_first_and_what_has_no_figure_last(bars: list[Bar]) -> None:
    found = ordered(bars)
    assert sorted(found, key=id) == sorted(bars, key=id)
    known = [each.low + each.high for each in found if each.low is not None and each.high is not None]
    assert known == sorted(known, reverse=True)
    assert all(each.low is None for each in found[len(known) :])


@given(marks_drawn, rooms)
def test_no_words_of_lines_run_into_others(marks: list[Mark], room: Room) -> None:
    said = [Mark(mark.value, f"mark {number}", mark.is_target) for number, mark in enumerate(marks)]
    drawing = draw_bars([bar("A", 500, None)], said, room, from_zero=True)
    placed = [words for words in drawing.words() if words.text.startswith("mark")]
    assert len(placed) == len(said)
    for number, one in enumerate(placed):
        for other in placed[number + 1 :]:
            (start, end), (begin, stop) = extent(one, room.type_size), extent(other, room.type_size)
            assert one.y != other.y or end <= begin or stop <= start


@given(figures, figures, rooms)
def test_no_line_runs_through_words(one: Fraction, other: Fraction, room: Room) -> None:
    drawing = draw_bars([bar("A", 500)], [Mark(one, "district 1"), Mark(other, "target 2", True)], room, from_zero=True)
    for words in drawing.words():
        if words.text in {"district 1", "target 2"}:
            start, end = extent(words, room.type_size)
            for line in (*lines(drawing, Role.ACCENT), *lines(drawing, Role.TARGET)):
                assert line.y1 >= words.y or not start <= line.x1 <= end


def test_words_of_lines_stand_in_one_row_where_there_is_room_and_beside_the_line_that_they_name() -> None:
    marks = [Mark(Fraction(12), "district 12"), Mark(Fraction(15), "target 15", is_target=True)]
    drawing = draw_bars([bar("A", 20)], marks, make_room(420), from_zero=True)
    district, target = [words for words in drawing.words() if words.text in {"district 12", "target 15"}]
    assert district.y == target.y
    (line,) = lines(drawing, Role.ACCENT)
    assert 0 < line.x1 - extent(district, 10)[1] < 10, "at its left, for the target's line is near at the right"


def test_bars_are_as_long_as_their_figures() -> None:
    first, second = boxes(draw_bars([bar("A", 20), bar("B", 10)], [], make_room(), from_zero=True))
    assert first.width == pytest.approx(2 * second.width)
    assert first.width > 0
    assert first.x == second.x


def test_a_figure_below_zero_reaches_to_the_other_side() -> None:
    up, down = boxes(draw_bars([bar("A", 10), bar("B", -10)], [], make_room(), from_zero=True))
    assert down.x + down.width == pytest.approx(up.x)
    assert down.width == pytest.approx(up.width)


@pytest.mark.parametrize(("low", "high", "sure", "may_be"), [(10, 20, 10, 10), (-20, -10, 10, 10), (-5, 15, 0, 20)])
def test_a_withheld_figure_shows_what_it_is_at_least_and_what_it_may_be(
    low: int, high: int, sure: int, may_be: int
) -> None:
    drawing = draw_bars([bar("A", low, high), bar("B", 20), bar("C", -20)], [], make_room(), from_zero=True)
    least, known, _below = boxes(drawing)
    (outlined,) = boxes(drawing, Role.OPEN_BAR)
    assert least.width * 20 == pytest.approx(known.width * sure)
    assert outlined.width * 20 == pytest.approx(known.width * may_be)


def test_the_district_is_a_line_and_the_target_a_dashed_one() -> None:
    marks = [Mark(Fraction(12), "district 12"), Mark(Fraction(15), "target 15", is_target=True)]
    drawing = draw_bars([bar("A", 20)], marks, make_room(), from_zero=True)
    assert [bool(line.dash) for role in (Role.ACCENT, Role.TARGET) for line in lines(drawing, role)] == [False, True]
    assert {"district 12", "target 15"} <= set(texts(drawing))


def test_a_scale_that_does_not_begin_at_zero_has_points_and_no_bars() -> None:
    drawing = draw_bars([bar("A", 480), bar("B", 430)], [], make_room(), from_zero=False)
    assert boxes(drawing) == []
    first, second = [shape for shape in drawing.shapes if isinstance(shape, Dot)]
    assert first.x > second.x


def test_a_school_without_a_figure_keeps_its_line_and_its_reason() -> None:
    drawing = draw_bars([bar("A", 5), Bar("B", None, None, "not applicable")], [], make_room(), from_zero=True)
    assert {"B", "not applicable"} <= set(texts(drawing))
    assert len(boxes(drawing)) == 1


def test_a_long_name_is_cut_and_a_short_one_is_not() -> None:
    long = "A very long name of a school indeed, and longer still"
    drawing = draw_bars([bar("Abbott", 5), bar(long, 3)], [], make_room(), from_zero=True)
    found = texts(drawing)
    assert "Abbott" in found
    assert any(text.endswith("…") and long.startswith(text[:-1]) for text in found)


def test_of_many_schools_those_in_between_are_counted_at_half_of_the_bars() -> None:
    drawing = draw_bars(
        [bar(name, 9 - n) for n, name in enumerate("ABCD")], [], make_room(), from_zero=True, between="9 more"
    )
    (words,) = [words for words in drawing.words() if words.text == "9 more"]
    tops = [box.y for box in boxes(drawing)]
    assert tops[1] < words.y < tops[2]


@pytest.mark.parametrize("bars", [[], [bar("A", None)], [bar("A", 0), bar("B", 0)], [bar("A", 7)]])
@pytest.mark.parametrize("from_zero", [True, False])
def test_no_equal_or_single_figures_are_no_fault(bars: Sequence[Bar], from_zero: bool) -> None:
    assert_inside(draw_bars(bars, [], make_room(), from_zero=from_zero))
