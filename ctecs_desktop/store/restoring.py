"""Puts a backup in the place of a workspace: checked first, swapped in one step, the file that was there kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ctecs_desktop.domain.errors import CtecsError, NotAllowed, StoreBusy, StoreFull, StoreTooNew
from ctecs_desktop.domain.retention import BackupKind
from ctecs_desktop.domain.workspace import Workspace
from ctecs_desktop.store import connection as connections
from ctecs_desktop.store import migrations
from ctecs_desktop.store.backup_files import UNFINISHED, backup_name, backups_folder, free_path
from ctecs_desktop.store.backups import copy_database, reading, verify_backup
from ctecs_desktop.store.folders import sync_folder
from ctecs_desktop.store.location import refuse_network_share
from ctecs_desktop.store.ownership import Ownership
from ctecs_desktop.store.store import Store
from ctecs_desktop.store.verification import run_check, verify_migrations, verify_store
from ctecs_desktop.store.workspace import read_workspace, renew_incarnation


def restore_store(
    path: Path, backup: Path, *, incarnation: str, at: datetime, recorded_at: str, person: str
) -> Path | None:
    """Make ``backup`` the store at ``path`` under a new ``incarnation``, and give where the file that was there is.

    That file goes into the folder of backups, as ``… before restore`` or, where it is not sound, ``… damaged``; None
    where there was none. At any moment there is a whole store at ``path``: the old one or the restored one. Raises
    ``StoreBusy`` while anybody has the store open, ``StoreDamaged`` where the backup is not sound,
    ``NotAllowed("backup.same_file")`` and ``NotAllowed("backup.other_workspace")``; then nothing was changed.
    """
    refuse_network_share(path)
    if path.exists() and backup.exists() and path.samefile(backup):
        raise NotAllowed("backup.same_file", path=str(path))
    wanted = verify_backup(backup)
    owner = Ownership.take(path)
    real = Path(os.path.realpath(path))  # replacing a link would leave the file it points to unchanged
    part = real.with_name(real.name + ".restoring")
    try:
        is_sound = _look_at_present(path, wanted)
        _remove(part)
        _prepare(part, backup, incarnation=incarnation, recorded_at=recorded_at, person=person)
        kind = BackupKind.BEFORE_RESTORE if is_sound else BackupKind.DAMAGED
        wanted_name = backups_folder(path) / backup_name(path, kind, at=at)
        aside = _keep_aside(real, free_path(wanted_name)) if real.exists() else None
        part.replace(real)
        sync_folder(real.parent)
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise StoreFull("store.cannot_write", path=str(path), detail=detail) from error
    finally:
        _remove(part)
        owner.release()
    return aside


def _look_at_present(path: Path, wanted: Workspace) -> bool:
    """Whether the file at ``path`` is sound; raises where the backup is not one of the same workspace.

    SQLite takes back on the way what a crash had left half written.
    """
    if not path.exists():
        return False
    with suppress(sqlite3.Error, CtecsError):
        connection = connections.connect(path, writable=True)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema")
        finally:
            connection.close()
    try:
        found = verify_backup(path)
    except (StoreTooNew, StoreBusy):
        raise
    except CtecsError:
        found = None
    is_sound = found is not None
    if found is None:
        with suppress(CtecsError, ValueError, LookupError, TypeError), reading(path) as store:
            found = read_workspace(store)
    if found is not None:
        refuse_other_workspace(path, found, wanted)
    return is_sound


def refuse_other_workspace(path: Path, present: Workspace, backup: Workspace) -> None:
    """Raise ``NotAllowed("backup.other_workspace")`` where the two are not the same organization's."""
    ours, theirs = ((each.role, each.district, each.organization) for each in (present, backup))
    if ours != theirs:
        raise NotAllowed(
            "backup.other_workspace", path=str(path), found=backup.organization, wanted=present.organization
        )


def _prepare(part: Path, backup: Path, *, incarnation: str, recorded_at: str, person: str) -> None:
    """The store to be, under another name: copied, brought up to date, born anew, and checked whole."""
    part.touch(exist_ok=False)
    with reading(backup) as source:
        copy_database(source.raw_connection, part)
    with Store(part, writable=True, owner=None, connection=connections.connect(part, writable=True)) as store:
        store.apply_settings()
        pending: list[str] = []
        run_check(store, "migrations", lambda checked: pending.extend(verify_migrations(checked)))
        with store.transaction():
            if pending:
                try:
                    migrations.apply_pending(store)
                except sqlite3.Error as error:
                    raise connections.translated(error, part) from error
            workspace = replace(read_workspace(store), incarnation=incarnation)
            renew_incarnation(store, workspace, at=recorded_at, person=person)
            verify_store(store)


def _keep_aside(real: Path, aside: Path) -> Path:
    """Keep the present file among the backups; its name is taken over in one step afterwards."""
    aside.parent.mkdir(parents=True, exist_ok=True)
    part = aside.with_name(aside.name + UNFINISHED)
    try:
        shutil.copyfile(real, part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.rename(aside)
    except OSError:
        # A damaged disk lets nobody read the file, a full one has no room; a second name needs neither.
        _remove(part)
        os.link(real, aside)
    journal = real.with_name(real.name + "-journal")
    if journal.exists() and journal.stat().st_size:
        # Left beside the restored store, SQLite would write the old file's pages into it.
        journal.replace(aside.with_name(aside.name + "-journal"))
    sync_folder(aside.parent)
    return aside


def _remove(path: Path) -> None:
    for leftover in (path, path.with_name(path.name + "-journal")):
        with suppress(OSError):
            leftover.unlink()
