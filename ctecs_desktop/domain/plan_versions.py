"""A submission made under an older version of the plan: by which rules it is looked at.

Codes are never given to anything else, so a value of an older version is mapped by its codes alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ctecs_desktop.domain.checks import check_rule
from ctecs_desktop.domain.plan import Measure, Plan
from ctecs_desktop.domain.rule import Rule, Severity


def judging_plan(current: Plan, made_under: Plan) -> Plan:
    """The plan by which values made under an older version are checked.

    It asks what that version asked, with its rules as they were then; rules that are new since come along as warnings.
    So what a school could sign cannot fail at central office, and what a new rule would say of it is seen all the same.
    """
    if current.version == made_under.version:
        return current
    return replace(made_under, rules=(*made_under.rules, *_new_rules(current, made_under)))


def _new_rules(current: Plan, made_under: Plan) -> Iterator[Rule]:
    """The rules that the older version lacks, about those of their measures that it has."""
    known = {rule.code for rule in made_under.rules}
    measures: dict[str, Measure] = {measure.code: measure for measure in made_under.measures}
    subgroups = {subgroup.code for subgroup in made_under.subgroups}
    for rule in current.rules:
        about = tuple(code for code in rule.measures if code in measures)
        if rule.code in known or (rule.measures and not about):
            continue
        mapped = replace(rule, measures=about, severity=Severity.WARNING)
        # A rule that compares with a measure which nobody was asked for then says nothing.
        if not any(check_rule(mapped, measures, subgroups)):
            yield mapped
