"""What is told while a plan is edited: what differs from the plan in force, and what hangs on a row."""

from __future__ import annotations

from ctecs_desktop.domain.plan_differences import DifferenceKind, PlanDifference
from ctecs_desktop.domain.plan_use import PlanUse
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording.plain import printable
from ctecs_desktop.wording.plan_words import (
    plan_cell_text,
    plan_column_title,
    plan_fact_title,
    plan_table_title,
)

LONGEST_QUOTED = 120
"""Characters of a text that are quoted; a mission has some thousands."""


def plan_difference_text(difference: PlanDifference) -> str:
    """One difference as a sentence, such as ``Measures 1.01, Absence: Unit is “count” instead of “percent”.``"""
    what = plan_row_text(difference.table, difference.label, difference.name)
    if difference.kind is DifferenceKind.MOVED:
        return _("{table}: the rows stand in another order.").format(table=plan_table_title(difference.table))
    told = _told(difference)
    if difference.kind is DifferenceKind.ADDED:
        return _("{what}: added. {told}").format(what=what, told=told).strip()
    if difference.kind is DifferenceKind.REMOVED:
        return _("{what}: removed. {told}").format(what=what, told=told).strip()
    column = plan_column_title(difference.table, difference.column)
    before, after = (_cell(difference, difference.column, text) for text in (difference.before, difference.after))
    if difference.table == "about":
        return _("{what}: {after} instead of {before}.").format(what=what, after=after, before=before)
    return _("{what}: {column} is {after} instead of {before}.").format(
        what=what, column=column, after=after, before=before
    )


def _told(difference: PlanDifference) -> str:
    """What a row that came or went says: ``Target “12”, upper end of a band “14”.``"""
    parts = (
        f"{plan_column_title(difference.table, column)} {_cell(difference, column, text)}"
        for column, text in difference.told
    )
    told = "; ".join(parts)
    return f"{told}." if told else ""


def _cell(difference: PlanDifference, column: str, text: str) -> str:
    return quoted(plan_cell_text(difference.table, column, text))


def plan_row_text(table: str, label: str, name: str) -> str:
    """A row as a person finds it: ``Measures 1.01, Chronic absence``."""
    if table == "about":
        return f"{plan_table_title(table)}, {plan_fact_title(label)}"
    shown = " ".join(part for part in (plan_table_title(table), printable(label)) if part)
    return f"{shown}, {_shortened(name)}" if name else shown


def quoted(text: str) -> str:
    """A cell as it is told: in quotation marks, or that it is empty."""
    return f"“{_shortened(text)}”" if text else _("nothing")


def _shortened(text: str) -> str:
    text = printable(text)
    return text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED]}…"


def plan_use_text(use: PlanUse) -> str:
    """What hangs on a row, in sentences; "" where nothing does."""
    sentences = []
    if use.asked:
        sentences.append(
            ngettext("Used by {count} school.", "Used by {count} schools.", use.asked).format(count=use.asked)
        )
    if use.sent.values:
        sent = ngettext(
            "{count} school has sent values for it", "{count} schools have sent values for it", use.sent.schools
        ).format(count=use.sent.schools)
        values = ngettext("{count} value", "{count} values", use.sent.values).format(count=f"{use.sent.values:,}")
        sentences.append(_("{sent} ({values}); what was sent is kept.").format(sent=sent, values=values))
    elif use.sent.submissions:
        sent = ngettext(
            "{count} submission was received; it is kept.",
            "{count} submissions were received; they are kept.",
            use.sent.submissions,
        )
        sentences.append(sent.format(count=use.sent.submissions))
    if use.rows:
        rows = ", ".join(f"{plan_table_title(table)} {count}" for table, count in use.rows)
        sentences.append(_("Rows that name it: {rows}.").format(rows=rows))
    return " ".join(sentences)
