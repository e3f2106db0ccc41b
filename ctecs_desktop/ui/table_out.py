"""A table of a page as others take it: copied for a spreadsheet, or printed with its title and columns."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QTextDocument
from PySide6.QtWidgets import QTableView

from ctecs_desktop.domain.clipboard_table import guarded, table_html, table_text
from ctecs_desktop.ui.clipboard import put_table

_PRINTED_POINTS = 9


def shown_table(view: QTableView) -> list[list[str]]:
    """Titles and rows of ``view`` as they stand there, without hidden columns; an icon is told by its word."""
    model = view.model()
    columns = [column for column in range(model.columnCount()) if not view.isColumnHidden(column)]
    titles = [str(model.headerData(column, Qt.Orientation.Horizontal) or "") for column in columns]
    rows = [[_text(model.index(row, column)) for column in columns] for row in range(model.rowCount())]
    return [titles, *rows]


def copy_table(view: QTableView) -> int:
    """Put the whole table on the clipboard, as text and as HTML; gives the number of rows."""
    table = shown_table(view)
    put_table(table_text(table), table_html(table, text_columns=range(len(table[0]))))
    return len(table) - 1


def copy_texts(view: QTableView) -> int:
    """The same for a table without numbers, whose texts others wrote: none is carried out as a formula."""
    table = shown_table(view)
    safe = ([guarded(cell) for cell in row] for row in table)
    put_table(table_text(safe), table_html(table, text_columns=range(len(table[0]))))
    return len(table) - 1


def print_table(view: QTableView, title: str, device: QPagedPaintDevice) -> None:
    """Print the table on ``device``, across the paper; the titles of the columns come again on every page."""
    device.setPageOrientation(QPageLayout.Orientation.Landscape)
    titles, *rows = shown_table(view)
    head = "".join(f"<th align='left'>{escape(each)}</th>" for each in titles)
    body = "".join("<tr>" + "".join(f"<td>{escape(each)}</td>" for each in row) + "</tr>" for row in rows)
    document = QTextDocument()
    font = document.defaultFont()
    font.setPointSize(_PRINTED_POINTS)
    document.setDefaultFont(font)
    document.setHtml(
        f"<h2>{escape(title)}</h2><table width='100%' cellpadding='3' border='1' style='border-collapse: collapse'>"
        f"<thead><tr>{head}</tr></thead>{body}</table>"
    )
    document.print_(device)


def _text(index: QModelIndex) -> str:
    return str(index.data(Qt.ItemDataRole.DisplayRole) or "")
