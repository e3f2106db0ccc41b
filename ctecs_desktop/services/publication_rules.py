"""The shipped rules by which figures about few people are withheld: in public editions, and in what schools get.

And how groups of people are called, for whoever looks for such figures in texts.
"""

from __future__ import annotations

from ctecs_desktop.assets import asset
from ctecs_desktop.domain.counting import Counting, counting_from_table
from ctecs_desktop.domain.disclosure_rules import DisclosureRules, rules_from_table
from ctecs_desktop.domain.named_groups import Naming, said_from_table
from ctecs_desktop.domain.plan import Plan


def thresholds() -> DisclosureRules:
    """The rules now in force."""
    return rules_from_table(asset("publication/thresholds.csv").read_text(encoding="utf-8"))


def counting() -> Counting:
    """What the parts of each measure count."""
    return counting_from_table(asset("publication/counted.csv").read_text(encoding="utf-8"))


def naming_of(plan: Plan) -> Naming:
    """How the groups and schools of the plan are called in texts."""
    said = said_from_table(asset("publication/group_names.csv").read_text(encoding="utf-8"))
    return Naming(plan, said)
