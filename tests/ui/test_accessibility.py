"""Whatever takes the keys has a name that a screen reader can say, and the keys go through a window as an eye does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QListView,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.district import District
from tests.ui.every_window import every_dialog, every_page

BESIDE = 4
"""Pixels by which two widgets of one line may overlap or be apart from it."""


def focusable(window: QWidget) -> list[QWidget]:
    """What Tab stops at, in the order in which it does."""
    found = []
    widget: QWidget | None = window
    while widget is not None:
        takes_keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        if takes_keys and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None:
            found.append(widget)
        widget = widget.nextInFocusChain()
        if widget is window:
            break
    return [each for each in found if each.window() is window]


def nameless(window: QWidget) -> Iterator[str]:
    """Focusable widgets without a name, with their place among their parents."""
    for widget in focusable(window):
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name) if interface is not None else ""
        if not name.strip() and not is_inside_named(widget):
            yield f"nameless: {described(widget)}"


def is_inside_named(widget: QWidget) -> bool:
    """A scroll area hands its keys on to what it holds, and a spin or combo box owns its line."""
    parent = widget.parentWidget()
    return (
        isinstance(parent, QAbstractScrollArea)
        and not isinstance(widget, QScrollArea)
        and bool(parent.accessibleName())
    )


def backwards(window: QWidget) -> Iterator[str]:
    """Where Tab leads up or to the left although nothing new begins there."""
    chain = [widget for widget in focusable(window) if not isinstance(widget, QScrollArea)]
    for before, after in pairwise(chain):
        one, other = place(before, window), place(after, window)
        is_beside = one.top() + BESIDE < other.bottom() and other.top() + BESIDE < one.bottom()
        goes_left = is_beside and other.right() <= one.left() + BESIDE
        # A column at the right begins at its top again; one that was left is not gone back to.
        goes_up = other.bottom() <= one.top() + BESIDE and other.left() < one.right() - BESIDE
        if goes_left or goes_up:
            yield f"backwards: {described(before)} -> {described(after)}"


def unreached(window: QWidget) -> Iterator[str]:
    """What could take the keys and is passed over by Tab, as where a proxy before it takes them."""
    chain = focusable(window)
    if not chain:
        return
    window.activateWindow()
    QApplication.processEvents()
    chain[0].setFocus()
    reached: list[QWidget] = []
    while (now := QApplication.focusWidget()) is not None and now not in reached:
        reached.append(now)
        keeps_tab = isinstance(now, QAbstractItemView) and now.tabKeyNavigation()
        if isinstance(now, QAbstractItemView):
            now.setTabKeyNavigation(False)  # in the table of values Tab goes from cell to cell, as in a spreadsheet
        now.focusNextChild()
        if isinstance(now, QAbstractItemView):
            now.setTabKeyNavigation(keeps_tab)
    yield from (f"passed over: {described(widget)}" for widget in chain if widget not in reached)


def place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def unspoken(window: QWidget) -> Iterator[str]:
    """Tables and lists whose cells or headers say nothing to a screen reader."""
    for view in window.findChildren(QAbstractItemView):
        model = view.model()
        if model is None or not view.isVisible() or not isinstance(view, QTableView | QListView):
            continue
        role = Qt.ItemDataRole.AccessibleTextRole if isinstance(view, QTableView) else Qt.ItemDataRole.DisplayRole
        columns = model.columnCount() if isinstance(view, QTableView) else 1
        for row in range(min(model.rowCount(), 50)):
            for column in range(columns):
                if not str(model.index(row, column).data(role) or "").strip() and not is_spanned(view, row, column):
                    yield f"says nothing: {described(view)} at {row}, {column}"
        if isinstance(view, QTableView) and view.horizontalHeader().isVisible():
            for column in range(columns):
                if not str(model.headerData(column, Qt.Orientation.Horizontal) or "").strip():
                    yield f"no title: {described(view)} column {column}"


def is_spanned(view: QAbstractItemView, row: int, column: int) -> bool:
    """Hidden under a cell that reaches over it."""
    return isinstance(view, QTableView) and any(view.columnSpan(row, other) > column - other for other in range(column))


def described(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    name = interface.text(QAccessible.Text.Name) if interface is not None else ""
    return f"{type(widget).__name__} {name[:40]!r} in {type(widget.parentWidget()).__name__}"


def faults(window: QWidget) -> list[str]:
    QApplication.processEvents()
    return [*nameless(window), *backwards(window), *unspoken(window), *unreached(window)]


def test_a_nameless_input_and_keys_that_go_backwards_would_be_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    lower, upper = QLineEdit(window), QPushButton("Upper", window)  # the keys follow the order of their making
    column.addWidget(upper)
    column.addWidget(lower)
    window.show()
    assert faults(window) == [
        "nameless: QLineEdit '' in QWidget",
        "backwards: QLineEdit '' in QWidget -> QPushButton 'Upper' in QWidget",
    ]


def test_what_a_proxy_lets_tab_pass_over_would_be_found(qtbot: QtBot) -> None:
    window, page = QWidget(), QWidget()
    qtbot.addWidget(window)
    before, upper, lower = (QPushButton(name) for name in ("Before", "Upper", "Lower"))
    outer, inner = QVBoxLayout(window), QVBoxLayout(page)
    outer.addWidget(before)
    outer.addWidget(page)
    inner.addWidget(upper)
    inner.addWidget(lower)
    page.setFocusProxy(lower)
    window.show()
    assert faults(window) == ["passed over: QPushButton 'Upper' in QWidget"]


def test_every_page_is_named_spoken_and_in_reading_order(qtbot: QtBot, district: District) -> None:
    found, stops = [], 0
    for name, window in every_page(qtbot, district):
        stops += len(focusable(window))
        found += [f"{name}: {fault}" for fault in faults(window)]
    assert stops > 60
    assert not found, "\n".join(found)


def test_every_dialog_is_named_spoken_and_in_reading_order(qtbot: QtBot, district: District) -> None:
    found = []
    with every_dialog(qtbot, district) as dialogs:
        for name, dialog in dialogs:
            assert focusable(dialog), name
            found += [f"{name}: {fault}" for fault in faults(dialog)]
    assert not found, "\n".join(found)
