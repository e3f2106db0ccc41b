"""Putting a backup in the place of a store: one step, nothing lost, the file that was there kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import CtecsError, NotAllowed, StoreBusy, StoreDamaged, StoreError
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.store import backups, history
from ctecs_desktop.store.contents import contents
from ctecs_desktop.store.opening import create_store, open_store
from ctecs_desktop.store.restoring import restore_store
from ctecs_desktop.store.verification import has_hot_journal
from tests.store.stores import AT, content, edit, fill_school, filled_file, workspace, write

NOW = datetime(2026, 11, 23, 14, 3, tzinfo=UTC)


def restore(path: Path, backup: Path, incarnation: str = "incarnation-2") -> Path | None:
    return restore_store(path, backup, incarnation=incarnation, at=NOW, recorded_at=AT, person="Pat")


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """A store, and a backup of it from before its last value."""
    path = tmp_path / "school.ctecs"
    with create_store(path, workspace()) as store:
        fill_school(store)
        backup = backups.back_up(store, to=tmp_path / "elsewhere" / "backup.ctecs")
        write(store, edit(Decimal(4711)))
    return path, backup


@contextmanager
def unchanged(*paths: Path) -> Iterator[None]:
    """Nothing in the folders of ``paths`` is another file afterwards."""

    def files() -> dict[Path, bytes]:
        found = {each for path in paths for each in path.parent.rglob("*") if each.is_file()}
        return {each: each.read_bytes() for each in found if not each.name.endswith(".lock")}

    before = files()
    yield
    assert files() == before


def test_a_restored_store_says_what_the_backup_said_under_a_new_incarnation(pair: tuple[Path, Path]) -> None:
    path, backup = pair
    with open_store(backup) as store:
        wanted = content(store)
    before = path.read_bytes()
    aside = restore(path, backup)
    with open_store(path) as store:
        found = content(store)
        assert store.workspace.incarnation == "incarnation-2"
        assert history.entries(store)[-1].noun == "workspace"
    assert found | {"workspace": None} == wanted | {"workspace": None}
    assert aside == path.parent / "backups" / "school 2026-11-23 140300 before restore.ctecs"
    assert aside.read_bytes() == before
    assert sorted(each.name for each in path.parent.iterdir() if each.is_file()) == [
        *("school.ctecs", "school.ctecs-journal", "school.ctecs.lock"),
    ]


def test_what_was_put_aside_can_be_put_back(pair: tuple[Path, Path]) -> None:
    path, backup = pair
    before = contents(path).states
    aside = restore(path, backup)
    assert aside is not None
    again = restore(path, aside, "incarnation-3")
    assert again is not None
    assert again != aside
    assert contents(path).states == before


@pytest.mark.parametrize("damage", ["value", "header", "empty", "cut"])
def test_a_damaged_store_is_kept_as_it_is(pair: tuple[Path, Path], damage: str) -> None:
    path, backup = pair
    whole = path.read_bytes()
    damaged = {
        "value": whole.replace(b"4711", b"4712"),
        "header": bytes(100) + whole[100:],
        "empty": b"",
        "cut": whole[: len(whole) // 2],
    }[damage]
    assert damaged != whole
    path.write_bytes(damaged)
    with pytest.raises(StoreError):
        open_store(path)
    aside = restore(path, backup)
    assert aside is not None
    assert aside.name == "school 2026-11-23 140300 damaged.ctecs"
    assert aside.read_bytes() == damaged
    assert contents(path).states == contents(backup).states


def test_a_journal_of_the_old_file_is_never_played_into_the_restored_one(pair: tuple[Path, Path]) -> None:
    path, backup = pair
    path.write_bytes(bytes(100) + path.read_bytes()[100:])
    path.with_name("school.ctecs-journal").write_bytes(bytes.fromhex("d9d505f920a163d7") + bytes(1000))
    restore(path, backup)
    assert not has_hot_journal(path)
    assert contents(path).states == contents(backup).states


def test_a_store_that_is_gone_is_restored(pair: tuple[Path, Path]) -> None:
    path, backup = pair
    path.unlink()
    assert restore(path, backup) is None
    assert contents(path).states == contents(backup).states


def test_a_store_in_use_is_left_alone(pair: tuple[Path, Path]) -> None:
    path, backup = pair
    with open_store(path), unchanged(path, backup), pytest.raises(StoreBusy):
        restore(path, backup)


def test_a_damaged_backup_is_not_restored(pair: tuple[Path, Path]) -> None:
    path, backup = pair
    backup.write_bytes(backup.read_bytes().replace(b"note 7", b"note 8"))
    with unchanged(path, backup), pytest.raises(StoreDamaged):
        restore(path, backup)


def test_a_backup_of_another_workspace_is_not_restored(pair: tuple[Path, Path], tmp_path: Path) -> None:
    path, _backup = pair
    other = tmp_path / "other"
    other.mkdir()
    central = filled_file(other, WorkspaceRole.CENTRAL)
    with unchanged(path, central), pytest.raises(NotAllowed) as refused:
        restore(path, central)
    assert refused.value.code == "backup.other_workspace"


def test_a_store_is_not_its_own_backup(pair: tuple[Path, Path]) -> None:
    path, _backup = pair
    with unchanged(path), pytest.raises(NotAllowed) as refused:
        restore(path, path)
    assert refused.value.code == "backup.same_file"


def test_a_file_that_no_disk_gives_back_is_kept_under_a_second_name(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, backup = pair
    before = path.read_bytes()

    def fail(*_arguments: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(shutil, "copyfile", fail)
    aside = restore(path, backup)
    assert aside is not None
    assert aside.read_bytes() == before
    assert aside.stat().st_nlink == 1
    assert not path.samefile(aside)


def test_a_full_disk_leaves_everything_as_it_was(pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path, backup = pair

    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(StoreError) as refused:
        restore(path, backup)
    assert refused.value.code == "store.cannot_write"
    assert not path.with_name("school.ctecs.restoring").exists()
    with open_store(path) as store:
        assert store.workspace.incarnation == "incarnation-1"


def test_of_a_damaged_file_comes_what_can_be_read(pair: tuple[Path, Path]) -> None:
    path, _backup = pair
    whole = contents(path)
    assert whole.problem is None
    assert not whole.unreadable
    path.write_bytes(path.read_bytes().replace(b"4711", b"4712"))
    damaged = contents(path)
    assert isinstance(damaged.problem, CtecsError)
    assert damaged.workspace == workspace()
    values = damaged.states["observation"]
    assert values.keys() == whole.states["observation"].keys()
    path.write_bytes(b"nothing is left")
    nothing = contents(path)
    assert nothing.workspace is None
    assert nothing.unreadable >= {"observation", "signed"}
