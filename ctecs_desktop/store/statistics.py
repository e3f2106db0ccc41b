"""How big a workspace file is and how many rows its tables have: what support may know, since no value is in it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.store.backups import reading
from ctecs_desktop.store.store import Store

SQLITE_VERSION = sqlite3.sqlite_version

_NAMES = (
    "SELECT DISTINCT person FROM history",
    "SELECT DISTINCT note FROM observation WHERE note <> ''",
    "SELECT name FROM contact WHERE name <> ''",
    "SELECT email FROM contact WHERE email <> ''",
    "SELECT phone FROM contact WHERE phone <> ''",
)
"""What people are called and what they wrote, as far as it could have got into a line of the log."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """``shape`` is the SQL of the tables, ``rows`` their sizes; both as far as the file can be read."""

    file_bytes: int
    pragmas: tuple[tuple[str, str], ...]
    shape: tuple[str, ...]
    rows: tuple[tuple[str, int], ...]
    problem: str = ""
    """The code of the error that ended the reading, "" where nothing did."""


def statistics(path: Path) -> Statistics:
    """What can be told of the file at ``path``, also of a damaged one. Never raises for what stands in the file."""
    size = path.stat().st_size if path.is_file() else 0
    pragmas: list[tuple[str, str]] = []
    rows: list[tuple[str, int]] = []
    shape: tuple[str, ...] = ()
    try:
        with reading(path) as store:
            for name in ("user_version", "page_size", "page_count", "freelist_count", "journal_mode", "encoding"):
                ((found,),) = store.query(f"PRAGMA {name}")
                pragmas.append((name, str(found)))
            tables = store.query("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            shape = tuple(sql for _name, sql in tables if sql)
            for name, _sql in tables:
                quoted = name.replace('"', '""')
                ((count,),) = store.query(f'SELECT count(*) FROM "{quoted}"')  # noqa: S608 - a name of the file's own
                rows.append((name, count))
    except CtecsError as error:
        return Statistics(size, tuple(pragmas), shape, tuple(rows), problem=error.code)
    return Statistics(size, tuple(pragmas), shape, tuple(rows))


def names_and_notes(store: Store) -> set[str]:
    """Texts of persons that must not leave with a log."""
    return {text for query in _NAMES for (text,) in store.query(query)}
