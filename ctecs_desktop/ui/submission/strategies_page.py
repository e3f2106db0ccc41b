"""How far each strategy has come in the period: status and narrative, with last year's text beside them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.submission import StrategyStatus, StrategyUpdate
from ctecs_desktop.i18n import _
from ctecs_desktop.services import entry
from ctecs_desktop.services.strategies import StrategyRow, strategy_rows
from ctecs_desktop.services.submission import lock_of
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.scrolled import ScrolledColumn
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, BETWEEN_SECTIONS, INSIDE, Tone, muted_label, section_title
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import problem_text, strategy_status_text

PAUSE_MILLISECONDS = 600
"""A narrative is saved when the person pauses this long, or goes on to anything else."""

TEXT_LINES = 4
READING_WIDTH = 1040


class NarrativeBox(QPlainTextEdit):
    """A text that calls ``left`` when the keys go elsewhere; Tab goes on."""

    def __init__(self, left: Callable[[], None]) -> None:
        super().__init__()
        self._left = left
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * TEXT_LINES + 2 * INSIDE)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._left()


class StrategyBox(QFrame):
    """One strategy. ``save`` is called with every update and answers what was refused, or None."""

    def __init__(
        self, row: StrategyRow, *, is_locked: bool, save: Callable[[StrategyUpdate], CtecsError | None]
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self._row = row
        self._save = save
        self._stored = row.update
        self.status = QComboBox()
        self.status.addItem(_("choose a status"), None)
        for status in StrategyStatus:
            self.status.addItem(strategy_status_text(status), status.value)
        self.narrative = NarrativeBox(self.save_now)
        self.problem = QLabel()
        self.problem.setProperty("tone", Tone.BAD.value)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self.save_now)
        self._lay_out()
        if row.update is not None:
            self.status.setCurrentIndex(self.status.findData(row.update.status.value))
            self.narrative.setPlainText(row.update.narrative)
        self.status.setEnabled(not is_locked)
        self.narrative.setReadOnly(is_locked)
        self.status.currentIndexChanged.connect(lambda _number: self.save_now())
        self.narrative.textChanged.connect(self._timer.start)

    @property
    def code(self) -> str:
        """Of which strategy it is."""
        return self._row.strategy.code

    @property
    def is_reported_on(self) -> bool:
        """Whether anything is saved of it."""
        return self._stored is not None

    def save_now(self) -> None:
        """Save what stands here, if it is something new. A text without a status is under way."""
        self._timer.stop()
        text = self.narrative.toPlainText()
        chosen = self.status.currentData()
        if chosen is None and not text.strip():
            return
        update = StrategyUpdate(self.code, StrategyStatus(chosen or StrategyStatus.UNDER_WAY.value), text.strip())
        if update == self._stored:
            return
        if chosen is None:
            self.status.blockSignals(True)
            self.status.setCurrentIndex(self.status.findData(update.status.value))
            self.status.blockSignals(False)
        before, self._stored = self._stored, update
        refused = self._save(update)
        if refused is not None:
            self._stored = before
        self.problem.setText(problem_text(refused) if refused is not None else "")
        self.problem.setVisible(refused is not None)

    def stop(self) -> None:
        """Save nothing later: the store is about to be closed."""
        self.save_now()
        self._timer.stop()

    def _lay_out(self) -> None:
        strategy = self._row.strategy
        title = section_title(strategy.code)
        about = QLabel(strategy.text)
        about.setWordWrap(True)
        owner = muted_label(strategy.owner)
        last = self._row.last_year
        if last is None:
            then = muted_label(_("Nothing was said a year ago."))
        else:
            then = muted_label(f"{strategy_status_text(last.status)}\n{last.narrative}".strip())
        then.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        then.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.status.setAccessibleName(_("Status of {strategy}").format(strategy=strategy.code))
        self.narrative.setAccessibleName(_("What was done for {strategy}").format(strategy=strategy.code))
        self.narrative.setPlaceholderText(_("What was done in this period?"))
        head = QHBoxLayout()
        head.addWidget(title, stretch=1)
        head.addWidget(self.status)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(INSIDE)
        right.setSpacing(INSIDE)
        left.addLayout(head)
        for widget in (about, self.narrative, owner, self.problem):
            left.addWidget(widget)
        right.addWidget(muted_label(_("A year ago")))
        right.addWidget(then, stretch=1)
        line = QHBoxLayout(self)
        line.setContentsMargins(BETWEEN_GROUPS, INSIDE + 4, BETWEEN_GROUPS, INSIDE + 4)
        line.setSpacing(BETWEEN_SECTIONS)
        line.addLayout(left, stretch=3)
        line.addLayout(right, stretch=2)


class StrategiesPage(Page):
    """A card for each strategy under the heading of its goal; everything is saved as it is typed."""

    name = "strategies"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Strategies"))
        self.boxes: list[StrategyBox] = []
        self._period = workplace.period.code
        self._is_saving = False
        self._scroll = ScrolledColumn(_("Strategies"), width=READING_WIDTH)
        self._column = self._scroll.column
        self._column.setSpacing(INSIDE + 4)
        self.body.addWidget(self._scroll, stretch=1)
        workplace.closing.connect(self._stop)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.nouns & {Noun.STRATEGY_UPDATE, Noun.SUBMISSION, Noun.PLAN})

    def take(self, changes: Changes) -> bool:
        """Its own saving changes nothing of what is shown, and must not disturb who types."""
        return self._is_saving

    def read(self) -> None:
        self._stop()
        session, period = self.workplace.session, self.workplace.period.code
        self._period = period
        try:
            rows = strategy_rows(session, period)
            lock = lock_of(session, period)
        except CtecsError as error:
            self.tell(error)
            return
        self.boxes = []
        self._scroll.clear()
        goal = 0
        for row in rows:
            if row.strategy.goal != goal:
                goal = row.strategy.goal
                self._column.addWidget(section_title(f"{goal}  {self.workplace.plan.goal(goal).title}"))
            box = StrategyBox(row, is_locked=lock is not None, save=self._save)
            self.boxes.append(box)
            self._column.addWidget(box)
        self._column.addStretch(1)
        for box in self.boxes:
            box.show()
        self._column.activate()  # at once, so that nothing jumps after the first paint
        if self.boxes:
            self.setFocusProxy(self.boxes[0].status)
        self._count()
        if lock is not None:
            self.message.show_message(problem_text(lock), Tone.ACCENT, can_be_dismissed=False)
        else:
            self.message.clear()

    def _save(self, update: StrategyUpdate) -> CtecsError | None:
        try:
            changes = entry.update_strategy(self.workplace.session, PeriodCode(self._period), update)
        except CtecsError as error:
            return error
        self._is_saving = True
        self.workplace.changes.publish(changes)
        self._is_saving = False
        self._count()
        return None

    def _count(self) -> None:
        done = sum(1 for box in self.boxes if box.is_reported_on)
        self.heading.setText(_("Strategies: {done} of {all} reported on").format(done=done, all=len(self.boxes)))

    def _stop(self) -> None:
        for box in self.boxes:
            box.stop()
