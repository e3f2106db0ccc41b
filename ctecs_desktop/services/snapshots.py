"""Freezing a period's figures, and what later corrections change in figures that were given away."""

from __future__ import annotations

from dataclasses import dataclass

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import PeriodCode, clean_note
from ctecs_desktop.domain.restatement import Restatement, restatements
from ctecs_desktop.domain.review import SubmittedValues
from ctecs_desktop.domain.rollup import Rollup, roll_up
from ctecs_desktop.domain.snapshot import Snapshot
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.services.bulk import without_cycle_search
from ctecs_desktop.services.review import find_received
from ctecs_desktop.services.rollup import compute
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import observations, submissions
from ctecs_desktop.store import snapshots as kept


@dataclass(frozen=True, slots=True)
class Ledger:
    """One snapshot and the figures in it that read otherwise now, or would after a decision."""

    snapshot: Snapshot
    restatements: tuple[Restatement, ...]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A snapshot just made, and what that touched."""

    snapshot: Snapshot
    changes: Changes


def freeze(session: Session, period: PeriodCode, *, note: str = "") -> Frozen:
    """Keep the present figures of ``period`` as they are, under their fingerprint; ``note`` says what for.

    Raises ``NotAllowed``: ``snapshot.nothing_accepted`` where there is no figure, ``snapshot.frozen_already``
    (``number``) where exactly these are frozen: two snapshots of one fingerprint would only be mistaken for each other.
    """
    rollup = compute(session, period)
    if not any(figure.sources for figure in rollup.figures):
        raise NotAllowed("snapshot.nothing_accepted", period=period)
    for each in kept.snapshots(session.store, period):
        if each.fingerprint == rollup.fingerprint and not restatements(kept.frozen(session.store, each.number), rollup):
            raise NotAllowed("snapshot.frozen_already", period=period, number=each.number)
    made = kept.save_snapshot(session.store, rollup, note=clean_note(note), at=session.now(), person=session.person)
    return Frozen(made, Changes(nouns=frozenset({Noun.ROLLUP})))


def snapshots(session: Session, period: PeriodCode | None = None) -> tuple[Snapshot, ...]:
    """What was frozen, the oldest first."""
    session.require(WorkspaceRole.CENTRAL)
    return kept.snapshots(session.store, period)


def frozen(session: Session, number: int) -> Rollup:
    """The figures of a snapshot, as they were; raises ``StoreError("snapshot.unknown")``."""
    session.require(WorkspaceRole.CENTRAL)
    return kept.frozen(session.store, number)


def ledgers(
    session: Session, period: PeriodCode | None = None, *, computed: Rollup | None = None
) -> tuple[Ledger, ...]:
    """Of every snapshot the figures that what is accepted now gives otherwise; ``computed`` saves computing that."""
    present: dict[PeriodCode, Rollup] = {computed.period: computed} if computed is not None else {}
    found = []
    for each in snapshots(session, period):
        if each.period not in present:
            present[each.period] = compute(session, each.period)
        found.append(Ledger(each, restatements(frozen(session, each.number), present[each.period])))
    return tuple(found)


def ledgers_if_accepted(session: Session, digest: str) -> tuple[Ledger, ...]:
    """The same as if that submission were accepted now: what a correction would cost, before anyone decides."""
    submission = find_received(session, digest)
    period = submission.identity.period
    made = snapshots(session, period)
    if not made:
        return ()
    others = [
        each
        for each in submissions.accepted_values(session.store, period)
        if each.received.identity.school != submission.identity.school
    ]
    would_be = _rolled_up(session, period, [*others, submissions.submitted_values(session.store, submission.digest)])
    return tuple(Ledger(each, restatements(frozen(session, each.number), would_be)) for each in made)


def _rolled_up(session: Session, period: PeriodCode, accepted: list[SubmittedValues]) -> Rollup:
    plan = session.plan
    entered = observations.read_observations(session.store, school=session.workspace.organization, period=period)
    with without_cycle_search():
        return roll_up(plan, plan.period(period), accepted, entered=entered)
