"""What differs between two plans, row by row and cell by cell: for the schools, and before a file is taken.

The version itself is passed over: two versions always differ in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from ctecs_desktop.domain.plan_reading import Table
from ctecs_desktop.domain.plan_schema import SCHEMAS, TableSchema

NAME_COLUMNS = ("name", "title", "text")
"""Which column says what a row is about; the first of these that its table has."""

NAMED_BY = ("measure", "strategy", "school")
"""Columns by what they refer to a row is called that has no name of its own."""

TELLING: Mapping[str, tuple[str, ...]] = {
    "strategies": ("owner",),
    "resources": ("resource",),
    "measures": ("unit", "direction", "frequency", "level", "owner"),
    "schools": ("town",),
    "periods": ("opens", "due"),
    "targets": ("low", "high"),
    "baselines": ("school_year", "value"),
    "series_breaks": ("reason",),
    "rules": ("severity", "sentence"),
}
"""By table the columns that are told of a row that came or went, beside its key and its name."""

_PARENTS = ("strategy",)
"""Columns by which rows without a key of their own are told apart."""

Cells = tuple[str, ...]


class DifferenceKind(Enum):
    """What became of a row, or of a table's order."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """One row added or removed, one cell changed, or the rows of a table in another order.

    ``label`` is the row's key (``1.01 2019-20``), ``name`` what it is called. ``column``, ``before`` and ``after`` are
    set for a changed cell; ``told`` is what a row that came or went says, by column.
    """

    kind: DifferenceKind
    table: str
    label: str = ""
    name: str = ""
    column: str = ""
    before: str = ""
    after: str = ""
    told: tuple[tuple[str, str], ...] = ()


def plan_differences(before: Mapping[str, Table], after: Mapping[str, Table]) -> tuple[PlanDifference, ...]:
    """What ``after`` says otherwise than ``before``, by table; nothing where both are the same plan."""
    names = _names(before) | _names(after)
    return tuple(
        difference
        for schema in SCHEMAS
        for difference in _of_table(schema, _rows(before, schema.name), _rows(after, schema.name), names)
    )


Names = Mapping[tuple[str, str], str]
"""What things are called, by table and code."""


def _names(tables: Mapping[str, Table]) -> dict[tuple[str, str], str]:
    found = {}
    for schema in SCHEMAS:
        if any(schema.name == column.refers_to for each in SCHEMAS for column in each.columns):
            for row in tables[schema.name].rows:
                found[schema.name, row.cells[0]] = describe_row(schema, row.cells)[1]
    return found


def _rows(tables: Mapping[str, Table], name: str) -> list[Cells]:
    return [row.cells for row in tables[name].rows if name != "about" or row.cells[0] != "version"]


def _of_table(
    schema: TableSchema[object], before: list[Cells], after: list[Cells], names: Names
) -> Iterator[PlanDifference]:
    pairs, removed, added = paired_rows(schema, before, after)
    for _number, old in removed:
        yield _whole(schema, DifferenceKind.REMOVED, old, names)
    for old_number, new_number in pairs:
        yield from _cells(schema, before[old_number], after[new_number], names)
    for _number, new in added:
        yield _whole(schema, DifferenceKind.ADDED, new, names)
    if [new for _old, new in pairs] != sorted(new for _old, new in pairs):
        yield PlanDifference(DifferenceKind.MOVED, schema.name)


def paired_rows(
    schema: TableSchema[object], before: Sequence[Cells], after: Sequence[Cells]
) -> tuple[list[tuple[int, int]], list[tuple[int, Cells]], list[tuple[int, Cells]]]:
    """The numbers of rows that are the same thing, in the order of ``before``; what is left of each side.

    Things with a key are the same where their keys are. Others are first paired by all their text, then, of one
    parent, in their order: a milestone that was worded anew is a changed one.
    """
    left, right = list(enumerate(before)), list(enumerate(after))
    pairs: list[tuple[int, int]] = []
    rounds = [schema.key] if schema.key else [tuple(column.name for column in schema.columns), _parents(schema)]
    for key in rounds:
        waiting: dict[Cells, list[int]] = {}
        for number, row in right:
            waiting.setdefault(_key(schema, row, key), []).append(number)
        unpaired = []
        for number, row in left:
            same = waiting.get(_key(schema, row, key))
            if same:
                pairs.append((number, same.pop(0)))
            else:
                unpaired.append((number, row))
        taken = {new for _old, new in pairs}
        left, right = unpaired, [each for each in right if each[0] not in taken]
    return sorted(pairs), left, right


def _parents(schema: TableSchema[object]) -> tuple[str, ...]:
    return tuple(column.name for column in schema.columns if column.name in _PARENTS)


def _key(schema: TableSchema[object], row: Cells, names: Sequence[str]) -> Cells:
    return tuple(cell for column, cell in zip(schema.columns, row, strict=True) if column.name in names)


def _cells(schema: TableSchema[object], before: Cells, after: Cells, names: Names) -> Iterator[PlanDifference]:
    label, name = describe_row(schema, after)
    name = name or _borrowed_name(schema, after, names)
    for column, old, new in zip(schema.columns, before, after, strict=True):
        if old != new:
            yield PlanDifference(DifferenceKind.CHANGED, schema.name, label, name, column.name, old, new)


def _whole(schema: TableSchema[object], kind: DifferenceKind, row: Cells, names: Names) -> PlanDifference:
    label, name = describe_row(schema, row)
    cells = dict(zip((column.name for column in schema.columns), row, strict=True))
    told = tuple((column, cells[column]) for column in TELLING.get(schema.name, ()) if cells[column])
    return PlanDifference(kind, schema.name, label, name or _borrowed_name(schema, row, names), told=told)


def _borrowed_name(schema: TableSchema[object], row: Cells, names: Names) -> str:
    """What the things are called that a row without a name is about: a measure and a school."""
    found = (
        names.get((column.refers_to, cell), "")
        for column, cell in zip(schema.columns, row, strict=True)
        if column.name in NAMED_BY
    )
    return ", ".join(filter(None, found))


def describe_row(schema: TableSchema[object], row: Cells) -> tuple[str, str]:
    """By which key a person finds a row, and what it is called; either may be ""."""
    cells = dict(zip((column.name for column in schema.columns), row, strict=True))
    keys = schema.key or _parents(schema)
    label = " ".join(cells[key] for key in keys if cells[key])
    name = next((cells[column] for column in NAME_COLUMNS if column in cells and column not in keys), "")
    return label, name
