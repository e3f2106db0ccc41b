"""A report's pages one by one, as the PDF will have them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.buttons import button_of
from ctecs_desktop.ui.theme import INSIDE, muted_label, scaled, tokens_of

PIXELS_PER_INCH = 100.0
_LEAST = 240


class Sheet(QWidget):
    """One page: whole, as large as there is room for it, or as wide as the room and as high as that makes it."""

    def __init__(self) -> None:
        super().__init__()
        self._page = QPixmap()
        self.fills_width = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(scaled(_LEAST), scaled(_LEAST))

    def show_page(self, data: bytes) -> None:
        """Show the page of that picture (PNG); none for no bytes."""
        self._page = QPixmap()
        if data:
            self._page.loadFromData(data)
        self._fit()

    def fill_width(self, *, is_wide: bool) -> None:
        """Show the page as wide as the room is, or whole."""
        self.fills_width = is_wide
        self._fit()

    def _fit(self) -> None:
        is_wide = self.fills_width and not self._page.isNull()
        height = self.width() * self._page.height() // self._page.width() if is_wide else scaled(_LEAST)
        self.setMinimumHeight(height)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(scaled(440), scaled(570))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._page.isNull():
            return
        ratio = self.devicePixelRatioF()
        room = self.size() * ratio
        shown = self._page.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        shown.setDevicePixelRatio(ratio)
        width, height = shown.width() / ratio, shown.height() / ratio
        left, top = round((self.width() - width) / 2), 0
        painter = QPainter(self)
        painter.drawPixmap(left, top, shown)
        painter.setPen(tokens_of(self).control_line)
        painter.drawRect(left, top, round(width) - 1, round(height) - 1)
        painter.end()


class PagePreview(QWidget):
    """Keeps the number of the page when the pages are set anew."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: Sequence[bytes] = ()
        self._number = 0
        self.sheet = Sheet()
        self.sheet.setAccessibleName(_("Page of the report"))
        self._where = QLabel()
        self._about = muted_label(_("The pages are set…"))
        self.wide = QAction(_("Page width"), self)
        self.wide.setShortcut("Alt+W")
        self.wide.setToolTip(_("As wide as there is room, to read it, or the whole page"))
        self.wide.triggered.connect(self._widen)
        self.room = QScrollArea()
        self.room.setFrameShape(QFrame.Shape.NoFrame)
        self.room.setWidgetResizable(True)
        self.room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.room.setAccessibleName(_("Page of the report"))
        self.room.setWidget(self.sheet)
        self.back = QAction(_("Page back"), self)
        self.back.setShortcut("Alt+PgUp")
        self.back.triggered.connect(lambda: self.go_to(self._number - 1))
        self.on = QAction(_("Page on"), self)
        self.on.setShortcut("Alt+PgDown")
        self.on.triggered.connect(lambda: self.go_to(self._number + 1))
        bar = QHBoxLayout()
        bar.setSpacing(INSIDE)
        bar.addWidget(button_of(self.back))
        bar.addWidget(button_of(self.on))
        bar.addWidget(self._where)
        bar.addStretch(1)
        bar.addWidget(button_of(self.wide))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(INSIDE)
        column.addLayout(bar)
        column.addWidget(self._about)
        column.addWidget(self.room, stretch=1)
        self.show_pages(())

    @property
    def number(self) -> int:
        """The page that is shown, from 0."""
        return self._number

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    def show_pages(self, pages: Sequence[bytes], about: str = "") -> None:
        """Show these pages; without any, ``about`` says why."""
        self._pages = pages
        self._about.setText(about)
        self._about.setVisible(bool(about))
        self.go_to(self._number)

    def _widen(self) -> None:
        is_wide = not self.sheet.fills_width
        # Where a bar comes and goes with the height, the width would go to and fro for ever.
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if is_wide else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.room.setVerticalScrollBarPolicy(policy)
        self.sheet.fill_width(is_wide=is_wide)
        self.wide.setText(_("Whole page") if is_wide else _("Page width"))
        if is_wide:
            self.room.setFocus()  # the arrow keys go on reading

    def go_to(self, number: int) -> None:
        """Show the page of that number, or the nearest there is, from its top."""
        self.room.verticalScrollBar().setValue(0)
        self._number = max(0, min(number, len(self._pages) - 1))
        self.sheet.show_page(self._pages[self._number] if self._pages else b"")
        self.back.setEnabled(self._number > 0)
        self.on.setEnabled(self._number + 1 < len(self._pages))
        text = _("Page {number} of {count}").format(number=self._number + 1, count=len(self._pages))
        self._where.setText(text if self._pages else "")
        self.sheet.setAccessibleDescription(text if self._pages else self._about.text())
