"""What the entries of a workbook are and how they hang together: content types and relationships.

Read strictly, so that Excel, LibreOffice, openpyxl and we find the same workbook and the same sheets.
Rules 4-6 of the strict verifier; the signature itself is read in ``package_verifier``.
Source: ECMA-376 part 2, chapters 9 and 10.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from ctecs_desktop.domain.errors import NotAWorkbook
from ctecs_desktop.exchange.opc.container import Container, pack
from ctecs_desktop.exchange.opc.package_terms import (
    CONTENT_TYPES_NAMESPACE,
    RELATIONSHIPS_NAMESPACE,
    RELATIONSHIPS_TYPE,
    SIGNATURE_ORIGIN_TYPE,
    WORKBOOK_RELATIONSHIP,
    WORKBOOK_TYPE,
)
from ctecs_desktop.exchange.opc.package_xml import check_xml_bytes, escape_attribute, has_text, parse_package_xml
from ctecs_desktop.exchange.opc.zip_records import CONTENT_TYPES_NAME, ROOT_RELATIONSHIPS_NAME

_BINARY_TYPES = (
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/x-emf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings",
    SIGNATURE_ORIGIN_TYPE,
)
_MACRO_WORDS = ("macroenabled", "vbaproject", "macrosheet", "dialogsheet", "activex")
_ACTIVE_WORDS = (
    "oleobject",
    "externallink",
    "connections+xml",
    "querytable",
    "ctrlprop",
    "webextension",
    "sheet.binary",
)
_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]*/[A-Za-z0-9][A-Za-z0-9.+_-]*\Z")
_EXTENSION = re.compile(r"[a-z0-9]+\Z")
_RELATIONSHIP_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_TARGET = re.compile(r"[A-Za-z0-9_./-]+\Z")


@dataclass(frozen=True, slots=True)
class Relationship:
    """One arrow from a part to another: as written, and the name of the entry that ``target`` leads to."""

    identifier: str
    kind: str
    target: str
    target_name: str


@dataclass(frozen=True, slots=True)
class Package:
    """The entries of a workbook with their content types, and the relationships by their ``.rels`` entry."""

    container: Container
    content_types: Mapping[str, str]
    relationships: Mapping[str, tuple[Relationship, ...]]
    workbook_name: str


def read_package(container: Container) -> Package:
    """Content types and relationships of ``container``; raises ``NotAWorkbook`` (``package.…``, rules 4-6)."""
    content_types = _read_content_types(container)
    for name, content_type in content_types.items():
        if content_type not in _BINARY_TYPES:
            check_xml_bytes(container[name], part=name)
    relationships = {name: _read_relationships(container, name) for name in container if is_relationships_name(name)}
    workbook_name = _find_workbook(content_types, relationships)
    return Package(container, content_types, relationships, workbook_name)


def is_relationships_name(name: str) -> bool:
    """Whether an entry of this name holds relationships."""
    folder, _, file = name.rpartition("/")
    return file.endswith(".rels") and (folder == "_rels" or folder.endswith("/_rels"))


def _read_content_types(container: Container) -> dict[str, str]:
    if CONTENT_TYPES_NAME not in container:
        raise NotAWorkbook("package.no_content_types", rule=5)
    root = parse_package_xml(container[CONTENT_TYPES_NAME], part=CONTENT_TYPES_NAME)
    namespace = f"{{{CONTENT_TYPES_NAMESPACE}}}"
    defaults: dict[str, str] = {}
    overrides: dict[str, str] = {}
    if root.tag != f"{namespace}Types" or root.attrib or has_text(root):
        raise NotAWorkbook("package.content_types_form", rule=5, found=str(root.tag))
    for element in root:
        if element.tag == f"{namespace}Default":
            (extension, content_type), table = _attributes(element, "Extension", "ContentType"), defaults
            key, is_sound = extension.lower(), _EXTENSION.match(extension.lower()) is not None
        elif element.tag == f"{namespace}Override":
            (key, content_type), table = _attributes(element, "PartName", "ContentType"), overrides
            is_sound = key.startswith("/")
        else:
            raise NotAWorkbook("package.content_types_form", rule=5, found=str(element.tag))
        if not is_sound or not _TYPE.match(content_type) or len(element):
            raise NotAWorkbook("package.content_types_form", rule=5, found=key)
        if key.lower() in {known.lower() for known in table}:
            raise NotAWorkbook("package.content_type_twice", rule=5, found=key)
        table[key] = content_type
    return _types_of_entries(container, defaults, overrides)


def _types_of_entries(container: Container, defaults: dict[str, str], overrides: dict[str, str]) -> dict[str, str]:
    """The content type of every entry; raises where one has none or where a type has no entry."""
    types: dict[str, str] = {}
    for name in container:
        if name == CONTENT_TYPES_NAME:
            continue
        content_type = overrides.pop(f"/{name}", None) or defaults.get(name.rpartition(".")[2].lower())
        if content_type is None:
            raise NotAWorkbook("package.no_content_type", rule=5, part=name)
        if is_relationships_name(name) != (content_type == RELATIONSHIPS_TYPE):
            raise NotAWorkbook("package.relationships_type", rule=5, part=name, content_type=content_type)
        _refuse_active(content_type, part=name)
        types[name] = content_type
    if overrides:
        raise NotAWorkbook("package.content_type_without_part", rule=5, part=next(iter(overrides)))
    return types


def _refuse_active(content_type: str, *, part: str) -> None:
    """Refuse what runs or reaches out when the workbook is opened, before anything looks into it (rule 19)."""
    folded = content_type.lower()
    if any(word in folded for word in _MACRO_WORDS):
        raise NotAWorkbook("package.macros", rule=19, part=part)
    if any(word in folded for word in _ACTIVE_WORDS):
        raise NotAWorkbook("package.active_content", rule=19, part=part, content_type=content_type)


def _attributes(element: etree._Element, *names: str) -> tuple[str, ...]:
    """The values of exactly these attributes; raises if one is missing or another is there."""
    if sorted(element.keys()) != sorted(names):
        raise NotAWorkbook("package.content_types_form", rule=5, found=" ".join(map(str, element.keys())))
    return tuple(element.get(name, "") for name in names)


def _read_relationships(container: Container, rels_name: str) -> tuple[Relationship, ...]:
    """The relationships in the entry ``rels_name``, whose targets are all entries of this container."""
    source_folder, source_file = _source_of(rels_name)
    if source_file and f"{source_folder}{source_file}" not in container:
        raise NotAWorkbook("package.relationships_without_part", rule=6, part=rels_name)
    root = parse_package_xml(container[rels_name], part=rels_name)
    namespace = f"{{{RELATIONSHIPS_NAMESPACE}}}"
    if root.tag != f"{namespace}Relationships" or root.attrib or has_text(root):
        raise NotAWorkbook("package.relationships_form", rule=6, part=rels_name, found=str(root.tag))
    found: dict[str, Relationship] = {}
    for element in root:
        if element.tag != f"{namespace}Relationship" or len(element):
            raise NotAWorkbook("package.relationships_form", rule=6, part=rels_name, found=str(element.tag))
        relationship = _read_relationship(element, rels_name=rels_name, source_folder=source_folder)
        if relationship.target_name not in container or is_relationships_name(relationship.target_name):
            raise NotAWorkbook("package.relationship_without_part", rule=6, part=rels_name, target=relationship.target)
        if relationship.identifier.lower() in found:
            raise NotAWorkbook("package.relationship_id_twice", rule=6, part=rels_name, id=relationship.identifier)
        found[relationship.identifier.lower()] = relationship
    return tuple(found.values())


def _source_of(rels_name: str) -> tuple[str, str]:
    """Folder (with its slash, or '') and file of the part whose relationships these are; file '' for the root."""
    folder, _, file = rels_name.rpartition("/")
    return folder.removesuffix("_rels"), file.removesuffix(".rels")


def _read_relationship(element: etree._Element, *, rels_name: str, source_folder: str) -> Relationship:
    allowed = {"Id", "Type", "Target", "TargetMode"}
    if not {"Id", "Type", "Target"} <= set(element.keys()) <= allowed:
        raise NotAWorkbook(
            "package.relationships_form", rule=6, part=rels_name, found=" ".join(map(str, element.keys()))
        )
    identifier, kind, target = element.get("Id", ""), element.get("Type", ""), element.get("Target", "")
    if element.get("TargetMode", "Internal") != "Internal":
        raise NotAWorkbook("package.external_relationship", rule=6, part=rels_name, target=target)
    if not _RELATIONSHIP_ID.match(identifier) or not kind:
        raise NotAWorkbook("package.relationships_form", rule=6, part=rels_name, found=identifier)
    return Relationship(identifier, kind, target, _resolve(target, source_folder, rels_name=rels_name))


def _resolve(target: str, source_folder: str, *, rels_name: str) -> str:
    """The name of the entry that ``target`` means, seen from a part in ``source_folder``."""
    if not _TARGET.match(target):
        raise NotAWorkbook("package.relationship_target", rule=6, part=rels_name, target=target)
    steps: list[str] = []
    for step in (target[1:] if target.startswith("/") else source_folder + target).split("/"):
        if step == "..":
            if not steps:
                raise NotAWorkbook("package.relationship_target", rule=6, part=rels_name, target=target)
            steps.pop()
        elif step != ".":
            steps.append(step)
    return "/".join(steps)


def _find_workbook(content_types: Mapping[str, str], relationships: Mapping[str, tuple[Relationship, ...]]) -> str:
    """The one workbook: Excel follows the relationship, openpyxl the content type, and both must find it."""
    by_type = [name for name, content_type in content_types.items() if content_type == WORKBOOK_TYPE]
    roots = relationships.get(ROOT_RELATIONSHIPS_NAME, ())
    by_relationship = [one.target_name for one in roots if one.kind == WORKBOOK_RELATIONSHIP]
    if not by_type or not by_relationship:
        raise NotAWorkbook("package.no_workbook", rule=5)
    if len(by_type) > 1 or len(by_relationship) > 1 or by_type != by_relationship:
        raise NotAWorkbook("package.two_workbooks", rule=5, parts=sorted({*by_type, *by_relationship}))
    return by_type[0]


def write_content_types(content_types: Mapping[str, str]) -> bytes:
    """A ``[Content_Types].xml`` that gives these entries these types: two defaults, then one line per entry."""
    namespace = CONTENT_TYPES_NAMESPACE
    defaults = {"rels": RELATIONSHIPS_TYPE, "sigs": SIGNATURE_ORIGIN_TYPE, "xml": "application/xml"}
    used = {name.rpartition(".")[2] for name in content_types} | {"xml"}
    lines = [
        f'<Default Extension="{extension}" ContentType="{content_type}"/>'
        for extension, content_type in defaults.items()
        if extension in used
    ]
    lines += [
        f'<Override PartName="/{name}" ContentType="{escape_attribute(content_type)}"/>'
        for name, content_type in sorted(content_types.items())
        if defaults.get(name.rpartition(".")[2]) != content_type
    ]
    return _document(f'<Types xmlns="{namespace}">{"".join(lines)}</Types>')


def write_relationships(relationships: tuple[Relationship, ...]) -> bytes:
    """A ``.rels`` entry with these relationships and no whitespace at all (LibreOffice would digest it)."""
    rows = "".join(
        f'<Relationship Id="{one.identifier}" Type="{escape_attribute(one.kind)}" Target="{one.target}"/>'
        for one in relationships
    )
    return _document(f'<Relationships xmlns="{RELATIONSHIPS_NAMESPACE}">{rows}</Relationships>')


def _document(body: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{body}'.encode()


def repack(package: Package, parts: Mapping[str, bytes]) -> bytes:
    """Some parts of ``package`` as a container of their own, stored, with newly written content types."""
    types = {name: package.content_types[name] for name in parts}
    return pack({CONTENT_TYPES_NAME: write_content_types(types), **parts}, compress=False)
