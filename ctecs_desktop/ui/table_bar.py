"""What stands above a table: which of its rows are wanted, by a choice and by words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from ctecs_desktop.ui.theme import INSIDE


class TableBar(QWidget):
    """A choice with its ``label``, a search that says ``hint``, and whatever a page ``adds`` to them.

    The page fills the choice and says which rows are wanted; of the search it asks :meth:`finds`.
    """

    changed = Signal()
    """Other rows are wanted."""

    def __init__(self, label: str, *, name: str, hint: str, adds: QWidget | None = None) -> None:
        super().__init__()
        self.choice = QComboBox()
        self.choice.setAccessibleName(name)
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.search = QLineEdit()
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        self.search.setClearButtonEnabled(True)
        title = QLabel(label)
        title.setBuddy(self.choice)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(INSIDE * 2)
        for widget in (title, self.choice, self.search, *([adds] if adds is not None else [])):
            row.addWidget(widget)
        row.addStretch(1)
        self.choice.currentIndexChanged.connect(lambda _number: self.changed.emit())
        self.search.textChanged.connect(lambda _text: self.changed.emit())

    def finds(self, text: str) -> bool:
        """Whether every word of the search stands in ``text``."""
        folded = text.casefold()
        return all(word in folded for word in self.search.text().casefold().split())
