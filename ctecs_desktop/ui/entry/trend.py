"""The last values of one address against its target and baseline, for the chart of the detail panel."""

from __future__ import annotations

from ctecs_desktop.domain.observation import Observation
from ctecs_desktop.domain.plan import ReportingPeriod
from ctecs_desktop.domain.status import displayed
from ctecs_desktop.domain.value import exact
from ctecs_desktop.i18n import _
from ctecs_desktop.services.entry import values_at
from ctecs_desktop.ui.charts.trend_chart import Level, Trend, TrendPoint
from ctecs_desktop.ui.entry.entry_rows import EntryRow, shown_value
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import bounds_text, target_text

MOST_YEARS = 6


def trend_of(workplace: Workplace, row: EntryRow) -> Trend:
    """The values of the same kind of period over the years, up to the one being entered."""
    periods = _periods_until(workplace)
    keys = [row.key._replace(period=period.code) for period in periods]
    stored = values_at(workplace.session, keys)
    stored[row.key] = row.stored
    breaks = {each.school_year for each in workplace.plan.series_breaks if each.measure == row.measure.code}
    points: list[TrendPoint] = []
    for period, key in zip(periods, keys, strict=True):
        found = stored.get(key)
        if found is None and not points:
            continue  # years before the first value say nothing
        points.append(_point(row, period, found, is_broken=period.school_year in breaks))
    target = baseline = None
    if not row.is_subgroup:
        target, baseline = _target(row, workplace.period), _baseline(workplace, row)
    return Trend(tuple(points), target, baseline, _sentence(points, target, baseline))


def _periods_until(workplace: Workplace) -> list[ReportingPeriod]:
    own = workplace.period
    alike = [
        each
        for each in workplace.plan.periods
        if each.kind is own.kind and each.quarter == own.quarter and each.starts <= own.starts
    ]
    return sorted(alike, key=lambda each: each.starts)[-MOST_YEARS:]


def _point(row: EntryRow, period: ReportingPeriod, found: Observation | None, *, is_broken: bool) -> TrendPoint:
    if found is None:
        return TrendPoint(period.code, None, None, _("nothing entered"), is_broken)
    low, high = displayed(found.value, row.measure)
    return TrendPoint(period.code, low, high, shown_value(found.value, row.measure) or _("nothing entered"), is_broken)


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
    return Level(value, value, _("baseline {figure}").format(figure=target_text(value, row.measure)))


def _sentence(points: list[TrendPoint], target: Level | None, baseline: Level | None) -> str:
    parts = [_("{period}: {figure}").format(period=point.label, figure=point.text) for point in points]
    parts += [level.text for level in (target, baseline) if level is not None]
    return "; ".join(parts)
