"""Ways to tell less, each with what readers gain and lose by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.table import Cell, Column, TableModel
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording.publication import coarsening_text

if TYPE_CHECKING:
    from ctecs_desktop.disclosure.proposals import Proposal

WAY, SHOWN, WITHHELD, SMALL, AUDIT = range(5)


class CoarserModel(TableModel["Proposal"]):
    """The edition as it is comes first; numbers in brackets are the difference from it."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(
            [
                Column(_("What is told"), 0),
                Column(
                    _("Readers get"),
                    15,
                    is_number=True,
                    tip=_("Figures that are printed; the difference is the loss for readers"),
                ),
                Column(_("Signs"), 14, is_number=True),
                Column(_("Small groups"), 14, is_number=True, tip=_("The risk: protections that are needed")),
                Column(_("Audit"), 12),
            ]
        )
        self._plan = plan

    def cell(self, row: Proposal, column: int) -> Cell:
        if column == WAY:
            return Cell(coarsening_text(row.coarsening, self._plan), is_strong=row.coarsening is None)
        if column == AUDIT:
            passes = Cell(_("passes"), Tone.GOOD, "check")
            return passes if row.can_be_published else Cell(_("fails"), Tone.BAD, "cross")
        return Cell(self._number(column, row))

    def _number(self, column: int, row: Proposal) -> str:
        number = _numbers(row)[column]
        difference = number - _numbers(self.rows[0])[column]
        return f"{number:,} ({difference:+,})" if difference else f"{number:,}"


def _numbers(row: Proposal) -> dict[int, int]:
    return {SHOWN: row.shown, WITHHELD: row.withheld, SMALL: row.small_groups}
