from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.district import YEAR, District


def test_a_report_is_written_in_the_formats_asked_for(run: Run, enrolled: District, tmp_path: Path) -> None:
    answer = run(
        "report", enrolled.central_path, "--period", YEAR, "--out", tmp_path / "out", "--format", "xlsx", "--summary"
    )
    assert answer.code == 0, answer.err
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"annual-progress-report-2015-16-internal.xlsx", "annual-progress-summary-2015-16-internal.pdf"}
    assert "internal edition" in answer.out
    assert "Nothing is accepted of" in answer.out


def test_a_script_learns_the_files_the_fingerprint_and_what_is_missing(
    run: Run, enrolled: District, tmp_path: Path
) -> None:
    answer = run("report", enrolled.central_path, "--period", YEAR, "--out", tmp_path, "--format", "xlsx", "--json")
    document = answer.document
    assert [Path(name).exists() for name in document["files"]] == [True]
    assert (document["edition"], document["snapshot"], len(document["fingerprint"])) == ("internal", None, 64)
    assert len(document["schools_missing"]) == 18
    assert "1.01" in document["measures_without_figures"]


def test_an_unknown_format_or_snapshot_is_refused(run: Run, enrolled: District, tmp_path: Path) -> None:
    common = ("report", enrolled.central_path, "--period", YEAR, "--out", tmp_path / "out")
    assert run(*common, "--format", "html").code == 2
    assert run(*common, "--format", ",").code == 2
    answer = run(*common, "--snapshot", "7")
    assert answer.code == 1
    assert "no snapshot of number 7" in answer.err
    assert not (tmp_path / "out").exists()
