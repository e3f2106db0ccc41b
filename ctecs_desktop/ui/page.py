"""What every page is: a title, a place for messages, and a content that is read when the page is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.ui.messages import MessageBar
from ctecs_desktop.ui.scrolled import GrowingColumn
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, page_title, scaled
from ctecs_desktop.ui.workplace import Workplace

SIDE_WIDTH = 316
_ALL_ELSE = 10_000
"""More than any window has, so that the other side of a splitter gets just what it asks for."""


class Page(QWidget):
    """A page of an open workspace.

    ``read`` is called before the page is shown for the first time and again after changes that concern it, but only
    while somebody looks: a hidden page is read when it is shown next.
    """

    name = ""
    """How other pages and the window call it; not shown."""

    def __init__(self, workplace: Workplace, title: str) -> None:
        super().__init__()
        self.workplace = workplace
        self.title = title
        self.setAccessibleName(title)
        self.message = MessageBar()
        self.heading = page_title(title)
        self.head = QHBoxLayout()
        self.head.setSpacing(INSIDE)
        self.head.addWidget(self.heading, stretch=1)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        self.body.setSpacing(BETWEEN_GROUPS)
        self.body.addLayout(self.head)
        self.body.addWidget(self.message)
        self._is_stale = True
        self._first: QWidget | None = None
        workplace.changes.changed.connect(self._take_changes)
        workplace.period_changed.connect(self.read_again)

    def read(self) -> None:
        """Read through services what the page shows, and show it."""
        raise NotImplementedError

    def concerns(self, changes: Changes) -> bool:
        """Whether the page must be read again after ``changes``."""
        return True

    def take(self, changes: Changes) -> bool:
        """Repaint only what ``changes`` names; whether that was possible."""
        return False

    def may_leave(self) -> bool:
        """Whether the window may close; a page that holds what could not be saved asks the person."""
        return True

    def actions_of_page(self) -> Sequence[QAction]:
        """Acts that the window offers in its menu while the page is shown."""
        return ()

    def read_again(self) -> None:
        """Read now if the page is seen, otherwise when it is shown."""
        self._is_stale = True
        if self.isVisible():
            self._read_if_stale()

    def tell(self, error: CtecsError) -> None:
        """Say in the page what was refused, why, and what to do."""
        from ctecs_desktop.wording import problem_text  # not needed before the first window is on the screen

        self.message.show_message(problem_text(error), Tone.BAD)

    def setFocusProxy(self, widget: QWidget | None) -> None:
        """Let ``widget`` get the keys when the page is gone to.

        It is no proxy of Qt's: from what stands before the page, Tab would go to that, past everything above it.
        """
        self._first = widget

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason, /) -> None:
        if self._first is not None:
            self._first.setFocus(reason)
        else:
            super().setFocus(reason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read_if_stale()

    def _read_if_stale(self) -> None:
        if self._is_stale:
            self._is_stale = False
            self.read()

    def _take_changes(self, changes: Changes) -> None:
        if not self.concerns(changes) or (not self._is_stale and self.take(changes)):
            return
        self.read_again()


class SidePanel(QFrame):
    """The column at the right of a page that tells more about what is chosen; scrolls by itself."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("side-panel")
        self.setAccessibleName(name)
        self.setMinimumWidth(scaled(SIDE_WIDTH - 60))
        self.content = GrowingColumn()
        self.content.setObjectName("side-panel-content")
        self.column = QVBoxLayout(self.content)
        self.column.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        self.column.setSpacing(INSIDE)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(name)
        scroll.setWidget(self.content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def make_room(self) -> None:
        """Lay the column out at once, as high as its wrapped texts ask for; by itself it takes a turn or two."""
        self.column.invalidate()
        self.column.activate()
        self.content.setMinimumHeight(max(self.column.totalHeightForWidth(self.content.width()), 0))


def beside(main: QWidget, panel: QWidget, *, width: int = SIDE_WIDTH) -> QSplitter:
    """``main`` with ``panel`` at its right, which keeps its ``width`` until a person drags the line between them."""
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setChildrenCollapsible(False)
    splitter.addWidget(main)
    splitter.addWidget(panel)
    splitter.setStretchFactor(0, 1)
    splitter.setSizes([_ALL_ELSE, width])
    return splitter
