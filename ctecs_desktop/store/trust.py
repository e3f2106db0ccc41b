"""The trust list in its versions, and the register of those who asked to sign."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple
from hashlib import sha256
from typing import TYPE_CHECKING

from ctecs_desktop.domain.enrolment import Enrolment, EnrolmentStatus
from ctecs_desktop.domain.errors import NotAllowed, StoreError
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.store import history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

TRUST = "trust"
ENROLMENT = "enrolment"

_COLUMNS = "fingerprint, school, signer, role, request, at, status, reason"


def save_trust(store: Store, document: str, *, version: int, at: str, person: str) -> bool:
    """Take a trust list (JSON, not looked into here); False where just this one is held.

    Versions only grow, so that nobody can hand in an old list without the latest revocations:
    ``NotAllowed("trust.version_not_newer")``.
    """
    with store.transaction():
        current = trust_version(store)
        if version <= current:
            if version == current and current_trust(store) == document:
                return False
            raise NotAllowed("trust.version_not_newer", version=version, current=current)
        store.execute("INSERT INTO trust_list (version, document) VALUES (?, ?)", (version, document))
        history.append(
            store, at=at, person=person, noun=TRUST, subject=str(version), before="", after=_digest(document)
        )
    return True


def current_trust(store: Store) -> str | None:
    """The trust list of the greatest version; None before the first."""
    rows = store.query("SELECT document FROM trust_list ORDER BY version DESC LIMIT 1")
    return rows[0][0] if rows else None


def trust_document(store: Store, version: int) -> str | None:
    """The trust list of that version, as it was then; None where it is not held."""
    rows = store.query("SELECT document FROM trust_list WHERE version = ?", (version,))
    return rows[0][0] if rows else None


def trust_versions(store: Store) -> list[int]:
    """The versions that are held, the oldest first."""
    return [version for (version,) in store.query("SELECT version FROM trust_list ORDER BY version")]


def trust_version(store: Store) -> int:
    """The version of the current trust list; 0 before the first."""
    ((version,),) = store.query("SELECT coalesce(max(version), 0) FROM trust_list")
    return int(version)


def save_enrolment(store: Store, enrolment: Enrolment, *, at: str, person: str) -> bool:
    """Add or change the enrolment of one public key; whether that changed anything.

    Raises ``NotAllowed("enrolment.key_of_other_school")`` where another school has enrolled the same key.
    """
    with store.transaction():
        known = find_enrolment(store, enrolment.fingerprint)
        if known == enrolment:
            return False
        if known is not None and known.school != enrolment.school:
            raise NotAllowed("enrolment.key_of_other_school", fingerprint=enrolment.fingerprint, school=known.school)
        row = _row(enrolment)
        store.execute(
            f"INSERT OR REPLACE INTO enrolment ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            row,
        )
        before = _text(_row(known)) if known else ""
        history.append(
            store,
            at=at,
            person=person,
            noun=ENROLMENT,
            subject=enrolment.fingerprint,
            before=before,
            after=_text(row),
        )
    return True


def enrolments(store: Store, *, status: EnrolmentStatus | None = None) -> list[Enrolment]:
    """All enrolments, or those of one status, by school and time."""
    found = [_enrolment(row) for row in store.query(f"SELECT {_COLUMNS} FROM enrolment ORDER BY school, at")]  # noqa: S608
    return [each for each in found if status is None or each.status is status]


def find_enrolment(store: Store, fingerprint: str) -> Enrolment | None:
    """The enrolment of that public key, if there is one."""
    rows = store.query(f"SELECT {_COLUMNS} FROM enrolment WHERE fingerprint = ?", (fingerprint,))  # noqa: S608
    return _enrolment(rows[0]) if rows else None


def enrolment(store: Store, fingerprint: str) -> Enrolment:
    """The enrolment of that public key; raises ``StoreError("enrolment.unknown")``."""
    found = find_enrolment(store, fingerprint)
    if found is None:
        raise StoreError("enrolment.unknown", path=str(store.path), fingerprint=fingerprint)
    return found


def trust_state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history of trust lists must give."""
    for version, document in store.query("SELECT version, document FROM trust_list"):
        yield str(version), _digest(document)


def enrolment_state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history of enrolments must give."""
    for row in store.query(f"SELECT {_COLUMNS} FROM enrolment"):  # noqa: S608
        yield row[0], _text(row)


def _row(enrolment: Enrolment) -> tuple[str, str, str, str, bytes, str, str, str]:
    return (*astuple(enrolment)[:6], enrolment.status.value, enrolment.reason)


def _enrolment(row: tuple[str, str, str, str, bytes, str, str, str]) -> Enrolment:
    fingerprint, school, signer, role, request, at, status, reason = row
    return Enrolment(fingerprint, SchoolCode(school), signer, role, request, at, EnrolmentStatus(status), reason)


def _digest(document: str) -> str:
    return sha256(document.encode("utf-8")).hexdigest()


def _text(row: tuple[str, str, str, str, bytes, str, str, str]) -> str:
    fingerprint, school, signer, role, request, at, status, reason = row
    digest = sha256(request).hexdigest()
    return json.dumps([fingerprint, school, signer, role, digest, at, status, reason], ensure_ascii=False)
