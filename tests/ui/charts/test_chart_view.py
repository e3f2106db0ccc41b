"""A chart in a window draws what it is given, is as high as it must be, and says the same in a sentence."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ctecs_desktop.charts.exhibit import Chart
from ctecs_desktop.charts.years import Level, Year, YearShape, draw_years
from ctecs_desktop.ui.charts.chart_view import ChartView
from ctecs_desktop.ui.theme import apply_theme
from ctecs_desktop.ui.tokens import DARK, LIGHT, Tokens

YEARS = (
    Year("2013-14", Fraction(12), Fraction(12), "12"),
    Year("2014-15", None, None, "nothing entered"),
    Year("2015-16", Fraction(10), Fraction(14), "10–14"),
)
TARGET = Level(Fraction(11), Fraction(11), "target 11")


def chart_of(*levels: Level) -> Chart:
    return Chart(partial(draw_years, YEARS, levels, shape=YearShape.LINE), "2013-14: 12; 2015-16: 10–14; target 11")


def view_of(qtbot: QtBot, chart: Chart | None, width: int = 280) -> ChartView:
    view = ChartView("The last years")
    qtbot.addWidget(view)
    view.show_chart(chart)
    view.resize(width, view.heightForWidth(width))
    return view


def drawn(view: ChartView) -> QImage:
    image = QImage(view.size(), QImage.Format.Format_RGB32)
    view.render(image)
    return image


def pixels(image: QImage, colour: str) -> int:
    """How many pixels have nearly that colour; lines are drawn with soft edges."""
    wanted = QColor(colour)

    def is_near(found: QColor) -> bool:
        pairs = ((found.red(), wanted.red()), (found.green(), wanted.green()), (found.blue(), wanted.blue()))
        return all(abs(one - other) < 60 for one, other in pairs)

    return sum(is_near(image.pixelColor(x, y)) for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize(("scheme", "tokens"), [("light", LIGHT), ("dark", DARK)])
def test_values_and_target_are_drawn_in_the_colours_of_the_theme(
    qtbot: QtBot, themed: QApplication, scheme: str, tokens: Tokens
) -> None:
    apply_theme(themed, scheme)
    with_target, without = drawn(view_of(qtbot, chart_of(TARGET))), drawn(view_of(qtbot, chart_of()))
    assert pixels(with_target, tokens.accent) > 20
    assert pixels(with_target, tokens.good) > pixels(without, tokens.good) + 50
    apply_theme(themed, "light")


def test_larger_text_makes_a_higher_chart(qtbot: QtBot, themed: QApplication) -> None:
    usual = view_of(qtbot, chart_of(TARGET)).heightForWidth(280)
    apply_theme(themed, "light", text_size=150)
    assert view_of(qtbot, chart_of(TARGET)).heightForWidth(280) > 1.4 * usual
    apply_theme(themed, "light")


def test_a_narrow_chart_is_higher_where_its_key_needs_two_lines(qtbot: QtBot, themed: QApplication) -> None:
    view = view_of(qtbot, chart_of(TARGET, Level(Fraction(13), Fraction(13), "baseline 13", is_target=False)))
    assert view.heightForWidth(130) > view.heightForWidth(500)


def test_a_screen_reader_hears_the_sentence(qtbot: QtBot) -> None:
    view = view_of(qtbot, chart_of(TARGET))
    assert view.accessibleName() == "The last years"
    assert view.accessibleDescription() == view.toolTip() == "2013-14: 12; 2015-16: 10–14; target 11"


def test_without_a_chart_nothing_is_shown(qtbot: QtBot, themed: QApplication) -> None:
    view = view_of(qtbot, None)
    assert view.isHidden()
    assert view.heightForWidth(280) == 0
