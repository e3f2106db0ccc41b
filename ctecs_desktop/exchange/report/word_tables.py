"""The tables of the Word document as XML of its own schema: python-docx takes a second for what this does at once.

Elements stand in the order that the schema wants (ECMA-376 part 1, 17.4).
"""

from __future__ import annotations

from collections.abc import Callable

from docx.oxml.ns import nsmap, qn
from lxml import etree

from ctecs_desktop.exchange.report.report_document import Cell, Column, Row, Table, unbroken
from ctecs_desktop.exchange.report.report_words import STATUS_SIGNS

_MUTED, _LINE = "566070", "D3D8E0"
_TWENTIETHS = 20
"""Of a point: the unit of widths in Word."""

_HALF_POINTS = "17"
"""The size of the text in tables: 8.5 points, in which the groups of a measure and their picture fit on a page."""


def table_element(table: Table, width: float, plain: Callable[[str], str]) -> etree._Element:
    """``table`` over ``width`` points; ``plain`` takes out of a text what XML cannot hold."""
    whole = sum(each.share for each in table.columns)
    widths = [str(round(width * _TWENTIETHS * each.share / whole)) for each in table.columns]
    element = etree.Element(qn("w:tbl"), nsmap={"w": nsmap["w"]})
    _properties(element, plain(table.caption))
    grid = _add(element, "w:tblGrid")
    for each in widths:
        _add(grid, "w:gridCol", w=each)
    heading = Row(tuple(Cell(each.heading) for each in table.columns))
    writer = _Rows(element, table.columns, widths, plain)
    writer.add(heading, is_heading=True, stays=True)
    for number, row in enumerate(table.rows, start=1):
        is_last = number == len(table.rows)
        writer.add(
            row, is_heading=False, stays=row.is_group or (table.explained_below if is_last else table.stays_together)
        )
    return element


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, qn(name), {qn(f"w:{key}"): value for key, value in attributes.items()})


def _properties(element: etree._Element, caption: str) -> None:
    """Thin lines between rows and none between columns; and what a screen reader says of the table before it."""
    properties = _add(element, "w:tblPr")
    _add(properties, "w:tblStyle", val="TableGrid")
    _add(properties, "w:tblW", type="auto", w="0")
    _add(properties, "w:jc", val="left")
    borders = _add(properties, "w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        if side in {"bottom", "insideH"}:
            _add(borders, f"w:{side}", val="single", sz="4", color=_LINE)
        else:
            _add(borders, f"w:{side}", val="nil")
    _add(properties, "w:tblLayout", type="fixed")
    _add(properties, "w:tblLook", firstRow="1", noHBand="0", noVBand="1")
    _add(properties, "w:tblCaption", val=caption)
    _add(properties, "w:tblDescription", val=caption)


class _Rows:
    """Writes the rows of one table."""

    def __init__(
        self, table: etree._Element, columns: tuple[Column, ...], widths: list[str], plain: Callable[[str], str]
    ) -> None:
        self._table = table
        self._columns = columns
        self._widths = widths
        self._plain = plain

    def add(self, row: Row, *, is_heading: bool, stays: bool) -> None:
        """A row that is never split; one that ``stays`` is on the page on which the next row is."""
        element = _add(self._table, "w:tr")
        properties = _add(element, "w:trPr")
        _add(properties, "w:cantSplit")
        if is_heading:
            _add(properties, "w:tblHeader")
        if row.is_group:
            line = self._box(element, str(sum(map(int, self._widths))), span=len(self._columns))
            self._paragraph(line, stays=stays, is_number=False, before="80")
            self._run(line, row.cells[0].text, is_strong=True, is_muted=True)
            return
        for cell, column, width in zip(row.cells, self._columns, self._widths, strict=True):
            line = self._box(element, width)
            self._paragraph(line, stays=stays, is_number=column.is_number)
            text = f"{STATUS_SIGNS[cell.status]} {cell.text}" if cell.status is not None else unbroken(cell.text)
            self._run(line, text, is_strong=row.is_strong, is_muted=is_heading)
            if cell.marks:
                self._run(line, ", ".join(map(str, cell.marks)), is_strong=False, is_muted=False, is_raised=True)

    def _box(self, row: etree._Element, width: str, *, span: int = 1) -> etree._Element:
        box = _add(row, "w:tc")
        properties = _add(box, "w:tcPr")
        _add(properties, "w:tcW", type="dxa", w=width)
        if span > 1:
            _add(properties, "w:gridSpan", val=str(span))
        return _add(box, "w:p")

    def _paragraph(self, line: etree._Element, *, stays: bool, is_number: bool, before: str = "0") -> None:
        properties = _add(line, "w:pPr")
        if stays:
            _add(properties, "w:keepNext")
        _add(properties, "w:spacing", before=before, after="0")
        _add(properties, "w:jc", val="right" if is_number else "left")

    def _run(
        self, line: etree._Element, text: str, *, is_strong: bool, is_muted: bool, is_raised: bool = False
    ) -> None:
        run = _add(line, "w:r")
        properties = _add(run, "w:rPr")
        if is_strong:
            _add(properties, "w:b")
        if is_muted:
            _add(properties, "w:color", val=_MUTED)
        _add(properties, "w:sz", val=_HALF_POINTS)
        if is_raised:
            _add(properties, "w:vertAlign", val="superscript")
        for number, part in enumerate(self._plain(text).split("\n")):
            if number:
                _add(run, "w:br")
            written = _add(run, "w:t")
            written.text = part
            written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
