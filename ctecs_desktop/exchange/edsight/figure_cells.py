"""One cell of an export as an amount: a number as printed, a star, "N/A", or nothing at all."""

from __future__ import annotations

import re
from decimal import Decimal

from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.parsing import STAR
from ctecs_desktop.domain.plan import Measure
from ctecs_desktop.domain.published import Amount, Unstated, can_be_added
from ctecs_desktop.domain.value import Suppressed, checked_number
from ctecs_desktop.exchange.edsight.mapping import Star

_NUMBER = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|[0-9]+(\.[0-9]+)?")
_NONE = frozenset({"n/a", "na", "#n/a"})


def read_amount(text: str, star: Star, measure: Measure, part: Part) -> Amount | None:
    """What a cell says; None for a blank one, which says nothing and is not zero.

    Raises ``ValueRejected`` for what is no published figure of that measure: ``edsight.cell.not_a_figure``,
    ``edsight.cell.not_a_count`` (a count with decimals), ``edsight.cell.out_of_range`` (``low``, ``high``).
    """
    if not text:
        return None
    if text == "*":
        return STAR if star is Star.SMALL_COUNT else Unstated.WITHHELD
    if text.casefold() in _NONE:
        return Unstated.NONE
    is_count = can_be_added(measure, part)
    plain = text if is_count else text.removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(plain):
        raise ValueRejected("edsight.cell.not_a_figure", text=text[:80])
    number = Decimal(plain.replace(",", ""))
    try:
        checked_number(number)
    except ValueRejected as error:
        raise ValueRejected("edsight.cell.not_a_figure", text=text[:80]) from error
    if is_count and number != int(number):
        raise ValueRejected("edsight.cell.not_a_count", text=text[:80])
    if not is_count:
        _check_range(number, measure, text)
    return number


def _check_range(number: Decimal, measure: Measure, text: str) -> None:
    """A share of 469 or a mean score of 44 shows that columns were exchanged."""
    is_below = measure.low is not None and number < measure.low
    is_above = measure.high is not None and number > measure.high
    if is_below or is_above:
        raise ValueRejected("edsight.cell.out_of_range", text=text[:80], low=measure.low, high=measure.high)


def added(amounts: list[Amount]) -> Amount:
    """The sum of counts: "N/A" adds nothing, a star adds its interval, and what is withheld leaves no sum."""
    if len(amounts) == 1:
        return amounts[0]
    if Unstated.WITHHELD in amounts:
        return Unstated.WITHHELD
    numbers = [each for each in amounts if not isinstance(each, Unstated)]
    if not numbers:
        return Unstated.NONE
    low = sum((each.low if isinstance(each, Suppressed) else each for each in numbers), Decimal(0))
    high = sum((each.high if isinstance(each, Suppressed) else each for each in numbers), Decimal(0))
    return low if low == high else Suppressed(low, high)
