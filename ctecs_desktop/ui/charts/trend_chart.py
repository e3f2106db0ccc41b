"""A small line of years against target and baseline, with the sentence that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ctecs_desktop.ui.charts.chart_picture import picture_of
from ctecs_desktop.ui.theme import tokens_of
from ctecs_desktop.ui.tokens import Tokens

PLOT_LINES = 4
"""The plot is as high as so many lines of text: it grows with the type. Its words stand below it, a line for each."""

_SAMPLE = 24
"""Pixels of line before what it is called."""

_AIR = 6
_DOT = 3.5


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A year with its figure, or the interval that it lies in; None where there is none."""

    label: str
    low: Fraction | None
    high: Fraction | None
    text: str
    is_broken: bool = False  # the series begins anew here: no line leads to it


@dataclass(frozen=True, slots=True)
class Level:
    """A target or a baseline: where it lies and what it is called, with its figure."""

    low: Fraction
    high: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Trend:
    """What the chart shows. ``sentence`` is the same in words."""

    points: tuple[TrendPoint, ...]
    target: Level | None
    baseline: Level | None
    sentence: str

    @property
    def is_empty(self) -> bool:
        """Whether no year has a figure."""
        return not any(point.low is not None and point.high is not None for point in self.points)


class TrendChart(QWidget):
    """Hidden while there is nothing to draw."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._trend: Trend | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_trend(self, trend: Trend | None) -> None:
        """Draw ``trend``; the sentence is what a screen reader says and the tool tip shows."""
        self._trend = trend
        is_shown = trend is not None and not trend.is_empty
        self.setVisible(is_shown)
        if trend is not None and is_shown:
            self.setAccessibleName(self._name)
            self.setAccessibleDescription(trend.sentence)
            self.setToolTip(trend.sentence)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        lines = PLOT_LINES + 1 + len(self._levels())
        return QSize(240, self.fontMetrics().height() * lines + 2 * _AIR)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint(painter)
        painter.end()

    def picture(self) -> QImage:
        """The chart for the clipboard."""
        return picture_of(self, self._paint)

    def _paint(self, painter: QPainter) -> None:
        trend = self._trend
        if trend is None or trend.is_empty:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self.fontMetrics().height()
        place = QRectF(_AIR, _AIR, self.width() - 2 * _AIR, line * PLOT_LINES)
        scale = _Scale(trend, place)
        tokens = tokens_of(self)
        painter.setPen(QColor(tokens.line))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        for number, (level, colour, style) in enumerate(self._levels()):
            self._paint_level(painter, level, scale, QPen(QColor(getattr(tokens, colour)), 1.5, style), number)
        self._paint_points(painter, trend.points, scale, tokens)

    def _levels(self) -> list[tuple[Level, str, Qt.PenStyle]]:
        """Target and baseline, with the colour and the line in which they are drawn."""
        trend = self._trend
        if trend is None:
            return []
        pens = ((trend.target, "good", Qt.PenStyle.DashLine), (trend.baseline, "muted", Qt.PenStyle.DotLine))
        return [(level, colour, style) for level, colour, style in pens if level is not None]

    def _paint_level(self, painter: QPainter, level: Level, scale: _Scale, pen: QPen, number: int) -> None:
        """A line across, or two around a band, and below the plot what the line is."""
        painter.setPen(pen)
        for each in {level.low, level.high}:
            y = scale.y(each)
            painter.drawLine(QPointF(scale.place.left(), y), QPointF(scale.place.right(), y))
        height = self.fontMetrics().height()
        top = scale.place.bottom() + height * (number + 1) + 2
        middle = top + height / 2
        painter.drawLine(QPointF(scale.place.left(), middle), QPointF(scale.place.left() + _SAMPLE, middle))
        words = QRectF(scale.place.left() + _SAMPLE + _AIR, top, scale.place.width() - _SAMPLE - _AIR, height)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft, level.text)

    def _paint_points(self, painter: QPainter, points: Sequence[TrendPoint], scale: _Scale, tokens: Tokens) -> None:
        accent = QColor(tokens.accent)
        before: QPointF | None = None
        for number, point in enumerate(points):
            if point.low is None or point.high is None:
                before = None
                continue
            x = scale.x(number)
            here = QPointF(x, scale.y((point.low + point.high) / 2))
            painter.setPen(QPen(accent, 2))
            if before is not None and not point.is_broken:
                painter.drawLine(before, here)
            if point.low != point.high:  # a withheld figure: a bar over all that it may be
                painter.drawLine(QPointF(x, scale.y(point.low)), QPointF(x, scale.y(point.high)))
            painter.setBrush(accent if number == len(points) - 1 else QColor(tokens.surface))
            painter.drawEllipse(here, _DOT, _DOT)
            before = here
        self._paint_labels(painter, points, scale, tokens)

    def _paint_labels(self, painter: QPainter, points: Sequence[TrendPoint], scale: _Scale, tokens: Tokens) -> None:
        """The first and the last year, which say enough and never run into each other."""
        height = self.fontMetrics().height()
        painter.setPen(QColor(tokens.muted))
        place = QRectF(scale.place.left(), scale.place.bottom() + 2, scale.place.width(), height)
        if len(points) == 1:
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, points[0].label)
            return
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft, points[0].label)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight, points[-1].label)


class _Scale:
    """Figures to pixels; everything shown lies inside, with a tenth of air above and below."""

    def __init__(self, trend: Trend, place: QRectF) -> None:
        self.place = place
        ends = [end for point in trend.points for end in (point.low, point.high) if end is not None]
        ends += [end for level in (trend.target, trend.baseline) if level for end in (level.low, level.high)]
        self._low, high = min(ends), max(ends)
        self._span = high - self._low or Fraction(1)
        self._count = len(trend.points)

    def x(self, number: int) -> float:
        """Where the point of that number stands from left to right."""
        inside = self.place.width() - 4 * _DOT
        if self._count == 1:
            return self.place.center().x()
        return self.place.left() + 2 * _DOT + inside * number / (self._count - 1)

    def y(self, figure: Fraction) -> float:
        """Where ``figure`` lies from top to bottom."""
        share = float((figure - self._low) / self._span)
        return self.place.bottom() - self.place.height() * (0.1 + 0.8 * share)
