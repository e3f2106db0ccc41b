"""Making and opening stores: what is refused, why, and that a refused file is left as it is."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ctecs_desktop.domain.errors import CtecsError, StoreDamaged, StoreError, StoreTooNew
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.store import facts, history, migrations, opening
from ctecs_desktop.store.opening import create_store, open_store
from tests.store.stores import WHO, content, workspace


def put(folder: Path, filled: dict[WorkspaceRole, bytes], role: WorkspaceRole = WorkspaceRole.SCHOOL) -> Path:
    path = folder / "store.ctecs"
    path.write_bytes(filled[role])
    return path


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def code_of_opening(path: Path, *, writable: bool = True) -> str:
    with pytest.raises(CtecsError) as refused:
        open_store(path, writable=writable)
    return refused.value.code


def test_a_new_store_never_replaces_a_file(tmp_path: Path) -> None:
    path = tmp_path / "school.ctecs"
    path.write_bytes(b"something dear")
    with pytest.raises(StoreError) as refused:
        create_store(path, workspace())
    assert refused.value.code == "store.exists"
    assert path.read_bytes() == b"something dear"


def test_a_new_store_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        create_store(tmp_path / "nowhere" / "school.ctecs", workspace())
    assert refused.value.code == "store.folder_missing"


def test_what_a_crash_left_while_making_a_store_does_not_hinder_the_next_try(tmp_path: Path) -> None:
    (tmp_path / "school.ctecs.new").write_bytes(b"half of a store")
    create_store(tmp_path / "school.ctecs", workspace()).close()
    assert {each.name for each in tmp_path.iterdir()} == {"school.ctecs", "school.ctecs.lock"}


def test_a_store_that_cannot_be_made_leaves_no_file_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(opening, "sync_folder", fail)
    with pytest.raises(StoreError) as refused:
        create_store(tmp_path / "school.ctecs", workspace())
    assert refused.value.code == "store.cannot_write"
    monkeypatch.undo()
    # The name had appeared already; the file behind it is whole.
    open_store(tmp_path / "school.ctecs").close()


@pytest.mark.parametrize("length", [0, 1, 99, 100, 4096])
def test_a_file_that_is_no_store_is_left_as_it_is(tmp_path: Path, length: int) -> None:
    path = tmp_path / "letter.ctecs"
    path.write_bytes(b"Dear colleague, "[:length].ljust(length, b"."))
    before = path.read_bytes()
    assert code_of_opening(path) == "store.not_a_store"
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["letter.ctecs"]


def test_the_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.ctecs"
    change(path, "CREATE TABLE t (a)")
    before = path.read_bytes()
    assert code_of_opening(path) == "store.not_a_store"
    assert path.read_bytes() == before


def test_a_missing_file_and_a_folder_are_named_as_such(tmp_path: Path) -> None:
    assert code_of_opening(tmp_path / "nothing.ctecs") == "store.missing"
    assert code_of_opening(tmp_path) == "store.unreadable"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_a_truncated_store_is_damaged(tmp_path: Path, filled: dict[WorkspaceRole, bytes], share: float) -> None:
    path = put(tmp_path, filled)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert code_of_opening(path) == "store.damaged"


@pytest.mark.parametrize("writable", [True, False])
@pytest.mark.parametrize(
    "statement",
    [
        "PRAGMA user_version=9999",
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('ctecs_desktop', 'm9999_later', '')",
    ],
)
def test_a_newer_store_is_left_untouched_byte_for_byte(
    tmp_path: Path, filled: dict[WorkspaceRole, bytes], statement: str, writable: bool
) -> None:
    path = put(tmp_path, filled)
    change(path, statement)
    before = path.read_bytes()
    with pytest.raises(StoreTooNew) as refused:
        open_store(path, writable=writable)
    assert refused.value.code == "store.too_new"
    assert path.read_bytes() == before


def test_a_version_that_contradicts_the_migrations_is_damage(
    tmp_path: Path, filled: dict[WorkspaceRole, bytes]
) -> None:
    path = put(tmp_path, filled)
    change(path, "PRAGMA user_version=0")
    with pytest.raises(StoreDamaged) as refused:
        open_store(path)
    assert refused.value.params["check"] == "migrations"


def test_a_filled_store_opens_with_all_that_was_put_in(tmp_path: Path, filled: dict[WorkspaceRole, bytes]) -> None:
    for role in WorkspaceRole:
        path = put(tmp_path, filled, role)
        with open_store(path) as store:
            written = content(store)
        with open_store(path, writable=False) as reader:
            assert content(reader) == written
        path.unlink()


def test_reading_changes_no_byte_and_leaves_nothing_beside(tmp_path: Path, filled: dict[WorkspaceRole, bytes]) -> None:
    path = put(tmp_path, filled)
    open_store(path, writable=False).close()
    assert path.read_bytes() == filled[WorkspaceRole.SCHOOL]
    assert [each.name for each in tmp_path.iterdir()] == ["store.ctecs"]


def test_a_name_with_signs_of_a_web_address_is_only_a_name(tmp_path: Path) -> None:
    path = tmp_path / "what? 100%20 #1 é.ctecs"
    create_store(path, workspace()).close()
    open_store(path).close()
    assert path.exists()


def m9001_add_room(database: Any) -> None:
    database.execute("CREATE TABLE room (id INTEGER PRIMARY KEY, name TEXT) STRICT")


def m9002_fail_half_way(database: Any) -> None:
    database.execute("CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT")
    database.execute("INSERT INTO workspace (id) VALUES (7)")


def test_an_older_store_is_backed_up_and_then_migrated(
    tmp_path: Path, filled: dict[WorkspaceRole, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, filled)
    with open_store(path) as store:
        before = content(store)
    monkeypatch.setattr(migrations, "MIGRATIONS", [*migrations.MIGRATIONS, m9001_add_room])
    assert code_of_opening(path, writable=False) == "store.needs_migration"
    with open_store(path) as store:
        assert content(store) == before
        assert store.query("SELECT * FROM room") == []
        assert migrations.applied(store) == ["m0001_first_release", "m9001_add_room"]
        assert store.query("PRAGMA user_version") == [(2,)]
    monkeypatch.undo()
    backup = tmp_path / "backups" / "store before m9001_add_room.ctecs"
    with open_store(backup) as old:
        assert content(old) == before
    assert code_of_opening(path) == "store.too_new"


def test_a_migration_that_fails_leaves_the_store_as_it_was(
    tmp_path: Path, filled: dict[WorkspaceRole, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, filled)
    monkeypatch.setattr(migrations, "MIGRATIONS", [*migrations.MIGRATIONS, m9001_add_room, m9002_fail_half_way])
    assert code_of_opening(path) == "store.constraint"
    assert code_of_opening(path) == "store.constraint"
    monkeypatch.undo()
    with open_store(path) as store:
        assert migrations.applied(store) == ["m0001_first_release"]
        assert store.query("SELECT name FROM sqlite_schema WHERE name IN ('room', 'half')") == []
    names = sorted(each.name for each in (tmp_path / "backups").iterdir())
    assert names == ["store before m9001_add_room (2).ctecs", "store before m9001_add_room.ctecs"]


CUT_SHORT = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size=1")
connection.execute("BEGIN IMMEDIATE")
connection.executemany("INSERT INTO code (text) VALUES (?)", [(f"{n:0500}",) for n in range(2000)])
os._exit(0)
"""


@pytest.mark.parametrize("writable", [True, False])
def test_a_write_that_was_cut_short_is_taken_back_by_whoever_comes_first(tmp_path: Path, writable: bool) -> None:
    path = tmp_path / "school.ctecs"
    with create_store(path, workspace()) as store:
        facts.set_fact(store, "a", "saved", **WHO)
        head = history.head(store)
    subprocess.run([sys.executable, "-c", CUT_SHORT, str(path)], check=True)
    assert (tmp_path / "school.ctecs-journal").stat().st_size > 0
    with open_store(path, writable=writable) as store:
        assert history.head(store) == head
        assert store.query("SELECT count(*) FROM code") == [(0,)]
