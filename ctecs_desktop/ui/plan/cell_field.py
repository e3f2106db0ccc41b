"""One cell of the row's form: its title, a box of its kind, a hint, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from ctecs_desktop.domain.plan_cells import join_list, split_list
from ctecs_desktop.domain.plan_draft import PlanDraft, column_of, is_list_column
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.ui.plan.plan_cells import LONG_TEXTS, offered, referred
from ctecs_desktop.ui.theme import INSIDE, Tone, muted_label
from ctecs_desktop.wording import plan_column_hint, plan_column_title, plan_fault_text

LINES = 3
"""Lines of text that a long text shows before it scrolls."""

MOST_TICKS = 6
"""Lines of a list to be ticked that are shown before it scrolls."""


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


class TickList(QListWidget):
    """Codes to be ticked, each with what it stands for. What is ticked keeps its order, new ones come behind."""

    ticked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._order: list[str] = []
        self._is_showing = False
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemChanged.connect(lambda _item: None if self._is_showing else self.ticked.emit())

    @property
    def text(self) -> str:
        """The codes that are ticked, as the plan writes them."""
        items = [self.item(number) for number in range(self.count())]
        chosen = [str(each.data(_CODE)) for each in items if each.checkState() == Qt.CheckState.Checked]
        order = {code: number for number, code in enumerate(self._order)}
        return join_list(tuple(sorted(chosen, key=lambda code: order.get(code, len(order)))))

    def show_codes(self, text: str, choices: Sequence[tuple[str, str]], *, is_fixed: bool) -> None:
        """Offer ``choices`` with those of ``text`` ticked; a code that is no choice is offered all the same."""
        self._is_showing = True
        self._order = list(split_list(text))
        known = {code for code, _title in choices}
        lines = [*choices, *((code, code) for code in self._order if code not in known)]
        current = self.currentRow()
        while self.count() > len(lines):
            self.takeItem(self.count() - 1)
        while self.count() < len(lines):
            self.addItem(QListWidgetItem())
        for number, (code, title) in enumerate(lines):
            item = self.item(number)
            item.setText(title)
            item.setToolTip(title)
            item.setData(_CODE, code)
            item.setCheckState(Qt.CheckState.Checked if code in self._order else Qt.CheckState.Unchecked)
            item.setFlags(_LOCKED if is_fixed else _OPEN)
        self.setCurrentRow(max(0, current))
        height = self.fontMetrics().height() + INSIDE
        self.setFixedHeight(height * max(1, min(MOST_TICKS, len(lines))) + INSIDE)
        self._is_showing = False


_CODE = Qt.ItemDataRole.UserRole
_LOCKED = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
_OPEN = _LOCKED | Qt.ItemFlag.ItemIsUserCheckable


class CellField(QObject):
    """``write`` takes what was typed, and says whether it was taken: what was not stays in the box."""

    def __init__(self, table: str, name: str, write: Callable[[str, str], bool], draft: PlanDraft) -> None:
        super().__init__()
        self.name = name
        self._table = table
        self._write = write
        self._shown = ""
        self._is_showing = False
        column = column_of(table, name)
        title = plan_column_title(table, name)
        self.title = QLabel(title)
        self.box: QComboBox | QLineEdit | TextBox | TickList
        choices = offered(draft, table, name)
        if choices:
            self.box = QComboBox()
            self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            self.box.setMinimumContentsLength(12)
            self.box.activated.connect(lambda _number: self.save())
            self._fill(self.box, choices)
        elif column.refers_to and is_list_column(column):
            self.box = TickList()
            self.box.ticked.connect(self.save)
        elif name in LONG_TEXTS:
            self.box = TextBox(self.save)
        else:
            self.box = QLineEdit()
            self.box.editingFinished.connect(self.save)
        self.title.setBuddy(self.box)
        self.box.setAccessibleName(title)
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
        if isinstance(self.box, TickList):
            return self.box.text
        return self.box.text() if isinstance(self.box, QLineEdit) else self.box.toPlainText()

    def show_text(self, text: str, *, is_fixed: bool, problem: PlanProblem | None, draft: PlanDraft) -> None:
        """Show what is stored; what is being typed stays."""
        is_other = text != self._shown or (text != self.text and not self.box.hasFocus())
        self._shown = text
        self._is_showing = True
        if isinstance(self.box, QComboBox):
            self._fill(self.box, offered(draft, self._table, self.name))
            number = self.box.findData(text)
            if number < 0:  # what is no choice is shown all the same, for the fault to be understood
                self.box.addItem(text, text)
                number = self.box.count() - 1
            self.box.setCurrentIndex(number)
            self.box.setEnabled(not is_fixed)
        elif isinstance(self.box, TickList):
            self.box.show_codes(text, referred(draft, column_of(self._table, self.name)), is_fixed=is_fixed)
        else:
            if is_other:
                self._put(text)
            self.box.setReadOnly(is_fixed)
        self._is_showing = False
        self.fault.setText(plan_fault_text(problem) if problem is not None else "")
        self.fault.setVisible(problem is not None)

    def save(self) -> None:
        """Write what stands in the box, if it is something new."""
        typed = self.text
        if self._is_showing or typed == self._shown:
            return
        self._shown = typed
        if not self._write(self.name, typed):
            self._is_showing = True
            self._put(typed)  # a long text that is refused can still be shortened
            self._is_showing = False

    def _put(self, text: str) -> None:
        if isinstance(self.box, QLineEdit):
            self.box.setText(text)
            self.box.setCursorPosition(0)
        elif isinstance(self.box, TextBox):
            self.box.setPlainText(text)

    @staticmethod
    def _fill(box: QComboBox, choices: list[tuple[str, str]]) -> None:
        box.clear()
        for text, shown in choices:
            box.addItem(shown, text)
