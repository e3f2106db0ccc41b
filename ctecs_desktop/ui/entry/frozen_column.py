"""Keeps the first column of a table in sight while the others scroll sideways below it.

The column is painted once more over the others; a second view over the same model, as is often used for this, would be
met twice by a screen reader.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyleOptionViewItem, QWidget

from ctecs_desktop.ui.entry.cell_painting import CellPainter
from ctecs_desktop.ui.table import Index, TableView
from ctecs_desktop.ui.theme import tokens_of

FIRST = 0


class FrozenHeader(QHeaderView):
    """A header whose first section is painted again at the left edge once it has been scrolled away."""

    def __init__(self, view: FrozenTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._view = view
        self.setSectionsClickable(True)
        self.sectionResized.connect(lambda *_sizes: self._view.viewport().update())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        width = self._view.frozen_width()
        if width:
            painter = QPainter(self.viewport())
            self.paintSection(painter, QRect(0, 0, width, self.height()), FIRST)
            painter.end()


class FrozenTableView(TableView):
    """A table with ``is_frozen`` on: the first column stays; its cells are clicked where they are seen."""

    is_frozen = False
    """Whether the first column stays. Qt asks for it while the view is still being made."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        old = self.horizontalHeader()
        header = FrozenHeader(self)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(old.minimumSectionSize())
        header.setDefaultAlignment(old.defaultAlignment())
        self.setHorizontalHeader(header)
        self.is_frozen = True
        self._cells = CellPainter(self)

    def set_frozen(self, is_frozen: bool) -> None:
        """Whether the first column stays in sight."""
        self.is_frozen = is_frozen
        self.viewport().update()
        self.horizontalHeader().viewport().update()

    def frozen_width(self) -> int:
        """Pixels at the left edge that show the first column over the others; 0 while nothing has been scrolled."""
        if not self.is_frozen or not self.horizontalHeader().offset():
            return 0
        return min(self.columnWidth(FIRST), self.viewport().width() * 2 // 3)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._cells.paint(painter, event.rect())
        painter.end()
        width = self.frozen_width()
        if width and self.model() is not None:
            self._paint_frozen(width, event.rect())

    def _paint_frozen(self, width: int, region: QRect) -> None:
        painter = QPainter(self.viewport())
        tokens = tokens_of(self)
        first, last = self.rowAt(region.top()), self.rowAt(region.bottom())
        last = last if last >= 0 else self.model().rowCount() - 1
        painter.fillRect(QRect(0, region.top(), width, region.height()), QColor(tokens.background))
        painter.setClipRect(QRect(0, 0, width, self.viewport().height()))
        for row in range(max(first, 0), last + 1):
            index = self.model().index(row, FIRST)
            option = QStyleOptionViewItem()
            self.initViewItemOption(option)
            option.rect = QRect(0, self.rowViewportPosition(row), width, self.rowHeight(row) - 1)
            if self.selectionModel().isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            self.itemDelegate().paint(painter, option, index)
            painter.fillRect(0, option.rect.bottom() + 1, width, 1, QColor(tokens.line))
        painter.setPen(QPen(QColor(tokens.control_line), 1))
        painter.drawLine(width - 1, 0, width - 1, self.viewport().height())
        painter.end()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dx:
            self.viewport().update()
            self.horizontalHeader().viewport().update()

    def indexAt(self, pos: QPoint) -> QModelIndex:
        if pos.x() < self.frozen_width():
            row = self.rowAt(pos.y())
            return self.model().index(row, FIRST) if row >= 0 else QModelIndex()
        return super().indexAt(pos)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell into sight, beside the first column and not below it."""
        super().scrollTo(index, hint)
        hidden = self.frozen_width() - self.columnViewportPosition(index.column())
        if index.column() != FIRST and hidden > 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - hidden)
