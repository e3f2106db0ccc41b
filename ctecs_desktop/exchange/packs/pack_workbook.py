"""Plan, reply and enrolment workbooks as signed files: written from pages, and read only as far as they were signed.

What is read is proved: the pages are made again from it and compared with every cell that a person sees, so that
no cell says anything that was not taken in, and none was taken in from where nobody looks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ctecs_desktop.domain.errors import ExchangeError, SignatureInvalid, WrongTemplate
from ctecs_desktop.domain.pack import PackIdentity, WorkbookKind
from ctecs_desktop.domain.submission import FORMAT_VERSION
from ctecs_desktop.exchange.opc.package_signature import Signer, sign_package
from ctecs_desktop.exchange.opc.package_verifier import verify_package
from ctecs_desktop.exchange.packs.pack_page import SheetCells
from ctecs_desktop.exchange.packs.workbook_kind import kind_of_sheets
from ctecs_desktop.exchange.workbook.number_formats import FormatKind
from ctecs_desktop.exchange.workbook.sheet_parser import FoundCell, FoundSheet
from ctecs_desktop.exchange.workbook.workbook_differences import compare, number_of, refuse
from ctecs_desktop.exchange.workbook.workbook_page import Content, Page
from ctecs_desktop.exchange.workbook.workbook_parts import WorkbookParts, open_workbook


@dataclass(frozen=True, slots=True)
class SignedCells:
    """The cells of a workbook whose package signature holds, by sheet; and the certificate that it was made with."""

    cells: Mapping[str, SheetCells]
    certificate_der: bytes = field(repr=False)
    claimed_time: datetime
    sheets: Mapping[str, FoundSheet] = field(repr=False)
    book: WorkbookParts = field(repr=False)


def require_identity(identity: PackIdentity, **expected: object) -> None:
    """Refuse to write or to take an identity that contradicts what it is the identity of.

    Raises ``WrongTemplate("workbook.identity_differs")`` (``field``, ``found``, ``expected``), ``rule`` 19.
    """
    for name, wanted in {"format_version": FORMAT_VERSION, **expected}.items():
        found = getattr(identity, name)
        if found != wanted:
            raise WrongTemplate(
                "workbook.identity_differs", rule=19, field=name, found=str(found), expected=str(wanted)
            )


def export_pages(
    pages: Sequence[Page],
    *,
    identity: PackIdentity,
    signer: Signer,
    title: str,
    reads_as: Callable[[bytes], bool],
) -> bytes:
    """The pages as a signed workbook, the same bytes for the same pages, identity and key.

    ``reads_as`` says whether the workbook, read back, is what was to be written. Raises ``ExchangeError``
    ``workbook.not_as_written`` (``kind``) or ``workbook.claimed_time`` (``found``), and what ``workbook_bytes``,
    ``sign_package`` and ``reads_as`` raise.
    """
    # openpyxl costs a tenth of a second to import; only who writes a workbook pays.
    from ctecs_desktop.exchange.workbook.workbook_sheets import DocumentFacts, workbook_bytes

    time = claimed_time_of(identity)
    facts = DocumentFacts(
        title=title, subject=f"CTECS {identity.kind.value} workbook", author=identity.signer, claimed_time=time
    )
    data = workbook_bytes(pages, facts=facts)
    signed = sign_package(
        data, signer=signer, claimed_time=time, comments=f"{identity.signer}, {identity.role}: {title}"
    )
    if not reads_as(signed):
        raise ExchangeError("workbook.not_as_written", kind=identity.kind.value)
    return signed


def open_signed(data: bytes, *, kind: WorkbookKind, sheet_names: Sequence[str]) -> SignedCells:
    """The cells of the workbook ``data``, of which only what is signed is read.

    Raises ``NotAWorkbook`` or ``SignatureInvalid`` (see ``verify_package``), and with ``rule`` 19 ``WrongTemplate``:
    ``workbook.other_kind`` (``found``, ``expected``), ``workbook.sheets`` (``found``, ``expected``), ``cell.kind``
    (``sheet``, ``cell``), or what ``open_workbook`` and ``parse_sheet`` find.
    """
    package = verify_package(data)
    book = open_workbook(package.parts)
    found = tuple(book.sheets)
    if found != tuple(sheet_names):
        found_kind = kind_of_sheets(found)
        if found_kind is not None and found_kind is not kind:
            raise WrongTemplate("workbook.other_kind", rule=19, found=found_kind.value, expected=kind.value)
        raise WrongTemplate("workbook.sheets", rule=19, found=found, expected=tuple(sheet_names))
    sheets = {name: book.sheet(name) for name in found}
    cells = {
        name: {place: _content(cell, book) for place, cell in sheet.cells.items()} for name, sheet in sheets.items()
    }
    return SignedCells(cells, package.certificate_der, package.claimed_time, sheets, book)


def _content(cell: FoundCell, book: WorkbookParts) -> Content:
    """What a cell says; a date or a truth value as the text that it is, for the comparison to name it."""
    is_plain = 0 <= cell.style < len(book.format_kinds) and book.format_kinds[cell.style] is FormatKind.PLAIN
    number = number_of(cell.text) if cell.kind == "n" and is_plain else None
    return cell.text if number is None else number


def require_pages(signed: SignedCells, pages: Sequence[Page], *, identity: PackIdentity) -> None:
    """Refuse a workbook with a cell that is not what the pages of its own content say, or with another claimed time.

    Raises ``WrongTemplate`` with a code of ``workbook_differences`` (``sheet``, ``cell``, ``signed``, ``found``,
    ``count``, ``differences``), or ``SignatureInvalid("workbook.claimed_time_differs")`` (``found``, ``signed``).
    """
    problems = [problem for page in pages for problem in compare(page, signed.sheets[page.name], signed.book)]
    if problems:
        refuse(problems, seal="missing")
    time = claimed_time_of(identity).replace(microsecond=0)
    if time != signed.claimed_time:
        raise SignatureInvalid(
            "workbook.claimed_time_differs",
            found=identity.claimed_time,
            signed=signed.claimed_time.astimezone(UTC).isoformat(),
        )


def claimed_time_of(identity: PackIdentity) -> datetime:
    """What the signer's clock said, with its zone; ``ExchangeError("workbook.claimed_time")`` for anything else."""
    try:
        time = datetime.fromisoformat(identity.claimed_time)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ExchangeError("workbook.claimed_time", found=identity.claimed_time[:80]) from error
    raise ExchangeError("workbook.claimed_time", found=identity.claimed_time[:80])
