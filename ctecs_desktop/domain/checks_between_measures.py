"""Checks that compare two measures of the same school and period.

A rule's ``part`` names the number of its own measures (numerator, denominator, value or n); ``other`` and
``other_part`` name what it is compared with. The same subgroup is compared on both sides, unless ``other_subgroups``
names the ones whose figures are added up, beside all students of the rule's measures. ``subgroup`` limits a rule to one
subgroup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ctecs_desktop.domain.check_data import Cell, CheckData, Span, finding, span_text
from ctecs_desktop.domain.observation import ALL_STUDENTS, ObservationKey
from ctecs_desktop.domain.plan import Measure, Unit
from ctecs_desktop.domain.rule import Finding, Rule
from ctecs_desktop.domain.value import number_text


def has_part(measure: Measure, part: str) -> bool:
    """Whether values of ``measure`` have a number of that name."""
    if measure.unit.is_ratio:
        return part in {"numerator", "denominator"}
    if measure.unit is Unit.MEAN:
        return part in {"value", "n"}
    return part == "value" and measure.unit not in {Unit.YES_NO, Unit.MILESTONE_DATE}


def at_most(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """The part is at most ``factor`` times the other."""
    factor = Decimal(dict(rule.params).get("factor", "1"))
    for cell, found, other, related in _pairs(rule, measures, data):
        most = other[1] * factor
        if found[0] > most:
            facts = {"found": span_text(found), "other_found": span_text(other), "most": number_text(most)}
            yield finding(rule, cell.key, related=related, facts=facts)


def agrees(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """The part is the same number as the other, because both count the same people."""
    for cell, found, other, related in _pairs(rule, measures, data):
        if found[0] > other[1] or found[1] < other[0]:
            facts = {"found": span_text(found), "other_found": span_text(other)}
            yield finding(rule, cell.key, related=related, facts=facts)


def quotient_within(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """The part divided by the other lies between ``low`` and ``high``; nothing over nothing is passed over."""
    low, high = Decimal(rule.param("low")), Decimal(rule.param("high"))
    for cell, found, other, related in _pairs(rule, measures, data):
        if found[1] == other[1] == 0:
            continue
        if found[0] > high * other[1] or found[1] < low * other[0]:
            facts = {"found": span_text(found), "other_found": span_text(other)}
            yield finding(rule, cell.key, related=related, facts=facts)


def addends_make_total(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """The parts that ``addends`` lists, written ``measure:part``, together are the part of the rule's own measures.

    Subgroup by subgroup, where all of them are filled.
    """
    addends = [tuple(each.split(":", 1)) for each in rule.param("addends").split()]
    own_part = rule.param("part")
    for cell in data.cells_of(measures):
        total = cell.part(own_part)
        others = [(data.cell(code, cell.key.subgroup), part) for code, part in addends]
        spans = [span for other, part in others if other is not None and (span := other.part(part)) is not None]
        if total is None or len(spans) < len(addends):
            continue
        least, most = _added(spans)
        if least > total[1] or most < total[0]:
            related = tuple(other.key for other, _ in others if other is not None)
            facts = {"found": span_text(total), "sum": span_text((least, most))}
            yield finding(rule, cell.key, related=related, facts=facts)


def _pairs(
    rule: Rule, measures: Sequence[Measure], data: CheckData
) -> Iterator[tuple[Cell, Span, Span, tuple[ObservationKey, ...]]]:
    """Each value with its part, the number it is compared with, and where that stands."""
    params = dict(rule.params)
    part, other_code, other_part = params["part"], params["other"], params["other_part"]
    other_subgroups = params.get("other_subgroups", "").split()
    only = params.get("subgroup", ALL_STUDENTS if other_subgroups else None)
    other_row = data.cells.get(other_code, {})
    for measure in measures:
        for subgroup, cell in data.cells.get(measure.code, {}).items():
            if subgroup != only and only is not None:
                continue
            found = cell.part(part)
            others = [other_row[code] for code in other_subgroups or (subgroup,) if code in other_row]
            spans = [span for other in others if (span := other.part(other_part)) is not None]
            if found is not None and len(spans) == len(other_subgroups or (subgroup,)):
                yield cell, found, _added(spans), tuple(other.key for other in others)


def _added(spans: Sequence[Span]) -> Span:
    zero = Decimal(0)
    return sum((low for low, _ in spans), zero), sum((high for _, high in spans), zero)
