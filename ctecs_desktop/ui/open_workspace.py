"""The workspace that the window has open: opened beside it, shown page by page, made anew, given back."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.frame import Frame

if TYPE_CHECKING:
    from ctecs_desktop.domain.plan import ReportingPeriod
    from ctecs_desktop.services.session import Session
    from ctecs_desktop.ui.workspace_acts import WorkspaceActs
    from ctecs_desktop.ui.workspace_view import WorkspaceView

AGAIN_MILLISECONDS = 300
"""How soon it is looked again whether what is under way is over."""


class OpenWorkspace(QObject):
    """One at most. The session is this thread's own; services are loaded when the first workspace is opened."""

    shown = Signal()
    """``view`` and ``acts`` are there, with no page yet: the frame puts them where they belong."""

    leaving = Signal()
    """What is shown is about to go, a workspace or none."""

    opened = Signal(object)
    """Carries the path of the workspace whose first page is shown now."""

    refused = Signal(object)
    """Carries the ``CtecsError`` for which there is no workspace."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._frame = frame
        self.session: Session | None = None
        self.view: WorkspaceView | None = None
        self.acts: WorkspaceActs | None = None
        self.tried: Path | None = None
        """Which workspace was to be opened last, whether it could be or not."""

    def open(self, path: Path) -> None:
        """Open the workspace at ``path``; an open one was given back before."""
        from ctecs_desktop.ui.opening import open_workspace
        from ctecs_desktop.ui.tasks import Job

        self.tried = path
        job = Job(_("Opening"), self._take_session, self.refused.emit)
        self._frame.tasks.run_without_store(job, partial(open_workspace, path))

    def give_back(self) -> None:
        """Close the pages, and then the store."""
        self._drop_view()
        gc.unfreeze()
        if self.session is not None:
            self.session.close()
            self.session = None

    @Slot()
    def rebuild(self) -> None:
        """Make the pages anew from the same session, after the look or the plan has changed: pages hold both."""
        if self.view is None or self.session is None:
            return
        if self._frame.tasks.is_busy or QApplication.activeModalWidget() is not None:
            QTimer.singleShot(AGAIN_MILLISECONDS, self, self.rebuild)
            return
        page, period = self.view.page_name, self.view.workplace.period
        self._drop_view()
        self._show(self.session, period)
        self._go_in(page)

    def _take_session(self, found: tuple[Session, ReportingPeriod]) -> None:
        """The worker's session gives this thread one of its own; the first page is made in a turn of its own."""
        from ctecs_desktop.ui.tasks import Job

        opened, period = found
        self.session = opened.companion()
        closing: Job[None] = Job(_("Opening"), lambda _nothing: None, self.refused.emit)
        self._frame.tasks.run_without_store(closing, lambda _progress: opened.close())
        if self._is_done(partial(self._show, self.session, period)):
            QTimer.singleShot(0, self, self._begin)

    @Slot()
    def _begin(self) -> None:
        """Go to the first page of the workspace that was opened, unless a file has led to another one."""
        if self.view is None or self.session is None:
            return
        if self._is_done(partial(self._go_in, self.view.page_name or self.view.kinds[0].name)):
            self.opened.emit(self.session.store_path)

    def _is_done(self, step: Callable[[], None]) -> bool:
        """Carry out a step of opening; after one that is refused nothing stays open."""
        try:
            step()
        except CtecsError as error:
            self._frame.close_store()
            self.refused.emit(error)
            return False
        return True

    def _show(self, session: Session, period: ReportingPeriod) -> None:
        from ctecs_desktop.ui.pages import central_pages, school_pages
        from ctecs_desktop.ui.workplace import Workplace
        from ctecs_desktop.ui.workspace_acts import WorkspaceActs
        from ctecs_desktop.ui.workspace_view import WorkspaceView

        frame = self._frame
        workplace = Workplace(session, tasks=frame.tasks, asker=frame.asker, period=period)
        self.view = WorkspaceView(workplace, school_pages() if workplace.is_school else central_pages())
        workplace.setParent(self.view)
        self.acts = WorkspaceActs(workplace, self.view, frame)
        self.shown.emit()

    def _go_in(self, page: str) -> None:
        assert self.view is not None
        self.view.go_to(page)
        # Or Python would search all of it for cycles whenever thousands of values come or go: a tenth of a second.
        gc.freeze()

    def _drop_view(self) -> None:
        self.leaving.emit()
        if self.view is not None:
            self.view.hide()  # what is still being typed is taken while there is a store to take it
            self.view.workplace.close()
            self._frame.stack.removeWidget(self.view)
            self.view.deleteLater()
            self.view = self.acts = None
