"""Complementary stars of least loss, for tables small enough: an integer program that learns from an attacker.

The integer program chooses stars. A linear program then attacks the choice: where a demand cannot be reached, its
prices say which cells would have to move, and by how much, whatever else is chosen; that becomes a row of the integer
program (the cutting planes of Fischetti and Salazar). It ends when no attack succeeds.
"""

from __future__ import annotations

from collections.abc import Callable

from ctecs_desktop.disclosure.linear_program import INFINITY, TOLERANCE, LinearProgram, Solution, Terms, TooHard
from ctecs_desktop.disclosure.protection_problem import Demand, ProtectionProblem

Report = Callable[[int, int], None]
"""Told how many of at most how many rounds are done; raises ``Cancelled``."""


def least_loss(
    problem: ProtectionProblem, report: Report, *, most_rounds: int = 40, most_branches: int = 2000
) -> frozenset[int] | None:
    """The columns to withhold so that all demands are met at the least loss; ``None`` where that is too hard.

    The loss of a cell grows by a hair with its place, so that there is one best choice and always the same. Call for
    problems whose demands can be met.
    """
    columns = problem.columns
    count = len(columns)
    choice = LinearProgram([_switch(problem, place) for place in range(count)], [], most_branches=most_branches)
    choice.require_integers(range(count))
    choice.objective({place: _loss(problem, place) for place in range(count)})
    attacker = _Attacker(problem)
    for done in range(most_rounds):
        report(done, most_rounds)
        try:
            chosen = choice.solve()
        except TooHard:
            return None
        if chosen is None:
            return None
        stars = frozenset(place for place in range(count) if chosen.values[place] > 0.5)
        cuts = attacker.cuts(stars)
        if not cuts:
            return frozenset(place for place in stars if not columns[place].is_free)
        for terms, low in cuts:
            choice.add_row(terms, low, INFINITY)
    return None


def _switch(problem: ProtectionProblem, place: int) -> tuple[float, float]:
    column = problem.columns[place]
    if place in problem.withheld or column.is_free:
        return 1.0, 1.0
    return 0.0, 1.0 if column.may_be_withheld else 0.0


def _loss(problem: ProtectionProblem, place: int) -> float:
    count = len(problem.columns)
    return problem.columns[place].loss * (1 + place / (10 * count * count))


class _Attacker:
    """Finds out which demands a choice of stars leaves unmet, and why."""

    def __init__(self, problem: ProtectionProblem) -> None:
        self._problem = problem
        rows: list[tuple[Terms, float, float]] = [
            (row.terms, 0.0 if row.least is None else row.least, 0.0 if row.least is None else INFINITY)
            for row in problem.rows
        ]
        self._program = LinearProgram([(0.0, 0.0)] * len(problem.columns), rows)
        self._rows_of: list[list[tuple[int, float]]] = [[] for _ in problem.columns]
        for number, row in enumerate(problem.rows):
            for place, coefficient in row.terms:
                self._rows_of[place].append((number, coefficient))

    def cuts(self, stars: frozenset[int]) -> list[tuple[Terms, float]]:
        """A row for each unmet demand: what every sufficient choice satisfies and this one does not."""
        columns = self._problem.columns
        places = range(len(columns))
        lows = [-columns[at].down if at in stars else 0.0 for at in places]
        highs = [columns[at].up if at in stars else 0.0 for at in places]
        self._program.bound(places, lows, highs)
        found = []
        for demand in self._problem.demands:
            self._program.objective(_merged(demand.terms), maximise=True)
            solution = self._program.solve()
            assert solution is not None, "standing still is always possible"
            if solution.objective < demand.need - TOLERANCE:
                found.append(self._cut(demand, solution, stars))
        return found

    def _cut(self, demand: Demand, solution: Solution, stars: frozenset[int]) -> tuple[Terms, float]:
        """The bound that the prices prove: Σ room × price × switch ≥ need. Where rounding spoils it, a plain one."""
        aimed = _merged(demand.terms)
        rest = demand.need
        prices = list(solution.duals)
        for number, row in enumerate(self._problem.rows):
            if row.least is not None:
                prices[number] = min(prices[number], 0.0)  # of a row that only holds from below
                rest -= prices[number] * row.least
        terms: list[tuple[int, float]] = []
        for place, column in enumerate(self._problem.columns):
            gain = aimed.get(place, 0.0) - sum(prices[number] * each for number, each in self._rows_of[place])
            worth = gain * column.up if gain > 0 else -gain * column.down
            if worth <= TOLERANCE:
                continue
            if column.is_free:
                rest -= worth
            else:
                terms.append((place, worth))
        terms = [(place, min(worth, rest)) for place, worth in terms]
        if rest <= TOLERANCE or sum(worth for place, worth in terms if place in stars) >= rest - TOLERANCE:
            return [(at, 1.0) for at in range(len(self._problem.columns)) if at not in stars], 1.0
        return [(place, worth / rest) for place, worth in terms], 1.0


def _merged(terms: Terms) -> dict[int, float]:
    merged: dict[int, float] = {}
    for place, number in terms:
        merged[place] = merged.get(place, 0.0) + number
    return merged
