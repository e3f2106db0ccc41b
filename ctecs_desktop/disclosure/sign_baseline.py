"""What the signs alone say of a withheld count, before any number is shown; protection is asked for within that.

0 is always shown, so a star stands for at least 1, and a total of three stars for at least 3. A star that the state
published stands for 5 at most. No further star can take that back. An ask that reaches beyond is moved, and keeps its
span where there is room: as many numbers must stay possible.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from ctecs_desktop.disclosure.connected import groups_of, heads_of
from ctecs_desktop.disclosure.linear_program import INFINITY, TOLERANCE, LinearProgram, Terms
from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.primary_suppression import Ask
from ctecs_desktop.domain.publication import Cell, CellId, Counted, PublicationSet, Reader
from ctecs_desktop.domain.value import high_of, low_of


def within_signs(publication: PublicationSet, asks: Sequence[Ask]) -> tuple[Ask, ...]:
    """``asks`` with the ends moved that nothing could reach, even if every figure but 0 were withheld.

    What readers know already counts as withheld here: an ask that fails for its sake must fail. Raises
    ``PublicationRefused("publication.contradictory")`` where no numbers fit.
    """
    ties = _ties(publication)
    told_together = [terms for terms, _ in ties] + [ask.terms for ask in asks]
    heads = heads_of(publication.by_name, [[name for name, _ in terms] for terms in told_together])
    ties_of: dict[CellId, list[_Tie]] = defaultdict(list)
    for tie in ties:
        ties_of[heads[tie[0][0][0]]].append(tie)
    asks_of: dict[CellId, list[Ask]] = defaultdict(list)
    for ask in asks:
        asks_of[heads[ask.terms[0][0]]].append(ask)
    moved: dict[Ask, Ask] = {}
    for head, names in groups_of(heads).items():
        if asks_of[head]:
            moved |= _moved(publication, names, ties_of[head], asks_of[head])
    return tuple(moved[ask] for ask in asks)


_Tie = tuple[list[tuple[CellId, float]], float]
"""Σ coefficient × cell lies between 0 and this."""


def _ties(publication: PublicationSet) -> list[_Tie]:
    ties: list[_Tie] = [
        ([(relation.total, 1.0), *((part, -1.0) for part in relation.parts)], 0.0) for relation in publication.relations
    ]
    shares = [quotient for quotient in publication.quotients if quotient.is_share]
    return ties + [([(each.denominator, 1.0), (each.numerator, -1.0)], INFINITY) for each in shares]


def _moved(
    publication: PublicationSet, names: Sequence[CellId], ties: Sequence[_Tie], asks: Sequence[Ask]
) -> dict[Ask, Ask]:
    """The asks about cells that hang together, by the ask as it was."""
    places = {name: place for place, name in enumerate(names)}
    cells = [publication.cell(name) for name in names]
    no_end = 2 * max(float(high_of(cell.value)) for cell in cells) + 100
    bounds = [_bounds(publication, cell, no_end) for cell in cells]
    program = LinearProgram(
        bounds,
        [([(places[name], number) for name, number in terms], 0.0, high) for terms, high in ties],
    )
    reach = _Reach(program, [[(places[name], float(number)) for name, number in ask.terms] for ask in asks])
    # Where all counts are as small as they can be together, most are as small as they can be alone; likewise large.
    reach.visit(dict.fromkeys(range(len(places)), 1.0), maximise=False)
    has_ends = any(high not in {0.0, no_end} for _, high in bounds)
    if has_ends:
        reach.visit({places[name]: 1.0 for ask in asks for name, _ in ask.terms}, maximise=True)
    moved = {}
    for number, ask in enumerate(asks):
        if ask.low is None or ask.high is None:
            moved[ask] = ask
            continue
        most = reach.end(number, float(ask.high), maximise=True) if has_ends else INFINITY
        low = float(ask.low) if most >= ask.high else most - float(ask.high - ask.low)
        moved[ask] = _within(ask, reach.end(number, low, maximise=False), most)
    return moved


class _Reach:
    """How far some sums of cells can go. Every point that was found for one of them tells of all of them."""

    def __init__(self, program: LinearProgram, sums: Sequence[Terms]) -> None:
        self._program = program
        self._sums = sums
        self._least = [INFINITY] * len(sums)
        self._most = [-INFINITY] * len(sums)

    def visit(self, costs: Mapping[int, float], *, maximise: bool) -> None:
        """Look at the best point of that objective. Raises ``PublicationRefused`` where there is none."""
        self._program.objective(costs, maximise=maximise)
        solution = self._program.solve()
        if solution is None:
            raise PublicationRefused("publication.contradictory")
        for number, terms in enumerate(self._sums):
            value = sum(each * solution.values[place] for place, each in terms)
            self._least[number] = min(self._least[number], value)
            self._most[number] = max(self._most[number], value)

    def end(self, number: int, wanted: float, *, maximise: bool) -> float:
        """How far that sum goes; where it was seen to reach ``wanted``, only so far as it was seen."""
        seen = self._most[number] if maximise else self._least[number]
        if (seen >= wanted - TOLERANCE) if maximise else (seen <= wanted + TOLERANCE):
            return seen
        self.visit(dict(self._sums[number]), maximise=maximise)
        return self._most[number] if maximise else self._least[number]


def _within(ask: Ask, least: float, most: float) -> Ask:
    """``ask`` with its span moved between ``least`` and ``most``; where it does not fit, all that is between them."""
    if ask.low is None or ask.high is None:
        return ask
    span = ask.high - ask.low
    low, high = ask.low, ask.high
    if least > low:
        low = Fraction(math.ceil(least - TOLERANCE))
        high = low + span
    if most < high:
        high = Fraction(math.floor(most + TOLERANCE))
        low = high - span
    if least > low:
        low = Fraction(math.ceil(least - TOLERANCE))
    return replace(ask, low=low, high=high)


def _bounds(publication: PublicationSet, cell: Cell, no_end: float) -> tuple[float, float]:
    """Between what the signs alone leave a cell; ``no_end`` is more than any count."""
    if cell.number is None:
        return float(low_of(cell.value)), float(high_of(cell.value))
    high = no_end if cell.ceiling is None else float(max(cell.ceiling, cell.number))
    if cell.counted is Counted.POINTS:
        return 0.0, high
    is_seen = cell.name in publication.exposed or cell.reader is Reader.KNOWN
    if not is_seen:
        return 0.0, high
    return (1.0, high) if cell.number > 0 else (0.0, 0.0)
