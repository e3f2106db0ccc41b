from __future__ import annotations

from decimal import Decimal

import pytest

from ctecs_desktop.disclosure.proposals import proposals
from ctecs_desktop.domain.coarsening import Coarsening, CoarseningKind, coarsened
from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.publication import CellId, PublicationSet, Reader
from tests.disclosure.judging import RULES, cell, protected, published, rate, silent, total
from tests.disclosure.random_rollups import Shape, drawn, publication_of


@pytest.fixture(scope="module")
def release() -> PublicationSet:
    return publication_of(drawn(Shape({"ellis": 150, "prince": 90}, ("race",), ("2015", "2016")), 3))


def races() -> PublicationSet:
    """One year of one school by race, with rates."""
    parts = []
    for name, (counted, pupils) in {"white": (40, 300), "black": (20, 90), "asian": (4, 30), "native": (3, 21)}.items():
        where = {"coordinates": (("figure", "n"), ("race", name))}
        whole = {"coordinates": (("figure", "d"), ("race", name))}
        parts += [cell(f"n {name}", counted, **where), cell(f"d {name}", pupils, **whole)]
        parts += [rate(f"r {name}", f"n {name}", f"d {name}")]
    names = ("white", "black", "asian", "native")
    return published(
        *parts,
        *(cell("n", 67, coordinates=(("figure", "n"),)), cell("d", 441, coordinates=(("figure", "d"),))),
        *(total("n", *(f"n {each}" for each in names)), total("d", *(f"d {each}" for each in names))),
    )


def test_merged_groups_add_up_and_keep_their_rate() -> None:
    coarser = coarsened(races(), Coarsening(CoarseningKind.MERGE, "race", ("asian", "native")))
    assert coarser.cell(CellId("n asian + n native")).number == 7
    merged = coarser.quotient_by_name[CellId("r asian + r native")]
    assert coarser.shown_value(merged.name) == Decimal("13.7")
    assert [set(each.parts) for each in coarser.relations if each.total == "n"] == [
        {"n white", "n black", "n asian + n native"}
    ]
    assert not protected(coarser).plan.withheld


def test_a_dropped_breakdown_leaves_everyone() -> None:
    coarser = coarsened(races(), Coarsening(CoarseningKind.DROP, "race"))
    assert {each.name for each in coarser.cells} == {"n", "d"}
    assert coarser.relations == coarser.quotients == ()


def test_merged_years_leave_what_was_summed_over_years(release: PublicationSet) -> None:
    coarser = coarsened(release, Coarsening(CoarseningKind.MERGE, "year", ("2015", "2016")))
    assert len(coarser.cells) < len(release.cells)
    before = sum(each.number or 0 for each in release.cells if dict(each.coordinates).get("year"))
    after = sum(each.number or 0 for each in coarser.cells if dict(each.coordinates).get("year"))
    assert before == after


def test_detail_that_was_published_cannot_be_taken_back() -> None:
    known = published(
        cell("a", 40, reader=Reader.KNOWN, coordinates=(("race", "white"),)),
        cell("b", 3, coordinates=(("race", "asian"),)),
    )
    with pytest.raises(PublicationRefused) as refused:
        coarsened(known, Coarsening(CoarseningKind.DROP, "race"))
    assert refused.value.code == "publication.published_before"


def test_proposals_tell_what_each_way_costs_and_spares(release: PublicationSet) -> None:
    as_it_is, *others = proposals(release, RULES, breakdowns=("race",), years="year", report=silent)
    assert as_it_is.coarsening is None
    ways = [each.coarsening for each in others]
    assert [each and each.kind for each in ways] == [CoarseningKind.MERGE, CoarseningKind.DROP, CoarseningKind.MERGE]
    for each in others:
        assert each.can_be_published
        assert each.boxes < as_it_is.boxes
        assert each.small_groups < as_it_is.small_groups
        assert each.shown + each.withheld == each.boxes


def test_some_categories_are_dropped_and_the_others_stay(release: PublicationSet) -> None:
    way = Coarsening(CoarseningKind.DROP, "year", ("2015",))
    found = coarsened(release, way)
    years = {dict(cell.coordinates).get("year") for cell in found.cells}
    assert "2015" not in years
    assert "2016" in years
    assert all({each.total, *each.parts} <= found.by_name.keys() for each in found.relations)
    offered = proposals(release, RULES, breakdowns=(), years="", further=(way,), report=silent)
    assert [each.coarsening for each in offered] == [None, way]
