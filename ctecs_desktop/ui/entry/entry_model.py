"""The entry table's model: what is typed becomes one undoable step, or stays in its cell with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QWidget

from ctecs_desktop.domain.errors import CtecsError, ValueRejected
from ctecs_desktop.domain.observation import Observation, ObservationKey
from ctecs_desktop.domain.parsing import EntryText, parse_value
from ctecs_desktop.domain.rule import Severity
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.domain.value import Missing, Value, encode_value
from ctecs_desktop.domain.word_parsing import blank_reason
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.ui.entry.change_values import ChangeValues
from ctecs_desktop.ui.entry.entry_rows import (
    DENOMINATOR,
    NUMERATOR,
    VALUE,
    EntryRow,
    previous_text,
    row_status,
    shown_value,
)
from ctecs_desktop.ui.signs import measure_cell
from ctecs_desktop.ui.table import Cell, Column, Index, TableModel
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import NOTHING_SHOWN, problem_text, value_text

NAME_COLUMN, LAST_YEAR, TARGET, NUMERATOR_COLUMN, DENOMINATOR_COLUMN, VALUE_COLUMN, STATUS, NOTE = range(8)
PARTS = {NUMERATOR_COLUMN: NUMERATOR, DENOMINATOR_COLUMN: DENOMINATOR, VALUE_COLUMN: VALUE}
INDENT = "        "
_STAR = "*"


class EntryModel(TableModel[EntryRow]):
    """Rows of measures; those of subgroups are put below their measure while it is open."""

    problem_seen = Signal(int)
    """The number of a row whose typed text was refused or is not complete yet."""

    def __init__(self, workplace: Workplace, stack: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(_columns(), parent)
        self._workplace = workplace
        self._stack = stack
        self.all_rows: tuple[EntryRow, ...] = ()
        self.is_read_only = False

    def cell(self, row: EntryRow, column: int) -> Cell:
        if column in PARTS:
            return self._part_cell(row, PARTS[column])
        if column == NAME_COLUMN:
            return _name_cell(row)
        if column == LAST_YEAR:
            return Cell(previous_text(row), Tone.MUTED, is_quiet=True)
        if column == TARGET:
            return Cell(row.target, Tone.MUTED, tip=row.target_tip, is_quiet=True)
        if column == STATUS:
            return self._status_cell(row)
        return _note_cell(row)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid() or self.is_read_only or index.column() not in PARTS:
            return flags
        row = self.rows[index.row()]
        return flags | Qt.ItemFlag.ItemIsEditable if row.takes(PARTS[index.column()]) else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.EditRole and index.isValid() and index.column() in PARTS:
            return self.rows[index.row()].text_of(PARTS[index.column()])
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        row, part, text = self.rows[index.row()], PARTS[index.column()], str(value)
        if text == row.text_of(part):
            return True
        try:
            wanted = _understood(row, part, text)
        except ValueRejected as error:
            self._keep_typed(row, part, text, error)
            return True
        self.change(row, value=wanted, note=row.stored.note, typed={**row.typed, part: text})
        return True

    def change(
        self, row: EntryRow, *, value: Value, note: str, typed: Mapping[str, str] | None = None
    ) -> CtecsError | None:
        """Write a value or note as one undoable step.

        Where it is refused, the answer is why, and what was ``typed`` stays in its cells.
        """
        after = Observation(row.key, value, note)
        row.typed, row.refusal = {}, None
        if (encode_value(value), note) == (encode_value(row.stored.value), row.stored.note):
            self._row_changed(row)
            return None
        command = ChangeValues(
            self._workplace,
            before={row.key: row.stored},
            after={row.key: after},
            text=_("change of {measure}").format(measure=row.key.measure),
        )
        outcome = command.outcome
        self._stack.push(command)
        if outcome.refusal is not None:
            row.typed, row.refusal = dict(typed or {}), outcome.refusal
            self._row_changed(row)
        return outcome.refusal

    def show_all(self, rows: Iterable[EntryRow], *, visible: Iterable[EntryRow]) -> None:
        """Hold every row and show those that are ``visible``."""
        self.all_rows = tuple(rows)
        self.show_rows(tuple(visible))

    def set_read_only(self, is_read_only: bool) -> None:
        """Whether typing is refused, as after sign-off or while a job writes."""
        if is_read_only != self.is_read_only:
            self.is_read_only = is_read_only
            self.forget_cells()
            if self.rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))

    def take_values(self, keys: Iterable[ObservationKey], values: Mapping[ObservationKey, Observation]) -> None:
        """Show what is stored now at ``keys``; what was typed there and not stored is over."""
        changed = set(keys)
        for row in self.all_rows:
            if row.key in changed:
                row.stored = values.get(row.key) or Observation(row.key, Missing.NOT_ENTERED)
                row.typed, row.refusal = {}, None
        self.repaint_rows(changed)

    def repaint_rows(self, keys: Iterable[ObservationKey]) -> None:
        """Repaint the rows of these addresses, as far as they are shown."""
        wanted = set(keys)
        for number, row in enumerate(self.rows):
            if row.key in wanted:
                self.row_changed(number)

    def toggle(self, number: int) -> None:
        """Open or close the breakdown below a measure."""
        row = self.rows[number]
        if row.subgroups:
            (self._close if row.is_open else self._open)(number, row)
            self.row_changed(number)

    def number_of(self, key: ObservationKey) -> int:
        """Where an address is shown, -1 where it is not."""
        return next((number for number, row in enumerate(self.rows) if row.key == key), -1)

    def _open(self, number: int, row: EntryRow) -> None:
        below = [each for each in self.all_rows if each.key.measure == row.key.measure and each.is_subgroup]
        row.is_open = True
        self.beginInsertRows(QModelIndex(), number + 1, number + len(below))
        self.rows[number + 1 : number + 1] = below
        self.endInsertRows()

    def _close(self, number: int, row: EntryRow) -> None:
        last = number
        while last + 1 < len(self.rows) and self.rows[last + 1].is_subgroup:
            last += 1
        row.is_open = False
        if last > number:
            self.beginRemoveRows(QModelIndex(), number + 1, last)
            del self.rows[number + 1 : last + 1]
            self.endRemoveRows()

    def _keep_typed(self, row: EntryRow, part: str, text: str, error: ValueRejected) -> None:
        row.typed[part] = text
        row.refusal = error
        self._row_changed(row)
        self.problem_seen.emit(self.number_of(row.key))

    def _row_changed(self, row: EntryRow) -> None:
        number = self.number_of(row.key)
        if number >= 0:
            self.row_changed(number)

    def _part_cell(self, row: EntryRow, part: str) -> Cell:
        if part in row.typed:
            return _typed_cell(row, part)
        value = row.stored.value
        if part == VALUE:
            text = shown_value(value, row.measure)
            is_quiet = self.is_read_only or not row.takes(VALUE)
            if isinstance(value, Missing):
                return Cell(text, Tone.MUTED, is_quiet=is_quiet, spoken=text or _("not entered"))
            full = value_text(value, row.measure)
            return Cell(text, is_quiet=is_quiet, is_strong=not row.is_subgroup, tip=full, spoken=full)
        if not row.takes(part):
            return Cell(is_quiet=True, spoken=_("not asked for"))
        if isinstance(value, Missing) and value is not Missing.NOT_ENTERED:
            return Cell(NOTHING_SHOWN, Tone.MUTED, is_quiet=self.is_read_only)
        text = row.text_of(part)
        return Cell(text, is_quiet=self.is_read_only, spoken=text or _("not entered"))

    def _status_cell(self, row: EntryRow) -> Cell:
        if row.typed:
            is_missing_part = row.refusal is not None and row.refusal.code == "value.part_missing"
            word = _("not complete") if is_missing_part else _("not saved")
            return Cell(
                word, Tone.WARN if is_missing_part else Tone.BAD, "pen" if is_missing_part else "cross", is_quiet=True
            )
        if row.open_findings:
            return _findings_cell(row)
        if not row.is_entered and not row.is_subgroup:
            return Cell(_("to enter"), Tone.MUTED, "dash", is_quiet=True)
        status = row_status(row, self._workplace.plan, self._workplace.period)
        if status is MeasureStatus.NO_DATA or row.is_subgroup:
            return Cell(is_quiet=True)
        cell = measure_cell(status)
        return Cell(cell.text, cell.tone, cell.icon, is_quiet=True)


def _columns() -> list[Column]:
    return [
        Column(_("Measure"), 0),
        Column(_("Last year"), 9, is_number=True, tip=_("The same period one year earlier")),
        Column(_("Target"), 7, is_number=True, tip=_("What this school year is rated against")),
        Column(_("Num."), 7, is_number=True, tip=_("Numerator")),
        Column(_("Den."), 7, is_number=True, tip=_("Denominator, or the n of a mean")),
        Column(_("Value"), 13, is_number=True, tip=_("Computed where it has a numerator and a denominator")),
        Column(_("Status"), 13, tip=_("What the rules still want; else how the value stands against its target")),
        Column(_("Note"), 4),
    ]


def _understood(row: EntryRow, part: str, text: str) -> Value:
    """The value that all boxes of a row say together with ``text`` in one of them.

    A reason for a blank, such as n/a, speaks for the whole row; an emptied box clears what was stored.
    """
    if not text.strip() and not any(each.strip() for name, each in row.typed.items() if name != part):
        return Missing.NOT_ENTERED
    reason = None if text.strip() == _STAR else blank_reason(text)
    if reason is not None:
        return parse_value(EntryText(blank=text), row.measure)
    return parse_value(row.as_typed(part, text), row.measure)


def _name_cell(row: EntryRow) -> Cell:
    if row.is_subgroup:
        return Cell(INDENT + row.name, spoken=row.name, is_quiet=True)
    if not row.subgroups:
        return Cell(row.name, icon="blank", tip=row.measure.name, spoken=row.name, is_quiet=True)
    state = _("breakdown open") if row.is_open else _("breakdown closed")
    sign = "chevron-down" if row.is_open else "chevron-right"
    return Cell(row.name, icon=sign, tip=row.measure.name, spoken=f"{row.name}, {state}", is_quiet=True)


def _typed_cell(row: EntryRow, part: str) -> Cell:
    """Text that is not stored: kept as typed, marked, and with the reason."""
    error = row.refusal
    at_fault = error is not None and error.params.get("column") == part and error.code != "value.part_missing"
    tip = problem_text(error) if error is not None else _("This has not been saved.")
    tone = Tone.BAD if at_fault else Tone.WARN
    spoken = _("{text}, not saved: {reason}").format(text=row.typed[part], reason=tip)
    return Cell(row.typed[part], tone, "cross" if at_fault else "pen", tip=tip, spoken=spoken, is_tinted=True)


def _note_cell(row: EntryRow) -> Cell:
    if not row.stored.note:
        return Cell(is_quiet=True, spoken=_("no note"))
    return Cell(icon="note", tone=Tone.MUTED, tip=row.stored.note, spoken=row.stored.note, is_quiet=True)


def _findings_cell(row: EntryRow) -> Cell:
    """What the rules still want here; an error comes before any warning."""
    wanted = row.open_findings
    errors = sum(1 for each in wanted if each.severity is Severity.ERROR)
    if errors:
        words = ngettext("{count} finding stops signing", "{count} findings stop signing", errors).format(count=errors)
        text = ngettext("{count} to correct", "{count} to correct", errors).format(count=errors)
        return Cell(text, Tone.BAD, "cross", tip=words, spoken=words, is_quiet=True)
    words = ngettext("{count} finding wants a reason", "{count} findings want a reason", len(wanted))
    words = words.format(count=len(wanted))
    text = ngettext("{count} to explain", "{count} to explain", len(wanted)).format(count=len(wanted))
    return Cell(text, Tone.WARN, "warning", tip=words, spoken=words, is_quiet=True)
