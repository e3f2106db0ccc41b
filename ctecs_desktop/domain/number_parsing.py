"""Numbers as people type them: read exactly, or refused with the reason, never taken for something else.

This is an American office: the point is the decimal point, the comma separates thousands. ``1,234`` is one thousand
two hundred and thirty-four and ``1.234`` is a little over one; whatever an American would not have written like that is
asked back. Only the digits 0-9 (also the full-width ones of East Asian keyboards) are read.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from ctecs_desktop.domain.date_parsing import looks_like_date
from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.value import Suppressed, checked_number

LONGEST_NUMBER = 60
"""Characters that a typed number may have; longer ones are pasted text."""

SHORT_NUMBER = 12
"""Digits alone, up to so many, are below the largest number and need no further look."""

_SPACES = dict.fromkeys((0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"
_FULL_WIDTH = {0xFF00 + ord(sign) - 0x20: sign for sign in "0123456789.,%+-$"}
_TYPED = {**_SPACES, **_FULL_WIDTH, 0x2212: "-"}

# Only fractions that end in decimals: a third has no exact decimal and is asked back.
_FRACTIONS = {
    "½": "0.5", "¼": "0.25", "¾": "0.75", "⅕": "0.2", "⅖": "0.4", "⅗": "0.6", "⅘": "0.8",
    "⅛": "0.125", "⅜": "0.375", "⅝": "0.625", "⅞": "0.875", "⅒": "0.1",
}  # fmt: skip
_ENDLESS_FRACTIONS = "⅓⅔⅙⅚⅐⅑"

_WHOLE = r"[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+"
_PLAIN = re.compile(rf"(?P<whole>{_WHOLE})(?:\.(?P<decimals>[0-9]*))?|\.(?P<only_decimals>[0-9]+)")
_WITH_FRACTION = re.compile(rf"(?P<whole>{_WHOLE})? ?(?P<fraction>[{''.join(_FRACTIONS)}])")
_SIGNS = re.compile(r"(?P<signs>[+\-$](?: ?[+\-$])?)? ?(?P<rest>.*?)(?P<percent> ?%)?", re.DOTALL)

_EXPONENT = re.compile(r"[+-]?[0-9.,]+ ?[eE] ?[+-]?[0-9]+")
_HEXADECIMAL = re.compile(r"[+-]?0[xX][0-9A-Fa-f]+|&[hH][0-9A-Fa-f]+|#[0-9A-Fa-f]{6}")
_SPREADSHEET_ERROR = re.compile(r"#(N/A|DIV/0!|REF!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!)|Err:[0-9]+|##+")
_INTERVAL = re.compile(r"(?P<low>-?[0-9][0-9.,]*) ?[-–—] ?(?P<high>-?[0-9][0-9.,]*)")
_SLASHED = re.compile(r"[0-9]+ ?[/⁄] ?[0-9]+|[0-9]+ [0-9]+[/⁄][0-9]+")
_PARENTHESES = re.compile(r"\(\$? ?([0-9.,]+)\)")
_DECIMAL_COMMA = re.compile(r"(?P<whole>[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]*),(?P<decimals>[0-9]+)")
_DIGITS_AND_MARKS = re.compile(r"[0-9][0-9.,' ’]*")


class TypedNumber(NamedTuple):
    """A number and the signs it was typed with; ``decimals`` are the places typed after the point."""

    number: Decimal
    decimals: int
    is_percent: bool
    is_money: bool


def plain_text(text: str) -> str:
    """``text`` as typed on an American keyboard: ordinary spaces, digits and signs, nothing invisible around it."""
    stripped = text.strip()
    if stripped.isascii():
        return stripped  # nearly always, and pasted blocks are large
    return stripped.strip(_INVISIBLE).translate(_TYPED).strip()


def parse_number(text: str) -> Decimal:
    """The number that ``text`` says, a percent or dollar sign set aside.

    Raises ``ValueRejected``; the codes stand in :func:`read_number`.
    """
    return read_number(text).number


def read_number(text: str) -> TypedNumber:
    """The number that ``text`` says, with the signs it was typed with.

    Raises ``ValueRejected``: ``value.empty``, ``value.decimal_comma`` (with ``suggestion``),
    ``value.ambiguous_number`` (with ``readings``), ``value.interval_instead_of_number``,
    ``value.date_instead_of_number``, ``value.exponent``, ``value.hexadecimal``, ``value.spreadsheet_error``,
    ``value.parentheses`` (with ``suggestion``), ``value.fraction_not_exact``, ``value.too_large``,
    ``value.too_many_digits`` and, for all else, ``value.not_a_number``.
    """
    typed = plain_text(text)
    if len(typed) <= SHORT_NUMBER and typed.isascii() and typed.isdigit():
        return TypedNumber(Decimal(typed), 0, is_percent=False, is_money=False)
    if not typed:
        raise ValueRejected("value.empty")
    if len(typed) > LONGEST_NUMBER:
        raise ValueRejected("value.too_many_digits" if typed.isdigit() else "value.not_a_number", text=typed[:40])
    match = _SIGNS.fullmatch(typed)
    assert match is not None  # the pattern takes any text apart
    signs, is_percent = match["signs"] or "", match["percent"] is not None
    magnitude = _magnitude(match["rest"])
    if magnitude is None:
        raise _refusal(typed)
    if not _are_signs(signs, is_percent=is_percent):
        raise ValueRejected("value.not_a_number", text=typed)
    decimals = -int(magnitude.as_tuple().exponent)
    number = checked_number(-magnitude if "-" in signs else magnitude)
    return TypedNumber(number, decimals, is_percent=is_percent, is_money="$" in signs)


def parse_interval(text: str) -> Suppressed | None:
    """The closed interval that ``text`` says, such as ``1-5`` or ``138–142``; ``None`` where it is not written as one.

    Raises ``ValueRejected`` where an end is not a number or the ends are the wrong way round.
    """
    match = _INTERVAL.fullmatch(plain_text(text))
    if match is None:
        return None
    return Suppressed(parse_number(match["low"]), parse_number(match["high"]))


def _are_signs(signs: str, *, is_percent: bool) -> bool:
    """At most one plus or minus and one dollar sign, and never dollars of percent."""
    plus_or_minus = signs.count("+") + signs.count("-")
    return plus_or_minus <= 1 and signs.count("$") <= 1 and not (is_percent and "$" in signs)


def _magnitude(text: str) -> Decimal | None:
    """The number without its signs; ``None`` where it is not written as an American writes one."""
    match = _PLAIN.fullmatch(text)
    if match is not None:
        whole = (match["whole"] or "0").replace(",", "").replace(" ", "")
        decimals = match["decimals"] or match["only_decimals"]
        return Decimal(f"{whole}.{decimals}" if decimals else whole)
    match = _WITH_FRACTION.fullmatch(text)
    if match is None:
        return None
    whole = (match["whole"] or "0").replace(",", "").replace(" ", "")
    return Decimal(whole) + Decimal(_FRACTIONS[match["fraction"]])


def _refusal(typed: str) -> ValueRejected:
    """Why ``typed`` is no number, as exactly as can be said."""
    if _HEXADECIMAL.fullmatch(typed):
        return ValueRejected("value.hexadecimal", text=typed)
    if _SPREADSHEET_ERROR.fullmatch(typed):
        return ValueRejected("value.spreadsheet_error", text=typed)
    if _EXPONENT.fullmatch(typed):
        return ValueRejected("value.exponent", text=typed)
    if looks_like_date(typed):
        return ValueRejected("value.date_instead_of_number", text=typed)
    if _INTERVAL.fullmatch(typed):
        return ValueRejected("value.interval_instead_of_number", text=typed)
    if any(sign in typed for sign in _ENDLESS_FRACTIONS):
        return ValueRejected("value.fraction_not_exact", text=typed)
    parentheses = _PARENTHESES.fullmatch(typed)
    if parentheses is not None:
        return ValueRejected("value.parentheses", text=typed, suggestion=f"-{parentheses[1]}")
    if _SLASHED.fullmatch(typed):
        return ValueRejected("value.ambiguous_number", text=typed, readings=())
    return _refusal_of_marks(typed)


def _refusal_of_marks(typed: str) -> ValueRejected:
    """Digits with points, commas and spaces where an American puts none."""
    bare = typed.rstrip("% ").lstrip("+-$ ")
    sign = "-" if typed.startswith("-") else ""
    comma = _DECIMAL_COMMA.fullmatch(bare)
    if comma is not None:
        whole, decimals = comma["whole"], comma["decimals"]
        is_european = "." in whole or (" " in whole and len(decimals) != 3)
        if is_european or not whole or whole.startswith("0") or len(decimals) == 1:
            whole = re.sub("[. ]", "", whole) or "0"
            return ValueRejected("value.decimal_comma", text=typed, suggestion=f"{sign}{whole}.{decimals}")
    if _DIGITS_AND_MARKS.fullmatch(bare):
        readings = tuple(sign + reading for reading in _readings(bare))
        return ValueRejected("value.ambiguous_number", text=typed, readings=readings)
    return ValueRejected("value.not_a_number", text=typed)


def _readings(text: str) -> tuple[str, ...]:
    """What digits with marks may mean: the last mark as the decimal point, or no mark as one."""
    whole, mark, decimals = re.sub("[ '’]", "_", text).replace(",", "_").replace(".", "_").rpartition("_")
    with_point = f"{whole.replace('_', '')}.{decimals}" if mark and decimals else ""
    return tuple(reading for reading in (with_point, re.sub("[^0-9]", "", text)) if reading)
