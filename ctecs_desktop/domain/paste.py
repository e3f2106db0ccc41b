"""What a paste, a fill or a clearing would do, cell by cell, before anything is written.

A plan shows where each text goes, what stands there now and what is refused and why; it is carried out as one act.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from ctecs_desktop.domain.clipboard_table import MOST_CELLS, Table
from ctecs_desktop.domain.errors import CtecsError, NotAllowed, ValueRejected
from ctecs_desktop.domain.grid import Area, Grid, GridCell, Part, cell_text, takes
from ctecs_desktop.domain.number_parsing import plain_text
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, Observation, ObservationKey
from ctecs_desktop.domain.paste_columns import AddressColumn, ColumnMapping, first_word, mapping_of_header
from ctecs_desktop.domain.paste_rows import PastedRow
from ctecs_desktop.domain.word_parsing import blank_reason


class Outcome(Enum):
    """What becomes of one pasted cell."""

    CHANGED = "changed"
    SAME = "same"
    WAITING = "waiting"  # stays in its cell as typed, until the other part is there
    REFUSED = "refused"
    READ_ONLY = "read only"
    OUTSIDE = "outside"


class PlannedCell(NamedTuple):
    """One cell of the table: its place there, where it goes, what stands there now, and what becomes of it."""

    row: int
    column: int
    text: str
    target: GridCell | None
    before: str
    outcome: Outcome
    error: CtecsError | None = None


@dataclass(frozen=True, slots=True)
class PastePlan:
    """What would be done. ``edits`` are written as one act if each of their values still is as ``expected``.

    ``waiting`` are the texts that stay in their cells unstored, ``settled`` the cells whose unstored text is over;
    ``cleared`` are addresses whose value or note an empty cell of the table would take away.
    """

    cells: tuple[PlannedCell, ...]
    edits: tuple[Edit, ...]
    expected: Mapping[ObservationKey, Observation]
    waiting: Mapping[tuple[ObservationKey, Part], str]
    settled: tuple[tuple[ObservationKey, Part], ...] = ()
    cleared: tuple[ObservationKey, ...] = ()
    is_by_name: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether it can be carried out without asking: every cell has its place, fits, and takes nothing away."""
        fits = {Outcome.CHANGED, Outcome.SAME, Outcome.WAITING}
        return not self.is_by_name and not self.cleared and all(cell.outcome in fits for cell in self.cells)

    @property
    def refused(self) -> tuple[PlannedCell, ...]:
        """The cells that would not be taken, in their order."""
        return tuple(cell for cell in self.cells if cell.error is not None)

    def count(self, outcome: Outcome) -> int:
        """How many cells have that outcome."""
        return sum(1 for cell in self.cells if cell.outcome is outcome)


class _Placed(NamedTuple):
    """A cell of the table with its target, before its text is understood."""

    row: int
    column: int
    text: str
    target: GridCell | None
    error: CtecsError | None = None
    outcome: Outcome = Outcome.REFUSED  # where there is an error


def plan_paste(table: Table, grid: Grid, area: Area, *, mapping: ColumnMapping | None = None) -> PastePlan:
    """The plan of pasting ``table`` at ``area``, whose size counts only where the table is to be repeated in it.

    With ``mapping``, or where the table begins with a header of ours, columns go by their names, and rows by the codes
    of their measures where a column holds them. Raises ``ValueRejected("paste.too_large", cells, most)``.
    """
    mapping = mapping or mapping_of_header(table)
    if mapping is not None:
        return _plan(grid, _by_name(table, grid, area, mapping), is_by_name=True)
    return _plan(grid, _by_place(_fitted(table, area), grid, area))


def plan_fill_down(grid: Grid, area: Area) -> PastePlan:
    """Ctrl+D: the first row of the block in all its rows; a block of one row takes the row above it."""
    source = area.row if area.height > 1 else area.row - 1
    targets = [(row, column, source, column) for row, column in _cells(area) if row != source]
    return _plan(grid, _filled(grid, targets), is_fill=True)


def plan_fill_right(grid: Grid, area: Area) -> PastePlan:
    """Ctrl+R: the first column of the block in all its columns; a block of one column takes the one before it."""
    source = area.column if area.width > 1 else area.column - 1
    targets = [(row, column, row, source) for row, column in _cells(area) if column != source]
    return _plan(grid, _filled(grid, targets), is_fill=True)


def plan_clear(grid: Grid, areas: Iterable[Area]) -> PastePlan:
    """Delete: empties every cell that a person may fill; of a ratio, one emptied part takes the whole value away."""
    places = dict.fromkeys(place for area in areas for place in _cells(area))
    placed = [_Placed(row, column, "", cell) for row, column in places if (cell := _writable(grid, row, column))]
    return _plan(grid, placed, is_fill=True)


def _cells(area: Area) -> Iterator[tuple[int, int]]:
    for row in range(area.row, area.row + area.height):
        for column in range(area.column, area.column + area.width):
            yield row, column


def _writable(grid: Grid, row: int, column: int) -> GridCell | None:
    cell = grid.at(row, column)
    return cell if cell is not None and not cell.is_read_only and takes(cell.measure, cell.part) else None


def _filled(grid: Grid, targets: Iterable[tuple[int, int, int, int]]) -> list[_Placed]:
    """The texts of the source cells at their targets; what takes nothing is passed over, as a spreadsheet does."""
    placed = []
    for row, column, from_row, from_column in targets:
        source, target = grid.at(from_row, from_column), _writable(grid, row, column)
        if source is not None and target is not None:
            placed.append(_Placed(row, column, cell_text(grid, source), target))
    return placed


def _fitted(table: Table, area: Area) -> Table:
    """The table, repeated where the selected block is a multiple of it, as a spreadsheet does."""
    height, width = len(table), max((len(row) for row in table), default=0)
    if not height or not width or (area.height <= height and area.width <= width):
        return table
    if area.height % height or area.width % width or any(len(row) != width for row in table):
        return table
    if area.height * area.width > MOST_CELLS:
        raise ValueRejected("paste.too_large", cells=area.height * area.width, most=MOST_CELLS)
    return tuple(row * (area.width // width) for row in table) * (area.height // height)


def _by_place(table: Table, grid: Grid, area: Area) -> list[_Placed]:
    """Each cell at the place that it has in the table, counted from the corner of the block."""
    placed = []
    for row, texts in enumerate(table):
        for column, text in enumerate(texts):
            at = area.row + row, area.column + column
            target = grid.at(*at)
            if target is not None:
                placed.append(_Placed(row, column, text, target))
            elif not plain_text(text):
                continue
            elif grid.has(*at):
                placed.append(_Placed(row, column, text, None, NotAllowed("paste.read_only"), Outcome.READ_ONLY))
            else:
                placed.append(_Placed(row, column, text, None, NotAllowed("paste.outside"), Outcome.OUTSIDE))
    return placed


def _by_name(table: Table, grid: Grid, area: Area, mapping: ColumnMapping) -> list[_Placed]:
    """Each cell at the part that its column names, in the row whose codes its row says or that lies beside it."""
    finder = _RowFinder(grid, area, mapping)
    placed = []
    for row, texts in enumerate(table):
        if row < mapping.has_header or not any(plain_text(text) for text in texts):
            continue
        found, error = finder.find(row, texts)
        outcome = Outcome.OUTSIDE if found is None else Outcome.REFUSED
        for column, (text, role) in enumerate(zip(texts, mapping.roles, strict=False)):
            if isinstance(role, Part):
                target = found._replace(part=role) if found is not None else None
                placed.append(_Placed(row, column, text, target, error, outcome))
    return placed


class _RowFinder:
    """Finds the row of the grid that a row of the table is about."""

    def __init__(self, grid: Grid, area: Area, mapping: ColumnMapping) -> None:
        self._grid = grid
        self._first = area.row - mapping.has_header
        self._measure_at = mapping.column_of(AddressColumn.MEASURE)
        self._subgroup_at = mapping.column_of(AddressColumn.SUBGROUP)
        cells = [cell for row in grid.rows for cell in row if cell is not None]
        self._by_code: dict[tuple[str, str], GridCell] = {(cell.key.measure, cell.key.subgroup): cell for cell in cells}
        self._seen: set[ObservationKey] = set()

    def find(self, row: int, texts: Sequence[str]) -> tuple[GridCell | None, CtecsError | None]:
        """Any cell of the row, and why it cannot be taken, if so."""
        if self._measure_at is None:
            at = self._first + row
            cells = self._grid.rows[at] if at < len(self._grid.rows) else ()
            found = next((cell for cell in cells if cell is not None), None)
            return found, None if found is not None else NotAllowed("paste.outside")
        measure = first_word(_cell(texts, self._measure_at))
        subgroup = plain_text(_cell(texts, self._subgroup_at)) or ALL_STUDENTS
        found = self._by_code.get((measure, subgroup))
        if found is None:
            return None, ValueRejected("paste.unknown_row", measure=measure, subgroup=subgroup)
        if found.key in self._seen:
            return found, ValueRejected("entry.given_twice", measure=measure, subgroup=subgroup)
        self._seen.add(found.key)
        return found, None


def _cell(texts: Sequence[str], column: int | None) -> str:
    return texts[column] if column is not None and column < len(texts) else ""


def _plan(grid: Grid, placed: Sequence[_Placed], *, is_by_name: bool = False, is_fill: bool = False) -> PastePlan:
    """Understand every row's texts together, since numerator and denominator are one value."""
    percents = {} if is_fill else _columns_of_percents(placed)
    rows: dict[ObservationKey, PastedRow] = {}
    for each in placed:
        target = each.target
        if each.error is not None or target is None or target.is_read_only:
            continue
        row = rows.get(target.key)
        if row is None:
            row = rows[target.key] = PastedRow(grid, target.key, target.measure)
        percent = percents.get(each.column)
        if percent is not None and _is_figure(each):
            row.refuse(ValueRejected("paste.percent_column", column=target.part.value, text=percent))
        row.take(target.part, each.text, is_lenient=is_by_name)
    for row in rows.values():
        row.understand()
    changed = {key: row for key, row in rows.items() if row.changes_value or row.changes_note}
    return PastePlan(
        cells=tuple(_planned(grid, each, rows) for each in placed),
        edits=tuple(Edit(key, row.value, row.note) for key, row in changed.items()),
        expected={key: row.stored for key, row in changed.items()},
        waiting={(key, part): text for key, row in rows.items() for part, text in row.waiting.items()},
        settled=tuple((key, part) for key, row in rows.items() for part in row.settled),
        cleared=() if is_fill else tuple(key for key, row in changed.items() if row.takes_away),
        is_by_name=is_by_name,
    )


def _planned(grid: Grid, each: _Placed, rows: Mapping[ObservationKey, PastedRow]) -> PlannedCell:
    """What becomes of one cell, once its row has been understood."""
    target = each.target
    place = each.row, each.column, each.text, target
    if target is None:
        return PlannedCell(*place, "", each.outcome, each.error)
    row = rows.get(target.key)
    before = row.texts_before[target.part] if row is not None else cell_text(grid, target)
    if each.error is not None:
        return PlannedCell(*place, before, each.outcome, each.error)
    if row is None or target.is_read_only:
        if not plain_text(each.text):
            return PlannedCell(*place, before, Outcome.SAME)
        return PlannedCell(*place, before, Outcome.READ_ONLY, NotAllowed("paste.read_only"))
    error = row.error_of(target.part, each.text)
    if error is not None:
        return PlannedCell(*place, before, Outcome.REFUSED, error)
    if target.part in row.waiting:
        return PlannedCell(*place, before, Outcome.WAITING)
    is_changed = row.changes_note if target.part is Part.NOTE else row.changes_value
    is_other = is_changed and plain_text(each.text) != plain_text(before)
    return PlannedCell(*place, before, Outcome.CHANGED if is_other else Outcome.SAME)


def _columns_of_percents(placed: Sequence[_Placed]) -> dict[int, str]:
    """The columns of the table that hold percents, each with the first of them.

    Where one figure of a column has a percent sign, the others without it were percents too: 44 among them is no count.
    """
    found: dict[int, str] = {}
    for each in placed:
        if "%" in each.text and _is_figure(each) and plain_text(each.text).endswith("%"):
            found.setdefault(each.column, each.text)
    return found


def _is_figure(each: _Placed) -> bool:
    """Whether it is a text for a numerator or denominator that says more than that there is none."""
    is_part = each.target is not None and each.target.part in {Part.NUMERATOR, Part.DENOMINATOR}
    return is_part and bool(plain_text(each.text)) and blank_reason(each.text) is None
