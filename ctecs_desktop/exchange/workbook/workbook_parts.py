"""Finds the sheets of a workbook among its parts, and refuses what no workbook of ours has (rule 19).

Hidden sheets, names, links, macros, drawings and whatever else could hide, compute or reach out; the sheets' own cells
are looked at by ``sheet_parser``.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from xml.parsers import expat

from ctecs_desktop.domain.errors import NotAWorkbook, WrongTemplate
from ctecs_desktop.exchange.workbook.number_formats import FormatKind, format_kind
from ctecs_desktop.exchange.workbook.sheet_parser import FoundSheet, decoded_text, parse_sheet

MOST_SHEETS = 19
"""A package signature may have 30 manifest entries (Apache POI's limit); a workbook has some ten other parts."""

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_RELATION = f"{_RELATION}/worksheet"
_WORKBOOK_NAME = "xl/workbook.xml"
_HARMLESS_PARTS = re.compile(
    r"\[Content_Types\]\.xml|(?:[A-Za-z0-9_.-]+/)*_rels/[A-Za-z0-9_.-]*\.rels|docProps/[a-z]+\.xml|docMetadata/[A-Za-z]+\.xml"
    r"|_xmlsignatures/[a-z0-9.]+|customXml/[A-Za-z0-9]+\.xml"
    r"|xl/(?:workbook|styles|sharedStrings|theme/theme[0-9]+|worksheets/sheet[0-9]+)\.xml"
    r"|xl/printerSettings/printerSettings[0-9]+\.bin"
)
_TELLING_PARTS = (
    ("vbaproject", "workbook.macro"),
    ("macrosheets", "workbook.macro"),
    ("externallinks", "workbook.external_link"),
    ("connections", "workbook.external_link"),
    ("querytables", "workbook.external_link"),
    ("comments", "workbook.comment"),
    ("drawings", "workbook.drawing"),
    ("charts", "workbook.drawing"),
    ("media", "workbook.drawing"),
    ("embeddings", "workbook.embedded_object"),
    ("activex", "workbook.embedded_object"),
    ("ctrlprops", "workbook.embedded_object"),
    ("calcchain", "workbook.formula"),
    ("tables", "workbook.table"),
    ("pivot", "workbook.table"),
)
_HARMLESS_SECTIONS = frozenset(
    {
        *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "definedNames"),
        *("calcPr", "extLst", "AlternateContent", "revisionPtr"),
    }
)
_MOST_TAGS = 450_000
"""Tags in the parts that are read. A submission of 5,000 values has 350,000, and reading as many takes a second."""

_PRINT_NAMES = frozenset({"_xlnm.Print_Area", "_xlnm.Print_Titles"})
_PLAIN_RANGE = re.compile(
    r"(?:'[^'!\[\]]+'|[A-Za-z0-9_-]+)!(?:\$[A-Z]{1,3}\$[0-9]+:\$[A-Z]{1,3}\$[0-9]+|\$[0-9]+:\$[0-9]+)"
)


class _Element(NamedTuple):
    """An element of a small part: its path of local names, its attributes, its text."""

    path: tuple[str, ...]
    attributes: dict[str, str]
    text: str


@dataclass(frozen=True)
class WorkbookParts:
    """A workbook's sheets, in order, each with the XML that holds its cells."""

    sheets: Mapping[str, bytes]
    _parts: Mapping[str, bytes] = field(repr=False)

    @cached_property
    def shared_strings(self) -> tuple[str, ...]:
        """The texts that cells refer to by number; a workbook of ours has none until another program saves it."""
        xml = self._parts.get("xl/sharedStrings.xml")
        return () if xml is None else _shared_strings(xml)

    @cached_property
    def format_kinds(self) -> tuple[FormatKind, ...]:
        """What each style, by its number, makes of a number: a plain one, a date, or something unknown."""
        xml = self._parts.get("xl/styles.xml")
        return (FormatKind.PLAIN,) if xml is None else _format_kinds(xml)

    def sheet(self, name: str) -> FoundSheet:
        """The sheet's cells; raises as ``sheet_parser.parse_sheet`` does."""
        return parse_sheet(self.sheets[name], name=name, shared_strings=self.shared_strings)


def open_workbook(parts: Mapping[str, bytes]) -> WorkbookParts:
    """The workbook made of these parts, by their names without a leading slash.

    Raises ``NotAWorkbook`` ``workbook.damaged`` (``part``) or ``workbook.not_found``, and with ``rule`` 19
    ``WrongTemplate``: ``workbook.unexpected_part`` or a code of ``_TELLING_PARTS`` (``part``),
    ``workbook.unexpected_element`` (``found``), ``workbook.hidden_sheet`` (``sheet``), ``workbook.hidden_window``,
    ``workbook.defined_name`` (``name``), ``workbook.too_many_sheets`` (``count``, ``limit``), ``workbook.stray_sheet``
    (``part``), ``workbook.too_many_tags`` (``count``, ``limit``).
    """
    if _WORKBOOK_NAME not in parts:
        raise NotAWorkbook("workbook.not_found", part=_WORKBOOK_NAME)
    for name in parts:
        if not _HARMLESS_PARTS.fullmatch(name):
            folded = name.lower()
            code = next((code for word, code in _TELLING_PARTS if word in folded), "workbook.unexpected_part")
            raise WrongTemplate(code, rule=19, part=name)
    _require_readable_in_time(parts)
    targets = _sheet_targets(parts)
    sheets: dict[str, bytes] = {}
    shown: list[str] = []
    for element in _elements(parts[_WORKBOOK_NAME], part=_WORKBOOK_NAME):
        _check_workbook_element(element)
        if element.path == ("workbook", "sheets", "sheet"):
            name, path = element.attributes.get("name", ""), targets.get(element.attributes.get(f"{_RELATION} id", ""))
            if path is None or path not in parts or name in sheets:
                raise WrongTemplate("workbook.sheet_not_found", rule=19, sheet=name)
            sheets[name] = parts[path]
            shown.append(path)
    if len(sheets) > MOST_SHEETS:
        raise WrongTemplate("workbook.too_many_sheets", rule=19, count=len(sheets), limit=MOST_SHEETS)
    _require_no_stray_sheet(parts, shown)
    return WorkbookParts(sheets, parts)


def _sheet_targets(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The part of each sheet by the relationship's Id."""
    name = "xl/_rels/workbook.xml.rels"
    if name not in parts:
        raise NotAWorkbook("workbook.not_found", part=name)
    targets: dict[str, str] = {}
    for element in _elements(parts[name], part=name):
        if element.attributes.get("Type") == _SHEET_RELATION:
            target = element.attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            targets[element.attributes.get("Id", "")] = path
    return targets


def _require_readable_in_time(parts: Mapping[str, bytes]) -> None:
    """What a file asks to be parsed must be done in a second or two, however well it was packed."""
    count = sum(
        content.count(b"<") for name, content in parts.items() if name.startswith("xl/") and name.endswith(".xml")
    )
    if count > _MOST_TAGS:
        raise WrongTemplate("workbook.too_many_tags", rule=19, count=count, limit=_MOST_TAGS)


def _require_no_stray_sheet(parts: Mapping[str, bytes], shown: Sequence[str]) -> None:
    """Every sheet part must be a sheet of the workbook, each of one: nothing lies beside what is shown."""
    present = {name for name in parts if name.startswith("xl/worksheets/") and name.endswith(".xml")}
    if sorted(shown) != sorted(present):
        strays = sorted(present ^ set(shown)) or sorted(shown)
        raise WrongTemplate("workbook.stray_sheet", rule=19, part=strays[0])


def _check_workbook_element(element: _Element) -> None:
    path, attributes = element.path, element.attributes
    if len(path) == 2 and path[1] not in _HARMLESS_SECTIONS:
        code = "workbook.external_link" if path[1] == "externalReferences" else "workbook.unexpected_element"
        raise WrongTemplate(code, rule=19, found=path[1])
    if path[-1] == "sheet" and attributes.get("state", "visible") != "visible":
        raise WrongTemplate("workbook.hidden_sheet", rule=19, sheet=attributes.get("name", ""))
    if path[-1] == "workbookView" and attributes.get("visibility", "visible") != "visible":
        raise WrongTemplate("workbook.hidden_window", rule=19)
    if path[-1] == "definedName":
        name = attributes.get("name", "")
        ranges = element.text.split(",")
        is_plain = all(_PLAIN_RANGE.fullmatch(each) for each in ranges)
        if name not in _PRINT_NAMES or attributes.get("hidden", "0") not in {"0", "false"} or not is_plain:
            raise WrongTemplate("workbook.defined_name", rule=19, name=name[:80])


def _elements(xml: bytes, *, part: str) -> list[_Element]:
    """Every element of a small part, in the order of their ends."""
    result: list[_Element] = []
    path: list[str] = []
    open_elements: list[tuple[dict[str, str], list[str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        path.append(name.rpartition(" ")[2])
        open_elements.append((attributes, []))

    def end(_: str) -> None:
        attributes, texts = open_elements.pop()
        result.append(_Element(tuple(path), attributes, "".join(texts)))
        path.pop()

    def characters(text: str) -> None:
        if open_elements:
            open_elements[-1][1].append(text)

    def refuse(*_: object) -> None:
        raise NotAWorkbook("workbook.damaged", part=part, line=0)

    parser = expat.ParserCreate(encoding="UTF-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise NotAWorkbook("workbook.damaged", part=part, line=error.lineno) from error
    return result


def _shared_strings(xml: bytes) -> tuple[str, ...]:
    """The texts; runs of rich text joined, phonetic guides left out."""
    result: list[str] = []
    texts: list[str] = []
    for element in _elements(xml, part="xl/sharedStrings.xml"):
        if element.path[-1] == "t" and "rPh" not in element.path:
            texts.append(element.text)
        elif element.path == ("sst", "si"):
            result.append(decoded_text("".join(texts)))
            texts = []
    return tuple(result)


def _format_kinds(xml: bytes) -> tuple[FormatKind, ...]:
    codes: dict[int, str] = {}
    numbers: list[int] = []
    for element in _elements(xml, part="xl/styles.xml"):
        identifier = element.attributes.get("numFmtId", "0")
        number = int(identifier) if identifier.isascii() and identifier.isdigit() else -1
        if element.path == ("styleSheet", "numFmts", "numFmt"):
            codes[number] = element.attributes.get("formatCode", "")
        elif element.path == ("styleSheet", "cellXfs", "xf"):
            numbers.append(number)
    return tuple(format_kind(number, codes.get(number)) for number in numbers)
