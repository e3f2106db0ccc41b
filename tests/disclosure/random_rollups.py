"""Random linked rollups: pupils drawn one by one, counted by school, group and year, and published as one set."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ctecs_desktop.domain.publication import Cell, CellId, PublicationSet, Quotient, Relation

DISTRICT = "district"
ALL = ("all", "all")
ALL_YEARS = "all years"

DIMENSIONS: Mapping[str, Mapping[str, int]] = {
    "race": {"white": 480, "hispanic": 340, "black": 125, "two": 30, "asian": 18, "native": 7},
    "sex": {"female": 390, "male": 610},
    "english": {"learner": 45, "not": 955},
    "education": {"special": 140, "regular": 860},
    "meals": {"eligible": 560, "not": 440},
}
"""The groups of a breakdown with their shares in a thousand, near those of the district in 2015-16."""

Key = tuple[str, str, str, str]  # year, school, dimension, group


@dataclass(frozen=True)
class Shape:
    """How large a rollup is, and what it shows."""

    sizes: Mapping[str, int]  # pupils by school
    dimensions: tuple[str, ...]
    years: tuple[str, ...]
    has_rates: bool = True
    has_year_sums: bool = True
    rate: float = 0.13
    absent: frozenset[tuple[str, str]] = field(default_factory=frozenset)  # year and school without figures


@dataclass(frozen=True)
class Rollup:
    """The true counts: those in the numerator and all pupils, by key; only schools that have figures."""

    shape: Shape
    counted: Mapping[Key, int]
    pupils: Mapping[Key, int]

    def schools(self, year: str) -> list[str]:
        """The schools with figures in that year."""
        return [school for school in self.shape.sizes if (year, school) not in self.shape.absent]


def groups_of(shape: Shape) -> list[tuple[str, str]]:
    """All rows of a table: everyone, then the groups of each breakdown."""
    return [ALL, *((dimension, group) for dimension in shape.dimensions for group in DIMENSIONS[dimension])]


def drawn(shape: Shape, seed: int) -> Rollup:
    """A rollup drawn at random; the same for the same seed."""
    source = random.Random(seed)
    counted: Counter[Key] = Counter()
    pupils: Counter[Key] = Counter()
    for year in shape.years:
        for school, size in shape.sizes.items():
            if (year, school) in shape.absent:
                continue
            rate = shape.rate * source.uniform(0.5, 1.6)
            weights = {dimension: _shifted(DIMENSIONS[dimension], source) for dimension in shape.dimensions}
            for _ in range(size):
                rows = [ALL]
                for dimension, shares in weights.items():
                    rows.append((dimension, source.choices(list(shares), list(shares.values()))[0]))
                is_counted = source.random() < rate
                for place in (school, DISTRICT):
                    for row in rows:
                        pupils[year, place, *row] += 1
                        counted[year, place, *row] += is_counted
    return Rollup(shape, counted, pupils)


def _shifted(shares: Mapping[str, int], source: random.Random) -> dict[str, float]:
    """A school's own shares, which differ from the district's."""
    return {group: share * source.uniform(0.3, 1.8) for group, share in shares.items()}


def random_shape(source: random.Random) -> Shape:
    """A small shape of any kind."""
    schools = {f"school {number}": source.randint(15, 260) for number in range(source.randint(2, 5))}
    dimensions = tuple(sorted(source.sample(sorted(DIMENSIONS), source.randint(1, 3))))
    years = tuple(f"year {number}" for number in range(source.randint(1, 3)))
    return Shape(
        sizes=schools,
        dimensions=dimensions,
        years=years,
        has_rates=source.random() < 0.75,
        has_year_sums=len(years) > 1 and source.random() < 0.6,
        rate=source.choice((0.05, 0.13, 0.5, 0.92)),
    )


def name(kind: str, key: Key) -> CellId:
    """The name of the cell that counts ``kind`` at ``key``."""
    return CellId(" | ".join((kind, *key)))


def publication_of(rollup: Rollup, *, release: str = "random") -> PublicationSet:
    """All that is published of ``rollup``: both counts of every row, their sums, and the rates to one decimal."""
    shape = rollup.shape
    cells: list[Cell] = []
    relations: list[Relation] = []
    quotients: list[Quotient] = []
    groups = groups_of(shape)

    def cell(kind: str, key: Key, value: int) -> None:
        year, school, dimension, group = key
        coordinates = {"figure": kind, "school": school}
        coordinates |= {} if year == ALL_YEARS else {"year": year}
        coordinates |= {} if (dimension, group) == ALL else {dimension: group}
        cells.append(Cell(name(kind, key), Decimal(value), coordinates=tuple(sorted(coordinates.items()))))

    def sums(kind: str, year: str, schools: list[str]) -> None:
        for school in (*schools, DISTRICT):
            for dimension in shape.dimensions:
                parts = tuple(name(kind, (year, school, dimension, group)) for group in DIMENSIONS[dimension])
                relations.append(Relation(name(kind, (year, school, *ALL)), parts, dimension))
        for row in groups:
            parts = tuple(name(kind, (year, school, *row)) for school in schools)
            relations.append(Relation(name(kind, (year, DISTRICT, *row)), parts, "school"))

    for year in shape.years:
        schools = rollup.schools(year)
        for school in (*schools, DISTRICT):
            for row in groups:
                key = (year, school, *row)
                cell("counted", key, rollup.counted[key])
                if shape.has_rates:
                    cell("pupils", key, rollup.pupils[key])
                    quotients.append(Quotient(name("rate", key), name("counted", key), name("pupils", key)))
        sums("counted", year, schools)
        if shape.has_rates:
            sums("pupils", year, schools)
    if shape.has_year_sums:
        whole = [school for school in shape.sizes if all((year, school) not in shape.absent for year in shape.years)]
        for school in (*whole, DISTRICT):
            for row in groups:
                keys = [(year, school, *row) for year in shape.years]
                cell("counted", (ALL_YEARS, school, *row), sum(rollup.counted[key] for key in keys))
                parts = tuple(name("counted", key) for key in keys)
                relations.append(Relation(name("counted", (ALL_YEARS, school, *row)), parts, "year"))
    return PublicationSet(release, tuple(cells), tuple(relations), tuple(quotients))
