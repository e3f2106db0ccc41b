"""One table of the plan's draft as rows that can be typed into, with a mark where something is wrong or was changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt

from ctecs_desktop.domain.plan_draft import DraftRow, PlanDraft, RowKey, columns_of
from ctecs_desktop.domain.plan_editing import CODE_OF
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.ui.plan.plan_cells import NUMBERS, shown_text, spoken_cell, width_of
from ctecs_desktop.ui.table import Cell, Column, Index, TableModel
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import plan_column_hint, plan_column_title, plan_fault_text

_ROLE = Qt.ItemDataRole

Write = Callable[[RowKey, str, str], None]
"""Writes a text into a column of a row."""


class PlanTableModel(TableModel[DraftRow]):
    """The first column carries the sign of what is wrong or new in its row; ``write`` takes what is typed."""

    def __init__(self, table: str, write: Write) -> None:
        self.table = table
        self.names = columns_of(table)
        super().__init__(
            [
                Column(
                    plan_column_title(table, name),
                    width_of(table, name) + (3 if number == 0 else 0),
                    is_number=name in NUMBERS,
                    tip=plan_column_hint(table, name),
                )
                for number, name in enumerate(self.names)
            ]
        )
        self.is_read_only = False
        self._write = write
        self._draft: PlanDraft | None = None
        self._problems: Mapping[tuple[int, str], PlanProblem] = {}
        self._lines: dict[RowKey, int] = {}

    def show_draft(self, draft: PlanDraft, problems: Sequence[PlanProblem]) -> bool:
        """Show the rows of ``draft``; whether they are the same rows as before, so that the current one stays."""
        rows = draft.rows[self.table]
        is_same = [row.key for row in self.rows] == [row.key for row in rows]
        self._draft = draft
        self._problems = {(each.line, each.column): each for each in reversed(problems) if each.table == self.table}
        self._lines = {row.key: number for number, row in enumerate(rows, start=1)}
        if is_same:
            self.rows = list(rows)
            self.forget_cells()
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.names) - 1))
        else:
            self.show_rows(rows)
        return is_same

    def row_number(self, key: RowKey) -> int:
        """Where the row of that address stands, -1 where it is not there."""
        return self._lines.get(key, 0) - 1

    def problems_at(self, row: DraftRow) -> dict[str, PlanProblem]:
        """What is wrong in a row, by column; "" for the whole row."""
        line = self._lines.get(row.key, 0)
        return {column: problem for (number, column), problem in self._problems.items() if number == line}

    def cell(self, row: DraftRow, column: int) -> Cell:
        name, text = self.names[column], row.cells[column]
        wrong = self.problems_at(row)
        problem = wrong.get(name) or (wrong.get("") if column == 0 else None)
        shown = " ".join(shown_text(self.table, name, text).split("\n"))
        sign = "cross" if problem is not None or (column == 0 and wrong) else ""
        if not sign and column == 0 and self._draft is not None and row.key in self._draft.changed:
            sign = "pen"
        spoken = spoken_cell(self.table, name, text)
        fault = plan_fault_text(problem) if problem is not None else ""
        return Cell(
            shown,
            Tone.BAD if sign == "cross" else Tone.PLAIN,
            sign,
            tip="\n".join(part for part in (fault, text if len(text) > 20 else "") if part),
            spoken=f"{spoken}. {fault}" if fault else spoken,
            is_tinted=problem is not None,
            is_quiet=self.is_fixed(row, name) and problem is None,
        )

    def is_fixed(self, row: DraftRow, name: str) -> bool:
        """Whether a cell cannot be changed: what a fact is, or the code of something that was published."""
        if self.table == "about":
            return name == "key"
        return name == CODE_OF.get(self.table) and self._draft is not None and row.key in self._draft.base

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        if role == _ROLE.EditRole and index.isValid() and index.row() < len(self.rows):
            return self.rows[index.row()].cells[index.column()]
        return super().data(index, role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid() or self.is_read_only:
            return flags
        row = self.rows[index.row()]
        return flags if self.is_fixed(row, self.names[index.column()]) else flags | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        if role != _ROLE.EditRole or not index.isValid():
            return False
        row, name = self.rows[index.row()], self.names[index.column()]
        if str(value) == row.cells[index.column()]:
            return False
        self._write(row.key, name, str(value))
        return True
