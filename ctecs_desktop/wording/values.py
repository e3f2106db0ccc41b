"""Values and district figures as a person reads them; what is stored stays exact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from ctecs_desktop.domain.plan import Measure, Unit
from ctecs_desktop.domain.rollup_report import shows_dates
from ctecs_desktop.domain.status import displayed
from ctecs_desktop.domain.value import Mean, Missing, Names, Quantity, Ratio, Suppressed, Value, rounded
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording.plain import counted, date_text, printable
from ctecs_desktop.wording.terms import blank_text

MOST_FURTHER_PLACES = 3
"""So many more places an interval may have whose ends would look the same."""

NOTHING_SHOWN = "–"
"""Stands where a figure is not known; a dash and not a blank, so that nobody thinks it was forgotten."""


def value_text(value: Value, measure: Measure) -> str:
    """A value with its parts: ``12.7 % (57 of 449)``, ``469.4 (n 2,445)``, ``1–5 (withheld)``, ``not applicable``."""
    if isinstance(value, Missing):
        return blank_text(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, Names):
        return "; ".join(printable(name) for name in value.names) or _("none")
    if isinstance(value, Ratio):
        return _("{figure} ({numerator} of {denominator})").format(
            figure=_displayed_text(value, measure),
            numerator=quantity_text(value.numerator),
            denominator=quantity_text(value.denominator),
        )
    if isinstance(value, Mean):
        return _("{figure} (n {count})").format(figure=_displayed_text(value, measure), count=quantity_text(value.n))
    if isinstance(value, Suppressed):
        return _("{interval} (withheld)").format(interval=quantity_text(value))
    return f"{_currency(measure)}{counted(value)}"


def quantity_text(quantity: Quantity) -> str:
    """A number, or the two ends of the interval that a withheld one lies in."""
    if isinstance(quantity, Suppressed):
        return f"{counted(quantity.low)}–{counted(quantity.high)}"
    return counted(quantity)


def _displayed_text(value: Value, measure: Measure) -> str:
    low, high = displayed(value, measure)
    if low == high:
        return figure_text(low, measure)
    return bounds_text(low, high, measure)


def _currency(measure: Measure) -> str:
    return "$" if measure.unit is Unit.CURRENCY else ""


def figure_text(figure: Fraction | None, measure: Measure) -> str:
    """A district figure, rounded as the measure is shown: ``12.7 %``, ``10,710``, ``July 15, 2020``."""
    if figure is None:
        return NOTHING_SHOWN
    if shows_dates(measure):
        return date_text(date.fromordinal(int(figure)))
    return _number_text(figure, measure, None)


def target_text(target: Fraction, measure: Measure) -> str:
    """A target or a baseline; of a milestone it is always a date."""
    if measure.unit is Unit.MILESTONE_DATE:
        return date_text(date.fromordinal(int(target)))
    return _number_text(target, measure, None)


def _number_text(number: Fraction, measure: Measure, decimals: int | None) -> str:
    text = counted(rounded(number, measure.decimals if decimals is None else decimals))
    return f"{text} %" if measure.unit is Unit.PERCENT else f"{_currency(measure)}{text}"


def bounds_text(low: Fraction | None, high: Fraction | None, measure: Measure) -> str:
    """Where a figure lies that is not known exactly: ``12.1–13.4 %``, ``at least 12``, ``at most 15``, or a dash."""
    if low is None and high is None:
        return NOTHING_SHOWN
    if low is None:
        return _("at most {figure}").format(figure=figure_text(high, measure))
    if high is None:
        return _("at least {figure}").format(figure=figure_text(low, measure))
    if low == high:
        return figure_text(low, measure)
    if shows_dates(measure):
        return f"{figure_text(low, measure)} – {figure_text(high, measure)}"
    for decimals in range(measure.decimals, measure.decimals + MOST_FURTHER_PLACES + 1):
        ends = _number_text(low, measure, decimals), _number_text(high, measure, decimals)
        if ends[0] != ends[1]:
            break
    return f"{ends[0].removesuffix(' %')}–{ends[1]}"


def beside_target_text(figure: Fraction, target: Fraction, measure: Measure) -> tuple[str, str]:
    """Figure and target for showing beside each other.

    Where rounding would make them look equal although they are not, both have one more place: 12.04 is not "12.0".
    """
    shown = figure_text(figure, measure), target_text(target, measure)
    if figure != target and shown[0] == shown[1]:
        more = measure.decimals + 1
        return _number_text(figure, measure, more), _number_text(target, measure, more)
    return shown


def coverage_text(reporting: int, expected: int, enrolment_share: Fraction | None) -> str:
    """``14 of 17 schools, 92 % of enrollment``."""
    if not expected:
        return _("no school asked")
    schools = ngettext("{reporting} of {expected} school", "{reporting} of {expected} schools", expected).format(
        reporting=reporting, expected=expected
    )
    if enrolment_share is None:
        return schools
    share: Decimal = rounded(100 * enrolment_share, 0)
    return _("{schools}, {share} % of enrollment").format(schools=schools, share=share)
