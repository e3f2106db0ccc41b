"""Which files are taken: all of a folder, none that is still being copied, each once."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.services.gathering import (
    EMPTY_LOOKS,
    LONGEST_PAUSE,
    STABLE_LOOKS,
    FolderLook,
    FolderWatch,
    files_among,
)
from tests.faults.mixed_files import opening_refused


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
    assert watch.look().ready == ()
    put(tmp_path, "half.xlsx", b"PK and more")
    assert watch.look().ready == ()
    assert watch.look().ready == (path,)
    assert watch.look().ready == ()


def test_a_file_that_became_another_one_is_given_again_and_so_is_one_not_taken(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path)
    path = put(tmp_path, "a.xlsx", b"one")
    watch.look()
    assert watch.look().ready == (path,)
    put(tmp_path, "a.xlsx", b"three")
    watch.look()
    assert watch.look().ready == (path,)
    watch.give_again([path])
    assert watch.look().ready == (path,)


def test_a_folder_that_is_gone_gives_nothing_and_says_so(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path / "stick")
    assert watch.look() == FolderLook(is_there=False)
    path = put(tmp_path / "stick", "a.xlsx")
    assert watch.look().is_there
    assert watch.look().ready == (path,)


def test_a_name_without_a_byte_is_given_a_minute_to_become_a_file(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path)
    path = put(tmp_path, "coming.xlsx", b"")
    assert not any(watch.look().ready for _ in range(EMPTY_LOOKS - 1))
    assert watch.look().ready == (path,), "then the intake says that it is empty"
    coming = put(tmp_path, "comes.xlsx", b"")
    watch.look()
    put(tmp_path, "comes.xlsx", b"PK")
    watch.look()
    assert watch.look().ready == (coming,)


def looks_until(held: set[Path], watch: FolderWatch, path: Path) -> int:
    """How many looks find ``path`` after it has been let go."""
    held.discard(path)
    for number in range(1, 2 * LONGEST_PAUSE):
        if path in watch.look().ready:
            return number
    raise AssertionError("never")


def test_a_held_file_waits_with_growing_pauses_and_is_given_once_it_opens(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path)
    path, other = put(tmp_path, "held.xlsx"), put(tmp_path, "other.xlsx")
    held, opened = {path}, Counter[int]()

    def number_of(asked: Path) -> int | None:
        opened[looks] += asked == path
        return errno.EBUSY if asked in held else None

    with opening_refused(number_of):
        for looks in range(2 * LONGEST_PAUSE * 10):
            found = watch.look()
            assert path not in found.ready
            assert (other in found.ready) == (looks == STABLE_LOOKS - 1)
            assert (found.waiting[path].code if path in found.waiting else "") == (
                "file.held" if looks >= STABLE_LOOKS - 1 else ""
            )
        tries = sorted(opened.elements())
        pauses = [after - before for before, after in pairwise(tries)]
        assert pauses[:6] == [1, 2, 4, 8, 16, LONGEST_PAUSE]
        assert {*pauses[5:]} == {LONGEST_PAUSE}
        assert looks_until(held, watch, path) <= LONGEST_PAUSE
        assert watch.look() == FolderLook()


def test_trying_again_does_not_wait_for_the_pause(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path)
    path = put(tmp_path, "held.xlsx")
    held = {path}
    with opening_refused(lambda asked: errno.EACCES if asked in held else None):
        for _ in range(40):
            watch.look()
        assert watch.look().waiting[path].code == "file.unreadable"
        watch.try_again()
        assert path in watch.look().waiting
        watch.try_again()
        assert looks_until(held, watch, path) == 1


def test_a_waiting_file_that_goes_away_waits_no_more(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path)
    path = put(tmp_path, "held.xlsx")
    with opening_refused(lambda asked: errno.EBUSY if asked == path else None):
        watch.look()
        assert [*watch.look().waiting] == [path]
        path.unlink()
        assert watch.look() == FolderLook()


@pytest.mark.skipif(os.name != "nt", reason="only Windows lets a program keep others from reading a file")
def test_a_file_that_another_process_holds_waits_until_that_lets_go(tmp_path: Path) -> None:
    path = put(tmp_path, "held.xlsx", bytes(2000))
    holder = (
        "import msvcrt, sys; file = open(sys.argv[1], 'r+b'); msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1000);"
        " print('held', flush=True); sys.stdin.read()"
    )
    watch = FolderWatch(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        watch.look()
        assert watch.look().waiting[path].code == "file.held"
        process.communicate()
    watch.try_again()
    assert watch.look().ready == (path,)


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
        assert watch.look().ready == ((folder / "a.xlsx",) if written and looks_since == STABLE_LOOKS else ())
