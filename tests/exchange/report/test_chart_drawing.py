"""Charts are drawn to scale, say nothing by colour alone and survive any name."""

from __future__ import annotations

from fractions import Fraction

from lxml import etree

from ctecs_desktop.exchange.report.chart_drawing import (
    Bar,
    Drawing,
    Mark,
    SmallLine,
    SmallPoint,
    draw_bars,
    draw_small_lines,
)

SVG = "{http://www.w3.org/2000/svg}"


def shapes(drawing: Drawing, name: str) -> list[dict[str, str]]:
    root = etree.fromstring(drawing.svg.encode())
    return [dict(each.attrib) for each in root.iter(f"{SVG}{name}")]


def texts(drawing: Drawing) -> list[str]:
    return [str(each.text) for each in etree.fromstring(drawing.svg.encode()).iter(f"{SVG}text")]


def bar(name: str, low: int | None, high: int | None = None) -> Bar:
    end = low if high is None else high
    return Bar(name, None if low is None else Fraction(low), None if end is None else Fraction(end), f"{low} %")


def test_bars_are_as_long_as_their_figures() -> None:
    boxes = shapes(draw_bars([bar("A", 20), bar("B", 10)], [], from_zero=True), "rect")
    assert float(boxes[0]["width"]) == 2 * float(boxes[1]["width"]) > 0
    assert boxes[0]["x"] == boxes[1]["x"]


def test_a_withheld_figure_shows_what_it_is_at_least_and_what_it_may_be() -> None:
    boxes = shapes(draw_bars([bar("A", 10, 20), bar("B", 20)], [], from_zero=True), "rect")
    assert len({each["fill"] for each in boxes}) == 2
    may_be, least, known = boxes
    assert float(may_be["x"]) == float(least["x"]) + float(least["width"])
    assert abs(float(may_be["width"]) + float(least["width"]) - float(known["width"])) < 0.2


def test_the_district_is_a_line_and_the_target_a_dashed_one() -> None:
    marks = [Mark(Fraction(12), "district 12"), Mark(Fraction(15), "target 15", is_target=True)]
    drawing = draw_bars([bar("A", 20)], marks, from_zero=True)
    dashed = [each for each in shapes(drawing, "line") if "stroke-dasharray" in each]
    assert len(dashed) == 1
    assert {"district 12", "target 15"} <= set(texts(drawing))


def test_a_scale_that_does_not_begin_at_zero_has_points_and_no_bars() -> None:
    drawing = draw_bars([bar("A", 480), bar("B", 430)], [], from_zero=False)
    assert shapes(drawing, "rect") == []
    assert len(shapes(drawing, "circle")) == 2


def test_a_school_without_a_figure_keeps_its_line_and_its_reason() -> None:
    drawing = draw_bars([bar("A", 5), Bar("B", None, None, "not applicable")], [], from_zero=True)
    assert "not applicable" in texts(drawing)
    assert len(shapes(drawing, "rect")) == 1


def test_names_are_text_and_never_markup() -> None:
    drawing = draw_bars([bar('<a href="x">&', 5), bar("A very long name of a school indeed", 3)], [], from_zero=True)
    assert '<a href="x">&' in texts(drawing)
    assert any(text.endswith("…") for text in texts(drawing))


def test_no_line_leads_over_a_broken_series_or_a_missing_year() -> None:
    known = SmallPoint(Fraction(1), Fraction(1))
    whole = SmallLine("A", (known, known, known), "1")
    broken = SmallLine("A", (known, SmallPoint(Fraction(1), Fraction(1), is_broken=True), known), "1")
    missing = SmallLine("A", (known, SmallPoint(None, None), known), "1")

    def segments(line: SmallLine) -> int:
        return sum(1 for each in shapes(draw_small_lines([line]), "line") if each["stroke-width"] == "1.2")

    assert [segments(each) for each in (whole, broken, missing)] == [2, 1, 0]


def test_all_equal_or_no_figures_are_drawn_without_a_fault() -> None:
    assert draw_bars([bar("A", 0), bar("B", 0)], [], from_zero=True).height > 0
    assert shapes(draw_bars([bar("A", None)], [], from_zero=True), "rect") == []
    assert shapes(draw_small_lines([SmallLine("A", (SmallPoint(None, None),), "")]), "circle") == []
    assert draw_small_lines([]).height > 0
