"""What the tables and columns of a plan are called in the window and the terminal, and what a column is for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from ctecs_desktop.domain.plan_cells import CellRejected
from ctecs_desktop.domain.plan_draft import column_of, is_list_column
from ctecs_desktop.domain.plan_schema import SCHEMAS, Column
from ctecs_desktop.i18n import _
from ctecs_desktop.wording.terms import term
from ctecs_desktop.wording.told import said

TABLES: Mapping[str, tuple[str, str]] = {
    "about": (said("About the plan"), said("Facts of the plan as a whole; schools see them on its first page.")),
    "imperatives": (said("Imperatives"), said("The foundational imperatives approved by the Board, one in each row.")),
    "priority_areas": (said("Priority areas"), said("The areas that came before the goals, one in each row.")),
    "goals": (said("Goals"), said("Every strategy and measure belongs to one goal.")),
    "strategies": (said("Strategies"), said("Action steps of the goals; schools report how far each has come.")),
    "milestones": (said("Milestones"), said("What is to be reached for a strategy, in order.")),
    "resources": (said("Resources"), said("What a strategy is given in a fiscal year, in words or as an amount.")),
    "measures": (said("Measures"), said("What is counted, who enters it, and how schools make the district's figure.")),
    "disaggregations": (said("Breakdowns"), said("The ways in which pupils are told apart.")),
    "subgroups": (said("Subgroups"), said("The categories of each breakdown.")),
    "schools": (said("Schools"), said("Who reports, each under its EdSight code.")),
    "periods": (said("Periods"), said("What is reported when, and on which day it is due.")),
    "targets": (said("Targets"), said("The wanted value of a measure in a year, of the district or of one school.")),
    "baselines": (said("Baselines"), said("The value that progress is counted from, with its source.")),
    "series_breaks": (said("Series breaks"), said("Years that cannot be compared with those before, and why.")),
    "rules": (said("Rules"), said("What is checked in the values, how gravely, and the reason told to schools.")),
}
"""By table: its title, and what stands in it."""

COLUMNS: Mapping[str, str] = {
    "key": said("Fact"),
    "text": said("Text"),
    "number": said("Goal"),
    "title": said("Title"),
    "themes": said("Themes"),
    "code": said("Code"),
    "goal": said("Goal"),
    "owner": said("Owner"),
    "strategy": said("Strategy"),
    "fiscal_year": said("Fiscal year"),
    "resource": said("Resource"),
    "name": said("Name"),
    "unit": said("Unit"),
    "numerator": said("Numerator, or what is counted"),
    "denominator": said("Denominator"),
    "direction": said("Direction"),
    "frequency": said("Frequency"),
    "level": said("Level"),
    "rollup_method": said("District value"),
    "sum_bound": said("Schools' sum"),
    "rollup_note": said("Note on the rollup"),
    "disaggregations": said("Breakdowns"),
    "population": said("Population"),
    "decimals": said("Decimals"),
    "part_decimals": said("Decimals of parts"),
    "source": said("Source"),
    "evidence": said("Evidence"),
    "verify": said("Typed twice"),
    "is_partition": said("Parts sum to all"),
    "disaggregation": said("Breakdown"),
    "town": said("Town"),
    "enrolment": said("Enrollment"),
    "note": said("Note"),
    "school_year": said("School year"),
    "kind": said("Kind"),
    "quarter": said("Quarter"),
    "starts": said("First day"),
    "ends": said("Last day"),
    "opens": said("Open from"),
    "due": said("Due"),
    "measure": said("Measure"),
    "school": said("School"),
    "value": said("Value"),
    "reason": said("Reason"),
    "check": said("Check"),
    "severity": said("Severity"),
    "scope": said("Looks at"),
    "measures": said("Measures"),
    "params": said("Parameters"),
    "sentence": said("What it says"),
}
"""By column; those of one name mean the same in every table but for :data:`COLUMNS_OF`."""

COLUMNS_OF: Mapping[tuple[str, str], str] = {
    ("measures", "low"): said("Least value"),
    ("measures", "high"): said("Greatest value"),
    ("targets", "low"): said("Target"),
    ("targets", "high"): said("Upper end of a band"),
    ("strategies", "text"): said("What it is"),
    ("milestones", "text"): said("Milestone"),
}

HINTS: Mapping[tuple[str, str], str] = {
    ("goals", "themes"): said("Semicolons between the themes."),
    ("measures", "code"): said("Like 1.01, with two digits after the point; never changed once it is published."),
    ("measures", "denominator"): said("Left empty where nothing is divided."),
    ("measures", "level"): said("Who enters it."),
    ("measures", "population"): said("Whom the denominator counts."),
    ("measures", "disaggregations"): said("In the table: codes or names with semicolons between them."),
    ("measures", "low"): said("What is less cannot be true; empty for none."),
    ("measures", "high"): said("What is more cannot be true; empty for none."),
    ("measures", "evidence"): said("D1 CTECS's own, D2 published by the state, S a definition, C made here."),
    ("measures", "owner"): said("Who answers for it; schools see the name."),
    ("subgroups", "code"): said("Begins with the code of its breakdown, like gender.female."),
    ("schools", "code"): said("The EdSight code of seven digits."),
    ("schools", "enrolment"): said("On 1 October; 0 for a shared-time school."),
    ("periods", "code"): said("Like 2019-20, or 2019-20 Q1."),
    ("periods", "quarter"): said("0 for a whole year."),
    ("targets", "school"): said("Empty for the district; a name is understood too."),
    ("targets", "low"): said("A number, or a day like 2020-07-15."),
    ("targets", "high"): said("For a measure whose value is to lie in a band."),
    ("baselines", "school"): said("Empty for the district."),
    ("baselines", "value"): said("A number, or a day like 2020-07-15."),
    ("rules", "severity"): said("A new rule begins as a warning."),
    ("rules", "measures"): said("None for all that fit. In the table: codes or names with semicolons between them."),
    ("rules", "params"): said("Like percent=20;amount=5."),
    ("rules", "sentence"): said("{found} and other names in braces are filled in."),
}
"""What to type where the title does not say it."""

FACTS: Mapping[str, str] = {
    "version": said("Version"),
    "district": said("District code"),
    "district_name": said("District"),
    "title": said("Title"),
    "school_years": said("School years"),
    "status_note": said("Status of this plan"),
    "vision": said("Vision"),
    "mission": said("Mission"),
}
"""What the facts of the table ``about`` are called."""


def plan_table_title(table: str) -> str:
    """What a table of the plan is called."""
    return _(TABLES[table][0]) if table in TABLES else table


def plan_table_about(table: str) -> str:
    """What stands in a table of the plan; a sentence."""
    return _(TABLES[table][1]) if table in TABLES else ""


def plan_column_title(table: str, column: str) -> str:
    """What a column is called; one that is not known by its own name."""
    title = COLUMNS_OF.get((table, column)) or COLUMNS.get(column)
    return _(title) if title else column


def plan_column_hint(table: str, column: str) -> str:
    """What to type into a column, "" where its title says it."""
    hint = HINTS.get((table, column))
    return _(hint) if hint else ""


def plan_fact_title(key: str) -> str:
    """What a fact of the plan as a whole is called."""
    return _(FACTS[key]) if key in FACTS else key


def plan_cell_text(table: str, column: str, text: str) -> str:
    """A cell as a person reads it: the words of a choice, a list with room between its items, all else as it is."""
    if table == "about" and column == "key":
        return plan_fact_title(text)
    if (table, column) not in _COLUMNS:
        return text
    kind = column_of(table, column)
    if kind.kind.choices:
        return plan_choice_text(kind, text)
    return text.replace(";", "; ") if is_list_column(kind) else text


def plan_choice_text(column: Column, text: str) -> str:
    """A choice in words; what is none as it was typed."""
    try:
        value = column.kind.read(text)
    except CellRejected:
        return text
    if isinstance(value, Enum):
        words = term(value)
        return f"{text} – {words}" if text.isupper() else words
    return _("yes") if value else _("no")


_COLUMNS = frozenset((schema.name, column.name) for schema in SCHEMAS for column in schema.columns)
