"""Validation of one school's values for one period: what the plan's rules find, and whether it may be signed.

Pure and the same everywhere: what passes at the school cannot fail at central office.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from ctecs_desktop.domain.check_data import CheckData, check_data
from ctecs_desktop.domain.checks import CHECK_NAMES, carry_out, check_rule
from ctecs_desktop.domain.observation import ALL_STUDENTS, Observation, ObservationKey
from ctecs_desktop.domain.plan import Plan, ReportingPeriod
from ctecs_desktop.domain.rule import Finding, Severity
from ctecs_desktop.domain.submission import Explanation

__all__ = ["CHECK_NAMES", "check", "check_rule", "stops_sign_off", "unexplained"]

_NO_OBSERVATIONS: Mapping[ObservationKey, Observation] = MappingProxyType({})


def check(
    plan: Plan,
    observations: Mapping[ObservationKey, Observation],
    *,
    school: str,
    period: ReportingPeriod,
    previous: Mapping[ObservationKey, Observation] = _NO_OBSERVATIONS,
    published: Mapping[ObservationKey, Observation] = _NO_OBSERVATIONS,
) -> tuple[Finding, ...]:
    """What the rules of ``plan`` find in the values of ``school`` for ``period``: errors first, then in plan order.

    ``previous`` are the same school's values of the period to compare with, ``published`` the state's figures for this
    school and period. Values of other schools and periods are passed over. Of several findings of one check over the
    same values the gravest, then the first in the order of the rules, speaks. Raises ``PlanInvalid`` for a check that
    this program does not know.
    """
    data = check_data(plan, observations, school=school, period=period, previous=previous, published=published)
    return tuple(_in_order(plan, data))


def _in_order(plan: Plan, data: CheckData) -> Iterator[Finding]:
    measures = {measure.code: number for number, measure in enumerate(plan.measures)}
    subgroups = {subgroup.code: number for number, subgroup in enumerate(plan.subgroups, start=1)}
    subgroups[ALL_STUDENTS] = 0
    last = len(measures) + len(subgroups)
    found: list[tuple[tuple[bool, int, int, int], str, Finding]] = []
    for number, rule in enumerate(plan.rules):
        is_warning = rule.severity is Severity.WARNING
        for finding in carry_out(rule, plan, data):
            key = finding.key
            place = measures.get(key.measure, last), subgroups.get(key.subgroup, last)
            found.append(((is_warning, *place, number), rule.check, finding))
    # The order is stable, so findings of one rule at one value stay as they were found.
    found.sort(key=lambda each: each[0])
    said: set[tuple[str, ObservationKey, tuple[ObservationKey, ...]]] = set()
    for _, name, finding in found:
        statement = name, finding.key, finding.related
        if statement not in said:
            said.add(statement)
            yield finding


def unexplained(findings: Iterable[Finding], explanations: Iterable[Explanation]) -> tuple[Finding, ...]:
    """What still wants something: every error, which no reason explains away, and the warnings without a reason."""
    explained = {(each.code, each.key) for each in explanations if each.reason.strip()}
    return tuple(
        finding
        for finding in findings
        if finding.severity is Severity.ERROR or (finding.code, finding.key) not in explained
    )


def stops_sign_off(findings: Iterable[Finding], explanations: Iterable[Explanation]) -> bool:
    """Whether the submission cannot be signed yet: an error stands, or a warning has no reason."""
    return bool(unexplained(findings, explanations))
