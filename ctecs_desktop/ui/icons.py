"""Line icons drawn from the shipped SVG files in the colour of their tone."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from ctecs_desktop.assets import asset
from ctecs_desktop.ui.theme import Tone, tokens_of

SIZE = 16
"""Logical pixels of an icon beside text."""

_SIZES = (16, 20, 24, 32, 48)
"""Pixels drawn ahead, so that a screen at 125, 150 or 200 % takes one that fits."""


def icon(name: str, tone: Tone = Tone.PLAIN) -> QIcon:
    """The icon of that name in the colour that ``tone`` has in the scheme now in use."""
    return _drawn(name, tokens_of().colour(tone))


def app_icon() -> QIcon:
    """The program's own icon, which keeps its colours."""
    return _drawn("app", "")


@cache
def _drawn(name: str, colour: str) -> QIcon:
    # QtSvg is loaded with the first icon: the first window is on the screen some milliseconds earlier without it.
    from PySide6.QtSvg import QSvgRenderer

    text = asset(f"icons/{name}.svg").read_bytes()
    renderer = QSvgRenderer(QByteArray(text.replace(b"currentColor", colour.encode("ascii"))))
    result = QIcon()
    for size in _SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        # Without a picture of its own, a selected row would show a paler one.
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            result.addPixmap(pixmap, mode)
    return result
