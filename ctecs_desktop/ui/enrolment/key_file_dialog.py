"""Acts on files that hold a district key: make a tested copy, hold a drill, take a key up, make a further one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.i18n import _
from ctecs_desktop.services import district_key
from ctecs_desktop.services.keys import has_key, unlock
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import Asker, FileKind
from ctecs_desktop.ui.form import FormDialog, NewPassphrase, OldPassphrase, PlaceField
from ctecs_desktop.ui.tasks import JobProgress, TaskRunner


class KeyFileDialog(FormDialog):
    """A key file and the passphrase that opens it. ``changes`` is what was touched, None while nothing is."""

    help_page = "district-key"

    def __init__(
        self, session: Session, asker: Asker, tasks: TaskRunner, title: str, verb: str, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, verb=verb, tasks=tasks, parent=parent)
        self.session = session
        self.asker = asker
        self.changes: Changes | None = None

    def ask_place(self, label: str, *, suggestion: str = "") -> PlaceField:
        """A box for the file: a new one where a name is suggested."""
        field = PlaceField(
            self.asker, self.windowTitle(), FileKind.KEY, name=label.replace("&", ""), suggestion=suggestion
        )
        field.line.textChanged.connect(self.follow)
        self.add_row(label, field)
        return field

    def done_with(self, work: Callable[[Session], Changes]) -> None:
        """Carry out ``work`` and keep what it touched."""

        def carried(session: Session, _progress: JobProgress) -> Changes:
            return work(session)

        self.run(self.session, carried, self._keep)

    def _keep(self, changes: Changes) -> None:
        self.changes = changes


class CopyDialog(KeyFileDialog):
    """Make a copy in another place; it is opened and compared before it counts. ``is_drill``: one that is there."""

    def __init__(
        self, session: Session, asker: Asker, tasks: TaskRunner, *, is_drill: bool, parent: QWidget | None = None
    ) -> None:
        title = _("Prove that a copy opens") if is_drill else _("Copy the district's key")
        verb = _("Open the copy") if is_drill else _("Copy and test")
        super().__init__(session, asker, tasks, title, verb, parent=parent)
        self._is_drill = is_drill
        self.add_text(
            _(
                "Fetch a copy from where it is kept. It is opened with the passphrase as you remember it and made to "
                "sign; nothing is changed by that. Do it twice a year, and after a change in the office."
            )
            if is_drill
            else _(
                "The copy is opened again with the passphrase and compared. Put it on a stick and lock that away; the "
                "passphrase belongs into another place. Two copies in two places are wanted."
            )
        )
        self.file = self.ask_place(_("&File"), suggestion="" if is_drill else "district key.p12")
        self.place = QLineEdit()
        self.place.setPlaceholderText(_("for example the superintendent's safe"))
        self.place.textChanged.connect(self.follow)
        self.add_row(_("&Where it is kept"), self.place)
        self.passphrase = OldPassphrase(self, meaning=_("The passphrase of the district's key"))
        self.follow()

    def is_complete(self) -> bool:
        return self.file.path is not None and bool(self.place.text().strip()) and self.passphrase.is_good()

    def carry_out(self) -> None:
        path, place, passphrase = self.file.path, self.place.text(), self.passphrase.text
        if path is None:
            return
        act = district_key.drill if self._is_drill else district_key.make_copy
        self.done_with(lambda session: act(session, path, passphrase=passphrase, place=place)[1])


class TakeUpDialog(KeyFileDialog):
    """Sign with another district key, or with a copy of the one that is gone."""

    def __init__(self, session: Session, asker: Asker, tasks: TaskRunner, *, parent: QWidget | None = None) -> None:
        super().__init__(session, asker, tasks, _("Use another key file"), _("Use this key"), parent=parent)
        self.add_text(
            _(
                "A copy takes the place of a key file that was lost or damaged. The second district key takes over "
                "where the first was stolen, or its passphrase is forgotten. A key file that is here now is kept "
                "beside the workspace under another name."
            )
        )
        self.file = self.ask_place(_("&File"))
        self.passphrase = OldPassphrase(self, meaning=_("The passphrase of the key in that file"))
        self.follow()

    def is_complete(self) -> bool:
        return self.file.path is not None and self.passphrase.is_good()

    def carry_out(self) -> None:
        path, passphrase = self.file.path, self.passphrase.text
        if path is not None:
            self.done_with(lambda session: district_key.take_up_key(session, path, passphrase=passphrase)[1])


class LostKeyDialog(KeyFileDialog):
    """Make a new district key where every copy is gone. ``words`` are its seven, () while there is none."""

    def __init__(self, session: Session, asker: Asker, tasks: TaskRunner, *, parent: QWidget | None = None) -> None:
        super().__init__(
            session, asker, tasks, _("Make a new key after a loss"), _("Make a new district key"), parent=parent
        )
        self.verb.setProperty("primary", "false")
        self.words: tuple[str, ...] = ()
        self.add_text(
            _(
                "Only where no copy opens any more and there is no second district key, for either of them could take "
                "its place. What schools signed is verified as before. But no school has a reason to believe the new "
                "key: you telephone each of them, and they compare its seven words."
            )
        )
        self.aside = QCheckBox(_("Nobody can open the key file that is here: put it aside under another name"))
        self.add_check(self.aside)
        self.form.setRowVisible(self.aside, has_key(session))
        self.passphrase = NewPassphrase(
            self, meaning=_("It opens the new key. Write it down, and keep it where the district keeps its seals.")
        )
        self.follow()

    def is_complete(self) -> bool:
        return (self.aside.isHidden() or self.aside.isChecked()) and self.passphrase.is_good()

    def carry_out(self) -> None:
        passphrase, puts_aside = self.passphrase.text, self.aside.isChecked()

        def work(session: Session) -> Changes:
            words, changes = district_key.make_root_after_loss(session, passphrase=passphrase, puts_aside=puts_aside)
            self.words = words
            return changes

        self.done_with(work)


class SecondKeyDialog(KeyFileDialog):
    """Make a second district key; the first vouches for it."""

    def __init__(self, session: Session, asker: Asker, tasks: TaskRunner, *, parent: QWidget | None = None) -> None:
        super().__init__(session, asker, tasks, _("Make a second district key"), _("Make the key"), parent=parent)
        self.add_text(
            _(
                "It is kept elsewhere and signs nothing while the first is well. Schools learn of it by the next plan "
                "workbook, which the first signs. Should the first be lost or stolen, they believe the second without "
                "a telephone call."
            )
        )
        self.file = self.ask_place(_("&File"), suggestion="second district key.p12")
        self.first = QLineEdit()
        self.first.setEchoMode(QLineEdit.EchoMode.Password)
        self.first.textChanged.connect(self.follow)
        self.add_row(_("Passphrase of the &key in use"), self.first)
        self.passphrase = NewPassphrase(
            self, meaning=_("It opens the second key. Take another one than for the first, and keep it elsewhere.")
        )
        self.follow()

    def is_complete(self) -> bool:
        return self.file.path is not None and bool(self.first.text()) and self.passphrase.is_good()

    def carry_out(self) -> None:
        path, first, passphrase = self.file.path, self.first.text(), self.passphrase.text
        if path is None:
            return

        def work(session: Session) -> Changes:
            return district_key.make_second_root(session, path, authority=unlock(session, first), passphrase=passphrase)

        self.done_with(work)
