"""What is done with a block of cells: copied, cut, pasted, filled, cleared; one step of undo each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

from ctecs_desktop.domain.clipboard_table import Table, read_clipboard, table_html, table_text
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.grid import Area, Grid, copied
from ctecs_desktop.domain.paste import PastePlan, plan_clear, plan_fill_down, plan_fill_right, plan_paste
from ctecs_desktop.i18n import _
from ctecs_desktop.services.paste import Pasted, carry_out
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.entry.entry_columns import NAME_COLUMN
from ctecs_desktop.ui.entry.entry_model import EntryModel
from ctecs_desktop.ui.entry.entry_view import EntryView
from ctecs_desktop.ui.entry.paste_dialog import PasteDialog
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.workplace import Workplace

MANY_CELLS = 400
"""From so many cells on, a block is planned and written on the worker's thread, so that the window never stops."""


class BlockActs(QObject):
    """Acts on the chosen cells of the entry table, each a ``QAction`` with the key that spreadsheets give it."""

    def __init__(self, workplace: Workplace, model: EntryModel, view: EntryView, page: QWidget) -> None:
        super().__init__(page)
        self._workplace = workplace
        self._model = model
        self._view = view
        self._page = page
        self.failed: Callable[[CtecsError], None] = lambda _error: None
        self.pasted: Callable[[Pasted], None] = lambda _pasted: None
        self.cut = self._action(_("Cut"), self._cut, "Ctrl+X")
        self.copy = self._action(_("Copy"), self._copy, "Ctrl+C")
        self.paste = self._action(_("Paste"), self._paste, "Ctrl+V")
        self.fill_down = self._action(_("Fill down"), lambda: self._fill(plan_fill_down), "Ctrl+D")
        self.fill_right = self._action(_("Fill right"), lambda: self._fill(plan_fill_right), "Ctrl+R")
        self.clear = self._action(_("Clear"), self._clear)
        view.delete_pressed.connect(self._clear)

    def actions(self) -> tuple[QAction, ...]:
        """In the order of the menu."""
        return (self.cut, self.copy, self.paste, self.fill_down, self.fill_right, self.clear)

    def set_writable(self, is_writable: bool) -> None:
        """Offer only copying where nothing may be changed."""
        for action in self.actions():
            if action is not self.copy:
                action.setEnabled(is_writable)

    def carry_out(self, plan: PastePlan) -> None:
        """Write ``plan``: a few values at once, many on the worker's thread with progress."""
        if len(plan.edits) <= MANY_CELLS:
            self._model.carry_out(plan)
            return

        def work(session: Session, progress: JobProgress) -> Pasted:
            progress.report(0, 0, "")
            return carry_out(session, plan)

        def done(pasted: Pasted) -> None:
            self.pasted(pasted)
            self._model.hold_rest(plan)

        self._workplace.run(_("Taking the block"), work, done=done, failed=self.failed, writes=True)

    def take_table(self, table: Table) -> None:
        """Paste ``table`` at the chosen cells; without a question where every cell has its place and fits."""
        grid, area = self._grid(), self._view.selected_area()
        cells = sum(len(row) for row in table)
        if cells <= MANY_CELLS:
            try:
                plan = plan_paste(table, grid, area)
            except CtecsError as error:
                self.failed(error)
                return
            self._take_plan(plan, table, grid, area)
            return

        def work(_session: Session, progress: JobProgress) -> PastePlan:
            progress.report(0, 0, "")
            return plan_paste(table, grid, area)

        def done(plan: PastePlan) -> None:
            self._take_plan(plan, table, grid, area)

        self._workplace.run(_("Reading the block"), work, done=done, failed=self.failed, can_be_stopped=True)

    def _take_plan(self, plan: PastePlan, table: Table, grid: Grid, area: Area) -> None:
        if plan.is_clean:
            self.carry_out(plan)
            return
        dialog = PasteDialog(self._workplace.plan, table, grid, area, first=plan, parent=self._page.window())
        if dialog.exec() and dialog.chosen is not None:
            self.carry_out(dialog.chosen)
        self._view.setFocus()

    def _grid(self) -> Grid:
        return self._model.grid(self._view.visible_columns())

    def _copy(self) -> None:
        area, columns = self._view.selected_area(), self._view.visible_columns()
        grid = self._grid()
        table = [list(row) for row in copied(grid, area)]
        for down, row in enumerate(table):
            for right, text in enumerate(row):
                if not text and grid.at(area.row + down, area.column + right) is None:
                    column = columns[area.column + right]
                    row[right] = str(self._model.index(area.row + down, column).data() or "").strip()
        names = [right for right in range(area.width) if columns[area.column + right] == NAME_COLUMN]
        mime = QMimeData()
        mime.setText(table_text(table))
        mime.setHtml(table_html(table, text_columns=names))
        QGuiApplication.clipboard().setMimeData(mime)

    def _cut(self) -> None:
        self._copy()
        self._clear()

    def _paste(self) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        try:
            table = read_clipboard(text=mime.text(), html=mime.html() if mime.hasHtml() else "")
        except CtecsError as error:
            self.failed(error)
            return
        if table and not self._model.is_read_only:
            self.take_table(table)

    def _fill(self, plan_of: Callable[[Grid, Area], PastePlan]) -> None:
        if not self._model.is_read_only:
            self.carry_out(plan_of(self._grid(), self._view.selected_area()))

    def _clear(self) -> None:
        """First what was typed and refused goes; where there is none, what is stored."""
        if self._model.is_read_only:
            return
        grid, area = self._grid(), self._view.selected_area()
        cells = [
            cell
            for row in range(area.row, area.row + area.height)
            for column in range(area.column, area.column + area.width)
            if (cell := grid.at(row, column)) is not None
        ]
        typed = [cell for cell in cells if (cell.key, cell.part) in grid.typed]
        for cell in typed:
            row_shown = self._model.row_of(cell.key)
            if row_shown is not None:
                self._model.forget_typed(row_shown, cell.part)
        if not typed:
            self.carry_out(plan_clear(grid, [area]))

    def _action(self, text: str, call: Callable[[], object], keys: str = "") -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        # In a note or a search these keys belong to the text.
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False: call())
        self._view.addAction(action)
        return action
