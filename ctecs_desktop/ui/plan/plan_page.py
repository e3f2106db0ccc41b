"""The plan at central office: its tables at the left, the rows to be edited in place, the current row as a form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPixmap
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.plan_draft import DraftRow, RowKey
from ctecs_desktop.domain.plan_editing import FIXED_TABLES
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.domain.plan_schema import TABLE_NAMES
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import plan_editing
from ctecs_desktop.services.plan_editing import DraftState
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.icons import SIZE, icon
from ctecs_desktop.ui.page import SIDE_WIDTH, Page
from ctecs_desktop.ui.plan.plan_acts import PlanActs
from ctecs_desktop.ui.plan.plan_cells import column_of, row_title
from ctecs_desktop.ui.plan.plan_model import PlanTableModel
from ctecs_desktop.ui.plan.plan_view import PlanView
from ctecs_desktop.ui.plan.problem_list import ProblemList
from ctecs_desktop.ui.plan.row_form import RowForm
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, muted_label, scaled, section_title
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import plan_table_about, plan_table_title, plan_use_text

TABLES_WIDTH = 180
FIRST_TABLE = "goals"
_NOT_COPIED = frozenset({"code", "number", "school_year", "fiscal_year", "school", "evidence"})


class PlanPage(Page):
    """Everything typed is in the workspace's draft at once; nothing concerns a school before it is published."""

    name = "plan"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Plan"))
        self.state: DraftState | None = None
        self._summary = muted_label()
        self._summary.setWordWrap(False)
        self.head.addWidget(self._summary)
        self.tables = QListWidget()
        self.tables.setAccessibleName(_("Tables of the plan"))
        self.models = {name: PlanTableModel(name, self.write) for name in TABLE_NAMES}
        self.view = PlanView(lambda: self.state.draft if self.state is not None else None)
        self.form = RowForm(self.write)
        self.problems = ProblemList(self.go_to)
        self.acts = PlanActs(self)
        self._no_sign = _blank_icon()
        self._title = section_title("")
        self._about = muted_label()
        self._nothing = QLabel(_("There is no row yet. Add the first one."))
        self._lay_out()
        self.tables.currentRowChanged.connect(self._show_table)
        workplace.tasks.writing_changed.connect(lambda _writing: self._follow())
        workplace.closing.connect(self.form.save_now)
        self.setFocusProxy(self.view)

    def actions_of_page(self) -> Sequence[QAction]:
        return self.acts.actions()

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.nouns & {Noun.PLAN_DRAFT, Noun.PLAN})

    @property
    def table(self) -> str:
        """The table that is shown."""
        return TABLE_NAMES[max(0, self.tables.currentRow())]

    @property
    def model(self) -> PlanTableModel:
        """The rows of the table that is shown."""
        return self.models[self.table]

    def read(self) -> None:
        try:
            self.state = plan_editing.draft_state(self.workplace.session)
        except CtecsError as error:
            self.tell(error)
            return
        self._show()

    def write(self, key: RowKey, name: str, text: str) -> None:
        """Write a text into a column of a row."""
        self.carry_out(lambda session: plan_editing.change_cells(session, key, {name: text}))

    def carry_out(self, act: Callable[[Session], Changes]) -> None:
        """Do an edit and show what came of it; a refusal is told, and what is stored is shown again."""
        try:
            changes = act(self.workplace.session)
        except CtecsError as error:
            self.tell(error)
            self.read()
            return
        self.message.clear()
        self.workplace.changes.publish(changes)

    def go_to(self, problem: PlanProblem) -> None:
        """Show the cell that a problem is about."""
        self.tables.setCurrentRow(TABLE_NAMES.index(problem.table))
        names = self.model.names
        column = names.index(problem.column) if problem.column in names else 0
        self.view.setCurrentIndex(self.model.index(max(0, problem.line - 1), column))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def current(self) -> DraftRow | None:
        """The row that is current."""
        number = self.view.current_row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None

    def add_row(self) -> None:
        """A row behind the current one, with what it most likely has in common with it."""
        row, table = self.current(), self.table
        texts = self._likely(row) if row is not None else {}
        added: list[RowKey] = []

        def act(session: Session) -> Changes:
            key, changes = plan_editing.add_row(session, table, texts, after=row.key.number if row is not None else 0)
            added.append(key)
            return changes

        self.carry_out(act)
        if added:
            self.view.setCurrentIndex(self.model.index(self.model.row_number(added[0]), 0))
            self.form.focus_first()

    def remove_row(self) -> None:
        """Say what hangs on the current row, and remove it with all that belongs to it."""
        row = self.current()
        if row is None:
            return
        try:
            use = plan_editing.used_by(self.workplace.session, row.key)
        except CtecsError as error:
            self.tell(error)
            return
        question = _("Remove “{row}” from the draft?").format(row=row_title(row))
        if use.is_used:
            more = _("What belongs to it goes with it. Undo brings everything back.")
            question = f"{question}\n\n{plan_use_text(use)}\n{more}"
        if self.workplace.asker.confirm(question, verb=_("Remove")):
            self.carry_out(lambda session: plan_editing.remove_row(session, row.key))

    def move_row(self, by: int) -> None:
        """Move the current row, which stays current."""
        row, column = self.current(), self.view.currentIndex().column()
        if row is not None:
            self.carry_out(lambda session: plan_editing.move_row(session, row.key, by))
            self.view.setCurrentIndex(self.model.index(self.model.row_number(row.key), column))

    def _likely(self, row: DraftRow) -> dict[str, str]:
        """Choices and what the row is under; a new rule warns."""
        table = row.key.table
        texts = {}
        for name, text in zip(self.models[table].names, row.cells, strict=True):
            column = column_of(table, name)
            if name not in _NOT_COPIED and (column.kind.choices or column.refers_to):
                texts[name] = text
        if table == "rules":
            texts |= {"severity": "warning", "measures": ""}
        return texts

    def _lay_out(self) -> None:
        for name in TABLE_NAMES:
            self.tables.addItem(QListWidgetItem(plan_table_title(name)))
        self.tables.setIconSize(QSize(SIZE, SIZE))
        self.tables.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tables.setMinimumWidth(scaled(TABLES_WIDTH - 20))
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(BETWEEN_GROUPS, 0, BETWEEN_GROUPS, 0)
        column.setSpacing(INSIDE)
        column.addWidget(self._title)
        column.addWidget(self._about)
        column.addWidget(self._nothing)
        column.addWidget(self.view, stretch=1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        for widget in (self.tables, middle, self.form):
            splitter.addWidget(widget)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([scaled(TABLES_WIDTH), 10_000, SIDE_WIDTH + 44])
        self.body.addWidget(splitter, stretch=1)
        self.body.addWidget(self.problems)
        quiet = (self.acts.changes, self.acts.export, self.acts.take)
        buttons = button_row(*map(button_of, quiet), button_of(self.acts.publish, is_primary=True))
        for place, action in enumerate((self.acts.add, self.acts.remove)):  # about the row, so at its side
            buttons.insertWidget(place, button_of(action))
        self.body.addLayout(buttons)

    def _show(self) -> None:
        state = self.state
        assert state is not None
        chosen = self.view.currentIndex()
        for model in self.models.values():
            model.show_draft(state.draft, state.problems)
        self._show_tables(state)
        self.problems.show_problems(state.problems, state.draft)
        self._summary.setText(_summary(state))
        if self.tables.currentRow() < 0:
            self.tables.setCurrentRow(TABLE_NAMES.index(FIRST_TABLE))
        elif not self.view.currentIndex().isValid():
            number = min(chosen.row(), len(self.model.rows) - 1)
            self.view.setCurrentIndex(self.model.index(max(0, number), max(0, chosen.column())))
        self._show_row()

    def _show_tables(self, state: DraftState) -> None:
        """Every table with how many rows it has, and whether anything in it is wrong or new."""
        wrong = {problem.table for problem in state.problems}
        changed = {difference.table for difference in state.differences}
        for number, name in enumerate(TABLE_NAMES):
            item = self.tables.item(number)
            title = plan_table_title(name)
            item.setText(_("{table} ({count})").format(table=title, count=len(state.draft.rows[name])))
            if name in wrong:
                item.setIcon(icon("cross", Tone.BAD))
            else:
                item.setIcon(icon("pen", Tone.ACCENT) if name in changed else self._no_sign)
            said = _("something is wrong") if name in wrong else _("changed") if name in changed else ""
            item.setToolTip(f"{title}: {said}" if said else plan_table_about(name))

    def _show_table(self, number: int) -> None:
        if number < 0:
            return
        self.form.save_now()
        name = TABLE_NAMES[number]
        self._title.setText(plan_table_title(name))
        self._about.setText(plan_table_about(name))
        self.view.show_model(self.models[name])
        self.view.when_row_changes(lambda _row: self._show_row())
        self.view.setCurrentIndex(self.models[name].index(0, 0))
        self._show_row()

    def _show_row(self) -> None:
        state, row = self.state, self.current()
        if state is None:
            return
        self.form.show_row(
            row,
            state.draft,
            problems=self.model.problems_at(row) if row is not None else {},
            is_fixed=self.model.is_fixed,
            is_read_only=self.workplace.tasks.is_writing,
        )
        self._follow()

    def _follow(self) -> None:
        is_writing = self.workplace.tasks.is_writing
        for model in self.models.values():
            model.is_read_only = is_writing
        has_rows = bool(self.model.rows)
        self._nothing.setVisible(not has_rows)
        self.view.setVisible(has_rows)
        if self.state is not None:
            has_row, is_fixed = self.current() is not None, self.table in FIXED_TABLES
            self.acts.follow(self.state, is_writable=not is_writing, has_row=has_row, is_fixed=is_fixed)


def _blank_icon() -> QIcon:
    """As wide as a sign, so that the titles stand under each other."""
    picture = QPixmap(SIZE, SIZE)
    picture.fill(Qt.GlobalColor.transparent)
    return QIcon(picture)


def _summary(state: DraftState) -> str:
    draft, count = state.draft, len(state.differences)
    if not draft.is_changed:
        return _("version {version} is in force, nothing was edited").format(version=draft.base_version)
    changes = ngettext("{count} change", "{count} changes", count).format(count=f"{count:,}")
    return _("draft of version {version}, {changes} against {before}").format(
        version=draft.version, changes=changes, before=draft.base_version
    )
