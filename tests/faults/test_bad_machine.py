"""A full disk, a file that may not grow, a folder that cannot be written: commands say so, and nothing is lost.

Each needs another user, a limit or a small disk, so that the command runs in a process of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Run
from tests.district import ABBOTT, BULLARD, YEAR, District
from tests.faults.refusals import HEADER, SIGN, holdings, require_told

COMMAND = """
import importlib, os, pkgutil, resource, signal, sys
import encodings.idna, filelock, getpass, logging.handlers, openpyxl, platformdirs, pwd, sqlite_utils
import ctecs_desktop
from ctecs_desktop.cli.main import main

# Nobody may not read this checkout: what the commands import later is imported now.
for room in ("cli", "services", "store", "exchange", "wording", "domain"):
    package = importlib.import_module(f"ctecs_desktop.{room}")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"ctecs_desktop.{room}.{module.name}")
what, *words = sys.argv[1:]
if what == "nobody" and os.getuid() == 0:  # root may write wherever it likes
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
if what.isdigit():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that writing past the limit is an error and not the end
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(what), resource.RLIM_INFINITY))
main(words)
"""

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="limits, users and mounts are those of POSIX")


def run_limited(what: str, *words: object) -> Answer:
    """``ctecs`` as user nobody, under a limit of bytes for each file, or as it is (``""``)."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, what, *map(str, words)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    return Answer(done.returncode, done.stdout, done.stderr)


@on_posix
def test_a_full_stick_costs_nothing_but_the_copy(
    run: Run, unsigned: District, small_disk: Callable[[int], Path]
) -> None:
    stick = small_disk(20)
    path = unsigned.school_path(BULLARD)
    words = (*SIGN, "--passphrase-file", unsigned.folder / "school.txt", "--out", stick / "out.xlsx")
    message = require_told(run("sign", path, *words, "--json"), "sign.not_exported")
    assert "kept in the workspace" in message
    assert list(stick.iterdir()) == [], "no half file, no leftover"
    again = run("export", path, "--period", YEAR, "--out", stick / "out.xlsx", "--json")
    require_told(again, "file.disk_full")
    assert list(stick.iterdir()) == []
    assert run("export", path, "--period", YEAR, "--out", unsigned.folder / "out.xlsx", "--json").code == 0


MEASURES = ("1.01", "1.03")


@on_posix
def test_a_disk_too_full_for_the_values_keeps_what_was_there_and_takes_them_once_there_is_room(
    run: Run, unsigned: District, small_disk: Callable[[int], Path]
) -> None:
    store = unsigned.school_path(ABBOTT)
    kilobytes = store.stat().st_size // 1024 + 150
    disk = small_disk(kilobytes)
    path = disk / store.name
    shutil.copy(store, path)
    table = unsigned.folder / "more.csv"
    rows = "".join(f"{measure},{YEAR},all,{number},600,,,{'x' * 900}\n" for number, measure in enumerate(MEASURES, 1))
    table.write_text(HEADER + rows, encoding="utf-8")
    filler = disk / "filler"
    free = shutil.disk_usage(disk).free
    filler.write_bytes(bytes(free - 16_384))
    before = holdings(path)
    message = require_told(run("enter", path, table, "--json"), "store.full")
    assert "Make some room" in message
    assert holdings(path) == before
    filler.unlink()
    answer = run("enter", path, table, "--json")
    assert (answer.code, answer.document["refused"]) == (0, [])


@on_posix
def test_a_file_that_may_not_grow_is_told_and_nothing_is_lost(unsigned: District) -> None:
    path = unsigned.school_path(ABBOTT)
    table = unsigned.folder / "more.csv"
    rows = "".join(f"{measure},{YEAR},all,{number},600,,,{'x' * 900}\n" for number, measure in enumerate(MEASURES, 1))
    table.write_text(HEADER + rows, encoding="utf-8")
    before = holdings(path)
    answer = run_limited(str(path.stat().st_size), "enter", path, table, "--json")
    message = require_told(answer, "store.cannot_write")
    assert "Check the disk" in message
    assert holdings(path) == before
    assert run_limited("", "enter", path, table, "--json").code == 0


@on_posix
def test_a_folder_that_cannot_be_written_is_told_and_can_still_be_read(signed: District) -> None:
    # Not below tmp_path, whose folders nobody else may enter.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "district"
        shutil.copytree(signed.folder, folder)
        folder.chmod(0o555)
        Path(name).chmod(0o755)
        path = folder / signed.school_path(BULLARD).name
        before = {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}
        try:
            written = run_limited("nobody", "enter", path, folder / f"values {BULLARD}.csv", "--json")
            exported = run_limited("nobody", "export", path, "--period", YEAR, "--out", folder / "out.xlsx", "--json")
            read = run_limited("nobody", "validate", path, "--period", YEAR, "--json")
            imported = run_limited(
                "nobody", "import", folder / "central.ctecs", folder / f"{BULLARD} {YEAR}.xlsx", "--json"
            )
        finally:
            folder.chmod(0o755)
        assert {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()} == before
    assert "Copy the workspace" in require_told(written, "store.read_only")
    assert "Copy the workspace" in require_told(imported, "store.read_only")
    require_told(exported, "file.read_only")
    assert read.code == 0
    assert json.loads(read.out)
