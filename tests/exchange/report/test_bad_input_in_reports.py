"""Reports on what nobody hopes for, in every format and both editions: each says so, none breaks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from ctecs_desktop.domain.annual_report import AnnualProgressReport, ReportEdition, SubmissionLine
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.public_report import public_report
from ctecs_desktop.domain.publication_building import publication_of
from ctecs_desktop.domain.report_assembly import Accompanying, assemble
from ctecs_desktop.domain.report_narratives import narratives_of
from ctecs_desktop.domain.submission import Explanation, StrategyStatus, StrategyUpdate, SubmissionStatus
from ctecs_desktop.domain.value import Missing, Ratio, Value
from ctecs_desktop.exchange.report.report_excel import write_excel
from ctecs_desktop.exchange.report.report_pages import report_document
from ctecs_desktop.exchange.report.report_pdf import write_pdf
from ctecs_desktop.exchange.report.report_word import write_word
from tests.building import key
from tests.exchange.report_building import AS_OF, YEARS, pdf_text, plain, word_text
from tests.publishing import (
    ABSENCE,
    FIRST,
    NOTHING_SAID,
    SECOND,
    THIRD,
    protected,
    publishing_plan,
    rollups_of,
    year_of_canaries,
)

Kind = Literal["pdf", "word", "excel"]
Values = Sequence[Mapping[str, Mapping[tuple[str, str], Value]]]
WORDS = tuple(f"word{number}" for number in range(6_500))
LONG = " ".join(WORDS)
SCRIPTS = "שלום לכולם\n\nمرحبا بكم\n\nWell done 🎉 👩‍🔧 中文 — naïve"

each_edition = pytest.mark.parametrize("edition", ReportEdition)
each_kind = pytest.mark.parametrize("kind", ["pdf", "word", "excel"])


def full_years() -> list[dict[str, dict[tuple[str, str], Value]]]:
    return [year_of_canaries(number) for number in range(len(YEARS))]


def report_of(
    edition: ReportEdition,
    values: Values,
    *,
    plan: Plan | None = None,
    text: str = "",
    reason: str = "A storm closed the school.",
) -> AnnualProgressReport:
    """The report of that edition; ``text`` is what the office and a school say everywhere."""
    known = plan or publishing_plan()
    rollups = rollups_of(known, values)
    update = StrategyUpdate("S1.1", StrategyStatus.UNDER_WAY, text)
    beside = Accompanying(
        texts={name: text for name in ("letter-board", "strategy-S1.1", "aim-1") if text},
        updates={FIRST: (update,)} if text else {},
        explanations=(
            Explanation("change", key(ABSENCE, school=SECOND), reason),
            Explanation("change", key(ABSENCE, "gender.male", school=SECOND), reason),
        ),
        submissions=tuple(
            SubmissionLine(
                school,
                SubmissionStatus.ACCEPTED if school.code in values[-1] else None,
                revision=1,
                signer="Pat Principal",
                signed_at=AS_OF,
                received_at=AS_OF,
            )
            for school in known.schools
        ),
    )
    internal = assemble(known, rollups, beside, as_of=AS_OF)
    if edition is ReportEdition.INTERNAL:
        return internal
    declared = publication_of(known, rollups, NOTHING_SAID, release="1", narratives=narratives_of(internal))
    protection = protected(declared)
    return public_report(internal, protection.plan.publication, protection.edition, fingerprint="f" * 64)


def written(report: AnnualProgressReport, kind: Kind) -> bytes:
    document = report_document(report)
    if kind == "excel":
        return write_excel(report, document)
    return write_pdf(document) if kind == "pdf" else write_word(document)


def said(data: bytes, kind: Kind) -> str:
    """All that a file says."""
    if kind == "excel":
        sheets = load_workbook(io.BytesIO(data), data_only=True).worksheets
        cells = (cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)
        return plain(" ".join(str(cell) for cell in cells if cell is not None))
    return pdf_text(data) if kind == "pdf" else word_text(data)


def text_of(report: AnnualProgressReport, kind: Kind) -> str:
    return said(written(report, kind), kind)


@each_kind
@each_edition
def test_schools_that_are_missing_are_named(edition: ReportEdition, kind: Kind) -> None:
    values = full_years()
    del values[-1][SECOND]
    text = text_of(report_of(edition, values), kind)
    assert "1 school is missing" in text or "Schools that are missing" in text
    assert f"School {SECOND}" in text
    assert "nothing sent" in text


@each_kind
@each_edition
def test_a_year_without_an_accepted_submission_says_so(edition: ReportEdition, kind: Kind) -> None:
    text = text_of(report_of(edition, [{}]), kind)
    assert "no data" in text
    if kind == "excel":
        assert f"Schools that are missing: School {FIRST}, School {SECOND}, School {THIRD}" in text
    else:
        assert f"No school's submission has been accepted for {YEARS[-1]}" in text


@each_kind
@each_edition
def test_a_measure_without_a_target_says_so_wherever_it_stands(edition: ReportEdition, kind: Kind) -> None:
    text = text_of(report_of(edition, full_years(), plan=publishing_plan(targets=())), kind)
    assert "no target" in text
    assert "not rated" in text
    if kind != "excel":  # whose summary has a column for each status
        assert "off track" not in text.replace("Met or off track", "")


@each_kind
@each_edition
def test_a_chart_that_cannot_be_drawn_is_said_to_be_missing(edition: ReportEdition, kind: Kind) -> None:
    nobody: dict[str, dict[tuple[str, str], Value]] = {
        FIRST: {(ABSENCE, "all"): Ratio(Decimal(317), Decimal(3391))},
        SECOND: {(ABSENCE, "all"): Missing.NOT_COLLECTED},
        THIRD: {(ABSENCE, "all"): Missing.NOT_APPLICABLE},
    }
    data = written(report_of(edition, [nobody]), kind)
    assert "No chart: fewer than two schools have a figure to draw." in said(data, kind)
    if kind != "pdf":
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
        assert not [name for name in names if "1.01-schools" in name]
    if edition is ReportEdition.INTERNAL:
        told = text_of(report_of(edition, full_years()), kind)
        assert "No chart:" not in told, "where there is a chart nothing is said"


@each_kind
@each_edition
def test_a_narrative_of_fifty_thousand_characters_is_whole_or_said_to_stand_elsewhere(
    edition: ReportEdition, kind: Kind
) -> None:
    assert len(LONG) > 50_000
    text = text_of(report_of(edition, full_years(), text=LONG), kind)
    if kind == "excel":
        assert "Letters and other texts stand in the PDF and the Word document only." in text
        assert WORDS[-1] not in text
        return
    places = 4  # the letter, the aim, how the strategy went, and what the school said of it
    counts = [text.count(word) for word in (WORDS[1_000], WORDS[-1])]
    assert counts == [places, places]
    assert all(word in text for word in WORDS)


@each_kind
@each_edition
def test_right_to_left_text_and_emoji_are_set_or_named(edition: ReportEdition, kind: Kind) -> None:
    reason = "سجلت المدرسة 🎉 =SUM(A1)"
    data = written(report_of(edition, full_years(), text=SCRIPTS, reason=reason), kind)
    text = said(data, kind)
    if kind == "excel":
        assert reason in text, "a note of a school stands on the sheet Notes as it was typed"
        formulas = load_workbook(io.BytesIO(data))["Notes"].iter_rows()
        assert all(cell.data_type != "f" for row in formulas for cell in row)
    elif kind == "word":
        for part in (*SCRIPTS.split("\n\n"), reason):
            assert part in text
        made = Document(io.BytesIO(data))
        turned = [
            each for each in made.paragraphs if each._p.pPr is not None and each._p.pPr.find(qn("w:bidi")) is not None
        ]
        assert {each.text for each in turned} >= {"שלום לכולם", "مرحبا بكم"}
    else:
        for name in ("[party popper]", "[woman]", "naïve"):
            assert name in text
        starts: list[float] = []

        def see(each: str, whole: list[float], own: list[float], _font: object, _size: object) -> None:
            if "ש" in each:
                starts.append(own[4] * whole[0] + own[5] * whole[2] + whole[4])

        page = PdfReader(io.BytesIO(data)).pages[2]
        page.extract_text(visitor_text=see)
        assert starts, "the Hebrew of the letter"
        assert min(starts) > page.mediabox.width / 2, "its lines begin at the right edge"


def test_a_note_that_is_written_from_right_to_left_is_set_so() -> None:
    """In a public edition a reason for a group stands alone, without the school's name before it."""
    hebrew = "כיתה אחת עברה"
    made = Document(io.BytesIO(written(report_of(ReportEdition.PUBLIC, full_years(), reason=hebrew), "word")))
    (note,) = [each for each in made.paragraphs if each.text.endswith(f"  {hebrew}")]
    order = [each.tag for each in note._p.pPr]
    assert order.index(qn("w:bidi")) < order.index(qn("w:spacing")), "the order that Word's schema wants"
    (other,) = [each for each in made.paragraphs if each.text.endswith(f": {hebrew}")]
    assert other._p.pPr.find(qn("w:bidi")) is None
