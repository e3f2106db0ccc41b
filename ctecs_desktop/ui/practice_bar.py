"""The bar over every page of a practice workspace: nobody takes it for the real one, and one click leaves it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.i18n import _
from ctecs_desktop.services.practice import let_central_office_answer
from ctecs_desktop.services.practice_bounds import is_practice
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.buttons import button_of
from ctecs_desktop.ui.icons import SIZE, icon
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, BETWEEN_SECTIONS, INSIDE, Tone
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import problem_text


class PracticeBar(QFrame):
    """Hidden in a real workspace. ``answered`` carries the reply workbook that practice central office wrote."""

    leave_wanted = Signal()
    answered = Signal(object)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("practice-bar")
        self._workplace = workplace
        sign = QLabel()
        sign.setPixmap(icon("info", Tone.ACCENT).pixmap(SIZE, SIZE))
        self.text = QLabel(_("PRACTICE: made-up data. Nothing leaves this PC; real central offices refuse its files."))
        self.text.setWordWrap(True)
        self.reply = QAction(_("Let central office answer"), self)
        self.reply.setToolTip(_("Plays central office: takes in what you signed last, and answers"))
        self.reply.triggered.connect(self._answer)
        self.leave = QAction(_("Leave practice"), self)
        self.leave.triggered.connect(lambda _checked=False: self.leave_wanted.emit())
        line = QHBoxLayout(self)
        line.setContentsMargins(BETWEEN_GROUPS, INSIDE // 2, BETWEEN_SECTIONS, INSIDE // 2)
        line.setSpacing(INSIDE)
        line.addWidget(sign)
        line.addWidget(self.text, stretch=1)
        line.addWidget(button_of(self.reply))
        line.addWidget(button_of(self.leave))
        self.setVisible(is_practice(workplace.session))

    def _answer(self) -> None:
        def work(session: Session, _progress: JobProgress) -> Path:
            return let_central_office_answer(session)

        self._workplace.run(_("Central office looks at it"), work, done=self._done, failed=self._refuse)

    def _done(self, path: Path) -> None:
        self.answered.emit(path)

    def _refuse(self, error: CtecsError) -> None:
        self.text.setText(_("PRACTICE: {problem}").format(problem=problem_text(error)))
