"""The Annual Progress Report: built from what is accepted or frozen, its texts kept, its parts put in order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ctecs_desktop.domain.annual_report import (
    ALL_PARTS,
    LONGEST_TEXT,
    AnnualProgressReport,
    ReportPart,
    RestatedFigure,
    RestatedPeriod,
    SubmissionLine,
    text_names,
)
from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import PeriodCode, SchoolCode, clean_note
from ctecs_desktop.domain.plan import PeriodKind, Plan, ReportingPeriod
from ctecs_desktop.domain.report_assembly import Accompanying, assemble, figure_of_district
from ctecs_desktop.domain.restatement import restatements
from ctecs_desktop.domain.rollup import Rollup
from ctecs_desktop.domain.snapshot import Snapshot
from ctecs_desktop.domain.submission import Explanation, StrategyUpdate, SubmissionStatus
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.services.board import board
from ctecs_desktop.services.progress import SILENT, Progress
from ctecs_desktop.services.rollup import compute
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import facts, report_texts, snapshots, submissions

MOST_YEARS = 5
"""School years that a report looks back over, its own among them."""

_PARTS = "report parts"


@dataclass(frozen=True, slots=True)
class PartSetting:
    """A part of the report and whether it is in it."""

    part: ReportPart
    is_on: bool


def build(
    session: Session, period: PeriodCode, *, snapshot: int | None = None, progress: Progress = SILENT
) -> AnnualProgressReport:
    """The report on ``period``, from what is accepted now or, with ``snapshot``, from the figures frozen under it.

    A year in which nobody reported gives a report that says so. Raises ``NotAllowed``: ``report.not_a_year``
    (``period``), ``report.snapshot_of_other`` (``number``, ``period``, ``found``); ``StoreError("snapshot.unknown")``.
    """
    session.require(WorkspaceRole.CENTRAL)
    plan = session.plan
    own = plan.period(period)
    if own.kind is not PeriodKind.YEAR:
        raise NotAllowed("report.not_a_year", period=period)
    kept = snapshots.snapshots(session.store)
    bound = _bound(kept, snapshot, period)
    before = _years_before(plan, own)
    rollups = []
    for number, each in enumerate([*before, own]):
        progress.report(number, len(before) + 1, each.code)
        is_frozen = each.code == period and snapshot is not None
        rollup = snapshots.frozen(session.store, snapshot or 0) if is_frozen else compute(session, each.code)
        if each.code == period or any(figure.sources for figure in rollup.figures):
            rollups.append(rollup)
    rollups = rollups[-MOST_YEARS:]
    lines = _submissions(session, rollups[-1], is_frozen=snapshot is not None)
    explanations, updates = _what_schools_said(session, [digest for _line, digest in lines])
    times = [line.received_at for line, _digest in lines if line.status is SubmissionStatus.ACCEPTED]
    beside = Accompanying(
        texts=report_texts.report_texts(session.store, period),
        explanations=explanations,
        updates=updates,
        submissions=tuple(line for line, _digest in lines),
        restated=_restated(session, [each for each in kept if each.number != snapshot], rollups),
    )
    return assemble(
        plan,
        rollups,
        beside,
        as_of=bound.at if bound else max(times, default=f"{own.ends.isoformat()}T00:00:00Z"),
        snapshot=snapshot,
        parts=tuple(each.part for each in part_settings(session) if each.is_on),
    )


def _bound(kept: Iterable[Snapshot], number: int | None, period: PeriodCode) -> Snapshot | None:
    found = next((each for each in kept if each.number == number), None)
    if found is not None and found.period != period:
        raise NotAllowed("report.snapshot_of_other", number=found.number, period=period, found=found.period)
    return found


def _years_before(plan: Plan, own: ReportingPeriod) -> list[ReportingPeriod]:
    """The years before ``own`` that the plan knows, the oldest first."""
    years = [each for each in plan.periods if each.kind is PeriodKind.YEAR and each.starts < own.starts]
    return sorted(years, key=lambda each: each.starts)


def _submissions(session: Session, rollup: Rollup, *, is_frozen: bool) -> list[tuple[SubmissionLine, str]]:
    """Of every school what stands behind the report, with its digest ("" for none).

    Of frozen figures it is what was accepted when they were frozen, whatever came later.
    """
    frozen = {source.school: source.digest for figure in rollup.figures for source in figure.sources if source.digest}
    lines = []
    for standing in board(session, rollup.period):
        received, status = standing.submission, standing.status
        if is_frozen:
            digest = frozen.get(standing.school.code)
            received = submissions.received_one(session.store, digest) if digest else None
            status = SubmissionStatus.ACCEPTED if digest else None
        if received is None:
            lines.append((SubmissionLine(standing.school, None), ""))
            continue
        identity = received.identity
        line = SubmissionLine(
            standing.school,
            status,
            revision=identity.revision,
            signer=identity.signer,
            role=identity.role,
            signed_at=identity.claimed_time,
            received_at=received.received_at,
        )
        lines.append((line, received.digest if status is SubmissionStatus.ACCEPTED else ""))
    return lines


def _what_schools_said(
    session: Session, digests: Iterable[str]
) -> tuple[tuple[Explanation, ...], dict[SchoolCode, tuple[StrategyUpdate, ...]]]:
    """The kept reasons and the strategy updates of those submissions."""
    explanations: list[Explanation] = []
    updates = {}
    for digest in digests:
        if digest:
            said = submissions.submission(session.store, digest)
            explanations += said.explanations
            updates[said.identity.school] = said.strategy_updates
    return tuple(explanations), updates


def _restated(session: Session, kept: Iterable[Snapshot], rollups: Sequence[Rollup]) -> tuple[RestatedPeriod, ...]:
    """What the years of the report give otherwise than was frozen for others."""
    present = {rollup.period: rollup for rollup in rollups}
    found = []
    for each in kept:
        if each.period not in present:
            continue
        figures = tuple(
            RestatedFigure(
                line.measure,
                line.subgroup,
                figure_of_district(line.before) if line.before else None,
                figure_of_district(line.after) if line.after else None,
                line.schools,
            )
            for line in restatements(snapshots.frozen(session.store, each.number), present[each.period])
        )
        found.append(RestatedPeriod(each.period, each.number, each.at, each.note, figures))
    return tuple(found)


def texts(session: Session, period: PeriodCode) -> dict[str, str]:
    """What was typed for the report of ``period``, by name; see ``domain.annual_report.text_names``."""
    session.require(WorkspaceRole.CENTRAL)
    return report_texts.report_texts(session.store, period)


def write_text(session: Session, period: PeriodCode, name: str, text: str) -> Changes:
    """Keep a text of the report; an empty one is forgotten.

    Raises ``NotAllowed("report.unknown_text")`` (``name``) and, for the text, what :func:`clean_note` raises.
    """
    session.require(WorkspaceRole.CENTRAL)
    plan = session.plan
    plan.period(period)
    if name not in text_names(plan):
        raise NotAllowed("report.unknown_text", name=name)
    kept = clean_note(text, most=LONGEST_TEXT)
    is_new = report_texts.write_report_text(session.store, period, name, kept, at=session.now(), person=session.person)
    return Changes(nouns=frozenset({Noun.REPORT})) if is_new else Changes()


def part_settings(session: Session) -> tuple[PartSetting, ...]:
    """Every part, in the order that the office has set, and whether it is in the report."""
    kept = json.loads(facts.fact(session.store, _PARTS) or "[]")
    by_value = {part.value: part for part in ALL_PARTS}
    settings = [PartSetting(by_value[name], is_on) for name, is_on in kept if name in by_value]
    told = {each.part for each in settings}
    # A part that a later program has and the kept order has not comes at the end, and is shown.
    return (*settings, *(PartSetting(part, is_on=True) for part in ALL_PARTS if part not in told))


def arrange_parts(session: Session, settings: Sequence[PartSetting]) -> Changes:
    """Keep order and choice of the parts. Raises ``NotAllowed("report.part_twice")`` (``part``)."""
    session.require(WorkspaceRole.CENTRAL)
    parts = [each.part for each in settings]
    for part in parts:
        if parts.count(part) > 1:
            raise NotAllowed("report.part_twice", part=part)
    text = json.dumps([[each.part.value, each.is_on] for each in settings])
    is_new = facts.set_fact(session.store, _PARTS, text, at=session.now(), person=session.person)
    return Changes(nouns=frozenset({Noun.REPORT})) if is_new else Changes()
