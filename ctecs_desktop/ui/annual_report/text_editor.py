"""Where one text of the report is written; it is saved when the person pauses or goes on to anything else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, muted_label, section_title
from ctecs_desktop.wording import problem_text

PAUSE_MILLISECONDS = 1200

Save = Callable[[str, str], CtecsError | None]
"""Takes the name of a text and what stands there now; answers what was refused."""


class _Box(QPlainTextEdit):
    """A text that calls ``left`` when the keys go elsewhere; Tab goes on."""

    def __init__(self, left: Callable[[], None]) -> None:
        super().__init__()
        self._left = left
        self.setTabChangesFocus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._left()


class TextEditor(QWidget):
    """Shows one text under its title; ``save`` keeps what changed."""

    def __init__(self, save: Save) -> None:
        super().__init__()
        self._save = save
        self._name, self._stored = "", ""
        self.title = section_title("")
        self._hint = muted_label()
        self._hint.setWordWrap(True)
        self.box = _Box(self.save_now)
        self.box.setPlaceholderText(_("Nothing is written yet. A blank line begins a paragraph."))
        self._count = muted_label()
        self.problem = QLabel()
        self.problem.setProperty("tone", Tone.BAD.value)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self.save_now)
        self.box.textChanged.connect(self._typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(BETWEEN_GROUPS, 0, BETWEEN_GROUPS, 0)
        column.setSpacing(INSIDE)
        for widget in (self.title, self._hint):
            column.addWidget(widget)
        column.addWidget(self.box, stretch=1)
        column.addWidget(self.problem)
        column.addWidget(self._count)
        self.setFocusProxy(self.box)

    @property
    def name(self) -> str:
        """Which text it is."""
        return self._name

    def show_text(self, name: str, title: str, hint: str, text: str) -> None:
        """Show another text, after what was typed into the one before is saved."""
        self.save_now()
        self._name, self._stored = name, text
        self.title.setText(title)
        self._hint.setText(hint)
        self.box.setAccessibleName(title)
        self.box.blockSignals(True)
        self.box.setPlainText(text)
        self.box.blockSignals(False)
        self.problem.hide()
        self._tell_length()

    def save_now(self) -> None:
        """Save what stands here, if it is something new."""
        self._timer.stop()
        text = self.box.toPlainText()
        if not self._name or text.strip() == self._stored.strip():
            return
        before, self._stored = self._stored, text
        refused = self._save(self._name, text)
        if refused is not None:
            self._stored = before
        self.problem.setText(problem_text(refused) if refused is not None else "")
        self.problem.setVisible(refused is not None)

    def _typed(self) -> None:
        self._timer.start()
        self._tell_length()

    def _tell_length(self) -> None:
        count = len(self.box.toPlainText().split())
        self._count.setText(ngettext("{count} word", "{count} words", count).format(count=f"{count:,}"))
