"""Central office compares the seven words of a school's key and certifies it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.i18n import _
from ctecs_desktop.services.enrolment import ReadRequest, approve
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.form import FormDialog
from ctecs_desktop.ui.tasks import JobProgress, TaskRunner
from ctecs_desktop.ui.theme import section_title
from ctecs_desktop.wording import printable, words_text


class ApproveDialog(FormDialog):
    """``changes`` is what the approval touched, None while there is none."""

    help_page = "enrolment"

    def __init__(
        self, session: Session, path: Path, request: ReadRequest, tasks: TaskRunner, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Approve a school's key"), verb=_("Approve the key"), tasks=tasks, parent=parent)
        self._session = session
        self._path = path
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
        self.compared = QCheckBox(_("The school read the same seven words to me"))
        self.compared.toggled.connect(self.follow)
        self.form.addRow(self.compared)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.textChanged.connect(self.follow)
        self.add_row(_("&Passphrase of the district's key"), self.passphrase)
        self.add_text(_("The certificate goes out with the next plan or reply workbook."))
        self.follow()

    def is_complete(self) -> bool:
        return self.compared.isChecked() and bool(self.passphrase.text())

    def carry_out(self) -> None:
        passphrase, path = self.passphrase.text(), self._path
        self.passphrase.clear()

        def work(session: Session, _progress: JobProgress) -> Changes:
            _request, changes = approve(session, path, authority=unlock(session, passphrase))
            return changes

        self.run(self._session, work, self._approved)

    def _approved(self, changes: Changes) -> None:
        self.changes = changes
