"""The district's figures over the years: the same kind of period, and where a series breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.plan import Plan, ReportingPeriod
from ctecs_desktop.domain.rollup import Address, DistrictFigure, Rollup
from ctecs_desktop.services.progress import SILENT, Progress
from ctecs_desktop.services.rollup_figures import figures_by_address
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


class Trends(Mapping[Address, tuple[YearFigure, ...]]):
    """By address the figure in each period, the oldest first; put together when somebody looks."""

    def __init__(
        self,
        plan: Plan,
        periods: Sequence[tuple[ReportingPeriod, Mapping[Address, DistrictFigure]]],
    ) -> None:
        self._periods = periods
        self._breaks = {(each.measure, each.school_year) for each in plan.series_breaks}

    def __getitem__(self, address: Address) -> tuple[YearFigure, ...]:
        if address not in self._periods[-1][1]:
            raise KeyError(address)
        return tuple(
            YearFigure(period.code, figures.get(address), (address[0], period.school_year) in self._breaks)
            for period, figures in self._periods
        )

    def __iter__(self) -> Iterator[Address]:
        return iter(self._periods[-1][1])

    def __len__(self) -> int:
        return len(self._periods[-1][1])


def trends(session: Session, present: Rollup, *, progress: Progress = SILENT) -> Trends:
    """Every figure of ``present`` with those of the same kind of period before it."""
    plan = session.plan
    own = plan.period(present.period)
    before = [
        each
        for each in plan.periods
        if each.kind is own.kind and each.quarter == own.quarter and each.starts < own.starts
    ]
    earlier = sorted(before, key=lambda each: each.starts)[-(MOST_YEARS - 1) :]
    figures = {(figure.measure, figure.subgroup): figure for figure in present.figures}
    past = [(each, figures_by_address(session, each.code, progress=progress)) for each in earlier]
    return Trends(plan, [*past, (own, figures)])


def change(years: tuple[YearFigure, ...]) -> Fraction | None:
    """How much the figure moved since the period before; None where one is not known exactly, or the series breaks."""
    if len(years) < 2 or years[-1].is_broken:
        return None
    before, after = years[-2].figure, years[-1].figure
    if before is None or after is None or before.value is None or after.value is None:
        return None
    return after.value - before.value
