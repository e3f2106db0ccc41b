"""A process that enters values is killed at random moments: what it was told is saved is there, and nothing is torn.

Every value that was acknowledged is logged outside the store by the process that dies. ``CTECS_KILLS`` sets how many
processes are killed (30 in every test run), ``CTECS_SEED`` repeats a run.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from ctecs_desktop.domain.value import Value
from ctecs_desktop.store import history, observations
from ctecs_desktop.store.opening import create_store, open_store
from tests.building import YEAR
from tests.faults.kill_series import series_of
from tests.store.stores import SCHOOL, workspace

KILLS = int(os.environ.get("CTECS_KILLS", "30"))
SEED = int(os.environ.get("CTECS_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)

BATCH = 5
"""Values of one edit: all of them are there after the kill, or none."""

WRITER = """
import os, sys
from decimal import Decimal
from pathlib import Path
from ctecs_desktop.store import observations
from ctecs_desktop.store.opening import open_store
from tests.store.stores import WHO, edit

path, log, acknowledged = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
acks = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
number = int(sys.stdin.readline())
store = open_store(path)
print("writing", flush=True)
while True:
    number += 1
    edits = [edit(Decimal(number), measure=f"m{number % 7}", subgroup=f"s{n}") for n in range(BATCH)]
    if acknowledged == "after":
        observations.write_observations(store, edits, **WHO)
        os.write(acks, b"%d\\n" % number)
    else:
        with store.transaction():
            observations.write_observations(store, edits, **WHO)
            os.write(acks, b"%d\\n" % number)
""".replace("BATCH", str(BATCH))


class Outcome(NamedTuple):
    """What a series of kills did."""

    acknowledged: int
    lost: list[int]
    torn: list[int]


class Entry:
    """A store in which a process enters ever larger numbers until it is killed."""

    def __init__(self, folder: Path, acknowledged: str) -> None:
        self.path = folder / "school.ctecs"
        self.log = folder / "acknowledged.txt"
        self.acknowledged = acknowledged
        create_store(self.path, workspace()).close()
        self.log.touch()

    @contextmanager
    def writers(self) -> Iterator[Iterator[subprocess.Popen[str]]]:
        """Processes that wait to be told to write. The next one starts up while the one before is at work."""
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
            [sys.executable, "-c", WRITER, str(self.path), str(self.log), self.acknowledged],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    def kill_one(self, child: subprocess.Popen[str], number: int, seconds: float) -> None:
        """Let ``child`` write numbers above ``number`` for about ``seconds``, then kill it."""
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(f"{number}\n")
        child.stdin.flush()
        assert child.stdout.readline() == "writing\n"
        time.sleep(seconds)
        child.kill()
        child.communicate()

    def numbers_acknowledged(self) -> set[int]:
        return {int(line) for line in self.log.read_text().split()}

    def look(self) -> tuple[set[int], list[int]]:
        """The numbers that the history holds, and those of edits that are not whole; the store itself is checked."""
        with open_store(self.path) as store:
            counts: dict[int, int] = {}
            last: dict[str, Value] = {}
            for entry in history.entries(store, noun="observation"):
                value, _ = observations.parse_stored_text(entry.after)
                assert isinstance(value, Decimal)
                counts[int(value)] = counts.get(int(value), 0) + 1
                last[entry.subject] = value
            stored = observations.read_observations(store, school=SCHOOL, period=YEAR)
        assert {observations.subject_of(key): each.value for key, each in stored.items()} == last
        return set(counts), [number for number, count in counts.items() if count != BATCH]


def kill_many(folder: Path, kills: int, acknowledged: str, *, series: int = 0) -> Outcome:
    """Kill ``kills`` processes one after the other on one store, looking at it after each."""
    moments = random.Random(SEED + series)
    entry = Entry(folder, acknowledged)
    lost: set[int] = set()
    torn: set[int] = set()
    number = 0
    with entry.writers() as writers:
        for _ in range(kills):
            entry.kill_one(next(writers), number, moments.uniform(0.0, 0.03))
            found, incomplete = entry.look()
            told = entry.numbers_acknowledged()
            lost |= told - found
            torn |= set(incomplete)
            number = max(found | told | {number})
    return Outcome(len(entry.numbers_acknowledged()), sorted(lost), sorted(torn))


def test_no_acknowledged_value_is_lost_and_no_edit_is_torn(tmp_path: Path) -> None:
    acknowledged = 0
    for series, kills in enumerate(series_of(KILLS)):
        folder = tmp_path / str(series)
        folder.mkdir()
        outcome = kill_many(folder, kills, "after", series=series)
        assert (outcome.lost, outcome.torn) == ([], []), f"seed {SEED}, series {series}"
        acknowledged += outcome.acknowledged
    print(f"\nseed {SEED}: {KILLS} kills, {acknowledged} edits of {BATCH} values acknowledged")
    assert acknowledged > KILLS, "the processes were killed before they wrote anything"


def test_the_harness_notices_a_program_that_acknowledges_too_early(tmp_path: Path) -> None:
    """The negative control: whoever says "saved" before COMMIT loses what it said."""
    for round_number in range(10):
        folder = tmp_path / str(round_number)
        folder.mkdir()
        outcome = kill_many(folder, 3, "before")
        assert outcome.torn == []
        if outcome.lost:
            return
    pytest.fail("30 kills found nothing wrong with acknowledging before COMMIT")
