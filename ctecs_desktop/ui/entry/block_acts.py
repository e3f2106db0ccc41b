"""What is done with a block of cells: copied, cut, pasted, filled, cleared; one step of undo each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

from ctecs_desktop.domain.clipboard_table import Table, read_clipboard
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.grid import Area, Grid, Part
from ctecs_desktop.domain.paste import PastePlan, plan_clear, plan_fill_down, plan_fill_right, plan_paste
from ctecs_desktop.i18n import _
from ctecs_desktop.services.entry import MANY_EDITS
from ctecs_desktop.services.paste import Pasted, carry_out
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.clipboard import put_table
from ctecs_desktop.ui.entry.entry_columns import PARTS
from ctecs_desktop.ui.entry.entry_grid import Block, CopiedBlock, copied_block
from ctecs_desktop.ui.entry.entry_model import EntryModel
from ctecs_desktop.ui.entry.entry_rows import EntryRow
from ctecs_desktop.ui.entry.entry_view import EntryView
from ctecs_desktop.ui.entry.paste_dialog import PasteDialog
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.workplace import Workplace

MANY_CELLS = 400
"""From so many cells on, a block is understood and copied on the worker's thread, so that the window never stops."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What became of a block on the worker's thread: ``pasted`` where it was written, ``error`` where it could not be.

    With neither, a person is asked first.
    """

    plan: PastePlan
    grid: Grid
    pasted: Pasted | None = None
    error: CtecsError | None = None


class BlockActs(QObject):
    """Acts on the chosen cells of the entry table, each a ``QAction`` with the key that spreadsheets give it."""

    def __init__(self, workplace: Workplace, model: EntryModel, view: EntryView, page: QWidget) -> None:
        super().__init__(page)
        self._workplace = workplace
        self._model = model
        self._view = view
        self._page = page
        self.failed: Callable[[CtecsError], None] = lambda _error: None
        self.pasted: Callable[[PastePlan, Pasted], None] = lambda _plan, _pasted: None
        self.not_pasted: Callable[[PastePlan, CtecsError], None] = lambda _plan, _error: None
        self.cut = self._action(_("Cut"), self._cut, "Ctrl+X")
        self.copy = self._action(_("Copy"), self._copy, "Ctrl+C")
        self.paste = self._action(_("Paste"), self._paste, "Ctrl+V")
        self.fill_down = self._action(_("Fill down"), lambda: self._fill(plan_fill_down), "Ctrl+D")
        self.fill_right = self._action(_("Fill right"), lambda: self._fill(plan_fill_right), "Ctrl+R")
        self.clear = self._action(_("Clear"), self._clear)
        view.delete_pressed.connect(lambda: self._clear())

    def actions(self) -> tuple[QAction, ...]:
        """In the order of the menu."""
        return (self.cut, self.copy, self.paste, self.fill_down, self.fill_right, self.clear)

    def chosen_rows(self) -> list[EntryRow]:
        """The addresses in the chosen block."""
        return [row for row in self._block().chosen if isinstance(row, EntryRow)]

    def chosen_parts(self) -> list[Part]:
        """The boxes in the chosen block; all of them where it holds none."""
        return list(self._block().parts) or list(PARTS.values())

    def set_writable(self, is_writable: bool) -> None:
        """Offer only copying where nothing may be changed."""
        for action in self.actions():
            if action is not self.copy:
                action.setEnabled(is_writable)

    def carry_out(self, plan: PastePlan) -> None:
        """Write ``plan``: a few values at once; many, which are worth a backup first, on the worker's thread."""
        if len(plan.edits) < MANY_EDITS:
            self._model.carry_out(plan)
            return

        def work(session: Session, progress: JobProgress) -> Pasted:
            progress.report(0, 0, "")
            return carry_out(session, plan)

        self._workplace.run(
            _("Taking the block"),
            work,
            done=lambda pasted: self.pasted(plan, pasted),
            failed=lambda error: self.not_pasted(plan, error),
            writes=True,
        )

    def take_table(self, table: Table) -> None:
        """Paste ``table`` at the chosen cells; without a question where every cell has its place and fits."""
        block = self._block()

        def ask(planned: Planned) -> None:
            self._ask(planned.plan, table, planned.grid, block.area)

        cells = sum(len(row) for row in table)
        self._plan(block, lambda grid: plan_paste(table, grid, block.area), cells=cells, ask=ask)

    def _plan(
        self,
        block: Block,
        plan_of: Callable[[Grid], PastePlan],
        *,
        cells: int,
        ask: Callable[[Planned], None] | None = None,
    ) -> None:
        """Plan an act on ``block`` and carry it out; with ``ask``, only where it is clean."""
        if cells <= MANY_CELLS:
            grid = block.grid()
            try:
                plan = plan_of(grid)
            except CtecsError as error:
                self.failed(error)
                return
            if ask is None or plan.is_clean:
                self.carry_out(plan)
            else:
                ask(Planned(plan, grid))
            return

        def work(session: Session, progress: JobProgress) -> Planned:
            progress.report(0, 0, "")
            grid = block.grid()
            plan = plan_of(grid)
            if ask is not None and not plan.is_clean:
                return Planned(plan, grid)
            progress.report(0, 0, "")
            try:
                return Planned(plan, grid, carry_out(session, plan))
            except CtecsError as error:
                return Planned(plan, grid, error=error)

        def done(planned: Planned) -> None:
            if planned.pasted is not None:
                self.pasted(planned.plan, planned.pasted)
            elif planned.error is not None:
                self.not_pasted(planned.plan, planned.error)
            elif ask is not None:
                ask(planned)

        self._workplace.run(
            _("Taking the block"), work, done=done, failed=self.failed, writes=True, can_be_stopped=True
        )

    def _ask(self, plan: PastePlan, table: Table, grid: Grid, area: Area) -> None:
        dialog = PasteDialog(self._workplace.plan, table, grid, area, first=plan, parent=self._page.window())
        if dialog.exec() and dialog.chosen is not None:
            self.carry_out(dialog.chosen)
        self._view.setFocus()

    def _block(self) -> Block:
        return self._model.block(self._view.selected_area(), self._view.visible_columns())

    def _copy(self, block: Block | None = None) -> None:
        block, workplace = block or self._block(), self._workplace
        plan, period = workplace.plan, workplace.period
        if block.cells <= MANY_CELLS:
            _to_clipboard(copied_block(block, plan, period))
            return

        def work(_session: Session, progress: JobProgress) -> CopiedBlock:
            progress.report(0, 0, "")
            return copied_block(block, plan, period)

        # It writes nothing, but a table that is read-only meanwhile is copied as it was.
        workplace.run(_("Copying the block"), work, done=_to_clipboard, failed=self.failed, writes=True)

    def _cut(self) -> None:
        block = self._block()
        self._copy(block)
        self._clear(block)

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
            block = self._block()
            self._plan(block, lambda grid: plan_of(grid, block.area), cells=block.cells)

    def _clear(self, block: Block | None = None) -> None:
        """First what was typed and refused goes; where there is none, what is stored."""
        block = block or self._block()
        if block.is_read_only:
            return
        typed = [
            (row, part)
            for row in block.chosen
            if isinstance(row, EntryRow)
            for part in block.parts
            if part in row.typed and row.takes(part)
        ]
        for row, part in typed:
            self._model.forget_typed(row, part)
        if not typed:
            self._plan(block, lambda grid: plan_clear(grid, [block.area]), cells=block.cells)

    def _action(self, text: str, call: Callable[[], object], keys: str = "") -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        # In a note or a search these keys belong to the text.
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False: call())
        self._view.addAction(action)
        return action


def _to_clipboard(copied: CopiedBlock) -> None:
    put_table(copied.text, copied.html)
