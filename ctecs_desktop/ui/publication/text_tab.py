"""The texts of the report whose numbers may give a withheld figure away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.services.proposed_edition import ProposedEdition
from ctecs_desktop.ui.publication.text_model import TextModel, text_rows
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.theme import INSIDE, muted_label


class TextTab(QWidget):
    """The table of findings, and what to do about them."""

    def __init__(self) -> None:
        super().__init__()
        self.model = TextModel()
        self.view = TableView(_("Numbers in texts"))
        self.view.show_model(self.model)
        self._hint = muted_label()
        self._hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, INSIDE, 0, 0)
        layout.setSpacing(INSIDE)
        layout.addWidget(self._hint)
        layout.addWidget(self.view, stretch=1)
        self.show_edition(None)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason, /) -> None:
        """To the table; a proxy of Qt's would lead Tab past what stands above it."""
        self.view.setFocus(reason)

    def show_edition(self, proposed: ProposedEdition | None) -> None:
        """Show what its texts may give away."""
        self.model.show_rows(text_rows(proposed) if proposed else [])
        self.view.setCurrentIndex(self.model.index(0, 0))
        self._hint.setText(
            _(
                "A finding is no proof: the 3 of “three workshops” is not the 3 students of a sign. Rewrite your own "
                "texts in the annual report; a school's text is printed or left out."
            )
            if self.model.rows
            else _(
                "No number in any text equals a withheld figure, lets one be worked out, or is said of a group that is "
                "not told so."
            )
        )

    def current(self) -> str:
        """The name of the text in which the chosen number stands; "" where there is none."""
        number = self.view.current_row()
        return self.model.rows[number].finding.narrative if 0 <= number < len(self.model.rows) else ""
