"""The figures of a public edition in a table: what is withheld, why, and what readers could still infer of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ctecs_desktop.domain.disclosure_plan import Override, WithheldFor
from ctecs_desktop.domain.disclosure_rules import Threshold
from ctecs_desktop.domain.publication import CellId
from ctecs_desktop.domain.value import Suppressed
from ctecs_desktop.i18n import _
from ctecs_desktop.services.proposed_edition import ProposedEdition
from ctecs_desktop.ui.table import Cell, Column, TableModel
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import quantity_text, term
from ctecs_desktop.wording.publication import inference_text, part_text, place_text, why_label, why_text

FIGURE, PART, VALUE, INFERRED, WHY = range(5)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One count, rate or mean; ``why`` is ``None`` where readers get it. ``is_weak``: they can infer too much."""

    name: CellId
    figure: str
    short: str  # without the measure's name
    part: str
    value: str
    inferred: str
    why: WithheldFor | None
    reason: str
    threshold: Threshold | None
    override: Override | None
    is_weak: bool
    is_exact: bool  # whether central office has the number itself


def rows_of(proposed: ProposedEdition) -> list[FigureRow]:
    """Every figure that the edition has, in the order in which it was declared."""
    plan, publication = proposed.protection.plan, proposed.protection.plan.publication
    inferences = {each.subject: each for each in proposed.protection.audit.inferences}
    weak = {each.subject for each in proposed.protection.audit.weaknesses}
    thresholds = {each.code: each for each in plan.rules.thresholds}
    rules = {cell: thresholds.get(ask.rule) for ask in plan.asks for cell, _factor in ask.terms}
    overrides = {each.cell: each for each in plan.overrides}
    rows = []
    for name in proposed.figures:
        why, threshold = plan.withheld.get(name), rules.get(name)
        rows.append(
            FigureRow(
                name,
                place_text(publication, name, proposed.report.plan),
                place_text(publication, name, proposed.report.plan, is_short=True),
                part_text(publication, name),
                _value_text(proposed, name),
                inference_text(inferences.get(name)) if why and name in inferences else "",
                why,
                why_text(why, threshold) if why else "",
                threshold if why is WithheldFor.ITSELF else None,
                overrides.get(name),
                name in weak,
                publication.shown_value(name) is not None,
            )
        )
    return rows


def _value_text(proposed: ProposedEdition, name: CellId) -> str:
    """What central office knows: the number, or the interval that the source gave."""
    publication = proposed.protection.plan.publication
    value = publication.shown_value(name)
    if value is not None:
        return quantity_text(value)
    cell = publication.by_name.get(name)
    if cell is not None and isinstance(cell.value, Suppressed):
        return f"{quantity_text(cell.value.low)}–{quantity_text(cell.value.high)}"
    return ""


class WithheldModel(TableModel[FigureRow]):
    """Figures with all that central office must know before it lets them go."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column(_("Figure"), 0),
                Column(_("Part"), 14),
                Column(_("Internal"), 12, is_number=True, tip=_("As it stands in the internal edition")),
                Column(_("Readers infer"), 16, tip=_("What can be worked out from everything that is shown")),
                Column(_("Readers get"), 20),
            ]
        )

    def cell(self, row: FigureRow, column: int) -> Cell:
        if column == WHY:
            return _state(row)
        texts = {FIGURE: row.short, PART: row.part, VALUE: row.value, INFERRED: row.inferred}
        tone = Tone.BAD if column == INFERRED and row.is_weak else Tone.PLAIN
        return Cell(texts[column], tone, tip=row.figure if column == FIGURE else "")


def _state(row: FigureRow) -> Cell:
    """What a reader gets; a person's decision shows by the pen."""
    if row.is_weak:
        return Cell(_("can be worked out"), Tone.BAD, "cross", tip=row.reason)
    if row.override is not None:
        return Cell(term(row.override.kind), Tone.ACCENT, "pen", tip=row.override.reason)
    if row.why is None:
        return Cell(_("the figure"), Tone.MUTED, "check")
    is_at_source = row.why is WithheldFor.ITSELF and row.threshold is None
    return Cell(why_label(row.why, is_at_source=is_at_source), Tone.PLAIN, "lock", tip=row.reason)


def narrowed(rows: Sequence[FigureRow], kind: WithheldFor | None, *, is_shown: bool, text: str) -> list[FigureRow]:
    """Those that are shown, or withheld for ``kind`` (``None``: for whatever reason), and speak of ``text``."""
    words = text.casefold().split()
    return [
        row
        for row in rows
        if (row.why is None) is is_shown
        and (is_shown or kind is None or row.why is kind)
        and all(word in row.figure.casefold() for word in words)
    ]
