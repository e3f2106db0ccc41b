"""Versions of the plan: which of two is older, and by which rules a submission made under an older one is looked at.

Codes are never given to anything else, so a value of an older version is mapped by its codes alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ctecs_desktop.domain.checks import check_rule
from ctecs_desktop.domain.plan import Measure, Plan
from ctecs_desktop.domain.rule import Rule, Severity


@dataclass(frozen=True, slots=True)
class KeptNewer:
    """What a school has newer than the workbook that it opened, and therefore keeps.

    ``plan`` is the version that stays in force, "" where the workbook's is in force; ``figures`` the number of the
    newest snapshot behind the district's figures that stay, 0 where the workbook's are taken or there are none.
    ``is_late`` says that central office wrote the workbook before another one that was opened here; otherwise it knows
    less than it did, which is so after an older backup was put back there.
    """

    plan: str
    plan_sent: str
    figures: int
    figures_sent: int
    is_late: bool


def comes_before(version: str, other: str) -> bool:
    """Whether ``version`` is the earlier of two that are numbered alike, as ``2.9`` before ``2.10``.

    Of versions that were named otherwise nobody can say; then it is False.
    """
    (stem, number), (other_stem, other_number) = _numbered(version), _numbered(other)
    return stem == other_stem and number is not None and other_number is not None and number < other_number


def _numbered(version: str) -> tuple[str, int | None]:
    stem, _, tail = version.rpartition(".")
    return stem, int(tail) if tail.isascii() and tail.isdecimal() else None


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
