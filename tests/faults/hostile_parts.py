"""Workbooks whose parts, content types or relationships are dangerous or can be read in two ways."""

from __future__ import annotations

import random
from collections.abc import Callable

from ctecs_desktop.exchange.opc.container import pack
from tests.exchange.package_building import replace_once, unpack
from tests.faults.hostile_case import Victim, case

TYPES = "[Content_Types].xml"
ROOT = "_rels/.rels"
SHEET = "xl/worksheets/sheet1.xml"
WORKBOOK_RELS = "xl/_rels/workbook.xml.rels"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _changed(victim: Victim, name: str, change: Callable[[str], str]) -> bytes:
    parts = unpack(victim.signed)
    parts[name] = change(parts[name].decode()).encode()
    return pack(parts)


def _replaced(victim: Victim, name: str, old: str, new: str) -> bytes:
    return _changed(victim, name, lambda text: replace_once(text, old, new))


def _with_part(victim: Victim, name: str, content: bytes, *, content_type: str, kind: str | None = None) -> bytes:
    """The victim with one more part, and a relationship from the workbook to it where ``kind`` names its type."""
    parts = unpack(victim.signed)
    parts[name] = content
    override = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
    parts[TYPES] = replace_once(parts[TYPES].decode(), "</Types>", override).encode()
    if kind:
        row = f'<Relationship Id="rIdMore" Type="{kind}" Target="/{name}"/></Relationships>'
        parts[WORKBOOK_RELS] = replace_once(parts[WORKBOOK_RELS].decode(), "</Relationships>", row).encode()
    return pack(parts)


@case("package.doctype", rule=4)
def a_billion_laughs(victim: Victim) -> bytes:
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE worksheet [<!ENTITY l0 "lol">{entities}]>'
    return _changed(victim, SHEET, lambda text: bomb + text.replace("<v>3</v>", "<v>&l9;</v>"))


@case("package.doctype", rule=4)
def an_entity_that_reads_a_file(victim: Victim) -> bytes:
    doctype = '<!DOCTYPE worksheet [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    return _changed(victim, SHEET, lambda text: doctype + text.replace("<v>3</v>", "<v>&file;</v>"))


@case("package.doctype", rule=4)
def a_doctype_in_the_signature(victim: Victim) -> bytes:
    doctype = '<!DOCTYPE Signature [<!ATTLIST Object Id ID #IMPLIED>]><Signature xmlns="http'
    return _replaced(victim, "_xmlsignatures/sig1.xml", '<Signature xmlns="http', doctype)


@case("package.not_utf8", rule=4)
def a_sheet_in_utf16_where_a_doctype_is_not_seen(victim: Victim) -> bytes:
    parts = unpack(victim.signed)
    parts[SHEET] = ('<!DOCTYPE worksheet [<!ENTITY a "b">]>' + parts[SHEET].decode()).encode("utf-16-le")
    return pack(parts)


@case("package.declaration", rule=4)
def a_sheet_in_utf7(victim: Victim) -> bytes:
    return _changed(victim, SHEET, lambda text: '<?xml version="1.0" encoding="UTF-7"?>' + text)


@case("package.comment_or_instruction", rule=4)
def a_comment_in_the_relationships(victim: Victim) -> bytes:
    return _replaced(victim, WORKBOOK_RELS, "<Relationship ", "<!-- --><Relationship ")


@case("package.comment_or_instruction", rule=4)
def a_comment_within_the_digest_of_the_signature(victim: Victim) -> bytes:
    return _replaced(victim, "_xmlsignatures/sig1.xml", "<DigestValue>", "<DigestValue><!---->")


@case("package.comment_or_instruction", rule=4)
def an_instruction_in_the_content_types(victim: Victim) -> bytes:
    return _replaced(victim, TYPES, "</Types>", "<?php evil?></Types>")


@case("package.xml_attribute", rule=4)
def a_base_in_the_relationships(victim: Victim) -> bytes:
    return _replaced(victim, WORKBOOK_RELS, "<Relationship ", '<Relationship xml:base="http://a/" ')


@case("package.xml_damaged", rule=4)
def relationships_that_are_no_xml(victim: Victim) -> bytes:
    return _replaced(victim, WORKBOOK_RELS, "</Relationships>", "</Relationship>")


@case("package.xml_damaged", rule=4)
def relationships_nested_a_hundred_thousand_deep(victim: Victim) -> bytes:
    return _replaced(victim, WORKBOOK_RELS, "</Relationships>", "<a>" * 100_000)


@case("package.xml_too_large", rule=4)
def relationships_of_two_megabytes(victim: Victim) -> bytes:
    generator = random.Random(1)
    rows = "".join(
        f'<Relationship Id="r{generator.random()}" Type="a" Target="/xl/styles.xml"/>' for _ in range(30_000)
    )
    return _replaced(victim, WORKBOOK_RELS, "</Relationships>", f"{rows}</Relationships>")


@case("package.no_content_types", rule=5)
def no_content_types(victim: Victim) -> bytes:
    parts = unpack(victim.signed)
    del parts[TYPES]
    return pack(parts)


@case("package.content_types_form", rule=5)
def an_unknown_element_in_the_content_types(victim: Victim) -> bytes:
    return _replaced(victim, TYPES, "</Types>", '<Fallback Extension="xml" ContentType="a/b"/></Types>')


@case("package.content_type_twice", rule=5)
def a_part_with_two_content_types(victim: Victim) -> bytes:
    again = f'<Override PartName="/{SHEET.upper()}" ContentType="application/xml"/></Types>'
    return _replaced(victim, TYPES, "</Types>", again)


@case("package.no_content_type", rule=5)
def a_part_without_a_content_type(victim: Victim) -> bytes:
    parts = unpack(victim.signed)
    parts["xl/hidden.bin"] = b"MZ"
    return pack(parts)


@case("package.content_type_without_part", rule=5)
def a_content_type_for_nothing(victim: Victim) -> bytes:
    more = '<Override PartName="/xl/nothing.xml" ContentType="application/xml"/></Types>'
    return _replaced(victim, TYPES, "</Types>", more)


@case("package.relationships_type", rule=5)
def relationships_that_call_themselves_something_else(victim: Victim) -> bytes:
    more = f'<Override PartName="/{WORKBOOK_RELS}" ContentType="application/xml"/></Types>'
    return _replaced(victim, TYPES, "</Types>", more)


@case("package.no_workbook", rule=5)
def no_workbook_by_content_type(victim: Victim) -> bytes:
    return _replaced(victim, TYPES, "spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml")


@case("package.two_workbooks", rule=5)
def two_workbooks_of_which_each_reader_finds_another(victim: Victim) -> bytes:
    workbook = unpack(victim.signed)["xl/workbook.xml"]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return _with_part(victim, "xl/workbook2.xml", workbook, content_type=kind)


@case("package.external_relationship", rule=6)
def a_link_to_the_outside(victim: Victim) -> bytes:
    row = (
        f'<Relationship Id="rIdOut" Type="{RELATIONSHIPS}/hyperlink" Target="file://server/share"'
        ' TargetMode="External"/></Relationships>'
    )
    return _replaced(victim, WORKBOOK_RELS, "</Relationships>", row)


@case("package.relationship_id_twice", rule=6)
def two_relationships_of_one_id(victim: Victim) -> bytes:
    row = f'<Relationship Id="RID1" Type="{RELATIONSHIPS}/theme" Target="theme/theme1.xml"/></Relationships>'
    return _replaced(victim, WORKBOOK_RELS, "</Relationships>", row)


@case("package.relationship_without_part", rule=6)
def a_relationship_to_nothing(victim: Victim) -> bytes:
    return _replaced(victim, WORKBOOK_RELS, "worksheets/sheet2.xml", "worksheets/sheet99.xml")


@case("package.relationship_target", rule=6)
def a_relationship_that_climbs_out(victim: Victim) -> bytes:
    return _replaced(victim, WORKBOOK_RELS, "styles.xml", "../../xl/styles.xml")


@case("package.relationship_target", rule=6)
def a_relationship_with_percent_signs(victim: Victim) -> bytes:
    return _replaced(victim, WORKBOOK_RELS, "styles.xml", "%73tyles.xml")


@case("package.relationships_form", rule=6)
def a_relationship_with_an_attribute_of_its_own(victim: Victim) -> bytes:
    return _replaced(victim, WORKBOOK_RELS, "<Relationship ", '<Relationship Extra="1" ')


@case("package.relationships_form", rule=6)
def text_between_the_relationships(victim: Victim) -> bytes:
    return _replaced(victim, WORKBOOK_RELS, "</Relationships>", "hidden</Relationships>")


@case("package.relationships_without_part", rule=6)
def relationships_of_a_part_that_is_not_there(victim: Victim) -> bytes:
    parts = unpack(victim.signed)
    parts["xl/worksheets/_rels/sheet99.xml.rels"] = parts[WORKBOOK_RELS].replace(b"worksheets/", b"")
    return pack(parts)


@case("package.macros", rule=19)
def a_macro(victim: Victim) -> bytes:
    kind = "application/vnd.ms-office.vbaProject"
    return _with_part(victim, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0", content_type=kind, kind="http://a/vbaProject")


@case("package.macros", rule=19)
def a_macro_sheet_of_excel_4(victim: Victim) -> bytes:
    kind = "application/vnd.ms-excel.macrosheet+xml"
    return _with_part(victim, "xl/macrosheets/sheet1.xml", b"<a/>", content_type=kind)


@case("package.active_content", rule=19)
def a_link_to_another_workbook(victim: Victim) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    return _with_part(victim, "xl/externalLinks/link1.xml", b"<a/>", content_type=kind)


@case("package.active_content", rule=19)
def a_data_connection(victim: Victim) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml"
    return _with_part(victim, "xl/connections.xml", b"<a/>", content_type=kind)


@case("signature.part_not_signed", rule=13)
def a_sheet_that_nobody_signed(victim: Victim) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    return _with_part(victim, "xl/worksheets/sheet99.xml", unpack(victim.signed)[SHEET], content_type=kind)


@case("signature.relationship_not_signed", rule=14)
def a_relationship_that_nobody_signed(victim: Victim) -> bytes:
    row = f'<Relationship Id="rId0" Type="{RELATIONSHIPS}/theme" Target="theme/theme1.xml"/></Relationships>'
    return _replaced(victim, WORKBOOK_RELS, "</Relationships>", row)


@case("signature.unsigned_relationship", rule=14)
def core_properties_that_are_a_sheet(victim: Victim) -> bytes:
    return _replaced(victim, ROOT, 'Target="docProps/core.xml"', f'Target="{SHEET}"')


@case("signature.digest_mismatch", rule=13)
def a_changed_cell(victim: Victim) -> bytes:
    return _replaced(victim, SHEET, "<v>3</v>", "<v>9</v>")


@case("signature.digest_mismatch", rule=13)
def two_sheets_exchanged(victim: Victim) -> bytes:
    parts = unpack(victim.signed)
    parts[SHEET], parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"], parts[SHEET]
    return pack(parts)


@case("signature.digest_mismatch", rule=13)
def two_relationships_exchanged(victim: Victim) -> bytes:
    def exchange(text: str) -> str:
        text = text.replace("sheet1.xml", "sheet0.xml").replace("sheet2.xml", "sheet1.xml")
        return text.replace("sheet0.xml", "sheet2.xml")

    return _changed(victim, WORKBOOK_RELS, exchange)


@case("signature.content_type_changed", rule=13)
def a_sheet_with_another_content_type(victim: Victim) -> bytes:
    return _replaced(victim, TYPES, "spreadsheetml.worksheet+xml", "spreadsheetml.chartsheet+xml")


@case("signature.content_type_changed", rule=13)
def core_properties_with_another_content_type(victim: Victim) -> bytes:
    return _replaced(victim, TYPES, "package.core-properties+xml", "officedocument.theme+xml")


@case("signature.loose_part_changed", rule=13)
def other_document_properties(victim: Victim) -> bytes:
    return _replaced(victim, "docProps/core.xml", "2016-07-01T12:30:15Z", "2017-07-01T12:30:15Z")


@case("signature.loose_part_changed", rule=13)
def an_application_name_that_is_not_the_one_that_wrote(victim: Victim) -> bytes:
    return _replaced(victim, "docProps/app.xml", "<Application>", "<Application>Not ")


@case("signature.loose_part_changed", rule=13)
def content_types_that_were_rewritten(victim: Victim) -> bytes:
    return _replaced(victim, TYPES, "<Override ", "<Override  ")
