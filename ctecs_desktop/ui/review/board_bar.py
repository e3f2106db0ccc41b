"""Above the board: all periods or one, which states, which schools."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox

from ctecs_desktop.domain.board import NOTHING_CAME, TO_REVIEW, TO_WRITE_TO, BoardState
from ctecs_desktop.i18n import _
from ctecs_desktop.services.board import SchoolStanding
from ctecs_desktop.ui.table_bar import TableBar
from ctecs_desktop.wording import term


class BoardBar(TableBar):
    """Says which standings are wanted."""

    def __init__(self) -> None:
        all_periods = QCheckBox(_("&All periods"))
        super().__init__(_("&State"), name=_("State"), hint=_("Find a school"), adds=all_periods)
        self.all_periods = all_periods
        self.choice.addItem(_("all states"), None)
        for text, states in (
            (_("to be written to"), TO_WRITE_TO),
            (_("to be reviewed"), TO_REVIEW),
            (_("nothing came"), NOTHING_CAME),
        ):
            self.choice.addItem(text, states)
        self.choice.insertSeparator(self.choice.count())
        for each in BoardState:
            self.choice.addItem(term(each), frozenset({each}))

    def wants(self, standing: SchoolStanding) -> bool:
        """Whether that school and period is to be seen."""
        states: frozenset[BoardState] | None = self.choice.currentData()
        school = standing.school
        return (states is None or standing.state in states) and self.finds(f"{school.name} {school.code} {school.town}")
