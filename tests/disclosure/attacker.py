"""An attacker who has nothing but the printed tables: it shares no code with the suppressor and none with the audit.

It knows how the district counts (groups sum to everyone, schools to the district, years to all years; nobody is counted
who is not enrolled), what a sign means (withheld, never 0), and how rates are rounded. It asks for each count: how
small, how large can it be? First for any numbers, then for whole ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import highspy

from tests.disclosure.random_rollups import ALL, ALL_YEARS, DIMENSIONS, DISTRICT, Key, Shape, groups_of

Printed = Mapping[tuple[str, Key], str]
"""What stands in the tables: ``("counted" | "pupils" | "rate", key)`` to the printed text."""

Unknown = tuple[str, Key]
INFINITE = 1e30
HAIR = 1e-6
SIGNS = {"*", "n<20"}


@dataclass(frozen=True)
class Reach:
    """The least and the greatest that a count, or a difference of two, can be."""

    low: float
    high: float


class Attacker:
    """All printed tables as inequalities over what is not printed."""

    def __init__(self, shape: Shape, printed: Printed) -> None:
        self._shape = shape
        self._printed = printed
        self._columns: dict[Unknown, int] = {}
        self._solver: Any = highspy._Highs()
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
        for (kind, key), text in printed.items():
            if kind != "rate" and text in SIGNS:
                self._columns[kind, key] = len(self._columns)
        count = len(self._columns)
        self._solver.addVars(count, [1.0] * count, [INFINITE] * count)
        self._last: list[int] = []
        self._add_sums()
        for kind, key in printed:
            if kind == "rate":
                self._add_rate(key)

    @property
    def stars(self) -> list[Unknown]:
        """The counts that are not printed."""
        return list(self._columns)

    def _row(self, terms: Iterable[tuple[float, Unknown]], low: float, high: float) -> None:
        places: dict[int, float] = {}
        known = 0.0
        for number, name in terms:
            if name in self._columns:
                place = self._columns[name]
                places[place] = places.get(place, 0.0) + number
            else:
                known += number * int(self._printed[name])
        if places:
            self._solver.addRow(low - known, high - known, len(places), list(places), list(places.values()))

    def _sum(self, kind: str, total: Key, parts: list[Key]) -> None:
        if (kind, total) in self._printed:
            self._row([(1.0, (kind, total)), *((-1.0, (kind, part)) for part in parts)], 0.0, 0.0)

    def _add_sums(self) -> None:
        shape = self._shape
        for kind in ("counted", "pupils"):
            for year in shape.years:
                schools = [school for school in shape.sizes if (year, school) not in shape.absent]
                for place in (*schools, DISTRICT):
                    for dimension in shape.dimensions:
                        self._sum(
                            kind, (year, place, *ALL), [(year, place, dimension, g) for g in DIMENSIONS[dimension]]
                        )
                for row in groups_of(shape):
                    self._sum(kind, (year, DISTRICT, *row), [(year, school, *row) for school in schools])
            for school in (*shape.sizes, DISTRICT):
                for row in groups_of(shape):
                    self._sum(kind, (ALL_YEARS, school, *row), [(year, school, *row) for year in shape.years])

    def _add_rate(self, key: Key) -> None:
        counted, pupils = ("counted", key), ("pupils", key)
        self._row([(1.0, pupils), (-1.0, counted)], 0.0, INFINITE)
        text = self._printed["rate", key]
        if text not in SIGNS and text != "—":
            tenths = round(float(text) * 10)
            # 100 N / D lies within half a tenth of the printed rate: 2000 N against (2 tenths ± 1) D.
            self._row([(2000.0, counted), (-(2.0 * tenths - 1), pupils)], 0.0, INFINITE)
            self._row([(2000.0, counted), (-(2.0 * tenths + 1), pupils)], -INFINITE, 0.0)

    def reach(self, terms: Mapping[Unknown, float], *, whole: bool) -> Reach:
        """How small and how large Σ coefficient × count can be, for whole numbers or for any."""
        known = sum(number * int(self._printed[name]) for name, number in terms.items() if name not in self._columns)
        placed = {self._columns[name]: number for name, number in terms.items() if name in self._columns}
        if not placed:
            return Reach(known, known)
        for place in self._last:
            self._solver.changeColCost(place, 0.0)
        self._last = list(placed)
        for place, number in placed.items():
            self._solver.changeColCost(place, number)
        low = self._best(highspy.ObjSense.kMinimize, whole=whole)
        high = self._best(highspy.ObjSense.kMaximize, whole=whole)
        return Reach(
            known + (low if math.isinf(low) else math.ceil(low - HAIR)),
            known + (high if math.isinf(high) else math.floor(high + HAIR)),
        )

    def _best(self, sense: Any, *, whole: bool) -> float:
        self._solver.changeObjectiveSense(sense)
        best = self._run()
        if not whole or math.isinf(best):
            return best
        values = self._solver.getSolution().col_value
        if all(abs(value - round(value)) < HAIR for value in values):
            return best
        self._require(highspy.HighsVarType.kInteger)
        best = self._run()
        self._require(highspy.HighsVarType.kContinuous)
        return best

    def _require(self, kind: Any) -> None:
        self._solver.clearSolver()
        for place in range(len(self._columns)):
            self._solver.changeColIntegrality(place, kind)

    def _run(self) -> float:
        self._solver.run()
        states = highspy.HighsModelStatus
        if self._solver.getModelStatus() in {states.kUnknown, states.kUnboundedOrInfeasible}:
            self._solver.clearSolver()
            self._solver.run()
        status = self._solver.getModelStatus()
        if status in {states.kUnbounded, states.kUnboundedOrInfeasible}:
            is_maximum = self._solver.getObjectiveSense()[1] == highspy.ObjSense.kMaximize
            return math.inf if is_maximum else -math.inf
        assert status == states.kOptimal, status
        return float(self._solver.getInfo().objective_function_value)


def everything_starred(
    shape: Shape, counted: Mapping[Key, int], pupils: Mapping[Key, int], keys: set[Unknown]
) -> Printed:
    """Tables in which nothing is printed but 0: what the signs alone say."""
    printed: dict[Unknown, str] = {}
    for kind, key in keys:
        if kind == "rate":
            printed[kind, key] = "*"
            continue
        values = counted if kind == "counted" else pupils
        value = sum(values[year, *key[1:]] for year in shape.years) if key[0] == ALL_YEARS else values[key]
        printed[kind, key] = "0" if value == 0 else "*"
    return printed
