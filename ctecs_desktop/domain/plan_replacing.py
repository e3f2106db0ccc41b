"""Taking the tables of a file into a draft: as one edit, in which every row that was there keeps its identity."""

from __future__ import annotations

from collections.abc import Mapping

from ctecs_desktop.domain.plan_differences import paired_rows
from ctecs_desktop.domain.plan_draft import DraftRow, PlanDraft, RowKey, Rows, columns_of, schema_of
from ctecs_desktop.domain.plan_editing import placed_rows
from ctecs_desktop.domain.plan_reading import Table
from ctecs_desktop.domain.plan_spelling import canonical_cell


def replace_tables(draft: PlanDraft, tables: Mapping[str, Table]) -> Rows:
    """The edit after which the draft says what ``tables`` say; tables that are not given stay as they are.

    Raises ``PlanInvalid("plan.edit_refused")`` (``problems``) for a text that no file could hold.
    """
    changes: dict[RowKey, DraftRow | None] = {}
    for name, table in tables.items():
        changes.update(_replaced(draft, name, canonical_rows(table)))
    return changes


def canonical_rows(table: Table) -> list[tuple[str, ...]]:
    """The rows of a table in the order of its schema's columns, each cell in its one spelling."""
    columns = columns_of(table.name)
    places = [table.columns.index(column) for column in columns]
    rows = []
    for row in table.rows:
        cells = [row.cells[place] for place in places]
        rows.append(tuple(canonical_cell(table.name, column, cells[at], cells) for at, column in enumerate(columns)))
    return rows


def _replaced(draft: PlanDraft, table: str, wanted: list[tuple[str, ...]]) -> Rows:
    present = draft.rows[table]
    pairs, removed, _added = paired_rows(schema_of(table), [row.cells for row in present], wanted)
    known = {new: present[old] for old, new in pairs}
    number = draft.next_number(table)
    rows: list[DraftRow] = []
    for at, cells in enumerate(wanted):
        before = known.get(at)
        if before is None:
            rows.append(DraftRow(RowKey(table, number), 0, cells))
            number += 1
        else:
            rows.append(DraftRow(before.key, before.place, cells))
    stays = [row.place for row in rows if row.place]
    # Rows in another order than before find new places; else only those that are new do.
    moved = {row.key for row in rows if not row.place or stays != sorted(stays)}
    changes: dict[RowKey, DraftRow | None] = {present[old].key: None for old, _cells in removed}
    changes.update({row.key: row for row in rows if row.key not in moved and row != draft.row(row.key)})
    changes.update(placed_rows(draft, rows, moved=moved))
    return changes
