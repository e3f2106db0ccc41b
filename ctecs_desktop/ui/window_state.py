"""Remembers where windows stood: a habit of a screen, not a setting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ctecs_desktop.domain.observation import ObservationKey, PeriodCode


def _habits() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "ctecs_desktop", "windows")


def restore_window(window: QWidget, name: str) -> bool:
    """Put ``window`` where it was closed last; whether there was such a place."""
    geometry = _habits().value(f"{name}/geometry")
    return isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)


def remember_window(window: QWidget, name: str) -> None:
    """Keep where ``window`` stands."""
    _habits().setValue(f"{name}/geometry", window.saveGeometry())


def remember_place(store: Path, key: ObservationKey) -> None:
    """Keep the cell in which somebody was working last in the workspace at ``store``."""
    _habits().setValue(_place_name(store, key.period), "\t".join(key))


def last_place(store: Path, period: PeriodCode) -> ObservationKey | None:
    """The cell that was left last in that workspace and period."""
    from ctecs_desktop.domain.observation import MeasureCode, ObservationKey, PeriodCode, SchoolCode, SubgroupCode

    text = _habits().value(_place_name(store, period))
    parts = text.split("\t") if isinstance(text, str) else []
    if len(parts) != len(ObservationKey._fields):
        return None
    school, code, measure, subgroup = parts
    return ObservationKey(SchoolCode(school), PeriodCode(code), MeasureCode(measure), SubgroupCode(subgroup))


def remember_plan_workbook(path: Path | None) -> None:
    """Keep which plan workbook a school began with, until its workspace is made: then None."""
    _habits().setValue("first start/plan workbook", str(path) if path is not None else "")


def last_plan_workbook() -> Path | None:
    """The plan workbook of a first start that was left half way, if it is still there."""
    text = _habits().value("first start/plan workbook")
    path = Path(text) if isinstance(text, str) and text else None
    return path if path is not None and path.is_file() else None


def remember_watched_folder(store: Path, folder: Path | None) -> None:
    """Keep which folder the workspace at ``store`` watches; None where it watches none."""
    _habits().setValue(_watch_name(store), str(folder) if folder is not None else "")


def watched_folder(store: Path) -> Path | None:
    """The folder that the workspace watched when it was closed, wherever that is now."""
    text = _habits().value(_watch_name(store))
    return Path(text) if isinstance(text, str) and text else None


def _watch_name(store: Path) -> str:
    from hashlib import sha256

    return f"watched/{sha256(str(store).encode()).hexdigest()[:16]}"


def _place_name(store: Path, period: PeriodCode) -> str:
    """A name without the path itself: slashes would make groups of it."""
    from hashlib import sha256  # the window that restores its place at the start needs none of it

    return f"places/{sha256(str(store).encode()).hexdigest()[:16]} {period}"
