"""What the plan page offers with the draft as a whole: undo, what changed, Excel, discarding, publishing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.plan_differences import PlanDifference
from ctecs_desktop.i18n import _
from ctecs_desktop.services import plan_editing, plan_file
from ctecs_desktop.services.plan_editing import DraftState
from ctecs_desktop.services.plan_file import PlanImport
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.plan.changes_dialog import ChangesDialog, ImportDialog
from ctecs_desktop.ui.plan.plan_desk import PlanDesk
from ctecs_desktop.ui.plan.publish_dialog import PublishDialog
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import Tone

_MOST_VERSIONS = 10


class PlanActs(QObject):
    """Acts on the draft of ``desk``, each with its key where it is often wanted."""

    def __init__(self, desk: PlanDesk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.undo = self._action(_("Undo the last edit"), lambda: desk.carry_out(plan_editing.undo_last), "Ctrl+Z")
        self.redo = self._action(
            _("Do the edit again"), lambda: desk.carry_out(plan_editing.redo_last), "Ctrl+Y", "Ctrl+Shift+Z"
        )
        self.changes = self._action(_("What changed…"), self._show_changes)
        self.export = self._action(_("Export to Excel…"), self._export, "Ctrl+E")
        self.take = self._action(_("Take from Excel…"), self._choose, "Ctrl+I")
        self.discard = self._action(_("Discard the draft…"), self._discard)
        self.publish = self._action(_("Publish…"), self._publish)

    def files(self) -> tuple[QAction, ...]:
        """In the order of the menu."""
        return (self.changes, self.export, self.take, self.discard, self.publish)

    def follow(self) -> None:
        """Offer what can be done now."""
        state, is_writable = self._desk.state, self._desk.is_writable
        if state is None:
            return
        self.undo.setEnabled(is_writable and bool(state.steps.done))
        self.redo.setEnabled(is_writable and bool(state.steps.undone))
        self.take.setEnabled(is_writable)
        self.discard.setEnabled(is_writable and state.draft.is_changed)
        self.publish.setEnabled(is_writable and state.draft.is_changed and not state.problems)
        self.publish.setToolTip(_why_not(state))

    def _show_changes(self) -> None:
        desk = self._desk
        if desk.state is None:
            return
        try:
            versions = _versions(desk.workplace.session, desk.state)
        except CtecsError as error:
            desk.tell(error)
            return
        ChangesDialog(versions, desk.window).exec()

    def _export(self) -> None:
        desk = self._desk
        if desk.state is None:
            return
        out = desk.workplace.asker.choose_new_file(
            _("Export the draft"), FileKind.WORKBOOK, suggestion=plan_file.suggested_name(desk.state.draft)
        )
        if out is None:
            return

        def work(session: Session, _progress: JobProgress) -> Path:
            return plan_file.export_draft(session, out)

        def done(path: Path) -> None:
            text = _("The draft is in {path}. Edited, it is taken back with “Take from Excel…”.")
            desk.say(text.format(path=path), Tone.GOOD)

        desk.workplace.run(_("Exporting the draft"), work, done=done, failed=desk.tell)

    def _choose(self) -> None:
        path = self._desk.workplace.asker.choose_file(_("Take the plan from a workbook"), FileKind.WORKBOOK)
        if path is not None:
            self.preview(path)

    def preview(self, path: Path) -> None:
        """Show what the file would change, before anything is."""

        def work(session: Session, _progress: JobProgress) -> PlanImport:
            return plan_file.preview_import(session, path)

        desk = self._desk
        desk.workplace.run(_("Reading the workbook"), work, done=lambda found: self._ask(path, found), failed=desk.tell)

    def _ask(self, path: Path, found: PlanImport) -> None:
        desk = self._desk
        if not found.differences:
            desk.say(_("{file} says what the draft says.").format(file=path.name), Tone.ACCENT)
        elif ImportDialog(path.name, found, desk.window).exec():
            desk.carry_out(lambda session: plan_file.take_import(session, found))

    def _discard(self) -> None:
        question = _("Discard every edit since the plan was published? This can be taken back with Undo.")
        if self._desk.workplace.asker.confirm(question, verb=_("Discard")):
            self._desk.carry_out(plan_editing.discard)

    def _publish(self) -> None:
        desk = self._desk
        if desk.state is None:
            return
        workplace = desk.workplace
        dialog = PublishDialog(
            workplace.session, desk.state, asker=workplace.asker, tasks=workplace.tasks, parent=desk.window
        )
        dialog.exec()
        self.published(dialog)

    def published(self, dialog: PublishDialog) -> None:
        """Tell what became of publishing."""
        desk = self._desk
        desk.workplace.changes.publish(dialog.changes)
        if dialog.written is not None:
            text = _("Version {version} is in force. Send it to the schools: {path}")
            text = text.format(version=desk.workplace.session.plan.version, path=dialog.written)
            desk.say(text, Tone.GOOD)
            desk.workplace.renewed.emit(text)
        elif dialog.changes != Changes():
            text = _("The new plan is in force, but its workbook could not be written. Publish it from the menu File.")
            desk.say(text, Tone.WARN)

    def _action(self, text: str, call: Callable[[], object], *keys: str) -> QAction:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(each) for each in keys])
        action.triggered.connect(lambda _checked=False: call())
        return action


def _versions(session: Session, state: DraftState) -> list[tuple[str, tuple[PlanDifference, ...]]]:
    """The draft against the plan in force, then each published version against the one before it, newest first."""
    draft = state.draft
    title = _("Draft {version} against {before}").format(version=draft.version, before=draft.base_version)
    found = [(title, state.differences)]
    held = [plan.version for plan in plan_editing.versions_held(session)]
    for before, after in list(pairwise(held))[::-1][:_MOST_VERSIONS]:
        title = _("Version {version} against {before}").format(version=after, before=before)
        found.append((title, plan_editing.version_differences(session, before, after)))
    return found


def _why_not(state: DraftState) -> str:
    if not state.draft.is_changed:
        return _("Nothing was edited since the plan was published")
    return _("First mend what is wrong") if state.problems else _("Sign the plan and put it in force")
