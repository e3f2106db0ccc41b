"""Editing the next plan at central office: every edit one durable transaction with its history, each of which can be
taken back; and publishing it, which makes a plan of the draft.

The draft lies over the plan in force (``domain.plan_draft``); until something is edited, the two are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ctecs_desktop.domain import plan_editing as edits
from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import FileUnwritable, NotAllowed, PlanInvalid
from ctecs_desktop.domain.observation import HistoryEntry
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.plan_differences import PlanDifference, plan_differences
from ctecs_desktop.domain.plan_draft import PlanDraft, RowKey, Rows, draft_over, next_version, row_text
from ctecs_desktop.domain.plan_draft_checks import check_draft
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.domain.plan_tables import plan_from_tables, plan_to_tables
from ctecs_desktop.domain.plan_use import (
    PlanUse,
    SentUse,
    code_of,
    measures_meant,
    naming_rows,
    removed_rows,
    schools_asked,
)
from ctecs_desktop.domain.undo import ActOn, StepOn, StepsOn, steps_of
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.signers.keys import SigningKey
from ctecs_desktop.services.plan import publish_plan
from ctecs_desktop.services.sent_marks import versions_in_the_world
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import plan_drafts, plan_use, plans

DraftStep = StepOn[RowKey, str]
"""One edit: what was kept of each row before it and after it."""

DraftSteps = StepsOn[RowKey, str]

PUBLISHED = Changes(nouns=frozenset({Noun.PLAN, Noun.PLAN_DRAFT, Noun.ROLLUP}))
"""What publishing touches, also where the workbook could not be written."""


@dataclass(frozen=True, slots=True)
class DraftState:
    """The draft with everything that is told of it: what is wrong, what was changed, what can be taken back."""

    draft: PlanDraft
    problems: tuple[PlanProblem, ...]
    differences: tuple[PlanDifference, ...]
    steps: DraftSteps


def draft_of(session: Session) -> PlanDraft:
    """The draft of the next plan, which is the plan in force under the next version where nothing was edited yet."""
    session.require(WorkspaceRole.CENTRAL)
    plan = session.plan
    version = next_version(plan.version, versions_in_the_world(session))
    return draft_over(plan, plan_drafts.read_draft(session.store), version=version)


def draft_state(session: Session) -> DraftState:
    """Everything that is to be shown of the draft."""
    draft = draft_of(session)
    return DraftState(draft, problems_of(session, draft), differences_of(session, draft), steps(session))


def problems_of(session: Session, draft: PlanDraft) -> tuple[PlanProblem, ...]:
    """What keeps the draft from being published; the line is the number of the row in its table."""
    return check_draft(draft, versions_held(session), taken=versions_in_the_world(session))


def versions_held(session: Session) -> list[Plan]:
    """Every version that this workspace had, in the order in which they came, the one in force last."""
    current = session.plan
    earlier = [stored.version for stored in plans.plan_versions(session.store) if not stored.is_current]
    return [*(plans.plan_of_version(session.store, version) for version in earlier), current]


def differences_of(session: Session, draft: PlanDraft) -> tuple[PlanDifference, ...]:
    """What the draft says otherwise than the plan in force."""
    return plan_differences(plan_to_tables(session.plan), draft.tables())


def version_differences(session: Session, before: str, after: str) -> tuple[PlanDifference, ...]:
    """What version ``after`` says otherwise than version ``before``; raises ``NotAllowed("plan.unknown_version")``."""
    old, new = (plans.plan_of_version(session.store, version) for version in (before, after))
    return plan_differences(plan_to_tables(old), plan_to_tables(new))


def change_cells(session: Session, key: RowKey, texts: Mapping[str, str]) -> Changes:
    """Write ``texts`` by column into a row; see ``domain.plan_editing`` for what is refused."""
    return edit(session, lambda draft: edits.change_cells(draft, key, texts))


def add_row(session: Session, table: str, texts: Mapping[str, str], *, after: int = 0) -> tuple[RowKey, Changes]:
    """A new row behind the one of that number, at the end for 0."""
    draft = draft_of(session)
    key, rows = edits.add_row(draft, table, texts, after=after)
    return key, write_rows(session, draft, rows)


def remove_row(session: Session, key: RowKey) -> Changes:
    """The row gone, with all that belongs to it; ask :func:`used_by` before."""
    return remove_rows(session, [key])


def remove_rows(session: Session, keys: Sequence[RowKey]) -> Changes:
    """The rows gone, with all that belongs to them, as one step; ask :func:`used_by` of each before."""
    return edit(session, lambda draft: edits.remove_rows(draft, keys))


def move_row(session: Session, key: RowKey, by: int) -> Changes:
    """The row further down, or up where ``by`` is below 0."""
    return edit(session, lambda draft: edits.move_row(draft, key, by))


def discard(session: Session) -> Changes:
    """Every edit taken back at once, as one step that can itself be taken back."""
    return edit(session, lambda draft: {key: draft.base.get(key) for key in draft.changed})


def edit(session: Session, make: Callable[[PlanDraft], Rows]) -> Changes:
    """Carry out the edit that ``make`` makes of the draft as it stands."""
    draft = draft_of(session)
    return write_rows(session, draft, make(draft))


def write_rows(session: Session, draft: PlanDraft, rows: Rows) -> Changes:
    """Keep rows over ``draft``; raises ``ValueMovedOn("plan.row_moved_on")`` where the store has moved on from it."""
    wanted = {key: row_text(key, row, draft.base) for key, row in rows.items()}
    expected = {key: row_text(key, draft.row(key), draft.base) for key in rows}
    return _write(session, wanted, expected=expected)


def _write(
    session: Session, wanted: Mapping[RowKey, str], *, expected: Mapping[RowKey, str], reverses: int = 0
) -> Changes:
    session.require(WorkspaceRole.CENTRAL)
    written = plan_drafts.write_draft(
        session.store, wanted, expected=expected, at=session.now(), person=session.person, reverses=reverses
    )
    if not written:
        return Changes()
    return Changes(nouns=frozenset({Noun.PLAN_DRAFT}), act=session.store.current_act)


def used_by(session: Session, key: RowKey) -> PlanUse:
    """What hangs on a row: told before it is removed."""
    return _use(session, draft_of(session), key)


def used_of_removed(session: Session, after: PlanDraft, *, before: PlanDraft | None = None) -> dict[str, PlanUse]:
    """What hangs on each thing that ``after`` lacks, by table and code; ``before`` is the plan in force by itself."""
    before = before or draft_over(session.plan, {}, version=after.base_next)
    uses = {key: _use(session, before, key) for key in removed_rows(before, after)}
    return {f"{key.table} {code_of(before, key)}": use for key, use in uses.items() if use.is_used}


def _use(session: Session, draft: PlanDraft, key: RowKey) -> PlanUse:
    return PlanUse(schools_asked(draft, key), _sent(session, draft, key), naming_rows(draft, key))


def _sent(session: Session, draft: PlanDraft, key: RowKey) -> SentUse:
    code = code_of(draft, key)
    if key.table in {"goals", "measures"}:
        return plan_use.sent_of_measures(session.store, measures_meant(draft, key))
    if key.table == "subgroups":
        return plan_use.sent_of_subgroups(session.store, [code])
    if key.table == "disaggregations":
        codes = [
            row.cells[0] for row, _column in edits.references(draft, key.table, code) if row.key.table == "subgroups"
        ]
        return plan_use.sent_of_subgroups(session.store, codes)
    if key.table == "schools":
        return plan_use.sent_by_school(session.store, code)
    if key.table == "periods":
        return plan_use.sent_for_period(session.store, code)
    return SentUse()


def steps(session: Session) -> DraftSteps:
    """What can be undone and done again: every edit since the plan in force became so, whoever did it."""
    return steps_of(_acts(plan_drafts.draft_history(session.store)))


def undo_last(session: Session) -> Changes:
    """Take back the edit done last; raises ``NotAllowed("plan.nothing_to_undo")`` where there is none."""
    step = steps(session).next_undo
    if step is None:
        raise NotAllowed("plan.nothing_to_undo")
    return _write(session, step.before, expected=step.after, reverses=step.act)


def redo_last(session: Session) -> Changes:
    """Do again the edit taken back last; raises ``NotAllowed("plan.nothing_to_redo")`` where there is none."""
    step = steps(session).next_redo
    if step is None:
        raise NotAllowed("plan.nothing_to_redo")
    return _write(session, step.after, expected=step.before, reverses=step.act)


def _acts(entries: list[HistoryEntry]) -> Iterator[ActOn[RowKey, str]]:
    for (number, reverses, at, person), together in groupby(
        entries, key=lambda entry: (entry.act, entry.reverses, entry.at, entry.person)
    ):
        before: dict[RowKey, str] = {}
        after: dict[RowKey, str] = {}
        for entry in together:
            key = plan_drafts.key_of(entry.subject)
            before.setdefault(key, entry.before)
            after[key] = entry.after
        yield ActOn(number, reverses, at, person, before, after)


def publish_draft(
    session: Session, *, authority: SigningKey, out: Path, signer: str = "", role: str = ""
) -> tuple[Path, Changes]:
    """Make the draft the plan in force and write it as a workbook signed by the district.

    The plan is in the store before the workbook leaves: a full stick costs nothing, since the plan in force can be
    written at any time; ``FileUnwritable("plan.not_written")`` (``path``, ``version``, ``reason``) says so. Raises
    ``NotAllowed("plan.nothing_to_publish")`` (``version``) for a draft without changes and
    ``PlanInvalid("plan.invalid")`` (``problems``) for one in which anything is wrong.
    """
    draft = draft_of(session)
    if not draft.is_changed:
        raise NotAllowed("plan.nothing_to_publish", version=draft.base_version)
    problems = problems_of(session, draft)
    if problems:
        raise PlanInvalid("plan.invalid", problems=problems)
    plan = plan_from_tables(draft.tables())
    with session.store.transaction():
        held = plan_drafts.read_draft(session.store)
        at, person = session.now(), session.person
        plan_drafts.write_draft(session.store, dict.fromkeys(held, ""), expected=held, at=at, person=person)
        plans.save_plan(session.store, plan, at=at, person=person, source="draft")
    try:
        written = publish_plan(session, authority=authority, out=out, signer=signer, role=role)
    except FileUnwritable as error:
        reason = str(error.params.get("reason", error.code))
        raise FileUnwritable("plan.not_written", path=str(out), version=plan.version, reason=reason) from error
    return written, PUBLISHED
