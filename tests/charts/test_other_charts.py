"""Small multiples, gaps of groups, the numbers at a glance, and a chart with its words: inside their room and whole."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.charts.bars import Bar, draw_bars
from ctecs_desktop.charts.drawing import Box, Dot, Drawing, Line, Role, Room
from ctecs_desktop.charts.exhibit import Chart, Legend, draw_exhibit
from ctecs_desktop.charts.gaps import GapGroup, GapRow, draw_gaps
from ctecs_desktop.charts.glance import GlanceNumber, GlancePart, draw_glance
from ctecs_desktop.charts.small_lines import SmallLine, SmallPoint, draw_small_lines
from tests.charts.rooms import assert_inside, ends, figures, make_room, names, rooms, texts

points = st.builds(lambda pair, is_broken: SmallPoint(pair[0], pair[1], is_broken), ends, st.booleans())
small_lines = st.lists(
    st.builds(SmallLine, names, st.lists(points, max_size=5).map(tuple), names, is_strong=st.booleans()), max_size=7
)
rows = st.builds(
    lambda name, pair, words: GapRow(name, pair[0], pair[1], words),
    names,
    st.tuples(figures, figures).map(sorted),
    names,
)
groups = st.lists(st.builds(GapGroup, names, st.lists(rows, max_size=4).map(tuple)), max_size=4)
numbers = st.lists(st.builds(GlanceNumber, names, names, names), max_size=4)
parts = st.lists(st.builds(GlancePart, st.integers(0, 60), names, st.sampled_from(Role)), max_size=6)


@given(small_lines, rooms)
def test_small_charts_stand_inside(lines: list[SmallLine], room: Room) -> None:
    assert_inside(draw_small_lines(lines, room))


@given(groups, figures, names, rooms)
def test_gaps_stand_inside(found: list[GapGroup], reference: Fraction, words: str, room: Room) -> None:
    assert_inside(draw_gaps(found, reference, words, room), slack=3)


@given(numbers, parts, rooms)
def test_the_numbers_at_a_glance_stand_inside(found: list[GlanceNumber], told: list[GlancePart], room: Room) -> None:
    assert_inside(draw_glance(found, told, room))


def test_small_charts_share_one_scale_and_heed_breaks_and_gaps() -> None:
    def line(*values: int | None, broken: int = -1) -> SmallLine:
        figures = [None if value is None else Fraction(value) for value in values]
        return SmallLine("A", tuple(SmallPoint(f, f, n == broken) for n, f in enumerate(figures)), "1")

    def segments(drawing: Drawing) -> int:
        return sum(isinstance(shape, Line) and shape.width == 1.2 for shape in drawing.shapes)

    room = make_room()
    cases = (line(1, 1, 1), line(1, 1, 1, broken=1), line(1, None, 1))
    assert [segments(draw_small_lines([each], room)) for each in cases] == [2, 1, 0]
    low, high = [shape for shape in draw_small_lines([line(1), line(9)], room).shapes if isinstance(shape, Dot)]
    assert low.y > high.y


def test_a_known_group_is_a_dot_and_one_within_bounds_a_bar() -> None:
    group = GapGroup(
        "Gender", (GapRow("Female", Fraction(5), Fraction(5), "5 %"), GapRow("Male", Fraction(2), Fraction(4), "2–4 %"))
    )
    drawing = draw_gaps([group], Fraction(3), "All students 3 %", make_room())
    dots = [shape for shape in drawing.shapes if isinstance(shape, Dot)]
    bars = [shape for shape in drawing.shapes if isinstance(shape, Line) and shape.role is Role.BAR]
    (reference,) = [shape for shape in drawing.shapes if isinstance(shape, Line) and shape.role is Role.ACCENT]
    assert len(dots) == len(bars) == 1
    assert bars[0].x1 < reference.x1 < bars[0].x2 < dots[0].x


def test_parts_are_as_wide_as_they_are_many_and_those_of_nothing_are_left_out() -> None:
    told = [GlancePart(3, "3 met", Role.GOOD), GlancePart(0, "0 none", Role.BAR), GlancePart(1, "1 off", Role.BAD)]
    drawing = draw_glance([GlanceNumber("4", "measures")], told, make_room())
    first, second = [shape for shape in drawing.shapes if isinstance(shape, Box)][:2]
    assert abs(first.width - 3 * second.width) < 0.001
    assert "0 none" not in texts(drawing)


@given(names, names, names, names, rooms)
def test_a_chart_with_its_words_stands_inside(title: str, sentence: str, source: str, name: str, room: Room) -> None:
    draw = partial(draw_bars, [Bar(name, Fraction(3), Fraction(3), "3")], [], from_zero=True)
    assert_inside(draw_exhibit(Chart(draw, f"{sentence} {sentence}"), Legend(title, sentence, source), room))


def test_title_chart_sentence_and_source_stand_below_each_other() -> None:
    draw = partial(draw_bars, [Bar("School", Fraction(3), Fraction(3), "3")], [], from_zero=True)
    legend = Legend("1.01  Absence", "By school", "District\nInternal: not for publication.")
    drawing = draw_exhibit(Chart(draw, "The greatest is 3."), legend, make_room())
    places = {words.text: words.y for words in drawing.words()}
    told = ["1.01  Absence", "By school", "School", "The greatest is 3.", "District", "Internal: not for publication."]
    assert [places[text] for text in told] == sorted(places[text] for text in told)
