"""What a release shows of each group of people, and whether its readers have a number from that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from ctecs_desktop.domain.disclosure_plan import DisclosurePlan
from ctecs_desktop.domain.numbers_in_text import NumberInText
from ctecs_desktop.domain.observation import ALL_STUDENTS
from ctecs_desktop.domain.publication import Coordinates, Counted, Quotient, Reader
from ctecs_desktop.domain.publication_addresses import MEASURE, PART, SCHOOL, YEAR
from ctecs_desktop.domain.value import rounded


@dataclass(slots=True)
class _Figures:
    """What a release shows of a group: counts, and rates by measure."""

    counts: set[Decimal] = field(default_factory=set)
    rates: dict[str, list[tuple[Fraction, Quotient]]] = field(default_factory=lambda: defaultdict(list))


class ShownFigures:
    """What a release shows, by group and school. A count up to ``few`` is withheld where it is of people."""

    def __init__(self, plan: DisclosurePlan) -> None:
        self.few = plan.rules.pupils_withheld_to.value
        self._found: dict[tuple[str, str | None], _Figures] = defaultdict(_Figures)
        publication = plan.publication
        for cell in publication.cells:
            is_shown = cell.reader in {Reader.SHOWN, Reader.KNOWN} and not plan.is_withheld(cell.name)
            if is_shown and cell.number is not None and cell.counted is not Counted.POINTS:
                self._found[_place(cell.coordinates)].counts.add(cell.number)
        for rate in publication.quotients:
            exact = publication.exact_value(rate)
            if exact is not None and not plan.is_withheld(rate.name):
                coordinates = publication.cell(rate.numerator).coordinates
                measure = dict(coordinates).get(MEASURE, "")
                self._found[_place(coordinates)].rates[measure].append((exact, rate))

    def tell(
        self, number: NumberInText, groups: Collection[str], schools: Collection[str], goalposts: Collection[Decimal]
    ) -> bool:
        """Whether readers have that number of these groups, or of everybody, in the district or at these schools.

        ``goalposts`` are the targets, which anybody may tell.
        """
        places = (None, *schools)
        pools = [self._of(group, school) for group in groups for school in places]
        everybody = [self._of(ALL_STUDENTS, school) for school in places]
        return _is_told(number, pools, everybody, self.few, goalposts)

    def _of(self, group: str, school: str | None) -> _Figures:
        """The figures of that group in the district, or at a school."""
        return self._found.get((group, school), _Figures())


def _place(coordinates: Coordinates) -> tuple[str, str | None]:
    place = dict(coordinates)
    group = next((name for key, name in place.items() if key not in {MEASURE, PART, SCHOOL, YEAR}), ALL_STUDENTS)
    return group, place.get(SCHOOL)


def _is_told(
    number: NumberInText,
    groups: Collection[_Figures],
    everybody: Collection[_Figures],
    few: Decimal,
    goalposts: Collection[Decimal],
) -> bool:
    """Whether readers have that number of these groups, or of everybody, or as a target."""
    if number.is_percent or number.decimals or number.of:
        if number.number in goalposts:
            return True
        if _is_rate(number, groups, everybody):
            return True
        if number.is_percent or number.decimals:
            return False
    if any(number.number in each.counts for each in groups):
        return True
    return number.number > few and any(number.number in each.counts for each in everybody)


def _is_rate(number: NumberInText, groups: Collection[_Figures], everybody: Collection[_Figures]) -> bool:
    """Whether a rate, or what it lacks to the whole, reads so; or how far a group's is from another of the measure."""
    own, all_rates = _by_measure(groups), _by_measure([*groups, *everybody])
    for measure, rates in all_rates.items():
        for exact, rate in rates:
            if number.of and Fraction(number.number) / Fraction(number.of) * rate.factor == exact:
                return True
            told = [exact, *([rate.factor - exact] if rate.is_share else [])]
            told += [
                abs(Fraction(rounded(exact, rate.decimals) - rounded(other, rate.decimals)))
                for other, _rate in own.get(measure, ())
            ]
            if any(rounded(each, number.decimals) == number.number for each in told):
                return True
    return False


def _by_measure(pools: Collection[_Figures]) -> dict[str, list[tuple[Fraction, Quotient]]]:
    found: dict[str, list[tuple[Fraction, Quotient]]] = defaultdict(list)
    for pool in pools:
        for measure, rates in pool.rates.items():
            found[measure] += rates
    return found
