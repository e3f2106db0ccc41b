"""Complementary stars for tables of any size: the least move that gives each protection, then whatever can be spared.

For every demand a linear program looks for the cheapest movement of cells that reaches it; cells that are withheld
already move for nothing. What moves is withheld. A movement found for one demand often serves others, which then need
none of their own. At the end each star is tried: where all demands can do without it, it is lifted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ctecs_desktop.disclosure.linear_program import INFINITY, TOLERANCE, LinearProgram, Terms
from ctecs_desktop.disclosure.protection_problem import Demand, ProtectionProblem, parts_of

Movement = dict[int, float]
"""How far each column moves, in one point that a reader cannot exclude."""

Report = Callable[[int, int], None]
"""Told how many of how many steps are done; raises ``Cancelled``."""


def protected(problem: ProtectionProblem, report: Report) -> tuple[frozenset[int], list[Demand]]:
    """Columns to withhold so that every demand is met, and the demands that no choice meets."""
    moves = _Moves(problem)
    stars = set(problem.withheld)
    met: set[int] = set()
    unmet: list[Demand] = []
    order = sorted(range(len(problem.demands)), key=lambda at: (-problem.demands[at].need, at))
    for done, number in enumerate(order):
        report(done, len(order))
        if number in met:
            continue
        movement = moves.cheapest(number, _prices(problem, stars, problem.demands[number].need))
        if movement is None:
            unmet.append(problem.demands[number])
            continue
        stars |= {at for at in movement if not problem.columns[at].is_free}
        met |= {at for at, each in enumerate(problem.demands) if at not in met and _serves(movement, each)}
        back = {at: -moved for at, moved in movement.items()}
        if moves.is_possible(back):
            met |= {at for at, each in enumerate(problem.demands) if at not in met and _serves(back, each)}
    return frozenset(stars), unmet


def spared(problem: ProtectionProblem, stars: frozenset[int], report: Report) -> frozenset[int]:
    """``stars`` without those that no demand needs; the dearest are tried first. ``stars`` must meet all demands."""
    free = {place for place, column in enumerate(problem.columns) if column.is_free}
    parts = parts_of(problem, stars | free)
    lifted: set[int] = set()
    done, total = 0, len(stars)
    for part in parts:
        report(done, total)
        lifted |= {part.places[at] for at in _liftable(part.problem, report)}
        done += sum(not column.is_free for column in part.problem.columns)
    return stars - lifted


def _liftable(problem: ProtectionProblem, report: Report) -> set[int]:
    """The columns that all demands of a part can do without."""
    columns = problem.columns
    tried = [at for at, column in enumerate(columns) if not column.is_free and at not in problem.withheld]
    if not tried:
        return set()
    moves = _Moves(problem)
    # A short movement rests on few cells, so that few stars are bound by it.
    short = dict.fromkeys(range(2 * len(columns)), 1.0)
    witnesses: dict[int, Movement] = {}
    for number, demand in enumerate(problem.demands):
        known = next((each for each in witnesses.values() if _serves(each, demand)), None)
        witness = known or moves.cheapest(number, short)
        assert witness is not None, "all demands of the part are met"
        witnesses[number] = witness
    lifted: set[int] = set()
    for done, place in enumerate(sorted(tried, key=lambda at: (-columns[at].loss, -at))):
        report(done, len(tried))
        moves.hold([place])
        found: dict[int, Movement] = {}
        for number in sorted(number for number, witness in witnesses.items() if place in witness):
            known = next((each for each in found.values() if _serves(each, problem.demands[number])), None)
            movement = known or moves.cheapest(number, short)
            if movement is None:
                moves.let_go(place)
                break
            found[number] = movement
        else:
            lifted.add(place)
            witnesses |= found
    return lifted


def _serves(movement: Movement, demand: Demand) -> bool:
    return _moved(demand.terms, movement) >= demand.need - TOLERANCE


def _moved(terms: Terms, movement: Movement) -> float:
    return sum(number * movement.get(at, 0.0) for at, number in terms)


def _prices(problem: ProtectionProblem, stars: set[int], need: float) -> dict[int, float]:
    """What a unit of movement costs: the loss of a star, shared over as much as the cell can move.

    A hair is added by place, so that of two equals always the same is taken.
    """
    prices: dict[int, float] = {}
    count = len(problem.columns)
    for place, column in enumerate(problem.columns):
        is_priced = not column.is_free and place not in stars
        loss = column.loss * (1 + place / (1000 * count)) if is_priced else 0.0
        for side, room in ((2 * place, column.up), (2 * place + 1, column.down)):
            prices[side] = loss / max(min(room, need), TOLERANCE)
    return prices


class _Moves:
    """The linear program of all movements that a reader cannot exclude.

    Columns 2i and 2i+1 of the program are the rise and the fall of column i; the last ones hold the demands.
    """

    def __init__(self, problem: ProtectionProblem) -> None:
        self._problem = problem
        self._demands: list[int] = []
        bounds: list[tuple[float, float]] = []
        for column in problem.columns:
            bounds += [(0.0, column.up), (0.0, column.down)]
        rows: list[tuple[Terms, float, float]] = []
        for row in problem.rows:
            high = 0.0 if row.least is None else INFINITY
            rows.append((_doubled(row.terms), 0.0 if row.least is None else row.least, high))
        for demand in problem.demands:
            self._demands.append(len(bounds))
            bounds.append((-INFINITY, INFINITY))
            rows.append(([*_doubled(demand.terms), (self._demands[-1], -1.0)], 0.0, 0.0))
        self._program = LinearProgram(bounds, rows)
        self.hold(place for place in range(len(problem.columns)) if not self._may_move(place))

    def _may_move(self, place: int) -> bool:
        column = self._problem.columns[place]
        return column.is_free or column.may_be_withheld or place in self._problem.withheld

    def hold(self, places: Iterable[int]) -> None:
        """These columns are shown: they do not move."""
        held = [side for place in places for side in (2 * place, 2 * place + 1)]
        self._program.bound(held, [0.0] * len(held), [0.0] * len(held))

    def let_go(self, place: int) -> None:
        """This column may move again."""
        column = self._problem.columns[place]
        self._program.bound([2 * place, 2 * place + 1], [0.0, 0.0], [column.up, column.down])

    def cheapest(self, number: int, prices: dict[int, float]) -> Movement | None:
        """The movement of least price that gives demand ``number``; ``None`` where none does."""
        place, need = self._demands[number], self._problem.demands[number].need
        self._program.objective(prices)
        self._program.bound([place], [need], [INFINITY])
        solution = self._program.solve()
        self._program.bound([place], [-INFINITY], [INFINITY])
        if solution is None:
            return None
        values = solution.values
        moved = ((at, values[2 * at] - values[2 * at + 1]) for at in range(len(self._problem.columns)))
        return {at: movement for at, movement in moved if abs(movement) > TOLERANCE}

    def is_possible(self, movement: Movement) -> bool:
        """Whether no row and no bound forbids ``movement``."""
        for at, moved in movement.items():
            column = self._problem.columns[at]
            if moved > column.up + TOLERANCE or -moved > column.down + TOLERANCE:
                return False
        return all(
            row.least is None
            or sum(number * movement.get(at, 0.0) for at, number in row.terms) >= row.least - TOLERANCE
            for row in self._problem.rows
        )


def _doubled(terms: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    return [pair for at, number in terms for pair in ((2 * at, number), (2 * at + 1, -number))]
