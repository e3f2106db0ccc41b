"""Above the table of schools: which states, which certificates, which schools."""

from __future__ import annotations

from ctecs_desktop.domain.register import Arrival, SignerState
from ctecs_desktop.i18n import _
from ctecs_desktop.services.school_register import RegisteredSchool
from ctecs_desktop.ui.table_bar import TableBar
from ctecs_desktop.wording import term

TO_DO = frozenset({SignerState.ASKED, SignerState.ENDS_SOON, SignerState.ENDED, SignerState.REVOKED})
"""States in which it is central office's turn, or the school cannot sign any more."""


class SchoolsBar(TableBar):
    """Says which schools are wanted."""

    def __init__(self) -> None:
        super().__init__(_("&State"), name=_("State"), hint=_("Find a school"))
        self.choice.addItem(_("all schools"), None)
        self.choice.addItem(_("something to do"), TO_DO)
        self.choice.addItem(_("certificate not sent yet"), Arrival.NOT_SENT)
        self.choice.insertSeparator(self.choice.count())
        for each in SignerState:
            self.choice.addItem(term(each), frozenset({each}))

    def wants(self, row: RegisteredSchool) -> bool:
        """Whether that school is to be seen."""
        wanted = self.choice.currentData()
        if wanted is Arrival.NOT_SENT:
            is_wanted = row.arrival is Arrival.NOT_SENT
        else:
            is_wanted = wanted is None or row.state in wanted
        people = " ".join(each.signer for each in row.certificates)
        names = f"{row.school.name} {row.school.code} {row.school.town} {row.contact.name} {people}"
        return is_wanted and self.finds(names)
