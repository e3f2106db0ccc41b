"""The audit by itself: what it infers from a choice of stars, good or bad."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ctecs_desktop.disclosure.audit import audit
from ctecs_desktop.domain.disclosure_plan import Inference, PublicEdition, Sign, WithheldFor, printed_signs
from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.publication import CellId, Reader
from tests.disclosure.judging import RULES, cell, judged, protected, published, rate, silent, total
from tests.disclosure.random_rollups import Shape, drawn, publication_of


def test_a_star_that_only_one_number_fits_is_found_even_where_nothing_was_asked() -> None:
    result = judged(published(cell("all", 131), cell("a", 100), cell("b", 31), total("all", "a", "b")), "b")
    (weakness,) = result.weaknesses
    assert (weakness.subject, weakness.low, weakness.asked_low) == ("b", 31, None)
    assert not result.has_passed


def test_half_a_place_is_rounded_up_so_the_upper_end_is_excluded() -> None:
    """25 of 200 are 12.5 %, which is printed as 13; so 12 means 23 or 24."""
    release = published(
        *(cell("n", 24), cell("m", 40), cell("all", 64, reader=Reader.KNOWN), cell("d", 200)),
        total("all", "n", "m"),
        rate("r", "n", "d", decimals=0, is_known=True),
    )
    inferences = {each.subject: each for each in judged(release, "n", "m").inferences}
    assert inferences[CellId("n")] == Inference(CellId("n"), Decimal(23), Decimal(24))
    assert inferences[CellId("m")] == Inference(CellId("m"), Decimal(40), Decimal(41))


def test_whole_students_narrow_what_fractions_leave_open() -> None:
    """A third of at most ten: fractions of students would allow ten, students are three, six or nine."""
    release = published(
        *(cell("n", 2), cell("d", 6), cell("e", 5), cell("all", 11, reader=Reader.KNOWN)),
        *(total("all", "d", "e"), rate("r", "n", "d", is_known=True)),
    )
    inferences = {each.subject: each for each in judged(release, "n", "d", "e").inferences}
    assert inferences[CellId("d")] == Inference(CellId("d"), Decimal(3), Decimal(9))
    assert inferences[CellId("n")] == Inference(CellId("n"), Decimal(1), Decimal(3))


def test_what_takes_too_long_to_judge_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctecs_desktop.disclosure.audit.MOST_BRANCHES", 0)
    with pytest.raises(PublicationRefused) as refused:
        test_whole_students_narrow_what_fractions_leave_open()
    assert refused.value.code == "publication.unjudged"


def test_a_rate_is_found_of_which_both_parts_are_open_and_only_one_value_is_possible() -> None:
    """Both schools are a half: whatever the counts are, so is the district, for its parts are tied to each other."""
    release = published(
        *(cell("n", 30), cell("d", 60), cell("rest", 30), rate("r", "n", "d")),
        *(total("d", "n", "rest"), total("rest", "n")),
    )
    assert [(each.subject, each.low) for each in judged(release, "n", "d", "rest").weaknesses] == [("r", 50)]


def test_that_everyone_is_counted_may_be_known_for_100_percent_is_shown() -> None:
    release = published(cell("n", 30), cell("d", 30), cell("none", 0), total("d", "n", "none"), rate("r", "n", "d"))
    assert judged(release, "n", "d").has_passed


def test_a_figure_that_nothing_bounds_has_no_upper_end() -> None:
    (inference,) = judged(published(cell("a", 3)), "a").inferences
    assert (inference.low, inference.high) == (1, None)


def test_a_ceiling_that_everybody_knows_is_the_upper_end() -> None:
    (inference,) = judged(published(cell("a", 3, ceiling=Decimal(12))), "a").inferences
    assert (inference.low, inference.high) == (1, 12)


def test_an_edition_that_no_numbers_fit_is_refused() -> None:
    release = published(cell("all", 131), cell("a", 100), cell("b", 31), total("all", "a", "b"))
    values = {CellId("all"): Decimal(99), CellId("a"): Decimal(100), CellId("b"): Sign.WITHHELD}
    edition = PublicEdition("2016", values, {}, printed_signs(RULES))
    with pytest.raises(PublicationRefused) as refused:
        audit(release, edition, (), silent)
    assert refused.value.code == "publication.contradictory"


def test_no_star_is_left_that_nothing_needs() -> None:
    """A table too large for the integer program: with any complementary star lifted, the audit fails."""
    release = publication_of(drawn(Shape({"ellis": 140, "prince": 90, "wright": 40}, ("race",), ("2015", "2016")), 5))
    withheld = protected(release).plan.withheld
    stars = {name for name in withheld if name in release.by_name}
    spare = [name for name in stars if withheld[name] is WithheldFor.ANOTHER]
    assert len(stars) > len(spare) > 3
    assert judged(release, *stars).has_passed
    for name in spare:
        assert not judged(release, *(stars - {name})).has_passed, name
