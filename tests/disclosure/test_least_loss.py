"""How many figures are hidden, against the fewest that could be."""

from __future__ import annotations

import random
from typing import Any

import highspy
import pytest

from ctecs_desktop.disclosure.protection_problem import ProtectionProblem, problem_of
from ctecs_desktop.disclosure.search import protected as found_by_search
from ctecs_desktop.disclosure.search import spared
from ctecs_desktop.disclosure.sign_baseline import within_signs
from ctecs_desktop.domain.primary_suppression import asks_of
from ctecs_desktop.domain.publication import PublicationSet
from tests.disclosure.judging import RULES, protected, silent
from tests.disclosure.random_rollups import Shape, drawn, publication_of

TABLES = 6
INFINITE = 1e30


def small_table(number: int) -> PublicationSet:
    """Two or three schools, one breakdown, one year."""
    source = random.Random(number)
    schools = {f"school {each}": source.randint(20, 120) for each in range(source.randint(2, 3))}
    shape = Shape(schools, (source.choice(("race", "education", "meals")),), ("2016",), has_rates=number % 2 == 0)
    return publication_of(drawn(shape, number))


def problem(publication: PublicationSet) -> ProtectionProblem:
    asks = within_signs(publication, asks_of(publication, RULES))
    return problem_of(publication, asks, kept=frozenset(), withheld=frozenset())


def fewest(problem: ProtectionProblem) -> int:
    """The fewest stars: one integer program with a movement of its own for each demand, written out in full."""
    solver: Any = highspy._Highs()
    solver.setOptionValue("output_flag", False)
    count = len(problem.columns)
    for place, column in enumerate(problem.columns):
        always = place in problem.withheld or column.is_free
        solver.addVar(float(always), 1.0)
        solver.changeColCost(place, 0.0 if column.is_free else 1.0)
        solver.changeColIntegrality(place, highspy.HighsVarType.kInteger)
    for number, demand in enumerate(problem.demands, start=1):
        first = number * count
        solver.addVars(count, [-INFINITE] * count, [INFINITE] * count)
        for place, column in enumerate(problem.columns):
            solver.addRow(-INFINITE, 0.0, 2, [first + place, place], [1.0, -min(column.up, 60.0)])
            solver.addRow(0.0, INFINITE, 2, [first + place, place], [1.0, min(column.down, 60.0)])
        for row in problem.rows:
            least, most = (0.0, 0.0) if row.least is None else (row.least, INFINITE)
            solver.addRow(least, most, len(row.terms), [first + at for at, _ in row.terms], [n for _, n in row.terms])
        terms = demand.terms
        solver.addRow(demand.need, INFINITE, len(terms), [first + at for at, _ in terms], [n for _, n in terms])
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return round(solver.getInfo().objective_function_value)


@pytest.mark.parametrize("number", range(TABLES))
def test_small_tables_hide_at_most_a_quarter_more_than_the_fewest(number: int) -> None:
    publication = small_table(number)
    hidden = sum(name in publication.by_name for name in protected(publication).plan.withheld)
    optimum = fewest(problem(publication))
    assert optimum <= hidden <= 1.25 * optimum


def test_the_search_for_large_tables_stays_within_a_quarter_too() -> None:
    hidden = optimum = 0
    for number in range(TABLES):
        table = problem(small_table(number))
        stars, unmet = found_by_search(table, silent)
        assert not unmet
        hidden += len(spared(table, stars, silent))
        optimum += fewest(table)
    print(f"search {hidden}, fewest {optimum}")
    assert optimum <= hidden <= 1.25 * optimum
