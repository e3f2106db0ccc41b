"""Every shape of a drawing is painted, in the colours of the theme, and a PDF keeps its words and lines."""

from __future__ import annotations

import io
import re
from collections import Counter
from fractions import Fraction
from functools import partial

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter
from pytestqt.qtbot import QtBot

from ctecs_desktop.charts.bars import Bar, Mark, draw_bars
from ctecs_desktop.charts.drawing import DASHED, Anchor, Box, Dot, Drawing, Line, Role, Shape, Words
from ctecs_desktop.charts.exhibit import Chart, Legend
from ctecs_desktop.ui.charts.chart_picture import DOTS_PER_INCH, WIDTH, exhibit_of, image_of, pdf_of, png_of
from ctecs_desktop.ui.charts.painting import paint, picture_room, window_room
from ctecs_desktop.ui.tokens import DARK, LIGHT, Tokens

GROUND = "#ffff00"
"""Nothing that is drawn has it."""

BARS = [
    Bar("Henry Abbott", Fraction(12), Fraction(12), "12.0 %"),
    Bar("Bullard-Havens", Fraction(5), Fraction(9), "5–9 %"),
]
MARKS = [Mark(Fraction(10), "district 10.0 %"), Mark(Fraction(8), "target 8.0 %", is_target=True)]
CHART = Chart(partial(draw_bars, BARS, MARKS, from_zero=True), "The greatest is Henry Abbott with 12.0 %.")
LEGEND = Legend("1.01  Chronic absence", "By school, 2015-16", "The district: 2 of 18.\nInternal: not for publication.")


def painted(*shapes: Shape, tokens: Tokens = LIGHT) -> QImage:
    image = QImage(100, 40, QImage.Format.Format_RGB32)
    image.fill(QColor(GROUND))
    painter = QPainter(image)
    font = QFont(QGuiApplication.font())
    font.setPixelSize(14)
    painter.setFont(font)
    paint(painter, Drawing(100, 40, 14, shapes), tokens, ground=GROUND)
    painter.end()
    return image


def colours(image: QImage) -> Counter[str]:
    return Counter(image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height()))


def inked(image: QImage) -> list[int]:
    """The columns in which anything stands."""
    ground = QColor(GROUND)
    return [x for x in range(image.width()) if any(image.pixelColor(x, y) != ground for y in range(image.height()))]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_colour_of_the_theme(qapp: object, role: Role, tokens: Tokens) -> None:
    found = colours(painted(Line(10, 20, 90, 20, role, 6), tokens=tokens))
    del found[GROUND]
    values = {str(getattr(tokens, name)).lower() for name in ("text", "muted", "accent", "line", "control_line")}
    values |= {tokens.good.lower(), tokens.warn.lower(), tokens.bad.lower()}
    assert found.most_common(1)[0][0] in values


def test_every_kind_of_shape_is_painted_where_it_stands(qapp: object) -> None:
    assert inked(painted(Box(10, 5, 20, 20, Role.BAR))) == list(range(10, 30))
    assert inked(painted(Line(40, 5, 60, 5, Role.LINE, 2))) == list(range(40, 60))
    assert inked(painted(Dot(50, 20, 5, Role.ACCENT))) == list(range(45, 55))


def test_a_dashed_line_has_gaps_and_a_hollow_dot_shows_the_ground(qapp: object) -> None:
    assert 40 < len(inked(painted(Line(10, 20, 90, 20, Role.TARGET, 1.2, DASHED)))) < 70
    hollow = painted(Dot(50, 20, 8, Role.ACCENT, is_hollow=True))
    assert hollow.pixelColor(50, 20) == QColor(GROUND)
    assert hollow.pixelColor(43, 20) == QColor(LIGHT.accent)


def test_what_a_figure_may_be_is_only_outlined(qapp: object) -> None:
    image = painted(Box(10, 5, 40, 30, Role.OPEN_BAR))
    assert image.pixelColor(30, 20) == QColor(GROUND)
    assert inked(image)


@pytest.mark.parametrize("anchor", Anchor)
def test_words_stand_at_their_anchor(qapp: object, anchor: Anchor) -> None:
    columns = inked(painted(Words("mmm", 50, 25, anchor=anchor)))
    middle = (columns[0] + columns[-1]) / 2
    assert {Anchor.START: middle > 55, Anchor.MIDDLE: abs(middle - 50) < 3, Anchor.END: middle < 45}[anchor]


def test_words_are_larger_stronger_and_rimmed_where_the_drawing_says_so(qapp: object) -> None:
    plain = len(inked(painted(Words("mmm", 10, 25))))
    assert len(inked(painted(Words("mmm", 10, 25, scale=1.5)))) > 1.3 * plain
    assert len(inked(painted(Words("mmm", 10, 25, is_strong=True)))) > plain
    bar, words = Box(0, 0, 100, 40, Role.ACCENT), Words("mmm", 10, 25, Role.TEXT)
    rimmed = Words("mmm", 10, 25, Role.TEXT, has_rim=True)
    assert colours(painted(bar, words))[GROUND] == 0
    assert colours(painted(bar, rimmed))[GROUND] > 20


def test_the_room_of_a_window_grows_with_its_type(qapp: object) -> None:
    small, large = QFont(QGuiApplication.font()), QFont(QGuiApplication.font())
    small.setPixelSize(12)
    large.setPixelSize(18)
    one, other = window_room(300, small), window_room(300, large)
    assert (one.type_size, other.type_size) == (12, 18)
    assert other.row > one.row
    assert other.plot > one.plot
    assert other.width_of("district") == pytest.approx(1.5 * one.width_of("district"), rel=0.15)


def test_text_is_measured_for_paper_as_it_is_printed(qapp: object) -> None:
    font = QFont(QGuiApplication.font())
    font.setPixelSize(10)
    room = picture_room(500, font, row=17, plot=100)
    assert room.width_of("mmmm") == pytest.approx(4 * room.width_of("m"), rel=0.02)


def test_a_png_is_fine_enough_to_print_and_light_whatever_the_theme(qtbot: QtBot, themed: object) -> None:
    image = QImage.fromData(png_of(exhibit_of(CHART, LEGEND), title="a title"))
    assert image.width() == round(WIDTH / 72 * DOTS_PER_INCH)
    assert image.dotsPerMeterX() * 0.0254 == pytest.approx(DOTS_PER_INCH, abs=1)
    assert image.text("Title") == "a title"
    small = image.scaled(image.width() // 5, image.height() // 5)
    found = colours(small)
    assert found.most_common(1)[0][0] == LIGHT.background.lower()
    for colour in (LIGHT.accent, LIGHT.control_line):
        assert found[colour.lower()] > 10
    assert colours(image_of(exhibit_of(CHART, LEGEND)).scaled(small.size())) == found


def test_a_pdf_keeps_its_words_its_lines_and_its_title(qtbot: QtBot, themed: object) -> None:
    drawing = exhibit_of(CHART, LEGEND)
    reader = PdfReader(io.BytesIO(pdf_of(drawing, title="1.01  Chronic absence: by school")))
    (page,) = reader.pages
    assert reader.metadata is not None
    assert reader.metadata.title == "1.01  Chronic absence: by school"
    assert float(page.mediabox.width) == pytest.approx(WIDTH, abs=1)
    assert float(page.mediabox.height) == pytest.approx(drawing.height, abs=1)
    assert not page.images
    told = re.sub(r"\s", "", page.extract_text())
    for words in drawing.words():
        assert re.sub(r"\s", "", words.text) in told, words.text
