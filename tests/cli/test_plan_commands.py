from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from ctecs_desktop.services import plan_editing
from tests.cli.conftest import Run
from tests.district import District


def edited(path: Path, *, cell: str = "B5", text: object = "Absence") -> Path:
    book = load_workbook(path)
    book["Measures"][cell].value = text
    book.save(path)
    return path


def test_a_draft_goes_to_excel_and_back_and_is_published(run: Run, enrolled: District, tmp_path: Path) -> None:
    store, file = enrolled.central_path, tmp_path / "draft.xlsx"
    assert run("draft", store, "--out", file, "--json").document["file"] == str(file)
    edited(file)
    seen = run("draft", store, "--take", file, "--dry-run")
    assert seen.code == 0, seen.err
    assert "Name is “Absence” instead of “Chronic absenteeism rate”." in seen.out
    assert "Nothing was written." in seen.out
    assert run("draft", store, "--json").document["differences"] == []
    assert run("draft", store, "--take", file).code == 0
    (difference,) = run("draft", store, "--json").document["differences"]
    assert (difference["row"], difference["column"], difference["after"]) == ("1.01", "name", "Absence")
    published = run(
        *("plan", store, "--draft", "--out", tmp_path / "plan.xlsx", "--json"),
        *("--passphrase-file", enrolled.folder / "central.txt"),
    )
    assert published.document["plan_version"] == "demo-2013-17.2"
    (since,) = run("draft", store, "--since", "demo-2013-17.1", "--json").document["differences"]
    assert since == difference


def test_what_is_wrong_in_a_file_is_told_by_sheet_and_cell(run: Run, enrolled: District, tmp_path: Path) -> None:
    file = tmp_path / "draft.xlsx"
    run("draft", enrolled.central_path, "--out", file)
    answer = run("draft", enrolled.central_path, "--take", edited(file, cell="D5", text="percents"))
    assert answer.code == 1
    assert "Measures!D5: “percents” is not one of the choices" in answer.out
    with enrolled.central() as session:
        assert plan_editing.draft_of(session).is_changed


def test_the_plan_in_force_is_published_as_before_whatever_the_draft_says(
    run: Run, enrolled: District, tmp_path: Path
) -> None:
    with enrolled.central() as session:
        goal = plan_editing.draft_of(session).rows["goals"][0].key
        plan_editing.change_cells(session, goal, {"title": ""})
    words = ("--out", tmp_path / "plan.xlsx", "--passphrase-file", enrolled.folder / "central.txt", "--json")
    assert run("plan", enrolled.central_path, *words).document["plan_version"] == "demo-2013-17.1"
    refused = run("plan", enrolled.central_path, "--draft", *words)
    assert (refused.code, refused.document["error"]["code"]) == (1, "plan.invalid")


def test_one_thing_is_done_at_a_time(run: Run, enrolled: District) -> None:
    assert run("draft", enrolled.central_path, "--out", "a.xlsx", "--take", "b.xlsx").code == 2
    assert run("draft", enrolled.central_path, "--dry-run").code == 2
