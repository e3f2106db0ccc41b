"""A measure's value: what may be recorded, and its one exact text form.

Values are exact: ``Decimal`` and ``int``, never ``float``. Nothing, zero and "not applicable" are three
different values. The text form made by :func:`encode_value` is the same in the store, in the history
chain and under the seal of a signed workbook, so a value has one spelling wherever it is compared.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from ctecs_desktop.domain.errors import ValueRejected

LARGEST_NUMBER = Decimal(10) ** 12
"""Exclusive bound on the size of any number; larger ones are slips, and 15 digits survive a spreadsheet."""

MOST_DIGITS = 15
"""Significant digits that a spreadsheet cell keeps exactly (IEEE 754 double)."""


_STARTS_AS_DATE = re.compile("[0-9]{4}-")


class Missing(Enum):
    """Why there is no value. ``NOT_ENTERED`` means that nobody has said yet."""

    NOT_ENTERED = "not_entered"
    NOT_APPLICABLE = "not_applicable"
    NOT_YET = "not_yet"
    NOT_COLLECTED = "not_collected"
    INCLUDED_ELSEWHERE = "included_elsewhere"
    WITHHELD = "withheld"


BLANK_REASONS: tuple[Missing, ...] = tuple(reason for reason in Missing if reason is not Missing.NOT_ENTERED)
"""The reasons a person may give for a blank."""

WITHOUT_POPULATION = frozenset({Missing.NOT_APPLICABLE, Missing.NOT_YET, Missing.INCLUDED_ELSEWHERE})
"""Blanks that say "there is nothing to count here": such a school is not expected in the coverage."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A figure withheld at its source, of which only the closed interval is known."""

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueRejected("value.interval_reversed", low=str(self.low), high=str(self.high))


Quantity = Decimal | Suppressed
"""A number that is known, or known to lie in an interval."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """Numerator and denominator of a percent, a rate per 100 or an amount per head."""

    numerator: Quantity
    denominator: Quantity


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean and the number ``n`` of those it was taken over."""

    mean: Quantity
    n: Quantity


@dataclass(frozen=True, slots=True)
class Names:
    """A list of distinct names (employers, towns), sorted."""

    names: tuple[str, ...]

    def __post_init__(self) -> None:
        cleaned = {" ".join(name.split()) for name in self.names}
        cleaned.discard("")
        object.__setattr__(self, "names", tuple(sorted(cleaned)))


Value = Decimal | Ratio | Mean | bool | date | Names | Suppressed | Missing
"""Whatever may stand at an address; see :class:`~ctecs_desktop.domain.observation.ObservationKey`."""


def low_of(quantity: Quantity) -> Decimal:
    """The least that ``quantity`` may be."""
    return quantity.low if isinstance(quantity, Suppressed) else quantity


def high_of(quantity: Quantity) -> Decimal:
    """The most that ``quantity`` may be."""
    return quantity.high if isinstance(quantity, Suppressed) else quantity


def exact(number: Decimal) -> Fraction:
    """``number`` as an exact fraction, for divisions that must not round on the way."""
    return Fraction(number)


def rounded(fraction: Fraction, decimals: int) -> Decimal:
    """``fraction`` rounded half away from zero, as schools and the state round, to ``decimals`` places."""
    scale = 10**decimals
    doubled = 2 * abs(fraction) * scale
    units = (doubled.numerator // doubled.denominator + 1) // 2
    number = Decimal(units).scaleb(-decimals)
    return -number if fraction < 0 and units else number


def number_text(number: Decimal) -> str:
    """The one plain spelling of an exact number: no exponent, no trailing zeros, no minus zero."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def checked_number(number: Decimal) -> Decimal:
    """``number`` if a store and a spreadsheet keep it exactly.

    Raises ``ValueRejected`` where it is not finite, too large or has more than 15 significant digits.
    """
    if not number.is_finite():
        raise ValueRejected("value.not_a_number", text=str(number))
    if abs(number) >= LARGEST_NUMBER:
        raise ValueRejected("value.too_large", text=str(number)[:40])
    plain = number_text(number)
    if len(plain.lstrip("-").replace(".", "").lstrip("0")) > MOST_DIGITS:
        raise ValueRejected("value.too_many_digits", text=plain[:40])
    return Decimal(plain)


def _quantity_text(quantity: Quantity) -> str:
    if isinstance(quantity, Suppressed):
        return f"[{number_text(quantity.low)},{number_text(quantity.high)}]"
    return number_text(quantity)


def encode_value(value: Value) -> str:
    """The canonical text of ``value``; :func:`decode_value` is its inverse.

    ``248`` · ``57/131`` · ``449@174`` (mean @ n) · ``[1,5]/131`` · ``yes`` · ``2020-03-31`` ·
    ``["Acme","Pratt"]`` · ``[1,5]`` · ``!not_applicable``.
    """
    # The kinds that a big submission has most of come first.
    if isinstance(value, Ratio):
        return f"{_quantity_text(value.numerator)}/{_quantity_text(value.denominator)}"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, Missing):
        return f"!{value.value}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Suppressed):
        return _quantity_text(value)
    if isinstance(value, Mean):
        return f"{_quantity_text(value.mean)}@{_quantity_text(value.n)}"
    if isinstance(value, Names):
        return json.dumps(value.names, ensure_ascii=False, separators=(",", ":"))
    return value.isoformat()


def _decode_number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)  # "NaN" is a Decimal, but no number
    return number


def _decode_quantity(text: str) -> Quantity:
    if text.startswith("["):
        low, _, high = text[1:-1].partition(",")
        return Suppressed(_decode_number(low), _decode_number(high))
    return _decode_number(text)


def _decode_named(text: str) -> Value:
    if text.startswith("!"):
        return Missing(text[1:])
    if text == "[]" or text.startswith('["'):
        names = json.loads(text)
        if not all(isinstance(name, str) for name in names):
            raise ValueError(text)
        return Names(tuple(names))
    if text in {"yes", "no"}:
        return text == "yes"
    return date.fromisoformat(text)


def decode_value(text: str) -> Value:
    """The value whose canonical text is ``text``.

    Raises ``ValueRejected("value.not_canonical")`` for any other text, also for other spellings.
    """
    try:
        if text.isdecimal() and text.isascii():
            value: Value = Decimal(text)
        elif text.startswith(("!", '["', "[]")) or text in {"yes", "no"} or (text[:4].isdecimal() and text[4:5] == "-"):
            value = _decode_named(text)
        elif "/" in text:
            numerator, _, denominator = text.partition("/")
            value = Ratio(_decode_quantity(numerator), _decode_quantity(denominator))
        elif "@" in text:
            mean, _, n = text.partition("@")
            value = Mean(_decode_quantity(mean), _decode_quantity(n))
        else:
            value = _decode_quantity(text)
        same = encode_value(value) == text
    except (ValueError, ArithmeticError, TypeError, RecursionError) as error:
        raise ValueRejected("value.not_canonical", text=text[:80]) from error
    if not same:
        raise ValueRejected("value.not_canonical", text=text[:80])
    return value
