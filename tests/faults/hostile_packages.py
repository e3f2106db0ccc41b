"""All hostile workbooks by name, made from one soundly signed workbook: a registry that other tests extend.

A new attack is one function with ``@case`` in one of the modules below, or in a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from ctecs_desktop.exchange.opc.container import pack
from tests.exchange.package_building import replace_once, unpack
from tests.faults import hostile_containers, hostile_parts, hostile_signatures
from tests.faults.hostile_case import CASES, HostileCase, Victim, case

__all__ = ["CASES", "CONTENT_BOMBS", "HostileCase", "Victim", "case", "content_bomb"]

_REGISTERED = (hostile_containers, hostile_parts, hostile_signatures)  # importing them enters their cases

SHEET = "xl/worksheets/sheet1.xml"


def _replacing(old: str, new: str) -> Callable[[str], str]:
    return lambda text: replace_once(text, old, new)


_CELL = '</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
_MERGE = '</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
_NAME = '<definedNames><definedName name="Total">Values!$C$2</definedName>'
_LIST = '<dataValidation type="list" sqref="A1"><formula1>"a,b"</formula1></dataValidation>'

CONTENT_BOMBS: dict[str, tuple[str, Callable[[str], str]]] = {
    "a_cell_in_the_last_corner": (SHEET, _replacing("</row></sheetData>", _CELL)),
    "the_whole_sheet_merged": (SHEET, _replacing("</sheetData>", _MERGE)),
    "a_formula_whose_cached_value_lies": (SHEET, _replacing("<v>3</v>", "<f>1+1</f><v>3</v>")),
    "a_cell_given_twice": (SHEET, _replacing("</row></sheetData>", '<c r="C2"><v>9</v></c></row></sheetData>')),
    "a_hidden_row": (SHEET, _replacing('<row r="3"', '<row r="3" hidden="1"')),
    "a_hidden_sheet": ("xl/workbook.xml", _replacing('state="visible"', 'state="veryHidden"')),
    "a_defined_name": ("xl/workbook.xml", _replacing("<definedNames>", _NAME)),
    "a_validation": (
        SHEET,
        _replacing("<pageMargins", f'<dataValidations count="1">{_LIST}</dataValidations><pageMargins'),
    ),
}
"""Sound containers with content that the layout refuses or that openpyxl chokes on: part and change, by name."""


def content_bomb(name: str, workbook: bytes) -> bytes:
    """The unsigned ``workbook`` with this content, to be signed by whoever tests with it."""
    part, change = CONTENT_BOMBS[name]
    parts = unpack(workbook)
    parts[part] = change(parts[part].decode()).encode()
    return pack(parts)
