"""What was done is read off the history: each version of the register against the one before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from ctecs_desktop.domain.contact import Contact
from ctecs_desktop.domain.enrolment import EnrolmentStatus, RevocationReason
from ctecs_desktop.domain.key_test import KeyTest, KeyTestKind
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.register import RegisterSent
from ctecs_desktop.domain.register_record import (
    ContactChanged,
    EnrolmentChanged,
    IssuedCertificate,
    ListedRevocation,
    RecordedAct,
    RecordKind,
    RegisterChange,
    RegisterEntry,
    RegisterVersion,
    RootChosen,
    VersionKept,
    recorded_acts,
)

NORTH, SOUTH = SchoolCode("1"), SchoolCode("2")
UNTIL = datetime(2028, 6, 30, tzinfo=UTC)
STOLEN = ListedRevocation("c1", RevocationReason.KEY_STOLEN, datetime(2026, 3, 1, tzinfo=UTC))


def certificate(name: str, school: SchoolCode, key: str, *, is_limited: bool = False) -> IssuedCertificate:
    return IssuedCertificate(name, school, key, UNTIL, is_limited)


def asked(key: str, school: SchoolCode, status: EnrolmentStatus, reason: str = "") -> EnrolmentChanged:
    return EnrolmentChanged(key, school, f"signer of {key}", "Principal", status, reason)


def history(*acts: tuple[RegisterChange, ...]) -> list[RegisterEntry]:
    """Entries of acts in their order."""
    found: list[RegisterEntry] = []
    for changes in acts:
        first = len(found) + 1
        found += [
            RegisterEntry(first + number, first, f"2026-01-01T00:00:{first + number:02}Z", "carol", change)
            for number, change in enumerate(changes)
        ]
    return found


def kinds(found: tuple[RecordedAct, ...]) -> list[RecordKind]:
    return [each.kind for each in reversed(found)]


ROOT = RegisterVersion(1, ("r1",))
FIRST = replace(ROOT, version=2, certificates=(certificate("c1", NORTH, "k1"),))
APPROVED = (asked("k1", NORTH, EnrolmentStatus.APPROVED), VersionKept(2))


def test_an_approval_is_told_with_the_certificate_that_it_issued_and_the_newest_act_comes_first() -> None:
    found = recorded_acts(
        history((VersionKept(1),), (asked("k1", NORTH, EnrolmentStatus.PENDING),), APPROVED), [ROOT, FIRST]
    )
    assert kinds(found) == [RecordKind.KEY_MADE, RecordKind.REQUEST_CAME, RecordKind.APPROVED]
    approved = found[0]
    assert (approved.schools, approved.key, approved.certificate, approved.until) == ((NORTH,), "k1", "c1", UNTIL)
    assert (approved.signer, approved.role, approved.person) == ("signer of k1", "Principal", "carol")


def test_an_acting_signer_is_approved_for_a_time() -> None:
    acting = replace(FIRST, certificates=(certificate("c1", NORTH, "k1", is_limited=True),))
    assert kinds(recorded_acts(history((VersionKept(1),), APPROVED), [ROOT, acting]))[-1] is (
        RecordKind.APPROVED_FOR_A_TIME
    )


def test_a_further_certificate_for_a_known_key_is_a_renewal_also_when_several_are_issued_at_once() -> None:
    south = certificate("c2", SOUTH, "k2")
    both = replace(FIRST, version=3, certificates=(*FIRST.certificates, south))
    renewed = (certificate("c3", NORTH, "k1"), certificate("c4", SOUTH, "k2"))
    later = replace(both, version=5, certificates=(*both.certificates, *renewed))
    entries = history(
        (VersionKept(1),), APPROVED, (asked("k2", SOUTH, EnrolmentStatus.APPROVED), VersionKept(3)), (VersionKept(5),)
    )
    found = recorded_acts(entries, [ROOT, FIRST, both, later])
    assert kinds(found)[-2:] == [RecordKind.RENEWED, RecordKind.RENEWED]
    assert [(each.certificate, each.signer) for each in found[:2]] == [("c4", "signer of k2"), ("c3", "signer of k1")]


def test_a_successor_ends_the_key_before_in_the_same_act() -> None:
    changed = ListedRevocation("c1", RevocationReason.SIGNER_CHANGED, UNTIL)
    after = replace(
        FIRST, version=4, certificates=(*FIRST.certificates, certificate("c2", NORTH, "k2")), revocations=(changed,)
    )
    act = (
        asked("k2", NORTH, EnrolmentStatus.APPROVED),
        asked("k1", NORTH, EnrolmentStatus.REVOKED, "signer_changed"),
        VersionKept(4),
    )
    found = recorded_acts(history((VersionKept(1),), APPROVED, act), [ROOT, FIRST, after])
    assert kinds(found)[-2:] == [RecordKind.APPROVED, RecordKind.REVOKED]
    assert (found[0].certificate, found[0].reason, found[0].signer) == ("c1", "signer_changed", "signer of k1")


def test_all_certificates_of_a_stolen_key_are_one_revocation_and_an_earlier_day_is_a_further_one() -> None:
    renewed = replace(FIRST, version=3, certificates=(*FIRST.certificates, certificate("c2", NORTH, "k1")))
    stolen = replace(renewed, version=4, revocations=(STOLEN, replace(STOLEN, fingerprint="c2")))
    earlier = datetime(2026, 2, 1, tzinfo=UTC)
    sooner = replace(stolen, version=5, revocations=tuple(replace(each, at=earlier) for each in stolen.revocations))
    entries = history((VersionKept(1),), APPROVED, (VersionKept(3),), (VersionKept(4),), (VersionKept(5),))
    found = recorded_acts(entries, [ROOT, FIRST, renewed, stolen, sooner])
    assert kinds(found)[-2:] == [RecordKind.REVOKED, RecordKind.REVOKED]
    assert [each.since for each in found[:2]] == [earlier, STOLEN.at]


def test_the_districts_own_keys_are_told_apart() -> None:
    two = RegisterVersion(2, ("r1", "r2"))
    three = RegisterVersion(3, ("r1", "r2", "r3"))
    gone = replace(three, version=4, revocations=(replace(STOLEN, fingerprint="r1"),))
    entries = history(
        (VersionKept(1),),
        (KeyTest("r1", KeyTestKind.COPY, "safe", "a.p12", "", "carol"),),
        (KeyTest("r1", KeyTestKind.DRILL, "safe", "a.p12", "", "carol"),),
        (VersionKept(2), RootChosen("r1")),
        (RootChosen("r2"), RootChosen("r2", "second.p12")),
        (VersionKept(3), RootChosen("r3")),
        (VersionKept(4),),
    )
    found = recorded_acts(entries, [ROOT, two, three, gone])
    assert kinds(found) == [
        RecordKind.KEY_MADE,
        RecordKind.COPY_TESTED,
        RecordKind.DRILL_HELD,
        RecordKind.SECOND_KEY_MADE,
        RecordKind.KEY_TAKEN_UP,
        RecordKind.KEY_REPLACED,
        RecordKind.KEY_REVOKED,
    ]
    assert all(each.is_of_district for each in found)
    assert [each.certificate for each in found[:3]] == ["r1", "r3", "r2"]


def test_a_workbook_concerns_the_schools_to_which_it_brought_something_new() -> None:
    both = replace(FIRST, version=3, certificates=(*FIRST.certificates, certificate("c2", SOUTH, "k2")))
    stolen = replace(both, version=4, revocations=(STOLEN,))

    def plan(version: int) -> RegisterSent:
        return RegisterSent(version, "", "plan", f"plan {version}.xlsx", "", "carol")

    entries = history(
        (VersionKept(1),),
        (plan(1),),
        APPROVED,
        (RegisterSent(2, NORTH, "reply", "reply.xlsx", "", "carol"),),
        (asked("k2", SOUTH, EnrolmentStatus.APPROVED), VersionKept(3)),
        (plan(3),),
        (VersionKept(4),),
        (plan(4),),
        (plan(4),),
    )
    found = recorded_acts(entries, [ROOT, FIRST, both, stolen])
    sent = [each for each in reversed(found) if each.kind in (RecordKind.PLAN_SENT, RecordKind.REPLY_SENT)]
    assert [each.schools for each in sent] == [(), (NORTH,), (SOUTH,), (NORTH,), ()]
    assert (sent[1].certificate, sent[1].key) == ("c1", "k1")
    assert not sent[1].is_of_district
    assert sent[3].is_of_district


def test_refusals_keep_their_reason_and_contacts_what_they_were() -> None:
    contact = ContactChanged(Contact(NORTH), Contact(NORTH, "Sam", "", "555"))
    entries = history((asked("k1", NORTH, EnrolmentStatus.REFUSED, "Nobody answered."),), (contact,))
    refused, changed = reversed(recorded_acts(entries, []))
    assert (refused.kind, refused.reason) == (RecordKind.REFUSED, "Nobody answered.")
    assert (changed.kind, changed.contact) == (RecordKind.CONTACT_CHANGED, contact)
