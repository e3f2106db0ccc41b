"""The tables of a plan as sheets that a person can read, filter and print, and the way back.

The sheets are the plan: what is read back is what stands in them. Codes are text and numbers numbers; lists have their
items separated by semicolons, as in the plan's files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import cast

from ctecs_desktop.domain import plan_schema as schema
from ctecs_desktop.domain.errors import PlanInvalid
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.plan_cells import join_list, split_list
from ctecs_desktop.domain.plan_tables import PlanProblem, Row, Table, plan_from_tables, plan_to_tables
from ctecs_desktop.domain.value import number_text
from ctecs_desktop.exchange.packs.pack_page import RecordRow, SheetCells, read_records
from ctecs_desktop.exchange.packs.plan_sheets import LIST_COLUMNS, NUMBER_COLUMNS, SHEETS, TableSheet
from ctecs_desktop.exchange.packs.workbook_kind import ABOUT
from ctecs_desktop.exchange.workbook.workbook_page import (
    FIRST_TABLE_ROW,
    CellStyle,
    Content,
    Page,
    PageCell,
    TableColumn,
    cell_name,
    table_page,
)

ABOUT_LABELS: dict[str, str] = {
    "version": "Plan version",
    "district": "District code",
    "district_name": "District",
    "title": "Title",
    "school_years": "School years",
    "status_note": "Status of this plan",
    "vision": "Vision",
    "mission": "Mission",
}
"""What the ``About`` sheet calls the facts of the table ``about``; imperatives and priority areas follow them."""

NUMBERED_FACTS = {"imperatives": "Foundational imperative", "priority_areas": "Priority area"}
"""What the ``About`` sheet calls each row of two further tables, with its number behind."""

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_WIDTHS_OF_ABOUT = (TableColumn("Fact", 28, CellStyle.STRONG), TableColumn("Text", 110, CellStyle.WRAPPED))
WHEN_EMPTY = "Nothing is set."

PLAN_SHEET_NAMES = (ABOUT, *(sheet.name for sheet in SHEETS))


def plan_pages(plan: Plan, *, footer: str) -> tuple[Page, ...]:
    """The sheets of ``plan``, in the order in which a reader wants to see them."""
    return pages_of(plan_to_tables(plan), subtitle=f"{plan.title} · plan version {plan.version}", footer=footer)


def pages_of(tables: Mapping[str, Table], *, subtitle: str, footer: str) -> tuple[Page, ...]:
    """The sheets of a plan's tables, whatever their cells say."""
    about = table_page(
        ABOUT,
        _WIDTHS_OF_ABOUT,
        title="About this plan",
        subtitle=subtitle,
        records=list(_about_records(tables)),
        footer=footer,
    )
    return (about, *(_sheet_page(sheet, tables[sheet.table], subtitle, footer=footer) for sheet in SHEETS))


def _about_records(tables: Mapping[str, Table]) -> Iterator[tuple[str, str]]:
    for row in tables["about"].rows:
        key, text = row.cells
        yield ABOUT_LABELS[key], _spaced(text) if key == "school_years" else text
    for table, label in NUMBERED_FACTS.items():
        for number, row in enumerate(tables[table].rows, start=1):
            yield f"{label} {number}", row.cells[0]


def _sheet_page(sheet: TableSheet, table: Table, subtitle: str, *, footer: str) -> Page:
    positions = [table.columns.index(name) for name, *_ in sheet.columns]
    records: list[Sequence[PageCell]] = [
        tuple(
            PageCell(_content(sheet.table, name, row.cells[position]), style)
            for position, (name, _, _, style) in zip(positions, sheet.columns, strict=True)
        )
        for row in table.rows
    ]
    return table_page(
        sheet.name,
        sheet.page_columns(),
        title=sheet.title,
        subtitle=subtitle,
        records=records,
        when_empty=WHEN_EMPTY,
        frozen_columns=sheet.frozen_columns,
        footer=footer,
    )


def _content(table: str, column: str, text: str) -> Content:
    """A cell's content: an exact number where the column holds numbers (a date stays text there).

    A draft may hold a number in another spelling, which its column refused; as a number it would come back as another.
    """
    if column in NUMBER_COLUMNS and _NUMBER.fullmatch(text) and number_text(Decimal(text)) == text:
        return Decimal(text)
    return _spaced(text) if (table, column) in LIST_COLUMNS else text


def _spaced(text: str) -> str:
    """A list with a blank after each semicolon, so that it wraps between its items; it reads the same."""
    return "; ".join(join_list((item,)) for item in split_list(text))


def read_plan(cells: Mapping[str, SheetCells]) -> Plan:
    """The plan that stands on its sheets.

    Raises ``PlanInvalid("plan.invalid", problems=…)``; the ``file`` of each problem names sheet and cell.
    """
    tables = _about_tables(cells[ABOUT])
    for each in schema.SCHEMAS:
        if each.name not in tables:
            tables[each.name] = _read_table(each, cells)
    try:
        return plan_from_tables(tables)
    except PlanInvalid as invalid:
        problems = cast("tuple[PlanProblem, ...]", invalid.params["problems"])
        raise PlanInvalid("plan.invalid", problems=tuple(map(_placed, problems))) from invalid


def _about_tables(cells: SheetCells) -> dict[str, Table]:
    """The three tables that the ``About`` sheet holds; what it calls by no known name is left to the comparison."""
    keys = {label: key for key, label in ABOUT_LABELS.items()}
    about: list[Row] = []
    numbered: dict[str, list[Row]] = {table: [] for table in NUMBERED_FACTS}
    for row in read_records(cells):
        label, text = row[1], row[2]
        if label in keys:
            about.append(Row(row.number, (keys[label], text)))
        for table, start in NUMBERED_FACTS.items():
            if label.startswith(f"{start} "):
                numbered[table].append(Row(row.number, (text,)))
    tables = {"about": Table("about", ("key", "text"), tuple(about))}
    tables.update({table: Table(table, ("text",), tuple(rows)) for table, rows in numbered.items()})
    return tables


def _read_table(table: schema.TableSchema[object], cells: Mapping[str, SheetCells]) -> Table:
    """A table from the sheets that hold its columns; its lines are the rows of the sheets."""
    rows = {
        sheet.name: list(read_records(cells[sheet.name], when_empty=WHEN_EMPTY))
        for sheet in SHEETS
        if sheet.table == table.name
    }
    names = tuple(column.name for column in table.columns)
    places = [place_of(table.name, name) for name in names]
    count = max(map(len, rows.values()))
    for given in rows.values():
        # A sheet with fewer rows than its sister lacks them, which the comparison of the sheets will say.
        given.extend(RecordRow(FIRST_TABLE_ROW + number) for number in range(len(given), count))
    lines = [
        Row(FIRST_TABLE_ROW + number, tuple(rows[sheet.name][number][column] for sheet, column in places))
        for number in range(count)
    ]
    return Table(table.name, names, tuple(lines))


def place_of(table: str, column: str) -> tuple[TableSheet, int]:
    """The sheet on which a column stands first, and where on it, counted from 1."""
    for sheet in SHEETS:
        for position, (name, *_) in enumerate(sheet.columns, start=1):
            if (sheet.table, name) == (table, column):
                return sheet, position
    raise LookupError(f"no sheet shows {table}.{column}")


def _placed(problem: PlanProblem) -> PlanProblem:
    """The problem with the sheet, and the cell where it has one, instead of a file's name."""
    if problem.table in {"about", *NUMBERED_FACTS}:
        return replace(problem, file=f"{ABOUT}!{cell_name(problem.line, 2)}" if problem.line else ABOUT)
    if problem.column and problem.line >= FIRST_TABLE_ROW:
        sheet, position = place_of(problem.table, problem.column)
        return replace(problem, file=f"{sheet.name}!{cell_name(problem.line, position)}")
    return replace(problem, file=next(sheet.name for sheet in SHEETS if sheet.table == problem.table))
