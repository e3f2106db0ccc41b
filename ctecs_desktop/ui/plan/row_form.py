"""The row that is current as a form: every cell under its title, what is wrong with it below, saved when it is left."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget

from ctecs_desktop.domain.plan_draft import DraftRow, PlanDraft, RowKey, columns_of
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.page import SidePanel
from ctecs_desktop.ui.plan.cell_field import CellField, TextBox
from ctecs_desktop.ui.plan.plan_cells import row_title
from ctecs_desktop.ui.plan.plan_model import Write
from ctecs_desktop.ui.theme import section_title


class RowForm(SidePanel):
    """The fields of the current row; made anew for each table."""

    def __init__(self, write: Write) -> None:
        super().__init__(_("The current row"))
        self.title = section_title("")
        self.column.addWidget(self.title)
        self.fields: dict[str, CellField] = {}
        self._write = write
        self._table = ""
        self._key: RowKey | None = None
        self.column.addStretch(1)

    def show_row(
        self,
        row: DraftRow | None,
        draft: PlanDraft,
        *,
        problems: Mapping[str, PlanProblem],
        is_read_only: bool,
    ) -> None:
        """Show a row, or nothing; what was typed into the one before is written first."""
        key = None if row is None else row.key
        if self._key is not None and self._key != key:
            self.save_now()  # a key may lead on without taking the cursor out of its box
            if self._key == key:
                return  # writing has shown it already, with all that came of it
        self.content.setVisible(row is not None)
        self._key = key
        if row is None:
            return
        if row.key.table != self._table:
            self._make_fields(row.key.table, draft)
        self.title.setText(row_title(row) or _("A new row"))
        for name, text in zip(columns_of(row.key.table), row.cells, strict=True):
            if name in self.fields:
                self.fields[name].show_text(
                    text,
                    is_fixed=is_read_only or draft.is_fixed(row.key, name),
                    problem=problems.get(name),
                    draft=draft,
                )

        self.make_room()

    def save_now(self) -> None:
        """Write whatever was typed and not left yet."""
        for field in self.fields.values():
            field.save()

    def focus_first(self) -> None:
        """Begin in the first box that can be filled."""
        for field in self.fields.values():
            is_fixed = isinstance(field.box, QLineEdit | TextBox) and field.box.isReadOnly()
            if not is_fixed and field.box.isEnabled():
                field.box.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _make_fields(self, table: str, draft: PlanDraft) -> None:
        for field in self.fields.values():
            for widget in field.widgets:
                widget.hide()
                widget.deleteLater()
        self._table = table
        # The key of a fact is its title already.
        names = [column for column in columns_of(table) if (table, column) != ("about", "key")]
        self.fields = {name: CellField(table, name, self._take, draft) for name in names}
        place = 1
        # Made after the page's buttons, the boxes would come after them too.
        before: QWidget | None = self.findChild(QScrollArea)
        for field in self.fields.values():
            for widget in field.widgets:
                self.column.insertWidget(place, widget)
                place += 1
            field.hint.setVisible(bool(field.hint.text()))
            for widget in (field.title, field.box):
                widget.show()  # Qt would show them one turn later, and everything would jump
            if before is not None:
                QWidget.setTabOrder(before, field.box)
            before = field.box

    def _take(self, name: str, text: str) -> bool:
        return self._key is not None and self._write(self._key, name, text)
