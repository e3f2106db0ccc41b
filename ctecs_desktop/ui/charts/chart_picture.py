"""A chart as a picture for the clipboard: the same strokes as on the screen, twice as fine."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from ctecs_desktop.ui.theme import tokens_of

_SCALE = 2


def picture_of(chart: QWidget, paint: Callable[[QPainter], None]) -> QImage:
    """The chart as it stands there, on the window's own background; ``paint`` draws it."""
    image = QImage(chart.size() * _SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SCALE)
    image.fill(QColor(tokens_of(chart).background))
    painter = QPainter(image)
    painter.setFont(chart.font())
    paint(painter)
    painter.end()
    return image
