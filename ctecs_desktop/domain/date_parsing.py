"""Dates as people type them, and how to tell that a text is a date at all.

A date is read where it can be read in one way only: ISO, the American month/day/year with four digits of the year, and
with the month in words. A spreadsheet turns ``1-2`` into a date by itself, so numbers ask here too.
"""

from __future__ import annotations

import re
from datetime import date

from ctecs_desktop.domain.errors import ValueRejected

FIRST_YEAR = 1950
LAST_YEAR = 2100
"""Dates outside are slips: spreadsheets count days from 1900 and 1904."""

_MONTHS = tuple(
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9:.]+)(Z|[+-][0-9:]+)?)?")
_MIDNIGHT = re.compile(r"00:00(:00(\.0+)?)?")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_DAY_FIRST_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_DASHED = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}|[0-9]{1,2}[- ]?[A-Za-z]{3,9}[- ][0-9]{2}")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[- ]([A-Za-z]{3,9})\.?[- ]([0-9]{4})")
_AROUND_A_MONTH = re.compile(r"(?:[0-9]{1,4}[- ]?)?([A-Za-z]{3,9})\.?(?:[- ]?[0-9]{1,2},?)?(?:[- ]?[0-9]{2,4})?")


def looks_like_date(text: str) -> bool:
    """Whether ``text`` is written as a date, a possible one or not: also ``2-Jan``, ``Jan-20`` and ``3/31/20``."""
    if any(pattern.fullmatch(text) for pattern in (_ISO, _SLASHED, _DAY_FIRST_DOTTED, _DASHED)):
        return True
    around = _AROUND_A_MONTH.fullmatch(text)
    if around is not None:
        return _month(around[1]) is not None
    return _SHORT_YEAR.fullmatch(text) is not None


def parse_date(text: str) -> date:
    """The date that ``text`` says.

    Raises ``ValueRejected``: ``value.not_a_date``, ``value.two_digit_year``, ``value.ambiguous_date`` (with
    ``suggestion``), ``value.time_not_wanted``, ``value.number_instead_of_date`` and ``value.date_out_of_range``.
    """
    iso = _ISO.fullmatch(text)
    if iso is not None:
        if iso[5] or (iso[4] and not _MIDNIGHT.fullmatch(iso[4])):
            raise ValueRejected("value.time_not_wanted", text=text)
        return _dated(text, iso[1], iso[2], iso[3])
    american = _SLASHED.fullmatch(text)
    if american is not None:
        return _dated(text, american[3], american[1], american[2])
    for pattern, month_at, day_at in ((_MONTH_FIRST, 1, 2), (_DAY_FIRST, 2, 1)):
        match = pattern.fullmatch(text)
        if match is not None and (month := _month(match[month_at])) is not None:
            return _dated(text, match[3], str(month), match[day_at])
    raise _refusal(text)


def _refusal(text: str) -> ValueRejected:
    if text.replace(".", "").isdigit() and text.count(".") < 2:
        return ValueRejected("value.number_instead_of_date", text=text[:40])
    if _SHORT_YEAR.fullmatch(text):
        return ValueRejected("value.two_digit_year", text=text)
    other = _DAY_FIRST_DOTTED.fullmatch(text) or _DASHED.fullmatch(text)
    if other is not None:
        return ValueRejected("value.ambiguous_date", text=text, suggestion=_suggestion(other))
    return ValueRejected("value.not_a_date", text=text[:80])


def _suggestion(match: re.Match[str]) -> str:
    """The ISO spelling of a day.month.year, which the person must confirm; "" where that is no date."""
    try:
        return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
    except ValueError:
        return ""


def _dated(text: str, year: str, month: str, day: str) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError as error:
        if 12 < int(month) <= 31 and int(day) <= 12:
            raise ValueRejected("value.ambiguous_date", text=text, suggestion=_swapped(year, month, day)) from error
        raise ValueRejected("value.not_a_date", text=text) from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueRejected("value.date_out_of_range", text=text, first=str(FIRST_YEAR), last=str(LAST_YEAR))
    return found


def _swapped(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(day), int(month)).isoformat()
    except ValueError:
        return ""


def _month(word: str) -> int | None:
    """The number of the month that ``word`` names in full or shortened to three letters (``Sept`` too)."""
    lowered = word.casefold()
    for number, name in enumerate(_MONTHS, start=1):
        if lowered == name or lowered in {name[:3], name[:4]}:
            return number
    return None
