"""A side panel of titled paragraphs that are made anew for whatever is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout

from ctecs_desktop.ui.page import SidePanel
from ctecs_desktop.ui.theme import INSIDE, muted_label, section_title


class LinesPanel(SidePanel):
    """``name`` is what a screen reader calls it; the title says what is chosen."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.title = section_title("")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self.column.addWidget(self.title)
        self.column.addLayout(self._lines)
        self.column.addSpacing(INSIDE)

    def begin(self, title: str) -> None:
        """Take away what was said before, and say ``title``."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.title.setText(title)

    def add_head(self, text: str) -> None:
        """The title of what follows."""
        self._lines.addSpacing(INSIDE)
        title = section_title(text)
        self._lines.addWidget(title)
        title.show()

    def add_line(self, text: str, *, is_muted: bool = False) -> None:
        """A paragraph that can be selected and copied; "" adds nothing."""
        if not text:
            return
        label = muted_label(text) if is_muted else QLabel(text)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lines.addWidget(label)
        label.show()  # now, and not with the next event: the column measures what is seen
