"""Central office's contacts at the schools, each change with its history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ctecs_desktop.domain.contact import Contact
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.store import history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "contact"

_COLUMNS = "school, name, email, phone"


def contacts(store: Store) -> dict[SchoolCode, Contact]:
    """Every contact that is kept, by school."""
    rows = store.query(f"SELECT {_COLUMNS} FROM contact ORDER BY school")  # noqa: S608
    return {SchoolCode(school): Contact(SchoolCode(school), *rest) for school, *rest in rows}


def save_contact(store: Store, contact: Contact, *, at: str, person: str) -> bool:
    """Keep ``contact`` in place of the one before; whether that changed anything."""
    with store.transaction():
        before = contacts(store).get(contact.school) or Contact(contact.school)
        if before == contact:
            return False
        store.execute(
            f"INSERT OR REPLACE INTO contact ({_COLUMNS}) VALUES (?, ?, ?, ?)",  # noqa: S608
            (contact.school, contact.name, contact.email, contact.phone),
        )
        history.append(
            store, at=at, person=person, noun=NOUN, subject=contact.school, before=_text(before), after=_text(contact)
        )
    return True


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    for contact in contacts(store).values():
        yield contact.school, _text(contact)


def _text(contact: Contact) -> str:
    """ "" for a contact of which nothing is known, as before anything was."""
    return json.dumps([contact.name, contact.email, contact.phone], ensure_ascii=False) if contact.is_known else ""
