"""The checks by name: which function carries each out, which measures it fits, and which parameters a rule gives it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from ctecs_desktop.domain import checks_between_measures as between
from ctecs_desktop.domain import checks_of_breakdowns as breakdowns
from ctecs_desktop.domain import checks_of_values as values
from ctecs_desktop.domain import checks_over_time as over_time
from ctecs_desktop.domain.check_data import PARTS, CheckData
from ctecs_desktop.domain.errors import PlanInvalid
from ctecs_desktop.domain.observation import ALL_STUDENTS
from ctecs_desktop.domain.plan import Measure, Plan, Unit
from ctecs_desktop.domain.plan_checks import Complaint
from ctecs_desktop.domain.rule import Finding, Rule

CheckFunction = Callable[[Rule, Sequence[Measure], CheckData], Iterator[Finding]]
Fits = Callable[[Measure, Rule], bool]

_NUMBER, _NUMBERS, _PART, _UNIT = "number", "numbers", "part", "unit"
_MEASURE, _SUBGROUPS, _DISAGGREGATIONS, _ADDENDS = "measure", "subgroups", "disaggregations", "addends"


def _any(_measure: Measure, _rule: Rule) -> bool:
    return True


def _has_number(measure: Measure, _rule: Rule) -> bool:
    return measure.unit not in {Unit.YES_NO, Unit.MILESTONE_DATE}


def _has_two_parts(measure: Measure, _rule: Rule) -> bool:
    return measure.unit.is_ratio or measure.unit is Unit.MEAN


def _is_share(measure: Measure, _rule: Rule) -> bool:
    return values.is_share(measure)


def _is_counted(measure: Measure, _rule: Rule) -> bool:
    """Money may be paid back, so that an amount of it may be less than nothing."""
    return _has_number(measure, _rule) and measure.unit not in {Unit.CURRENCY, Unit.AMOUNT_PER}


def _adds_up(measure: Measure, _rule: Rule) -> bool:
    """Whether the groups' numbers make everyone's: not for medians, and one employer may be named by two groups."""
    return _has_number(measure, _rule) and measure.unit not in {Unit.DAYS, Unit.NAMES}


def _is_of_unit(measure: Measure, rule: Rule) -> bool:
    """Whether the measure has the ``unit`` that the rule is about, where it names one."""
    return _has_number(measure, rule) and dict(rule.params).get("unit", measure.unit.value) == measure.unit.value


def _has_part(measure: Measure, rule: Rule) -> bool:
    return between.has_part(measure, rule.param("part"))


@dataclass(frozen=True, slots=True)
class CheckDefinition:
    """A check. ``required`` and ``optional`` say what kind of thing each parameter is."""

    carry_out: CheckFunction
    fits: Fits = _any
    required: Mapping[str, str] = field(default_factory=dict)
    optional: Mapping[str, str] = field(default_factory=dict)


_COMPARED = {"part": _PART, "other": _MEASURE, "other_part": _PART}
_COMPARED_FURTHER = {"subgroup": _SUBGROUPS, "other_subgroups": _SUBGROUPS}
_SUMS = {"disaggregations": _DISAGGREGATIONS, "share": _NUMBER, "amount": _NUMBER}

CHECKS: Mapping[str, CheckDefinition] = {
    "answered": CheckDefinition(values.answered),
    "known_address": CheckDefinition(values.known_address),
    "right_kind": CheckDefinition(values.right_kind),
    "blank_says_where": CheckDefinition(values.blank_says_where),
    "not_negative": CheckDefinition(values.not_negative, _is_counted),
    "part_of_whole": CheckDefinition(values.part_of_whole, _is_share),
    "counted_over_someone": CheckDefinition(values.counted_over_someone, _has_two_parts),
    "within_limits": CheckDefinition(values.within_limits),
    "placeholder_number": CheckDefinition(values.placeholder_number, _has_number, {"numbers": _NUMBERS}),
    "mostly_round": CheckDefinition(
        values.mostly_round, _has_number, {"multiple": _NUMBER, "least": _NUMBER, "share": _NUMBER}
    ),
    "parts_at_most_total": CheckDefinition(breakdowns.parts_at_most_total, _adds_up, optional=_SUMS),
    "parts_reach_total": CheckDefinition(breakdowns.parts_reach_total, _adds_up, optional=_SUMS),
    "breakdown_is_whole": CheckDefinition(breakdowns.breakdown_is_whole, _adds_up, optional=_SUMS),
    "at_most": CheckDefinition(between.at_most, _has_part, _COMPARED, {**_COMPARED_FURTHER, "factor": _NUMBER}),
    "agrees": CheckDefinition(between.agrees, _has_part, _COMPARED, _COMPARED_FURTHER),
    "quotient_within": CheckDefinition(
        between.quotient_within, _has_part, {**_COMPARED, "low": _NUMBER, "high": _NUMBER}, _COMPARED_FURTHER
    ),
    "addends_make_total": CheckDefinition(between.addends_make_total, _has_part, {"part": _PART, "addends": _ADDENDS}),
    "changed_little": CheckDefinition(
        over_time.changed_little,
        _is_of_unit,
        optional={"unit": _UNIT, "percent": _NUMBER, "amount": _NUMBER, "floor": _NUMBER, "smallest": _NUMBER},
    ),
    "differs_from_last_year": CheckDefinition(
        over_time.differs_from_last_year, _has_number, {"least": _NUMBER, "share": _NUMBER}
    ),
    "as_published": CheckDefinition(over_time.as_published, _has_number),
}
"""Every check there is; a rule's ``check`` names one of them."""

CHECK_NAMES = frozenset(CHECKS)


def check_rule(rule: Rule, measures: Mapping[str, Measure], subgroups: Collection[str]) -> Iterator[Complaint]:
    """What is wrong with a rule of a plan that has these measures and subgroups: its check, or its parameters."""
    definition = CHECKS.get(rule.check)
    if definition is None:
        known = "; ".join(sorted(CHECKS))
        yield Complaint("check", "plan.row.unknown_check", (("check", rule.check), ("known", known)))
        return
    given = dict(rule.params)
    kinds = {**definition.required, **definition.optional}
    for name in definition.required:
        if name not in given:
            yield Complaint("params", "plan.row.param_missing", (("check", rule.check), ("param", name)))
    for name, text in given.items():
        if name not in kinds:
            known = "; ".join(kinds)
            facts = (("check", rule.check), ("known", known), ("param", name))
            yield Complaint("params", "plan.row.unknown_param", facts)
        elif not _is_of_kind(text, kinds[name], measures=measures, subgroups=subgroups):
            facts = (("kind", kinds[name]), ("param", name), ("text", text))
            yield Complaint("params", "plan.row.param_refused", facts)


def _is_of_kind(text: str, kind: str, *, measures: Mapping[str, Measure], subgroups: Collection[str]) -> bool:
    words = text.split()
    if kind == _PART:
        return text in PARTS
    if kind == _UNIT:
        return text in {unit.value for unit in Unit}
    if kind == _MEASURE:
        return text in measures
    if kind == _ADDENDS:
        pairs = [word.partition(":") for word in words]
        return bool(words) and all(code in measures and part in PARTS for code, _, part in pairs)
    if kind == _SUBGROUPS:
        return bool(words) and all(word == ALL_STUDENTS or word in subgroups for word in words)
    if kind == _DISAGGREGATIONS:
        dimensions = {code.partition(".")[0] for code in subgroups}
        return bool(words) and all(word in dimensions for word in words)
    return bool(words) and (kind == _NUMBERS or len(words) == 1) and all(_is_number(word) for word in words)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def carry_out(rule: Rule, plan: Plan, data: CheckData) -> Iterator[Finding]:
    """What ``rule`` finds, over its own measures or, where it names none, all that fit.

    Raises ``PlanInvalid("plan.unknown_check")`` where this program does not know the check.
    """
    definition = CHECKS.get(rule.check)
    if definition is None:
        raise PlanInvalid("plan.unknown_check", rule=rule.code, check=rule.check)
    named = frozenset(rule.measures)
    fitting = [
        measure for measure in plan.measures if (not named or measure.code in named) and definition.fits(measure, rule)
    ]
    return definition.carry_out(rule, fitting, data)
