"""The bar inside a page that tells what happened and stays until it has been dealt with."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.icons import SIZE, icon
from ctecs_desktop.ui.theme import INSIDE, Tone

_ICONS = {Tone.GOOD: "check", Tone.WARN: "warning", Tone.BAD: "cross", Tone.ACCENT: "info"}


class MessageBar(QFrame):
    """Hidden while there is nothing to say. The text is a whole sentence and can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # names of foreign files and notes stand in it
        self._text.setTextInteractionFlags(self._text.textInteractionFlags().TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._act = QPushButton()
        self._act.clicked.connect(self._carry_out)
        self._action: QAction | None = None
        self._close = QPushButton(_("Dismiss"))
        self._close.setProperty("link", "true")
        self._close.clicked.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(INSIDE + 4, INSIDE, INSIDE, INSIDE)
        layout.setSpacing(INSIDE)
        for widget in (self._sign, self._text, self._act, self._close):
            layout.addWidget(widget, stretch=1 if widget is self._text else 0)
        self.hide()

    @property
    def text(self) -> str:
        """What the bar says; empty while it is hidden."""
        return self._text.text() if not self.isHidden() else ""

    def show_message(
        self, text: str, tone: Tone, *, action: QAction | None = None, can_be_dismissed: bool = True
    ) -> None:
        """Say ``text``; ``action`` is offered as a button."""
        self.setProperty("tone", tone.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self._sign.setPixmap(icon(_ICONS.get(tone, "info"), tone).pixmap(SIZE, SIZE))
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self._action = action
        self._act.setVisible(action is not None)
        if action is not None:
            self._act.setText(action.text())
        self._close.setVisible(can_be_dismissed)
        self.show()

    def add_message(self, text: str, tone: Tone) -> None:
        """Say ``text`` below what is said already, whose button stays."""
        before = self.text
        if before and text not in before:
            text = f"{before}\n{text}"
        self.show_message(text, tone, action=self._action if before else None)

    def clear(self) -> None:
        """Say nothing any more."""
        self.hide()

    def _carry_out(self) -> None:
        if self._action is not None:
            self._action.trigger()
