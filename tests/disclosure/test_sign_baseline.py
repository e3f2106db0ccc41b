from __future__ import annotations

from decimal import Decimal

import pytest

from ctecs_desktop.disclosure.sign_baseline import within_signs
from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.primary_suppression import asks_of
from ctecs_desktop.domain.publication import PublicationSet, Reader
from ctecs_desktop.domain.value import Suppressed
from tests.disclosure.judging import RULES, cell, mean, points, published, rate, total

STAR = Suppressed(Decimal(1), Decimal(5))


def asked(publication: PublicationSet) -> dict[str, tuple[object, object]]:
    asks = within_signs(publication, asks_of(publication, RULES))
    return {each.subject: (each.low, each.high) for each in asks}


def test_a_total_of_three_stars_is_three_at_least_and_must_still_be_able_to_be_five_numbers() -> None:
    release = published(cell("all", 5), cell("a", 2), cell("b", 2), cell("c", 1), total("all", "a", "b", "c"))
    assert asked(release) == {"all": (3, 7), "a": (1, 5), "b": (1, 5), "c": (1, 5)}


def test_zeros_say_that_a_total_is_its_only_other_part() -> None:
    release = published(
        *(cell("all", 4), cell("learners", 0), cell("others", 4), total("all", "learners", "others")),
        *(cell("a", 3), cell("b", 1), total("all", "a", "b")),
    )
    assert asked(release) == {"all": (2, 6), "others": (2, 6), "a": (1, 5), "b": (1, 5)}


def test_there_are_at_least_as_many_students_as_are_counted() -> None:
    release = published(
        *(cell("n", 3), cell("n a", 2), cell("n b", 1), total("n", "n a", "n b"), cell("d", 4), rate("r", "n", "d"))
    )
    assert asked(release)["d"] == (2, 6)


def test_two_of_the_states_stars_in_one_leave_four_numbers_open() -> None:
    release = published(cell("all", STAR), cell("a", STAR), cell("b", STAR), total("all", "a", "b"))
    assert asked(release) == {"all": (2, 5), "a": (1, 4), "b": (1, 4)}


def test_what_readers_know_lowers_nothing_that_is_asked_for() -> None:
    release = published(
        cell("all", 31, reader=Reader.KNOWN), cell("a", 28, reader=Reader.KNOWN), cell("b", 3), total("all", "a", "b")
    )
    assert asked(release) == {"b": (1, 5)}


def test_means_are_asked_for_as_they_are() -> None:
    release = published(points("points", 2900), cell("tested", 8), mean("mean", "points", "tested"))
    asks = asks_of(release, RULES)
    assert within_signs(release, asks) == asks


def test_stars_that_no_numbers_fit_are_refused() -> None:
    contradictory = published(
        *(cell("all", STAR), cell("a", STAR), cell("b", STAR), cell("c", Suppressed(Decimal(2), Decimal(5)))),
        *(total("all", "a", "b"), total("a", "all", "c")),
    )
    with pytest.raises(PublicationRefused) as refused:
        asked(contradictory)
    assert refused.value.code == "publication.contradictory"
