"""Freezing a period's figures, and what later corrections change in figures that were given away."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import PeriodCode, clean_note
from ctecs_desktop.domain.restatement import Restatement, restatements
from ctecs_desktop.domain.rollup import Rollup
from ctecs_desktop.domain.snapshot import Snapshot
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.services.progress import SILENT, Progress
from ctecs_desktop.services.review import find_received
from ctecs_desktop.services.rollup import RollupBasis, basis_of, compute, own_sources_of, rolled_up, sources_of
from ctecs_desktop.services.rollup_figures import figures
from ctecs_desktop.services.sent_marks import greatest_snapshot
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import snapshots as kept
from ctecs_desktop.store.accepted_values import as_accepted


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


def freeze(session: Session, period: PeriodCode, *, note: str = "", progress: Progress = SILENT) -> Frozen:
    """Keep the present figures of ``period`` as they are, under their fingerprint; ``note`` says what for.

    Raises ``NotAllowed``: ``snapshot.nothing_accepted`` where there is no figure, ``snapshot.frozen_already``
    (``number``) where exactly these are frozen: two snapshots of one fingerprint would only be mistaken for each other.
    """
    rollup = compute(session, period, progress=progress)
    if not any(figure.sources for figure in rollup.figures):
        raise NotAllowed("snapshot.nothing_accepted", period=period)
    for each in kept.snapshots(session.store, period):
        frozen_before = each.fingerprint == rollup.fingerprint and kept.frozen_figures(session.store, each.number)
        if frozen_before and not restatements(frozen_before, rollup):
            raise NotAllowed("snapshot.frozen_already", period=period, number=each.number)
    made = kept.save_snapshot(
        session.store,
        rollup,
        note=clean_note(note),
        at=session.now(),
        person=session.person,
        above=greatest_snapshot(session),
    )
    return Frozen(made, Changes(nouns=frozenset({Noun.ROLLUP})))


def snapshots(session: Session, period: PeriodCode | None = None) -> tuple[Snapshot, ...]:
    """What was frozen, the oldest first."""
    session.require(WorkspaceRole.CENTRAL)
    return kept.snapshots(session.store, period)


def frozen(session: Session, number: int) -> Rollup:
    """The figures of a snapshot, as they were; raises ``StoreError("snapshot.unknown")``."""
    session.require(WorkspaceRole.CENTRAL)
    return kept.frozen(session.store, number)


def newest_ledger(session: Session, present: Rollup) -> Ledger | None:
    """Of the newest snapshot of the period the figures that ``present`` gives otherwise, without naming the schools.

    For a page to say how many: the schools are found in the sources, which ``ledgers`` reads.
    """
    made = snapshots(session, present.period)
    return (
        Ledger(made[-1], restatements(kept.frozen_figures(session.store, made[-1].number), present)) if made else None
    )


def ledgers(session: Session, period: PeriodCode | None = None, *, progress: Progress = SILENT) -> tuple[Ledger, ...]:
    """Of every snapshot the figures that what is accepted now gives otherwise, with the schools that made it so."""
    made = snapshots(session, period)
    present = {each: figures(session, each, progress=progress) for each in dict.fromkeys(each.period for each in made)}
    return tuple(
        _ledger(session, each, present[each.period], basis_of(session, each.period), progress) for each in made
    )


def ledgers_if_accepted(session: Session, digest: str, *, progress: Progress = SILENT) -> tuple[Ledger, ...]:
    """The same as if that submission were accepted now: what a correction would cost, before anyone decides."""
    submission = find_received(session, digest)
    school, period = submission.identity.school, submission.identity.period
    made = snapshots(session, period)
    if not made:
        return ()
    basis = basis_of(session, period)
    others = [each for each in basis.accepted if each.school != school]
    would_be = replace(basis, accepted=tuple(sorted([*others, as_accepted(session.store, submission.digest)])))
    present = rolled_up(session, would_be, progress=progress)
    return tuple(_ledger(session, each, present, would_be, progress) for each in made)


def _ledger(session: Session, snapshot: Snapshot, present: Rollup, basis: RollupBasis, progress: Progress) -> Ledger:
    """Sources are read of the figures that differ, and of no other."""
    found = restatements(kept.frozen_figures(session.store, snapshot.number), present)
    if not found:
        return Ledger(snapshot, ())
    own = own_sources_of(session, basis)
    addresses = {(each.measure, each.subgroup) for each in found}
    before = kept.frozen(session.store, snapshot.number, addresses)
    after = []
    for number, figure in enumerate(present.figures):
        address = figure.measure, figure.subgroup
        if address in addresses:
            progress.report(number, len(present.figures), f"{present.period} {figure.measure}")
            figure = replace(figure, sources=sources_of(session, basis, address, own))
        after.append(figure)
    return Ledger(snapshot, restatements(before, replace(present, figures=tuple(after))))
