"""Checks of a measure's breakdowns: the categories of one dimension together are everyone.

Parts may be known as intervals, or not at all; only what cannot be true of any figures within them is found. What no
category holds may be people whose category was not reported. A finding stands at the first filled category, so that
each breakdown of a measure has a reason of its own, and names all the others as related.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ctecs_desktop.domain.check_data import BreakdownSums, CheckData, PartSum, finding, span_text
from ctecs_desktop.domain.observation import ALL_STUDENTS
from ctecs_desktop.domain.plan import Measure
from ctecs_desktop.domain.rule import Finding, Rule
from ctecs_desktop.domain.value import number_text


def parts_at_most_total(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """The filled categories together are at most all students."""
    for sums in _wanted(rule, measures, data):
        for part in sums.parts:
            if _is_beyond(rule, part.least - part.total[1], part):
                yield _found(rule, data, sums, part=part, difference=part.least - part.total[1])
                break


def parts_reach_total(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """Where every category is filled, they are at least all students."""
    for sums in _wanted(rule, measures, data):
        if not sums.empty:
            yield from _falls_short(rule, data, sums)


def breakdown_is_whole(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """Where some categories are filled, none is left empty that somebody must be in."""
    for sums in _wanted(rule, measures, data):
        if sums.empty:
            yield from _falls_short(rule, data, sums)


def _falls_short(rule: Rule, data: CheckData, sums: BreakdownSums) -> Iterator[Finding]:
    for part in sums.parts:
        if part.most is not None and _is_beyond(rule, part.total[0] - part.most, part):
            yield _found(rule, data, sums, part=part, difference=part.total[0] - part.most)
            break


def _is_beyond(rule: Rule, difference: Decimal, part: PartSum) -> bool:
    """Whether a difference is above both what the rule allows as a ``share`` of the total and as an ``amount``."""
    params = dict(rule.params)
    share, amount = Decimal(params.get("share", "0")), Decimal(params.get("amount", "0"))
    return difference > amount and difference > share * part.total[0]


def _wanted(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[BreakdownSums]:
    """The breakdowns of ``measures``, of the dimensions that ``disaggregations`` names (none: all)."""
    codes = {measure.code for measure in measures}
    dimensions = dict(rule.params).get("disaggregations", "").split()
    for sums in data.sums:
        if sums.measure in codes and (not dimensions or sums.breakdown.code in dimensions):
            yield sums


def _found(rule: Rule, data: CheckData, sums: BreakdownSums, *, part: PartSum, difference: Decimal) -> Finding:
    first, *others = (data.key(sums.measure, code) for code in (*sums.filled, *sums.empty))
    facts = {
        "breakdown": sums.breakdown.name,
        "part": part.part,
        "sum": number_text(part.least) if part.most is None else span_text((part.least, part.most)),
        "total": span_text(part.total),
        "difference": number_text(difference),
        "empty": "; ".join(data.plan.subgroup(code).name for code in sums.empty),
    }
    return finding(rule, first, related=(data.key(sums.measure, ALL_STUDENTS), *others), facts=facts)
