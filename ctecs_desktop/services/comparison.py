"""Our district figures beside those that the state published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ctecs_desktop.domain.observation import MeasureCode, PeriodCode
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.rollup import DistrictFigure, Rollup
from ctecs_desktop.domain.value import rounded
from ctecs_desktop.services.demo_data import Published


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """One measure in one period: our figure, the state's, and how they agree.

    ``agrees`` is whether the state's figure is ours, rounded as the state rounds, or lies within our bounds.
    """

    period: PeriodCode
    figure: DistrictFigure
    published: Published | None
    agrees: bool | None  # None: nothing to compare with
    explanation: str


def compare(
    plan: Plan, rollup: Rollup, published: Sequence[Published], explanations: Mapping[MeasureCode, str]
) -> list[ComparedFigure]:
    """Every measure that has a figure here or at the state, in the plan's order."""
    theirs = {each.measure: each for each in published}
    result = []
    for measure in plan.measures_due(plan.period(rollup.period)):
        figure = rollup.figure(measure.code)
        has_figure = figure.value is not None or figure.low is not None or figure.high is not None
        state = theirs.get(measure.code)
        if not has_figure and state is None:
            continue
        result.append(
            ComparedFigure(
                rollup.period,
                figure,
                state,
                _agrees(figure, state) if state and has_figure else None,
                explanations.get(measure.code, ""),
            )
        )
    return result


def _agrees(figure: DistrictFigure, published: Published) -> bool | None:
    if published.value is None:
        return None
    places = max(0, -int(published.value.as_tuple().exponent))
    stated = Fraction(published.value)
    if figure.value is not None:
        return Fraction(rounded(figure.value, places)) == stated
    half = Fraction(1, 2 * 10**places)
    above = figure.low is None or figure.low <= stated + half
    below = figure.high is None or figure.high >= stated - half
    return above and below
