"""The table of findings with its buttons: go to the value, give a reason in its row, save the list as a file."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QLabel, QVBoxLayout, QWidget

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.rule import Finding
from ctecs_desktop.i18n import _
from ctecs_desktop.services.submission import Validation
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.submission.findings_model import PLACE, REASON, SEVERITY, FindingsModel, rows_of, with_headings
from ctecs_desktop.ui.table import Index, TableView
from ctecs_desktop.ui.theme import INSIDE


class FindingsPanel(QWidget):
    """``value_wanted`` carries the key of the value that a person wants to see."""

    value_wanted = Signal(object)

    def __init__(self, keep: Callable[[Finding, str], None]) -> None:
        super().__init__()
        self.model = FindingsModel(keep)
        self.view = TableView(_("Findings"))
        self.view.set_lines(2)
        self.view.show_model(self.model)
        self.view.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.view.clicked.connect(self._clicked)
        self.view.doubleClicked.connect(lambda index: self.go() if index.column() != REASON else None)
        self.go_action = QAction(_("Go to the value"), self)
        self.go_action.setShortcut("Ctrl+G")
        self.go_action.triggered.connect(self.go)
        self.export_action = QAction(_("Save this list…"), self)
        self._nothing = QLabel(_("Nothing was found. Everything that the rules ask for is there."))
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, INSIDE, 0, 0)
        column.setSpacing(INSIDE)
        column.addWidget(self.view, stretch=1)
        column.addWidget(self._nothing, stretch=1)
        column.addLayout(button_row(button_of(self.export_action), button_of(self.go_action)))
        self.setFocusProxy(self.view)

    def show_findings(self, found: Validation, plan: Plan, *, is_locked: bool) -> None:
        """Show what was found now; whoever was typing in a row stays there."""
        place = self.view.currentIndex()
        before = self.model.rows[place.row()].finding if place.isValid() else None
        self.model.is_locked = is_locked
        self.model.show_rows(with_headings(rows_of(found, plan), plan))
        self.view.clearSpans()
        for number, row in enumerate(self.model.rows):
            if row.is_heading:
                self.view.setSpan(number, SEVERITY, 1, len(self.model.columns))
                self.view.setRowHeight(number, self.view.verticalHeader().minimumSectionSize())
        has_rows = bool(self.model.rows)
        self.view.setVisible(has_rows)
        self._nothing.setVisible(not has_rows)
        self.go_action.setVisible(has_rows)
        self.export_action.setVisible(has_rows)
        if has_rows:
            self.view.setCurrentIndex(self.model.index(self._number_of(before, place.row()), REASON))

    def go(self) -> None:
        """Ask for the value of the current row."""
        row = self.view.current_row()
        if row >= 0:
            self.value_wanted.emit(self.model.rows[row].finding.key)

    def _number_of(self, finding: Finding | None, number: int) -> int:
        """The row of that finding; where it is gone, the finding that stands nearest to its place."""
        rows = [each for each, row in enumerate(self.model.rows) if not row.is_heading]
        same = [each for each in rows if self.model.rows[each].finding == finding]
        return same[0] if same else min(rows, key=lambda each: abs(each - max(number, 0)))

    def _clicked(self, index: Index) -> None:
        if index.column() == PLACE and not self.model.rows[index.row()].is_heading:
            self.go()
