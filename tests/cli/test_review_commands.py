from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import openpyxl

from tests.cli.conftest import Answer, Run
from tests.district import BULLARD, YEAR, District


def _reply(run: Run, district: District, digest: str, out: Path, *more: object) -> Answer:
    passphrase = ("--passphrase-file", district.folder / "central.txt")
    return run("reply", district.central_path, digest, "--out", out, *passphrase, *more)


def test_what_is_held_is_listed_with_how_it_stands(run: Run, imported: District) -> None:
    answer = run("received", imported.central_path, "--period", YEAR, "--json")
    (held,) = answer.document
    assert (held["school"], held["revision"], held["status"], held["verdict"]) == (BULLARD, 1, "accepted", "accepted")
    told = run("received", imported.central_path)
    assert held["digest"][:12] in told.out
    assert run("received", imported.central_path, "--period", "2013-14", "--json").document == []
    assert "Nothing was received yet" in run("received", imported.central_path, "--period", "2013-14").out


def test_a_submission_is_returned_with_a_reason_and_accepted_again(run: Run, imported: District) -> None:
    digest = run("received", imported.central_path, "--json").document[0]["digest"]
    returned = run("return", imported.central_path, digest[:8], "--reason", "1.01 is twice last year's", "--json")
    assert returned.code == 0
    assert returned.document["status"] == "returned"
    accepted = run("accept", imported.central_path, digest[:8])
    assert accepted.code == 0
    assert "accepted" in accepted.out


def test_a_digest_must_be_that_of_one_submission(run: Run, imported: District) -> None:
    for command in (("accept",), ("return", "--reason", "x"), ("reply", "--out", "x.xlsx")):
        answer = run(command[0], imported.central_path, "zz", *command[1:], "--json")
        assert answer.code == 1
        assert answer.document["error"]["code"] == "review.no_such_submission"


def test_a_re_saved_file_is_accepted_with_a_reason_only(run: Run, signed: District) -> None:
    again = signed.folder / "again.xlsx"
    openpyxl.load_workbook(signed.folder / "signed.xlsx").save(again)
    imported = run("import", signed.central_path, again, "--accept", "--json")
    assert imported.document[0]["state"] == "held"
    digest = imported.document[0]["digest"]
    without = run("accept", signed.central_path, digest, "--json")
    assert without.document["error"]["code"] == "review.reason_missing"
    assert "held" in without.document["error"]["message"]
    assert run("accept", signed.central_path, digest, "--reason", "Called the school").code == 0


def test_questions_reach_the_school(run: Run, imported: District) -> None:
    digest = run("received", imported.central_path, "--json").document[0]["digest"]
    out = imported.folder / "reply.xlsx"
    written = _reply(
        *(
            run,
            imported,
            digest,
            out,
            "--note",
            "Thank you.",
            "--question",
            "1.01 all: Is this year's numerator right?",
        ),
        *("--question", "3.01: Which day?", "--json"),
    )
    assert written.code == 0, written
    assert written.document["questions"] == 2
    opened = run("open", imported.school_path(BULLARD), out, "--json")
    assert opened.code == 0
    reply = opened.document["reply"]
    assert (reply["period"], reply["revision"], reply["status"], reply["note"]) == (YEAR, 1, "accepted", "Thank you.")
    assert [(each["measure"], each["subgroup"], each["text"]) for each in reply["questions"]] == [
        ("1.01", "all", "Is this year's numerator right?"),
        ("3.01", "all", "Which day?"),
    ]
    told = run("open", imported.school_path(BULLARD), out)
    assert "Is this year's numerator right?" in told.out


def test_a_question_must_name_a_value_of_the_plan(run: Run, imported: District) -> None:
    digest = run("received", imported.central_path, "--json").document[0]["digest"]
    for question, code in (
        ("no colon", "reply.question_unclear"),
        ("1.01 all:  ", "reply.question_unclear"),
        ("9.99 all: Why?", "plan.unknown_measure"),
        ("1.01 no.such: Why?", "plan.unknown_subgroup"),
    ):
        answer = _reply(run, imported, digest, imported.folder / "r.xlsx", "--question", question, "--json")
        assert answer.code == 1
        assert answer.document["error"]["code"] == code
    assert not (imported.folder / "r.xlsx").exists()


def test_the_rollup_document_has_the_keys_that_scripts_rely_on(run: Run, imported: District) -> None:
    answer = run("rollup", imported.central_path, "--period", YEAR, "--json")
    assert answer.code == 0
    document = answer.document
    assert (document["period"], document["schools_expected"], document["schools_accepted"]) == (YEAR, 18, 1)
    figures = {(each["measure"], each["subgroup"]): each for each in document["figures"]}
    absence = figures["1.01", "all"]
    assert set(absence) >= {
        *("measure", "subgroup", "method", "numerator", "denominator", "value", "low", "high", "status"),
        *("coverage", "sources"),
    }
    assert absence["method"] == "ratio of sums"
    assert abs(Decimal(absence["value"]) - 100 * Decimal(absence["numerator"]) / Decimal(absence["denominator"])) < 1
    (source,) = absence["sources"]
    assert (source["school"], source["revision"], source["file"]) == (BULLARD, 1, "signed.xlsx")
    assert source["cell"]
    assert absence["coverage"]["reporting"] == 1


def test_the_rollup_is_shown_by_goal_with_coverage_and_notes(run: Run, imported: District) -> None:
    answer = run("rollup", imported.central_path, "--period", YEAR)
    assert answer.code == 0
    assert "1 of 18 schools accepted" in answer.out
    assert "1 Culture, Climate, Instruction" in answer.out
    assert "Schools are missing; the bounds allow for what they may report." in answer.out
    with_groups = run("rollup", imported.central_path, "--period", YEAR, "--subgroups")
    assert len(with_groups.out.splitlines()) > len(answer.out.splitlines()) + 20


def test_the_rollup_is_written_as_a_workbook_or_a_table(run: Run, imported: District) -> None:
    sheet, table = imported.folder / "rollup.xlsx", imported.folder / "rollup.CSV"
    for out in (sheet, table):
        answer = run("rollup", imported.central_path, "--period", YEAR, "--out", out)
        assert answer.code == 0, answer.err
        assert "Wrote" in answer.out
    assert "Values" in openpyxl.load_workbook(sheet).sheetnames
    with table.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) > 60
    document = imported.folder / "rollup.json"
    assert run("rollup", imported.central_path, "--period", YEAR, "--out", document).code == 0
    told = run("rollup", imported.central_path, "--period", YEAR, "--json").document
    assert json.loads(document.read_text(encoding="utf-8")) == told
    assert run("rollup", imported.central_path, "--period", YEAR, "--out", "rollup.pdf").code == 2


def test_a_school_has_no_rollup(run: Run, imported: District) -> None:
    answer = run("rollup", imported.school_path(BULLARD), "--period", YEAR)
    assert answer.code == 1
    assert "belongs to central office" in answer.err
