"""What schools sent beside what the state published. A difference is a finding; nothing here changes a value.

Every part of a measure is compared by itself, with intervals where either side gives no more: a withheld count is 1 to
5, a rate printed as 20.9 lies between 20.85 and 20.95.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.plan import Measure, Plan
from ctecs_desktop.domain.published import (
    Amount,
    LoadedFigure,
    PublishedFigure,
    Unstated,
    is_rounded,
    middle,
    rounding,
)
from ctecs_desktop.domain.rollup import DistrictFigure
from ctecs_desktop.domain.status import NOTHING, Bounds, displayed
from ctecs_desktop.domain.value import Mean, Missing, Quantity, Ratio, Suppressed, Value, exact, high_of, low_of

SMALL = 10
"""Below it a published figure counts as this much in ``Comparison.weight``: one pupil of two is no large difference."""

PARTS: tuple[Part, ...] = (Part.VALUE, Part.NUMERATOR, Part.DENOMINATOR)


class Agreement(Enum):
    """How a figure sent and a figure published stand to each other."""

    DIFFERS = "differs"
    ONLY_PUBLISHED = "only published"
    ONLY_SENT = "only sent"
    INTERVAL = "within the interval"
    WITHHELD = "withheld by the state"
    AGREES = "agrees"


class Address(NamedTuple):
    """A measure and subgroup of a school, or of the district itself."""

    organization: SchoolCode
    measure: MeasureCode
    subgroup: SubgroupCode


@dataclass(frozen=True, slots=True)
class Sent:
    """What stands at an address here: each part between bounds, or the reason for a blank, and where it stands."""

    parts: Mapping[Part, Bounds] = field(default_factory=dict)
    blank: Missing | None = None
    file: str = ""
    sheet: str = ""
    cell: str = ""
    status: str = ""  # of the submission, "" for what central office computes or enters

    def part(self, part: Part) -> Bounds:
        """The bounds of one part; ``NOTHING`` where it says nothing of it."""
        return self.parts.get(part, NOTHING)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One part of one value, here and at the state.

    ``difference`` is here less there, in the unit shown (percent points for a rate), between the nearest ends where
    either is an interval; None where nothing can be subtracted.
    """

    address: Address
    part: Part
    agreement: Agreement
    sent: Sent | None
    published: LoadedFigure | None
    difference: Fraction | None = None

    @property
    def weight(self) -> Fraction:
        """How large the difference is beside the published figure: 0.12 for twelve percent of it."""
        if self.difference is None:
            return Fraction(0)
        size = middle(self.published.figure.amount) if self.published else None
        return abs(self.difference) / max(size or Fraction(0), Fraction(SMALL))


def parts_of_value(value: Value, measure: Measure) -> Mapping[Part, Bounds]:
    """The parts of a value that the state may publish too; none of a blank."""
    if isinstance(value, Missing):
        return {}
    parts = {Part.VALUE: displayed(value, measure)}
    if isinstance(value, Ratio):
        parts[Part.NUMERATOR] = _bounds(value.numerator)
        parts[Part.DENOMINATOR] = _bounds(value.denominator)
    elif isinstance(value, Mean):
        parts[Part.DENOMINATOR] = _bounds(value.n)
    return parts


def parts_of_district(figure: DistrictFigure) -> Mapping[Part, Bounds]:
    """The same of a figure that was rolled up; while schools are missing, only the bounds of the whole district."""
    is_whole = figure.coverage.is_whole
    if figure.value is not None and is_whole:
        parts = {Part.VALUE: Bounds(figure.value, figure.value)}
    elif figure.low is not None or figure.high is not None:
        parts = {Part.VALUE: Bounds(figure.low, figure.high)}
    else:
        return {}
    if not is_whole:
        return parts
    for part, number in ((Part.NUMERATOR, figure.numerator), (Part.DENOMINATOR, figure.denominator)):
        if number is not None:
            parts[part] = Bounds(exact(number), exact(number))
    return parts


def _bounds(quantity: Quantity) -> Bounds:
    return Bounds(exact(low_of(quantity)), exact(high_of(quantity)))


def published_bounds(amount: Amount, measure: Measure, part: Part) -> Bounds:
    """Between what the true figure behind a published one lies; ``NOTHING`` where the state does not say."""
    if isinstance(amount, Unstated):
        return NOTHING
    if isinstance(amount, Suppressed):
        return _bounds(amount)
    half = rounding(amount) if is_rounded(measure, part) else Fraction(0)
    return Bounds(exact(amount) - half, exact(amount) + half)


def reconcile(plan: Plan, published: Iterable[LoadedFigure], sent: Mapping[Address, Sent]) -> tuple[Comparison, ...]:
    """Every figure of one school year that stands here or there, the largest difference first.

    What the state publishes of no organization of that kind is not asked for: a measure or breakdown that the loaded
    files do not hold makes no "only sent".
    """
    theirs: dict[Address, dict[Part, LoadedFigure]] = defaultdict(dict)
    covered: dict[tuple[bool, MeasureCode, str], set[Part]] = defaultdict(set)
    for loaded in published:
        where = loaded.figure.address
        theirs[Address(where.organization, where.measure, where.subgroup)][where.part] = loaded
        covered[_kind(plan, where.organization, where.measure, where.subgroup)].add(where.part)
    found = []
    for address in theirs.keys() | sent.keys():
        parts = covered.get(_kind(plan, *address), set())
        for part in PARTS:
            if part in parts:
                measure = plan.measure(address.measure)
                compared = _compare(address, part, measure, sent.get(address), theirs[address].get(part))
                if compared is not None:
                    found.append(compared)
    order = {agreement: number for number, agreement in enumerate(Agreement)}
    return tuple(
        sorted(found, key=lambda each: (order[each.agreement], -each.weight, each.address, PARTS.index(each.part)))
    )


def _kind(
    plan: Plan, organization: SchoolCode, measure: MeasureCode, subgroup: SubgroupCode
) -> tuple[bool, MeasureCode, str]:
    """What tables of the state go by: district or schools, measure, breakdown."""
    breakdown = "" if subgroup == ALL_STUDENTS else subgroup.partition(".")[0]
    return organization == plan.district, measure, breakdown


def _compare(
    address: Address, part: Part, measure: Measure, sent: Sent | None, loaded: LoadedFigure | None
) -> Comparison | None:
    here = sent.part(part) if sent else NOTHING
    has_here = here != NOTHING
    if loaded is None or loaded.figure.amount is Unstated.NONE:
        # "N/A" says that there was nothing to count, so that a 0 says the same.
        if not has_here:
            return None
        is_zero = loaded is not None and here == Bounds(Fraction(0), Fraction(0))
        agreement = Agreement.AGREES if is_zero else Agreement.ONLY_SENT
        return Comparison(address, part, agreement, sent, loaded)
    if not has_here:
        return Comparison(address, part, Agreement.ONLY_PUBLISHED, sent, loaded)
    there = published_bounds(loaded.figure.amount, measure, part)
    if there == NOTHING:
        return Comparison(address, part, Agreement.WITHHELD, sent, loaded)
    if are_disjoint(here, there):
        difference = _distance(here, loaded.figure, there)
        return Comparison(address, part, Agreement.DIFFERS, sent, loaded, difference)
    is_known = here.low == here.high and not isinstance(loaded.figure.amount, Suppressed)
    return Comparison(address, part, Agreement.AGREES if is_known else Agreement.INTERVAL, sent, loaded)


def are_disjoint(one: Bounds, other: Bounds) -> bool:
    """Whether no number lies in both; an end that is None is open."""
    return _is_below(one, other) or _is_below(other, one)


def _is_below(one: Bounds, other: Bounds) -> bool:
    return one.high is not None and other.low is not None and one.high < other.low


def _distance(here: Bounds, figure: PublishedFigure, there: Bounds) -> Fraction:
    """Here less there. A figure printed exactly is subtracted as printed, not from the end of its rounding."""
    printed = figure.amount
    if not isinstance(printed, Suppressed | Unstated):
        there = Bounds(exact(printed), exact(printed))
    if here.high is not None and there.low is not None and here.high < there.low:
        return here.high - there.low
    assert here.low is not None
    assert there.high is not None
    return here.low - there.high
