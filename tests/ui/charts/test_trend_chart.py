"""The chart draws what it is given, gaps and withheld figures too, and says the same in a sentence."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from ctecs_desktop.ui.charts.trend_chart import Level, Trend, TrendChart, TrendPoint
from ctecs_desktop.ui.tokens import LIGHT

POINTS = (
    TrendPoint("2013-14", Fraction(12), Fraction(12), "12"),
    TrendPoint("2014-15", None, None, "nothing entered"),
    TrendPoint("2015-16", Fraction(10), Fraction(14), "10–14"),
)
TARGET = Level(Fraction(11), Fraction(11), "target 11")


def drawn(qtbot: QtBot, trend: Trend) -> QImage:
    chart = TrendChart("The last years")
    qtbot.addWidget(chart)
    chart.show_trend(trend)
    chart.resize(280, chart.sizeHint().height())
    image = QImage(chart.size(), QImage.Format.Format_RGB32)
    chart.render(image)
    return image


def pixels(image: QImage, colour: str) -> int:
    """How many pixels have nearly that colour; lines are drawn with soft edges."""
    wanted = QColor(colour)

    def is_near(found: QColor) -> bool:
        pairs = ((found.red(), wanted.red()), (found.green(), wanted.green()), (found.blue(), wanted.blue()))
        return all(abs(one - other) < 60 for one, other in pairs)

    return sum(is_near(image.pixelColor(x, y)) for x in range(image.width()) for y in range(image.height()))


def test_values_and_target_are_drawn_in_their_colours(qtbot: QtBot, themed: object) -> None:
    image = drawn(qtbot, Trend(POINTS, TARGET, None, "in words"))
    assert pixels(image, LIGHT.accent) > 20
    assert pixels(image, LIGHT.good) > 20
    assert pixels(drawn(qtbot, Trend(POINTS, None, None, "in words")), LIGHT.good) == 0


def test_the_picture_for_the_clipboard_shows_the_same_twice_as_fine(qtbot: QtBot, themed: object) -> None:
    chart = TrendChart("The last years")
    qtbot.addWidget(chart)
    chart.show_trend(Trend(POINTS, TARGET, None, "in words"))
    chart.resize(280, chart.sizeHint().height())
    picture = chart.picture()
    assert picture.size() == chart.size() * 2
    assert pixels(picture, LIGHT.accent) > 80
    assert pixels(picture, LIGHT.good) > 40


def test_a_screen_reader_hears_the_sentence(qtbot: QtBot) -> None:
    chart = TrendChart("The last years")
    qtbot.addWidget(chart)
    chart.show_trend(Trend(POINTS, TARGET, None, "2013-14: 12; 2015-16: 10–14; target 11"))
    assert chart.accessibleName() == "The last years"
    assert chart.accessibleDescription() == "2013-14: 12; 2015-16: 10–14; target 11"


def test_without_a_figure_there_is_no_chart(qtbot: QtBot) -> None:
    chart = TrendChart("The last years")
    qtbot.addWidget(chart)
    chart.show_trend(Trend(POINTS[1:2], TARGET, None, ""))
    assert chart.isHidden()


def test_equal_figures_do_not_divide_by_nothing(qtbot: QtBot, themed: object) -> None:
    flat = tuple(TrendPoint(label, Fraction(5), Fraction(5), "5") for label in ("a", "b"))
    assert pixels(drawn(qtbot, Trend(flat, None, None, "flat")), LIGHT.accent) > 20
