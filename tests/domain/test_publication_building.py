"""The publication set of a report: every figure in it once, tied to all that it could be computed from."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from ctecs_desktop.domain.counting import Counting, counting_from_table
from ctecs_desktop.domain.observation import MeasureCode
from ctecs_desktop.domain.plan import Population, RollupMethod, Unit
from ctecs_desktop.domain.publication import Counted, PublicationSet, Reader, Relation
from ctecs_desktop.domain.publication_addresses import FigurePart
from ctecs_desktop.domain.publication_building import publication_of, shared_denominators
from ctecs_desktop.domain.rule import Rule, Scope, Severity
from ctecs_desktop.domain.value import Mean, Missing, Ratio, Suppressed, Value
from tests.building import make_measure
from tests.publishing import (
    ABSENCE,
    DAYS,
    ENTERED,
    EVENTS,
    FIRST,
    NOTHING_SAID,
    SCORE,
    SECOND,
    THIRD,
    declared,
    protected,
    publishing_plan,
    rollups_of,
    year_of_canaries,
)

ONE_YEAR = [year_of_canaries(0)]


def relation(publication: PublicationSet, total: str) -> list[Relation]:
    return [each for each in publication.relations if each.total == total]


def test_a_rate_is_told_of_every_school_the_district_and_its_groups() -> None:
    publication = declared()
    for place in (FIRST, SECOND, THIRD, "district"):
        quotient = publication.quotient_by_name[f"{ABSENCE} r {place} 2015-16"]  # type: ignore[index]
        assert (quotient.factor, quotient.decimals, quotient.is_share) == (100, 1, True)
    assert publication.by_name[f"{ABSENCE} n district 2015-16"].number == Decimal(3 + 319 + 565)  # type: ignore[index]
    assert f"{ABSENCE} n district 2013-14 gender.female" in publication.by_name
    assert f"{ABSENCE} n {FIRST} 2013-14 gender.female" not in publication.by_name, "groups are told of the district"


def test_the_schools_make_the_district_and_the_groups_make_everybody() -> None:
    publication = declared(values=ONE_YEAR)
    of_schools, of_groups = relation(publication, f"{ABSENCE} n district 2015-16")
    assert of_schools.parts == tuple(f"{ABSENCE} n {school} 2015-16" for school in (FIRST, SECOND, THIRD))
    assert of_groups.across == "gender"
    assert len(of_groups.parts) == 2, "nobody is left over"


def test_who_is_in_no_group_is_a_cell_that_readers_can_compute() -> None:
    values = year_of_canaries(0)
    values[FIRST][ABSENCE, "gender.male"] = Ratio(Decimal(0), Decimal(2160))
    publication = declared(values=[values])
    (_schools, of_groups) = relation(publication, f"{ABSENCE} n district 2015-16")
    rest = publication.cell(of_groups.parts[-1])
    assert (rest.number, rest.reader, rest.counted) == (Decimal(2), Reader.COMPUTED, Counted.PUPILS)


def test_who_is_in_two_groups_is_one_too() -> None:
    values = year_of_canaries(0)
    values[FIRST][ABSENCE, "gender.male"] = Ratio(Decimal(6), Decimal(2166))
    publication = declared(values=[values])
    counted_twice = [
        cell for cell in publication.cells if "twice" in cell.name and " n " in cell.name and cell.number == 4
    ]
    assert len(counted_twice) == 1
    protected(publication)


def test_pupils_whom_central_office_counts_once_and_two_schools_count_are_protected() -> None:
    """The published 1,542 against 1,537: the difference is the five pupils suspended at two schools."""
    publication = declared(values=ONE_YEAR)
    (twice,) = [cell for cell in publication.cells if cell.name.startswith(f"{ENTERED} school twice")]
    assert twice.number == Decimal(5)
    protection = protected(publication)
    assert any(each.subject == twice.name for each in protection.plan.asks)
    assert any(
        protection.plan.is_withheld(f"{ENTERED} n {place} 2015-16") for place in (FIRST, SECOND, THIRD, "district")
    )  # type: ignore[arg-type]


def test_a_sum_that_the_data_contradict_is_left_out() -> None:
    plan = publishing_plan()
    (year,) = rollups_of(plan, ONE_YEAR)
    figures = tuple(
        replace(
            each,
            sources=tuple(
                replace(source, recorded=Decimal(9999)) if source.school == plan.district else source
                for source in each.sources
            ),
        )
        if each.measure == ENTERED
        else each
        for each in year.figures
    )
    publication = publication_of(plan, [replace(year, figures=figures)], NOTHING_SAID, release="1")
    assert publication.by_name[f"{ENTERED} n district 2015-16"].number == 9999  # type: ignore[index]
    assert not relation(publication, f"{ENTERED} n district 2015-16")


def test_a_mean_is_tied_by_its_points_which_no_table_shows() -> None:
    publication = declared(values=ONE_YEAR)
    mean = publication.quotient_by_name[f"{SCORE} r {FIRST} 2015-16"]  # type: ignore[index]
    points = publication.cell(mean.numerator)
    assert (points.number, points.reader, points.counted) == (Decimal("4295.9"), Reader.COMPUTED, Counted.POINTS)
    assert (mean.factor, mean.is_share, mean.low, mean.high) == (1, False, Decimal(200), Decimal(800))
    assert protected(publication).plan.is_withheld(mean.name), "a mean over seven"


def test_a_figure_that_its_source_withheld_makes_the_districts_an_interval() -> None:
    values = year_of_canaries(0)
    values[FIRST][EVENTS, "all"] = Suppressed(Decimal(1), Decimal(5))
    publication = declared(values=[values])
    district = publication.by_name[f"{EVENTS} n district 2015-16"]  # type: ignore[index]
    assert district.value == Suppressed(Decimal(8263 + 9127 + 1), Decimal(8263 + 9127 + 5))
    protected(publication)


def test_days_are_nobody_and_their_range_reveals_every_school() -> None:
    publication = declared(values=ONE_YEAR)
    assert publication.by_name[f"{DAYS} n {FIRST} 2015-16"].counted is Counted.POINTS, "half days are no whole number"  # type: ignore[index]
    (shown,) = [figure for figure in publication.figures if figure.name == f"{DAYS} range district 2015-16"]
    assert len(shown.basis) == 3


def test_a_denominator_that_the_rules_call_another_figure_is_that_figure() -> None:
    rule = Rule(
        "same",
        "agrees",
        Severity.WARNING,
        Scope.MEASURES,
        ("3.05",),
        (("part", "denominator"), ("other", "3.01"), ("other_part", "value")),
        "",
        "",
    )
    enrolment = make_measure(
        "3.01", unit=Unit.COUNT, denominator="", rollup_method=RollupMethod.SUM, disaggregations=(), high=None
    )
    share = make_measure("3.05", disaggregations=())
    plan = publishing_plan(measures=(share, enrolment), rules=(rule,))
    assert shared_denominators(plan)[MeasureCode("3.05")][0] == "3.01"
    values = {
        FIRST: {("3.01", "all"): Decimal(600), ("3.05", "all"): Ratio(Decimal(250), Decimal(600))},
        SECOND: {("3.01", "all"): Decimal(500), ("3.05", "all"): Ratio(Decimal(250), Decimal(499))},
    }
    publication = declared(plan, [values])
    of = {school: publication.quotient_by_name[f"3.05 r {school} 2015-16"].denominator for school in (FIRST, SECOND)}  # type: ignore[index]
    assert of == {FIRST: f"3.01 n {FIRST} 2015-16", SECOND: f"3.05 d {SECOND} 2015-16"}, (
        "where they are not the same, two"
    )


def test_people_in_fractions_are_told_of_the_district_alone() -> None:
    staff = make_measure("5.03", population=Population.STAFF, part_decimals=1)
    plan = publishing_plan(measures=(staff,))
    values = {
        FIRST: {
            ("5.03", "all"): Ratio(Decimal("2.5"), Decimal(40)),
            ("5.03", "gender.female"): Ratio(Decimal(1), Decimal(20)),
        },
        SECOND: {("5.03", "all"): Ratio(Decimal(3), Decimal(38))},
    }
    publication = declared(plan, [values])
    assert {cell.name for cell in publication.cells} == {"5.03 n district 2015-16", "5.03 d district 2015-16"}


def test_groups_of_things_are_not_told() -> None:
    table = "code,name,part,counted,reason\n1.02,Attendance,n,things,days\n1.02,Attendance,d,things,days\n"
    plan = publishing_plan(measures=(make_measure("1.02", name="Attendance"),))
    values = {
        FIRST: {
            ("1.02", "all"): Ratio(Decimal(90), Decimal(100)),
            ("1.02", "gender.male"): Ratio(Decimal(40), Decimal(50)),
        }
    }
    publication = declared(plan, [values], counting=counting_from_table(table))
    assert not any("gender" in cell.name for cell in publication.cells)
    assert {cell.counted for cell in publication.cells} == {Counted.THINGS}


def test_an_entry_about_a_measure_that_is_called_otherwise_now_does_not_hold() -> None:
    counting: Counting = counting_from_table("code,name,part,counted,reason\n1.02,Tours,n,things,tours\n")
    assert counting.counted(make_measure("1.02", name="Tours"), FigurePart.NUMERATOR) is Counted.THINGS
    assert counting.counted(make_measure("1.02", name="Expulsions"), FigurePart.NUMERATOR) is Counted.PUPILS


def test_a_year_with_a_figure_below_zero_is_not_told() -> None:
    values = year_of_canaries(0)
    values[FIRST][EVENTS, "all"] = Decimal(-2)
    publication = declared(values=[values])
    assert not any(cell.name.startswith(EVENTS) for cell in publication.cells)


def test_the_same_figures_in_another_order_are_the_same_set() -> None:
    values = year_of_canaries(1)
    turned = dict(reversed([(school, dict(reversed(each.items()))) for school, each in values.items()]))
    one, other = declared(values=[values]), declared(values=[turned])
    assert set(one.cells) == set(other.cells)
    assert protected(one).edition == protected(other).edition


def any_year(source: random.Random) -> dict[str, dict[tuple[str, str], Value]]:
    """What three schools might say: small and large groups, stars of the state, blanks, pupils counted twice."""

    def count(most: int) -> Decimal | Suppressed:
        return Suppressed(Decimal(1), Decimal(5)) if source.random() < 0.1 else Decimal(source.randint(0, most))

    def ratio(most: int) -> Ratio:
        whole = source.randint(1, most)
        return Ratio(Decimal(source.randint(0, whole)), Decimal(whole))

    year: dict[str, dict[tuple[str, str], Value]] = {}
    for school in (FIRST, SECOND, THIRD):
        girls, boys = ratio(source.choice((9, 60, 900))), ratio(400)
        missed = source.choice((0, 0, 2, -1))
        parts = [
            max(Decimal(0), getattr(girls, part) + getattr(boys, part) + missed)
            for part in ("numerator", "denominator")
        ]
        parts[0] = min(parts)
        said: dict[tuple[str, str], Value] = {
            (ABSENCE, "all"): Ratio(parts[0], parts[1]),
            (ABSENCE, "gender.female"): girls,
            (ABSENCE, "gender.male"): boys,
            (EVENTS, "all"): count(source.choice((6, 300))),
            (SCORE, "all"): Mean(Decimal(source.randint(2000, 8000)) / 10, Decimal(source.choice((0, 4, 40)))),
            (ENTERED, "all"): Decimal(source.randint(6, 60)),
            (DAYS, "all"): Decimal(source.randint(0, 90)) / 2,
        }
        for address in list(said):
            if source.random() < 0.1:
                said[address] = source.choice((Missing.NOT_APPLICABLE, Missing.WITHHELD, Missing.NOT_YET))
        year[school] = said
    return year


@pytest.mark.parametrize("seed", range(25))
def test_whatever_schools_say_can_be_protected_and_passes_the_audit(seed: int) -> None:
    source = random.Random(seed)
    values = [any_year(source) for _year in range(source.randint(1, 3))]
    assert protected(declared(values=values)).audit.has_passed
