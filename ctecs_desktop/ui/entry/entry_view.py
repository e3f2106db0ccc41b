"""The entry table on the screen: typed into like a spreadsheet."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QLineEdit, QStyleOptionViewItem, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.entry.entry_model import NAME_COLUMN, PARTS, EntryModel
from ctecs_desktop.ui.icons import SIZE
from ctecs_desktop.ui.table import CellDelegate, Index, TableView

_Action = QAbstractItemView.CursorAction
_NO_KEYS = Qt.KeyboardModifier.NoModifier


class ValueDelegate(CellDelegate):
    """Opens a line for one number or word; what is typed is judged by the model."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        model = index.model()
        title = model.headerData(index.column(), Qt.Orientation.Horizontal)
        name = model.index(index.row(), NAME_COLUMN).data(Qt.ItemDataRole.AccessibleTextRole)
        editor.setAccessibleName(_("{column} of {row}").format(column=title, row=name))
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        return editor


class EntryView(TableView):
    """Typing replaces, F2 edits, Enter goes down, Tab goes right to the next box, Delete clears."""

    delete_pressed = Signal(QModelIndex)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Values"), parent)
        self.setItemDelegate(ValueDelegate(self))
        self.setShowGrid(True)
        self.setTabKeyNavigation(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.EditKeyPressed | trigger.DoubleClicked)
        self._first_column = -1  # where Tab began, so that Enter goes back to it

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        hints = QAbstractItemDelegate.EndEditHint
        moves = {hints.EditNextItem: self._go_right, hints.EditPreviousItem: self._go_left}
        moves[hints.SubmitModelCache] = self.go_down
        super().closeEditor(editor, hints.NoHint if hint in moves else hint)
        if hint in moves:
            moves[hint]()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        if self.state() is QAbstractItemView.State.EditingState and not self.hasFocus():
            return  # a line passes Enter on to its table; closing the line moves on, and once is enough
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go_up() if modifiers & Qt.KeyboardModifier.ShiftModifier else self.go_down()
        elif key == Qt.Key.Key_Tab and not modifiers:
            self._go_right()
        elif key == Qt.Key.Key_Backtab:
            self._go_left()
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and not modifiers:
            self.delete_pressed.emit(self.currentIndex())
        elif key == Qt.Key.Key_Space and self.currentIndex().column() not in PARTS:
            self.toggle(self.currentIndex())
        else:
            if key in {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right}:
                self._first_column = -1
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._first_column = -1
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        is_at_sign = event.position().x() - self.columnViewportPosition(NAME_COLUMN) <= SIZE + 12
        if index.isValid() and index.column() == NAME_COLUMN and is_at_sign:
            self.toggle(index)

    def toggle(self, index: Index) -> None:
        """Open or close the breakdown of the measure at ``index``."""
        model = self.model()
        if index.isValid() and isinstance(model, EntryModel):
            model.toggle(index.row())

    def go_down(self) -> None:
        """The box below; after Tabs, the one below where they began."""
        self._go_to_row(self.currentIndex().row() + 1)

    def go_up(self) -> None:
        """The box above."""
        self._go_to_row(self.currentIndex().row() - 1)

    def _go_to_row(self, row: int) -> None:
        column = self._first_column if self._first_column >= 0 else self.currentIndex().column()
        self._first_column = -1
        if 0 <= row < self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, column))

    def _go_right(self) -> None:
        if self._first_column < 0:
            self._first_column = self.currentIndex().column()
        self._go_to_box(step=1)

    def _go_left(self) -> None:
        self._go_to_box(step=-1)

    def _go_to_box(self, *, step: int) -> None:
        """The next cell that can be typed into, in reading order."""
        model, current = self.model(), self.currentIndex()
        columns = model.columnCount()
        place = current.row() * columns + current.column() + step
        while 0 <= place < model.rowCount() * columns:
            index = model.index(place // columns, place % columns)
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                self.setCurrentIndex(index)
                return
            place += step
