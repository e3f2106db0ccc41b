"""Typing chosen figures a second time: what differs from the first time is shown, and one of the two is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from ctecs_desktop.domain.errors import CtecsError, ValueRejected
from ctecs_desktop.domain.grid import Area, Grid, GridCell, Part
from ctecs_desktop.domain.number_parsing import plain_text
from ctecs_desktop.domain.paste import PastePlan, plan_paste
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.value import encode_value
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.ui.buttons import button_row
from ctecs_desktop.ui.entry.cell_editor import Move, ValueDelegate
from ctecs_desktop.ui.entry.entry_rows import EntryRow
from ctecs_desktop.ui.entry.paste_model import role_text
from ctecs_desktop.ui.entry.typed_text import understood
from ctecs_desktop.ui.table import Cell, Column, Index, TableModel, TableView
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, scaled
from ctecs_desktop.wording import place_text, problem_text

PLACE, FIRST, AGAIN, RESULT = range(4)
DIALOG_WIDTH, DIALOG_HEIGHT = 820, 520
_HIDDEN = "•••"
_Trigger = QAbstractItemView.EditTrigger


@dataclass(slots=True)
class Figure:
    """One box that is typed a second time."""

    row: EntryRow
    part: Part
    again: str = ""
    is_same: bool = False
    error: CtecsError | None = None
    is_replaced: bool = False  # the second typing is to be taken

    @property
    def differs(self) -> bool:
        """Whether the second typing says something else, or nothing that is understood."""
        return bool(self.again) and not self.is_same


class VerifyModel(TableModel[Figure]):
    """The first typing stays hidden until the second is there: nobody copies from the cell beside it."""

    compared = Signal()

    def __init__(self, plan: Plan, figures: Sequence[Figure]) -> None:
        super().__init__(
            [
                Column(_("Figure"), 0),
                Column(_("First"), 12, is_number=True),
                Column(_("Again"), 12, is_number=True),
                Column(_("Result"), 34),
            ]
        )
        self._plan = plan
        self.show_rows(figures)

    def cell(self, row: Figure, column: int) -> Cell:
        if column == PLACE:
            text = f"{place_text(row.row.key, self._plan)}: {role_text(row.part)}"
            return Cell(text, tip=text, is_quiet=True)
        if column == FIRST:
            if not row.again:
                return Cell(_HIDDEN, Tone.MUTED, is_quiet=True, spoken=_("hidden until it is typed again"))
            return Cell(row.row.text_of(row.part), is_quiet=True)
        if column == AGAIN:
            return Cell(row.again, spoken=row.again or _("to type again"))
        return _result_cell(row)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() and index.column() == AGAIN else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.EditRole and index.isValid() and index.column() == AGAIN:
            return self.rows[index.row()].again
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        figure = self.rows[index.row()]
        figure.again, figure.is_replaced = str(value).strip(), False
        _compare(figure)
        self.row_changed(index.row())
        self.compared.emit()
        return True

    def replace(self, number: int) -> None:
        """Take the second typing of that row, or go back to the first."""
        figure = self.rows[number]
        if figure.differs and figure.error is None:
            figure.is_replaced = not figure.is_replaced
            self.row_changed(number)
            self.compared.emit()


def _compare(figure: Figure) -> None:
    figure.error, figure.is_same = None, False
    if not plain_text(figure.again):
        return
    try:
        value = understood(figure.row, {figure.part: figure.again})
    except ValueRejected as error:
        figure.error = error
        return
    figure.is_same = encode_value(value) == encode_value(figure.row.stored.value)


def _result_cell(row: Figure) -> Cell:
    if not row.again:
        return Cell(_("to type again"), Tone.MUTED, "pen", is_quiet=True)
    if row.error is not None:
        words = problem_text(row.error)
        return Cell(words, Tone.BAD, "cross", tip=words, is_quiet=True)
    if row.is_same:
        return Cell(_("the same"), Tone.GOOD, "check", is_quiet=True)
    first = row.row.text_of(row.part) or _("nothing")
    if row.is_replaced:
        words = _("{again} takes the place of {first}").format(again=row.again, first=first)
        return Cell(words, Tone.ACCENT, "pen", tip=words, is_quiet=True)
    words = _("differs: first {first}, now {again}").format(first=first, again=row.again)
    return Cell(words, Tone.WARN, "warning", tip=words, is_quiet=True)


class VerifyView(TableView):
    """Enter goes down, as in the table of values."""

    def __init__(self) -> None:
        super().__init__(_("Figures to type again"))
        self.setShowGrid(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(_Trigger.AnyKeyPressed | _Trigger.EditKeyPressed | _Trigger.DoubleClicked)
        delegate = ValueDelegate(self)
        delegate.left.connect(self._leave)
        self.setItemDelegate(delegate)

    def _leave(self, move: Move) -> None:
        self.setFocus()
        step = -1 if move in {Move.UP, Move.PREVIOUS} else 1
        row = self.currentIndex().row() + step
        if 0 <= row < self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, AGAIN))


class VerifyDialog(QDialog):
    """``chosen`` is the plan that takes the second typing where the person wants it; None where nothing changes."""

    def __init__(self, plan: Plan, figures: Sequence[Figure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Type figures again"))
        self.resize(scaled(DIALOG_WIDTH), scaled(DIALOG_HEIGHT))
        self.chosen: PastePlan | None = None
        self.model = VerifyModel(plan, figures)
        self.view = VerifyView()
        self.view.show_model(self.model)
        self.view.setCurrentIndex(self.model.index(0, AGAIN))
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.replace = QAction(_("Take the second (Alt+T)"), self)
        self.replace.setShortcut(QKeySequence("Alt+T"))
        self.replace.triggered.connect(lambda: self.model.replace(self.view.currentIndex().row()))
        self.addAction(self.replace)
        take = QPushButton(self.replace.text())
        take.setAutoDefault(False)
        take.clicked.connect(self.replace.trigger)
        done = self.finish = QPushButton(_("&Finish"))
        done.setProperty("primary", "true")
        done.setAutoDefault(False)
        done.clicked.connect(self._finish)
        cancel = QPushButton(_("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        column.setSpacing(INSIDE)
        column.addWidget(self.summary)
        column.addWidget(self.view, stretch=1)
        column.addLayout(button_row(cancel, take, done))
        self.model.compared.connect(self._say)
        self._say()
        self.view.setFocus()

    def _say(self) -> None:
        same = sum(1 for each in self.model.rows if each.is_same)
        differ = sum(1 for each in self.model.rows if each.differs)
        left = len(self.model.rows) - same - differ
        words = ngettext("{count} figure to type again", "{count} figures to type again", left)
        parts = [words.format(count=left)]
        parts.append(_("{count} the same").format(count=same))
        parts.append(ngettext("{count} differs", "{count} differ", differ).format(count=differ))
        self.summary.setText(", ".join(parts) + ".")

    def _finish(self) -> None:
        replaced = [each for each in self.model.rows if each.is_replaced]
        if replaced:
            cells = tuple((GridCell(each.row.key, each.row.measure, each.part),) for each in replaced)
            grid = Grid(cells, {each.row.key: each.row.stored for each in replaced})
            self.chosen = plan_paste(tuple((each.again,) for each in replaced), grid, Area(0, 0))
        self.accept()


def figures_of(rows: Sequence[EntryRow], parts: Sequence[Part]) -> list[Figure]:
    """The boxes of ``rows`` that hold a figure and were chosen."""
    return [
        Figure(row, part) for row in rows for part in parts if row.takes(part) and row.text_of(part) and not row.typed
    ]
