"""Certificates through the years: renewed, revoked from a day on, given to an acting signer, moved to another key."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ctecs_desktop.domain.enrolment import EnrolmentStatus, RevocationReason
from ctecs_desktop.domain.errors import ExchangeError, NotAllowed
from ctecs_desktop.domain.register import Arrival, SignerState
from ctecs_desktop.exchange.signers.certificates import SCHOOL_DAYS
from ctecs_desktop.exchange.signers.trust import certificate_fingerprint, certificate_public_key
from ctecs_desktop.services import enrolment, intake, submission
from ctecs_desktop.services.certification import received_since, renew, revoke
from ctecs_desktop.services.keys import trust_list, unlock
from ctecs_desktop.services.plan import open_workbook, publish_plan
from ctecs_desktop.services.register_sent import write_certificate
from ctecs_desktop.services.school_register import RegisteredSchool, ending_soon, register
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import trust as trust_store
from tests.district import ABBOTT, BULLARD, CENTRAL_PASSPHRASE, SCHOOL_PASSPHRASE, YEAR, District


def of(session: Session, school: str = BULLARD) -> RegisteredSchool:
    return next(each for each in register(session).schools if each.school.code == school)


def test_the_register_says_of_every_school_how_it_stands(enrolled: District) -> None:
    with enrolled.central() as central:
        found = register(central)
        assert [each.school for each in found.schools] == list(central.plan.schools)
        assert of(central).state is SignerState.ENROLLED
        assert of(central).certificates[0].signer == "Pat Principal"
        assert (of(central).arrival, found.is_published) == (Arrival.SENT, True)
        others = [each for each in found.schools if each.school.code not in (BULLARD, ABBOTT)]
        assert {(each.state, each.arrival) for each in others} == {(SignerState.NEVER_OPENED, Arrival.NOTHING)}


def test_a_signature_proves_that_the_certificate_has_arrived(signed: District) -> None:
    with signed.central() as central:
        intake.import_files(central, [signed.folder / f"{BULLARD} {YEAR}.xlsx"], accept_clean=True)
        assert of(central).arrival is Arrival.USED
        last = of(central).last
        assert last is not None
        assert last.identity.period == YEAR
        assert of(central, ABBOTT).arrival is Arrival.SENT


def test_a_certificate_that_ends_is_renewed_for_the_same_key_and_nothing_on_its_way_is_refused(
    signed: District,
) -> None:
    signed.clock.moment += timedelta(days=SCHOOL_DAYS - 30)
    with signed.central() as central:
        assert set(ending_soon(central)) == {BULLARD, ABBOTT}
        authority = unlock(central, CENTRAL_PASSPHRASE)
        renewal = renew(central, [BULLARD, central.plan.schools[5].code], authority=authority)
        assert renewal.to_enrol == (central.plan.schools[5].code,)
        old, new = of(central).certificates
        assert of(central).state is SignerState.ENROLLED
        assert of(central).arrival is Arrival.NOT_SENT
        assert not register(central).is_published
        certificates = trust_list(central).certificates_of(BULLARD)
        assert len({certificate_public_key(each.certificate_der) for each in certificates}) == 1
        assert new.valid_until - old.valid_until > timedelta(days=SCHOOL_DAYS - 60)
        reply = write_certificate(central, BULLARD, authority=authority, out=signed.folder / "certificate.xlsx")
        assert of(central).arrival is Arrival.SENT
        assert not register(central).is_published  # a reply to one school tells nobody else
        done = intake.import_files(central, [signed.folder / f"{BULLARD} {YEAR}.xlsx"], accept_clean=True)
        assert [each.state for each in done.files] == ["accepted"]
    with signed.school() as school:
        open_workbook(school, reply)
        key = unlock(school, SCHOOL_PASSPHRASE)
        assert certificate_fingerprint(key.certificate_der) == new.fingerprint


def test_an_ended_certificate_signs_nothing_until_it_is_renewed(enrolled: District) -> None:
    enrolled.clock.moment += timedelta(days=SCHOOL_DAYS + 1)
    with enrolled.school() as school, pytest.raises(NotAllowed) as refused:
        unlock(school, SCHOOL_PASSPHRASE)
    assert refused.value.code == "key.certificate_ended"
    with enrolled.central() as central:
        assert of(central).state is SignerState.ENDED
        renew(central, [BULLARD], authority=unlock(central, CENTRAL_PASSPHRASE))
        publish_plan(central, authority=unlock(central, CENTRAL_PASSPHRASE), out=enrolled.plan_file)
    with enrolled.school() as school:
        open_workbook(school, enrolled.plan_file)
        unlock(school, SCHOOL_PASSPHRASE)


def test_a_revocation_from_an_earlier_day_names_what_was_received_since(signed: District) -> None:
    stolen = signed.clock.moment
    with signed.central() as central:
        intake.import_files(central, [signed.folder / f"{BULLARD} {YEAR}.xlsx"])
        certificate = of(central).certificates[0].fingerprint
        revoke(central, certificate[:12], reason=RevocationReason.KEY_STOLEN, at=stolen)
        assert of(central).state is SignerState.REVOKED
        assert of(central).certificates[0].revoked_at == stolen
        (concerned,) = received_since(central, certificate, stolen)
        assert concerned.identity.school == BULLARD
        assert received_since(central, certificate, signed.clock.moment) == ()
        (kept,) = [each for each in trust_store.enrolments(central.store) if each.school == BULLARD]
        assert (kept.status, kept.reason) == (EnrolmentStatus.REVOKED, "key_stolen")
        renewal = renew(central, [BULLARD], authority=unlock(central, CENTRAL_PASSPHRASE))
        assert renewal.to_enrol == (BULLARD,)  # a stolen key is never renewed


def test_the_only_district_key_cannot_be_revoked(enrolled: District) -> None:
    with enrolled.central() as central:
        root = certificate_fingerprint(trust_list(central).roots[0])
        with pytest.raises(NotAllowed) as refused:
            revoke(central, root, reason=RevocationReason.KEY_LOST)
        assert refused.value.code == "trust.last_root"


def test_a_request_waits_for_the_telephone_and_is_approved_or_refused_without_its_file(enrolled: District) -> None:
    with enrolled.school() as school:
        written = enrolment.enrol(
            school,
            signer="Ann Acting",
            role="Acting principal",
            passphrase="seven brass kettles humming",
            out=enrolled.folder / "acting.xlsx",
            is_new_key=True,
        )
    with enrolled.central() as central:
        asked = enrolment.keep_request(central, written.path)
        written.path.unlink()
        assert asked.words == written.words
        assert of(central).state is SignerState.ASKED
        (waiting,) = enrolment.waiting_requests(central, BULLARD)
        assert enrolment.find_request(central, waiting.fingerprint[:10]) == asked
        with pytest.raises(NotAllowed):
            enrolment.refuse_request(central, asked, reason=" ")
        enrolment.refuse_request(central, asked, reason="Nobody of that name answered.")
        assert of(central).state is SignerState.ENROLLED
        authority = unlock(central, CENTRAL_PASSPHRASE)
        last_day = (enrolled.clock.moment + timedelta(days=120)).date()
        with pytest.raises(ExchangeError) as past:
            enrolment.approve(central, asked, authority=authority, until=last_day - timedelta(days=200))
        assert past.value.code == "trust.ends_before_it_begins"
        enrolment.approve(central, asked, authority=authority, words=written.words, until=last_day)
        with pytest.raises(NotAllowed) as approved:
            enrolment.refuse_request(central, asked, reason="Too late.")
        assert approved.value.code == "enrolment.approved_before"
        principal, acting = of(central).certificates
        assert (acting.signer, acting.valid_until.date()) == ("Ann Acting", last_day)
        assert principal.is_in_force(central.clock())
        publish_plan(central, authority=authority, out=enrolled.plan_file)
    with enrolled.school() as school:
        open_workbook(school, enrolled.plan_file)
        signed = sign_as_acting(school, enrolled)
    with enrolled.central() as central:
        verdict = intake.import_files(central, [signed], accept_clean=True).files[0]
        assert verdict.state == "accepted"
    enrolled.clock.moment += timedelta(days=121)
    with enrolled.central() as central:
        (late,) = intake.import_files(central, [signed], dry_run=True).files
        assert late.verdict.code == "trust.expired"


def sign_as_acting(school: Session, district: District) -> Path:
    key = unlock(school, "seven brass kettles humming")
    out = district.folder / "acting signed.xlsx"
    return submission.sign_off(school, YEAR, signer="Ann Acting", role="Acting principal", key=key, out=out).path
