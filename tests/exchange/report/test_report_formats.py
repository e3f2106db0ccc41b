"""PDF, Word and Excel say the same figures, are the same bytes for the same report, and leave no gap unsaid."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from ctecs_desktop.domain.annual_report import AnnualProgressReport, ReportPart, RestatedPeriod
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.report_assembly import Accompanying, assemble
from ctecs_desktop.exchange.report.report_document import (
    Bullets,
    Heading,
    Notes,
    Paragraph,
    Pictures,
    ReportDocument,
    Table,
)
from ctecs_desktop.exchange.report.report_excel import write_excel
from ctecs_desktop.exchange.report.report_pages import report_document
from ctecs_desktop.exchange.report.report_pdf import write_pdf
from ctecs_desktop.exchange.report.report_word import write_word
from tests.exchange.report_building import (
    ABSENCE,
    AS_OF,
    COUNT,
    SCHOOLS,
    YEARS,
    excel_rows,
    make_report,
    pdf_text,
    plain,
    word_tables,
    word_text,
    year_values,
)
from tests.exchange.rollup_building import random_district


@pytest.fixture(scope="module")
def report() -> AnnualProgressReport:
    return make_report()


@pytest.fixture(scope="module")
def document(report: AnnualProgressReport) -> ReportDocument:
    return report_document(report)


@pytest.fixture(scope="module")
def pdf(document: ReportDocument) -> bytes:
    return write_pdf(document)


@pytest.fixture(scope="module")
def word(document: ReportDocument) -> bytes:
    return write_word(document)


@pytest.fixture(scope="module")
def excel(report: AnnualProgressReport, document: ReportDocument) -> bytes:
    return write_excel(report, document)


def test_every_table_of_the_pdf_stands_in_the_word_document_cell_by_cell(document: ReportDocument, word: bytes) -> None:
    tables = list(document.blocks_of(Table))
    found = word_tables(word)
    assert len(found) == len(tables) > 5
    for table, rows in zip(tables, found, strict=True):
        assert rows[0] == [column.heading for column in table.columns]
        for row, texts in zip(table.rows, rows[1:], strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                said = plain(cell.text)
                assert text.startswith(said) or (cell.status is not None and text.endswith(said)), (said, text)


def test_every_figure_stands_in_the_pdf(document: ReportDocument, pdf: bytes) -> None:
    told = re.sub(r"\s", "", pdf_text(pdf))
    for table in document.blocks_of(Table):
        for row in table.rows:
            line = "".join(re.sub(r"\s", "", cell.text) for cell in row.cells if not cell.marks)
            for cell in row.cells:
                assert re.sub(r"\s", "", cell.text) in told, (table.caption, cell.text)
            if not any(cell.marks or cell.status for cell in row.cells) and len(line) < 60:
                assert line in told, "a row is read from left to right"


def test_every_figure_of_the_measures_is_the_same_in_the_workbook(report: AnnualProgressReport, excel: bytes) -> None:
    rows = excel_rows(excel, "Measures")
    headings = [str(each) for each in rows[3]]
    by_code = {str(row[0]): dict(zip(headings, row, strict=True)) for row in rows[4:]}
    assert by_code.keys() == {each.measure.code for each in report.measures}
    for measure in report.measures:
        for year in measure.years:
            shown = by_code[measure.measure.code][year.school_year]
            if year.figure.value is not None and measure.can_be_drawn:
                assert shown == pytest.approx(float(year.figure.value))
            else:
                assert isinstance(shown, str | int | datetime), "never empty"


def test_every_schools_figure_is_the_same_in_the_workbook(report: AnnualProgressReport, excel: bytes) -> None:
    rows = {(row[0], row[2], row[4]): row for row in excel_rows(excel, "Values")[4:]}
    count = 0
    for measure in report.measures:
        for line in measure.schools:
            for year in line.years:
                row = rows[measure.measure.code, line.school.code, year.school_year]
                assert row[8], "what is printed"
                if year.figure.value is not None and measure.can_be_drawn:
                    assert row[7] == pytest.approx(float(year.figure.value))
                    count += 1
    assert count == 3 * 3 * 3 - 3, "three measures of numbers, three schools, three years, less what is withheld"


def test_every_figure_of_a_group_is_the_same_in_the_workbook(report: AnnualProgressReport, excel: bytes) -> None:
    rows = {(row[0], row[3]): row for row in excel_rows(excel, "Breakdowns")[4:]}
    lines = {
        (measure.measure.code, line.subgroups[0].name): line
        for measure in report.measures
        for breakdown in measure.breakdowns
        for line in breakdown.lines
    }
    assert rows.keys() == lines.keys() == {(ABSENCE, "Female"), (ABSENCE, "Male")}
    for address, line in lines.items():
        for year, shown in zip(line.years, rows[address][4:7], strict=True):
            if year.figure.value is not None:
                assert shown == pytest.approx(float(year.figure.value))
            else:
                assert shown == "3.4–3.8 %", "a withheld part leaves bounds"
    live = load_workbook(io.BytesIO(excel))["Breakdowns"]
    assert live["G5"].value == "=100*H5/I5"
    assert live["G6"].value == "3.4–3.8 %"
    assert (live["H5"].value, live["I5"].value) == (44, 580)


def test_a_measure_tells_its_groups_below_its_schools_and_says_what_nobody_reported(document: ReportDocument) -> None:
    captions = [table.caption for table in document.blocks_of(Table)]
    assert captions.index("1.01, the district by group") == captions.index("1.01, the schools") + 1
    table = next(table for table in document.blocks_of(Table) if table.caption == "1.01, the district by group")
    assert [row.cells[0].text for row in table.rows] == ["All students", "Gender", "Female (2 of 3 schools)", "Male"]
    assert [row.is_group for row in table.rows] == [False, True, False, False]
    assert [cell.text for cell in table.rows[2].cells[1:]] == ["6.9 %", "7.2 %", "7.6 %", "44 of 580"]
    assert table.stays_together
    said = [block.text for block in document.blocks_of(Paragraph)]
    others = len(make_report().measures) - 1
    assert said.count("Nobody has reported this measure by: Gender.") == others


def test_why_values_of_groups_were_kept_stands_below_their_table_in_every_format() -> None:
    first, _second, third = SCHOOLS
    moved, fewer = "A class moved.", "Fewer came than before"
    report = make_report(
        reasons=[
            *((first, group, moved) for group in ("gender.female", "gender.male")),
            *((first, "gender.female", fewer), (third, "gender.male", fewer)),
        ]
    )
    document = report_document(report)
    blocks = list(document.blocks)
    table = next(each for each in blocks if isinstance(each, Table) and each.caption == "1.01, the district by group")
    notes = blocks[blocks.index(table) + 1]
    assert isinstance(notes, Notes)
    assert [each.text for each in notes.notes] == [
        f"School {first}: A class moved.",
        f"Fewer came than before. Female: School {first}; Male: School {third}.",
    ]
    numbers = tuple(each.number for each in notes.notes)
    assert [row.cells[0].marks for row in table.rows] == [(), (), numbers, numbers]
    all_numbers = [note.number for each in document.blocks_of(Notes) for note in each.notes]
    assert all_numbers == list(range(1, len(all_numbers) + 1)), "a number names one note only"
    for kind, text in written(report):
        for note in notes.notes:
            assert plain(note.text) in text, kind
    rows = excel_rows(write_excel(report, document), "Notes")[4:]
    assert [(row[0], row[2]) for row in rows if row[2]] == [(ABSENCE, "Female, Male")] * 2
    assert [row[3] for row in rows if not row[2]] == [
        note.text for each in document.blocks_of(Notes) if each is not notes for note in each.notes
    ]


def test_without_breakdowns_no_reason_for_a_group_is_printed() -> None:
    report = make_report(reasons=[(SCHOOLS[0], "gender.female", "A class moved.")])
    parts = tuple(each for each in report.parts if each is not ReportPart.BREAKDOWNS)
    assert all("A class moved." not in text for _kind, text in written(replace(report, parts=parts)))


def test_breakdowns_that_the_office_leaves_out_stand_in_no_format(report: AnnualProgressReport) -> None:
    parts = tuple(each for each in report.parts if each is not ReportPart.BREAKDOWNS)
    for kind, text in written(replace(report, parts=parts)):
        assert "Female" not in text, kind
        assert "Chronic absence" in text, kind
    assert all("Female" in text for _kind, text in written(report))


def test_a_table_that_stays_together_is_held_on_one_page_in_word(document: ReportDocument, word: bytes) -> None:
    tables = list(document.blocks_of(Table))
    at = next(number for number, table in enumerate(tables) if table.caption == "1.01, the district by group")
    rows = Document(io.BytesIO(word)).tables[at].rows
    kept = [all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells) for row in rows]
    assert kept == [*(True for _row in rows[:-1]), False]


def test_chapters_of_a_few_lines_share_a_page_and_letters_that_are_written_do_not() -> None:
    def flowing(texts: dict[str, str]) -> list[str]:
        return [each.text for each in report_document(make_report(texts=texts)).blocks_of(Heading) if each.flows]

    assert flowing({}) == [*("Letter from the Superintendent", "Partners", "Next year's priorities", "Restatements")]
    assert flowing({"letter-board": "Dear all", "letter-superintendent": "Dear all", "priorities": "x" * 2000}) == [
        "Partners",
        "Restatements",
    ]


def test_what_figures_are_made_of_has_a_column_where_any_of_them_has_parts(document: ReportDocument) -> None:
    headings = {table.caption: [column.heading for column in table.columns] for table in document.blocks_of(Table)}
    assert headings[f"{ABSENCE}, the schools"][-1] == "Made of"
    assert headings[f"{COUNT}, the schools"][-1] == YEARS[-1], "a column of nothing tells nothing"


def test_the_contents_list_measures_but_not_the_parts_that_every_goal_has(pdf: bytes) -> None:
    contents = PdfReader(io.BytesIO(pdf)).pages[1].extract_text()
    assert "Chronic absence" in contents
    assert "Strategies" not in contents
    assert "Strategies" in pdf_text(pdf)


def test_what_explains_a_table_of_groups_stands_on_the_page_on_which_it_ends() -> None:
    document = report_document(make_report(reasons=[(SCHOOLS[0], "gender.male", "A class moved.")]))
    table = next(each for each in document.blocks_of(Table) if each.caption == f"{ABSENCE}, the district by group")
    assert table.explained_below
    made = Document(io.BytesIO(write_word(document)))
    caption = next(each for each in made.paragraphs if each.text == table.caption)
    element = caption._p.getnext()
    rows = element.findall(qn("w:tr"))
    assert all(row.find(f".//{qn('w:keepNext')}") is not None for row in rows)
    assert element.getnext().find(f".//{qn('w:keepNext')}") is not None
    assert "A class moved." in "".join(element.getnext().getnext().itertext())


def test_frozen_figures_that_read_as_before_take_a_line_each() -> None:
    frozen = (RestatedPeriod(PeriodCode(YEARS[0]), 1, AS_OF, "For the Board", ()),)
    texts = [
        item
        for block in report_document(replace(make_report(), restated=frozen)).blocks_of(Bullets)
        for item in block.items
    ]
    assert f"{YEARS[0]}, given away on August 1, 2016 (For the Board): no figure reads otherwise now." in texts


def test_the_workbooks_figures_are_live_where_values_give_exactly_them(excel: bytes) -> None:
    workbook = load_workbook(io.BytesIO(excel))
    rows = {row[0]: row for row in workbook["Measures"].iter_rows(min_row=5, values_only=True)}
    assert str(rows[ABSENCE][6]).startswith("=100*SUM(Values!$F$")
    assert str(rows["1.03"][6]).startswith("=SUMPRODUCT(")
    assert rows[COUNT][6] == "3,125–3,129", "with a withheld part no formula would be right"
    assert rows[ABSENCE][7] == "not compared", "the series is broken"
    assert str(rows[ABSENCE][9]).startswith("=I5-G5")
    values = [row[7] for row in workbook["Values"].iter_rows(min_row=5, values_only=True)]
    assert values[0] == "=100*F5/G5"


def test_charts_of_the_workbook_are_native_and_say_what_they_show(excel: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(excel)) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
        first = parts.read("xl/charts/chart1.xml").decode()
    assert len(charts) >= 4
    assert "'Goal 1'!$A$5:$A$7" in first
    assert "Chronic absence in 2015-16, 3 schools from" in drawing
    described = re.findall('<cNvPr [^>]*descr="([^"]{20,})"', drawing)
    assert len(described) == drawing.count("<cNvPr ") > 0


def test_the_same_report_gives_the_same_bytes(
    report: AnnualProgressReport, pdf: bytes, word: bytes, excel: bytes
) -> None:
    again = report_document(report)
    assert write_pdf(again) == pdf
    assert write_word(again) == word
    assert write_excel(report, again) == excel


def test_the_word_document_has_headings_captions_alternative_texts_and_repeated_headers(
    document: ReportDocument, word: bytes
) -> None:
    made = Document(io.BytesIO(word))
    headings = [each.text for each in made.paragraphs if each.style and each.style.name.startswith("Heading")]
    assert headings == [block.text for block in document.blocks_of(Heading)]
    pictures = [each for block in document.blocks_of(Pictures) for each in block.pictures]
    descriptions = [each.get("descr") for each in made.element.body.iter(qn("wp:docPr"))]
    assert descriptions == [each.alternative for each in pictures]
    ids = [each.get("id") for each in made.element.body.iter(qn("wp:docPr"))]
    assert len(set(ids)) == len(ids)
    for table in made.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
    captions = [each.text for each in made.paragraphs if each.style and each.style.name == "Caption"]
    assert len(captions) == len(made.tables) + len(list(document.blocks_of(Pictures)))
    assert made.core_properties.title == document.title
    assert made.core_properties.created == datetime.fromisoformat(AS_OF).astimezone(UTC)


def written(report: AnnualProgressReport) -> Iterator[tuple[str, str]]:
    """The text of each format."""
    document = report_document(report)
    yield "pdf", pdf_text(write_pdf(document))
    yield "word", word_text(write_word(document))
    workbook = load_workbook(io.BytesIO(write_excel(report, document)), data_only=True)
    cells = [str(cell) for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    yield "excel", plain(" ".join(cells))


def test_a_missing_school_is_named_in_every_format() -> None:
    values = year_values(2)
    del values[SCHOOLS[1]]
    for kind, text in written(make_report(values=[values])):
        assert f"School {SCHOOLS[1]}" in text, kind
        assert "nothing sent" in text, kind
        assert re.search(r"1 school is missing|Schools that are missing", text), kind


def test_a_year_without_any_submission_gives_a_report_that_says_so() -> None:
    for kind, text in written(make_report(values=[{}])):
        assert "no data" in text, kind
        if kind != "excel":
            assert "No school's submission has been accepted for 2015-16" in text
            assert "6 measures have no figure" in text or "have no figure in any year" in text
        else:
            assert "Schools that are missing" in text


def test_a_measure_without_a_target_says_so() -> None:
    document = report_document(make_report())
    overview = next(table for table in document.blocks_of(Table) if table.caption == "Measures of goal 1")
    texts = [cell.text for cell in overview.rows[1].cells]
    assert texts[-2:] == ["no target", "not rated"]


def test_a_narrative_of_fifty_thousand_characters_is_printed_whole() -> None:
    words = [f"word{number}" for number in range(6_500)]
    text = " ".join(words)
    assert len(text) > 50_000
    report = make_report(texts={"strategy-S1.1": text, "letter-board": "x" * 5_000})
    document = report_document(report)
    told = pdf_text(write_pdf(document))
    assert [word for word in words if word not in told] == []
    assert text in word_text(write_word(document))


def test_text_of_any_script_is_set_or_named_and_never_read_as_markup() -> None:
    hostile = '#panic("x") *bold* _i_ $x^2$ <label> @ref `code` \\ = H // no /* no */ [a](b) ]] &amp; <b> #let d = 1'
    texts = {
        "letter-board": "שלום לכולם\n\nمرحبا بكم\n\nWell done 🎉 👩‍🔧 中文",
        "letter-superintendent": hostile,
        "about": "= Heading\n- item\n+ one",
    }
    document = report_document(make_report(texts=texts))
    told = pdf_text(write_pdf(document))
    for name in ("[party popper]", "[woman]", "[cjk unified ideograph-4e2d]"):
        assert name in told
    assert plain(hostile).replace(" ", "") in told.replace(" ", "")
    word = write_word(document)
    for text in ("שלום לכולם", "Well done 🎉", hostile):
        assert text in word_text(word)
    made = Document(io.BytesIO(word))
    hebrew = next(each for each in made.paragraphs if "שלום" in each.text)
    assert hebrew._p.pPr.find(qn("w:bidi")) is not None


@pytest.mark.parametrize("seed", range(2))
def test_any_district_can_be_reported_on(seed: int) -> None:
    """Measures of every kind and method, schools missing, figures withheld, names that look like formulas."""
    district = random_district(seed)
    report = assemble(district.plan, [district.rollup], Accompanying(), as_of=AS_OF)
    document = report_document(report)
    assert write_pdf(document).startswith(b"%PDF-")
    assert len(word_tables(write_word(document))) == len(list(document.blocks_of(Table)))
    rows = excel_rows(write_excel(report, document), "Measures")
    assert len(rows) == 4 + len(report.measures)
    for table in document.blocks_of(Table):
        for row in table.rows:
            assert len(row.cells) == len(table.columns)
    exact = [cell.number for table in document.blocks_of(Table) for row in table.rows for cell in row.cells]
    assert any(isinstance(each, Fraction) for each in exact)


def test_every_year_of_the_report_has_a_column(document: ReportDocument) -> None:
    overview = next(table for table in document.blocks_of(Table) if table.caption == "Measures of goal 1")
    assert [column.heading for column in overview.columns][2:5] == list(YEARS)
