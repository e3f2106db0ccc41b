"""Which export and column is which measure, subgroup and part: four small tables that a person can edit.

``places.csv`` names the columns that say whose a row is, ``exports.csv`` tells one export from another, ``labels.csv``
gives the categories of a breakdown their subgroups, ``figures.csv`` gives every column its part of a measure, or none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from ctecs_desktop.domain.grid import Part
from ctecs_desktop.exchange.edsight.text_table import folded

YEAR_COLUMN = "{year}"
"""Stands for a column whose title is the school year itself."""


class Place(Enum):
    """What a column says of whose a row is."""

    DISTRICT = "district"
    DISTRICT_CODE = "district code"
    SCHOOL = "school"
    SCHOOL_CODE = "school code"


class Star(Enum):
    """What ``*`` means in a column: a count of 1 to 5, or withheld for any reason, so that nothing is known."""

    SMALL_COUNT = "1-5"
    ANY = "any"


class FigurePart(Enum):
    """The parts of a value that a column may hold."""

    VALUE = Part.VALUE.value
    NUMERATOR = Part.NUMERATOR.value
    DENOMINATOR = Part.DENOMINATOR.value


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A column's title and what it says of whose the row is."""

    column: str
    place: Place


@dataclass(frozen=True, slots=True)
class ExportLine:
    """An export: known by how its first line begins, or, without title lines, by ``columns`` that it must have."""

    export: str
    name: str
    title: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelLine:
    """A category in a column, and its subgroup (None: known, and not used).

    ``together_with`` names the other labels that make up the subgroup with this one; their counts are added.
    """

    column: str
    label: str
    subgroup: str | None
    together_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A column of an export and what it holds; without ``measure`` it is known and not used.

    ``where`` are labels that the row must have; ``subgroup`` is that of the row's own label where it is None.
    """

    export: str
    column: str
    where: tuple[tuple[str, str], ...]
    measure: str | None
    subgroup: str | None
    part: FigurePart | None
    star: Star | None
    line: int = 0


@dataclass(frozen=True)
class EdSightMapping:
    """The four tables, read and checked."""

    places: Mapping[str, Place]
    exports: tuple[ExportLine, ...]
    labels: Mapping[str, Mapping[str, LabelLine]]
    figures: tuple[FigureLine, ...]

    def figures_of(self, export: str) -> tuple[FigureLine, ...]:
        """What the columns of an export hold."""
        return tuple(each for each in self.figures if each.export == export)

    def label_values(self) -> frozenset[str]:
        """Every label that a figure asks for, which may stand in a title line instead of a column."""
        return frozenset(folded(label) for figure in self.figures for _column, label in figure.where)


YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})-(20)?([0-9]{2})(?![0-9])")
"""A school year as exports write it: 2015-16 or 2015-2016."""


def school_years_in(text: str) -> list[str]:
    """The school years named in ``text``, each as ``2015-16``; what is no pair of following years is none."""
    return [f"{found[1]}-{found[3]}" for found in YEAR.finditer(text) if (int(found[1]) + 1) % 100 == int(found[3])]
