"""A school's first page: what is left of the period, when it is due, and one button that goes on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import ALL_STUDENTS, ObservationKey
from ctecs_desktop.domain.timeline import Event, EventKind
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.getting_started import getting_started
from ctecs_desktop.services.overview import (
    SECONDS_FOR_FINDING,
    SECONDS_FOR_MEASURE,
    SECONDS_FOR_PART,
    GoalState,
    SchoolOverview,
    newest_messages,
    school_overview,
)
from ctecs_desktop.services.strategies import StrategyRow, strategy_rows
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.home.getting_started import GettingStartedCard
from ctecs_desktop.ui.home.wording_of_sent import sent_text
from ctecs_desktop.ui.icons import SIZE, icon
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.scrolled import ScrolledColumn
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, BETWEEN_SECTIONS, INSIDE, Tone, muted_label, scaled, section_title
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import due_text, event_text, printable, recorded_time_text

READING_WIDTH, BAR_WIDTH = 860, 140
MOST_MINUTES = 90


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
        self.minutes = muted_label()
        self.started = GettingStartedCard()
        self.started.key_wanted.connect(workplace.key_wanted)
        self.started.workbook_wanted.connect(workplace.workbook_wanted)
        self._goals = QGridLayout()
        self._goals.setHorizontalSpacing(BETWEEN_SECTIONS)
        self._goals.setVerticalSpacing(INSIDE + 4)
        self._goals.setColumnStretch(1, 1)
        self._sent_title = section_title(_("Sent"))
        self.sent = QLabel()
        self.sent.setWordWrap(True)
        self._news_title = section_title(_("From central office"))
        self._news = QVBoxLayout()
        self._news.setSpacing(INSIDE)
        self.go_on = QAction(_("Go on"), self)
        self.go_on.triggered.connect(self._go_on)
        self._overview: SchoolOverview | None = None
        self._button = button_of(self.go_on, is_primary=True)
        self._lay_out()
        self.setFocusProxy(self._button)

    def _lay_out(self) -> None:
        """Everything within the width that an eye crosses without losing the line."""
        scroll = ScrolledColumn(_("Home"), width=READING_WIDTH)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = scroll.column
        column.setSpacing(BETWEEN_GROUPS)
        self.body.removeItem(self.head)
        column.addLayout(self.head)
        column.addWidget(self._bar)
        column.addWidget(self.minutes)
        column.addWidget(self.started)
        column.addLayout(self._goals)
        column.addSpacing(INSIDE)
        column.addWidget(self._sent_title)
        column.addWidget(self.sent)
        column.addWidget(self._news_title)
        column.addLayout(self._news)
        column.addStretch(1)
        self.body.addWidget(scroll, stretch=1)
        foot = QWidget()
        foot.setMaximumWidth(scaled(READING_WIDTH))
        row = button_row(self._button)
        row.setContentsMargins(0, 0, INSIDE, 0)
        foot.setLayout(row)
        self.body.addWidget(foot)

    def read(self) -> None:
        session, period = self.workplace.session, self.workplace.period.code
        try:
            overview = school_overview(session, period)
            started, news = getting_started(session), newest_messages(session)
        except CtecsError as error:
            self.tell(error)
            return
        self._overview = overview
        due = sum(goal.due for goal in overview.goals)
        ready = sum(goal.ready for goal in overview.goals)
        self.heading.setText(_("{ready} of {due} measures ready").format(ready=ready, due=due))
        self._bar.setMaximum(max(due, 1))
        self._bar.setValue(ready)
        self._due.setText(due_text(overview.period.due, overview.days_left))
        self._show_minutes(overview)
        self.started.show_state(started, district=self.workplace.plan.district_name)
        self._show_goals(overview, strategy_rows(session, period))
        self.sent.setText(sent_text(overview))
        self._show_news(news)
        self._follow_action(overview)

    def _show_minutes(self, overview: SchoolOverview) -> None:
        minutes = overview.minutes
        self.minutes.setVisible(bool(minutes))
        self.minutes.setText(_time_left(minutes))
        self.minutes.setToolTip(
            _(
                "Counted as {measure} seconds for each measure that is left, {part} seconds for each group of its "
                "breakdown, and {finding} seconds for each finding or question that wants an answer."
            ).format(measure=SECONDS_FOR_MEASURE, part=SECONDS_FOR_PART, finding=SECONDS_FOR_FINDING)
        )

    def _show_goals(self, overview: SchoolOverview, strategies: tuple[StrategyRow, ...]) -> None:
        while (item := self._goals.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        row = 0
        for state in overview.goals:
            if state.due:
                goal = self.workplace.plan.goal(state.goal)
                name = _("Goal {goal}").format(goal=goal.number)
                self._show_line(row, str(goal.number), goal.title, name, state)
                row += 1
        if strategies:
            done = sum(1 for each in strategies if each.update is not None)
            state = GoalState(0, ready=done, to_check=0, left=len(strategies) - done)
            self._show_line(row, "", _("Strategies reported on"), _("Strategies"), state)

    def _show_line(self, row: int, number: str, title: str, name: str, state: GoalState) -> None:
        """``name`` is what a screen reader calls the bar."""
        count = QLabel(_("{ready} of {due}").format(ready=state.ready, due=state.due))
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setFixedWidth(BAR_WIDTH)
        bar.setMaximum(state.due)
        bar.setValue(state.ready)
        bar.setAccessibleName(f"{name}: {count.text()}")
        words = QLabel(title)
        words.setWordWrap(True)
        for column, widget in enumerate((QLabel(number), words, bar, count, _goal_sign(state))):
            self._goals.addWidget(widget, row, column)

    def _show_news(self, news: tuple[Event, ...]) -> None:
        while (item := self._news.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._news_title.setVisible(bool(news))
        for event in news:
            self._news.addWidget(_news_line(event))

    def _follow_action(self, overview: SchoolOverview) -> None:
        """The one thing to do next: answer, go on, or sign."""
        if overview.asked is not None and (overview.asked.left or not overview.asked.is_begun):
            count = overview.asked.left or len(overview.asked.values)
            text = ngettext("Answer {count} question", "Answer {count} questions", count).format(count=count)
            self.go_on.setText(text if count else _("Correct and sign again"))
        elif overview.state.is_locked:
            self.go_on.setText(_("See what was sent"))
        elif overview.next_measure is not None:
            place = self._place(overview)
            self.go_on.setText(_("Go on: {measure}").format(measure=place.measure if place else overview.next_measure))
        else:
            self.go_on.setText(_("Check and sign"))

    def _place(self, overview: SchoolOverview) -> ObservationKey | None:
        """Where the person was last: the cell that was left, else the value that was changed last."""
        remembered = self.workplace.last_place(overview.period.code)
        return remembered or overview.last_key

    def _go_on(self) -> None:
        overview = self._overview
        if overview is None:
            return
        if overview.asked is not None and (overview.asked.left or not overview.asked.is_begun):
            self.workplace.answer_wanted.emit()
        elif overview.state.is_locked:
            self.workplace.go_to_page.emit("sent")
        elif overview.next_measure is None:
            self.workplace.go_to_page.emit("check")
        else:
            school = self.workplace.session.workspace.organization
            first = ObservationKey(school, overview.period.code, overview.next_measure, ALL_STUDENTS)
            self.workplace.show_value(self._place(overview) or first)


def _time_left(minutes: int) -> str:
    """In minutes, or in hours where nobody would count minutes any more."""
    hours = (minutes + 30) // 60
    if minutes > MOST_MINUTES:
        return ngettext("about {count} hour left", "about {count} hours left", hours).format(count=hours)
    return ngettext("about {count} minute left", "about {count} minutes left", minutes).format(count=minutes)


def _news_line(event: Event) -> QWidget:
    """What central office said, when, of which revision."""
    sign = QLabel()
    name, tone = ("check", Tone.GOOD) if event.kind is EventKind.ACCEPTED else ("returned", Tone.WARN)
    sign.setPixmap(icon(name, tone).pixmap(SIZE, SIZE))
    text = QLabel(
        _("{period}, revision {revision}: {what}. {note}")
        .format(period=event.period, revision=event.revision, what=event_text(event), note=printable(event.note))
        .strip()
    )
    text.setWordWrap(True)
    when = muted_label(recorded_time_text(event.at))
    when.setWordWrap(False)
    result = QWidget()
    line = QHBoxLayout(result)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(INSIDE)
    line.addWidget(sign)
    line.addWidget(text, stretch=1)
    line.addWidget(when)
    return result


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
