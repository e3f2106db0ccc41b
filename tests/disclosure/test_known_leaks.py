"""How withheld figures have been worked out elsewhere. Each leaks with primary stars only, and not with ours."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ctecs_desktop.domain.disclosure_plan import Sign
from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.publication import CellId, PublicationSet, Reader
from ctecs_desktop.domain.release_record import record_of, with_published_before
from ctecs_desktop.domain.value import Suppressed
from tests.disclosure.judging import cell, judged, mean, points, protected, published, rate, total, withheld


def weak(publication: PublicationSet, *stars: str) -> set[str]:
    """What a reader could work out if only ``stars`` were withheld."""
    return {each.subject for each in judged(publication, *stars).weaknesses}


def test_a_single_star_beside_an_open_total_is_a_subtraction() -> None:
    release = published(cell("all", 131), cell("a", 100), cell("b", 28), cell("c", 3), total("all", "a", "b", "c"))
    assert weak(release, "c") == {"c"}
    assert len(withheld(protected(release))) == 2


def test_two_stars_beside_an_open_total_with_a_sum_below_six_narrow_each_other() -> None:
    release = published(cell("all", 45), cell("a", 40), cell("b", 3), cell("c", 2), total("all", "a", "b", "c"))
    assert weak(release, "b", "c") == {"b", "c"}
    stars = withheld(protected(release))
    assert {"b", "c"} < stars


def test_two_stars_with_a_sum_of_six_leave_one_to_five_open() -> None:
    release = published(cell("all", 46), cell("a", 40), cell("b", 3), cell("c", 3), total("all", "a", "b", "c"))
    assert weak(release, "b", "c") == set()
    assert withheld(protected(release)) == {"b", "c"}


def test_rows_of_one_breakdown_give_away_the_rows_of_another() -> None:
    """Race rows against special-education rows of one measure: both sum to the same students."""
    release = published(
        *(cell("white", 60), cell("black", 20), cell("asian", 4), cell("special", 9), cell("regular", 75)),
        cell("all", 84, reader=Reader.COMPUTED),
        *(total("all", "white", "black", "asian"), total("all", "special", "regular")),
    )
    assert "asian" in weak(release, "asian")
    assert len(withheld(protected(release))) >= 2


def test_counts_beside_a_starred_rate_give_it_back() -> None:
    release = published(cell("n", 7), cell("d", 16), rate("r", "n", "d"))
    assert weak(release) == {"r"}
    protection = protected(release)
    assert withheld(protection) == {"n", "r"}
    assert protection.plan.sign(CellId("r")) is Sign.SMALL_GROUP
    assert protection.edition.printed[Sign.SMALL_GROUP] == "n<20"


def test_a_percentage_to_one_decimal_gives_the_count_back_where_the_denominator_stands_elsewhere() -> None:
    release = published(cell("n", 4, reader=Reader.COMPUTED), cell("enrolled", 143), rate("r", "n", "enrolled"))
    assert weak(release) == {"n"}
    assert "r" in withheld(protected(release))


def test_a_rate_that_was_published_long_ago_still_gives_the_count_back() -> None:
    release = published(cell("n", 4), cell("d", 143), rate("r", "n", "d", is_known=True))
    assert weak(release, "n") == {"n"}
    assert {"n", "d"} <= withheld(protected(release))


def test_few_who_are_not_counted_are_protected_like_few_who_are() -> None:
    release = published(cell("graduates", 141), cell("cohort", 143), rate("r", "graduates", "cohort"))
    assert weak(release) == {"r"}
    assert "r" in withheld(protected(release))


def test_everyone_and_nobody_are_shown() -> None:
    release = published(
        *(cell("n", 125), cell("d", 125), rate("r", "n", "d")), *(cell("m", 0), cell("e", 140), rate("s", "m", "e"))
    )
    assert withheld(protected(release)) == set()


def test_the_district_minus_its_other_schools_is_the_starred_school() -> None:
    release = published(
        *(cell("district", 235), cell("ellis", 83), cell("abbott", 149), cell("wright", 3)),
        total("district", "ellis", "abbott", "wright"),
    )
    assert weak(release, "wright") == {"wright"}
    assert len(withheld(protected(release))) == 2


def test_schools_that_count_a_student_twice_give_away_how_many_moved() -> None:
    """1,542 suspended at the schools, 1,537 in the district: five were suspended at two schools."""
    release = published(
        *(cell("district", 1537), cell("north", 800), cell("south", 742), cell("sum", 1542, reader=Reader.COMPUTED)),
        cell("at two schools", 5, reader=Reader.COMPUTED),
        *(total("sum", "north", "south"), total("sum", "district", "at two schools")),
    )
    assert weak(release) == {"at two schools"}
    assert len(withheld(protected(release))) == 1


def test_a_later_release_does_not_unlock_an_old_star() -> None:
    first = published(cell("all", 131), cell("a", 100), cell("b", 28), cell("c", 3), total("all", "a", "b", "c"))
    protection = protected(first)
    other = next(name for name in withheld(protection) if name != "c")
    record = record_of(protection.plan, at="2016-11-01T12:00:00Z", approved_by="Pat Jones")
    later = published(first.cell(CellId(other)), cell("next year", 40), release="2017")
    assert withheld(protected(later)) == set()
    assert withheld(protected(with_published_before(later, [record]))) == {other, "c"}
    again = with_published_before(first, [record])
    assert again.cell(CellId("all")).reader is Reader.KNOWN
    assert withheld(protected(again)) == {other, "c"}


def test_what_was_published_cannot_be_protected_any_more_and_says_so() -> None:
    release = published(
        cell("all", 131, reader=Reader.KNOWN),
        cell("a", 100, reader=Reader.KNOWN),
        cell("b", 31 - 3, reader=Reader.KNOWN),
        cell("c", 3),
        total("all", "a", "b", "c"),
    )
    with pytest.raises(PublicationRefused) as refused:
        protected(release)
    assert refused.value.code == "publication.cell_inferable"
    assert (refused.value.params["cell"], refused.value.params["low"]) == ("c", 3)


def test_a_trade_of_one_school_is_a_table_of_that_school() -> None:
    """The programme's district row is the school's row: starring one and showing the other hides nothing."""
    release = published(
        *(
            cell("plumbing in the district", 4),
            cell("plumbing at ellis", 4),
            total("plumbing in the district", "plumbing at ellis"),
        ),
        *(cell("carpentry in the district", 60), cell("carpentry at ellis", 25), cell("carpentry at prince", 35)),
        total("carpentry in the district", "carpentry at ellis", "carpentry at prince"),
        *(cell("ellis", 29), total("ellis", "plumbing at ellis", "carpentry at ellis")),
    )
    assert weak(release, "plumbing in the district") >= {"plumbing in the district", "plumbing at ellis"}
    assert {"plumbing in the district", "plumbing at ellis"} <= withheld(protected(release))


def test_means_times_n_give_away_the_mean_of_few() -> None:
    release = published(
        *(points("points", 470 * 180), points("points of regular", 475 * 172), points("points of learners", 2900)),
        *(cell("tested", 180), cell("regular", 172), cell("learners", 8)),
        *(total("points", "points of regular", "points of learners"), total("tested", "regular", "learners")),
        mean("mean", "points", "tested"),
        mean("mean of regular", "points of regular", "regular"),
        mean("mean of learners", "points of learners", "learners"),
    )
    assert weak(release, "points of learners") == {"mean of learners"}
    stars = withheld(protected(release))
    assert "mean of learners" in stars
    assert {"mean", "mean of regular"} & stars


def test_a_difference_from_target_is_withheld_with_its_rate() -> None:
    protection = protected(published(cell("n", 4), cell("d", 143), rate("r", "n", "d")))
    assert protection.plan.sign_of_figure((CellId("r"),)) is Sign.WITHHELD
    assert protection.plan.sign_of_figure((CellId("d"),)) is None


def test_edsights_star_stays_an_interval_and_is_not_narrowed_by_the_district() -> None:
    """A school holds the published star only; the district total of the state would give it away."""
    star = Suppressed(Decimal(1), Decimal(5))
    release = published(
        cell("district", Suppressed(Decimal(184), Decimal(188))),
        cell("a", 183),
        cell("b", star),
        total("district", "a", "b"),
    )
    protection = protected(release)
    assert withheld(protection) == {"district", "b"}
    known = published(
        cell("district", 187, reader=Reader.KNOWN), cell("a", 183), cell("b", star), total("district", "a", "b")
    )
    assert weak(known, "b") == {"b"}
    assert withheld(protected(known)) == {"a", "b"}
