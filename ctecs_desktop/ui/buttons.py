"""Buttons made of acts, and where they stand on a page."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ctecs_desktop.ui.theme import INSIDE


def button_of(action: QAction, *, is_primary: bool = False, text: str = "") -> QPushButton:
    """A button that carries out ``action``, follows its state and names its key in the tool tip.

    ``text`` is a shorter one than the menu's, for where it is plain what is meant.
    """
    button = QPushButton()
    button.setProperty("primary", "true" if is_primary else "false")

    def follow() -> None:
        button.setText(text or action.text())
        button.setEnabled(action.isEnabled())
        button.setVisible(action.isVisible())
        keys = action.shortcut().toString()
        button.setToolTip(f"{action.toolTip()} ({keys})" if keys else action.toolTip())
        button.setAccessibleName(action.text().replace("&", ""))

    action.changed.connect(follow)
    button.clicked.connect(action.trigger)
    follow()
    return button


def button_row(*buttons: QWidget) -> QHBoxLayout:
    """Buttons at the bottom right of a page, the primary one last."""
    row = QHBoxLayout()
    row.setSpacing(INSIDE)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    return row
