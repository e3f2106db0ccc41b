"""The window: start page or open workspace, and files dropped anywhere on it.

Only what the first paint needs is imported and made at once; the rest follows when the window has been on the screen,
or when somebody asks for it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.opening_page import OpeningPage
from ctecs_desktop.ui.tokens import Tone
from ctecs_desktop.ui.window_state import remember_window, restore_window

if TYPE_CHECKING:
    from ctecs_desktop.domain.plan import ReportingPeriod
    from ctecs_desktop.services.session import Session
    from ctecs_desktop.ui.about.places import Places
    from ctecs_desktop.ui.arrivals import Arrivals
    from ctecs_desktop.ui.asking import Asker
    from ctecs_desktop.ui.dressing import Dressing
    from ctecs_desktop.ui.menus import Menus
    from ctecs_desktop.ui.practice_acts import PracticeActs
    from ctecs_desktop.ui.recovery import Recovery
    from ctecs_desktop.ui.relocation_acts import RelocationActs
    from ctecs_desktop.ui.start.start_page import StartPage
    from ctecs_desktop.ui.tasks import TaskRunner
    from ctecs_desktop.ui.window_acts import WindowActs
    from ctecs_desktop.ui.workspace_acts import WorkspaceActs
    from ctecs_desktop.ui.workspace_view import WorkspaceView

SIZE = QSize(1400, 860)
AGAIN_MILLISECONDS = 300
"""How soon the window looks again whether what is under way is over."""


class MainWindow(QMainWindow):
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
        super().__init__()
        self.setWindowTitle(_("CTECS measures"))
        self.setAcceptDrops(True)
        self.view: WorkspaceView | None = None
        self._given_asker = asker
        self._make_dressing = make_dressing
        self._make_places = make_places
        self._acts: WorkspaceActs | None = None
        self._session: Session | None = None
        self._tried: Path | None = None
        self._recent: list[Path] = []
        self._is_painted = False
        self._opening: OpeningPage | None = None
        self._stack = QStackedWidget()
        middle = QWidget()
        self._column = QVBoxLayout(middle)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._stack, stretch=1)
        self.setCentralWidget(middle)
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

        return Recovery(self)

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
        start.show_recent(self._recent)
        self._stack.addWidget(start)
        return start

    @cached_property
    def _arrivals(self) -> Arrivals:
        from ctecs_desktop.ui.arrivals import Arrivals

        return Arrivals(self)

    @cached_property
    def _dressing(self) -> Dressing:
        from ctecs_desktop.ui.dressing import Dressing

        dressing = self._make_dressing() if self._make_dressing is not None else Dressing()
        dressing.changed.connect(self.rebuild)
        return dressing

    @cached_property
    def _menus(self) -> Menus:
        from ctecs_desktop.ui.menus import Menus

        return Menus(self, self._dressing)

    @property
    def is_ready(self) -> bool:
        """Whether a workspace is open with a page, and nothing is under way."""
        return self.view is not None and self.view.page is not None and not self.tasks.is_busy

    def open_store(self, path: Path) -> None:
        """Open the workspace at ``path`` on the worker's thread, since every byte of it is checked."""
        from ctecs_desktop.ui.opening import open_workspace
        from ctecs_desktop.ui.tasks import Job

        self._give_back()
        self.announce(path)
        self._tried = path
        job = Job(_("Opening"), self._take_session, self._not_opened)
        self.tasks.run_without_store(job, partial(open_workspace, path))

    def announce(self, path: Path) -> None:
        """Say that ``path`` is about to be opened."""
        if self._opening is None:
            self._opening = OpeningPage()
            self._stack.addWidget(self._opening)
        self._opening.say(path)
        self._stack.setCurrentWidget(self._opening)

    def close_store(self) -> None:
        """Give the workspace back, and show the start page."""
        self._give_back()
        self._stack.setCurrentWidget(self.start)

    def show_recent(self, paths: list[Path]) -> None:
        """Offer the workspaces opened last; a workbook opened by double-click goes to the first of them."""
        self._recent = paths
        if "start" in vars(self):
            self.start.show_recent(paths)

    @property
    def recent(self) -> list[Path]:
        """The workspaces opened last, the newest first."""
        return self._recent

    def take_files(self, paths: list[Path]) -> None:
        """What is dropped, or opened from outside: a workspace is opened, anything else goes to the open one."""
        self._arrivals.take(paths)

    def take_into_workspace(self, paths: list[Path]) -> None:
        """Hand ``paths`` to the workspace that is open."""
        if self._acts is not None:
            self._acts.take_files(paths)

    def come_forward(self, paths: list[Path]) -> None:
        """A second start was made: show this window, and take its files."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        if paths:
            self.take_files(paths)

    @property
    def store_in_hand(self) -> Path | None:
        """The workspace that is open, or the one that could not be opened: support may have to look at that."""
        return self._session.store_path if self._session is not None else self._tried

    def say(self, text: str) -> None:
        """Tell something good in the page that is in front."""
        page = self.view.page if self.view is not None else None
        (page.message if page is not None else self.start.message).show_message(text, Tone.GOOD)

    def rebuild(self) -> None:
        """Make the pages anew from the same session, after the look has changed: sizes and icons belong to a look."""
        if self.view is None or self._session is None:
            return
        if self.tasks.is_busy or QApplication.activeModalWidget() is not None:
            QTimer.singleShot(AGAIN_MILLISECONDS, self, self.rebuild)
            return
        page, period = self.view.page_name, self.view.workplace.period
        self._drop_view()
        self._show_workspace(self._session, period)
        self._go_in(page)

    @Slot(str)
    def _renew(self, text: str) -> None:
        """Pages hold the plan that they were made for."""
        self.rebuild()
        self.say(text)

    def show_problem(self, text: str) -> None:
        """Tell on the start page why no workspace is open."""
        self.start.message.show_message(text, Tone.BAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self, self._furnish)

    def showEvent(self, event: QShowEvent) -> None:
        if self._stack.count() == 0:
            self._stack.setCurrentWidget(self.start)
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
        self._menus.follow_view(self.view, self._acts)
        self.first_painted.emit()

    def _take_session(self, found: tuple[Session, ReportingPeriod]) -> None:
        """The worker's session gives this thread one of its own; the first page is made in a turn of its own."""
        from ctecs_desktop.ui.tasks import Job

        opened, period = found
        self._session = opened.companion()
        closing: Job[None] = Job(_("Opening"), lambda _nothing: None, self._not_opened)
        self.tasks.run_without_store(closing, lambda _progress: opened.close())
        if self._is_done(partial(self._show_workspace, self._session, period)):
            QTimer.singleShot(0, self, self._begin)

    @Slot()
    def _begin(self) -> None:
        """Go to the first page of the workspace that was opened, unless a file has led to another one."""
        if self.view is None or self._session is None:
            return
        if self._is_done(partial(self._go_in, self.view.page_name or self.view.kinds[0].name)):
            self.recovery.tell()
            self.opened.emit(self._session.store_path)

    def _is_done(self, step: Callable[[], None]) -> bool:
        """Carry out a step of opening; one that is refused is told on the start page."""
        try:
            step()
        except CtecsError as error:
            self.close_store()
            self._not_opened(error)
            return False
        return True

    def _give_back(self) -> None:
        self._drop_view()
        gc.unfreeze()
        if self._session is not None:
            self._session.close()
            self._session = None
        self.setWindowTitle(_("CTECS measures"))
        self._menus.follow_view(None, None)

    def _drop_view(self) -> None:
        if self.window_acts.tour is not None:
            self.window_acts.tour.end()
        if self.view is not None:
            self.view.hide()  # what is still being typed is taken while there is a store to take it
            self.view.workplace.close()
            self._stack.removeWidget(self.view)
            self.view.deleteLater()
            self.view = self._acts = None

    def _show_workspace(self, session: Session, period: ReportingPeriod) -> None:
        """Show the frame of an open workspace, with no page in it yet."""
        from ctecs_desktop.ui.pages import central_pages, school_pages
        from ctecs_desktop.ui.workplace import Workplace
        from ctecs_desktop.ui.workspace_acts import WorkspaceActs
        from ctecs_desktop.ui.workspace_view import WorkspaceView

        workplace = Workplace(session, tasks=self.tasks, asker=self.asker, period=period)
        self.view = WorkspaceView(workplace, school_pages() if workplace.is_school else central_pages())
        workplace.setParent(self.view)
        self._acts = WorkspaceActs(workplace, self.view, self)
        workplace.restore_wanted.connect(self._restore, Qt.ConnectionType.QueuedConnection)
        workplace.rule_wanted.connect(self.window_acts.show_rule)
        workplace.renewed.connect(self._renew, Qt.ConnectionType.QueuedConnection)
        self.view.practice.leave_wanted.connect(self.close_store, Qt.ConnectionType.QueuedConnection)
        self.view.page_changed.connect(self._menus.follow_page)
        self._menus.follow_view(self.view, self._acts)
        self._stack.addWidget(self.view)
        self._stack.setCurrentWidget(self.view)
        self.setWindowTitle(_("{name}: CTECS measures").format(name=workplace.organization_name))
        self.start.message.clear()

    def _go_in(self, page: str) -> None:
        assert self.view is not None
        self.view.go_to(page)
        # Or Python would search all of it for cycles whenever thousands of values come or go: a tenth of a second.
        gc.freeze()

    def _not_opened(self, error: CtecsError) -> None:
        from ctecs_desktop.ui.relocation_acts import IN_DANGER
        from ctecs_desktop.wording import problem_text

        self._stack.setCurrentWidget(self.start)
        path = self._tried if error.code in IN_DANGER else None
        action = self.relocation.offer(path) if path is not None else None
        self.start.message.show_message(problem_text(error), Tone.BAD, action=action)
        if self._tried is not None and self.recovery.may_help(error):
            self.recovery.look_for_backup(self._tried, problem_text(error))

    def _restore(self, backup: Path) -> None:
        if self._session is not None:
            self.recovery.restore(self._session.store_path, backup)
