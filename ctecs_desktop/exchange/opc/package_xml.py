"""The small XML files of a package itself: parsed strictly, and brought into the canonical form that is signed.

Content types, relationships and the signature are read with lxml, but only after their bytes were looked
through for whatever makes XML dangerous or ambiguous (other encodings, DOCTYPE, ENTITY, comments, processing
instructions). Sheets are not parsed here at all, only looked through. Rule 4 of the strict verifier.
Sources: W3C Canonical XML 1.0 (2001), ECMA-376 part 2, 13.2.4.24 (the relationships transform).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from lxml import etree

from ctecs_desktop.domain.errors import NotAWorkbook

PACKAGE_XML_LIMIT = 1024 * 1024  # bytes; the largest honest one, a signature of thirty parts, has 15 KB

_DECLARATION = re.compile(
    rb"""<\?xml[ ]+version=(?:"1\.0"|'1\.0')"""
    rb"""(?:[ ]+encoding=(?:"(?i:utf-8)"|'(?i:utf-8)'))?"""
    rb"""(?:[ ]+standalone=(?:"(?:yes|no)"|'(?:yes|no)'))?[ ]*\?>\s*"""
)
_PLAIN_DECLARATION = re.compile(
    rb'(?:<\?xml version="1\.0" encoding="(?:UTF-8|utf-8)"(?: standalone="yes")?\?>(?:\r?\n)?)?'
)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_PIECE = 256 * 1024
_XML_NAMESPACE = "{http://www.w3.org/XML/1998/namespace}"


def check_xml_bytes(content: bytes, *, part: str) -> int:
    """Where ``content`` begins after its XML declaration; raises unless it is UTF-8 without DOCTYPE or ENTITY.

    A NUL byte or a foreign byte order mark would let a parser take the bytes for UTF-16, where nothing that
    is searched for here would be found. Raises ``NotAWorkbook`` (``package.…``, rule 4).
    """
    if b"\0" in content or not (content.isascii() or _is_utf8(content)):
        raise NotAWorkbook("package.not_utf8", rule=4, part=part)
    start = len(_BYTE_ORDER_MARK) if content.startswith(_BYTE_ORDER_MARK) else 0
    if content.startswith(b"<?xml", start):
        declaration = _DECLARATION.match(content, start)
        if declaration is None:
            raise NotAWorkbook("package.declaration", rule=4, part=part)
        start = declaration.end()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise NotAWorkbook("package.doctype", rule=4, part=part)
    return start


def _is_utf8(content: bytes) -> bool:
    """Whether ``content`` is UTF-8; decoded by pieces, as one rare sign makes a text four times its bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(content)
    try:
        for start in range(0, len(view), _PIECE):
            decoder.decode(view[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def parse_package_xml(content: bytes, *, part: str) -> etree._Element:
    """The root of a package XML part, which holds elements, attributes and text and nothing else.

    Raises ``NotAWorkbook`` (``package.…``, rule 4).
    """
    if len(content) > PACKAGE_XML_LIMIT:
        raise NotAWorkbook("package.xml_too_large", rule=4, part=part, size=len(content), limit=PACKAGE_XML_LIMIT)
    body = content[check_xml_bytes(content, part=part) :]
    if b"<!" in body or b"<?" in body:
        raise NotAWorkbook("package.comment_or_instruction", rule=4, part=part)
    try:
        root = etree.fromstring(body, _parser())
    except etree.XMLSyntaxError as error:
        raise NotAWorkbook("package.xml_damaged", rule=4, part=part) from error
    for element in root.iter():
        if any(str(name).startswith(_XML_NAMESPACE) for name in element.attrib):
            raise NotAWorkbook("package.xml_attribute", rule=4, part=part)
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )


def has_text(root: etree._Element) -> bool:
    """Whether anything but whitespace stands between the tags."""
    return any(text.strip() for text in root.itertext())


def is_plainly_written(content: bytes, root: etree._Element) -> bool:
    """Whether the bytes are the plain writing of ``root``: no other quotes, spaces or character references.

    Of two ways to write the same XML only one is accepted in a signed file, so that any changed byte shows.
    """
    declaration = _PLAIN_DECLARATION.match(content)
    start = declaration.end() if declaration else 0
    return content[start:] == etree.tostring(root, encoding="UTF-8", xml_declaration=False)


def canonical(element: etree._Element) -> bytes:
    """Inclusive canonical XML 1.0 of one element, with all namespaces in scope.

    The element is written out and parsed into a tree of its own first: lxml canonicalises a sub-element wrongly
    where it inherits the default namespace (stray ``xmlns=""`` from the third level down). A deep copy will not
    do, as it leaves out the inherited namespaces that nothing inside uses, which belong to the canonical form.
    Raises ``NotAWorkbook`` where there is none, as with a relative namespace name.
    """
    try:
        alone = etree.fromstring(etree.tostring(element, encoding="UTF-8", with_tail=False), _parser())
        return etree.tostring(etree.ElementTree(alone), method="c14n", exclusive=False, with_comments=False)
    except etree.LxmlError as error:
        raise NotAWorkbook("package.not_canonical", rule=10) from error


def escape_attribute(text: str) -> str:
    """``text`` as Canonical XML writes it between the double quotes of an attribute."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return text.replace("\t", "&#x9;").replace("\n", "&#xA;").replace("\r", "&#xD;")


def escape_text(text: str) -> str:
    """``text`` as Canonical XML writes it between two tags."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#xD;")


def canonical_relationships(namespace: str, relationships: Iterable[tuple[str, str, str]]) -> bytes:
    """What the relationships transform and c14n make of the chosen (Id, Target, Type): the bytes to digest.

    Sorted by Id as case-sensitive strings, without any text, each with ``TargetMode="Internal"`` (an
    external one never gets this far).
    """
    rows = "".join(
        f'<Relationship Id="{escape_attribute(identifier)}" Target="{escape_attribute(target)}" '
        f'TargetMode="Internal" Type="{escape_attribute(kind)}"></Relationship>'
        for identifier, target, kind in sorted(relationships)
    )
    return f'<Relationships xmlns="{namespace}">{rows}</Relationships>'.encode()
