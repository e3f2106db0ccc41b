"""Many values in one act: planned by ``domain.paste`` or taken back, carried out in one transaction, then checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.grid import Grid, GridCell, Part
from ctecs_desktop.domain.observation import Observation, ObservationKey, PeriodCode
from ctecs_desktop.domain.paste import PastePlan
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.services.drafts import keep_typed, typed_texts
from ctecs_desktop.services.entry import current_values, record_values, values_at
from ctecs_desktop.services.overview import own_measures
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.submission import Validation, state_of, validate

COLUMNS = (Part.NUMERATOR, Part.DENOMINATOR, Part.VALUE, Part.NOTE)
"""The columns of the plain grid, a row for each address."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What an act did, what stands at its addresses now, and what every rule says of each period that it touched."""

    changes: Changes
    values: Mapping[ObservationKey, Observation]
    found: Mapping[PeriodCode, Validation]


def entry_grid(session: Session, period: PeriodCode, *, columns: Sequence[Part] = COLUMNS) -> Grid:
    """All addresses of ``period`` that this workspace enters, in the plan's order; read-only once it is signed."""
    plan = session.plan
    workspace = session.workspace
    is_locked = workspace.role is WorkspaceRole.SCHOOL and state_of(session, period).is_locked
    rows = tuple(
        tuple(
            GridCell(ObservationKey(workspace.organization, period, measure.code, group), measure, part, is_locked)
            for part in columns
        )
        for measure in own_measures(plan, plan.period(period), workspace.role)
        for group in plan.subgroups_of(measure.code)
    )
    return Grid(rows, current_values(session, period), typed_texts(session, period))


def carry_out(session: Session, plan: PastePlan) -> Pasted:
    """Write what ``plan`` says in one transaction, which is one step of undo, and run every rule over the result.

    Texts that wait for their other part are kept as typed texts, which are no values and no step of undo.

    Raises ``ValueMovedOn`` where a value is no longer what the plan saw, and the errors of ``record_values``.
    """
    changes = record_values(session, plan.edits, expected=plan.expected)
    drafts = {**dict.fromkeys(plan.settled, ""), **plan.waiting}
    if drafts:
        keep_typed(session, drafts)
    return checked(session, changes, periods={edit.key.period for edit in plan.edits})


def checked(session: Session, changes: Changes, *, periods: Collection[PeriodCode] = ()) -> Pasted:
    """``changes`` with what a page shows of them, read where the act was done: every rule is run over each period."""
    touched = sorted({*periods, *(key.period for key in changes.keys)})
    found = {period: validate(session, period) for period in touched}
    return Pasted(changes, values_at(session, changes.keys), found)
