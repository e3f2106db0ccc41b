"""The window: start page or open workspace, the menus with their keys, and files dropped anywhere on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.about.places import Places
from ctecs_desktop.ui.arrivals import Arrivals
from ctecs_desktop.ui.asking import Asker, FileKind, WindowAsker
from ctecs_desktop.ui.dressing import Dressing, fill_view_menu
from ctecs_desktop.ui.practice_acts import PracticeActs
from ctecs_desktop.ui.recovery import Recovery
from ctecs_desktop.ui.start.start_page import OpeningPage, StartPage
from ctecs_desktop.ui.task_strip import TaskStrip
from ctecs_desktop.ui.tasks import Job, JobProgress, TaskRunner
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.ui.window_acts import WindowActs
from ctecs_desktop.ui.window_state import remember_window, restore_window

if TYPE_CHECKING:
    from ctecs_desktop.domain.plan import ReportingPeriod
    from ctecs_desktop.services.session import Session
    from ctecs_desktop.ui.page import Page
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
    """The window has been on the screen once: from now on there is time for everything else."""

    def __init__(
        self, *, asker: Asker | None = None, dressing: Dressing | None = None, places: Places | None = None
    ) -> None:
        super().__init__()
        self.setWindowTitle(_("CTECS measures"))
        self.setAcceptDrops(True)
        self.asker: Asker = asker or WindowAsker(self)
        self.tasks = TaskRunner(self)
        self.view: WorkspaceView | None = None
        self._acts: WorkspaceActs | None = None
        self._session: Session | None = None
        self._tried: Path | None = None
        self._is_painted = False
        self._dressing = dressing or Dressing()
        self._dressing.changed.connect(self.rebuild)
        self._arrivals = Arrivals(self)
        self.window_acts = WindowActs(self, places or Places(Path(), Path()))
        self.recovery = Recovery(self)
        self.practice = PracticeActs(self)
        self.new_school = self._action(_("New workspace for a school…"), self._make_school)
        self.new_central = self._action(_("New workspace for central office…"), self._make_central)
        self.open_existing = self._action(_("Open a workspace…"), self._choose_store, "Ctrl+O")
        self._quit = self._action(
            _("Quit"), self.close, QKeySequence(QKeySequence.StandardKey.Quit).toString() or "Ctrl+Q"
        )
        self.start = StartPage(
            new_school=self.new_school,
            new_central=self.new_central,
            open_existing=self.open_existing,
            practise=self.practice.practise,
        )
        self.start.open_wanted.connect(self.open_store)
        self._opening = OpeningPage()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        self._stack.addWidget(self._opening)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, stretch=1)
        column.addWidget(TaskStrip(self.tasks))
        self.setCentralWidget(middle)
        self._make_menus()
        if not restore_window(self, "main"):
            screen = QGuiApplication.primaryScreen().availableSize()
            self.resize(SIZE.boundedTo(screen) if screen.width() > 800 else SIZE)

    @property
    def is_ready(self) -> bool:
        """Whether a workspace is open and nothing is under way."""
        return self.view is not None and not self.tasks.is_busy

    def open_store(self, path: Path) -> None:
        """Open the workspace at ``path`` on the worker's thread, since every byte of it is checked."""
        self.close_store()
        self.announce(path)
        self._tried = path

        def work(_progress: JobProgress) -> Session:
            from ctecs_desktop.services.session import open_session

            return open_session(path)

        job = Job(_("Opening"), self._take_session, self._not_opened)
        self.tasks.run_without_store(job, work)

    def announce(self, path: Path) -> None:
        """Say that ``path`` is about to be opened."""
        self._opening.say(path)
        self._stack.setCurrentWidget(self._opening)

    def close_store(self) -> None:
        """Give the workspace back, and show the start page."""
        self._drop_view()
        if self._session is not None:
            self._session.close()
            self._session = None
        self.setWindowTitle(_("CTECS measures"))
        self._fill_menus(None)
        self._stack.setCurrentWidget(self.start)

    def show_recent(self, paths: list[Path]) -> None:
        """Offer the workspaces opened last; a workbook opened by double-click goes to the first of them."""
        self._arrivals.recent = paths
        self.start.show_recent(paths)

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
        self._show_workspace(self._session, page=page, period=period)

    def show_problem(self, text: str) -> None:
        """Tell on the start page why no workspace is open."""
        self.start.message.show_message(text, Tone.BAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
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

    def _take_session(self, opened: Session) -> None:
        """The worker's session gives this thread one of its own, and is closed where it was made."""
        session = opened.companion()
        self.tasks.run_without_store(
            Job(_("Opening"), lambda _nothing: None, self._not_opened), lambda _progress: opened.close()
        )
        try:
            self._show_workspace(session)
        except CtecsError as error:
            self._session = session
            self.close_store()
            self._not_opened(error)
            return
        self.opened.emit(session.store_path)

    def _drop_view(self) -> None:
        if self.window_acts.tour is not None:
            self.window_acts.tour.end()
        if self.view is not None:
            self.view.hide()  # what is still being typed is taken while there is a store to take it
            self.view.workplace.close()
            self._stack.removeWidget(self.view)
            self.view.deleteLater()
            self.view = self._acts = None

    def _show_workspace(self, session: Session, *, page: str = "", period: ReportingPeriod | None = None) -> None:
        from ctecs_desktop.services.overview import period_at_hand
        from ctecs_desktop.ui.pages import central_pages, school_pages
        from ctecs_desktop.ui.workplace import Workplace
        from ctecs_desktop.ui.workspace_acts import WorkspaceActs
        from ctecs_desktop.ui.workspace_view import WorkspaceView

        workplace = Workplace(session, tasks=self.tasks, asker=self.asker, period=period or period_at_hand(session))
        self._session = session
        self.view = WorkspaceView(workplace, school_pages() if workplace.is_school else central_pages())
        workplace.setParent(self.view)
        self._acts = WorkspaceActs(workplace, self.view, self)
        workplace.restore_wanted.connect(self._restore, Qt.ConnectionType.QueuedConnection)
        self.view.practice.leave_wanted.connect(self.close_store, Qt.ConnectionType.QueuedConnection)
        self.view.page_changed.connect(self._follow_page)
        self._fill_menus(self.view)
        self._stack.addWidget(self.view)
        self._stack.setCurrentWidget(self.view)
        self.setWindowTitle(_("{name}: CTECS measures").format(name=workplace.organization_name))
        self.start.message.clear()
        self.view.go_to(page or self.view.kinds[0].name)

    def _not_opened(self, error: CtecsError) -> None:
        from ctecs_desktop.wording import problem_text

        self._stack.setCurrentWidget(self.start)
        self.show_problem(problem_text(error))
        if self._tried is not None and self.recovery.may_help(error):
            self.recovery.look_for_backup(self._tried, problem_text(error))

    def _restore(self, backup: Path) -> None:
        if self._session is not None:
            self.recovery.restore(self._session.store_path, backup)

    def _choose_store(self) -> None:
        path = self.asker.choose_file(_("Open a workspace"), FileKind.WORKSPACE)
        if path is not None:
            self.open_store(path)

    def _make_school(self) -> None:
        from ctecs_desktop.ui.start.new_school import NewSchoolDialog

        dialog = NewSchoolDialog(self.asker, self.tasks, self)
        if dialog.exec() and dialog.made is not None:
            self.open_store(dialog.made)

    def _make_central(self) -> None:
        from ctecs_desktop.ui.start.new_central import NewCentralDialog

        dialog = NewCentralDialog(self.asker, self.tasks, self)
        if dialog.exec() and dialog.made is not None:
            self.open_store(dialog.made)

    def _action(self, text: str, call: Callable[[], object], keys: str = "") -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked=False: call())
        return action

    def _make_menus(self) -> None:
        bar = self.menuBar()
        self._file = bar.addMenu(_("&File"))
        self._edit = bar.addMenu(_("&Edit"))
        self._go = bar.addMenu(_("&Go"))
        fill_view_menu(bar.addMenu(_("&View")), self._dressing)
        self.window_acts.fill_menu(bar.addMenu(_("&Help")))
        self._fill_menus(None)

    def _fill_menus(self, view: WorkspaceView | None) -> None:
        self._file.clear()
        self._file.addActions([self.open_existing, self.new_school, self.new_central])
        self._file.addActions([self.practice.practise, self.practice.begin_anew])
        if self._acts is not None and view is not None:
            self._file.addSeparator()
            self._file.addActions(self._acts.actions())
        self._file.addSeparator()
        self._file.addAction(self._quit)
        self._fill_go(self._go, view)
        self._edit.clear()
        self._edit.menuAction().setVisible(view is not None)

    def _fill_go(self, menu: QMenu, view: WorkspaceView | None) -> None:
        menu.clear()
        menu.menuAction().setVisible(view is not None)
        for number, kind in enumerate(view.kinds if view is not None else (), start=1):
            menu.addAction(self._action(kind.title, partial(self._go_to, kind.name), f"Ctrl+{number}"))

    def _go_to(self, name: str) -> None:
        if self.view is not None:
            self.view.go_to(name).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _follow_page(self, page: Page) -> None:
        """The menu Edit holds undo, redo and what the page can do."""
        self._edit.clear()
        stack = getattr(page, "stack", None)
        if stack is not None:
            undo, redo = stack.createUndoAction(self._edit, _("Undo")), stack.createRedoAction(self._edit, _("Redo"))
            undo.setShortcut(QKeySequence("Ctrl+Z"))
            redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
            self._edit.addActions([undo, redo])
            self._edit.addSeparator()
        self._edit.addActions(list(page.actions_of_page()))
        self._edit.menuAction().setVisible(not self._edit.isEmpty())
