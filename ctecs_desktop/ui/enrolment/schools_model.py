"""The table of schools and their keys."""

from __future__ import annotations

from datetime import UTC, datetime

from ctecs_desktop.domain.register import Arrival, SignerState
from ctecs_desktop.i18n import _
from ctecs_desktop.services.school_register import RegisteredSchool
from ctecs_desktop.ui.sorted_table import SortedModel
from ctecs_desktop.ui.table import Cell, Column
from ctecs_desktop.ui.theme import Tone
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
