"""A school uses a key again that was put aside, as when an acting signer's time is over."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.services.school_key import KeyAside, keys_aside, take_key_back
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.form import FormDialog, OldPassphrase
from ctecs_desktop.ui.tasks import JobProgress, TaskRunner
from ctecs_desktop.wording import printable, short_time_text


class KeyBackDialog(FormDialog):
    """``words`` are the seven of the key that is in use again, () while none is."""

    help_page = "passphrases"

    def __init__(self, session: Session, tasks: TaskRunner, *, parent: QWidget | None = None) -> None:
        super().__init__(_("Take an earlier key back"), verb=_("Use this key again"), tasks=tasks, parent=parent)
        self._session = session
        self._aside = keys_aside(session)
        self.words: tuple[str, ...] = ()
        self.add_text(
            _(
                "A key is put aside when another one is made. It can be used again while its certificate is believed: "
                "the principal's, once an acting signer's time is over. The key in use now is put aside in its place."
            )
        )
        self.file = QComboBox()
        for each in self._aside:
            self.file.addItem(_key_text(each))
        if not self._aside:
            self.file.addItem(_("no key of this school was put aside"))
            self.file.setEnabled(False)
        self.add_row(_("&Key"), self.file)
        self.passphrase = OldPassphrase(self, meaning=_("The passphrase of that key"))
        self.follow()

    def is_complete(self) -> bool:
        return self._chosen is not None and self.passphrase.is_good()

    @property
    def _chosen(self) -> KeyAside | None:
        number = self.file.currentIndex()
        return self._aside[number] if 0 <= number < len(self._aside) else None

    def carry_out(self) -> None:
        chosen, passphrase = self._chosen, self.passphrase.text
        if chosen is None:
            return

        def work(session: Session, _progress: JobProgress) -> tuple[str, ...]:
            return take_key_back(session, chosen.path, passphrase)

        self.run(self._session, work, self._taken)

    def _taken(self, words: tuple[str, ...]) -> None:
        self.words = words


def _key_text(aside: KeyAside) -> str:
    """Whose key it was, and until when it was in use."""
    if not aside.until:
        return aside.path.name
    day = short_time_text(aside.until)
    if aside.asked is None:
        return _("in use until {day} (UTC)").format(day=day)
    return _("{signer}, {role}, in use until {day} (UTC)").format(
        signer=printable(aside.asked.signer), role=printable(aside.asked.role), day=day
    )
