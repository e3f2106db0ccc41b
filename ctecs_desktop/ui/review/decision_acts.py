"""What a reviewer can do with one submission: accept, return, keep out, undo, answer; every page has the same acts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import keys, review
from ctecs_desktop.services.inspection import Inspection
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import problem_text, returned_with_questions_reason

_WANTS_REASON = {SubmissionStatus.HELD, SubmissionStatus.CONFLICT}
_DECIDED = {SubmissionStatus.ACCEPTED, SubmissionStatus.RETURNED, SubmissionStatus.EXCLUDED}
_OPEN = {SubmissionStatus.RECEIVED} | _WANTS_REASON


class DecisionActs(QObject):
    """The acts follow the submission shown; a decision is published, so that every page reads again."""

    told = Signal(str, object)
    """Carries a sentence about what was done or refused, and its :class:`Tone`."""

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._shown: Inspection | None = None
        self.accept = self._act(_("Accept"), self._accept, "Ctrl+Return")
        self.give_back = self._act(_("Return with a reason…"), self._return, "Ctrl+R")
        self.exclude = self._act(_("Keep out of the rollup…"), self._exclude)
        self.exclude.setToolTip(_("The school is asked nothing; what was accepted before counts again"))
        self.take_back = self._act(_("Take the decision back"), self._take_back, "Ctrl+Shift+Z")
        self.take_back.setToolTip(_("Adds an entry to the history; nothing is deleted"))
        self.reply = self._act(_("Write the reply workbook…"), self._write_reply)
        workplace.tasks.writing_changed.connect(lambda _writing: self._follow())
        self.show_inspection(None)

    @property
    def all(self) -> tuple[QAction, ...]:
        """For menus, the most wanted first."""
        return (self.accept, self.give_back, self.exclude, self.take_back, self.reply)

    def show_inspection(self, found: Inspection | None) -> None:
        """Offer what can be done with that submission now."""
        self._shown = found
        status = found.received.status if found is not None else None
        self.accept.setText(_("Accept…") if status in _WANTS_REASON else _("Accept"))
        asked = len(found.questions) if found is not None else 0
        returning = ngettext("Return with {count} question…", "Return with {count} questions…", asked)
        self.give_back.setText(returning.format(count=asked) if asked else _("Return with a reason…"))
        self.accept.setVisible(status in _OPEN | {SubmissionStatus.RETURNED, SubmissionStatus.EXCLUDED})
        self.give_back.setVisible(status in _OPEN | {SubmissionStatus.ACCEPTED})
        self.exclude.setVisible(status in _OPEN | {SubmissionStatus.ACCEPTED})
        self.take_back.setVisible(status in _DECIDED)
        self.reply.setVisible(status in {SubmissionStatus.ACCEPTED, SubmissionStatus.RETURNED})
        self._follow()

    def _act(self, text: str, slot: Callable[[], None], key: str = "") -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _checked: slot())
        if key:
            action.setShortcut(key)
        return action

    def _follow(self) -> None:
        is_free = self._shown is not None and not self._workplace.tasks.is_writing
        for action in self.all:
            action.setEnabled(is_free and action.isVisible())

    def _accept(self) -> None:
        found = self._shown
        if found is None:
            return
        reason: str | None = ""
        if found.received.status in _WANTS_REASON:
            question = _("Why do you accept it all the same? The reason is kept with the decision.")
            reason = self._workplace.asker.ask_text(question, verb=_("Accept"))
        if reason is not None:
            self._decide(lambda: review.accept(self._workplace.session, found.received.digest, reason=reason))

    def _return(self) -> None:
        found, asker = self._shown, self._workplace.asker
        if found is None:
            return
        reason: str | None
        if found.questions:
            reason = returned_with_questions_reason(len(found.questions))
            question = _("{reason} Return the submission? The questions go along in the reply workbook.")
            if not asker.confirm(question.format(reason=reason), verb=_("Return to the school")):
                return
        else:
            question = _("What should the school change or explain?")
            reason = asker.ask_text(question, verb=_("Return to the school"))
        if reason is not None:
            self._decide(lambda: review.return_to_school(self._workplace.session, found.received.digest, reason=reason))

    def _exclude(self) -> None:
        found = self._shown
        if found is None:
            return
        question = _("Why must this revision not count? The reason is kept; the school is not asked for anything.")
        reason = self._workplace.asker.ask_text(question, verb=_("Keep out of the rollup"))
        if reason is not None:
            self._decide(lambda: review.exclude(self._workplace.session, found.received.digest, reason=reason))

    def _take_back(self) -> None:
        found = self._shown
        if found is not None:
            self._decide(lambda: review.take_back(self._workplace.session, found.received.digest))

    def _write_reply(self) -> None:
        """The signed answer that the school opens: the receipt, or what it is asked to change."""
        found, asker = self._shown, self._workplace.asker
        if found is None:
            return
        identity = found.received.identity
        name = f"reply {identity.school} {identity.period} revision {identity.revision}.xlsx"
        out = asker.choose_new_file(_("Write the reply workbook"), FileKind.WORKBOOK, suggestion=name)
        question = _("Passphrase of the district's key")
        passphrase = asker.ask_passphrase(question, verb=_("Sign the reply")) if out is not None else None
        if out is None or passphrase is None:
            return

        def work(session: Session, _progress: JobProgress) -> Path:
            authority = keys.unlock(session, passphrase)
            return review.write_reply(session, found.received.digest, authority=authority, out=out, note=found.reason)

        self._workplace.run(_("Signing the reply"), work, done=self._replied, failed=self._refused)

    def _replied(self, path: Path) -> None:
        self.told.emit(_("Send this file to the school: {path}").format(path=path), Tone.GOOD)

    def _refused(self, error: CtecsError) -> None:
        self.told.emit(problem_text(error), Tone.BAD)

    def _decide(self, act: Callable[[], Changes]) -> None:
        try:
            changes = act()
        except CtecsError as error:
            self._refused(error)
            return
        self._workplace.changes.publish(changes)
