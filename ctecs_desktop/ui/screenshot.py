"""Draws the window into a picture without a screen: for the README, the demonstration and the tests."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QSize, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.main_window import MainWindow

PICTURE_SIZE = QSize(1280, 760)
LONGEST_WAIT_MILLISECONDS = 60_000
SMALLEST = 0
"""A PNG loses nothing; Qt takes its quality to mean how little work is put into making it small."""

_MOST_TELLING = ("rollup", "entry")


def draw_window(application: QApplication, window: MainWindow, store: Path | None, picture: Path) -> str:
    """Open ``store`` in ``window``, go to its most telling page and save a picture; the answer is what went wrong."""
    window.resize(PICTURE_SIZE)
    window.show()
    if store is not None:
        problem = _open(application, window, store)
        if problem:
            return problem
    if not draw(window, scale=1).save(str(picture), quality=SMALLEST):
        return _("The picture could not be written: {path}").format(path=picture)
    return ""


def draw(widget: QWidget, *, scale: float) -> QImage:
    """The widget as an image, each logical pixel ``scale`` pixels wide, as a screen at 100 × ``scale`` % shows it."""
    image = QImage(widget.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(widget.palette().window().color())
    painter = QPainter(image)
    widget.render(painter, QPoint())
    painter.end()
    return image


def _open(application: QApplication, window: MainWindow, store: Path) -> str:
    waiting = QTimer()
    waiting.setSingleShot(True)
    waiting.start(LONGEST_WAIT_MILLISECONDS)
    window.open_store(store)
    _wait(application, window, waiting)
    view = window.view
    if view is None:
        return window.start.message.text or _("The workspace could not be opened in time.")
    name = next(name for name in _MOST_TELLING if view.has_page(name))
    page = view.go_to(name)
    page.setFocus()
    _wait(application, window, waiting)
    return ""


def _wait(application: QApplication, window: MainWindow, waiting: QTimer) -> None:
    """Let events and jobs go on until nothing is under way any more."""
    application.processEvents()
    while window.tasks.is_busy and waiting.isActive():
        application.processEvents()
    for _again in range(5):
        application.processEvents()
