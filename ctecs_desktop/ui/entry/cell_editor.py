"""The line that opens over a cell: typing replaces, F2 edits, and its keys go where a spreadsheet's go."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.entry.entry_columns import NAME_COLUMN
from ctecs_desktop.ui.table import CellDelegate, Index

LONGEST_TEXT = 2000

_NO_KEYS = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class Move(Enum):
    """Where a key that ends the typing goes."""

    DOWN = "down"
    UP = "up"
    NEXT = "next"
    PREVIOUS = "previous"
    LEFT = "left"
    RIGHT = "right"


_ALWAYS = {
    (Qt.Key.Key_Return, _NO_KEYS): Move.DOWN,
    (Qt.Key.Key_Enter, _NO_KEYS): Move.DOWN,
    (Qt.Key.Key_Return, _SHIFT): Move.UP,
    (Qt.Key.Key_Enter, _SHIFT): Move.UP,
    (Qt.Key.Key_Tab, _NO_KEYS): Move.NEXT,
    (Qt.Key.Key_Backtab, _NO_KEYS): Move.PREVIOUS,
    (Qt.Key.Key_Down, _NO_KEYS): Move.DOWN,
    (Qt.Key.Key_Up, _NO_KEYS): Move.UP,
}
_WHILE_REPLACING = {(Qt.Key.Key_Left, _NO_KEYS): Move.LEFT, (Qt.Key.Key_Right, _NO_KEYS): Move.RIGHT}


class CellEditor(QLineEdit):
    """One number or word. Until F2 is pressed, the arrows left and right leave it as they leave a cell."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(LONGEST_TEXT)
        self.is_replacing = True

    def move_of(self, event: QKeyEvent) -> Move | None:
        """Where the key goes; None for one that stays in the line."""
        pressed = (Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
        if pressed[0] == Qt.Key.Key_Backtab:
            pressed = (pressed[0], _NO_KEYS)
        return _ALWAYS.get(pressed) or (_WHILE_REPLACING.get(pressed) if self.is_replacing else None)


class ValueDelegate(CellDelegate):
    """Opens the line and follows what is typed; what it says is judged by the model."""

    typed = Signal(object, str)
    """Carries the index and the text while a person types."""

    ended = Signal(object)
    """Carries the index whose line was closed, whatever became of the text."""

    left = Signal(object)
    """Carries the ``Move`` of the key with which the line was left."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = CellEditor(parent)
        model = index.model()
        title = model.headerData(index.column(), Qt.Orientation.Horizontal)
        name = model.index(index.row(), NAME_COLUMN).data(Qt.ItemDataRole.AccessibleTextRole)
        editor.setAccessibleName(_("{column} of {row}").format(column=title, row=name))
        editor.textChanged.connect(lambda text: self.typed.emit(index, text))
        return editor

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        self.ended.emit(index)
        super().destroyEditor(editor, index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, CellEditor) and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_F2:
                watched.is_replacing = False
                watched.deselect()
                return True
            move = watched.move_of(event)
            if move is not None:
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, self.EndEditHint.NoHint)
                self.left.emit(move)
                return True
        return super().eventFilter(watched, event)
