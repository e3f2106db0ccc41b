"""The pages of a report one by one: whole, or as wide as there is room to read them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from ctecs_desktop.ui.page_preview import PagePreview

WIDTH, HEIGHT = 850, 1100


def a_page(colour: str) -> bytes:
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")
    return buffer.data().data()


@pytest.fixture
def preview(qtbot: QtBot) -> PagePreview:
    shown = PagePreview()
    qtbot.addWidget(shown)
    shown.resize(700, 500)
    shown.show_pages([a_page("white"), a_page("gray")])
    shown.show()
    return shown


def test_the_whole_page_is_shown_at_first(preview: PagePreview) -> None:
    assert preview.sheet.height() < 500
    assert preview.wide.text() == "Page width"


def test_a_page_fills_the_width_and_is_scrolled_by_the_arrow_keys(qtbot: QtBot, preview: PagePreview) -> None:
    preview.wide.trigger()
    qtbot.waitUntil(lambda: preview.sheet.height() > 700)
    assert preview.sheet.height() == preview.sheet.width() * HEIGHT // WIDTH
    preview.resize(500, 500)
    qtbot.waitUntil(lambda: preview.sheet.height() == preview.sheet.width() * HEIGHT // WIDTH)
    bar = preview.room.verticalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    preview.on.trigger()
    assert bar.value() == 0, "the next page is read from its top"


def test_the_whole_page_comes_back(qtbot: QtBot, preview: PagePreview) -> None:
    preview.wide.trigger()
    preview.wide.trigger()
    qtbot.waitUntil(lambda: preview.sheet.height() < 500)
    assert preview.wide.text() == "Page width"
