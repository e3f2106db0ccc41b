"""The entries of the history that are about the register of signers and the keys, as the domain reads them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from ctecs_desktop.domain.contact import Contact
from ctecs_desktop.domain.enrolment import EnrolmentStatus
from ctecs_desktop.domain.key_test import KeyTest, KeyTestKind
from ctecs_desktop.domain.observation import HistoryEntry, SchoolCode
from ctecs_desktop.domain.register import RegisterSent
from ctecs_desktop.domain.register_record import (
    ContactChanged,
    EnrolmentChanged,
    RegisterChange,
    RegisterEntry,
    RootChosen,
    VersionKept,
)
from ctecs_desktop.store import contacts, facts, history, key_tests, register_sent, trust

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

ROOT_IN_USE = "district key in use"
"""The fact that keeps the fingerprint of the root with which central office signs, once there are two."""

KEY_FILE_TAKEN_UP = "district key file taken up"
"""The fact that keeps which root was taken up last, from a file of which name, and when."""


def register_entries(store: Store) -> list[RegisterEntry]:
    """Everything that was done to the register and the keys, the oldest first."""
    found = []
    for noun, read in _READERS.items():
        for entry in history.entries(store, noun=noun):
            change = read(entry)
            if change is not None:
                found.append(RegisterEntry(entry.sequence, entry.act, entry.at, entry.person, change))
    return sorted(found, key=lambda each: each.sequence)


def taken_up_text(root: str, file_name: str, at: str) -> str:
    """What the fact :data:`KEY_FILE_TAKEN_UP` says; with its time, so that the same file again is told again."""
    return json.dumps([root, file_name, at], ensure_ascii=False)


def _enrolment(entry: HistoryEntry) -> RegisterChange:
    key, school, signer, role, _request, _at, status, reason = json.loads(entry.after)
    return EnrolmentChanged(key, SchoolCode(school), signer, role, EnrolmentStatus(status), reason)


def _contact(entry: HistoryEntry) -> RegisterChange:
    school = SchoolCode(entry.subject)
    before, after = (Contact(school, *json.loads(text or "[]")) for text in (entry.before, entry.after))
    return ContactChanged(before, after)


def _version(entry: HistoryEntry) -> RegisterChange:
    return VersionKept(int(entry.subject))


def _fact(entry: HistoryEntry) -> RegisterChange | None:
    if entry.subject == ROOT_IN_USE:
        return RootChosen(entry.after)
    if entry.subject == KEY_FILE_TAKEN_UP:
        root, file_name, _at = json.loads(entry.after)
        return RootChosen(root, file_name)
    return None


def _key_test(entry: HistoryEntry) -> RegisterChange:
    root, kind, *rest = json.loads(entry.after)
    return KeyTest(root, KeyTestKind(kind), *rest)


def _sent(entry: HistoryEntry) -> RegisterChange:
    return RegisterSent(*json.loads(entry.after))


_READERS: dict[str, Callable[[HistoryEntry], RegisterChange | None]] = {
    trust.ENROLMENT: _enrolment,
    trust.TRUST: _version,
    contacts.NOUN: _contact,
    facts.NOUN: _fact,
    key_tests.NOUN: _key_test,
    register_sent.NOUN: _sent,
}
