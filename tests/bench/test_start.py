"""Benchmark: how soon a person sees the window, and how soon the terminal answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ctecs_desktop.services import backup
from ctecs_desktop.services.session import open_session
from tests.bench.measuring import Report, compare, seconds_of
from tests.district import BULLARD, make_district

ROUNDS = 15
CHECKOUT = Path(__file__).resolve().parents[2]
FIRST_PAINT = (sys.executable, "-m", "tests.bench.first_paint")


def _life_of(*command: str) -> float:
    """Seconds from starting a process to its end.

    Without a time limit, for whose sake ``subprocess`` would look only every 50 ms whether the process has ended.
    """
    return seconds_of(lambda: subprocess.run(command, cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A school's store with the published values of a year."""
    return str(make_district(tmp_path_factory.mktemp("start") / "district", BULLARD).school_path(BULLARD))


def test_the_window_is_painted_within_1_6_times_a_bare_one(store: str, report: Report) -> None:
    program = compare(
        lambda: _life_of(*FIRST_PAINT, "program", store),
        lambda: _life_of(*FIRST_PAINT, "bare"),
        rounds=ROUNDS,
    )
    workspace = compare(
        lambda: _life_of(*FIRST_PAINT, "workspace", store),
        lambda: _life_of(*FIRST_PAINT, "bare"),
        rounds=ROUNDS // 3,
    )
    report.add(
        "start to painted window ÷ a bare QApplication with a QWidget",
        program.ratios.text(places=2),
        wanted="≤ 1.6",
        took=f"{program.subject.milliseconds} ÷ {program.reference.milliseconds}",
    )
    report.add(
        "start to painted workspace ÷ the same", workspace.ratios.text(places=2), took=workspace.subject.milliseconds
    )
    assert program.ratios.median <= 1.6


def test_the_terminal_answers_soon(report: Report) -> None:
    start = compare(
        lambda: _life_of(sys.executable, "-m", "ctecs_desktop", "--help"),
        lambda: _life_of(sys.executable, "-c", "pass"),
        rounds=ROUNDS,
    )
    report.add(
        "`ctecs --help` ÷ a Python that does nothing",
        start.ratios.text(places=1),
        took=f"{start.subject.milliseconds} ÷ {start.reference.milliseconds}",
    )


def test_a_backup_of_a_schools_store_takes_less_than_a_blink(store: str, tmp_path: Path, report: Report) -> None:
    """Made every half hour with changes while somebody types, so nobody may notice; checked like the workspace."""
    path = tmp_path / "school.ctecs"
    shutil.copyfile(store, path)
    with open_session(path) as session:
        found = compare(
            lambda: seconds_of(lambda: backup.back_up(session)),
            lambda: seconds_of(lambda: _durable_copy(path, tmp_path / "copy")),
            rounds=ROUNDS,
        )
    milliseconds = found.subject.median * 1000
    report.add(
        "a backup of a school's store, checked",
        f"{milliseconds:.0f} ms",
        wanted="≤ 50 ms",
        took=f"{found.subject.milliseconds}; a copy of the file, made durable, {found.reference.milliseconds}",
    )
    assert milliseconds <= 50


def _durable_copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
