"""Whom central office telephones and writes to at each school."""

from __future__ import annotations

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.contact import Contact, clean_contact
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import contacts as kept_contacts


def contacts(session: Session) -> dict[SchoolCode, Contact]:
    """The contact of every school of the plan; of some nothing may be known yet."""
    session.require(WorkspaceRole.CENTRAL)
    kept = kept_contacts.contacts(session.store)
    return {school.code: kept.get(school.code, Contact(school.code)) for school in session.plan.schools}


def contact_of(session: Session, school: SchoolCode) -> Contact:
    """The contact of one school of the plan."""
    return contacts(session)[session.plan.school(school).code]


def save_contact(session: Session, contact: Contact) -> Changes:
    """Keep a contact in place of the one before. Raises what ``clean_contact`` raises."""
    session.require(WorkspaceRole.CENTRAL)
    session.plan.school(contact.school)
    cleaned = clean_contact(contact)
    if not kept_contacts.save_contact(session.store, cleaned, at=session.now(), person=session.person):
        return Changes()
    return Changes(nouns=frozenset({Noun.CONTACT}))
