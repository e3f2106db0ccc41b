"""The entry table on the screen: typed into and gone about in like a spreadsheet."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from ctecs_desktop.domain.grid import Area
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.column_habits import ColumnHabits, column_habits, remember_columns
from ctecs_desktop.ui.entry.cell_editor import CellEditor, Move, ValueDelegate
from ctecs_desktop.ui.entry.entry_columns import (
    CAN_BE_HIDDEN,
    COLUMN_NAMES,
    NAME_COLUMN,
    NARROWEST_NAME,
    PARTS,
    STATUS,
)
from ctecs_desktop.ui.entry.entry_model import EntryModel
from ctecs_desktop.ui.entry.entry_rows import SectionRow
from ctecs_desktop.ui.entry.frozen_column import FrozenTableView
from ctecs_desktop.ui.icons import SIZE
from ctecs_desktop.ui.table import Index

_Trigger = QAbstractItemView.EditTrigger
_Flag = QItemSelectionModel.SelectionFlag
_SHIFT, _CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_HABITS = "entry"
_EDGE = 18
"""Pixels beside the characters that a column is wide."""


class EntryView(FrozenTableView):
    """Typing replaces, F2 edits, Enter goes down, Tab goes right to the next box; a block is chosen with Shift."""

    delete_pressed = Signal()

    _has_own_name_width = False
    _is_fitting = False
    _keeps_anchor = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Values"), parent)
        self.delegate = ValueDelegate(self)
        self.delegate.left.connect(self._leave)
        self.setItemDelegate(self.delegate)
        self.setShowGrid(True)
        self.setTabKeyNavigation(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(_Trigger.AnyKeyPressed | _Trigger.EditKeyPressed | _Trigger.DoubleClicked)
        self._first_column = -1  # where Tab began, so that Enter goes back to it
        self._anchor = QPersistentModelIndex()  # where a block begins that is chosen with Shift

    # Columns

    def show_entry_model(self, model: EntryModel) -> None:
        """Show ``model``, with the columns as the person left them."""
        self.show_model(model)
        header = self.horizontalHeader()
        for column in range(len(model.columns)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        self._restore_columns()
        header.sectionResized.connect(self._follow_width)
        model.modelReset.connect(self._span_headings)
        self.selectionModel().currentChanged.connect(self._follow_current)

    def _span_headings(self) -> None:
        """A goal's title takes the room up to the status; opening a breakdown moves it along by itself."""
        self.clearSpans()
        model = self.model()
        assert isinstance(model, EntryModel)
        for number, row in enumerate(model.rows):
            if isinstance(row, SectionRow):
                self.setSpan(number, NAME_COLUMN, 1, STATUS)

    def visible_columns(self) -> list[int]:
        """The columns that are shown, in their order."""
        return [column for column in range(self.model().columnCount()) if not self.isColumnHidden(column)]

    def show_column(self, column: int, *, is_shown: bool) -> None:
        """Show or hide a column, and remember it."""
        self.setColumnHidden(column, not is_shown)
        self._fit_name()
        self.remember_columns()

    def freeze(self, is_frozen: bool) -> None:
        """Keep the measure in sight while scrolling sideways, or not, and remember it."""
        self.set_frozen(is_frozen)
        self.remember_columns()

    def remember_columns(self) -> None:
        """Keep widths in characters, so that they hold for another size of type."""
        digit = self.fontMetrics().horizontalAdvance("0")
        widths = {}
        for column, name in enumerate(COLUMN_NAMES):
            width = self.columnWidth(column)
            if width and (column != NAME_COLUMN or self._has_own_name_width):
                widths[name] = round((width - _EDGE) / digit, 2)
        hidden = frozenset(COLUMN_NAMES[column] for column in CAN_BE_HIDDEN if self.isColumnHidden(column))
        remember_columns(_HABITS, ColumnHabits(widths, hidden, self.is_frozen))

    def _restore_columns(self) -> None:
        habits = column_habits(_HABITS)
        digit = self.fontMetrics().horizontalAdvance("0")
        for column, name in enumerate(COLUMN_NAMES):
            width = habits.widths.get(name)
            if width:
                self.setColumnWidth(column, round(width * digit) + _EDGE)
                self._has_own_name_width |= column == NAME_COLUMN
        for column in CAN_BE_HIDDEN:
            self.setColumnHidden(column, COLUMN_NAMES[column] in habits.hidden)
        self.is_frozen = habits.is_frozen

    def _follow_width(self, column: int, _old: int, new: int) -> None:
        if self._is_fitting or not new:
            return
        self._has_own_name_width |= column == NAME_COLUMN
        self._fit_name()
        self.remember_columns()

    def _fit_name(self) -> None:
        """The measure takes what the other columns leave, until the person gives it a width."""
        if self._has_own_name_width or self.model() is None:
            return
        others = sum(self.columnWidth(column) for column in self.visible_columns() if column != NAME_COLUMN)
        least = self.fontMetrics().horizontalAdvance("0") * NARROWEST_NAME + _EDGE
        self._is_fitting = True
        self.setColumnWidth(NAME_COLUMN, max(least, self.viewport().width() - others))
        self._is_fitting = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_name()

    # Choosing and typing

    def selected_area(self) -> Area:
        """The chosen block in rows and visible columns; the current cell where nothing more is chosen."""
        columns = self.visible_columns()
        chosen = self.selectionModel().selection()
        ranges = [chosen.at(number) for number in range(chosen.count())]
        current = self.currentIndex()
        if not ranges or (not current.isValid()):
            return Area(max(current.row(), 0), columns.index(current.column()) if current.isValid() else 0)
        top, bottom = min(each.top() for each in ranges), max(each.bottom() for each in ranges)
        left, right = min(each.left() for each in ranges), max(each.right() for each in ranges)
        inside = [number for number, column in enumerate(columns) if left <= column <= right]
        return Area(top, inside[0], bottom - top + 1, len(inside))

    def has_block(self) -> bool:
        """Whether more than one cell is chosen."""
        area = self.selected_area()
        return area.height * area.width > 1

    def edit(self, *arguments: Any) -> Any:
        """Qt's own; F2 and a double click put the cursor behind what is there instead of choosing all of it."""
        opened = super().edit(*arguments)
        if len(arguments) == 3 and arguments[1] in {_Trigger.EditKeyPressed, _Trigger.DoubleClicked}:
            editor = self.indexWidget(arguments[0])
            if isinstance(editor, CellEditor):
                editor.is_replacing = False
                editor.deselect()
                editor.end(False)
        return opened

    def open_editor(self) -> CellEditor | None:
        """The line that is open over the current cell, if there is one."""
        editor = self.indexWidget(self.currentIndex())
        return editor if isinstance(editor, CellEditor) else None

    def finish_typing(self) -> None:
        """Take what stands in an open line, as going elsewhere does."""
        editor = self.open_editor()
        if editor is not None:
            self.delegate.commitData.emit(editor)
            self.delegate.closeEditor.emit(editor, ValueDelegate.EndEditHint.NoHint)

    def keyboardSearch(self, search: str) -> None:
        """Typing a measure's code in the first column goes to it; elsewhere a letter is no search."""
        if self.currentIndex().column() == NAME_COLUMN:
            super().keyboardSearch(search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.state() is QAbstractItemView.State.EditingState and not self.hasFocus():
            return  # the line has dealt with the key
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._leave(Move.UP if modifiers & _SHIFT else Move.DOWN)
        elif key == Qt.Key.Key_Tab and not modifiers:
            self._leave(Move.NEXT)
        elif key == Qt.Key.Key_Backtab:
            self._leave(Move.PREVIOUS)
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and not modifiers:
            self.delete_pressed.emit()
        elif key == Qt.Key.Key_Space and self.currentIndex().column() not in PARTS:
            self.toggle(self.currentIndex())
        elif key in _ARROWS and modifiers & _CONTROL and not modifiers & Qt.KeyboardModifier.AltModifier:
            self._jump(*_ARROWS[key], extends=bool(modifiers & _SHIFT))
        elif key in _ARROWS and modifiers == _SHIFT:
            self._step(*_ARROWS[key], extends=True)
        else:
            if key in _ARROWS:
                self._first_column = -1
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._first_column = -1
        place = event.position().toPoint()
        index = self.indexAt(place)
        if event.modifiers() == _SHIFT and index.isValid():
            self._extend_to(index)
            return
        super().mousePressEvent(event)
        left = 0 if self.frozen_width() else self.columnViewportPosition(NAME_COLUMN)
        if index.isValid() and index.column() == NAME_COLUMN and place.x() - left <= SIZE + 12:
            self.toggle(index)

    def toggle(self, index: Index) -> None:
        """Open or close the breakdown of the measure at ``index``."""
        model = self.model()
        if index.isValid() and isinstance(model, EntryModel):
            model.toggle(index.row())

    # Going about

    def _leave(self, move: Move) -> None:
        """Where a key goes that ends the typing; inside a chosen block it stays in the block."""
        self.setFocus()
        if move in {Move.LEFT, Move.RIGHT}:
            self._first_column = -1
            self._step(0, 1 if move is Move.RIGHT else -1)
        elif self.has_block():
            self._go_in_block(move)
        elif move in {Move.DOWN, Move.UP}:
            self._go_to_row(1 if move is Move.DOWN else -1)
        else:
            if move is Move.NEXT and self._first_column < 0:
                self._first_column = self.currentIndex().column()
            self._go_to_box(1 if move is Move.NEXT else -1)

    def _go_to_row(self, step: int) -> None:
        """The box below or above; where that cannot be typed into, the first one of its row that can."""
        model, row = self.model(), self.currentIndex().row() + step
        column = self._first_column if self._first_column >= 0 else self.currentIndex().column()
        self._first_column = -1
        while 0 <= row < model.rowCount():
            boxes = [each for each in PARTS if self._can_type(row, each)]
            if boxes or column not in PARTS:
                self.setCurrentIndex(model.index(row, column if column in boxes or column not in PARTS else boxes[0]))
                return
            row += step

    def _go_to_box(self, step: int) -> None:
        """The next cell that can be typed into, in reading order."""
        model, current = self.model(), self.currentIndex()
        columns = model.columnCount()
        place = current.row() * columns + current.column() + step
        while 0 <= place < model.rowCount() * columns:
            if place % columns in PARTS and self._can_type(place // columns, place % columns):
                self.setCurrentIndex(model.index(place // columns, place % columns))
                return
            place += step

    def _can_type(self, row: int, column: int) -> bool:
        return bool(self.model().flags(self.model().index(row, column)) & Qt.ItemFlag.ItemIsEditable)

    def _go_in_block(self, move: Move) -> None:
        area, columns = self.selected_area(), self.visible_columns()
        current = self.currentIndex()
        row, column = current.row() - area.row, columns.index(current.column()) - area.column
        is_down = move in {Move.DOWN, Move.UP}
        place = column * area.height + row if is_down else row * area.width + column
        place = (place + (1 if move in {Move.DOWN, Move.NEXT} else -1)) % (area.height * area.width)
        row, column = (place % area.height, place // area.height) if is_down else divmod(place, area.width)
        index = self.model().index(area.row + row, columns[area.column + column])
        self._keeps_anchor = True
        self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
        self._keeps_anchor = False
        self.scrollTo(index)

    def _step(self, down: int, right: int, *, extends: bool = False) -> None:
        columns, current = self.visible_columns(), self.currentIndex()
        place = columns.index(current.column()) + right
        row = current.row() + down
        if 0 <= place < len(columns) and 0 <= row < self.model().rowCount():
            index = self.model().index(row, columns[place])
            (self._extend_to if extends else self.setCurrentIndex)(index)

    def _jump(self, down: int, right: int, *, extends: bool) -> None:
        """To the end of the filled cells, or over empty ones to the next filled, as a spreadsheet jumps."""
        columns, current = self.visible_columns(), self.currentIndex()
        row, place = current.row(), columns.index(current.column())

        def is_filled(row: int, place: int) -> bool:
            return bool(self.model().index(row, columns[place]).data())

        def is_inside(row: int, place: int) -> bool:
            return 0 <= row < self.model().rowCount() and 0 <= place < len(columns)

        looks_for_end = is_inside(row + down, place + right) and is_filled(row, place)
        looks_for_end = looks_for_end and is_filled(row + down, place + right)
        while is_inside(row + down, place + right):
            if looks_for_end and not is_filled(row + down, place + right):
                break
            row, place = row + down, place + right
            if not looks_for_end and is_filled(row, place):
                break
        self._first_column = -1
        index = self.model().index(row, columns[place])
        if extends:
            self._extend_to(index)
        else:
            self.setCurrentIndex(index)

    def _extend_to(self, index: QModelIndex) -> None:
        """Choose the block between where the choice began and ``index``.

        Qt's own beginning of a block does not follow a current cell that was set by the program.
        """
        begin: Index = self._anchor if self._anchor.isValid() else self.currentIndex()
        model = self.model()
        top, bottom = sorted((begin.row(), index.row()))
        left, right = sorted((begin.column(), index.column()))
        block = QItemSelection(model.index(top, left), model.index(bottom, right))
        self._keeps_anchor = True
        self.selectionModel().select(block, _Flag.ClearAndSelect)
        self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
        self._keeps_anchor = False
        self.scrollTo(index)

    def _follow_current(self, current: QModelIndex) -> None:
        is_dragging = self.state() is QAbstractItemView.State.DragSelectingState
        if not self._keeps_anchor and not is_dragging:
            self._anchor = QPersistentModelIndex(current)
