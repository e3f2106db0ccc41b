"""How a store comes to be and is opened: place, owner, header, version, and then everything it says."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ctecs_desktop.domain.errors import StoreError, StoreFull
from ctecs_desktop.domain.workspace import Workspace
from ctecs_desktop.store import connection as connections
from ctecs_desktop.store import migrations
from ctecs_desktop.store.backup_files import backups_folder
from ctecs_desktop.store.backups import back_up_structure
from ctecs_desktop.store.folders import sync_folder
from ctecs_desktop.store.location import refuse_network_share
from ctecs_desktop.store.ownership import Ownership
from ctecs_desktop.store.store import Store
from ctecs_desktop.store.verification import has_hot_journal, run_check, verify_header, verify_migrations, verify_store
from ctecs_desktop.store.workspace import read_workspace, write_workspace


def create_store(path: Path, workspace: Workspace) -> Store:
    """A new store at ``path``, opened; the name appears only once the file is whole.

    Raises ``StoreError("store.exists")`` where there is a file already, and ``StoreFull`` where none can be made.
    """
    if not path.parent.is_dir():
        raise StoreError("store.folder_missing", path=str(path))
    refuse_network_share(path)
    _refuse_existing(path)
    with _owned(path) as owner:
        _refuse_existing(path)
        unfinished = path.with_name(path.name + ".new")
        try:
            _write_new(unfinished, workspace)
            unfinished.replace(path)
            sync_folder(path.parent)
        except OSError as error:
            detail = error.strerror or type(error).__name__
            raise StoreFull("store.cannot_write", path=str(path), detail=detail) from error
        finally:
            _remove(unfinished)
        store = _connect(path, writable=True, owner=owner)
        with _closed_on_error(store):
            store.apply_settings()
            verify_store(store)
            store.belongs_to(workspace)
        return store


def open_store(path: Path, *, writable: bool = True) -> Store:
    """The store at ``path``, checked whole before anything is shown or written.

    A reader (``writable=False``) takes no ownership and changes nothing that was ever acknowledged: only what a crash
    left half written is taken back first. Raises ``StoreBusy`` where another process owns the file, ``StoreTooNew``
    (file untouched), ``StoreDamaged`` and ``StoreError``.
    """
    refuse_network_share(path)
    verify_header(path)
    if not writable:
        take_back_what_a_crash_left(path)
        store = _connect(path, writable=False, owner=None)
        with _closed_on_error(store):
            _prepare(store)
            store.belongs_to(read_workspace(store))
        return store
    with _owned(path) as owner:
        store = _connect(path, writable=True, owner=owner)
        with _closed_on_error(store):
            _prepare(store)
            store.belongs_to(read_workspace(store))
        return store


def take_back_what_a_crash_left(path: Path) -> None:
    """A journal with something in it belongs to a writer at work, or to one that died: only the owner may roll back.

    Where there is an owner already, or the folder cannot be written, the reader goes on and is told what it finds.
    """
    if not has_hot_journal(path):
        return
    with suppress(StoreError), _owned(path) as owner:
        store = _connect(path, writable=True, owner=owner)
        try:
            store.query("SELECT count(*) FROM sqlite_schema")
        finally:
            store.close()


def _prepare(store: Store) -> None:
    """Check the file from the outside in; nothing is written before its version is known."""
    store.query("SELECT count(*) FROM sqlite_schema")  # takes back what a crash left half written
    verify_header(store.path)
    pending: list[str] = []
    run_check(store, "migrations", lambda checked: pending.extend(verify_migrations(checked)))
    store.apply_settings()
    if not store.is_writable:
        if pending:
            raise StoreError("store.needs_migration", path=str(store.path), pending=pending[0])
        verify_store(store)
        return
    if pending:
        _migrate(store, pending[0])
        return
    with store.transaction():  # so that a file that cannot be written is known now and not at the first value
        verify_store(store)


def _migrate(store: Store, first: str) -> None:
    """A verified backup, then everything in one transaction that is committed only if all checks hold."""
    to = backups_folder(store.path) / f"{store.path.stem} before {first}{store.path.suffix}"
    back_up_structure(store, to=to)
    with store.transaction():
        try:
            migrations.apply_pending(store)
        except sqlite3.Error as error:
            raise connections.translated(error, store.path) from error
        verify_store(store)


def _write_new(path: Path, workspace: Workspace) -> None:
    _remove(path)  # what a crash left; its name is ours alone while we own the store
    path.touch(exist_ok=False)
    store = _connect(path, writable=True, owner=None)
    try:
        store.apply_settings()
        with store.transaction():
            store.execute(f"PRAGMA application_id={connections.APPLICATION_ID}")
            migrations.apply_pending(store)
            write_workspace(store, workspace)
    except sqlite3.Error as error:
        raise connections.translated(error, path) from error
    finally:
        store.close()


def _connect(path: Path, *, writable: bool, owner: Ownership | None) -> Store:
    return Store(path, writable=writable, owner=owner, connection=connections.connect(path, writable=writable))


def _refuse_existing(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise StoreError("store.exists", path=str(path))


def _remove(path: Path) -> None:
    for leftover in (path, path.with_name(path.name + "-journal")):
        with suppress(OSError):
            os.unlink(leftover)  # noqa: PTH108 - Path.unlink would need the same two lines for two errors


@contextmanager
def _owned(path: Path) -> Iterator[Ownership]:
    """Own ``path``; given back on any error. A store that was closed on the way has given it back already."""
    owner = Ownership.take(path)
    try:
        yield owner
    except BaseException:
        owner.release()
        raise


@contextmanager
def _closed_on_error(store: Store) -> Iterator[None]:
    try:
        yield
    except BaseException:
        store.close()
        raise
