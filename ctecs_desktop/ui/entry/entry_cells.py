"""What the cells of the entry table show and what a screen reader says of them."""

from __future__ import annotations

from decimal import Decimal

from ctecs_desktop.domain.check_data import PartSum, span_text
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import ALL_STUDENTS
from ctecs_desktop.domain.plan import Plan, ReportingPeriod
from ctecs_desktop.domain.rule import Severity
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.domain.value import Missing, number_text
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.ui.entry.entry_columns import (
    FINDING,
    LAST_YEAR,
    NAME_COLUMN,
    PARTS,
    STATUS,
    TARGET,
)
from ctecs_desktop.ui.entry.entry_rows import EntryRow, Row, SectionRow, SumRow, previous_text, row_status, shown_value
from ctecs_desktop.ui.signs import measure_cell
from ctecs_desktop.ui.table import Cell
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import NOTHING_SHOWN, problem_text, value_text

INDENT = "        "


def entry_cell(row: Row, column: int, *, plan: Plan, period: ReportingPeriod, is_read_only: bool) -> Cell:
    """What stands in that column of any row."""
    if isinstance(row, SectionRow):
        return _section_cell(row, column)
    if isinstance(row, SumRow):
        return _sum_cell(row, column)
    if column in PARTS:
        return _part_cell(row, PARTS[column], is_read_only=is_read_only)
    if column == NAME_COLUMN:
        return _name_cell(row)
    if column == LAST_YEAR:
        return Cell(previous_text(row), Tone.MUTED, is_quiet=True)
    if column == TARGET:
        return Cell(row.target, Tone.MUTED, tip=row.target_tip, is_quiet=True, spoken=row.target or _("no target"))
    if column == STATUS:
        return _status_cell(row, plan, period)
    return _finding_cell(row) if column == FINDING else _note_cell(row)


def findings_words(row: EntryRow) -> str:
    """What the rules say here, counted: what stops signing, what wants a reason, what was kept; "" for nothing."""
    if not row.is_entered or not row.findings:
        return ""
    wanted = row.open_findings
    errors = sum(1 for each in wanted if each.severity is Severity.ERROR)
    warnings, kept = len(wanted) - errors, len(row.findings) - len(wanted)
    words = []
    if errors:
        words.append(ngettext("{count} finding stops signing", "{count} findings stop signing", errors))
    if warnings:
        words.append(ngettext("{count} finding wants a reason", "{count} findings want a reason", warnings))
    if kept:
        words.append(ngettext("{count} kept, with a reason", "{count} kept, with a reason", kept))
    counts = [count for count in (errors, warnings, kept) if count]
    return "; ".join(text.format(count=count) for text, count in zip(words, counts, strict=True))


def unsaved_words(row: EntryRow) -> str:
    """Why what stands in the row is not stored, and what is done about it; "" where nothing was refused."""
    if row.is_waiting:
        return _("Another program is using the workspace at this moment. This is saved as soon as it lets go.")
    return problem_text(row.refusal) if row.refusal is not None else ""


def _section_cell(row: SectionRow, column: int) -> Cell:
    if column == NAME_COLUMN:
        title = _("Goal {number}  {title}").format(number=row.goal.number, title=row.goal.title)
        return Cell(title, tip=row.goal.title, is_strong=True, is_quiet=True)
    if column == STATUS:
        if row.left:
            words = ngettext("{count} left", "{count} left", row.left).format(count=row.left)
            return Cell(words, Tone.MUTED, "pen", is_quiet=True)
        return Cell(_("all entered"), Tone.GOOD, "check", is_quiet=True)
    return Cell(is_quiet=True, spoken=" ")


def _sum_cell(row: SumRow, column: int) -> Cell:
    if column == NAME_COLUMN:
        text = _("sum of parts: {breakdown}").format(breakdown=row.name)
        return Cell(INDENT + text, Tone.MUTED, tip=text, spoken=text, is_quiet=True)
    sums = row.sums
    if sums is None:
        nothing = column == STATUS and any(each.is_entered for each in row.rows)
        return Cell(_("no total") if nothing else "", Tone.MUTED, is_quiet=True, spoken="" if nothing else " ")
    if column in PARTS:
        names = {Part.DENOMINATOR: {"denominator", "n"}}.get(PARTS[column], {PARTS[column].value})
        found = next((each for each in sums.parts if each.part in names), None)
        return _part_sum_cell(found, is_whole=not sums.empty) if found is not None else Cell(is_quiet=True, spoken=" ")
    if column != STATUS:
        return Cell(is_quiet=True, spoken=" ")
    return _sum_status(row)


def _part_sum_cell(part: PartSum, *, is_whole: bool) -> Cell:
    """The sum with a sign of its own, so that a wrong denominator is not hidden by a right numerator."""
    off = _difference(part)
    least = number_text(part.least)
    text = (
        least if part.most == part.least else f"≥ {least}" if part.most is None else f"{least}–{number_text(part.most)}"
    )
    total = span_text(part.total)
    if not off or (off < 0 and not is_whole):
        return Cell(text, Tone.MUTED, tip=_("The total is {total}.").format(total=total), is_quiet=True)
    return Cell(text, Tone.WARN, "warning", tip=_("The total is {total}.").format(total=total), is_quiet=True)


def _sum_status(row: SumRow) -> Cell:
    sums = row.sums
    assert sums is not None
    totals = " / ".join(span_text(part.total) for part in reversed(sums.parts))
    off = [difference for part in sums.parts if (difference := _difference(part))]
    if not sums.parts:
        return Cell(is_quiet=True, spoken=" ")
    if not off:
        spoken = _("The parts make the total, {total}.").format(total=totals)
        return Cell(_("adds up"), Tone.GOOD, "check", tip=spoken, spoken=spoken, is_quiet=True)
    difference = off[0]
    size = number_text(abs(difference))
    if difference > 0:
        spoken = _("The parts are {size} more than the total, {total}.").format(size=size, total=totals)
        return Cell(_("{size} too many").format(size=size), Tone.BAD, "cross", tip=spoken, spoken=spoken, is_quiet=True)
    if sums.empty:  # what is still to be filled in may make the rest
        filled, count = len(sums.filled), len(sums.filled) + len(sums.empty)
        text = _("{filled} of {count} filled").format(filled=filled, count=count)
        spoken = _("{filled} of {count} parts are filled; {size} of the total, {total}, are left.").format(
            filled=filled, count=count, size=size, total=totals
        )
        return Cell(text, Tone.MUTED, "dash", tip=spoken, spoken=spoken, is_quiet=True)
    spoken = _("The parts are {size} less than the total, {total}.").format(size=size, total=totals)
    text = _("{size} short").format(size=size)
    return Cell(text, Tone.WARN, "warning", tip=spoken, spoken=spoken, is_quiet=True)


def _difference(part: PartSum) -> Decimal:
    """By how much the parts certainly pass (above 0) or miss (below 0) the total."""
    low, high = part.total
    if part.least > high:
        return part.least - high
    if part.most is not None and part.most < low:
        return part.most - low
    return Decimal(0)


def _part_cell(row: EntryRow, part: Part, *, is_read_only: bool) -> Cell:
    if part in row.typed:
        return _typed_cell(row, part)
    value, found = row.stored.value, findings_words(row)
    if part is Part.VALUE:
        text = shown_value(value, row.measure)
        is_quiet = is_read_only or not row.takes(Part.VALUE)
        if isinstance(value, Missing):
            spoken = text or _("not entered")
            return Cell(text, Tone.MUTED, is_quiet=is_quiet, spoken=_with(spoken, found))
        full = value_text(value, row.measure)
        return Cell(text, is_quiet=is_quiet, is_strong=not row.is_subgroup, tip=full, spoken=_with(full, found))
    if not row.takes(part):
        return Cell(is_quiet=True, spoken=_("not asked for"))
    if isinstance(value, Missing) and value is not Missing.NOT_ENTERED:
        return Cell(NOTHING_SHOWN, Tone.MUTED, is_quiet=is_read_only, spoken=value_text(value, row.measure))
    text = row.text_of(part)
    return Cell(text, is_quiet=is_read_only, spoken=_with(text or _("not entered"), found))


def _with(text: str, more: str) -> str:
    return f"{text}, {more}" if more else text


def _typed_cell(row: EntryRow, part: Part) -> Cell:
    """Text that is not stored: kept as typed, marked, and with the reason."""
    error = row.refusal
    at_fault = error is not None and error.code != "value.part_missing"
    at_fault = at_fault and error is not None and error.params.get("column", part.value) == part.value
    at_fault = at_fault and not row.is_waiting
    tip = unsaved_words(row) or _("This was typed and not taken yet. Press F2 and Enter.")
    tone = Tone.BAD if at_fault else Tone.WARN
    spoken = _("{text}, not saved: {reason}").format(text=row.typed[part], reason=tip)
    return Cell(row.typed[part], tone, "cross" if at_fault else "pen", tip=tip, spoken=spoken, is_tinted=True)


def _name_cell(row: EntryRow) -> Cell:
    if row.key.subgroup != ALL_STUDENTS:
        return Cell(INDENT + row.name, tip=row.name, spoken=row.name, is_quiet=True)
    if not row.subgroups:
        return Cell(row.name, icon="blank", tip=row.measure.name, spoken=row.name, is_quiet=True)
    state = _("breakdown open") if row.is_open else _("breakdown closed")
    sign = "chevron-down" if row.is_open else "chevron-right"
    return Cell(row.name, icon=sign, tip=row.measure.name, spoken=f"{row.name}, {state}", is_quiet=True)


def _status_cell(row: EntryRow, plan: Plan, period: ReportingPeriod) -> Cell:
    if row.is_waiting:
        words = unsaved_words(row)
        return Cell(_("not saved yet"), Tone.WARN, "pen", tip=words, is_quiet=True)
    if row.is_unsaved:
        is_missing_part = row.refusal is not None and row.refusal.code == "value.part_missing"
        if is_missing_part:
            return Cell(_("not complete"), Tone.WARN, "pen", is_quiet=True)
        return Cell(_("not saved"), Tone.BAD, "cross", is_quiet=True)
    if not row.is_entered:
        return (
            Cell(is_quiet=True, spoken=" ")
            if row.is_subgroup
            else Cell(_("to enter"), Tone.MUTED, "dash", is_quiet=True)
        )
    if _stops_signing(row):  # what cannot be right is not rated
        return Cell(_("to correct"), Tone.BAD, "cross", is_quiet=True)
    status = row_status(row, plan, period)
    if status is MeasureStatus.NO_DATA or row.is_subgroup:
        return Cell(is_quiet=True, spoken=_("not rated"))
    cell = measure_cell(status)
    return Cell(cell.text, cell.tone, cell.icon, is_quiet=True)


def _stops_signing(row: EntryRow) -> bool:
    return any(each.severity is Severity.ERROR for each in row.open_findings)


def _finding_cell(row: EntryRow) -> Cell:
    """The sign of the worst that a rule still wants here, and how many want it; the words are in the tip."""
    words = findings_words(row)
    if not words:
        return Cell(is_quiet=True, spoken=_("no findings"))
    wanted = row.open_findings
    if not wanted:
        return Cell(str(len(row.findings)), Tone.GOOD, "check", tip=words, spoken=words, is_quiet=True)
    if _stops_signing(row):
        return Cell(str(len(wanted)), Tone.BAD, "cross", tip=words, spoken=words, is_quiet=True)
    return Cell(str(len(wanted)), Tone.WARN, "warning", tip=words, spoken=words, is_quiet=True)


def _note_cell(row: EntryRow) -> Cell:
    if not row.note:
        return Cell(is_quiet=True, spoken=_("no note"))
    if row.unsaved_note is not None:
        spoken = _("{text}, not saved: {reason}").format(text=row.note, reason=unsaved_words(row))
        return Cell(icon="note", tone=Tone.BAD, tip=spoken, spoken=spoken, is_quiet=True)
    return Cell(icon="note", tone=Tone.MUTED, tip=row.note, spoken=row.note, is_quiet=True)
