"""The structure of the PDF, read by a library: tags, alternative texts, table headers, language, identifiers."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.exchange.report.report_document import Heading, Pictures, ReportDocument, Table
from ctecs_desktop.exchange.report.report_pages import report_document
from ctecs_desktop.exchange.report.report_pdf import draw_pages, draw_pictures, write_pdf
from ctecs_desktop.exchange.report.report_summary import summary_document
from tests.building import make_measure
from tests.exchange.report_building import SCHOOLS, make_report, pdf_text, report_plan


@pytest.fixture(scope="module")
def document() -> ReportDocument:
    return report_document(make_report())


@pytest.fixture(scope="module")
def reader(document: ReportDocument) -> PdfReader:
    return PdfReader(io.BytesIO(write_pdf(document)))


def elements(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every structure element of the document, in reading order."""
    waiting: list[Any] = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        found = waiting.pop(0)
        found = found.get_object() if hasattr(found, "get_object") else found
        if isinstance(found, ArrayObject):
            waiting = [*found, *waiting]
        elif isinstance(found, DictionaryObject):
            if "/S" in found:
                yield found
            if "/K" in found:
                waiting = [found["/K"], *waiting]


def test_it_is_marked_as_tagged_and_says_its_language_and_title(reader: PdfReader, document: ReportDocument) -> None:
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.title in reader.metadata.title


def test_it_declares_pdf_ua_1_and_pdf_a_2a(reader: PdfReader) -> None:
    declared = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in declared
    assert "<pdfaid:part>2</pdfaid:part>" in declared
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in declared


def test_every_picture_has_its_words(reader: PdfReader, document: ReportDocument) -> None:
    wanted = [each.alternative for block in document.blocks_of(Pictures) for each in block.pictures]
    figures = [each for each in elements(reader) if each["/S"] == "/Figure"]
    assert [each.get("/Alt") for each in figures] == wanted
    assert all(len(each) > 40 for each in wanted)


def test_every_table_has_headers_over_each_column_and_whole_rows(reader: PdfReader, document: ReportDocument) -> None:
    counts = Counter(str(each["/S"]) for each in elements(reader))
    tables = list(document.blocks_of(Table))
    assert counts["/Table"] == len(tables)
    groups = sum(row.is_group for table in tables for row in table.rows)
    assert groups > 0
    assert counts["/TH"] == sum(len(table.columns) for table in tables) + groups
    assert counts["/TD"] == sum(len(table.columns) * len(table.rows) - _boxes_of_groups(table) for table in tables)
    assert counts["/Caption"] >= len(tables)


def _boxes_of_groups(table: Table) -> int:
    """A row that names a group is one heading over all columns."""
    return len(table.columns) * sum(row.is_group for row in table.rows)


def test_headings_and_bookmarks_are_those_of_the_report(reader: PdfReader, document: ReportDocument) -> None:
    counts = Counter(str(each["/S"]) for each in elements(reader))
    levels = Counter(block.level for block in document.blocks_of(Heading))
    assert (counts["/H2"], counts["/H3"]) >= (levels[2], levels[3])
    titles = []
    waiting = list(reader.outline)
    while waiting:
        found = waiting.pop(0)
        if isinstance(found, list):
            waiting = [*found, *waiting]
        else:
            titles.append(found.title)
    for block in document.blocks_of(Heading):
        assert any(" ".join(block.text.split()) == " ".join(title.split()) for title in titles), block.text


def test_every_font_is_inside_the_file(reader: PdfReader) -> None:
    names = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            for part in font.get_object()["/DescendantFonts"]:
                described = part.get_object()["/FontDescriptor"].get_object()
                names.add(str(described["/FontName"]).split("+")[-1])
                assert any(key.startswith("/FontFile") for key in described)
    assert {name.split("-")[0] for name in names} <= {"LibertinusSerif", "DejaVuSansMono"}


def test_pages_and_pictures_are_drawn_as_png(document: ReportDocument, reader: PdfReader) -> None:
    pages = draw_pages(document, pixels_per_inch=30)
    assert len(pages) == len(reader.pages)
    pictures = [each for block in document.blocks_of(Pictures) for each in block.pictures]
    drawn = draw_pictures(pictures, pixels_per_inch=72)
    assert all(each.startswith(b"\x89PNG") for each in (*pages, *drawn))
    sizes = [(int.from_bytes(each[16:20]), int.from_bytes(each[20:24])) for each in drawn]
    assert sizes == [(each.width, each.height) for each in pictures]
    assert draw_pictures([]) == []


def test_the_summary_has_two_pages_for_sixty_measures_and_no_cover() -> None:
    measures = [make_measure(f"{1 + number // 12}.{1 + number % 12:02d}") for number in range(60)]
    values = {school: {(each.code, "all"): Ratio(Decimal(31), Decimal(600)) for each in measures} for school in SCHOOLS}
    plan = replace(report_plan(), measures=tuple(measures), targets=(), baselines=(), series_breaks=())
    made = write_pdf(summary_document(make_report(plan=plan, values=[values, values])))
    assert len(PdfReader(io.BytesIO(made)).pages) == 2
    told = pdf_text(made)
    assert all(f"{each.code} {each.name}" in told for each in measures)
    assert "Contents" not in told
