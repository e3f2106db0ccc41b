"""A tour of about two minutes: a card goes from part to part of the window, with a ring around what it speaks of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, muted_label, scaled, section_title, tokens_of

CARD_WIDTH = 360
RING = 3
"""Pixels of the ring around what the card speaks of."""


@dataclass(frozen=True, slots=True)
class TourStep:
    """What the card says, and what it points at; ``come`` brings that part of the window into sight first."""

    title: str
    text: str
    find: Callable[[], QWidget | None]
    come: Callable[[], object] = lambda: None


class Tour(QObject):
    """Leads through ``steps`` over ``window``. ``ended`` comes once, whether it was seen to its end or left."""

    ended = Signal()

    def __init__(self, window: QWidget, steps: Sequence[TourStep]) -> None:
        super().__init__(window)
        self._window = window
        self._steps = tuple(steps)
        self.number = 0
        self._ring = _Ring(window)
        self.card = _Card(window)
        self.card.next_wanted.connect(self.forward)
        self.card.back_wanted.connect(self.back)
        self.card.end_wanted.connect(self.end)
        window.installEventFilter(self)

    def start(self) -> None:
        """Show the first step."""
        self._show(0)

    def forward(self) -> None:
        """The next step; after the last one the tour is over."""
        if self.number + 1 < len(self._steps):
            self._show(self.number + 1)
        else:
            self.end()

    def back(self) -> None:
        """The step before."""
        if self.number:
            self._show(self.number - 1)

    def end(self) -> None:
        """Leave the tour."""
        self._window.removeEventFilter(self)
        for widget in (self._ring, self.card):
            widget.hide()
            widget.deleteLater()
        self.ended.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _show(self, number: int) -> None:
        self.number = number
        step = self._steps[number]
        step.come()
        self.card.say(step.title, step.text, number, len(self._steps))
        self._place()
        self.card.focus_next()

    def _place(self) -> None:
        target = self._steps[self.number].find()
        around = QRect()
        if target is not None and target.isVisible():
            corner = target.mapTo(self._window, QPoint()) if target is not self._window else QPoint()
            around = QRect(corner, target.size()).intersected(self._window.rect())
        self._ring.setGeometry(around.adjusted(-RING, -RING, RING, RING).intersected(self._window.rect()))
        self._ring.setVisible(not around.isEmpty())
        self._ring.raise_()
        size = self.card.sized()
        self.card.setGeometry(QRect(place_beside(around, size, self._window.size()), size))
        self.card.show()
        self.card.raise_()


def place_beside(around: QRect, size: QSize, window: QSize) -> QPoint:
    """Where a card of ``size`` covers ``around`` least: right of it, below, left, above, else inside its corner."""
    gap = BETWEEN_GROUPS
    if around.isEmpty():
        return QPoint((window.width() - size.width()) // 2, (window.height() - size.height()) // 2)
    top = max(gap, min(around.top(), window.height() - size.height() - gap))
    left = max(gap, min(around.left(), window.width() - size.width() - gap))
    if around.right() + gap + size.width() + gap <= window.width():
        return QPoint(around.right() + gap, top)
    if around.bottom() + gap + size.height() + gap <= window.height():
        return QPoint(left, around.bottom() + gap)
    if around.left() - gap - size.width() >= gap:
        return QPoint(around.left() - gap - size.width(), top)
    if around.top() - gap - size.height() >= gap:
        return QPoint(left, around.top() - gap - size.height())
    return QPoint(
        max(gap, around.right() - size.width() - gap * 2), max(gap, around.bottom() - size.height() - gap * 2)
    )


class _Ring(QWidget):
    """Drawn around a part of the window; lets every click through."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens_of(self).accent), RING))
        half = RING // 2 + 1
        painter.drawRoundedRect(self.rect().adjusted(half, half, -half, -half), 6, 6)
        painter.end()


class _Card(QFrame):
    """Title, text, how far, and three buttons. Right, Left and Esc do the same as the buttons."""

    next_wanted = Signal()
    back_wanted = Signal()
    end_wanted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tour-card")
        self.setAccessibleName(_("Tour"))
        self._title, self._text, self._where = section_title(""), muted_label(), muted_label()
        self._where.setWordWrap(False)
        self._end, self._back, self._next = QPushButton(_("End the tour")), QPushButton(_("Back")), QPushButton()
        self._next.setProperty("primary", "true")
        self._end.setProperty("link", "true")
        for button, signal in (
            (self._end, self.end_wanted),
            (self._back, self.back_wanted),
            (self._next, self.next_wanted),
        ):
            button.clicked.connect(signal)
        buttons = QHBoxLayout()
        buttons.setSpacing(INSIDE)
        buttons.addWidget(self._end)
        buttons.addStretch(1)
        buttons.addWidget(self._back)
        buttons.addWidget(self._next)
        column = QVBoxLayout(self)
        column.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        column.setSpacing(INSIDE)
        for widget in (self._where, self._title, self._text):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(buttons)
        self.hide()

    def say(self, title: str, text: str, number: int, total: int) -> None:
        """Show a step."""
        self._where.setText(_("{number} of {total}").format(number=number + 1, total=total))
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleDescription(f"{title}. {text}")
        self._back.setEnabled(number > 0)
        self._next.setText(_("Next") if number + 1 < total else _("Done"))

    def sized(self) -> QSize:
        """As wide as reads well, as high as the text needs."""
        width = max(scaled(CARD_WIDTH), self.minimumSizeHint().width())
        return QSize(
            width, max(self.heightForWidth(width), self.sizeHint().height() if not self.hasHeightForWidth() else 0)
        )

    def focus_next(self) -> None:
        """The keys go to the button that leads on, so that Enter is enough for the whole tour."""
        self._next.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        signal = {
            Qt.Key.Key_Escape: self.end_wanted,
            Qt.Key.Key_Right: self.next_wanted,
            Qt.Key.Key_Left: self.back_wanted,
            Qt.Key.Key_Return: self.next_wanted,
            Qt.Key.Key_Enter: self.next_wanted,
        }.get(Qt.Key(event.key()))
        if signal is not None:
            signal.emit()
        else:
            super().keyPressEvent(event)
