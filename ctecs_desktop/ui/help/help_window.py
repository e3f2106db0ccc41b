"""The help in a window of its own beside the work: contents, search, pages, back and forward, all by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.i18n import _, language_in_use, ngettext
from ctecs_desktop.ui.help.book import HelpBook, Hit
from ctecs_desktop.ui.help.help_view import HelpView
from ctecs_desktop.ui.help.rules_page import rules_page
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, muted_label, scaled
from ctecs_desktop.ui.window_state import remember_window, restore_window

SIZE = QSize(940, 700)
CONTENTS_WIDTH = 270

_NAME_ROLE = Qt.ItemDataRole.UserRole


class HelpWindow(QDialog):
    """Stays open beside the work. ``act_wanted`` carries what a link asks of the main window, such as ``tour``."""

    act_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, plan: Plan | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Help"))
        self.setModal(False)
        self._plan = plan
        self._book = _book(plan)
        self.view = HelpView(self._book)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find in the help"))
        self.search.setAccessibleName(_("Find in the help"))
        self.search.setClearButtonEnabled(True)
        self.contents = QListWidget()
        self.contents.setAccessibleName(_("Pages of the help"))
        self.contents.setWordWrap(True)
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._found = muted_label()
        self._back, self._forward = QPushButton(_("Back")), QPushButton(_("Forward"))
        self._lay_out()
        self._connect()
        self._fill([Hit(page, "") for page in self._book.pages])
        if not restore_window(self, "help"):
            self.resize(scaled(SIZE.width()), scaled(SIZE.height()))

    def show_help(self, name: str, mark: str = "") -> None:
        """Show the page of that name, or the first one, from ``mark`` on where it has that, and come to the front."""
        self.search.clear()
        page = self._book.page(name) or self._book.pages[0]
        self.view.show_page(page.name, mark=mark)
        self.show()
        self.raise_()
        self.activateWindow()
        self.view.setFocus()

    def help_for(self, window_page: str) -> None:
        """Show the help for a page of the window."""
        self.show_help(self._book.page_for(window_page).name)

    def take_plan(self, plan: Plan | None) -> None:
        """The rules are those of ``plan`` from now on."""
        if plan is not self._plan:
            self._plan = plan
            self._book = _book(plan)
            self.view.take_book(self._book)

    def done(self, result: int) -> None:
        remember_window(self, "help")
        super().done(result)

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(INSIDE)
        for widget in (self.search, self._found, self.contents):
            column.addWidget(widget)
        self._found.hide()
        right = QWidget()
        reading = QVBoxLayout(right)
        reading.setContentsMargins(0, 0, 0, 0)
        reading.setSpacing(INSIDE)
        line = QHBoxLayout()
        line.setSpacing(INSIDE)
        for button in (self._back, self._forward):
            button.setAutoDefault(False)
            button.setEnabled(False)
            line.addWidget(button)
        line.addStretch(1)
        reading.addLayout(line)
        reading.addWidget(self.view, stretch=1)
        middle = QSplitter()
        middle.setChildrenCollapsible(False)
        middle.setHandleWidth(BETWEEN_GROUPS)
        middle.addWidget(left)
        middle.addWidget(right)
        middle.setStretchFactor(1, 1)
        middle.setSizes([scaled(CONTENTS_WIDTH), scaled(SIZE.width() - CONTENTS_WIDTH)])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        whole.addWidget(middle)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._open_first)
        self.contents.currentItemChanged.connect(self._open)
        self.view.shown.connect(self._point_at)
        self.view.act_wanted.connect(self.act_wanted)
        self.view.backwardAvailable.connect(self._back.setEnabled)
        self.view.forwardAvailable.connect(self._forward.setEnabled)
        self._back.clicked.connect(self.view.backward)
        self._forward.clicked.connect(self.view.forward)
        self._back.setToolTip(_("Back (Alt+Left)"))
        self._forward.setToolTip(_("Forward (Alt+Right)"))
        for keys, call in (
            (QKeySequence(QKeySequence.StandardKey.Find), self.search.setFocus),
            (QKeySequence("Alt+Left"), self.view.backward),
            (QKeySequence("Alt+Right"), self.view.forward),
        ):
            QShortcut(keys, self).activated.connect(call)

    def _fill(self, hits: Sequence[Hit]) -> None:
        self.contents.blockSignals(True)
        self.contents.clear()
        for hit in hits:
            item = QListWidgetItem(f"{hit.page.title}\n{hit.excerpt}".strip(), self.contents)
            item.setData(_NAME_ROLE, hit.page.name)
        self.contents.blockSignals(False)
        self._point_at(self.view.source().fileName().removesuffix(".md"))

    def _search(self, text: str) -> None:
        if not text.strip():
            self._found.hide()
            self._fill([Hit(page, "") for page in self._book.pages])
            return
        hits = self._book.search(text)
        self._found.setText(
            ngettext("{count} page", "{count} pages", len(hits)).format(count=len(hits))
            if hits
            else _("No page has all of these words.")
        )
        self._found.show()
        self._fill(hits)

    def _open_first(self) -> None:
        if self.contents.count():
            self.contents.setCurrentRow(0)
            self._open(self.contents.item(0))
            self.view.setFocus()

    def _open(self, item: QListWidgetItem | None, _previous: object = None) -> None:
        if item is not None:
            self.view.show_page(str(item.data(_NAME_ROLE)), self.search.text().split())

    def _point_at(self, name: str) -> None:
        """Let the contents follow the page, without opening it once more."""
        self.contents.blockSignals(True)
        for row in range(self.contents.count()):
            item = self.contents.item(row)
            if item.data(_NAME_ROLE) == name:
                self.contents.setCurrentItem(item)
                break
        else:
            self.contents.setCurrentRow(-1)
        self.contents.blockSignals(False)


def help_window(owner: QWidget, plan: Plan | None) -> HelpWindow:
    """The help beside ``owner``: the one that is open there, or a new one. A modal dialog keeps others from it."""
    blocking = QApplication.activeModalWidget()
    beside = blocking if blocking is not None else owner
    for child in beside.findChildren(HelpWindow, options=Qt.FindChildOption.FindDirectChildrenOnly):
        child.take_plan(plan)
        return child
    return HelpWindow(beside, plan=plan)


def _book(plan: Plan | None) -> HelpBook:
    return HelpBook(language_in_use(), (rules_page(plan),))
