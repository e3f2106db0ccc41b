"""Remembers where windows stood: a habit of a screen, not a setting."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QWidget


def _habits() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "ctecs_desktop", "windows")


def restore_window(window: QWidget, name: str) -> bool:
    """Put ``window`` where it was closed last; whether there was such a place."""
    geometry = _habits().value(f"{name}/geometry")
    return isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)


def remember_window(window: QWidget, name: str) -> None:
    """Keep where ``window`` stands."""
    _habits().setValue(f"{name}/geometry", window.saveGeometry())
