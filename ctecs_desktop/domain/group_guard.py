"""Numbers in a sentence that names a group of people of which a release tells no such figure.

What is withheld is looked for by its number elsewhere. Here the number is unknown to the release: "our 4 English
learners at Wright" tells of a group at a school, and no edition tells groups of schools. Let pass are figures that the
release shows of the group, or of everybody; years, days, sums of money; and what is counted that is no people.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from ctecs_desktop.domain.disclosure_plan import DisclosurePlan
from ctecs_desktop.domain.named_groups import Mention, NamedGroup, Naming
from ctecs_desktop.domain.numbers_in_text import SHARES, NumberInText, numbers_in
from ctecs_desktop.domain.observation import ALL_STUDENTS
from ctecs_desktop.domain.publication import Coordinates, Counted, Narrative, Quotient, Reader
from ctecs_desktop.domain.publication_addresses import MEASURE, PART, SCHOOL, YEAR
from ctecs_desktop.domain.value import rounded

_SENTENCE_ENDS = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“‘(]?[A-Z])|\n\s*\n")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_BEFORE_A_DAY = re.compile(rf"\b{_MONTH}\s+$")
_AFTER_A_DAY = re.compile(rf"\s+(?:of\s+)?{_MONTH}")
_NO_COUNT_BEFORE = re.compile(r"[$€£]\s?$|\d[:/]$")
_NO_COUNT_AFTER = re.compile(
    r"[A-Za-z]|[-–][A-Za-z]|[:/]\d|\s+(?:[ap]\.?m\b|thousand\b|million\b|billion\b|dollars?\b|cents?\b)", re.IGNORECASE
)
_BEGINS_A_LINE = re.compile(r"(?:^|\n)\s*\(?$")
_PUPILS = (
    r"students?|pupils?|learners?|graduates?|girls?|boys?|children|child|seniors?|juniors?|freshm[ae]n|apprentices?"
)
_STAFF = (
    r"teachers?|instructors?|staff|counselors?|coaches|coach|mentors?|tutors?|paraprofessionals?|principals?|aides?"
)
_OTHERS = r"people|persons?|them|members?|participants?|concentrators?|completers?|candidates?|dropouts?|youths?"
_THINGS = (
    r"schools?|sites?|class(?:es)?|classrooms?|courses?|lessons?|programs?|sessions?|workshops?|shops?|events?|meetings?|"
    r"teams?|groups?|subgroups?|languages?|grants?|buses|books?|laptops?|devices?|licenses?|visits?|tours?|fairs?|clubs?|"
    r"days?|weeks?|months?|years?|hours?|minutes?|times?|quarters?|semesters?|goals?|strategies|strategy|measures?|steps?|"
    r"priorities|priority|areas?|ways?|reasons?|trades?|districts?|towns?|partners?|employers?|companies|firms?|positions?|"
    r"families|family|parents?|tables?|reports?|forms?|tests?|subjects?|campaigns?|projects?|initiatives?|policies"
)
_FOLLOWING = re.compile(r"((?:\s+[\w’'/-]+){1,4})")
_PEOPLE_ANYWHERE = re.compile(rf"\b(?:{_PUPILS}|{_STAFF}|{_OTHERS})\b", re.IGNORECASE)
_OF_SHARE = re.compile(r"\s+(?:of\b|the\b)", re.IGNORECASE)
_IS_ONE = re.compile(rf"\s+(?:of\s+)?(?:[\w’'-]+\s+){{0,3}}(?:{_PUPILS}|{_OTHERS}|expelled|suspended)\b", re.IGNORECASE)
_NOT_ALONE = frozenset({"both", "nobody", "none"})
"""Words for numbers that are as often no number; 0 is shown everywhere."""


def group_clues(
    shown: ShownFigures, narrative: Narrative, naming: Naming
) -> Iterator[tuple[NumberInText, Coordinates]]:
    """The numbers that may be a group's, each with the group, and the school where one is named."""
    numbers = numbers_in(narrative.text)
    for start, end in _sentences(narrative.text):
        sentence = narrative.text[start:end]
        mentions = naming.mentions(sentence)
        if not mentions:
            continue
        schools = naming.schools(sentence) | {place for dimension, place in narrative.about if dimension == SCHOOL}
        within = _Sentence(sentence, mentions)
        for number in numbers:
            if not (start <= number.start and number.end <= end):
                continue
            at = (number.start - start, number.end - start)
            for group in dict.fromkeys(mention.group for mention in mentions):
                if not within.may_count(number, at, group):
                    continue
                pools = [shown.of(name, school) for name in within.names for school in (None, *schools)]
                everybody = [shown.of(ALL_STUDENTS, school) for school in (None, *schools)]
                if not _is_told(number, pools, everybody, shown.few, naming.goalposts):
                    yield (
                        number,
                        (*((SCHOOL, str(school)) for school in sorted(schools)), (group.breakdown, group.code)),
                    )


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SENTENCE_ENDS.finditer(text):
        yield start, match.start() + 1
        start = match.end()
    yield start, len(text)


class _Sentence:
    """A sentence and the groups that it names."""

    def __init__(self, text: str, mentions: list[Mention]) -> None:
        self._text = text
        self._mentions = mentions
        self.names = frozenset(str(mention.group.code) for mention in mentions)
        self._speaks_of_people = _PEOPLE_ANYWHERE.search(text) is not None

    def may_count(self, number: NumberInText, at: tuple[int, int], group: NamedGroup) -> bool:
        """Whether the number may be one of people of that group, or a share of them."""
        start, end = at
        before, after = self._text[:start], self._text[end:]
        if not number.number or any(start < each.end and each.start < end for each in self._mentions):
            return False
        if not group.divides and not self._speaks_of_people:
            return False
        word = number.text.lower()
        if word in SHARES:
            return _OF_SHARE.match(after) is not None
        if _BEFORE_A_DAY.search(before) or _AFTER_A_DAY.match(after):
            return False
        if _NO_COUNT_BEFORE.search(before) or _NO_COUNT_AFTER.match(after):
            return False
        if _BEGINS_A_LINE.search(before) and after[:2] in {". ", ") "}:
            return False
        if number.is_percent:
            return True
        if word in _NOT_ALONE or (word == "one" and not (_IS_ONE.match(after) or self._is_before_mention(end))):
            return False
        return not self._counts_things(end, group)

    def _is_before_mention(self, end: int) -> bool:
        return any(0 <= each.start - end <= 12 and "," not in self._text[end : each.start] for each in self._mentions)

    def _counts_things(self, end: int, group: NamedGroup) -> bool:
        """Whether the first noun after the number is no people: workshops, or for groups of pupils teachers."""
        things = _THINGS if group.is_staff else f"{_THINGS}|{_STAFF}"
        named = next((each for each in self._mentions if 0 <= each.start - end <= 24), None)
        if named is not None and len(self._text[end : named.start].split()) <= 3:
            between = self._text[end : named.start]
            if re.search(rf"\b(?:{things})\b", between, re.IGNORECASE):
                return True
            return re.match(rf"\s+(?:{things})\b", self._text[named.end :], re.IGNORECASE) is not None
        following = _FOLLOWING.match(self._text[end:])
        for word in (following[1] if following else "").split():
            if re.fullmatch(things, word, re.IGNORECASE):
                return True
            if _PEOPLE_ANYWHERE.fullmatch(word):
                return False
        return False


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

    def of(self, group: str, school: str | None) -> _Figures:
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
