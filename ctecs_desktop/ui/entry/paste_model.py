"""The rows of the paste preview, those that want a look first, and the words for what becomes of a cell."""

from __future__ import annotations

from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.paste import Outcome, PastePlan, PlannedCell
from ctecs_desktop.domain.paste_columns import AddressColumn, Role
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.ui.table import Cell, Column, TableModel
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import NOTHING_SHOWN, place_text, printable, problem_text

PASTE_ROLES: tuple[Role, ...] = (None, *AddressColumn, *Part)
"""What a column may be, in the order of the choice."""

FROM_COLUMN, TARGET_COLUMN, NOW_COLUMN, PASTED_COLUMN, OUTCOME_COLUMN = range(5)

_RANK = {
    Outcome.REFUSED: 0,
    Outcome.OUTSIDE: 1,
    Outcome.READ_ONLY: 2,
    Outcome.WAITING: 3,
    Outcome.CHANGED: 4,
    Outcome.SAME: 5,
}
_SIGNS = {
    Outcome.REFUSED: ("cross", Tone.BAD),
    Outcome.OUTSIDE: ("cross", Tone.BAD),
    Outcome.READ_ONLY: ("lock", Tone.WARN),
    Outcome.WAITING: ("pen", Tone.WARN),
    Outcome.CHANGED: ("check", Tone.GOOD),
    Outcome.SAME: ("dash", Tone.MUTED),
}


def role_text(role: Role) -> str:
    """What a column of that role holds."""
    words = {
        None: _("leave out"),
        AddressColumn.MEASURE: _("measure"),
        AddressColumn.SUBGROUP: _("subgroup"),
        Part.NUMERATOR: _("numerator"),
        Part.DENOMINATOR: _("denominator"),
        Part.VALUE: _("value"),
        Part.BLANK: _("reason for a blank"),
        Part.NOTE: _("note"),
    }
    return words[role]


def summary_text(plan: PastePlan) -> str:
    """What would happen, counted."""
    counts = {outcome: plan.count(outcome) for outcome in Outcome}
    parts = []
    changed, same, waiting = counts[Outcome.CHANGED], counts[Outcome.SAME], counts[Outcome.WAITING]
    refused = counts[Outcome.REFUSED]
    away = counts[Outcome.OUTSIDE] + counts[Outcome.READ_ONLY]
    if refused:
        parts.append(ngettext("{count} cell is not understood", "{count} cells are not understood", refused))
    if away:
        parts.append(ngettext("{count} cell has no place here", "{count} cells have no place here", away))
    if waiting:
        parts.append(ngettext("{count} waits for its other part", "{count} wait for their other part", waiting))
    if changed:
        parts.append(ngettext("{count} cell changes", "{count} cells change", changed))
    if same:
        parts.append(ngettext("{count} stays the same", "{count} stay the same", same))
    numbers = [number for number in (refused, away, waiting, changed, same) if number]
    text = ", ".join(part.format(count=f"{number:,}") for part, number in zip(parts, numbers, strict=True))
    sentences = [f"{text}." if text else _("Nothing here can be pasted.")]
    if plan.cleared:
        cleared = len(plan.cleared)
        words = ngettext("An empty cell takes {count} value away.", "Empty cells take {count} values away.", cleared)
        sentences.append(words.format(count=f"{cleared:,}"))
    if refused:
        sentences.append(_("What is not understood stays in its cell, marked, and is not saved."))
    return " ".join(sentences)


def verb_text(plan: PastePlan) -> str:
    """The button that carries the plan out."""
    count = len(plan.edits)
    if not count:
        return _("Put the texts into their cells")
    return ngettext("Take {count} value", "Take {count} values", count).format(count=f"{count:,}")


class PasteModel(TableModel[PlannedCell]):
    """One row for each pasted cell; what is refused comes first."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(
            [
                Column(_("From"), 13, tip=_("Row and column of what was copied")),
                Column(_("Goes to"), 28),
                Column(_("Now"), 8, is_number=True),
                Column(_("Pasted"), 9, is_number=True),
                Column(_("What happens"), 0),
            ]
        )
        self._plan = plan

    def show_plan(self, plan: PastePlan) -> None:
        """Show what ``plan`` does."""
        self.show_rows(sorted(plan.cells, key=lambda cell: (_RANK[cell.outcome], cell.row, cell.column)))

    def cell(self, row: PlannedCell, column: int) -> Cell:
        if column == FROM_COLUMN:
            return Cell(_("row {row}, column {column}").format(row=row.row + 1, column=row.column + 1), Tone.MUTED)
        if column == TARGET_COLUMN:
            return self._target_cell(row)
        if column == NOW_COLUMN:
            return Cell(printable(row.before) or NOTHING_SHOWN, Tone.MUTED)
        if column == PASTED_COLUMN:
            text = printable(row.text)
            return Cell(text, is_strong=row.outcome is Outcome.CHANGED, tip=text)
        name, tone = _SIGNS[row.outcome]
        words = problem_text(row.error) if row.error is not None else _words(row)
        return Cell(words, tone, name, tip=words)

    def _target_cell(self, row: PlannedCell) -> Cell:
        if row.target is None:
            return Cell(NOTHING_SHOWN, Tone.MUTED)
        where = place_text(row.target.key, self._plan)
        text = _("{place}: {part}").format(place=where, part=role_text(row.target.part))
        return Cell(text, tip=text)


def _words(row: PlannedCell) -> str:
    words = {
        Outcome.CHANGED: _("is taken"),
        Outcome.SAME: _("stands there already"),
        Outcome.WAITING: _("stays in its cell until the other part is there"),
    }
    return words.get(row.outcome, "")
