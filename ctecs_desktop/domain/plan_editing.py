"""The edits of a plan's draft: what each makes of which rows. One edit is one step of undo.

Codes are how the values of years are found again. So a code that was ever published is never changed and never given to
anything else, and what goes with a thing (the targets of a measure, the milestones of a strategy) goes when it goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ctecs_desktop.domain.errors import NotAllowed, ValueMovedOn
from ctecs_desktop.domain.plan_cells import join_list, split_list
from ctecs_desktop.domain.plan_draft import (
    STEP,
    DraftRow,
    PlanDraft,
    RowKey,
    Rows,
    code_of_row,
    columns_of,
    is_list_column,
)
from ctecs_desktop.domain.plan_schema import SCHEMAS, Column
from ctecs_desktop.domain.plan_spelling import typed_cell

BELONGINGS = frozenset({"milestones", "resources", "targets", "baselines", "series_breaks", "subgroups"})
"""Tables whose rows say something of a thing and mean nothing without it."""

FIXED_TABLES = frozenset({"about"})
"""Tables of which every row must be there: rows are changed, not added or removed."""


def change_cells(draft: PlanDraft, key: RowKey, texts: Mapping[str, str]) -> Rows:
    """Write ``texts`` by column into a row; see :func:`change_rows`."""
    return change_rows(draft, {key: texts})


def change_rows(draft: PlanDraft, texts: Mapping[RowKey, Mapping[str, str]]) -> Rows:
    """Write texts by column into rows; whatever names a code follows where that is changed.

    A text that says what it should is written in its one spelling, any other is kept as typed. Raises
    ``NotAllowed("plan.code_published")`` (``table``, ``code``) for the code of what was published, and
    ``PlanInvalid("plan.edit_refused")`` (``problems``) for a text that no file could hold.
    """
    changes: dict[RowKey, DraftRow | None] = {}
    renamed: list[tuple[RowKey, str, str]] = []
    for key, by_column in texts.items():
        row = _existing(draft, key)
        changed = DraftRow(key, row.place, _written(draft, key.table, row.cells, by_column))
        if key.table in FIXED_TABLES and changed.cells[0] != row.cells[0]:
            raise NotAllowed("plan.table_fixed", table=key.table)
        before, after = code_of_row(row), code_of_row(changed)
        if before != after:
            if key in draft.base:
                raise NotAllowed("plan.code_published", table=key.table, code=before)
            renamed.append((key, before, after))
        if changed != row:
            changes[key] = changed
    for key, before, after in renamed:
        _rename(draft, key, before, after, changes)
    return changes


def add_row(draft: PlanDraft, table: str, texts: Mapping[str, str], *, after: int = 0) -> tuple[RowKey, Rows]:
    """A new row behind the one of that number, at the end for 0. Raises as :func:`add_rows` does."""
    (key,), rows = add_rows(draft, table, [texts], after=after)
    return key, rows


def add_rows(
    draft: PlanDraft,
    table: str,
    texts: Sequence[Mapping[str, str]],
    *,
    after: int = 0,
    over: Rows | None = None,
) -> tuple[list[RowKey], Rows]:
    """New rows of ``table`` behind the one of that number, at the end for 0, together with ``over``, the changes of
    the same edit to rows that are there.

    Raises as :func:`change_rows` does, and ``NotAllowed("plan.table_fixed")`` (``table``) where no row can be added.
    """
    if table in FIXED_TABLES:
        raise NotAllowed("plan.table_fixed", table=table)
    changes = dict(over or {})
    rows = [changed for row in draft.rows[table] if (changed := changes.get(row.key, row)) is not None]
    blank = ("",) * len(columns_of(table))
    first = draft.next_number(table)
    keys = [RowKey(table, first + number) for number in range(len(texts))]
    place = next((number for number, row in enumerate(rows, start=1) if row.key.number == after), len(rows))
    rows[place:place] = [
        DraftRow(key, 0, _written(draft, table, blank, each)) for key, each in zip(keys, texts, strict=True)
    ]
    changes.update(placed_rows(draft, rows, moved=set(keys)))
    return keys, changes


def _written(draft: PlanDraft, table: str, cells: Sequence[str], texts: Mapping[str, str]) -> tuple[str, ...]:
    """``cells`` with ``texts`` by column; those to the left are read first, for a measure says what its target is."""
    written = list(cells)
    for place, name in enumerate(columns_of(table)):
        if name in texts:
            written[place] = typed_cell(draft, table, name, texts[name], written)
    return tuple(written)


def remove_row(draft: PlanDraft, key: RowKey) -> Rows:
    """The row gone with all that belongs to it; see :func:`remove_rows`."""
    return remove_rows(draft, [key])


def remove_rows(draft: PlanDraft, keys: Iterable[RowKey]) -> Rows:
    """The rows gone with all that belongs to them; lists that name them beside others name them no more.

    A rule that names nothing else is left, since without a measure it would be about all of them: what it should be
    about then is for a person to say. Raises ``NotAllowed("plan.table_fixed")``.
    """
    changes: dict[RowKey, DraftRow | None] = {}
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key.table in FIXED_TABLES:
            raise NotAllowed("plan.table_fixed", table=key.table)
        row = _existing(draft, key)
        changes[key] = None
        code = code_of_row(row)
        for other, column in references(draft, key.table, code):
            present = changes.get(other.key, other)
            if present is None:
                continue
            if other.key.table in BELONGINGS:
                waiting.append(other.key)
            elif other.key.table in {"measures", "rules"}:
                changes.update(_without(present, column, code))
    return changes


def move_row(draft: PlanDraft, key: RowKey, by: int) -> Rows:
    """The row ``by`` places further down, or up where that is below 0; as far as the table goes."""
    row = _existing(draft, key)
    rows = list(draft.rows[key.table])
    place = rows.index(row)
    wanted = max(0, min(len(rows) - 1, place + by))
    if wanted == place:
        return {}
    rows.insert(wanted, rows.pop(place))
    return placed_rows(draft, rows, moved={key})


def references(draft: PlanDraft, table: str, code: str) -> Iterator[tuple[DraftRow, Column]]:
    """Every row, with the column, that names the thing of that code in ``table``."""
    for schema in SCHEMAS:
        for position, column in enumerate(schema.columns):
            if column.refers_to == table:
                for row in draft.rows[schema.name]:
                    if code and code in _items(row.cells[position], column):
                        yield row, column


def _items(text: str, column: Column) -> tuple[str, ...]:
    return split_list(text) if is_list_column(column) else (text,)


def _rename(draft: PlanDraft, key: RowKey, before: str, after: str, changes: dict[RowKey, DraftRow | None]) -> None:
    """Let whatever names the code of ``key`` name it by its new one; ``changes`` are those of the same edit."""
    for row, column in references(draft, key.table, before):
        present = changes.get(row.key, row)
        if row.key == key or present is None:
            continue
        items = tuple(after if item == before else item for item in _items(present.cells[_at(row, column)], column))
        text = join_list(items) if is_list_column(column) else items[0]
        changes[row.key] = _with_cell(present, column, text)


def _without(row: DraftRow, column: Column, code: str) -> dict[RowKey, DraftRow | None]:
    items = tuple(item for item in _items(row.cells[_at(row, column)], column) if item != code)
    is_left_alone = not is_list_column(column) or (row.key.table == "rules" and not items)
    return {} if is_left_alone else {row.key: _with_cell(row, column, join_list(items))}


def _at(row: DraftRow, column: Column) -> int:
    return columns_of(row.key.table).index(column.name)


def _with_cell(row: DraftRow, column: Column, text: str) -> DraftRow:
    cells = list(row.cells)
    cells[_at(row, column)] = text
    return DraftRow(row.key, row.place, tuple(cells))


def _existing(draft: PlanDraft, key: RowKey) -> DraftRow:
    row = draft.row(key)
    if row is None:
        raise ValueMovedOn("plan.row_gone", table=key.table)
    return row


def placed_rows(draft: PlanDraft, rows: Sequence[DraftRow], *, moved: Collection[RowKey]) -> Rows:
    """What changes for ``rows`` to stand in this order.

    The moved ones find places between their neighbours; where there is no room, all rows find new ones.
    """
    changes: dict[RowKey, DraftRow | None] = {}
    last = 0
    for position, row in enumerate(rows):
        place = row.place
        if row.key in moved:
            following = next((each.place for each in rows[position + 1 :] if each.key not in moved), last + 2 * STEP)
            place = (last + following) // 2
            if not last < place < following:
                return _renumbered(draft, rows)
            changes[row.key] = DraftRow(row.key, place, row.cells)
        last = place
    return changes


def _renumbered(draft: PlanDraft, rows: Sequence[DraftRow]) -> Rows:
    again = [DraftRow(row.key, number * STEP, row.cells) for number, row in enumerate(rows, start=1)]
    return {row.key: row for row in again if row != draft.row(row.key)}
