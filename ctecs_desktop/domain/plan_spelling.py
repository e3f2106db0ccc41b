"""How a cell of a plan is spelt: in the one way its column takes, from whatever way a person types or pastes it.

What is typed may name a school by its name, a day as Americans write one, a year as 2019-2020, a percent with its sign.
What cannot be understood in one way only stays as it was typed, for the checks to name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ctecs_desktop.domain.date_parsing import parse_date
from ctecs_desktop.domain.errors import PlanInvalid, ValueRejected
from ctecs_desktop.domain.number_parsing import plain_text, read_number
from ctecs_desktop.domain.plan import Unit
from ctecs_desktop.domain.plan_cells import CellKind, CellRejected, clean_cell, join_list, split_list
from ctecs_desktop.domain.plan_draft import CODE_OF, PlanDraft, code_of_row, column_of, columns_of, is_list_column
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.domain.plan_schema import ABOUT_FACTS
from ctecs_desktop.domain.value import number_text

SHORTEST_START = 4
"""Characters of a name by whose beginning something is found, if nothing else begins so."""

_YEARS = re.compile(r"(?:SY ?|FY ?)?([0-9]{4})[-/\u2013]([0-9]{2})?([0-9]{2})", re.IGNORECASE)


def canonical_cell(table: str, column: str, text: str, cells: Sequence[str]) -> str:
    """The one spelling of a text that its column takes; any other as it is, for the checks to name.

    ``cells`` are those of its row, which in ``about`` say what the text is. Raises ``PlanInvalid("plan.edit_refused")``
    (``problems``) for a text that no file could hold.
    """
    try:
        cleaned = clean_cell(text)
    except CellRejected as refused:
        problem = PlanProblem(table, 0, column, refused.code, refused.facts)
        raise PlanInvalid("plan.edit_refused", problems=(problem,)) from refused
    kind = column_of(table, column).kind
    if table == "about" and column == "text":
        kind = ABOUT_FACTS.get(cells[0], kind)
    return _spelt(kind, cleaned) if _is_taken(kind, cleaned) else cleaned


def typed_cell(draft: PlanDraft, table: str, column: str, text: str, cells: Sequence[str]) -> str:
    """A text as a person types it, in the spelling of its column where it can be understood in one way only.

    Raises as :func:`canonical_cell` does.
    """
    written = canonical_cell(table, column, text, cells)
    field = column_of(table, column)
    if field.refers_to:
        return _codes(draft, field.refers_to, written, is_list=is_list_column(field))
    if not written or _is_taken(field.kind, written):
        return written
    plain = plain_text(written)
    for found in (_year(plain), _day(plain), _number(draft, table, plain, cells)):
        # 1.010 is no other way to write the code 1.01, but a slip.
        if found and column != CODE_OF.get(table) and _is_taken(field.kind, found):
            return _spelt(field.kind, found)
    return written


def _codes(draft: PlanDraft, table: str, text: str, *, is_list: bool) -> str:
    names = draft.names[table]
    if not is_list:
        return _code(names, text)
    items = [item for each in split_list(text) for item in _parted(names, each)]
    return join_list(tuple(dict.fromkeys(_code(names, item) for item in items)))


def _parted(names: Mapping[str, str], item: str) -> list[str]:
    """The items of a list with commas, unless it is a name that holds one."""
    if item in names or "," not in item or item.casefold() in {name.casefold() for name in names.values()}:
        return [item]
    return [part.strip() for part in item.split(",") if part.strip()]


def _code(names: Mapping[str, str], text: str) -> str:
    """The code of what the text names: by its code, its name, both, or the beginning of one name alone."""
    first = text.split(None, 1)[0] if text.split() else ""
    if text in names or not text:
        return text
    wanted = text.casefold()
    if first in names and names[first].casefold() == text[len(first) :].strip().casefold():
        return first
    same = [code for code, name in names.items() if name.casefold() == wanted]
    if not same and len(text) >= SHORTEST_START:
        same = [code for code, name in names.items() if name.casefold().startswith(wanted)]
    return same[0] if len(same) == 1 else text


def _year(text: str) -> str:
    match = _YEARS.fullmatch(text)
    return f"{match[1]}-{match[3]}" if match else ""


def _day(text: str) -> str:
    try:
        return parse_date(text).isoformat()
    except ValueRejected:
        return ""


def _number(draft: PlanDraft, table: str, text: str, cells: Sequence[str]) -> str:
    """A number with commas between its thousands, or with the sign of its measure's unit."""
    try:
        typed = read_number(text)
    except ValueRejected:
        return ""
    unit = _unit(draft, table, cells)
    if (typed.is_percent and unit != Unit.PERCENT.value) or (typed.is_money and unit != Unit.CURRENCY.value):
        return ""
    return number_text(typed.number)


def _unit(draft: PlanDraft, table: str, cells: Sequence[str]) -> str:
    """The unit of the measure that a row of a plan is about."""
    columns = columns_of(table)
    if "unit" in columns:
        return cells[columns.index("unit")]
    if "measure" not in columns:
        return ""
    code = cells[columns.index("measure")]
    unit = columns_of("measures").index("unit")
    return next((row.cells[unit] for row in draft.rows["measures"] if code_of_row(row) == code), "")


def _is_taken(kind: CellKind, text: str) -> bool:
    try:
        kind.read(text)
    except CellRejected:
        return False
    return True


def _spelt(kind: CellKind, text: str) -> str:
    return kind.write(kind.read(text))
