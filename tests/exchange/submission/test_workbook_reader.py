from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineError, CalamineWorkbook

from ctecs_desktop.domain.errors import CtecsError, SignatureInvalid, WrongTemplate
from ctecs_desktop.domain.plan import Unit
from ctecs_desktop.domain.review import CellDifference
from ctecs_desktop.domain.submission import Submission
from ctecs_desktop.exchange.opc.container import pack
from ctecs_desktop.exchange.submission.seal import SEAL_FIRST_ROW
from ctecs_desktop.exchange.submission.sheet_grammar import scan_sheet
from ctecs_desktop.exchange.submission.workbook_layout import ChangedValue
from ctecs_desktop.exchange.submission.workbook_reader import read_identity, read_submission
from ctecs_desktop.exchange.workbook.number_formats import FormatKind, format_kind
from ctecs_desktop.exchange.workbook.sheet_parser import FoundCell, parse_sheet
from ctecs_desktop.exchange.workbook.workbook_page import FIRST_TABLE_ROW, cell_name
from ctecs_desktop.exchange.workbook.workbook_parts import open_workbook
from tests.exchange.submission_building import (
    CODES,
    PLAN,
    edited,
    edited_part,
    example_parts,
    key_of,
    make_identity,
    make_submission,
    parts_of,
    read,
    seal_of,
    sheet_part,
    signing_key,
    submissions,
)

Parts = Mapping[str, bytes]
PERCENT = CODES[Unit.PERCENT]  # 1.10, on the sheet Goal 1
GOAL = f"Goal {PERCENT[0]}"
MAIN_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HIDDEN_COLUMN = "sheet.hidden_column"


def _refusal(parts: Parts) -> CtecsError:
    with pytest.raises(CtecsError) as refused:
        read(parts).require_agreement()
    return refused.value


def _cell(sheet: str, address: str, *, of: Parts | None = None) -> str:
    """The XML of one cell of the example."""
    xml = (of or example_parts())[sheet_part(sheet)].decode("utf-8")
    found = re.search(rf'<c r="{address}"[^>]*>.*?</c>', xml, re.DOTALL)
    assert found
    return found.group()


def _with_cell(sheet: str, address: str, change: Callable[[str], str]) -> dict[str, bytes]:
    old = _cell(sheet, address)
    return edited(sheet, old, change(old))


def _numbered(number: str, style: str | None = None) -> Callable[[str], str]:
    """A cell turned into a number, in its own style or another."""

    def change(cell: str) -> str:
        head = re.match(r'<c r="[A-Z0-9]+" s="([0-9]+)"', cell)
        assert head
        address = cell.split('"')[1]
        return f'<c r="{address}" s="{style or head.group(1)}" t="n"><v>{number}</v></c>'

    return change


def _texted(text: str) -> Callable[[str], str]:
    def change(cell: str) -> str:
        return re.sub(r' t="[A-Za-z]+">.*</c>', f' t="inlineStr"><is><t>{text}</t></is></c>', cell, flags=re.DOTALL)

    return change


def _with_date_style(parts: Parts) -> tuple[dict[str, bytes], str]:
    """The parts with one more style, which shows a number as a date, and its number."""
    styles = parts["xl/styles.xml"].decode()
    count = re.search(r'<cellXfs count="([0-9]+)">', styles)
    assert count
    number = int(count.group(1))
    styles = styles.replace(count.group(), f'<cellXfs count="{number + 1}">')
    styles = styles.replace("</cellXfs>", '<xf numFmtId="14" fontId="0" fillId="0" borderId="0"/></cellXfs>')
    return {**parts, "xl/styles.xml": styles.encode()}, str(number)


def test_the_example_is_read_whole_with_the_cells_of_its_values() -> None:
    found = read(example_parts())
    found.require_agreement()
    assert found.submission == make_submission()
    assert found.cells[key_of(Unit.PERCENT)] == (GOAL, "E5:F5")
    assert found.cells[key_of(Unit.MEAN)].cell == "F5:G5"
    assert found.cells[key_of(Unit.COUNT)].cell == "G5"
    assert found.seal.is_valid
    assert found.differences == ()


def test_bytes_and_parts_are_read_alike() -> None:
    assert read_submission(pack(example_parts()), PLAN) == read(example_parts())


@settings(max_examples=15)
@given(submissions())
def test_the_quick_scan_and_the_strict_parser_read_the_same_cells(submission: Submission) -> None:
    book = open_workbook(parts_of(submission))
    for name, xml in book.sheets.items():
        columns, first = (2, SEAL_FIRST_ROW) if name == "Seal" else (10, FIRST_TABLE_ROW)
        scanned = scan_sheet(xml, columns=columns, first_row=first)
        if scanned is None:
            continue
        cells = dict(parse_sheet(scanned.rest, name=name).cells)
        for row, *groups, _ in scanned.rows:
            for column in range(columns):
                number, text = groups[2 * column : 2 * column + 2]
                if number or text:
                    style = book.sheet(name).cells[int(row), column + 1].style
                    cells[int(row), column + 1] = FoundCell("n" if number else "s", number or text, style)
        assert cells == book.sheet(name).cells


def test_the_quick_scan_takes_the_tables_that_this_program_writes() -> None:
    book = open_workbook(example_parts())
    assert scan_sheet(book.sheets["Seal"], columns=2, first_row=SEAL_FIRST_ROW) is not None
    assert scan_sheet(book.sheets[GOAL], columns=10, first_row=FIRST_TABLE_ROW) is not None


STRUCTURE: dict[str, tuple[Callable[[], Parts], str]] = {
    "formula": (
        lambda: _with_cell(GOAL, "E5", lambda cell: cell.replace("<v>", "<f>50+7</f><v>")),
        "cell.formula",
    ),
    "formula in a prefix": (
        lambda: _with_cell(
            GOAL, "E5", lambda cell: cell.replace("<v>", f'<x:f xmlns:x="{MAIN_NAMESPACE}">50+7</x:f><v>')
        ),
        "cell.formula",
    ),
    "cell twice": (lambda: _with_cell(GOAL, "E5", lambda cell: cell + cell), "cell.twice"),
    "row twice": (
        lambda: edited(GOAL, "</sheetData>", '<row r="5"><c r="E5"><v>9</v></c></row></sheetData>'),
        "sheet.row_order",
    ),
    "data twice": (
        lambda: edited(GOAL, "</sheetData>", '</sheetData><sheetData><row r="5"/></sheetData>'),
        "sheet.section_twice",
    ),
    "cell of another row": (lambda: edited(GOAL, '<c r="E5"', '<c r="E6"'), "cell.address"),
    "cell without address": (lambda: edited(GOAL, '<c r="E5"', "<c"), "cell.address"),
    "error": (
        lambda: _with_cell(GOAL, "E5", lambda cell: re.sub(r't="n"><v>57', 't="e"><v>#REF!', cell)),
        "cell.error",
    ),
    "unknown kind": (lambda: _with_cell(GOAL, "E5", lambda cell: cell.replace('t="n"', 't="x"')), "cell.kind"),
    "two values": (
        lambda: _with_cell(GOAL, "E5", lambda cell: cell.replace("</v>", "</v><v>1</v>")),
        "sheet.unexpected_element",
    ),
    "text between": (lambda: edited(GOAL, "</sheetData>", "57</sheetData>"), "sheet.markup"),
    "comment": (lambda: edited(GOAL, "</sheetData>", "<!-- --></sheetData>"), "sheet.markup"),
    "instruction": (lambda: edited(GOAL, "</sheetData>", "<?x y?></sheetData>"), "sheet.markup"),
    "cdata": (
        lambda: _with_cell(GOAL, "E5", lambda cell: cell.replace("57", "<![CDATA[57]]>")),
        "sheet.markup",
    ),
    "doctype": (
        lambda: edited_part(sheet_part(GOAL), "<worksheet ", '<!DOCTYPE x [<!ENTITY a "57">]><worksheet '),
        "sheet.markup",
    ),
    "far corner": (
        lambda: edited(GOAL, "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        "sheet.too_large",
    ),
    "hidden row": (lambda: edited(GOAL, '<row r="5"', '<row hidden="1" r="5"'), "sheet.hidden_row"),
    "flat row": (lambda: edited(GOAL, '<row r="5"', '<row ht="0" customHeight="1" r="5"'), "sheet.hidden_row"),
    "all rows hidden": (
        lambda: edited(GOAL, "<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" '),
        "sheet.hidden_rows",
    ),
    "hidden column": (lambda: edited(GOAL, "</cols>", '<col min="12" max="12" hidden="true"/></cols>'), HIDDEN_COLUMN),
    "narrow column": (lambda: edited(GOAL, "</cols>", '<col min="12" max="12" width="0.1"/></cols>'), HIDDEN_COLUMN),
    "merged cells": (
        lambda: edited(GOAL, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A5:XFD1048576"/></mergeCells>'),
        "sheet.merged_cells",
    ),
    "validation": (lambda: edited(GOAL, "</sheetData>", "</sheetData><dataValidations/>"), "sheet.data_validation"),
    "link": (lambda: edited(GOAL, "</sheetData>", "</sheetData><hyperlinks/>"), "sheet.link"),
    "filter": (lambda: edited(GOAL, "</sheetData>", '</sheetData><autoFilter ref="A4:J9"/>'), "sheet.filter"),
    "conditional format": (
        lambda: edited(GOAL, "</sheetData>", "</sheetData><conditionalFormatting/>"),
        "sheet.conditional_format",
    ),
    "drawing": (lambda: edited(GOAL, "<ignoredErrors>", "<drawing/><ignoredErrors>"), "sheet.drawing"),
    "object": (lambda: edited(GOAL, "<ignoredErrors>", "<oleObjects/><ignoredErrors>"), "sheet.embedded_object"),
    "extension": (lambda: edited(GOAL, "</worksheet>", "<extLst/></worksheet>"), "sheet.unexpected_element"),
    "broken XML": (lambda: edited(GOAL, "</sheetData>", "</sheetdata>"), "sheet.damaged"),
    "not UTF-8": (
        lambda: {**example_parts(), sheet_part(GOAL): example_parts()[sheet_part(GOAL)].replace(b"1.10", b"\xff\xfe")},
        "sheet.damaged",
    ),
    "hidden sheet": (
        lambda: _with_workbook('name="Names" sheetId="7" state="visible"', "hidden"),
        "workbook.hidden_sheet",
    ),
    "very hidden sheet": (
        lambda: _with_workbook('name="Names" sheetId="7" state="visible"', "veryHidden"),
        "workbook.hidden_sheet",
    ),
    "hidden window": (
        lambda: edited_part("xl/workbook.xml", 'visibility="visible"', 'visibility="hidden"'),
        "workbook.hidden_window",
    ),
    "name": (
        lambda: edited_part(
            "xl/workbook.xml", "</definedNames>", '<definedName name="x">1</definedName></definedNames>'
        ),
        "workbook.defined_name",
    ),
    "print name that computes": (
        lambda: edited_part(
            "xl/workbook.xml",
            "</definedNames>",
            '<definedName name="_xlnm.Print_Area" localSheetId="0">OFFSET(A1,1,1)</definedName></definedNames>',
        ),
        "workbook.defined_name",
    ),
    "external reference": (
        lambda: edited_part("xl/workbook.xml", "<definedNames>", "<externalReferences/><definedNames>"),
        "workbook.external_link",
    ),
    "custom views": (
        lambda: edited_part("xl/workbook.xml", "<definedNames>", "<customWorkbookViews/><definedNames>"),
        "workbook.unexpected_element",
    ),
    "macro": (lambda: {**example_parts(), "xl/vbaProject.bin": b""}, "workbook.macro"),
    "linked workbook": (
        lambda: {**example_parts(), "xl/externalLinks/externalLink1.xml": b"<a/>"},
        "workbook.external_link",
    ),
    "comments": (lambda: {**example_parts(), "xl/comments/comment1.xml": b"<a/>"}, "workbook.comment"),
    "picture": (lambda: {**example_parts(), "xl/media/image1.png": b""}, "workbook.drawing"),
    "foreign part": (lambda: {**example_parts(), "xl/metadata.xml": b"<a/>"}, "workbook.unexpected_part"),
    "stray sheet": (
        lambda: {**example_parts(), "xl/worksheets/sheet99.xml": example_parts()[sheet_part(GOAL)]},
        "workbook.stray_sheet",
    ),
    "sheet renamed": (lambda: edited_part("xl/workbook.xml", 'name="Names"', 'name="Namen"'), "workbook.sheets"),
    "sheet missing": (lambda: _without_sheet("Names"), "workbook.sheets"),
    "seal missing": (lambda: _without_sheet("Seal"), "seal.missing"),
    "no workbook": (
        lambda: {name: part for name, part in example_parts().items() if name != "xl/workbook.xml"},
        "workbook.not_found",
    ),
    "workbook damaged": (lambda: {**example_parts(), "xl/workbook.xml": b"<workbook>"}, "workbook.damaged"),
}


def _with_workbook(place: str, state: str) -> dict[str, bytes]:
    return edited_part("xl/workbook.xml", place, place.replace('state="visible"', f'state="{state}"'))


def _without_sheet(name: str) -> dict[str, bytes]:
    xml = example_parts()["xl/workbook.xml"].decode()
    found = re.search(rf'<sheet [^>]*name="{name}"[^>]*r:id="(rId[0-9]+)"/>', xml)
    assert found
    rels = example_parts()["xl/_rels/workbook.xml.rels"].decode()
    relation = re.search(rf'<Relationship [^>]*Id="{found.group(1)}"[^>]*/>', rels)
    assert relation
    parts = {
        **example_parts(),
        "xl/workbook.xml": xml.replace(found.group(), "").encode(),
        "xl/_rels/workbook.xml.rels": rels.replace(relation.group(), "").encode(),
    }
    del parts[sheet_part(name)]
    return parts


@pytest.mark.parametrize("attack", STRUCTURE)
def test_what_the_layout_lacks_is_refused_with_a_code_of_its_own(attack: str) -> None:
    build, code = STRUCTURE[attack]
    parts = build()
    began = time.process_time()
    assert _refusal(parts).code == code
    assert time.process_time() - began < 1


CELLS: dict[str, tuple[Callable[[], Parts], str, tuple[CellDifference, ...]]] = {
    "another number": (
        lambda: _with_cell(GOAL, "E5", _numbered("75")),
        "cell.changed",
        (CellDifference(GOAL, "E5", "57", "75"),),
    ),
    "another quotient": (
        lambda: _with_cell(GOAL, "G5", _numbered("57.3")),
        "cell.changed",
        (CellDifference(GOAL, "G5", "43.5", "57.3"),),
    ),
    "number removed": (
        lambda: _with_cell(GOAL, "E5", lambda cell: ""),
        "cell.changed",
        (CellDifference(GOAL, "E5", "57", ""),),
    ),
    "number added": (
        lambda: _with_cell(GOAL, "G6", _numbered("12")),
        "cell.not_in_layout",
        (CellDifference(GOAL, "G6", "", "12"),),
    ),
    "value beside the table": (
        lambda: edited(GOAL, "</sheetData>", '<row r="900"><c r="L900"><v>1</v></c></row></sheetData>'),
        "cell.not_in_layout",
        (CellDifference(GOAL, "L900", "", "1"),),
    ),
    "mangled code": (
        lambda: _with_cell(GOAL, "A5", _numbered("1.1")),
        "cell.number_instead_of_text",
        (CellDifference(GOAL, "A5", "1.10", "1.1"),),
    ),
    "mangled school code": (
        lambda: _with_cell("Sign-off", "B6", _numbered("9001616")),
        "cell.number_instead_of_text",
        (CellDifference("Sign-off", "B6", "9001616", "9001616"),),
    ),
    "text for a number": (
        lambda: _with_cell(GOAL, "E5", _texted("57")),
        "cell.text_instead_of_number",
        (CellDifference(GOAL, "E5", "57", "57"),),
    ),
    "yes for a number": (
        lambda: _with_cell(GOAL, "E5", lambda cell: cell.replace('t="n"><v>57', 't="b"><v>1')),
        "cell.text_instead_of_number",
        (CellDifference(GOAL, "E5", "57", "TRUE"),),
    ),
    "ISO date for a number": (
        lambda: _with_cell(GOAL, "E5", lambda cell: cell.replace('t="n"><v>57', 't="d"><v>2016-02-26')),
        "cell.date_instead_of_number",
        (CellDifference(GOAL, "E5", "57", "2016-02-26"),),
    ),
    "another name of the measure": (
        lambda: _with_cell(GOAL, "B5", _texted("Graduation rate")),
        "cell.changed",
        (CellDifference(GOAL, "B5", "Measure & <percent>", "Graduation rate"),),
    ),
    "control total": (
        lambda: _with_cell("Sign-off", "D21", _numbered("99")),
        "cell.changed",
        (CellDifference("Sign-off", "D21", "2", "99"),),
    ),
    "statement": (
        lambda: _with_cell("Sign-off", "A32", _texted("I have read nothing.")),
        "cell.changed",
        (),
    ),
}


@pytest.mark.parametrize("change", CELLS)
def test_a_cell_that_says_something_else_is_named(change: str) -> None:
    build, code, differences = CELLS[change]
    found = read(build())
    assert found.seal.is_valid
    assert found.submission == make_submission(), "what is read is what was sealed"
    if differences:
        assert found.differences == differences
    refusal = _refusal(build())
    assert isinstance(refusal, WrongTemplate)
    assert (refusal.code, refusal.params["count"]) == (code, 1)
    (difference,) = found.differences
    assert (refusal.params["sheet"], refusal.params["cell"]) == (difference.sheet, difference.cell)
    assert refusal.params["differences"] == found.differences


def test_a_number_that_excel_turned_into_a_date_is_named_with_the_date() -> None:
    parts, style = _with_date_style(_with_cell(GOAL, "E5", lambda cell: cell))
    xml = parts[sheet_part(GOAL)].decode()
    old = _cell(GOAL, "E5")
    parts[sheet_part(GOAL)] = xml.replace(old, _numbered("42405", style)(old)).encode()
    refusal = _refusal(parts)
    assert (refusal.code, refusal.params["found"]) == ("cell.date_instead_of_number", "2016-02-05")
    code = _cell(GOAL, "A5")
    parts[sheet_part(GOAL)] = xml.replace(code, _numbered("42405", style)(code)).encode()
    assert _refusal(parts).code == "cell.date_instead_of_text"


def test_the_right_number_shown_as_a_date_is_refused_too() -> None:
    parts, style = _with_date_style(example_parts())
    old = _cell(GOAL, "E5")
    xml = parts[sheet_part(GOAL)].decode()
    parts[sheet_part(GOAL)] = xml.replace(old, _numbered("57", style)(old)).encode()
    assert _refusal(parts).code == "cell.date_instead_of_number"


def test_a_number_format_that_shows_something_else_is_refused() -> None:
    styles = example_parts()["xl/styles.xml"].decode()
    lying = styles.replace('formatCode="#,##0.0"', 'formatCode="&quot;99&quot;"')
    assert lying != styles
    assert _refusal({**example_parts(), "xl/styles.xml": lying.encode()}).code == "cell.number_format"


@pytest.mark.parametrize(
    ("number", "code", "kind"),
    [
        (0, None, FormatKind.PLAIN),
        (4, None, FormatKind.PLAIN),
        (14, None, FormatKind.DATE),
        (22, None, FormatKind.DATE),
        (9, None, FormatKind.UNKNOWN),
        (164, "#,##0.00", FormatKind.PLAIN),
        (164, "yyyy-mm-dd", FormatKind.DATE),
        (164, "[h]:mm", FormatKind.DATE),
        (164, '0.0" days"', FormatKind.UNKNOWN),
        (164, "[$-409]d-mmm", FormatKind.DATE),
        (164, ";;;", FormatKind.UNKNOWN),
    ],
)
def test_number_formats_are_told_apart(number: int, code: str | None, kind: FormatKind) -> None:
    assert format_kind(number, code) is kind


def test_what_saving_anew_respells_is_no_difference() -> None:
    """Shared texts, sixteen and more digits, other styles of the same kind, no protection, an XML declaration."""
    texts: list[str] = []

    def shared(found: re.Match[str]) -> str:
        texts.append(found.group(2))
        return f'{found.group(1)} t="s"><v>{len(texts) - 1}</v></c>'

    parts = dict(example_parts())
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        xml = parts[name].decode("utf-8")
        xml = re.sub(r'(<c r="[A-Z0-9]+" s="[0-9]+") t="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>', shared, xml)
        xml = xml.replace("<v>43.5114503816794</v>", "<v>43.511450381679388</v>")
        xml = xml.replace("<v>43.5</v>", "<v>4.3499999999999999E1</v>")
        xml = re.sub(r"<sheetProtection[^>]*/>", "", xml)
        parts[name] = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + xml).encode("utf-8")
    items = "".join(f'<si><r><t xml:space="preserve">{text}</t></r></si>' for text in texts)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN_NAMESPACE}">{items}</sst>'.encode()
    found = read(parts)
    assert found.differences == ()
    found.require_agreement()
    assert found.submission == make_submission()
    assert read_identity(parts) == make_identity()


def test_a_text_number_beyond_the_shared_texts_is_refused() -> None:
    parts = _with_cell(GOAL, "B5", lambda cell: re.sub(r't="inline.*</c>', 't="s"><v>7</v></c>', cell))
    assert _refusal(parts).code == "cell.shared_text"


def test_a_changed_line_of_the_seal_breaks_it_and_is_named() -> None:
    parts = edited("Seal", "v|1.10|all|57/131|TRUE", "v|1.10|all|75/131|TRUE")
    found = read(parts)
    assert not found.seal.is_valid
    refusal = _refusal(parts)
    assert isinstance(refusal, SignatureInvalid)
    assert refusal.code == "seal.broken"
    assert refusal.params["differences"] == (
        CellDifference("Seal", str(refusal.params["cell"]), "", "v|1.10|all|75/131|TRUE"),
    )
    assert CellDifference(GOAL, "E5", "75", "57") in found.differences


def test_a_seal_of_other_values_does_not_fit_these() -> None:
    """Both the sheet and the seal are whole, but they are not of one submission."""
    submission = make_submission()
    other = parts_of(replace(submission, observations=submission.observations[1:]))
    mixed = {**example_parts(), sheet_part("Seal"): other[sheet_part("Seal")]}
    found = read(mixed)
    assert found.seal.is_valid
    assert found.differences
    assert _refusal(mixed).params["rule"] in {19, 20}


def test_check_digits_that_were_tampered_with_are_named() -> None:
    digits = re.search(r"<t>([0-9a-f]{10})</t>", example_parts()[sheet_part("Seal")].decode())
    assert digits
    refusal = _refusal(edited("Seal", digits.group(), "<t>0000000000</t>"))
    assert (refusal.code, refusal.params["cell"]) == ("cell.changed", f"A{SEAL_FIRST_ROW}")


@pytest.mark.parametrize(
    ("cell", "text", "code"),
    [
        ("B4", "", "seal.missing"),
        ("B4", "ctecs submission 9", "seal.version"),
        ("B5", "none", "seal.algorithm"),
        ("B6", "00", "cell.changed"),
        ("B7", "not base64!", "seal.damaged"),
        ("B7", "AAAA", "seal.broken"),
        ("B8", "AAAA", "seal.certificate"),
    ],
)
def test_a_seal_whose_head_is_wrong_is_refused(cell: str, text: str, code: str) -> None:
    assert _refusal(_with_cell("Seal", cell, _texted(text))).code == code


def test_a_seal_by_another_key_than_the_package_is_refused() -> None:
    with pytest.raises(SignatureInvalid) as refused:
        read(example_parts()).require_agreement(b"another certificate")
    assert refused.value.code == "seal.other_certificate"


def test_a_submission_to_an_older_plan_is_told_by_its_version() -> None:
    with pytest.raises(WrongTemplate) as refused:
        read_submission(example_parts(), replace(PLAN, version="test-2"))
    assert (refused.value.code, refused.value.params["found"]) == ("submission.other_plan_version", "test-1")
    assert read_identity(example_parts()).plan_version == "test-1"


def test_the_revision_before_is_read_from_the_sheet_of_changes() -> None:
    submission = make_submission(identity=make_identity(revision=2))
    changes = (ChangedValue(key_of(Unit.PERCENT), "75 / 131"), ChangedValue(key_of(Unit.COUNT), "not entered"))
    found = read(parts_of(submission, changes=changes))
    found.require_agreement()
    assert found.changes == changes


@settings(max_examples=150)
@given(st.data())
def test_no_changed_byte_of_a_sheet_passes_for_what_was_signed(data: st.DataObject) -> None:
    """Whatever happens to a byte: a refusal, or another program's library still sees every value that was signed."""
    name = data.draw(st.sampled_from([name for name in example_parts() if name.startswith("xl/")]))
    xml = bytearray(example_parts()[name])
    place = data.draw(st.integers(0, len(xml) - 1))
    xml[place] ^= data.draw(st.integers(1, 255))
    parts = {**example_parts(), name: bytes(xml)}
    try:
        found = read(parts)
        found.require_agreement()
    except CtecsError:
        return
    # A certificate that is not the school's any more is for the trust list to refuse: it is known by its fingerprint.
    assume(found.seal.certificate_der == signing_key().certificate_der)
    # A library that will not read the file at all sees nothing else in it.
    with suppress(CalamineError):
        assert _seen_by_calamine(parts) == _seen_by_calamine(example_parts())


def _seen_by_calamine(parts: Parts) -> list[list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(pack(parts)))
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]


def test_cell_names_go_beyond_z() -> None:
    assert [cell_name(1, column) for column in (1, 26, 27, 52, 53)] == ["A1", "Z1", "AA1", "AZ1", "BA1"]


def test_signing_again_what_was_read_gives_the_same_seal() -> None:
    found = read(example_parts())
    assert seal_of(found.submission).digest == found.digest
