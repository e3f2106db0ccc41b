"""The table of the plan on the screen: typing replaces, F2 edits, choices are offered as a list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QStyleOptionViewItem, QWidget

from ctecs_desktop.domain.plan_draft import PlanDraft
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.plan.plan_cells import offered, row_title
from ctecs_desktop.ui.plan.plan_model import PlanTableModel
from ctecs_desktop.ui.table import CellDelegate, Index, TableView

_Trigger = QAbstractItemView.EditTrigger


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
    """Cells are chosen one by one; a long table scrolls sideways under its headings."""

    def __init__(self, draft: Callable[[], PlanDraft | None]) -> None:
        super().__init__(_("Rows of the plan"))
        self.setItemDelegate(PlanDelegate(draft, self))
        self.setShowGrid(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(_Trigger.AnyKeyPressed | _Trigger.EditKeyPressed | _Trigger.DoubleClicked)
