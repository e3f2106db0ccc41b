"""From what people type into the boxes of a measure to its exact value, and back.

What is ambiguous is refused with a code that says what to ask; nothing is ever taken for something else. Nothing typed,
zero, and a reason for a blank stay three different things.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ctecs_desktop.domain.date_parsing import parse_date
from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.number_parsing import TypedNumber, parse_interval, parse_number, plain_text, read_number
from ctecs_desktop.domain.plan import Measure, Unit
from ctecs_desktop.domain.value import (
    Mean,
    Missing,
    Names,
    Quantity,
    Ratio,
    Suppressed,
    Value,
    encode_value,
    exact,
    number_text,
)
from ctecs_desktop.domain.word_parsing import blank_reason, parse_blank, parse_names, parse_yes_no, typed_names

__all__ = ["EntryText", "entry_text", "parse_blank", "parse_number", "parse_value", "value_fits"]

STAR = Suppressed(Decimal(1), Decimal(5))
"""What EdSight's ``*`` stands for in a count or a numerator: at least 1, at most 5."""

FURTHER_PLACES_OF_A_MEAN = 2
"""A mean may be entered this much finer than it is shown, because the district's mean is weighed from it."""

_SINGLE_NUMBER = frozenset({Unit.COUNT, Unit.HOURS, Unit.CURRENCY, Unit.DAYS})
_WORDS = frozenset({Unit.YES_NO, Unit.MILESTONE_DATE, Unit.NAMES})


@dataclass(frozen=True, slots=True)
class EntryText:
    """What stands in the boxes of one measure, exactly as typed or read from a sheet; ``""`` for nothing."""

    numerator: str = ""
    denominator: str = ""
    value: str = ""
    blank: str = ""
    note: str = ""


def parse_value(entry: EntryText, measure: Measure) -> Value:
    """The value that ``entry`` says for ``measure``; nothing typed at all is ``Missing.NOT_ENTERED``.

    A ratio needs numerator and denominator (``*`` as a numerator is 1-5), a mean its value and, as denominator, its n.
    An interval such as ``1-5`` is taken where the blank reason says ``withheld``. Raises ``ValueRejected``, whose
    ``column`` names the box (numerator, denominator, value or blank), with, beside
    the codes of numbers and dates, ``value.parts_wanted``, ``value.part_missing``, ``value.part_not_wanted``,
    ``value.parts_disagree``, ``value.number_and_blank``, ``value.unknown_blank_reason``, ``value.too_many_decimals``,
    ``value.percent_not_wanted``, ``value.money_not_wanted``, ``value.star_not_wanted``, ``value.interval_reversed``,
    ``value.not_yes_or_no`` and ``value.control_character``.
    """
    parts = {
        name: text.strip()
        for name, text in (("numerator", entry.numerator), ("denominator", entry.denominator), ("value", entry.value))
        if plain_text(text)
    }
    with _in_column("blank"):
        reason = parse_blank(entry.blank) if plain_text(entry.blank) else None
    if reason is None:
        reason, parts = _reason_in_parts(parts)
    if not parts:
        return Missing.NOT_ENTERED if reason is None else reason
    if reason is not None and not (reason is Missing.WITHHELD and _has_interval(parts, measure)):
        column, text = next(iter(parts.items()))
        raise ValueRejected("value.number_and_blank", column=column, text=text, blank=reason.value)
    if measure.unit in _WORDS:
        return _parse_words(parts, measure)
    return _parse_numbers(parts, measure, is_withheld=reason is Missing.WITHHELD)


def value_fits(value: Value, measure: Measure) -> bool:
    """Whether ``value`` is of the kind that the unit of ``measure`` asks for; a blank fits everywhere."""
    unit = measure.unit
    if isinstance(value, Missing):
        return True
    if isinstance(value, Ratio):
        return unit.is_ratio
    if isinstance(value, Mean):
        return unit is Unit.MEAN
    if isinstance(value, Names):
        return unit is Unit.NAMES
    if isinstance(value, bool):
        return unit is Unit.YES_NO
    if isinstance(value, date):
        return unit is Unit.MILESTONE_DATE
    return unit in _SINGLE_NUMBER


def entry_text(value: Value, measure: Measure, *, note: str = "") -> EntryText:
    """How ``value`` is typed; :func:`parse_value` reads the same value from it.

    Raises ``ValueRejected("value.wrong_kind")`` for a value that ``measure`` cannot have, such as a count where its
    unit is a percent.
    """
    if not value_fits(value, measure):
        raise ValueRejected("value.wrong_kind", unit=measure.unit.value, found=encode_value(value)[:80])
    if value is Missing.NOT_ENTERED:
        return EntryText(note=note)
    if isinstance(value, Missing):
        return EntryText(blank=value.value, note=note)
    if isinstance(value, Ratio):
        blank = _withheld_if_interval(value.numerator, value.denominator)
        return EntryText(_typed(value.numerator), _typed(value.denominator), blank=blank, note=note)
    if isinstance(value, Mean):
        blank = _withheld_if_interval(value.mean, value.n)
        return EntryText(denominator=_typed(value.n), value=_typed(value.mean), blank=blank, note=note)
    if isinstance(value, Decimal | Suppressed):
        return EntryText(value=_typed(value), blank=_withheld_if_interval(value), note=note)
    if isinstance(value, Names):
        return EntryText(value=typed_names(value), note=note)
    if isinstance(value, bool):
        return EntryText(value="yes" if value else "no", note=note)
    return EntryText(value=value.isoformat(), note=note)


def _reason_in_parts(parts: dict[str, str]) -> tuple[Missing | None, dict[str, str]]:
    """A reason typed where the number belongs, such as ``n/a``, and the parts left; ``*`` is no reason here."""
    reasons = {name: blank_reason(text) for name, text in parts.items() if plain_text(text) != "*"}
    given = {reason for reason in reasons.values() if reason is not None}
    if len(given) != 1:
        return None, parts
    return given.pop(), {name: text for name, text in parts.items() if reasons.get(name) is None}


def _has_interval(parts: dict[str, str], measure: Measure) -> bool:
    """Whether a withheld figure is known at least between bounds."""
    if measure.unit in _WORDS:
        return False
    for name, text in parts.items():
        with _in_column(name):
            if plain_text(text) == "*" or parse_interval(text) is not None:
                return True
    return False


@contextmanager
def _in_column(name: str) -> Iterator[None]:
    """Every refusal says in ``column`` which box it is about."""
    try:
        yield
    except ValueRejected as error:
        raise ValueRejected(error.code, **{"column": name, **error.params}) from error


def _parse_words(parts: dict[str, str], measure: Measure) -> Value:
    """Yes or no, a date or names, which have one box only."""
    for name in ("numerator", "denominator"):
        if name in parts:
            raise ValueRejected("value.part_not_wanted", column=name, text=parts[name])
    text = parts["value"]
    with _in_column("value"):
        if measure.unit is Unit.YES_NO:
            return parse_yes_no(text)
        if measure.unit is Unit.MILESTONE_DATE:
            return parse_date(plain_text(text))
        return parse_names(text)


def _parse_numbers(parts: dict[str, str], measure: Measure, *, is_withheld: bool) -> Value:
    if measure.unit.is_ratio:
        return _parse_ratio(parts, measure, is_withheld=is_withheld)
    if measure.unit is Unit.MEAN:
        if "numerator" in parts:
            raise ValueRejected("value.part_not_wanted", column="numerator", text=parts["numerator"])
        _want("value", "denominator", parts=parts)
        return Mean(
            _quantity(parts["value"], measure, part="value", is_withheld=is_withheld),
            _quantity(parts["denominator"], measure, part="denominator", is_withheld=is_withheld),
        )
    return _parse_single(parts, measure, is_withheld=is_withheld)


def _parse_ratio(parts: dict[str, str], measure: Measure, *, is_withheld: bool) -> Ratio:
    if set(parts) == {"value"}:
        raise ValueRejected(
            "value.parts_wanted",
            column="value",
            text=parts["value"],
            numerator=measure.numerator,
            denominator=measure.denominator,
        )
    _want("numerator", "denominator", parts=parts)
    ratio = Ratio(
        _quantity(parts["numerator"], measure, part="numerator", is_withheld=is_withheld),
        _quantity(parts["denominator"], measure, part="denominator", is_withheld=is_withheld),
    )
    if "value" in parts:
        with _in_column("value"):
            _check_quotient(parts["value"], ratio, measure)
    return ratio


def _check_quotient(text: str, ratio: Ratio, measure: Measure) -> None:
    """Refuse a quotient, typed beside its parts, that they do not make.

    It may be rounded to the places typed; a percent cell of a spreadsheet says 0.435 for 43.5 %.
    """
    typed = read_number(text)
    if isinstance(ratio.numerator, Suppressed) or isinstance(ratio.denominator, Suppressed) or not ratio.denominator:
        raise ValueRejected("value.parts_disagree", text=text, found=_typed(ratio.numerator))
    quotient = exact(ratio.numerator) / exact(ratio.denominator)
    half_a_place = Fraction(1, 2 * 10**typed.decimals)
    shown = {quotient * measure.unit.factor} | (set() if typed.is_percent else {quotient})
    if all(abs(exact(typed.number) - each) > half_a_place for each in shown):
        found = f"{_typed(ratio.numerator)}/{_typed(ratio.denominator)}"
        raise ValueRejected("value.parts_disagree", text=text, found=found)


def _parse_single(parts: dict[str, str], measure: Measure, *, is_withheld: bool) -> Quantity:
    """A count and its like; sheets put it into the numerator's column as often as into the value's."""
    if "denominator" in parts:
        raise ValueRejected("value.part_not_wanted", column="denominator", text=parts["denominator"])
    found = {name: _quantity(text, measure, part=name, is_withheld=is_withheld) for name, text in sorted(parts.items())}
    if len(set(found.values())) > 1:
        raise ValueRejected(
            "value.parts_disagree", column="value", text=parts["value"], found=_typed(found["numerator"])
        )
    return next(iter(found.values()))


def _want(*names: str, parts: dict[str, str]) -> None:
    for name in names:
        if name not in parts:
            raise ValueRejected("value.part_missing", column=name)


def _quantity(text: str, measure: Measure, *, part: str, is_withheld: bool) -> Quantity:
    """One number of a measure, or the interval of a withheld one, with the places that the part may have."""
    with _in_column(part):
        if plain_text(text) == "*":
            if measure.unit is not Unit.COUNT and not (part == "numerator" and _counts_heads(measure)):
                raise ValueRejected("value.star_not_wanted")
            return STAR
        places = _places(measure, part)
        interval = parse_interval(text)
        if interval is not None:
            if not is_withheld:
                raise ValueRejected("value.interval_instead_of_number", text=text)
            _check_places(interval.low, text, places=places)
            _check_places(interval.high, text, places=places)
            return interval
        typed = read_number(text)
        if typed.decimals or typed.is_percent or typed.is_money:
            _check_signs(typed, text, measure)
            if places < 3:
                _check_not_thousands(typed, text)
            _check_places(typed.number, text, places=places)
        return typed.number


def _counts_heads(measure: Measure) -> bool:
    return measure.unit in {Unit.PERCENT, Unit.RATE_PER_100} and not measure.part_decimals


def _places(measure: Measure, part: str) -> int:
    if measure.unit in _SINGLE_NUMBER:
        return measure.decimals
    if measure.unit is Unit.MEAN and part == "value":
        return measure.decimals + FURTHER_PLACES_OF_A_MEAN
    return measure.part_decimals


def _check_signs(typed: TypedNumber, text: str, measure: Measure) -> None:
    if typed.is_percent:
        raise ValueRejected("value.percent_not_wanted", text=text)
    if typed.is_money and measure.unit is not Unit.CURRENCY and not (measure.unit.is_ratio and measure.part_decimals):
        raise ValueRejected("value.money_not_wanted", text=text)


def _check_not_thousands(typed: TypedNumber, text: str) -> None:
    """Refuse ``1.000`` where three places are not wanted: half the world writes a thousand so."""
    if typed.decimals == 3 and 1 <= abs(typed.number) < 1000:
        readings = (number_text(typed.number), number_text(1000 * typed.number))
        raise ValueRejected("value.ambiguous_number", text=text, readings=readings)


def _check_places(number: Decimal, text: str, *, places: int) -> None:
    plain = number_text(number)
    if len(plain.partition(".")[2]) > places:
        raise ValueRejected("value.too_many_decimals", text=text, places=str(places))


def _typed(quantity: Quantity) -> str:
    if isinstance(quantity, Suppressed):
        return f"{number_text(quantity.low)}–{number_text(quantity.high)}"
    return number_text(quantity)


def _withheld_if_interval(*quantities: Quantity) -> str:
    return Missing.WITHHELD.value if any(isinstance(each, Suppressed) for each in quantities) else ""
