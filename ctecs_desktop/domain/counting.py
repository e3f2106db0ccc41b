"""What the parts of each measure count: pupils, colleagues, or things that are nobody, and so which threshold holds.

Where nobody has said otherwise the cautious answer holds: whatever may be pupils is taken for pupils.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.observation import MeasureCode
from ctecs_desktop.domain.plan import Measure, Population, Unit
from ctecs_desktop.domain.publication import Counted
from ctecs_desktop.domain.publication_addresses import FigurePart

COLUMNS = ("code", "name", "part", "counted", "reason")

_THINGS_BY_UNIT = frozenset({Unit.HOURS, Unit.CURRENCY, Unit.DAYS})


@dataclass(frozen=True, slots=True)
class CountedEntry:
    """One line of the table: a part of a measure, what it counts, and why that may be said."""

    measure: MeasureCode
    name: str
    part: FigurePart
    counted: Counted
    reason: str


@dataclass(frozen=True, slots=True)
class Counting:
    """The entries by measure and part. One holds only as long as the plan calls its measure so: a code may get a new
    meaning."""

    entries: Mapping[tuple[MeasureCode, FigurePart], CountedEntry]

    def counted(self, measure: Measure, part: FigurePart) -> Counted:
        """What that part of the measure counts."""
        if part is FigurePart.POINTS:
            return Counted.POINTS
        entry = self.entries.get((measure.code, part))
        if entry is not None and entry.name == measure.name:
            return entry.counted
        if part is FigurePart.NUMERATOR and (measure.unit in _THINGS_BY_UNIT or measure.unit is Unit.AMOUNT_PER):
            return Counted.THINGS
        return Counted.STAFF if measure.population is Population.STAFF else Counted.PUPILS


def counting_from_table(text: str) -> Counting:
    """What a CSV table with the columns ``COLUMNS`` says.

    Raises ``PublicationRefused("publication.counting_invalid", line, column)`` for a line that says nothing usable.
    """
    entries: dict[tuple[MeasureCode, FigurePart], CountedEntry] = {}
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        texts = {name: (row.get(name) or "").strip() for name in COLUMNS}
        column = next((name for name in ("code", "name", "reason") if not texts[name]), "")
        try:
            if column:
                raise ValueError(column)
            column = "part"
            part = FigurePart(texts["part"])
            if part not in {FigurePart.NUMERATOR, FigurePart.DENOMINATOR}:
                raise ValueError(texts["part"])
            column = "counted"
            counted = Counted(texts["counted"])
            if counted is Counted.POINTS:
                raise ValueError(texts["counted"])
        except ValueError as error:
            raise PublicationRefused("publication.counting_invalid", line=reader.line_num, column=column) from error
        code = MeasureCode(texts["code"])
        entries[code, part] = CountedEntry(code, texts["name"], part, counted, texts["reason"])
    return Counting(entries)
