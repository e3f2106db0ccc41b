"""Keeps the backups of an open store: when one is due, where it goes, which older ones may go."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ctecs_desktop.domain.errors import CtecsError, FileUnwritable
from ctecs_desktop.domain.retention import BackupKind, DatedBackup, kept
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.services.export_marks import copy_marks
from ctecs_desktop.settings import settings_in_use
from ctecs_desktop.store import backups, history
from ctecs_desktop.store.backup_files import (
    BackupFile,
    backup_name,
    backups_folder,
    clear_unfinished,
    free_path,
    list_backups,
)
from ctecs_desktop.store.store import Store

BETWEEN_BACKUPS = timedelta(minutes=30)
"""How long work may go on without a backup."""

_ALWAYS = frozenset({BackupKind.SIGN_OFF, BackupKind.BY_HAND})
_BEFORE_SOMETHING = frozenset({BackupKind.BEFORE_VALUES, BackupKind.BEFORE_IMPORT, BackupKind.BEFORE_RESTORE})

_one_at_a_time = threading.Lock()
"""Two threads of one process would find the same free name, and take each other's copy for a leftover."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What became of a backup: the file, its copy in the second folder, and what went wrong without stopping work."""

    made: Path | None = None
    second: Path | None = None
    problems: tuple[CtecsError, ...] = ()


def is_due(store: Store, kind: BackupKind, *, now: datetime) -> bool:
    """Whether a backup for this reason is wanted; looks at names, and into the newest backup for its last change.

    Of the first opening of a day: none was made that day (UTC). Before something: anything was done since the newest.
    Every thirty minutes: the same, and the newest is that old, or of a time that has not come.
    """
    if kind in _ALWAYS:
        return True
    made = list_backups(store.path)
    if kind is BackupKind.DAILY:
        return all(each.at.date() != now.astimezone(UTC).date() for each in made)
    newest = made[0] if made else None
    if newest is None:
        return True
    if kind not in _BEFORE_SOMETHING and timedelta() <= now - newest.at < BETWEEN_BACKUPS:
        return False
    return backups.head_of_backup(newest.path) != history.head(store)


def keep_backup(store: Store, kind: BackupKind, *, now: datetime) -> BackupReport:
    """Make a backup, copy it into the second folder if one is set, and remove those that the rule no longer keeps.

    Raises the errors of ``back_up`` where none could be made; whatever goes wrong afterwards is in the report.
    """
    folder = backups_folder(store.path)
    with _one_at_a_time:
        clear_unfinished(store.path, folder)
        made = backups.back_up(store, to=free_path(folder / backup_name(store.path, kind, at=now)))
        _prune(store.path, folder, made)
    problems: list[CtecsError] = []
    second: Path | None = None
    chosen = settings_in_use().second_backup_folder
    if chosen:
        try:
            second = copy_to_second(store, made, Path(chosen))
        except CtecsError as error:
            _log.warning("no copy in the second folder for backups: %s", error.code)
            problems.append(error)
    return BackupReport(made, second, tuple(problems))


def back_up_if_due(store: Store, kind: BackupKind, *, now: datetime) -> BackupReport:
    """``keep_backup`` where ``is_due`` says so. Never raises: work goes on, and the report says what failed."""
    try:
        if not is_due(store, kind, now=now):
            return BackupReport()
        return keep_backup(store, kind, now=now)
    except CtecsError as error:
        _log.error("no backup (%s) could be made: %s", kind.value, error.code)
        return BackupReport(problems=(error,))


def second_folder_of(store_path: Path, organization: str, chosen: Path) -> Path:
    """The workspace's own folder in the second place, so that two schools of one name on one stick stay apart."""
    return chosen / f"{store_path.stem} {organization}"


def copy_to_second(store: Store, made: Path, chosen: Path) -> Path:
    """Copy a backup, byte for byte, into the second folder, which must be there: a stick may have been pulled out."""
    if not chosen.is_dir():
        raise FileUnwritable("backup.no_second_folder", path=str(chosen))
    folder = second_folder_of(store.path, store.workspace.organization, chosen)
    copied = copy_file(made, folder)
    copy_marks(store.path, folder)
    _prune(store.path, folder, copied)
    return copied


def copy_file(made: Path, folder: Path) -> Path:
    """Copy a backup, byte for byte, into ``folder``; nothing there is replaced. Raises ``FileUnwritable``."""
    try:
        folder.mkdir(exist_ok=True)
        content = made.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FileUnwritable("backup.not_copied", path=str(folder), reason=reason) from error
    return write_file_atomically(free_path(folder / made.name), content)


def _prune(store_path: Path, folder: Path, made: Path) -> None:
    """Remove what the rule no longer keeps, but never the backup just made, whatever the clock says."""
    found: list[BackupFile] = list_backups(store_path, folder)
    names = kept(DatedBackup(each.path.name, each.at, each.kind) for each in found)
    for each in found:
        if each.path.name not in names and each.path != made:
            with suppress(OSError):
                each.path.unlink()
