"""Central office compares the seven words of a school's key and certifies it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QLineEdit, QWidget

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.i18n import _
from ctecs_desktop.services.contacts import contact_of
from ctecs_desktop.services.enrolment import ReadRequest, approve, other_signers
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.form import FormDialog
from ctecs_desktop.ui.tasks import JobProgress, TaskRunner
from ctecs_desktop.ui.theme import section_title
from ctecs_desktop.wording import printable, words_text

MONTHS_OF_ACTING = 4
"""How long an acting signer's certificate is offered for; any other day can be chosen."""


class ApproveDialog(FormDialog):
    """``changes`` is what the approval touched, None while there is none."""

    help_page = "enrolment"

    def __init__(
        self, session: Session, request: ReadRequest, tasks: TaskRunner, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Approve a school's key"), verb=_("Approve the key"), tasks=tasks, parent=parent)
        self._session = session
        self._request = request
        self.changes: Changes | None = None
        asked = request.request
        school = session.plan.school(asked.school)
        self.add_text(
            _(
                "{signer}, {role}, asks to sign for {school}. Telephone the school at a number you know, "
                "not one from the workbook, and let them read their seven words to you:"
            ).format(signer=printable(asked.signer), role=printable(asked.role), school=school.name)
        )
        words = section_title(words_text(request.words))
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.form.addRow(words)
        contact = contact_of(session, asked.school)
        if contact.phone:
            number = _("On file: {name}, {phone}").format(name=contact.name or school.name, phone=contact.phone)
            self.add_text(number).setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.compared = QCheckBox(_("The school read the same seven words to me"))
        self.add_check(self.compared)
        self.others = QComboBox()
        self._ask_about_others()
        self._ask_how_long()
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.textChanged.connect(self.follow)
        self.add_row(_("&Passphrase of the district's key"), self.passphrase)
        self.add_text(_("The certificate goes out with the next plan or reply workbook."))
        self.follow()

    def _ask_about_others(self) -> None:
        """What becomes of the keys with which the school signs so far; asked only where there are some."""
        names = other_signers(self._session, self._request)
        if not names:
            return
        self.others.addItem(_("choose what becomes of it"), None)
        self.others.addItem(_("is believed as before: this is one more signer, or an acting one"), "")
        for reason, text in (
            (RevocationReason.SIGNER_CHANGED, _("is believed no longer: the signer has changed")),
            (RevocationReason.KEY_LOST, _("is believed no longer: the key was lost")),
            (RevocationReason.KEY_STOLEN, _("is believed no longer: the key was stolen")),
        ):
            self.others.addItem(text, reason.value)
        self.others.currentIndexChanged.connect(self.follow)
        self.add_row(_("The key of {signer} so &far").format(signer=printable(", ".join(names))), self.others)

    def _ask_how_long(self) -> None:
        self.is_acting = QCheckBox(_("For an &acting signer: the certificate ends on"))
        today = self._session.clock().date()
        self.last_day = QDateEdit(QDate(today.year, today.month, today.day).addMonths(MONTHS_OF_ACTING))
        self.last_day.setDisplayFormat("yyyy-MM-dd")
        self.last_day.setCalendarPopup(True)
        self.last_day.setAccessibleName(_("Last day of the acting signer"))
        self.last_day.setEnabled(False)
        self.is_acting.toggled.connect(self.last_day.setEnabled)
        self.form.addRow(self.is_acting, self.last_day)

    def is_complete(self) -> bool:
        is_answered = not self.others.count() or self.others.currentData() is not None
        return self.compared.isChecked() and is_answered and bool(self.passphrase.text())

    def carry_out(self) -> None:
        passphrase, request = self.passphrase.text(), self._request
        self.passphrase.clear()
        ends = RevocationReason(self.others.currentData()) if self.others.currentData() else None
        chosen = self.last_day.date()
        until = date(chosen.year(), chosen.month(), chosen.day()) if self.is_acting.isChecked() else None

        def work(session: Session, _progress: JobProgress) -> Changes:
            authority = unlock(session, passphrase)
            _request, changes = approve(session, request, authority=authority, until=until, ends_others=ends)
            return changes

        self.run(self._session, work, self._approved)

    def _approved(self, changes: Changes) -> None:
        self.changes = changes
