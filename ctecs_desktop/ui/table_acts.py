"""What can be done with a table as it is seen: copy it, export it for Excel or as CSV, print it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTableView

from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.practice_bounds import suggested_path
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.shown_table import ShownTable, export_table
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.table_out import copy_texts, print_table, shown_table
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import recorded_time_text


class TableActs(QObject):
    """Acts on ``view``, all of whose columns hold texts; ``title`` is what the table is called outside the window."""

    told = Signal(str, object)
    """Carries what to say, and its ``Tone``."""

    refused = Signal(object)
    """Carries the ``CtecsError`` for which nothing was written."""

    def __init__(self, workplace: Workplace, view: QTableView, title: str, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace, self._view, self._title = workplace, view, title
        self.copy = self._act(_("Copy the table"), self._copy)
        self.export = self._act(_("Export the table…"), self._export)
        self.export.setToolTip(_("The rows and columns shown, for Excel or as CSV"))
        self.print = self._act(_("Print…"), self._print, "Ctrl+P")

    @property
    def all(self) -> tuple[QAction, ...]:
        """In the order in which they are offered."""
        return self.copy, self.export, self.print

    def _copy(self) -> None:
        count = copy_texts(self._view)
        text = ngettext("{count} row is on the clipboard.", "{count} rows are on the clipboard.", count)
        self.told.emit(text.format(count=f"{count:,}"), Tone.GOOD)

    def _export(self) -> None:
        session = self._workplace.session
        columns, *rows = shown_table(self._view)
        about = _("as of {time}").format(time=recorded_time_text(session.now()))
        table = ShownTable(self._title, about, tuple(columns), tuple(map(tuple, rows)))
        name = suggested_path(session, f"{self._title}.xlsx")
        out = self._workplace.asker.choose_new_file(self.export.text().rstrip("…"), FileKind.SHEET, suggestion=name)
        if out is None:
            return

        def work(own: Session, _progress: JobProgress) -> Path:
            return export_table(own, table, out=out)

        def written(path: Path) -> None:
            self.told.emit(_("Exported: {path}").format(path=path), Tone.GOOD)

        self._workplace.run(_("Exporting the table"), work, done=written, failed=self.refused.emit)

    def _print(self) -> None:
        device = self._workplace.asker.choose_printer(self._title)
        if device is not None:
            print_table(self._view, self._title, device)

    def _act(self, text: str, slot: Callable[[], None], key: str = "") -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _checked=False: slot())
        if key:
            action.setShortcut(key)
        return action
