"""The plan at central office: its tables at the left, the rows to be edited in place, the current row as a form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtGui import QAction, QIcon, QKeySequence, QPixmap
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.plan_draft import DraftRow, RowKey
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.domain.plan_schema import TABLE_NAMES
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.plan_editing import DraftState
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.icons import SIZE, icon
from ctecs_desktop.ui.page import SIDE_WIDTH, Page
from ctecs_desktop.ui.plan.plan_acts import PlanActs
from ctecs_desktop.ui.plan.plan_desk import PlanDesk
from ctecs_desktop.ui.plan.plan_filter import PlanFilter
from ctecs_desktop.ui.plan.plan_model import PlanTableModel
from ctecs_desktop.ui.plan.plan_view import PlanView
from ctecs_desktop.ui.plan.problem_list import ProblemList
from ctecs_desktop.ui.plan.row_acts import RowActs
from ctecs_desktop.ui.plan.row_form import RowForm
from ctecs_desktop.ui.sorted_table import show_sortable
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, muted_label, scaled, section_title
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import plan_table_about, plan_table_title

TABLES_WIDTH = 180
FIRST_TABLE = "goals"


class PlanPage(Page):
    """Everything typed is in the workspace's draft at once; nothing concerns a school before it is published."""

    name = "plan"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Plan"))
        self._summary = muted_label()
        self._summary.setWordWrap(False)
        self.head.addWidget(self._summary)
        self.desk = PlanDesk(self)
        self.tables = QListWidget()
        self.tables.setAccessibleName(_("Tables of the plan"))
        self.models = {name: PlanTableModel(name, self.desk.write) for name in TABLE_NAMES}
        self.view = PlanView(lambda: self.desk.state.draft if self.desk.state is not None else None)
        self.view.show_model(self.models[FIRST_TABLE])
        self.filter = PlanFilter()
        self.form = RowForm(self.desk.write)
        self.problems = ProblemList(self.go_to)
        self.rows = RowActs(self.desk, self.view, self.show_row)
        self.acts = PlanActs(self.desk)
        self.find_act = QAction(_("Find"), self)
        self.find_act.setShortcut(QKeySequence("Ctrl+F"))
        self._no_sign = _blank_icon()
        self._title = section_title("")
        self._about = muted_label()
        self._nothing = QLabel()
        self._current: RowKey | None = None
        self._place = self._column = 0
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.view)

    def actions_of_page(self) -> Sequence[QAction]:
        acts, rows = self.acts, self.rows
        return (
            acts.undo, acts.redo, _line(self), *rows.blocks(), self.find_act, _line(self), *rows.rows(), _line(self),
            *acts.files(),
        )  # fmt: skip

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
        if self.desk.read():
            self._show()

    def go_to(self, problem: PlanProblem) -> None:
        """Show the cell that a problem is about."""
        self.tables.setCurrentRow(TABLE_NAMES.index(problem.table))
        assert self.desk.state is not None  # a problem is one of its draft
        rows = self.desk.state.draft.rows[problem.table]
        column = self.model.names.index(problem.column) if problem.column in self.model.names else 0
        if rows:
            self.show_row(rows[max(0, problem.line - 1)].key, False, column=column)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def current(self) -> DraftRow | None:
        """The row that is current."""
        number = self.view.current_row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None

    def show_row(self, key: RowKey, is_to_be_filled: bool, *, column: int = 0) -> None:
        """Lead to a row of the table that is shown, and into its form where that ``is_to_be_filled``."""
        if self.model.row_number(key) < 0:
            self.filter.show_everything()
        self.view.setCurrentIndex(self.model.index(self.model.row_number(key), column))
        if is_to_be_filled:
            self.form.focus_first()

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
        column.addWidget(self.filter)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._nothing, stretch=1)
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
        for place, action in enumerate((self.rows.add, self.rows.remove)):  # at the rows' side
            buttons.insertWidget(place, button_of(action))
        self.body.addLayout(buttons)

    def _connect(self) -> None:
        self.tables.currentRowChanged.connect(self._show_table)
        self.filter.changed.connect(self._narrow)
        self.find_act.triggered.connect(lambda _checked=False: self._go_to_search())
        for model in self.models.values():
            # Queued, for the view itself follows a reset after this page, and then has no current row.
            model.modelReset.connect(self._stay_at_row, Qt.ConnectionType.QueuedConnection)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.view.addActions([_line(self), *self.rows.rows()])
        self.workplace.tasks.writing_changed.connect(lambda _writing: self._follow())
        self.workplace.closing.connect(self.form.save_now)

    def _show(self) -> None:
        state = self.desk.state
        assert state is not None
        for model in self.models.values():
            model.show_draft(state.draft, state.problems)
        self._show_tables(state)
        self.problems.show_problems(state.problems, state.draft)
        self.body.activate()
        self._summary.setText(_summary(state))
        if self.tables.currentRow() < 0:
            self.tables.setCurrentRow(TABLE_NAMES.index(FIRST_TABLE))
        self._stay_at_row()
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
        self._current = None
        self.filter.apply_to(self.models[name])
        show_sortable(self.view, self.models[name])
        self.view.when_row_changes(lambda _row: self._show_row())
        self.view.selectionModel().selectionChanged.connect(lambda _new, _old: self.rows.follow())
        self.view.setCurrentIndex(self.models[name].index(0, 0))
        self._show_row()

    def _narrow(self) -> None:
        self.filter.apply_to(self.model)
        self._stay_at_row()
        self._show_row()

    @Slot()
    def _stay_at_row(self) -> None:
        """After rows came, went or were put in order the current one stays, or the one that is where it was."""
        if self.view.model() is not self.model or self.view.currentIndex().isValid() or not self.model.rows:
            return
        number = self.model.row_number(self._current) if self._current is not None else -1
        chosen = number if number >= 0 else min(self._place, len(self.model.rows) - 1)
        self.view.setCurrentIndex(self.model.index(chosen, max(0, self._column)))

    def _go_to_search(self) -> None:
        self.filter.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.search.selectAll()

    def _show_row(self) -> None:
        state, row = self.desk.state, self.current()
        if state is None:
            return
        if row is not None:
            index = self.view.currentIndex()
            self._current, self._place, self._column = row.key, index.row(), index.column()
        self.form.show_row(
            row,
            state.draft,
            problems=self.model.problems_at(row) if row is not None else {},
            is_read_only=not self.desk.is_writable,
        )
        self._follow()

    def _follow(self) -> None:
        for model in self.models.values():
            model.is_read_only = not self.desk.is_writable
        has_rows = bool(self.model.rows)
        self._nothing.setText(
            _("No row fits what is looked for above.")
            if self.model.has_rows
            else _("There is no row yet. Add the first one.")
        )
        self._nothing.setVisible(not has_rows)
        self.view.setVisible(has_rows)
        self.acts.follow()
        self.rows.follow()


def _line(parent: QObject) -> QAction:
    line = QAction(parent)
    line.setSeparator(True)
    return line


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
