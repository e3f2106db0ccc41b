"""One received submission at the side: who signed it, what it changes, what the rules want, the decision."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QVBoxLayout

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.domain.value import decode_value
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import keys, review
from ctecs_desktop.services.inspection import Inspection, inspect_submission
from ctecs_desktop.services.review import ValueDifference
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.buttons import button_of
from ctecs_desktop.ui.page import SidePanel
from ctecs_desktop.ui.signs import submission_cell
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import INSIDE, muted_label, section_title
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import finding_text, place_text, problem_text, quantity_text, recorded_time_text, value_text

MOST_LINES = 12
"""Differences or findings that are listed; the rest is counted."""

_WANTS_REASON = {SubmissionStatus.HELD, SubmissionStatus.CONFLICT}
_ANSWERED = {SubmissionStatus.ACCEPTED, SubmissionStatus.RETURNED}
_DECIDABLE = {SubmissionStatus.RECEIVED, SubmissionStatus.RETURNED} | _WANTS_REASON


class SubmissionPanel(SidePanel):
    """Accepts a submission, or returns it with a reason. ``is_primary``: whether accepting is the page's main act."""

    def __init__(self, workplace: Workplace, *, is_primary: bool) -> None:
        super().__init__(_("The submission chosen"))
        self._workplace = workplace
        self.inspection: Inspection | None = None
        self.title = section_title("")
        self._state = QLabel()
        self._about = muted_label()
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        self._problem.setProperty("tone", "bad")
        self._lists = QVBoxLayout()
        self._lists.setSpacing(4)
        self.accept = QAction(_("Accept"), self)
        self.accept.setShortcut("Ctrl+Return")
        self.accept.triggered.connect(self._accept)
        self.give_back = QAction(_("Return with a reason…"), self)
        self.give_back.setShortcut("Ctrl+R")
        self.give_back.triggered.connect(self._return)
        self.reply = QAction(_("Write the reply workbook…"), self)
        self.reply.triggered.connect(self._write_reply)
        for widget in (self.title, self._state, self._about, self._problem):
            self.column.addWidget(widget)
        self.column.addLayout(self._lists)
        self.column.addSpacing(INSIDE)
        self.column.addWidget(button_of(self.accept, is_primary=is_primary))
        self.column.addWidget(button_of(self.give_back))
        self.column.addWidget(button_of(self.reply))
        self.column.addStretch(1)
        self.show_nothing()

    def show_nothing(self, text: str = "") -> None:
        """Say that there is nothing to decide over, and why."""
        self.inspection = None
        self._clear_lists()
        self.title.setText(text or _("Choose a submission"))
        for widget in (self._state, self._about, self._problem):
            widget.hide()
        self.accept.setVisible(False)
        self.give_back.setVisible(False)
        self.reply.setVisible(False)

    def show_submission(self, digest: str) -> None:
        """Look at the submission with that digest."""
        try:
            self.inspection = inspect_submission(self._workplace.session, digest)
        except CtecsError as error:
            self.show_nothing(problem_text(error))
            return
        self._show(self.inspection)

    def _show(self, found: Inspection) -> None:
        plan, received = self._workplace.plan, found.received
        identity = received.identity
        cell = submission_cell(received.status)
        self.title.setText(_school_name(plan, identity.school))
        self._state.setText(
            _("{period}, revision {revision}: {state}").format(
                period=identity.period, revision=identity.revision, state=cell.text
            )
        )
        self._about.setText(_about(found))
        self._problem.hide()
        self._state.show()
        self._about.show()
        self._clear_lists()
        self._show_findings(found, plan)
        self._show_differences(found, plan)
        self.accept.setText(_("Accept…") if received.status in _WANTS_REASON else _("Accept"))
        self.accept.setVisible(received.status in _DECIDABLE)
        may_return = received.status in _DECIDABLE - {SubmissionStatus.RETURNED} | {SubmissionStatus.ACCEPTED}
        self.give_back.setVisible(may_return)
        self.reply.setVisible(received.status in _ANSWERED)

    def _show_findings(self, found: Inspection, plan: Plan) -> None:
        if not found.findings:
            self._add_line(_("The rules want nothing more."))
            return
        title = ngettext("{count} finding", "{count} findings", len(found.findings))
        lines = [f"{place_text(each.key, plan)}: {finding_text(each, plan)}" for each in found.findings]
        self._add_list(title.format(count=len(found.findings)), lines)

    def _show_differences(self, found: Inspection, plan: Plan) -> None:
        other = found.compared_with
        if other is None:
            self._add_line(_("There is nothing to compare it with yet."))
            return
        title = ngettext("{count} value differs", "{count} values differ", len(found.differences))
        title = _("{values} from {period}, revision {revision}").format(
            values=title.format(count=len(found.differences)),
            period=other.identity.period,
            revision=other.identity.revision,
        )
        self._add_list(title, [_difference_text(each, plan) for each in found.differences])

    def _add_list(self, title: str, lines: list[str]) -> None:
        self._lists.addSpacing(INSIDE)
        self._lists.addWidget(section_title(title))
        for line in lines[:MOST_LINES]:
            self._add_line(line)
        if len(lines) > MOST_LINES:
            self._lists.addWidget(muted_label(_("and {count} more").format(count=len(lines) - MOST_LINES)))

    def _add_line(self, text: str) -> None:
        label = QLabel(text)
        label.setWordWrap(True)
        self._lists.addWidget(label)

    def _clear_lists(self) -> None:
        while (item := self._lists.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _accept(self) -> None:
        found = self.inspection
        if found is None:
            return
        reason: str | None = ""
        if found.received.status in _WANTS_REASON:
            question = _("Why do you accept it all the same? The reason is kept with the decision.")
            reason = self._workplace.asker.ask_text(question, verb=_("Accept"))
        if reason is not None:
            self._decide(lambda: review.accept(self._workplace.session, found.received.digest, reason=reason))

    def _return(self) -> None:
        found = self.inspection
        if found is None:
            return
        question = _("What should the school change or explain?")
        reason = self._workplace.asker.ask_text(question, verb=_("Return to the school"))
        if reason is not None:
            self._decide(lambda: review.return_to_school(self._workplace.session, found.received.digest, reason=reason))

    def _write_reply(self) -> None:
        """The signed answer that the school opens: the receipt, or what it is asked to change."""
        found, asker = self.inspection, self._workplace.asker
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
        self._problem.setProperty("tone", "good")
        self._say(_("Send this file to the school: {path}").format(path=path))

    def _refused(self, error: CtecsError) -> None:
        self._problem.setProperty("tone", "bad")
        self._say(problem_text(error))

    def _say(self, text: str) -> None:
        self._problem.style().unpolish(self._problem)
        self._problem.style().polish(self._problem)
        self._problem.setText(text)
        self._problem.show()

    def _decide(self, act: Callable[[], Changes]) -> None:
        try:
            changes = act()
        except CtecsError as error:
            self._refused(error)
            return
        self._workplace.changes.publish(changes)


def _school_name(plan: Plan, code: str) -> str:
    return next((school.name for school in plan.schools if school.code == code), code)


def _about(found: Inspection) -> str:
    received = found.received
    identity = received.identity
    lines = [
        _("Signed by {signer}, {role}, {time}.").format(
            signer=identity.signer, role=identity.role, time=recorded_time_text(identity.claimed_time)
        ),
        _("Received {time} as {file}.").format(time=recorded_time_text(received.received_at), file=received.file_name),
        _("{values} values, {blanks} blanks with a reason, control total {total}.").format(
            values=f"{found.totals.values:,}",
            blanks=f"{found.totals.blanks:,}",
            total=quantity_text(Decimal(found.totals.total)),
        ),
    ]
    if identity.revision_reason:
        lines.append(_("Amended because: {reason}").format(reason=identity.revision_reason))
    if found.reason:
        lines.append(_("Decided because: {reason}").format(reason=found.reason))
    return "\n".join(lines)


def _difference_text(difference: ValueDifference, plan: Plan) -> str:
    return _("{place}: {before} → {after}").format(
        place=place_text(difference.key, plan),
        before=_shown(difference.before, difference, plan),
        after=_shown(difference.after, difference, plan),
    )


def _shown(text: str, difference: ValueDifference, plan: Plan) -> str:
    if not text:
        return _("nothing")
    code = difference.key.measure
    return value_text(decode_value(text), plan.measure(code)) if plan.has_measure(code) else text
