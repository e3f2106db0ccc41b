"""Entering values: one at a time, many pasted at once, or from a file; each act one durable transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError, NotAllowed, PlanInvalid, ValueMovedOn, ValueRejected
from ctecs_desktop.domain.observation import (
    ALL_STUDENTS,
    Edit,
    HistoryEntry,
    MeasureCode,
    Observation,
    ObservationKey,
    PeriodCode,
    SchoolCode,
    SubgroupCode,
    clean_note,
)
from ctecs_desktop.domain.parsing import EntryText, parse_value
from ctecs_desktop.domain.plan import Level, Measure, Plan
from ctecs_desktop.domain.retention import BackupKind
from ctecs_desktop.domain.submission import Explanation, StrategyUpdate
from ctecs_desktop.domain.value import Missing, decode_value, encode_value
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.entry.entry_file import EntryRow, read_entry_file
from ctecs_desktop.services.backup import back_up_if_due
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import draft_texts, explanations, observations, sign_offs, strategy_updates

MANY_EDITS = 100
"""From so many values on, a paste or an import is worth a backup first; fewer are taken back one by one."""


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """A cell that cannot be taken: where it stands, and the error's code and facts."""

    where: str
    error: CtecsError


@dataclass(frozen=True, slots=True)
class EntryReport:
    """What an import of values did, or would do. With any refusal nothing was written."""

    new: tuple[ObservationKey, ...]
    changed: tuple[ObservationKey, ...]
    same: tuple[ObservationKey, ...]
    refused: tuple[RefusedCell, ...]


@dataclass(frozen=True, slots=True)
class EntryPreview:
    """What an import would do: the report, the edits it would write, and what stands at their addresses now."""

    report: EntryReport
    edits: tuple[Edit, ...]
    before: Mapping[ObservationKey, Observation]


def record_values(
    session: Session,
    edits: Sequence[Edit],
    *,
    expected: Mapping[ObservationKey, Observation] | None = None,
    reverses: int = 0,
) -> Changes:
    """Write ``edits`` and their history in one transaction, which is one act: one step of undo.

    ``expected`` is what the caller had before its eyes: where the store says otherwise, ``ValueMovedOn`` is raised and
    nothing is written. ``reverses`` is the number of an act that these edits take back; see ``services.undo``.
    Raises ``NotAllowed`` for a locked period and for what this workspace does not enter.
    """
    plan = session.plan
    periods = {edit.key.period for edit in edits}
    for edit in edits:
        _check_address(plan, session, edit.key)
    cleaned = [replace(edit, note=clean_note(edit.note)) for edit in edits]
    if len(edits) >= MANY_EDITS:
        back_up_if_due(session, BackupKind.BEFORE_VALUES)
    with session.store.transaction():
        for period in sorted(periods):
            require_unlocked(session, period)
        written = observations.write_observations(
            session.store,
            cleaned,
            at=session.now(),
            person=session.person,
            expected=expected,
            reverses=reverses,
        )
        draft_texts.forget_drafts(session.store, [edit.key for edit in edits])
    if not written:
        return Changes()
    return Changes(frozenset(written), frozenset({Noun.OBSERVATION}), session.store.current_act)


def require_unlocked(session: Session, period: PeriodCode) -> None:
    """Raise ``NotAllowed("submission.locked")``, which says who signed, when and which revision."""
    state = sign_offs.submission_state(session.store, period)
    if state.is_locked:
        record = sign_offs.signed_submissions(session.store, period)[-1]
        raise NotAllowed(
            "submission.locked",
            period=period,
            revision=record.identity.revision,
            signer=record.identity.signer,
            at=record.at,
        )


def _check_address(plan: Plan, session: Session, key: ObservationKey) -> Measure:
    """The measure of ``key``, if this workspace may enter it; raises otherwise."""
    plan.period(key.period)
    measure = plan.measure(key.measure)
    if key.subgroup not in plan.subgroups_of(measure.code):
        plan.subgroup(key.subgroup)
        raise ValueRejected("value.subgroup_of_other_measure", measure=measure.code, subgroup=key.subgroup)
    if key.school != session.workspace.organization:
        raise NotAllowed("entry.other_school", school=key.school, own=session.workspace.organization)
    is_school = session.workspace.role is WorkspaceRole.SCHOOL
    if is_school and measure.level is Level.CENTRAL:
        raise NotAllowed("entry.central_only", measure=measure.code)
    if not is_school and measure.level is Level.SCHOOL:
        raise NotAllowed("entry.schools_only", measure=measure.code)
    return measure


def current_values(session: Session, period: PeriodCode) -> dict[ObservationKey, Observation]:
    """What this workspace itself has entered for ``period``."""
    return observations.read_observations(session.store, school=session.workspace.organization, period=period)


def values_at(session: Session, keys: Collection[ObservationKey]) -> dict[ObservationKey, Observation]:
    """What is stored at ``keys``, of any period; addresses where nobody has said anything are left out."""
    return observations.read_some(session.store, keys)


def value_history(session: Session, key: ObservationKey) -> list[HistoryEntry]:
    """Every change of one value, oldest first."""
    return observations.observation_history(session.store, key)


def explain(session: Session, explanation: Explanation) -> Changes:
    """Keep a warning with a reason, which travels with the submission; an empty reason takes it back."""
    require_unlocked(session, explanation.key.period)
    explanation = replace(explanation, reason=clean_note(explanation.reason))
    explanations.write_explanations(session.store, [explanation], at=session.now(), person=session.person)
    return Changes(frozenset({explanation.key}), frozenset({Noun.EXPLANATION}))


def update_strategy(session: Session, period: PeriodCode, update: StrategyUpdate) -> Changes:
    """Record how far a strategy has come in a period."""
    require_unlocked(session, period)
    if update.strategy not in {strategy.code for strategy in session.plan.strategies}:
        raise PlanInvalid("plan.unknown_strategy", strategy=update.strategy)
    update = replace(update, narrative=clean_note(update.narrative))
    strategy_updates.write_strategy_updates(session.store, period, [update], at=session.now(), person=session.person)
    return Changes(nouns=frozenset({Noun.STRATEGY_UPDATE}))


def enter_file(session: Session, path: Path) -> EntryReport:
    """Take the values of a CSV file, a sheet or an entry form: all, or none and every refusal with its place."""
    preview = preview_file(session, path)
    if preview.report.refused:
        return EntryReport((), (), (), preview.report.refused)
    record_values(session, preview.edits, expected=preview.before)
    return preview.report


def preview_file(session: Session, path: Path) -> EntryPreview:
    """What :func:`enter_file` would do with a file, without writing anything.

    Raises ``NotAllowed("entry.other_school", school, own)`` for the entry form of another school.
    """
    plan = session.plan
    rows = read_entry_file(path)
    _refuse_other_school(session, rows)
    edits: dict[ObservationKey, Edit] = {}
    places: dict[ObservationKey, EntryRow] = {}
    refused: list[RefusedCell] = []
    for row in rows:
        try:
            edit = _edit_of(plan, session, row)
        except CtecsError as error:
            refused.append(RefusedCell(row.where(_column_at_fault(error)), error))
            continue
        if edit is None:
            continue  # a row without a value says nothing; an import never clears what someone entered
        if edit.key in edits:
            repeated = ValueRejected("entry.given_twice", measure=edit.key.measure, subgroup=edit.key.subgroup)
            refused.append(RefusedCell(row.where("measure"), repeated))
        edits[edit.key], places[edit.key] = edit, row
    stored = _stored(session, edits)
    same = {key: None for key, edit in edits.items() if key in stored and _says(stored[key]) == _says(edit)}
    new = {key: None for key in edits if key not in stored or not stored[key].is_entered}
    changed = tuple(key for key in edits if key not in same and key not in new)
    refused += (each for key in (*new, *changed) if (each := _moved_on(places[key], key, stored)) is not None)
    return EntryPreview(
        EntryReport(tuple(new), changed, tuple(same), tuple(refused)),
        tuple(edits[key] for key in (*new, *changed)),
        stored,
    )


def _refuse_other_school(session: Session, rows: Sequence[EntryRow]) -> None:
    own = session.workspace.organization
    other = next((row.cells["school"] for row in rows if row.cells.get("school", own) != own), None)
    if other is not None:
        raise NotAllowed("entry.other_school", school=other, own=own)


def _moved_on(row: EntryRow, key: ObservationKey, stored: Mapping[ObservationKey, Observation]) -> RefusedCell | None:
    """The refusal where a form was changed at a value that was changed in the workspace since it was written."""
    before = _before(row, key)
    found = stored.get(key) or Observation(key, Missing.NOT_ENTERED)
    if before is None or _says(before) == _says(found):
        return None
    return RefusedCell(row.where("value"), ValueMovedOn("observation.moved_on", key=key, expected=before, found=found))


def _before(row: EntryRow, key: ObservationKey) -> Observation | None:
    """What an entry form was written with; ``None`` for a file that does not say."""
    text = row.cells.get("value before")
    if text is None:
        return None
    value = decode_value(text) if text else Missing.NOT_ENTERED
    return Observation(key, value, clean_note(row.cells.get("note before", "")))


def _says(entry: Edit | Observation) -> tuple[str, str]:
    # Texts are compared and not values: to Python, True equals Decimal(1).
    return encode_value(entry.value), entry.note


def _stored(session: Session, edits: Mapping[ObservationKey, Edit]) -> dict[ObservationKey, Observation]:
    stored: dict[ObservationKey, Observation] = {}
    for period in {key.period for key in edits}:
        current = current_values(session, period)
        stored.update({key: each for key, each in current.items() if key in edits})
    return stored


def _edit_of(plan: Plan, session: Session, row: EntryRow) -> Edit | None:
    """What a row says; ``None`` where it says nothing, or no more than the form was written with."""
    cells = row.cells
    key = ObservationKey(
        SchoolCode(session.workspace.organization),
        PeriodCode(cells.get("period", "")),
        MeasureCode(cells.get("measure", "")),
        SubgroupCode(cells.get("subgroup", "") or ALL_STUDENTS),
    )
    measure = _check_address(plan, session, key)
    try:
        edit = Edit(key, parse_value(_texts_of(row), measure), clean_note(cells.get("note", "")))
        before = _before(row, key)
    except ValueRejected:
        require_unlocked(session, key.period)  # that is told first
        raise
    if before is not None and _says(before) == _says(edit):
        return None
    require_unlocked(session, key.period)
    if edit.value is Missing.NOT_ENTERED and edit.note:
        raise ValueRejected("entry.note_without_value", measure=measure.code)
    return None if edit.value is Missing.NOT_ENTERED else edit


def _texts_of(row: EntryRow) -> EntryText:
    cells = row.cells
    return EntryText(
        numerator=cells.get("numerator", ""),
        denominator=cells.get("denominator", ""),
        value=cells.get("value", ""),
        blank=cells.get("blank", ""),
    )


def _column_at_fault(error: CtecsError) -> str:
    """Which column a person should look at: parsing says so itself, an unknown code is in its own column."""
    column = error.params.get("column")
    if isinstance(column, str):
        return column
    if error.code.startswith("entry."):
        return "measure"
    for name in ("period", "subgroup", "measure"):
        if error.code.endswith(f"unknown_{name}"):
            return name
    if error.code == "value.subgroup_of_other_measure":
        return "subgroup"
    return "note" if error.code.startswith("value.note_") else "value"
