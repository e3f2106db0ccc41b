"""Numbers as English words, such as four, two dozen, one hundred and twelve; and shares such as two thirds."""

from __future__ import annotations

import re
from decimal import Decimal

UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SINGLE = {word: number for number, word in enumerate(UNITS)}
_SINGLE |= {word: 10 * number for number, word in enumerate(TENS, start=2)}
_OTHERS = {"both": 2, "pair": 2, "couple": 2, "duo": 2, "trio": 3, "nobody": 0, "none": 0}
_LOOSE = r"[-\s]+"
_BELOW_A_HUNDRED = rf"(?:{'|'.join(TENS)})(?:{_LOOSE}(?:{'|'.join(UNITS[1:10])})\b)?"
_SMALL = rf"(?:{_BELOW_A_HUNDRED}|{'|'.join(UNITS)})\b"
_HUNDREDS = rf"(?:(?:a|{_SMALL}){_LOOSE}hundred\b(?:{_LOOSE}(?:and\s+)?{_SMALL})?)"
_BELOW_A_THOUSAND = rf"(?:{_HUNDREDS}|{_SMALL})"
_THOUSANDS = rf"(?:(?:a|{_BELOW_A_THOUSAND}){_LOOSE}thousand\b(?:,?{_LOOSE}(?:and\s+)?{_BELOW_A_THOUSAND})?)"
_DOZENS = rf"(?:(?:(?:half{_LOOSE}(?:a{_LOOSE})?)|{_SMALL}{_LOOSE})?dozen\b)"

NUMBER = rf"(?:{_DOZENS}|{_THOUSANDS}|{_BELOW_A_THOUSAND}|(?:{'|'.join(_OTHERS)})\b)"
"""A pattern of every number in words that :func:`number_of_words` can read. Upper and lower case are the same."""

_ORDINALS = dict(
    zip(
        ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
        range(2, 13),
        strict=True,
    )
)
ORDINAL = rf"(?:{'|'.join(_ORDINALS)}|\d+(?:nd|rd|th))\b"
"""A pattern of the words that count up to a number; "first" is left out, which is said of everything."""

_PARTS = {"half": 2, "halve": 2, "quarter": 4} | {word: number for word, number in _ORDINALS.items() if number > 2}
SHARE = rf"(?:(?P<times>one|an?|{'|'.join(UNITS[2:10])}){_LOOSE})?(?P<part>(?:{'|'.join(_PARTS)})s?)\b"
"""A pattern of shares in words, with the groups ``times`` and ``part``. "A third" may be a share, or count to three."""


def number_of_words(text: str) -> Decimal:
    """The number that ``text`` says, which fits ``NUMBER``."""
    words = [word for word in re.split(r"[-,\s]+", text.lower()) if word not in {"and", ""}]
    if words[-1] == "dozen":
        return Decimal(6 if words[0] == "half" else 12 * int(number_of_words(" ".join(words[:-1]) or "one")))
    if len(words) == 1 and words[0] in _OTHERS:
        return Decimal(_OTHERS[words[0]])
    total = part = 0
    for word in words:
        if word == "thousand":
            total, part = 1000 * part, 0
        elif word == "hundred":
            part *= 100
        else:
            part += 1 if word == "a" else _SINGLE[word]
    return Decimal(total + part)


def number_of_ordinal(text: str) -> Decimal:
    """The number up to which ``text`` counts, which fits ``ORDINAL``."""
    return Decimal(_ORDINALS.get(text.lower()) or int(re.sub(r"\D", "", text)))


def percent_of_share(times: str, part: str) -> Decimal:
    """The percent that a share in words is, to one place: 66.7 for "two" and "thirds"."""
    whole = _PARTS[part.lower().removesuffix("s")]
    many = _SINGLE.get(times.lower(), whole - 1 if part.lower().endswith("s") and not times else 1)
    return round(Decimal(100 * many) / whole, 1)
