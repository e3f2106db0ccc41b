"""The columns of the entry table: what stands in each, how wide it is, and which are typed into."""

from __future__ import annotations

from ctecs_desktop.domain.grid import Part
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.table import Column

NAME_COLUMN, LAST_YEAR, TARGET, NUMERATOR_COLUMN, DENOMINATOR_COLUMN, VALUE_COLUMN, STATUS, FINDING, NOTE = range(9)

PARTS = {NUMERATOR_COLUMN: Part.NUMERATOR, DENOMINATOR_COLUMN: Part.DENOMINATOR, VALUE_COLUMN: Part.VALUE}
"""The columns that are typed into, and the box of the value that each is."""

COLUMN_OF = {part: column for column, part in PARTS.items()}

COLUMN_NAMES = (
    "measure", "last year", "target", "numerator", "denominator", "value", "status", "finding", "note",
)  # fmt: skip
"""What the columns are called where their width and place are remembered."""

CAN_BE_HIDDEN = (LAST_YEAR, TARGET, STATUS, FINDING, NOTE)
"""Without the others nothing could be entered."""

NARROWEST_NAME = 20
"""Characters of a measure's name that stay in sight; a narrower table scrolls sideways."""


def entry_columns() -> list[Column]:
    """The columns in their order; the name takes the width that the others leave."""
    return [
        Column(_("Measure"), NARROWEST_NAME),
        Column(_("Last year"), 7, is_number=True, tip=_("The same period one year earlier")),
        Column(_("Target"), 6, is_number=True, tip=_("What this school year is rated against")),
        Column(_("Num."), 7, is_number=True, tip=_("Numerator")),
        Column(_("Den."), 7, is_number=True, tip=_("Denominator, or the n of a mean")),
        Column(_("Value"), 12, is_number=True, tip=_("Computed where it has a numerator and a denominator")),
        Column(_("Status"), 13, tip=_("What is left to do; else how the value stands against its target")),
        Column(_("Check"), 5, tip=_("What the rules found: what stops signing, what wants a reason, what was kept")),
        Column(_("Note"), 4, tip=_("A note travels with its value")),
    ]
