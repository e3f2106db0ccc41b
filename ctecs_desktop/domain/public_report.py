"""Makes the public edition of a report: the same pages, with every figure taken from what may be published.

No number of the internal report is carried over where it could speak of people: each is looked up in the public
edition, which holds a number or a sign. What the edition does not declare gets a sign, so that a figure which somebody
forgot is withheld and not published.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from ctecs_desktop.domain.annual_report import (
    NO_FIGURE,
    AnnualProgressReport,
    GoalReport,
    MeasureReport,
    ReportEdition,
    ReportFigure,
    RestatedFigure,
    RestatedPeriod,
    YearFigure,
)
from ctecs_desktop.domain.disclosure_plan import PublicEdition, Sign
from ctecs_desktop.domain.observation import ALL_STUDENTS
from ctecs_desktop.domain.plan import Baseline, Measure, Unit
from ctecs_desktop.domain.public_breakdowns import DeclaredGroups, as_told
from ctecs_desktop.domain.publication import CellId, PublicationSet, Quotient
from ctecs_desktop.domain.publication_addresses import MEASURE, SCHOOL, YEAR, FigurePart, FigurePlace
from ctecs_desktop.domain.publication_building import RANGE, STATUS
from ctecs_desktop.domain.release_record import ReleaseRecord, told_as
from ctecs_desktop.domain.report_figures import FigureAddress, with_figures
from ctecs_desktop.domain.report_narratives import without_texts
from ctecs_desktop.domain.rollup import RollupNote
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.domain.value import rounded

NOBODY = frozenset({Unit.YES_NO, Unit.MILESTONE_DATE, Unit.NAMES})
"""Units whose values are about schools and firms: they are told as they are."""


def public_report(
    report: AnnualProgressReport,
    declared: PublicationSet,
    edition: PublicEdition,
    *,
    fingerprint: str,
    left_out: Collection[str] = (),
    before: Sequence[ReleaseRecord] = (),
) -> AnnualProgressReport:
    """``report`` as readers get it; ``declared`` says which cells a rate is made of, ``before`` what they had before.

    ``fingerprint`` is that of what is published: the internal one is made of what is not. ``left_out`` are the names of
    texts that are not printed.
    """
    public = _PublicFigures(declared, edition)
    restated = tuple(public.restated(each, report, before) for each in report.restated)
    # Without these no figure is left whose former value would have to be judged by itself.
    arranged = public.groups.arranged(replace(without_texts(report, left_out), restated=()))
    shown = with_figures(arranged, lambda at, figure: public.figure(at, figure, report))
    years = tuple(each for each in report.school_years if each in public.years or each == report.period.school_year)
    kept_baselines = tuple(each for each in report.plan.baselines if public.may_tell(each))
    return replace(
        shown,
        edition=ReportEdition.PUBLIC,
        plan=replace(report.plan, baselines=kept_baselines),
        fingerprint=fingerprint,
        school_years=years,
        goals=tuple(public.goal(goal, years) for goal in shown.goals),
        submissions=tuple(replace(line, signer="") for line in report.submissions),
        restated=tuple(each for each in restated if each.figures),
        earlier={},
    )


class _PublicFigures:
    """Looks figures up in what may be published."""

    def __init__(self, declared: PublicationSet, edition: PublicEdition) -> None:
        self._declared = declared
        self._edition = edition
        self.groups = DeclaredGroups(declared)
        self._rate_of_top = {quotient.numerator: quotient for quotient in declared.quotients}
        places = [dict(cell.coordinates) for cell in declared.cells]
        self.years = frozenset(place[YEAR] for place in places if YEAR in place)
        self._measures_by_school = frozenset(place[MEASURE] for place in places if SCHOOL in place)

    def figure(self, at: FigureAddress, figure: ReportFigure, report: AnnualProgressReport) -> ReportFigure:
        """What readers get of the figure there."""
        if at.subgroup != ALL_STUDENTS:
            return self._of_group(at) if figure.is_known else ReportFigure(blank=figure.blank)
        measure = report.plan.measure(at.measure)
        if measure.unit in NOBODY:
            return figure
        if at.is_school_sum:
            return NO_FIGURE  # whoever wants the sum of what is shown can add it
        if not figure.is_known:
            return ReportFigure(blank=figure.blank)
        place = FigurePlace(at.measure, at.school_year, at.school)
        name = place.computed_name(RANGE)
        if name in self._edition.figures:
            return self._range(name)
        found = self._looked_up(place)
        is_bounded = figure.low == figure.value == figure.high
        return replace(found, low=found.value, high=found.value) if is_bounded else found

    def _of_group(self, at: FigureAddress) -> ReportFigure:
        """The figure of one group of a breakdown, or of several that are told together."""
        parts = self.groups.parts((at.measure, at.school_year, at.subgroup))
        top = parts.get(FigurePart.POINTS, parts.get(FigurePart.NUMERATOR))
        if top is None and FigurePart.DENOMINATOR not in parts:
            return self._signed(Sign.WITHHELD)
        nothing = CellId("")
        return self._figure(
            self._rate_of_top.get(top or nothing), top or nothing, parts.get(FigurePart.DENOMINATOR, nothing)
        )

    def _looked_up(self, place: FigurePlace) -> ReportFigure:
        rate = self._declared.quotient_by_name.get(place.name(FigurePart.RATE))
        return self._figure(rate, place.name(FigurePart.NUMERATOR), place.name(FigurePart.DENOMINATOR))

    def _figure(self, rate: Quotient | None, count: CellId, denominator: CellId) -> ReportFigure:
        """The rate where there is one, else the count."""
        value = self._edition.values.get(rate.name if rate is not None else count, Sign.WITHHELD)
        if rate is None and self._number(denominator) == 0:
            return self._signed(Sign.NOT_APPLICABLE)  # a mean over nobody
        if isinstance(value, Sign):
            # A figure that only its source knows is withheld too, whether or not it needed a star of ours.
            is_over_nobody = rate is not None and self._declared.cell(rate.denominator).number == 0
            return self._signed(value if value is not Sign.NOT_APPLICABLE or is_over_nobody else Sign.WITHHELD)
        if rate is None:
            return ReportFigure(Fraction(value), numerator=value)
        parts = (self._number(rate.numerator), self._number(rate.denominator))
        return ReportFigure(Fraction(value), numerator=parts[0], denominator=parts[1])

    def _signed(self, sign: Sign) -> ReportFigure:
        """The sign as this edition prints it: ``n<20`` tells the threshold of its rules."""
        return ReportFigure(sign=sign, sign_text=self._edition.printed[sign])

    def _number(self, name: CellId) -> Decimal | None:
        value = self._edition.values.get(name)
        return value if isinstance(value, Decimal) else None

    def _range(self, name: str) -> ReportFigure:
        """The least and the greatest school of those that are all shown."""
        if self._edition.figures[name] is not None:
            return self._signed(Sign.WITHHELD)
        basis = next(each.basis for each in self._declared.figures if each.name == name)
        values = [self._number(cell) for cell in basis]
        known = [Fraction(value) for value in values if value is not None]
        if len(known) < len(values):
            return self._signed(Sign.WITHHELD)
        return ReportFigure(low=min(known), high=max(known))

    def goal(self, goal: GoalReport, years: Collection[str]) -> GoalReport:
        """The goal over those years, with what its measures say beside their figures."""
        return replace(goal, measures=tuple(self._measure(_over(each, years)) for each in goal.measures))

    def _measure(self, report: MeasureReport) -> MeasureReport:
        if report.measure.unit in NOBODY:
            return report
        baseline = report.baseline
        is_by_school = report.measure.code in self._measures_by_school
        has_signs = any(year.figure.sign is not None for line in report.schools for year in line.years)
        return replace(
            report,
            # A table of nothing but signs, which not telling the schools would leave, is no table.
            schools=() if has_signs and not is_by_school else report.schools,
            baseline=baseline if baseline is None or self.may_tell(baseline) else None,
            status=self._status(report),
            # What share of the pupils a missing school has would tell its enrolment, starred or not.
            coverage=replace(report.coverage, enrolment_share=None),
            notes=tuple(each for each in report.notes if each is not RollupNote.OUTSIDE_SCHOOL_SUM),
            breakdowns=tuple(as_told(each) for each in report.breakdowns),
        )

    def _status(self, report: MeasureReport) -> MeasureStatus:
        """A status says on which side of the target a figure lies, so it is told with the figure or not at all."""
        if report.status in {MeasureStatus.NO_DATA, MeasureStatus.NOT_RATED}:
            return report.status
        place = FigurePlace(report.measure.code, report.years[-1].school_year)
        figures = self._edition.figures
        names = [name for name in (place.computed_name(STATUS), place.computed_name(RANGE)) if name in figures]
        is_told = bool(names) and all(figures[name] is None for name in names) and report.present.is_known
        return report.status if is_told else MeasureStatus.NOT_RATED

    def may_tell(self, baseline: Baseline) -> bool:
        """Whether that baseline is no figure that is withheld for the same year."""
        place = FigurePlace(baseline.measure, baseline.school_year, baseline.school)
        names = (place.name(FigurePart.RATE), place.name(FigurePart.NUMERATOR))
        return not any(isinstance(self._edition.values.get(name), Sign) for name in names)

    def restated(
        self, period: RestatedPeriod, report: AnnualProgressReport, before: Sequence[ReleaseRecord]
    ) -> RestatedPeriod:
        """Of what was frozen only what an earlier public edition told: the rest is no news to its readers."""
        school_year = report.plan.period(period.period).school_year
        kept = []
        for each in period.figures:
            if not report.plan.has_measure(each.measure) or each.before is None or each.after is None:
                continue
            measure = report.plan.measure(each.measure)
            place = FigurePlace(each.measure, school_year, subgroup=each.subgroup)
            after = self._looked_up(place)
            if measure.unit not in NOBODY and after.sign is None and _was_told(place, each.before, measure, before):
                kept.append(_as_told(each, after, measure))
        return replace(period, note="", figures=tuple(kept))


def _over(report: MeasureReport, years: Collection[str]) -> MeasureReport:
    """The measure without the years that are not told."""

    def told(line_years: tuple[YearFigure, ...]) -> tuple[YearFigure, ...]:
        return tuple(each for each in line_years if each.school_year in years)

    return replace(
        report,
        years=told(report.years),
        schools=tuple(replace(line, years=told(line.years)) for line in report.schools),
        breakdowns=tuple(
            replace(each, lines=tuple(replace(line, years=told(line.years)) for line in each.lines))
            for each in report.breakdowns
        ),
        breaks=tuple(each for each in report.breaks if each.school_year in years),
    )


def _was_told(place: FigurePlace, figure: ReportFigure, measure: Measure, before: Sequence[ReleaseRecord]) -> bool:
    """Whether readers of an earlier edition got exactly this figure, with all that it is made of."""
    if figure.value is None or figure.low != figure.high:
        return False
    top = FigurePart.POINTS if measure.unit is Unit.MEAN else FigurePart.NUMERATOR
    parts = {top: figure.numerator, FigurePart.DENOMINATOR: figure.denominator}
    told = {place.name(part): number for part, number in parts.items() if number is not None}
    rate = place.name(FigurePart.RATE) if figure.denominator is not None else None
    return any(told_as(record, told, rate=rate) for record in before)


def _as_told(figure: RestatedFigure, after: ReportFigure, measure: Measure) -> RestatedFigure:
    assert figure.before is not None, "only what was told is restated"
    assert figure.before.value is not None, "what was told had a value"
    value = Fraction(rounded(figure.before.value, measure.decimals))
    return replace(
        figure, before=ReportFigure(value, value, value), after=replace(after, low=after.value, high=after.value)
    )
