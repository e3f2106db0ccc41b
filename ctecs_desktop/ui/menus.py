"""The menus with their keys: what the window, the open workspace and the page in front can do."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.dressing import Dressing, fill_view_menu

if TYPE_CHECKING:
    from ctecs_desktop.ui.page import Page
    from ctecs_desktop.ui.practice_acts import PracticeActs
    from ctecs_desktop.ui.window_acts import WindowActs
    from ctecs_desktop.ui.workspace_acts import WorkspaceActs
    from ctecs_desktop.ui.workspace_view import WorkspaceView

LAST_KEY = 9
"""Pages behind the ninth have no key of their own; there is no key that says 10."""


class Menus(QObject):
    """Fills the ``titles`` of a window's bar."""

    def __init__(
        self, titles: Mapping[str, QMenu], dressing: Dressing, window_acts: WindowActs, practice: PracticeActs
    ) -> None:
        super().__init__(window_acts)
        self._window_acts = window_acts
        self._practice = practice
        self._view: WorkspaceView | None = None
        self._file, self._edit, self._go = titles["file"], titles["edit"], titles["go"]
        fill_view_menu(titles["view"], dressing)
        window_acts.fill_menu(titles["help"])

    def follow_view(self, view: WorkspaceView | None, acts: WorkspaceActs | None) -> None:
        """File and Go for the open workspace, or for none; Edit waits for a page."""
        self._view = view
        own = self._window_acts
        self._file.clear()
        self._file.addActions([own.open_existing, own.new_school, own.new_central])
        self._file.addActions([self._practice.practise, self._practice.begin_anew])
        if acts is not None:
            self._file.addSeparator()
            self._file.addActions(acts.actions())
        self._file.addSeparator()
        self._file.addAction(own.leave)
        self._go.clear()
        self._go.menuAction().setVisible(view is not None)
        for number, kind in enumerate(view.kinds if view is not None else (), start=1):
            action = self._go.addAction(kind.title)
            if number <= LAST_KEY:
                action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.triggered.connect(partial(self._go_to, kind.name))
        if view is not None and view.page is not None:
            self.follow_page(view.page)
        else:
            self._edit.clear()
            self._edit.menuAction().setVisible(False)

    @Slot(object)
    def follow_page(self, page: Page) -> None:
        """Edit holds undo, redo and what the page can do."""
        self._edit.clear()
        stack = getattr(page, "stack", None)
        if stack is not None:
            undo: QAction = stack.createUndoAction(self._edit, _("Undo"))
            redo: QAction = stack.createRedoAction(self._edit, _("Redo"))
            undo.setShortcut(QKeySequence("Ctrl+Z"))
            redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
            self._edit.addActions([undo, redo])
            self._edit.addSeparator()
        self._edit.addActions(list(page.actions_of_page()))
        self._edit.menuAction().setVisible(not self._edit.isEmpty())

    def _go_to(self, name: str, _checked: bool = False) -> None:
        if self._view is not None:
            self._view.go_to(name).setFocus(Qt.FocusReason.ShortcutFocusReason)
