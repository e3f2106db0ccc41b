from __future__ import annotations

from decimal import Decimal

import pytest

from ctecs_desktop.domain.disclosure_plan import DisclosurePlan, plan_of
from ctecs_desktop.domain.numbers_in_text import numbers_in
from ctecs_desktop.domain.primary_suppression import asks_of
from ctecs_desktop.domain.publication import CellId, Coordinates, Narrative, PublicationSet
from ctecs_desktop.domain.text_guard import Clue, guarded
from tests.disclosure.judging import RULES, cell, rate

ELLIS: Coordinates = (("school", "ellis"),)


def plan(text: str, about: Coordinates = ELLIS) -> DisclosurePlan:
    """138 of 143 graduated at Ellis, which is withheld; 130 the year before, which is shown; 4 at Wright."""
    where = {"coordinates": (*ELLIS, ("year", "2016"))}
    before = {"coordinates": (*ELLIS, ("year", "2015"))}
    release = PublicationSet(
        "2016",
        (
            *(cell("n", 138, **where), cell("d", 143)),
            *(cell("n before", 130, **before), cell("wright", 4, coordinates=(("school", "wright"),))),
        ),
        quotients=(rate("r", "n", "d"),),
        narratives=(Narrative("letter", text, about),),
    )
    return plan_of(release, asks_of(release, RULES), frozenset({CellId("n"), CellId("wright")}), rules=RULES)


def clues(text: str, about: Coordinates = ELLIS) -> list[tuple[Clue, str]]:
    return [(finding.clue, finding.text) for finding in guarded(plan(text, about))]


@pytest.mark.parametrize(
    ("text", "clue", "found"),
    [
        ("138 students graduated.", Clue.COUNT, "138"),
        ("A hundred percent? No, 96.5 % graduated.", Clue.RATE, "96.5 %"),
        ("About 97 percent graduated.", Clue.RATE, "97 percent"),
        ("Only five did not graduate.", Clue.REST_COUNT, "five"),
        ("Five of 143 did not graduate.", Clue.REST_COUNT, "Five"),
        ("3.5% did not graduate.", Clue.REST_RATE, "3.5%"),
        ("Eight more than last year.", Clue.CHANGE, "Eight"),
        ("Graduates rose by 8.", Clue.CHANGE, "8"),
    ],
)
def test_a_number_that_gives_a_withheld_figure_away_is_found(text: str, clue: Clue, found: str) -> None:
    assert (clue, found) in clues(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "In 2015-16 and in 2016 the school opened.",
        "Goal 5 and grade 8 are not numbers of students; see table 138.",
        "There were 130 graduates in the year before, of 143.",
        "The eight shops were painted.",
        "0 were expelled.",
    ],
)
def test_what_gives_nothing_away_is_let_pass(text: str) -> None:
    assert clues(text) == []


def test_a_text_about_one_school_is_held_against_its_figures_only() -> None:
    assert clues("Four students were absent.") == []
    assert clues("Four students were absent.", about=()) == [(Clue.COUNT, "Four")]


def test_a_finding_says_where_it_stands_and_what_it_gives_away() -> None:
    (finding,) = guarded(plan("At Ellis 138 graduated."))
    assert (finding.narrative, finding.start, finding.end) == ("letter", 9, 12)
    assert finding.subjects == ("n",)


def test_a_share_in_words_is_a_rate() -> None:
    where = {"coordinates": ELLIS}
    release = PublicationSet(
        "2016",
        (cell("n", 3, **where), cell("d", 12)),
        quotients=(rate("r", "n", "d"),),
        narratives=(
            Narrative("one", "A quarter were absent."),
            Narrative("two", "One in four was absent."),
            Narrative("three", "One in five was absent."),
        ),
    )
    found = guarded(plan_of(release, asks_of(release, RULES), frozenset({CellId("n")}), rules=RULES))
    assert {(each.narrative, each.clue) for each in found} == {("one", Clue.RATE), ("two", Clue.RATE)}


def test_a_word_that_counts_up_to_a_number_is_no_withheld_figure() -> None:
    assert clues("The fourth workshop, and the 4th school.", about=()) == []


@pytest.mark.parametrize(
    ("text", "whole"),
    [("Three of 20", 20), ("one in five", 5), ("3 out of every 20", 20), ("4/12", 12), ("20 % of 30", None)],
)
def test_a_part_is_read_with_its_whole(text: str, whole: int | None) -> None:
    assert numbers_in(text)[0].of == whole


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,542 and 1\u202f537", [1542, 1537]),
        ("twenty-one, thirty two, a dozen", [21, 32, 12]),
        ("12.5 % of them", ["12.5"]),
        ("٣ and 3", [3, 3]),
        ("Grades 9–12, 2015-16, p. 7", [7]),
        ("Grades 10 to 12, goals 2, 4 and 5, and measures 1.01 or 1.03; then 6.", [6]),
        ("In grades 9 and 10 students left", [10]),
        ("In goal 2 and 4 others", [4]),
        ("Grades 11 and 12: 5 students", [5]),
        ("Grade nine, goal two, then three", [3]),
        ("Half a dozen, two dozen, a couple", [6, 24, 2]),
        ("A hundred, one hundred and twelve, two thousand, three hundred and five", [100, 112, 2305]),
        ("Two thirds, three fifths, a quarter, three quarters", ["66.7", 60, 25, 75]),
        ("The third quarter of the year", [3]),
        ("The fourth, the 4th; a third of them", [4, 4, 3, "33.3"]),
        ("Sixty-one per cent, a hundred percent", [61, 100]),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, numbers: list[object]) -> None:
    assert [each.number for each in numbers_in(text)] == [Decimal(str(number)) for number in numbers]


def test_a_narrative_of_fifty_thousand_characters_is_read_in_a_moment() -> None:
    text = "In 2015-16 five of 143 students did not graduate, and 1,234 did. " * 800
    assert len(numbers_in(text)) == 3 * 800
