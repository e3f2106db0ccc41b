from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ctecs_desktop.cli import exits
from tests.cli.conftest import Run


def test_a_year_without_published_figures_is_refused(run: Run, tmp_path: Path) -> None:
    answer = run("demo", tmp_path / "district", "--year", "1999-00", "--json")
    assert answer.code == 1
    assert answer.document["error"]["code"] == "demo.unknown_year"
    assert not (tmp_path / "district").exists()


def test_a_folder_with_other_files_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    answer = run("demo", tmp_path)
    assert answer.code == 1
    assert "Name an empty folder." in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.skipif(os.name == "nt", reason="a process on Windows cannot be sent a Ctrl+C alone")
def test_ctrl_c_stops_between_two_steps_and_says_what_is_left(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ctecs_desktop", "demo", str(tmp_path / "district"), "--year", "2015-16"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert "district key" in first
    assert process.returncode == exits.STOPPED
    assert "Stopped as you asked." in rest
    assert "run the command again" in rest
    assert "Traceback" not in rest


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "district"


def test_the_demonstration_ends_with_our_figures_beside_the_states(run: Run, district: Path) -> None:
    answer = run("demo", district, "--year", "2015-16")
    assert answer.code == 0, answer.err
    absence = next(line for line in answer.out.splitlines() if line.startswith("1.01 "))
    assert "1,362 of 10,710 = 12.7 %" in absence
    assert absence.count("12.7 %") == 2
    suspended = [line for line in answer.out.splitlines() if "1,542 of" in line or "1,537 of" in line]
    assert len(suspended) == 2
    assert "the schools' own sum" in suspended[1]
    assert "the schools' sum is an upper bound" in answer.out
    assert "practice only: school 9001116" in answer.out
    assert "key of" in answer.err, "long work says where it is"
    for name in ("central.ctecs", "schools/9001116.ctecs", "plan.xlsx", "rollup-2015-16.xlsx"):
        assert (district / name).exists()
    assert len(list((district / "submissions").glob("*.xlsx"))) == 18
    report = {path.suffix for path in (district / "report").glob("annual-progress-report-2015-16-internal.*")}
    assert report == {".pdf", ".docx", ".xlsx"}
    public = {path.suffix for path in (district / "public").iterdir()}
    assert public == {".pdf", ".docx", ".xlsx", ".csv"}
    assert "The Annual Progress Report, internal edition, in " in answer.out


def test_a_second_run_computes_the_same_again(run: Run, district: Path) -> None:
    answer = run("demo", district, "--year", "2015-16", "--json")
    assert answer.code == 0
    assert answer.err == ""
    document = answer.document
    assert document["was_there"] is True
    assert len(document["report"]) == 3
    assert len(document["public"]) == 4
    assert document["passphrases"]["9001116"] == "practice only: school 9001116"
    compared = {each["measure"]: each for each in document["comparison"]}
    assert compared["3.01"]["value"] == "10710"
    assert compared["3.01"]["agrees"] is True
    assert compared["1.15"]["agrees"] is False
    assert compared["1.15"]["explanation"]
