"""Texts of a release against what is withheld: numbers that equal a withheld figure, or from which it follows; and
numbers of groups of which the release tells nothing of the kind.

A finding is no proof: the 3 in "three workshops" is not the 3 pupils of a star. It is shown to a person, who rewrites
the text or says why it may stay.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from ctecs_desktop.domain.disclosure_plan import DisclosurePlan
from ctecs_desktop.domain.group_guard import group_clues
from ctecs_desktop.domain.named_groups import Naming
from ctecs_desktop.domain.numbers_in_text import NumberInText, numbers_in
from ctecs_desktop.domain.publication import Cell, CellId, Coordinates, Counted, Narrative, Quotient
from ctecs_desktop.domain.publication_addresses import MEASURE, PART, SCHOOL, YEAR
from ctecs_desktop.domain.shown_figures import ShownFigures
from ctecs_desktop.domain.value import rounded

_COMPARISON = re.compile(
    r"\b(?:more|fewer|less|increas\w*|decreas\w*|rose|rise[ns]?|fell|fall\w*|dropp?\w*|gr[eo]wn?|gain\w*|lost|up|down|"
    r"additional|further|than|difference|points?)\b",
    re.IGNORECASE,
)
REACH_OF_A_COMPARISON = 40
"""Characters around a number in which a word makes it a difference."""


class Clue(Enum):
    """How a number gives a withheld figure away."""

    COUNT = "count"  # it is the count
    RATE = "rate"  # it is the rate, to the places written
    REST_COUNT = "rest count"  # it is how many are not counted
    REST_RATE = "rest rate"  # it is what the rate lacks to 100 %
    CHANGE = "change"  # it is the difference from a figure that is shown
    GROUP = "group"  # it is said of a group, of which the release tells no such figure


@dataclass(frozen=True, slots=True)
class TextFinding:
    """A number at ``start`` to ``end`` of a text, and the withheld figures that it would give away.

    With ``Clue.GROUP`` there is no such figure: ``about`` says which group is named, and at which schools.
    """

    narrative: str
    text: str
    start: int
    end: int
    clue: Clue
    subjects: tuple[CellId, ...]
    about: Coordinates = ()


def guarded(plan: DisclosurePlan, naming: Naming | None = None) -> tuple[TextFinding, ...]:
    """All findings in the texts of the release, in the order of the texts.

    ``naming`` knows how groups and schools are called; without it no text is held against the groups that it names.
    """
    findings: list[TextFinding] = []
    shown = ShownFigures(plan)
    for narrative in plan.publication.narratives:
        clues = _Clues(plan, narrative.about)
        for number in numbers_in(narrative.text):
            is_change = _is_comparison(narrative, number)
            subjects: dict[Clue, list[CellId]] = defaultdict(list)
            for clue, subject in clues.given_by(number, is_change=is_change):
                subjects[clue].append(subject)
            findings += [
                TextFinding(narrative.name, number.text, number.start, number.end, clue, tuple(dict.fromkeys(names)))
                for clue, names in subjects.items()
            ]
        if naming is not None:
            findings += _of_groups(plan, narrative, findings, group_clues(shown, narrative, naming))
    return tuple(findings)


def _of_groups(
    plan: DisclosurePlan,
    narrative: Narrative,
    known: list[TextFinding],
    clues: Iterable[tuple[NumberInText, Coordinates]],
) -> list[TextFinding]:
    """Numbers of groups that are not known already as that group's withheld figure."""
    found: dict[tuple[int, Coordinates], TextFinding] = {}
    for number, about in clues:
        precise = {
            place
            for each in known
            if (each.narrative, each.start) == (narrative.name, number.start)
            for name in each.subjects
            for place in _coordinates(plan, name)
        }
        if about[-1] not in precise:
            finding = TextFinding(narrative.name, number.text, number.start, number.end, Clue.GROUP, (), about)
            found[number.start, about] = finding
    return list(found.values())


def _coordinates(plan: DisclosurePlan, name: CellId) -> Coordinates:
    rate = plan.publication.quotient_by_name.get(name)
    return plan.publication.cell(rate.numerator if rate is not None else name).coordinates


def _is_comparison(narrative: Narrative, number: NumberInText) -> bool:
    around = narrative.text[max(0, number.start - REACH_OF_A_COMPARISON) : number.end + REACH_OF_A_COMPARISON]
    return _COMPARISON.search(around) is not None


def _places(about: Coordinates) -> list[set[tuple[str, str]]]:
    """What a cell must have to be spoken of. No cell is a school's and a group's: either is looked at, of both."""
    whole = set(about)
    school = {each for each in about if each[0] == SCHOOL}
    group = {each for each in about if each[0] not in {MEASURE, PART, SCHOOL, YEAR}}
    return [whole - school, whole - group] if school and group else [whole]


class _Clues:
    """The withheld figures that a text can speak of, looked up by number."""

    def __init__(self, plan: DisclosurePlan, about: Coordinates) -> None:
        self._publication = plan.publication
        wanted = _places(about)
        self._counts: dict[Decimal, list[tuple[Clue, CellId]]] = defaultdict(list)
        self._changes: dict[Decimal, list[tuple[Clue, CellId]]] = defaultdict(list)
        self._rates: list[Quotient] = []
        shown = [cell for cell in plan.publication.cells if not plan.is_withheld(cell.name)]
        for cell in plan.publication.cells:
            if cell.counted is Counted.POINTS or cell.number is None or not plan.is_withheld(cell.name):
                continue
            if any(each <= set(cell.coordinates) for each in wanted):
                self._counts[cell.number].append((Clue.COUNT, cell.name))
                if about:
                    self._add_changes(cell, shown)
        for quotient in plan.publication.quotients:
            own = set(self._cell(quotient.numerator).coordinates)
            if plan.is_withheld(quotient.name) and any(each <= own for each in wanted):
                self._rates.append(quotient)
                rest = self._rest(quotient)
                if rest is not None:
                    self._counts[rest].append((Clue.REST_COUNT, quotient.name))

    def _cell(self, name: CellId) -> Cell:
        return self._publication.cell(name)

    def _rest(self, quotient: Quotient) -> Decimal | None:
        """Those of the denominator who are not counted; ``None`` where there are none of them, or it is no share."""
        numerator, denominator = self._cell(quotient.numerator).number, self._cell(quotient.denominator).number
        if not quotient.is_share or numerator is None or denominator is None or numerator == denominator:
            return None
        return denominator - numerator

    def _add_changes(self, cell: Cell, shown: list[Cell]) -> None:
        """Differences from the neighbours that are shown: those whose coordinates differ in one dimension."""
        for other in shown:
            if other.number is not None and len(set(other.coordinates) ^ set(cell.coordinates)) == 2:
                self._changes[abs(other.number - (cell.number or 0))].append((Clue.CHANGE, cell.name))

    def given_by(self, number: NumberInText, *, is_change: bool) -> Iterator[tuple[Clue, CellId]]:
        """What ``number`` gives away. 0 gives nothing away: it is shown everywhere. "The third" counts nobody."""
        if not number.number or number.is_ordinal:
            return
        if not number.is_percent:
            yield from self._counts.get(number.number, ())
            if is_change:
                yield from self._changes.get(number.number, ())
        for quotient in self._rates:
            yield from self._by_rate(quotient, number)

    def _by_rate(self, quotient: Quotient, number: NumberInText) -> Iterator[tuple[Clue, CellId]]:
        exact = self._publication.exact_value(quotient)
        if exact is None:
            return
        if number.of:
            if Fraction(number.number) / Fraction(number.of) * quotient.factor == exact:
                yield Clue.RATE, quotient.name
        elif number.is_percent or number.decimals:
            if rounded(exact, number.decimals) == number.number:
                yield Clue.RATE, quotient.name
            elif quotient.is_share and rounded(quotient.factor - exact, number.decimals) == number.number:
                yield Clue.REST_RATE, quotient.name
