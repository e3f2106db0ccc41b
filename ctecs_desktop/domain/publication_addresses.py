"""How the cells of a district's release are called, and where they stand: the same wherever and whenever it is told.

A name is what a later release knows a figure by, so it is made of codes only, which do not change.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.publication import CellId, Coordinates

DISTRICT = "district"

MEASURE, PART, SCHOOL, YEAR = "measure", "part", "school", "year"
"""Dimensions of the coordinates; the others are the codes of the plan's breakdowns. The district has no school."""


class FigurePart(Enum):
    """Which part of a figure a cell or rate is."""

    NUMERATOR = "n"  # or the count itself
    DENOMINATOR = "d"  # of a mean: over how many it was taken
    POINTS = "p"  # mean times n, which no table shows
    RATE = "r"  # or the mean


@dataclass(frozen=True, slots=True)
class FigurePlace:
    """Where a figure stands; ``school`` is ``None`` for the district."""

    measure: MeasureCode
    school_year: str
    school: SchoolCode | None = None
    subgroup: SubgroupCode = ALL_STUDENTS

    def name(self, part: FigurePart) -> CellId:
        """The name of a part of the figure: ``1.01 n 9001116 2015-16``."""
        return self.computed_name(part.value)

    def computed_name(self, what: str) -> CellId:
        """The name of something that can be computed from the figure and others."""
        words = [self.measure, what, self.school or DISTRICT, self.school_year]
        return CellId(" ".join(words if self.subgroup == ALL_STUDENTS else [*words, self.subgroup]))

    def coordinates(self, what: str) -> Coordinates:
        """All that tells the cell apart from others."""
        found = {MEASURE: str(self.measure), PART: what, YEAR: self.school_year}
        if self.school is not None:
            found[SCHOOL] = str(self.school)
        if self.subgroup != ALL_STUDENTS:
            found[self.subgroup.partition(".")[0]] = str(self.subgroup)
        return tuple(sorted(found.items()))
