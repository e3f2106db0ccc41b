"""Everything recorded: a year of acts on the register and the keys, read off the history of a real workspace."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from ctecs_desktop.domain.contact import Contact
from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.register_record import RecordKind
from ctecs_desktop.services import certification, district_key, enrolment
from ctecs_desktop.services.contacts import save_contact
from ctecs_desktop.services.keys import district_words, trust_list, unlock
from ctecs_desktop.services.plan import publish_plan
from ctecs_desktop.services.register_record import export_record, register_record
from ctecs_desktop.services.register_sent import write_certificate
from ctecs_desktop.store.replay import verify_replay
from tests.district import ABBOTT, BULLARD, CENTRAL_PASSPHRASE, District

SECOND_PASSPHRASE = "seven brass kettles humming"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_the_first_days_are_told_with_words_and_persons(enrolled: District) -> None:
    with enrolled.central() as central:
        found = register_record(central)
        assert [each.act.kind for each in reversed(found)] == [
            RecordKind.KEY_MADE,
            RecordKind.PLAN_SENT,
            RecordKind.APPROVED,
            RecordKind.APPROVED,
            RecordKind.PLAN_SENT,
        ]
        assert {each.act.person for each in found} == {"carol"}
        made, approved = found[-1], found[-3]
        assert made.words == district_words(central)
        assert approved.words == enrolment.read_request(central, enrolled.folder / f"enrolment {BULLARD}.xlsx").words
        assert found[0].act.schools == (BULLARD, ABBOTT)
    with enrolled.school() as school, pytest.raises(NotAllowed):
        register_record(school)


def test_every_act_of_a_year_stands_in_the_record(enrolled: District, stick: Path) -> None:
    with enrolled.school() as school:
        written = enrolment.enrol(
            school,
            signer="Art Acting",
            role="Acting principal",
            passphrase=SECOND_PASSPHRASE,
            out=stick / "acting.xlsx",
            is_new_key=True,
        )
    with enrolled.central() as central:
        known = len(register_record(central))
        authority = unlock(central, CENTRAL_PASSPHRASE)
        save_contact(central, Contact(BULLARD, "Sam Secretary", "", "203 555 0117"))
        asked = enrolment.keep_request(central, written.path)
        enrolment.refuse_request(central, asked, reason="Nobody answered.")
        enrolment.keep_request(central, written.path)
        until = (central.clock() + timedelta(days=60)).date()
        enrolment.approve(central, asked, authority=authority, words=asked.words, until=until)
        certification.renew(central, [ABBOTT], authority=authority)
        write_certificate(central, BULLARD, authority=authority, out=stick / "certificate.xlsx")
        acting = trust_list(central).certificates_of(BULLARD)[-1].fingerprint
        since = central.clock() - timedelta(days=3)
        certification.revoke(central, acting, reason=RevocationReason.SIGNER_CHANGED, at=since)
        district_key.make_copy(central, stick / "copy.p12", passphrase=CENTRAL_PASSPHRASE, place="the safe")
        district_key.drill(central, stick / "copy.p12", passphrase=CENTRAL_PASSPHRASE, place="the safe")
        district_key.make_second_root(central, stick / "second.p12", authority=authority, passphrase=SECOND_PASSPHRASE)
        district_key.take_up_key(central, stick / "copy.p12", passphrase=CENTRAL_PASSPHRASE)
        first = district_words(central)
        district_key.take_up_key(central, stick / "second.p12", passphrase=SECOND_PASSPHRASE)
        root = district_key.district_keys(central)[0].fingerprint
        certification.revoke(central, root, reason=RevocationReason.KEY_STOLEN)
        publish_plan(central, authority=unlock(central, SECOND_PASSPHRASE), out=enrolled.plan_file)
        found = register_record(central)
        year = list(reversed(found))[known:]
        assert [each.act.kind for each in year] == [
            RecordKind.CONTACT_CHANGED,
            RecordKind.REQUEST_CAME,
            RecordKind.REFUSED,
            RecordKind.REQUEST_CAME,
            RecordKind.APPROVED_FOR_A_TIME,
            RecordKind.RENEWED,
            RecordKind.REPLY_SENT,
            RecordKind.REVOKED,
            RecordKind.COPY_TESTED,
            RecordKind.DRILL_HELD,
            RecordKind.SECOND_KEY_MADE,
            RecordKind.KEY_TAKEN_UP,
            RecordKind.KEY_TAKEN_UP,
            RecordKind.KEY_REVOKED,
            RecordKind.PLAN_SENT,
        ]
        revoked, copy_taken_up, second_taken_up = year[7], year[11], year[12]
        assert revoked.act.since == since
        assert (copy_taken_up.act.file_name, copy_taken_up.words) == ("copy.p12", first)
        assert second_taken_up.words == district_words(central)
        assert year[4].act.until is not None
        assert year[4].act.until.date() == until
        assert year[-1].act.schools == (BULLARD, ABBOTT)  # the revocation of the one, the renewal of the other
        of_abbott = register_record(central, ABBOTT)
        assert {each.act.kind for each in of_abbott} == {
            RecordKind.APPROVED,
            RecordKind.RENEWED,
            RecordKind.PLAN_SENT,
        }
        out = export_record(central, found, stick / "record.csv")
        verify_replay(central.store)
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == len(found)
    assert rows[0]["act"] == "plan workbook written"
    refusal = next(row for row in rows if row["act"] == "refused")
    assert refusal["reason"] == "Nobody answered."
    assert refusal["words"].split() == list(asked.words)
    assert refusal["names"].startswith("Bullard-Havens")
