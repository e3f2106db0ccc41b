"""The help page of all rules, made of the plan's own records, so that help and error cannot contradict each other."""

from __future__ import annotations

import re

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.rule import Rule, Scope, Severity
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.ui.help.book import RULES, HelpPage
from ctecs_desktop.wording import rule_text, severity_text, term

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|])")


def rules_page(plan: Plan | None) -> HelpPage:
    """Every rule with its sentence, what it wants and why it is there, by how far it looks; its code is its mark."""
    title = _("The rules of the plan")
    if plan is None:
        return HelpPage(RULES, f"# {title}\n\n{_('Open a workspace to see the rules of its plan.')}\n")
    count = len(plan.rules)
    intro = ngettext(
        "{count} rule looks at the values of plan {version}.",
        "{count} rules look at the values of plan {version}.",
        count,
    ).format(count=count, version=escaped(plan.version))
    parts, marks = [f"# {title}\n\n{intro}\n"], []
    for scope in Scope:
        rules = sorted((rule for rule in plan.rules if rule.scope is scope), key=_first_what_blocks)
        if rules:
            parts.append(f"\n## {_('They look at: {what}').format(what=escaped(term(scope)))}\n\n")
            parts += [_rule(rule) for rule in rules]
            marks += [rule.code for rule in rules]
    return HelpPage(RULES, "".join(parts), tuple(marks))


def escaped(text: str) -> str:
    """``text`` of a plan as plain words in Markdown."""
    return _MARKDOWN.sub(r"\\\1", text)


def _first_what_blocks(rule: Rule) -> tuple[bool, str]:
    return rule.severity is not Severity.ERROR, rule.code


def _rule(rule: Rule) -> str:
    measures = _("measures {codes}").format(codes=", ".join(rule.measures)) if rule.measures else _("all measures")
    facts = escaped(f"{rule.code} · {severity_text(rule.severity)} · {measures}")
    reason = _("Why: {reason}").format(reason=rule.reason)
    return f"### {escaped(rule_text(rule))}\n\n{escaped(reason)} *{facts}*\n\n"
