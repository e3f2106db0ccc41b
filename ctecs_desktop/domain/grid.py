"""A grid of entry cells: which address and which part of its value each cell is, and the text that stands there.

The window lays it out (measures as rows, or a pivot of subgroups); paste, fill, clear and copy work on any layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from ctecs_desktop.domain.clipboard_table import Table
from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.observation import Observation, ObservationKey
from ctecs_desktop.domain.parsing import STAR, EntryText, entry_text
from ctecs_desktop.domain.plan import Measure, Unit
from ctecs_desktop.domain.value import Missing, Ratio, Suppressed, exact, number_text, rounded


class Part(Enum):
    """One box of a measure; the names are those of ``EntryText`` and of the columns of an entry file."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    VALUE = "value"
    BLANK = "blank"
    NOTE = "note"


NUMBER_PARTS: tuple[Part, ...] = (Part.NUMERATOR, Part.DENOMINATOR, Part.VALUE)
"""The boxes that say the value itself."""


_STAR_TEXT = f"{number_text(STAR.low)}–{number_text(STAR.high)}"

WITHHELD = "(withheld)"
"""Stands behind an interval in a cell of its own, where there is no column of reasons to say so."""


class GridCell(NamedTuple):
    """One cell of the grid. ``is_read_only`` says that nobody may change it now, whatever the measure takes."""

    key: ObservationKey
    measure: Measure
    part: Part
    is_read_only: bool = False


class Area(NamedTuple):
    """A block of cells: its first row and column and how many of each."""

    row: int
    column: int
    height: int = 1
    width: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells, ``None`` where a label or a figure of last year stands, and what the cells hold.

    ``typed`` are texts that stand in a cell and could not be stored yet, such as a numerator that waits for its
    denominator.
    """

    rows: tuple[tuple[GridCell | None, ...], ...]
    observations: Mapping[ObservationKey, Observation]
    typed: Mapping[tuple[ObservationKey, Part], str] = field(default_factory=dict)

    def at(self, row: int, column: int) -> GridCell | None:
        """The cell there; ``None`` for a label and beyond the edges."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def has(self, row: int, column: int) -> bool:
        """Whether the grid reaches so far."""
        return 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])

    def stored(self, key: ObservationKey) -> Observation:
        """What stands at ``key``."""
        return self.observations.get(key) or Observation(key, Missing.NOT_ENTERED)


def takes(measure: Measure, part: Part) -> bool:
    """Whether that part is typed for ``measure``: the value of a ratio is computed, a count has no denominator."""
    if part is Part.BLANK or part is Part.NOTE:
        return True
    if measure.unit.is_ratio:
        return part is not Part.VALUE
    if part is Part.DENOMINATOR:
        return measure.unit is Unit.MEAN
    return part is Part.VALUE


def stored_text(observation: Observation, measure: Measure) -> EntryText:
    """How the stored value is typed; nothing where it is of a kind that the plan no longer asks for."""
    try:
        return entry_text(observation.value, measure, note=observation.note)
    except ValueRejected:
        return EntryText(note=observation.note)


def cell_text(grid: Grid, cell: GridCell) -> str:
    """What stands in ``cell``; see :func:`row_texts`."""
    return row_texts(grid, cell.key, cell.measure)[cell.part]


def row_texts(grid: Grid, key: ObservationKey, measure: Measure) -> dict[Part, str]:
    """What stands in every box of an address: what was typed last, else the stored part as it would be typed.

    The reason for a blank stands in every box that is asked for, a computed value is rounded as it is shown, and a
    withheld interval says that it is one, so that a copied block says all that a person sees.
    """
    observation = grid.stored(key)
    value = observation.value
    stored = stored_text(observation, measure)
    texts = {
        Part.NUMERATOR: stored.numerator,
        Part.DENOMINATOR: stored.denominator,
        Part.VALUE: stored.value,
        Part.BLANK: stored.blank,
        Part.NOTE: stored.note,
    }
    if isinstance(value, Missing):
        if value is not Missing.NOT_ENTERED:
            words = value.value.replace("_", " ")
            texts |= {part: words for part in NUMBER_PARTS if part is Part.VALUE or takes(measure, part)}
    elif stored.blank:
        texts |= {part: _interval_text(text, part, measure) for part in NUMBER_PARTS if "–" in (text := texts[part])}
    elif isinstance(value, Ratio):
        texts[Part.VALUE] = _computed_text(value, measure)
    if grid.typed:
        texts |= {part: typed for part in NUMBER_PARTS if (typed := grid.typed.get((key, part))) is not None}
    return texts


def _computed_text(ratio: Ratio, measure: Measure) -> str:
    """The quotient as it is shown; nothing where a part is withheld or the denominator is 0."""
    if isinstance(ratio.numerator, Suppressed) or isinstance(ratio.denominator, Suppressed) or not ratio.denominator:
        return ""
    quotient = measure.unit.factor * exact(ratio.numerator) / exact(ratio.denominator)
    return number_text(rounded(quotient, measure.decimals))


def _interval_text(text: str, part: Part, measure: Measure) -> str:
    """A withheld part: the star where it may be typed as one, else the interval with the word that it is withheld."""
    is_count_of_ratio = measure.unit in {Unit.PERCENT, Unit.RATE_PER_100} and not measure.part_decimals
    takes_star = measure.unit is Unit.COUNT or (is_count_of_ratio and part is Part.NUMERATOR)
    return "*" if takes_star and text == _STAR_TEXT else f"{text} {WITHHELD}"


def copied(grid: Grid, area: Area) -> Table:
    """The texts of a block, for the clipboard; pasted back where it came from, it changes nothing."""
    return tuple(
        tuple(
            cell_text(grid, cell) if (cell := grid.at(row, column)) is not None else ""
            for column in range(area.column, area.column + area.width)
        )
        for row in range(area.row, area.row + area.height)
    )
