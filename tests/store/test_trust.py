"""The trust list's versions and the register of enrolments."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctecs_desktop.domain.enrolment import Enrolment, EnrolmentStatus
from ctecs_desktop.domain.errors import NotAllowed, StoreError
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.store import history, trust
from ctecs_desktop.store.store import Store
from tests.store.stores import AT, SCHOOL, WHO

ENROLMENT = Enrolment("ab" * 32, SCHOOL, "Pat Principal", "Principal", b"\x00request\xff", AT)


def test_versions_of_the_trust_list_only_grow(central: Store) -> None:
    assert (trust.current_trust(central), trust.trust_version(central)) == (None, 0)
    assert trust.save_trust(central, "{}", version=2, **WHO)
    assert not trust.save_trust(central, "{}", version=2, **WHO)
    for document, version in (("{}", 1), ("[]", 2)):
        with pytest.raises(NotAllowed) as refused:
            trust.save_trust(central, document, version=version, **WHO)
        assert refused.value.code == "trust.version_not_newer"
        assert refused.value.params == {"version": version, "current": 2}
    assert trust.save_trust(central, "[]", version=3, **WHO)
    assert (trust.current_trust(central), trust.trust_version(central)) == ("[]", 3)


def test_an_enrolment_goes_from_pending_to_approved_with_its_history(central: Store) -> None:
    assert trust.save_enrolment(central, ENROLMENT, **WHO)
    assert not trust.save_enrolment(central, ENROLMENT, **WHO)
    approved = replace(ENROLMENT, status=EnrolmentStatus.APPROVED)
    assert trust.save_enrolment(central, approved, **WHO)
    assert trust.enrolments(central) == [approved]
    assert trust.enrolments(central, status=EnrolmentStatus.PENDING) == []
    assert trust.enrolment(central, ENROLMENT.fingerprint) == approved
    first, second = history.entries(central, noun="enrolment")
    assert (first.before, first.after) == ("", second.before)


def test_a_key_belongs_to_the_school_that_enrolled_it_first(central: Store) -> None:
    trust.save_enrolment(central, ENROLMENT, **WHO)
    with pytest.raises(NotAllowed) as refused:
        trust.save_enrolment(central, replace(ENROLMENT, school=SchoolCode("9001216")), **WHO)
    assert refused.value.code == "enrolment.key_of_other_school"


def test_an_unknown_key_is_said_to_be_unknown(central: Store) -> None:
    assert trust.find_enrolment(central, "00") is None
    with pytest.raises(StoreError) as refused:
        trust.enrolment(central, "00")
    assert refused.value.code == "enrolment.unknown"
