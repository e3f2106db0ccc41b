"""Tables of the windows: a model over rows that were read once, and the view all pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPalette, QPen, QResizeEvent, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.icons import SIZE, icon
from ctecs_desktop.ui.theme import ROW_AIR, Tone, colour_of, table_font, tokens_of
from ctecs_desktop.ui.tokens import Tokens

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")

_ROLE = Qt.ItemDataRole
_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WORDS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title, whether numbers stand in it, and its width in characters (0: what is left over)."""

    title: str
    width: int
    is_number: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows. An icon never stands alone: ``spoken`` or ``text`` says the same."""

    text: str = ""
    tone: Tone = Tone.PLAIN
    icon: str = ""
    tip: str = ""
    spoken: str = ""
    is_tinted: bool = False
    is_strong: bool = False
    is_quiet: bool = False  # stands on the surface colour: cannot be typed into


class TableModel(QAbstractTableModel, Generic[Row]):
    """Columns and rows; a subclass says what a cell shows. ``data`` runs no query."""

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[Row] = []
        # By the row's identity; the row is held with its cells, so that no other can take that identity meanwhile.
        self._cells: dict[int, tuple[Row, tuple[Cell, ...]]] = {}
        self._strong_font = QFont()
        self._strong_font.setWeight(QFont.Weight.DemiBold)

    def cell(self, row: Row, column: int) -> Cell:
        """What stands in that cell."""
        raise NotImplementedError

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.forget_cells()
        self.endResetModel()

    def forget_cells(self) -> None:
        """Make every cell anew when it is shown next."""
        self._cells.clear()

    def row_changed(self, number: int) -> None:
        """Repaint one row."""
        self._cells.pop(id(self.rows[number]), None)
        self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role in {_ROLE.DisplayRole, _ROLE.AccessibleTextRole}:
            return column.title
        if role == _ROLE.ToolTipRole:
            return column.tip or None
        if role == _ROLE.TextAlignmentRole:
            return _NUMBERS if column.is_number else _WORDS
        return None

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        if role == _ROLE.TextAlignmentRole:
            return _NUMBERS if self.columns[index.column()].is_number else _WORDS
        return _shown(self.cell_at(index.row(), index.column()), role, self._strong_font)

    def cell_at(self, row: int, column: int) -> Cell:
        """What stands in that cell, made once and kept until its row changes."""
        shown = self.rows[row]
        kept = self._cells.get(id(shown))
        if kept is None or kept[0] is not shown:
            cells = tuple(self.cell(shown, number) for number in range(len(self.columns)))
            kept = self._cells[id(shown)] = shown, cells
        return kept[1][column]


def _shown(cell: Cell, role: int, strong_font: QFont) -> Any:
    if role == _ROLE.DisplayRole:
        return cell.text
    if role in {_ROLE.AccessibleTextRole, _ROLE.AccessibleDescriptionRole}:
        return (cell.spoken or cell.text or _("empty")) if role == _ROLE.AccessibleTextRole else cell.tip
    if role == _ROLE.ToolTipRole:
        # A tool tip takes for HTML what looks like it, and names of files may.
        return (Qt.convertFromPlainText(cell.tip) if Qt.mightBeRichText(cell.tip) else cell.tip) or None
    if role == _ROLE.DecorationRole:
        return icon(cell.icon, cell.tone) if cell.icon else None
    if role == _ROLE.ForegroundRole:
        return QBrush(colour_of(cell.tone)) if cell.tone is not Tone.PLAIN else None
    if role == _ROLE.BackgroundRole:
        if cell.is_tinted:
            return QBrush(QColor(tokens_of().tint(cell.tone)))
        return QBrush(QColor(tokens_of().surface)) if cell.is_quiet else None
    if role == _ROLE.FontRole and cell.is_strong:
        return strong_font
    return None


SIDE_AIR = 7
"""Pixels between the edge of a cell and what stands in it."""

ICON_GAP = 6

_IS_FILLED = "is-filled"
"""A property of an open editor."""


class CellDelegate(QStyledItemDelegate):
    """Paints cells with air at the sides, a ring of the accent colour around the current one, and a line below.

    A cell is painted from one ``Cell`` and not through the style, which would ask the model nine times for each: a
    table that scrolls is painted at once. Only text of several lines is left to the style.
    """

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, view = index.model(), option.widget
        if not isinstance(model, TableModel) or not isinstance(view, QTableView):
            super().paint(painter, option, index)
            return
        cell = model.cell_at(index.row(), index.column())
        tokens, rect = tokens_of(view), QRect(option.rect)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_selected or cell.is_tinted or cell.is_quiet:
            quiet = tokens.tint(cell.tone) if cell.is_tinted else tokens.surface
            painter.fillRect(rect, _colour(tokens.selection if is_selected else quiet))
        if view.wordWrap():
            lines = QStyleOptionViewItem(option)
            lines.rect = rect.adjusted(SIDE_AIR - STYLE_AIR, 0, STYLE_AIR - SIDE_AIR, 0)
            super().paint(painter, lines, index)
        else:
            _paint_line(painter, option, cell, tokens, is_number=model.columns[index.column()].is_number)
        if not view.showGrid():
            painter.setPen(_colour(tokens.line))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if view.hasFocus() and view.currentIndex() == index:
            painter.setPen(QPen(_colour(tokens.accent), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Fill ``editor`` as it opens and never again.

        Qt asks whenever the row behind it is painted anew, and what is being typed would give way to what is stored.
        """
        if not editor.property(_IS_FILLED):
            editor.setProperty(_IS_FILLED, True)
            self.fill_editor(editor, index)

    def fill_editor(self, editor: QWidget, index: Index) -> None:
        """Put what stands at ``index`` into ``editor``."""
        super().setEditorData(editor, index)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus  # our own ring is drawn
        foreground = index.data(_ROLE.ForegroundRole)
        if isinstance(foreground, QBrush):
            option.palette.setBrush(QPalette.ColorRole.HighlightedText, foreground)


TITLE_AIR = 20
"""Pixels that the style sheet leaves around a column's title."""

NARROWEST_REST = 18
"""Characters that the column keeps which takes what the others leave; from then on the table scrolls sideways."""

STYLE_AIR = 3
"""Pixels that the style itself leaves at the sides of a text."""


@cache
def _colour(name: str) -> QColor:
    return QColor(name)


def _paint_line(
    painter: QPainter, option: QStyleOptionViewItem, cell: Cell, tokens: Tokens, *, is_number: bool
) -> None:
    """The icon at the left, the text beside it or at the right, shortened where it does not fit."""
    inside = option.rect.adjusted(SIDE_AIR, 0, -SIDE_AIR, 0)
    if cell.icon:
        icon(cell.icon, cell.tone).paint(painter, QRect(inside.left(), inside.top(), SIZE, inside.height()))
        inside.setLeft(inside.left() + SIZE + ICON_GAP)
    if not cell.text:
        return
    font = option.font
    if cell.is_strong:
        font = QFont(font)
        font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(_colour(tokens.colour(cell.tone)))
    metrics = painter.fontMetrics()
    text = metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, inside.width())
    painter.drawText(inside, _NUMBERS if is_number else _WORDS, text)


def _width_of(view: QTableView, column: Column) -> int:
    """What the column asks for."""
    return max(view.fontMetrics().horizontalAdvance("0") * column.width + 18, _title_width_of(view, column))


def _title_width_of(view: QTableView, column: Column) -> int:
    return view.horizontalHeader().fontMetrics().horizontalAdvance(column.title) + TITLE_AIR


class TableView(QTableView):
    """The table that all pages share: rows with air, whole rows selected, columns as wide as their kind of text."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFont(table_font(self.font()))
        self.setItemDelegate(CellDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + ROW_AIR)
        self.verticalHeader().setMinimumSectionSize(self.fontMetrics().height() + ROW_AIR)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(SIZE + 12)
        header.setDefaultAlignment(_WORDS)

    def set_lines(self, lines: int) -> None:
        """Let every row have room for so many lines of text."""
        self.setWordWrap(lines > 1)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() * lines + ROW_AIR)

    def show_model(self, model: TableModel[Any]) -> None:
        """Show ``model`` with the widths that its columns ask for."""
        self.setModel(model)
        header = self.horizontalHeader()
        for number, column in enumerate(model.columns):
            if column.width:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(number, _width_of(self, column))
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def fit_column(self, number: int, texts: Iterable[str], *, has_icon: bool = False) -> None:
        """Make a column only as wide as its title and ``texts`` in strong letters need, never wider than it asks."""
        model = self.model()
        if isinstance(model, TableModel):
            strong = QFont(self.font())
            strong.setWeight(QFont.Weight.DemiBold)
            widest = max(map(QFontMetrics(strong).horizontalAdvance, texts), default=0)
            needed = widest + 2 * SIDE_AIR + STYLE_AIR + has_icon * (SIZE + ICON_GAP)
            column = model.columns[number]
            self.setColumnWidth(number, min(_width_of(self, column), max(needed, _title_width_of(self, column))))

    def fit_to_rows(self, rows: Iterable[Row], *columns: int) -> None:
        """The same with what stands in ``rows``, shown or not."""
        model = self.model()
        if isinstance(model, TableModel):
            shown = list(rows)
            for number in columns:
                cells = [model.cell(row, number) for row in shown]
                self.fit_column(number, [cell.text for cell in cells], has_icon=any(cell.icon for cell in cells))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rest()

    def _fit_rest(self) -> None:
        """With large letters the other columns may leave nothing to the one that takes what is left over."""
        model, header = self.model(), self.horizontalHeader()
        columns = model.columns if isinstance(model, TableModel) else ()
        rest = [number for number, column in enumerate(columns) if not column.width]
        if len(rest) != 1 or header.sectionResizeMode(rest[0]) is QHeaderView.ResizeMode.Interactive:
            return
        others = sum(header.sectionSize(number) for number in range(len(columns)) if number != rest[0])
        least = self.fontMetrics().horizontalAdvance("0") * NARROWEST_REST
        is_enough = self.viewport().width() - others >= least
        mode = QHeaderView.ResizeMode.Stretch if is_enough else QHeaderView.ResizeMode.Fixed
        if header.sectionResizeMode(rest[0]) is not mode:
            header.setSectionResizeMode(rest[0], mode)
        if not is_enough:
            self.setColumnWidth(rest[0], least)

    def current_row(self) -> int:
        """The number of the current row, -1 where there is none."""
        index = self.currentIndex()
        return index.row() if index.isValid() else -1

    def when_row_changes(self, call: Callable[[int], None]) -> None:
        """Call with the number of the current row whenever it becomes another one."""
        selection = self.selectionModel()
        selection.currentRowChanged.connect(lambda current, _previous: call(current.row()))
