"""Linear and integer programs, solved by HiGHS: the one place that speaks to the solver.

One thread, a fixed seed and no time limit: the same program gives the same answer. Numbers are floats inside the
solver; callers give and take whole numbers, with ``TOLERANCE`` between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TOLERANCE = 1e-6
INFINITY = float("inf")

Terms = Sequence[tuple[int, float]]
"""Coefficients of a row or an objective, by column."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The best point; ``duals`` are the prices of the rows of a program without integers."""

    objective: float
    values: Sequence[float]
    duals: Sequence[float]


class Unbounded(Exception):
    """The objective has no end."""


class TooHard(Exception):
    """The integer program took more branches than it was given; ``best`` is the best point seen until then, if any."""

    def __init__(self, best: Solution | None) -> None:
        super().__init__()
        self.best = best


class LinearProgram:
    """Columns and rows with bounds, and one objective at a time. Kept between solves, so that each starts warm."""

    def __init__(
        self,
        columns: Sequence[tuple[float, float]],
        rows: Iterable[tuple[Terms, float, float]],
        *,
        most_branches: int | None = None,
    ) -> None:
        # A tenth of a second that only those pay who publish.
        import highspy

        self._kinds: Any = highspy
        # Its dressed-up class prints a banner to standard output before it can be told to be silent.
        self._solver: Any = self._kinds._Highs()  # noqa: SLF001
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("parallel", "off"),
            ("random_seed", 20160630),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.0),
        ):
            self._solver.setOptionValue(option, value)
        if most_branches is not None:
            self._solver.setOptionValue("mip_max_nodes", most_branches)
        self._costs: dict[int, float] = {}
        self._integers: list[int] = []
        self.columns = len(columns)
        lows, highs = [each[0] for each in columns], [each[1] for each in columns]
        self._solver.addVars(self.columns, lows, highs)
        for terms, low, high in rows:
            self.add_row(terms, low, high)

    def add_row(self, terms: Terms, low: float, high: float) -> None:
        """Add ``low ≤ Σ coefficient × column ≤ high``."""
        merged: dict[int, float] = {}
        for column, coefficient in terms:
            merged[column] = merged.get(column, 0.0) + coefficient
        self._solver.addRow(low, high, len(merged), list(merged), list(merged.values()))

    def bound(self, columns: Sequence[int], lows: Sequence[float], highs: Sequence[float]) -> None:
        """Give these columns other bounds."""
        if columns:
            self._solver.changeColsBounds(len(columns), list(columns), list(lows), list(highs))

    def require_integers(self, columns: Sequence[int]) -> None:
        """From now on these columns, and no others, take whole numbers only."""
        kind = self._kinds.HighsVarType
        changed = dict.fromkeys(self._integers, kind.kContinuous) | dict.fromkeys(columns, kind.kInteger)
        for column, wanted in changed.items():
            self._solver.changeColIntegrality(column, wanted)
        self._integers = list(columns)

    def objective(self, costs: Mapping[int, float], *, maximise: bool = False) -> None:
        """Look for the least of Σ cost × column, or the greatest."""
        changed = {column: 0.0 for column in self._costs if column not in costs} | dict(costs)
        if changed:
            self._solver.changeColsCost(len(changed), list(changed), list(changed.values()))
        self._costs = dict(costs)
        sense = self._kinds.ObjSense
        self._solver.changeObjectiveSense(sense.kMaximize if maximise else sense.kMinimize)

    def solve(self) -> Solution | None:
        """The best point; ``None`` where no point satisfies all rows. Raises ``Unbounded`` or ``TooHard``."""
        self._solver.run()
        status, kinds = self._solver.getModelStatus(), self._kinds.HighsModelStatus
        if status in {kinds.kUnboundedOrInfeasible, kinds.kUnknown}:
            # Begun anew and without simplifications it can tell the two apart.
            self._solver.clearSolver()
            self._solver.setOptionValue("presolve", "off")
            self._solver.run()
            self._solver.setOptionValue("presolve", "choose")
            status = self._solver.getModelStatus()
        if status == kinds.kInfeasible:
            return None
        if status == kinds.kUnbounded:
            raise Unbounded
        if status == kinds.kSolutionLimit:
            has_point = (
                self._solver.getInfo().primal_solution_status == self._kinds.SolutionStatus.kSolutionStatusFeasible
            )
            raise TooHard(self._found() if has_point else None)
        if status != kinds.kOptimal:
            raise RuntimeError(f"the solver stopped with {status}")
        return self._found()

    def _found(self) -> Solution:
        found = self._solver.getSolution()
        return Solution(self._solver.getInfo().objective_function_value, found.col_value, found.row_dual)
