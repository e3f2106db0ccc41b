"""A submission of an older plan version is judged by what that version asked, with new rules as warnings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ctecs_desktop.domain.observation import Observation
from ctecs_desktop.domain.plan import Plan, Unit
from ctecs_desktop.domain.plan_versions import comes_before, judging_plan
from ctecs_desktop.domain.rule import Rule, Scope, Severity
from ctecs_desktop.domain.validation import check
from ctecs_desktop.domain.value import Ratio
from tests.building import YEAR, key, make_measure, make_plan, make_school

SCHOOL = "9001116"


def rule(code: str, name: str, *, severity: Severity = Severity.ERROR, **changes: object) -> Rule:
    base = Rule(code, name, severity, Scope.VALUE, (), (), "Look again.", "Because.")
    return replace(base, **changes)  # type: ignore[arg-type]


OLD = make_plan([make_measure("1.01")], [make_school(SCHOOL)], rules=(rule("missing", "answered"),))
NEW = replace(
    OLD,
    version="test-2",
    measures=(*OLD.measures, make_measure("1.02", unit=Unit.COUNT, denominator="")),
    rules=(
        rule("missing", "answered"),
        rule("whole", "part_of_whole"),
        rule("mine", "answered", measures=("1.02",)),
        rule("compared", "at_most", params=(("part", "value"), ("other", "1.02"), ("other_part", "value"))),
    ),
)
VALUES = [Observation(key("1.01", school=SCHOOL), Ratio(Decimal(151), Decimal(143)))]


def found(plan: Plan) -> list[tuple[str, Severity]]:
    observations = {each.key: each for each in VALUES}
    return [(each.code, each.severity) for each in check(plan, observations, school=SCHOOL, period=plan.period(YEAR))]


def test_what_a_school_could_sign_cannot_fail_and_a_new_rule_only_warns() -> None:
    assert found(OLD) == []
    assert found(NEW) == [("whole", Severity.ERROR), ("missing", Severity.ERROR)]
    assert found(judging_plan(NEW, OLD)) == [("whole", Severity.WARNING)]


def test_rules_about_what_was_not_asked_say_nothing() -> None:
    assert [each.code for each in judging_plan(NEW, OLD).rules] == ["missing", "whole"]


def test_a_rule_made_graver_is_as_it_was_for_what_was_signed_before() -> None:
    warned = replace(OLD, rules=(rule("whole", "part_of_whole", severity=Severity.WARNING),))
    assert found(judging_plan(NEW, warned)) == [("whole", Severity.WARNING)]


def test_the_plan_in_force_judges_what_was_made_under_it() -> None:
    assert judging_plan(NEW, NEW) is NEW


@pytest.mark.parametrize(
    ("version", "other", "is_before"),
    [
        ("2019-22.2", "2019-22.10", True),
        ("2019-22.10", "2019-22.2", False),
        ("2019-22.2", "2019-22.2", False),
        ("2019-22.1", "2023-26.2", False),
        ("draft", "2019-22.2", False),
        ("a.b", "a.2", False),
    ],
)
def test_of_two_versions_numbered_alike_the_lower_number_comes_before(
    version: str, other: str, is_before: bool
) -> None:
    assert comes_before(version, other) is is_before
