"""The whole check of a store tells every result and changes nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ctecs_desktop.domain.errors import StoreDamaged
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.store.check import check_store
from ctecs_desktop.store.store import Store

NAMES = ["header", "open", "migrations", "integrity", "foreign keys", "chain", "archive", "replay"]


def test_a_sound_store_passes_every_check_and_stays_as_it_is(
    filled: dict[WorkspaceRole, bytes], tmp_path: Path
) -> None:
    for role in WorkspaceRole:
        path = tmp_path / f"{role.value}.ctecs"
        path.write_bytes(filled[role])
        results = check_store(path)
        assert [each.name for each in results] == NAMES
        assert all(each.ok and not each.detail for each in results)
        assert path.read_bytes() == filled[role]


def test_a_store_in_use_can_be_checked(store: Store) -> None:
    assert all(each.ok for each in check_store(store.path))


def test_a_damaged_value_fails_the_replay_and_nothing_else(filled: dict[WorkspaceRole, bytes], tmp_path: Path) -> None:
    path = tmp_path / "school.ctecs"
    path.write_bytes(filled[WorkspaceRole.SCHOOL])
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE observation SET value = '8' WHERE note = 'note 7'")
    failed = [each for each in check_store(path) if not each.ok]
    assert [each.name for each in failed] == ["replay"]
    assert "1.07" in failed[0].detail
    assert isinstance(failed[0].problem, StoreDamaged)


def test_what_is_no_store_fails_at_its_header(tmp_path: Path) -> None:
    path = tmp_path / "letter.ctecs"
    path.write_bytes(b"Dear colleague")
    (result,) = check_store(path)
    assert (result.name, result.ok) == ("header", False)
    assert result.detail.startswith("store.not_a_store")
    (missing,) = check_store(tmp_path / "nothing.ctecs")
    assert missing.detail.startswith("store.missing")
