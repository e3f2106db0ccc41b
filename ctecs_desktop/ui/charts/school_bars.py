"""One figure of every school as bars, the greatest first, with the district's line across them."""

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

_AIR = 6
_LINE_AIR = 8
"""Pixels that a bar's line of text has above and below its text together."""

_NAME_SHARE = 0.42


@dataclass(frozen=True, slots=True)
class SchoolBar:
    """A school's figure, or the interval in which it lies."""

    name: str
    low: Fraction
    high: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class SchoolComparison:
    """What the chart shows; ``district`` is None where the district has no figure. ``sentence`` says it in words."""

    bars: tuple[SchoolBar, ...]
    district: Fraction | None
    district_text: str
    sentence: str
    middle_text: str = ""
    """Stands at half of the bars, in place of those between the greatest and the least; "" where all are shown."""

    @property
    def lines(self) -> int:
        """How many lines the bars and what stands between them take."""
        return len(self.bars) + bool(self.middle_text)


def sorted_bars(bars: Sequence[SchoolBar]) -> tuple[SchoolBar, ...]:
    """The greatest first; of equal ones by name."""
    return tuple(sorted(bars, key=lambda bar: (-(bar.low + bar.high), bar.name)))


class SchoolBars(QWidget):
    """As high as its schools need; hidden where no school has a figure."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.comparison: SchoolComparison | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_comparison(self, comparison: SchoolComparison | None) -> None:
        """Draw ``comparison``; its sentence is what a screen reader says."""
        self.comparison = comparison
        is_shown = comparison is not None and bool(comparison.bars)
        self.setVisible(is_shown)
        if comparison is not None and is_shown:
            self.setAccessibleName(self._name)
            self.setAccessibleDescription(comparison.sentence)
            self.setToolTip(comparison.sentence)
            self.setMinimumHeight(self.sizeHint().height())
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        count = self.comparison.lines if self.comparison is not None else 0
        return QSize(240, (count + 1) * self._line() + 2 * _AIR)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint(painter, tokens_of(self))
        painter.end()

    def picture(self) -> QImage:
        """The chart for the clipboard."""
        return picture_of(self, lambda painter: self._paint(painter, tokens_of(self)))

    def _line(self) -> int:
        return self.fontMetrics().height() + _LINE_AIR

    def _paint(self, painter: QPainter, tokens: Tokens) -> None:
        comparison = self.comparison
        if comparison is None or not comparison.bars:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        names = (self.width() - 2 * _AIR) * _NAME_SHARE
        widest = max(self.fontMetrics().horizontalAdvance(bar.text) for bar in comparison.bars)
        place = QRectF(_AIR + names, _AIR, self.width() - 2 * _AIR - names - widest - 2 * _AIR, self.height())
        ends = [end for bar in comparison.bars for end in (bar.low, bar.high)] + [comparison.district or Fraction(0)]
        low, high = min(Fraction(0), *ends), max(Fraction(0), *ends)
        span = high - low or Fraction(1)

        def x(figure: Fraction) -> float:
            return place.left() + place.width() * float((figure - low) / span)

        half = len(comparison.bars) // 2 if comparison.middle_text else len(comparison.bars)
        for number, bar in enumerate(comparison.bars):
            top = _AIR + (number + (number >= half)) * self._line()
            line = QRectF(place.left(), top, place.width(), self._line())
            self._paint_bar(painter, bar, line, x(Fraction(0)), x(bar.low), x(bar.high), tokens=tokens)
        if comparison.middle_text:
            middle = QRectF(_AIR, _AIR + half * self._line(), self.width() - 2 * _AIR, self._line())
            painter.setPen(QColor(tokens.muted))
            painter.drawText(middle, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, comparison.middle_text)
        if comparison.district is not None:
            self._paint_district(painter, comparison, x(comparison.district), tokens)

    def _paint_bar(
        self,
        painter: QPainter,
        bar: SchoolBar,
        line: QRectF,
        *ends: float,
        tokens: Tokens,
    ) -> None:
        zero, low, high = ends
        height = line.height() * 0.55
        top = line.center().y() - height / 2
        names = QRectF(_AIR, line.top(), line.left() - 2 * _AIR, line.height())
        name = self.fontMetrics().elidedText(bar.name, Qt.TextElideMode.ElideRight, int(names.width()))
        painter.setPen(QColor(tokens.text))
        painter.drawText(names, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.control_line))
        painter.drawRect(QRectF(min(zero, low), top, abs(low - zero), height))
        if high != low:  # a withheld figure: what it may be is only outlined
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.control_line), 1, Qt.PenStyle.DashLine))
            painter.drawRect(QRectF(low, top, high - low, height))
        words = QRectF(max(high, zero) + _AIR, line.top(), line.width(), line.height())
        painter.setPen(QColor(tokens.text))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, bar.text)

    def _paint_district(self, painter: QPainter, comparison: SchoolComparison, x: float, tokens: Tokens) -> None:
        bottom = _AIR + comparison.lines * self._line()
        painter.setPen(QPen(QColor(tokens.accent), 2))
        painter.drawLine(QPointF(x, _AIR), QPointF(x, bottom))
        width = self.fontMetrics().horizontalAdvance(comparison.district_text) + 2
        left = min(max(_AIR, x - width / 2), self.width() - width - _AIR)
        words = QRectF(left, bottom, width, self._line())
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, comparison.district_text)
