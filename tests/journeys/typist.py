"""Somebody who has a keyboard and nothing else: keys go where the focus is, also into dialogs that a key has opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QFileDialog, QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

Key = Qt.Key
Stroke = tuple[Qt.Key | str, Qt.KeyboardModifier]
Step = Stroke | Callable[[], bool]
Script = Iterator[Step]
"""What is done one after the other: a key is pressed, or something is waited for."""

NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier

PATIENCE_SECONDS = 20.0
MOST_TABS = 80
"""Who has not come to a widget by then goes round in circles."""


class Typist:
    """Carries out a script key by key, each key from a round of events of its own.

    A key that opens a dialog does not come back before the dialog is closed; so the next step is due before it is
    pressed, and is carried out inside the dialog's own loop of events.
    """

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self._script: Script = iter(())
        self._waiting: Callable[[], bool] | None = None
        self._since = 0.0
        self._error: BaseException | None = None
        self._is_done = False
        self.strokes = 0

    def carry_out(self, script: Script) -> None:
        """Do everything in ``script``; whatever it raises is raised here, after every dialog was closed."""
        self._script, self._waiting, self._error, self._is_done = script, None, None, False
        QTimer.singleShot(0, self._step)
        self._qtbot.waitUntil(lambda: self._is_done, timeout=300_000)
        if self._error is not None:
            raise self._error

    def _step(self) -> None:
        if QApplication.activeWindow() is None:
            _activate_what_is_in_front()
        try:
            if self._waiting is not None:
                if not self._waiting():
                    assert monotonic() - self._since < PATIENCE_SECONDS, f"waited in vain; {here()}"
                    QTimer.singleShot(5, self._step)
                    return
                self._waiting = None
            step = next(self._script)
        except StopIteration:
            self._is_done = True
        except BaseException as error:  # told by carry_out, once the loops of all dialogs have ended
            self._error = error
            self._leave()
        else:
            if callable(step):
                self._waiting, self._since = step, monotonic()
            else:
                QTimer.singleShot(0, lambda: self._press(*step))
            QTimer.singleShot(0, self._step)

    def _press(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier) -> None:
        target = has_keys()
        if target is None:
            self._error = self._error or AssertionError(f"nobody takes the key {key}")
            self._leave()
            return
        self.strokes += 1
        QTest.keyClick(target, key, modifiers)

    def _leave(self) -> None:
        popup, dialog = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        for widget in (popup, dialog):
            if widget is not None:
                widget.close()
                QTimer.singleShot(5, self._leave)
                return
        self._is_done = True


def _activate_what_is_in_front() -> None:
    """What a desktop does when a dialog has closed; without a screen there is none that would."""
    dialog = QApplication.activeModalWidget()
    windows = [each for each in QApplication.topLevelWidgets() if each.isVisible() and isinstance(each, QMainWindow)]
    for widget in (dialog, *windows):
        if widget is not None:
            widget.activateWindow()
            return


def has_keys() -> QWidget | None:
    """Where a key that is pressed now goes; a list of proposals below a line hands its keys on to that."""
    return QApplication.focusWidget() or QApplication.activeModalWidget() or QApplication.activeWindow()


def name_of(widget: QWidget | None) -> str:
    """What a screen reader would say of it: all that a person without a mouse needs to find it."""
    if widget is None:
        return ""
    if isinstance(widget, QComboBox) and widget.accessibleName():
        return widget.accessibleName()  # on Linux Qt gives the chosen text for its name
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def here() -> str:
    """Where the keys are, for a failure's message."""
    widget = QApplication.focusWidget()
    window = QApplication.activeModalWidget() or QApplication.activeWindow()
    title = window.windowTitle() if window is not None else ""
    labels = window.findChildren(QLabel) if window is not None else []
    texts = " | ".join(label.text() for label in labels if label.isVisible() and label.text())
    return f"the keys are at {name_of(widget)!r} in {title!r}, which says: {texts}"


def press(key: Qt.Key | str, modifiers: Qt.KeyboardModifier = NONE) -> Script:
    yield key, modifiers


def type_text(text: str) -> Script:
    for sign in text:
        yield sign, NONE


def wait_for(condition: Callable[[], bool]) -> Script:
    yield condition


def tab_to(name: str, *, backwards: bool = False) -> Script:
    """Press Tab until the keys are at what is called so."""
    seen = []
    for _tab in range(MOST_TABS):
        if name in name_of(QApplication.focusWidget()):
            return
        seen.append(name_of(QApplication.focusWidget()))
        yield (Key.Key_Backtab, SHIFT) if backwards else (Key.Key_Tab, NONE)
    raise AssertionError(f"Tab does not lead to {name!r}, but to {list(dict.fromkeys(seen))}")


def push(name: str) -> Script:
    """Go to a button and push it."""
    yield from tab_to(name)
    yield Key.Key_Space, NONE


def answer_file(path: str) -> Script:
    """Type a path into the dialog for files that is about to open, and wait until it has closed."""
    yield from wait_for(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
    yield from press("a", CONTROL)
    yield from type_text(path)
    yield from press(Key.Key_Return)
    yield from wait_for(lambda: not isinstance(QApplication.activeModalWidget(), QFileDialog))


def wait_for_dialog() -> Script:
    yield from wait_for(lambda: isinstance(QApplication.activeModalWidget(), QDialog))


def wait_for_no_dialog() -> Script:
    yield from wait_for(lambda: QApplication.activeModalWidget() is None)
