"""The line below the table: what was understood while typing, what is wrong, and how a doubtful text may be meant."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.entry.typed_text import Understanding
from ctecs_desktop.ui.icons import SIZE, icon
from ctecs_desktop.ui.theme import INSIDE, Tone

_ICONS = {Tone.GOOD: "check", Tone.WARN: "pen", Tone.BAD: "cross"}


class HintLine(QWidget):
    """Two lines of text that stay in their place, so that the table does not jump while someone types."""

    def __init__(self) -> None:
        super().__init__()
        self.readings: tuple[str, ...] = ()
        self._sign, self._text = QLabel(), QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._sign.setFixedWidth(SIZE)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(INSIDE)
        line.addWidget(self._sign)
        line.addWidget(self._text, stretch=1)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 2 + 4)

    @property
    def text(self) -> str:
        """What the line says."""
        return self._text.text()

    def say(self, said: Understanding) -> None:
        """Tell what was understood; the readings are chosen with Alt and their number."""
        self.readings = said.readings
        choices = [
            _("Alt+{number}: {reading}").format(number=number, reading=reading)
            for number, reading in enumerate(said.readings, start=1)
        ]
        text = "   ".join([said.text, *choices]) if choices else said.text
        if self._text.property("tone") != said.tone.value:
            self._text.setProperty("tone", said.tone.value)
            self._text.style().unpolish(self._text)
            self._text.style().polish(self._text)
        name = _ICONS.get(said.tone, "")
        if name and said.text:
            self._sign.setPixmap(icon(name, said.tone).pixmap(SIZE, SIZE))
        else:
            self._sign.clear()
        self._text.setText(text)
        self._text.setAccessibleName(text)
