"""Prints the pages of a signed workbook as PDF, to be filed beside it: from the same data as workbook and preview.

Qt's writer does not tag its PDF; this is the office's filed copy of a workbook that is the document itself, not a
report for readers.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from ctecs_desktop.i18n import _
from ctecs_desktop.services.preview import Page, PageCell
from ctecs_desktop.ui.page_view import look_of, shown_text, sized
from ctecs_desktop.ui.tokens import LIGHT

DOTS_PER_INCH = 300
MARGIN = 15.0  # millimetres
TEXT_POINTS = 9.0
SMALLEST_POINTS = 5.5  # a wide sheet is shrunk, but never below what can be read
AIR, BETWEEN_COLUMNS = 0.5, 0.7  # of the height of a line: above and below it together, and at the right of a cell

PageRow = tuple[PageCell, ...]


def pdf_of(pages: Sequence[Page], *, title: str) -> bytes:
    """The pages as a PDF document. May be called on the worker's thread: nothing of a window is touched."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("ctecs_desktop")
    writer.setResolution(DOTS_PER_INCH)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    writer.setPageMargins(QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN), QPageLayout.Unit.Millimeter)
    writer.setPageOrientation(_orientation(pages[0]))
    painter = QPainter(writer)
    try:
        for number, page in enumerate(pages):
            if number:
                writer.setPageOrientation(_orientation(page))
                writer.newPage()
            _Sheet(writer, painter, page).draw()
    finally:
        painter.end()
    buffer.close()
    return bytes(buffer.data().data())


def _orientation(page: Page) -> QPageLayout.Orientation:
    return QPageLayout.Orientation.Portrait if page.is_portrait else QPageLayout.Orientation.Landscape


class _Sheet:
    """Draws one sheet over as many pieces of paper as it needs, its heading repeated on each."""

    def __init__(self, writer: QPdfWriter, painter: QPainter, page: Page) -> None:
        self._writer = writer
        self._painter = painter
        self._page = page
        self._base = QFont("sans-serif")
        self._width = float(writer.width())
        self._base.setPointSizeF(TEXT_POINTS)
        # Characters as wide as a zero, as spreadsheets count them.
        wanted = sum(page.widths) * self._metrics(self._base).horizontalAdvance("0")
        self._base.setPointSizeF(max(TEXT_POINTS * min(1.0, self._width / wanted), SMALLEST_POINTS))
        unit = self._width / sum(page.widths)
        self._lefts = [sum(page.widths[:column]) * unit for column in range(len(page.widths) + 1)]
        self._line = self._metrics(self._base).height()
        self._bottom = float(writer.height()) - 2 * self._line
        self._paper = 0

    def draw(self) -> None:
        """Every row from the top."""
        top = self._begin_paper(repeats_heading=False)
        for row in self._page.rows:
            height = self._height(row)
            if top + height > self._bottom:
                self._writer.newPage()
                top = self._begin_paper(repeats_heading=True)
            self._draw_row(row, top, height)
            top += height

    def _begin_paper(self, *, repeats_heading: bool) -> float:
        """The footer of a fresh piece of paper and, on all but the first, the heading; where the next row begins."""
        self._paper += 1
        self._painter.setFont(self._base)
        self._painter.setPen(QColor(LIGHT.muted))
        place = QRectF(0, float(self._writer.height()) - self._line, self._width, self._line)
        number = _("{sheet}, page {number}").format(sheet=self._page.name, number=self._paper)
        self._painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft), self._page.footer)
        self._painter.drawText(place, int(Qt.AlignmentFlag.AlignRight), number)
        if not repeats_heading or not self._page.heading_row:
            return 0.0
        heading = self._page.rows[self._page.heading_row - 1]
        height = self._height(heading)
        self._draw_row(heading, 0.0, height)
        return height

    def _metrics(self, font: QFont) -> QFontMetricsF:
        return QFontMetricsF(font, self._writer)

    def _place(self, row: PageRow, column: int, top: float, height: float) -> QRectF:
        """The cell's own place, or as far as it may run over empty cells."""
        last = column + 1
        if look_of(row[column]).runs_over:
            while last < len(self._page.widths) and (last >= len(row) or row[last].content is None):
                last += 1
        air = self._line * BETWEEN_COLUMNS
        return QRectF(self._lefts[column], top, self._lefts[last] - self._lefts[column] - air, height)

    def _height(self, row: PageRow) -> float:
        heights = [self._line]
        for column, cell in enumerate(row):
            look = look_of(cell)
            metrics = self._metrics(sized(self._base, look))
            width = self._place(row, column, 0.0, self._line).width()
            text = shown_text(cell)
            if look.is_number or not text:
                heights.append(metrics.height())
            else:
                room = QRectF(0, 0, width, 1e6)
                heights.append(metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), text).height())
        return max(heights) + self._line * AIR

    def _draw_row(self, row: PageRow, top: float, height: float) -> None:
        for column, cell in enumerate(row):
            look = look_of(cell)
            place = self._place(row, column, top, height)
            if look.has_line:
                self._painter.setPen(QPen(QColor(LIGHT.control_line), 2))
                right = self._lefts[min(column + 1, len(self._lefts) - 1)]
                self._painter.drawLine(int(place.left()), int(top + height), int(right), int(top + height))
            text = shown_text(cell)
            if not text:
                continue
            self._painter.setFont(sized(self._base, look))
            self._painter.setPen(QColor(LIGHT.muted if look.is_muted else LIGHT.text))
            side = Qt.AlignmentFlag.AlignRight if look.is_number else Qt.AlignmentFlag.AlignLeft
            flags = side | Qt.AlignmentFlag.AlignTop
            inside = place.adjusted(0, self._line * AIR / 2, 0, 0)
            self._painter.drawText(inside, int(flags) | int(Qt.TextFlag.TextWordWrap), text)
