"""Which groups of its breakdowns a public edition tells of a measure: those that are declared, and no others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ctecs_desktop.domain.annual_report import (
    AnnualProgressReport,
    Breakdown,
    BreakdownGap,
    BreakdownLine,
    MeasureReport,
    ReportFigure,
)
from ctecs_desktop.domain.disclosure_plan import Sign
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.publication import CellId, PublicationSet
from ctecs_desktop.domain.publication_addresses import MEASURE, PART, SCHOOL, YEAR, FigurePart

TOGETHER = " + "
"""Between the codes of groups that are told together, as coordinates have them."""

_NO_BREAKDOWN = frozenset({MEASURE, PART, SCHOOL, YEAR})
_OF_A_FIGURE = {part.value: part for part in FigurePart}
_WITHHELD = frozenset({Sign.WITHHELD, Sign.SMALL_GROUP})

Group = tuple[str, str, str]
"""Measure, school year, and the code of the group or of those that are told together."""


class DeclaredGroups:
    """The groups of the district that a publication set declares, and the cells of their figures."""

    def __init__(self, declared: PublicationSet) -> None:
        self.cells: dict[Group, dict[FigurePart, CellId]] = defaultdict(dict)
        self._of_measure: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for cell in declared.cells:
            place = dict(cell.coordinates)
            part = _OF_A_FIGURE.get(place.get(PART, ""))
            dimensions = place.keys() - _NO_BREAKDOWN
            if part is None or SCHOOL in place or len(dimensions) != 1 or not place.keys() >= {MEASURE, YEAR}:
                continue
            (dimension,) = dimensions
            self.cells[place[MEASURE], place[YEAR], place[dimension]][part] = cell.name
            self._of_measure[place[MEASURE], dimension][place[dimension]] = None

    def parts(self, group: Group) -> Mapping[FigurePart, CellId]:
        """The cells of that group's figure; none where nothing is declared."""
        return self.cells.get(group, {})

    def arranged(self, report: AnnualProgressReport) -> AnnualProgressReport:
        """``report`` with a line for every declared group, several in one where they are told together.

        The figures in the lines are still those of ``report``: of any group of a line, to say in which years there are
        any. Whoever arranges them replaces them.
        """
        return replace(
            report,
            goals=tuple(
                replace(goal, measures=tuple(self._measure(each, report.plan) for each in goal.measures))
                for goal in report.goals
            ),
        )

    def _measure(self, report: MeasureReport, plan: Plan) -> MeasureReport:
        code = report.measure.code
        return replace(report, breakdowns=tuple(self._breakdown(each, code, plan) for each in report.breakdowns))

    def _breakdown(self, breakdown: Breakdown, measure: str, plan: Plan) -> Breakdown:
        if not breakdown.lines:
            return breakdown
        told = self._of_measure.get((measure, breakdown.disaggregation.code), {})
        group_of = {code: group for group in told for code in group.split(TOGETHER)}
        lines: dict[str, list[BreakdownLine]] = defaultdict(list)
        for line in breakdown.lines:
            group = group_of.get(line.subgroups[0].code)
            if group is not None:
                lines[group].append(line)
        kept = tuple(_joined(group, members, plan) for group, members in lines.items())
        return replace(breakdown, lines=kept, gap=None if kept else BreakdownGap.NOT_TOLD)


def _joined(group: str, members: Iterable[BreakdownLine], plan: Plan) -> BreakdownLine:
    first, *others = members
    codes = group.split(TOGETHER)
    years = list(first.years)
    for other in others:
        pairs = zip(years, other.years, strict=True)
        years = [mine if mine.figure.is_known else its for mine, its in pairs]
    # Which school has pupils of a group is told nowhere; a reason for one group says nothing of several.
    reasons = tuple(replace(kept, schools=()) for kept in first.reasons) if len(codes) == 1 else ()
    return BreakdownLine(tuple(plan.subgroup(code) for code in codes), tuple(years), reasons=reasons)


def as_told(breakdown: Breakdown) -> Breakdown:
    """The breakdown without lines that tell of none of the years; without any line where it has nothing but signs.

    Why a value was kept is told where its group's figure is.
    """
    lines = tuple(
        line if line.present.value is not None else replace(line, reasons=())
        for line in breakdown.lines
        if any(_tells(year.figure) for year in line.years)
    )
    if not lines:
        return replace(breakdown, lines=(), gap=breakdown.gap or BreakdownGap.NOT_TOLD)
    signs = {year.figure.sign for line in lines for year in line.years if _tells(year.figure)}
    if None not in signs and signs & _WITHHELD:
        return replace(breakdown, lines=(), gap=BreakdownGap.ALL_WITHHELD)
    return replace(breakdown, lines=lines)


def _tells(figure: ReportFigure) -> bool:
    return figure.is_known or figure.sign is not None
