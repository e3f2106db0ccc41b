"""Puts a report's pages on paper, each on a sheet of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QRect, Qt
from PySide6.QtGui import QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter

PIXELS_PER_INCH = 200.0
"""Of a page that is set for paper."""


def print_pages(pages: Sequence[bytes], device: QPagedPaintDevice) -> None:
    """Draw every page (PNG) as large as the sheet allows; the pages have their own margins."""
    device.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    device.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    painter = QPainter(device)
    try:
        for number, data in enumerate(pages):
            if number:
                device.newPage()
            image = QImage.fromData(data)
            room = QRect(0, 0, device.width(), device.height())
            size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRect((room.width() - size.width()) // 2, 0, size.width(), size.height()), image)
    finally:
        painter.end()
