"""A school's first page: what is left of the period, when it is due, and one button that goes on."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import ALL_STUDENTS, ObservationKey
from ctecs_desktop.domain.plan import Goal
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.overview import GoalState, SchoolOverview, school_overview
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.icons import SIZE, icon
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, BETWEEN_SECTIONS, INSIDE, Tone, muted_label, section_title
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import date_text, recorded_time_text, submission_status_text

READING_WIDTH, BAR_WIDTH = 860, 140


class HomePage(Page):
    """Read anew whenever it is shown after a change."""

    name = "home"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Home"))
        self._due = muted_label()
        self._due.setWordWrap(False)
        self.head.addWidget(self._due)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Measures that are ready"))
        self._goals = QGridLayout()
        self._goals.setHorizontalSpacing(BETWEEN_SECTIONS)
        self._goals.setVerticalSpacing(INSIDE + 4)
        self._goals.setColumnStretch(1, 1)
        self._sent_title = section_title(_("Sent"))
        self._sent = QLabel()
        self._sent.setWordWrap(True)
        self.go_on = QAction(_("Go on"), self)
        self.go_on.triggered.connect(self._go_on)
        self._overview: SchoolOverview | None = None
        self._button = button_of(self.go_on, is_primary=True)
        self._lay_out()
        self.setFocusProxy(self._button)

    def _lay_out(self) -> None:
        """Everything within the width that an eye crosses without losing the line."""
        inside = QWidget()
        inside.setMaximumWidth(READING_WIDTH)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(BETWEEN_GROUPS)
        self.body.removeItem(self.head)
        column.addLayout(self.head)
        column.addWidget(self._bar)
        column.addSpacing(INSIDE)
        column.addLayout(self._goals)
        column.addSpacing(INSIDE)
        column.addWidget(self._sent_title)
        column.addWidget(self._sent)
        column.addSpacing(INSIDE)
        column.addLayout(button_row(self._button))
        column.addStretch(1)
        self.body.addWidget(inside, stretch=1)

    def read(self) -> None:
        try:
            overview = school_overview(self.workplace.session, self.workplace.period.code)
        except CtecsError as error:
            self.tell(error)
            return
        self._overview = overview
        due = sum(goal.due for goal in overview.goals)
        ready = sum(goal.ready for goal in overview.goals)
        self.heading.setText(_("{ready} of {due} measures ready").format(ready=ready, due=due))
        self._bar.setMaximum(max(due, 1))
        self._bar.setValue(ready)
        self._due.setText(_due_text(overview))
        self._show_goals(overview)
        self._sent.setText(_sent_text(overview))
        self._follow_action(overview)

    def _show_goals(self, overview: SchoolOverview) -> None:
        while (item := self._goals.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        row = 0
        for state in overview.goals:
            if state.due:
                self._show_goal(row, self.workplace.plan.goal(state.goal), state)
                row += 1

    def _show_goal(self, row: int, goal: Goal, state: GoalState) -> None:
        count = QLabel(_("{ready} of {due}").format(ready=state.ready, due=state.due))
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setFixedWidth(BAR_WIDTH)
        bar.setMaximum(state.due)
        bar.setValue(state.ready)
        bar.setAccessibleName(_("Goal {goal}: {count}").format(goal=goal.number, count=count.text()))
        widgets = (QLabel(str(goal.number)), QLabel(goal.title), bar, count, _goal_sign(state))
        for column, widget in enumerate(widgets):
            self._goals.addWidget(widget, row, column)

    def _follow_action(self, overview: SchoolOverview) -> None:
        if overview.state.is_locked:
            self.go_on.setText(_("See what was sent"))
        elif overview.next_measure is not None:
            self.go_on.setText(_("Go on: {measure}").format(measure=overview.next_measure))
        else:
            self.go_on.setText(_("Check and sign"))

    def _go_on(self) -> None:
        overview = self._overview
        if overview is None:
            return
        if overview.state.is_locked:
            self.workplace.go_to_page.emit("sent")
        elif overview.next_measure is None:
            self.workplace.go_to_page.emit("check")
        else:
            school = self.workplace.session.workspace.organization
            key = ObservationKey(school, overview.period.code, overview.next_measure, ALL_STUDENTS)
            self.workplace.show_value(key)


def _goal_sign(state: GoalState) -> QWidget:
    """Icon and words for a goal, side by side."""
    if state.left:
        words, name, tone = ngettext("{count} left", "{count} left", state.left), "pen", Tone.MUTED
        words = words.format(count=state.left)
        if state.to_check:
            words = _("{left}, {check} to check").format(left=words, check=state.to_check)
    elif state.to_check:
        words, name, tone = _("{count} to check").format(count=state.to_check), "warning", Tone.WARN
    else:
        words, name, tone = _("ready"), "check", Tone.GOOD
    sign, text = QLabel(), QLabel(words)
    sign.setPixmap(icon(name, tone).pixmap(SIZE, SIZE))
    text.setProperty("tone", tone.value)
    result = QWidget()
    line = QHBoxLayout(result)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(INSIDE)
    line.addWidget(sign)
    line.addWidget(text)
    line.addStretch(1)
    result.setMinimumWidth(BETWEEN_GROUPS * 8)
    return result


def _due_text(overview: SchoolOverview) -> str:
    day = date_text(overview.period.due)
    days = overview.days_left
    if days > 0:
        left = ngettext("{count} day left", "{count} days left", days).format(count=f"{days:,}")
    elif days == 0:
        left = _("today")
    else:
        left = ngettext("{count} day ago", "{count} days ago", -days).format(count=f"{-days:,}")
    return _("due {day} ({left})").format(day=day, left=left)


def _sent_text(overview: SchoolOverview) -> str:
    signed, reply = overview.signed, overview.reply
    if signed is None:
        return _("Nothing has been signed for this period yet.")
    text = _("Revision {revision} was signed by {signer}, {time}.").format(
        revision=signed.identity.revision, signer=signed.identity.signer, time=recorded_time_text(signed.at)
    )
    if reply is not None:
        answer = _("Central office answered: {status}.").format(status=submission_status_text(reply.status))
        return f"{text} {answer} {reply.note}".strip()
    if overview.state.status is SubmissionStatus.DRAFT:
        begun = _("An amendment, revision {revision}, is under way.").format(revision=overview.state.revision)
        return f"{text} {begun}"
    return text
