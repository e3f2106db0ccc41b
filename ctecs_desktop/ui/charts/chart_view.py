"""A chart in a window, as high as its width asks for, with the sentence that says the same."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ctecs_desktop.charts.drawing import Drawing
from ctecs_desktop.charts.exhibit import Chart
from ctecs_desktop.ui.charts.painting import paint, window_room
from ctecs_desktop.ui.theme import tokens_of

_USUAL_WIDTH, _LEAST_WIDTH = 240, 120


class ChartView(QWidget):
    """Hidden while there is no chart."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.chart: Chart | None = None
        self._laid_out: dict[tuple[int, str], Drawing] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_chart(self, chart: Chart | None) -> None:
        """Draw ``chart``; the sentence is what a screen reader says and the tool tip shows."""
        self.chart = chart
        self._laid_out.clear()
        self.setVisible(chart is not None)
        if chart is not None:
            self.setAccessibleName(self._name)
            self.setAccessibleDescription(chart.sentence)
            self.setToolTip(chart.sentence)
            self.updateGeometry()
            self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        drawing = self._drawing(width)
        return math.ceil(drawing.height) if drawing is not None else 0

    def sizeHint(self) -> QSize:
        return QSize(_USUAL_WIDTH, self.heightForWidth(self.width() if self.isVisible() else _USUAL_WIDTH))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        drawing = self._drawing(self.width())
        if drawing is None:
            return
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setFont(self.font())
        paint(painter, drawing, tokens, ground=tokens.surface)
        painter.end()

    def _drawing(self, width: int) -> Drawing | None:
        """The chart at ``width``; kept, for Qt asks for the height several times before anything is painted."""
        key = width, self.font().key()
        if self.chart is not None and key not in self._laid_out:
            self._laid_out[key] = self.chart.draw(window_room(width, self.font()))
        return self._laid_out.get(key)
