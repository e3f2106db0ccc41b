"""The settings of a connection are read back, not hoped for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import StoreBusy, StoreDamaged, StoreError, StoreFull
from ctecs_desktop.store.connection import apply_settings, translated


def test_a_setting_that_sqlite_does_not_take_is_an_error(tmp_path: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as connection, pytest.raises(StoreError) as refused:
        apply_settings(connection, tmp_path, writable=True)  # a store in memory has no journal on a disk
    assert refused.value.code == "store.setting"
    assert (refused.value.params["setting"], refused.value.params["found"]) == ("journal_mode", "memory")


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("SQLITE_BUSY", StoreBusy, "store.busy"),
        ("SQLITE_LOCKED_SHAREDCACHE", StoreBusy, "store.busy"),
        ("SQLITE_FULL", StoreFull, "store.full"),
        ("SQLITE_READONLY_DBMOVED", StoreFull, "store.read_only"),
        ("SQLITE_READONLY_ROLLBACK", StoreError, "store.interrupted"),
        ("SQLITE_CANTOPEN", StoreFull, "store.read_only"),
        ("SQLITE_IOERR_WRITE", StoreFull, "store.cannot_write"),
        ("SQLITE_IOERR_READ", StoreError, "store.input_output"),
        ("SQLITE_IOERR_CORRUPTFS", StoreError, "store.input_output"),
        ("SQLITE_CORRUPT_INDEX", StoreDamaged, "store.damaged"),
        ("SQLITE_NOTADB", StoreDamaged, "store.damaged"),
        ("SQLITE_CONSTRAINT_CHECK", StoreError, "store.constraint"),
        ("SQLITE_ERROR", StoreError, "store.failed"),
        (None, StoreDamaged, "store.damaged"),  # Python's own: text that is not UTF-8
    ],
)
def test_every_error_of_sqlite_has_our_words(
    name: str | None, kind: type[StoreError], code: str, tmp_path: Path
) -> None:
    error = sqlite3.OperationalError("what SQLite says")
    if name is not None:
        error.sqlite_errorname = name
    ours = translated(error, tmp_path / "school.ctecs")
    assert (type(ours), ours.code) == (kind, code)
    assert ours.params["path"] == str(tmp_path / "school.ctecs")
