"""Ways to tell less, offered before anything is withheld by signs; what was chosen stands above them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ctecs_desktop.domain.coarsening import Coarsening
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.publication.coarser_model import CoarserModel
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.theme import INSIDE, muted_label
from ctecs_desktop.wording.publication import coarsening_text

if TYPE_CHECKING:
    from ctecs_desktop.disclosure.proposals import Proposal


class CoarserTab(QWidget):
    """The table of ways."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._plan = plan
        self.model = CoarserModel(plan)
        self.view = TableView(_("Ways to tell less"))
        self.view.show_model(self.model)
        self.chosen = muted_label()
        self.chosen.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, INSIDE, 0, 0)
        layout.setSpacing(INSIDE)
        layout.addWidget(self.chosen)
        layout.addWidget(self.view, stretch=1)
        self.show_ways((), ())

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason, /) -> None:
        """To the table; a proxy of Qt's would lead Tab past what stands above it."""
        self.view.setFocus(reason)

    def show_ways(self, ways: Sequence[Proposal], chosen: Sequence[Coarsening]) -> None:
        """Show ``ways`` from the edition as it is now, and what was ``chosen`` so far."""
        self.model.show_rows(ways)
        self.view.setCurrentIndex(self.model.index(0, 0))
        told = "; ".join(coarsening_text(each, self._plan) for each in chosen)
        hint = _("Telling less in one place can spare signs in many. In brackets: the difference from the edition now.")
        self.chosen.setText(_("Chosen: {ways}. {hint}").format(ways=told, hint=hint) if told else hint)

    def current(self) -> Proposal | None:
        """The way that is chosen in the table."""
        number = self.view.current_row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None
