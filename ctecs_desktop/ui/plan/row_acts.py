"""What is done with the rows and cells that are chosen: added, removed, moved; copied, pasted, filled, cleared."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.clipboard_table import Table as Block
from ctecs_desktop.domain.clipboard_table import read_clipboard, table_html, table_text
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.plan_blocks import PastedBlock
from ctecs_desktop.domain.plan_draft import CODE_OF, DraftRow, RowKey, column_of
from ctecs_desktop.domain.plan_editing import FIXED_TABLES
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import plan_blocks, plan_editing
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.clipboard import put_table
from ctecs_desktop.ui.plan.plan_cells import row_title, understood
from ctecs_desktop.ui.plan.plan_desk import PlanDesk
from ctecs_desktop.ui.plan.plan_model import PlanTableModel
from ctecs_desktop.ui.plan.plan_view import PlanView
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import plan_column_title, plan_use_text

_NOT_COPIED = frozenset({"code", "number", "school_year", "fiscal_year", "school", "evidence"})
MOST_NAMED = 8
"""Rows that are named one by one before they are removed."""

MANY_CELLS = 400
"""From so many cells on, a block is taken on the worker's thread, so that the window never stops."""


class RowActs(QObject):
    """Acts on the table that ``view`` shows; ``show_row`` leads to a row that was made."""

    def __init__(self, desk: PlanDesk, view: PlanView, show_row: Callable[[RowKey, bool], None]) -> None:
        super().__init__(view)
        self._desk = desk
        self._view = view
        self._show_row = show_row
        self.add = self._action(_("Add a row"), self.add_row, "Ctrl+N")
        self.duplicate = self._action(_("Duplicate"), self.duplicate_rows, "Ctrl+Shift+D")
        self.remove = self._action(_("Remove the row…"), self.remove_rows, "Ctrl+Del")
        self.up = self._action(_("Move the row up"), lambda: self._move(-1), "Alt+Up")
        self.down = self._action(_("Move the row down"), lambda: self._move(1), "Alt+Down")
        self.cut = self._block_action(_("Cut"), self._cut, "Ctrl+X")
        self.copy = self._block_action(_("Copy"), self._copy, "Ctrl+C")
        self.paste = self._block_action(_("Paste"), self._paste, "Ctrl+V")
        self.fill = self._block_action(_("Fill down"), self._fill, "Ctrl+D")
        self.clear = self._block_action(_("Clear"), self._clear)
        view.delete_pressed.connect(self.clear.trigger)

    def rows(self) -> tuple[QAction, ...]:
        """In the order of the menu."""
        return (self.add, self.duplicate, self.remove, self.up, self.down)

    def blocks(self) -> tuple[QAction, ...]:
        """In the order of the menu."""
        return (self.cut, self.copy, self.paste, self.fill, self.clear)

    def follow(self) -> None:
        """Offer what can be done now."""
        model, is_writable = self._model, self._desk.is_writable
        is_fixed = model.table in FIXED_TABLES
        has_row = bool(self._rows())
        self.add.setEnabled(is_writable and not is_fixed)
        for action in (self.duplicate, self.remove):
            action.setEnabled(is_writable and has_row and not is_fixed)
        for action in (self.up, self.down):
            action.setEnabled(is_writable and has_row and not is_fixed and not model.is_arranged)
            action.setToolTip(_("The rows stand in another order than in the plan") if model.is_arranged else "")
        self.copy.setEnabled(has_row)
        for action in (self.cut, self.fill, self.clear):
            action.setEnabled(is_writable and has_row)
        self.paste.setEnabled(is_writable and (has_row or not is_fixed))

    def add_row(self) -> None:
        """A row behind the current one, with what it most likely has in common with it."""
        row, table = self._current(), self._model.table
        made: list[RowKey] = []

        def act(session: Session) -> Changes:
            texts = self._likely(session, row) if row is not None else {}
            key, changes = plan_editing.add_row(session, table, texts, after=row.key.number if row is not None else 0)
            made.append(key)
            return changes

        if self._desk.carry_out(act):
            self._show_row(made[0], True)

    def duplicate_rows(self) -> None:
        """Copies of the chosen rows behind them."""
        keys = self._keys()
        made: list[RowKey] = []

        def act(session: Session) -> Changes:
            copies, changes = plan_blocks.duplicate(session, keys)
            made.extend(copies)
            return changes

        if keys and self._desk.carry_out(act):
            self._show_row(made[0], True)

    def remove_rows(self) -> None:
        """Say what hangs on the chosen rows, and remove them with all that belongs to them."""
        rows = self._rows()
        session = self._desk.workplace.session
        try:
            uses = [(row, plan_editing.used_by(session, row.key)) for row in rows]
        except CtecsError as error:
            self._desk.tell(error)
            return
        if len(rows) == 1:
            question = _("Remove “{row}” from the draft?").format(row=row_title(rows[0]))
            lines = [plan_use_text(uses[0][1])]
        else:
            question = _("Remove {count} rows from the draft?").format(count=len(rows))
            told = [f"{row_title(row)}: {plan_use_text(use)}" for row, use in uses if use.is_used]
            more = len(told) - MOST_NAMED
            lines = told[:MOST_NAMED]
            if more > 0:
                lines.append(ngettext("And {count} more row.", "And {count} more rows.", more).format(count=more))
        if any(use.is_used for _row, use in uses):
            more_text = _("What belongs to it goes with it. Undo brings everything back.")
            question = "\n\n".join([question, "\n".join(lines), more_text])
        if rows and self._desk.workplace.asker.confirm(question, verb=_("Remove")):
            keys = [row.key for row in rows]
            self._desk.carry_out(lambda at: plan_editing.remove_rows(at, keys))

    def take_block(self, block: Block) -> None:
        """Write a block into the cells from the chosen one on; rows that are not there yet are added."""
        desk, model, table = self._desk, self._model, self._model.table
        if desk.state is None:
            return
        draft = desk.state.draft
        rows, columns = self._view.chosen()
        first_row, first_column = (rows[0], columns[0]) if rows else (len(model.rows), 0)
        keys = [row.key for row in model.rows[first_row:]]

        def act(session: Session) -> tuple[PastedBlock, Changes]:
            return plan_blocks.paste(
                session,
                table,
                block,
                keys=keys,
                names=model.names[first_column:],
                chosen=(len(rows), len(columns)),
                headings={plan_column_title(table, name).casefold(): name for name in model.names},
                understood=lambda name, text: understood(draft, table, name, text),
            )

        if sum(map(len, block)) > MANY_CELLS:
            desk.carry_out_beside(_("Taking the block"), act, lambda pasted: self._tell_pasted(table, pasted))
            return
        found: list[PastedBlock] = []

        def at_once(session: Session) -> Changes:
            pasted, changes = act(session)
            found.append(pasted)
            return changes

        if desk.carry_out(at_once):
            self._tell_pasted(table, found[0])

    def _tell_pasted(self, table: str, pasted: PastedBlock) -> None:
        self._desk.say(_pasted_text(pasted), Tone.GOOD)
        if pasted.added and self._model.table == table:
            self._show_row(pasted.added[0], False)

    @property
    def _model(self) -> PlanTableModel:
        model = self._view.model()
        assert isinstance(model, PlanTableModel)
        return model

    def _current(self) -> DraftRow | None:
        number = self._view.current_row()
        return self._model.rows[number] if 0 <= number < len(self._model.rows) else None

    def _rows(self) -> list[DraftRow]:
        rows, _columns = self._view.chosen()
        return [self._model.rows[number] for number in rows if number < len(self._model.rows)]

    def _keys(self) -> list[RowKey]:
        return [row.key for row in self._rows()]

    def _names(self) -> list[str]:
        _rows, columns = self._view.chosen()
        return [self._model.names[number] for number in columns]

    def _likely(self, session: Session, row: DraftRow) -> dict[str, str]:
        """Choices and what the row is under, and the next code; a new rule warns."""
        table = row.key.table
        texts = {}
        for name, text in zip(self._model.names, row.cells, strict=True):
            column = column_of(table, name)
            if name not in _NOT_COPIED and (column.kind.choices or column.refers_to):
                texts[name] = text
        if table == "rules":
            texts |= {"severity": "warning", "measures": ""}
        if table in CODE_OF:
            texts[CODE_OF[table]] = plan_blocks.free_code(session, row.key)
        return texts

    def _move(self, by: int) -> None:
        """Move the current row, which stays current."""
        row, column = self._current(), self._view.currentIndex().column()
        if row is not None and self._desk.carry_out(lambda session: plan_editing.move_row(session, row.key, by)):
            self._view.setCurrentIndex(self._model.index(self._model.row_number(row.key), column))

    def _copy(self) -> None:
        """What stands in the chosen cells, as it is written in the plan: it is pasted again as the same."""
        _numbers, columns = self._view.chosen()
        block = [[row.cells[column] for column in columns] for row in self._rows()]
        texts = [place for place, column in enumerate(columns) if not self._model.columns[column].is_number]
        put_table(table_text(block), table_html(block, text_columns=texts))

    def _cut(self) -> None:
        self._copy()
        self._clear()

    def _paste(self) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        try:
            block = read_clipboard(text=mime.text(), html=mime.html() if mime.hasHtml() else "")
        except CtecsError as error:
            self._desk.tell(error)
            return
        if block:
            self.take_block(block)

    def _fill(self) -> None:
        """The first of the chosen rows into the others; one row alone takes the row above it."""
        keys, names = self._keys(), self._names()
        number = self._view.current_row()
        if len(keys) == 1 and number > 0:
            keys.insert(0, self._model.rows[number - 1].key)
        if len(keys) > 1:
            self._desk.carry_out(lambda session: plan_blocks.fill_down(session, keys, names))

    def _clear(self) -> None:
        keys, names = self._keys(), self._names()
        self._desk.carry_out(lambda session: plan_blocks.clear(session, keys, names))

    def _action(self, text: str, call: Callable[[], object], *keys: str) -> QAction:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(each) for each in keys])
        action.triggered.connect(lambda _checked=False: call())
        return action

    def _block_action(self, text: str, call: Callable[[], object], *keys: str) -> QAction:
        action = self._action(text, call, *keys)
        # In a box of the form and in the search these keys belong to the text.
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._view.addAction(action)
        return action


def _pasted_text(pasted: PastedBlock) -> str:
    added = len(pasted.added)
    told = [
        ngettext("{count} row changed.", "{count} rows changed.", pasted.changed).format(count=pasted.changed),
        ngettext("{count} row added.", "{count} rows added.", added).format(count=added),
    ]
    if not pasted.changed and not added:
        return _("What was pasted stands there already.")
    counted = [text for text, count in zip(told, (pasted.changed, added), strict=True) if count]
    return " ".join([*counted, _("Ctrl+Z takes it back.")])
