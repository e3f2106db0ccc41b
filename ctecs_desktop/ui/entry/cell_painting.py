"""Paints the cells of the entry table in one go, each text laid out once.

Qt's own way asks Python four times for every cell and lays its text out each time: a full repaint took three times as
long as a table that is C++ throughout, and that is felt when an arrow key is held down.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QIcon, QPainter, QPen, QStaticText, QTransform
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTableView

from ctecs_desktop.ui.icons import SIZE, icon
from ctecs_desktop.ui.table import ICON_GAP, SIDE_AIR, Cell, TableModel
from ctecs_desktop.ui.theme import Tone, tokens_of
from ctecs_desktop.ui.tokens import Tokens

MOST_TEXTS = 4_000
"""Texts that are kept laid out; a screen shows some two hundred."""


GRID = "grid"
"""Stands among the names of colours for that of the lines between the cells, which the style knows."""


@dataclass(frozen=True, slots=True)
class LaidText:
    """A text as it is painted, shortened where it does not fit, with its size in pixels."""

    text: QStaticText
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Column:
    number: int
    left: int
    width: int
    is_number: bool


class CellPainter:
    """One for each table; it remembers how texts are laid out and the colours of the scheme."""

    def __init__(self, view: QTableView) -> None:
        self._view = view
        self._font_key = ""
        self._font, self._strong = QFont(), QFont()
        self._metrics, self._strong_metrics = QFontMetricsF(self._font), QFontMetricsF(self._strong)
        self._texts: dict[tuple[str, int, bool], LaidText] = {}
        self._tokens: Tokens | None = None
        self._tone: Tone | None = None  # what the painter at work has in hand: changing either costs more than asking
        self._is_strong: bool | None = None
        self._colours: dict[str, QColor] = {}
        self._icons: dict[tuple[str, Tone], QIcon] = {}

    def paint(self, painter: QPainter, region: QRect) -> None:
        """Paint every row that ``region`` of the viewport touches, with its lines, the choice and the ring."""
        view, model = self._view, self._view.model()
        first, last = view.rowAt(region.top()), view.rowAt(region.bottom())
        if not isinstance(model, TableModel) or first < 0:
            return
        self._learn()
        last = last if last >= 0 else len(model.rows) - 1
        columns = [
            _Column(number, view.columnViewportPosition(number), view.columnWidth(number), column.is_number)
            for number, column in enumerate(model.columns)
            if not view.isColumnHidden(number)
        ]
        chosen = [
            (each.top(), each.bottom(), each.left(), each.right())
            for each in view.selectionModel().selection().toList()
        ]
        self._tone = self._is_strong = None
        self._paint_lines(painter, first, last, columns)
        for row in range(first, last + 1):
            self._paint_row(painter, model, row, columns, chosen)
        self._paint_ring(painter)

    def _learn(self) -> None:
        """Follow the size of type and the colours in use."""
        font = self._view.font()
        if font.key() != self._font_key or len(self._texts) > MOST_TEXTS:
            self._font_key, self._font, self._strong = font.key(), font, QFont(font)
            self._strong.setWeight(QFont.Weight.DemiBold)
            self._metrics, self._strong_metrics = QFontMetricsF(self._font), QFontMetricsF(self._strong)
            self._texts.clear()
        tokens = tokens_of(self._view)
        if tokens is not self._tokens:
            self._tokens = tokens
            self._colours.clear()
            self._icons.clear()

    def _paint_lines(self, painter: QPainter, first: int, last: int, columns: list[_Column]) -> None:
        """The lines between the cells, each in one stroke; what spans columns is painted over them."""
        view, line = self._view, self._colour(GRID)
        top = view.rowViewportPosition(first)
        bottom = view.rowViewportPosition(last) + view.rowHeight(last)
        for column in columns:
            painter.fillRect(column.left + column.width - 1, top, 1, bottom - top, line)
        left, right = columns[0].left, columns[-1].left + columns[-1].width
        for row in range(first, last + 1):
            painter.fillRect(left, view.rowViewportPosition(row) + view.rowHeight(row) - 1, right - left, 1, line)

    def _paint_row(
        self,
        painter: QPainter,
        model: TableModel[object],
        row: int,
        columns: list[_Column],
        chosen: list[tuple[int, int, int, int]],
    ) -> None:
        view, tokens = self._view, self._tokens
        assert tokens is not None
        top, height = view.rowViewportPosition(row), view.rowHeight(row)
        in_row = [(left, right) for first, last, left, right in chosen if first <= row <= last]
        span = view.columnSpan(row, 0)
        for column in columns:
            if 0 < column.number < span:
                continue
            width = column.width
            cell = model.cell_at(row, column.number)
            fill = ""
            if span > 1 and column.number == 0:
                width = sum(view.columnWidth(number) for number in range(span))
                fill = tokens.background
            if in_row and any(left <= column.number <= right for left, right in in_row):
                fill = tokens.selection
            elif cell.is_tinted or cell.is_quiet:
                fill = tokens.tint(cell.tone) if cell.is_tinted else tokens.surface
            if fill:
                painter.fillRect(column.left, top, width - 1, height - 1, self._colour(fill))
            if cell.text or cell.icon:
                inside = QRect(column.left + SIDE_AIR, top, width - 1 - 2 * SIDE_AIR, height - 1)
                self._paint_cell(painter, cell, inside, is_number=column.is_number)

    def _paint_cell(self, painter: QPainter, cell: Cell, inside: QRect, *, is_number: bool) -> None:
        left, width = inside.left(), inside.width()
        if cell.icon:
            sign = self._icons.get((cell.icon, cell.tone))
            if sign is None:
                sign = self._icons[cell.icon, cell.tone] = icon(cell.icon, cell.tone)
            sign.paint(painter, QRect(left, inside.top(), SIZE, inside.height()))
            left, width = left + SIZE + ICON_GAP, width - SIZE - ICON_GAP
        if not cell.text:
            return
        laid = self._texts.get((cell.text, width, cell.is_strong))
        if laid is None:
            laid = self._texts[cell.text, width, cell.is_strong] = self._lay_out(cell, width)
        if cell.is_strong is not self._is_strong:
            self._is_strong = cell.is_strong
            painter.setFont(self._strong if cell.is_strong else self._font)
        if cell.tone is not self._tone:
            self._tone = cell.tone
            painter.setPen(self._colour(self._token(cell.tone)))
        x = left + width - laid.width if is_number else left
        painter.drawStaticText(QPointF(x, inside.top() + (inside.height() - laid.height) // 2), laid.text)

    def _lay_out(self, cell: Cell, width: int) -> LaidText:
        metrics = self._strong_metrics if cell.is_strong else self._metrics
        text = cell.text
        advance = metrics.horizontalAdvance(text)
        if advance > width:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            advance = metrics.horizontalAdvance(text)
        static = QStaticText(text)
        static.setTextFormat(Qt.TextFormat.PlainText)
        static.prepare(QTransform(), self._strong if cell.is_strong else self._font)
        return LaidText(static, advance, metrics.height())

    def _paint_ring(self, painter: QPainter) -> None:
        """Where the keys go."""
        view, tokens = self._view, self._tokens
        if tokens is None or not view.hasFocus() or not view.currentIndex().isValid():
            return
        painter.setPen(QPen(self._colour(tokens.accent), 2))
        painter.drawRect(view.visualRect(view.currentIndex()).adjusted(1, 1, -1, -1))

    def _colour(self, name: str) -> QColor:
        colour = self._colours.get(name)
        if colour is None:
            colour = self._colours[name] = self._grid() if name == GRID else QColor(name)
        return colour

    def _token(self, tone: Tone) -> str:
        assert self._tokens is not None
        return self._tokens.colour(tone)

    def _grid(self) -> QColor:
        """The style's own colour of the lines between cells."""
        option = QStyleOptionViewItem()
        option.initFrom(self._view)
        hint = self._view.style().styleHint(QStyle.StyleHint.SH_Table_GridLineColor, option, self._view)
        return QColor.fromRgba(hint & 0xFFFFFFFF)
