"""The pages of plan, reply and enrolment workbooks: a first page one can read and file, and tables, read back again.

A fact is a label in column A and what it says in column B. The words are part of the format: the reader compares
them, so that what a person reads is what this version of the layout says.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields

from ctecs_desktop.domain.errors import WrongTemplate
from ctecs_desktop.domain.observation import PeriodCode, SchoolCode
from ctecs_desktop.domain.pack import PackIdentity, WorkbookKind
from ctecs_desktop.domain.submission import FORMAT_VERSION
from ctecs_desktop.exchange.workbook.workbook_page import (
    FIRST_TABLE_ROW,
    CellStyle,
    Content,
    Page,
    PageCell,
    PageRow,
    content_text,
)

SheetCells = Mapping[tuple[int, int], Content]
"""What stands on a sheet, by 1-based row and column."""

LETTER_WIDTHS = (25, 76)
"""Characters of the two columns; together they fill a page of paper upright."""

LONGEST_LINE = 90
"""Characters of a line of running text in column B."""

KIND_LABEL = "Workbook kind"

IDENTITY_LABELS: dict[str, str] = {
    "signer": "Name",
    "role": "Role",
    "claimed_time": "Signed at (UTC)",
    "kind": KIND_LABEL,
    "format_version": "Format version",
    "district": "District code",
    "school": "School code",
    "plan_version": "Plan version",
    "period": "Reporting period",
    "revision": "Revision",
    "parent": "Revision before",
    "unique_id": "Unique number",
    "incarnation": "Workspace",
    "program_version": "Program version",
}
"""The label of every field of the identity, in the order in which the record shows them."""

_LETTERHEAD_ROWS = 3
_MOST_DIGITS = 9
_SIGNER_FIELDS = ("signer", "role", "claimed_time")


def letterhead(district_name: str, title: str, subtitle: str) -> tuple[PageRow, ...]:
    """Whose letter it is, what it is, and for whom."""
    return (
        (PageCell(district_name, CellStyle.DISTRICT),),
        (PageCell(title, CellStyle.TITLE),),
        (PageCell(subtitle, CellStyle.SUBTITLE),),
    )


def section(title: str) -> tuple[PageRow, ...]:
    """A little room and the title of what follows; both columns carry the section's line."""
    return ((), (PageCell(title, CellStyle.SECTION), PageCell(None, CellStyle.SECTION)))


def fact(label: str, content: str, style: CellStyle = CellStyle.FACT) -> PageRow:
    """A label and what it says; here a number is text too, since nothing is counted on a first page."""
    return (PageCell(label, CellStyle.LABEL), PageCell(content, style))


def prose(label: str, text: str) -> tuple[PageRow, ...]:
    """A label and running text, a row for each line of it, since a first page has no cell taller than a line."""
    lines = [line for part in text.split("\n") for line in textwrap.wrap(part, LONGEST_LINE) or [""]]
    return tuple(fact(label if number == 0 else "", line) for number, line in enumerate(lines))


def word_rows(words: Iterable[str]) -> tuple[PageRow, ...]:
    """The fingerprint words, numbered, large enough to be read from across a desk."""
    return tuple(
        (PageCell(f"Word {number}", CellStyle.SUBTITLE), PageCell(word, CellStyle.TITLE))
        for number, word in enumerate(words, start=1)
    )


def steps(*texts: str) -> tuple[PageRow, ...]:
    """What to do, one step after the other."""
    return tuple(row for number, text in enumerate(texts, start=1) for row in prose(f"Step {number}", text))


def identity_fact(identity: PackIdentity, field: str, style: CellStyle = CellStyle.FACT) -> PageRow:
    """One field of the identity under its label."""
    value = getattr(identity, field)
    return fact(IDENTITY_LABELS[field], value.value if isinstance(value, WorkbookKind) else str(value), style)


def signer_rows(identity: PackIdentity) -> tuple[PageRow, ...]:
    """Who signed, as what, and when by the signer's own clock."""
    return tuple(identity_fact(identity, field) for field in _SIGNER_FIELDS)


def record_rows(identity: PackIdentity, *, shown_above: Collection[str] = ()) -> tuple[PageRow, ...]:
    """The fields of the identity that the page does not show elsewhere, small, for the program and for enquiries."""
    left = [field for field in IDENTITY_LABELS if field not in (*_SIGNER_FIELDS, *shown_above)]
    return tuple(identity_fact(identity, field, CellStyle.RECORD) for field in left)


def letter_page(name: str, rows: Iterable[PageRow], *, footer: str) -> Page:
    """The first page itself, upright and on one sheet of paper."""
    return Page(name=name, widths=LETTER_WIDTHS, rows=tuple(rows), is_portrait=True, fits_one_page=True, footer=footer)


def read_facts(cells: SheetCells) -> dict[str, str]:
    """What every label of a first page says; a blank fact is ``""``.

    The letterhead is passed over, since a title may read like a label; of two labels alike the first counts.
    """
    labels = sorted(
        (row, content_text(label)) for (row, column), label in cells.items() if column == 1 and row > _LETTERHEAD_ROWS
    )
    return {label: content_text(cells.get((row, 2))) for row, label in reversed(labels)}


def read_identity(facts: Mapping[str, str], *, kind: WorkbookKind) -> PackIdentity:
    """The identity that stands on a first page.

    Raises ``WrongTemplate``, each with ``rule`` 19: ``workbook.fact_missing`` (``label``), ``workbook.unknown_kind``
    (``found``), ``workbook.other_kind`` or ``workbook.other_format`` (``found``, ``expected``), or
    ``workbook.fact_not_a_number`` (``label``, ``found``).
    """
    found_kind = _kind(require_fact(facts, KIND_LABEL))
    if found_kind is not kind:
        raise WrongTemplate("workbook.other_kind", rule=19, found=found_kind.value, expected=kind.value)
    format_version = _whole_number(facts, "format_version")
    if format_version != FORMAT_VERSION:
        raise WrongTemplate("workbook.other_format", rule=19, found=str(format_version), expected=str(FORMAT_VERSION))
    texts = {each.name: require_fact(facts, IDENTITY_LABELS[each.name]) for each in fields(PackIdentity)}
    return PackIdentity(
        kind=kind,
        format_version=format_version,
        district=SchoolCode(texts["district"]),
        school=SchoolCode(texts["school"]),
        plan_version=texts["plan_version"],
        period=PeriodCode(texts["period"]),
        revision=_whole_number(facts, "revision"),
        parent=texts["parent"],
        unique_id=texts["unique_id"],
        incarnation=texts["incarnation"],
        program_version=texts["program_version"],
        signer=texts["signer"],
        role=texts["role"],
        claimed_time=texts["claimed_time"],
    )


def require_fact(facts: Mapping[str, str], label: str) -> str:
    """What ``label`` says; ``WrongTemplate("workbook.fact_missing", label=…)`` where the page lacks it."""
    try:
        return facts[label]
    except KeyError as error:
        raise WrongTemplate("workbook.fact_missing", rule=19, label=label) from error


def _kind(text: str) -> WorkbookKind:
    try:
        return WorkbookKind(text)
    except ValueError as error:
        raise WrongTemplate("workbook.unknown_kind", rule=19, found=text[:80]) from error


def _whole_number(facts: Mapping[str, str], field: str) -> int:
    text = require_fact(facts, IDENTITY_LABELS[field])
    # int() refuses numbers of thousands of digits with an error of its own.
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise WrongTemplate("workbook.fact_not_a_number", rule=19, label=IDENTITY_LABELS[field], found=text[:80])
    return int(text)


class RecordRow(dict[int, str]):
    """The texts of a table's row by 1-based column; a cell that is not there is ``""``."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def __missing__(self, column: int) -> str:
        return ""


def read_records(cells: SheetCells, *, when_empty: str = "") -> Iterator[RecordRow]:
    """The records of a table page, those of a table without any being none."""
    rows: dict[int, RecordRow] = {}
    for (row, column), content in sorted(cells.items()):
        if row >= FIRST_TABLE_ROW:
            rows.setdefault(row, RecordRow(row))[column] = content_text(content)
    first = rows.get(FIRST_TABLE_ROW)
    if when_empty and len(rows) == 1 and first == {1: when_empty}:
        return
    yield from rows.values()
