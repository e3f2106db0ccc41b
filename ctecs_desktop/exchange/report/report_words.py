"""Figures of the report as they are printed, the same in every format, and the words of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Protocol

from ctecs_desktop.domain.annual_report import BreakdownLine, MeasureReport, ReportEdition, ReportFigure, YearFigure
from ctecs_desktop.domain.disclosure_plan import Sign
from ctecs_desktop.domain.plan import Measure, Population, Target, Unit
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.domain.value import exact
from ctecs_desktop.exchange.report.report_document import Cell, Column, Row
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording import (
    NOTHING_SHOWN,
    beside_target_text,
    blank_text,
    bounds_text,
    coverage_text,
    figure_text,
    quantity_text,
    status_text,
    target_text,
    term,
)

STATUS_SIGNS = {
    MeasureStatus.MET: "✓",
    MeasureStatus.ON_TRACK: "→",
    MeasureStatus.OFF_TRACK: "✕",
    MeasureStatus.UNDETERMINED: "≈",
    MeasureStatus.NOT_RATED: "○",
    MeasureStatus.NO_DATA: "–",
}
"""The icon before the word of a status where it cannot be drawn; none of them begins a spreadsheet's pattern."""


class Aimed(Protocol):
    """A measure with its figures and the target that they are held against: the district's, or a school's."""

    @property
    def measure(self) -> Measure: ...

    @property
    def target(self) -> Target | None: ...

    @property
    def years(self) -> tuple[YearFigure, ...]: ...

    @property
    def present(self) -> ReportFigure: ...


def figure_words(figure: ReportFigure, measure: Measure) -> str:
    """A figure as it is printed: ``12.7 %``, ``12.1–13.4 %``, a reason for none, or the sign in its place."""
    if figure.sign is not None:
        return f"{figure.sign_text} ({term(figure.sign)})"
    if figure.blank is not None:
        return blank_text(figure.blank)
    if not figure.is_known:
        return NOTHING_SHOWN
    if figure.value is None:
        return bounds_text(figure.low, figure.high, measure)
    if measure.unit is Unit.NAMES:
        count = int(figure.value)
        return ngettext("{count} name", "{count} names", count).format(count=count)
    if measure.unit is Unit.YES_NO and figure.denominator is None:
        return _("yes") if figure.value else _("no")
    if measure.unit is Unit.MILESTONE_DATE and figure.denominator is None:
        return target_text(figure.value, measure)
    return figure_text(figure.value, measure)


_EXPLAINED_ABOVE = frozenset({Sign.WITHHELD, Sign.SMALL_GROUP})
"""Signs of which a table's caption says what they mean, so that a column need not be as wide as that."""


def figure_cell(figure: ReportFigure, measure: Measure, *, marks: tuple[int, ...] = ()) -> Cell:
    """A figure in a table, with the exact number behind it; beside a sign stands one word for who hears the table."""
    if figure.sign in _EXPLAINED_ABOVE:
        return Cell(_("{sign} withheld").format(sign=figure.sign_text), marks=marks)
    return Cell(figure_words(figure, measure), figure.value, marks=marks)


def bounded_cell(figure: ReportFigure, measure: Measure) -> Cell:
    """The same, in words where the bounds are as wide as the measure's scale and say nothing."""
    scale = tuple(None if end is None else exact(end) for end in (measure.low, measure.high))
    if figure.value is None and figure.low is not None and (figure.low, figure.high) == scale:
        return Cell(_("not known"))
    return figure_cell(figure, measure)


def caption_with_key(caption: str, figures: Iterable[ReportFigure]) -> str:
    """The caption of a table of ``figures``, with what the signs among them mean."""
    found = {figure.sign: figure.sign_text for figure in figures if figure.sign in _EXPLAINED_ABOVE}
    key = [f"{found[sign]} {term(sign)}" for sign in Sign if sign in found]
    return " · ".join((caption, *key))


def everybody_words(measure: Measure) -> str:
    """Whom the figure without a breakdown is about."""
    return _("All staff") if measure.population is Population.STAFF else _("All students")


def school_figure_cell(figure: ReportFigure, measure: Measure, *, has_submitted: bool) -> Cell:
    """A school's figure; of a school that sent nothing the cell says so."""
    if not has_submitted and not figure.is_known and figure.blank is None and figure.sign is None:
        return Cell(_("nothing sent"))
    return figure_cell(figure, measure)


def parts_words(figure: ReportFigure, measure: Measure) -> str:
    """What a rate or mean is made of: ``1,364 of 10,741``, ``n 2,445``; "" for any other figure."""
    if figure.denominator is None:
        return ""
    if measure.unit.is_ratio and figure.numerator is not None:
        return _("{numerator} of {denominator}").format(
            numerator=quantity_text(figure.numerator), denominator=quantity_text(figure.denominator)
        )
    return f"n {quantity_text(figure.denominator)}" if measure.unit is Unit.MEAN else ""


def with_parts(
    columns: Sequence[Column], rows: Sequence[Row], parts: Sequence[str]
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """A table with a last column of what each row's figure is made of; without it where that is known of none."""
    if not any(parts):
        return tuple(columns), tuple(rows)
    told = zip(rows, parts, strict=True)
    return (
        (*columns, Column(_("Made of"), 4, is_number=True)),
        tuple(replace(row, cells=(*row.cells, Cell(text))) for row, text in told),
    )


def value_and_target_cells(report: Aimed) -> tuple[Cell, Cell]:
    """The year's figure and its target, with one more place where rounding would make them look equal."""
    measure, figure, target = report.measure, report.present, report.target
    value = figure_cell(figure, measure)
    if target is None:
        return value, Cell(_("no target"))
    wanted = exact(target.low)
    if (
        figure.value is not None
        and target.high is None
        and measure.unit is not Unit.NAMES
        and value.text != NOTHING_SHOWN
    ):
        shown, aim = beside_target_text(figure.value, wanted, measure)
        return Cell(shown, figure.value), Cell(_with_year(aim, target, report), wanted)
    return value, Cell(_with_year(target_words(target, measure), target, report), None if target.high else wanted)


def _with_year(words: str, target: Target, report: Aimed) -> str:
    """A target of a later year says for which year it is."""
    if target.school_year == report.years[-1].school_year:
        return words
    return _("{target} by {year}").format(target=words, year=target.school_year)


def target_words(target: Target, measure: Measure) -> str:
    """``45.0 %``, or ``90.0–100.0 %`` for a band."""
    if target.high is not None:
        return bounds_text(exact(target.low), exact(target.high), measure)
    return target_text(exact(target.low), measure)


def group_name(line: BreakdownLine) -> str:
    """The name of the group, or of those that are told together."""
    return " + ".join(each.name for each in line.subgroups)


def baseline_cell(report: MeasureReport) -> Cell:
    """The baseline with its year, which need not be the first of the report."""
    if report.baseline is None:
        return Cell(_("none set"))
    value = exact(report.baseline.value)
    words = _("{figure} in {year}").format(figure=target_text(value, report.measure), year=report.baseline.school_year)
    return Cell(words, value)


def status_cell(status: MeasureStatus) -> Cell:
    """The status in a word; the icon beside it is drawn by each format."""
    return Cell(status_text(status), status=status)


def coverage_words(report: MeasureReport) -> str:
    """How many of the schools that have something to count reported."""
    coverage = report.coverage
    if not coverage.expected and not report.schools:
        return _("central office")
    return coverage_text(coverage.reporting, coverage.expected, coverage.enrolment_share)


def edition_words(edition: ReportEdition) -> str:
    """What stands on the cover and at the foot of every page."""
    if edition is ReportEdition.PUBLIC:
        return _("Public edition")
    return _("Internal edition: not for publication")


def definition_words(measure: Measure) -> str:
    """Whom and what the measure counts, in its own wording."""
    if not measure.denominator:
        return measure.numerator
    return _("{numerator}, of: {denominator}").format(numerator=measure.numerator, denominator=measure.denominator)


def number_words(number: Fraction, measure: Measure) -> str:
    """A plain number at an axis, as the measure is shown."""
    return figure_text(number, measure)
