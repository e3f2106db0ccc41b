"""The publication set as the suppressor sees it: columns with room to move, rows that tie them, demands for protection.

Everything is written as movement away from one consistent point (the true values; where the source withheld some, a
point that fits). A cell that is shown cannot move; a withheld one moves within what a reader cannot exclude: a
withheld count is at least 1, for 0 is always shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ctecs_desktop.disclosure.connected import groups_of, heads_of
from ctecs_desktop.disclosure.linear_program import INFINITY, LinearProgram
from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.primary_suppression import Ask
from ctecs_desktop.domain.publication import Cell, CellId, Counted, PublicationSet, Quotient, Reader
from ctecs_desktop.domain.value import high_of, low_of


@dataclass(frozen=True, slots=True)
class Column:
    """A cell that can move: how far down and up once it is withheld. ``is_free`` ones are never shown at all."""

    name: CellId
    down: float
    up: float
    loss: float
    is_free: bool
    may_be_withheld: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Σ coefficient × movement = 0, or ≥ ``least`` where that is not ``None`` (never above 0)."""

    terms: tuple[tuple[int, float], ...]
    least: float | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """Σ coefficient × movement must be able to reach ``need``, which is above 0. One for each end of each ask."""

    subject: CellId
    terms: tuple[tuple[int, float], ...]
    need: float


@dataclass(frozen=True, slots=True)
class ProtectionProblem:
    """``withheld`` are the columns that are withheld in any case."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    demands: tuple[Demand, ...]
    withheld: frozenset[int]


@dataclass(frozen=True, slots=True)
class Part:
    """Some columns of a problem that hang together, as a problem of their own; ``places`` are their places in it."""

    problem: ProtectionProblem
    places: tuple[int, ...]
    demands: tuple[int, ...]


def parts_of(problem: ProtectionProblem, movable: Collection[int]) -> list[Part]:
    """The problems that remain when nothing but ``movable`` can move: one for all columns that rows tie together.

    A demand that none of them can serve is in no part.
    """
    may_move = set(movable)
    rows_at = [[at for at, _ in row.terms if at in may_move] for row in problem.rows]
    demands_at = [[at for at, _ in demand.terms if at in may_move] for demand in problem.demands]
    heads = heads_of(sorted(may_move), [places for places in (*rows_at, *demands_at) if places])
    rows: dict[int, list[Row]] = defaultdict(list)
    for row, places in zip(problem.rows, rows_at, strict=True):
        if places:
            rows[heads[places[0]]].append(row)
    demands: dict[int, list[int]] = defaultdict(list)
    for number, places in enumerate(demands_at):
        if places:
            demands[heads[places[0]]].append(number)
    return [_part(problem, places, rows[head], demands[head]) for head, places in groups_of(heads).items()]


def _part(problem: ProtectionProblem, places: list[int], rows: list[Row], demands: list[int]) -> Part:
    new = {place: number for number, place in enumerate(places)}

    def moved(terms: tuple[tuple[int, float], ...]) -> tuple[tuple[int, float], ...]:
        return tuple((new[at], number) for at, number in terms if at in new)

    part = ProtectionProblem(
        columns=tuple(problem.columns[place] for place in places),
        rows=tuple(Row(moved(row.terms), row.least) for row in rows),
        demands=tuple(
            Demand(problem.demands[at].subject, moved(problem.demands[at].terms), problem.demands[at].need)
            for at in demands
        ),
        withheld=frozenset(new[place] for place in places if place in problem.withheld),
    )
    return Part(part, tuple(places), tuple(demands))


def problem_of(
    publication: PublicationSet, asks: Sequence[Ask], *, kept: frozenset[CellId], withheld: frozenset[CellId]
) -> ProtectionProblem:
    """The problem of protecting ``asks``. ``kept`` cells may not be withheld for others; ``withheld`` are already."""
    in_any_case = {cell for ask in asks for cell in ask.needs} | withheld
    in_any_case |= {cell.name for cell in publication.cells if cell.number is None or cell.reader is Reader.STARRED}
    point = _consistent_point(publication)
    most = 2 * max((abs(value) for value in point.values()), default=0.0) + 100
    places: dict[CellId, int] = {}
    columns: list[Column] = []
    for cell in sorted(publication.cells, key=lambda each: each.name):
        is_forced = cell.name in in_any_case
        column = _column(publication, cell, point[cell.name], most=most, is_kept=cell.name in kept and not is_forced)
        if column is not None:
            places[cell.name] = len(columns)
            columns.append(column)
    return ProtectionProblem(
        columns=tuple(columns),
        rows=tuple(row for row in _rows(publication, places, point) if row.terms),
        demands=tuple(_demands(asks, places, point)),
        withheld=frozenset(places[name] for name in in_any_case if name in places),
    )


def _column(publication: PublicationSet, cell: Cell, value: float, *, most: float, is_kept: bool) -> Column | None:
    """The column of ``cell``; ``None`` where it never moves: known already, or 0, which is shown."""
    is_exposed = cell.name in publication.exposed
    if cell.reader is Reader.KNOWN or (is_exposed and cell.number == 0):
        return None
    if cell.number is None:
        low, high = float(low_of(cell.value)), float(high_of(cell.value))
    else:
        low = 1.0 if is_exposed and cell.counted is not Counted.POINTS else 0.0
        high = most if cell.ceiling is None else float(max(cell.ceiling, cell.number))
    return Column(
        name=cell.name,
        down=max(value - low, 0.0),
        up=max(high - value, 0.0),
        loss=float(cell.loss),
        is_free=not is_exposed,
        may_be_withheld=is_exposed and not is_kept,
    )


def _consistent_point(publication: PublicationSet) -> dict[CellId, float]:
    """The true values; where the source withheld some, numbers that fit everything else.

    Raises ``PublicationRefused("publication.contradictory")`` where none do.
    """
    if all(cell.number is not None for cell in publication.cells):
        return {cell.name: float(low_of(cell.value)) for cell in publication.cells}
    names = [cell.name for cell in publication.cells]
    places = {name: place for place, name in enumerate(names)}
    bounds = [(float(low_of(cell.value)), float(high_of(cell.value))) for cell in publication.cells]
    rows: list[tuple[list[tuple[int, float]], float, float]] = [
        ([(places[relation.total], 1.0), *((places[each], -1.0) for each in relation.parts)], 0.0, 0.0)
        for relation in publication.relations
    ]
    for quotient in publication.quotients:
        rows += [
            ([(places[name], float(number)) for name, number in terms], 0.0, INFINITY)
            for terms in _limits(publication, quotient)
        ]
    solution = LinearProgram(bounds, rows).solve()
    if solution is None:
        raise PublicationRefused("publication.contradictory")
    return dict(zip(names, solution.values, strict=True))


Limit = tuple[tuple[CellId, Fraction], ...]


def _limits(publication: PublicationSet, quotient: Quotient) -> list[Limit]:
    """What holds of the parts of a rate whoever looks: each Σ coefficient × cell is at least 0."""
    numerator, denominator = quotient.numerator, quotient.denominator
    limits: list[Limit] = []
    if quotient.is_share:
        limits.append(((denominator, Fraction(1)), (numerator, Fraction(-1))))
    for end, sign in ((quotient.low, 1), (quotient.high, -1)):
        if end is not None:
            limits.append(((numerator, Fraction(sign * quotient.factor)), (denominator, -sign * Fraction(end))))
    shown = publication.shown_value(quotient.name) if quotient.is_known else None
    if shown is not None:
        half = Fraction(1, 2 * 10**quotient.decimals)
        limits.append(((numerator, Fraction(quotient.factor)), (denominator, half - Fraction(shown))))
        limits.append(((numerator, Fraction(-quotient.factor)), (denominator, half + Fraction(shown))))
    return limits


def _rows(publication: PublicationSet, places: dict[CellId, int], point: dict[CellId, float]) -> list[Row]:
    # Sorted, so that the same set declared in another order is the same program.
    rows = []
    for relation in sorted(publication.relations, key=lambda each: (each.total, each.parts)):
        terms = [(relation.total, 1.0), *((part, -1.0) for part in relation.parts)]
        rows.append(Row(tuple((places[name], number) for name, number in terms if name in places)))
    for quotient in sorted(publication.quotients, key=lambda each: each.name):
        for limit in _limits(publication, quotient):
            slack = sum(float(number) * point[name] for name, number in limit)
            moving = tuple((places[name], float(number)) for name, number in limit if name in places)
            rows.append(Row(moving, -max(slack, 0.0)))
    return rows


def _demands(asks: Sequence[Ask], places: dict[CellId, int], point: dict[CellId, float]) -> list[Demand]:
    demands = []
    for ask in asks:
        value = sum(float(number) * point[name] for name, number in ask.terms)
        moving = tuple((places[name], float(number)) for name, number in ask.terms if name in places)
        for end, sign in ((ask.high, 1.0), (ask.low, -1.0)):
            need = 0.0 if end is None else sign * (float(end) - value)
            if need > 0:
                demands.append(Demand(ask.subject, tuple((place, sign * number) for place, number in moving), need))
    return demands
