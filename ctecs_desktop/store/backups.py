"""Copies of the store that are known to be good: made by SQLite, checked like a store, then given their name."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import CtecsError, StoreError, StoreFull
from ctecs_desktop.domain.workspace import Workspace
from ctecs_desktop.store import connection as connections
from ctecs_desktop.store.backup_files import UNFINISHED, free_path
from ctecs_desktop.store.folders import sync_folder
from ctecs_desktop.store.history import head
from ctecs_desktop.store.workspace import read_workspace

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

Checks = tuple[tuple[str, Callable[["Store"], None]], ...]


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

    return _back_up(store, free_path(to), STRUCTURE)


def verify_backup(path: Path) -> Workspace:
    """Check the file at ``path`` like a store at opening, without changing it, and give whose it is.

    A file of an older version is checked as far as any release can: its integrity and its chain. Raises
    ``StoreError``, ``StoreDamaged`` and ``StoreTooNew``.
    """
    from ctecs_desktop.store.verification import CHECKS, STRUCTURE, run_check, verify_migrations, verify_store

    with reading(path) as copy:
        pending: list[str] = []
        run_check(copy, "migrations", lambda checked: pending.extend(verify_migrations(checked)))
        verify_store(copy, STRUCTURE if pending else CHECKS)
        return read_workspace(copy)


def head_of_backup(path: Path) -> str | None:
    """The head of the history in a backup, to tell whether anything was done since; None where it cannot be read."""
    try:
        with reading(path) as copy:
            return head(copy)
    except CtecsError:
        return None


@contextmanager
def reading(path: Path) -> Iterator[Store]:
    """The file at ``path`` for reading, unverified but for its header; the owner of a store in use is not disturbed."""
    from ctecs_desktop.store.store import Store  # the store's opening makes backups
    from ctecs_desktop.store.verification import verify_header  # as above

    verify_header(path)
    with Store(path, writable=False, owner=None, connection=connections.connect(path, writable=False)) as copy:
        copy.apply_settings()
        yield copy


def copy_database(source: sqlite3.Connection, to: Path) -> None:
    """Copy all of ``source`` into the empty file ``to`` and wait until it lies on the disk.

    The copy has no journal: until it is whole it is worth nothing, and one sync at the end is all that it needs.
    """
    with closing(connections.connect(to, writable=True)) as target:
        try:
            target.execute("PRAGMA journal_mode=OFF")
            target.execute("PRAGMA synchronous=OFF")
            source.backup(target)
        except sqlite3.Error as error:
            raise connections.translated(error, to) from error
    descriptor = os.open(to, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _back_up(store: Store, to: Path, checks: Checks) -> Path:
    if store.is_in_transaction:
        raise RuntimeError("a backup inside a transaction would hold what may yet be rolled back")
    part = to.with_name(to.name + UNFINISHED)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        if to.exists():
            raise StoreError("backup.exists", path=str(to))
        part.unlink(missing_ok=True)
        part.touch(exist_ok=False)
        with _one_state(store) as expected_head:
            copy_database(store.raw_connection, part)
        _verify(part, checks, expected_head=expected_head)
        part.rename(to)
        sync_folder(to.parent)
    except OSError as error:
        raise StoreFull("store.cannot_write", path=str(to), detail=error.strerror or type(error).__name__) from error
    finally:
        for leftover in (part, part.with_name(part.name + "-journal")):
            with suppress(OSError):
                leftover.unlink()
    return to


@contextmanager
def _one_state(store: Store) -> Iterator[str]:
    """Keep other connections from committing while the copy is made; gives the head of the history copied."""
    head(store)  # opens the file anew where the last write had failed
    connection = store.raw_connection
    try:
        connection.execute("BEGIN")
    except sqlite3.Error as error:
        raise connections.translated(error, store.path) from error
    try:
        yield head(store)
    finally:
        with suppress(sqlite3.Error):  # nothing was written; closing the connection would end it too
            connection.execute("ROLLBACK")


def _verify(path: Path, checks: Checks, *, expected_head: str) -> None:
    from ctecs_desktop.store.verification import verify_store  # it knows every noun; copying does not

    with reading(path) as copy:
        verify_store(copy, checks)
        if head(copy) != expected_head:
            raise StoreError("backup.differs", path=str(path))
