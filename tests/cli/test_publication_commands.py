"""`ctecs publish` shows what it would withhold, and writes only what somebody approved."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.district import YEAR, District


def test_without_an_approval_it_shows_and_writes_nothing(imported: District, run: Run, tmp_path: Path) -> None:
    answer = run("publish", imported.central_path, "--period", YEAR)
    assert answer.code == 0, answer
    assert "figures are withheld" in answer.out
    assert "The audit passed" in answer.out
    assert "Nothing was written" in answer.out
    document = run("publish", imported.central_path, "--period", YEAR, "--json").document
    assert document["audit_passed"]
    assert document["withheld"]
    assert document["files"] == []


def test_a_folder_and_an_approval_go_together(imported: District, run: Run, tmp_path: Path) -> None:
    for given in (["--out", tmp_path / "out"], ["--approve", "Sue"]):
        assert run("publish", imported.central_path, "--period", YEAR, *given).code == 2
    assert not (tmp_path / "out").exists()


def test_what_is_approved_is_written_and_stands_in_the_record(imported: District, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    given = ("publish", imported.central_path, "--period", YEAR, "--out", out, "--approve", "Sue", "--leave-out-texts")
    answer = run(*given)
    assert answer.code == 0, answer
    assert len(list(out.iterdir())) == 4
    again = run(*given)
    assert again.code == 1
    assert "public" in again.err, "no edition replaces another"
