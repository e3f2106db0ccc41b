"""The row that is current as a form: every cell under its title, what is wrong with it below, saved when it is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from ctecs_desktop.domain.plan_draft import DraftRow, PlanDraft, RowKey, columns_of
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.page import SidePanel
from ctecs_desktop.ui.plan.plan_cells import LONG_TEXTS, offered, row_title
from ctecs_desktop.ui.plan.plan_model import Write
from ctecs_desktop.ui.theme import INSIDE, Tone, muted_label, section_title
from ctecs_desktop.wording import plan_column_hint, plan_column_title, plan_fault_text

LINES = 3
"""Lines of text that a long text shows before it scrolls."""


class TextBox(QPlainTextEdit):
    """A text of several lines; Tab goes on to the next box, and leaving it says so."""

    def __init__(self, left: Callable[[], None]) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * LINES + INSIDE * 2)
        self._left = left

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._left()


class CellField(QObject):
    """One cell of the row: title, box, hint and fault."""

    def __init__(self, table: str, name: str, write: Callable[[str, str], None], draft: PlanDraft) -> None:
        super().__init__()
        self.name = name
        self._write = write
        self._shown = ""
        self._is_showing = False
        choices = offered(draft, table, name)
        self.title = QLabel(plan_column_title(table, name))
        self.box: QComboBox | QLineEdit | TextBox
        if choices:
            self.box = QComboBox()
            self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            self.box.setMinimumContentsLength(12)
            self.box.activated.connect(lambda _number: self.save())
            self._fill(self.box, choices)
        elif name in LONG_TEXTS:
            self.box = TextBox(self.save)
        else:
            self.box = QLineEdit()
            self.box.editingFinished.connect(self.save)
        self.title.setBuddy(self.box)
        self.box.setAccessibleName(plan_column_title(table, name))
        hint = plan_column_hint(table, name)
        self.hint = muted_label(hint)
        self.hint.setVisible(bool(hint))
        self.box.setToolTip(hint)
        self.fault = QLabel()
        self.fault.setProperty("tone", Tone.BAD.value)
        self.fault.setWordWrap(True)
        self.fault.hide()

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """From top to bottom."""
        return (self.title, self.box, self.hint, self.fault)

    @property
    def text(self) -> str:
        """What stands in the box."""
        if isinstance(self.box, QComboBox):
            data = self.box.currentData()
            return self._shown if data is None else str(data)
        return self.box.text() if isinstance(self.box, QLineEdit) else self.box.toPlainText()

    def show_text(
        self, text: str, *, is_fixed: bool, problem: PlanProblem | None, draft: PlanDraft, table: str
    ) -> None:
        """Show what is stored; what is being typed stays."""
        is_other = text != self._shown or (text != self.text and not self.box.hasFocus())
        self._shown = text
        self._is_showing = True
        if isinstance(self.box, QComboBox):
            self._fill(self.box, offered(draft, table, self.name))
            number = self.box.findData(text)
            if number < 0:  # what is no choice is shown all the same, for the fault to be understood
                self.box.addItem(text, text)
                number = self.box.count() - 1
            self.box.setCurrentIndex(number)
            self.box.setEnabled(not is_fixed)
        elif isinstance(self.box, QLineEdit):
            if is_other:
                self.box.setText(text)
                self.box.setCursorPosition(0)
            self.box.setReadOnly(is_fixed)
        else:
            if is_other:
                self.box.setPlainText(text)
            self.box.setReadOnly(is_fixed)
        self._is_showing = False
        self.fault.setText(plan_fault_text(problem) if problem is not None else "")
        self.fault.setVisible(problem is not None)

    def save(self) -> None:
        """Write what stands in the box, if it is something new."""
        if not self._is_showing and self.text != self._shown:
            self._shown = self.text
            self._write(self.name, self.text)

    @staticmethod
    def _fill(box: QComboBox, choices: list[tuple[str, str]]) -> None:
        box.clear()
        for text, shown in choices:
            box.addItem(shown, text)


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
        is_fixed: Callable[[DraftRow, str], bool],
        is_read_only: bool,
    ) -> None:
        """Show a row, or nothing."""
        self.content.setVisible(row is not None)
        self._key = None if row is None else row.key
        if row is None:
            return
        if row.key.table != self._table:
            self._make_fields(row.key.table, draft)
        self.title.setText(row_title(row) or _("A new row"))
        for name, text in zip(columns_of(row.key.table), row.cells, strict=True):
            if name in self.fields:
                self.fields[name].show_text(
                    text,
                    is_fixed=is_read_only or is_fixed(row, name),
                    problem=problems.get(name),
                    draft=draft,
                    table=row.key.table,
                )

    def save_now(self) -> None:
        """Write whatever was typed and not left yet."""
        for field in self.fields.values():
            field.save()

    def focus_first(self) -> None:
        """Begin in the first box that can be filled."""
        for field in self.fields.values():
            is_fixed = not isinstance(field.box, QComboBox) and field.box.isReadOnly()
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
            if before is not None:
                QWidget.setTabOrder(before, field.box)
            before = field.box

    def _take(self, name: str, text: str) -> None:
        if self._key is not None:
            self._write(self._key, name, text)
