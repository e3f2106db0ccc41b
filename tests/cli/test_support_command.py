"""`ctecs support` shows what it would write, then writes it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.cli.conftest import Run
from tests.district import BULLARD, District


def test_the_bundle_is_written_and_its_files_are_named(enrolled: District, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "support.zip"
    answer = run("support", enrolled.school_path(BULLARD), "--out", out)
    assert answer.code == 0, answer
    with zipfile.ZipFile(out) as archive:
        assert {"versions.json", "check.json", "workspace.json"} <= set(archive.namelist())
        assert all(name in answer.out for name in archive.namelist())


def test_json_gives_the_sizes(enrolled: District, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "support.zip"
    document = run("support", enrolled.school_path(BULLARD), "--out", out, "--json").document
    assert document["file"] == str(out)
    assert document["files"]["standing.json"] > 100


def test_a_folder_that_is_not_there_is_told(enrolled: District, run: Run, tmp_path: Path) -> None:
    answer = run("support", enrolled.school_path(BULLARD), "--out", tmp_path / "no" / "support.zip")
    assert answer.code == 1
    assert "support.zip" in answer.err
