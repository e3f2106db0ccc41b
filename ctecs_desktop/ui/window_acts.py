"""Acts that need no workspace: making and opening one, help, the tour, what the program is, the support bundle."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.about.places import Places
from ctecs_desktop.ui.frame import Frame

if TYPE_CHECKING:
    from ctecs_desktop.ui.help.help_window import HelpWindow
    from ctecs_desktop.ui.help.tour import Tour

CONTENTS = "start"


class WindowActs(QObject):
    """Offered in the menus File and Help of ``window``, and on its start page."""

    def __init__(self, window: Frame, places: Places) -> None:
        super().__init__(window)
        self._window = window
        self._places = places
        self.tour: Tour | None = None
        self.new_school = self._action(_("New workspace for a school…"), self._make_school)
        self.new_central = self._action(_("New workspace for central office…"), self._make_central)
        self.open_existing = self._action(_("Open a workspace…"), self._choose_store, "Ctrl+O")
        quit_keys = QKeySequence(QKeySequence.StandardKey.Quit).toString() or "Ctrl+Q"
        self.leave = self._action(_("Quit"), window.close, quit_keys)
        self.help = self._action(_("Help for this page"), self.help_for_page, "F1")
        self.contents = self._action(_("All help pages"), lambda: self.show_help(CONTENTS))
        self.rules = self._action(_("The rules of the plan"), lambda: self.show_help("rules"))
        self.take_tour = self._action(_("Take the tour"), self.start_tour)
        self.support = self._action(_("Support bundle…"), self.show_support)
        self.about = self._action(_("About this program"), self.show_about)

    def fill_menu(self, menu: QMenu) -> None:
        """The menu Help."""
        menu.addActions([self.help, self.contents, self.rules, self.take_tour])
        menu.addSeparator()
        menu.addActions([self.support, self.about])

    def help_for_page(self) -> None:
        """Open the help for what is in front."""
        view = self._window.view
        self._help_window().help_for(view.page_name if view is not None else CONTENTS)

    def show_help(self, name: str) -> None:
        """Open the help page of that name."""
        self._help_window().show_help(name)

    def show_rule(self, code: str) -> None:
        """Open the help at the rule of that code."""
        self._help_window().show_help("rules", code)

    def start_tour(self) -> None:
        """Lead through the window, from the beginning."""
        from ctecs_desktop.ui.help.tour import Tour
        from ctecs_desktop.ui.help.tour_steps import start_steps, workspace_steps

        if self.tour is not None:
            self.tour.end()
        view, menus = self._window.view, self._window.menuBar()
        steps = workspace_steps(view, menus) if view is not None else start_steps(self._window.start, menus)
        self.tour = Tour(self._window, steps)
        self.tour.ended.connect(self._end_tour)
        self._window.activateWindow()
        self.tour.start()

    def show_about(self) -> None:
        """Version, folders, libraries."""
        from ctecs_desktop.ui.about.about_dialog import AboutDialog

        dialog = AboutDialog(self._places, self._window)
        dialog.support_wanted.connect(self.show_support)
        dialog.exec()

    def show_support(self) -> None:
        """Show what support would see, and write it where the person says."""
        from ctecs_desktop.ui.about.support_dialog import SupportDialog

        window = self._window
        dialog = SupportDialog(
            window.store_in_hand,
            log_folder=self._places.log_folder,
            asker=window.asker,
            tasks=window.tasks,
            parent=window,
        )
        if dialog.exec() and dialog.written is not None:
            text = _("The support bundle is in {path}. Look into it before you send it.")
            window.say(text.format(path=dialog.written))

    def _choose_store(self) -> None:
        from ctecs_desktop.ui.asking import FileKind

        path = self._window.asker.choose_file(_("Open a workspace"), FileKind.WORKSPACE)
        if path is not None:
            self._window.open_store(path)

    def _make_school(self) -> None:
        from ctecs_desktop.ui.start.new_school import NewSchoolDialog

        dialog = NewSchoolDialog(self._window.asker, self._window.tasks, self._window)
        if dialog.exec() and dialog.made is not None:
            self._window.open_store(dialog.made)

    def _make_central(self) -> None:
        from ctecs_desktop.ui.start.new_central import NewCentralDialog

        dialog = NewCentralDialog(self._window.asker, self._window.tasks, self._window)
        if dialog.exec() and dialog.made is not None:
            self._window.open_store(dialog.made)

    def _help_window(self) -> HelpWindow:
        from ctecs_desktop.ui.help.help_window import help_window

        view = self._window.view
        window = help_window(self._window, view.workplace.plan if view is not None else None)
        window.act_wanted.connect(self._carry_out, Qt.ConnectionType.UniqueConnection)
        return window

    @Slot(str)
    def _carry_out(self, act: str) -> None:
        if act == "tour":
            self.start_tour()

    def _end_tour(self) -> None:
        self.tour = None

    def _action(self, text: str, call: Callable[[], object], keys: str = "") -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked=False: call())
        return action
