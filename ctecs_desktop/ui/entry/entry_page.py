"""The page on which a school, or central office for the district, types its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QAction

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError, StoreBusy, StoreError
from ctecs_desktop.domain.observation import Observation, ObservationKey
from ctecs_desktop.domain.paste import PastePlan
from ctecs_desktop.domain.submission import Explanation
from ctecs_desktop.domain.undo import Step
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.entry import explain, value_history, values_at
from ctecs_desktop.services.paste import Pasted
from ctecs_desktop.services.submission import Validation, validate
from ctecs_desktop.ui.entry.block_acts import BlockActs
from ctecs_desktop.ui.entry.detail_panel import Detail, DetailPanel
from ctecs_desktop.ui.entry.draft_keeper import DraftKeeper
from ctecs_desktop.ui.entry.edit_history import EditHistory
from ctecs_desktop.ui.entry.entry_acts import EntryActs
from ctecs_desktop.ui.entry.entry_cells import unsaved_words
from ctecs_desktop.ui.entry.entry_columns import PARTS, VALUE_COLUMN
from ctecs_desktop.ui.entry.entry_model import EntryModel
from ctecs_desktop.ui.entry.entry_reading import read_entry
from ctecs_desktop.ui.entry.entry_rows import EntryContent, EntryRow, with_findings
from ctecs_desktop.ui.entry.entry_view import EntryView
from ctecs_desktop.ui.entry.filter_bar import FilterBar
from ctecs_desktop.ui.entry.hint_line import HintLine
from ctecs_desktop.ui.entry.trend import trend_of
from ctecs_desktop.ui.entry.typed_text import Understanding, readings_of, understanding
from ctecs_desktop.ui.page import SIDE_WIDTH, Page, beside
from ctecs_desktop.ui.table import Index
from ctecs_desktop.ui.theme import INSIDE, Tone
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import problem_text, recorded_time_text, value_text

CHECK_MILLISECONDS = 150
"""After a change the rule book runs once the person pauses this long, so that it never holds up typing."""

DETAIL_MILLISECONDS = 40
"""The panel at the side follows once the person stays at a value, and not at every step of a held arrow key."""


class EntryPage(Page):
    """The table of values with its filters, and what belongs to the current value at its side."""

    name = "entry"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Enter values") if workplace.is_school else _("District values"))
        self.history = EditHistory(workplace, self)
        self.stack = self.history.stack
        self.model = EntryModel(workplace, self.history)
        self.view = EntryView()
        self.view.show_entry_model(self.model)
        self.filters = FilterBar(workplace.plan)
        self.hint = HintLine()
        self.detail = DetailPanel(workplace.plan, note_given=self.model.write_note, keep=self._keep)
        self.drafts = DraftKeeper(workplace, self)
        self._tells_unsaved = False
        self.blocks = BlockActs(workplace, self.model, self.view, self)
        self.acts = EntryActs(self, self.model, self.view, self.blocks)
        self._content = EntryContent((), "")
        self._arrived: Mapping[ObservationKey, Observation] | None = None
        self._check_timer = self._timer(CHECK_MILLISECONDS, self.check_now)
        self._detail_timer = self._timer(DETAIL_MILLISECONDS, self.show_detail_now)
        self._lay_out()
        self._connect()

    def actions_of_page(self) -> Sequence[QAction]:
        line = QAction(self)
        line.setSeparator(True)
        return (*self.blocks.actions(), line, *self.acts.actions())

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.nouns & {Noun.OBSERVATION, Noun.EXPLANATION, Noun.SUBMISSION, Noun.PLAN})

    def take(self, changes: Changes) -> bool:
        if changes.nouns & {Noun.SUBMISSION, Noun.PLAN}:
            self.stack.clear()
            self.model.unsaved.clear()
            return False
        if Noun.OBSERVATION in changes.nouns:
            values = self._arrived
            self.model.take_values(
                changes.keys, values if values is not None else values_at(self.workplace.session, changes.keys)
            )
            if not self.history.is_publishing:
                self.history.rebuild()
        self._check_timer.start()
        self._follow_row()
        return True

    def read(self) -> None:
        self.view.finish_typing()  # the line over a cell goes with the rows
        self.filters.learn(self.workplace.plan)
        self.detail.learn(self.workplace.plan)
        open_before = {row.key.measure for row in self._content.rows if row.is_open}
        try:
            self._content = read_entry(self.workplace)
        except CtecsError as error:
            self.stack.clear()
            self.tell(error)
            return
        for row in self._content.rows:
            row.is_open = bool(row.subgroups) and row.key.measure in open_before
        self._follow_lock()
        self.check_now()
        self._filter()
        self.show_detail_now()
        self.history.rebuild()

    def check_now(self) -> None:
        """Run the rule book and show what it finds beside the values."""
        session = self.workplace.session
        try:
            with session.impatient():
                found = validate(session, self.workplace.period.code)
            self._show_findings(found)
        except StoreBusy:
            self._check_timer.start()
        except CtecsError as error:
            self.tell(error)

    def _show_findings(self, found: Validation) -> None:
        changed = with_findings(self._content.rows, found.findings, found.explanations)
        self.model.repaint_rows(row.key for row in changed)
        if self.current_row() in changed:
            self._detail_timer.start()

    def show_key(self, key: ObservationKey) -> None:
        """Go to an address, with its breakdown opened where it is part of one."""
        if self.model.number_of(key) < 0:
            self.filters.widen_to(self.workplace.plan.measure(key.measure).goal)
        if self.model.number_of(key) < 0:
            whole = self.workplace.plan.subgroups_of(key.measure)[0]
            self.model.toggle(self.model.number_of(key._replace(subgroup=whole)))
        number = self.model.number_of(key)
        if number >= 0:
            self._select(number)
            self.show_detail_now()
            self.view.setFocus()

    def current_row(self) -> EntryRow | None:
        """The address at which the person is; None at a heading or a sum."""
        return self.model.entry_at(self.view.current_row())

    def take_reading(self, number: int) -> None:
        """Take one of the ways in which a doubtful text may be meant, while it is typed or afterwards."""
        row, part = self.current_row(), PARTS.get(self.view.currentIndex().column())
        if row is None or part is None or not row.takes(part) or number >= len(self.hint.readings):
            return
        reading, editor = self.hint.readings[number], self.view.open_editor()
        if editor is not None:
            editor.setText(reading)
            return
        self.model.type_text(row, part, reading)
        self._follow_row()

    def say(self, text: str, tone: Tone) -> None:
        """Tell something small below the table."""
        self.hint.say(Understanding(text, tone))

    def show_detail_now(self) -> None:
        """Tell everything about the current row in the panel."""
        self._detail_timer.stop()
        row = self.current_row()
        if row is None:
            self.detail.show_nothing()
            return
        session = self.workplace.session
        try:
            with session.impatient():
                history = value_history(session, row.key)
                trend = trend_of(self.workplace, row)
        except StoreBusy:
            self._detail_timer.start()
            return
        except CtecsError as error:
            self.tell(error)
            return
        self.detail.show_row(Detail(row, history, trend), is_locked=self.model.is_read_only)

    def _go_to_note(self) -> None:
        self.show_detail_now()
        self.detail.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_to_reason(self) -> None:
        self.show_detail_now()
        if not self.detail.give_reason():
            self.say(_("No rule wants a reason for this value."), Tone.MUTED)

    def _timer(self, milliseconds: int, call: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(call)
        return timer

    def _lay_out(self) -> None:
        self.body.addWidget(self.filters)
        splitter = beside(self.view, self.detail, width=SIDE_WIDTH - 48)
        self.body.addWidget(splitter, stretch=1)
        self.body.addWidget(self.hint)
        self.body.setSpacing(INSIDE + 4)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.filters.changed.connect(self._filter)
        self.view.selectionModel().currentChanged.connect(lambda _now, _before: self._follow_row())
        self.view.delegate.typed.connect(self._follow_typing)
        self.view.delegate.ended.connect(self._end_typing)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.model.problem_seen.connect(lambda _number: self._follow_row())
        self.acts.said.connect(self.say)
        self.acts.note.triggered.connect(lambda _checked=False: self._go_to_note())
        self.acts.reason.triggered.connect(lambda _checked=False: self._go_to_reason())
        self.acts.find.triggered.connect(lambda _checked=False: self.filters.begin_search())
        self.acts.save.triggered.connect(lambda _checked=False: self.save_now())
        for number, reading in enumerate(self.acts.readings):
            reading.triggered.connect(lambda _checked=False, chosen=number: self.take_reading(chosen))
        self.blocks.failed = self.tell
        self.blocks.pasted = self._take_pasted
        self.blocks.not_pasted = self._keep_unpasted
        self.history.arrived = self._take_arrived
        self.model.unsaved.waiting.connect(self.workplace.waiting)
        self.model.unsaved.settled.connect(lambda _keys, _error: self._settle())
        self.workplace.refused.connect(self.tell)
        self.workplace.closing.connect(self._end)
        self.workplace.tasks.writing_changed.connect(lambda _writing: self._follow_lock())

    def _end(self) -> None:
        """Take what is still being typed while there is a store to take it, and plan nothing for later."""
        self.view.finish_typing()
        self.model.unsaved.retry(is_patient=True)
        self.model.unsaved.clear()
        self._check_timer.stop()
        self._detail_timer.stop()

    def _follow_lock(self) -> None:
        content = self._content
        is_locked = bool(content.lock) or self.workplace.tasks.is_writing
        if is_locked and not self.model.is_read_only:
            self.view.finish_typing()
        self.model.set_read_only(is_locked)
        self.blocks.set_writable(not is_locked)
        self.acts.set_writable(not is_locked)
        if content.lock:
            text = _(
                "Signed by {signer}, {time}, as revision {revision}, so values can no longer be changed. "
                "To change one, begin an amendment under Check and sign."
            ).format(signer=content.signer, time=recorded_time_text(content.signed_at), revision=content.revision)
            self.message.show_message(text, Tone.ACCENT, can_be_dismissed=False)
        elif not self.workplace.tasks.is_writing:
            self.message.clear()

    def _filter(self) -> None:
        current = self.current_row()
        self.model.show_all(self._content.rows, self.filters.wanted())
        number = self.model.number_of(current.key) if current is not None else -1
        if number < 0:
            number = next((n for n in range(len(self.model.rows)) if self.model.entry_at(n) is not None), -1)
        self._select(number)
        if number < 0:
            self.detail.show_nothing()
            self.say(_("Nothing fits the filters."), Tone.MUTED)

    def _select(self, number: int) -> None:
        row = self.model.entry_at(number)
        if row is not None:
            column = next((column for column, part in PARTS.items() if row.takes(part)), VALUE_COLUMN)
            self.view.setCurrentIndex(self.model.index(number, column))
            self._follow_row()

    def _follow_row(self) -> None:
        """Say below the table what stands in the current cell, and in a moment at the side all about it."""
        row = self.current_row()
        self._detail_timer.start()
        if row is None:
            self.hint.say(Understanding(""))
        elif row.is_waiting:
            self.say(unsaved_words(row), Tone.WARN)
        elif row.refusal is not None:
            is_incomplete = row.refusal.code == "value.part_missing"
            tone = Tone.WARN if is_incomplete else Tone.BAD
            self.hint.say(Understanding(problem_text(row.refusal), tone, readings_of(row.refusal)))
        elif row.typed:
            self.say(_("This was typed and not taken yet. Press F2 and Enter to take it."), Tone.WARN)
        else:
            self.say(value_text(row.stored.value, row.measure), Tone.MUTED)

    def _follow_typing(self, index: Index, text: str) -> None:
        row, part = self.model.entry_at(index.row()), PARTS.get(index.column())
        if row is not None and part is not None:
            self.drafts.follow(row, part, text)
            self.hint.say(understanding(row, part, text))

    def _end_typing(self, index: Index) -> None:
        row = self.model.entry_at(index.row())
        if row is not None:
            self.drafts.end(row)
        self._follow_row()

    def _take_pasted(self, plan: PastePlan, pasted: Pasted) -> None:
        if pasted.changes.act:
            after = {edit.key: Observation(edit.key, edit.value, edit.note) for edit in plan.edits}
            self.history.add(Step(pasted.changes.act, "", "", plan.expected, after))
        self._take_arrived(pasted)
        self.model.hold_rest(plan)

    def _take_arrived(self, pasted: Pasted) -> None:
        """Show what the worker's thread did; it was read and checked there too."""
        self._arrived = pasted.values
        try:
            self.history.publish(pasted.changes)
        finally:
            self._arrived = None
        found = pasted.found.get(self.workplace.period.code)
        if found is not None:
            self._check_timer.stop()
            self._show_findings(found)

    def _keep_unpasted(self, plan: PastePlan, error: CtecsError) -> None:
        """Nothing of a large block was written: its texts stay in their cells, and it can be tried again as a whole."""
        self.model.hold_rest(plan, error)
        again = QAction(_("Try again"), self)
        again.triggered.connect(lambda: self.blocks.carry_out(plan))
        self.workplace.refused.emit(error)
        self.message.show_message(problem_text(error), Tone.BAD, action=again)

    def may_leave(self) -> bool:
        """Whether the window may be closed: nothing typed is lost, or the person says so."""
        self.view.finish_typing()
        self.model.unsaved.retry(is_patient=True)
        count = len(self.model.unsaved.keys)
        question = ngettext(
            "{count} value could not be saved and would be lost. Leave all the same?",
            "{count} values could not be saved and would be lost. Leave all the same?",
            count,
        )
        if count and not self.workplace.asker.confirm(question.format(count=count), verb=_("Leave without saving")):
            return False
        self.model.unsaved.clear()
        return True

    def save_now(self) -> None:
        """Try again to write what could not be written."""
        self.view.finish_typing()
        self.model.unsaved.retry()
        if not self.model.unsaved.keys:
            self.say(_("Everything that can be taken is saved."), Tone.GOOD)

    def tell(self, error: CtecsError) -> None:
        if isinstance(error, StoreError) and self.model.unsaved.keys:
            self.message.show_message(problem_text(error), Tone.BAD, action=self.acts.save)
            self._tells_unsaved = True
            return
        super().tell(error)

    def _settle(self) -> None:
        """What could not be written was written, or is told."""
        if self._tells_unsaved and not self.model.unsaved.keys:
            self._tells_unsaved = False
            self.message.clear()
        self._follow_row()

    def _keep(self, row: EntryRow, code: str, reason: str) -> None:
        try:
            changes = explain(self.workplace.session, Explanation(code, row.key, reason))
        except CtecsError as error:
            self.tell(error)
            return
        self.workplace.changes.publish(changes)

    def _open_menu(self, place: QPoint) -> None:
        index: QModelIndex = self.view.indexAt(place)
        if index.isValid() and not self.view.selectionModel().isSelected(index):
            self.view.setCurrentIndex(index)
        self.acts.context_menu().popup(self.view.viewport().mapToGlobal(place))
