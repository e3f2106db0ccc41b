"""A chart with its words on paper's colours, whatever the theme: for the clipboard, and as the bytes of a PNG or a PDF.

May be called on the worker's thread: nothing of a window is touched.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QImageWriter, QPageSize, QPainter, QPdfWriter

from ctecs_desktop.charts.drawing import Drawing
from ctecs_desktop.charts.exhibit import Chart, Legend, draw_exhibit
from ctecs_desktop.ui.charts.painting import paint, picture_room
from ctecs_desktop.ui.tokens import LIGHT

DOTS_PER_INCH = 300
"""Of a saved picture, so that it prints and fills a slide without a blur."""

POINTS_PER_INCH = 72
WIDTH = 540.0
"""Points: seven and a half inches, the width of a slide's text or of a page without its margins."""

_TYPE, _ROW, _PLOT = 10, 17.0, 170.0
_INCHES_PER_METRE = 1 / 0.0254


def exhibit_of(chart: Chart, legend: Legend) -> Drawing:
    """The chart with its words, laid out in points."""
    return draw_exhibit(chart, legend, picture_room(WIDTH, _font(), row=_ROW, plot=_PLOT))


def image_of(drawing: Drawing) -> QImage:
    """The drawing as a picture of ``DOTS_PER_INCH``, which it is told to have."""
    scale = DOTS_PER_INCH / POINTS_PER_INCH
    width, height = math.ceil(drawing.width * scale), math.ceil(drawing.height * scale)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.background))
    painter = QPainter(image)
    _paint(painter, drawing, scale)
    painter.end()
    # Only now: fonts are measured by it.
    image.setDotsPerMeterX(round(DOTS_PER_INCH * _INCHES_PER_METRE))
    image.setDotsPerMeterY(round(DOTS_PER_INCH * _INCHES_PER_METRE))
    return image


def png_of(drawing: Drawing, *, title: str) -> bytes:
    """The drawing as PNG with its title inside."""
    image = image_of(drawing)
    image.setText("Title", title)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(buffer.data().data())


def pdf_of(drawing: Drawing, *, title: str) -> bytes:
    """The drawing as a PDF of one page of its size: lines stay lines and words stay words."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("ctecs_desktop")
    writer.setResolution(DOTS_PER_INCH)
    size = QSizeF(drawing.width, math.ceil(drawing.height))
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(writer)
    _paint(painter, drawing, DOTS_PER_INCH / POINTS_PER_INCH)
    painter.end()
    buffer.close()
    return bytes(buffer.data().data())


def _paint(painter: QPainter, drawing: Drawing, scale: float) -> None:
    painter.scale(scale, scale)
    painter.setFont(_font())
    paint(painter, drawing, LIGHT, ground=LIGHT.background)


def _font() -> QFont:
    """The program's typeface in a size of its own, which no setting of the window changes."""
    font = QFont(QGuiApplication.font().family())
    font.setPixelSize(_TYPE)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("liga"), 0)  # the ff of a fingerprint is searched for as two letters
    return font
