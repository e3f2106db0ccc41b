"""The district's figures as every school gets them: of frozen years only, and without what would speak of few people.

They travel in the plan workbook. A school that knows its own figure can take it from the district's, so a figure is
told only where neither it nor what it leaves of the other schools is withheld for itself in a public edition.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ctecs_desktop.domain.counting import Counting
from ctecs_desktop.domain.disclosure_rules import DisclosureRules
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, PeriodCode
from ctecs_desktop.domain.plan import Measure, Plan, Unit
from ctecs_desktop.domain.primary_suppression import asks_of
from ctecs_desktop.domain.public_report import NOBODY
from ctecs_desktop.domain.publication import Cell, CellId, Counted, PublicationSet, Quotient
from ctecs_desktop.domain.publication_addresses import FigurePart
from ctecs_desktop.domain.publication_tables import ADDED_UP, FigureTable, Parts, kinds_of, tables_of
from ctecs_desktop.domain.rollup import DistrictFigure, Rollup
from ctecs_desktop.domain.snapshot import Snapshot
from ctecs_desktop.domain.value import high_of, low_of, number_text

SHORT_FINGERPRINT = 12
"""Digits by which people compare two fingerprints."""

_RATE = CellId("rate")


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """The district's figure of all students. ``value`` is exact, in the measure's shown unit (a date: its ordinal).

    It speaks for ``reporting`` of the ``expected`` schools.
    """

    measure: MeasureCode
    value: Fraction
    numerator: Decimal | None
    denominator: Decimal | None
    reporting: int
    expected: int


@dataclass(frozen=True, slots=True)
class FrozenYear:
    """One school year as it was frozen: as snapshot ``number``, when (ISO-8601 UTC), under which short fingerprint."""

    period: PeriodCode
    school_year: str
    number: int
    at: str
    fingerprint: str
    figures: tuple[KnownFigure, ...]

    def figure(self, measure: MeasureCode) -> KnownFigure | None:
        """The figure of that measure, where it is told."""
        return next((each for each in self.figures if each.measure == measure), None)


@dataclass(frozen=True, slots=True)
class DistrictFigures:
    """All that is told, the oldest year first; ``newest`` is the greatest number of any snapshot looked at, 0 for none.

    Snapshots are never taken back and their numbers only grow, so of two of these the one with the greater ``newest``
    was made later, whatever any clock says.
    """

    newest: int = 0
    years: tuple[FrozenYear, ...] = ()

    def year(self, school_year: str) -> FrozenYear | None:
        """What was frozen of that school year."""
        return next((each for each in self.years if each.school_year == school_year), None)


NOTHING_FROZEN = DistrictFigures()
"""Central office has frozen no year yet, or has not said so."""


def figures_for_schools(
    plan: Plan, frozen: Sequence[tuple[Snapshot, Rollup]], counting: Counting, rules: DisclosureRules
) -> DistrictFigures:
    """What schools are told of ``frozen``: of each school year its newest snapshot, with the figures in it."""
    years = []
    for snapshot, rollup in frozen:
        known = {each.measure: each for each in rollup.figures if each.subgroup == ALL_STUDENTS}
        told = [(measure, known[measure.code]) for measure in plan.measures if measure.code in known]
        figures = tuple(
            KnownFigure(
                figure.measure,
                figure.value,
                None if measure.unit is Unit.MEAN else figure.numerator,  # mean times n, which no table shows
                figure.denominator,
                figure.coverage.reporting,
                figure.coverage.expected,
            )
            for measure, figure in told
            if figure.value is not None and _may_be_told(plan, measure, rollup, figure, counting, rules)
        )
        if figures:
            period = plan.period(snapshot.period)
            short = snapshot.fingerprint[:SHORT_FINGERPRINT]
            years.append(FrozenYear(snapshot.period, period.school_year, snapshot.number, snapshot.at, short, figures))
    newest = max((snapshot.number for snapshot, _rollup in frozen), default=0)
    return DistrictFigures(newest, tuple(sorted(years, key=lambda each: each.school_year)))


def _may_be_told(
    plan: Plan,
    measure: Measure,
    rollup: Rollup,
    figure: DistrictFigure,
    counting: Counting,
    rules: DisclosureRules,
) -> bool:
    """Whether neither the figure nor what a school that takes its own from it is left with speaks of few people."""
    if measure.unit in NOBODY:
        return True
    (tables,) = tables_of(plan, measure, [replace(rollup, figures=(figure,))]) or ([],)
    if not tables or not tables[0].district:
        return False  # nobody can say what it counts
    table = tables[0]
    kinds = kinds_of(counting, measure, tables)
    judged = [table.district]
    if measure.rollup_method in ADDED_UP and not measure.is_central_only:
        judged += [rest for own in table.schools.values() if (rest := _rest(table, own)) is not None]
    return not any(_speaks_of_few(measure, parts, kinds, rules) for parts in judged)


def _rest(table: FigureTable, own: Parts) -> Parts | None:
    """The district without one school; ``None`` where nobody else is in it, so that nothing is learnt of anybody."""
    if len(table.schools) < 2:
        return None
    return {part: low_of(whole) - low_of(own[part]) if part in own else whole for part, whole in table.district.items()}


def _speaks_of_few(
    measure: Measure, parts: Parts, kinds: Mapping[FigurePart, Counted | None], rules: DisclosureRules
) -> bool:
    """Whether the rules of a public edition withhold any of these quantities, or their rate, for themselves."""
    cells = {
        part: Cell(CellId(part.value), quantity, kinds[part] or Counted.POINTS) for part, quantity in parts.items()
    }
    top = cells.get(FigurePart.POINTS, cells.get(FigurePart.NUMERATOR))
    bottom = cells.get(FigurePart.DENOMINATOR)
    quotients: tuple[Quotient, ...] = ()
    if top is not None and bottom is not None:
        is_share = (
            measure.unit is Unit.PERCENT
            and top.counted is bottom.counted
            and high_of(top.value) <= low_of(bottom.value)
        )
        quotients = (
            Quotient(
                _RATE,
                top.name,
                bottom.name,
                measure.unit.factor,
                measure.decimals,
                is_share=is_share,
                low=measure.low if measure.unit is Unit.MEAN else None,
                high=measure.high if measure.unit is Unit.MEAN else None,
            ),
        )
    return bool(asks_of(PublicationSet("", tuple(cells.values()), quotients=quotients), rules))


def figures_document(figures: DistrictFigures) -> str:
    """The figures as one JSON text; the same figures give the same text."""
    document = {
        "newest": figures.newest,
        "years": [
            {
                "period": year.period,
                "school_year": year.school_year,
                "number": year.number,
                "at": year.at,
                "fingerprint": year.fingerprint,
                "figures": [_figure_row(each) for each in year.figures],
            }
            for year in figures.years
        ],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def figures_of_document(text: str) -> DistrictFigures:
    """The figures that :func:`figures_document` wrote."""
    content = json.loads(text)
    return DistrictFigures(
        content["newest"],
        tuple(
            FrozenYear(
                PeriodCode(year["period"]),
                year["school_year"],
                year["number"],
                year["at"],
                year["fingerprint"],
                tuple(_figure_of(*row) for row in year["figures"]),
            )
            for year in content["years"]
        ),
    )


def _figure_row(figure: KnownFigure) -> list[Any]:
    parts = [None if part is None else number_text(part) for part in (figure.numerator, figure.denominator)]
    return [figure.measure, str(figure.value), *parts, figure.reporting, figure.expected]


def _figure_of(
    measure: str, value: str, numerator: str | None, denominator: str | None, reporting: int, expected: int
) -> KnownFigure:
    return KnownFigure(
        MeasureCode(measure),
        Fraction(value),
        None if numerator is None else Decimal(numerator),
        None if denominator is None else Decimal(denominator),
        reporting,
        expected,
    )
