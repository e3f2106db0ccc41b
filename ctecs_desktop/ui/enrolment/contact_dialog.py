"""Whom to call and to write to at a school."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.contact import Contact
from ctecs_desktop.i18n import _
from ctecs_desktop.services.contacts import save_contact
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.form import FormDialog
from ctecs_desktop.ui.tasks import JobProgress, TaskRunner


class ContactDialog(FormDialog):
    """``changes`` is what was changed, None while nothing is."""

    help_page = "enrolment"

    def __init__(self, session: Session, contact: Contact, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(_("Contact at a school"), verb=_("Save the contact"), tasks=tasks, parent=parent)
        self._session = session
        self._contact = contact
        self.changes: Changes | None = None
        self.add_text(
            _(
                "{school}. Take name and number from your own files, never from a workbook or from the e-mail that it "
                "came with: this is the number at which the seven words are compared."
            ).format(school=session.plan.school(contact.school).name)
        )
        self.name, self.email, self.phone = (QLineEdit(text) for text in (contact.name, contact.email, contact.phone))
        self.add_row(_("&Name"), self.name)
        self.add_row(_("&E-mail"), self.email)
        self.add_row(_("Tele&phone"), self.phone)

    def carry_out(self) -> None:
        contact = Contact(self._contact.school, self.name.text(), self.email.text(), self.phone.text())

        def work(session: Session, _progress: JobProgress) -> Changes:
            return save_contact(session, contact)

        self.run(self._session, work, self._saved)

    def _saved(self, changes: Changes) -> None:
        self.changes = changes
