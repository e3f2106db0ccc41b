"""The district's key and the register of schools in a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.district import BULLARD, YEAR, District

SECOND = "seven brass kettles humming"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_copies_drills_and_a_second_key_that_takes_over(run: Run, enrolled: District, stick: Path) -> None:
    store, folder = enrolled.central_path, enrolled.folder
    (folder / "second.txt").write_text(SECOND, encoding="utf-8")
    own = ("--passphrase-file", folder / "central.txt", "--json")
    assert run("key", "copy", store, stick / "copy.p12", "--place", "the safe", *own).document["place"] == "the safe"
    assert run("key", "drill", store, stick / "copy.p12", "--place", "the safe", *own).document["kind"] == "drill"
    (only,) = run("key", "status", store, "--json").document["keys"]
    assert (only["copies_missing"], only["is_drill_due"], only["is_in_use"]) == (1, False, True)
    refused = run("revoke", store, only["fingerprint"], "--reason", "key_lost", "--json")
    assert refused.document["error"]["code"] == "trust.last_root"
    second = stick / "second.p12"
    made = run("key", "second", store, second, "--new-passphrase-file", folder / "second.txt", *own)
    assert made.code == 0
    assert run("plan", store, "--out", enrolled.plan_file, *own).code == 0
    assert run("open", enrolled.school_path(BULLARD), enrolled.plan_file).code == 0
    use = run("key", "use", store, second, "--passphrase-file", folder / "second.txt", "--json")
    assert use.document["words"] == made.document["words"]
    assert "in reserve" in run("key", "status", store).out
    assert run("revoke", store, only["fingerprint"], "--reason", "key_stolen").code == 0
    by_second = ("--passphrase-file", folder / "second.txt")
    renewed = run("renew", store, BULLARD, *by_second, "--json").document
    assert [each["school"] for each in renewed["renewed"]] == [BULLARD]
    sent = run("certificate", store, BULLARD, "--out", folder / "certificate.xlsx", *by_second)
    assert sent.code == 0
    opened = run("open", enrolled.school_path(BULLARD), folder / "certificate.xlsx")
    assert opened.code == 0, opened.err
    words = run("status", enrolled.school_path(BULLARD), "--period", YEAR, "--json").document["district_words"]
    assert words == made.document["words"]


def test_after_a_loss_without_a_second_key_the_telephone_decides(run: Run, enrolled: District) -> None:
    store, folder, school = enrolled.central_path, enrolled.folder, enrolled.school_path(BULLARD)
    (folder / "second.txt").write_text(SECOND, encoding="utf-8")
    new = ("--passphrase-file", folder / "second.txt", "--json")
    assert run("key", "replace", store, *new).document["error"]["code"] == "key.is_there"
    store.with_name("central.key.p12").unlink()
    words = run("key", "replace", store, *new).document["words"]
    assert run("plan", store, "--out", enrolled.plan_file, *new).code == 0
    assert run("open", school, enrolled.plan_file, "--json").document["error"]["code"] == "trust.root_unknown"
    wrong = run("open", school, enrolled.plan_file, "--words", " ".join(reversed(words)), "--json")
    assert wrong.document["error"]["code"] == "trust.words_differ"
    assert run("open", school, enrolled.plan_file, "--words", " ".join(words)).code == 0
    known = run("open", school, enrolled.plan_file, "--words", " ".join(words), "--json")
    assert known.document["error"]["code"] == "trust.root_known"
    assert run("open", school, enrolled.plan_file).code == 0


def test_schools_are_listed_with_their_keys_and_whom_to_call(run: Run, enrolled: District) -> None:
    store = enrolled.central_path
    kept = run("contact", store, BULLARD, "--name", "Sam Secretary", "--phone", "203 555 0117", "--json")
    assert kept.document == {"school": BULLARD, "name": "Sam Secretary", "email": "", "phone": "203 555 0117"}
    assert run("contact", store, BULLARD, "--phone", "").out == "Sam Secretary\n"
    assert run("contact", store, BULLARD, "--email", "sam", "--json").document["error"]["code"] == "contact.no_email"
    found = run("schools", store, "--json").document
    (bullard,) = [each for each in found["schools"] if each["school"] == BULLARD]
    assert (bullard["state"], bullard["certificate"], bullard["contact"]["name"]) == (
        "enrolled",
        "sent",
        "Sam Secretary",
    )
    assert found["is_published"] is True
    told = run("schools", store)
    assert "Bullard-Havens" in told.out
    assert "has never asked" in told.out


def test_a_successor_enrols_with_a_key_of_the_schools_own(run: Run, enrolled: District, stick: Path) -> None:
    from datetime import UTC, datetime

    from ctecs_desktop.exchange.signers.keys import new_signing_key, save_key

    folder, store = enrolled.folder, enrolled.school_path(BULLARD)
    state_key = new_signing_key("State of Connecticut", at=datetime.now(UTC))
    save_key(state_key, stick / "state.p12", passphrase=SECOND)
    (folder / "state.txt").write_text(SECOND, encoding="utf-8")
    request = folder / "request.xlsx"
    asked = run(
        *("enrol", store, "--signer", "Ann Successor", "--role", "Principal", "--out", request, "--json"),
        *("--own-key", stick / "state.p12", "--own-passphrase-file", folder / "state.txt"),
        *("--passphrase-file", folder / "school.txt"),
    )
    assert asked.code == 0, asked.err
    approved = run(
        *("approve", enrolled.central_path, request, "--passphrase-file", folder / "central.txt", "--json"),
        *("--words", " ".join(asked.document["words"]), "--ends-others", "signer_changed", "--until", "2099-01-01"),
    )
    assert approved.code == 0, approved.err
    (bullard,) = [
        each
        for each in run("schools", enrolled.central_path, "--json").document["schools"]
        if each["school"] == BULLARD
    ]
    assert [(each["signer"], each["reason"]) for each in bullard["certificates"]] == [
        ("Pat Principal", "signer_changed"),
        ("Ann Successor", None),
    ]


def test_everything_that_was_done_is_told_and_written_as_a_table(run: Run, enrolled: District, stick: Path) -> None:
    store = enrolled.central_path
    run("contact", store, BULLARD, "--name", "Sam Secretary")
    found = run("register", store, "--json").document
    assert [each["act"] for each in found][::-1] == [
        "district key made",
        "plan workbook written",
        "approved",
        "plan workbook written",
        "contact changed",
    ]
    told = run("register", store, "--school", BULLARD, "--out", stick / "record.csv")
    assert "Approved the key of Pat Principal, Principal, after comparing the seven words" in told.out
    assert "Made the district's key" not in told.out
    assert (stick / "record.csv").read_text(encoding="utf-8-sig").count("\n") == 4
    assert run("register", enrolled.school_path(BULLARD), "--json").code == 1


def test_a_request_is_refused_with_a_reason_and_an_approved_key_is_not(
    run: Run, enrolled: District, stick: Path
) -> None:
    store, folder = enrolled.central_path, enrolled.folder
    approved = run("approve", store, folder / f"enrolment {BULLARD}.xlsx", "--refuse", "Too late.", "--json")
    assert approved.document["error"]["code"] == "enrolment.approved_before"
    (folder / "acting.txt").write_text(SECOND, encoding="utf-8")
    asked = run(
        *("enrol", enrolled.school_path(BULLARD), "--signer", "Art Acting", "--role", "Acting", "--new-key"),
        *("--out", stick / "acting.xlsx", "--passphrase-file", folder / "acting.txt"),
    )
    assert asked.code == 0, asked.err
    assert run("approve", store, stick / "acting.xlsx", "--refuse", "Nobody answered.").code == 0
    told = run("register", store, "--school", BULLARD).out
    assert "Refused the request of Art Acting, Acting: Nobody answered." in told
    aside = run("key", "back", enrolled.school_path(BULLARD), "--json").document["aside"]
    assert [each["signer"] for each in aside] == ["Pat Principal"]
    back = run(
        "key", "back", enrolled.school_path(BULLARD), aside[0]["file"], "--passphrase-file", folder / "school.txt"
    )
    assert back.code == 0, back.err
    assert "From now on this key signs" in back.out
