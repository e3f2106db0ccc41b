"""One submission value by value: what differs from what counts, last year and the state; questions; the decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.differences import ComparedValue
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import ObservationKey
from ctecs_desktop.domain.reply import Question
from ctecs_desktop.domain.review import ReceivedSubmission
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import review, snapshots
from ctecs_desktop.services.inspection import Inspection, inspect_submission
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.snapshots import Ledger
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.page import Page, beside
from ctecs_desktop.ui.review.decision_acts import DecisionActs
from ctecs_desktop.ui.review.difference_model import ASKED, DIFFERENCE, GROUP, NOW, DifferenceModel, column_titles
from ctecs_desktop.ui.review.review_panel import ReviewPanel
from ctecs_desktop.ui.review.submission_lines import school_name
from ctecs_desktop.ui.signed_workbook import SignedWorkbookDialog
from ctecs_desktop.ui.table import NARROWEST_REST, TableView
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import INSIDE, muted_label
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import address_text, submission_status_text

_LEAST_LETTERS = 14
"""So many letters of a choice are always seen; more where there is room, and all of them in the list."""

_WAITING = {SubmissionStatus.RECEIVED, SubmissionStatus.HELD, SubmissionStatus.CONFLICT}


class ReviewPage(Page):
    """The submissions of the period are a queue: what waits for a decision comes first."""

    name = "review"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Review"))
        self.inspection: Inspection | None = None
        self._wanted = ""
        self._count = muted_label()
        self._count.setWordWrap(False)
        self.head.addWidget(self._count)
        self.submission = QComboBox()
        self.compared = QComboBox()
        self.only_differences = QCheckBox(_("Only what &differs"))
        self.only_differences.setChecked(True)
        self.model = DifferenceModel(workplace.plan)
        self.view = TableView(_("Values beside each other"))
        self.view.show_model(self.model)
        self.acts = DecisionActs(workplace, self)
        self.signed = self._act(_("Show it in the signed workbook…"), "Ctrl+J", self._show_signed)
        self.panel = ReviewPanel(self.signed, self.acts.reply, self.acts.exclude, self.acts.take_back)
        self.acts.told.connect(self.message.show_message)
        self.next = self._act(_("Next difference"), "F8", lambda: self._step(1))
        self.back = self._act(_("Previous difference"), "Shift+F8", lambda: self._step(-1))
        self.ask = self._act(_("Ask about this value…"), "Ctrl+K", self._ask)
        self.withdraw = self._act(_("Withdraw the question"), "Ctrl+Shift+K", self._withdraw)
        self.next_submission = self._act(_("Next submission"), "Ctrl+PgDown", lambda: self._turn(1))
        self.previous_submission = self._act(_("Previous submission"), "Ctrl+PgUp", lambda: self._turn(-1))
        self.note = muted_label()
        self._lay_out()
        self.submission.activated.connect(lambda _number: self.show_submission(self.submission.currentData()))
        self.compared.activated.connect(lambda _number: self._show_values())
        self.only_differences.toggled.connect(lambda _on: self._show_values())
        self.view.when_row_changes(lambda _row: self._follow())
        self.view.doubleClicked.connect(lambda _index: self._ask())
        self.setFocusProxy(self.view)

    def actions_of_page(self) -> Sequence[QAction]:
        own = (self.next, self.back, self.ask, self.withdraw, self.signed)
        return (*own, self.next_submission, self.previous_submission, *self.acts.all)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.nouns & {Noun.SUBMISSION, Noun.PLAN, Noun.PUBLISHED})

    def show_submission(self, digest: str) -> None:
        """Look at that submission, whichever was shown before."""
        self._wanted = digest
        self.read()

    def read(self) -> None:
        try:
            queue = self._queue()
            chosen = next((each.digest for each in queue if each.digest == self._wanted), None)
            digest = chosen or (queue[0].digest if queue else "")
            self.inspection = inspect_submission(self.workplace.session, digest) if digest else None
        except CtecsError as error:
            self.tell(error)
            return
        self._wanted = digest
        self._fill_queue(queue, digest)
        self._show()

    def _queue(self) -> list[ReceivedSubmission]:
        """The period's submissions: waiting ones first, then as they came."""
        held = review.received(self.workplace.session, period=self.workplace.period.code)
        return sorted(held, key=lambda each: each.status not in _WAITING)

    def _fill_queue(self, queue: Sequence[ReceivedSubmission], digest: str) -> None:
        self.submission.blockSignals(True)
        self.submission.clear()
        for each in queue:
            text = _("{school} ({revision}): {status}").format(
                school=school_name(self.workplace.plan, each.identity.school),
                revision=each.identity.revision,
                status=submission_status_text(each.status),
            )
            self.submission.addItem(text, each.digest)
        self.submission.setCurrentIndex(self.submission.findData(digest))
        self.submission.blockSignals(False)

    def _show(self) -> None:
        found = self.inspection
        self.acts.show_inspection(found)
        for widget in (self._choices, self._splitter):
            widget.setVisible(found is not None)
        if found is None:
            self.heading.setText(_("Nothing to review in {period}").format(period=self.workplace.period.code))
            self._count.setText(_("What arrives is taken in on the page Inbox."))
            self.panel.show_nothing()
            self._follow()
            return
        identity = found.received.identity
        self.heading.setText(
            _("{school}, revision {revision}").format(
                school=school_name(self.workplace.plan, identity.school), revision=identity.revision
            )
        )
        basis = self.compared.currentData()
        self.compared.clear()
        for number, title in enumerate(column_titles(found.columns)):
            self.compared.addItem(title, found.columns[number].basis)
        self.compared.setCurrentIndex(max(self.compared.findData(basis), 0) if found.columns else -1)
        self.compared.setEnabled(bool(found.columns))
        self.only_differences.setEnabled(bool(found.columns))
        self.panel.show_inspection(found, self.workplace.plan)
        self._show_values()
        self._tell_ledgers(found)

    def _show_values(self) -> None:
        found = self.inspection
        if found is None:
            return
        row = self._current()
        address = (row.measure, row.subgroup) if row else None
        self.model.show_inspection(
            found, self.compared.currentIndex(), only_differences=self.only_differences.isChecked()
        )
        self.view.fit_to_rows(self.model.rows, GROUP, NOW)
        self._fit_columns()
        same = [number for number, row in enumerate(self.model.rows) if (row.measure, row.subgroup) == address]
        self.view.setCurrentIndex(self.model.index(same[0] if same else 0, 0))
        self._count.setText(self._counted(found))
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """What is compared with is always shown; the other comparisons where they need no scrolling."""
        widths = [self.view.columnWidth(column) for column in (GROUP, NOW, NOW, DIFFERENCE, ASKED)]
        least = self.view.fontMetrics().horizontalAdvance("0") * NARROWEST_REST
        room = (self.view.viewport().width() - least - sum(widths)) // max(1, self.view.columnWidth(NOW))
        shown = self.model.columns_shown(room)
        for column in range(len(self.model.columns)):
            self.view.setColumnHidden(column, column not in shown)

    def _counted(self, found: Inspection) -> str:
        if not found.columns:
            return _("There is nothing to compare it with yet.")
        number = self.compared.currentIndex()
        count = sum(1 for row in found.values if row.sizes[number] is not None)
        return ngettext("{count} value differs", "{count} values differ", count).format(count=count)

    def _tell_ledgers(self, found: Inspection) -> None:
        """What accepting would change in frozen figures: a whole rollup, so it is computed aside."""
        session, digest = self.workplace.session, found.received.digest
        if found.received.status is SubmissionStatus.ACCEPTED or not snapshots.snapshots(
            session, found.received.identity.period
        ):
            return

        def work(own: Session, _progress: JobProgress) -> tuple[Ledger, ...]:
            return snapshots.ledgers_if_accepted(own, digest)

        def done(ledgers: tuple[Ledger, ...]) -> None:
            if self.inspection is found:
                self.panel.show_inspection(found, self.workplace.plan, ledgers)

        self.workplace.run(_("Comparing with snapshots"), work, done=done, failed=self.tell)

    def _current(self) -> ComparedValue | None:
        number = self.view.current_row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None

    def _key(self, row: ComparedValue) -> ObservationKey | None:
        if self.inspection is None:
            return None
        identity = self.inspection.received.identity
        return ObservationKey(identity.school, identity.period, row.measure, row.subgroup)

    def _asked(self, row: ComparedValue | None) -> Question | None:
        questions = self.inspection.questions if self.inspection is not None else ()
        key = self._key(row) if row is not None else None
        return next((each for each in questions if each.key == key), None)

    def _follow(self) -> None:
        row = self._current()
        is_shown = self.inspection is not None and row is not None
        for action in (self.next, self.back, self.ask):
            action.setEnabled(is_shown)
        self.signed.setEnabled(self.inspection is not None)
        asked = self._asked(row)
        self.withdraw.setVisible(asked is not None)
        self.note.setText(_said_text(row, asked))
        several = self.submission.count() > 1
        self.next_submission.setEnabled(several)
        self.previous_submission.setEnabled(several)

    def _step(self, by: int) -> None:
        """To the next row that differs, round the end."""
        rows, chosen = self.model.rows, self.model.chosen
        here = self.view.current_row()
        for distance in range(1, len(rows) + 1):
            number = (here + by * distance) % len(rows)
            if chosen < 0 or rows[number].sizes[chosen] is not None:
                self.view.setCurrentIndex(self.model.index(number, 0))
                self.view.scrollTo(self.model.index(number, 0))
                return

    def _turn(self, by: int) -> None:
        count = self.submission.count()
        if count:
            self.show_submission(self.submission.itemData((self.submission.currentIndex() + by) % count))

    def _ask(self) -> None:
        row = self._current()
        key = self._key(row) if row is not None else None
        if row is None or key is None:
            return
        asked = self._asked(row)
        question = _("What do you ask about {place}?").format(
            place=address_text(row.measure, row.subgroup, self.workplace.plan)
        )
        if asked is not None:
            question = _("{question} So far: “{text}”").format(question=question, text=asked.text)
        text = self.workplace.asker.ask_text(question, verb=_("Ask"))
        if text is not None:
            self._write_question(Question(key, text))

    def _show_signed(self) -> None:
        """The current value in the workbook that the school signed."""
        if self.inspection is not None:
            row = self._current()
            key = self._key(row) if row is not None else None
            SignedWorkbookDialog(self.workplace, self.inspection.received.digest, key=key, parent=self).exec()

    def _withdraw(self) -> None:
        asked = self._asked(self._current())
        if asked is not None:
            self._write_question(Question(asked.key, ""))

    def _write_question(self, question: Question) -> None:
        found = self.inspection
        if found is None:
            return
        try:
            changes = review.ask(self.workplace.session, found.received.digest, question)
        except CtecsError as error:
            self.tell(error)
            return
        self.workplace.changes.publish(changes)

    def _act(self, text: str, key: str, slot: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(key)
        action.triggered.connect(lambda _checked: slot())
        return action

    def _lay_out(self) -> None:
        self._choices = QWidget()
        bar = QHBoxLayout(self._choices)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(INSIDE * 2)
        for text, box, share in ((_("&Submission"), self.submission, 3), (_("&Compare with"), self.compared, 2)):
            label = QLabel(text)
            label.setBuddy(box)
            box.setAccessibleName(text.replace("&", ""))
            box.setMinimumContentsLength(_LEAST_LETTERS)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            bar.addWidget(label)
            bar.addWidget(box, stretch=share)
        bar.addWidget(self.only_differences)
        self.body.addWidget(self._choices)
        self._splitter = beside(self.view, self.panel)
        self.body.addWidget(self._splitter, stretch=1)
        self.body.addWidget(self.note)
        row = button_row(button_of(self.acts.give_back), button_of(self.acts.accept, is_primary=True))
        for number, action in enumerate((self.next, self.ask, self.withdraw)):
            row.insertWidget(number, button_of(action))
        self.body.addLayout(row)


def _said_text(row: ComparedValue | None, asked: Question | None) -> str:
    """The school's note and our question about the current value, whole: the table has no room for them."""
    lines = []
    if row is not None and row.note:
        lines.append(_("Note: {note}").format(note=row.note))
    if asked is not None:
        lines.append(_("Asked: {question}").format(question=asked.text))
    return "\n".join(lines)
