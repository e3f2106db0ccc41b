"""The bar above the pages that leads through what central office asked: to each value in turn, until all are answered.

An answer is given where values are entered anyway: another value, or a note. The bar only shows the way and what is
done already, so it can be left at any question and is there again after a restart.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.i18n import _
from ctecs_desktop.services import questions
from ctecs_desktop.services.questions import Answer, Asked, AskedValue
from ctecs_desktop.ui.buttons import button_of
from ctecs_desktop.ui.icons import SIZE, icon
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, BETWEEN_SECTIONS, INSIDE, Tone, muted_label
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import place_text, printable, problem_text

_SIGNS = {
    Answer.NONE: ("question", Tone.WARN),
    Answer.EXPLAINED: ("note", Tone.GOOD),
    Answer.CHANGED: ("check", Tone.GOOD),
}


class QuestionBar(QFrame):
    """Hidden while nothing is asked about the period that is shown."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("question-bar")
        self._workplace = workplace
        self._asked: Asked | None = None
        self._number = 0
        self._sign, self.text, self.state = QLabel(), QLabel(), muted_label()
        self.text.setWordWrap(True)
        self.previous = self._action(_("Previous"), lambda: self.go(self._number - 1), "Ctrl+Shift+Q")
        self.next = self._action(_("Next"), lambda: self.go(self._number + 1), "Ctrl+Shift+N")
        self.begin = self._action(_("Answer"), self.answer, "")
        self.begin.setToolTip(_("Opens the next revision; its reason says that central office asked"))
        self.sign = self._action(_("Check and sign"), lambda: workplace.go_to_page.emit("check"), "")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.text)
        words.addWidget(self.state)
        line = QHBoxLayout(self)
        line.setContentsMargins(BETWEEN_GROUPS, INSIDE, BETWEEN_SECTIONS, INSIDE)
        line.setSpacing(INSIDE)
        line.addWidget(self._sign)
        line.addLayout(words, stretch=1)
        for action in (self.previous, self.next, self.begin, self.sign):
            line.addWidget(button_of(action))
        workplace.changes.changed.connect(self._take)
        workplace.period_changed.connect(self.read)
        workplace.answer_wanted.connect(self.answer)
        self.read()

    def read(self) -> None:
        """Ask the store what is asked, and how far the answers are."""
        session, period = self._workplace.session, self._workplace.period.code
        self._asked = questions.asked(session, period) if self._workplace.is_school else None
        self._show()

    def answer(self) -> None:
        """Open the next revision, if it is not open, and go to the first question without an answer."""
        if self._asked is None:
            return
        try:
            changes = questions.begin_answer(self._workplace.session, self._workplace.period.code)
        except CtecsError as error:
            self.state.setText(problem_text(error))
            return
        self._workplace.changes.publish(changes)
        values = self._asked.values
        if values:
            first = next((number for number, each in enumerate(values) if each.answer is Answer.NONE), 0)
            self.go(first)

    def go(self, number: int) -> None:
        """Go to the value of that question; from the last on to the first."""
        if self._asked is None or not self._asked.values:
            return
        self._number = number % len(self._asked.values)
        self._show()
        self._workplace.show_value(self._asked.values[self._number].key)

    def _action(self, text: str, call: Callable[[], object], keys: str) -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(keys)
        action.triggered.connect(lambda _checked=False: call())
        return action

    def _take(self, changes: Changes) -> None:
        if changes.nouns & {Noun.SUBMISSION, Noun.OBSERVATION, Noun.PLAN}:
            self.read()

    def _show(self) -> None:
        found = self._asked
        self.setVisible(found is not None)
        if found is None:
            return
        count = len(found.values)
        self._number = min(self._number, max(count - 1, 0))
        self.begin.setVisible(not found.is_begun)
        for action in (self.previous, self.next):
            action.setVisible(count > 1)
        self.sign.setVisible(found.is_begun and found.left == 0)
        if not count:
            self._sign.setPixmap(icon("returned", Tone.WARN).pixmap(SIZE, SIZE))
            note = printable(found.reply.note)
            self.text.setText(_("Central office returned this period: {note}").format(note=note))
            self.state.setText("")
            return
        self._show_value(found, found.values[self._number])

    def _show_value(self, found: Asked, value: AskedValue) -> None:
        name, tone = _SIGNS[value.answer]
        self._sign.setPixmap(icon(name, tone).pixmap(SIZE, SIZE))
        self.text.setText(
            _("Question {number} of {count}: {place}. “{text}”").format(
                number=self._number + 1,
                count=len(found.values),
                place=place_text(value.key, self._workplace.plan),
                text=printable(value.question.text),
            )
        )
        answers = {
            Answer.NONE: _("Not answered yet: change the value, or explain it in its note."),
            Answer.EXPLAINED: _("Answered by a note."),
            Answer.CHANGED: _("Answered by another value."),
        }
        text = answers[value.answer] if found.is_begun else _("The period is signed; Answer opens the next revision.")
        left = _("{left} of {count} without an answer").format(left=found.left, count=len(found.values))
        self.state.setText(f"{text} {left}.")
