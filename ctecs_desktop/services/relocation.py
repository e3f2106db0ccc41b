"""Bringing a workspace to this PC: off a network share, or out of a folder that another program synchronises."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ctecs_desktop.domain.errors import StoreError
from ctecs_desktop.exchange.files import read_file_bounded, write_file_atomically
from ctecs_desktop.services.export_marks import LARGEST_FILE, marks_path_of
from ctecs_desktop.services.session import key_path_of
from ctecs_desktop.services.workspace import default_folder
from ctecs_desktop.store.backup_files import free_path
from ctecs_desktop.store.relocating import MOVED, move_store

_ONLY_THE_OWNER = 0o600


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the workspace is now, and where its old file is kept."""

    path: Path
    aside: Path


def bring_here(path: Path, *, folder: Path | None = None) -> Moved:
    """Move the workspace at ``path`` with its key and its marks of used revision numbers to ``folder`` (the usual one).

    Backups stay where they are. The key and the marks are there before the store, so that whoever opens it finds them.
    Raises the errors of ``store.relocating.move_store`` and those of reading and writing files.
    """
    place = folder or default_folder()
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise StoreError("store.cannot_write", path=str(place), detail=detail) from error
    to = _free(place / path.name)
    belongings = [(key_path_of(path), key_path_of(to)), (marks_path_of(path), marks_path_of(to))]
    copied = [(old, new) for old, new in belongings if old.exists()]
    try:
        for old, new in copied:
            write_file_atomically(new, read_file_bounded(old, LARGEST_FILE), mode=_ONLY_THE_OWNER)
        aside = move_store(path, to)
    except BaseException:
        for _, new in copied:
            with suppress(OSError):
                new.unlink(missing_ok=True)
        raise
    for old, _ in copied:
        with suppress(OSError):  # where the old place cannot be changed, what lies there does no harm
            old.rename(free_path(old.with_name(old.name + MOVED)))
    return Moved(to, aside)


def _free(wanted: Path) -> Path:
    """A name that neither a store nor the key of one has."""
    number, free = 1, wanted
    while free.exists() or key_path_of(free).exists() or marks_path_of(free).exists():
        number += 1
        free = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
    return free
