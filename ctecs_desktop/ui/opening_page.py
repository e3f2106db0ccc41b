"""What is shown while a workspace is being opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ctecs_desktop.i18n import _


class OpeningPage(QLabel):
    """Says which workspace is being opened and checked."""

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setProperty("tone", "muted")

    def say(self, path: Path) -> None:
        """Name the workspace."""
        self.setText(_("Opening and checking {name}…").format(name=path.name))
