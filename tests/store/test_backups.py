"""Backups: checked before they get their name, and never written over anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import StoreDamaged, StoreError, StoreFull
from ctecs_desktop.store import backups, facts, history
from ctecs_desktop.store.opening import open_store
from ctecs_desktop.store.store import Store
from tests.store.stores import WHO, content, fill_school


def test_a_backup_is_a_store_with_the_same_content(store: Store, tmp_path: Path) -> None:
    fill_school(store)
    copy = backups.back_up(store, to=tmp_path / "backups" / "copy.ctecs")
    assert [each.name for each in copy.parent.iterdir()] == ["copy.ctecs"]
    facts.set_fact(store, "later", "x", **WHO)
    with open_store(copy) as restored:
        assert facts.fact(restored, "later") is None
        facts.set_fact(restored, "later", "x", **WHO)
        assert content(restored) == content(store)
        assert history.head(restored) == history.head(store)


def test_a_backup_never_replaces_a_file(store: Store, tmp_path: Path) -> None:
    (tmp_path / "copy.ctecs").write_bytes(b"something dear")
    with pytest.raises(StoreError) as refused:
        backups.back_up(store, to=tmp_path / "copy.ctecs")
    assert refused.value.code == "backup.exists"
    assert (tmp_path / "copy.ctecs").read_bytes() == b"something dear"


def test_a_damaged_store_is_not_passed_on_as_a_backup(store: Store, tmp_path: Path) -> None:
    fill_school(store)
    store.raw_connection.execute("UPDATE observation SET value = '8' WHERE note = 'note 7'")
    with pytest.raises(StoreDamaged):
        backups.back_up(store, to=tmp_path / "backups" / "copy.ctecs")
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said_so(store: Store, tmp_path: Path) -> None:
    (tmp_path / "backups").write_bytes(b"a file of that name")
    with pytest.raises(StoreFull) as refused:
        backups.back_up(store, to=tmp_path / "backups" / "copy.ctecs")
    assert refused.value.code == "store.cannot_write"


def test_what_may_yet_be_rolled_back_is_not_backed_up(store: Store, tmp_path: Path) -> None:
    with store.transaction(), pytest.raises(RuntimeError):
        backups.back_up(store, to=tmp_path / "copy.ctecs")


def test_there_is_one_backup_a_day(store: Store, tmp_path: Path) -> None:
    made = [backups.back_up_daily(store, folder=tmp_path / "b", day=day) for day in ("2016-07-10", "2016-07-10")]
    assert made == [tmp_path / "b" / "school 2016-07-10.ctecs", None]
    assert backups.back_up_daily(store, folder=tmp_path / "b", day="2016-07-11") is not None
