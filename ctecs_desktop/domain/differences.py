"""Submitted values beside what they are compared with, value by value, the largest difference first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, Observation, SubgroupCode
from ctecs_desktop.domain.plan import Measure, Plan
from ctecs_desktop.domain.status import Bounds, displayed
from ctecs_desktop.domain.value import (
    Mean,
    Missing,
    Names,
    Quantity,
    Ratio,
    Suppressed,
    Value,
    exact,
    high_of,
    low_of,
)

Address = tuple[MeasureCode, SubgroupCode]
"""A value's place within one school and one period, so that two years can be laid beside each other."""

OTHER_KIND = Fraction(3)
"""The size where one of two has a figure and the other none, or they are of different kinds: before any change of a
figure, which never reaches more than two."""

_DAYS_OF_YEAR = 365


class ComparisonBasis(Enum):
    """What submitted values are laid beside, in the order in which a reviewer asks for it."""

    RIVAL = "rival"  # another content under the same revision
    COUNTING = "counting"  # the revision that counts now, or counted before
    LAST_YEAR = "last year"
    PUBLISHED = "published"  # the state's own figures


_MAY_BE_SILENT = frozenset({ComparisonBasis.LAST_YEAR, ComparisonBasis.PUBLISHED})


@dataclass(frozen=True, slots=True)
class Beside:
    """A column to compare with: what it is, where it comes from, and its values by address.

    ``origin`` is the digest of a submission held here, or "" for figures from elsewhere; ``title`` names what a person
    would look up: a period, a revision, a published table.
    """

    basis: ComparisonBasis
    values: Mapping[Address, Value]
    origin: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """One address with what was submitted there and what stands beside it.

    ``others`` and ``sizes`` have one entry for each column; ``NOT_ENTERED`` where a side says nothing. A size is None
    where the two say the same, else a number to sort by: see :func:`size_of`.
    """

    measure: MeasureCode
    subgroup: SubgroupCode
    value: Value
    note: str
    others: tuple[Value, ...]
    sizes: tuple[Fraction | None, ...]


def compare(submitted: Iterable[Observation], columns: Sequence[Beside], plan: Plan) -> tuple[ComparedValue, ...]:
    """Every address that anything stands at, by code, each with its size of difference from every column.

    Where last year or the state says nothing there is nothing to differ from; a revision must say everything. The state
    rounds what it prints and withholds what is small: what may be the same as its figure does not differ from it.
    """
    mine = {(each.key.measure, each.key.subgroup): each for each in submitted}
    addresses = sorted(mine.keys() | {address for column in columns for address in column.values})
    rows = []
    for address in addresses:
        own = mine.get(address)
        value = own.value if own else Missing.NOT_ENTERED
        others = tuple(column.values.get(address, Missing.NOT_ENTERED) for column in columns)
        sizes = tuple(_size_in(column, address, value, plan) for column in columns)
        rows.append(ComparedValue(*address, value, own.note if own else "", others, sizes))
    return tuple(rows)


def _size_in(column: Beside, address: Address, value: Value, plan: Plan) -> Fraction | None:
    if column.basis in _MAY_BE_SILENT and address not in column.values:
        return None
    other = column.values.get(address, Missing.NOT_ENTERED)
    if column.basis is ComparisonBasis.PUBLISHED:
        other = _as_printed(other, value)
    size = size_of(other, value, plan, address[0])
    return None if column.basis is ComparisonBasis.PUBLISHED and size == 0 else size


def _as_printed(published: Value, value: Value) -> Value:
    """``published`` as the interval that rounds to it, where it is printed beside numbers that are known exactly."""
    if not isinstance(published, Decimal) or not isinstance(value, Ratio | Mean):
        return published
    half = Decimal(1).scaleb(int(published.as_tuple().exponent)) / 2
    return Suppressed(published - half, published + half)


def largest_first(rows: Iterable[ComparedValue], column: int) -> tuple[ComparedValue, ...]:
    """The rows that differ in that column, by size; of equal ones whole measures come before their breakdown."""
    differing = ((row.sizes[column], row) for row in rows)
    found = [(size, row) for size, row in differing if size is not None]
    found.sort(key=lambda each: (-each[0], each[1].subgroup != ALL_STUDENTS, each[1].measure, each[1].subgroup))
    return tuple(row for _, row in found)


def size_of(before: Value, after: Value, plan: Plan, measure: MeasureCode) -> Fraction | None:
    """How far two values lie apart: None where they are the same, else a number from 0 to :data:`OTHER_KIND`.

    Numbers are told by the share of the larger one by which they differ (100 and 75: a quarter), of a ratio or a mean
    the greatest over figure and parts, so that a slip of the denominator counts like one of the numerator. Of a
    withheld figure the nearest end is taken: what may be the same is 0. Names differ by the share that only one side
    has, dates by years, up to two. The result does not depend on which of the two is called the earlier.
    """
    if type(before) is type(after) and before == after:  # to Python alone, True equals Decimal(1)
        return None
    if isinstance(before, Missing) or isinstance(after, Missing):
        return Fraction(0) if isinstance(before, Missing) and isinstance(after, Missing) else OTHER_KIND
    if isinstance(before, Names) and isinstance(after, Names):
        one, other = set(before.names), set(after.names)
        return Fraction(len(one ^ other), len(one | other))
    if isinstance(before, date) and isinstance(after, date):
        return min(Fraction(2), Fraction(abs((after - before).days), _DAYS_OF_YEAR))
    if type(before) is not type(after) and not (_is_number(before) and _is_number(after)):
        return OTHER_KIND
    parts = [(_shown(before, plan.measure(measure)), _shown(after, plan.measure(measure)))]
    if isinstance(before, Ratio | Mean) and type(before) is type(after):
        parts += [(_bounds(one), _bounds(other)) for one, other in zip(_parts(before), _parts(after), strict=True)]
    return max(_apart(one, other) for one, other in parts)


def _is_number(value: Value) -> bool:
    return not isinstance(value, bool | date | Names | Missing)


def _parts(value: Value) -> tuple[Quantity, ...]:
    if isinstance(value, Ratio):
        return (value.numerator, value.denominator)
    return (value.mean, value.n) if isinstance(value, Mean) else ()


def _shown(value: Value, measure: Measure) -> Bounds:
    """A withheld part below zero, which no rule lets through, turns the ends around."""
    low, high = displayed(value, measure)
    return Bounds(high, low) if low is not None and high is not None and high < low else Bounds(low, high)


def _bounds(quantity: Quantity) -> Bounds:
    return Bounds(exact(low_of(quantity)), exact(high_of(quantity)))


def _apart(one: Bounds, other: Bounds) -> Fraction:
    """The gap between two intervals as a share of the larger end beside it; 0 where they meet."""
    for lower, upper in ((one.high, other.low), (other.high, one.low)):
        if lower is not None and upper is not None and lower < upper:
            return (upper - lower) / max(abs(lower), abs(upper))
    return Fraction(0)
