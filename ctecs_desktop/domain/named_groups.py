"""Finds in a text the groups and schools that it names: by the plan's names, and by what people usually say instead.

A school is called by a part of its name or by its town as often as by its name.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.observation import ALL_STUDENTS, SchoolCode, SubgroupCode
from ctecs_desktop.domain.plan import Plan, Population, School

COLUMNS = ("code", "said")
_SHORTEST_OF_A_SCHOOL = 4
"""Letters of a word by which a school is called, such as Wright."""

SaidOf = Mapping[SubgroupCode, tuple[str, ...]]
"""What people say for a group. Lower case is found however it is written; with a capital only as it stands."""


def said_from_table(text: str) -> SaidOf:
    """What a CSV table with the columns ``COLUMNS`` says.

    Raises ``PublicationRefused("publication.group_names_invalid", line, column)`` for a line that lacks something.
    """
    found: dict[SubgroupCode, list[str]] = defaultdict(list)
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        texts = {name: (row.get(name) or "").strip() for name in COLUMNS}
        lacking = next((name for name in COLUMNS if not texts[name]), "")
        if lacking:
            raise PublicationRefused("publication.group_names_invalid", line=reader.line_num, column=lacking)
        found[SubgroupCode(texts["code"])].append(texts["said"])
    return {code: tuple(said) for code, said in found.items()}


@dataclass(frozen=True, slots=True)
class NamedGroup:
    """A group that can be named. ``divides`` says that its breakdown puts everybody into one group.

    Others, such as trades, are places as often as people. ``is_staff``: staff are told by it too.
    """

    code: SubgroupCode
    breakdown: str
    divides: bool
    is_staff: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """A group named from ``start`` to ``end`` of a text."""

    group: NamedGroup
    start: int
    end: int


class Naming:
    """The names of a plan's groups and schools; ``goalposts`` are the targets that the plan sets, which anybody may."""

    def __init__(self, plan: Plan, said: SaidOf) -> None:
        dividing = {each.code for each in plan.disaggregations if each.is_partition}
        of_staff = {
            breakdown
            for measure in plan.measures
            if measure.population is Population.STAFF
            for breakdown in measure.disaggregations
        }
        self._groups: dict[str, list[NamedGroup]] = defaultdict(list)
        self._by_code: dict[str, NamedGroup] = {}
        exact: list[str] = []
        loose: list[str] = []
        for each in plan.subgroups:
            if each.code == ALL_STUDENTS:
                continue
            kind = each.disaggregation
            group = self._by_code[each.code] = NamedGroup(each.code, kind, kind in dividing, kind in of_staff)
            own = each.name if " " not in each.name else each.name.lower()
            for name in dict.fromkeys((own, *said.get(each.code, ()))):
                (loose if name == name.lower() else exact).append(name)
                self._groups[_key(name)].append(group)
        self._patterns = [_pattern(exact), _pattern(loose, re.IGNORECASE)]
        self._schools = _school_patterns(plan.schools)
        self.goalposts: frozenset[Decimal] = frozenset(
            end for target in plan.targets for end in (target.low, target.high) if end is not None
        )

    def group(self, code: str) -> NamedGroup | None:
        """The group of that code; ``None`` for anything else."""
        return self._by_code.get(code)

    def mentions(self, text: str) -> list[Mention]:
        """The groups that ``text`` names, in order; of names within each other the longest."""
        spans = [match.span() for pattern in self._patterns for match in pattern.finditer(text)]
        kept: list[tuple[int, int]] = []
        for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span)):
            if all(end <= other_start or other_end <= start for other_start, other_end in kept):
                kept.append((start, end))
        return [
            Mention(group, start, end)
            for start, end in sorted(kept)
            for group in dict.fromkeys(self._groups.get(_key(text[start:end]), ()))
        ]

    def schools(self, text: str) -> frozenset[SchoolCode]:
        """The schools that ``text`` names."""
        return frozenset(code for code, pattern in self._schools.items() if pattern.search(text))


def _key(name: str) -> str:
    """A name without what may differ where it is written: case, hyphens, a plural."""
    return re.sub(r"[\s-]+", " ", name).lower().removesuffix("s")


def _pattern(names: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    parts = []
    for name in sorted(set(names), key=lambda each: (-len(each), each)):
        words = [re.escape(word) for word in re.split(r"[\s-]+", name.removesuffix("s"))]
        parts.append(r"[\s-]+".join(words))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts) or '(?!)'})s?(?!\w)", flags)


def _school_patterns(schools: Iterable[School]) -> dict[SchoolCode, re.Pattern[str]]:
    """By whole name, by each word that only one school is called by, and by town."""
    known = list(schools)
    words = {school.code: _own_words(school, _common_ending(known)) for school in known}
    counts = Counter(word for of_school in words.values() for word in of_school)
    found = {}
    for school in known:
        names = {school.name, *_towns(school)}
        names |= {word for word in words[school.code] if counts[word] == 1}
        written = {each for name in names for each in (name, name.upper())}
        parts = sorted(map(_spelled, written), key=lambda each: (-len(each), each))
        found[school.code] = re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")
    return found


def _common_ending(schools: Sequence[School]) -> str:
    """The words in which the names of most schools end; "" where there are none."""
    endings: Counter[str] = Counter()
    for school in schools:
        words = school.name.split()
        endings.update(" ".join(words[at:]) for at in range(1, len(words)))
    return max((each for each, count in endings.items() if 2 * count > len(schools)), key=len, default="")


def _own_words(school: School, ending: str) -> set[str]:
    """The words that a school may be called by: those before that ending, each part of a double name too."""
    own = school.name.removesuffix(f" {ending}") if ending else school.name
    words = own.split() if own != school.name or not ending else own.split()[:1]
    parts = {part.strip(".,") for word in words for part in (word, *word.split("-"))}
    return {part for part in parts if len(part) >= _SHORTEST_OF_A_SCHOOL and part[:1].isupper()}


def _towns(school: School) -> list[str]:
    """Its town; where a village stands in brackets, each of the two."""
    return [town.strip() for town in re.split(r"[(),/]", school.town) if town.strip()]


def _spelled(name: str) -> str:
    """A pattern of ``name``, whichever apostrophe and white space it is written with."""
    return r"\s+".join(re.escape(word).replace("'", "['’]") for word in name.split())
