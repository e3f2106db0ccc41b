"""The versions of the plan that a workspace holds, one of them current."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.plan_tables import plan_document, plan_from_document
from ctecs_desktop.domain.stored_plan import StoredPlan
from ctecs_desktop.store import history
from ctecs_desktop.store.facts import fact, set_fact

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "plan"

_CURRENT = "plan.current"
"""The fact that names the current version."""

_REGISTER = "plan.register"
"""The fact with the number of the register that came in the workbook of the current plan."""


def save_plan(store: Store, plan: Plan, *, at: str, person: str, source: str) -> bool:
    """Hold ``plan`` and make it the current one; whether that changed anything.

    Raises ``NotAllowed("plan.version_taken")`` where another content was held under the same version: what schools
    have signed against must not change under its name. Raises ``PlanInvalid`` for a plan that could not be read again.
    """
    document = plan_document(plan)
    with store.transaction():
        rows = store.query("SELECT document FROM plan WHERE version = ?", (plan.version,))
        if rows and rows[0][0] != document:
            raise NotAllowed("plan.version_taken", version=plan.version)
        if not rows:
            plan_from_document(document)
            store.execute(
                "INSERT INTO plan (version, document, source, at, person) VALUES (?, ?, ?, ?, ?)",
                (plan.version, document, source, at, person),
            )
            after = _text(document, source, at, person)
            history.append(store, at=at, person=person, noun=NOUN, subject=plan.version, before="", after=after)
        made_current = set_fact(store, _CURRENT, plan.version, at=at, person=person)
    return made_current or not rows


def note_register(store: Store, number: int, *, at: str, person: str) -> None:
    """Keep with which number of the register of signers the current plan came last; it is never lowered."""
    if number > register_of_plan(store):
        set_fact(store, _REGISTER, str(number), at=at, person=person)


def register_of_plan(store: Store) -> int:
    """The greatest number of the register that came with the current plan; 0 where none was kept."""
    return int(fact(store, _REGISTER) or 0)


def current_plan(store: Store) -> Plan:
    """The plan in force; raises ``NotAllowed("plan.none")`` where the workspace has none yet."""
    version = fact(store, _CURRENT)
    if version is None:
        raise NotAllowed("plan.none", path=str(store.path))
    return plan_of_version(store, version)


def plan_of_version(store: Store, version: str) -> Plan:
    """The plan of that version; raises ``NotAllowed("plan.unknown_version")`` where the workspace lacks it."""
    return _plan_of(_document(store, version))


def content_digest(store: Store, version: str) -> str:
    """SHA-256 over what the plan of that version says; raises ``NotAllowed("plan.unknown_version")``."""
    return sha256(_document(store, version).encode("utf-8")).hexdigest()


def _document(store: Store, version: str) -> str:
    rows = store.query("SELECT document FROM plan WHERE version = ?", (version,))
    if not rows:
        raise NotAllowed("plan.unknown_version", version=version)
    document: str = rows[0][0]
    return document


@lru_cache(maxsize=8)
def _plan_of(document: str) -> Plan:
    """``plan_from_document`` with a memory: nearly every act asks for the plan, and reading it takes 10 to 20 ms.

    The document itself is the key, so that another store, or another content, never gets a plan that is not its own.
    """
    return plan_from_document(document)


def plan_versions(store: Store) -> tuple[StoredPlan, ...]:
    """The versions held, in the order in which they came."""
    current = fact(store, _CURRENT)
    rows = store.query("SELECT version, source, at, person FROM plan ORDER BY id")
    return tuple(
        StoredPlan(version, source, at, person, is_current=version == current) for version, source, at, person in rows
    )


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    for version, document, source, at, person in store.query("SELECT version, document, source, at, person FROM plan"):
        yield version, _text(document, source, at, person)


def _text(document: str, source: str, at: str, person: str) -> str:
    return json.dumps([sha256(document.encode("utf-8")).hexdigest(), source, at, person], ensure_ascii=False)
