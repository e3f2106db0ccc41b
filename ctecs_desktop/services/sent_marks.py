"""What central office has sent, as numbers kept outside the store too: so that no restore can give one out twice.

In ``NAME.exports.json`` beside the store stand the greatest number of the register of signers, the greatest number of a
snapshot and the versions of the plan that may have left. Schools go by these numbers: they keep what has the greater.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ctecs_desktop.domain.enrolment import Enrolment
from ctecs_desktop.domain.errors import CtecsError, StoreError
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.signers.trust_list import TrustList
from ctecs_desktop.services.export_marks import marks_document, marks_path_of, write_marks
from ctecs_desktop.store import facts, history, plans, refused_files, register_sent, snapshots
from ctecs_desktop.store import trust as trust_store
from ctecs_desktop.store.backups import reading
from ctecs_desktop.store.store import Store

if TYPE_CHECKING:
    from ctecs_desktop.services.session import Session

LEAP = 1_000
"""How far numbers go on above those known where nobody can say which were used: a district makes some tens a year."""

_FORGOTTEN = "sent.forgotten"
"""The fact that says what was sent and is not known here."""


@dataclass(frozen=True, slots=True)
class SentMarks:
    """The greatest numbers that may have left, 0 for none, and every version of the plan that may."""

    register: int = 0
    snapshot: int = 0
    plans: frozenset[str] = frozenset()

    def __or__(self, other: SentMarks) -> SentMarks:
        return SentMarks(
            max(self.register, other.register), max(self.snapshot, other.snapshot), self.plans | other.plans
        )


@dataclass(frozen=True, slots=True)
class KnownSigners:
    """The register of signers, and who asked to be in it."""

    register: TrustList
    enrolments: tuple[Enrolment, ...]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """That an older state was put back: ``since`` when nothing is known here, and ``at`` when that was noticed.

    Schools may have snapshots up to ``snapshot`` and the ``plans`` of which this workspace holds none; 0 and () where
    no such thing is known to have left. Times are ISO-8601 UTC.
    """

    since: str
    at: str
    snapshot: int
    plans: tuple[str, ...]


def known_to(store: Store) -> SentMarks:
    """What the store itself knows, sent or not: a number too many costs nothing."""
    greatest = max((each.number for each in snapshots.snapshots(store)), default=0)
    versions = frozenset(each.version for each in plans.plan_versions(store))
    return SentMarks(trust_store.trust_version(store), greatest, versions)


def known_in(path: Path) -> SentMarks:
    """The same of a store that nobody has open; nothing where it cannot be read."""
    with suppress(CtecsError), reading(path) as store:
        return known_to(store)
    return SentMarks()


def signers_in(path: Path) -> KnownSigners | None:
    """The signers of a store that nobody has open; None where they cannot be read."""
    with suppress(CtecsError), reading(path) as store:
        register = _register_of(store)
        return KnownSigners(register, tuple(trust_store.enrolments(store))) if register is not None else None
    return None


def read_sent(file: Path, *, organization: str) -> SentMarks:
    """The marks in ``file``; none where there is no such file or it makes no sense."""
    content = marks_document(file).get(_name_of(organization), {})
    try:
        return SentMarks(
            int(content.get("register", 0)),
            int(content.get("snapshot", 0)),
            frozenset(map(str, content.get("plans", ()))),
        )
    except (ValueError, TypeError, AttributeError):
        return SentMarks()


def raise_sent(store_path: Path, marks: SentMarks, *, organization: str) -> None:
    """Keep ``marks`` where they are above those kept; a mark is never lowered. Raises ``FileUnwritable``."""
    kept = read_sent(marks_path_of(store_path), organization=organization)
    raised = kept | marks
    if raised != kept:
        content: dict[str, Any] = {
            "register": raised.register,
            "snapshot": raised.snapshot,
            "plans": sorted(raised.plans),
        }
        write_marks(store_path, _name_of(organization), content)


def note_sent(session: Session) -> None:
    """Keep what this workspace knows before a workbook with it leaves. Raises ``FileUnwritable``."""
    raise_sent(session.store_path, known_to(session.store), organization=session.workspace.organization)


def versions_in_the_world(session: Session) -> set[str]:
    """Versions of the plan that a further one must not have: held, sent, or named by a file that came in under one."""
    sent = read_sent(marks_path_of(session.store_path), organization=session.workspace.organization)
    named = {
        str(json.loads(each.facts).get("version", ""))
        for each in refused_files.refused(session.store)
        if each.code == "plan.unknown_version"
    }
    return {*known_to(session.store).plans, *sent.plans, *named}


def greatest_snapshot(session: Session) -> int:
    """The greatest number that a snapshot of this workspace may have had."""
    return read_sent(marks_path_of(session.store_path), organization=session.workspace.organization).snapshot


def lift_above_sent(
    store: Store, *, at: str, person: str, since: str | None = None, signers: KnownSigners | None = None
) -> None:
    """Number the register above every one that left, where the store knows less than its marks, or ``since`` says so.

    ``signers`` are those known from elsewhere: nothing of them is forgotten, above all no revocation. What is noticed
    is kept as a fact, until a plan workbook has been written; see :func:`forgotten`.
    """
    if store.workspace.role is not WorkspaceRole.CENTRAL:
        return
    known = known_to(store)
    sent = read_sent(marks_path_of(store.path), organization=store.workspace.organization)
    noticed = _noticed(store)
    accounted = known if noticed is None else known | SentMarks(0, noticed.snapshot, frozenset(noticed.plans))
    own = _register_of(store)
    if own is None or (since is None and accounted | sent == accounted):
        return
    lost = Forgotten(
        since or history.last_at(store),
        at,
        sent.snapshot if sent.snapshot > known.snapshot else 0,
        tuple(sorted(sent.plans - known.plans)),
    )
    # Versions of registers that went two ways say nothing of each other; the union of both forgets nothing.
    united = replace(own, version=0).merged_with(signers.register) if signers is not None else own
    lifted = replace(united, version=max(known.register, sent.register, united.version) + 1)
    document = json.dumps(lifted.to_document(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    with store.transaction():
        trust_store.save_trust(store, document, version=lifted.version, at=at, person=person)
        for each in signers.enrolments if signers is not None else ():
            trust_store.save_enrolment(store, each, at=at, person=person)
        text = json.dumps([lost.since, lost.at, lost.snapshot, lost.plans], ensure_ascii=False)
        facts.set_fact(store, _FORGOTTEN, text, at=at, person=person)


def forgotten(store: Store) -> Forgotten | None:
    """What was sent and is not known here; None where nothing is, or since a plan workbook was written after that."""
    lost = _noticed(store)
    plan_sent = [each for each in register_sent.sent_registers(store) if each.kind == WorkbookKind.PLAN.value]
    return None if lost is None or (plan_sent and plan_sent[-1].at > lost.at) else lost


def _noticed(store: Store) -> Forgotten | None:
    text = facts.fact(store, _FORGOTTEN)
    if not text:
        return None
    since, at, snapshot, versions = json.loads(text)
    return Forgotten(since, at, snapshot, tuple(versions))


def notice_of(store: Store) -> StoreError | None:
    """What to tell whoever opens the workspace about that."""
    lost = forgotten(store)
    if lost is None:
        return None
    return StoreError(
        "backup.sent_unknown",
        since=lost.since,
        snapshot=lost.snapshot,
        plans=lost.plans,
        register=trust_store.trust_version(store),
    )


def leapt(marks: SentMarks) -> SentMarks:
    """``marks`` above whatever may have been used since they were kept."""
    return replace(marks, register=marks.register + LEAP, snapshot=marks.snapshot + LEAP)


def _register_of(store: Store) -> TrustList | None:
    document = trust_store.current_trust(store)
    return TrustList.from_document(json.loads(document)) if document is not None else None


def _name_of(organization: str) -> str:
    """Beside the revision numbers of the same organization, which signs values of its own."""
    return f"{organization} sent"
