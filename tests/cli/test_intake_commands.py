from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.cli.conftest import Run
from tests.district import BULLARD, YEAR, District

VERIFY_KEYS = {
    *("file", "verdict", "code", "reason", "kind", "school", "period", "revision", "signer"),
    *("package_signature", "seal", "changed"),
}
IMPORT_KEYS = {"file", "verdict", "code", "reason", "new", "changed", "same", "conflicting", "state"}


def _saved_again(source: Path, target: Path, **cells: object) -> Path:
    """``source`` as another program would save it, with some cells said otherwise."""
    book = openpyxl.load_workbook(source)
    for address, content in cells.items():
        book["Goal 1"][address] = content
    book.save(target)
    return target


def _number_cell(source: Path) -> tuple[str, int]:
    """The address of a cell of the first goal that holds a count, and what it holds."""
    sheet = openpyxl.load_workbook(source)["Goal 1"]
    for row in sheet.iter_rows(min_row=5):
        for cell in row:
            if isinstance(cell.value, int) and cell.value > 10:
                return cell.coordinate, cell.value
    raise AssertionError("no count on the first goal's sheet")


def test_a_signed_submission_is_accepted(run: Run, signed: District) -> None:
    answer = run("verify", signed.folder / "signed.xlsx", "--store", signed.central_path, "--json")
    assert answer.code == 0
    (verdict,) = answer.document
    assert set(verdict) == VERIFY_KEYS
    assert (verdict["verdict"], verdict["code"], verdict["kind"]) == ("accepted", "verified", "submission")
    assert (verdict["school"], verdict["period"], verdict["revision"]) == (BULLARD, YEAR, 1)
    assert (verdict["package_signature"], verdict["seal"], verdict["changed"]) == ("valid", "valid", [])
    assert verdict["reason"] == "Signature and seal hold, and the signer is known."


def test_without_a_workspace_the_best_verdict_is_held(run: Run, signed: District) -> None:
    answer = run("verify", signed.folder / "signed.xlsx", "--json")
    assert answer.code == 0
    assert (answer.document[0]["verdict"], answer.document[0]["code"]) == ("held", "trust.not_checked")
    with_plan = run("verify", signed.folder / "signed.xlsx", "--plan-file", signed.plan_file, "--json")
    assert with_plan.document == answer.document
    both = run("verify", "x.xlsx", "--store", "a", "--plan-file", "b")
    assert both.code == 2


def test_a_file_saved_again_is_held_and_explained(run: Run, signed: District) -> None:
    again = _saved_again(signed.folder / "signed.xlsx", signed.folder / "again.xlsx")
    answer = run("verify", again, "--store", signed.central_path, "--json")
    assert answer.code == 0
    (verdict,) = answer.document
    assert (verdict["verdict"], verdict["code"]) == ("held", "resaved.values_intact")
    assert (verdict["package_signature"], verdict["seal"]) == ("missing", "valid")
    assert "every value is as it was signed" in verdict["reason"]


def test_a_changed_cell_is_named_with_both_values(run: Run, signed: District) -> None:
    source = signed.folder / "signed.xlsx"
    address, number = _number_cell(source)
    changed = _saved_again(source, signed.folder / "changed.xlsx", **{address: number + 1})
    answer = run("verify", changed, "--store", signed.central_path, "--json")
    assert answer.code == 1
    (verdict,) = answer.document
    assert (verdict["verdict"], verdict["code"], verdict["seal"]) == ("refused", "cell.changed", "valid")
    assert verdict["changed"] == [{"sheet": "Goal 1", "cell": address, "signed": str(number), "found": str(number + 1)}]
    told = run("verify", changed, "--store", signed.central_path)
    assert told.code == 1
    assert f"Goal 1!{address}" in told.out


def test_what_is_no_workbook_is_refused_with_what_it_seems_to_be(run: Run, signed: District) -> None:
    letter = signed.folder / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7 letter")
    answer = run("verify", letter, signed.folder / "nowhere.xlsx", signed.folder / "signed.xlsx", "--json")
    assert answer.code == 1
    assert [each["verdict"] for each in answer.document] == ["refused", "refused", "held"]
    assert [each["code"] for each in answer.document[:2]] == ["container.not_a_zip", "file.not_found"]
    assert "PDF" in answer.document[0]["reason"]
    assert answer.document[0]["kind"] is None


def test_a_verdict_is_told_in_words(run: Run, signed: District) -> None:
    answer = run("verify", signed.folder / "signed.xlsx", "--store", signed.central_path)
    assert answer.code == 0
    assert "✓ signed.xlsx: accepted [verified]" in answer.out
    assert f"submission · {BULLARD} · {YEAR} · revision 1 · signed by Pat Principal" in answer.out
    assert "package signature: valid · seal: valid" in answer.out


def test_an_import_is_kept_once_however_often_it_comes(run: Run, signed: District) -> None:
    path = signed.folder / "signed.xlsx"
    dry = run("import", signed.central_path, path, "--dry-run", "--json")
    assert dry.code == 0
    assert dry.document[0]["new"] > 20
    assert run("received", signed.central_path, "--json").document == []
    first = run("import", signed.central_path, path, "--json")
    assert set(first.document[0]) >= IMPORT_KEYS
    assert (first.document[0]["state"], first.document[0]["new"]) == ("received", dry.document[0]["new"])
    again = run("import", signed.central_path, path, "--json")
    assert again.document[0]["state"] == "known"
    accepted = run("import", signed.central_path, path, "--accept")
    assert accepted.code == 0
    assert "accepted" in accepted.out
    assert len(run("received", signed.central_path, "--json").document) == 1


def test_a_folder_stands_for_every_file_in_it(run: Run, signed: District) -> None:
    folder = signed.folder / "inbox"
    folder.mkdir()
    empty = run("import", signed.central_path, folder, "--json")
    assert empty.code == 1
    assert empty.document["error"]["code"] == "import.folder_empty"
    (folder / "one.xlsx").write_bytes((signed.folder / "signed.xlsx").read_bytes())
    (folder / "~$one.xlsx").write_bytes(b"left by Excel")
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    answer = run("import", signed.central_path, folder, "--json")
    assert answer.code == 1, "the letter among them is refused, and not in silence"
    assert [(each["file"], each["state"]) for each in answer.document] == [
        ("notes.txt", "refused"),
        ("one.xlsx", "received"),
    ]
    kept = run("refused", signed.central_path, "--json").document
    assert [(each["file"], each["is_kept"]) for each in kept] == [("notes.txt", True)]
    aside = folder / "aside.txt"
    assert run("refused", signed.central_path, "--save", kept[0]["digest"][:8], "--out", aside).code == 0
    assert aside.read_text(encoding="utf-8") == "x"


def test_a_refused_file_does_not_keep_the_others_out(run: Run, signed: District) -> None:
    broken = signed.folder / "broken.xlsx"
    data = bytearray((signed.folder / "signed.xlsx").read_bytes())
    data[len(data) // 2] ^= 1
    broken.write_bytes(data)
    answer = run("import", signed.central_path, broken, signed.folder / "signed.xlsx", "--accept", "--json")
    assert answer.code == 1
    assert [each["state"] for each in answer.document] == ["refused", "accepted"]
    told = run("import", signed.central_path, broken, "--dry-run")
    assert told.code == 1
    assert answer.document[0]["code"] in told.out


def test_accept_and_dry_run_do_not_go_together(run: Run) -> None:
    assert run("import", "c.ctecs", "x.xlsx", "--accept", "--dry-run").code == 2


def test_a_school_cannot_import(run: Run, signed: District) -> None:
    answer = run("import", signed.school_path(BULLARD), signed.folder / "signed.xlsx", "--json")
    assert answer.code == 1
    assert answer.document["error"]["code"] == "session.wrong_role"
