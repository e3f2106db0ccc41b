"""A chart in a window, as high as its width asks for, with the sentence that says the same."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

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
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_chart(self, chart: Chart | None) -> None:
        """Draw ``chart``; the sentence is what a screen reader says and the tool tip shows."""
        self.chart = chart
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
        if self.chart is None:
            return 0
        return round(self.chart.draw(window_room(width, self.font())).height) + 1

    def sizeHint(self) -> QSize:
        return QSize(_USUAL_WIDTH, self.heightForWidth(self.width() if self.isVisible() else _USUAL_WIDTH))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.chart is None:
            return
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setFont(self.font())
        paint(painter, self.chart.draw(window_room(self.width(), self.font())), tokens, ground=tokens.surface)
        painter.end()
