"""Whether a number in a sentence may be one of people: of a group that is named in it, or was named before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from ctecs_desktop.domain.named_groups import Mention, NamedGroup
from ctecs_desktop.domain.numbers_in_text import NumberInText

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_BEFORE_A_DAY = re.compile(rf"\b{_MONTH}\s+(?:the\s+)?$")
_AFTER_A_DAY = re.compile(rf"\s+(?:of\s+)?{_MONTH}")
_NO_COUNT_BEFORE = re.compile(r"[$€£]\s?$|\d[:/]$")
_NO_COUNT_AFTER = re.compile(
    r"[A-Za-z]|[-–][A-Za-z]|[:/]\d|\s+(?:[ap]\.?m\b|thousand\b|million\b|billion\b|dollars?\b|cents?\b)", re.IGNORECASE
)
_BEGINS_A_LINE = re.compile(r"(?:^|\n)\s*\(?$")
_PERSON = r"student|pupil|learner|graduate|girl|boy|child|senior|junior|freshman|apprentice|person|member|participant"
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
    r"families|family|parents?|tables?|reports?|forms?|tests?|subjects?|campaigns?|projects?|initiatives?|policies|"
    r"credits?|rooms?|pages?|questions?|things?|kinds?|sets?"
)
_FOLLOWING = re.compile(r"((?:\s+[\w’'/-]+){1,4})")
_PEOPLE_ANYWHERE = re.compile(rf"\b(?:{_PUPILS}|{_STAFF}|{_OTHERS})\b", re.IGNORECASE)
_DID = r"(?:was|were|had|did|came|left|went|took|met|got|won|lost|began|made|[a-z]{2,}ed)"
_OF_SHARE = re.compile(rf"\s+(?:of|the|{_DID}|are|have)\b", re.IGNORECASE)
_RATIO_OF_PEOPLE = re.compile(r"/\d+\b")
_IS_ONE = re.compile(
    rf"\s+(?:of\s+)?(?:[\w’'-]+\s+){{0,3}}(?:{_PUPILS}|{_OTHERS}|expelled|suspended)\b|\s+{_DID}\b", re.IGNORECASE
)
_ONE_AND_NO_MORE = re.compile(r"\b(?:only|just|but|except|than|exactly|not|least|most)\s+$", re.IGNORECASE)
_THE_ONLY = re.compile(
    r"\b(?:the|our|its|their|an?|one|[\w.]+[’']s)\s+(?P<only>only|sole|single|lone)(?=\s)", re.IGNORECASE
)
_A_PERSON = re.compile(rf"\s+(?:{_PERSON})\b", re.IGNORECASE)
_OF_THEM = re.compile(r"\s+(?:out\s+)?of\s+(?:them|these|those|whom|our|the)\b", re.IGNORECASE)
_ENDS_A_CLAUSE = re.compile(r"\s*(?:[.,;:!?)”\"]|$)")
_ALONE = re.compile(
    rf"\s+(?:{_DID}|is|are|has|have|do|can|will|and|but|or|who|in|at|from|with|others?|"
    r"this|last|(?:percentage\s+)?points?|of\s+(?:them|these|those|whom|the|our))\b",
    re.IGNORECASE,
)


_AT_A_PLACE = re.compile(r"\b(?:at|into|on|for)\s+$", re.IGNORECASE)
_ENDS_THE_NOUN = re.compile(r"last|this|in|at|from|with|during|since|who|that|is|are|has|have", re.IGNORECASE)
_VERB = re.compile(_DID, re.IGNORECASE)


class CountingSentence:
    """A sentence and the groups that it names.

    ``is_before`` says that the groups were named before it: then only a number counts that stands for people by itself.
    """

    def __init__(
        self, text: str, mentions: Sequence[Mention], *, is_before: bool = False, of_people: bool = False
    ) -> None:
        self._text = text
        self._mentions = mentions
        self._is_before = is_before
        self.speaks_of_people = of_people or _PEOPLE_ANYWHERE.search(text) is not None

    def may_count(self, number: NumberInText, group: NamedGroup) -> bool:
        """Whether the number, whose places are those in the sentence, may be one of that group's people."""
        start, end = number.start, number.end
        before, after = self._text[:start], self._text[end:]
        if not number.number or any(start < each.end and each.start < end for each in self._mentions):
            return False
        if not group.divides and not self.speaks_of_people:
            return False
        if _BEFORE_A_DAY.search(before) or _AFTER_A_DAY.match(after):
            return False
        if number.is_share:
            return _OF_SHARE.match(after) is not None
        ratio = _RATIO_OF_PEOPLE.match(after) if number.of else None
        if ratio and self._is_of_people(start, end + ratio.end()):
            return True
        if _NO_COUNT_BEFORE.search(before) or _NO_COUNT_AFTER.match(after):
            return False
        if _BEGINS_A_LINE.search(before) and after[:2] in {". ", ") "}:
            return False
        if number.is_ordinal:
            return self._is_next_to_people(end) and not self._counts_things(end, group)
        if number.is_percent:
            return not self._is_before or self._is_of_people(start, end)
        word = number.text.lower()
        if word == "both":
            return self._are_both(end)
        if word == "one" and number.of is None and not self._is_one(start, end):
            return False
        return not self._counts_things(end, group) and (not self._is_before or self._is_of_people(start, end))

    def only_ones(self) -> Iterator[NumberInText]:
        """The one of "the only English learner", which no number says; the places are those in the sentence."""
        for match in _THE_ONLY.finditer(self._text):
            start, end = match.span("only")
            named = next((each for each in self._mentions if 0 < each.start - end <= 2), None)
            is_one_named = named is not None and not self._text[named.start : named.end].endswith(("s", "men"))
            if is_one_named or _A_PERSON.match(self._text, end):
                yield NumberInText(match["only"], Decimal(1), 0, False, start, end)

    def _is_one(self, start: int, end: int) -> bool:
        if _IS_ONE.match(self._text, end) or _ONE_AND_NO_MORE.search(self._text[max(0, start - 12) : start]):
            return True
        return any(0 <= each.start - end <= 12 and "," not in self._text[end : each.start] for each in self._mentions)

    def _are_both(self, end: int) -> bool:
        """Whether two people are meant, not two groups: "both English learners and girls"."""
        for each in self._mentions:
            if 0 < each.start - end <= 12:
                return re.match(r"\w*\s+and\b", self._text[each.end :]) is None
        return self._is_before and re.match(rf"\s+(?:{_DID}|are|have|of\s+them)\b", self._text[end:]) is not None

    def _is_next_to_people(self, end: int) -> bool:
        gaps = (self._text[end : each.start].split() for each in self._mentions if each.start > end)
        if any(not gap or (gap[:1] == ["of"] and len(gap) == 2) for gap in gaps):
            return True
        after = self._text[end:]
        return bool(_OF_THEM.match(after) or _A_PERSON.match(after))

    def _is_of_people(self, start: int, end: int) -> bool:
        """Whether what follows are people, or nothing that could be counted."""
        if _ENDS_A_CLAUSE.match(self._text, end):
            return _AT_A_PLACE.search(self._text[max(0, start - 6) : start]) is None
        if _ALONE.match(self._text, end) or any(0 < each.start - end <= 24 for each in self._mentions):
            return True
        following = _FOLLOWING.match(self._text, end)
        return any(_PEOPLE_ANYWHERE.fullmatch(word) for word in (following[1] if following else "").split())

    def _counts_things(self, end: int, group: NamedGroup) -> bool:
        """Whether the first noun after the number is no people: workshops, or for groups of pupils teachers."""
        things = re.compile(_THINGS if group.is_staff else f"{_THINGS}|{_STAFF}", re.IGNORECASE)
        named = next((each for each in self._mentions if 0 <= each.start - end <= 24), None)
        if named is not None and len(self._text[end : named.start].split()) <= 3:
            between = self._text[end : named.start]
            if re.search(rf"\b(?:{things.pattern})\b", between, re.IGNORECASE):
                return True
            return re.match(rf"\s+(?:{things.pattern})\b", self._text[named.end :], re.IGNORECASE) is not None
        following = _FOLLOWING.match(self._text, end)
        words = following[1].split() if following else []
        for word, next_word in pairwise([*words, ""]):
            if things.fullmatch(word):
                return True
            if _VERB.fullmatch(word):
                return things.fullmatch(next_word) is not None
            if _PEOPLE_ANYWHERE.fullmatch(word) or _ENDS_THE_NOUN.fullmatch(word):
                return False
        return False
