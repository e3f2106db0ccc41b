"""The district's figures over the years: the same kind of period, and where a series breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.rollup import Address, DistrictFigure, Rollup
from ctecs_desktop.services.rollup import compute
from ctecs_desktop.services.session import Session

MOST_YEARS = 6
"""So many periods are computed; a line of more is not read in a side panel."""


@dataclass(frozen=True, slots=True)
class YearFigure:
    """A figure in one period; ``is_broken`` says that it must not be compared with the one before."""

    period: PeriodCode
    figure: DistrictFigure | None
    is_broken: bool

    @property
    def is_known(self) -> bool:
        """Whether anything is known of the figure, be it only its bounds."""
        return self.figure is not None and (self.figure.low, self.figure.value, self.figure.high) != (None, None, None)


Trends = Mapping[Address, tuple[YearFigure, ...]]


def trends(session: Session, present: Rollup) -> Trends:
    """Every figure of ``present`` with those of the same kind of period before it, the oldest first."""
    plan = session.plan
    own = plan.period(present.period)
    alike = [
        each
        for each in plan.periods
        if each.kind is own.kind and each.quarter == own.quarter and each.starts <= own.starts
    ]
    periods = sorted(alike, key=lambda each: each.starts)[-MOST_YEARS:]
    rollups = [present if each.code == present.period else compute(session, each.code) for each in periods]
    found = [{(figure.measure, figure.subgroup): figure for figure in rollup.figures} for rollup in rollups]
    breaks = {(each.measure, each.school_year) for each in plan.series_breaks}
    result: dict[Address, tuple[YearFigure, ...]] = {}
    for address in found[-1]:
        result[address] = tuple(
            YearFigure(period.code, figures.get(address), (address[0], period.school_year) in breaks)
            for period, figures in zip(periods, found, strict=True)
        )
    return result


def change(years: tuple[YearFigure, ...]) -> Fraction | None:
    """How much the figure moved since the period before; None where one is not known exactly, or the series breaks."""
    if len(years) < 2 or years[-1].is_broken:
        return None
    before, after = years[-2].figure, years[-1].figure
    if before is None or after is None or before.value is None or after.value is None:
        return None
    return after.value - before.value
