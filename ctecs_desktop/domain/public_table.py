"""The public figures as one plain table, breakdowns included: made of the public edition alone, a sign where one is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ctecs_desktop.domain.disclosure_plan import PublicEdition, Sign
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.publication import Cell, CellId, PublicationSet, Reader
from ctecs_desktop.domain.publication_addresses import MEASURE, PART, SCHOOL, YEAR, FigurePart
from ctecs_desktop.domain.value import number_text


@dataclass(frozen=True, slots=True)
class PublicLine:
    """One figure as readers get it: numbers as text, or what is printed in their place."""

    school_year: str
    measure: str
    name: str
    unit: str
    school: str  # "" for the district
    school_name: str
    breakdown: str  # "" for all students
    group: str
    numerator: str
    denominator: str
    value: str


def public_lines(declared: PublicationSet, edition: PublicEdition, plan: Plan) -> tuple[PublicLine, ...]:
    """Every figure of the edition, by measure, year, school and group. ``declared`` says what a rate is made of.

    Groups that are told together stand in one line, with the names of all of them.
    """
    reader = _Reading(edition, plan)
    rates = {quotient.numerator: quotient for quotient in declared.quotients}
    lines = []
    for cell in declared.cells:
        place = dict(cell.coordinates)
        part = place.get(PART)
        if not plan.has_measure(place.get(MEASURE, "")):
            continue
        if part in {FigurePart.POINTS.value, FigurePart.NUMERATOR.value}:
            rate = rates.get(cell.name)
            lines.append(reader.line(cell, rate.name if rate else cell.name, rate.denominator if rate else None))
    order = {str(measure.code): number for number, measure in enumerate(plan.measures)}
    return tuple(
        sorted(lines, key=lambda each: (order[each.measure], each.school_year, each.school, each.breakdown, each.group))
    )


class _Reading:
    """Looks up what is printed."""

    def __init__(self, edition: PublicEdition, plan: Plan) -> None:
        self._edition = edition
        self._plan = plan

    def line(self, cell: Cell, value: CellId, denominator: CellId | None) -> PublicLine:
        """The line of a figure by its count, or the points of its mean."""
        place = dict(cell.coordinates)
        measure = self._plan.measure(place[MEASURE])
        school = place.get(SCHOOL, "")
        breakdown = next((name for name in place if name in self._breakdowns), "")
        groups = place[breakdown].split(" + ") if breakdown else []
        has_count = cell.reader is not Reader.COMPUTED
        return PublicLine(
            school_year=place.get(YEAR, ""),
            measure=measure.code,
            name=measure.name,
            unit=measure.unit.value,
            school=school,
            school_name=self._plan.school(school).name if school else self._plan.district_name,
            breakdown=breakdown,
            group=" + ".join(self._plan.subgroup(group).name for group in groups) or "All students",
            numerator=self._printed(cell.name) if has_count else "",
            denominator=self._printed(denominator) if denominator else "",
            value=self._printed(value),
        )

    @property
    def _breakdowns(self) -> frozenset[str]:
        return frozenset(each.code for each in self._plan.disaggregations)

    def _printed(self, name: CellId) -> str:
        value = self._edition.values.get(name, Sign.WITHHELD)
        return number_text(value) if isinstance(value, Decimal) else self._edition.printed[value]
