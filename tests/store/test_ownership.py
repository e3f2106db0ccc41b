"""One process owns a store, and the second is told who."""

from __future__ import annotations

import getpass
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import StoreBusy, StoreDamaged
from ctecs_desktop.store import facts
from ctecs_desktop.store.opening import create_store, open_store
from ctecs_desktop.store.store import Store
from tests.store.stores import WHO, workspace

HOLDER = """
import sys
from pathlib import Path
from ctecs_desktop.store.opening import open_store
store = open_store(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


def hold(path: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "open\n"
    return child


def end(child: subprocess.Popen[str]) -> None:
    child.kill()
    child.communicate()


def test_a_second_process_is_told_who_has_the_store(tmp_path: Path) -> None:
    path = tmp_path / "school.ctecs"
    create_store(path, workspace()).close()
    child = hold(path)
    try:
        with pytest.raises(StoreBusy) as refused:
            open_store(path)
    finally:
        end(child)
    told = refused.value.params
    assert refused.value.code == "store.owned"
    assert (told["pid"], told["who"], told["host"]) == (child.pid, getpass.getuser(), socket.gethostname())
    assert str(told["since"]).endswith("+00:00")


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="only POSIX freezes a process")
def test_a_frozen_owner_is_named_and_its_death_frees_the_store(tmp_path: Path) -> None:
    path = tmp_path / "school.ctecs"
    create_store(path, workspace()).close()
    child = hold(path)
    try:
        child.send_signal(signal.SIGSTOP)
        with pytest.raises(StoreBusy):
            open_store(path)
        with open_store(path, writable=False) as reader:
            assert reader.workspace == workspace()
    finally:
        end(child)
    with open_store(path) as store:
        facts.set_fact(store, "a", "x", **WHO)


def test_a_second_opening_in_the_same_process_is_refused_too(store: Store) -> None:
    with pytest.raises(StoreBusy) as refused:
        open_store(store.path)
    assert refused.value.code == "store.owned"
    path = store.path
    store.close()
    store.close()
    open_store(path).close()


def test_a_store_that_failed_to_open_is_owned_by_nobody(tmp_path: Path) -> None:
    path = tmp_path / "school.ctecs"
    create_store(path, workspace()).close()
    sound = path.read_bytes()
    path.write_bytes(sound[:8000])
    for _ in range(2):
        with pytest.raises(StoreDamaged):
            open_store(path)
    path.write_bytes(sound)
    open_store(path).close()


def test_an_owner_that_says_nothing_of_itself_is_still_an_owner(store: Store) -> None:
    store.path.with_name("school.ctecs.lock").write_bytes(b"\xff\xff not JSON")
    with pytest.raises(StoreBusy) as refused:
        open_store(store.path)
    assert refused.value.params["who"] == ""
