"""Paints a drawing with QPainter, wherever that paints to: a window, a picture, a PDF."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPainterPath, QPen

from ctecs_desktop.charts.drawing import Anchor, Box, Dot, Drawing, Line, Role, Room, Shape, Words
from ctecs_desktop.ui.tokens import Tokens

_ROW_AIR = 8
"""Pixels that a row has above and below its text together."""

_PLOT_LINES = 5
_RIM = 3
_FINE = 100
"""Times larger than life that letters are measured: at their own size a screen's would be rounded."""


def window_room(width: int, font: QFont) -> Room:
    """The room of a chart in a window, in pixels: it grows with the type."""
    metrics = QFontMetricsF(font)
    line = metrics.height()
    return Room(width, QFontInfo(font).pixelSize(), line + _ROW_AIR, line * _PLOT_LINES, metrics.horizontalAdvance)


def picture_room(width: float, font: QFont, *, row: float, plot: float) -> Room:
    """The room of a chart in a picture, in points; ``font`` has its size in pixels, which are points there."""
    large = QFont(font)
    large.setPixelSize(font.pixelSize() * _FINE)
    metrics = QFontMetricsF(large)
    return Room(width, font.pixelSize(), row, plot, lambda text: metrics.horizontalAdvance(text) / _FINE)


def paint(painter: QPainter, drawing: Drawing, tokens: Tokens, *, ground: str) -> None:
    """Paint every shape; the painter's font is that of the room, ``ground`` the colour on which the drawing stands."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape in drawing.shapes:
        _paint(painter, shape, QColor(_colour(shape.role, tokens)), QColor(ground))
    painter.restore()


def _colour(role: Role, tokens: Tokens) -> str:
    colours = {
        Role.TEXT: tokens.text,
        Role.MUTED: tokens.muted,
        Role.ACCENT: tokens.accent,
        Role.TARGET: tokens.good,
        Role.LINE: tokens.line,
        Role.BAR: tokens.control_line,
        Role.OPEN_BAR: tokens.control_line,
        Role.GOOD: tokens.good,
        Role.FAIR: tokens.accent,
        Role.UNSURE: tokens.warn,
        Role.BAD: tokens.bad,
    }
    return colours[role]


def _paint(painter: QPainter, shape: Shape, colour: QColor, ground: QColor) -> None:
    if isinstance(shape, Line):
        painter.setPen(_pen(shape, colour))
        painter.drawLine(QPointF(shape.x1, shape.y1), QPointF(shape.x2, shape.y2))
    elif isinstance(shape, Box):
        place = QRectF(shape.x, shape.y, shape.width, shape.height)
        if shape.role is Role.OPEN_BAR:  # only outlined: a desktop of high contrast has no second colour for bars
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
            painter.drawRect(place.adjusted(0, 0.5, -0.5, -0.5))
        else:
            painter.fillRect(place, colour)
    elif isinstance(shape, Dot):
        painter.setPen(QPen(colour, 2) if shape.is_hollow else Qt.PenStyle.NoPen)
        painter.setBrush(ground if shape.is_hollow else colour)
        radius = shape.radius - shape.is_hollow
        painter.drawEllipse(QPointF(shape.x, shape.y), radius, radius)
    else:
        _write(painter, shape, colour, ground)


def _pen(line: Line, colour: QColor) -> QPen:
    pen = QPen(colour, line.width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if line.dash:
        pen.setDashPattern([each / line.width for each in line.dash])  # Qt counts in widths of the pen
    return pen


def _write(painter: QPainter, words: Words, colour: QColor, ground: QColor) -> None:
    own = painter.font()
    font = QFont(own)
    if words.scale != 1:
        if own.pixelSize() > 0:
            font.setPixelSize(round(own.pixelSize() * words.scale))
        else:
            font.setPointSizeF(own.pointSizeF() * words.scale)
    font.setBold(words.is_strong)
    shift = {Anchor.START: 0.0, Anchor.MIDDLE: 0.5, Anchor.END: 1.0}[words.anchor]
    left = words.x - shift * QFontMetricsF(font, painter.device()).horizontalAdvance(words.text)
    if words.has_rim:
        path = QPainterPath()
        path.addText(QPointF(left, words.y), font, words.text)
        pen = QPen(ground, _RIM)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(QPointF(left, words.y), words.text)
    painter.setFont(own)
