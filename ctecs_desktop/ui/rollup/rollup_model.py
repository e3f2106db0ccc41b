"""The rollup as a table: goals as headings, each measure with baseline, target, district value, status and coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt

from ctecs_desktop.domain.observation import ALL_STUDENTS
from ctecs_desktop.domain.plan import Direction, Goal, Measure, Plan, Target, Unit
from ctecs_desktop.domain.rollup import DistrictFigure, Rollup, RollupNote
from ctecs_desktop.domain.value import exact
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.trends import Trends, YearFigure, change
from ctecs_desktop.ui.signs import measure_cell
from ctecs_desktop.ui.table import Cell, Column, Index, TableModel
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import (
    NOTHING_SHOWN,
    beside_target_text,
    bounds_text,
    change_text,
    coverage_text,
    figure_text,
    rollup_method_text,
    status_text,
)

NAME, BASELINE, TARGET, DISTRICT, BOUNDS, TREND, STATUS, COVERAGE = range(8)
INDENT = "        "


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A district figure with what it is shown beside."""

    figure: DistrictFigure
    measure: Measure
    name: str
    baseline: str
    target: str
    value: str
    bounds: str
    coverage: tuple[str, str]  # short, and as a sentence
    is_subgroup: bool = False
    wanted: Target | None = None
    trends: Trends | None = None

    @property
    def years(self) -> tuple[YearFigure, ...]:
        """The figure over the years; made when it is looked at, for there may be thousands of rows."""
        return self.trends[self.figure.measure, self.figure.subgroup] if self.trends is not None else ()


RollupRow = FigureRow | Goal


def rows_of(
    rollup: Rollup, plan: Plan, *, goal: int = 0, with_subgroups: bool = False, trends: Trends | None = None
) -> list[RollupRow]:
    """The rows to show: all goals, or one; breakdowns only where they are asked for."""
    rows: list[RollupRow] = []
    school_year = plan.period(rollup.period).school_year
    for each in plan.goals:
        if goal not in {0, each.number}:
            continue
        of_goal = [
            _figure_row(figure, plan, school_year, trends)
            for figure in rollup.figures
            if plan.measure(figure.measure).goal == each.number and (with_subgroups or figure.subgroup == ALL_STUDENTS)
        ]
        if of_goal:
            rows += [each, *of_goal]
    return rows


def _figure_row(figure: DistrictFigure, plan: Plan, school_year: str, trends: Trends | None) -> FigureRow:
    measure = plan.measure(figure.measure)
    is_subgroup = figure.subgroup != ALL_STUDENTS
    target = None if is_subgroup else _target_of(plan, measure, school_year)
    baseline = None if is_subgroup else plan.baseline(measure.code)
    value, wanted = _value_and_target(figure, measure, target)
    return FigureRow(
        figure=figure,
        measure=measure,
        name=plan.subgroup(figure.subgroup).name if is_subgroup else f"{measure.code}  {measure.name}",
        baseline=figure_text(exact(baseline.value), measure) if baseline else NOTHING_SHOWN,
        target=wanted,
        value=value,
        bounds=_bounds(figure, measure),
        coverage=short_coverage(figure),
        is_subgroup=is_subgroup,
        wanted=target,
        trends=trends,
    )


def _target_of(plan: Plan, measure: Measure, school_year: str) -> Target | None:
    ahead = [
        each
        for each in plan.targets
        if each.measure == measure.code and each.school is None and each.school_year >= school_year
    ]
    return min(ahead, key=lambda each: each.school_year, default=None)


def _value_and_target(figure: DistrictFigure, measure: Measure, target: Target | None) -> tuple[str, str]:
    """The two beside each other, with one more place where rounding would make them look equal.

    A figure that is only known to lie between two bounds is shown as these.
    """
    if measure.unit is Unit.NAMES and figure.value is not None:
        count = int(figure.value)
        return ngettext("{count} name", "{count} names", count).format(count=count), NOTHING_SHOWN
    if figure.value is None:
        value = bounds_text(figure.low, figure.high, measure)
    else:
        value = figure_text(figure.value, measure)
    if target is None:
        return value, NOTHING_SHOWN
    if target.high is not None:
        return value, bounds_text(exact(target.low), exact(target.high), measure)
    if figure.value is None:
        return value, figure_text(exact(target.low), measure)
    return beside_target_text(figure.value, exact(target.low), measure)


def _bounds(figure: DistrictFigure, measure: Measure) -> str:
    """Where the true figure lies; nothing where it is known, or shown as bounds itself."""
    if figure.value is None or figure.low == figure.high == figure.value:
        return ""
    return bounds_text(figure.low, figure.high, measure)


def short_coverage(figure: DistrictFigure) -> tuple[str, str]:
    """Short for the column, and as a sentence."""
    coverage = figure.coverage
    whole = coverage_text(coverage.reporting, coverage.expected, coverage.enrolment_share)
    if RollupNote.DISTRICT_ENTERED in figure.notes:
        return _("entered"), _("Entered by central office; {coverage} reported too.").format(coverage=whole)
    if not coverage.expected:
        return NOTHING_SHOWN, whole
    text = _("all {expected}") if coverage.is_whole else _("{reporting} of {expected}")
    return text.format(reporting=coverage.reporting, expected=coverage.expected), whole


def _trend_cell(row: FigureRow) -> Cell:
    """The step from the period before; better or worse is told by a word too, and a break of the series as such."""
    years = row.years
    if sum(1 for each in years if each.is_known) < 2:
        return Cell("", spoken=_("no earlier figure"))
    if years[-1].is_broken:
        return Cell(_("break"), Tone.MUTED, tip=_("The series breaks here; earlier years do not compare"))
    moved = change(years)
    if moved is None:
        return Cell(NOTHING_SHOWN, Tone.MUTED, spoken=_("not known exactly"))
    text = change_text(moved, row.measure)
    better = {Direction.HIGHER: moved > 0, Direction.LOWER: moved < 0, Direction.ON_TIME: moved < 0}
    is_better = better.get(row.measure.direction)
    if not moved or is_better is None:
        return Cell(text, Tone.MUTED)
    sign, tone = ("up" if moved > 0 else "down"), (Tone.GOOD if is_better else Tone.WARN)
    tip = _("better than the period before") if is_better else _("worse than the period before")
    return Cell(text, tone, sign, tip=tip, spoken=_("{change}, {judgement}").format(change=text, judgement=tip))


class RollupModel(TableModel[RollupRow]):
    """Goals span the whole width; the page sets the spans."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column(_("Measure"), 0),
                Column(_("Baseline"), 8, is_number=True),
                Column(_("Target"), 8, is_number=True),
                Column(_("District"), 12, is_number=True),
                Column(_("Bounds"), 12, is_number=True, tip=_("Where the true figure lies while schools are missing")),
                Column(_("Trend"), 8, is_number=True, tip=_("How far the figure moved since the period before")),
                Column(_("Status"), 13),
                Column(_("Coverage"), 12, tip=_("Schools that reported, and their share of the enrollment")),
            ]
        )

    def cell(self, row: RollupRow, column: int) -> Cell:
        if isinstance(row, Goal):
            text = f"{row.number}  {row.title}" if column == NAME else ""
            return Cell(text, is_strong=True, is_quiet=True, spoken=text or row.title)
        if column == NAME:
            text = INDENT + row.name if row.is_subgroup else row.name
            return Cell(text, tip=f"{row.name}\n{rollup_method_text(row.figure.method)}", spoken=row.name)
        if column == DISTRICT:
            return Cell(
                row.value,
                is_strong=not row.is_subgroup,
                tone=Tone.MUTED if row.value == NOTHING_SHOWN else Tone.PLAIN,
                tip=_("Bounds: {bounds}.").format(bounds=row.bounds) if row.bounds else "",
            )
        if column == TREND:
            return _trend_cell(row)
        if column == STATUS:
            return Cell(spoken=_("not rated")) if row.is_subgroup else measure_cell(row.figure.status)
        if column == COVERAGE:
            is_whole = row.figure.coverage.is_whole
            short, sentence = row.coverage
            return Cell(short, Tone.MUTED if is_whole else Tone.PLAIN, tip=sentence, spoken=sentence)
        return Cell({BASELINE: row.baseline, TARGET: row.target, BOUNDS: row.bounds}[column], Tone.MUTED)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and isinstance(self.rows[index.row()], Goal):
            return flags & ~Qt.ItemFlag.ItemIsSelectable
        return flags

    def texts(self) -> dict[int, set[str]]:
        """What stands in the columns that are as wide as their figures."""
        rows = [row for row in self.rows if isinstance(row, FigureRow)]
        return {
            BASELINE: {row.baseline for row in rows},
            TARGET: {row.target for row in rows},
            DISTRICT: {row.value for row in rows},
            BOUNDS: {row.bounds for row in rows},
            STATUS: {status_text(row.figure.status) for row in rows if not row.is_subgroup},
            COVERAGE: {row.coverage[0] for row in rows},
        }

    def has_bounds(self) -> bool:
        """Whether any figure is not known for certain."""
        return any(isinstance(row, FigureRow) and row.bounds for row in self.rows)

    def has_trend(self) -> bool:
        """Whether any figure has an earlier one."""
        return any(
            isinstance(row, FigureRow) and sum(1 for each in row.years if each.is_known) > 1 for row in self.rows
        )

    def headings(self) -> Sequence[int]:
        """The numbers of the rows that are goals."""
        return [number for number, row in enumerate(self.rows) if isinstance(row, Goal)]
