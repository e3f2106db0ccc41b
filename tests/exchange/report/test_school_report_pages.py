"""A school's own report as PDF and Word: tagged, with words for every chart, and with the same figures in both."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from docx import Document
from pypdf import PdfReader

from ctecs_desktop.domain.district_figures import NOTHING_FROZEN
from ctecs_desktop.domain.observation import LONGEST_NOTE, MeasureCode
from ctecs_desktop.domain.plan import Target
from ctecs_desktop.domain.school_report import Basis
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.exchange.report.report_document import Exhibit, Heading, Notes, Paragraph, ReportDocument, Table
from ctecs_desktop.exchange.report.report_pdf import draw_pages, write_pdf
from ctecs_desktop.exchange.report.report_word import write_word
from ctecs_desktop.exchange.report.school_report_pages import school_report_document
from tests.exchange.report.test_report_pdf import elements
from tests.exchange.report_building import ABSENCE, OPENED, YEARS, pdf_text, plain, word_tables, word_text
from tests.exchange.school_report_building import make_school_report, own_values, recorded, school_plan


@pytest.fixture(scope="module")
def document() -> ReportDocument:
    return school_report_document(make_school_report())


@pytest.fixture(scope="module")
def pdf(document: ReportDocument) -> bytes:
    return write_pdf(document)


@pytest.fixture(scope="module")
def word(document: ReportDocument) -> bytes:
    return write_word(document)


def tables_of(document: ReportDocument) -> list[Table]:
    """Every table in the order of the pages."""
    return [
        block.table if isinstance(block, Exhibit) else block
        for block in document.blocks
        if isinstance(block, Exhibit | Table)
    ]


def notices(document: ReportDocument) -> list[str]:
    return [block.text for block in document.blocks_of(Paragraph) if block.is_notice]


def test_the_pdf_is_tagged_and_every_chart_has_its_words(document: ReportDocument, pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    declared = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in declared
    figures = [each for each in elements(reader) if each["/S"] == "/Figure"]
    assert [each.get("/Alt") for each in figures] == [each.alternative for each in document.pictures]
    assert len(figures) == 3
    counts = Counter(str(each["/S"]) for each in elements(reader))
    assert counts["/Table"] == len(tables_of(document))
    groups = sum(row.is_group for table in tables_of(document) for row in table.rows)
    assert counts["/TH"] == groups + sum(len(table.columns) for table in tables_of(document))
    boxes = [len(row.cells) for table in tables_of(document) for row in table.rows if not row.is_group]
    assert counts["/TD"] == sum(boxes)
    levels = Counter(block.level for block in document.blocks_of(Heading))
    assert counts["/H1"] >= levels[1]
    assert counts["/H2"] >= levels[2]


def test_the_words_of_a_chart_tell_every_year_the_district_and_the_target(document: ReportDocument) -> None:
    absence = document.pictures[0].alternative
    assert absence.startswith("Chronic absence at the school: 2013-14: 5.2 %; 2014-15: 5.3 % (the series begins anew)")
    assert "The district as a line: 2013-14:" in absence
    assert "A dashed line: target 2015-16: 12.0 %." in absence
    assert "district" not in document.pictures[1].alternative, "a total of all schools is no level for one"


def test_every_cell_stands_in_the_pdf_and_in_word_alike(document: ReportDocument, pdf: bytes, word: bytes) -> None:
    told = re.sub(r"\s", "", pdf_text(pdf))
    found = word_tables(word)
    assert len(found) == len(tables_of(document))
    for table, rows in zip(tables_of(document), found, strict=True):
        assert [plain(each.heading) for each in table.columns] == rows[0]
        for row, cells in zip(table.rows, rows[1:], strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                assert plain(cell.text) in text
                assert re.sub(r"\s", "", cell.text) in told


def test_the_overview_tells_value_target_district_and_status_of_each_measure(document: ReportDocument) -> None:
    (overview, *_others) = [each for each in tables_of(document) if each.caption.startswith("Measures of goal 1")]
    assert [each.heading for each in overview.columns] == [
        *("Measure", *YEARS, "Change", "Target", "District", "Status"),
    ]
    absence = [cell.text for cell in overview.rows[0].cells]
    assert absence == ["1.01  Chronic absence", "5.2 %", "5.3 %", "5.5 %", "+0.2", "12.0 %", "6.5 %", "off track"]
    (yes,) = [row for each in tables_of(document) for row in each.rows if row.cells[0].text.startswith(OPENED)]
    assert "2 of 3 schools" in [cell.text for cell in yes.cells]


def test_the_same_report_gives_the_same_bytes(document: ReportDocument, pdf: bytes, word: bytes) -> None:
    again = school_report_document(make_school_report())
    assert write_pdf(again) == pdf
    assert write_word(again) == word


def test_word_has_a_head_and_no_cover_and_every_picture_says_what_it_shows(
    document: ReportDocument, word: bytes
) -> None:
    told = Document(io.BytesIO(word))
    assert told.paragraphs[0].text == document.title
    assert told.paragraphs[1].text == f"{document.district} · {document.edition}"
    assert "Contents" not in word_text(word)
    described = [each._inline.docPr.get("descr") for each in told.inline_shapes]
    assert described == [each.alternative for each in document.pictures]


def test_a_draft_says_so_and_that_no_figure_of_the_district_came() -> None:
    years = [recorded(YEARS[2], own_values(2), basis=Basis.ENTERED)]
    document = school_report_document(make_school_report(years=years, district=NOTHING_FROZEN))
    draft, missing = notices(document)
    assert draft == "Draft: the values of 2015-16 are entered, but not signed yet."
    assert missing.startswith("Central office has not sent the district's figures of 2015-16 yet")
    overview = tables_of(document)[1]
    assert [each.heading for each in overview.columns] == ["Measure", YEARS[2], "Target", "District", "Status"]
    assert [row.cells[3].text for row in overview.rows] == ["–"] * len(overview.rows)
    assert not any(
        "District" in {each.heading for each in block.table.columns} for block in document.blocks_of(Exhibit)
    )


def test_a_school_to_which_nothing_applies_gets_short_pages_of_words() -> None:
    plan = school_plan(targets=(), series_breaks=())
    values = {(each.code, "all"): Missing.NOT_APPLICABLE for each in plan.measures}
    document = school_report_document(
        make_school_report(plan=plan, years=[recorded(YEARS[2], values)], district=NOTHING_FROZEN)
    )
    assert document.pictures == ()
    said = [block.text for block in document.blocks_of(Paragraph) if block.text.startswith("No figure")]
    assert said[0].startswith("No figure, not applicable: 1.01 Chronic absence; 1.02")
    assert len(draw_pages(document, pixels_per_inch=30)) == 1


def test_a_very_long_note_and_strange_texts_are_set() -> None:
    long = ("A long reason with = and # and $ signs, 🎓. " * 60)[:LONGEST_NOTE].strip()
    year = recorded(YEARS[2], own_values(2), notes={ABSENCE: long}, reasons=[(ABSENCE, "gender.male", "=1+1\nline")])
    document = school_report_document(make_school_report(years=[year]))
    notes = [note.text for block in document.blocks_of(Notes) for note in block.notes]
    assert notes == [f"1.01: {long}", "1.01: =1+1\nline (Male)"]
    told = pdf_text(write_pdf(document))
    assert told.count("A long reason with = and # and $ signs") >= 40
    assert "=1+1" in word_text(write_word(document))


def test_one_note_of_many_measures_is_told_once_with_all_their_codes() -> None:
    year = recorded(YEARS[2], own_values(2), notes=dict.fromkeys((ABSENCE, "1.02"), "From the register."))
    document = school_report_document(make_school_report(years=[year]))
    assert [note.text for block in document.blocks_of(Notes) for note in block.notes] == [
        "1.01, 1.02: From the register."
    ]
    overview = tables_of(document)[1]
    assert [row.cells[0].marks for row in overview.rows[:2]] == [(1,), (1,)]


def test_a_target_band_and_a_later_target_are_named() -> None:
    band = Target(MeasureCode(ABSENCE), "2016-17", Decimal(3), Decimal(7))
    document = school_report_document(make_school_report(plan=replace(school_plan(), targets=(band,))))
    assert "target 2016-17: 3.0–7.0 %" in document.pictures[0].alternative
    assert document.pictures[0].svg.count('stroke-dasharray="3 2"') == 3, "its key and both ends"
