"""The window: start page or open workspace, and files dropped anywhere on it.

Only what the first paint needs is imported and made at once; the rest follows when the window has been on the screen,
or when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QPaintEvent, QShowEvent

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.frame import Frame
from ctecs_desktop.ui.open_workspace import OpenWorkspace
from ctecs_desktop.ui.opening_page import OpeningPage
from ctecs_desktop.ui.tokens import Tone
from ctecs_desktop.ui.window_state import remember_window, restore_window

if TYPE_CHECKING:
    from ctecs_desktop.ui.about.places import Places
    from ctecs_desktop.ui.arrivals import Arrivals
    from ctecs_desktop.ui.asking import Asker
    from ctecs_desktop.ui.dressing import Dressing
    from ctecs_desktop.ui.menus import Menus
    from ctecs_desktop.ui.practice_acts import PracticeActs
    from ctecs_desktop.ui.recovery import Recovery
    from ctecs_desktop.ui.relocation_acts import RelocationActs
    from ctecs_desktop.ui.start.start_page import StartPage
    from ctecs_desktop.ui.window_acts import WindowActs
    from ctecs_desktop.ui.workspace_view import WorkspaceView

SIZE = QSize(1400, 860)


class MainWindow(Frame):
    """One window, one store. Services are loaded after the window has been painted once."""

    opened = Signal(object)
    """Carries the path of the workspace that is open now."""

    first_painted = Signal()
    """The window has been on the screen once, and is furnished: from now on there is time for everything else."""

    def __init__(
        self,
        *,
        asker: Asker | None = None,
        make_dressing: Callable[[], Dressing] | None = None,
        make_places: Callable[[], Places] | None = None,
    ) -> None:
        super().__init__(asker)
        self.setWindowTitle(_("CTECS measures"))
        self.setAcceptDrops(True)
        self._make_dressing = make_dressing
        self._make_places = make_places
        self._is_painted = False
        self._opening: OpeningPage | None = None
        self._workspace = OpenWorkspace(self)
        self._workspace.shown.connect(self._show_workspace)
        self._workspace.leaving.connect(self._end_tour)
        self._workspace.opened.connect(self._tell_opened)
        self._workspace.refused.connect(self._not_opened)
        # A bar with its titles from the start: a bar that comes later would push everything down.
        bar = self.menuBar()
        self.menu_titles = {
            "file": bar.addMenu(_("&File")),
            "edit": bar.addMenu(_("&Edit")),
            "go": bar.addMenu(_("&Go")),
            "view": bar.addMenu(_("&View")),
            "help": bar.addMenu(_("&Help")),
        }
        for name in ("edit", "go"):
            self.menu_titles[name].menuAction().setVisible(False)
        if not restore_window(self, "main"):
            screen = QGuiApplication.primaryScreen().availableSize()
            self.resize(SIZE.boundedTo(screen) if screen.width() > 800 else SIZE)

    @cached_property
    def window_acts(self) -> WindowActs:
        """Acts that need no workspace."""
        from ctecs_desktop.ui.about.places import Places
        from ctecs_desktop.ui.window_acts import WindowActs

        places = self._make_places() if self._make_places is not None else Places(Path(), Path())
        return WindowActs(self, places)

    @cached_property
    def practice(self) -> PracticeActs:
        """Practising with made-up data."""
        from ctecs_desktop.ui.practice_acts import PracticeActs

        return PracticeActs(self)

    @cached_property
    def recovery(self) -> Recovery:
        """Putting backups back."""
        from ctecs_desktop.ui.recovery import Recovery

        return Recovery(self, self.relocation)

    @cached_property
    def relocation(self) -> RelocationActs:
        """Bringing a workspace to this PC."""
        from ctecs_desktop.ui.relocation_acts import RelocationActs

        return RelocationActs(self)

    @cached_property
    def start(self) -> StartPage:
        """What is shown while no workspace is open."""
        from ctecs_desktop.ui.start.start_page import StartPage

        acts = self.window_acts
        start = StartPage(
            new_school=acts.new_school,
            new_central=acts.new_central,
            open_existing=acts.open_existing,
            practise=self.practice.practise,
        )
        start.open_wanted.connect(self.open_store)
        start.show_recent(self.recent)
        self.stack.addWidget(start)
        return start

    @cached_property
    def _arrivals(self) -> Arrivals:
        from ctecs_desktop.ui.arrivals import Arrivals

        return Arrivals(self)

    @cached_property
    def _dressing(self) -> Dressing:
        from ctecs_desktop.ui.dressing import Dressing

        dressing = self._make_dressing() if self._make_dressing is not None else Dressing()
        dressing.changed.connect(self._workspace.rebuild)
        return dressing

    @cached_property
    def _menus(self) -> Menus:
        from ctecs_desktop.ui.menus import Menus

        return Menus(self.menu_titles, self._dressing, self.window_acts, self.practice)

    @property
    def view(self) -> WorkspaceView | None:
        return self._workspace.view

    @property
    def is_ready(self) -> bool:
        """Whether a workspace is open with a page, and nothing is under way or waits for that."""
        is_at_work = self.tasks.is_busy or self._arrivals.are_waiting
        return self.view is not None and self.view.page is not None and not is_at_work

    @property
    def store_in_hand(self) -> Path | None:
        session = self._workspace.session
        return session.store_path if session is not None else self._workspace.tried

    def open_store(self, path: Path) -> None:
        self._give_back()
        self.announce(path)
        self._workspace.open(path)

    def close_store(self) -> None:
        self._give_back()
        self.stack.setCurrentWidget(self.start)

    def announce(self, path: Path) -> None:
        """Say that ``path`` is about to be opened."""
        if self._opening is None:
            self._opening = OpeningPage()
            self.stack.addWidget(self._opening)
        self._opening.say(path)
        self.stack.setCurrentWidget(self._opening)

    def show_recent(self, paths: list[Path]) -> None:
        """Offer the workspaces opened last; a workbook opened by double-click goes to the first of them."""
        self.recent = paths
        if "start" in vars(self):
            self.start.show_recent(paths)

    def take_files(self, paths: list[Path]) -> None:
        """What is dropped, or opened from outside: a workspace is opened, anything else goes to the open one."""
        self._arrivals.take(paths)

    def take_into_workspace(self, paths: list[Path]) -> None:
        if self._workspace.acts is not None:
            self._workspace.acts.take_files(paths)

    def come_forward(self, paths: list[Path]) -> None:
        """A second start was made: show this window, and take its files."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        if paths:
            self.take_files(paths)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self, self._furnish)

    def showEvent(self, event: QShowEvent) -> None:
        if self.stack.count() == 0:
            self.stack.setCurrentWidget(self.start)
        super().showEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.view is not None and not self.view.may_leave():
            event.ignore()
            return
        from ctecs_desktop.ui.clipboard import leave_text

        leave_text()
        remember_window(self, "main")
        self.tasks.close()
        self.close_store()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.take_files(paths)

    def _furnish(self) -> None:
        """Make what the first paint did not wait for."""
        self._menus.follow_view(self.view, self._workspace.acts)
        self.first_painted.emit()

    def _give_back(self) -> None:
        self._workspace.give_back()
        self.setWindowTitle(_("CTECS measures"))
        self._menus.follow_view(None, None)

    @Slot()
    def _end_tour(self) -> None:
        if self.window_acts.tour is not None:
            self.window_acts.tour.end()

    @Slot()
    def _show_workspace(self) -> None:
        """Show the frame of an open workspace, with no page in it yet."""
        view = self.view
        assert view is not None  # it has just been made
        workplace = view.workplace
        workplace.restore_wanted.connect(self._restore, Qt.ConnectionType.QueuedConnection)
        workplace.rule_wanted.connect(self.window_acts.show_rule)
        workplace.renewed.connect(self._renew, Qt.ConnectionType.QueuedConnection)
        view.practice.leave_wanted.connect(self.close_store, Qt.ConnectionType.QueuedConnection)
        view.page_changed.connect(self._menus.follow_page)
        self._menus.follow_view(view, self._workspace.acts)
        self.stack.addWidget(view)
        self.stack.setCurrentWidget(view)
        self.setWindowTitle(_("{name}: CTECS measures").format(name=workplace.organization_name))
        self.start.message.clear()

    @Slot(object)
    def _tell_opened(self, path: Path) -> None:
        self.recovery.tell()
        self.opened.emit(path)

    @Slot(str)
    def _renew(self, text: str) -> None:
        """Pages hold the plan that they were made for."""
        self._workspace.rebuild()
        self.say(text)

    @Slot(object)
    def _not_opened(self, error: CtecsError) -> None:
        from ctecs_desktop.ui.relocation_acts import IN_DANGER
        from ctecs_desktop.wording import problem_text

        self.stack.setCurrentWidget(self.start)
        tried = self._workspace.tried
        path = tried if error.code in IN_DANGER else None
        action = self.relocation.offer(path) if path is not None else None
        self.start.message.show_message(problem_text(error), Tone.BAD, action=action)
        if tried is not None and self.recovery.may_help(error):
            self.recovery.look_for_backup(tried, problem_text(error))

    @Slot(object)
    def _restore(self, backup: Path) -> None:
        if self._workspace.session is not None:
            self.recovery.restore(self._workspace.session.store_path, backup)
