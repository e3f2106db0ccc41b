"""Figures that the state published: whose, of which year, as printed; never mixed with what schools sent.

A figure is one part of a measure's value (numerator, denominator or the value itself), because the state publishes
some parts and not others. Four things are different and stay so: a figure, a withheld one, "N/A", and nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from hashlib import sha256
from typing import NamedTuple

from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import MeasureCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.plan import Measure, Unit
from ctecs_desktop.domain.value import Suppressed, exact, number_text

STAR = "*"
NOT_STATED = "N/A"

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_INTERVAL = re.compile(r"\[([0-9]+),([0-9]+)\]")


class Unstated(Enum):
    """Why a published cell holds no number."""

    WITHHELD = STAR  # and nothing is known of its size, as with a withheld rate
    NONE = NOT_STATED  # "N/A": there was nothing to count


Amount = Decimal | Suppressed | Unstated
"""What a published cell says. A ``Decimal`` keeps the places it was printed with: 47.0 is rounded to a tenth."""


def amount_text(amount: Amount) -> str:
    """The one text of ``amount`` in the store: ``1234``, ``47.0``, ``[1,5]``, ``*``, ``N/A``."""
    if isinstance(amount, Unstated):
        return amount.value
    if isinstance(amount, Suppressed):
        return f"[{number_text(amount.low)},{number_text(amount.high)}]"
    return format(amount, "f")


def amount_of(text: str) -> Amount:
    """The inverse of :func:`amount_text`; raises ``ValueRejected("value.not_canonical")`` for anything else."""
    for unstated in Unstated:
        if text == unstated.value:
            return unstated
    interval = _INTERVAL.fullmatch(text)
    if interval:
        return Suppressed(Decimal(interval[1]), Decimal(interval[2]))
    if not _NUMBER.fullmatch(text):
        raise ValueRejected("value.not_canonical", text=text[:80])
    return Decimal(text)


def rounding(amount: Decimal) -> Fraction:
    """Half a unit of the last printed place: how far the true figure may lie from a rounded one."""
    places = max(0, -int(amount.as_tuple().exponent))
    return Fraction(1, 2 * 10**places)


def is_rounded(measure: Measure, part: Part) -> bool:
    """Whether the state prints this part rounded (rates and means); counts are exact."""
    return part is Part.VALUE and (measure.unit.is_ratio or measure.unit is Unit.MEAN)


def can_be_added(measure: Measure, part: Part) -> bool:
    """Whether figures of two groups may be added up to that of both: counts may, rates and means may not."""
    return not is_rounded(measure, part)


class PublishedAddress(NamedTuple):
    """Whose figure of which year it is; ``organization`` is a school, or the district itself."""

    organization: SchoolCode
    school_year: str
    measure: MeasureCode
    subgroup: SubgroupCode
    part: Part


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One figure, with the line of the file and the title of the column (or columns, where several were added)."""

    address: PublishedAddress
    amount: Amount
    line: int
    column: str


@dataclass(frozen=True, slots=True)
class PublishedSource:
    """A file of published figures that was loaded: identity is its content, never its name.

    ``number`` counts the sources of a store; ``digest`` is SHA-256 of the bytes. ``withdrawn`` is the reason for which
    a person took it back, "" while it counts.
    """

    number: int
    digest: str
    file_name: str
    export: str
    school_year: str
    figures: int
    at: str
    person: str
    withdrawn: str = ""


@dataclass(frozen=True, slots=True)
class LoadedFigure:
    """A published figure and the source that it stands in."""

    figure: PublishedFigure
    source: PublishedSource


def middle(amount: Amount) -> Fraction | None:
    """The number that stands for ``amount`` where sizes are compared; None where nothing is known."""
    if isinstance(amount, Unstated):
        return None
    if isinstance(amount, Suppressed):
        return (exact(amount.low) + exact(amount.high)) / 2
    return exact(amount)


def figures_digest(figures: tuple[PublishedFigure, ...]) -> str:
    """SHA-256 over every figure with its place, in the order of their addresses."""
    lines = sorted(figure_line(each) for each in figures)
    return sha256("\n".join(lines).encode("utf-8")).hexdigest()


def figure_line(figure: PublishedFigure) -> str:
    """One figure as a line of text; no part of it holds a tab."""
    address = figure.address
    return "\t".join(
        (
            *(address.organization, address.school_year, address.measure, address.subgroup, address.part.value),
            *(amount_text(figure.amount), str(figure.line), figure.column),
        )
    )
