from __future__ import annotations

import pytest

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.contact import Contact
from ctecs_desktop.domain.errors import NotAllowed, PlanInvalid
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.services.contacts import contact_of, contacts, save_contact
from ctecs_desktop.store.replay import verify_replay
from tests.district import ABBOTT, BULLARD, District

SAM = Contact(BULLARD, "Sam Secretary", "sam@school.example", "860 555 0100")


def test_a_contact_is_kept_changed_and_emptied_with_its_history(enrolled: District) -> None:
    with enrolled.central() as central:
        assert not contact_of(central, BULLARD).is_known
        assert save_contact(central, SAM) == Changes(nouns=frozenset({Noun.CONTACT}))
        assert save_contact(central, SAM) == Changes()
        assert contacts(central)[BULLARD] == SAM
        assert contacts(central).keys() == {school.code for school in central.plan.schools}
        save_contact(central, Contact(BULLARD))
        assert not contact_of(central, BULLARD).is_known
        verify_replay(central.store)


def test_contacts_are_central_offices_and_of_schools_of_the_plan(enrolled: District) -> None:
    with enrolled.central() as central, pytest.raises(PlanInvalid):
        save_contact(central, Contact(SchoolCode("1234567"), "Nobody"))
    with enrolled.school(ABBOTT) as school, pytest.raises(NotAllowed):
        contacts(school)
