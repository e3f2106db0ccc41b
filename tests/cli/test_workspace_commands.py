from __future__ import annotations

from pathlib import Path

import pytest

from ctecs_desktop.domain.rule import Severity
from ctecs_desktop.services import submission
from tests.cli.conftest import Run
from tests.district import BULLARD, CENTRAL_PASSPHRASE, YEAR, District


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    path = tmp_path / "pass.txt"
    path.write_text(f"{CENTRAL_PASSPHRASE}\n", encoding="utf-8")
    return path


def test_central_office_is_made_from_the_shipped_plan(run: Run, tmp_path: Path, passphrase: Path) -> None:
    store = tmp_path / "central.ctecs"
    answer = run("new", store, "--role", "central", "--passphrase-file", passphrase, "--json")
    assert answer.code == 0
    assert len(answer.document["words"]) == 7
    assert store.exists()
    assert Path(answer.document["key"]).exists()
    assert CENTRAL_PASSPHRASE not in answer.out


def test_an_existing_workspace_is_never_overwritten(run: Run, enrolled: District, passphrase: Path) -> None:
    before = enrolled.central_path.read_bytes()
    answer = run("new", enrolled.central_path, "--role", "central", "--passphrase-file", passphrase)
    assert answer.code == 1
    assert "nothing is ever written over it" in answer.err
    assert enrolled.central_path.read_bytes() == before


def test_the_passphrase_may_come_from_standard_input(run: Run, tmp_path: Path) -> None:
    answer = run(
        *("new", tmp_path / "c.ctecs", "--role", "central", "--practice", "--passphrase-file", "-"),
        typed=f"{CENTRAL_PASSPHRASE}\n",
    )
    assert answer.code == 0, answer.err


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"\n", "passphrase.empty"), (b"\xff\xfe\n", "passphrase.unreadable"), (None, "passphrase.unreadable")],
)
def test_a_passphrase_file_that_says_nothing_is_refused(
    run: Run, tmp_path: Path, content: bytes | None, code: str
) -> None:
    path = tmp_path / "pass.txt"
    if content is not None:
        path.write_bytes(content)
    answer = run("new", tmp_path / "c.ctecs", "--role", "central", "--passphrase-file", path, "--json")
    assert answer.code == 1
    assert answer.document["error"]["code"] == code
    assert not (tmp_path / "c.ctecs").exists()


def test_without_a_terminal_a_passphrase_must_come_from_a_file(run: Run, tmp_path: Path) -> None:
    answer = run("new", tmp_path / "c.ctecs", "--role", "central")
    assert answer.code == 2
    assert "--passphrase-file" in answer.err


def test_a_weak_passphrase_is_refused_with_advice(run: Run, tmp_path: Path) -> None:
    answer = run("new", tmp_path / "c.ctecs", "--role", "central", "--passphrase-file", "-", typed="secret\n")
    assert answer.code == 1
    assert "too short" in answer.err
    assert "twelve characters" in answer.err


@pytest.mark.parametrize(
    "options",
    [
        ("--role", "school"),
        ("--role", "school", "--school", "9001116", "--plan-file", "p.xlsx", "--practice"),
        ("--role", "central", "--words", "a b"),
        ("--role", "central", "--plan", "folder", "--practice"),
    ],
)
def test_options_of_the_other_role_are_wrong_usage(run: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    assert run("new", tmp_path / "x.ctecs", *options).code == 2


def test_a_school_is_made_once_the_words_are_compared(run: Run, enrolled: District) -> None:
    words = " ".join(run("status", enrolled.central_path, "--json").document["district_words"])
    answer = run(
        *("new", enrolled.folder / "new.ctecs", "--role", "school", "--plan-file", enrolled.plan_file),
        *("--school", "9001216", "--words", words.upper(), "--json"),
    )
    assert answer.code == 0, answer
    assert answer.document["name"] == "Henry Abbott Technical High School"
    assert answer.document["words"] == words.split()


def test_words_that_differ_make_no_school(run: Run, enrolled: District) -> None:
    answer = run(
        *("new", enrolled.folder / "new.ctecs", "--role", "school", "--plan-file", enrolled.plan_file),
        *("--school", "9001216", "--words", "one two three four five six seven"),
    )
    assert answer.code == 1
    assert "not those of the district's key" in answer.err
    assert not (enrolled.folder / "new.ctecs").exists()


def test_without_a_comparison_the_words_are_shown_and_no_school_is_made(run: Run, enrolled: District) -> None:
    words = " ".join(run("status", enrolled.central_path, "--json").document["district_words"])
    answer = run(
        *("new", enrolled.folder / "new.ctecs", "--role", "school"),
        *("--plan-file", enrolled.plan_file, "--school", "9001216"),
    )
    assert answer.code == 1
    assert words in answer.out
    assert "--yes-words-compared" in answer.err
    assert not (enrolled.folder / "new.ctecs").exists()


def test_a_school_that_the_plan_lacks_is_refused(run: Run, enrolled: District) -> None:
    answer = run(
        *("new", enrolled.folder / "new.ctecs", "--role", "school", "--plan-file", enrolled.plan_file),
        *("--school", "1234567", "--yes-words-compared", "--json"),
    )
    assert answer.code == 1
    assert answer.document["error"]["code"] == "plan.unknown_school"
    assert not (enrolled.folder / "new.ctecs").exists()


def test_status_of_a_school_says_what_is_left(run: Run, enrolled: District) -> None:
    answer = run("status", enrolled.school_path(BULLARD), "--period", YEAR, "--json")
    assert answer.code == 0
    document = answer.document
    assert (document["role"], document["organization"], document["state"]) == ("school", BULLARD, "draft")
    assert document["has_key"] is True
    assert document["signed"] is None
    assert [goal["left"] for goal in document["goals"]] == [0] * 5
    told = run("status", enrolled.school_path(BULLARD), "--period", YEAR)
    assert "Bullard-Havens Technical High School (9001116): a school's workspace" in told.out
    assert "2015-16, revision 1: draft" in told.out


def test_status_of_central_office_says_who_has_sent_what(run: Run, imported: District) -> None:
    answer = run("status", imported.central_path, "--period", YEAR, "--json")
    schools = {each["school"]: each for each in answer.document["schools"]}
    assert schools[BULLARD]["status"] == "accepted"
    assert schools["9001216"]["status"] is None
    assert (schools["9001216"]["state"], schools["9001216"]["days_late"]) == ("missing", 0)
    assert [each["revoked"] for each in answer.document["certificates"]] == [None]
    told = run("status", imported.central_path, "--period", YEAR)
    # Row by row: the words of a key, printed above, are drawn at random, and "isolate" is one of them.
    rows = [line for line in told.out.splitlines() if line.startswith("9001216")]
    assert [row.split()[-1] for row in rows] == ["missing"], "it was due before there was this workspace: not late"
    assert "believed" in told.out


def test_status_of_an_unknown_period_names_the_known_ones(run: Run, enrolled: District) -> None:
    answer = run("status", enrolled.central_path, "--period", "1999-00")
    assert answer.code == 1
    assert "2013-14, 2014-15, 2015-16" in answer.err


def test_check_holds_on_a_sound_workspace(run: Run, imported: District) -> None:
    answer = run("check", imported.central_path, "--json")
    assert answer.code == 0, answer.out
    assert answer.document["ok"] is True
    names = [each["name"] for each in answer.document["checks"]]
    assert {"integrity", "chain", "replay", "rollup 2015-16"} <= set(names)
    assert all(each["detail"] == "" for each in answer.document["checks"])


def test_check_names_what_does_not_hold(run: Run, enrolled: District) -> None:
    path = enrolled.school_path(BULLARD)
    data = bytearray(path.read_bytes())
    data[0:4] = b"None"
    path.write_bytes(data)
    answer = run("check", path, "--json")
    assert answer.code == 1
    assert answer.document["ok"] is False
    assert answer.document["checks"] == [
        {"name": "header", "ok": False, "detail": answer.document["checks"][0]["detail"]}
    ]
    assert "not a workspace" in answer.document["checks"][0]["detail"]
    assert "✕" in run("check", path).out


def test_a_workspace_in_use_is_told_who_has_it(run: Run, enrolled: District) -> None:
    with enrolled.school():
        answer = run("amend", enrolled.school_path(BULLARD), "--period", YEAR, "--reason", "x")
    assert answer.code == 1
    assert "is open already" in answer.err


def test_a_plan_workbook_is_published_and_taken_in(run: Run, enrolled: District) -> None:
    out = enrolled.folder / "published.xlsx"
    answer = run(
        *("plan", enrolled.central_path, "--out", out, "--passphrase-file", enrolled.folder / "central.txt", "--json")
    )
    assert answer.code == 0
    assert answer.document["certificates"] == 1
    assert out.exists()
    opened = run("open", enrolled.school_path(BULLARD), out, "--json")
    assert opened.code == 0
    assert opened.document["kind"] == "plan"
    assert opened.document["is_new_plan"] is False


def test_a_school_cannot_open_a_submission(run: Run, signed: District) -> None:
    answer = run("open", signed.school_path(BULLARD), signed.folder / "signed.xlsx", "--json")
    assert answer.code == 1
    assert answer.document["error"]["code"] == "workbook.not_for_school"


def test_the_fixture_has_warnings_and_no_errors(enrolled: District) -> None:
    with enrolled.school() as session:
        found = submission.validate(session, YEAR)
    assert found.findings
    assert {each.severity for each in found.findings} == {Severity.WARNING}
