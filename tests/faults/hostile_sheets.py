"""Submissions whose sheets hide, link or cover something, or are other ones (rule 19).

Each is signed by the school's own key after the change, so that the package signature holds.
"""

from __future__ import annotations

import re

from ctecs_desktop.exchange.opc.container import pack
from tests.exchange.package_building import replace_once, unpack
from tests.faults.submission_case import (
    GOAL,
    WORKBOOK,
    Forger,
    Parts,
    part_of,
    submission_case,
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


@submission_case("workbook.formula", rule=19)
def a_calculation_chain(forger: Forger) -> bytes:
    chain = b'<calcChain><c r="E5" i="2"/></calcChain>'
    return forger.signed(
        _with_part(forger.parts, "xl/calcChain.xml", chain, content_type=f"{SPREADSHEET}.calcChain+xml")
    )


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


@submission_case("sheet.unexpected_element", rule=19)
def an_extension_behind_the_sheet(forger: Forger) -> bytes:
    return _added(forger, "<extLst/>", before="</worksheet>")
