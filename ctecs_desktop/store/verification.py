"""Is the file what it says it is? The checks made at every opening, of every backup, and by ``ctecs check``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import CtecsError, StoreBusy, StoreDamaged, StoreError, StoreFull, StoreTooNew
from ctecs_desktop.store import migrations
from ctecs_desktop.store.archive import verify_archive
from ctecs_desktop.store.connection import APPLICATION_ID
from ctecs_desktop.store.history import verify_chain
from ctecs_desktop.store.replay import verify_replay

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100


def verify_header(path: Path) -> None:
    """Look at the file's first bytes before SQLite does, so that a file that is not ours is left as it is.

    Raises ``StoreError("store.missing")``, ``("store.unreadable")``, ``("store.not_a_store")`` and ``StoreTooNew``.
    """
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except FileNotFoundError as error:
        raise StoreError("store.missing", path=str(path)) from error
    except OSError as error:
        raise StoreError("store.unreadable", path=str(path), detail=error.strerror or type(error).__name__) from error
    if has_hot_journal(path):
        return  # a write was cut short; the header is looked at again once SQLite has taken it back
    # The numbers' places in the header are part of SQLite's published file format.
    application, version = int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big")
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC) or application != APPLICATION_ID:
        raise StoreError("store.not_a_store", path=str(path))
    if version > len(migrations.MIGRATIONS):
        raise StoreTooNew("store.too_new", path=str(path), found=version, known=len(migrations.MIGRATIONS))


def has_hot_journal(path: Path) -> bool:
    """Whether a journal with content lies beside the file: SQLite will roll back what it holds."""
    try:
        return path.with_name(path.name + "-journal").stat().st_size > 0
    except OSError:
        return False


def verify_migrations(store: Store) -> list[str]:
    """The migrations still to run. Raises ``StoreTooNew`` for unknown ones, ``StoreDamaged`` where the count lies."""
    known = migrations.names()
    applied = migrations.applied(store)
    unknown = sorted(set(applied) - set(known))
    if unknown:
        raise StoreTooNew("store.too_new", path=str(store.path), found=unknown[0], known=len(known))
    ((version,),) = store.query("PRAGMA user_version")
    if applied != known[: len(applied)] or version != len(applied) or not applied:
        raise StoreDamaged("store.damaged", path=str(store.path), check="migrations", detail=str(version))
    return known[len(applied) :]


def verify_integrity(store: Store) -> None:
    """SQLite's own look at every page and index; finds about half of all flipped bits."""
    rows = store.query("PRAGMA integrity_check(10)")
    if rows != [("ok",)]:
        raise StoreDamaged("store.damaged", path=str(store.path), check="integrity", detail=str(rows[0][0])[:200])


def verify_foreign_keys(store: Store) -> None:
    """Every number that a row refers to is there."""
    rows = store.query("PRAGMA foreign_key_check")
    if rows:
        raise StoreDamaged("store.damaged", path=str(store.path), check="foreign keys", detail=str(rows[0][0]))


STRUCTURE: tuple[tuple[str, Callable[[Store], None]], ...] = (
    ("integrity", verify_integrity),
    ("foreign keys", verify_foreign_keys),
    ("chain", verify_chain),
)
"""What can be checked of a file of any version."""

CHECKS: tuple[tuple[str, Callable[[Store], None]], ...] = (
    *STRUCTURE,
    ("archive", verify_archive),
    ("replay", verify_replay),
)
"""All checks, the cheap ones first."""


def run_check(store: Store, name: str, check: Callable[[Store], None]) -> None:
    """Run one check; whatever damaged content makes go wrong in it becomes ``StoreDamaged`` naming the check."""
    try:
        check(store)
    except (StoreDamaged, StoreBusy, StoreFull, StoreTooNew):
        raise
    except (CtecsError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise StoreDamaged("store.damaged", path=str(store.path), check=name, detail=str(error)[:200]) from error


def verify_store(store: Store, checks: tuple[tuple[str, Callable[[Store], None]], ...] = CHECKS) -> None:
    """Run ``checks`` one after the other; the first that fails raises."""
    for name, check in checks:
        run_check(store, name, check)
