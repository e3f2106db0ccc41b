"""The steps by which a school becomes known to the district, each with what is done and the act that comes next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout

from ctecs_desktop.i18n import _
from ctecs_desktop.services.getting_started import GettingStarted
from ctecs_desktop.ui.buttons import button_of
from ctecs_desktop.ui.icons import SIZE, icon
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, muted_label, section_title
from ctecs_desktop.wording import printable, words_text

_DONE, _NOW, _LATER = ("check", Tone.GOOD), ("chevron-right", Tone.ACCENT), ("dash", Tone.MUTED)


class GettingStartedCard(QFrame):
    """Hidden once the school can sign. Every step may be left and taken up on another day."""

    key_wanted = Signal()
    workbook_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.make_key = QAction(_("Make the key…"), self)
        self.make_key.triggered.connect(lambda _checked=False: self.key_wanted.emit())
        self.save_again = QAction(_("Save it again…"), self)
        self.save_again.triggered.connect(lambda _checked=False: self.key_wanted.emit())
        self.open_workbook = QAction(_("Open the workbook…"), self)
        self.open_workbook.triggered.connect(lambda _checked=False: self.workbook_wanted.emit())
        self._signs = [QLabel() for _step in range(4)]
        self.texts = [QLabel() for _step in range(4)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(INSIDE)
        grid.setVerticalSpacing(INSIDE)
        grid.setColumnStretch(1, 1)
        buttons = {1: self.make_key, 2: self.save_again, 3: self.open_workbook}
        for number, (sign, text) in enumerate(zip(self._signs, self.texts, strict=True)):
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(sign, number, 0)
            grid.addWidget(text, number, 1)
            if number in buttons:
                grid.addWidget(button_of(buttons[number]), number, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        column.setSpacing(INSIDE)
        column.addWidget(section_title(_("Getting started")))
        column.addWidget(
            muted_label(_("Values can be entered now; signing waits for these steps. Leave at any point; come back."))
        )
        column.addLayout(grid)

    def show_state(self, state: GettingStarted, *, district: str) -> None:
        """Say of each step whether it is done, and offer the one that is next."""
        self.setVisible(not state.is_done)
        saved = state.enrolment
        done = (True, state.has_key, state.has_key and saved is not None, state.is_done)
        now = done.index(False) if False in done else len(done)
        for number, (sign, is_done) in enumerate(zip(self._signs, done, strict=True)):
            name, tone = _DONE if is_done else _NOW if number == now else _LATER
            sign.setPixmap(icon(name, tone).pixmap(SIZE, SIZE))
            self.texts[number].setProperty("tone", "" if is_done or number == now else "muted")
            self.texts[number].style().polish(self.texts[number])
        self.make_key.setVisible(not state.has_key)
        self.save_again.setVisible(state.has_key and not state.is_certified)
        self.open_workbook.setVisible(now == 3)
        self.texts[0].setText(_("Done: this workspace trusts {district}.").format(district=district))
        self.texts[1].setText(
            _("Done: the school's key lies beside the workspace.")
            if state.has_key
            else _("Make the school's key, under a passphrase that only the signer knows.")
        )
        if saved is None or not state.has_key:
            self.texts[2].setText(_("Save the enrolment workbook and send it to central office."))
        else:
            self.texts[2].setText(
                _(
                    "Done: the enrolment workbook of {signer}, {role}, is {file}. Send it to central office, and read "
                    "these seven words to them over the telephone: {words}"
                ).format(
                    signer=printable(saved.signer),
                    role=printable(saved.role),
                    file=saved.file,
                    words=words_text(saved.words),
                )
            )
        self.texts[3].setText(
            _("Open the plan or reply workbook that central office sends when it has approved the key.")
        )
