"""Bad input in a terminal, on a real workspace: a clear answer and exit code, and nothing lost.

Every refusal says what happened, what is safe and what to do, and the workspace holds afterwards what it held before.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from platformdirs import user_log_path

from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.services import intake, review
from ctecs_desktop.services.session import open_session
from ctecs_desktop.services.workspace import create_central, starting_plan
from tests.cli.conftest import Run
from tests.district import BULLARD, SCHOOL_PASSPHRASE, YEAR, District
from tests.faults.refusals import HEADER, SIGN, holdings, require_told


@pytest.fixture
def workplace(signed: District) -> District:
    """The signed district with files beside it that are not what they seem."""
    folder = signed.folder
    good = (folder / f"{BULLARD} {YEAR}.xlsx").read_bytes()
    files = {
        "letter.pdf": b"%PDF-1.7\nDear colleague",
        "picture.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(500),
        "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "empty.xlsx": b"",
        "text.xlsx": HEADER.encode(),
        "truncated.xlsx": good[: len(good) // 2],
        "store.ctecs": b"SQLite format 3\0" + bytes(300),
        "letter.ctecs": b"Dear colleague",
        "wrong.txt": b"granite willow pepper anchor",
        "blank.txt": b"\n",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "a folder").mkdir()
    return signed


REFUSED_WORKBOOKS = {
    "letter.pdf": ("container.not_a_zip", "PDF"),
    "picture.xlsx": ("container.not_a_zip", "picture"),
    "old.xls": ("container.not_a_zip", "Ask for the file to be sent again"),
    "empty.xlsx": ("container.not_a_zip", "empty"),
    "text.xlsx": ("container.not_a_zip", "text"),
    "truncated.xlsx": ("container.truncated", "cut"),
    "not there.xlsx": ("file.not_found", "Check the name"),
}


@pytest.mark.parametrize("name", REFUSED_WORKBOOKS)
def test_a_file_that_is_no_workbook_is_refused_at_import_with_what_it_seems_to_be(
    name: str, run: Run, workplace: District
) -> None:
    before = holdings(workplace.central_path)
    answer = run("import", workplace.central_path, workplace.folder / name, "--accept", "--json")
    code, word = REFUSED_WORKBOOKS[name]
    assert word in require_told(answer, code)
    assert answer.document[0]["state"] == "refused"
    told = run("import", workplace.central_path, workplace.folder / name)
    assert (told.code, code in told.out) == (1, True)
    assert holdings(workplace.central_path) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("open", "SCHOOL", "letter.pdf"), "container.not_a_zip"),
        (("open", "SCHOOL", "truncated.xlsx"), "container.truncated"),
        (("open", "SCHOOL", "not there.xlsx"), "file.not_found"),
        (("open", "SCHOOL", "a folder"), "file.is_a_folder"),
        (("open", "SCHOOL", f"{BULLARD} {YEAR}.xlsx"), "workbook.not_for_school"),
        (("approve", "CENTRAL", "letter.pdf", "--passphrase-file", "central.txt"), "container.not_a_zip"),
        (("approve", "CENTRAL", "plan.xlsx", "--passphrase-file", "central.txt"), "workbook.other_kind"),
        (("enter", "SCHOOL", "picture.xlsx"), "entry.not_a_table"),
        (("enter", "SCHOOL", "not there.csv"), "file.not_found"),
        (("enter", "SCHOOL", "a folder"), "file.is_a_folder"),
        (("import", "CENTRAL", "a folder"), "import.folder_empty"),
        (("verify", "a folder"), "import.folder_empty"),
        (("import", "SCHOOL", f"{BULLARD} {YEAR}.xlsx"), "session.wrong_role"),
        (("rollup", "SCHOOL", "--period", YEAR), "session.wrong_role"),
        (("approve", "SCHOOL", "plan.xlsx", "--passphrase-file", "central.txt"), "session.wrong_role"),
        (("open", "CENTRAL", "plan.xlsx"), "session.wrong_role"),
        (("export", "SCHOOL", "--period", YEAR, "--out", "no folder/out.xlsx"), "file.no_such_folder"),
        (("export", "SCHOOL", "--period", YEAR, "--out", "a folder"), "file.is_a_folder"),
        (("export", "SCHOOL", "--period", "2013-14", "--out", "out.xlsx"), "submission.not_signed"),
        (("sign", "SCHOOL", *SIGN, "--passphrase-file", "wrong.txt", "--out", "out.xlsx"), "key.wrong_passphrase"),
        (("sign", "SCHOOL", *SIGN, "--passphrase-file", "blank.txt", "--out", "out.xlsx"), "passphrase.empty"),
        (("sign", "SCHOOL", *SIGN, "--passphrase-file", "none.txt", "--out", "out.xlsx"), "passphrase.unreadable"),
        (("sign", "SCHOOL", *SIGN, "--passphrase-file", "school.txt", "--out", "out.xlsx"), "submission.locked"),
        (("plan", "CENTRAL", "--passphrase-file", "wrong.txt", "--out", "out.xlsx"), "key.wrong_passphrase"),
        (("validate", "SCHOOL", "--period", "2099-00"), "plan.unknown_period"),
        (("status", "no store.ctecs"), "store.missing"),
        (("status", "letter.ctecs"), "store.not_a_store"),
        (("status", "store.ctecs"), "store.not_a_store"),
        (("enter", "a folder", "plan.xlsx"), "store.unreadable"),
        (("import", "letter.pdf", f"{BULLARD} {YEAR}.xlsx"), "store.not_a_store"),
    ],
    ids=lambda value: " ".join(value[:3]) if isinstance(value, tuple) else value,
)
def test_a_refused_command_says_why_and_leaves_both_workspaces_as_they_were(
    words: Sequence[str], code: str, run: Run, workplace: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workplace.folder)
    stores = {"CENTRAL": workplace.central_path, "SCHOOL": workplace.school_path(BULLARD)}
    before = {name: holdings(path) for name, path in stores.items()}
    files = {each.name for each in workplace.folder.iterdir() if each.suffix != ".lock"}
    given = [stores.get(word, word) for word in words]
    require_told(run(*given, "--json"), code)
    told = run(*given)
    assert told.code == 1
    assert told.err.strip()
    assert told.out.strip() == ""
    assert {name: holdings(path) for name, path in stores.items()} == before
    assert {each.name for each in workplace.folder.iterdir() if each.suffix != ".lock"} == files


@pytest.mark.parametrize(
    "words",
    [
        ("sign", "store.ctecs"),
        ("enter", "store.ctecs"),
        ("verify",),
        ("import", "store.ctecs", "x.xlsx", "--sudo"),
        ("improt", "store.ctecs"),
        ("new", "store.ctecs", "--role", "boss"),
    ],
)
def test_a_wrong_command_line_is_told_with_exit_code_2(words: Sequence[str], run: Run) -> None:
    answer = run(*words)
    assert answer.code == 2
    assert "Usage:" in answer.err
    as_json = run(*words, "--json")
    assert (as_json.code, as_json.document["error"]["code"]) == (2, "usage")


REFUSED_VALUES = {
    "unknown measure": (f"9.99,{YEAR},all,1,2,,,\n", "plan.unknown_measure", "line 2, measure"),
    "unknown subgroup": (f"1.01,{YEAR},gender.unheard,1,2,,,\n", "plan.unknown_subgroup", "line 2, subgroup"),
    "unknown period": ("1.01,2099-00,all,1,2,,,\n", "plan.unknown_period", "line 2, period"),
    "decimal comma": (f'1.12,{YEAR},all,,100,"469,4",,\n', "value.decimal_comma", "line 2, value"),
    "text in a number": (f"1.01,{YEAR},all,many,784,,,\n", "value.not_a_number", "line 2, numerator"),
    "a value where its parts belong": (f"1.01,{YEAR},all,,,20.9,,\n", "value.parts_wanted", "line 2"),
    "a number without end": (f"1.01,{YEAR},all,1e400,784,,,\n", "value.exponent", "line 2, numerator"),
    "given twice": (f"1.01,{YEAR},all,1,784,,,\n1.01,{YEAR},all,2,784,,,\n", "entry.given_twice", "line 3, measure"),
    "of central office": (f"4.06,{YEAR},all,1,2,,,\n", "entry.central_only", "line 2, measure"),
}


@pytest.mark.parametrize("name", REFUSED_VALUES)
def test_a_value_that_cannot_be_taken_is_named_with_its_place_and_none_of_the_file_is_written(
    name: str, run: Run, unsigned: District
) -> None:
    row, code, where = REFUSED_VALUES[name]
    table = unsigned.folder / "more.csv"
    table.write_text(f"{HEADER}{row}1.03,{YEAR},all,1,784,,,\n", encoding="utf-8")
    path = unsigned.school_path(BULLARD)
    before = holdings(path)
    answer = run("enter", path, table, "--json")
    assert (answer.code, answer.document["new"], answer.document["changed"]) == (1, 0, 0)
    (refused,) = answer.document["refused"]
    assert refused["code"] == code
    assert refused["where"].startswith(where)
    assert refused["reason"].count(".") >= 1
    told = run("enter", path, table)
    assert told.code == 1
    assert "nothing was written" in told.out
    assert holdings(path) == before


def test_another_districts_workbook_is_refused_and_said_to_be_that(run: Run, signed: District, tmp_path: Path) -> None:
    plan = replace(starting_plan(practice=True), district=SchoolCode("9000099"), district_name="Another district")
    other = tmp_path / "other" / "central.ctecs"
    other.parent.mkdir()
    create_central(other, plan=plan, passphrase="granite willow pepper anchor").close()
    answer = run("import", other, signed.folder / f"{BULLARD} {YEAR}.xlsx", "--accept", "--json")
    assert "9000016" in require_told(answer, "workbook.other_district")
    with open_session(other, writable=False) as session:
        assert review.received(session) == []
        assert [each.code for each in intake.refused_files(session)] == ["workbook.other_district"]


def test_a_store_that_somebody_has_open_is_told_with_who_has_it(run: Run, unsigned: District) -> None:
    path = unsigned.school_path(BULLARD)
    table = unsigned.folder / f"values {BULLARD}.csv"
    with unsigned.school():
        message = require_told(run("enter", path, table, "--json"), "store.owned")
        assert str(os.getpid()) in message
        assert "Your work is safe there" in message
        assert run("status", path, "--json").code == 0, "a reader may look"
    assert run("enter", path, table, "--json").code == 0


def test_a_store_of_a_newer_program_is_refused_by_every_command_and_stays_byte_for_byte(
    run: Run, workplace: District
) -> None:
    path = workplace.school_path(BULLARD)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=9999")
    before = path.read_bytes()
    for words in (
        ("status", path),
        ("check", path),
        ("enter", path, workplace.folder / f"values {BULLARD}.csv"),
        ("open", path, workplace.plan_file),
        ("validate", path, "--period", YEAR),
        ("export", path, "--period", YEAR, "--out", workplace.folder / "out.xlsx"),
    ):
        answer = run(*words, "--json")
        assert answer.code == 1, words
        if words[0] == "check":
            assert [each["ok"] for each in answer.document["checks"]][-1] is False
        else:
            assert "newest version" in require_told(answer, "store.too_new")
        assert path.read_bytes() == before, words
    assert not (workplace.folder / "out.xlsx").exists()


def test_a_damaged_store_is_refused_and_kept_as_it_is(run: Run, workplace: District) -> None:
    path = workplace.school_path(BULLARD)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    before = path.read_bytes()
    answer = run("enter", path, workplace.folder / f"values {BULLARD}.csv", "--json")
    assert "backup" in require_told(answer, "store.damaged")
    assert run("check", path).code == 1
    assert path.read_bytes() == before


def test_a_workbook_that_cannot_be_written_is_kept_in_the_store_and_exported_again(
    run: Run, unsigned: District
) -> None:
    path = unsigned.school_path(BULLARD)
    words = (*SIGN, "--passphrase-file", unsigned.folder / "school.txt")
    answer = run("sign", path, *words, "--out", unsigned.folder / "no folder" / "out.xlsx", "--json")
    message = require_told(answer, "sign.not_exported")
    assert "ctecs export" in message
    again = run("export", path, "--period", YEAR, "--out", unsigned.folder / "out.xlsx", "--json")
    assert again.code == 0
    verified = run("import", unsigned.central_path, unsigned.folder / "out.xlsx", "--accept", "--json")
    assert verified.document[0]["state"] == "accepted"


def test_the_passphrase_is_in_no_answer_and_in_no_log(run: Run, workplace: District) -> None:
    words = (*SIGN, "--passphrase-file", workplace.folder / "school.txt", "--out", workplace.folder / "out.xlsx")
    answer = run("sign", workplace.school_path(BULLARD), *words)
    assert answer.code == 1
    logs = [each.read_text(encoding="utf-8") for each in user_log_path("ctecs_desktop", appauthor=False).glob("*.log")]
    assert logs
    for word in SCHOOL_PASSPHRASE.split():
        assert word not in "".join((answer.out, answer.err, *logs))
