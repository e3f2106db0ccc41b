"""A drawing becomes SVG with every shape in it, always the same bytes, and names that stay text."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
import typst
from hypothesis import given
from lxml import etree

from ctecs_desktop.charts.bars import Bar, Mark, draw_bars
from ctecs_desktop.charts.drawing import DASHED, Anchor, Box, Dot, Drawing, Line, Role, Shape, Words
from ctecs_desktop.exchange.report.drawing_svg import FONT, PAGE_WIDTH, paper_room, picture_of, svg_of
from ctecs_desktop.exchange.report.report_pdf import draw_pictures
from tests.charts.rooms import names

SVG = "{http://www.w3.org/2000/svg}"


def drawing_of(*shapes: Shape) -> Drawing:
    return Drawing(100.2, 49.5, 8.0, shapes)


def elements(svg: str, name: str) -> list[dict[str, str]]:
    return [dict(each.attrib) for each in etree.fromstring(svg.encode()).iter(f"{SVG}{name}")]


def test_every_kind_of_shape_is_painted() -> None:
    svg = svg_of(
        drawing_of(
            Line(1, 2, 3, 4, Role.LINE),
            Line(1, 2, 3, 4, Role.TARGET, 1.2, DASHED),
            Box(1, 2, 30, 4, Role.BAR),
            Dot(5, 6, 3, Role.ACCENT),
            Dot(5, 6, 3, Role.ACCENT, is_hollow=True),
            Words("known", 7, 8),
            Words("rimmed", 7, 8, Role.MUTED, Anchor.END, 0.5, is_strong=True, has_rim=True),
        )
    )
    plain, dashed = elements(svg, "line")
    assert "stroke-dasharray" not in plain
    assert (dashed["stroke-dasharray"], dashed["stroke-width"]) == ("3 2", "1.2")
    assert [each["width"] for each in elements(svg, "rect")] == ["30.0"]
    filled, hollow = elements(svg, "circle")
    assert (filled["fill"], hollow["stroke"]) == (hollow["stroke"], filled["fill"])
    assert hollow["fill"] == "#FFFFFF"
    known, rimmed = elements(svg, "text")
    assert "stroke" not in known
    wanted = {"text-anchor": "end", "font-size": "4", "font-weight": "bold", "paint-order": "stroke"}
    assert wanted.items() <= rimmed.items()


@pytest.mark.parametrize("role", Role)
def test_every_role_has_an_ink(role: Role) -> None:
    (box,) = elements(svg_of(drawing_of(Box(0, 0, 1, 1, role))), "rect")
    assert box["fill"].startswith("#")


def test_no_bar_and_what_it_may_be_look_alike_in_grey() -> None:
    sure, may_be = elements(svg_of(drawing_of(Box(0, 0, 1, 1, Role.BAR), Box(0, 0, 1, 1, Role.OPEN_BAR))), "rect")
    assert sure["fill"] != may_be["fill"]


def test_the_picture_holds_the_whole_drawing() -> None:
    picture = picture_of(drawing_of(), name="a", alternative="b", caption="c")
    assert (picture.width, picture.height) == (100, 50)
    assert 'viewBox="0 0 100 50"' in picture.svg


@given(names)
def test_a_name_is_text_and_never_markup(name: str) -> None:
    room = paper_room(PAGE_WIDTH)
    bars = [Bar(f"<a href='x'>&{name}", Fraction(1), Fraction(1), "1")]
    first, second = (svg_of(draw_bars(bars, [], room, from_zero=True)) for _time in range(2))
    assert first == second
    root = etree.fromstring(first.encode())
    assert {each.tag for each in root.iter()} <= {f"{SVG}{tag}" for tag in ("svg", "text", "rect", "line")}
    assert str(next(root.iter(f"{SVG}text")).text).startswith("<a href='x'>&")


def test_words_are_as_wide_as_typst_sets_them() -> None:
    texts = [
        "Bristol Technical Education Center",
        "Ella T. Grasso Southeastern",
        "Emmett O'Brien",
        "Éamon Núñez, École",
        "Eligible for free or reduced-price meals",
        "10.2–14.5 %",
        "target 2015-16: 1,234.5 %",
    ]
    source = f"""#set text(font: "{FONT}", size: 8pt)
#context [#metadata(json(bytes(sys.inputs.texts)).map(each => measure(text(each)).width.pt())) <widths>]"""
    found = typst.query(
        source.encode(),
        "<widths>",
        field="value",
        sys_inputs={"texts": json.dumps(texts)},
        ignore_system_fonts=True,
    )
    room = paper_room(PAGE_WIDTH)
    for text, width in zip(texts, json.loads(found)[0], strict=True):
        assert room.width_of(text) == pytest.approx(width, rel=0.03), text


def test_typst_draws_what_the_report_draws() -> None:
    marks = [Mark(Fraction(12), "district 12"), Mark(Fraction(15), "target 15", is_target=True)]
    drawing = draw_bars([Bar("A", Fraction(3), Fraction(20), "3–20")], marks, paper_room(278), from_zero=True)
    (png,) = draw_pictures([picture_of(drawing, name="a", alternative="b", caption="c")], pixels_per_inch=72)
    assert png.startswith(b"\x89PNG")
