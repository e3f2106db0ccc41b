"""One district figure school by school and year by year, as the charts of the side panel."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial

from ctecs_desktop.charts.bars import Bar, Mark, draw_bars, ordered
from ctecs_desktop.charts.exhibit import Chart
from ctecs_desktop.charts.years import Level, Year, YearShape, draw_years
from ctecs_desktop.domain.plan import Measure, Plan, Unit
from ctecs_desktop.domain.rollup import Source
from ctecs_desktop.domain.school_names import short_names
from ctecs_desktop.domain.status import displayed
from ctecs_desktop.domain.value import exact
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.trends import YearFigure
from ctecs_desktop.ui.rollup.rollup_model import FigureRow
from ctecs_desktop.wording import (
    NOTHING_SHOWN,
    bounds_text,
    comparison_sentence,
    figure_text,
    quantity_text,
    target_text,
    years_sentence,
)

_NOT_COMPARED = frozenset({Unit.MILESTONE_DATE, Unit.YES_NO})
"""A bar from zero would say nothing of a date, or of a yes."""

MOST_BARS = 60
"""Of a thousand bars nobody reads those in the middle."""


def schools_of(row: FigureRow, sources: Sequence[Source], plan: Plan) -> Chart | None:
    """The schools that gave a figure of the ``sources``, the greatest first; None where bars would say nothing.

    Of more than ``MOST_BARS`` the greatest and the least; all of them stand in the list of sources.

    Totals have no district line: a school's number of pupils is not to be held against the district's.
    """
    measure, figure = row.measure, row.figure
    if not can_be_compared(row, sources, plan):
        return None
    names = short_names(plan.schools)
    found = []
    for source in sources:
        low, high = displayed(source.recorded, measure)
        if low is None or source.school not in names:
            continue
        top = high if high is not None else low
        found.append(Bar(names[source.school], low, top, _bar_text(low, top, measure)))
    bars = ordered(found)
    is_share = measure.unit.is_ratio or measure.unit is Unit.MEAN
    marks = []
    if is_share and figure.value is not None:
        marks.append(Mark(figure.value, _("district {figure}").format(figure=figure_text(figure.value, measure))))
    ends = (bars[0].name, bars[0].words), (bars[-1].name, bars[-1].words)
    sentence = comparison_sentence(row.name.strip(), *ends, row.value)
    hidden, between = len(bars) - MOST_BARS, ""
    if hidden > 0:
        half = MOST_BARS // 2
        bars = (*bars[:half], *bars[-half:])
        middle = ngettext("{count} school in between", "{count} schools in between", hidden)
        between = middle.format(count=quantity_text(Decimal(hidden)))
    draw = partial(draw_bars, bars, marks, from_zero=measure.unit.is_drawn_from_zero, between=between)
    return Chart(draw, sentence)


def can_be_compared(row: FigureRow, sources: Sequence[Source], plan: Plan) -> bool:
    """Whether bars would say anything: found at the first school with a figure, for there may be a thousand."""
    if row.measure.unit in _NOT_COMPARED:
        return False
    schools = {school.code for school in plan.schools}
    return any(each.school in schools and displayed(each.recorded, row.measure)[0] is not None for each in sources)


def _bar_text(low: Fraction, high: Fraction, measure: Measure) -> str:
    return figure_text(low, measure) if low == high else bounds_text(low, high, measure)


def years_of(row: FigureRow, years: tuple[YearFigure, ...], plan: Plan) -> Chart | None:
    """The figure over the years against target and baseline; None before there are two years with one."""
    known = [number for number, each in enumerate(years) if each.is_known]
    if len(known) < 2:
        return None
    shown = years[known[0] :]
    points = [_point(each, row.measure) for each in shown]
    levels = []
    if not row.is_subgroup:
        wanted, begun = row.wanted, plan.baseline(row.measure.code)
        if wanted is not None:
            low = exact(wanted.low)
            high = exact(wanted.high) if wanted.high is not None else low
            levels.append(Level(low, high, _("target {figure}").format(figure=row.target)))
        if begun is not None:
            value = exact(begun.value)
            words = _("baseline {figure}").format(figure=target_text(value, row.measure))
            levels.append(Level(value, value, words, is_target=False))
    said = [(point.name, point.words, point.is_broken) for point in points]
    return Chart(partial(draw_years, points, levels, shape=YearShape.LINE), years_sentence(said))


def _point(year: YearFigure, measure: Measure) -> Year:
    figure = year.figure
    if figure is None or not year.is_known:
        return Year(year.period, None, None, NOTHING_SHOWN, is_broken=year.is_broken)
    if figure.value is not None:
        text = figure_text(figure.value, measure)
        return Year(year.period, figure.value, figure.value, text, is_broken=year.is_broken)
    text = bounds_text(figure.low, figure.high, measure)
    return Year(year.period, figure.low, figure.high, text, is_broken=year.is_broken)
