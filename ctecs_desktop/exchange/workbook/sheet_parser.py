"""Reads one sheet's XML strictly with expat: every cell once, nothing hidden, nothing that computes or links.

It takes what Excel, LibreOffice and this program write and refuses the rest by rule 19, naming sheet and cell. Cells
are kept sparse, so that a cell at the far corner costs nothing before it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, NoReturn
from xml.parsers import expat

from ctecs_desktop.domain.errors import NotAWorkbook, WrongTemplate
from ctecs_desktop.exchange.workbook.workbook_page import LAST_COLUMN, LAST_ROW, cell_name

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

_HARMLESS = frozenset(
    {
        *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection"),
        *("printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
        *("phoneticPr", "ignoredErrors"),
    }
)
_REFUSED = {
    "mergeCells": "sheet.merged_cells",
    "dataValidations": "sheet.data_validation",
    "hyperlinks": "sheet.link",
    "conditionalFormatting": "sheet.conditional_format",
    "autoFilter": "sheet.filter",
    "tableParts": "sheet.table",
    "drawing": "sheet.drawing",
    "legacyDrawing": "sheet.drawing",
    "legacyDrawingHF": "sheet.drawing",
    "drawingHF": "sheet.drawing",
    "picture": "sheet.drawing",
    "oleObjects": "sheet.embedded_object",
    "controls": "sheet.embedded_object",
}
_RICH_TEXT = frozenset({("t",), ("r",), ("r", "t"), ("r", "rPr"), ("rPh",), ("rPh", "t"), ("phoneticPr",)})
"""What may stand within a cell's own text, by the path below it; a run's look may have any one element more."""

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z")
_ESCAPED_CHARACTER = re.compile("_x([0-9A-Fa-f]{4})_")
_TRUE = frozenset({"1", "true"})
_THINNEST = 1.0
"""Points or characters; a row or column below it is as good as hidden."""


class FoundCell(NamedTuple):
    """A cell as a file has it: ``kind`` is ``n`` (number), ``s`` (text), ``b`` (yes/no), ``d`` (date as text)."""

    kind: str
    text: str
    style: int


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """The cells of a sheet that hold anything, by 1-based row and column."""

    name: str
    cells: dict[tuple[int, int], FoundCell]


def decoded_text(text: str) -> str:
    """Text as a spreadsheet shows it: ``_x000A_`` stands for the character of that number.

    Source: ECMA-376 part 1, 22.9.2.19.
    """
    if "_x" not in text:
        return text
    return _ESCAPED_CHARACTER.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    number = int(found.group(1), 16)
    # Half of a surrogate pair is no character by itself.
    return found.group() if 0xD800 <= number <= 0xDFFF else chr(number)


def parse_sheet(xml: bytes, *, name: str, shared_strings: Sequence[str] = ()) -> FoundSheet:
    """The cells of the sheet ``name``.

    Raises ``NotAWorkbook`` ``sheet.damaged`` (``sheet``, ``line``) for XML that is not well-formed, and with ``rule``
    19 ``WrongTemplate``: ``sheet.…`` or ``cell.…`` as listed in ``_REFUSED`` and in the methods below.
    """
    return FoundSheet(name, _SheetParser(name, shared_strings).parse(xml))


class _SheetParser:
    """The handlers of one parse."""

    def __init__(self, name: str, shared_strings: Sequence[str]) -> None:
        self._name = name
        self._shared = shared_strings
        self._cells: dict[tuple[int, int], FoundCell] = {}
        self._path: list[str] = []
        self._sections: set[str] = set()
        self._row = 0
        self._column = 0
        self._seen: set[int] = set()
        self._kind = "n"
        self._style = 0
        self._texts: list[str] = []
        self._is_text = False
        self._has_content = False

    def parse(self, xml: bytes) -> dict[tuple[int, int], FoundCell]:
        parser = expat.ParserCreate(encoding="UTF-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = lambda *_: self._refuse("sheet.markup", found="DOCTYPE")
        parser.CommentHandler = lambda _: self._refuse("sheet.markup", found="comment")
        parser.ProcessingInstructionHandler = lambda *_: self._refuse("sheet.markup", found="instruction")
        parser.StartCdataSectionHandler = lambda: self._refuse("sheet.markup", found="CDATA")
        try:
            parser.Parse(xml, True)
        except expat.ExpatError as error:
            raise NotAWorkbook("sheet.damaged", sheet=self._name, line=error.lineno) from error
        return self._cells

    def _refuse(self, code: str, *, cell: str = "", **params: object) -> NoReturn:
        raise WrongTemplate(code, rule=19, sheet=self._name, cell=cell, **params)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        path = self._path
        namespace, _, local = name.rpartition(" ")
        depth = len(path)
        if namespace != MAIN and "sheetData" in path[:2]:
            self._refuse("sheet.unexpected_element", found=local)
        path.append(local)
        if depth == 0:
            if local != "worksheet" or namespace != MAIN:
                self._refuse("sheet.unexpected_element", found=local)
        elif depth == 1:
            self._check_section(namespace, local, attributes)
        elif path[1] == "cols":
            self._check_column(attributes)
        elif path[1] == "sheetData":
            self._start_of_data(depth, local, attributes)

    def _check_section(self, namespace: str, local: str, attributes: dict[str, str]) -> None:
        if local in _REFUSED:
            self._refuse(_REFUSED[local])
        if namespace != MAIN or local not in _HARMLESS:
            self._refuse("sheet.unexpected_element", found=local)
        if local in self._sections:
            self._refuse("sheet.section_twice", found=local)
        self._sections.add(local)
        if local == "sheetFormatPr" and attributes.get("zeroHeight") in _TRUE:
            self._refuse("sheet.hidden_rows")

    def _check_column(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in _TRUE or _is_thin(attributes.get("width")):
            self._refuse("sheet.hidden_column", column=attributes.get("min", ""))

    def _start_of_data(self, depth: int, local: str, attributes: dict[str, str]) -> None:
        if depth == 2 and local == "row":
            self._start_row(attributes)
        elif depth == 3 and local == "c":
            self._start_cell(attributes)
        elif depth == 4:
            self._start_content(local)
        elif depth < 4 or self._path[4] != "is" or not _is_rich_text(self._path[5:]):
            self._refuse("sheet.unexpected_element", cell=self._address(), found=local)
        elif local == "t" and "rPh" not in self._path:
            self._is_text = True

    def _start_content(self, local: str) -> None:
        """The one element that a cell may hold: ``is`` of inline text, ``v`` of anything else."""
        if local == "f":
            self._refuse("cell.formula", cell=self._address())
        if local != ("is" if self._kind == "inlineStr" else "v") or self._has_content:
            self._refuse("sheet.unexpected_element", cell=self._address(), found=local)
        self._has_content = True
        self._is_text = local == "v"

    def _start_row(self, attributes: dict[str, str]) -> None:
        found = attributes.get("r", "")
        number = int(found) if re.fullmatch("[1-9][0-9]{0,6}", found) else 0
        if not number or number <= self._row:
            self._refuse("sheet.row_order", found=found[:20])
        if attributes.get("hidden") in _TRUE or _is_thin(attributes.get("ht")):
            self._refuse("sheet.hidden_row", row=number)
        self._row = number
        self._seen = set()

    def _start_cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r", "")
        found = _ADDRESS.match(address)
        if found is None or int(found.group(2)) != self._row:
            self._refuse("cell.address", cell=address[:20])
        self._column = _column_number(found.group(1))
        if self._row > LAST_ROW or self._column > LAST_COLUMN:
            self._refuse("sheet.too_large", cell=address, rows=LAST_ROW, columns=LAST_COLUMN)
        if self._column in self._seen:
            self._refuse("cell.twice", cell=address)
        self._seen.add(self._column)
        self._kind = attributes.get("t", "n")
        style = attributes.get("s", "0")
        self._style = int(style) if style.isascii() and style.isdigit() else -1
        self._texts = []
        self._has_content = False

    def _characters(self, text: str) -> None:
        if self._is_text:
            self._texts.append(text)
        elif "sheetData" in self._path and not text.isspace():
            self._refuse("sheet.markup", cell=self._address(), found="text")

    def _end(self, _: str) -> None:
        local = self._path.pop()
        if local in {"v", "t"}:
            self._is_text = False
        elif local == "c" and len(self._path) == 3:
            self._end_cell("".join(self._texts))

    def _end_cell(self, text: str) -> None:
        kind = self._kind
        if kind == "s" and text:
            if not (text.isascii() and text.isdigit() and int(text) < len(self._shared)):
                self._refuse("cell.shared_text", cell=self._address(), found=text[:20])
            text = self._shared[int(text)]
        elif kind in {"inlineStr", "str"}:
            kind, text = "s", decoded_text(text)
        elif kind == "e":
            self._refuse("cell.error", cell=self._address(), found=text[:20])
        elif kind not in {"n", "s", "b", "d"}:
            self._refuse("cell.kind", cell=self._address(), found=kind[:20])
        if text:
            self._cells[self._row, self._column] = FoundCell(kind, text, self._style)

    def _address(self) -> str:
        return cell_name(self._row, self._column) if self._column else ""


def _is_thin(size: str | None) -> bool:
    """Whether a height or width, where one is given, is too small to see (or no number at all)."""
    if size is None:
        return False
    try:
        return not float(size) >= _THINNEST
    except ValueError:
        return True


def _is_rich_text(path: Sequence[str]) -> bool:
    return tuple(path) in _RICH_TEXT or (len(path) == 3 and tuple(path[:2]) == ("r", "rPr"))


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
