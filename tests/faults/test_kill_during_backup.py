"""A process that backs up and restores is killed at random moments: a whole store stands there, and no backup is torn.

Every value that was acknowledged is logged outside the store by the process that dies, every restore goes back to a
state that holds all of them. ``CTECS_KILLS`` sets how many processes are killed (15 in every test run), ``CTECS_SEED``
repeats a run.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.services import backup
from ctecs_desktop.services.session import open_session
from ctecs_desktop.store import history, observations
from ctecs_desktop.store.backup_files import UNFINISHED, backups_folder, list_backups
from ctecs_desktop.store.backups import verify_backup
from ctecs_desktop.store.opening import create_store, open_store
from tests.faults.kill_series import series_of
from tests.store.stores import fill_school, workspace

KILLS = int(os.environ.get("CTECS_BACKUP_KILLS", "15"))
SEED = int(os.environ.get("CTECS_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)

LONGEST_SECONDS = 0.3
"""A round of the worker takes some 30 ms, three times that while the next one starts up beside it."""

ROUNDS_SEEN, ROUNDS_LIVED = 3, 6
"""Rounds that tell the pace of the machine, and rounds that a worker lives at the most: longer where it is busy."""

BACKUPS_LEFT = 5

WORKER = """
import os, sys
from decimal import Decimal
from pathlib import Path
from ctecs_desktop.services import backup
from ctecs_desktop.services.session import open_session
from tests.store.stores import WHO, edit
from ctecs_desktop.store import observations

path, log = Path(sys.argv[1]), os.open(sys.argv[2], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
number = int(sys.stdin.readline())
print("at work", flush=True)
while True:
    with open_session(path) as session:
        for _ in range(3):
            number += 1
            observations.write_observations(session.store, [edit(Decimal(number), measure=f"m{number % 7}")], **WHO)
            os.write(log, b"value %d\\n" % number)
        made = backup.back_up(session).made
        os.write(log, b"backup\\n")
    backup.restore(path, made)
    os.write(log, b"restore\\n")
"""

CARELESS_WORKER = """
import os, sys
from pathlib import Path
from ctecs_desktop.domain.retention import BackupKind
from ctecs_desktop.services.session import system_clock
from ctecs_desktop.store.backup_files import backup_name, backups_folder, free_path

path, log = Path(sys.argv[1]), os.open(sys.argv[2], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
sys.stdin.readline()
backups_folder(path).mkdir(exist_ok=True)
print("at work", flush=True)
while True:
    name = free_path(backups_folder(path) / backup_name(path, BackupKind.BY_HAND, at=system_clock()))
    with path.open("rb") as source, name.open("wb", buffering=0) as target:
        while part := source.read(512):
            target.write(part)
    os.write(log, b"backup\\n")
"""
"""The negative control: a copy that bears its name before it is whole."""


class Rounds:
    """A store on which workers write, back up and restore until they are killed."""

    def __init__(self, folder: Path, program: str) -> None:
        self.path = folder / "school.ctecs"
        self.log = folder / "acknowledged.txt"
        self.program = program
        with create_store(self.path, workspace()) as store:
            fill_school(store)
        self.log.touch()

    @contextmanager
    def workers(self) -> Iterator[Iterator[subprocess.Popen[str]]]:
        """Processes that wait to be told to begin. The next one starts up while the one before is at work."""
        started: list[subprocess.Popen[str]] = []

        def start() -> Iterator[subprocess.Popen[str]]:
            started.append(self.start())
            while True:
                started.append(self.start())
                yield started[-2]

        try:
            yield start()
        finally:
            for child in started:
                child.kill()
                child.communicate()

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", self.program, str(self.path), str(self.log)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    def kill_one(self, child: subprocess.Popen[str], number: int, seconds: float) -> None:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(f"{number}\n")
        child.stdin.flush()
        assert child.stdout.readline() == "at work\n"
        time.sleep(seconds)
        child.kill()
        child.communicate()

    def pace(self) -> float:
        """Seconds that a round takes here and now."""
        child = self.start()
        try:
            assert child.stdin is not None
            child.stdin.write("0\n")
            child.stdin.flush()
            begun = self._when_backed_up(1)
            return (self._when_backed_up(1 + ROUNDS_SEEN) - begun) / ROUNDS_SEEN
        finally:
            child.kill()
            child.communicate()

    def _when_backed_up(self, times: int) -> float:
        while self.acknowledged()["backup"] < times:
            time.sleep(0.005)
        return time.perf_counter()

    def acknowledged(self) -> Counter[str]:
        """How often each thing was told: ``value 7``, ``backup``, ``restore``."""
        return Counter(self.log.read_text().splitlines())

    def values(self) -> set[int]:
        """The numbers that the store's history holds; opening checks all of it."""
        with open_store(self.path) as store:
            entries = history.entries(store, noun=observations.NOUN, prefix="9001116\t2015-16\tm")
        return {int(observations.parse_stored_text(each.after)[0]) for each in entries}  # type: ignore[arg-type]

    def torn(self) -> list[str]:
        """The backups that bear their name without being whole. Those looked at make room: they are kept for ever."""
        found = []
        for number, each in enumerate(list_backups(self.path)):
            try:
                verify_backup(each.path)
            except CtecsError:
                found.append(each.path.name)
            if number >= BACKUPS_LEFT:
                each.path.unlink()
        return found


def kill_many(folder: Path, kills: int, program: str, *, series: int = 0) -> tuple[Rounds, list[int], list[str]]:
    """Kill ``kills`` workers one after the other, looking after each; gives the lost values and the torn backups."""
    moments = random.Random(SEED + series)
    rounds = Rounds(folder, program)
    longest = max(LONGEST_SECONDS, ROUNDS_LIVED * rounds.pace())
    lost: set[int] = set()
    torn: set[str] = set(rounds.torn())
    number = max(rounds.values(), default=0)
    with rounds.workers() as workers:
        for _ in range(kills):
            rounds.kill_one(next(workers), number, moments.uniform(0.0, longest))
            told = {int(line.split()[1]) for line in rounds.acknowledged() if line.startswith("value")}
            found = rounds.values()
            lost |= told - found
            torn |= set(rounds.torn())
            number = max(found | told | {number})
    return rounds, sorted(lost), sorted(torn)


def test_no_value_is_lost_and_no_backup_torn(tmp_path: Path) -> None:
    told: Counter[str] = Counter()
    for series, kills in enumerate(series_of(KILLS)):
        folder = tmp_path / str(series)
        folder.mkdir()
        rounds, lost, torn = kill_many(folder, kills, WORKER, series=series)
        assert (lost, torn) == ([], []), f"seed {SEED}, series {series}"
        told += rounds.acknowledged()
        with open_session(rounds.path) as session:
            made = backup.back_up(session).made
        assert made is not None
        backup.restore(rounds.path, made)
        leftovers = [each.name for each in folder.rglob("*") if each.name.endswith((UNFINISHED, ".restoring"))]
        assert leftovers == [], "what the killed left half made is cleared away by the next"
        assert backups_folder(rounds.path).is_dir()
    print(f"\nseed {SEED}: {KILLS} kills, {told['backup']} backups and {told['restore']} restores acknowledged")
    assert told["restore"] >= KILLS // 3, "the processes were killed before they restored anything"


def test_the_harness_notices_a_copy_that_bears_its_name_too_early(tmp_path: Path) -> None:
    for round_number in range(5):
        folder = tmp_path / str(round_number)
        folder.mkdir()
        _rounds, _lost, torn = kill_many(folder, 3, CARELESS_WORKER)
        if torn:
            return
    pytest.fail("15 kills found nothing wrong with a backup that bears its name before it is whole")
