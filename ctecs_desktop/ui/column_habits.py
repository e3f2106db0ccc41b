"""Remembers how a person likes the columns of a table: a habit of a screen, not a setting."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QSettings


@dataclass(frozen=True, slots=True)
class ColumnHabits:
    """Widths in characters by the column's name, the names of hidden ones, and whether the first stays in sight."""

    widths: Mapping[str, float] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    is_frozen: bool = True


def _habits() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "ctecs_desktop", "windows")


def column_habits(name: str) -> ColumnHabits:
    """The habits kept for the table of that name; what cannot be read counts as none."""
    try:
        kept = json.loads(str(_habits().value(f"{name}/columns", "{}")))
        widths = {str(column): float(width) for column, width in kept.get("widths", {}).items() if 1 <= width <= 400}
        return ColumnHabits(widths, frozenset(map(str, kept.get("hidden", ()))), bool(kept.get("frozen", True)))
    except (ValueError, TypeError, AttributeError):
        return ColumnHabits()


def remember_columns(name: str, habits: ColumnHabits) -> None:
    """Keep the habits for the table of that name."""
    text = {"widths": dict(habits.widths), "hidden": sorted(habits.hidden), "frozen": habits.is_frozen}
    _habits().setValue(f"{name}/columns", json.dumps(text))
