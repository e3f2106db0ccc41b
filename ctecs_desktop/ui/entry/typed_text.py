"""What a typed text says: the value of its whole row, or the reason why it cannot be taken and how it may be meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ctecs_desktop.domain.errors import CtecsError, ValueRejected
from ctecs_desktop.domain.grid import NUMBER_PARTS, Area, Grid, GridCell, Part
from ctecs_desktop.domain.number_parsing import parse_number, plain_text
from ctecs_desktop.domain.paste import plan_paste
from ctecs_desktop.domain.plan import Unit
from ctecs_desktop.domain.value import Missing, Value
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.entry.entry_rows import EntryRow
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import problem_text, quantity_text, value_text

MOST_READINGS = 3


@dataclass(frozen=True, slots=True)
class Understanding:
    """What is said while a person types. ``readings`` are the spellings that leave no doubt, to choose from."""

    text: str
    tone: Tone = Tone.MUTED
    readings: tuple[str, ...] = ()


def understood(row: EntryRow, texts: Mapping[Part, str]) -> Value:
    """The value that all boxes of ``row`` say with ``texts`` in some of them; a pasted block is read by the same rules.

    Raises ``ValueRejected``, also ``value.part_missing`` while a part still waits for the other one.
    """
    parts = tuple(texts)
    grid = Grid(
        (tuple(GridCell(row.key, row.measure, part) for part in parts),),
        {row.key: row.stored},
        {(row.key, part): text for part, text in row.typed.items()},
    )
    plan = plan_paste((tuple(texts.values()),), grid, Area(0, 0, 1, len(parts)))
    for cell in plan.cells:
        if cell.error is not None:
            raise cell.error
    if plan.waiting:
        missing = next(part for part in NUMBER_PARTS if row.takes(part) and (row.key, part) not in plan.waiting)
        raise ValueRejected("value.part_missing", column=missing.value)
    return plan.edits[0].value if plan.edits else row.stored.value


def readings_of(error: CtecsError | None) -> tuple[str, ...]:
    """How a refused text may be meant, each in a spelling that is taken."""
    if error is None:
        return ()
    readings, suggestion = error.params.get("readings"), error.params.get("suggestion")
    if isinstance(readings, tuple):
        return tuple(str(each) for each in readings)[:MOST_READINGS]
    return (str(suggestion),) if suggestion else ()


def understanding(row: EntryRow, part: Part, text: str) -> Understanding:
    """What ``text`` would be taken for in that box."""
    if not plain_text(text):
        return Understanding(
            _("Empty: nothing has been said here yet.") if not row.is_entered else _("Clears the value.")
        )
    try:
        value = understood(row, {part: text})
    except ValueRejected as error:
        if error.code == "value.part_missing":
            return _part_alone(row, text, error)
        return Understanding(problem_text(error), Tone.BAD, readings_of(error))
    if value is Missing.NOT_ENTERED:
        return Understanding(_("Clears the value."))
    return Understanding(_("Understood: {value}").format(value=value_text(value, row.measure)), Tone.GOOD)


def _part_alone(row: EntryRow, text: str, error: ValueRejected) -> Understanding:
    """A numerator that waits for its denominator is understood already, and the other part is asked for."""
    try:
        number = quantity_text(parse_number(text))
    except ValueRejected:
        return Understanding(problem_text(error), Tone.WARN)
    other = _("numerator") if error.params.get("column") == Part.NUMERATOR.value else _("denominator")
    if row.measure.unit is Unit.MEAN:
        other = _("n") if error.params.get("column") == Part.DENOMINATOR.value else _("mean")
    return Understanding(
        _("Understood: {number}. The {part} is still missing.").format(number=number, part=other), Tone.WARN
    )
