"""How the cells of a plan are shown and offered: choices in words, codes with the name of what they stand for."""

from __future__ import annotations

from enum import Enum

from ctecs_desktop.domain.plan_cells import CellRejected
from ctecs_desktop.domain.plan_differences import describe_row
from ctecs_desktop.domain.plan_draft import DraftRow, PlanDraft, columns_of, schema_of
from ctecs_desktop.domain.plan_editing import CODE_OF, is_list_column
from ctecs_desktop.domain.plan_schema import Column
from ctecs_desktop.i18n import _
from ctecs_desktop.wording import plan_column_title, plan_fact_title, printable, term

LONG_TEXTS = frozenset(
    {
        *("text", "themes", "resource", "numerator", "denominator", "rollup_note", "source", "note", "reason"),
        *("sentence", "params"),
    }
)
"""Columns whose texts may take several lines."""

LONGEST_TITLE = 70
"""Characters of a row's title; a rule is called by what it says."""

NUMBERS = frozenset({"decimals", "part_decimals", "low", "high", "value", "enrolment", "quarter"})

_WIDTHS = {
    "code": 9, "number": 6, "goal": 6, "strategy": 9, "measure": 8, "school": 10, "school_year": 9,
    "fiscal_year": 9, "unit": 13, "direction": 16, "frequency": 10, "level": 16, "rollup_method": 16,
    "sum_bound": 12, "population": 9, "decimals": 8, "part_decimals": 8, "low": 9, "high": 9, "value": 9,
    "evidence": 26, "severity": 14, "scope": 22, "starts": 10, "ends": 10, "opens": 10, "due": 10, "quarter": 7,
    "kind": 8, "is_partition": 13, "verify": 10, "town": 18, "enrolment": 9, "disaggregations": 26,
    "disaggregation": 14, "owner": 24, "title": 34, "themes": 40, "name": 32, "numerator": 40, "denominator": 34,
    "rollup_note": 30, "source": 40, "note": 34, "check": 20, "measures": 14, "params": 24, "sentence": 44,
    "reason": 44, "resource": 50, "key": 22, "text": 60,
}  # fmt: skip
_CODES = {"subgroups": 30, "periods": 11, "rules": 26, "schools": 10}


def width_of(table: str, column: str) -> int:
    """How many characters a column is wide."""
    return _CODES.get(table, _WIDTHS[column]) if column == "code" else _WIDTHS.get(column, 20)


def column_of(table: str, name: str) -> Column:
    """The column of that name."""
    return next(column for column in schema_of(table).columns if column.name == name)


def shown_text(table: str, name: str, text: str) -> str:
    """What a cell shows: the words of a choice, a list with room between its items, all else as it is typed."""
    if table == "about" and name == "key":
        return plan_fact_title(text)
    column = column_of(table, name)
    if column.kind.choices:
        return choice_text(column, text)
    if is_list_column(column):
        return text.replace(";", "; ")
    return text


def choice_text(column: Column, text: str) -> str:
    """A choice in words; what is none as it was typed."""
    try:
        value = column.kind.read(text)
    except CellRejected:
        return text
    if isinstance(value, Enum):
        words = term(value)
        return f"{text} – {words}" if text.isupper() else words
    return _("yes") if value else _("no")


def offered(draft: PlanDraft, table: str, name: str) -> list[tuple[str, str]]:
    """What may stand in a cell, each with how it is shown; nothing where it is to be typed."""
    column = column_of(table, name)
    if column.kind.choices:
        return [(choice, choice_text(column, choice)) for choice in column.kind.choices]
    if not column.refers_to or is_list_column(column):
        return []
    found = [(code_of_row(row), row_title(row)) for row in draft.rows[column.refers_to]]
    is_optional = not _is_refused(column, "")
    return [("", _("the whole district") if name == "school" else ""), *found] if is_optional else found


def _is_refused(column: Column, text: str) -> bool:
    try:
        column.kind.read(text)
    except CellRejected:
        return True
    return False


def code_of_row(row: DraftRow) -> str:
    """The code by which others name a row."""
    return row.cells[columns_of(row.key.table).index(CODE_OF[row.key.table])]


def row_label(row: DraftRow) -> str:
    """By what a row is found: its code or its other keys; "" for a text that has none."""
    if row.key.table == "about":
        return plan_fact_title(row.cells[0])
    if row.key.table in CODE_OF:
        return code_of_row(row)
    return describe_row(schema_of(row.key.table), row.cells)[0]


def row_title(row: DraftRow) -> str:
    """A row in one line: by what it is found, and what it is called."""
    label, name = row_label(row), describe_row(schema_of(row.key.table), row.cells)[1]
    shown = "" if row.key.table == "about" else name
    line = printable("  ".join(part for part in (label, shown) if part))
    return line if len(line) <= LONGEST_TITLE else f"{line[:LONGEST_TITLE]}…"


def spoken_cell(table: str, name: str, text: str) -> str:
    """A cell as a screen reader says it: the column too, since a row has up to twenty."""
    return f"{plan_column_title(table, name)}: {shown_text(table, name, text) or _('empty')}"
