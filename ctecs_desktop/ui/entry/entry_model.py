"""The entry table's model: what is typed becomes one undoable step, or stays in its cell with the reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from ctecs_desktop.domain.errors import CtecsError, StoreError, ValueRejected
from ctecs_desktop.domain.grid import Area, Grid, Part, stored_text
from ctecs_desktop.domain.number_parsing import plain_text
from ctecs_desktop.domain.observation import Observation, ObservationKey
from ctecs_desktop.domain.paste import Outcome, PastePlan
from ctecs_desktop.domain.value import Missing, Value, encode_value
from ctecs_desktop.services import drafts
from ctecs_desktop.ui.entry.edit_history import EditHistory
from ctecs_desktop.ui.entry.entry_cells import entry_cell
from ctecs_desktop.ui.entry.entry_columns import PARTS, entry_columns
from ctecs_desktop.ui.entry.entry_filter import EntryFilter, by_measure, visible_rows
from ctecs_desktop.ui.entry.entry_grid import Block
from ctecs_desktop.ui.entry.entry_rows import EntryRow, Row, SectionRow, SumRow, breakdown_rows, sums_of
from ctecs_desktop.ui.entry.typed_text import understood
from ctecs_desktop.ui.entry.unsaved import Unsaved
from ctecs_desktop.ui.table import Cell, Index, TableModel
from ctecs_desktop.ui.workplace import Workplace

MANY_ROWS = 64
"""From so many changed rows on, the whole table is repainted at once; a signal for each would take longer."""


class EntryModel(TableModel[Row]):
    """Rows of measures under their goals; those of subgroups are put below their measure while it is open."""

    problem_seen = Signal(int)
    """The number of a row whose typed text was refused or is not complete yet."""

    def __init__(self, workplace: Workplace, history: EditHistory, parent: QWidget | None = None) -> None:
        super().__init__(entry_columns(), parent)
        self._workplace = workplace
        self.unsaved = Unsaved(history, self)
        self.unsaved.settled.connect(self._settle)
        self.all_rows: tuple[EntryRow, ...] = ()
        self.is_read_only = False
        self._by_key: dict[ObservationKey, EntryRow] = {}
        self._parts: dict[str, list[EntryRow]] = {}
        self._numbers: dict[ObservationKey, int] = {}

    def cell(self, row: Row, column: int) -> Cell:
        workplace = self._workplace
        return entry_cell(row, column, plan=workplace.plan, period=workplace.period, is_read_only=self.is_read_only)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid() or self.is_read_only or index.column() not in PARTS:
            return flags
        row = self.entry_at(index.row())
        if row is None or not row.takes(PARTS[index.column()]):
            return flags
        return flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.EditRole and index.isValid() and index.column() in PARTS:
            row = self.entry_at(index.row())
            return row.text_of(PARTS[index.column()]) if row is not None else None
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        row = self.entry_at(index.row())
        if row is None:
            return False
        self.type_text(row, PARTS[index.column()], str(value))
        return True

    def type_text(self, row: EntryRow, part: Part, text: str) -> None:
        """Take what was typed into a box, or keep it there with the reason why it cannot be taken."""
        if part not in row.typed and text == row.text_of(part):
            return
        if part in row.typed and not plain_text(text):
            self.forget_typed(row, part)  # what was refused goes; what is stored was never touched
            return
        try:
            wanted = understood(row, {part: text})
        except ValueRejected as error:
            self._hold({row.key: {part: text}}, {row.key: error})
            self.problem_seen.emit(self.number_of(row.key))
            return
        self.change(row, value=wanted, note=self._wanted(row).note, typed={**row.typed, part: text})

    def write_note(self, row: EntryRow, note: str) -> None:
        """Take a note as one undoable step; one that cannot be taken stays where it was typed."""
        self.change(row, value=self._wanted(row).value, note=note)
        if row.refusal is not None and note != row.stored.note:
            row.unsaved_note = note
            self.repaint_rows([row.key])

    def _wanted(self, row: EntryRow) -> Observation:
        """What is to stand there: what is stored, unless something waits to take its place."""
        return self.unsaved.wanted(row.key) or row.stored

    def change(self, row: EntryRow, *, value: Value, note: str, typed: Mapping[Part, str] | None = None) -> None:
        """Write a value and note as one undoable step. Where it is refused, what was ``typed`` stays in its cells."""
        after = Observation(row.key, value, note)
        if (encode_value(value), note) == (encode_value(row.stored.value), row.stored.note):
            if row.is_unsaved and (typed is not None or not row.typed):
                self.forget_typed(row)
            return
        refusal = self.unsaved.write({row.key: row.stored}, {row.key: after})
        if refusal is not None:
            self._hold({row.key: typed or {}}, {row.key: refusal})
            self.problem_seen.emit(self.number_of(row.key))

    def carry_out(self, plan: PastePlan) -> None:
        """Write a planned block as one undoable step; what waits or was refused stays in its cells."""
        refusal = None
        if plan.edits:
            after = {edit.key: Observation(edit.key, edit.value, edit.note) for edit in plan.edits}
            refusal = self.unsaved.write(plan.expected, after)
            if refusal is not None:
                self._hold({key: {} for key in after if key in self._by_key}, dict.fromkeys(after, refusal))
        self.hold_rest(plan, refusal)

    def hold_rest(self, plan: PastePlan, refusal: CtecsError | None = None) -> None:
        """Keep in their cells the texts of ``plan`` that wait or were refused; all of them if nothing was written."""
        if refusal is None and not plan.waiting and not plan.refused:
            return  # nearly always, and pasted blocks are large
        texts: dict[ObservationKey, dict[Part, str]] = {}
        errors: dict[ObservationKey, CtecsError] = {}
        for cell in plan.cells:
            if cell.target is None or cell.target.part not in PARTS.values() or cell.target.is_read_only:
                continue
            is_held = cell.outcome in {Outcome.WAITING, Outcome.REFUSED} or (
                refusal and cell.outcome is Outcome.CHANGED
            )
            row = self._by_key.get(cell.target.key)
            if not is_held or row is None or not row.takes(cell.target.part) or not plain_text(cell.text):
                continue
            texts.setdefault(row.key, {})[cell.target.part] = cell.text
            error = cell.error or refusal
            if error is not None:
                errors[row.key] = error
        for key in texts.keys() - errors.keys():
            missing = next(part for part in PARTS.values() if self._by_key[key].takes(part) and part not in texts[key])
            errors[key] = ValueRejected("value.part_missing", column=missing.value)
        if texts:
            self._hold(texts, errors)

    def forget_typed(self, row: EntryRow, part: Part | None = None) -> None:
        """Take back what was typed and not taken, in one box or all of a row; what is stored is shown again."""
        gone = [part] if part is not None else list(row.typed)
        for each in gone:
            row.typed.pop(each, None)
        self.unsaved.forget(row.key)
        if not row.typed:
            row.forget_unsaved()
        self._keep({(row.key, each): "" for each in gone})
        self.repaint_rows([row.key])

    def show_all(self, rows: Iterable[EntryRow], wanted: EntryFilter) -> None:
        """Hold every row and show those that are wanted."""
        self.all_rows = tuple(rows)
        self._by_key = {row.key: row for row in self.all_rows}
        self._parts = {whole.measure.code: parts for whole, parts in by_measure(self.all_rows)}
        self._show_unsaved()
        self.show_wanted(wanted)

    def _show_unsaved(self) -> None:
        """Rows that were read anew know nothing of what could not be written."""
        error = self.unsaved.error
        for key in self.unsaved.keys & self._by_key.keys() if error is not None else ():
            row, wanted = self._by_key[key], self.unsaved.wanted(key)
            if wanted is not None:
                texts = stored_text(wanted, row.measure)
                boxes = {part: str(getattr(texts, part.value)) for part in PARTS.values() if row.takes(part)}
                row.typed = {part: text for part, text in boxes.items() if text != row.text_of(part)}
                row.unsaved_note = wanted.note if wanted.note != row.stored.note else None
            row.refusal, row.is_waiting = error, self.unsaved.is_waiting

    def show_wanted(self, wanted: EntryFilter) -> None:
        """Show other ones of the rows that are held."""
        visible = visible_rows(self.all_rows, wanted, self._workplace.plan)
        self._add_up(visible)
        self.show_rows(visible)
        self._number()

    def set_read_only(self, is_read_only: bool) -> None:
        """Whether typing is refused, as after sign-off or while a job writes."""
        if is_read_only != self.is_read_only:
            self.is_read_only = is_read_only
            self.repaint_all()

    def take_values(self, keys: Collection[ObservationKey], values: Mapping[ObservationKey, Observation]) -> None:
        """Show what is stored now at ``keys``; what was typed there and not stored is over."""
        goals: set[int] = set()
        for key in keys:
            row = self._by_key.get(key)
            if row is None:
                continue
            was_entered = row.is_entered
            row.stored = values.get(key) or Observation(key, Missing.NOT_ENTERED)
            row.forget_unsaved()
            if was_entered != row.is_entered and not row.is_subgroup:
                goals.add(row.measure.goal)
        measures = {key.measure for key in keys}
        sums = [
            number for number, row in enumerate(self.rows) if isinstance(row, SumRow) and row.measure.code in measures
        ]
        self._add_up([self.rows[number] for number in sums])
        self.repaint_rows(keys)
        for number in sums:
            self.row_changed(number)
        for number, each in enumerate(self.rows):
            if isinstance(each, SectionRow) and each.goal.number in goals:
                self.row_changed(number)

    def repaint_rows(self, keys: Iterable[ObservationKey]) -> None:
        """Repaint the rows of these addresses, as far as they are shown."""
        numbers = [number for key in keys if (number := self._numbers.get(key, -1)) >= 0]
        if len(numbers) > MANY_ROWS:
            self.repaint_all()
            return
        for number in numbers:
            self.row_changed(number)

    def repaint_all(self) -> None:
        """Make every cell anew."""
        self.forget_cells()
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))

    def entry_at(self, number: int) -> EntryRow | None:
        """The address shown in that row; None for headings and sums."""
        row = self.rows[number] if 0 <= number < len(self.rows) else None
        return row if isinstance(row, EntryRow) else None

    def number_of(self, key: ObservationKey) -> int:
        """Where an address is shown, -1 where it is not."""
        return self._numbers.get(key, -1)

    def row_of(self, key: ObservationKey) -> EntryRow | None:
        """The row of an address, shown or not."""
        return self._by_key.get(key)

    def toggle(self, number: int) -> None:
        """Open or close the breakdown below a measure."""
        row = self.entry_at(number)
        if row is not None and row.subgroups:
            (self._close if row.is_open else self._open)(number, row)
            self._number()
            self.row_changed(number)

    def block(self, area: Area, columns: Sequence[int]) -> Block:
        """The cells of ``area`` in ``columns``, as the table stands now, to be copied, pasted, filled or cleared."""
        return Block(area, tuple(columns), tuple(self.rows), self.all_rows, self.is_read_only)

    def grid(self, columns: Sequence[int]) -> Grid:
        """The whole table as a grid of boxes in ``columns``."""
        return self.block(Area(0, 0), columns).grid()

    def _open(self, number: int, row: EntryRow) -> None:
        below = breakdown_rows(self._workplace.plan, row, self._parts[row.measure.code])
        self._add_up(below)
        row.is_open = True
        self.beginInsertRows(QModelIndex(), number + 1, number + len(below))
        self.rows[number + 1 : number + 1] = below
        self.endInsertRows()

    def _close(self, number: int, row: EntryRow) -> None:
        last = number
        while last + 1 < len(self.rows) and _is_below(self.rows[last + 1]):
            last += 1
        row.is_open = False
        if last > number:
            self.beginRemoveRows(QModelIndex(), number + 1, last)
            del self.rows[number + 1 : last + 1]
            self.endRemoveRows()

    def _number(self) -> None:
        self._numbers = {row.key: number for number, row in enumerate(self.rows) if isinstance(row, EntryRow)}

    def _add_up(self, rows: Iterable[Row]) -> None:
        """Add up the breakdowns whose sums are among ``rows``."""
        workplace = self._workplace
        found: dict[str, Any] = {}
        for row in rows:
            if isinstance(row, SumRow):
                code, parts = row.measure.code, self._parts[row.measure.code]
                whole = self._by_key[parts[0].key._replace(subgroup=workplace.plan.subgroups_of(code)[0])]
                if code not in found:
                    found[code] = sums_of(workplace.plan, workplace.period, whole, parts)
                row.sums = found[code].get(row.name)

    def _hold(
        self, texts: Mapping[ObservationKey, Mapping[Part, str]], errors: Mapping[ObservationKey, CtecsError]
    ) -> None:
        """Let texts stand in their cells unstored, each row with the reason, and keep them over a restart."""
        unsaved = self.unsaved.keys
        for key, typed in texts.items():
            row = self._by_key[key]
            row.typed.update(typed)
            row.refusal = errors[key]
            row.is_waiting = self.unsaved.is_waiting and key in unsaved
        if not any(isinstance(error, StoreError) for error in errors.values()):  # it would fail once more, as slowly
            self._keep({(key, part): text for key, typed in texts.items() for part, text in typed.items()})
        self.repaint_rows(texts)

    def _settle(self, keys: Collection[ObservationKey], error: CtecsError | None) -> None:
        """Edits that waited were written, or have failed: their texts stay then, with the reason."""
        for row in [self._by_key[key] for key in keys if key in self._by_key]:
            row.is_waiting, row.refusal = False, error
            if error is None:
                row.forget_unsaved()
        self.repaint_rows(keys)

    def _keep(self, texts: Mapping[drafts.Place, str]) -> None:
        if not texts:
            return
        session = self._workplace.session
        try:
            with session.impatient():
                drafts.keep_typed(session, texts)
        except CtecsError as error:
            self._workplace.refused.emit(error)  # the text stays in its cell as long as the window is open


def _is_below(row: Row) -> bool:
    return isinstance(row, SumRow) or (isinstance(row, EntryRow) and row.is_subgroup)
