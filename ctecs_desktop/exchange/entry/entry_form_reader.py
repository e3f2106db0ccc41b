"""Reads an entry form back: which school and period it is for, and every row in which something was typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctecs_desktop.domain.errors import WrongTemplate
from ctecs_desktop.exchange.entry.entry_form_layout import (
    FORM_KIND,
    FORM_LABEL,
    FORM_VERSION,
    INPUT_COLUMNS,
    INSTRUCTIONS,
    PERIOD_LABEL,
    READ_AS,
    READ_IF_THERE,
    SCHOOL_LABEL,
)
from ctecs_desktop.exchange.entry.entry_rows import MOST_ROWS, EntryRow
from ctecs_desktop.exchange.workbook.loose_sheets import SheetTexts, open_sheets
from ctecs_desktop.exchange.workbook.workbook_page import column_letter

_ROWS_OF_A_HEAD = 30
"""The headings stand in the fourth row, unless someone put rows above them."""


def read_entry_form(data: bytes, *, name: str = "") -> list[EntryRow]:
    """The filled rows of the form ``data``; ``name`` is the file's, for a refusal.

    The cells are those of an entry file and ``school``. Raises ``NotAWorkbook("entry.not_a_table", file)`` and
    ``WrongTemplate``: ``entry.not_a_form`` (``file``) for any other workbook, ``entry.form_version`` (``file``,
    ``found``, ``expected``), ``entry.form_damaged`` (``file``) where its school, period or sheets are gone,
    ``entry.too_many_rows`` (``file``, ``rows``, ``most``).
    """
    sheets = open_sheets(data, name)
    if not is_entry_form(sheets):
        raise WrongTemplate("entry.not_a_form", file=name)
    return read_form_sheets(sheets, name)


def is_entry_form(sheets: SheetTexts) -> bool:
    """Whether the workbook says of itself that it is an entry form, of whatever version."""
    return _facts(sheets).get(FORM_LABEL, "").startswith(FORM_KIND)


def read_form_sheets(sheets: SheetTexts, name: str) -> list[EntryRow]:
    """The filled rows of a workbook that is an entry form. Raises as :func:`read_entry_form` does."""
    facts = _facts(sheets)
    version = facts.get(FORM_LABEL, "").removeprefix(FORM_KIND).strip()
    if version != str(FORM_VERSION):
        raise WrongTemplate("entry.form_version", file=name, found=version, expected=str(FORM_VERSION))
    school, period = facts.get(SCHOOL_LABEL, ""), facts.get(PERIOD_LABEL, "")
    tables = [(sheet, rows) for sheet in sheets.names if _heading_at(rows := sheets.rows_of(sheet)) is not None]
    if not school or not period or not tables:
        raise WrongTemplate("entry.form_damaged", file=name)
    found = [row for sheet, rows in tables for row in _filled_rows(sheet, rows, school=school, period=period)]
    if len(found) > MOST_ROWS:
        raise WrongTemplate("entry.too_many_rows", file=name, rows=len(found), most=MOST_ROWS)
    return found


def _facts(sheets: SheetTexts) -> dict[str, str]:
    """What the instructions say of the form: each label's first text beside it."""
    name = INSTRUCTIONS if INSTRUCTIONS in sheets.names else sheets.names[0]
    facts: dict[str, str] = {}
    for row in sheets.rows_of(name):
        texts = [text for text in row if text]
        if len(texts) > 1:
            facts.setdefault(texts[0], texts[1])
    return facts


def _heading_at(rows: Sequence[Sequence[str]]) -> int | None:
    """The index of the row of headings; ``None`` for a sheet that is no table of the form."""
    for number, row in enumerate(rows[:_ROWS_OF_A_HEAD]):
        if READ_AS.keys() <= {_words(text) for text in row}:
            return number
    return None


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def _filled_rows(sheet: str, rows: Sequence[Sequence[str]], *, school: str, period: str) -> Iterator[EntryRow]:
    at = _heading_at(rows)
    if at is None:
        return
    headings = [_words(text) for text in rows[at]]
    known = READ_AS | {heading: column for heading, column in READ_IF_THERE.items() if heading in headings}
    places = {column: headings.index(heading) for heading, column in known.items()}
    letters = {column: column_letter(place + 1) for column, place in places.items()}
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        cells = {column: row[place].strip() if place < len(row) else "" for column, place in places.items()}
        if any(cells[column] for column in INPUT_COLUMNS):
            yield EntryRow(sheet, number, {**cells, "school": school, "period": period}, letters)
