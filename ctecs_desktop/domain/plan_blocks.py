"""What is done with several cells or rows of a plan's draft at once: pasted, filled, cleared, duplicated.

Each is one edit, so one step of undo, and keeps what cannot be changed: what is filled or cleared passes over the code
of something that was published, as a spreadsheet passes over locked cells; a paste that would change one is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from ctecs_desktop.domain.clipboard_table import MOST_CELLS
from ctecs_desktop.domain.clipboard_table import Table as Block
from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.plan_draft import (
    CODE_OF,
    PlanDraft,
    RowKey,
    Rows,
    code_of_row,
    column_of,
    columns_of,
    may_be_blank,
    schema_of,
)
from ctecs_desktop.domain.plan_editing import add_rows, change_rows
from ctecs_desktop.domain.rule import Severity

_COUNTED = re.compile(r"(.*?)([0-9]+)")


@dataclass(frozen=True, slots=True)
class PastedBlock:
    """What a paste makes of which rows: how many are ``changed``, and the keys of those that are ``added``."""

    rows: Rows
    changed: int
    added: tuple[RowKey, ...]


def paste_block(
    draft: PlanDraft,
    table: str,
    block: Block,
    *,
    keys: Sequence[RowKey],
    names: Sequence[str],
    chosen: tuple[int, int] = (1, 1),
    headings: Mapping[str, str] | None = None,
    understood: Callable[[str, str], str] = lambda _name, text: text,
) -> PastedBlock:
    """``block`` written into the columns ``names`` of the rows ``keys``, in the order in which a person sees both.

    Rows that the table lacks are added behind the last of ``keys``. A block is repeated where the ``chosen`` rows and
    columns are a multiple of it. Where it begins with ``headings`` (what columns are called, by lowercase title), its
    columns go by their names and its rows to those of the same key, and others are added.
    ``understood`` reads the words by which a person calls a choice.

    Raises ``ValueRejected("paste.too_large")``, ``ValueRejected("plan.paste_too_wide")`` (``columns``, ``room``),
    ``ValueRejected("plan.paste_without_key")`` (``table``, ``missing``) for headings without the key, and as
    ``change_rows`` and ``add_rows`` do; then nothing is changed.
    """
    by_name = _by_heading(block, headings or {})
    if by_name is not None:
        block, names = block[1:], by_name
    else:
        block = _repeated(block, chosen)
    width = max((len(row) for row in block), default=0)
    if width > len(names):
        raise ValueRejected("plan.paste_too_wide", columns=width, room=len(names))
    lines = [{name: understood(name, text) for name, text in zip(names, row, strict=False) if name} for row in block]
    if by_name is not None:
        return _by_key(draft, table, names, lines)
    changed = dict(zip(keys, lines, strict=False))
    # A line of empty cells empties a row, but makes none.
    added = [line for line in lines[len(keys) :] if any(text.strip() for text in line.values())]
    return _carried_out(draft, table, changed, added, after=keys[-1].number if keys else 0)


def _carried_out(
    draft: PlanDraft,
    table: str,
    changed: Mapping[RowKey, Mapping[str, str]],
    added: Sequence[Mapping[str, str]],
    *,
    after: int = 0,
) -> PastedBlock:
    over = change_rows(draft, changed)
    if not added:
        return PastedBlock(over, len(over), ())
    keys, rows = add_rows(draft, table, added, after=after, over=over)
    return PastedBlock(rows, len(over), tuple(keys))


def _by_key(draft: PlanDraft, table: str, names: Sequence[str], lines: Sequence[Mapping[str, str]]) -> PastedBlock:
    """Every line to the row of its key; the spelling of a key is that of a row which is written with it."""
    schema, columns = schema_of(table), columns_of(table)
    missing = [name for name in schema.key if name not in names and not may_be_blank(column_of(table, name))]
    if missing:
        raise ValueRejected("plan.paste_without_key", table=table, missing=tuple(missing))
    if not schema.key:
        return _carried_out(draft, table, {}, [line for line in lines if any(line.values())])
    places = [columns.index(name) for name in schema.key]
    rows = {tuple(row.cells[place] for place in places): row.key for row in draft.rows[table]}
    keys, written = add_rows(draft, table, lines)
    changed: dict[RowKey, Mapping[str, str]] = {}
    added: dict[tuple[str, ...], Mapping[str, str]] = {}
    for key, line in zip(keys, lines, strict=True):
        row = written[key]
        assert row is not None  # it was just added
        address = tuple(row.cells[place] for place in places)
        if address in rows:
            changed[rows[address]] = line
        elif any(row.cells):
            # Of two lines with one key the last is taken; a line without one is a row of its own.
            added[address if any(address) else (str(key.number),)] = line
    return _carried_out(draft, table, changed, list(added.values()))


def _by_heading(block: Block, headings: Mapping[str, str]) -> list[str] | None:
    """The column of each heading; None where the block does not begin with headings."""
    if len(block) < 2:
        return None
    titles = [text.strip().casefold() for text in block[0]]
    if not any(titles) or any(title and title not in headings for title in titles):
        return None
    return [headings.get(title, "") for title in titles]


def _repeated(block: Block, chosen: tuple[int, int]) -> Block:
    """The block as often as the chosen cells hold it, once where they do not hold it whole."""
    height, width = len(block), max((len(row) for row in block), default=0)
    if not height or not width or chosen[0] % height or chosen[1] % width or any(len(row) != width for row in block):
        return block
    if chosen[0] * chosen[1] > MOST_CELLS:
        raise ValueRejected("paste.too_large", cells=chosen[0] * chosen[1], most=MOST_CELLS)
    return tuple(row * (chosen[1] // width) for row in block) * (chosen[0] // height)


def fill_down(draft: PlanDraft, keys: Sequence[RowKey], names: Sequence[str]) -> Rows:
    """What stands in the first row, in all of them."""
    first = draft.row(keys[0]) if keys else None
    if first is None:
        return {}
    texts = {name: first.cells[columns_of(first.key.table).index(name)] for name in names}
    return change_rows(draft, {key: _changeable(draft, key, texts) for key in keys[1:]})


def clear_cells(draft: PlanDraft, keys: Sequence[RowKey], names: Sequence[str]) -> Rows:
    """Nothing in the columns ``names`` of the rows."""
    return change_rows(draft, {key: _changeable(draft, key, dict.fromkeys(names, "")) for key in keys})


def _changeable(draft: PlanDraft, key: RowKey, texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if not draft.is_fixed(key, name)}


def duplicate_rows(draft: PlanDraft, keys: Sequence[RowKey], *, taken: Collection[str]) -> tuple[list[RowKey], Rows]:
    """A copy of each row behind the last of them, under a code of its own; a new rule warns.

    ``taken`` are the codes that further versions of the plan have used. Raises as ``add_rows`` does.
    """
    table = keys[-1].table
    copies = []
    used = set(taken)
    for key in keys:
        row = draft.row(key)
        if row is None:
            continue
        texts = dict(zip(columns_of(table), row.cells, strict=True))
        if table in CODE_OF:
            code = next_code(draft, table, code_of_row(row), taken=used)
            used.add(code)
            texts[CODE_OF[table]] = code
        if table == "rules":
            texts["severity"] = Severity.WARNING.value
        copies.append(texts)
    return add_rows(draft, table, copies, after=keys[-1].number)


NUMBERED = frozenset({"goals", "strategies", "measures"})
"""Tables whose codes count on. Those of schools are the state's, those of periods the calendar's, others are words."""


def next_code(draft: PlanDraft, table: str, code: str, *, taken: Collection[str]) -> str:
    """The code that follows ``code``, neither in the draft nor ``taken``; "" where a person has to think of one."""
    match = _COUNTED.fullmatch(code)
    if match is None or table not in NUMBERED:
        return ""
    used = {*taken, *(code_of_row(row) for row in draft.rows[table])}
    stem, digits = match.groups()
    for number in range(int(digits) + 1, 10 ** len(digits)):
        found = f"{stem}{number:0{len(digits)}}"
        if found not in used:
            return found
    return ""
