"""Takes a workspace's file off a place where it is in danger: copied and checked elsewhere, the old file put aside."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from ctecs_desktop.domain.errors import StoreError, StoreFull
from ctecs_desktop.store import connection as connections
from ctecs_desktop.store.backup_files import free_path
from ctecs_desktop.store.backups import copy_database, reading, verify_backup
from ctecs_desktop.store.folders import sync_folder
from ctecs_desktop.store.location import refuse_network_share
from ctecs_desktop.store.ownership import Ownership
from ctecs_desktop.store.store import Store
from ctecs_desktop.store.verification import has_hot_journal

MOVED = ".moved"
"""Ending of the file that stays behind: nothing opens it, and nobody goes on in it by mistake."""


def move_store(path: Path, to: Path) -> Path:
    """Let the store at ``path`` be at ``to`` from now on, and give where the old file is kept.

    The store may lie on a network share, from which it can be read but not be worked in. Until the copy has been
    checked whole nothing has changed. Raises ``StoreBusy`` while anybody has the store open, ``StoreError`` where there
    is a file at ``to`` already or ``to`` lies on a share too, ``StoreDamaged``, and ``StoreFull`` for what cannot be
    written.
    """
    refuse_network_share(to)
    if os.path.lexists(to):
        raise StoreError("store.exists", path=str(to))
    owner = Ownership.take(path)
    part = to.with_name(to.name + ".new")
    try:
        _roll_back(path)
        part.unlink(missing_ok=True)  # what a crash left; nobody else makes this name
        part.touch(exist_ok=False)
        with reading(path) as source:
            copy_database(source.raw_connection, part)
        verify_backup(part)
        part.rename(to)
        sync_folder(to.parent)
        aside = free_path(path.with_name(path.name + MOVED))
        path.rename(aside)
        with suppress(OSError):  # a share may not let a folder be synced; the new place is whole already
            sync_folder(aside.parent)
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise StoreFull("store.cannot_write", path=str(to), detail=detail) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        owner.release()
    return aside


def _roll_back(path: Path) -> None:
    """Take back what a crash left half written, as any opening would."""
    if has_hot_journal(path):
        with Store(path, writable=True, owner=None, connection=connections.connect(path, writable=True)) as store:
            store.query("SELECT count(*) FROM sqlite_schema")
