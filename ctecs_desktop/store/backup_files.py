"""The backups of a workspace as files: where they lie, and what their names say."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ctecs_desktop.domain.retention import BackupKind

UNFINISHED = ".part"
"""Ending of a copy that has not been checked yet."""

_KINDS = "|".join(re.escape(kind.value) for kind in BackupKind)


@dataclass(frozen=True, slots=True)
class BackupFile:
    """One backup. ``at`` is UTC, from the name and never from the file system, which forgets it when files are copied.

    The one exception are backups before a migration, which opening makes: it has no clock, so theirs is the file's.
    """

    path: Path
    kind: BackupKind
    at: datetime
    size: int  # bytes


def backups_folder(store_path: Path) -> Path:
    """Where the backups of a store lie: beside it, together with those of the stores next to it."""
    return store_path.parent / "backups"


def backup_name(store_path: Path, kind: BackupKind, *, at: datetime) -> str:
    """``norwich 2026-11-23 140300 daily.ctecs``: of which workspace, when (UTC) and why."""
    return f"{store_path.stem} {at.astimezone(UTC):%Y-%m-%d %H%M%S} {kind.value}{store_path.suffix}"


def free_path(wanted: Path) -> Path:
    """``wanted``, or ``name (2).ctecs`` and so on where there is a file: a backup never replaces one."""
    number, free = 1, wanted
    while os.path.lexists(free):
        number += 1
        free = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
    return free


def list_backups(store_path: Path, folder: Path | None = None) -> list[BackupFile]:
    """The backups of the store at ``store_path`` in ``folder`` (that beside it), the newest first; none is opened.

    Told by their names alone, so that they are found when the store itself is damaged or gone.
    """
    stem, suffix = re.escape(store_path.stem), re.escape(store_path.suffix)
    timed = re.compile(rf"{stem} (\d{{4}}-\d\d-\d\d \d{{6}}) ({_KINDS})(?: \(\d+\))?{suffix}")
    migrated = re.compile(rf"{stem} before m\d\w*(?: \(\d+\))?{suffix}")
    found: list[tuple[datetime, int, BackupFile]] = []
    with suppress(OSError):
        for entry in os.scandir(folder or backups_folder(store_path)):
            with suppress(OSError, ValueError):
                about = entry.stat()
                if match := timed.fullmatch(entry.name):
                    kind = BackupKind(match[2])
                    at = datetime.strptime(match[1], "%Y-%m-%d %H%M%S").replace(tzinfo=UTC)
                elif migrated.fullmatch(entry.name):
                    kind, at = BackupKind.BEFORE_MIGRATION, datetime.fromtimestamp(int(about.st_mtime), UTC)
                else:
                    continue
                found.append((at, about.st_mtime_ns, BackupFile(Path(entry.path), kind, at, about.st_size)))
    # Of two made within a second the file system knows the order.
    return [file for _at, _written, file in sorted(found, key=lambda each: each[:2], reverse=True)]


def clear_unfinished(store_path: Path, folder: Path) -> None:
    """Remove the copies that a killed process left half made. Only the owner of the store may do so."""
    with suppress(OSError):
        for entry in os.scandir(folder):
            is_ours = entry.name.startswith(f"{store_path.stem} ")
            if is_ours and entry.name.removesuffix("-journal").endswith(store_path.suffix + UNFINISHED):
                with suppress(OSError):
                    os.unlink(entry.path)  # noqa: PTH108 - the entry is a path already
