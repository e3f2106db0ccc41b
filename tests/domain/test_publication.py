from __future__ import annotations

from decimal import Decimal

import pytest

from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.primary_suppression import asks_of
from ctecs_desktop.domain.publication import Cell, CellId, Figure, PublicationSet, Quotient, Reader, Relation
from ctecs_desktop.domain.value import Suppressed
from tests.disclosure.judging import RULES, cell, mean, points, published, rate, total


def names(*each: str) -> tuple[CellId, ...]:
    return tuple(CellId(name) for name in each)


@pytest.mark.parametrize(
    ("cells", "others", "code"),
    [
        ((cell("a", 1), cell("a", 1)), (), "publication.cell_twice"),
        ((cell("a", 1),), (total("a", "b"),), "publication.cell_unknown"),
        ((cell("a", 1),), (rate("r", "a", "b"),), "publication.cell_unknown"),
        ((cell("a", -1),), (), "publication.cell_negative"),
        ((cell("a", 9), cell("b", 4), cell("c", 4)), (total("a", "b", "c"),), "publication.total_disagrees"),
        ((cell("n", 9), cell("d", 8)), (rate("r", "n", "d"),), "publication.part_exceeds"),
    ],
)
def test_a_set_that_contradicts_itself_is_refused(
    cells: tuple[Cell, ...], others: tuple[Relation | Quotient, ...], code: str
) -> None:
    with pytest.raises(PublicationRefused) as refused:
        published(*cells, *others)
    assert refused.value.code == code


def test_a_figure_made_of_nothing_declared_is_refused() -> None:
    with pytest.raises(PublicationRefused) as refused:
        PublicationSet("2016", (cell("a", 9),), figures=(Figure("bar", "chart", names("b")),))
    assert refused.value.params == {"cell": "b", "named_by": "bar"}


def test_a_total_agrees_with_parts_of_which_only_an_interval_is_known() -> None:
    star = Suppressed(Decimal(1), Decimal(5))
    assert (
        published(cell("a", 12), cell("b", 10), cell("c", star), total("a", "b", "c")).cell(CellId("c")).number is None
    )
    with pytest.raises(PublicationRefused):
        published(cell("a", 16), cell("b", 10), cell("c", star), total("a", "b", "c"))


def asked(publication: PublicationSet) -> dict[str, tuple[str, object, object]]:
    return {each.subject: (each.rule, each.low, each.high) for each in asks_of(publication, RULES)}


@pytest.mark.parametrize(("count", "is_small"), [(0, False), (1, True), (5, True), (6, False)])
def test_counts_from_one_to_five_are_withheld(count: int, is_small: bool) -> None:
    assert asked(published(cell("a", count))) == ({"a": ("pupils_withheld_to", 1, 5)} if is_small else {})


@pytest.mark.parametrize(
    ("n", "d", "rules"),
    [
        (10, 20, {}),
        (10, 19, {"denominator_at_least"}),
        (0, 19, set()),
        (19, 19, set()),
        (138, 143, {"complement_withheld_to"}),
        (137, 143, set()),
        (143, 143, set()),
        (14, 19, {"complement_withheld_to", "denominator_at_least"}),
    ],
)
def test_a_rate_is_withheld_over_few_and_where_few_are_left(n: int, d: int, rules: set[str]) -> None:
    asks = asks_of(published(cell("n", n), cell("d", d), rate("r", "n", "d")), RULES)
    assert {each.rule for each in asks} == set(rules)


def test_the_count_behind_a_rate_over_few_must_be_able_to_be_five_numbers() -> None:
    for n in range(6, 13):
        (ask,) = [
            each
            for each in asks_of(published(cell("n", n), cell("d", 19), rate("r", "n", "d")), RULES)
            if each.rule == "denominator_at_least"
        ]
        assert ask.low is not None
        assert ask.high is not None
        assert ask.high - ask.low == 4
        assert ask.low <= n <= ask.high <= 19


@pytest.mark.parametrize(("people", "is_withheld"), [(9, True), (10, False)])
def test_a_mean_over_fewer_than_ten_is_withheld(people: int, is_withheld: bool) -> None:
    release = published(points("points", 450 * people), cell("people", people), mean("mean", "points", "people"))
    assert {each.subject for each in asks_of(release, RULES)} == ({"mean"} if is_withheld else set())


def test_what_readers_know_is_not_asked_for() -> None:
    assert asked(published(cell("a", 3, reader=Reader.KNOWN))) == {}


def test_a_released_figure_is_not_asked_for() -> None:
    assert asks_of(published(cell("a", 3)), RULES, released=frozenset(names("a"))) == ()
