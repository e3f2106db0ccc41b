"""Reads a submission from the verified parts of its workbook, and proves that every cell says what was sealed.

The seal's lines are the submission; the pages made from them are compared with the cells that a person sees. So the
reader cannot take a value from a place that nobody looks at, and it cannot read a cell otherwise than it is shown.
In a workbook as this program wrote it the tables are compared in one scan; anything else is parsed strictly, cell
by cell, and each difference is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from ctecs_desktop.domain.errors import SignatureInvalid, WrongTemplate
from ctecs_desktop.domain.observation import ObservationKey
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.review import CellDifference, CellReference
from ctecs_desktop.domain.submission import Submission, SubmissionIdentity
from ctecs_desktop.exchange.opc.container import read_container
from ctecs_desktop.exchange.submission import workbook_layout as layout
from ctecs_desktop.exchange.submission.canonical_lines import identity_of_lines, submission_of_lines
from ctecs_desktop.exchange.submission.seal import (
    SEAL_FIRST_ROW,
    Seal,
    damaged_rows,
    lines_of_texts,
    read_seal,
    verify_seal,
)
from ctecs_desktop.exchange.submission.seal_sheet import SealSheet, read_seal_sheet, seal_xml, text_at
from ctecs_desktop.exchange.submission.submission_comparison import Comparison
from ctecs_desktop.exchange.submission.workbook_layout import ChangedValue
from ctecs_desktop.exchange.workbook.sheet_parser import parse_sheet
from ctecs_desktop.exchange.workbook.workbook_differences import Problem, refuse
from ctecs_desktop.exchange.workbook.workbook_parts import open_workbook


@dataclass(frozen=True, slots=True)
class SealResult:
    """Whether the seal's own signature holds for its lines, and by whose certificate; ``error`` says why not."""

    certificate_der: bytes = field(repr=False)
    error: SignatureInvalid | None = None

    @property
    def is_valid(self) -> bool:
        """Whether the lines are those that were signed."""
        return self.error is None


@dataclass(frozen=True, slots=True)
class ReadSubmission:
    """What the seal of a workbook says, and every cell that says something else.

    Nothing of it may be taken in before :meth:`require_agreement`. ``digest`` is that of the canonical text; ``cells``
    says where each value stands; ``changes`` is what the ``Changes`` sheet says of the revision before, the one thing
    that no seal covers.
    """

    submission: Submission
    digest: str
    cells: Mapping[ObservationKey, CellReference] = field(repr=False)
    seal: SealResult
    problems: tuple[Problem, ...] = ()
    changes: tuple[ChangedValue, ...] = ()

    @property
    def differences(self) -> tuple[CellDifference, ...]:
        """Each cell that does not say what was sealed, sheet by sheet in reading order."""
        return tuple(problem.difference for problem in self.problems)

    def require_agreement(self, package_certificate: bytes | None = None) -> None:
        """Rule 20: the seal holds, is by the key of the package signature if there is one, and every cell agrees.

        Raises ``SignatureInvalid`` ``seal.broken`` (``differences``), ``seal.algorithm``, ``seal.certificate`` or
        ``seal.other_certificate``; ``WrongTemplate`` with a code of ``workbook_differences`` (see ``refuse`` there).
        """
        if self.seal.error is not None:
            raise self.seal.error
        if package_certificate is not None and package_certificate != self.seal.certificate_der:
            raise SignatureInvalid("seal.other_certificate", rule=20)
        if self.problems:
            refuse(self.problems, seal="valid")


def read_submission(content: bytes | Mapping[str, bytes], plan: Plan) -> ReadSubmission:
    """The submission in a workbook, of which only verified bytes (or parts, which is quicker) may be given.

    Raises ``NotAWorkbook`` and ``WrongTemplate`` (rule 19) for what is not laid out as a submission of this plan, and
    ``SignatureInvalid`` (rule 20) where there is no seal to read: ``seal.missing``, ``seal.version``, ``seal.damaged``,
    ``seal.not_canonical``. A seal that is broken and cells that differ are told in the result.
    """
    book = open_workbook(_parts(content))
    sheet = read_seal_sheet(book)
    seal = read_seal(sheet.head, sheet.texts)
    result = _verified(seal, sheet)
    try:
        submission = submission_of_lines(seal.lines)
    except SignatureInvalid as error:
        raise result.error or error from error
    layout.require_known(submission.identity, plan)
    places = layout.reading_order(plan)
    layout.require_in_plan(submission, plan, places=places)
    expected_sheets = layout.sheet_names(plan)
    if tuple(book.sheets) != expected_sheets:
        raise WrongTemplate("workbook.sheets", rule=19, found=tuple(book.sheets), expected=expected_sheets)
    comparison = Comparison(submission, plan, book, places=places)
    problems = [*comparison.goals(), *comparison.other_sheets()]
    problems += comparison.seal_sheet(seal, sheet) if result.is_valid else _damaged(sheet)
    return ReadSubmission(submission, seal.digest, comparison.cells, result, tuple(problems), comparison.changes)


def read_identity(content: bytes | Mapping[str, bytes]) -> SubmissionIdentity:
    """What the seal of a submission workbook says of itself, at the cost of its first rows; nothing is verified.

    For choosing the plan to read it by, and for naming a file. Raises as :func:`read_submission`.
    """
    book = open_workbook(_parts(content))
    xml = seal_xml(book)
    start, end = SEAL_FIRST_ROW, SEAL_FIRST_ROW + len(fields(SubmissionIdentity))
    cut = xml.find(f'<row r="{end}"'.encode("ascii"))
    if cut >= 0:
        xml = xml[:cut] + b"</sheetData></worksheet>"
    parsed = parse_sheet(xml, name=layout.SEAL, shared_strings=book.shared_strings)
    return identity_of_lines(lines_of_texts([text_at(parsed, row, 2) or "" for row in range(start, end)]))


def _parts(content: bytes | Mapping[str, bytes]) -> Mapping[str, bytes]:
    return read_container(content) if isinstance(content, bytes) else content


def _verified(seal: Seal, sheet: SealSheet) -> SealResult:
    """Whether the seal holds; one that is broken names the rows whose check digits do not fit."""
    try:
        verify_seal(seal)
    except SignatureInvalid as error:
        if error.code != "seal.broken":
            return SealResult(seal.certificate_der, error)
        differences = tuple(problem.difference for problem in _damaged(sheet))
        cell = differences[0].cell if differences else ""
        told = SignatureInvalid("seal.broken", rule=20, sheet=layout.SEAL, cell=cell, differences=differences)
        return SealResult(seal.certificate_der, told)
    return SealResult(seal.certificate_der)


def _damaged(sheet: SealSheet) -> list[Problem]:
    """The signed lines that their own check digits contradict; what they said when they were signed is not known."""
    return [
        Problem("cell.changed", CellDifference(layout.SEAL, f"B{row}", "", sheet.texts[row - SEAL_FIRST_ROW]))
        for row in damaged_rows(sheet.digits, sheet.texts)
    ]
