from __future__ import annotations

import csv
from pathlib import Path

from tests.cli.conftest import Run
from tests.district import BULLARD, YEAR, District
from tests.exchange.edsight_building import EXPORTS

SUSPENSION = EXPORTS / "no-title-no-year.csv"


def test_exports_are_loaded_once_and_the_same_again_is_known(run: Run, imported: District) -> None:
    store = imported.central_path
    first = run("edsight", "load", store, EXPORTS / "two-row-header.csv", "--json")
    (loaded,) = first.document
    assert (first.code, loaded["new"], loaded["export"], loaded["school_year"], loaded["error"]) == (
        0,
        5,
        "sanctions",
        YEAR,
        None,
    )
    again = run("edsight", "load", store, EXPORTS / "two-row-header.csv")
    assert "known already, nothing was changed" in again.out
    corrected = run("edsight", "load", store, EXPORTS / "two-row-header-corrected.csv", "--json")
    (change,) = corrected.document[0]["changed"]
    assert (change["organization"], change["before"], change["now"], change["line"]) == (BULLARD, "40", "41", 6)
    listed = run("edsight", "list", store, "--json").document
    assert [each["file_name"] for each in listed] == ["two-row-header.csv", "two-row-header-corrected.csv"]


def test_a_folder_is_gone_through_and_a_refused_file_ends_with_code_1(
    run: Run, imported: District, tmp_path: Path
) -> None:
    for name in ("mangled-by-a-spreadsheet.csv", "thousands.csv", "no-title-no-year.csv"):
        (tmp_path / name).write_bytes((EXPORTS / name).read_bytes())
    answer = run("edsight", "load", imported.central_path, tmp_path, "--dry-run")
    assert answer.code == 1
    assert "line 6, column Counts of Bullying Incidents: “5-Sep” is no figure" in answer.out
    assert "Say the year: --year 2015-16" in answer.out
    assert "This was a dry run: nothing was stored." in answer.out
    assert run("edsight", "list", imported.central_path, "--json").document == []
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "no text file in the folder" in run("edsight", "load", imported.central_path, empty).err


def test_what_was_sent_is_compared_with_what_was_published(run: Run, imported: District, tmp_path: Path) -> None:
    store, out = imported.central_path, tmp_path / "differences.csv"
    assert "No published figures of 2015-16" in run("edsight", "compare", store, "--period", YEAR).out
    run("edsight", "load", store, SUSPENSION, EXPORTS / "two-row-header-corrected.csv", "--year", YEAR)
    answer = run("edsight", "compare", store, "--period", YEAR, "--out", out, "--json")
    document = answer.document
    assert document["counts"]["agrees"] >= 2
    assert {each["agreement"] for each in document["comparisons"]} == {"differs"}
    (sanctions,) = (each for each in document["comparisons"] if each["measure"] == "1.04")
    assert (sanctions["organization"], sanctions["published"], sanctions["source_line"]) == (BULLARD, "41", "6")
    everything = run("edsight", "compare", store, "--period", YEAR, "--all", "--json").document["comparisons"]
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(everything) > len(document["comparisons"])
    told = run("edsight", "compare", store, "--period", YEAR).out
    assert "two-row-header-corrected.csv:6" in told
    assert "1.04 all" in told


def test_a_file_is_taken_back_with_a_reason(run: Run, imported: District) -> None:
    store = imported.central_path
    run("edsight", "load", store, SUSPENSION, "--year", "2014-15")
    assert "counts no more" in run("edsight", "withdraw", store, 1, "--reason", "of 2015-16").out
    assert run("edsight", "list", store, "--json").document[0]["withdrawn"] == "of 2015-16"
    assert "No file of number 7 was loaded." in run("edsight", "withdraw", store, 7, "--reason", "x").err


def test_baselines_are_proposed_and_only_taken_when_asked(run: Run, imported: District) -> None:
    store = imported.central_path
    run("edsight", "load", store, EXPORTS / "thousands.csv")
    (proposal,) = run("edsight", "baselines", store, "--year", YEAR, "--json").document
    assert (proposal["measure"], proposal["before"], proposal["value"]) == ("3.01", "10698", "10710")
    assert "Nothing was changed." in run("edsight", "baselines", store, "--year", YEAR).out
    taken = run("edsight", "baselines", store, "--year", YEAR, "--measure", "3.01", "--take")
    assert "draft of the next plan" in taken.out
    assert run("edsight", "baselines", store, "--year", YEAR, "--json").document == []


def test_tables_of_ones_own_are_checked_before_anything_is_read(run: Run, imported: District, tmp_path: Path) -> None:
    answer = run("edsight", "load", imported.central_path, SUSPENSION, "--mapping", tmp_path)
    assert answer.code == 1
    assert "figures.csv: this table cannot be read" in answer.err
