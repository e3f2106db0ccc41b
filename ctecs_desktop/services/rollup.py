"""The district's figures, computed whole from what is accepted, and their workbook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ctecs_desktop.domain.asked_schools import enrolments_of
from ctecs_desktop.domain.observation import ALL_STUDENTS, Observation, PeriodCode
from ctecs_desktop.domain.plan import Plan, ReportingPeriod
from ctecs_desktop.domain.rollup import (
    ENROLMENT_MEASURE,
    Address,
    DistrictFigure,
    Rollup,
    Source,
    figures_of_measure,
    fingerprint_of,
    own_entries,
    own_sources,
    roll_up,
)
from ctecs_desktop.domain.rollup_report import rollup_document
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.exchange.rollup.rollup_csv import write_rollup_csv
from ctecs_desktop.exchange.rollup.rollup_workbook import write_rollup_workbook
from ctecs_desktop.services.bulk import without_cycle_search
from ctecs_desktop.services.progress import SILENT, Progress
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.submission import last_signed_values
from ctecs_desktop.store import observations, submissions
from ctecs_desktop.store.accepted_values import (
    AcceptedSubmission,
    accepted_submissions,
    said_of_measure,
    sources_of_measure,
)


@dataclass(frozen=True, slots=True)
class RollupBasis:
    """What the figures of a period come from, without its values: found at once, however many schools there are."""

    plan: Plan
    period: ReportingPeriod
    accepted: tuple[AcceptedSubmission, ...]
    own: Mapping[Address, Observation]  # what central office entered of the district

    @property
    def fingerprint(self) -> str:
        """That of the rollup made from it."""
        return fingerprint_of(self.plan, self.period, {each.school: each.digest for each in self.accepted}, self.own)


def basis_of(session: Session, period: PeriodCode) -> RollupBasis:
    """The accepted submissions of ``period`` and central office's own entries."""
    session.require(WorkspaceRole.CENTRAL)
    plan = session.plan
    entered = observations.read_observations(session.store, school=session.workspace.organization, period=period)
    return RollupBasis(
        plan, plan.period(period), accepted_submissions(session.store, period), own_entries(plan, entered.values())
    )


def own_sources_of(session: Session, basis: RollupBasis) -> dict[Address, Source]:
    """Where central office's own entries stand: its last signed workbook is verified and read for it."""
    signed = last_signed_values(session, basis.period.code) if basis.own else None
    return own_sources(basis.plan, basis.own, signed)


def compute(session: Session, period: PeriodCode, *, progress: Progress = SILENT) -> Rollup:
    """The rollup of ``period``, every figure with every source: one for each school, so it takes time and room."""
    basis = basis_of(session, period)
    return rolled_up(session, basis, progress=progress, own=own_sources_of(session, basis))


def rolled_up(
    session: Session, basis: RollupBasis, *, progress: Progress = SILENT, own: Mapping[Address, Source] | None = None
) -> Rollup:
    """The rollup made from ``basis``, measure by measure: only the values of one are held at a time.

    Given the sources of central office's ``own`` entries every figure has its sources; otherwise none has.
    """
    plan, period = basis.plan, basis.period
    reported = said_of_measure(session.store, basis.accepted, ENROLMENT_MEASURE).of_schools.get(ALL_STUDENTS, {})
    enrolments = enrolments_of(plan, reported)
    figures: list[DistrictFigure] = []
    due = plan.measures_due(period)
    for number, measure in enumerate(due):
        progress.report(number, len(due), f"{period.code} {measure.code}")
        with without_cycle_search():
            said = said_of_measure(session.store, basis.accepted, measure.code, with_sources=own is not None)
            for (code, subgroup), entry in basis.own.items():
                if code == measure.code:
                    said.of_district[subgroup] = entry.value
                    if own is not None:
                        said.add_source(subgroup, own[code, subgroup])
            figures += figures_of_measure(plan, period, measure, said, enrolments=enrolments)
    accepted = {each.school for each in basis.accepted}
    return Rollup(
        period=period.code,
        plan_version=plan.version,
        fingerprint=basis.fingerprint,
        schools_expected=tuple(school.code for school in plan.schools),
        schools_accepted=tuple(school.code for school in plan.schools if school.code in accepted),
        figures=tuple(figures),
    )


def sources_of(
    session: Session, basis: RollupBasis, address: Address, own: Mapping[Address, Source]
) -> tuple[Source, ...]:
    """The sources of one figure: each school's value, then central office's ``own`` (see ``own_sources_of``)."""
    found = [source for _, source in sources_of_measure(session.store, basis.accepted, *address)]
    return (*found, own[address]) if address in own else tuple(found)


def write_workbook(session: Session, period: PeriodCode, out: Path) -> Path:
    """The rollup as a workbook whose every figure is a live formula over the schools' values."""
    plan = session.plan
    accepted = submissions.accepted_values(session.store, period)
    entered = observations.read_observations(session.store, school=session.workspace.organization, period=period)
    signed = last_signed_values(session, period)
    figures = roll_up(plan, plan.period(period), accepted, entered=entered, signed=signed)
    data = write_rollup_workbook(figures, plan, accepted, claimed_time=session.clock(), entered=entered)
    return write_file_atomically(out, data)


def write_json(session: Session, period: PeriodCode, out: Path) -> Path:
    """The rollup as one JSON document: every figure with bounds, coverage and the cells that it came from."""
    document = rollup_document(compute(session, period), session.plan)
    return write_file_atomically(out, json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8"))


def write_csv(session: Session, period: PeriodCode, out: Path) -> Path:
    """The rollup as a tidy CSV file, one row for each figure."""
    return write_file_atomically(out, write_rollup_csv(compute(session, period), session.plan))
