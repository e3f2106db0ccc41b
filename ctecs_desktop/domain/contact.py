"""Whom to telephone and write to at a school, as central office keeps it; nothing of it comes out of a workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import SchoolCode

LONGEST_CONTACT = 200
"""Characters of a name, an address or a number."""

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
_DIGITS_OF_A_PHONE = 3


@dataclass(frozen=True, slots=True)
class Contact:
    """One person at one school; each part may be unknown ("")."""

    school: SchoolCode
    name: str = ""
    email: str = ""
    phone: str = ""

    @property
    def is_known(self) -> bool:
        """Whether anything is known."""
        return bool(self.name or self.email or self.phone)


def clean_contact(contact: Contact) -> Contact:
    """The contact with its texts in one line each.

    Raises ``NotAllowed``: ``contact.too_long`` (``most``), ``contact.no_email`` or ``contact.no_phone`` (``text``).
    """
    name, email, phone = (" ".join(text.split()) for text in (contact.name, contact.email, contact.phone))
    if max(len(name), len(email), len(phone)) > LONGEST_CONTACT:
        raise NotAllowed("contact.too_long", most=LONGEST_CONTACT)
    if email and not _EMAIL.fullmatch(email):
        raise NotAllowed("contact.no_email", text=email)
    if phone and sum(1 for character in phone if character.isdigit()) < _DIGITS_OF_A_PHONE:
        raise NotAllowed("contact.no_phone", text=phone)
    return Contact(contact.school, name, email, phone)
