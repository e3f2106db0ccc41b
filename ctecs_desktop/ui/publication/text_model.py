"""Numbers in texts that may give a withheld figure away, and what was decided about each text."""

from __future__ import annotations

from dataclasses import dataclass

from ctecs_desktop.domain.text_guard import TextFinding
from ctecs_desktop.i18n import _
from ctecs_desktop.services.proposed_edition import ProposedEdition
from ctecs_desktop.ui.table import Cell, Column, TableModel
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import term
from ctecs_desktop.wording.publication import named_text, narrative_text, place_text

TEXT, AROUND, CLUE, STATE = range(4)
_REACH = 40
"""Characters of the text shown on each side of the number."""


@dataclass(frozen=True, slots=True)
class TextRow:
    """One finding: the text, the words around the number, the figures or the group it may tell of, and the decision."""

    finding: TextFinding
    name: str
    around: str
    clue: str
    subjects: str
    is_undecided: bool
    is_left_out: bool
    reason: str


def text_rows(proposed: ProposedEdition) -> list[TextRow]:
    """A row for each finding, in the order of the texts."""
    plan, publication = proposed.report.plan, proposed.protection.plan.publication
    undecided, left_out = set(proposed.undecided_texts), proposed.left_out
    reasons = {each.narrative: each.reason for each in proposed.choices.texts}
    return [
        TextRow(
            finding,
            narrative_text(finding.narrative, plan),
            _around(proposed.text(finding.narrative), finding),
            term(finding.clue),
            named_text(finding.about, plan)
            if finding.about
            else "\n".join(place_text(publication, name, plan) for name in finding.subjects),
            finding.narrative in undecided,
            finding.narrative in left_out,
            reasons.get(finding.narrative, ""),
        )
        for finding in proposed.findings
    ]


def _around(text: str, finding: TextFinding) -> str:
    begin, end = max(0, finding.start - _REACH), finding.end + _REACH
    words = " ".join(text[begin:end].split())
    return f"{'…' if begin else ''}{words}{'…' if end < len(text) else ''}"


class TextModel(TableModel[TextRow]):
    """Undecided texts stop the writing."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column(_("Text"), 32),
                Column(_("Where"), 0),
                Column(_("The number"), 34),
                Column(_("Decided"), 24),
            ]
        )

    def cell(self, row: TextRow, column: int) -> Cell:
        if column == STATE:
            return _state(row)
        texts = {TEXT: row.name, AROUND: row.around, CLUE: f"{row.finding.text}: {row.clue}"}
        return Cell(texts[column], tip=row.subjects if column == CLUE else texts[column])


def _state(row: TextRow) -> Cell:
    if row.is_undecided:
        return Cell(_("not decided"), Tone.WARN, "warning")
    if row.is_left_out:
        return Cell(_("left out"), Tone.PLAIN, "dash")
    return Cell(_("printed: {reason}").format(reason=row.reason), Tone.PLAIN, "check", tip=row.reason)
