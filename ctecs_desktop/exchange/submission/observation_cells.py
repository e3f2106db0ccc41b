"""How one value is laid out in the cells of its row: numerator, denominator, value and blank reason.

Different values give different cells: this is what lets the reader prove, by comparing cells, that a sheet says what
was signed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.plan import Measure, Unit
from ctecs_desktop.domain.value import (
    MOST_DIGITS,
    Mean,
    Missing,
    Names,
    Quantity,
    Ratio,
    Suppressed,
    Value,
    encode_value,
    number_text,
)
from ctecs_desktop.exchange.workbook.workbook_page import Content

REASON_WORDS: dict[Missing, str] = {
    reason: "" if reason is Missing.NOT_ENTERED else reason.value.replace("_", " ") for reason in Missing
}
"""What the column of blank reasons says; nothing where nobody has said anything yet."""

# Tuples, since looking for an enum member in a tuple compares identities, in a set it computes a hash.
_RATIO_UNITS = (Unit.PERCENT, Unit.RATE_PER_100, Unit.AMOUNT_PER)
_NUMBER_UNITS = (Unit.COUNT, Unit.HOURS, Unit.CURRENCY, Unit.DAYS)
_INTERVAL_UNITS = (*_RATIO_UNITS, Unit.MEAN, *_NUMBER_UNITS)


class ValueCells(NamedTuple):
    """The four cells that say a value."""

    numerator: Content = None
    denominator: Content = None
    value: Content = None
    reason: Content = None


def interval_text(interval: Suppressed) -> str:
    """``1–5``: a withheld figure as the state's own tables explain it."""
    return f"{number_text(interval.low)}–{number_text(interval.high)}"


def shown_value(ratio: Ratio, measure: Measure) -> Decimal | None:
    """The quotient a reader expects beside numerator and denominator, rounded half away from zero as it is shown.

    Nothing where a part is withheld or the denominator is 0. In whole numbers throughout, because the reader of a
    big workbook comes here thousands of times; ``domain.value.rounded`` says the same with fractions.
    """
    if isinstance(ratio.numerator, Suppressed) or isinstance(ratio.denominator, Suppressed) or not ratio.denominator:
        return None
    over, under = ratio.numerator.as_integer_ratio()
    by_over, by_under = ratio.denominator.as_integer_ratio()
    factor = 1 if measure.unit is Unit.AMOUNT_PER else 100
    doubled = 2 * factor * 10**measure.decimals * over * by_under
    units = (abs(doubled) // abs(under * by_over) + 1) // 2
    return Decimal(-units if (over < 0) != (by_over < 0) else units).scaleb(-measure.decimals)


def value_cells(value: Value, measure: Measure) -> ValueCells:
    """The cells of ``value``.

    Raises ``NotAllowed`` ``submission.value_not_of_unit`` (``measure``, ``unit``, ``value``) for a kind of value that
    the measure's unit does not have.
    """
    unit = measure.unit
    if isinstance(value, Missing):
        return ValueCells(reason=REASON_WORDS[value] or None)
    if isinstance(value, Ratio) and unit in _RATIO_UNITS:
        numerator, denominator = _quantity(value.numerator), _quantity(value.denominator)
        return ValueCells(
            numerator, denominator, _as_content(shown_value(value, measure)), _withheld(numerator, denominator)
        )
    if isinstance(value, Mean) and unit is Unit.MEAN:
        mean, n = _quantity(value.mean), _quantity(value.n)
        return ValueCells(None, n, mean, _withheld(mean, n))
    if isinstance(value, Suppressed) and unit in _INTERVAL_UNITS:
        return ValueCells(value=interval_text(value), reason=REASON_WORDS[Missing.WITHHELD])
    content = _plain(value, unit)
    if content is None:
        raise NotAllowed(
            "submission.value_not_of_unit", measure=measure.code, unit=unit.value, value=encode_value(value)[:80]
        )
    return ValueCells(value=content)


def _as_content(shown: Decimal | None) -> Content:
    """The quotient as a number, or as text where a spreadsheet would not keep all its digits (0.3 per 0.000000001)."""
    if shown is None or len(shown.as_tuple().digits) <= MOST_DIGITS:
        return shown
    return number_text(shown)


def _plain(value: Value, unit: Unit) -> Content:
    """The one cell of a value without parts; ``None`` where the unit has no such value."""
    if isinstance(value, bool):
        return ("yes" if value else "no") if unit is Unit.YES_NO else None
    if isinstance(value, Decimal):
        return value if unit in _NUMBER_UNITS else None
    if isinstance(value, Names):
        return Decimal(len(value.names)) if unit is Unit.NAMES else None
    if isinstance(value, date):
        return value.isoformat() if unit is Unit.MILESTONE_DATE else None
    return None


def _quantity(quantity: Quantity) -> Content:
    return interval_text(quantity) if isinstance(quantity, Suppressed) else quantity


def _withheld(one: Content, other: Content) -> Content:
    return REASON_WORDS[Missing.WITHHELD] if isinstance(one, str) or isinstance(other, str) else None


def value_words(value: Value) -> str:
    """A value in one line for a person: ``57 / 131``, ``449 (n = 174)``, ``not applicable``."""
    if isinstance(value, Missing):
        return REASON_WORDS[value] or "not entered"
    if isinstance(value, Suppressed):
        return interval_text(value)
    if isinstance(value, Ratio):
        return f"{_words(value.numerator)} / {_words(value.denominator)}"
    if isinstance(value, Mean):
        return f"{_words(value.mean)} (n = {_words(value.n)})"
    if isinstance(value, Names):
        return ", ".join(value.names) or "no names"
    return encode_value(value)


def _words(quantity: Quantity) -> str:
    return interval_text(quantity) if isinstance(quantity, Suppressed) else number_text(quantity)
