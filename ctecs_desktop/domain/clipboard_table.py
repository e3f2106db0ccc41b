"""Tables as spreadsheets put them on the clipboard and take them from it: tab-separated text, and HTML.

A table is rows of text; a row may be shorter than another, and what is not there is not pasted. The text is what a
person saw in the cell (``43.5%``), not what lies behind it (``0.434782608695652``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from html import escape
from html.parser import HTMLParser

from ctecs_desktop.domain.errors import ValueRejected

Table = tuple[tuple[str, ...], ...]

MOST_CELLS = 100_000
"""Cells that one paste may have; a whole sheet copied by mistake has 17 billion."""

_LINE_END = re.compile("\r\n|\r|\n")
# A field that begins with a quotation mark is a quoted one only if another mark ends it before a tab or a line end:
# Excel puts a cell that says "A" school as it is, and quotes those with a tab or a line break inside.
_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"(?=\t|\r|\n|$)')
_PLAIN = re.compile("[^\t\r\n]*")
_SPECIAL = re.compile('["\t\r\n]')
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_WHITE = re.compile("[ \t\r\n\f]+")


def read_clipboard(*, text: str = "", html: str = "") -> Table:
    """The table on a clipboard that holds text, HTML or both.

    The text is preferred, since it says least beyond what was copied; it is passed over only where it has lost the
    columns that the HTML still has, as some mail programs do. Raises ``ValueRejected("paste.too_large", cells, most)``.
    """
    from_html = read_html(html) if html and "\t" not in text else ()
    if from_html and (not text or any(len(row) > 1 for row in from_html)):
        return from_html
    return read_text(text)


def read_text(text: str) -> Table:
    """The rows of tab-separated text; the line end after the last row makes no row of its own.

    Raises ``ValueRejected("paste.too_large", cells, most)``.
    """
    if "\0" in text:
        text = text.partition("\0")[0]  # Windows ends text so; whatever follows is not the clipboard's
    rows: list[tuple[str, ...]] = []
    row: list[str] = []
    position = cells = 0
    while position < len(text):
        quoted = _QUOTED.match(text, position) if text[position] == '"' else None
        field = quoted or _PLAIN.match(text, position)
        assert field is not None  # the second pattern takes any text, also none
        row.append(_LINE_END.sub("\n", field[1].replace('""', '"')) if quoted else field[0])
        cells += 1
        _refuse_if_too_large(cells)
        position = field.end()
        if text[position : position + 1] == "\t":
            position += 1
            if position < len(text):
                continue
            row.append("")  # a tab at the very end begins an empty cell
            _refuse_if_too_large(cells + 1)
        elif position < len(text):
            position += 2 if text.startswith("\r\n", position) else 1
        rows.append(tuple(row))
        row = []
    return tuple(rows)


_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """``text``, which is no number, as a spreadsheet will show it and never compute it: with an apostrophe before it.

    So OWASP's page on CSV injection recommends; a program that reads the file takes it off again.
    """
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def table_text(table: Iterable[Iterable[str]]) -> str:
    """The table as tab-separated text, as Excel and LibreOffice write and read it; :func:`read_text` gives it back."""
    return "".join("\t".join(_as_field(cell) for cell in row) + "\n" for row in table)


def _as_field(text: str) -> str:
    text = _LINE_END.sub("\n", text)
    if not _SPECIAL.search(text):
        return text
    return '"{}"'.format(text.replace('"', '""'))


def table_html(table: Iterable[Iterable[str]], *, text_columns: Collection[int] = ()) -> str:
    """The table as HTML, which a spreadsheet prefers to text.

    Numbers stay numbers, but for the columns that hold codes; all else is marked as text, so that ``1.10`` keeps its
    zero and a note that begins with ``=`` is not carried out as a formula.
    """
    rows = "".join(
        f"<tr>{''.join(_as_html(cell, is_text=column in text_columns) for column, cell in enumerate(row))}</tr>"
        for row in table
    )
    return f'<html><head><meta charset="utf-8"></head><body><table>{rows}</table></body></html>'


def _as_html(text: str, *, is_text: bool) -> str:
    if not is_text and (not text or _PLAIN_NUMBER.fullmatch(text)):
        return f"<td>{text}</td>"
    shown = escape(_LINE_END.sub("\n", text)).replace("\n", '<br style="mso-data-placement:same-cell">')
    # The first mark of "text" is Excel's, the second LibreOffice's.
    return f"""<td style="mso-number-format:'\\@';white-space:pre-wrap" sdnum="1033;0;@">{shown}</td>"""


def read_html(html: str) -> Table:
    """The rows of the first table in ``html``; without one there are none.

    A merged cell says its text at its first place and nothing at the others, as in the text that a spreadsheet copies.
    Raises ``ValueRejected("paste.too_large", cells, most)``.
    """
    reader = _TableReader()
    reader.feed(html)
    reader.close()
    return reader.table()


class _TableReader(HTMLParser):
    """Gathers the cells of the first table; a table inside a cell gives its text to that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._rows: list[dict[int, str]] = []
        self._covered: dict[tuple[int, int], None] = {}  # places of merged cells, by row and column
        self._depth = 0
        self._is_over = False
        self._pieces: list[str] | None = None  # of the cell at hand, whose column is the next
        self._place = 0
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._is_over:
            return
        if tag == "table":
            self._depth += 1
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self._rows.append({})
        elif self._depth == 1 and tag in {"td", "th"}:
            self._begin_cell(dict(attrs))
        elif self._pieces is not None and tag in {"br", "p", "div", "li"}:
            self._pieces.append("\v")  # a line break; line ends of the source are mere spaces

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr"} and self._depth == 1:
            self._end_cell()
        elif tag == "table" and self._depth:
            self._depth -= 1
            if not self._depth:
                self._end_cell()
                self._is_over = True

    def handle_data(self, data: str) -> None:
        if self._pieces is not None:
            self._pieces.append(data)

    def table(self) -> Table:
        self._end_cell()
        return tuple(
            tuple(row.get(column, "") for column in range(max(row, default=-1) + 1)) or ("",) for row in self._rows
        )

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        if not self._rows:
            self._rows.append({})
        row_number, row = len(self._rows) - 1, self._rows[-1]
        column = max(row, default=-1) + 1
        while (row_number, column) in self._covered:
            row[column] = ""
            column += 1
        height, width = _span(attributes.get("rowspan")), _span(attributes.get("colspan"))
        self._cells += height * width
        _refuse_if_too_large(self._cells)
        for beside in range(width):
            row[column + beside] = ""
            self._covered.update(((row_number + below, column + beside), None) for below in range(1, height))
        self._place = column
        self._pieces = []

    def _end_cell(self) -> None:
        if self._pieces is not None:
            self._rows[-1][self._place] = _shown("".join(self._pieces))
            self._pieces = None


def _span(text: str | None) -> int:
    """How many rows or columns a cell takes; what is no number, or 0, is one."""
    digits = (text or "").strip()
    return max(1, int(digits)) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else 1


def _shown(text: str) -> str:
    """The text as a browser shows it: runs of white space are one space, breaks are kept, no space at any end."""
    lines = (_WHITE.sub(" ", line).replace("\u00a0", " ").strip() for line in text.split("\v"))
    return "\n".join(lines).strip("\n")


def _refuse_if_too_large(cells: int) -> None:
    if cells > MOST_CELLS:
        raise ValueRejected("paste.too_large", cells=cells, most=MOST_CELLS)
