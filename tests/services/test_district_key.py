"""The district's keys: copies that open, drills, a second root that is taken up, and what is done after a loss."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.domain.errors import KeyLocked, NotAllowed, SignerUnknown
from ctecs_desktop.domain.key_test import DRILL_EVERY, KeyTestKind
from ctecs_desktop.exchange.signers.trust import certificate_fingerprint
from ctecs_desktop.services import district_key, intake
from ctecs_desktop.services.certification import renew, revoke
from ctecs_desktop.services.district_key import district_keys, drill, key_tests, keys_to_care_for, make_copy
from ctecs_desktop.services.keys import district_words, trust_list, unlock
from ctecs_desktop.services.plan import open_workbook, publish_plan
from ctecs_desktop.services.school_register import register
from ctecs_desktop.services.session import Session
from ctecs_desktop.store.replay import verify_replay
from tests.district import BULLARD, CENTRAL_PASSPHRASE, SCHOOL_PASSPHRASE, YEAR, District, sign

SECOND_PASSPHRASE = "seven brass kettles humming"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A place other than the key's own."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def care_codes(session: Session) -> list[tuple[int, bool]]:
    return [(each.care.copies_missing, each.care.is_drill_due) for each in district_keys(session)]


def test_a_copy_is_opened_again_and_its_place_is_kept(enrolled: District, stick: Path) -> None:
    with enrolled.central() as central:
        assert care_codes(central) == [(2, True)]
        test, _changes = make_copy(central, stick / "one.p12", passphrase=CENTRAL_PASSPHRASE, place=" the  safe ")
        assert (stick / "one.p12").read_bytes() == central.key_path.read_bytes()
        assert (test.kind, test.place, test.file_name) == (KeyTestKind.COPY, "the safe", "one.p12")
        assert care_codes(central) == [(1, False)]
        make_copy(central, stick / "two.p12", passphrase=CENTRAL_PASSPHRASE, place="the bank")
        assert keys_to_care_for(district_keys(central)) == ()
        verify_replay(central.store)
        enrolled.clock.moment += DRILL_EVERY + timedelta(minutes=1)
        assert care_codes(central) == [(0, True)]
        drill(central, stick / "two.p12", passphrase=CENTRAL_PASSPHRASE, place="the bank")
        assert care_codes(central) == [(0, False)]
        assert [each.kind for each in key_tests(central)] == [KeyTestKind.COPY, KeyTestKind.COPY, KeyTestKind.DRILL]


def test_what_proves_nothing_is_not_recorded(enrolled: District, stick: Path) -> None:
    with enrolled.central() as central:
        beside = central.key_path.with_name("copy.p12")
        refusals = [
            (
                lambda: make_copy(central, stick / "a.p12", passphrase=CENTRAL_PASSPHRASE, place=" "),
                "key.place_missing",
            ),
            (lambda: make_copy(central, beside, passphrase=CENTRAL_PASSPHRASE, place="x"), "key.copy_beside_the_key"),
            (lambda: make_copy(central, stick / "a.p12", passphrase="wrong", place="x"), "key.wrong_passphrase"),
            (
                lambda: drill(central, central.key_path, passphrase=CENTRAL_PASSPHRASE, place="x"),
                "key.drill_on_the_key_itself",
            ),
            (
                lambda: drill(central, enrolled.folder / f"{BULLARD}.key.p12", passphrase=SCHOOL_PASSPHRASE, place="x"),
                "key.not_a_root",
            ),
        ]
        for act, code in refusals:
            with pytest.raises((NotAllowed, KeyLocked)) as refused:
                act()
            assert refused.value.code == code
        assert list(stick.iterdir()) == []
        assert key_tests(central) == ()


def test_a_copy_that_was_damaged_on_its_stick_fails_the_drill(enrolled: District, stick: Path) -> None:
    with enrolled.central() as central:
        make_copy(central, stick / "one.p12", passphrase=CENTRAL_PASSPHRASE, place="the safe")
        data = bytearray((stick / "one.p12").read_bytes())
        data[700] ^= 1
        (stick / "one.p12").write_bytes(data)
        with pytest.raises(KeyLocked) as refused:
            drill(central, stick / "one.p12", passphrase=CENTRAL_PASSPHRASE, place="the safe")
        assert refused.value.code == "key.damaged"
        assert len(key_tests(central)) == 1


def second_root(district: District, stick: Path) -> Path:
    """A second root beside the first, told to the schools by a plan workbook that the first signed."""
    with district.central() as central:
        first = unlock(central, CENTRAL_PASSPHRASE)
        words = district_words(central)
        district_key.make_second_root(central, stick / "second.p12", authority=first, passphrase=SECOND_PASSPHRASE)
        assert [each.is_in_use for each in district_keys(central)] == [True, False]
        assert district_words(central) == words
        publish_plan(central, authority=first, out=district.plan_file)
    with district.school() as school:
        open_workbook(school, district.plan_file)
        assert district_words(school) == words
    return stick / "second.p12"


def test_schools_learn_of_a_second_root_and_believe_it_after_the_first_is_lost(signed: District, stick: Path) -> None:
    second = second_root(signed, stick)
    with signed.central() as central:
        central.key_path.unlink()
        words, _changes = district_key.take_up_key(central, second, passphrase=SECOND_PASSPHRASE)
        assert (district_words(central), words) == (words, district_keys(central)[1].words)
        authority = unlock(central, SECOND_PASSPHRASE)
        done = intake.import_files(central, [signed.folder / f"{BULLARD} {YEAR}.xlsx"], accept_clean=True)
        assert [each.state for each in done.files] == ["accepted"]  # what the first root vouched for goes on
        publish_plan(central, authority=authority, out=signed.plan_file)
        verify_replay(central.store)
    with signed.school() as school:
        open_workbook(school, signed.plan_file)
        assert district_words(school) == words
        unlock(school, SCHOOL_PASSPHRASE)


def test_after_a_theft_all_schools_move_to_the_second_root_in_one_act(enrolled: District, stick: Path) -> None:
    second = second_root(enrolled, stick)
    with enrolled.central() as central:
        first = certificate_fingerprint(trust_list(central).roots[0])
        stolen = unlock(central, CENTRAL_PASSPHRASE)
        district_key.take_up_key(central, second, passphrase=SECOND_PASSPHRASE)
        assert len(list(central.key_path.parent.glob("central.key.until-*.p12"))) == 1
        authority = unlock(central, SECOND_PASSPHRASE)
        revoke(central, first, reason=RevocationReason.KEY_STOLEN)
        codes = [each.school.code for each in register(central).schools if each.certificates]
        assert len(renew(central, codes, authority=authority).issued) == 2
        publish_plan(central, authority=stolen, out=enrolled.folder / "forged.xlsx")
        publish_plan(central, authority=authority, out=enrolled.plan_file)
        copy = next(central.key_path.parent.glob("central.key.until-*.p12"))
        with pytest.raises(NotAllowed) as refused:
            district_key.take_up_key(central, copy, passphrase=CENTRAL_PASSPHRASE)
        assert refused.value.code == "key.root_revoked"
    with enrolled.school() as school:
        open_workbook(school, enrolled.plan_file)
        with pytest.raises(SignerUnknown) as forged:
            open_workbook(school, enrolled.folder / "forged.xlsx")
        assert forged.value.code == "trust.district_revoked"
        out = sign(school, enrolled.folder / "signed.xlsx").path
    with enrolled.central() as central:
        assert intake.import_files(central, [out], accept_clean=True).files[0].state == "accepted"


def test_without_a_second_root_a_new_key_is_made_only_once_the_old_one_is_gone(enrolled: District) -> None:
    with enrolled.central() as central:
        before = district_words(central)
        with pytest.raises(NotAllowed) as refused:
            district_key.make_root_after_loss(central, passphrase=SECOND_PASSPHRASE)
        assert refused.value.code == "key.is_there"
        central.key_path.unlink()
        words, _changes = district_key.make_root_after_loss(central, passphrase=SECOND_PASSPHRASE)
        assert words == district_words(central) != before
        publish_plan(central, authority=unlock(central, SECOND_PASSPHRASE), out=enrolled.plan_file)
    with enrolled.school() as school, pytest.raises(SignerUnknown) as unknown:
        open_workbook(school, enrolled.plan_file)
    assert unknown.value.code == "trust.root_unknown"  # the telephone has to tell: services.new_root


def test_an_existing_file_is_never_made_a_key(enrolled: District, stick: Path) -> None:
    (stick / "second.p12").write_bytes(b"a letter")
    with enrolled.central() as central:
        key = unlock(central, CENTRAL_PASSPHRASE)
        with pytest.raises(NotAllowed) as refused:
            district_key.make_second_root(central, stick / "second.p12", authority=key, passphrase=SECOND_PASSPHRASE)
    assert refused.value.code == "key.file_there_already"
    assert (stick / "second.p12").read_bytes() == b"a letter"
