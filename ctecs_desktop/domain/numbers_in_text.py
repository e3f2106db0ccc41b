"""Numbers that stand in an English text, in digits and in words, with what they are said to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from ctecs_desktop.domain.number_words import (
    NUMBER,
    ORDINAL,
    SHARE,
    number_of_ordinal,
    number_of_words,
    percent_of_share,
)

_YEAR = re.compile(r"\b(?:19|20)\d\d(?:\s?[-–/]\s?(?:19|20)?\d\d)?\b")
_CODE = r"\d+(?:[.–-]\d+)*(?![\d%]|\s*(?:%|per\s?cent|students?|pupils?|of\s+(?:the|our|them)|were|are|did|had|have)\b)"
_NAME = re.compile(
    # A plural may name several: grades 10 to 12, goals 2, 4 and 5.
    rf"\b(?:(?:goals|grades|strategies|measures|pages|sections|tables|charts|figures|chapters)\s+{_CODE}"
    rf"(?:(?:,|,?\s+(?:to|through|and|or))\s+{_CODE})+"
    r"|(?:goals?|grades?|strateg(?:y|ies)|measures?|pages?|sections?|tables?|charts?|figures?|chapters?|no\.|§)"
    rf"\s+(?:\d+(?:[.–-]\d+)*|{NUMBER}))",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<![\w.,])(\d{1,3}(?:[,\u00a0\u202f]\d{3})+|\d+)(\.\d+)?(\s?%|\s?per\s?cent\b)?", re.IGNORECASE)
_WORDS = re.compile(rf"(?<![\w-]){NUMBER}(\s+per\s?cent\b)?", re.IGNORECASE)
_ORDINALS = re.compile(rf"(?<![\w-]){ORDINAL}", re.IGNORECASE)
_SHARES = re.compile(rf"\b{SHARE}(?!-)", re.IGNORECASE)
_NO_SHARE = re.compile(rf"(?:{ORDINAL}|\bfirst|\blast|\beach|\bevery|\bnext|\bthis|\bper)\s+$", re.IGNORECASE)
"""What makes a quarter one of the year."""
_OF = re.compile(r"\s+of\b", re.IGNORECASE)
_AFTER_A_SHARE = re.compile(r"\s+(?:of|were|was|are|is|have|had|has|did|do)\b|\s*[.,;:!?)]|\s*$", re.IGNORECASE)
_REACH = 20
"""Characters before a number that are looked at."""
_RATIO = re.compile(r"\s+(?:(?:out\s+)?of|in)\s+(?:(?:the|our|every)\s+)?(?:a\s+)?$|/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberInText:
    """A number as it stands from ``start`` to ``end``; ``decimals`` are the places written.

    ``of`` is the whole that the text names with it, as the 20 in "three of 20". ``is_share`` says that the percent
    is one in words, such as half; ``is_ordinal`` that it counts up to the number: the fourth.
    """

    text: str
    number: Decimal
    decimals: int
    is_percent: bool
    start: int
    end: int
    of: Decimal | None = None
    is_share: bool = False
    is_ordinal: bool = False

    @property
    def is_count(self) -> bool:
        """Whether it may be a count, or a measurement."""
        return not self.is_percent and not self.is_ordinal

    def moved(self, by: int) -> NumberInText:
        """The same number that many places further on."""
        return replace(self, start=self.start + by, end=self.end + by)


def numbers_in(text: str) -> list[NumberInText]:
    """Every number of ``text`` in order, without years and without numbers that are names (goal 3, grade 9)."""
    names = [match.span() for pattern in (_YEAR, _NAME) for match in pattern.finditer(text)]
    found = [
        each
        for each in sorted(_all_numbers(text), key=lambda number: number.start)
        if not any(start <= each.start and each.end <= end for start, end in names)
    ]
    parts = _within_longer(found)
    found = [each for place, each in enumerate(found) if place not in parts]
    joined: list[NumberInText] = []
    for place, each in enumerate(found):
        follower = found[place + 1] if place + 1 < len(found) else None
        is_part = follower is not None and each.is_count and follower.is_count
        if follower and is_part and _RATIO.fullmatch(text[each.end : follower.start]):
            joined.append(replace(each, of=follower.number))
        else:
            joined.append(each)
    return joined


def _within_longer(numbers: list[NumberInText]) -> set[int]:
    """The places of those that are a part of a longer one, as the two of "two thirds"; ``numbers`` are in order."""
    found: set[int] = set()
    for place, each in enumerate(numbers):
        for other in range(place + 1, len(numbers)):
            if numbers[other].start >= each.end:
                break
            shorter = min(place, other, key=lambda which: numbers[which].end - numbers[which].start)
            if (numbers[place].start, numbers[place].end) != (numbers[other].start, numbers[other].end):
                found.add(shorter)
    return found


def _all_numbers(text: str) -> Iterator[NumberInText]:
    for match in _DIGITS.finditer(text):
        whole, places, percent = match.groups()
        digits = re.sub(r"[^\d]", "", whole)
        number = Decimal(f"{int(digits)}{places or ''}")
        yield NumberInText(match[0], number, len(places or ".") - 1, bool(percent), match.start(), match.end())
    for match in _WORDS.finditer(text):
        number = number_of_words(match[0].removesuffix(match[1] or ""))
        yield NumberInText(match[0], number, 0, bool(match[1]), match.start(), match.end())
    for match in _ORDINALS.finditer(text):
        number = number_of_ordinal(match[0])
        yield NumberInText(match[0], number, 0, False, match.start(), match.end(), is_ordinal=True)
    for match in _SHARES.finditer(text):
        if _is_share(match):
            yield _share(match)


def _is_share(match: re.Match[str]) -> bool:
    """Whether it is no quarter of the year, and no "third" that counts."""
    text, times = match.string, (match["times"] or "").lower()
    if _NO_SHARE.search(text[max(0, match.start("part") - _REACH) : match.start("part")]):
        return False
    if times not in {"", "a", "an"} or not re.fullmatch(ORDINAL, match["part"], re.IGNORECASE):
        return True
    following = _AFTER_A_SHARE if times else _OF
    return following.match(text, match.end()) is not None


def _share(match: re.Match[str]) -> NumberInText:
    times = match["times"] or ""
    number = percent_of_share(times, match["part"]).normalize()
    is_counted = times.lower() not in {"", "a", "an"}
    start = match.start() if is_counted else match.start("part")
    decimals = 1 if number % 1 else 0
    return NumberInText(match.string[start : match.end()], number, decimals, True, start, match.end(), is_share=True)
