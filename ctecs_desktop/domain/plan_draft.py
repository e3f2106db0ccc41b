"""A plan that is being edited: the rows of the plan in force, with those that were changed, added or removed laid over.

Only what differs from the plan in force is kept, so that a draft without changes is that plan, and the history of
editing holds what a person did and nothing else. A cell holds whatever text was typed; what is wrong with it is found
by ``plan_draft_checks`` and told beside it, since a plan cannot be edited without being wrong for a while.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.plan_cells import CellRejected
from ctecs_desktop.domain.plan_differences import NAME_COLUMNS
from ctecs_desktop.domain.plan_reading import Row, Table
from ctecs_desktop.domain.plan_schema import SCHEMAS, Column, TableSchema
from ctecs_desktop.domain.plan_tables import plan_to_tables

STEP = 1024
"""How far two rows of the plan in force lie apart, so that a new one finds room between them."""

REMOVED = "removed"
"""The text of a row of the plan in force that the draft does not have; "" is that of one that was left as it is."""


class RowKey(NamedTuple):
    """The address of a row: its table, and a number that it keeps however its cells and its place change."""

    table: str
    number: int


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A row as text. ``place`` says where it stands among those of its table."""

    key: RowKey
    place: int
    cells: tuple[str, ...]


CODE_OF: Mapping[str, str] = {
    "goals": "number",
    "strategies": "code",
    "measures": "code",
    "disaggregations": "code",
    "subgroups": "code",
    "schools": "code",
    "periods": "code",
    "rules": "code",
}
"""The tables whose rows have a code by which others name them, and the column that holds it."""

Rows = Mapping[RowKey, DraftRow | None]
"""Rows as they are to be; None for one that is not to be there."""


def columns_of(table: str) -> tuple[str, ...]:
    """The names of the columns of a table, in their order."""
    return tuple(column.name for column in schema_of(table).columns)


def schema_of(table: str) -> TableSchema[object]:
    """The schema of the table of that name."""
    return next(schema for schema in SCHEMAS if schema.name == table)


def column_of(table: str, name: str) -> Column:
    """The column of that name."""
    return next(column for column in schema_of(table).columns if column.name == name)


def is_list_column(column: Column) -> bool:
    """Whether a cell of the column names several things, which a blank one says by naming none."""
    try:
        return isinstance(column.kind.read(""), tuple)
    except CellRejected:
        return False


def may_be_blank(column: Column) -> bool:
    """Whether a cell of the column may say nothing."""
    try:
        column.kind.read("")
    except CellRejected:
        return False
    return True


def code_of_row(row: DraftRow) -> str:
    """The code by which others name a row; "" for one of a table without codes."""
    code = CODE_OF.get(row.key.table)
    return row.cells[columns_of(row.key.table).index(code)] if code is not None else ""


@dataclass(frozen=True)
class PlanDraft:
    """The draft over the plan in force: the rows of every table in their order.

    ``base`` are the rows of the plan in force, but for its version ``base_version``, in place of which ``base_next``
    stands already; ``changed`` are the addresses of all rows that differ from them.
    """

    base_version: str
    base_next: str
    base: Mapping[RowKey, DraftRow]
    rows: Mapping[str, tuple[DraftRow, ...]]
    changed: frozenset[RowKey]
    _by_key: Mapping[RowKey, DraftRow] = field(repr=False)

    @property
    def is_changed(self) -> bool:
        """Whether the draft is anything but the plan in force."""
        return bool(self.changed)

    @property
    def version(self) -> str:
        """The version under which it would be published."""
        return next((row.cells[1] for row in self.rows["about"] if row.cells[0] == "version"), "")

    def row(self, key: RowKey) -> DraftRow | None:
        """The row at ``key``, None where there is none."""
        return self._by_key.get(key)

    def cell(self, key: RowKey, column: str) -> str:
        """The text of a cell; raises ``KeyError`` for a row that is not there."""
        return self._by_key[key].cells[columns_of(key.table).index(column)]

    def is_fixed(self, key: RowKey, column: str) -> bool:
        """Whether a cell is never changed: what a fact is, or the code of something that was published."""
        if key.table == "about":
            return column == "key"
        return column == CODE_OF.get(key.table) and key in self.base

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """By table what each of its codes stands for."""
        found: dict[str, dict[str, str]] = {}
        for table in CODE_OF:
            columns = columns_of(table)
            place = next((columns.index(name) for name in NAME_COLUMNS if name in columns), None)
            if place is not None:
                found[table] = {code: row.cells[place] for row in self.rows[table] if (code := code_of_row(row))}
        return found

    def tables(self) -> dict[str, Table]:
        """The tables as readers take them; the line of a row is its number in its table, counted from 1."""
        return {
            name: Table(
                name, columns_of(name), tuple(Row(number, row.cells) for number, row in enumerate(rows, start=1))
            )
            for name, rows in self.rows.items()
        }

    def next_number(self, table: str) -> int:
        """A number that no row of ``table`` has, also none that was removed."""
        used = [key.number for key in (*self.base, *self._by_key, *self.changed) if key.table == table]
        return max(used, default=0) + 1


def draft_over(plan: Plan, texts: Mapping[RowKey, str], *, version: str) -> PlanDraft:
    """The draft that ``texts`` make of ``plan``, to be published as ``version`` unless they say otherwise.

    ``texts`` are those of :func:`row_text`. Raises ``ValueError`` for one that is not.
    """
    base = {row.key: row for row in _base_rows(plan, version)}
    rows = dict(base)
    for key, text in texts.items():
        row = row_of(key, text, base)
        if row is None:
            rows.pop(key, None)
        else:
            rows[key] = row
    ordered: dict[str, tuple[DraftRow, ...]] = {}
    for schema in SCHEMAS:
        own = [row for key, row in rows.items() if key.table == schema.name]
        ordered[schema.name] = tuple(sorted(own, key=lambda row: (row.place, row.key.number)))
    return PlanDraft(plan.version, version, base, ordered, frozenset(key for key, text in texts.items() if text), rows)


def _base_rows(plan: Plan, version: str) -> list[DraftRow]:
    rows = []
    for name, table in plan_to_tables(plan).items():
        for number, row in enumerate(table.rows, start=1):
            cells = (row.cells[0], version) if (name, row.cells[0]) == ("about", "version") else row.cells
            rows.append(DraftRow(RowKey(name, number), number * STEP, cells))
    return rows


def row_text(key: RowKey, row: DraftRow | None, base: Mapping[RowKey, DraftRow]) -> str:
    """How a row is kept: "" where it is as in the plan in force, so that nothing needs to be kept of it."""
    if row == base.get(key):
        return ""
    if row is None:
        return REMOVED
    return json.dumps([row.place, list(row.cells)], ensure_ascii=False, separators=(",", ":"))


def row_of(key: RowKey, text: str, base: Mapping[RowKey, DraftRow]) -> DraftRow | None:
    """The inverse of :func:`row_text`; raises ``ValueError`` for any other text."""
    if not text:
        return base.get(key)
    if text == REMOVED:
        return None
    try:
        place, cells = json.loads(text)
        is_row = isinstance(place, int) and all(isinstance(cell, str) for cell in cells)
    except (ValueError, TypeError) as error:
        raise ValueError(text) from error
    if not is_row or len(cells) != len(columns_of(key.table)):
        raise ValueError(text)
    return DraftRow(key, place, tuple(cells))


def next_version(version: str, taken: frozenset[str] | set[str]) -> str:
    """The version that follows: the last number one higher, or a first number where there is none."""
    head, dot, tail = version.rpartition(".")
    number = int(tail) if dot and tail.isascii() and tail.isdecimal() else 1
    stem = head if dot and tail.isascii() and tail.isdecimal() else version
    while (found := f"{stem}.{number + 1}") in taken:
        number += 1
    return found
