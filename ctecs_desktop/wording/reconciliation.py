"""A figure sent and one published, and how far they lie apart, as a person reads them."""

from __future__ import annotations

from fractions import Fraction

from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.plan import Measure, Unit
from ctecs_desktop.domain.published import LoadedFigure, Unstated, is_rounded
from ctecs_desktop.domain.reconciliation import Comparison
from ctecs_desktop.domain.status import NOTHING, Bounds
from ctecs_desktop.domain.value import Suppressed, rounded
from ctecs_desktop.i18n import _
from ctecs_desktop.wording.plain import counted
from ctecs_desktop.wording.terms import blank_text, term
from ctecs_desktop.wording.values import NOTHING_SHOWN, bounds_text, quantity_text

MORE_PLACES = 1
"""What was sent is shown with one more place than the state prints, so that 20.95 is not taken for 20.9."""


def sent_text(comparison: Comparison, measure: Measure) -> str:
    """What a school sent, or what it adds up to: ``20.92 %``, ``164``, ``1–5``, ``not collected``."""
    sent, part = comparison.sent, comparison.part
    bounds = sent.part(part) if sent else NOTHING
    if bounds != NOTHING:
        return _bounds_text(bounds, measure, part)
    return blank_text(sent.blank) if sent and sent.blank else NOTHING_SHOWN


def published_text(loaded: LoadedFigure | None, measure: Measure, part: Part) -> str:
    """What the state printed, in its places: ``20.9 %``, ``164``, ``1–5 (*)``, ``withheld (*)``, ``N/A``."""
    if loaded is None:
        return NOTHING_SHOWN
    amount = loaded.figure.amount
    if amount is Unstated.WITHHELD:
        return _("{word} (*)").format(word=term(amount))
    if isinstance(amount, Unstated):
        return str(amount.value)
    if isinstance(amount, Suppressed):
        return _("{interval} (*)").format(interval=quantity_text(amount))
    return f"{counted(amount)}{_sign(measure, part)}"


def reconciled_difference_text(comparison: Comparison, measure: Measure) -> str:
    """How far the two lie apart, with its sign: ``+3``, ``−0.4 points``; "" where nothing can be subtracted."""
    difference = comparison.difference
    if difference is None:
        return ""
    places = _places(comparison.published) + MORE_PLACES if is_rounded(measure, comparison.part) else 0
    text = _signed(difference, places)
    is_share = measure.unit is Unit.PERCENT and comparison.part is Part.VALUE
    return _("{difference} points").format(difference=text) if is_share else text


def _bounds_text(bounds: Bounds, measure: Measure, part: Part) -> str:
    if not is_rounded(measure, part):
        if part is Part.VALUE:
            return bounds_text(bounds.low, bounds.high, measure)
        ends = [_count_text(end) for end in dict.fromkeys((bounds.low, bounds.high)) if end is not None]
        return "–".join(ends)
    if bounds.low == bounds.high and bounds.low is not None:
        return f"{counted(rounded(bounds.low, measure.decimals + MORE_PLACES))}{_sign(measure, part)}"
    return bounds_text(bounds.low, bounds.high, measure)


def _count_text(number: Fraction) -> str:
    return counted(rounded(number, 0))


def _sign(measure: Measure, part: Part) -> str:
    return " %" if measure.unit is Unit.PERCENT and part is Part.VALUE else ""


def _places(loaded: LoadedFigure | None) -> int:
    amount = loaded.figure.amount if loaded else None
    if amount is None or isinstance(amount, Suppressed | Unstated):
        return 1
    return max(0, -int(amount.as_tuple().exponent))


def _signed(number: Fraction, places: int) -> str:
    text = counted(rounded(abs(number), places))
    return f"+{text}" if number > 0 else f"\N{MINUS SIGN}{text}"
