"""Compares the cells of a file with the cells that the signed values must have, and names each that differs.

Spellings that saving anew changes are no differences: ``43.511450381679388`` is 43.5114503816794 to the fifteen digits
that a spreadsheet keeps, an empty text is an empty cell.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from ctecs_desktop.domain.errors import WrongTemplate
from ctecs_desktop.domain.review import CellDifference
from ctecs_desktop.domain.value import number_text
from ctecs_desktop.exchange.workbook.number_formats import FormatKind
from ctecs_desktop.exchange.workbook.sheet_parser import FoundCell, FoundSheet
from ctecs_desktop.exchange.workbook.workbook_page import Content, Page, cell_name, content_text, page_cells
from ctecs_desktop.exchange.workbook.workbook_parts import WorkbookParts

_DAY_ZERO = date(1899, 12, 30)
"""What a spreadsheet's day 0 is for every date after February 1900."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A difference, with the code that says what kind it is."""

    code: str
    difference: CellDifference


_TELLING = (
    "cell.date_instead_of_number",
    "cell.date_instead_of_text",
    "cell.number_instead_of_text",
    "cell.text_instead_of_number",
    "cell.number_format",
    "cell.not_in_layout",
    "cell.changed",
)
"""Codes by how much they explain; a refusal carries the first that there is."""


def number_of(text: str) -> Decimal | None:
    """The number that a cell's text spells, to the fifteen digits that a spreadsheet keeps; ``None`` for no number."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return None
    if len(number.as_tuple().digits) > 15:
        # A double has 15 to 17 significant digits, of which a program that saves anew may write all.
        number = Decimal(format(float(number), ".15g"))
    return number


def compare(page: Page, found: FoundSheet, book: WorkbookParts, *, unsealed: Collection[int] = ()) -> list[Problem]:
    """Every cell of the sheet ``found`` that does not say what ``page`` says, in reading order.

    ``unsealed`` are columns whose cells below the headings are not compared.
    """
    expected = page_cells(page)
    problems: list[Problem] = []
    for place in sorted(expected.keys() | found.cells.keys()):
        row, column = place
        if column in unsealed and row > page.heading_row:
            continue
        wanted, cell = expected.get(place), found.cells.get(place)
        code = _difference(wanted, cell, book)
        if code:
            difference = CellDifference(page.name, cell_name(row, column), content_text(wanted), found_text(cell, book))
            problems.append(Problem(code, difference))
    return problems


def _difference(wanted: Content, cell: FoundCell | None, book: WorkbookParts) -> str:
    """The code of what is wrong with the cell; "" if nothing is."""
    if cell is None:
        return "cell.changed"
    kind = _format(cell, book)
    is_date = cell.kind == "d" or (cell.kind == "n" and kind is FormatKind.DATE)
    if isinstance(wanted, str):
        if cell.kind == "s":
            return "" if cell.text == wanted else "cell.changed"
        return "cell.date_instead_of_text" if is_date else "cell.number_instead_of_text"
    if is_date:
        return "cell.date_instead_of_number"
    if wanted is None:
        return "cell.not_in_layout"
    if cell.kind != "n":
        return "cell.text_instead_of_number"
    if number_of(cell.text) != number_of(str(wanted)):
        return "cell.changed"
    return "cell.number_format" if kind is FormatKind.UNKNOWN else ""


def _format(cell: FoundCell, book: WorkbookParts) -> FormatKind:
    kinds = book.format_kinds
    return kinds[cell.style] if 0 <= cell.style < len(kinds) else FormatKind.UNKNOWN


def found_text(cell: FoundCell | None, book: WorkbookParts) -> str:
    """What the cell says now, as a person would read it."""
    if cell is None:
        return ""
    if cell.kind == "b":
        return "TRUE" if cell.text == "1" else "FALSE"
    if cell.kind != "n":
        return cell.text
    number = number_of(cell.text)
    if number is None:
        return cell.text[:40]
    if _format(cell, book) is FormatKind.DATE and 0 <= number < 2_958_466:
        return (_DAY_ZERO + timedelta(days=int(number))).isoformat()
    return number_text(number)


def refuse(problems: Sequence[Problem], *, seal: str) -> NoReturn:
    """Raise ``WrongTemplate`` with the most telling code (rule 20; 19 where a cell is of the wrong kind).

    Params: ``sheet``, ``cell``, ``signed`` and ``found`` of the first difference of that kind, ``count`` and
    ``differences`` of all, and ``seal``: whether its own signature holds (``valid`` or ``invalid``).
    """
    ordered = sorted(problems, key=lambda each: _TELLING.index(each.code))
    first = ordered[0]
    differences = tuple(each.difference for each in problems)
    raise WrongTemplate(
        first.code,
        rule=20 if first.code == "cell.changed" else 19,
        sheet=first.difference.sheet,
        cell=first.difference.cell,
        signed=first.difference.signed,
        found=first.difference.found,
        count=len(differences),
        differences=differences,
        seal=seal,
    )
