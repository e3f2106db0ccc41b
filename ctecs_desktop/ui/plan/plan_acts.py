"""What the plan page offers beside typing: rows, undo, what changed, Excel, publishing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

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
from ctecs_desktop.ui.plan.publish_dialog import PublishDialog
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import Tone

if TYPE_CHECKING:
    from ctecs_desktop.ui.plan.plan_page import PlanPage

_MOST_VERSIONS = 10


class PlanActs(QObject):
    """Acts of the plan page, each with its key where it is often wanted."""

    def __init__(self, page: PlanPage) -> None:
        super().__init__(page)
        self._page = page
        self.undo = self._action(_("Undo the last edit"), lambda: page.carry_out(plan_editing.undo_last), "Ctrl+Z")
        self.redo = self._action(
            _("Do the edit again"), lambda: page.carry_out(plan_editing.redo_last), "Ctrl+Y", "Ctrl+Shift+Z"
        )
        self.add = self._action(_("Add a row"), page.add_row, "Ctrl+N")
        self.remove = self._action(_("Remove the row…"), page.remove_row, "Ctrl+Del")
        self.up = self._action(_("Move the row up"), lambda: page.move_row(-1), "Alt+Up")
        self.down = self._action(_("Move the row down"), lambda: page.move_row(1), "Alt+Down")
        self.changes = self._action(_("What changed…"), self._show_changes)
        self.export = self._action(_("Export to Excel…"), self._export, "Ctrl+E")
        self.take = self._action(_("Take from Excel…"), self._choose, "Ctrl+I")
        self.discard = self._action(_("Discard the draft…"), self._discard)
        self.publish = self._action(_("Publish…"), self._publish)

    def actions(self) -> tuple[QAction, ...]:
        """In the order of the menu."""
        return (
            self.undo, self.redo, _line(self), self.add, self.remove, self.up, self.down, _line(self), self.changes,
            self.export, self.take, self.discard, self.publish,
        )  # fmt: skip

    def follow(self, state: DraftState, *, is_writable: bool, has_row: bool, is_fixed: bool) -> None:
        """Offer what can be done now. ``is_fixed``: rows of the table are neither added nor removed."""
        self.undo.setEnabled(is_writable and bool(state.steps.done))
        self.redo.setEnabled(is_writable and bool(state.steps.undone))
        self.add.setEnabled(is_writable and not is_fixed)
        for action in (self.remove, self.up, self.down):
            action.setEnabled(is_writable and has_row and not is_fixed)
        self.take.setEnabled(is_writable)
        self.discard.setEnabled(is_writable and state.draft.is_changed)
        self.publish.setEnabled(is_writable and state.draft.is_changed and not state.problems)
        self.publish.setToolTip(_why_not(state))

    def _show_changes(self) -> None:
        page = self._page
        if page.state is None:
            return
        try:
            versions = _versions(page.workplace.session, page.state)
        except CtecsError as error:
            page.tell(error)
            return
        ChangesDialog(versions, page.window()).exec()

    def _export(self) -> None:
        page = self._page
        if page.state is None:
            return
        out = page.workplace.asker.choose_new_file(
            _("Export the draft"), FileKind.WORKBOOK, suggestion=plan_file.suggested_name(page.state.draft)
        )
        if out is None:
            return

        def work(session: Session, _progress: JobProgress) -> Path:
            return plan_file.export_draft(session, out)

        def done(path: Path) -> None:
            text = _("The draft is in {path}. Edited, it is taken back with “Take from Excel…”.")
            page.message.show_message(text.format(path=path), Tone.GOOD)

        page.workplace.run(_("Exporting the draft"), work, done=done, failed=page.tell)

    def _choose(self) -> None:
        path = self._page.workplace.asker.choose_file(_("Take the plan from a workbook"), FileKind.WORKBOOK)
        if path is not None:
            self.preview(path)

    def preview(self, path: Path) -> None:
        """Show what the file would change, before anything is."""

        def work(session: Session, _progress: JobProgress) -> PlanImport:
            return plan_file.preview_import(session, path)

        page = self._page
        page.workplace.run(_("Reading the workbook"), work, done=lambda found: self._ask(path, found), failed=page.tell)

    def _ask(self, path: Path, found: PlanImport) -> None:
        page = self._page
        if not found.differences:
            page.message.show_message(_("{file} says what the draft says.").format(file=path.name), Tone.ACCENT)
        elif ImportDialog(path.name, found.differences, found.problems, page.window()).exec():
            page.carry_out(lambda session: plan_file.take_import(session, found))

    def _discard(self) -> None:
        question = _("Discard every edit since the plan was published? This can be taken back with Undo.")
        if self._page.workplace.asker.confirm(question, verb=_("Discard")):
            self._page.carry_out(plan_editing.discard)

    def _publish(self) -> None:
        page = self._page
        if page.state is None:
            return
        workplace = page.workplace
        dialog = PublishDialog(
            workplace.session, page.state, asker=workplace.asker, tasks=workplace.tasks, parent=page.window()
        )
        dialog.exec()
        self.published(dialog)

    def published(self, dialog: PublishDialog) -> None:
        """Tell what became of publishing."""
        page = self._page
        page.workplace.changes.publish(dialog.changes)
        if dialog.written is not None:
            text = _("Version {version} is in force. Send it to the schools: {path}")
            text = text.format(version=page.workplace.session.plan.version, path=dialog.written)
            page.message.show_message(text, Tone.GOOD)
            page.workplace.renewed.emit(text)
        elif dialog.changes != Changes():
            text = _("The new plan is in force, but its workbook could not be written. Publish it from the menu File.")
            page.message.show_message(text, Tone.WARN)

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


def _line(parent: QObject) -> QAction:
    line = QAction(parent)
    line.setSeparator(True)
    return line
