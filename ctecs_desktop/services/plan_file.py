"""The draft of the next plan as a workbook for Excel, and taking one back: what it would change is told before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.plan_differences import PlanDifference, plan_differences
from ctecs_desktop.domain.plan_draft import PlanDraft, Rows, draft_over, row_text
from ctecs_desktop.domain.plan_reading import PlanProblem, Row, Table
from ctecs_desktop.domain.plan_replacing import replace_tables
from ctecs_desktop.domain.plan_tables import plan_to_tables
from ctecs_desktop.domain.plan_use import PlanUse
from ctecs_desktop.exchange.files import LARGEST_WORKBOOK, read_file_bounded, write_file_atomically
from ctecs_desktop.exchange.packs.plan_workbook import PlanWorkbook, read_plan_workbook, write_plan_workbook
from ctecs_desktop.exchange.plan_files import read_plan_folder
from ctecs_desktop.services.plan_editing import draft_of, problems_of, used_of_removed, versions_held, write_rows
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import plan_drafts


@dataclass(frozen=True, slots=True)
class PlanImport:
    """What a file would make of the draft: the differences from it, and what would be wrong then.

    ``problems`` name the file's sheet and cell; a draft may be wrong, so they do not keep it from being taken. ``used``
    is what hangs on each thing that the file has no more, as ``plan_editing.used_of_removed`` says it.
    """

    draft: PlanDraft
    rows: Rows
    differences: tuple[PlanDifference, ...]
    problems: tuple[PlanProblem, ...]
    used: Mapping[str, PlanUse] = field(default_factory=dict)


def suggested_name(draft: PlanDraft) -> str:
    """What the workbook of a draft is called unless a person says otherwise."""
    return f"plan draft {draft.version}.xlsx"


def export_draft(session: Session, out: Path) -> Path:
    """Write the draft, as it stands, as a workbook that a spreadsheet can edit."""
    draft = draft_of(session)
    title = next((row.cells[1] for row in draft.rows["about"] if row.cells[0] == "title"), "")
    data = write_plan_workbook(
        draft.tables(), title=title, version=draft.version, author=session.person, claimed_time=session.clock()
    )
    return write_file_atomically(out, data)


def preview_import(session: Session, path: Path) -> PlanImport:
    """What :func:`take_import` would do with a workbook, or with a folder of the plan's CSV files.

    A version that was published already is passed over: the draft keeps its own. Raises ``NotAWorkbook`` and
    ``PlanInvalid("plan.invalid")``, whose problems name sheets and columns that are missing.
    """
    draft = draft_of(session)
    book = _read(path)
    tables = _with_version_of(draft, book.tables, {plan.version for plan in versions_held(session)})
    rows = replace_tables(draft, tables)
    after = _after(session, draft, rows)
    problems = tuple(book.placed(problem) for problem in problems_of(session, after))
    differences = plan_differences(draft.tables(), after.tables())
    return PlanImport(draft, rows, differences, problems, used_of_removed(session, after, before=draft))


def take_import(session: Session, preview: PlanImport) -> Changes:
    """Make the draft what the file says, as one step of undo.

    Raises ``ValueMovedOn("plan.row_moved_on")`` where the draft was edited since the preview.
    """
    return write_rows(session, preview.draft, preview.rows)


def _read(path: Path) -> PlanWorkbook:
    if path.is_dir():
        return PlanWorkbook(plan_to_tables(read_plan_folder(path)), {})
    return read_plan_workbook(read_file_bounded(path, LARGEST_WORKBOOK), name=path.name)


def _with_version_of(draft: PlanDraft, tables: Mapping[str, Table], taken: set[str]) -> dict[str, Table]:
    about = tables["about"]
    rows = tuple(
        Row(row.line, (row.cells[0], draft.version)) if row.cells[0] == "version" and row.cells[1] in taken else row
        for row in about.rows
    )
    return {**tables, "about": replace(about, rows=rows)}


def _after(session: Session, draft: PlanDraft, rows: Rows) -> PlanDraft:
    texts = {**plan_drafts.read_draft(session.store)}
    texts.update({key: row_text(key, row, draft.base) for key, row in rows.items()})
    return draft_over(session.plan, texts, version=draft.base_next)
