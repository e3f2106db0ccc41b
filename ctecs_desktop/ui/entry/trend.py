"""The last values of one address against its target and baseline, for the chart of the detail panel."""

from __future__ import annotations

from functools import partial

from ctecs_desktop.charts.exhibit import Chart
from ctecs_desktop.charts.years import Level, Year, YearShape, draw_years, has_figure
from ctecs_desktop.domain.observation import Observation
from ctecs_desktop.domain.plan import ReportingPeriod
from ctecs_desktop.domain.status import displayed
from ctecs_desktop.domain.value import exact
from ctecs_desktop.i18n import _
from ctecs_desktop.services.entry import values_at
from ctecs_desktop.ui.entry.entry_rows import EntryRow, shown_value
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import bounds_text, target_text

MOST_YEARS = 6


def trend_of(workplace: Workplace, row: EntryRow) -> Chart | None:
    """The values of the same kind of period over the years, up to the one being entered; None where there are none."""
    periods = _periods_until(workplace)
    keys = [row.key._replace(period=period.code) for period in periods]
    stored = values_at(workplace.session, keys)
    stored[row.key] = row.stored
    breaks = {each.school_year for each in workplace.plan.series_breaks if each.measure == row.measure.code}
    points: list[Year] = []
    for period, key in zip(periods, keys, strict=True):
        found = stored.get(key)
        if found is None and not points:
            continue  # years before the first value say nothing
        points.append(_point(row, period, found, is_broken=period.school_year in breaks))
    if not has_figure(points):
        return None
    levels: list[Level] = []
    if not row.is_subgroup:
        found_levels = _target(row, workplace.period), _baseline(workplace, row)
        levels = [level for level in found_levels if level is not None]
    return Chart(partial(draw_years, points, levels, shape=YearShape.LINE), _sentence(points, levels))


def _periods_until(workplace: Workplace) -> list[ReportingPeriod]:
    own = workplace.period
    alike = [
        each
        for each in workplace.plan.periods
        if each.kind is own.kind and each.quarter == own.quarter and each.starts <= own.starts
    ]
    return sorted(alike, key=lambda each: each.starts)[-MOST_YEARS:]


def _point(row: EntryRow, period: ReportingPeriod, found: Observation | None, *, is_broken: bool) -> Year:
    if found is None:
        return Year(period.code, None, None, _("nothing entered"), is_broken=is_broken)
    low, high = displayed(found.value, row.measure)
    text = shown_value(found.value, row.measure) or _("nothing entered")
    return Year(period.code, low, high, text, is_broken=is_broken)


def _target(row: EntryRow, period: ReportingPeriod) -> Level | None:
    ahead = [each for each in row.rated_against if each.school_year >= period.school_year]
    target = min(ahead, key=lambda each: each.school_year, default=None)
    if target is None:
        return None
    low = exact(target.low)
    high = exact(target.high) if target.high is not None else low
    words = target_text(low, row.measure) if low == high else bounds_text(low, high, row.measure)
    return Level(low, high, _("target {figure}").format(figure=words))


def _baseline(workplace: Workplace, row: EntryRow) -> Level | None:
    found = workplace.plan.baseline(row.measure.code, row.key.school) or workplace.plan.baseline(row.measure.code)
    if found is None:
        return None
    value = exact(found.value)
    words = _("baseline {figure}").format(figure=target_text(value, row.measure))
    return Level(value, value, words, is_target=False)


def _sentence(points: list[Year], levels: list[Level]) -> str:
    parts = [_("{period}: {figure}").format(period=point.name, figure=point.words) for point in points]
    parts += [level.words for level in levels]
    return "; ".join(parts)
