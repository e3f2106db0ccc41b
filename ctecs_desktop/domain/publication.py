"""The publication set: everything that a release tells, as cells, the sums between them and the rates made of them.

It is declared before anything is written, and it is the whole of what is judged: a table that is not in it must not
be published. Whatever can be computed from what is shown belongs to it too, such as the pupils whom a district total
counts once and the schools' sum twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import NewType

from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.value import Quantity, high_of, low_of, number_text, rounded

CellId = NewType("CellId", str)
"""The name of one quantity or rate, the same wherever and whenever it is published: ``1.01 n 9001116 2015-16``."""

Coordinates = tuple[tuple[str, str], ...]
"""Where a cell stands: dimension and category, such as ``(("school", "9001116"), ("race", "asian"))``, sorted."""


class Counted(Enum):
    """What a cell counts, and so which threshold holds for it."""

    PUPILS = "pupils"
    STAFF = "staff"
    THINGS = "things"  # schools, dollars, events: nobody is told about
    POINTS = "points"  # mean times n: a real number that is never shown, but ties the means together


class Reader(Enum):
    """What readers have of a cell, apart from what this release decides."""

    SHOWN = "shown"  # this release shows it, unless it is withheld
    COMPUTED = "computed"  # no table shows it, but it ties others together
    KNOWN = "known"  # published before, here or elsewhere: it cannot be withheld any more
    STARRED = "starred"  # withheld in an earlier release, and not shown in this one: it must stay so


@dataclass(frozen=True, slots=True)
class Cell:
    """One quantity. ``value`` is an interval where the source withheld it.

    ``loss`` is what a reader misses when it is withheld; ``ceiling`` what everybody knows that it cannot exceed.
    """

    name: CellId
    value: Quantity
    counted: Counted = Counted.PUPILS
    reader: Reader = Reader.SHOWN
    loss: int = 1
    ceiling: Decimal | None = None
    coordinates: Coordinates = ()

    @property
    def number(self) -> Decimal | None:
        """The exact value, ``None`` where only an interval of several numbers is known."""
        return low_of(self.value) if low_of(self.value) == high_of(self.value) else None


@dataclass(frozen=True, slots=True)
class Relation:
    """``total`` is the sum of ``parts``; along which dimension (subgroups, schools, years, levels) is ``across``."""

    total: CellId
    parts: tuple[CellId, ...]
    across: str = ""


@dataclass(frozen=True, slots=True)
class Quotient:
    """A percent, rate or mean that is published: ``factor`` × numerator ÷ denominator, to ``decimals`` places.

    ``is_share`` says that the numerator counts some of the denominator. ``low`` and ``high`` are the ends of the scale
    of a mean. ``is_known`` says that readers have it already, as it stands.
    """

    name: CellId
    numerator: CellId
    denominator: CellId
    factor: int = 100
    decimals: int = 1
    is_share: bool = True
    is_known: bool = False
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that a document shows: a box of a table, a bar, a number in a sentence, a sign, a file's field.

    ``basis`` names all that it reveals: the difference from a target reveals the rate, a change between two years
    reveals both. It is withheld as soon as one of them is.
    """

    name: str
    place: str
    basis: tuple[CellId, ...]


@dataclass(frozen=True, slots=True)
class Narrative:
    """A text of the release, such as a letter or a footnote; ``about`` are the coordinates that it speaks of."""

    name: str
    text: str
    about: Coordinates = ()


@dataclass(frozen=True)
class PublicationSet:
    """All of one release. Raises ``PublicationRefused`` where it contradicts itself.

    ``publication.cell_twice`` (``cell``), ``publication.cell_unknown`` (``cell``, ``named_by``),
    ``publication.cell_negative`` (``cell``), ``publication.total_disagrees`` (``cell``, ``total``, ``sum``),
    ``publication.part_exceeds`` (``cell``): a share with a numerator above its denominator.
    """

    release: str
    cells: tuple[Cell, ...]
    relations: tuple[Relation, ...] = ()
    quotients: tuple[Quotient, ...] = ()
    figures: tuple[Figure, ...] = ()
    narratives: tuple[Narrative, ...] = ()

    def __post_init__(self) -> None:
        names = [cell.name for cell in self.cells] + [quotient.name for quotient in self.quotients]
        if len(set(names)) != len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise PublicationRefused("publication.cell_twice", cell=twice)
        self._check_names()
        for cell in self.cells:
            if low_of(cell.value) < 0:
                raise PublicationRefused("publication.cell_negative", cell=cell.name)
        for relation in self.relations:
            self._check_sum(relation)
        for quotient in self.quotients:
            numerator, denominator = self.cell(quotient.numerator).value, self.cell(quotient.denominator).value
            if quotient.is_share and low_of(numerator) > high_of(denominator):
                raise PublicationRefused("publication.part_exceeds", cell=quotient.name)

    def _check_names(self) -> None:
        mentions: list[tuple[str, tuple[CellId, ...]]] = []
        mentions += [(each.total, (each.total, *each.parts)) for each in self.relations]
        mentions += [(each.name, (each.numerator, each.denominator)) for each in self.quotients]
        for named_by, cells in mentions:
            for cell in cells:
                if cell not in self.by_name:
                    raise PublicationRefused("publication.cell_unknown", cell=cell, named_by=named_by)
        for figure in self.figures:
            for cell in figure.basis:
                if cell not in self.by_name and cell not in self.quotient_by_name:
                    raise PublicationRefused("publication.cell_unknown", cell=cell, named_by=figure.name)

    def _check_sum(self, relation: Relation) -> None:
        total = self.cell(relation.total).value
        low = sum((low_of(self.cell(part).value) for part in relation.parts), Decimal(0))
        high = sum((high_of(self.cell(part).value) for part in relation.parts), Decimal(0))
        if low > high_of(total) or high < low_of(total):
            raise PublicationRefused(
                "publication.total_disagrees",
                cell=relation.total,
                total=number_text(low_of(total)),
                sum=number_text(low),
            )

    @cached_property
    def by_name(self) -> Mapping[CellId, Cell]:
        """Each cell by its name."""
        return {cell.name: cell for cell in self.cells}

    @cached_property
    def quotient_by_name(self) -> Mapping[CellId, Quotient]:
        """Each rate and mean by its name."""
        return {quotient.name: quotient for quotient in self.quotients}

    @cached_property
    def exposed(self) -> frozenset[CellId]:
        """The cells of which readers learn something unless they are withheld: shown, or behind a rate that is."""
        shown = {cell.name for cell in self.cells if cell.reader in {Reader.SHOWN, Reader.STARRED}}
        behind = {part for each in self.quotients if not each.is_known for part in (each.numerator, each.denominator)}
        known = {cell.name for cell in self.cells if cell.reader is Reader.KNOWN}
        return frozenset(shown | behind - known)

    def cell(self, name: CellId) -> Cell:
        """The cell of that name; raises ``KeyError`` where there is none."""
        return self.by_name[name]

    def exact_value(self, quotient: Quotient) -> Fraction | None:
        """The rate or mean before it is rounded; ``None`` over nobody, or where a part is only known as an interval."""
        numerator, denominator = self.cell(quotient.numerator).number, self.cell(quotient.denominator).number
        if numerator is None or not denominator:
            return None
        return quotient.factor * Fraction(numerator) / Fraction(denominator)

    def shown_value(self, name: CellId) -> Decimal | None:
        """What would be printed for a cell or a rate; ``None`` where nothing can be."""
        if name in self.by_name:
            return self.cell(name).number
        quotient = self.quotient_by_name[name]
        exact = self.exact_value(quotient)
        return None if exact is None else rounded(exact, quotient.decimals)
