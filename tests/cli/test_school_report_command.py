from __future__ import annotations

from pathlib import Path

from ctecs_desktop.services import snapshots
from tests.cli.conftest import Run
from tests.district import BULLARD, YEAR, District


def frozen(imported: District) -> None:
    """What is accepted, frozen."""
    with imported.central() as central:
        snapshots.freeze(central, YEAR)


def test_a_school_writes_its_report_and_hears_what_it_rests_on(run: Run, signed: District, tmp_path: Path) -> None:
    out = tmp_path / "out"
    answer = run("school-report", signed.school_path(BULLARD), "--period", YEAR, "--out", out, "--format", "pdf")
    assert answer.code == 0, answer.err
    assert {path.name for path in out.iterdir()} == {f"school-report-{YEAR}-{BULLARD}.pdf"}
    assert "revision 1, signed by Pat Principal" in answer.out
    assert "Central office has not sent the district's figures of 2015-16 yet" in answer.out
    assert "not for publication" in answer.out


def test_the_plan_workbook_brings_the_districts_line_and_says_so(run: Run, imported: District, tmp_path: Path) -> None:
    frozen(imported)
    secret = imported.folder / "central.txt"
    plan = tmp_path / "plan.xlsx"
    assert run("plan", imported.central_path, "--out", plan, "--passphrase-file", secret).code == 0
    opened = run("open", imported.school_path(BULLARD), plan)
    assert "District figures of 2015-16 came along." in opened.out
    assert run("open", imported.school_path(BULLARD), plan, "--json").document["district_years"] == []
    common = ("school-report", imported.school_path(BULLARD), "--period", YEAR, "--out", tmp_path / "out")
    document = run(*common, "--format", "docx", "--json").document
    assert (document["basis"], document["revision"], document["district_years"]) == ("signed", 1, [YEAR])
    assert [Path(name).suffix for name in document["files"]] == [".docx"]


def test_central_office_writes_that_of_any_school_it_accepted(run: Run, imported: District, tmp_path: Path) -> None:
    frozen(imported)
    common = ("school-report", imported.central_path, "--period", YEAR, "--out", tmp_path / "out", "--format", "pdf")
    document = run(*common, "--school", BULLARD, "--json").document
    assert (document["school"], document["basis"], document["periods"]) == (BULLARD, "accepted", [YEAR])
    unnamed = run(*common)
    assert unnamed.code == 1
    assert "--school" in unnamed.err
    assert run(*common, "--school", "9001316").code == 1


def test_an_unknown_format_and_a_period_without_values_are_refused(
    run: Run, enrolled: District, tmp_path: Path
) -> None:
    common = ("school-report", enrolled.school_path(BULLARD), "--out", tmp_path / "out")
    assert run(*common, "--period", YEAR, "--format", "xlsx").code == 2
    answer = run(*common, "--period", "2016-17")
    assert answer.code == 1
    assert "ctecs enter" in answer.err
    assert not (tmp_path / "out").exists()
