from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Run
from tests.district import BULLARD, SCHOOL_PASSPHRASE, YEAR, District


def _sign(run: Run, district: District, out: Path, *more: object) -> Answer:
    return run(
        *("sign", district.school_path(BULLARD), "--period", YEAR, "--signer", "Pat Jones", "--role", "Principal"),
        *("--passphrase-file", district.folder / "school.txt", "--out", out, *more),
    )


def test_signing_leaves_a_workbook_that_central_office_accepts(run: Run, enrolled: District) -> None:
    out = enrolled.folder / "out.xlsx"
    answer = _sign(run, enrolled, out, "--json")
    assert answer.code == 0, answer
    assert answer.document["revision"] == 1
    assert answer.document["values"] > 20
    assert SCHOOL_PASSPHRASE not in answer.out
    verdict = run("verify", out, "--store", enrolled.central_path, "--json")
    assert verdict.document[0]["signer"] == "Pat Jones"
    assert verdict.document[0]["verdict"] == "accepted"


def test_a_signed_period_is_not_signed_again(run: Run, signed: District) -> None:
    answer = _sign(run, signed, signed.folder / "again.xlsx", "--json")
    assert answer.code == 1
    assert answer.document["error"]["code"] == "submission.locked"
    assert not (signed.folder / "again.xlsx").exists()


def test_a_wrong_passphrase_signs_nothing(run: Run, enrolled: District) -> None:
    wrong = enrolled.folder / "wrong.txt"
    wrong.write_text("violet copper orchard lantern\n", encoding="utf-8")
    answer = run(
        *("sign", enrolled.school_path(BULLARD), "--period", YEAR, "--signer", "P", "--role", "R"),
        *("--passphrase-file", wrong, "--out", enrolled.folder / "out.xlsx"),
    )
    assert answer.code == 1
    assert answer.err.startswith("The passphrase does not open the key.")


def test_open_findings_stop_signing(run: Run, enrolled: District) -> None:
    answer = run(
        *("sign", enrolled.school_path(BULLARD), "--period", "2016-17", "--signer", "P", "--role", "R"),
        *("--passphrase-file", enrolled.folder / "school.txt", "--out", enrolled.folder / "out.xlsx"),
    )
    assert answer.code == 1
    assert "must be corrected" in answer.err
    assert "ctecs validate" in answer.err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no folder that a path can run through as a file")
def test_where_the_file_cannot_be_written_the_signature_is_kept_and_told(run: Run, enrolled: District) -> None:
    no_folder = enrolled.folder / "missing" / "out.xlsx"
    answer = _sign(run, enrolled, no_folder, "--json")
    assert answer.code == 1
    assert answer.document["error"]["code"] == "sign.not_exported"
    assert "do not sign again" in answer.document["error"]["message"]
    out = enrolled.folder / "out.xlsx"
    assert run("export", enrolled.school_path(BULLARD), "--period", YEAR, "--out", out).code == 0
    assert run("verify", out, "--store", enrolled.central_path).code == 0


def test_an_export_is_the_same_bytes_again(run: Run, signed: District) -> None:
    copy = signed.folder / "copy.xlsx"
    answer = run("export", signed.school_path(BULLARD), "--period", YEAR, "--out", copy)
    assert answer.code == 0
    assert copy.read_bytes() == (signed.folder / "signed.xlsx").read_bytes()


def test_an_amendment_opens_the_next_revision(run: Run, signed: District) -> None:
    store = signed.school_path(BULLARD)
    answer = run("amend", store, "--period", YEAR, "--reason", "A slip in 1.01", "--json")
    assert answer.code == 0
    assert answer.document == {"period": YEAR, "revision": 2, "reason": "A slip in 1.01"}
    assert run("status", store, "--period", YEAR, "--json").document["state"] == "draft"
    unsigned = run("amend", store, "--period", YEAR, "--reason", "Again")
    assert unsigned.code == 1


def test_a_school_enrols_and_is_approved_with_its_words(run: Run, enrolled: District) -> None:
    store, folder = enrolled.folder / "abbott.ctecs", enrolled.folder
    made = run(
        *("new", store, "--role", "school", "--plan-file", enrolled.plan_file, "--school", "9001216"),
        "--yes-words-compared",
    )
    assert made.code == 0
    request = folder / "request.xlsx"
    asked = run(
        *("enrol", store, "--signer", "Ann Abbott", "--role", "Principal", "--out", request),
        *("--passphrase-file", folder / "school.txt", "--json"),
    )
    assert asked.code == 0
    words = asked.document["words"]
    approve = ("approve", enrolled.central_path, request, "--passphrase-file", folder / "central.txt", "--json")
    wrong = run(*approve, "--words", " ".join(reversed(words)))
    assert wrong.code == 1
    assert wrong.document["error"]["code"] == "enrolment.words_differ"
    right = run(*approve, "--words", " ".join(words))
    assert right.code == 0
    assert (right.document["school"], right.document["signer"]) == ("9001216", "Ann Abbott")
    held = run("verify", request, "--store", enrolled.central_path, "--json")
    assert held.document[0]["verdict"] == "held"
    assert held.document[0]["kind"] == "enrolment"


def test_without_words_the_approval_shows_them(run: Run, enrolled: District) -> None:
    request = enrolled.folder / f"enrolment {BULLARD}.xlsx"
    answer = run(
        *("approve", enrolled.central_path, request, "--passphrase-file", enrolled.folder / "central.txt"),
    )
    assert answer.code == 0
    assert "Pat Principal" in answer.out


def test_a_revoked_certificate_is_believed_no_longer(run: Run, signed: District) -> None:
    certificate = run("status", signed.central_path, "--json").document["certificates"][0]["fingerprint"]
    answer = run("revoke", signed.central_path, certificate[:10], "--reason", "key_stolen", "--json")
    assert answer.code == 0
    assert answer.document["revoked"] == [certificate]
    verdict = run("verify", signed.folder / "signed.xlsx", "--store", signed.central_path, "--json")
    assert verdict.code == 1
    assert verdict.document[0]["code"] == "trust.revoked"
    assert "the key was stolen" in verdict.document[0]["reason"]
    listed = run("status", signed.central_path)
    assert "revoked: the key was stolen" in listed.out


def test_a_fingerprint_must_be_that_of_one_certificate(run: Run, enrolled: District) -> None:
    answer = run("revoke", enrolled.central_path, "zz", "--reason", "key_lost", "--json")
    assert answer.code == 1
    assert answer.document["error"]["code"] == "trust.no_such_certificate"
