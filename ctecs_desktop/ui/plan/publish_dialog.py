"""Publishing the draft: what schools will see changed, where the workbook goes, and the district's passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QTextBrowser, QWidget

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.i18n import _
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.plan_editing import PUBLISHED, DraftState, publish_draft, used_of_removed
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import Asker, FileKind
from ctecs_desktop.ui.form import FormDialog, PlaceField
from ctecs_desktop.ui.plan.changes_dialog import count_text, differences_text
from ctecs_desktop.ui.tasks import JobProgress, TaskRunner
from ctecs_desktop.ui.theme import muted_label

LINES = 8


class PublishDialog(FormDialog):
    """``written`` is the workbook once there is one; ``changes`` what was touched, also where no file was written."""

    help_page = "plan"

    def __init__(
        self, session: Session, state: DraftState, *, asker: Asker, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Publish the plan"), verb=_("Sign and publish"), tasks=tasks, parent=parent)
        self._session = session
        self.written: Path | None = None
        self.changes = Changes()
        draft = state.draft
        self.add_text(
            _("Version {version} takes the place of version {before}. {count}").format(
                version=draft.version, before=draft.base_version, count=count_text(state.differences)
            )
        )
        self.text = QTextBrowser()
        used = used_of_removed(session, draft)
        self.text.setPlainText(differences_text(state.differences, used))
        self.text.setAccessibleName(_("What changed"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * LINES)
        self.form.addRow(self.text)
        self.place = PlaceField(
            asker,
            _("Publish the plan workbook"),
            FileKind.WORKBOOK,
            name=_("Plan workbook"),
            suggestion=f"plan {draft.version}.xlsx",
        )
        self.place.line.textChanged.connect(self.follow)
        self.add_row(_("&Plan workbook"), self.place)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.textChanged.connect(self.follow)
        hint = muted_label(_("The one with which this workspace was made."))
        self.add_row(_("Passphrase of the &district's key"), self.passphrase, hint=hint)
        self.follow()

    def is_complete(self) -> bool:
        return self.place.path is not None and bool(self.passphrase.text())

    def carry_out(self) -> None:
        passphrase, out = self.passphrase.text(), self.place.path
        assert out is not None
        self.passphrase.clear()

        def work(session: Session, _progress: JobProgress) -> tuple[Path, Changes]:
            return publish_draft(session, authority=unlock(session, passphrase), out=out)

        self.run(self._session, work, self._published)

    def tell(self, error: CtecsError) -> None:
        if error.code == "plan.not_written":  # the plan is in force all the same
            self.changes = PUBLISHED
        super().tell(error)

    def _published(self, outcome: tuple[Path, Changes]) -> None:
        self.written, self.changes = outcome
