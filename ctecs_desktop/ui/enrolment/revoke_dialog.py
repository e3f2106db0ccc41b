"""Central office believes a certificate no longer: which, why, and from which day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QWidget

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.domain.register import KnownCertificate
from ctecs_desktop.domain.review import ReceivedSubmission
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.certification import received_since, received_until, revoke
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.form import FormDialog
from ctecs_desktop.ui.tasks import JobProgress, TaskRunner
from ctecs_desktop.ui.theme import muted_label
from ctecs_desktop.wording import printable, short_time_text, term

MOST_NAMED = 6
"""Submissions that are named; with four periods a year a key has signed few more."""


class RevokeDialog(FormDialog):
    """``changes`` is what the revocation touched, None while there is none."""

    help_page = "enrolment"

    def __init__(
        self,
        session: Session,
        certificates: Sequence[KnownCertificate],
        tasks: TaskRunner,
        *,
        whose: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Revoke a certificate"), verb=_("Revoke the certificate"), tasks=tasks, parent=parent)
        self.verb.setProperty("primary", "false")
        self._session = session
        self.changes: Changes | None = None
        self.add_text(
            _(
                "{whose}. Nothing that is signed with it and received from that day on is believed. What was received "
                "before stays valid. It cannot be taken back."
            ).format(whose=whose)
        )
        self.certificate, self.reason = QComboBox(), QComboBox()
        for each in certificates:
            self.certificate.addItem(
                _("{signer}, until {day}").format(signer=printable(each.signer), day=f"{each.ends():%Y-%m-%d}"),
                each.fingerprint,
            )
        self.reason.addItem(_("choose the reason"), None)
        for reason in RevocationReason:
            self.reason.addItem(term(reason), reason)
        self.add_row(_("&Certificate of"), self.certificate)
        self.add_row(_("&Reason"), self.reason)
        self.is_from_day = QCheckBox(_("From an earlier or a later &day than today"))
        self.form.addRow(self.is_from_day)
        today = session.clock().date()
        self.day = QDateEdit(QDate(today.year, today.month, today.day))
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.day.setEnabled(False)
        self.concerned = muted_label()
        self.add_row(_("&From the beginning of (UTC)"), self.day, hint=self.concerned)
        self.is_from_day.toggled.connect(self._choose_day)
        for signal in (self.certificate.currentIndexChanged, self.reason.currentIndexChanged, self.day.dateChanged):
            signal.connect(self._look)
        self._look()

    @property
    def since(self) -> datetime:
        """The moment from which it is believed no longer."""
        if not self.is_from_day.isChecked():
            return self._session.clock()
        chosen = self.day.date()
        return datetime(chosen.year(), chosen.month(), chosen.day(), tzinfo=UTC)

    def is_complete(self) -> bool:
        return self.reason.currentData() is not None

    def carry_out(self) -> None:
        fingerprint, reason, since = self.certificate.currentData(), self.reason.currentData(), self.since

        def work(session: Session, _progress: JobProgress) -> Changes:
            _trust, changes = revoke(session, fingerprint, reason=reason, at=since)
            return changes

        self.run(self._session, work, self._revoked)

    def _revoked(self, changes: Changes) -> None:
        self.changes = changes

    def _choose_day(self, is_chosen: bool) -> None:
        self.day.setEnabled(is_chosen)
        self._look()

    def _look(self, *_facts: object) -> None:
        fingerprint, since = self.certificate.currentData(), self.since
        concerned = received_since(self._session, fingerprint, since)
        count = len(concerned)
        text = ngettext(
            "{count} submission was received since then. It stays as it is; look at it once more: {which}",
            "{count} submissions were received since then. They stay as they are; look at them once more: {which}",
            count,
        ).format(count=count, which=_named(concerned))
        before = received_until(self._session, fingerprint, since)
        stays = ngettext(
            "{count} received before stays valid: {which}", "{count} received before stay valid: {which}", len(before)
        ).format(count=len(before), which=_named(before))
        lines = [text if count else _("Nothing was received since then."), stays if before else ""]
        self.concerned.setText("\n".join(filter(None, lines)))
        self.follow()


def _named(received: Sequence[ReceivedSubmission]) -> str:
    """The newest submissions by period, revision and the time they came; "…" stands for more of them."""
    newest = sorted(received, key=lambda each: each.received_at, reverse=True)
    named = [
        _("{period} revision {revision} ({time} UTC)").format(
            period=each.identity.period,
            revision=each.identity.revision,
            time=short_time_text(each.received_at),
        )
        for each in newest[:MOST_NAMED]
    ]
    return ", ".join([*named, *(["…"] if len(newest) > MOST_NAMED else [])])
