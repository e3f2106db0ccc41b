"""What differs between two plans: everything, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings

from ctecs_desktop.domain.observation import MeasureCode
from ctecs_desktop.domain.plan import Plan, Target
from ctecs_desktop.domain.plan_differences import DifferenceKind, PlanDifference, plan_differences
from ctecs_desktop.domain.plan_tables import plan_to_tables
from ctecs_desktop.exchange.plan_files import shipped_plan
from tests.any_plan import plans

SHIPPED = shipped_plan()


def between(before: Plan, after: Plan) -> tuple[PlanDifference, ...]:
    return plan_differences(plan_to_tables(before), plan_to_tables(after))


@settings(max_examples=25)
@given(plans(), plans())
def test_two_plans_differ_in_something_unless_they_are_the_same(before: Plan, after: Plan) -> None:
    assert bool(between(before, after)) == (replace(before, version="") != replace(after, version=""))
    assert between(before, before) == ()


@settings(max_examples=25)
@given(plans(), plans())
def test_the_way_back_has_as_many_differences(before: Plan, after: Plan) -> None:
    there, back = between(before, after), between(after, before)
    opposite = {DifferenceKind.ADDED: DifferenceKind.REMOVED, DifferenceKind.REMOVED: DifferenceKind.ADDED}
    assert sorted((each.table, opposite.get(each.kind, each.kind).value) for each in there) == sorted(
        (each.table, each.kind.value) for each in back
    )


def test_a_changed_cell_names_its_row_its_column_and_both_texts() -> None:
    first = replace(SHIPPED.measures[0], decimals=2)
    assert between(SHIPPED, replace(SHIPPED, version="x", measures=(first, *SHIPPED.measures[1:]))) == (
        PlanDifference(DifferenceKind.CHANGED, "measures", "1.01", SHIPPED.measures[0].name, "decimals", "1", "2"),
    )


def test_a_milestone_that_is_worded_anew_is_a_changed_one() -> None:
    first = replace(SHIPPED.strategies[0], milestones=("Hire three coaches",))
    (found,) = between(SHIPPED, replace(SHIPPED, strategies=(first, *SHIPPED.strategies[1:])))
    assert (found.kind, found.table, found.label, found.column) == (
        DifferenceKind.CHANGED, "milestones", "S1.1", "text",
    )  # fmt: skip
    assert found.after == "Hire three coaches"


def test_goals_in_another_order_are_one_difference() -> None:
    assert between(SHIPPED, replace(SHIPPED, goals=SHIPPED.goals[::-1])) == (
        PlanDifference(DifferenceKind.MOVED, "goals"),
    )


def test_a_row_that_came_and_one_that_went_are_named() -> None:
    found = between(SHIPPED, replace(SHIPPED, targets=(), goals=(*SHIPPED.goals, replace(SHIPPED.goals[0], number=6))))
    assert [(each.kind, each.table, each.label) for each in found if each.kind is DifferenceKind.ADDED] == [
        (DifferenceKind.ADDED, "goals", "6")
    ]
    assert [each.label for each in found if each.kind is DifferenceKind.REMOVED] == [
        "3.03 2019-20", "3.03 2020-21", "3.03 2021-22",
    ]  # fmt: skip


def test_a_row_that_came_or_went_says_what_it_is_about_and_what_it_says() -> None:
    target = Target(MeasureCode("3.03"), "2020-21", Decimal(90), Decimal(100), SHIPPED.schools[0].code)
    (found,) = between(SHIPPED, replace(SHIPPED, targets=(*SHIPPED.targets, target)))
    assert found.name == f"{SHIPPED.measure('3.03').name}, {SHIPPED.schools[0].name}"
    assert found.told == (("low", "90"), ("high", "100"))
    (gone,) = between(replace(SHIPPED, targets=(*SHIPPED.targets, target)), SHIPPED)
    assert gone.told == found.told
