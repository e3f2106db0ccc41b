"""Reads the rows of the entry table once, through the services: each value beside last year's and its target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import (
    ALL_STUDENTS,
    MeasureCode,
    Observation,
    ObservationKey,
    SchoolCode,
    SubgroupCode,
)
from ctecs_desktop.domain.plan import Measure, Plan, ReportingPeriod, Target
from ctecs_desktop.domain.status import targets_of
from ctecs_desktop.domain.value import Missing, exact
from ctecs_desktop.services import drafts, entry, overview, submission
from ctecs_desktop.ui.entry.entry_rows import EntryContent, EntryRow
from ctecs_desktop.ui.entry.typed_text import understood
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import bounds_text, figure_text


def read_entry(workplace: Workplace) -> EntryContent:
    """Read the rows of the workplace's period, and what was typed there without being taken."""
    session, plan, period = workplace.session, workplace.plan, workplace.period
    workspace = session.workspace
    before = submission.previous_period(plan, period)
    current = entry.current_values(session, period.code)
    last_year = entry.current_values(session, before.code) if before else {}
    previous = {(key.measure, key.subgroup): each for key, each in last_year.items()}
    rows: list[EntryRow] = []
    for measure in overview.own_measures(plan, period, workspace.role):
        rows += _rows_of(plan, period, measure, workspace.organization, current=current, previous=previous)
    lock = signer = at = ""
    revision = 0
    if submission.state_of(session, period.code).is_locked:
        record = submission.timeline(session, period.code)[-1]
        lock, signer, at, revision = "submission.locked", record.identity.signer, record.at, record.identity.revision
    else:
        _offer_back(rows, drafts.typed_texts(session, period.code))
    return EntryContent(tuple(rows), lock, signer, at, revision)


def _offer_back(rows: Sequence[EntryRow], typed: Mapping[tuple[ObservationKey, Part], str]) -> None:
    """Put texts that were not taken before the program ended back into their cells, with the reason."""
    if not typed:
        return
    by_key = {row.key: row for row in rows}
    for (key, part), text in typed.items():
        row = by_key.get(key)
        if row is not None and row.takes(part):
            row.typed[part] = text
    for row in rows:
        for part, text in row.typed.items():
            try:
                understood(row, {part: text})
            except ValueRejected as error:
                row.refusal = error
                if error.code != "value.part_missing":
                    break


def _rows_of(
    plan: Plan,
    period: ReportingPeriod,
    measure: Measure,
    school: SchoolCode,
    *,
    current: Mapping[ObservationKey, Observation],
    previous: Mapping[tuple[MeasureCode, SubgroupCode], Observation],
) -> list[EntryRow]:
    targets = targets_of(plan, measure, school if school != plan.district else None)
    target = _target_ahead(targets, period)
    tip = target.school_year if target else ""
    code, period_code = measure.code, period.code
    subgroups = plan.subgroups_of(code)
    rows = []
    for subgroup in subgroups:
        is_whole = subgroup == ALL_STUDENTS
        key = ObservationKey(school, period_code, code, subgroup)
        rows.append(
            # By position: a page has a thousand of them, and names cost a tenth of its opening.
            EntryRow(
                key,
                measure,
                f"{code}  {measure.name}" if is_whole else plan.subgroup(subgroup).name,
                current.get(key) or Observation(key, Missing.NOT_ENTERED),
                previous.get((code, subgroup)) if previous else None,
                _target_text(target, measure) if target and is_whole else "",
                tip,
                targets,
                len(subgroups) - 1 if is_whole else 0,
            )
        )
    return rows


def _target_ahead(targets: Sequence[Target], period: ReportingPeriod) -> Target | None:
    ahead = [each for each in targets if each.school_year >= period.school_year]
    return min(ahead, key=lambda each: each.school_year, default=None)


def _target_text(target: Target, measure: Measure) -> str:
    low: Fraction = exact(target.low)
    if target.high is not None:
        return bounds_text(low, exact(target.high), measure)
    return figure_text(low, measure)
