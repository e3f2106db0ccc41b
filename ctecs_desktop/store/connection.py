"""Opens the SQLite connection with the settings that keep an acknowledged change, and words its errors as ours.

The settings come from measurements with a power-cut simulator: of the rollback journals, TRUNCATE with EXTRA lost
nothing that had been committed; the usual DELETE with FULL lost almost a third, and WAL has had a corruption bug and
does not work on shares.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ctecs_desktop.domain.errors import StoreBusy, StoreDamaged, StoreError, StoreFull

APPLICATION_ID = 0x43544543
"""``CTEC`` in the file's header: says that a SQLite file is one of ours."""

BUSY_MILLISECONDS = 5000

_SETTINGS: tuple[tuple[str, str, tuple[object, ...]], ...] = (
    # name, what is set, what may be read back (None: this build of SQLite has the feature compiled out)
    ("busy_timeout", str(BUSY_MILLISECONDS), (BUSY_MILLISECONDS,)),
    ("journal_mode", "TRUNCATE", ("truncate",)),
    ("synchronous", "EXTRA", (3,)),
    ("foreign_keys", "ON", (1,)),
    ("trusted_schema", "OFF", (0,)),
    ("cell_size_check", "ON", (1,)),
    ("mmap_size", "0", (0, None)),
    ("secure_delete", "ON", (1,)),
    ("temp_store", "MEMORY", (2,)),
)

_UNWRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")
_WRITE_FAILED = frozenset(
    f"SQLITE_IOERR_{call}" for call in ("WRITE", "FSYNC", "DIR_FSYNC", "TRUNCATE", "DELETE", "CLOSE", "LOCK")
)


def connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    """A connection to an existing file, without our settings yet; ``apply_settings`` follows.

    ``isolation_level=None`` leaves every BEGIN and COMMIT to the store: Python's own implicit transactions are deferred
    and fail when another connection wrote in between.
    """
    mode = "rw" if writable else "ro"
    try:
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    except sqlite3.Error as error:
        raise translated(error, path) from error


def apply_settings(connection: sqlite3.Connection, path: Path, *, writable: bool) -> None:
    """Set every pragma and read it back; ``StoreError("store.setting")`` where SQLite did not take one."""
    for name, wanted, accepted in _SETTINGS:
        if not writable and name == "journal_mode":
            continue  # a reader neither has a journal nor may change the file's mode
        connection.execute(f"PRAGMA {name}={wanted}")
        row = connection.execute(f"PRAGMA {name}").fetchone()
        found = row[0] if row else None
        if found not in accepted:
            raise StoreError("store.setting", path=str(path), setting=name, wanted=wanted, found=str(found))
    if not writable:
        connection.execute("PRAGMA query_only=ON")


def is_input_output_error(error: sqlite3.Error) -> bool:
    """Whether the connection must be closed and opened anew before the next write."""
    return _name_of(error).startswith(("SQLITE_IOERR", "SQLITE_FULL", "SQLITE_CORRUPT", "SQLITE_NOTADB"))


def _name_of(error: sqlite3.Error) -> str:
    # Errors raised by the Python module itself, such as text that is not UTF-8, carry no SQLite name.
    return getattr(error, "sqlite_errorname", None) or ""


def translated(error: sqlite3.Error, path: Path) -> StoreError:
    """The error of ours that says what ``error`` means to a person."""
    name = _name_of(error)
    file = str(path)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusy("store.busy", path=file)
    if name == "SQLITE_FULL":
        return StoreFull("store.full", path=file)
    if name.startswith("SQLITE_READONLY_ROLLBACK"):
        return StoreError("store.interrupted", path=file)
    if name.startswith(_UNWRITABLE):
        return StoreFull("store.read_only", path=file)
    if name in _WRITE_FAILED:
        return StoreFull("store.cannot_write", path=file, detail=name)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT")) or not name:
        return StoreDamaged("store.damaged", path=file, check="sqlite", detail=name or str(error)[:200])
    if name.startswith("SQLITE_IOERR"):
        return StoreError("store.input_output", path=file, detail=name)
    if name.startswith("SQLITE_CONSTRAINT"):
        return StoreError("store.constraint", path=file, detail=str(error)[:200])
    return StoreError("store.failed", path=file, detail=f"{name}: {str(error)[:200]}")
