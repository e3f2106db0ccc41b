"""One table of the plan's draft as rows that can be typed into, with a mark where something is wrong or was changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import Qt

from ctecs_desktop.domain.plan_draft import DraftRow, PlanDraft, RowKey, columns_of
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.ui.plan.plan_cells import NUMBERS, shown_text, spoken_cell, understood, width_of
from ctecs_desktop.ui.sorted_table import SortedModel
from ctecs_desktop.ui.table import Cell, Column, Index
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import plan_column_hint, plan_column_title, plan_fault_text

_ROLE = Qt.ItemDataRole

Write = Callable[[RowKey, str, str], bool]
"""Writes a text into a column of a row; whether it was taken."""


class PlanTableModel(SortedModel[DraftRow]):
    """The first column carries the sign of what is wrong or new in its row; ``write`` takes what is typed.

    What is edited stays where it is seen: rows are sorted and left out anew only where others came, went or moved.
    """

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
        is_same = [row.key for row in self._all] == [row.key for row in rows]
        self._draft = draft
        self._problems = {(each.line, each.column): each for each in reversed(problems) if each.table == self.table}
        self._lines = {row.key: number for number, row in enumerate(rows, start=1)}
        if is_same:
            self._all = list(rows)
            self.rows = [rows[self._lines[row.key] - 1] for row in self.rows]
            self.forget_cells()
            if self.rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.names) - 1))
        else:
            self.show_all(rows)
        return is_same

    @property
    def is_arranged(self) -> bool:
        """Whether the rows stand otherwise than in the plan: sorted, or some left out."""
        return self._column >= 0 or len(self.rows) != len(self._all)

    @property
    def has_rows(self) -> bool:
        """Whether the table has any row, shown or left out."""
        return bool(self._all)

    def row_number(self, key: RowKey) -> int:
        """Where the row of that address is shown, -1 where it is not."""
        return next((number for number, row in enumerate(self.rows) if row.key == key), -1)

    def narrow_to(self, words: str, *, only_wrong: bool, only_changed: bool) -> None:
        """Show the rows that say all of ``words``, and are as they are wanted."""
        wanted = words.casefold().split()

        def is_wanted(row: DraftRow) -> bool:
            if only_wrong and not self.problems_at(row):
                return False
            if only_changed and not (self._draft is not None and row.key in self._draft.changed):
                return False
            said = " ".join(
                f"{text} {shown_text(self._draft, self.table, name, text)}"
                for name, text in zip(self.names, row.cells, strict=True)
            ).casefold()
            return all(word in said for word in wanted)

        self.narrow(is_wanted)

    def sort_key(self, row: DraftRow, column: int) -> tuple[object, ...]:
        """Numbers by their size, all else by its letters, what is empty last."""
        text = row.cells[column]
        if self.columns[column].is_number or self.names[column] in {"goal", "number"}:
            try:
                return (0, Decimal(text), "")
            except InvalidOperation:
                return (2 if not text else 1, Decimal(), text.casefold())
        shown = shown_text(self._draft, self.table, self.names[column], text)
        return (2 if not shown else 1, Decimal(), shown.casefold())

    def problems_at(self, row: DraftRow) -> dict[str, PlanProblem]:
        """What is wrong in a row, by column; "" for the whole row."""
        line = self._lines.get(row.key, 0)
        return {column: problem for (number, column), problem in self._problems.items() if number == line}

    def cell(self, row: DraftRow, column: int) -> Cell:
        name, text = self.names[column], row.cells[column]
        wrong = self.problems_at(row)
        problem = wrong.get(name) or (wrong.get("") if column == 0 else None)
        shown = " ".join(shown_text(self._draft, self.table, name, text).split("\n"))
        sign = "cross" if problem is not None or (column == 0 and wrong) else ""
        if not sign and column == 0 and self._draft is not None and row.key in self._draft.changed:
            sign = "pen"
        spoken = spoken_cell(self._draft, self.table, name, text)
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
        return self._draft is not None and self._draft.is_fixed(row.key, name)

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
        if str(value) == row.cells[index.column()] or self._draft is None:
            return False
        return self._write(row.key, name, understood(self._draft, self.table, name, str(value)))
