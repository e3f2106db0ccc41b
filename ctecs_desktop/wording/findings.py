"""The sentence of a finding, made of the rule's own record, so that help and error cannot contradict each other."""

from __future__ import annotations

from ctecs_desktop.domain.observation import ALL_STUDENTS, ObservationKey
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.rule import Finding, Rule
from ctecs_desktop.i18n import _
from ctecs_desktop.wording.plain import PLACEHOLDER, filled, printable


def finding_text(finding: Finding, plan: Plan) -> str:
    """What the rule says of this value, with the facts found; the text of a rule belongs to the plan, not to us."""
    rule = rule_of(finding, plan)
    if rule is None:
        return _("The rule {code} of another version of the plan objects here.").format(code=finding.code)
    facts = {
        "measure": finding.key.measure,
        "subgroup": subgroup_text(finding.key, plan),
        "school": finding.key.school,
        "period": finding.key.period,
        **dict(finding.params),
    }
    return filled(rule.sentence, facts)


def reason_text(finding: Finding, plan: Plan) -> str:
    """Why the rule is there; "" where the plan in force does not have it."""
    rule = rule_of(finding, plan)
    return printable(rule.reason) if rule is not None else ""


def rule_text(rule: Rule) -> str:
    """The sentence of a rule before anything was found: ‹measure› stands where a finding names one."""
    names = PLACEHOLDER.findall(rule.sentence)
    return filled(rule.sentence, {name: f"‹{name.replace('_', ' ')}›" for name in names})


def rule_of(finding: Finding, plan: Plan) -> Rule | None:
    """The record behind a finding, if the plan in force has it."""
    return next((rule for rule in plan.rules if rule.code == finding.code), None)


def subgroup_text(key: ObservationKey, plan: Plan) -> str:
    """The name of the subgroup; its code where the plan does not know it."""
    if key.subgroup == ALL_STUDENTS:
        return _("all students")
    return next((each.name for each in plan.subgroups if each.code == key.subgroup), key.subgroup)


def place_text(key: ObservationKey, plan: Plan) -> str:
    """Where a value stands: ``1.01 Chronic absenteeism rate, Female``; a code that the plan lacks is shown alone."""
    name = plan.measure(key.measure).name if plan.has_measure(key.measure) else ""
    measure = printable(f"{key.measure} {name}".strip())
    if key.subgroup == ALL_STUDENTS:
        return measure
    return f"{measure}, {printable(subgroup_text(key, plan))}"
