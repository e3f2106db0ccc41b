"""A column of widgets that scrolls: as high as its wrapped texts need at the width it has."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ctecs_desktop.ui.theme import INSIDE, scaled


class GrowingColumn(QWidget):
    """A scroll area asks how small its content may be, not how high it is at a width; so the content sees to that."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow(event.size())

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._grow(self.size())
        return done

    def _grow(self, size: QSize) -> None:
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            self.setMinimumHeight(layout.totalHeightForWidth(size.width()))


class ScrolledColumn(QScrollArea):
    """``column`` takes the widgets; nothing is wider than ``width``, the width that an eye reads along."""

    def __init__(self, name: str, *, width: int) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        content = GrowingColumn()
        content.setMaximumWidth(scaled(width))
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(0, 0, INSIDE, 0)
        self.setWidget(content)

    def clear(self) -> None:
        """Take every widget away."""
        while (item := self.column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
