"""Keeps what is being typed while it is typed, so that a power cut takes at most the last words."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.services import drafts
from ctecs_desktop.ui.entry.entry_rows import EntryRow
from ctecs_desktop.ui.workplace import Workplace

KEEP_MILLISECONDS = 250
"""The text is written so often while someone types: each writing waits for the disk."""


class DraftKeeper(QObject):
    """Follows one line at a time. A text that is taken or refused is kept by the model; here only what is under way."""

    def __init__(self, workplace: Workplace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._row: EntryRow | None = None
        self._part = Part.VALUE
        self._text = ""
        self._kept = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_MILLISECONDS)
        self._timer.timeout.connect(self.keep_now)
        workplace.closing.connect(self._timer.stop)

    def follow(self, row: EntryRow, part: Part, text: str) -> None:
        """``text`` stands in the open line over that box."""
        if self._row is not row or self._part is not part:
            self._row, self._part, self._kept = row, part, row.typed.get(part, "")
        self._text = text
        if not self._timer.isActive() and text != row.text_of(part):
            self._timer.start()

    def keep_now(self) -> None:
        """Write what stands in the line; a full disk is told once the text is to be taken."""
        row = self._row
        if row is None or self._text == self._kept:
            return
        if self._write(row, self._text):
            self._kept = self._text

    def end(self, row: EntryRow) -> None:
        """The line is closed: keep what stands in the cell now, which is nothing where the typing was broken off."""
        self._timer.stop()
        if self._row is row:
            stays = row.typed.get(self._part, "")
            if self._kept and self._kept != stays:
                self._write(row, stays)
        self._row = None

    def _write(self, row: EntryRow, text: str) -> bool:
        session = self._workplace.session
        try:
            with session.impatient():
                drafts.keep_typed(session, {(row.key, self._part): text})
        except CtecsError:
            return False
        return True
