"""The school that is chosen at the side: whom to call, who signs for it until when, who asks, and what can be done."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtGui import QAction

from ctecs_desktop.domain.register import Arrival, KnownCertificate
from ctecs_desktop.i18n import _
from ctecs_desktop.services.enrolment import ReadRequest
from ctecs_desktop.services.school_register import RegisteredSchool
from ctecs_desktop.ui.buttons import button_of
from ctecs_desktop.ui.enrolment.lines_panel import LinesPanel
from ctecs_desktop.wording import printable, recorded_time_text, revocation_text, words_text

MOST_CERTIFICATES = 4
"""Of a school with a long past the newest are shown; the history has them all."""


class SchoolPanel(LinesPanel):
    """``acts`` are offered as buttons, in their order."""

    def __init__(self, acts: tuple[QAction, ...]) -> None:
        super().__init__(_("The school chosen"))
        for act in acts:
            self.column.addWidget(button_of(act))
        self.column.addStretch(1)

    def show_school(self, row: RegisteredSchool | None, asked: tuple[ReadRequest, ...], now: datetime) -> None:
        """Tell of ``row``; ``asked`` are the requests that wait for a telephone call."""
        self.begin(row.school.name if row is not None else _("Choose a school"))
        if row is None:
            return
        contact = row.contact
        lines = [text for text in (contact.name, contact.phone, contact.email) if text]
        self.add_line("\n".join(lines) if lines else _("Nobody to call is on file."), is_muted=not lines)
        for request in asked:
            self.add_head(_("Asks to sign"))
            self.add_line(
                _("{signer}, {role}").format(
                    signer=printable(request.request.signer), role=printable(request.request.role)
                )
            )
            self.add_line(words_text(request.words))
        self.add_head(_("Certificates"))
        if not row.certificates:
            self.add_line(_("None yet: the school sends its enrolment workbook."), is_muted=True)
        for certificate in reversed(row.certificates[-MOST_CERTIFICATES:]):
            self.add_line(_certificate_text(certificate, now))
        self.add_line(_arrival_text(row), is_muted=True)


def _certificate_text(certificate: KnownCertificate, now: datetime) -> str:
    name = _("{signer}, {role}").format(signer=printable(certificate.signer), role=printable(certificate.role))
    begins, ends = f"{certificate.valid_from:%Y-%m-%d}", f"{certificate.valid_until:%Y-%m-%d}"
    if certificate.revoked_at is not None and certificate.reason is not None:
        day, reason = f"{certificate.revoked_at:%Y-%m-%d}", revocation_text(certificate.reason.value)
        sentence = (
            _("{name}: revoked on {day}, {reason}")
            if certificate.is_revoked(now)
            else _("{name}: believed until {day}, {reason}")
        )
        return sentence.format(name=name, day=day, reason=reason)
    if certificate.valid_until < now:
        return _("{name}: ended on {day}").format(name=name, day=ends)
    return _("{name}: from {begins} until {ends}").format(name=name, begins=begins, ends=ends)


def _arrival_text(row: RegisteredSchool) -> str:
    if row.arrival is Arrival.NOT_SENT:
        return _("No workbook with the newest certificate has been written yet.")
    if row.arrival is Arrival.SENT and row.sent is not None:
        return _("The newest certificate went out in {file}, {time}. The school has not signed with it yet.").format(
            file=row.sent.file_name, time=recorded_time_text(row.sent.at)
        )
    return _("The school has signed with its newest certificate.") if row.arrival is Arrival.USED else ""
