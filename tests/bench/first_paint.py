"""Starts a window and ends the process right after it was painted, so that the process's life is the time to see it.

``bare`` is a QApplication with a QWidget; ``program`` is the program itself, up to the first paint of its window;
``workspace`` goes on until the workspace that was named has been opened and painted.
"""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

GIVE_UP_AFTER_SECONDS = 30


class FirstPaint(QObject):
    """Calls ``after`` once ``window`` has been painted.

    It watches the window alone: a filter over the whole application makes Python know every object that gets an event,
    such as the animation inside a QMainWindow, which costs 30 to 40 ms that nobody's start has.
    """

    def __init__(self, window: QWidget, after: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._after = after
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The filter sees the paint event before the widget does; the timer fires when it has been dealt with."""
        if event.type() is QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self._after)
        return False


def leave() -> None:
    """End at once: what closing costs is not what is measured."""
    os._exit(0)


def bare() -> None:
    application = QApplication(["bare"])
    window = QWidget()
    window.resize(1280, 800)
    FirstPaint(window, leave)
    window.show()
    application.exec()


def program(store: str, *, until_workspace: bool) -> None:
    """The program as its entry point starts it; only the event loop is told to watch."""
    run_loop = QApplication.exec

    def exec_watching(_application: QApplication) -> int:
        (window,) = [each for each in QApplication.topLevelWidgets() if hasattr(each, "opened")]
        if until_workspace:
            window.opened.connect(lambda *_: FirstPaint(window.view, leave))
        else:
            FirstPaint(window, leave)
        return run_loop()

    QApplication.exec = exec_watching
    from ctecs_desktop.app import main

    sys.exit(main([store]))


if __name__ == "__main__":
    faulthandler.dump_traceback_later(GIVE_UP_AFTER_SECONDS, exit=True)
    if sys.argv[1] == "bare":
        bare()
    else:
        program(sys.argv[2], until_workspace=sys.argv[1] == "workspace")
