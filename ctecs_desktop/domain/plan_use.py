"""What hangs on a row of a plan, told before it is removed: rows that name it, schools that report on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ctecs_desktop.domain.plan import Level
from ctecs_desktop.domain.plan_cells import split_list
from ctecs_desktop.domain.plan_draft import CODE_OF, PlanDraft, RowKey, columns_of
from ctecs_desktop.domain.plan_editing import references

ASKED_OF_ALL = frozenset({"goals", "disaggregations", "subgroups", "periods", "strategies", "rules"})
"""Tables of which every row concerns every school."""


@dataclass(frozen=True, slots=True)
class SentUse:
    """What was received so far: from how many schools, in how many submissions, how many values."""

    schools: int = 0
    submissions: int = 0
    values: int = 0


@dataclass(frozen=True, slots=True)
class PlanUse:
    """``asked`` schools are asked for it; ``rows`` counts by table the rows that name it."""

    asked: int = 0
    sent: SentUse = SentUse()
    rows: tuple[tuple[str, int], ...] = ()

    @property
    def is_used(self) -> bool:
        """Whether anything would be left without it."""
        return bool(self.asked or self.sent.submissions or self.rows)


def code_of(draft: PlanDraft, key: RowKey) -> str:
    """The code of a row, "" for one of a table without codes."""
    return draft.cell(key, CODE_OF[key.table]) if key.table in CODE_OF else ""


def naming_rows(draft: PlanDraft, key: RowKey) -> tuple[tuple[str, int], ...]:
    """How many rows of each table name the thing in ``key``; a rule does so in its parameters too."""
    code = code_of(draft, key)
    found = {row.key for row, _column in references(draft, key.table, code)}
    if key.table in {"measures", "subgroups"}:
        position = columns_of("rules").index("params")
        found |= {row.key for row in draft.rows["rules"] if code in _words(row.cells[position])}
    counts = Counter(each.table for each in found)
    return tuple((table, counts[table]) for table in draft.rows if counts[table])


def _words(params: str) -> set[str]:
    """The codes in ``other=3.01;addends=3.02:numerator 3.03:numerator``."""
    words = [word for item in split_list(params) for word in item.partition("=")[2].split()]
    return {word.partition(":")[0] for word in words}


def measures_meant(draft: PlanDraft, key: RowKey) -> tuple[str, ...]:
    """The codes of the measures that would no longer be asked for in the same way: those of a goal, a measure's own."""
    code = code_of(draft, key)
    if key.table == "measures":
        return (code,)
    position = columns_of("measures").index("code")
    return tuple(
        row.cells[position] for row, _column in references(draft, key.table, code) if row.key.table == "measures"
    )


def schools_asked(draft: PlanDraft, key: RowKey) -> int:
    """How many schools are asked for it, or checked or measured by it; none where central office alone enters it."""
    columns = columns_of(key.table)
    if "school" in columns and draft.cell(key, "school"):
        return 1
    code = draft.cell(key, "measure") if "measure" in columns else code_of(draft, key)
    if key.table == "measures" or "measure" in columns:
        places = [columns_of("measures").index(name) for name in ("code", "level")]
        rows = ((row.cells[place] for place in places) for row in draft.rows["measures"])
        return 0 if (code, Level.CENTRAL.value) in map(tuple, rows) else len(draft.rows["schools"])
    return len(draft.rows["schools"]) if key.table in ASKED_OF_ALL else 0


def removed_rows(before: PlanDraft, after: PlanDraft) -> list[RowKey]:
    """The rows with a code of their own that ``after`` has no more: what goes with them is told with them."""
    return [row.key for table in CODE_OF for row in before.rows[table] if after.row(row.key) is None]
