"""Several cells or rows of the plan's draft at once: pasted, filled, cleared, duplicated, each as one step of undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ctecs_desktop.domain import plan_blocks as blocks
from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.clipboard_table import Table as Block
from ctecs_desktop.domain.plan_blocks import PastedBlock
from ctecs_desktop.domain.plan_draft import CODE_OF, RowKey
from ctecs_desktop.domain.plan_draft_checks import retired_codes
from ctecs_desktop.exchange.packs.plan_sheets import SHEETS
from ctecs_desktop.services.plan_editing import draft_of, edit, versions_held, write_rows
from ctecs_desktop.services.session import Session


def paste(
    session: Session,
    table: str,
    block: Block,
    *,
    keys: Sequence[RowKey],
    names: Sequence[str],
    chosen: tuple[int, int],
    headings: Mapping[str, str],
    understood: Callable[[str, str], str],
) -> tuple[PastedBlock, Changes]:
    """Write a block of a spreadsheet into the draft; see ``domain.plan_blocks.paste_block`` for what is refused.

    ``headings`` are what the window calls the columns; the headings of the plan's workbook are known too.
    """
    draft = draft_of(session)
    pasted = blocks.paste_block(
        draft,
        table,
        block,
        keys=keys,
        names=names,
        chosen=chosen,
        headings={**_sheet_headings(table), **headings},
        understood=understood,
    )
    return pasted, write_rows(session, draft, pasted.rows)


def fill_down(session: Session, keys: Sequence[RowKey], names: Sequence[str]) -> Changes:
    """What stands in the first of the rows, in all of them."""
    return edit(session, lambda draft: blocks.fill_down(draft, keys, names))


def clear(session: Session, keys: Sequence[RowKey], names: Sequence[str]) -> Changes:
    """Nothing in those columns of the rows."""
    return edit(session, lambda draft: blocks.clear_cells(draft, keys, names))


def duplicate(session: Session, keys: Sequence[RowKey]) -> tuple[tuple[RowKey, ...], Changes]:
    """A copy of each row behind them, under a free code where codes count on."""
    draft = draft_of(session)
    made, rows = blocks.duplicate_rows(draft, keys, taken=_taken(session, keys[-1].table))
    return tuple(made), write_rows(session, draft, rows)


def free_code(session: Session, key: RowKey) -> str:
    """The code that a further row like that of ``key`` may have; "" where a person has to think of one."""
    table = key.table
    if table not in CODE_OF:
        return ""
    draft = draft_of(session)
    return blocks.next_code(draft, table, draft.cell(key, CODE_OF[table]), taken=_taken(session, table))


def _sheet_headings(table: str) -> dict[str, str]:
    return {
        heading.casefold(): name for sheet in SHEETS if sheet.table == table for name, heading, *_look in sheet.columns
    }


def _taken(session: Session, table: str) -> frozenset[str]:
    return frozenset(retired_codes(versions_held(session), table)) if table in CODE_OF else frozenset()
