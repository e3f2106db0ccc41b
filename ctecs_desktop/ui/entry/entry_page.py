"""The page on which a school, or central office for the district, types its values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QUndoStack
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QMenu, QSplitter

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import ObservationKey
from ctecs_desktop.domain.submission import Explanation
from ctecs_desktop.domain.value import BLANK_REASONS, Missing
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.entry.detail_panel import DetailPanel
from ctecs_desktop.ui.entry.entry_model import PARTS, VALUE_COLUMN, EntryModel
from ctecs_desktop.ui.entry.entry_rows import EntryContent, EntryRow, read_entry, with_findings
from ctecs_desktop.ui.entry.entry_view import EntryView
from ctecs_desktop.ui.page import SIDE_WIDTH, Page
from ctecs_desktop.ui.theme import INSIDE, Tone
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import blank_text, recorded_time_text

CHECK_MILLISECONDS = 150
"""After a change the rule book runs once the person pauses this long, so that it never holds up typing."""


class EntryPage(Page):
    """The table of values with its filters, and what belongs to the current value at its side."""

    name = "entry"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Enter values") if workplace.is_school else _("District values"))
        self.stack = QUndoStack(self)
        self.model = EntryModel(workplace, self.stack)
        self.view = EntryView()
        self.view.show_model(self.model)
        self.detail = DetailPanel(workplace.plan, note_given=self._take_note, keep=self._keep)
        self._content = EntryContent((), "")
        self._goal = QComboBox()
        self._left_only = QCheckBox(_("What is left"))
        self._found_only = QCheckBox(_("With findings"))
        self._search = QLineEdit()
        self.blank_action = QAction(_("Reason for a blank…"), self)
        self.blank_action.setShortcut(QKeySequence(Qt.Key.Key_F4))
        self.blank_action.triggered.connect(self._offer_blanks)
        self.note_action = QAction(_("Note"), self)
        self.note_action.setShortcut(QKeySequence("Shift+F2"))
        self.note_action.triggered.connect(self.detail.note.setFocus)
        self.toggle_action = QAction(_("Open or close the breakdown"), self)
        self.toggle_action.setShortcut(QKeySequence("Alt+Down"))
        self.toggle_action.triggered.connect(lambda: self.view.toggle(self.view.currentIndex()))
        self._check_timer = QTimer(self)
        self._check_timer.setSingleShot(True)
        self._check_timer.setInterval(CHECK_MILLISECONDS)
        self._check_timer.timeout.connect(self.check_now)
        self._lay_out()
        self._connect()

    def actions_of_page(self) -> Sequence[QAction]:
        return (self.blank_action, self.note_action, self.toggle_action)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.nouns & {Noun.OBSERVATION, Noun.EXPLANATION, Noun.SUBMISSION, Noun.PLAN})

    def take(self, changes: Changes) -> bool:
        if changes.nouns & {Noun.SUBMISSION, Noun.PLAN}:
            self.stack.clear()
            return False
        if Noun.OBSERVATION in changes.nouns:
            from ctecs_desktop.services.entry import current_values

            self.model.take_values(changes.keys, current_values(self.workplace.session, self.workplace.period.code))
        self._check_timer.start()
        self._show_detail(self.view.current_row())
        return True

    def read(self) -> None:
        self.stack.clear()
        try:
            self._content = read_entry(self.workplace)
        except CtecsError as error:
            self.tell(error)
            return
        self._follow_lock()
        self.check_now()
        self._filter()

    def check_now(self) -> None:
        """Run the rule book and show what it finds beside the values."""
        from ctecs_desktop.services.submission import validate

        try:
            found = validate(self.workplace.session, self.workplace.period.code)
        except CtecsError as error:
            self.tell(error)
            return
        changed = with_findings(self._content.rows, found.findings, found.explanations)
        self.model.repaint_rows(row.key for row in changed)
        current = self.view.current_row()
        if current >= 0 and self.model.rows[current] in changed:
            self._show_detail(current)

    def show_key(self, key: ObservationKey) -> None:
        """Go to an address, with its breakdown opened where it is part of one."""
        self._left_only.setChecked(False)
        self._found_only.setChecked(False)
        self._search.clear()
        measure = self.workplace.plan.measure(key.measure)
        chosen = self._goal.currentData()
        if chosen not in {0, measure.goal}:
            self._goal.setCurrentIndex(self._goal.findData(measure.goal))
        if self.model.number_of(key) < 0:
            whole = next((n for n, row in enumerate(self.model.rows) if row.key.measure == key.measure), -1)
            if whole >= 0:
                self.model.toggle(whole)
        number = self.model.number_of(key)
        if number >= 0:
            column = next((c for c, part in PARTS.items() if self.model.rows[number].takes(part)), VALUE_COLUMN)
            self.view.setCurrentIndex(self.model.index(number, column))
            self.view.setFocus()

    def current_key(self) -> ObservationKey | None:
        """The address of the current cell, for coming back to it."""
        row = self._current()
        return row.key if row is not None else None

    def give_blank(self, reason: Missing) -> None:
        """Say of the current value why there is none."""
        row = self._current()
        if row is not None and not self.model.is_read_only:
            self.model.change(row, value=reason, note=row.stored.note)

    def clear(self, index: QModelIndex) -> None:
        """Empty the current box: first what was typed and refused, then what is stored."""
        if not index.isValid() or self.model.is_read_only or index.column() not in PARTS:
            return
        row = self.model.rows[index.row()]
        if row.typed:
            row.typed, row.refusal = {}, None
            self.model.row_changed(index.row())
            self._show_detail(index.row())
        elif row.is_entered:
            self.model.change(row, value=Missing.NOT_ENTERED, note=row.stored.note)

    def _lay_out(self) -> None:
        self._goal.setAccessibleName(_("Goal"))
        self._goal.setMinimumContentsLength(24)
        self._goal.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._goal.addItem(_("All goals"), 0)
        for goal in self.workplace.plan.goals:
            self._goal.addItem(f"{goal.number}  {goal.title}", goal.number)
        self._search.setPlaceholderText(_("Find a measure"))
        self._search.setAccessibleName(_("Find a measure"))
        self._search.setClearButtonEnabled(True)
        self._search.setMaximumWidth(200)
        bar = QHBoxLayout()
        bar.setSpacing(INSIDE * 2)
        label = QLabel(_("&Goal"))
        label.setBuddy(self._goal)
        for widget in (label, self._goal, self._left_only, self._found_only):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self._search)
        self.body.addLayout(bar)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.view)
        splitter.addWidget(self.detail)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([10_000, SIDE_WIDTH])
        self.body.addWidget(splitter, stretch=1)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self._goal.currentIndexChanged.connect(self._filter)
        self._left_only.toggled.connect(self._filter)
        self._found_only.toggled.connect(self._filter)
        self._search.textChanged.connect(self._filter)
        self.view.when_row_changes(self._show_detail)
        self.view.delete_pressed.connect(self.clear)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.model.problem_seen.connect(self._show_detail)
        self.workplace.refused.connect(self.tell)
        self.workplace.closing.connect(self._check_timer.stop)
        self.workplace.tasks.writing_changed.connect(lambda _writing: self._follow_lock())

    def _follow_lock(self) -> None:
        content = self._content
        is_locked = bool(content.lock) or self.workplace.tasks.is_writing
        self.model.set_read_only(is_locked)
        self.blank_action.setEnabled(not is_locked)
        if content.lock:
            text = _(
                "Signed by {signer}, {time}, as revision {revision}, so values can no longer be changed. "
                "To change one, begin an amendment under Check and sign."
            ).format(signer=content.signer, time=recorded_time_text(content.signed_at), revision=content.revision)
            self.message.show_message(text, Tone.ACCENT, can_be_dismissed=False)
        elif not self.workplace.tasks.is_writing:
            self.message.clear()

    def _filter(self) -> None:
        current = self._current()
        goal = self._goal.currentData()
        wanted = self._search.text().casefold().strip()
        visible: list[EntryRow] = []
        is_open = False
        for row in self._content.rows:
            if row.is_subgroup:
                if is_open:
                    visible.append(row)
                continue
            is_shown = goal in {0, row.measure.goal} and wanted in row.name.casefold()
            is_shown = is_shown and (not self._left_only.isChecked() or not row.is_entered)
            is_shown = is_shown and (not self._found_only.isChecked() or self._has_findings(row))
            is_open = is_shown and row.is_open
            if is_shown:
                visible.append(row)
        self.model.show_all(self._content.rows, visible=visible)
        number = self.model.number_of(current.key) if current else -1
        self._select(max(number, 0))

    def _has_findings(self, row: EntryRow) -> bool:
        return any(each.open_findings for each in self._content.rows if each.key.measure == row.key.measure)

    def _select(self, number: int) -> None:
        if not self.model.rows:
            self.detail.show_row(None, (), is_locked=True)
            return
        row = self.model.rows[number]
        column = next((column for column, part in PARTS.items() if row.takes(part)), VALUE_COLUMN)
        self.view.setCurrentIndex(self.model.index(number, column))
        self._show_detail(number)

    def _current(self) -> EntryRow | None:
        number = self.view.current_row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None

    def _show_detail(self, number: int) -> None:
        if not 0 <= number < len(self.model.rows):
            self.detail.show_row(None, (), is_locked=True)
            return
        from ctecs_desktop.services.entry import value_history

        row = self.model.rows[number]
        history = value_history(self.workplace.session, row.key) if row.is_entered else []
        self.detail.show_row(row, history, is_locked=self.model.is_read_only)

    def _take_note(self, row: EntryRow, note: str) -> None:
        self.model.change(row, value=row.stored.value, note=note)

    def _keep(self, row: EntryRow, code: str, reason: str) -> None:
        from ctecs_desktop.services.entry import explain

        try:
            changes = explain(self.workplace.session, Explanation(code, row.key, reason))
        except CtecsError as error:
            self.tell(error)
            return
        self.workplace.changes.publish(changes)

    def blank_menu(self) -> QMenu:
        """The reasons for a blank, each with its letter."""
        menu = QMenu(self)
        for reason in BLANK_REASONS:
            text = blank_text(reason)
            action = menu.addAction(f"&{text[0].upper()}{text[1:]}")
            action.triggered.connect(lambda _checked=False, chosen=reason: self.give_blank(chosen))
        return menu

    def _offer_blanks(self) -> None:
        place = self.view.visualRect(self.view.currentIndex()).bottomLeft()
        self.blank_menu().popup(self.view.viewport().mapToGlobal(place))

    def _open_menu(self, place: QPoint) -> None:
        menu = self.blank_menu()
        menu.setTitle(_("Reason for a blank"))
        menu.setEnabled(not self.model.is_read_only)
        whole = QMenu(self)
        whole.addMenu(menu)
        whole.addActions([self.note_action, self.toggle_action])
        whole.addSeparator()
        whole.addActions([self.stack.createUndoAction(whole), self.stack.createRedoAction(whole)])
        whole.popup(self.view.viewport().mapToGlobal(place))
