"""What the table of the plan is narrowed to: words to find, what is wrong, what was changed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.plan.plan_model import PlanTableModel
from ctecs_desktop.ui.theme import INSIDE

SEARCH_CHARACTERS = 16


class PlanFilter(QWidget):
    """``changed`` is sent whenever something else is wanted."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.wrong = QCheckBox(_("With &mistakes"))
        self.edited = QCheckBox(_("&Changed"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find (Ctrl+F)"))
        self.search.setAccessibleName(_("Find rows by what they say"))
        self.search.setClearButtonEnabled(True)
        metrics = self.search.fontMetrics()
        hint = metrics.horizontalAdvance(self.search.placeholderText()) + INSIDE * 4
        self.search.setMinimumWidth(max(metrics.horizontalAdvance("n") * SEARCH_CHARACTERS, hint))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(INSIDE * 2)
        for box in (self.wrong, self.edited):
            line.addWidget(box)
            box.toggled.connect(lambda _checked: self.changed.emit())
        line.addStretch(1)
        line.addWidget(self.search)
        self.search.textChanged.connect(lambda _text: self.changed.emit())

    @property
    def is_on(self) -> bool:
        """Whether anything is left out."""
        return self.wrong.isChecked() or self.edited.isChecked() or bool(self.search.text().strip())

    def apply_to(self, model: PlanTableModel) -> None:
        """Let ``model`` show what is wanted."""
        model.narrow_to(self.search.text(), only_wrong=self.wrong.isChecked(), only_changed=self.edited.isChecked())

    def show_everything(self) -> None:
        """Leave nothing out."""
        if self.is_on:
            self.blockSignals(True)
            for box in (self.wrong, self.edited):
                box.setChecked(False)
            self.search.clear()
            self.blockSignals(False)
            self.changed.emit()
