"""Looks at a window as a person does: which texts are seen, which are cut off, and which were never translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTabBar,
    QTableView,
    QTextEdit,
    QToolButton,
    QTreeView,
    QWidget,
)

SLACK = 1
"""Pixels that rounding may take."""

ROWS_LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class Seen:
    """A text and what shows it."""

    text: str
    where: str


def visible_widgets(window: QWidget) -> list[QWidget]:
    found = [window, *window.findChildren(QWidget)]
    return [widget for widget in found if widget.isVisibleTo(window) and widget.window() is window]


def plain(text: str) -> str:
    """A text without HTML and without the sign before a key."""
    if re.search(r"<[a-z/][^>]*>", text):
        document = QTextDocument()
        document.setHtml(text)
        text = document.toPlainText()
    return re.sub(r"&(.)", r"\1", text)


def texts_of(window: QWidget) -> Iterator[Seen]:
    """Everything that is written in a window, said by it to a screen reader, or offered in its menus."""
    yield Seen(window.windowTitle(), "title")
    for widget in visible_widgets(window):
        where = f"{type(widget).__name__} {widget.accessibleName()[:40]!r}"
        for text in _texts_of_widget(widget):
            if text.strip():
                yield Seen(plain(text), where)
        yield from (Seen(plain(text), f"name or tip of {where}") for text in _spoken(widget) if text.strip())
    if isinstance(window, QMainWindow):
        for action in window.menuBar().actions():
            menu = action.menu()
            if isinstance(menu, QMenu):
                yield from _texts_of_menu(menu)


def _spoken(widget: QWidget) -> tuple[str, ...]:
    return widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()


def _texts_of_menu(menu: QMenu) -> Iterator[Seen]:
    yield Seen(plain(menu.title()), "menu")
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _texts_of_menu(inner)
        elif not action.isSeparator():
            yield Seen(plain(action.text()), f"menu {menu.title()}")


def _texts_of_widget(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(number) for number in range(widget.count()))
    elif isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QGroupBox):
        yield widget.title()
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(number) for number in range(widget.count()))
    elif isinstance(widget, QTextEdit):
        return
    elif isinstance(widget, QListWidget):
        yield from (widget.item(number).text() for number in range(widget.count()))
    elif isinstance(widget, QTableView | QTreeView):
        model = widget.model()
        if model is not None:
            yield from _texts_of_model(model)


def _texts_of_model(model: QAbstractItemModel) -> Iterator[str]:
    role = Qt.ItemDataRole
    for column in range(model.columnCount()):
        for what in (role.DisplayRole, role.ToolTipRole):
            yield str(model.headerData(column, Qt.Orientation.Horizontal, what) or "")
    for row in range(min(model.rowCount(), ROWS_LOOKED_AT)):
        for column in range(model.columnCount()):
            index = model.index(row, column, QModelIndex())
            for what in (role.DisplayRole, role.ToolTipRole, role.AccessibleTextRole):
                yield str(index.data(what) or "")


def clipped(window: QWidget) -> list[str]:
    """What is cut off in ``window``: the text, and how much is missing."""
    found = []
    for widget in visible_widgets(window):
        missing = _missing(widget)
        if missing:
            text = next((text for text in _texts_of_widget(widget) if text.strip()), "")
            found.append(f"{type(widget).__name__} {text[:50]!r} lacks {missing}")
        elif isinstance(widget, QLabel | QAbstractButton | QComboBox | QLineEdit) and _sticks_out(widget, window):
            text = next((text for text in _texts_of_widget(widget) if text.strip()), "")
            found.append(f"{type(widget).__name__} {text[:50]!r} sticks out")
    return found


def _missing(widget: QWidget) -> str:
    if isinstance(widget, QLabel):
        return _missing_of_label(widget)
    if isinstance(widget, QPushButton | QCheckBox | QRadioButton) or (
        isinstance(widget, QToolButton) and widget.text()
    ):
        return _lack(widget.sizeHint().width() - widget.width(), widget.sizeHint().height() - widget.height())
    if isinstance(widget, QComboBox):
        wide = max((_width(widget.fontMetrics(), widget.itemText(each)) for each in range(widget.count())), default=0)
        shown = _width(widget.fontMetrics(), widget.currentText())
        return _lack(min(wide, shown) + 36 - widget.width(), widget.fontMetrics().height() + 4 - widget.height())
    if isinstance(widget, QLineEdit) and not isinstance(widget.parentWidget(), QAbstractSpinBox):
        wanted = _width(widget.fontMetrics(), widget.placeholderText()) if not widget.text() else 0
        return _lack(wanted + 16 - widget.width(), widget.fontMetrics().height() + 4 - widget.height())
    if isinstance(widget, QHeaderView) and widget.orientation() is Qt.Orientation.Horizontal:
        return _missing_of_header(widget)
    if isinstance(widget, QTabBar):
        cut = [n for n in range(widget.count()) if widget.tabRect(n).width() < widget.tabSizeHint(n).width() - SLACK]  # type: ignore[attr-defined]
        return f"room for tab {widget.tabText(cut[0])}" if cut else ""
    if isinstance(widget, QListWidget) and not widget.wordWrap():
        inside = widget.viewport().width()
        longest = max((_width(widget.fontMetrics(), widget.item(n).text()) for n in range(widget.count())), default=0)
        return _lack(longest + 16 - inside, 0)
    return ""


def _missing_of_label(label: QLabel) -> str:
    if not label.text() or label.pixmap().width():
        return ""
    if label.wordWrap():
        return _lack(0, label.heightForWidth(label.width()) - label.height())
    return _lack(label.sizeHint().width() - label.width(), label.sizeHint().height() - label.height())


def _missing_of_header(header: QHeaderView) -> str:
    for section in range(header.count()):
        text = str(header.model().headerData(section, Qt.Orientation.Horizontal) or "")
        wanted = _width(header.fontMetrics(), text) + 16
        if not header.isSectionHidden(section) and header.sectionSize(section) + SLACK < wanted:
            return f"{wanted - header.sectionSize(section)} px for the column {text}"
    return ""


def _lack(width: int, height: int) -> str:
    lacks = [f"{missing} px of {name}" for missing, name in ((width, "width"), (height, "height")) if missing > SLACK]
    return " and ".join(lacks)


def _width(metrics: QFontMetrics, text: str) -> int:
    return max((metrics.horizontalAdvance(line) for line in plain(text).splitlines()), default=0)


def _sticks_out(widget: QWidget, window: QWidget) -> bool:
    """Whether a parent cuts the widget off; what can be scrolled to is not cut off."""
    parent = widget.parentWidget()
    across = down = True
    while parent is not None and widget is not window and (across or down):
        area = parent.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
            across &= area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            down &= area.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        place = QRect(widget.mapTo(parent, QPoint()), widget.size())
        if across and (place.left() < -SLACK or place.right() > parent.width() + SLACK):
            return True
        if down and (place.top() < -SLACK or place.bottom() > parent.height() + SLACK):
            return True
        if parent is window:
            return False
        parent = parent.parentWidget()
    return False
