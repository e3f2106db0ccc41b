"""The window as its acts know it: who asks the person, what runs beside it, which workspace is open.

The acts of the window import this and not the window, which makes them; so imports go one way. Only what the first
paint needs is imported here.
"""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ctecs_desktop.ui.tokens import Tone

if TYPE_CHECKING:
    from ctecs_desktop.ui.asking import Asker
    from ctecs_desktop.ui.start.start_page import StartPage
    from ctecs_desktop.ui.tasks import TaskRunner
    from ctecs_desktop.ui.workspace_view import WorkspaceView


class Frame(QMainWindow):
    """A stack of what may be shown, above the strip of what is under way."""

    def __init__(self, asker: Asker | None) -> None:
        super().__init__()
        self.recent: list[Path] = []
        """The workspaces opened last, the newest first."""
        self._given_asker = asker
        self.stack = QStackedWidget()
        middle = QWidget()
        self._column = QVBoxLayout(middle)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.stack, stretch=1)
        self.setCentralWidget(middle)

    @cached_property
    def asker(self) -> Asker:
        """Asks the person."""
        from ctecs_desktop.ui.asking import WindowAsker

        return self._given_asker or WindowAsker(self)

    @cached_property
    def tasks(self) -> TaskRunner:
        """What takes longer than a tenth of a second runs here."""
        from ctecs_desktop.ui.task_strip import TaskStrip
        from ctecs_desktop.ui.tasks import TaskRunner

        tasks = TaskRunner(self)
        self._column.addWidget(TaskStrip(tasks))
        return tasks

    @property
    @abstractmethod
    def start(self) -> StartPage:
        """What is shown while no workspace is open."""

    @property
    @abstractmethod
    def view(self) -> WorkspaceView | None:
        """The workspace that is open."""

    @property
    @abstractmethod
    def store_in_hand(self) -> Path | None:
        """The workspace that is open, or the one that could not be opened: support may have to look at that."""

    @abstractmethod
    def open_store(self, path: Path) -> None:
        """Open the workspace at ``path`` on the worker's thread, since every byte of it is checked."""

    @abstractmethod
    def close_store(self) -> None:
        """Give the workspace back, and show the start page."""

    @abstractmethod
    def take_into_workspace(self, paths: list[Path]) -> None:
        """Hand ``paths`` to the workspace that is open."""

    def say(self, text: str) -> None:
        """Tell something good in the page that is in front."""
        page = self.view.page if self.view is not None else None
        (page.message if page is not None else self.start.message).show_message(text, Tone.GOOD)

    def show_problem(self, text: str) -> None:
        """Tell on the start page why no workspace is open."""
        self.start.message.show_message(text, Tone.BAD)
