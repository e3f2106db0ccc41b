"""What the entry table is narrowed to: a goal, what is left, what has findings, what changed, and words to find."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.entry.entry_filter import ALL_GOALS, EntryFilter
from ctecs_desktop.ui.theme import INSIDE

GOAL_CHARACTERS = 18
SEARCH_CHARACTERS = 16


class FilterBar(QWidget):
    """``changed`` is sent whenever something else is wanted."""

    changed = Signal()

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.goal = QComboBox()
        self.goal.setAccessibleName(_("Goal"))
        self.goal.setMinimumContentsLength(GOAL_CHARACTERS)
        self.goal.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.left = QCheckBox(_("What is &left"))
        self.found = QCheckBox(_("With f&indings"))
        self.differs = QCheckBox(_("Chan&ged since last year"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find (Ctrl+F)"))
        self.search.setAccessibleName(_("Find a measure by code, name or wording"))
        self.search.setClearButtonEnabled(True)
        metrics = self.search.fontMetrics()
        hint = metrics.horizontalAdvance(self.search.placeholderText()) + INSIDE * 4
        self.search.setMinimumWidth(max(metrics.horizontalAdvance("n") * SEARCH_CHARACTERS, hint))
        label = QLabel(_("G&oal"))
        label.setBuddy(self.goal)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(INSIDE * 2)
        for widget in (label, self.goal, self.left, self.found, self.differs):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self.search)
        self.learn(plan)
        self.goal.currentIndexChanged.connect(lambda _index: self.changed.emit())
        for box in (self.left, self.found, self.differs):
            box.toggled.connect(lambda _checked: self.changed.emit())
        self.search.textChanged.connect(lambda _text: self.changed.emit())

    def learn(self, plan: Plan) -> None:
        """Offer the goals of ``plan``."""
        chosen = self.goal.currentData()
        self.goal.blockSignals(True)
        self.goal.clear()
        self.goal.addItem(_("All goals"), ALL_GOALS)
        for goal in plan.goals:
            self.goal.addItem(f"{goal.number}  {goal.title}", goal.number)
        self.goal.setCurrentIndex(max(self.goal.findData(chosen), 0))
        self.goal.blockSignals(False)

    def begin_search(self) -> None:
        """Let words to find be typed, in place of those that are there."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def wanted(self) -> EntryFilter:
        """What is chosen now."""
        return EntryFilter(
            self.goal.currentData(),
            self.left.isChecked(),
            self.found.isChecked(),
            self.differs.isChecked(),
            self.search.text(),
        )

    def widen_to(self, goal: int) -> None:
        """Drop whatever could hide a measure of ``goal``."""
        self.blockSignals(True)
        for box in (self.left, self.found, self.differs):
            box.setChecked(False)
        self.search.clear()
        if self.goal.currentData() not in {ALL_GOALS, goal}:
            self.goal.setCurrentIndex(self.goal.findData(goal))
        self.blockSignals(False)
        self.changed.emit()
