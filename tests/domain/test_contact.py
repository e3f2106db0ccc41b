from __future__ import annotations

import pytest

from ctecs_desktop.domain.contact import Contact, clean_contact
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import SchoolCode

SCHOOL = SchoolCode("9001116")


def test_a_contact_is_kept_in_one_line_each() -> None:
    typed = Contact(SCHOOL, " Sam\n Secretary ", " sam@school.example ", "(860) 555-0100  ext. 3")
    assert clean_contact(typed) == Contact(SCHOOL, "Sam Secretary", "sam@school.example", "(860) 555-0100 ext. 3")
    assert not clean_contact(Contact(SCHOOL, "  ")).is_known


@pytest.mark.parametrize(
    ("contact", "code"),
    [
        (Contact(SCHOOL, "a" * 201), "contact.too_long"),
        (Contact(SCHOOL, email="sam"), "contact.no_email"),
        (Contact(SCHOOL, email="sam@a.example, pat@a.example"), "contact.no_email"),
        (Contact(SCHOOL, phone="call me"), "contact.no_phone"),
    ],
)
def test_what_cannot_be_written_to_or_called_is_refused(contact: Contact, code: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        clean_contact(contact)
    assert refused.value.code == code
