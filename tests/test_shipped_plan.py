"""The starting plan as shipped: what is documented is there, and what is not is marked so."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from ctecs_desktop.domain.plan import (
    Direction,
    Evidence,
    Level,
    PeriodKind,
    Plan,
    Population,
    RollupMethod,
    SumBound,
    Target,
    Unit,
)
from ctecs_desktop.exchange.plan_files import shipped_plan

EVIDENCE = {
    Evidence.DOCUMENTED: "1.02 2.01 2.04 2.06 2.09 2.11 2.12 3.02 3.03 3.04 3.09 3.13 3.14 4.01 4.03 4.05",
    Evidence.PUBLISHED: "1.01 1.03 1.04 1.05 1.07 1.10 1.11 1.12 1.14 1.15 3.01 3.05 3.06 3.07 3.11 5.05",
    Evidence.DEFINED: "1.13 2.02 2.05 2.08 2.10 3.08 3.10 4.04 4.06 5.01 5.02 5.07",
    Evidence.CONSTRUCTED: "1.06 1.08 1.09 2.03 2.07 2.13 2.14 3.12 4.02 4.07 4.08 4.09 5.03 5.04 5.06 5.08",
}
UNITS = {
    Unit.RATE_PER_100: "1.06",
    Unit.AMOUNT_PER: "4.06 5.06",
    Unit.COUNT: "1.04 1.05 1.07 2.06 3.01 3.04 3.12 3.14 5.02",
    Unit.MEAN: "1.08 1.12 5.04 5.08",
    Unit.HOURS: "2.03",
    Unit.CURRENCY: "2.14",
    Unit.DAYS: "4.09",
    Unit.YES_NO: "4.01",
    Unit.MILESTONE_DATE: "4.02 4.03",
    Unit.NAMES: "2.04 3.13",
}
ROLLUPS = {
    RollupMethod.SUM: "1.04 1.05 1.07 2.03 2.06 2.14 3.01 3.12 3.14 5.02",
    RollupMethod.WEIGHTED_MEAN: "1.08 1.12 5.04 5.08",
    RollupMethod.COUNT_OF_YES: "4.01",
    RollupMethod.ON_TIME_COUNT: "4.03",
    RollupMethod.DISTINCT_UNION: "2.04 3.13",
    RollupMethod.RANGE: "4.02 4.09",
    RollupMethod.DISTRICT_ENTERED: "1.03 3.04 4.06 5.01",
}
ALL_CODES = [
    *(f"1.{number:02}" for number in range(1, 16)),
    *(f"2.{number:02}" for number in range(1, 15)),
    *(f"3.{number:02}" for number in range(1, 15)),
    *(f"4.{number:02}" for number in range(1, 10)),
    *(f"5.{number:02}" for number in range(1, 9)),
]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return shipped_plan()


def test_the_plan_has_its_title_its_years_and_its_district(plan: Plan) -> None:
    assert plan.title == "Working for Students and Connecticut's Future"
    assert plan.school_years == ("2019-20", "2020-21", "2021-22")
    assert plan.district == "9000016"
    assert plan.district_name == "Connecticut Technical Education and Career System"


def test_texts_that_only_the_board_can_give_are_left_open_and_say_who_fills_them(plan: Plan) -> None:
    for text in (plan.vision, plan.mission, *plan.imperatives):
        assert text.startswith("Central office fills in")
    assert "starting plan" in plan.status_note


def test_the_five_goals_stand_in_order(plan: Plan) -> None:
    assert [(goal.number, goal.title) for goal in plan.goals] == [
        (1, "Culture, Climate, Instruction"),
        (2, "Industry Alignment and Collaboration"),
        (3, "Access and Opportunities"),
        (4, "Systems of Excellence"),
        (5, "Human Capital"),
    ]


def test_eight_priority_areas_came_before_the_goals(plan: Plan) -> None:
    assert len(plan.priority_areas) == 8
    assert plan.priority_areas[0] == "Recruit, hire, develop and retain certified staff"
    assert plan.priority_areas[7] == "Separation from the State Department of Education"


def test_every_goal_has_strategies_and_each_says_that_it_is_a_proposal(plan: Plan) -> None:
    assert {strategy.goal for strategy in plan.strategies} == {1, 2, 3, 4, 5}
    for strategy in plan.strategies:
        assert strategy.text.startswith("Starting proposal, for central office to edit: ")
        assert strategy.owner
        assert strategy.milestones
        assert [year for year, _ in strategy.resources] == ["2019-20", "2020-21", "2021-22"]


def test_all_sixty_measures_are_there_in_the_order_of_their_codes(plan: Plan) -> None:
    assert len(ALL_CODES) == 60
    assert [measure.code for measure in plan.measures] == ALL_CODES
    assert all(measure.goal == int(measure.code[0]) for measure in plan.measures)


def test_every_measure_says_where_its_wording_comes_from(plan: Plan) -> None:
    for evidence, codes in EVIDENCE.items():
        assert [each.code for each in plan.measures if each.evidence is evidence] == codes.split()
    assert all(measure.source for measure in plan.measures)
    assert "onstruct" in plan.measure("1.08").source


def test_the_units_are_those_of_the_measures_wording_and_all_others_are_percents(plan: Plan) -> None:
    for unit, codes in UNITS.items():
        assert [each.code for each in plan.measures if each.unit is unit] == codes.split()
    others = set(ALL_CODES) - set(" ".join(UNITS.values()).split())
    assert {each.code for each in plan.measures if each.unit is Unit.PERCENT} == others
    assert len(others) == 36


def test_the_rollups_are_those_that_tell_no_lie_and_all_others_are_ratios_of_sums(plan: Plan) -> None:
    for method, codes in ROLLUPS.items():
        assert [each.code for each in plan.measures if each.rollup_method is method] == codes.split()
    others = set(ALL_CODES) - set(" ".join(ROLLUPS.values()).split())
    assert {each.code for each in plan.measures if each.rollup_method is RollupMethod.RATIO_OF_SUMS} == others
    assert "until then show sum of schools as an upper bound" in plan.measure("1.03").rollup_note


def test_pupils_counted_twice_and_teachers_who_moved_bound_the_district_from_opposite_sides(plan: Plan) -> None:
    bounds = {each.code: each.sum_bound for each in plan.measures if each.sum_bound is not SumBound.NONE}
    assert bounds == {"1.03": SumBound.UPPER, "3.04": SumBound.UPPER, "5.01": SumBound.LOWER}


def test_only_expenditure_and_days_to_fill_are_central_offices_alone(plan: Plan) -> None:
    assert [each.code for each in plan.measures if each.level is Level.CENTRAL] == ["4.06", "5.04"]
    shared = [each.code for each in plan.measures if each.level is Level.SCHOOL_AND_CENTRAL]
    assert shared == ["1.03", "2.10", "3.04", "4.04", "4.05", "5.01"]


def test_values_have_the_limits_of_their_scales(plan: Plan) -> None:
    def limits(code: str) -> tuple[Decimal | None, Decimal | None]:
        return plan.measure(code).low, plan.measure(code).high

    assert limits("1.12") == (200, 800)
    assert limits("1.08") == limits("5.08") == (1, 5)
    assert limits("1.01") == (0, 100)
    assert limits("1.06") == (0, None)
    over = [each.code for each in plan.measures if each.unit is Unit.PERCENT and each.high != 100]
    assert over == ["3.02", "3.03", "4.05"]


def test_directions_of_the_special_measures(plan: Plan) -> None:
    def codes(direction: Direction) -> list[str]:
        return [each.code for each in plan.measures if each.direction is direction]

    assert codes(Direction.LOWER) == ["1.01", "1.03", "1.04", "1.05", "1.06", "1.07", "4.09", "5.02", "5.03", "5.04"]
    assert codes(Direction.TARGET_BAND) == ["3.03", "4.05"]
    assert codes(Direction.INFO) == ["3.05", "3.06", "3.07", "3.11", "4.06"]
    assert codes(Direction.YES) == ["4.01"]
    assert codes(Direction.ON_TIME) == ["4.02", "4.03"]


def test_denominators_of_pupils_are_told_from_those_of_seats_days_and_staff(plan: Plan) -> None:
    assert plan.measure("1.01").population is Population.STUDENTS
    assert plan.measure("1.02").population is Population.OTHER  # student-days pass the enrolment
    assert plan.measure("3.02").population is Population.OTHER  # seats
    assert {each.population for each in plan.measures if each.goal == 5} == {Population.STAFF}


def test_the_measures_are_broken_down_as_the_state_does(plan: Plan) -> None:
    assert plan.measure("1.01").disaggregations == ("race", "gender", "swd", "el", "frpm", "grade")
    assert plan.measure("1.05").disaggregations == ()
    assert plan.measure("5.01").disaggregations == ("race", "subject")
    assert plan.measure("4.05").disaggregations == ("object_code",)
    assert plan.subgroups_of("1.04") == ("all", "grade.09", "grade.10", "grade.11", "grade.12")


def test_the_subgroups_are_complete(plan: Plan) -> None:
    assert Counter(each.disaggregation for each in plan.subgroups) == {
        "race": 8, "gender": 4, "swd": 2, "el": 2, "frpm": 2, "grade": 4,
        "program": 31, "subject": 12, "object_code": 8,
    }  # fmt: skip
    codes = {each.code for each in plan.subgroups}
    assert {"race.asian", "race.not_reported", "gender.nonbinary", "swd.yes", "el.no", "frpm.eligible"} <= codes
    partitions = [each.code for each in plan.disaggregations if each.is_partition]
    assert partitions == ["race", "gender", "swd", "el", "frpm", "grade"]


def test_seventeen_high_schools_and_bristol_report_under_their_edsight_codes(plan: Plan) -> None:
    assert [school.code for school in plan.schools] == [
        "9001116", "9001216", "9001316", "9001416", "9001516", "9001616", "9001716", "9001816", "9001916",
        "9002016", "9002116", "9002216", "9002316", "9002416", "9002516", "9002616", "9002716", "9009216",
    ]  # fmt: skip
    assert sum(school.enrolment for school in plan.schools) == 10556
    bristol = plan.school("9009216")
    assert (bristol.enrolment, bristol.town) == (0, "Bristol")
    assert "sending school" in bristol.note
    assert plan.school("9002516").name == "Emmett O'Brien Technical High School"


def test_each_year_is_due_on_the_timely_date_and_has_four_quarters(plan: Plan) -> None:
    assert [period.code for period in plan.periods] == [
        code
        for year in ("2019-20", "2020-21", "2021-22")
        for code in (year, f"{year} Q1", f"{year} Q2", f"{year} Q3", f"{year} Q4")
    ]
    year = plan.period("2019-20")
    assert (year.opens, year.due) == (date(2020, 7, 1), date(2020, 7, 15))
    assert "accurate by 31 July" in year.note
    quarters = [period for period in plan.periods if period.kind is PeriodKind.QUARTER]
    assert {(period.quarter, period.opens.month, period.due.month) for period in quarters} == {
        (1, 10, 10), (2, 1, 1), (3, 4, 4), (4, 7, 7),
    }  # fmt: skip
    assert plan.period("2020-21 Q2").due == date(2021, 1, 31)


def test_no_target_is_invented(plan: Plan) -> None:
    assert plan.targets == tuple(
        Target(plan.measure("3.03").code, year, Decimal(90), Decimal(100)) for year in plan.school_years
    )
    assert "No targets are set but the band" in plan.status_note


def test_baselines_are_published_figures_with_their_source(plan: Plan) -> None:
    assert {each.measure: (each.school_year, str(each.value)) for each in plan.baselines} == {
        "1.01": ("2015-16", "12.7"), "1.03": ("2015-16", "14.6"), "1.10": ("2015-16", "44.3"),
        "1.11": ("2015-16", "14.3"), "1.12": ("2015-16", "469"), "1.14": ("2014-15", "97.4"),
        "1.15": ("2015-16", "37.8"), "3.01": ("2016-17", "10556"), "3.05": ("2015-16", "43.6"),
        "3.06": ("2015-16", "9.5"), "3.07": ("2015-16", "3.5"), "3.11": ("2013-14", "47"),
        "5.05": ("2013-14", "11.2"),
    }  # fmt: skip
    assert all("Published by the state" in each.source for each in plan.baselines)


def test_the_years_of_the_pandemic_are_marked_as_breaks(plan: Plan) -> None:
    assert {(each.measure, each.school_year) for each in plan.series_breaks} == {
        ("1.01", "2019-20"), ("1.02", "2019-20"),
        ("1.10", "2019-20"), ("1.11", "2019-20"), ("1.12", "2019-20"),
        ("1.10", "2020-21"), ("1.11", "2020-21"), ("1.12", "2020-21"),
        ("1.03", "2020-21"), ("1.04", "2020-21"), ("1.05", "2020-21"), ("1.06", "2020-21"),
    }  # fmt: skip


def test_the_plan_asks_each_quarter_for_what_is_reported_quarterly(plan: Plan) -> None:
    first = {measure.code for measure in plan.measures_due(plan.period("2019-20 Q1"))}
    assert first == {"1.02", "1.04", "1.05", "2.03", "2.06", "2.14", "3.12", "4.04", "4.05", "4.08", "4.09", "5.03"}
    second = {measure.code for measure in plan.measures_due(plan.period("2019-20 Q2"))}
    assert second - first == {"1.06", "2.01", "3.14", "5.04", "5.06"}
    assert len(plan.measures_due(plan.period("2019-20"))) == 60
