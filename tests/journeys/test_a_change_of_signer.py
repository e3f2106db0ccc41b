"""A school's keys through the years: enrolled, lost, replaced by a successor's; every file judged by when it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.register import Arrival, SignerState
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.services import enrolment, intake, review, school_key, sending, submission
from ctecs_desktop.services.certification import revoke
from ctecs_desktop.services.getting_started import getting_started
from ctecs_desktop.services.intake import ImportedFile
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.plan import open_workbook, publish_plan
from ctecs_desktop.services.school_register import register
from ctecs_desktop.services.session import Session
from ctecs_desktop.store.replay import verify_replay
from tests.district import (
    ABBOTT,
    BULLARD,
    CENTRAL_PASSPHRASE,
    SCHOOL_PASSPHRASE,
    YEAR,
    District,
    explain_all,
)
from tests.district import (
    school_key as principals_key,
)

SUCCESSOR_PASSPHRASE = "seven brass kettles humming"


def taken(central: Session, path: Path) -> ImportedFile:
    (done,) = intake.import_files(central, [path], accept_clean=True).files
    return done


def state_of(central: Session) -> tuple[SignerState, Arrival]:
    row = next(each for each in register(central).schools if each.school.code == BULLARD)
    return row.state, row.arrival


def signed_again(school: Session, out: Path, *, signer: str, passphrase: str) -> Path:
    """The same values under the next revision: the signature that was not sent is taken back."""
    if submission.state_of(school, YEAR).is_locked:
        sending.take_back(school, YEAR)
    explain_all(school, YEAR)
    key = unlock(school, passphrase)
    return submission.sign_off(school, YEAR, signer=signer, role="Principal", key=key, out=out).path


def test_old_and_new_submissions_are_judged_by_the_key_and_by_when_they_came(signed: District) -> None:
    folder = signed.folder
    first = folder / f"{BULLARD} {YEAR}.xlsx"
    with signed.central() as central:
        assert taken(central, first).state == "accepted"
        assert state_of(central) == (SignerState.ENROLLED, Arrival.USED)
    with signed.school() as school:
        second = signed_again(school, folder / "second.xlsx", signer="Pat Principal", passphrase=SCHOOL_PASSPHRASE)

    # The PC is stolen with the key; central office hears of it before the second revision arrives.
    with signed.central() as central:
        stolen = next(each for each in register(central).schools if each.school.code == BULLARD).certificates[0]
        revoke(central, stolen.fingerprint, reason=RevocationReason.KEY_STOLEN)
        late = taken(central, second)
        assert (late.state, late.verdict.code) == ("refused", "trust.revoked")
        assert taken(central, first).state == "known"
        (held,) = review.received(central, period=YEAR, school=BULLARD)
        assert held.status is SubmissionStatus.ACCEPTED  # received before, and so it stays
        assert state_of(central)[0] is SignerState.REVOKED
        publish_plan(central, authority=unlock(central, CENTRAL_PASSPHRASE), out=signed.plan_file)

    # The school learns of it, and the successor enrols a key of her own.
    with signed.school() as school:
        open_workbook(school, signed.plan_file)
        with pytest.raises(NotAllowed) as refused:
            principals_key(school)
        assert refused.value.code == "key.revoked"
        written = enrolment.enrol(
            school,
            signer="Ann Successor",
            role="Principal",
            passphrase=SUCCESSOR_PASSPHRASE,
            out=folder / "successor.xlsx",
            is_new_key=True,
        )
        assert not getting_started(school).is_done
        with pytest.raises(NotAllowed) as not_yet:
            unlock(school, SUCCESSOR_PASSPHRASE)
        assert not_yet.value.code == "key.not_enrolled"
    with signed.central() as central:
        enrolment.keep_request(central, written.path)
        assert state_of(central)[0] is SignerState.ASKED
        authority = unlock(central, CENTRAL_PASSPHRASE)
        (asked,) = enrolment.waiting_requests(central)
        enrolment.approve(central, asked, authority=authority, words=written.words)
        assert state_of(central) == (SignerState.ENROLLED, Arrival.NOT_SENT)
        publish_plan(central, authority=authority, out=signed.plan_file)
        assert state_of(central) == (SignerState.ENROLLED, Arrival.SENT)
    with signed.school() as school:
        open_workbook(school, signed.plan_file)
        assert getting_started(school).is_done
        third = signed_again(school, folder / "third.xlsx", signer="Ann Successor", passphrase=SUCCESSOR_PASSPHRASE)
    with signed.central() as central:
        assert taken(central, third).state == "accepted"
        assert state_of(central) == (SignerState.ENROLLED, Arrival.USED)
        assert taken(central, second).verdict.code == "trust.revoked"  # the thief's key stays refused
        statuses = {each.identity.revision: each.status for each in review.received(central, school=BULLARD)}
        assert statuses == {1: SubmissionStatus.SUPERSEDED, 3: SubmissionStatus.ACCEPTED}
        verify_replay(central.store)


def test_an_acting_signer_hands_back_to_the_principals_key(enrolled: District) -> None:
    with enrolled.school(ABBOTT) as school:
        written = enrolment.enrol(
            school,
            signer="Art Acting",
            role="Acting principal",
            passphrase=SUCCESSOR_PASSPHRASE,
            out=enrolled.folder / "acting.xlsx",
            is_new_key=True,
        )
        with enrolled.central() as central:
            enrolment.approve(central, written.path, authority=unlock(central, CENTRAL_PASSPHRASE))
            publish_plan(central, authority=unlock(central, CENTRAL_PASSPHRASE), out=enrolled.plan_file)
        open_workbook(school, enrolled.plan_file)
        unlock(school, SUCCESSOR_PASSPHRASE)
        (aside,) = school_key.keys_aside(school)
        acting = school.key_path.read_bytes()
        assert aside.asked is not None
        assert (aside.asked.signer, aside.until[:2]) == ("Pat Principal", "20")
        school_key.take_key_back(school, aside.path, SCHOOL_PASSPHRASE)
        principals_key(school)
        assert getting_started(school).enrolment == aside.asked
        (other,) = school_key.keys_aside(school)
        assert other.path.read_bytes() == acting
        assert other.asked is not None
        assert other.asked.signer == "Art Acting"
