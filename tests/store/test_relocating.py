"""A store is moved whole, or stays where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import StoreBusy, StoreDamaged, StoreError
from ctecs_desktop.store import facts, history
from ctecs_desktop.store.opening import create_store, open_store
from ctecs_desktop.store.relocating import MOVED, move_store
from tests.store.stores import WHO, workspace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "share" / "school.ctecs"
    path.parent.mkdir()
    with create_store(path, workspace()) as store:
        facts.set_fact(store, "a", "saved", **WHO)
    return path


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "here").mkdir()
    return tmp_path / "here" / "school.ctecs"


def test_the_moved_store_says_all_that_it_said_and_the_old_file_is_kept(path: Path, place: Path) -> None:
    content = path.read_bytes()
    with open_store(path, writable=False) as store:
        head = history.head(store)
    aside = move_store(path, place)
    with open_store(place) as store:
        assert history.head(store) == head
    assert not path.exists()
    assert (aside.name, aside.read_bytes()) == (path.name + MOVED, content)


def test_a_store_that_somebody_has_open_stays_where_it_is(path: Path, place: Path) -> None:
    with open_store(path), pytest.raises(StoreBusy):
        move_store(path, place)
    assert path.exists()
    assert list(place.parent.iterdir()) == []


def test_a_file_at_the_new_place_is_never_replaced(path: Path, place: Path) -> None:
    place.write_bytes(b"mine")
    with pytest.raises(StoreError) as refused:
        move_store(path, place)
    assert (refused.value.code, place.read_bytes(), path.exists()) == ("store.exists", b"mine", True)


def test_a_damaged_store_is_not_moved(path: Path, place: Path) -> None:
    content = bytearray(path.read_bytes())
    start = content.index(b"saved")  # the fact itself: the history knows it otherwise
    content[start : start + 5] = b"wrong"
    path.write_bytes(bytes(content))
    with pytest.raises(StoreDamaged):
        move_store(path, place)
    assert path.read_bytes() == bytes(content)
    assert list(place.parent.iterdir()) == []
