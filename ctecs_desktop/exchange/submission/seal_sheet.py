"""Finds the seal in a workbook: its rows in one scan where this program wrote them, cell by cell otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ctecs_desktop.domain.errors import SignatureInvalid, WrongTemplate
from ctecs_desktop.exchange.submission.seal import HEAD_ROWS, SEAL_FIRST_ROW
from ctecs_desktop.exchange.submission.sheet_grammar import scan_sheet
from ctecs_desktop.exchange.submission.workbook_layout import SEAL, SIGN_OFF
from ctecs_desktop.exchange.workbook.sheet_parser import FoundSheet, parse_sheet
from ctecs_desktop.exchange.workbook.workbook_page import Content
from ctecs_desktop.exchange.workbook.workbook_parts import WorkbookParts


class SealSheet(NamedTuple):
    """What the ``Seal`` sheet says: its head by name, its two columns, and the cells that were parsed strictly."""

    head: dict[str, Content]
    digits: Sequence[Content]
    texts: Sequence[str]
    parsed: FoundSheet
    is_scanned: bool


def read_seal_sheet(book: WorkbookParts) -> SealSheet:
    """The ``Seal`` sheet; raises as :func:`seal_xml` and ``sheet_parser.parse_sheet`` do."""
    scanned = scan_sheet(seal_xml(book), columns=2, first_row=SEAL_FIRST_ROW)
    if scanned is not None:
        numbers, digit_numbers, digits, text_numbers, texts, _ = zip(*scanned.rows, strict=True)
        in_order = numbers == tuple(map(str, range(SEAL_FIRST_ROW, SEAL_FIRST_ROW + len(numbers))))
        if in_order and not any(digit_numbers) and not any(text_numbers):
            parsed = parse_sheet(scanned.rest, name=SEAL)
            return SealSheet(_seal_head(parsed), digits, texts, parsed, is_scanned=True)
    parsed = book.sheet(SEAL)
    last = max((row for row, _ in parsed.cells), default=0)
    texts = tuple(text_at(parsed, row, 2) or "" for row in range(SEAL_FIRST_ROW, last + 1))
    digits = tuple(text_at(parsed, row, 1) for row in range(SEAL_FIRST_ROW, last + 1))
    return SealSheet(_seal_head(parsed), digits, texts, parsed, is_scanned=False)


def _seal_head(parsed: FoundSheet) -> dict[str, Content]:
    return {name: text_at(parsed, row, 2) for name, row in HEAD_ROWS.items()}


def text_at(sheet: FoundSheet, row: int, column: int) -> str | None:
    """The text of a cell; ``None`` where there is none, or something that is no text."""
    cell = sheet.cells.get((row, column))
    return cell.text if cell is not None and cell.kind == "s" else None


def seal_xml(book: WorkbookParts) -> bytes:
    """The sheet's XML.

    Raises ``SignatureInvalid`` ``seal.missing`` or, where nothing is ours, ``WrongTemplate`` ``workbook.other_kind``.
    """
    if SEAL not in book.sheets:
        if SIGN_OFF in book.sheets:
            raise SignatureInvalid("seal.missing", rule=20, sheet=SEAL, cell="")
        raise WrongTemplate("workbook.other_kind", rule=19, found=tuple(book.sheets))
    return book.sheets[SEAL]
