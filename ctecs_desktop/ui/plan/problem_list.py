"""What keeps the draft from being published, each with the way to its cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ctecs_desktop.domain.plan_draft import PlanDraft
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.ui.plan.plan_cells import row_label
from ctecs_desktop.ui.table import Cell, Column, TableModel, TableView
from ctecs_desktop.ui.theme import INSIDE, Tone, section_title
from ctecs_desktop.wording import plan_column_title, plan_fault_text, plan_table_title

ROWS_SHOWN = 3


class ProblemModel(TableModel[PlanProblem]):
    """Table, row and column, and what is wrong."""

    def __init__(self) -> None:
        super().__init__([Column(_("Where"), 34), Column(_("Problem"), 0)])
        self.draft: PlanDraft | None = None

    def cell(self, row: PlanProblem, column: int) -> Cell:
        if column == 0:
            rows = self.draft.rows.get(row.table, ()) if self.draft is not None else ()
            label = row_label(rows[row.line - 1]) if 0 < row.line <= len(rows) else ""
            where = f"{plan_table_title(row.table)} {label}".strip()
            title = plan_column_title(row.table, row.column) if row.column else ""
            text = ", ".join(part for part in (where, title) if part)
            return Cell(text, Tone.BAD, "cross", tip=text)
        text = plan_fault_text(row)
        return Cell(text, tip=text)


class ProblemList(QWidget):
    """Hidden while nothing is wrong. ``go`` is called with a problem that was chosen by Enter or a double click."""

    def __init__(self, go: Callable[[PlanProblem], None]) -> None:
        super().__init__()
        self.title = section_title("")
        self.model = ProblemModel()
        self.view = TableView(_("What keeps the draft from being published"))
        self.view.show_model(self.model)
        self.view.activated.connect(lambda index: go(self.model.rows[index.row()]))
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(INSIDE)
        column.addWidget(self.title)
        column.addWidget(self.view)

    def show_problems(self, problems: Sequence[PlanProblem], draft: PlanDraft) -> None:
        """Show what is wrong with ``draft``."""
        self.model.draft = draft
        if list(problems) != self.model.rows:
            self.model.show_rows(problems)
            row = self.view.verticalHeader().defaultSectionSize()
            head = self.view.horizontalHeader().sizeHint().height() + 2 * self.view.frameWidth()
            self.view.setFixedHeight(row * min(ROWS_SHOWN, len(problems)) + head)
        count = len(problems)
        self.title.setText(
            ngettext(
                "{count} thing to mend before publishing", "{count} things to mend before publishing", count
            ).format(count=count)
        )
        self._column.activate()  # or it would be shown for a turn with the height that it had before
        self.setVisible(bool(problems))
