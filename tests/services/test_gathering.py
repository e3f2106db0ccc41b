"""Which files are taken: all of a folder, none that is still being copied, each once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.services.gathering import STABLE_LOOKS, FolderWatch, files_among


def put(folder: Path, name: str, content: bytes = b"x") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_folder_stands_for_every_file_in_it_and_below(tmp_path: Path) -> None:
    wanted = [put(tmp_path, name) for name in ("a.xlsx", "b.png", "c", "deep/er/d.xlsx")]
    for name in (".hidden", "~$a.xlsx", ".git/config"):
        put(tmp_path, name)
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    named = put(tmp_path.parent, "named.xlsx")
    assert files_among([tmp_path, named]) == [*wanted, named]
    assert files_among([tmp_path / "nowhere.xlsx"]) == [tmp_path / "nowhere.xlsx"]


def test_a_file_is_given_once_it_has_stopped_changing(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path)
    path = put(tmp_path, "half.xlsx", b"PK")
    assert watch.look() == []
    put(tmp_path, "half.xlsx", b"PK and more")
    assert watch.look() == []
    assert watch.look() == [path]
    assert watch.look() == []


def test_a_file_that_became_another_one_is_given_again_and_so_is_one_not_taken(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path)
    path = put(tmp_path, "a.xlsx", b"one")
    watch.look()
    assert watch.look() == [path]
    put(tmp_path, "a.xlsx", b"three")
    watch.look()
    assert watch.look() == [path]
    watch.give_again([path])
    assert watch.look() == [path]


def test_a_folder_that_is_gone_gives_nothing(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path / "stick")
    assert watch.look() == []
    path = put(tmp_path / "stick", "a.xlsx")
    watch.look()
    assert watch.look() == [path]


@given(st.lists(st.sampled_from(["write", "look"]), max_size=12))
def test_whatever_is_given_was_the_same_for_two_looks(
    tmp_path_factory: pytest.TempPathFactory, acts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("watched")
    watch, written, looks_since = FolderWatch(folder), 0, 0
    for act in acts:
        if act == "write":
            written, looks_since = written + 1, 0
            put(folder, "a.xlsx", b"x" * written)
            continue
        looks_since += 1
        assert watch.look() == ([folder / "a.xlsx"] if written and looks_since == STABLE_LOOKS else [])
