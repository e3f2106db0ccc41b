"""A school makes its key and saves the enrolment workbook for central office."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.services.enrolment import WrittenRequest, enrol
from ctecs_desktop.services.getting_started import saved_enrolment
from ctecs_desktop.services.keys import has_key
from ctecs_desktop.services.practice import suggested_path
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import Asker, FileKind
from ctecs_desktop.ui.form import FormDialog, NewPassphrase, OldPassphrase, PlaceField
from ctecs_desktop.ui.tasks import JobProgress, TaskRunner


class EnrolDialog(FormDialog):
    """``written`` is the request once it has been saved."""

    help_page = "passphrases"

    def __init__(self, session: Session, asker: Asker, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(_("Make the school's key"), verb=_("Make the key and save"), tasks=tasks, parent=parent)
        self._session = session
        self.written: WrittenRequest | None = None
        self.add_text(
            _(
                "The key signs what the school sends. Central office certifies it after comparing seven words with "
                "you over the telephone; until then values can be entered, but not signed."
            )
        )
        self.signer, self.role = QLineEdit(), QLineEdit()
        self.add_row(_("&Name of the signer"), self.signer)
        self.add_row(_("&Role"), self.role)
        saved = saved_enrolment(session)
        if saved is not None:
            self.signer.setText(saved.signer)
            self.role.setText(saved.role)
        self.passphrase: NewPassphrase | OldPassphrase
        if has_key(session):
            self.verb.setText(_("Save the workbook"))
            self.passphrase = OldPassphrase(self, meaning=_("The key is there already; the passphrase opens it."))
        else:
            self.passphrase = NewPassphrase(
                self,
                meaning=_(
                    "It opens the key, which is kept beside the workspace. Nobody can recover it; without it the "
                    "school enrols anew, by another telephone call. Four words that mean nothing together are good."
                ),
            )
        school = session.workspace.organization
        self.place = PlaceField(
            asker,
            _("Save the enrolment workbook"),
            FileKind.WORKBOOK,
            name=_("Enrolment workbook"),
            suggestion=suggested_path(session, f"enrolment {school}.xlsx"),
        )
        self.add_row(_("&Enrolment workbook"), self.place)
        for field in (self.signer, self.role, self.place.line):
            field.textChanged.connect(self.follow)
        self.follow()

    def is_complete(self) -> bool:
        has_texts = bool(self.signer.text().strip() and self.role.text().strip())
        return has_texts and self.place.path is not None and self.passphrase.is_good()

    def carry_out(self) -> None:
        out = self.place.path
        if out is None:
            return
        signer, role, passphrase = self.signer.text(), self.role.text(), self.passphrase.text

        def work(session: Session, _progress: JobProgress) -> WrittenRequest:
            return enrol(session, signer=signer, role=role, passphrase=passphrase, out=out)

        self.run(self._session, work, self._saved)

    def _saved(self, written: WrittenRequest) -> None:
        self.written = written
