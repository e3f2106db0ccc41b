"""Numbers said of a group that a release does not tell so: found where it is named; ordinary numbers are let pass."""

from __future__ import annotations

import pytest

from ctecs_desktop.assets import asset
from ctecs_desktop.domain.disclosure_plan import DisclosurePlan, plan_of
from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.named_groups import Naming, said_from_table
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.primary_suppression import asks_of
from ctecs_desktop.domain.publication import CellId, Coordinates, Narrative, PublicationSet
from ctecs_desktop.domain.text_guard import Clue, guarded
from ctecs_desktop.services.workspace import starting_plan
from tests.disclosure.judging import RULES, cell, rate

WRIGHT = next(school.code for school in starting_plan().schools if "Wright" in school.name)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return starting_plan()


@pytest.fixture(scope="module")
def naming(plan: Plan) -> Naming:
    return Naming(plan, said_from_table(asset("publication/group_names.csv").read_text(encoding="utf-8")))


def where(measure: str, part: str, **place: str) -> dict[str, Coordinates]:
    return {"coordinates": tuple(sorted({"measure": measure, "part": part, "year": "2015-16", **place}.items()))}


def release(text: str, about: Coordinates = ()) -> DisclosurePlan:
    """412 of 3,689 Hispanic students absent (11.2 %), 1,362 of 10,710 in all (12.7 %); Black students are withheld."""
    published = PublicationSet(
        "2016",
        (
            *(cell("n", 1362, **where("1.01", "n")), cell("d", 10710, **where("1.01", "d"))),
            cell("hn", 412, **where("1.01", "n", race="race.hispanic")),
            cell("hd", 3689, **where("1.01", "d", race="race.hispanic")),
            cell("bn", 4, **where("1.01", "n", race="race.black")),
            cell("bd", 1600, **where("1.01", "d", race="race.black")),
        ),
        quotients=(rate("r", "n", "d"), rate("hr", "hn", "hd"), rate("br", "bn", "bd")),
        narratives=(Narrative("letter", text, about),),
    )
    return plan_of(published, asks_of(published, RULES), frozenset({CellId("bn")}), rules=RULES)


def groups(text: str, naming: Naming, about: Coordinates = ()) -> list[tuple[str, str]]:
    """The numbers found for a group, with the code of it."""
    found = guarded(release(text, about), naming)
    return [(each.text, each.about[-1][1]) for each in found if each.clue is Clue.GROUP]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We are proud of our 4 English learners at Wright.", [("4", "el.yes")]),
        ("Hispanic students: 3 expulsions.", [("3", "race.hispanic")]),
        ("Our four ELs were absent.", [("four", "el.yes")]),
        ("Of the special education students at Wright, 7 were suspended.", [("7", "swd.yes")]),
        ("Two students with disabilities left.", [("Two", "swd.yes")]),
        ("60 % of our English learners attended.", [("60 %", "el.yes")]),
        ("Half of the girls at Wright came.", [("Half", "gender.female")]),
        ("One of our English learners was expelled.", [("One", "el.yes")]),
        ("3 african american students graduated.", [("3", "race.black")]),
        ("Three of 12 Asian students graduated.", [("Three", "race.asian"), ("12", "race.asian")]),
        ("Not English learners: 14 absent.", [("14", "el.no")]),
        ("4 Masonry students passed.", [("4", "program.masonry")]),
        ("Two mathematics teachers left; 3 Black teachers stayed.", [("3", "race.black")]),
        ("English learners:\n- 3 absent", [("3", "el.yes")]),
        ("In grade 9 we lost 5 students; the freshmen were few.", [("5", "grade.09")]),
    ],
)
def test_a_number_of_a_group_that_is_not_told_is_found(text: str, found: list[tuple[str, str]], naming: Naming) -> None:
    assert [each for each in found if each not in groups(text, naming)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The school enrolled English learners for the first time. There were four of them.", ["four"]),
        ("The school enrolled English learners for the first time. There were four.", ["four"]),
        ("English learners came to Wright. It was a good year. 60 % attended daily.", ["60 %"]),
        ("English learners came to Wright. Four students graduated this year.", ["Four"]),
        ("English learners came to Wright. Only one graduated.", ["one"]),
        ("English learners came to Wright. Both were absent.", ["Both"]),
        ("English learners came to Wright. All but two passed.", ["two"]),
        ("English learners came to Wright. One in five was absent.", ["One", "five"]),
        ("English learners came to Wright. Half were absent.", ["Half"]),
        ("English learners came to Wright. The fourth of them left.", ["fourth"]),
        ("English learners came to Wright. Attendance rose by five percentage points.", ["five"]),
        ("English learners were few. Wright had a single student.", ["single"]),
        ("English learners came to Wright.\nThey now number twenty-one.", ["twenty-one"]),
        ("English learners\n\nFour at Wright.", ["Four"]),
        ("Masonry students came. There were three.", ["three"]),
        ("Four students left Wright. All were English learners.", ["Four"]),
        ("Seven were absent in May. All of them are English learners.", ["Seven"]),
    ],
)
def test_a_number_in_a_sentence_beside_the_one_that_names_the_group_is_found(
    text: str, found: list[str], naming: Naming
) -> None:
    assert [number for number, _group in groups(text, naming)] == found


@pytest.mark.parametrize(
    "text",
    [
        "English learners came for the first time, in the second year of the third program.",
        "English learners came. We bought 40 chairs and three new laptops.",
        "English learners came. A third shop opened; the fourth quarter was busy.",
        "English learners came.\n\nFour students were absent.",
        "Four students were absent. English learners did well.",
        "English learners came. None of them left.",
        "English learners came. On June 4 we met; it cost $4. Four teachers were hired.",
        "English learners came. 12.7 % of all students were absent.",
        "English learners came. The workshops began at 9. One has to begin somewhere.",
        "English learners did well. Each of the 18 schools has a plan for goal four.",
    ],
)
def test_ordinary_numbers_after_a_group_are_let_pass(text: str, naming: Naming) -> None:
    assert groups(text, naming) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Our only English learner graduated.", ["only"]),
        ("Both English learners at Wright graduated.", ["Both"]),
        ("A couple of English learners left, half a dozen stayed.", ["couple", "half a dozen"]),
        ("The fourth English learner enrolled in May.", ["fourth"]),
        ("4/12 English learners passed.", ["4"]),
        ("One hundred and twelve English learners came.", ["One hundred and twelve"]),
        ("Two fifths of English learners passed.", ["Two fifths"]),
        ("Of the English learners half were absent.", ["half"]),
        ("Of our English learners only one graduated.", ["one"]),
        ("No more than two English learners were suspended.", ["two"]),
        ("At J. M. Wright four students, all English learners, were expelled.", ["four"]),
        ("Sixty percent of the English learners stayed.", ["Sixty percent"]),
    ],
)
def test_numbers_in_words_are_found(text: str, found: list[str], naming: Naming) -> None:
    assert [number for number, _group in groups(text, naming)] == found


@pytest.mark.parametrize(
    ("text", "school"),
    [
        ("Our 7 English learners in Danbury.", "Abbott"),
        ("Our 7 English learners at Abbott.", "Abbott"),
        ("The Bridgeport school has 7 English learners.", "Bullard-Havens"),
        ("Havens has 7 English learners.", "Bullard-Havens"),
        ("In Willimantic there are 7 English learners.", "Windham"),
        ("O’Brien has 7 English learners.", "O'Brien"),
        ("NEW BRITAIN: 7 English learners.", "Goodwin"),
        ("English learners came to Abbott. There were 7.", "Abbott"),
        ("Abbott grew. English learners came. There were 7.", "Abbott"),
        ("English learners came to Wright. Danbury has 7 students.", "Abbott"),
    ],
)
def test_a_school_is_known_by_its_town_and_by_parts_of_its_name(
    text: str, school: str, naming: Naming, plan: Plan
) -> None:
    (found,) = guarded(release(text), naming)
    (code,) = [place for dimension, place in found.about if dimension == "school"]
    assert school in plan.school(SchoolCode(code)).name


@pytest.mark.parametrize(
    "text",
    [
        "In 2015-16 we opened doors for English learners on 4 June, and on June 5, 2016.",
        "We spent $4 on each English learner, 3 million dollars in all.",
        "12.7 % of all students and 11.2 % of the Hispanic students were absent.",
        "412 of 3,689 Hispanic students were absent, which 88.8 % were not.",
        "The gap between Hispanic students and all students is 1.5 points.",
        "Of 10,710 students many are English learners.",
        "Three workshops for English learners; 14 new teachers help students with disabilities.",
        "Two English learner classes and 3 special education programs opened.",
        "Goal 3 speaks of English learners, see table 4 and grade 9.",
        "Four students were absent. English learners did well.",
        "Both English learners and girls did well; one of our goals is to welcome girls.",
        "The 3 Masonry shops were painted white, and 4 walls black.",
        "The 9th graders who are English learners came at 9:30.",
        "0 English learners were expelled.",
        "The only English learner program of its kind is at Wright.",
        "Both of our programs welcome English learners, as do the third shop and the second quarter.",
        "A single workshop for English learners took half a day.",
    ],
)
def test_ordinary_numbers_near_a_group_are_let_pass(text: str, naming: Naming) -> None:
    assert groups(text, naming) == []


def test_a_school_that_is_named_or_that_wrote_the_text_is_told_with_the_group(naming: Naming) -> None:
    (named,) = guarded(release("Our 7 English learners at Wright."), naming)
    (written,) = guarded(release("Our 7 English learners.", (("school", WRIGHT),)), naming)
    assert named.about == written.about == (("school", WRIGHT), ("el", "el.yes"))
    assert (named.text, named.start, named.end, named.subjects) == ("7", 4, 5, ())


def test_a_text_about_a_group_need_not_name_it(naming: Naming) -> None:
    about = (("el", "el.yes"), ("measure", "1.01"), ("school", WRIGHT), ("year", "2015-16"))
    for text, found in [
        ("There were 12 newcomers.", "12"),
        ("A storm.\n\nHalf of the class left.", "Half"),
        ("Four moved away.", "Four"),
    ]:
        assert groups(text, naming, about) == [(found, "el.yes")]
    assert groups("Two classes were merged on June 4. Kept as the state published it.", naming, about) == []


def test_a_text_about_a_group_at_a_school_is_held_against_both(naming: Naming) -> None:
    """No cell is a school's and a group's: either may be what the text gives away."""
    about = (("measure", "1.01"), ("race", "race.black"), ("school", WRIGHT), ("year", "2015-16"))
    found = guarded(release("The 4 were counted twice.", about), naming)
    assert [(each.clue, each.subjects) for each in found] == [(Clue.COUNT, ("bn",))]


def test_a_figure_of_the_district_is_none_of_a_school(naming: Naming) -> None:
    assert groups("At Wright 9.9 % of the Hispanic students were absent.", naming) == [("9.9 %", "race.hispanic")]


def test_a_withheld_figure_of_the_group_itself_is_told_as_such_and_only_once(naming: Naming) -> None:
    found = guarded(release("Four Black students were absent."), naming)
    assert [(each.clue, each.subjects) for each in found] == [(Clue.COUNT, ("bn",))]


def test_without_names_texts_are_held_against_withheld_figures_alone() -> None:
    assert guarded(release("Our 7 English learners.")) == ()


def test_the_shipped_names_are_of_groups_that_the_shipped_plan_has(plan: Plan) -> None:
    said = said_from_table(asset("publication/group_names.csv").read_text(encoding="utf-8"))
    assert said.keys() <= {each.code for each in plan.subgroups}


def test_a_line_that_lacks_a_name_is_refused_with_its_place() -> None:
    with pytest.raises(PublicationRefused) as refusal:
        said_from_table("code,said\nel.yes,EL\nel.no,\n")
    assert refusal.value.code == "publication.group_names_invalid"
    assert refusal.value.params == {"line": 3, "column": "said"}


def test_fifty_thousand_characters_about_groups_are_read_in_a_moment(naming: Naming) -> None:
    text = "In 2015-16 our 4 English learners at Wright and 1,234 girls came. " * 800
    assert len(guarded(release(text), naming)) >= 1600
    text = "English learners came. " + "There were four of them and half a dozen left, one in five. " * 800
    assert len(guarded(release(text), naming)) >= 1600
