"""The edits of a plan's draft: what each makes of which rows. One edit is one step of undo.

Codes are how the values of years are found again. So a code that was ever published is never changed and never given to
anything else, and what goes with a thing (the targets of a measure, the milestones of a strategy) goes when it goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from ctecs_desktop.domain.errors import NotAllowed, PlanInvalid, ValueMovedOn
from ctecs_desktop.domain.plan_cells import CellRejected, clean_cell, join_list, split_list
from ctecs_desktop.domain.plan_draft import STEP, DraftRow, PlanDraft, RowKey, Rows, columns_of, schema_of
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.domain.plan_schema import ABOUT_FACTS, SCHEMAS, Column

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

BELONGINGS = frozenset({"milestones", "resources", "targets", "baselines", "series_breaks", "subgroups"})
"""Tables whose rows say something of a thing and mean nothing without it."""

FIXED_TABLES = frozenset({"about"})
"""Tables of which every row must be there: rows are changed, not added or removed."""


def change_cells(draft: PlanDraft, key: RowKey, texts: Mapping[str, str]) -> Rows:
    """Write ``texts`` by column into a row; whatever names its code follows where that is changed.

    A text that says what it should is written in its one spelling, any other is kept as typed. Raises
    ``NotAllowed("plan.code_published")`` (``table``, ``code``) for the code of what was published, and
    ``PlanInvalid("plan.edit_refused")`` (``problems``) for a text that no file could hold.
    """
    row = _existing(draft, key)
    columns = columns_of(key.table)
    cells = list(row.cells)
    for name, text in texts.items():
        cells[columns.index(name)] = canonical_cell(key.table, name, text, cells)
    if key.table in FIXED_TABLES and cells[0] != row.cells[0]:
        raise NotAllowed("plan.table_fixed", table=key.table)
    changes: dict[RowKey, DraftRow | None] = {}
    if tuple(cells) != row.cells:
        changes[key] = DraftRow(key, row.place, tuple(cells))
    code = CODE_OF.get(key.table)
    if code is not None:
        before, after = (each[columns.index(code)] for each in (row.cells, cells))
        if before != after:
            _refuse_published(draft, key, before)
            changes.update(_renamed(draft, key.table, before, after, but=key))
    return changes


def add_row(draft: PlanDraft, table: str, texts: Mapping[str, str], *, after: int = 0) -> tuple[RowKey, Rows]:
    """A new row behind the one of that number, at the end for 0. Raises as :func:`change_cells` does.

    Raises ``NotAllowed("plan.table_fixed")`` (``table``) where rows cannot be added.
    """
    if table in FIXED_TABLES:
        raise NotAllowed("plan.table_fixed", table=table)
    key = RowKey(table, draft.next_number(table))
    cells = [""] * len(columns_of(table))
    for name, text in texts.items():
        cells[columns_of(table).index(name)] = canonical_cell(table, name, text, cells)
    rows = list(draft.rows[table])
    place = next((number for number, row in enumerate(rows, start=1) if row.key.number == after), len(rows))
    rows.insert(place, DraftRow(key, 0, tuple(cells)))
    return key, placed_rows(draft, rows, moved={key})


def remove_row(draft: PlanDraft, key: RowKey) -> Rows:
    """The row gone with all that belongs to it; lists that name it beside others name it no more.

    A rule that names it alone is left, since without a measure it would be about all of them: what it should be
    about then is for a person to say. Raises ``NotAllowed("plan.table_fixed")``.
    """
    if key.table in FIXED_TABLES:
        raise NotAllowed("plan.table_fixed", table=key.table)
    row = _existing(draft, key)
    changes: dict[RowKey, DraftRow | None] = {key: None}
    if key.table in CODE_OF:
        code = row.cells[columns_of(key.table).index(CODE_OF[key.table])]
        for other, column in references(draft, key.table, code):
            if other.key.table in BELONGINGS:
                changes.update(remove_row(draft, other.key))
            elif other.key.table in {"measures", "rules"} and changes.get(other.key, other) is not None:
                changes.update(_without(other, column, code))
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


def is_list_column(column: Column) -> bool:
    """Whether a cell of the column names several things, which a blank one says by naming none."""
    try:
        return isinstance(column.kind.read(""), tuple)
    except CellRejected:
        return False


def _renamed(draft: PlanDraft, table: str, before: str, after: str, *, but: RowKey) -> dict[RowKey, DraftRow | None]:
    """Whatever names the code, naming it by its new one."""
    changes: dict[RowKey, DraftRow | None] = {}
    for row, column in references(draft, table, before):
        if row.key != but:
            items = tuple(after if item == before else item for item in _items(row.cells[_at(row, column)], column))
            text = join_list(items) if is_list_column(column) else items[0]
            changes[row.key] = _with_cell(row, column, text)
    return changes


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


def _refuse_published(draft: PlanDraft, key: RowKey, code: str) -> None:
    published = draft.base.get(key)
    if published is not None:
        raise NotAllowed("plan.code_published", table=key.table, code=code)


def canonical_cell(table: str, column: str, text: str, cells: Sequence[str]) -> str:
    """The one spelling of a text that its column takes; any other as it is, for the checks to name.

    ``cells`` are those of its row, which in ``about`` say what the text is. Raises ``PlanInvalid("plan.edit_refused")``
    (``problems``) for a text that no file could hold.
    """
    try:
        cleaned = clean_cell(text)
    except CellRejected as refused:
        problem = PlanProblem(table, 0, column, refused.code, refused.facts)
        raise PlanInvalid("plan.edit_refused", problems=(problem,)) from refused
    kind = next(each.kind for each in schema_of(table).columns if each.name == column)
    if table == "about" and column == "text":
        kind = ABOUT_FACTS.get(cells[0], kind)
    try:
        return kind.write(kind.read(cleaned))
    except CellRejected:
        return cleaned


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
