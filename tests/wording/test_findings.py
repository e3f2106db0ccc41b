from __future__ import annotations

import re
from dataclasses import replace

from ctecs_desktop.domain.rule import Finding, Rule, Scope, Severity
from ctecs_desktop.wording import finding_text, place_text, reason_text
from tests.building import key, make_measure, make_plan, make_school

RULE = Rule(
    code="above",
    check="part_of_whole",
    severity=Severity.ERROR,
    scope=Scope.VALUE,
    measures=(),
    params=(),
    sentence="Numerator {numerator} is above denominator {denominator} in {measure}, {subgroup}.",
    reason="A part is not more than the whole.",
)
PLAN = make_plan([make_measure("1.01", name="Chronic absence")], [make_school("9001116")], rules=(RULE,))


def finding(code: str = "above", subgroup: str = "all", **params: str) -> Finding:
    return Finding(code, Severity.ERROR, key("1.01", subgroup, school="9001116"), tuple(params.items()))


def test_the_rules_own_sentence_is_filled_with_what_was_found() -> None:
    found = finding(subgroup="gender.female", numerator="151", denominator="143")
    assert finding_text(found, PLAN) == "Numerator 151 is above denominator 143 in 1.01, Female."
    assert reason_text(found, PLAN) == "A part is not more than the whole."


def test_a_sentence_of_a_plan_is_never_carried_out_as_a_format() -> None:
    sentence = "{numerator.__class__} {0} {{ {numerator!r} 50 % {numerator}"
    plan = replace(PLAN, rules=(replace(RULE, sentence=sentence),))
    assert finding_text(finding(numerator="7"), plan) == "{numerator.__class__} {0} {{ {numerator!r} 50 % 7"


def test_a_finding_of_a_rule_that_the_plan_lacks_is_still_told() -> None:
    assert "later-rule" in finding_text(finding("later-rule"), PLAN)
    assert reason_text(finding("later-rule"), PLAN) == ""


def test_a_place_is_named_in_words_where_the_plan_knows_it() -> None:
    assert place_text(key("1.01", school="9001116"), PLAN) == "1.01 Chronic absence"
    assert place_text(key("1.01", "gender.female", school="9001116"), PLAN) == "1.01 Chronic absence, Female"
    assert place_text(key("9.99", "x.y", school="9001116"), PLAN) == "9.99, x.y"


def test_the_shipped_rules_ask_for_nothing_but_names() -> None:
    from ctecs_desktop.services.workspace import starting_plan

    for rule in starting_plan().rules:
        assert re.findall(r"\{[^}]*\}", rule.sentence) == re.findall(r"\{[a-z_]+\}", rule.sentence), rule.code
