"""The table of findings with its buttons: go to the value, give a reason in its row, save the list as a file."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QVBoxLayout, QWidget

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.rule import Finding
from ctecs_desktop.i18n import _
from ctecs_desktop.services.submission import Validation
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.submission.findings_model import (
    PLACE,
    REASON,
    SEVERITY,
    FindingsModel,
    FoundRow,
    rows_of,
    with_headings,
)
from ctecs_desktop.ui.table import Index, TableView
from ctecs_desktop.ui.theme import INSIDE


class FindingsPanel(QWidget):
    """``value_wanted`` carries the key of the value that a person wants to see, ``rule_wanted`` the code of a rule."""

    value_wanted = Signal(object)
    rule_wanted = Signal(str)

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
        self.rule_action = QAction(_("Why this rule?"), self)
        self.rule_action.setShortcut("Ctrl+F1")
        self.rule_action.setToolTip(_("What the rule says, and why there is such a rule"))
        self.rule_action.triggered.connect(self.explain_rule)
        self.export_action = QAction(_("Save this list…"), self)
        self._nothing = QLabel(_("Nothing was found. Everything that the rules ask for is there."))
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, INSIDE, 0, 0)
        column.setSpacing(INSIDE)
        column.addWidget(self.view, stretch=1)
        column.addWidget(self._nothing, stretch=1)
        column.addLayout(button_row(*map(button_of, (self.export_action, self.rule_action, self.go_action))))
        self.setFocusProxy(self.view)

    def show_findings(self, found: Validation, plan: Plan, *, is_locked: bool) -> None:
        """Show what was found now; whoever is in a row stays there, and goes on to the next when it is answered."""
        place = self.view.currentIndex()
        before = self.model.rows[place.row()] if place.isValid() else None
        keys = QApplication.focusWidget()
        has_keys = keys is not None and (keys is self.view or self.view.isAncestorOf(keys))
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
        for action in (self.go_action, self.rule_action, self.export_action):
            action.setVisible(has_rows)
        if has_rows:
            self.view.setCurrentIndex(self.model.index(self._number_of(before, place.row()), REASON))
            if has_keys:
                self.view.setFocus()  # the editor is gone with its row, and Qt would go on to the next button

    def go(self) -> None:
        """Ask for the value of the current row."""
        row = self.view.current_row()
        if row >= 0:
            self.value_wanted.emit(self.model.rows[row].finding.key)

    def explain_rule(self) -> None:
        """Ask for the rule of the current row."""
        row = self.view.current_row()
        if row >= 0:
            self.rule_wanted.emit(self.model.rows[row].finding.code)

    def _number_of(self, before: FoundRow | None, number: int) -> int:
        """The row of the finding that was current; where it is gone or answered now, the one nearest to its place."""
        rows = {each: row for each, row in enumerate(self.model.rows) if not row.is_heading}
        same = [each for each, row in rows.items() if before is not None and row.finding == before.finding]
        if same and before is not None and (rows[same[0]].is_open or not before.is_open):
            return same[0]
        still_open = [each for each, row in rows.items() if row.is_open]
        return min(still_open or same or rows, key=lambda each: abs(each - max(number, 0)))

    def _clicked(self, index: Index) -> None:
        if index.column() == PLACE and not self.model.rows[index.row()].is_heading:
            self.go()
