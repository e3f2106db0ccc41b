"""A school compares the seven words of a district key that nobody it knows vouches for, as after a loss."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.i18n import _
from ctecs_desktop.services.new_root import believe_new_root
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.form import FormDialog
from ctecs_desktop.ui.tasks import JobProgress, TaskRunner
from ctecs_desktop.ui.theme import section_title
from ctecs_desktop.wording import printable, words_text


class NewRootDialog(FormDialog):
    """``changes`` is what believing touched, None while the key is not believed. The workbook itself stays closed."""

    help_page = "passphrases"

    def __init__(
        self,
        session: Session,
        path: Path,
        words: tuple[str, ...],
        tasks: TaskRunner,
        *,
        parent: QWidget | None = None,
    ) -> None:
        title = _("Compare the words of a new district key")
        super().__init__(title, verb=_("Believe this key and open"), tasks=tasks, parent=parent)
        self.verb.setProperty("primary", "false")
        self._session, self._path, self._words = session, path, words
        self.changes: Changes | None = None
        self.add_text(
            _(
                "{file} is signed with a key that no district key known here vouches for. Anybody could have made it. "
                "It is right only if central office has lost its key and made a new one. Telephone central office at "
                "a number you know, not one that came with the file, and let them read the seven words to you:"
            ).format(file=printable(path.name))
        )
        shown = section_title(words_text(words))
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        shown.setAccessibleName(_("Seven words: {words}").format(words=words_text(words)))
        self.form.addRow(shown)
        self.lost = QCheckBox(_("Central office told me that its key was lost"))
        self.compared = QCheckBox(_("Central office read the same seven words to me over the telephone"))
        for box in (self.lost, self.compared):
            self.add_check(box)
        self.follow()

    def is_complete(self) -> bool:
        return self.lost.isChecked() and self.compared.isChecked()

    def carry_out(self) -> None:
        path, words = self._path, self._words

        def work(session: Session, _progress: JobProgress) -> Changes:
            return believe_new_root(session, path, words=words)

        self.run(self._session, work, self._believed)

    def _believed(self, changes: Changes) -> None:
        self.changes = changes
