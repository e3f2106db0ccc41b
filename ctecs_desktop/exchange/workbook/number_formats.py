"""What a number format makes of a number: shows it, shows a date instead, or shows who knows what."""

from __future__ import annotations

import re
from enum import Enum


class FormatKind(Enum):
    """How a cell with this format is to be taken."""

    PLAIN = "plain"
    DATE = "date"
    UNKNOWN = "unknown"  # could show something else than the number: "57" whatever is there, or nothing


# ECMA-376 part 1, 18.8.30: the formats that have a number and no text. 27-36 and 50-58 are dates of East Asia.
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_BUILT_IN_PLAIN = frozenset({0, 1, 2, 3, 4, 49})
_PLAIN = re.compile(r"General|@|(?:#,##)?0(?:\.0{1,15})?")
# Quoted text, escaped or padded characters, and brackets other than elapsed time say nothing of dates.
_NO_DATE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_LETTERS = re.compile("[dmyhsbge]", re.IGNORECASE)


def format_kind(number: int, code: str | None) -> FormatKind:
    """The kind of the format of that number, or of ``code`` where the workbook gives it one."""
    if code is None:
        if number in _BUILT_IN_DATES:
            return FormatKind.DATE
        return FormatKind.PLAIN if number in _BUILT_IN_PLAIN else FormatKind.UNKNOWN
    if _PLAIN.fullmatch(code):
        return FormatKind.PLAIN
    rest = _NO_DATE.sub("", code.replace("General", ""))
    return FormatKind.DATE if _DATE_LETTERS.search(rest) else FormatKind.UNKNOWN
