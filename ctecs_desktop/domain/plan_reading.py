"""Reading the tables of a plan: every cell by its kind, every problem kept with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ctecs_desktop.domain.plan_cells import LONGEST_FACT, CellRejected, clean_cell
from ctecs_desktop.domain.plan_checks import Complaint, Facts
from ctecs_desktop.domain.plan_schema import ABOUT, ABOUT_FACTS, SCHEMAS, TABLE_NAMES, Column, Record, TableSchema

HEADER_LINE = 1
"""Where the column names stand."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of text cells and the line, or row of a sheet, that it stands on (the header is line 1)."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a plan as text."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """Something wrong with a plan and where: ``line`` is 0 for a whole table, ``column`` "" for a whole row.

    ``facts`` fill the sentence that belongs to ``code``; ``file`` is set where the table was read from a file.
    """

    table: str
    line: int
    column: str
    code: str
    facts: Facts = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A row read as far as it went: good cells have values, refused ones are missing."""

    line: int
    texts: dict[str, str]
    values: dict[str, object]


class PlanReading:
    """Reads all tables at once and gathers the problems; records come only of rows without any."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._problems: list[PlanProblem] = []
        self._unread: set[str] = set()
        for name in sorted(set(tables) - set(TABLE_NAMES)):
            self.add(name, 0, Complaint("", "plan.table.unknown"))
        self._lines = {each.name: self._read_table(each, tables.get(each.name)) for each in SCHEMAS}
        for each in SCHEMAS:
            self._check_keys(each)
            self._check_references(each)

    def add(self, table: str, line: int, complaint: Complaint) -> None:
        """Keep a problem."""
        self._problems.append(PlanProblem(table, line, complaint.column, complaint.code, complaint.facts))

    def add_all(self, table: str, line: int, complaints: Iterable[Complaint]) -> None:
        """Keep the problems of a row."""
        for complaint in complaints:
            self.add(table, line, complaint)

    @property
    def problems(self) -> tuple[PlanProblem, ...]:
        """Every problem so far, by table in the plan's order and by line."""
        order = {name: number for number, name in enumerate(TABLE_NAMES)}
        return tuple(sorted(self._problems, key=lambda each: (order.get(each.table, len(order)), each.line)))

    def records(self, table: TableSchema[Record]) -> list[tuple[int, Record]]:
        """The line and the record of each row whose cells are all good."""
        return [
            (line.line, table.record(**line.values))
            for line in self._lines[table.name]
            if len(line.values) == len(table.columns)
        ]

    def about(self) -> dict[str, object]:
        """The facts of the plan as a whole, those that could be read."""
        facts: dict[str, object] = {}
        for line, row in self.records(ABOUT):
            kind = ABOUT_FACTS.get(row.key)
            if kind is None:
                known = "; ".join(ABOUT_FACTS)
                self.add(
                    ABOUT.name, line, Complaint("key", "plan.row.unknown_key", (("key", row.key), ("known", known)))
                )
            else:
                self._read_cell(ABOUT.name, line, Column("text", kind), row.text, facts, key=row.key)
        present = {line.texts.get("key") for line in self._lines[ABOUT.name]}
        if self._lines[ABOUT.name]:
            for key in ABOUT_FACTS:
                if key not in present:
                    self.add(ABOUT.name, 0, Complaint("key", "plan.row.key_missing", (("key", key),)))
        return facts

    def _read_cell(
        self, table: str, line: int, column: Column, text: str, values: dict[str, object], *, key: str = ""
    ) -> None:
        try:
            values[key or column.name] = column.kind.read(clean_cell(text))
        except CellRejected as rejected:
            self.add(table, line, Complaint(column.name, rejected.code, rejected.facts))

    def _read_table(self, table: TableSchema[object], given: Table | None) -> list[_Line]:
        if given is None:
            self.add(table.name, 0, Complaint("", "plan.table.missing"))
            self._unread.add(table.name)
            return []
        positions = self._read_header(table, given)
        if len(positions) < len(table.columns):
            self._unread.add(table.name)
            return []
        # A spreadsheet may save further columns that are blank; what stands below a blank name is not passed over.
        width = max(number for number, name in enumerate(given.columns, start=1) if name.strip())
        lines = []
        for row in given.rows:
            if not any(cell.strip() for cell in row.cells):
                continue  # spreadsheets save rows that were emptied
            if any(cell.strip() for cell in row.cells[width:]):
                facts = (("columns", str(width)), ("found", str(len(row.cells))))
                self.add(table.name, row.line, Complaint("", "plan.row.too_many_cells", facts))
            line = _Line(row.line, {}, {})
            for column in table.columns:
                position = positions[column.name]
                text = row.cells[position] if position < len(row.cells) else ""
                line.texts[column.name] = text.strip()
                self._read_cell(table.name, row.line, column, text, line.values)
            lines.append(line)
        if not lines and not table.may_be_empty:
            self.add(table.name, 0, Complaint("", "plan.table.empty"))
        return lines

    def _read_header(self, table: TableSchema[object], given: Table) -> dict[str, int]:
        """Where each column of ``table`` stands; columns may stand in any order."""
        names = [name.strip() for name in given.columns]
        known = {column.name for column in table.columns}
        for name, times in Counter(names).items():
            shown = name[:LONGEST_FACT]
            if name and name not in known:
                facts = (("known", "; ".join(column.name for column in table.columns)),)
                self.add(table.name, HEADER_LINE, Complaint(shown, "plan.table.unknown_column", facts))
            elif name and times > 1:
                self.add(table.name, HEADER_LINE, Complaint(shown, "plan.table.column_twice"))
        for column in table.columns:
            if column.name not in names:
                self.add(table.name, HEADER_LINE, Complaint(column.name, "plan.table.missing_column"))
        return {name: names.index(name) for name in known if name in names}

    def _check_keys(self, table: TableSchema[object]) -> None:
        if not table.key:
            return
        first: dict[tuple[str, ...], int] = {}
        for line in self._lines[table.name]:
            # The value says more than its text: 1 and 01 are one goal.
            key = tuple(str(line.values.get(column) or line.texts[column]) for column in table.key)
            if not any(key):
                continue
            if key in first:
                facts = (("first_line", str(first[key])), ("key", " ".join(filter(None, key))[:LONGEST_FACT]))
                self.add(table.name, line.line, Complaint(table.key[0], "plan.row.duplicate", facts))
            first.setdefault(key, line.line)

    def _check_references(self, table: TableSchema[object]) -> None:
        for column in table.columns:
            # Nothing is said of codes whose table could not be read: one slip, one problem.
            if not column.refers_to or column.refers_to in self._unread:
                continue
            known = self._codes(column.refers_to)
            for line in self._lines[table.name]:
                value = line.values.get(column.name)
                wanted = value if isinstance(value, tuple) else (value,)
                for code in wanted:
                    if code is not None and str(code) not in known:
                        facts = (("refers_to", column.refers_to), ("text", str(code)))
                        self.add(table.name, line.line, Complaint(column.name, "plan.row.unknown_reference", facts))

    def _codes(self, table: str) -> set[str]:
        """The codes of a table as written and as read, also those of rows with a problem elsewhere."""
        column = next(each for each in SCHEMAS if each.name == table).columns[0].name
        return {
            str(code)
            for line in self._lines[table]
            for code in (line.texts[column], line.values.get(column))
            if code is not None
        }


def write_row(columns: Iterable[Column], record: object) -> tuple[str, ...]:
    """The cells of a record, in the order of ``columns``."""
    return tuple(column.kind.write(getattr(record, column.name)) for column in columns)
