"""Copies of the store that are known to be good: made by SQLite, checked like a store, then given their name."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import StoreError, StoreFull
from ctecs_desktop.store import connection as connections
from ctecs_desktop.store.folders import sync_folder
from ctecs_desktop.store.history import head

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store


def back_up(store: Store, *, to: Path) -> Path:
    """Copy ``store`` to the new file ``to`` and give its path; the name appears only once the copy has been checked.

    Raises ``StoreError("backup.exists")`` where there is a file, ``StoreFull`` where none can be written, and
    ``StoreDamaged`` where the copy is not sound.
    """
    from ctecs_desktop.store.verification import CHECKS  # it knows every noun; copying does not

    return _back_up(store, to, CHECKS)


def back_up_structure(store: Store, *, to: Path) -> Path:
    """``back_up`` of a file of an older version, whose tables only their own release could read.

    A name that is taken, from a migration that failed before, gets a number: no older copy is overwritten.
    """
    from ctecs_desktop.store.verification import STRUCTURE  # it knows every noun; copying does not

    number, free = 1, to
    while free.exists():
        number += 1
        free = to.with_name(f"{to.stem} ({number}){to.suffix}")
    return _back_up(store, free, STRUCTURE)


def back_up_daily(store: Store, *, folder: Path, day: str) -> Path | None:
    """A copy named after ``day`` (ISO date), unless there is one: for the first opening of a day."""
    to = folder / f"{store.path.stem} {day}{store.path.suffix}"
    return None if to.exists() else back_up(store, to=to)


def _back_up(store: Store, to: Path, checks: tuple[tuple[str, Callable[[Store], None]], ...]) -> Path:
    if store.is_in_transaction:
        raise RuntimeError("a backup inside a transaction would hold what may yet be rolled back")
    part = to.with_name(to.name + ".part")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        if to.exists():
            raise StoreError("backup.exists", path=str(to))
        part.unlink(missing_ok=True)
        part.touch(exist_ok=False)
        _copy(store, part)
        _verify(part, checks, expected_head=head(store))
        part.rename(to)
        sync_folder(to.parent)
    except OSError as error:
        raise StoreFull("store.cannot_write", path=str(to), detail=error.strerror or type(error).__name__) from error
    finally:
        for leftover in (part, part.with_name(part.name + "-journal")):
            with suppress(OSError):
                leftover.unlink()
    return to


def _copy(store: Store, to: Path) -> None:
    with closing(connections.connect(to, writable=True)) as target:
        try:
            connections.apply_settings(target, to, writable=True)
            store.raw_connection.backup(target)
        except sqlite3.Error as error:
            raise connections.translated(error, to) from error


def _verify(path: Path, checks: tuple[tuple[str, Callable[[Store], None]], ...], *, expected_head: str) -> None:
    from ctecs_desktop.store.store import Store  # the store's opening makes backups
    from ctecs_desktop.store.verification import verify_header, verify_store  # as above

    verify_header(path)
    with Store(path, writable=False, owner=None, connection=connections.connect(path, writable=False)) as copy:
        copy.apply_settings()
        verify_store(copy, checks)
        if head(copy) != expected_head:
            raise StoreError("backup.differs", path=str(path))
