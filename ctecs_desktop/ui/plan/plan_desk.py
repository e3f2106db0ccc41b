"""The draft as a page has it: what was read of it, and the one way in which anything is done to it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.plan_draft import RowKey
from ctecs_desktop.services import plan_editing
from ctecs_desktop.services.plan_editing import DraftState
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.tasks import JobProgress, Outcome
from ctecs_desktop.ui.theme import Tone


class PlanDesk(QObject):
    """``state`` is None until the draft was read. Every change of the draft makes ``page`` read it again."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self.workplace = page.workplace
        self.state: DraftState | None = None

    @property
    def window(self) -> QWidget:
        """The window over which dialogs stand."""
        return self._page.window()

    @property
    def is_writable(self) -> bool:
        """Whether nothing is written beside the window just now."""
        return not self.workplace.tasks.is_writing

    def read(self) -> bool:
        """Read the draft; what keeps it from being read is told. Whether it was read."""
        try:
            self.state = plan_editing.draft_state(self.workplace.session)
        except CtecsError as error:
            self.tell(error)
            return False
        return True

    def carry_out(self, act: Callable[[Session], Changes]) -> bool:
        """Do an edit and show what came of it; a refusal is told, and what is stored is shown again."""
        try:
            changes = act(self.workplace.session)
        except CtecsError as error:
            self.tell(error)
            self._page.read()
            return False
        self._publish(changes)
        return True

    def carry_out_beside(
        self, title: str, act: Callable[[Session], tuple[Outcome, Changes]], done: Callable[[Outcome], None]
    ) -> None:
        """Do a large edit on the worker's thread, while the page can only be looked at; then call ``done``."""

        def work(session: Session, progress: JobProgress) -> tuple[Outcome, Changes]:
            progress.report(0, 0, "")
            return act(session)

        def show(found: tuple[Outcome, Changes]) -> None:
            outcome, changes = found
            self._publish(changes)
            done(outcome)

        self.workplace.run(title, work, done=show, failed=self.tell, writes=True)

    def _publish(self, changes: Changes) -> None:
        self._page.message.clear()
        self.workplace.changes.publish(changes)

    def write(self, key: RowKey, name: str, text: str) -> bool:
        """Write a text into a column of a row."""
        return self.carry_out(lambda session: plan_editing.change_cells(session, key, {name: text}))

    def tell(self, error: CtecsError) -> None:
        """Say what was refused, why, and what to do."""
        self._page.tell(error)

    def say(self, text: str, tone: Tone) -> None:
        """Say what happened."""
        self._page.message.show_message(text, tone)
