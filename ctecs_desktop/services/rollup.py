"""The district's figures, computed whole from what is accepted, and their workbook."""

from __future__ import annotations

import json
from pathlib import Path

from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.rollup import Rollup, roll_up
from ctecs_desktop.domain.rollup_report import rollup_document
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.exchange.rollup.rollup_csv import write_rollup_csv
from ctecs_desktop.exchange.rollup.rollup_workbook import write_rollup_workbook
from ctecs_desktop.services.bulk import without_cycle_search
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.submission import last_signed_values
from ctecs_desktop.store import observations, submissions


def compute(session: Session, period: PeriodCode) -> Rollup:
    """The rollup of ``period`` from the accepted submissions and central office's own entries."""
    session.require(WorkspaceRole.CENTRAL)
    plan = session.plan
    entered = observations.read_observations(session.store, school=session.workspace.organization, period=period)
    accepted, signed = submissions.accepted_values(session.store, period), last_signed_values(session, period)
    with without_cycle_search():
        return roll_up(plan, plan.period(period), accepted, entered=entered, signed=signed)


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
