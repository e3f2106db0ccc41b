"""Content types and relationships: what is found in them, and what is written comes back."""

from __future__ import annotations

import re

import pytest

from ctecs_desktop.domain.errors import NotAWorkbook
from ctecs_desktop.exchange.opc.container import Container, pack, read_container
from ctecs_desktop.exchange.opc.package import (
    is_relationships_name,
    read_package,
    repack,
    write_content_types,
    write_relationships,
)
from ctecs_desktop.exchange.opc.package_xml import (
    canonical,
    canonical_relationships,
    check_xml_bytes,
    parse_package_xml,
)
from tests.exchange.package_building import make_workbook, unpack

WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def test_the_parts_of_a_workbook_have_their_types_and_relationships() -> None:
    package = read_package(read_container(make_workbook()))
    assert package.workbook_name == "xl/workbook.xml"
    assert package.content_types["xl/worksheets/sheet1.xml"] == WORKSHEET
    targets = {one.target_name for one in package.relationships["xl/worksheets/_rels/sheet2.xml.rels"]}
    assert targets == {"xl/comments/comment1.xml", "xl/drawings/commentsDrawing1.vml"}
    assert "[Content_Types].xml" not in package.content_types


def test_what_is_written_is_read_again() -> None:
    package = read_package(read_container(make_workbook()))
    parts = dict(package.container)
    parts["[Content_Types].xml"] = write_content_types(package.content_types)
    parts.update({name: write_relationships(ones) for name, ones in package.relationships.items()})
    again = read_package(Container(parts))
    assert (again.content_types, again.relationships) == (package.content_types, package.relationships)


def test_no_whitespace_is_written_into_relationships() -> None:
    package = read_package(read_container(make_workbook()))
    for relationships in package.relationships.values():
        assert not re.search(rb">\s", write_relationships(relationships))


def test_some_parts_alone_are_a_package_again() -> None:
    package = read_package(read_container(make_workbook()))
    parts = {name: package.container[name] for name in package.content_types if not name.startswith("docProps")}
    root = tuple(one for one in package.relationships["_rels/.rels"] if one.target_name in parts)
    parts["_rels/.rels"] = write_relationships(root)
    assert set(unpack(repack(package, parts))) == {"[Content_Types].xml", *parts}


def test_a_relationship_may_say_that_it_is_internal() -> None:
    parts = unpack(make_workbook())
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace(b"<Relationship ", b'<Relationship TargetMode="Internal" ')
    assert read_package(read_container(pack(parts))).relationships[name]


def test_extensions_are_matched_without_regard_to_case() -> None:
    parts = unpack(make_workbook())
    parts["xl/media/image1.PNG"] = b"\x89PNG\r\n\x1a\n\0\xff"
    default = b'<Default Extension="png" ContentType="image/png"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", default)
    assert read_package(read_container(pack(parts))).content_types["xl/media/image1.PNG"] == "image/png"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("_rels/.rels", True), ("xl/_rels/a.xml.rels", True), ("xl/a.rels", False), ("x_rels/a.rels", False)],
)
def test_relationships_are_known_by_their_folder(name: str, expected: bool) -> None:
    assert is_relationships_name(name) is expected


@pytest.mark.parametrize(
    "declaration",
    [
        "",
        "<?xml version='1.0' encoding='UTF-8'?>",
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n',
        '\ufeff<?xml version="1.0"?>',
    ],
)
def test_the_declarations_that_office_programs_write_are_taken(declaration: str) -> None:
    content = f"{declaration}<a>é</a>".encode()
    assert content[check_xml_bytes(content, part="a") :].decode() == "<a>é</a>"
    assert parse_package_xml(content, part="a").text == "é"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "package.declaration"),
        (b'<?xml version="1.1"?><a/>', "package.declaration"),
        (b"<a>\xe9</a>", "package.not_utf8"),
        ("<a/>".encode("utf-16"), "package.not_utf8"),
        (b"<a><!DOCTYPE a></a>", "package.doctype"),
        (b"<a><![CDATA[b]]></a>", "package.comment_or_instruction"),
        (b"<a>&b;</a>", "package.xml_damaged"),
        (b"", "package.xml_damaged"),
        (b'<a xml:space="preserve"/>', "package.xml_attribute"),
    ],
)
def test_other_xml_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(NotAWorkbook) as refusal:
        parse_package_xml(content, part="a")
    assert (refusal.value.code, refusal.value.params["rule"]) == (code, 4)


def test_an_element_that_inherits_its_namespace_is_canonical_by_itself() -> None:
    # The third level down is where lxml, asked for a sub-element in place, writes a stray xmlns="".
    root = parse_package_xml(
        b'<S xmlns="u:s" Id="1"><O><x:Q xmlns:x="u:x" T="t">'
        b'<x:P><x:R><D A="1"/>\n<E>&lt;</E></x:R></x:P></x:Q></O></S>',
        part="a",
    )
    assert canonical(root[0][0][0]) == (b'<x:P xmlns="u:s" xmlns:x="u:x"><x:R><D A="1"></D>\n<E>&lt;</E></x:R></x:P>')


def test_an_inherited_namespace_that_nothing_uses_belongs_to_the_canonical_form() -> None:
    root = parse_package_xml(b'<S xmlns="u:s" xmlns:b="u:b" xmlns:a="u:a"><O xmlns:a="u:c"/></S>', part="a")
    assert canonical(root[0]) == b'<O xmlns="u:s" xmlns:a="u:c" xmlns:b="u:b"></O>'


def test_relationships_are_sorted_by_id_as_text_and_escaped() -> None:
    rows = [("rId2", "b&c.xml", "t2"), ("rId10", 'a".xml', "t1"), ("RId3", "c.xml", "t3")]
    assert canonical_relationships("u:r", rows).decode() == (
        '<Relationships xmlns="u:r">'
        '<Relationship Id="RId3" Target="c.xml" TargetMode="Internal" Type="t3"></Relationship>'
        '<Relationship Id="rId10" Target="a&quot;.xml" TargetMode="Internal" Type="t1"></Relationship>'
        '<Relationship Id="rId2" Target="b&amp;c.xml" TargetMode="Internal" Type="t2"></Relationship>'
        "</Relationships>"
    )
