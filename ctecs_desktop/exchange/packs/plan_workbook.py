"""The draft of a plan as a workbook to be edited with a spreadsheet, and the way back.

The sheets are those of the plan workbook that schools receive, but neither locked nor signed; a plan workbook can be
read here too. Columns are found by their headings, so that they may be moved, and a measure's row on its second sheet
by the measure's code, so that either sheet may be sorted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ctecs_desktop.domain import plan_schema as schema
from ctecs_desktop.domain.errors import NotAWorkbook, PlanInvalid
from ctecs_desktop.domain.plan_cells import join_list, split_list
from ctecs_desktop.domain.plan_reading import PlanProblem, Row, Table
from ctecs_desktop.exchange.packs.plan_pages import ABOUT_LABELS, NUMBERED_FACTS, WHEN_EMPTY, pages_of
from ctecs_desktop.exchange.packs.plan_sheets import LIST_COLUMNS, SHEETS, TableSheet
from ctecs_desktop.exchange.packs.workbook_kind import ABOUT
from ctecs_desktop.exchange.workbook.loose_sheets import SheetTexts, open_sheets
from ctecs_desktop.exchange.workbook.workbook_page import Page, cell_name

MOST_ROWS = 20_000
"""Rows that a sheet may have; the plan of the whole district has some hundreds."""

_ROWS_OF_A_HEAD = 30
"""The headings stand in the fourth row, unless someone put rows above them."""

_ABOUT_COLUMN = "B"


@dataclass(frozen=True)
class PlanWorkbook:
    """The tables of a workbook; a row's line is its number in its table. ``places`` says where each cell stands."""

    tables: Mapping[str, Table]
    places: Mapping[tuple[str, int, str], str] = field(repr=False)

    def placed(self, problem: PlanProblem) -> PlanProblem:
        """The problem with sheet and cell as its file, and no other place."""
        place = self.places.get((problem.table, problem.line, problem.column))
        if place is None:
            place = self.places.get((problem.table, problem.line, ""), _first_sheet(problem.table))
        return replace(problem, file=place, line=0, column="")


def write_plan_workbook(
    tables: Mapping[str, Table], *, title: str, version: str, author: str, claimed_time: datetime
) -> bytes:
    """The tables as an unlocked workbook. Raises ``NotAllowed`` for what a workbook would lose or change."""
    # openpyxl costs a tenth of a second to import; only who writes a workbook pays.
    from ctecs_desktop.exchange.workbook.workbook_sheets import DocumentFacts, workbook_bytes

    subtitle = f"{title} · draft of plan version {version}"
    facts = DocumentFacts(title=subtitle, subject="CTECS plan draft", author=author, claimed_time=claimed_time)
    pages = [_with_choices(page) for page in pages_of(tables, subtitle=subtitle, footer=f"Draft of version {version}")]
    return workbook_bytes(pages, facts=facts, is_locked=False)


def _with_choices(page: Page) -> Page:
    """The page with what its cells may say, where that is one of a few things."""
    sheet = next((each for each in SHEETS if each.name == page.name), None)
    if sheet is None:
        return page
    kinds = {column.name: column.kind for column in _schema(sheet.table).columns}
    columns = enumerate((kinds[name] for name, *_look in sheet.columns), start=1)
    return replace(page, choices=tuple((number, kind.choices) for number, kind in columns if kind.choices))


def read_plan_workbook(data: bytes, *, name: str = "") -> PlanWorkbook:
    """What stands in the workbook ``data``; ``name`` is the file's, for a refusal.

    What its cells say is not judged here. Raises ``NotAWorkbook("plan.not_a_workbook")`` (``file``) and
    ``PlanInvalid("plan.invalid")`` (``problems``, each with its sheet) where sheets or columns are missing.
    """
    try:
        sheets = open_sheets(data, name)
        reading = _Reading(sheets)
    except NotAWorkbook as error:
        raise NotAWorkbook("plan.not_a_workbook", file=name) from error
    if reading.problems:
        raise PlanInvalid("plan.invalid", problems=tuple(reading.problems))
    return PlanWorkbook(reading.tables, reading.places)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a sheet: its number and its cells by column."""

    number: int
    cells: Mapping[str, str]


class _Reading:
    """Reads sheet by sheet and gathers what is missing."""

    def __init__(self, sheets: SheetTexts) -> None:
        self.problems: list[PlanProblem] = []
        self.tables: dict[str, Table] = {}
        self.places: dict[tuple[str, int, str], str] = {}
        self._sheets = sheets
        self._columns: dict[str, dict[str, int]] = {}  # by sheet the index of each column found
        if ABOUT in sheets.names:
            self._read_about(sheets.rows_of(ABOUT))
        else:
            self._miss("about", ABOUT, "plan.table.missing")
        for each in schema.SCHEMAS:
            if each.name not in {"about", *NUMBERED_FACTS}:
                self._read_table(each)

    def _miss(self, table: str, sheet: str, code: str, column: str = "") -> None:
        self.problems.append(PlanProblem(table, 0, column, code, (), sheet))

    def _read_about(self, rows: Sequence[Sequence[str]]) -> None:
        """Labels that are not known are passed over: the sheet has a title, and people put remarks there."""
        keys = {label: key for key, label in ABOUT_LABELS.items()}
        found: dict[str, list[tuple[str, ...]]] = {"about": [], **{table: [] for table in NUMBERED_FACTS}}
        for number, row in enumerate(rows, start=1):
            label, text = (*row, "", "")[:2]
            place = f"{ABOUT}!{_ABOUT_COLUMN}{number}"
            if label in keys:
                self._add(found, "about", (keys[label], _unspaced("about", keys[label], text)), place)
            for table, start in NUMBERED_FACTS.items():
                # A blank text is a row that somebody emptied.
                if label.startswith(start) and text:
                    self._add(found, table, (text,), place)
        for table, lines in found.items():
            columns = tuple(column.name for column in _schema(table).columns)
            self.tables[table] = Table(table, columns, _rows(lines))

    def _add(self, found: Mapping[str, list[tuple[str, ...]]], table: str, cells: tuple[str, ...], place: str) -> None:
        found[table].append(cells)
        for column in ("", *(column.name for column in _schema(table).columns)):
            self.places[table, len(found[table]), column] = place

    def _read_table(self, table: schema.TableSchema[object]) -> None:
        sheets = [sheet for sheet in SHEETS if sheet.table == table.name]
        read = [self._read_sheet(sheet) for sheet in sheets]
        first = read[0]
        further = [self._by_code(sheet, lines) for sheet, lines in zip(sheets[1:], read[1:], strict=True)]
        lines: list[tuple[str, ...]] = []
        for line in first:
            code = line.cells.get(table.columns[0].name, "")
            beside = [each.pop(code, None) for each in further]
            cells: dict[str, str] = {}
            # Where a column stands on two sheets, the first one is read.
            for sheet, found in reversed(list(zip(sheets, (line, *beside), strict=True))):
                if found is not None:
                    cells.update(found.cells)
                    self._place(table.name, len(lines) + 1, sheet, found.number)
            lines.append(tuple(cells.get(column.name, "") for column in table.columns))
        for sheet, left in zip(sheets[1:], further, strict=True):
            for line in left.values():
                facts = (("refers_to", sheets[0].name), ("text", line.cells[table.columns[0].name]))
                place = f"{sheet.name}!{cell_name(line.number, 1)}"
                self.problems.append(PlanProblem(table.name, 0, "", "plan.row.unknown_reference", facts, place))
        self.tables[table.name] = Table(table.name, tuple(column.name for column in table.columns), _rows(lines))

    def _by_code(self, sheet: TableSheet, lines: Sequence[_Line]) -> dict[str, _Line]:
        """The rows of a table's further sheet by their code."""
        by_code: dict[str, _Line] = {}
        for line in lines:
            code = line.cells.get(sheet.columns[0][0], "")
            if code in by_code:
                facts = (("first_line", str(by_code[code].number)), ("key", code))
                place = f"{sheet.name}!{cell_name(line.number, 1)}"
                self.problems.append(PlanProblem(sheet.table, 0, "", "plan.row.duplicate", facts, place))
            by_code.setdefault(code, line)
        return by_code

    def _place(self, table: str, line: int, sheet: TableSheet, number: int) -> None:
        self.places[table, line, ""] = f"{sheet.name}!{cell_name(number, 1)}"
        for name, column in self._columns[sheet.name].items():
            self.places[table, line, name] = f"{sheet.name}!{cell_name(number, column + 1)}"

    def _read_sheet(self, sheet: TableSheet) -> list[_Line]:
        self._columns[sheet.name] = {}
        if sheet.name not in self._sheets.names:
            self._miss(sheet.table, sheet.name, "plan.table.missing")
            return []
        rows = self._sheets.rows_of(sheet.name)
        if len(rows) > MOST_ROWS:
            self._miss(sheet.table, sheet.name, "plan.table.too_long")
            return []
        at = _heading_at(rows, sheet)
        headings = list(rows[at]) if at is not None else []
        for name, heading, *_look in sheet.columns:
            if heading in headings:
                self._columns[sheet.name][name] = headings.index(heading)
            else:
                self._miss(sheet.table, sheet.name, "plan.table.missing_column", heading)
        if at is None:
            return []
        lines = (self._line(sheet, number, row) for number, row in enumerate(rows[at + 1 :], start=at + 2))
        return [line for line in lines if any(line.cells.values()) and WHEN_EMPTY not in line.cells.values()]

    def _line(self, sheet: TableSheet, number: int, row: Sequence[str]) -> _Line:
        columns = self._columns[sheet.name]
        cells = {name: row[place] if place < len(row) else "" for name, place in columns.items()}
        return _Line(number, {name: _unspaced(sheet.table, name, text) for name, text in cells.items()})


def _rows(lines: Sequence[tuple[str, ...]]) -> tuple[Row, ...]:
    return tuple(Row(number, cells) for number, cells in enumerate(lines, start=1))


def _schema(table: str) -> schema.TableSchema[object]:
    return next(each for each in schema.SCHEMAS if each.name == table)


def _heading_at(rows: Sequence[Sequence[str]], sheet: TableSheet) -> int | None:
    """The index of the row that has most of the headings, and at least the first."""
    headings = {heading for _name, heading, *_look in sheet.columns}
    first = sheet.columns[0][1]
    candidates = [number for number, row in enumerate(rows[:_ROWS_OF_A_HEAD]) if first in row]
    return max(candidates, key=lambda number: len(headings & set(rows[number])), default=None)


def _unspaced(table: str, name: str, text: str) -> str:
    """A list without the blanks after its semicolons, which the sheet has so that it wraps between its items."""
    is_list = (table, name) in LIST_COLUMNS or (table, name) == ("about", "school_years")
    return join_list(split_list(text)) if is_list else text


def _first_sheet(table: str) -> str:
    return next((sheet.name for sheet in SHEETS if sheet.table == table), ABOUT)
