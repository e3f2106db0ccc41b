"""A school makes its key and saves the enrolment workbook for central office."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.services.enrolment import WrittenRequest, enrol
from ctecs_desktop.services.getting_started import saved_enrolment
from ctecs_desktop.services.keys import has_key
from ctecs_desktop.services.practice_bounds import suggested_path
from ctecs_desktop.services.school_key import OwnKey
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import Asker, FileKind
from ctecs_desktop.ui.form import FormDialog, NewPassphrase, OldPassphrase, PlaceField
from ctecs_desktop.ui.tasks import JobProgress, TaskRunner


class KeyChoice(Enum):
    """Which key is enrolled."""

    PRESENT = auto()
    NEW = auto()
    OWN = auto()


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
        self._has_key = has_key(session)
        self.choice = QComboBox()
        for text, kind in self._choices():
            self.choice.addItem(text, kind)
        self.add_row(_("&Key"), self.choice)
        self.own = PlaceField(asker, _("The key that the school has"), FileKind.KEY, name=_("Key file"))
        self.add_row(_("Key &file"), self.own)
        self.own_passphrase = QLineEdit()
        self.own_passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.add_row(_("Passphrase of that &file"), self.own_passphrase)
        self.new_passphrase = NewPassphrase(
            self,
            meaning=_(
                "It opens the key, which is kept beside the workspace. Nobody can recover it; without it the "
                "school enrols anew, by another telephone call. Four words that mean nothing together are good."
            ),
        )
        self.old_passphrase = OldPassphrase(self, meaning=_("The key is there already; the passphrase opens it."))
        school = session.workspace.organization
        self.place = PlaceField(
            asker,
            _("Save the enrolment workbook"),
            FileKind.WORKBOOK,
            name=_("Enrolment workbook"),
            suggestion=suggested_path(session, f"enrolment {school}.xlsx"),
        )
        self.add_row(_("&Enrolment workbook"), self.place)
        for field in (self.signer, self.role, self.place.line, self.own.line, self.own_passphrase):
            field.textChanged.connect(self.follow)
        self.choice.currentIndexChanged.connect(self._follow_choice)
        self._follow_choice()

    def _choices(self) -> list[tuple[str, KeyChoice]]:
        own = (_("one that the school has already, in a .p12 file"), KeyChoice.OWN)
        if not self._has_key:
            return [(_("make a new one"), KeyChoice.NEW), own]
        return [
            (_("the key that is here: save its workbook again"), KeyChoice.PRESENT),
            (_("a new key: the signer changes, or the key is lost"), KeyChoice.NEW),
            own,
        ]

    @property
    def passphrase(self) -> NewPassphrase | OldPassphrase:
        """The boxes that count for the key that is chosen."""
        return self.old_passphrase if self.choice.currentData() is KeyChoice.PRESENT else self.new_passphrase

    def _follow_choice(self, *_facts: object) -> None:
        """Show the rows that belong to the key that is chosen."""
        choice = self.choice.currentData()
        for field in (self.own, self.own_passphrase):
            self.form.setRowVisible(field, choice is KeyChoice.OWN)
        self.new_passphrase.set_visible(self, choice is not KeyChoice.PRESENT)
        self.old_passphrase.set_visible(self, choice is KeyChoice.PRESENT)
        is_present = choice is KeyChoice.PRESENT
        self.verb.setText(_("Save the workbook") if is_present else _("Make the key and save"))
        self.follow()

    def is_complete(self) -> bool:
        has_texts = bool(self.signer.text().strip() and self.role.text().strip())
        is_own_there = bool(self.own.path and self.own_passphrase.text())
        has_key_file = self.choice.currentData() is not KeyChoice.OWN or is_own_there
        return has_texts and has_key_file and self.place.path is not None and self.passphrase.is_good()

    def carry_out(self) -> None:
        out = self.place.path
        if out is None:
            return
        signer, role, passphrase = self.signer.text(), self.role.text(), self.passphrase.text

        choice, file = self.choice.currentData(), self.own.path
        own = OwnKey(file, self.own_passphrase.text()) if choice is KeyChoice.OWN and file is not None else None
        is_new = choice is KeyChoice.NEW

        def work(session: Session, _progress: JobProgress) -> WrittenRequest:
            return enrol(
                session, signer=signer, role=role, passphrase=passphrase, out=out, own_key=own, is_new_key=is_new
            )

        self.run(self._session, work, self._saved)

    def _saved(self, written: WrittenRequest) -> None:
        self.written = written
