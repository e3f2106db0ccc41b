"""Above the board: all periods or one, which states, which schools."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from ctecs_desktop.domain.board import NOTHING_CAME, TO_REVIEW, TO_WRITE_TO, BoardState
from ctecs_desktop.i18n import _
from ctecs_desktop.services.board import SchoolStanding
from ctecs_desktop.ui.theme import INSIDE
from ctecs_desktop.wording import term


class BoardBar(QWidget):
    """Says which standings are wanted."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.all_periods = QCheckBox(_("&All periods"))
        self.state = QComboBox()
        self.state.setAccessibleName(_("State"))
        self.state.addItem(_("all states"), None)
        for text, states in (
            (_("to be written to"), TO_WRITE_TO),
            (_("to be reviewed"), TO_REVIEW),
            (_("nothing came"), NOTHING_CAME),
        ):
            self.state.addItem(text, states)
        self.state.insertSeparator(self.state.count())
        for each in BoardState:
            self.state.addItem(term(each), frozenset({each}))
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find a school"))
        self.search.setAccessibleName(_("Find a school"))
        self.search.setClearButtonEnabled(True)
        label = QLabel(_("&State"))
        label.setBuddy(self.state)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(INSIDE * 2)
        for widget in (label, self.state, self.search, self.all_periods):
            row.addWidget(widget)
        row.addStretch(1)
        self.state.currentIndexChanged.connect(lambda _number: self.changed.emit())
        self.search.textChanged.connect(lambda _text: self.changed.emit())

    def wants(self, standing: SchoolStanding) -> bool:
        """Whether that school and period is to be seen."""
        states: frozenset[BoardState] | None = self.state.currentData()
        words = self.search.text().casefold().split()
        names = f"{standing.school.name} {standing.school.code} {standing.school.town}".casefold()
        return (states is None or standing.state in states) and all(word in names for word in words)
