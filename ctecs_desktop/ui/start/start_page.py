"""What is shown while no workspace is open: school or central office, an existing workspace, the recent ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.buttons import button_of
from ctecs_desktop.ui.messages import MessageBar
from ctecs_desktop.ui.scrolled import ScrolledColumn
from ctecs_desktop.ui.theme import (
    BETWEEN_GROUPS,
    BETWEEN_SECTIONS,
    INSIDE,
    muted_label,
    page_title,
    scaled,
    section_title,
)

WIDTH = 720


class StartPage(QWidget):
    """``open_wanted`` carries the path of a recent workspace."""

    open_wanted = Signal(object)

    def __init__(self, *, new_school: QAction, new_central: QAction, open_existing: QAction, practise: QAction) -> None:
        super().__init__()
        self.setAccessibleName(_("Start"))
        self.message = MessageBar()
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        cards = QHBoxLayout()
        cards.setSpacing(BETWEEN_GROUPS)
        cards.addWidget(
            _card(
                _("A school"),
                _(
                    "Enters the values of its measures, checks them, and sends them signed. "
                    "Have the plan workbook at hand that central office sent."
                ),
                new_school,
                is_primary=True,
            )
        )
        cards.addWidget(
            _card(
                _("Central office"),
                _(
                    "Publishes the plan, takes in what schools send, and adds it up for the district. "
                    "Makes the district's key, which every school will trust."
                ),
                new_central,
                is_primary=False,
            )
        )
        column = QVBoxLayout()
        column.setSpacing(BETWEEN_GROUPS)
        column.addWidget(page_title(_("Who works here?")))
        column.addWidget(self.message)
        column.addLayout(cards)
        column.addLayout(_practice_line(practise))
        column.addSpacing(INSIDE)
        column.addWidget(section_title(_("Go on with a workspace")))
        column.addLayout(self._recent)
        self._open_existing = button_of(open_existing)
        column.addWidget(self._open_existing, alignment=Qt.AlignmentFlag.AlignLeft)
        # With large letters it may be higher than the screen.
        middle = ScrolledColumn(_("Start"), width=WIDTH)
        middle.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        middle.column.addStretch(1)
        middle.column.addLayout(column)
        middle.column.addStretch(2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(BETWEEN_SECTIONS, BETWEEN_SECTIONS, BETWEEN_SECTIONS, BETWEEN_SECTIONS)
        whole.addWidget(middle)

    def show_recent(self, paths: Sequence[Path]) -> None:
        """List the workspaces opened last, as far as they are still there."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for path in paths:
            if path.exists():
                button = QPushButton()
                folder = button.fontMetrics().elidedText(
                    str(path.parent), Qt.TextElideMode.ElideMiddle, scaled(WIDTH) // 2
                )
                button.setText(_("{name}, in {folder}").format(name=path.stem, folder=folder))
                button.setProperty("link", "true")
                button.setToolTip(str(path))
                button.setAccessibleName(_("Open {name}").format(name=path.stem))
                button.clicked.connect(lambda _checked=False, chosen=path: self.open_wanted.emit(chosen))
                self._recent.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
                QWidget.setTabOrder(button, self._open_existing)  # which was made before it and stands below it


def _card(title: str, text: str, action: QAction, *, is_primary: bool) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    about = muted_label(text)
    column = QVBoxLayout(card)
    column.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
    column.setSpacing(INSIDE)
    column.addWidget(section_title(title))
    column.addWidget(about, stretch=1)
    column.addWidget(button_of(action, is_primary=is_primary), alignment=Qt.AlignmentFlag.AlignLeft)
    return card


def _practice_line(practise: QAction) -> QHBoxLayout:
    about = muted_label(_("New here? A made-up school, in which nothing can go wrong and which never leaves this PC."))
    line = QHBoxLayout()
    line.setSpacing(BETWEEN_GROUPS)
    line.addWidget(about, stretch=1)
    line.addWidget(button_of(practise))
    return line
