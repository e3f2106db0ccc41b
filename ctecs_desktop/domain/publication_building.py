"""Builds the publication set of a district's report from its rollups: every figure, sum and rate that it tells.

Told are, for every measure that is a number, the district of each year, every school of each year, and the district's
breakdowns. What is not declared here must not be published: whoever writes a public file puts a sign in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ctecs_desktop.domain.counting import Counting
from ctecs_desktop.domain.observation import MeasureCode
from ctecs_desktop.domain.plan import Measure, Plan, RollupMethod, SumBound, Unit
from ctecs_desktop.domain.publication import (
    Cell,
    CellId,
    Counted,
    Figure,
    Narrative,
    PublicationSet,
    Quotient,
    Reader,
    Relation,
)
from ctecs_desktop.domain.publication_addresses import SCHOOL, FigurePart, FigurePlace
from ctecs_desktop.domain.publication_tables import ADDED_UP, FigureTable, Parts, kinds_of, tables_of
from ctecs_desktop.domain.rollup import Rollup
from ctecs_desktop.domain.value import Quantity, high_of, low_of

LOSS_OF_DISTRICT, LOSS_OF_GROUP, LOSS_OF_SCHOOL = 20, 3, 2
"""What readers miss with a count: everybody looks for the district's, the people of a town for their school's."""

STATUS, RANGE = "status", "range"
"""Figures that are no cell of their own: they are withheld as soon as a cell is that they are taken from."""


def publication_of(
    plan: Plan,
    years: Sequence[Rollup],
    counting: Counting,
    *,
    release: str,
    narratives: Iterable[Narrative] = (),
) -> PublicationSet:
    """All that a report over ``years`` (whole school years, the oldest first) tells, and its texts.

    Raises ``PublicationRefused`` where the figures contradict each other; see ``PublicationSet``.
    """
    building = _Building()
    same = shared_denominators(plan)
    # A denominator that is another measure's figure needs that one to be there.
    for measure in sorted(plan.measures, key=lambda each: each.code in same):
        of_years = tables_of(plan, measure, years)
        kinds = kinds_of(counting, measure, [table for tables in of_years for table in tables])
        for tables in of_years:
            teller = _Teller(building, measure, kinds, same.get(measure.code))
            teller.tell(tables, plan)
    return PublicationSet(
        release,
        tuple(building.cells.values()),
        tuple(building.relations.values()),
        tuple(building.quotients),
        tuple(building.figures),
        tuple(narratives),
    )


def shared_denominators(plan: Plan) -> dict[MeasureCode, tuple[MeasureCode, FigurePart]]:
    """Of the measures whose denominator the plan's rules call another measure's figure: which.

    A measure that others lean on leans on nobody itself, so that one name is enough for all.
    """
    parts = {"value": FigurePart.NUMERATOR, "n": FigurePart.DENOMINATOR, "denominator": FigurePart.DENOMINATOR}
    agreeing = [(rule.measures, dict(rule.params)) for rule in plan.rules if rule.check == "agrees"]
    leaned_on = {params.get("other") for _measures, params in agreeing}
    found: dict[MeasureCode, tuple[MeasureCode, FigurePart]] = {}
    for measures, params in agreeing:
        of_other = parts.get(params.get("other_part", ""))
        if params.get("part") not in {"n", "denominator"} or of_other is None:
            continue
        for measure in measures:
            if measure not in leaned_on:
                found.setdefault(MeasureCode(measure), (MeasureCode(params["other"]), of_other))
    return found


class _Building:
    """The set as it grows; a sum that two measures share stands in it once."""

    def __init__(self) -> None:
        self.cells: dict[CellId, Cell] = {}
        self.relations: dict[tuple[CellId, frozenset[CellId]], Relation] = {}
        self.quotients: list[Quotient] = []
        self.figures: list[Figure] = []

    def relate(self, total: CellId, parts: Sequence[CellId], across: str) -> None:
        """``total`` is the sum of ``parts``."""
        self.relations.setdefault((total, frozenset(parts)), Relation(total, tuple(parts), across))

    def tie(self, total: CellId, parts: Sequence[CellId], across: str, *, place: FigurePlace) -> None:
        """The same of a sum that need not come out: what is in no part, or in two, is a cell that can be computed.

        With intervals in it the sum is told as it stands, or not at all where it contradicts itself.
        """
        low = sum((low_of(self.cells[part].value) for part in parts), Decimal(0))
        high = sum((high_of(self.cells[part].value) for part in parts), Decimal(0))
        whole = self.cells[total]
        if whole.number is None or low != high:
            if low <= high_of(whole.value) and high >= low_of(whole.value):
                self.relate(total, parts, across)
            return
        lacking = whole.number - low
        if lacking > 0:
            rest = self._computed(place, f"{across} rest of {total}", lacking, whole.counted)
            self.relate(total, (*parts, rest), across)
        elif lacking < 0:
            counted_twice = self._computed(place, f"{across} twice in {total}", -lacking, whole.counted)
            sum_of_parts = self._computed(place, f"{across} sum of {total}", low, whole.counted)
            self.relate(sum_of_parts, parts, across)
            self.relate(sum_of_parts, (total, counted_twice), across)
        else:
            self.relate(total, parts, across)

    def _computed(self, place: FigurePlace, what: str, value: Decimal, counted: Counted) -> CellId:
        name = place.computed_name(what)
        # Points are made of rounded means: everybody knows that what they lack is no more than the rounding.
        ceiling = value + 1 if counted is Counted.POINTS else None
        coordinates = place.coordinates(what)
        self.cells[name] = Cell(name, value, counted, Reader.COMPUTED, 0, ceiling, coordinates)
        return name


class _Teller:
    """Tells one measure."""

    def __init__(
        self,
        building: _Building,
        measure: Measure,
        kinds: Mapping[FigurePart, Counted | None],
        same: tuple[MeasureCode, FigurePart] | None,
    ) -> None:
        self._building = building
        self._measure = measure
        self._kinds = kinds
        self._same = same

    def tell(self, tables: Sequence[FigureTable], plan: Plan) -> None:
        """One year: everybody, and where people are counted the breakdowns of the district.

        Breakdowns of things are not told: a few hundred days of attendance are a few pupils.
        """
        whole = next((table for table in tables if table.is_of_everybody), None)
        if whole is None:
            return
        of_district = self._tell_everybody(whole)
        if not of_district or not self._counts_people:
            return
        groups = {
            table.place.subgroup: self._cells(table.place, table.district, LOSS_OF_GROUP)
            for table in tables
            if not table.is_of_everybody and table.district
        }
        for breakdown in plan.disaggregations:
            if breakdown.is_partition and breakdown.code in self._measure.disaggregations:
                members = [
                    names for code, names in groups.items() if plan.subgroup(code).disaggregation == breakdown.code
                ]
                for part, total in of_district.items():
                    parts = [names[part] for names in members if part in names]
                    if parts:
                        self._building.tie(total, parts, breakdown.code, place=whole.place)

    @property
    def _counts_people(self) -> bool:
        kinds = {kind for part, kind in self._kinds.items() if part is not FigurePart.POINTS}
        return kinds <= {Counted.PUPILS, Counted.STAFF}

    def _tell_everybody(self, table: FigureTable) -> dict[FigurePart, CellId]:
        """Every school, the district, and what ties them; of people in fractions the district alone."""
        if None in self._kinds.values():
            return self._cells(table.place, table.district, LOSS_OF_DISTRICT)
        schools = {
            school: self._cells(replace(table.place, school=school), parts, LOSS_OF_SCHOOL)
            for school, parts in sorted(table.schools.items())
        }
        district = self._cells(table.place, table.district, LOSS_OF_DISTRICT)
        for part, total in district.items():
            parts = [names[part] for names in schools.values() if part in names]
            if parts and self._is_tied(table, part):
                self._building.tie(total, parts, SCHOOL, place=table.place)
        if schools and self._measure.rollup_method is RollupMethod.RANGE:
            basis = tuple(cell for names in schools.values() for cell in names.values())
            self._building.figures.append(Figure(table.place.computed_name(RANGE), RANGE, basis))
        if district:
            rate = table.place.name(FigurePart.RATE)
            is_rate = any(each.name == rate for each in self._building.quotients)
            shown = rate if is_rate else next(iter(district.values()))
            self._building.figures.append(Figure(table.place.computed_name(STATUS), STATUS, (shown,)))
        return district

    def _is_tied(self, table: FigureTable, part: FigurePart) -> bool:
        """Whether readers know how the schools' figures make the district's: exactly, or on which side they lie."""
        if self._measure.rollup_method in ADDED_UP:
            return True
        if self._measure.rollup_method is not RollupMethod.DISTRICT_ENTERED or not table.is_whole:
            return False
        own = table.district[part]
        low = sum((low_of(parts[part]) for parts in table.schools.values() if part in parts), Decimal(0))
        high = sum((high_of(parts[part]) for parts in table.schools.values() if part in parts), Decimal(0))
        if self._measure.sum_bound is SumBound.UPPER:
            return high >= low_of(own)
        return self._measure.sum_bound is SumBound.LOWER and low <= high_of(own)

    def _cells(self, place: FigurePlace, parts: Parts, loss: int) -> dict[FigurePart, CellId]:
        """The cells of a figure by part, and its rate or mean."""
        names = {part: self._cell(place, part, quantity, loss) for part, quantity in parts.items()}
        top = FigurePart.POINTS if FigurePart.POINTS in names else FigurePart.NUMERATOR
        if top in names and FigurePart.DENOMINATOR in names:
            quotient = self._quotient(place, names[top], names[FigurePart.DENOMINATOR])
            self._building.quotients.append(quotient)
        return names

    def _cell(self, place: FigurePlace, part: FigurePart, quantity: Quantity, loss: int) -> CellId:
        if part is FigurePart.DENOMINATOR and self._same is not None:
            measure, of_other = self._same
            there = self._building.cells.get(replace(place, measure=measure).name(of_other))
            if there is not None and there.value == quantity:
                return there.name
        name = place.name(part)
        reader = Reader.COMPUTED if part is FigurePart.POINTS else Reader.SHOWN
        counted = self._kinds[part] or Counted.POINTS
        self._building.cells[name] = Cell(
            name, quantity, counted, reader, loss, coordinates=place.coordinates(part.value)
        )
        return name

    def _quotient(self, place: FigurePlace, top: CellId, bottom: CellId) -> Quotient:
        measure, name = self._measure, place.name(FigurePart.RATE)
        if measure.unit is Unit.MEAN:
            return Quotient(name, top, bottom, 1, measure.decimals, is_share=False, low=measure.low, high=measure.high)
        numerator, denominator = self._building.cells[top], self._building.cells[bottom]
        is_share = (
            measure.unit is Unit.PERCENT
            and numerator.counted is denominator.counted
            and high_of(numerator.value) <= low_of(denominator.value)
        )
        return Quotient(name, top, bottom, measure.unit.factor, measure.decimals, is_share=is_share)
