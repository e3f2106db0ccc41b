"""Numbers that stand in an English text, in digits and in words, with what they are said to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NAMED = {word: Decimal(number) for number, word in enumerate(UNITS)}
NAMED |= {word: Decimal(10 * number) for number, word in enumerate(TENS, start=2)}
NAMED |= {"dozen": Decimal(12), "both": Decimal(2), "pair": Decimal(2), "nobody": Decimal(0), "none": Decimal(0)}
SHARES = {
    "half": Decimal(50),
    "third": Decimal("33.3"),
    "thirds": Decimal("66.7"),
    "quarter": Decimal(25),
    "quarters": Decimal(75),
}

_YEAR = re.compile(r"\b(?:19|20)\d\d(?:\s?[-–/]\s?(?:19|20)?\d\d)?\b")
_CODE = r"\d+(?:[.–-]\d+)*(?![\d%]|\s*(?:%|per\s?cent|students?|pupils?|of\s+(?:the|our|them)|were|are|did|had|have)\b)"
_NAME = re.compile(
    # A plural may name several: grades 10 to 12, goals 2, 4 and 5.
    rf"\b(?:(?:goals|grades|strategies|measures|pages|sections|tables|charts|figures|chapters)\s+{_CODE}"
    rf"(?:(?:,|,?\s+(?:to|through|and|or))\s+{_CODE})+"
    r"|(?:goals?|grades?|strateg(?:y|ies)|measures?|pages?|sections?|tables?|charts?|figures?|chapters?|no\.|§)"
    r"\s+\d+(?:[.–-]\d+)*)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<![\w.,])(\d{1,3}(?:[,\u00a0\u202f]\d{3})+|\d+)(\.\d+)?(\s?%|\s?per\s?cent\b)?", re.IGNORECASE)
_WORDS = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(TENS)})[-\s](?P<unit>{'|'.join(UNITS[1:10])})|(?P<word>{'|'.join(NAMED)}))\b(\s+per\s?cent\b)?",
    re.IGNORECASE,
)
_SHARES = re.compile(rf"\b(?:{'|'.join(SHARES)})\b", re.IGNORECASE)
_RATIO = re.compile(r"\s+(?:(?:out\s+)?of|in)\s+(?:the\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberInText:
    """A number as it stands from ``start`` to ``end``; ``decimals`` are the places written.

    ``of`` is the whole that the text names with it, as the 20 in "three of 20".
    """

    text: str
    number: Decimal
    decimals: int
    is_percent: bool
    start: int
    end: int
    of: Decimal | None = None


def numbers_in(text: str) -> list[NumberInText]:
    """Every number of ``text`` in order, without years and without numbers that are names (goal 3, grade 9)."""
    names = [match.span() for pattern in (_YEAR, _NAME) for match in pattern.finditer(text)]
    found = [
        each
        for each in sorted(_all_numbers(text), key=lambda number: number.start)
        if not any(start <= each.start and each.end <= end for start, end in names)
    ]
    joined: list[NumberInText] = []
    for place, each in enumerate(found):
        follower = found[place + 1] if place + 1 < len(found) else None
        is_part = follower is not None and _RATIO.fullmatch(text[each.end : follower.start])
        joined.append(_with_whole(each, follower) if is_part and follower else each)
    return joined


def _with_whole(part: NumberInText, whole: NumberInText) -> NumberInText:
    return NumberInText(part.text, part.number, part.decimals, part.is_percent, part.start, part.end, whole.number)


def _all_numbers(text: str) -> Iterator[NumberInText]:
    for match in _DIGITS.finditer(text):
        whole, places, percent = match.groups()
        digits = re.sub(r"[^\d]", "", whole)
        number = Decimal(f"{int(digits)}{places or ''}")
        yield NumberInText(match[0], number, len(places or ".") - 1, bool(percent), match.start(), match.end())
    for match in _WORDS.finditer(text):
        if match["word"]:
            number = NAMED[match["word"].lower()]
        else:
            number = NAMED[match["tens"].lower()] + NAMED[match["unit"].lower()]
        yield NumberInText(match[0], number, 0, match[0].lower().endswith("cent"), match.start(), match.end())
    for match in _SHARES.finditer(text):
        number = SHARES[match[0].lower()]
        yield NumberInText(match[0], number, 1 if number % 1 else 0, True, match.start(), match.end())
