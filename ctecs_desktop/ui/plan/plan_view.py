"""The table of the plan on the screen: typing replaces, F2 edits, Enter goes down, choices are offered as a list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QStyleOptionViewItem,
    QWidget,
)

from ctecs_desktop.domain.plan_draft import PlanDraft
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.plan.plan_cells import offered, row_title
from ctecs_desktop.ui.plan.plan_model import PlanTableModel
from ctecs_desktop.ui.table import CellDelegate, Index, TableView

_Trigger = QAbstractItemView.EditTrigger
_Flag = QItemSelectionModel.SelectionFlag
_SHIFT, _CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class PlanDelegate(CellDelegate):
    """Opens a line, or a list where a cell may say one of a few things."""

    def __init__(self, draft: Callable[[], PlanDraft | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model, draft = index.model(), self._draft()
        assert isinstance(model, PlanTableModel)
        choices = offered(draft, model.table, model.names[index.column()]) if draft is not None else []
        editor: QWidget = QLineEdit(parent)
        if choices:
            editor = QComboBox(parent)
            for text, shown in choices:
                editor.addItem(shown, text)
            editor.activated.connect(lambda _number: self._take(editor))
        title = model.headerData(index.column(), Qt.Orientation.Horizontal)
        editor.setAccessibleName(_("{column} of {row}").format(column=title, row=row_title(model.rows[index.row()])))
        return editor

    def fill_editor(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(text))
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            if editor.currentIndex() >= 0:
                model.setData(index, editor.currentData())
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def _take(self, editor: QWidget) -> None:
        """A choice is taken as soon as it was made."""
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, self.EndEditHint.NoHint)


class PlanView(TableView):
    """Cells are chosen one by one, or a block with Shift or the mouse; a long table scrolls sideways under its titles.

    Tab leaves the table for the form. Enter goes down, also out of a cell that was typed into.
    """

    delete_pressed = Signal()

    def __init__(self, draft: Callable[[], PlanDraft | None]) -> None:
        super().__init__(_("Rows of the plan"))
        self.setItemDelegate(PlanDelegate(draft, self))
        self.setShowGrid(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(_Trigger.AnyKeyPressed | _Trigger.EditKeyPressed | _Trigger.DoubleClicked)

    def chosen(self) -> tuple[list[int], list[int]]:
        """The numbers of the rows and of the columns that are chosen, those of the current cell where no block is."""
        cells = self.selectedIndexes() or ([self.currentIndex()] if self.currentIndex().isValid() else [])
        return sorted({cell.row() for cell in cells}), sorted({cell.column() for cell in cells})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.state() is QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # an open line hands on the key that closes it
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and keys in {Qt.KeyboardModifier.NoModifier, _SHIFT}:
            self._go_down(-1 if keys == _SHIFT else 1)
        elif event.key() == Qt.Key.Key_Delete and keys == Qt.KeyboardModifier.NoModifier:
            self.delete_pressed.emit()
        elif event.key() == Qt.Key.Key_Space and keys in {_SHIFT, _CONTROL}:
            self._choose_whole(is_row=keys == _SHIFT)
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._go_down(1)

    def _go_down(self, step: int) -> None:
        index = self.currentIndex()
        row = index.row() + step
        if index.isValid() and 0 <= row < self.model().rowCount():
            self.setCurrentIndex(index.siblingAtRow(row))

    def _choose_whole(self, *, is_row: bool) -> None:
        """The rows, or the columns, of what is chosen, as Shift or Ctrl with the space bar does in a spreadsheet."""
        rows, columns = self.chosen()
        if not rows:
            return
        model = self.model()
        ends = (0, model.columnCount() - 1) if is_row else (columns[0], columns[-1])
        lines = (rows[0], rows[-1]) if is_row else (0, model.rowCount() - 1)
        block = QItemSelection(model.index(lines[0], ends[0]), model.index(lines[1], ends[1]))
        self.selectionModel().select(block, _Flag.ClearAndSelect)
