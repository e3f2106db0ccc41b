"""Coarser editions of a publication set: groups or years merged, a breakdown dropped. Less detail, fewer stars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.publication import Cell, CellId, Coordinates, PublicationSet, Quotient, Reader, Relation
from ctecs_desktop.domain.value import Quantity, Suppressed, high_of, low_of


class CoarseningKind(Enum):
    """What is given up."""

    MERGE = "merge"  # some categories of a dimension are told together
    DROP = "drop"  # the dimension, or some categories of it, are not told at all


@dataclass(frozen=True, slots=True)
class Coarsening:
    """One way to tell less: merge or drop ``categories`` of ``dimension``, or drop all of it (no categories)."""

    kind: CoarseningKind
    dimension: str
    categories: tuple[str, ...] = ()


def coarsened(publication: PublicationSet, coarsening: Coarsening) -> PublicationSet:
    """The same release told in less detail. Cells are told apart by their coordinates, so these must be complete.

    Raises ``PublicationRefused("publication.published_before", cell)`` where readers have the detail already.
    """
    for cell in publication.cells:
        category = dict(cell.coordinates).get(coarsening.dimension)
        is_touched = category in coarsening.categories or (category is not None and not coarsening.categories)
        if is_touched and cell.reader in {Reader.KNOWN, Reader.STARRED}:
            raise PublicationRefused("publication.published_before", cell=cell.name)
    if coarsening.kind is CoarseningKind.DROP:
        return _without(publication, coarsening)
    return _merged(publication, coarsening)


def _without(publication: PublicationSet, coarsening: Coarsening) -> PublicationSet:
    def is_dropped(cell: Cell) -> bool:
        category = dict(cell.coordinates).get(coarsening.dimension)
        return category is not None and (category in coarsening.categories or not coarsening.categories)

    gone = {cell.name for cell in publication.cells if is_dropped(cell)}
    rates = {each.name for each in publication.quotients if {each.numerator, each.denominator} & gone}
    return replace(
        publication,
        cells=tuple(cell for cell in publication.cells if cell.name not in gone),
        relations=tuple(each for each in publication.relations if not {each.total, *each.parts} & gone),
        quotients=tuple(each for each in publication.quotients if each.name not in rates),
        figures=tuple(each for each in publication.figures if not set(each.basis) & (gone | rates)),
    )


def _merged(publication: PublicationSet, coarsening: Coarsening) -> PublicationSet:
    groups: dict[Coordinates, list[Cell]] = defaultdict(list)
    for cell in publication.cells:
        if dict(cell.coordinates).get(coarsening.dimension) in coarsening.categories:
            groups[_relocated(cell.coordinates, coarsening)].append(cell)
    new_name: dict[CellId, CellId] = {}
    cells = []
    for coordinates, members in groups.items():
        name = CellId(" + ".join(sorted(cell.name for cell in members)))
        new_name |= dict.fromkeys((cell.name for cell in members), name)
        cells.append(_together(name, coordinates, members))
    quotients = _merged_quotients(publication.quotients, new_name)
    return replace(
        publication,
        cells=(*(cell for cell in publication.cells if cell.name not in new_name), *cells),
        relations=_merged_relations(publication.relations, new_name),
        quotients=tuple(quotients),
        figures=tuple(
            replace(each, basis=tuple(dict.fromkeys(new_name.get(name, name) for name in each.basis)))
            for each in publication.figures
        ),
    )


def _relocated(coordinates: Coordinates, coarsening: Coarsening) -> Coordinates:
    together = " + ".join(sorted(coarsening.categories))
    return tuple((name, together if name == coarsening.dimension else each) for name, each in coordinates)


def _together(name: CellId, coordinates: Coordinates, members: list[Cell]) -> Cell:
    low = sum((low_of(cell.value) for cell in members), Decimal(0))
    high = sum((high_of(cell.value) for cell in members), Decimal(0))
    value: Quantity = low if low == high else Suppressed(low, high)
    ceilings = [cell.ceiling for cell in members]
    known = [ceiling for ceiling in ceilings if ceiling is not None]
    ceiling = sum(known, Decimal(0)) if len(known) == len(members) else None
    return replace(members[0], name=name, value=value, coordinates=coordinates, ceiling=ceiling)


def _merged_relations(relations: Iterable[Relation], new_name: Mapping[CellId, CellId]) -> tuple[Relation, ...]:
    """Each sum once; one that says no more than that a cell is itself is left out."""
    found: dict[tuple[CellId, frozenset[CellId]], Relation] = {}
    for relation in relations:
        total = new_name.get(relation.total, relation.total)
        parts = tuple(dict.fromkeys(new_name.get(part, part) for part in relation.parts))
        if parts != (total,):
            found.setdefault((total, frozenset(parts)), Relation(total, parts, relation.across))
    return tuple(found.values())


def _merged_quotients(quotients: Iterable[Quotient], new_name: dict[CellId, CellId]) -> list[Quotient]:
    """Rates of merged counts over merged counts become one; their names are added to ``new_name``.

    A mean's points are merged like counts, so its mean is weighted rightly.
    """
    kept: list[Quotient] = []
    groups: dict[tuple[CellId, CellId], list[Quotient]] = defaultdict(list)
    for quotient in quotients:
        numerator = new_name.get(quotient.numerator, quotient.numerator)
        denominator = new_name.get(quotient.denominator, quotient.denominator)
        if (numerator, denominator) == (quotient.numerator, quotient.denominator):
            kept.append(quotient)
        else:
            groups[numerator, denominator].append(quotient)
    for (numerator, denominator), members in groups.items():
        name = CellId(" + ".join(sorted(each.name for each in members)))
        new_name.update(dict.fromkeys((each.name for each in members), name))
        kept.append(replace(members[0], name=name, numerator=numerator, denominator=denominator, is_known=False))
    return kept
