"""What is copied goes out as text and as HTML; when the window closes, the text stays behind."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

_copied = ""


def put_table(text: str, html: str) -> None:
    """Put a table on the clipboard in both forms: spreadsheets take the HTML, anything else the text."""
    global _copied  # there is one clipboard, and Qt does not tell on every system whether it is still ours
    mime = QMimeData()
    mime.setText(text)
    mime.setHtml(html)
    QGuiApplication.clipboard().setMimeData(mime)
    _copied = text


def leave_text() -> None:
    """Leave only the text of our table on the clipboard, if it is still there.

    The clipboard outlives Python. What was made in Python would be destroyed after its end, which crashes the program
    while it ends; a text alone is Qt's own.
    """
    global _copied
    clipboard = QGuiApplication.clipboard()
    if _copied and clipboard.text() == _copied:
        clipboard.setText(_copied)
    _copied = ""
