"""Passes on what an act touched, so that every open page repaints that and nothing else."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ctecs_desktop.domain.changes import Changes


class ChangeHub(QObject):
    """One for each window. Pages listen to ``changed``; whoever carried out an act calls ``publish``."""

    changed = Signal(object)
    """Carries a ``Changes``."""

    def publish(self, changes: Changes) -> None:
        """Tell every listener, unless nothing was touched."""
        if changes.keys or changes.nouns:
            self.changed.emit(changes)
