"""Above the files of the inbox: how many want what, those alone on request, a search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.review.inbox_rows import NEEDS_SOMEBODY, InboxRow, Wants
from ctecs_desktop.ui.review.inbox_words import wants_text
from ctecs_desktop.ui.theme import INSIDE


class InboxBar(QWidget):
    """Says which rows are wanted, and counts all of them."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.group = QComboBox()
        self.group.setAccessibleName(_("Files shown"))
        self.group.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find a file or school"))
        self.search.setAccessibleName(_("Find a file or school"))
        self.search.setClearButtonEnabled(True)
        label = QLabel(_("S&how"))
        label.setBuddy(self.group)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(INSIDE * 2)
        for widget in (label, self.group, self.search):
            row.addWidget(widget)
        row.addStretch(1)
        self.count(())
        self.group.currentIndexChanged.connect(lambda _number: self.changed.emit())
        self.search.textChanged.connect(lambda _text: self.changed.emit())

    def count(self, rows: Sequence[InboxRow]) -> None:
        """Offer what there is, each with its number; what was chosen stays chosen."""
        found = Counter(row.wants for row in rows)
        needing = sum(found[wants] for wants in NEEDS_SOMEBODY)
        chosen = max(self.group.currentIndex(), 0)  # the groups always stand in the same places
        self.group.blockSignals(True)
        self.group.clear()
        self._offer(_("all files"), len(rows), None)
        self._offer(_("what needs you"), needing, NEEDS_SOMEBODY)
        self.group.insertSeparator(self.group.count())
        for wants in Wants:
            self._offer(wants_text(wants), found[wants], frozenset({wants}))
        self.group.setCurrentIndex(chosen)
        self.group.blockSignals(False)

    def _offer(self, text: str, count: int, wanted: frozenset[Wants] | None) -> None:
        self.group.addItem(_("{what} ({count})").format(what=text, count=f"{count:,}"), wanted)

    def wants(self, row: InboxRow, words: str) -> bool:
        """Whether that row is to be seen; ``words`` are what it is found by."""
        wanted: frozenset[Wants] | None = self.group.currentData()
        folded = words.casefold()
        return (wanted is None or row.wants in wanted) and all(
            word in folded for word in self.search.text().casefold().split()
        )
