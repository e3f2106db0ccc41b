"""Benchmark: what a public edition of the whole district withholds, and how long protecting and auditing it takes."""

from __future__ import annotations

import statistics
import time

from ctecs_desktop.disclosure.protection import protect
from ctecs_desktop.domain.publication import PublicationSet
from tests.bench.measuring import Report
from tests.disclosure.judging import RULES, silent
from tests.disclosure.random_rollups import DIMENSIONS, Shape, drawn, publication_of

ENROLMENTS = (784, 640, 623, 551, 768, 653, 760, 588, 636, 657, 250, 657, 758, 496, 573, 811, 505)
"""The pupils of the 17 schools in October 2015."""

NOT_YET = 10
"""The school that had no figures in the first of the three years."""

ROUNDS = 3


def whole_district() -> PublicationSet:
    """Two counts of fifteen groups at 17 schools and in the district over three years, and their three-year sums."""
    sizes = {f"school {number:02}": pupils for number, pupils in enumerate(ENROLMENTS)}
    years = ("2013-14", "2014-15", "2015-16")
    absent = frozenset({(years[0], f"school {NOT_YET:02}")})
    return publication_of(drawn(Shape(sizes, tuple(DIMENSIONS), years, absent=absent), seed=2016))


def test_a_district_of_1845_linked_cells_is_protected_and_audited_within_ten_seconds(report: Report) -> None:
    publication = whole_district()
    assert len(publication.cells) == 1845
    took = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        protection = protect(publication, RULES, report=silent)
        took.append(time.perf_counter() - started)
    cells = sum(name in publication.by_name for name in protection.plan.withheld)
    rates = len(protection.plan.withheld) - cells
    small = sum(ask.subject in publication.by_name for ask in protection.plan.asks)
    shares = f"{cells / len(publication.cells):.1%} of the cells, {rates / len(publication.quotients):.1%} of the rates"
    report.add("hidden of 1,845 linked cells and 795 rates", shares, took=f"{small} small counts, {cells} cells hidden")
    report.add(
        "protecting and auditing them",
        f"{statistics.median(took):.1f} s",
        wanted="≤ 10 s",
        took=f"{min(took):.1f}–{max(took):.1f} s",
    )
    assert statistics.median(took) <= 10
