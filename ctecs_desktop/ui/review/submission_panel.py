"""One received submission at the side: who signed it, what it changes, what the rules want, the decision."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QVBoxLayout

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.inspection import Inspection, inspect_submission
from ctecs_desktop.ui.buttons import button_of
from ctecs_desktop.ui.page import SidePanel
from ctecs_desktop.ui.review.decision_acts import DecisionActs
from ctecs_desktop.ui.review.submission_lines import about_lines, finding_lines, school_name
from ctecs_desktop.ui.signs import submission_cell
from ctecs_desktop.ui.theme import INSIDE, Tone, muted_label, section_title
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import column_text, difference_text, problem_text

MOST_LINES = 8
"""Differences or findings that are listed; the rest is counted, and stands on the page Review."""


class SubmissionPanel(SidePanel):
    """Enough to accept what is clean; whatever wants a look leads to the page Review.

    ``is_primary``: whether accepting is the main act of the page.
    """

    def __init__(self, workplace: Workplace, *, is_primary: bool) -> None:
        super().__init__(_("The submission chosen"))
        self._workplace = workplace
        self.inspection: Inspection | None = None
        self._awaited = ""
        self.title = section_title("")
        self._state = QLabel()
        self._state.setWordWrap(True)
        self._about = muted_label()
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        self._lists = QVBoxLayout()
        self._lists.setSpacing(4)
        self.acts = DecisionActs(workplace, self)
        self.acts.told.connect(self._say)
        self.accept, self.give_back, self.reply = self.acts.accept, self.acts.give_back, self.acts.reply
        self.look = QAction(_("Review value by value"), self)
        self.look.setShortcut("Ctrl+L")
        self.look.triggered.connect(self._look)
        for widget in (self.title, self._state, self._about, self._problem):
            widget.setTextFormat(Qt.TextFormat.PlainText)  # names of foreign files and signers stand in them
            self.column.addWidget(widget)
        self.column.addLayout(self._lists)
        self.column.addSpacing(INSIDE)
        self.column.addWidget(button_of(self.accept, is_primary=is_primary))
        for action in (self.look, self.give_back, self.reply, self.acts.take_back):
            self.column.addWidget(button_of(action))
        self.column.addStretch(1)
        self.show_nothing()

    @property
    def actions_of_panel(self) -> tuple[QAction, ...]:
        """For the menu of the page that the panel stands on."""
        return (self.look, *self.acts.all)

    def show_nothing(self, title: str = "", reason: str = "") -> None:
        """Say that there is nothing to decide over, and why."""
        self.inspection, self._awaited = None, ""
        self._clear_lists()
        self.title.setText(title or _("Choose a submission"))
        self._state.setText(reason)
        self._state.setVisible(bool(reason))
        for widget in (self._about, self._problem):
            widget.hide()
        self.look.setVisible(False)
        self.acts.show_inspection(None)

    def show_submission(self, digest: str) -> None:
        """Look at the submission with that digest."""
        try:
            self.inspection = inspect_submission(self._workplace.session, digest)
        except CtecsError as error:
            self.show_nothing(problem_text(error))
            return
        self._show(self.inspection)

    def show_submission_later(self, digest: str) -> None:
        """The same, read on the worker's thread: where much was done at once, and nobody asked for this one."""
        if self.inspection is None or self.inspection.received.digest != digest:
            self.show_nothing(_("Reading the submission"))
        self._awaited = digest

        def done(found: Inspection) -> None:
            if self._awaited == digest:
                self.inspection = found
                self._show(found)

        self._workplace.run(
            _("Reading the submission"),
            lambda session, _progress: inspect_submission(session, digest),
            done=done,
            failed=lambda error: self.show_nothing(problem_text(error)),
        )

    def _show(self, found: Inspection) -> None:
        self._awaited = ""
        plan, received = self._workplace.plan, found.received
        identity = received.identity
        cell = submission_cell(received.status)
        self.title.setText(school_name(plan, identity.school))
        self._state.setText(
            _("{period}, revision {revision}: {state}").format(
                period=identity.period, revision=identity.revision, state=cell.text
            )
        )
        self._about.setText("\n".join(about_lines(found)))
        self._problem.hide()
        self._state.show()
        self._about.show()
        self._clear_lists()
        self._show_findings(found, plan)
        self._show_differences(found, plan)
        self.look.setVisible(True)
        self.acts.show_inspection(found)

    def _show_findings(self, found: Inspection, plan: Plan) -> None:
        if not found.findings:
            self._add_line(_("The rules want nothing more."))
            return
        title = ngettext("{count} finding", "{count} findings", len(found.findings))
        self._add_list(title.format(count=len(found.findings)), finding_lines(found, plan))

    def _show_differences(self, found: Inspection, plan: Plan) -> None:
        if not found.columns:
            self._add_line(_("There is nothing to compare it with yet."))
            return
        title = ngettext("{count} value differs", "{count} values differ", len(found.differences))
        title = _("{values} from {other}").format(
            values=title.format(count=len(found.differences)), other=column_text(found.columns[0])
        )
        self._add_list(title, [difference_text(each, 0, plan) for each in found.differences])

    def _add_list(self, title: str, lines: list[str]) -> None:
        self._lists.addSpacing(INSIDE)
        head = section_title(title)
        self._lists.addWidget(head)
        head.show()  # now, and not with the next event: the column measures what is seen
        for line in lines[:MOST_LINES]:
            self._add_line(line)
        if len(lines) > MOST_LINES:
            more = muted_label(_("and {count} more").format(count=len(lines) - MOST_LINES))
            self._lists.addWidget(more)
            more.show()

    def _add_line(self, text: str) -> None:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        self._lists.addWidget(label)
        label.show()

    def _clear_lists(self) -> None:
        while (item := self._lists.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _look(self) -> None:
        if self.inspection is not None:
            self._workplace.review_wanted.emit(self.inspection.received.digest)

    def _say(self, text: str, tone: Tone) -> None:
        self._problem.setProperty("tone", tone.value)
        self._problem.style().unpolish(self._problem)
        self._problem.style().polish(self._problem)
        self._problem.setText(text)
        self._problem.show()
