"""What the entry page offers in the menu Edit beside the blocks: reasons, notes, columns, verifying, the entry form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from ctecs_desktop.domain.observation import Edit
from ctecs_desktop.domain.paste import PastePlan
from ctecs_desktop.domain.value import BLANK_REASONS, Missing
from ctecs_desktop.i18n import _
from ctecs_desktop.services.entry_form import suggested_form_name, write_form
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.entry.entry_columns import CAN_BE_HIDDEN, PARTS
from ctecs_desktop.ui.entry.typed_text import MOST_READINGS
from ctecs_desktop.ui.entry.verify_dialog import Figure, VerifyDialog, figures_of
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import blank_text

if TYPE_CHECKING:
    from ctecs_desktop.ui.entry.entry_page import EntryPage


class EntryActs(QObject):
    """Acts on the chosen values of the entry page, each with its key."""

    def __init__(self, page: EntryPage) -> None:
        super().__init__(page)
        self._page = page
        self.blank = self._action(_("Reason for a blank…"), self.offer_blanks, "Ctrl+B", "F4")
        self.note = self._action(_("Note"), self._go_to_note, "Shift+F2")
        self.reason = self._action(_("Keep with a reason"), self._go_to_reason, "Ctrl+K")
        self.toggle = self._action(_("Open or close the breakdown"), self._toggle, "Alt+Down", "Alt+Up")
        self.find = self._action(_("Find"), self._find, "Ctrl+F")
        self.verify = self._action(_("Type figures again…"), self._verify, "Ctrl+Shift+V")
        self.save = self._action(_("Save now"), page.save_now, "Ctrl+S")
        self.form = self._action(_("Export an entry form for Excel…"), self._export_form)
        self.columns = QAction(_("Columns"), self)
        self._columns_menu = QMenu(page)
        self.columns.setMenu(self._columns_menu)
        self._columns_menu.aboutToShow.connect(self._fill_columns)
        self.readings = [
            self._action(_("Reading {number}").format(number=number), self._choose(number), f"Alt+{number}")
            for number in range(1, MOST_READINGS + 1)
        ]
        self._fill_columns()

    def actions(self) -> tuple[QAction, ...]:
        """In the order of the menu; the readings have their keys alone."""
        return (
            self.blank, self.note, self.reason, self.verify, _line(self), self.toggle, self.find, self.columns,
            _line(self), self.save, self.form,
        )  # fmt: skip

    def set_writable(self, is_writable: bool) -> None:
        """Offer only looking where nothing may be changed."""
        for action in (self.blank, self.reason, self.verify, self.form, *self.readings):
            action.setEnabled(is_writable)

    def blank_menu(self) -> QMenu:
        """The reasons for a blank, each with its letter."""
        menu = QMenu(self._page)
        menu.setAccessibleName(_("Reason for a blank"))
        taken: set[str] = set()
        for reason in BLANK_REASONS:
            text = blank_text(reason)
            at = next((place for place, letter in enumerate(text) if letter.isalpha() and letter not in taken), 0)
            taken.add(text[at])
            shown = f"{text[:at]}&{text[at:]}"
            action = menu.addAction(f"{shown[0].upper()}{shown[1:]}")
            action.triggered.connect(lambda _checked=False, chosen=reason: self.give_blank(chosen))
        return menu

    def offer_blanks(self) -> QMenu:
        """Open the reasons below the current cell."""
        view = self._page.view
        menu = self.blank_menu()
        menu.popup(view.viewport().mapToGlobal(view.visualRect(view.currentIndex()).bottomLeft()))
        menu.setActiveAction(menu.actions()[0])
        return menu

    def give_blank(self, reason: Missing) -> None:
        """Say of the chosen values why there are none, as one step."""
        page = self._page
        if page.model.is_read_only:
            return
        before = {row.key: row.stored for row in page.chosen_rows()}
        edits = tuple(Edit(each.key, reason, each.note) for each in before.values() if each.value is not reason)
        if edits:
            page.blocks.carry_out(PastePlan(cells=(), edits=edits, expected=before, waiting={}))

    def context_menu(self) -> QMenu:
        """What the right button offers at the current cell."""
        page = self._page
        menu = QMenu(page)
        menu.addActions(page.blocks.actions())
        menu.addSeparator()
        blanks = self.blank_menu()
        blanks.setTitle(_("Reason for a blank"))
        blanks.setEnabled(not page.model.is_read_only)
        menu.addMenu(blanks)
        menu.addActions([self.note, self.reason, self.toggle])
        return menu

    def _toggle(self) -> None:
        view = self._page.view
        view.toggle(view.currentIndex())

    def _go_to_note(self) -> None:
        self._page.show_detail_now()
        self._page.detail.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_to_reason(self) -> None:
        self._page.show_detail_now()
        if not self._page.detail.give_reason():
            self._page.say(_("No rule wants a reason for this value."), Tone.MUTED)

    def _find(self) -> None:
        search = self._page.filters.search
        search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        search.selectAll()

    def _verify(self) -> None:
        """A chosen block, or where none is chosen the figures that the plan marks."""
        page = self._page
        figures = figures_of(page.chosen_rows(), page.chosen_parts()) if page.view.has_block() else marked_figures(page)
        if not figures:
            page.say(_("There is no figure to type again: neither chosen nor entered where the plan asks."), Tone.WARN)
            return
        dialog = VerifyDialog(page.workplace.plan, figures, page.window())
        if dialog.exec() and dialog.chosen is not None:
            page.blocks.carry_out(dialog.chosen)
        page.view.setFocus()

    def _export_form(self) -> None:
        workplace = self._page.workplace
        period = workplace.period.code
        suggestion = suggested_form_name(workplace.session, period)
        path = workplace.asker.choose_new_file(_("Export an entry form"), FileKind.WORKBOOK, suggestion=suggestion)
        if path is None:
            return

        def work(session: Session, _progress: JobProgress) -> Path:
            return write_form(session, period, path)

        def done(written: Path) -> None:
            text = _("The form is in {path}. Filled in, it is taken back with “Take values from a file”.")
            self._page.message.show_message(text.format(path=written), Tone.GOOD)

        workplace.run(_("Writing the form"), work, done=done, failed=self._page.tell)

    def _choose(self, number: int) -> Callable[[], None]:
        return lambda: self._page.take_reading(number - 1)

    def _fill_columns(self) -> None:
        view, menu = self._page.view, self._columns_menu
        menu.clear()
        for column in CAN_BE_HIDDEN:
            action = QAction(self._page.model.columns[column].title, menu)
            action.setCheckable(True)
            action.setChecked(not view.isColumnHidden(column))
            menu.addAction(action)
            action.toggled.connect(lambda is_shown, chosen=column: view.show_column(chosen, is_shown=is_shown))
        menu.addSeparator()
        frozen = QAction(_("Keep the measure in sight"), menu)
        menu.addAction(frozen)
        frozen.setCheckable(True)
        frozen.setChecked(view.is_frozen)
        frozen.toggled.connect(view.freeze)

    def _action(self, text: str, call: Callable[[], object], *keys: str) -> QAction:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(each) for each in keys])
        action.triggered.connect(lambda _checked=False: call())
        self._page.addAction(action)
        return action


def marked_figures(page: EntryPage) -> list[Figure]:
    """The figures of all students that the plan wants typed twice, as far as they are entered."""
    marked = [row for row in page.model.all_rows if row.measure.verify and not row.is_subgroup]
    return figures_of(marked, list(PARTS.values()))


def _line(parent: QObject) -> QAction:
    line = QAction(parent)
    line.setSeparator(True)
    return line
