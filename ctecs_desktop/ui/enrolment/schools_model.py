"""The table of schools and their keys, and which of them are wanted."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from ctecs_desktop.domain.register import Arrival, SignerState
from ctecs_desktop.i18n import _
from ctecs_desktop.services.school_register import RegisteredSchool
from ctecs_desktop.ui.sorted_table import SortedModel
from ctecs_desktop.ui.table import Cell, Column
from ctecs_desktop.ui.theme import INSIDE, Tone
from ctecs_desktop.wording import short_time_text, submission_status_text, term

SCHOOL, STATE, SIGNER, ARRIVAL, LAST = range(5)

_SIGNS: dict[SignerState, tuple[str, Tone]] = {
    SignerState.NEVER_OPENED: ("dash", Tone.MUTED),
    SignerState.ASKED: ("question", Tone.ACCENT),
    SignerState.ENROLLED: ("check", Tone.GOOD),
    SignerState.ENDS_SOON: ("clock", Tone.WARN),
    SignerState.ENDED: ("cross", Tone.BAD),
    SignerState.REVOKED: ("cross", Tone.BAD),
}
_ARRIVALS: dict[Arrival, tuple[str, Tone]] = {
    Arrival.NOTHING: ("", Tone.MUTED),
    Arrival.NOT_SENT: ("warning", Tone.WARN),
    Arrival.SENT: ("sent", Tone.PLAIN),
    Arrival.USED: ("check", Tone.GOOD),
}

TO_DO = frozenset({SignerState.ASKED, SignerState.ENDS_SOON, SignerState.ENDED, SignerState.REVOKED})
"""States in which it is central office's turn, or the school cannot sign any more."""


class SchoolsModel(SortedModel[RegisteredSchool]):
    """One row for each school of the plan, as things stand at ``now``."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column(_("School"), 0),
                Column(_("Key"), 21, tip=_("The day is that of UTC")),
                Column(_("Signer"), 14),
                Column(_("Certificate"), 13, tip=_("Whether the certificate has left, and whether it is in use")),
                Column(_("Last submission"), 23),
            ]
        )
        self.now = datetime.now(UTC)

    def cell(self, row: RegisteredSchool, column: int) -> Cell:
        if column == SCHOOL:
            contact = row.contact
            known = (row.school.name, row.school.code, contact.name, contact.phone, contact.email)
            return Cell(row.school.name, tip="\n".join(filter(None, known)))
        certificate = row.in_force(self.now)
        if column == STATE:
            name, tone = _SIGNS[row.state]
            if certificate is None or row.waiting:
                return Cell(term(row.state), tone, name)
            text = _("{state}, {day}") if row.state is SignerState.ENDS_SOON else _("until {day}")
            return Cell(text.format(state=term(row.state), day=f"{certificate.ends():%Y-%m-%d}"), tone, name)
        if column == ARRIVAL:
            name, tone = _ARRIVALS[row.arrival]
            tip = row.sent.file_name if row.sent is not None else ""
            return Cell(term(row.arrival) if row.arrival is not Arrival.NOTHING else "", tone, name, tip=tip)
        if column == LAST:
            return _last_cell(row)
        if certificate is None:
            return Cell()
        return Cell(certificate.signer, tip=certificate.role)

    def sort_key(self, row: RegisteredSchool, column: int) -> tuple[object, ...]:
        """States in the order in which a school goes, submissions by the time they came."""
        if column == STATE:
            certificate = row.in_force(self.now)
            return list(SignerState).index(row.state), f"{certificate.ends():%Y-%m-%d}" if certificate else ""
        if column == ARRIVAL:
            return (list(Arrival).index(row.arrival),)
        if column == LAST:
            return (row.last.received_at if row.last is not None else "",)
        return super().sort_key(row, column)


def _last_cell(row: RegisteredSchool) -> Cell:
    last = row.last
    if last is None:
        return Cell()
    text = _("{period} rev. {revision}: {status}").format(
        period=last.identity.period, revision=last.identity.revision, status=submission_status_text(last.status)
    )
    return Cell(text, tip=_("received {time} (UTC)").format(time=short_time_text(last.received_at)))


class SchoolsBar(QWidget):
    """Above the table: which states, which certificates, which schools."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.state = QComboBox()
        self.state.setAccessibleName(_("State"))
        self.state.addItem(_("all schools"), None)
        self.state.addItem(_("something to do"), TO_DO)
        self.state.addItem(_("certificate not sent yet"), Arrival.NOT_SENT)
        self.state.insertSeparator(self.state.count())
        for each in SignerState:
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
        for widget in (label, self.state, self.search):
            row.addWidget(widget)
        row.addStretch(1)
        self.state.currentIndexChanged.connect(lambda _number: self.changed.emit())
        self.search.textChanged.connect(lambda _text: self.changed.emit())

    def wants(self, row: RegisteredSchool) -> bool:
        """Whether that school is to be seen."""
        wanted = self.state.currentData()
        if wanted is Arrival.NOT_SENT:
            is_wanted = row.arrival is Arrival.NOT_SENT
        else:
            is_wanted = wanted is None or row.state in wanted
        people = " ".join(each.signer for each in row.certificates)
        names = f"{row.school.name} {row.school.code} {row.school.town} {row.contact.name} {people}".casefold()
        return is_wanted and all(word in names for word in self.search.text().casefold().split())
