"""The least and the most that one row of ``Values`` adds to a figure: exactly, and as formulas over the row's cells.

Both say the same thing twice, once for readers that compute nothing and once for those that do; the tests let
LibreOffice compute every formula and compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ctecs_desktop.domain.plan import Measure, Population, Unit
from ctecs_desktop.domain.value import (
    Mean,
    Ratio,
    Suppressed,
    Value,
    exact,
    high_of,
    low_of,
    number_text,
)
from ctecs_desktop.exchange.rollup.rollup_kinds import Kind
from ctecs_desktop.exchange.workbook.live_page import day_number


class Reach(NamedTuple):
    """Low and high of one row, each with the denominator (of a mean: the n) that goes with it."""

    low: Fraction | None = None
    low_over: Fraction | None = None
    high: Fraction | None = None
    high_over: Fraction | None = None


class ReachFormulas(NamedTuple):
    """The formulas of the four cells; "" for none."""

    low: str = ""
    low_over: str = ""
    high: str = ""
    high_over: str = ""


@dataclass(frozen=True, slots=True)
class RowCells:
    """The names of a row's cells that formulas speak of."""

    counted: str
    numerator: str
    denominator: str
    value: str
    due: str
    most: str
    low: str
    low_over: str
    high: str


def most_of(measure: Measure, kind: Kind, ceiling: Decimal) -> Decimal | None:
    """How many pupils a school that did not report can add; ``None`` where nothing bounds it.

    For a mean the measure's own least and greatest value must be known too.
    """
    if measure.population is not Population.STUDENTS or ceiling <= 0:
        return None
    if kind is Kind.RATIO and measure.unit is Unit.PERCENT:
        return ceiling
    if kind is Kind.MEAN and measure.low is not None and measure.high is not None:
        return ceiling
    return None


def reach_of(
    value: Value, measure: Measure, kind: Kind, *, most: Decimal | None = None, due: Decimal | None = None
) -> Reach:
    """What the row adds at least and at most; dates as ordinals, on time as 1."""
    if kind is Kind.RATIO:
        return _ratio_reach(value, measure, most)
    if kind is Kind.MEAN:
        return _mean_reach(value, measure, most)
    if kind is Kind.ON_TIME:
        if due is None:
            return Reach()
        if not isinstance(value, date):
            return Reach(high=Fraction(1))
        on_time = Fraction(int(value.toordinal() <= due))
        return Reach(low=on_time, high=on_time)
    if kind in {Kind.SUM, Kind.RANGE}:
        if isinstance(value, Decimal | Suppressed):
            return Reach(low=exact(low_of(value)), high=exact(high_of(value)))
        if kind is Kind.RANGE and isinstance(value, date):
            return Reach(low=Fraction(value.toordinal()), high=Fraction(value.toordinal()))
    return Reach()


def _ratio_reach(value: Value, measure: Measure, most: Decimal | None) -> Reach:
    if isinstance(value, Ratio):
        low, high = exact(low_of(value.numerator)), exact(high_of(value.numerator))
        least, greatest = exact(low_of(value.denominator)), exact(high_of(value.denominator))
        # In a percent nobody is counted above the line who is not counted below it.
        grows = measure.unit is Unit.PERCENT and high <= greatest
        return Reach(low, greatest, high, max(least, high) if grows else least)
    return Reach() if most is None else Reach(Fraction(0), exact(most), exact(most), exact(most))


def _mean_reach(value: Value, measure: Measure, most: Decimal | None) -> Reach:
    if isinstance(value, Mean):
        return Reach(
            exact(low_of(value.mean)), exact(low_of(value.n)), exact(high_of(value.mean)), exact(high_of(value.n))
        )
    if most is None or measure.low is None or measure.high is None:
        return Reach()
    return Reach(exact(measure.low), Fraction(0), exact(measure.high), exact(most))


def reach_formulas(value: Value, measure: Measure, kind: Kind, *, cells: RowCells) -> ReachFormulas:
    """The same as formulas: a number in the row's own cell counts, else what is known of the value or the school."""
    if kind is Kind.RATIO:
        return _ratio_formulas(value, measure, cells)
    if kind is Kind.MEAN:
        return _mean_formulas(value, measure, cells)
    counted = f'{cells.counted}="yes"'
    if kind is Kind.ON_TIME:
        known = f"AND({counted},ISNUMBER({cells.value}),ISNUMBER({cells.due}))"
        return ReachFormulas(
            low=f'IF({known},IF({cells.value}<={cells.due},1,0),"")',
            high=f'IF(ISNUMBER({cells.due}),IF(ISNUMBER({cells.low}),{cells.low},1),"")',
        )
    if kind in {Kind.SUM, Kind.RANGE} and not isinstance(value, Mean):
        low, high = _ends(value)
        return ReachFormulas(
            low=f'IF({counted},{_number(cells.value, low)},"")', high=f'IF({counted},{_number(cells.value, high)},"")'
        )
    return ReachFormulas()


def _ratio_formulas(value: Value, measure: Measure, cells: RowCells) -> ReachFormulas:
    known = f'AND({cells.counted}="yes",{cells.numerator}<>"")'
    numerator, denominator = (value.numerator, value.denominator) if isinstance(value, Ratio) else (None, None)
    (low, high), (least, greatest) = _ends(numerator), _ends(denominator)
    most = f'IF(ISNUMBER({cells.most}),{cells.most},"")'
    over = f"IF({known},{_number(cells.denominator, least)},0)"
    if measure.unit is Unit.PERCENT:
        over = f"IF({cells.high}<={cells.low_over},MAX({over},{cells.high}),{over})"
    return ReachFormulas(
        low=f'IF({known},{_number(cells.numerator, low)},IF(ISNUMBER({cells.most}),0,""))',
        low_over=f"IF({known},{_number(cells.denominator, greatest)},{most})",
        high=f"IF({known},{_number(cells.numerator, high)},{most})",
        high_over=f'IF(ISNUMBER({cells.high}),{over},"")',
    )


def _mean_formulas(value: Value, measure: Measure, cells: RowCells) -> ReachFormulas:
    known = f'AND({cells.counted}="yes",{cells.numerator}<>"")'
    mean, n = (value.mean, value.n) if isinstance(value, Mean) else (None, None)
    (low, high), (least, greatest) = _ends(mean), _ends(n)

    def otherwise(text: str) -> str:
        return f'IF(ISNUMBER({cells.most}),{text},"")'

    return ReachFormulas(
        low=f"IF({known},{_number(cells.value, low)},{otherwise(number_or_nothing(measure.low))})",
        low_over=f"IF({known},{_number(cells.denominator, least)},{otherwise('0')})",
        high=f"IF({known},{_number(cells.value, high)},{otherwise(number_or_nothing(measure.high))})",
        high_over=f"IF({known},{_number(cells.denominator, greatest)},{otherwise(cells.most)})",
    )


def _number(cell: str, else_text: str) -> str:
    return f"IF(ISNUMBER({cell}),{cell},{else_text})"


def _ends(value: Value | None) -> tuple[str, str]:
    """What is known of a withheld figure, as it stands in a formula; nothing of any other."""
    if isinstance(value, Suppressed):
        return number_text(value.low), number_text(value.high)
    return '""', '""'


def number_or_nothing(number: Decimal | None) -> str:
    """A number as it stands in a formula; empty text for none."""
    return '""' if number is None else number_text(number)


def shown_reach(reach: Reach, *, are_dates: bool) -> tuple[Fraction | Decimal | None, ...]:
    """The four cells' results; dates as a spreadsheet counts them."""
    if not are_dates:
        return tuple(reach)
    return tuple(None if end is None else day_number(end) for end in reach)


def mean_at(position: int, reaches: Sequence[Reach], *, is_lowest: bool) -> Fraction | None:
    """The district's mean if every school up to this one's mean weighs as it is worst (``is_lowest``) or best.

    Among these means over all schools lies the extreme of the weighted mean: it is reached where every mean on the
    wrong side of it has its greatest weight and every other its least.
    """
    bar = reaches[position].low if is_lowest else reaches[position].high
    if bar is None:
        return None
    top = bottom = Fraction(0)
    for reach in reaches:
        mean = reach.low if is_lowest else reach.high
        if mean is None or reach.low_over is None or reach.high_over is None:
            continue
        heavy = mean <= bar if is_lowest else mean >= bar
        weight = reach.high_over if heavy else reach.low_over
        top, bottom = top + mean * weight, bottom + weight
    return top / bottom if bottom else None


def mean_at_formula(key: str, mean: str, *, is_lowest: bool) -> str:
    """The same as a formula: ``key`` and ``mean`` are the row's cells."""
    means = "Values_Low" if is_lowest else "Values_High"
    heavy, light = (
        (f"({means}<={mean})", f"({means}>{mean})") if is_lowest else (f"({means}>={mean})", f"({means}<{mean})")
    )
    rows = f"(Values_Key={key})"
    bottom = f"SUMPRODUCT({rows}*{heavy},Values_HighOver)+SUMPRODUCT({rows}*{light},Values_LowOver)"
    top = f"SUMPRODUCT({rows}*{heavy},{means},Values_HighOver)+SUMPRODUCT({rows}*{light},{means},Values_LowOver)"
    return f'IF(ISNUMBER({mean}),IF(({bottom})=0,"",({top})/({bottom})),"")'
