"""What a later correction changes in figures that were given away: the restatement ledger, figure by figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ctecs_desktop.domain.observation import MeasureCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.rollup import DistrictFigure, Rollup


@dataclass(frozen=True, slots=True)
class Restatement:
    """One figure that reads otherwise now; ``before`` or ``after`` is None where the other has no such figure.

    ``schools`` are those whose value in it is another one, central office's own among them.
    """

    measure: MeasureCode
    subgroup: SubgroupCode
    before: DistrictFigure | None
    after: DistrictFigure | None
    schools: tuple[SchoolCode, ...]


def restatements(frozen: Rollup, present: Rollup) -> tuple[Restatement, ...]:
    """Exactly the figures that ``present`` gives otherwise than ``frozen``, in the order of the frozen ones.

    A figure is what a reader takes from it: its value and parts, its bounds, its status, its names, and how many
    schools it speaks for. Cells that moved and notes do not make another figure, nor does a share of enrolment.
    """
    old = {(figure.measure, figure.subgroup): figure for figure in frozen.figures}
    new = {(figure.measure, figure.subgroup): figure for figure in present.figures}
    found = []
    for address in [*old, *(each for each in new if each not in old)]:
        before, after = old.get(address), new.get(address)
        if _said(before) != _said(after):
            found.append(Restatement(*address, before, after, _schools_otherwise(before, after)))
    return tuple(found)


def _said(figure: DistrictFigure | None) -> object:
    if figure is None:
        return None
    return (
        *(figure.numerator, figure.denominator, figure.value, figure.low, figure.high, figure.school_sum),
        *(figure.status, figure.names, figure.coverage.reporting, figure.coverage.expected),
    )


def _schools_otherwise(before: DistrictFigure | None, after: DistrictFigure | None) -> tuple[SchoolCode, ...]:
    old, new = _by_school(before), _by_school(after)
    return tuple(sorted(school for school in old.keys() | new.keys() if old.get(school) != new.get(school)))


def _by_school(figure: DistrictFigure | None) -> dict[SchoolCode, str]:
    sources: Iterable[tuple[SchoolCode, str]] = (
        ((source.school, source.value) for source in figure.sources) if figure is not None else ()
    )
    return dict(sources)
