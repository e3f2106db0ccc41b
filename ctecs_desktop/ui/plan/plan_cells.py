"""How the cells of a plan are shown and offered: choices in words, codes with the name of what they stand for."""

from __future__ import annotations

from ctecs_desktop.domain.checks import CHECK_NAMES
from ctecs_desktop.domain.plan_cells import split_list
from ctecs_desktop.domain.plan_differences import describe_row
from ctecs_desktop.domain.plan_draft import (
    CODE_OF,
    DraftRow,
    PlanDraft,
    code_of_row,
    column_of,
    is_list_column,
    may_be_blank,
    schema_of,
)
from ctecs_desktop.domain.plan_schema import SCHEMAS, Column
from ctecs_desktop.i18n import _
from ctecs_desktop.wording import plan_cell_text, plan_choice_text, plan_column_title, plan_fact_title, printable

NAMED = frozenset(
    (schema.name, column.name)
    for schema in SCHEMAS
    for column in schema.columns
    if column.name in {"measure", "strategy", "school"}
)
"""Columns of codes that say nothing by themselves: what they stand for is shown with them."""

YEARS_OF_THE_PLAN = frozenset({("targets", "school_year"), ("periods", "school_year"), ("resources", "fiscal_year")})
"""Columns of years that lie in the plan; what is compared with may lie before it."""

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
    "code": 9, "number": 6, "goal": 6, "strategy": 30, "measure": 21, "school": 19, "school_year": 9,
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


def shown_text(draft: PlanDraft | None, table: str, name: str, text: str) -> str:
    """What a cell shows: the words of a choice, a code with the name of what it stands for, all else as it stands."""
    if (table, name) in NAMED and draft is not None:
        if not text and name == "school":
            return _("the whole district")
        called = draft.names[column_of(table, name).refers_to].get(text, "")
        return f"{text}  {called}" if called else text
    return plan_cell_text(table, name, text)


def offered(draft: PlanDraft, table: str, name: str) -> list[tuple[str, str]]:
    """What may stand in a cell, each with how it is shown; nothing where it is to be typed."""
    column = column_of(table, name)
    if column.kind.choices:
        return [(choice, plan_choice_text(column, choice)) for choice in column.kind.choices]
    if (table, name) == ("rules", "check"):
        return [(check, check) for check in sorted(CHECK_NAMES)]
    if (table, name) in YEARS_OF_THE_PLAN:
        return [(year, year) for year in _school_years(draft)]
    if not column.refers_to or is_list_column(column):
        return []
    found = referred(draft, column)
    return [("", _("the whole district") if name == "school" else ""), *found] if may_be_blank(column) else found


def referred(draft: PlanDraft, column: Column) -> list[tuple[str, str]]:
    """The codes that a column may name, each with what it stands for."""
    return [(code_of_row(row), row_title(row)) for row in draft.rows[column.refers_to]]


def understood(draft: PlanDraft, table: str, name: str, text: str) -> str:
    """A choice as it is written where ``text`` says it in the words of the window; any other text as it is."""
    wanted = " ".join(text.split()).casefold()
    for written, shown in offered(draft, table, name):
        if wanted == " ".join(shown.split()).casefold():
            return written
    return text


def _school_years(draft: PlanDraft) -> tuple[str, ...]:
    return next((split_list(row.cells[1]) for row in draft.rows["about"] if row.cells[0] == "school_years"), ())


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


def spoken_cell(draft: PlanDraft | None, table: str, name: str, text: str) -> str:
    """A cell as a screen reader says it: the column too, since a row has up to twenty."""
    return f"{plan_column_title(table, name)}: {shown_text(draft, table, name, text) or _('empty')}"
