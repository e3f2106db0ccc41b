"""Backups: checked before they get their name, and never written over anything."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import StoreDamaged, StoreError, StoreFull
from ctecs_desktop.domain.retention import BackupKind
from ctecs_desktop.store import backups, facts, history
from ctecs_desktop.store.backup_files import backup_name, backups_folder, clear_unfinished, free_path, list_backups
from ctecs_desktop.store.opening import open_store
from ctecs_desktop.store.store import Store
from tests.store.stores import WHO, content, fill_school

NOON = datetime(2026, 11, 23, 14, 3, tzinfo=UTC)


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


def test_a_name_says_of_which_store_when_and_why(tmp_path: Path) -> None:
    path = tmp_path / "north end.ctecs"
    folder = backups_folder(path)
    folder.mkdir()
    for kind in BackupKind:
        (folder / backup_name(path, kind, at=NOON)).touch()
    assert backup_name(path, BackupKind.DAILY, at=NOON) == "north end 2026-11-23 140300 daily.ctecs"
    found = list_backups(path)
    assert {each.kind for each in found} == set(BackupKind)
    assert {each.at for each in found} == {NOON}


def test_the_newest_backup_is_listed_first_and_those_of_other_stores_are_not(tmp_path: Path) -> None:
    path = tmp_path / "school.ctecs"
    folder = backups_folder(path)
    folder.mkdir()
    names = [backup_name(path, BackupKind.HALF_HOUR, at=NOON + timedelta(minutes=n)) for n in (5, 90, 30)]
    others = [
        backup_name(tmp_path / "school 2.ctecs", BackupKind.DAILY, at=NOON),
        backup_name(path, BackupKind.DAILY, at=NOON) + ".part",
        "school 2026-99-99 140300 daily.ctecs",
        "school.ctecs",
    ]
    for name in (*names, *others):
        (folder / name).touch()
    assert [each.path.name for each in list_backups(path)] == [names[1], names[2], names[0]]


def test_a_backup_before_a_migration_is_listed_too(store: Store) -> None:
    to = backups_folder(store.path) / "school before m0002_rooms.ctecs"
    made = [backups.back_up_structure(store, to=to), backups.back_up_structure(store, to=to)]
    found = list_backups(store.path)
    assert {each.path for each in found} == set(made)
    assert {each.kind for each in found} == {BackupKind.BEFORE_MIGRATION}


def test_two_backups_of_one_second_get_two_names(tmp_path: Path) -> None:
    wanted = tmp_path / backup_name(tmp_path / "a.ctecs", BackupKind.SIGN_OFF, at=NOON)
    wanted.touch()
    second = free_path(wanted)
    assert second.name == "a 2026-11-23 140300 sign-off (2).ctecs"
    second.touch()
    assert {each.path for each in list_backups(tmp_path / "a.ctecs", tmp_path)} == {wanted, second}


def test_what_a_killed_process_left_half_made_is_cleared_away(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.ctecs", tmp_path / "backups"
    folder.mkdir()
    name = backup_name(path, BackupKind.DAILY, at=NOON)
    kept = [name, "b 2026-11-23 140300 daily.ctecs.part", "a letter.part"]
    for each in (*kept, f"{name}.part", f"{name}.part-journal"):
        (folder / each).touch()
    clear_unfinished(path, folder)
    assert sorted(each.name for each in folder.iterdir()) == sorted(kept)


def test_a_damaged_backup_is_found_out(store: Store, tmp_path: Path) -> None:
    fill_school(store)
    copy = backups.back_up(store, to=tmp_path / "copy.ctecs")
    assert backups.verify_backup(copy) == store.workspace
    assert backups.head_of_backup(copy) == history.head(store)
    data = copy.read_bytes()
    copy.write_bytes(data.replace(b"note 7", b"note 8"))
    with pytest.raises(StoreDamaged):
        backups.verify_backup(copy)
    copy.write_bytes(b"no store at all")
    with pytest.raises(StoreError):
        backups.verify_backup(copy)
    assert backups.head_of_backup(copy) is None


def test_a_backup_made_while_another_thread_writes_holds_one_state(store: Store, tmp_path: Path) -> None:
    fill_school(store)
    stop = threading.Event()
    written: list[int] = []

    def write_on() -> None:
        with store.companion() as companion:
            while not stop.is_set():
                facts.set_fact(companion, "n", str(len(written)), **WHO)
                written.append(1)
                stop.wait(0.002)

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        heads = [backups.head_of_backup(backups.back_up(store, to=tmp_path / f"{number}.ctecs")) for number in range(6)]
    finally:
        stop.set()
        writer.join()
    assert None not in heads
    assert len(set(heads)) > 1, "nothing was written meanwhile"
