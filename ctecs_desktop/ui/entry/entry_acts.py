"""What the entry page offers in the menu Edit beside the blocks: reasons, notes, columns, verifying, the entry form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from ctecs_desktop.domain.observation import Edit
from ctecs_desktop.domain.paste import PastePlan
from ctecs_desktop.domain.value import BLANK_REASONS, Missing
from ctecs_desktop.i18n import _
from ctecs_desktop.services.entry_form import suggested_form_name, write_form
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.entry.block_acts import BlockActs
from ctecs_desktop.ui.entry.entry_columns import CAN_BE_HIDDEN, PARTS
from ctecs_desktop.ui.entry.entry_model import EntryModel
from ctecs_desktop.ui.entry.entry_view import EntryView
from ctecs_desktop.ui.entry.typed_text import MOST_READINGS
from ctecs_desktop.ui.entry.verify_dialog import Figure, VerifyDialog, figures_of
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import blank_text


class EntryActs(QObject):
    """Acts on the chosen values of the entry page, each with its key."""

    said = Signal(str, object)
    """Carries something small to tell, and its ``Tone``."""

    def __init__(self, page: Page, model: EntryModel, view: EntryView, blocks: BlockActs) -> None:
        super().__init__(page)
        self._page = page
        self._model = model
        self._view = view
        self._blocks = blocks
        self.blank = self._action(_("Reason for a blank…"), "Ctrl+B", "F4", call=self.offer_blanks)
        self.toggle = self._action(_("Open or close the breakdown"), "Alt+Down", "Alt+Up", call=self._toggle)
        self.verify = self._action(_("Type figures again…"), "Ctrl+Shift+V", call=self._verify)
        self.form = self._action(_("Export an entry form for Excel…"), call=self._export_form)
        self.columns = QAction(_("Columns"), self)
        self._columns_menu = QMenu(page)
        self.columns.setMenu(self._columns_menu)
        self._columns_menu.aboutToShow.connect(self._fill_columns)
        self._fill_columns()
        # These lead to other parts of the page, which carries them out.
        self.note = self._action(_("Note"), "Shift+F2")
        self.reason = self._action(_("Keep with a reason"), "Ctrl+K")
        self.find = self._action(_("Find"), "Ctrl+F")
        self.save = self._action(_("Save now"), "Ctrl+S")
        self.readings = [
            self._action(_("Reading {number}").format(number=number), f"Alt+{number}")
            for number in range(1, MOST_READINGS + 1)
        ]

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
        view = self._view
        menu = self.blank_menu()
        menu.popup(view.viewport().mapToGlobal(view.visualRect(view.currentIndex()).bottomLeft()))
        menu.setActiveAction(menu.actions()[0])
        return menu

    def give_blank(self, reason: Missing) -> None:
        """Say of the chosen values why there are none, as one step."""
        if self._model.is_read_only:
            return
        before = {row.key: row.stored for row in self._blocks.chosen_rows()}
        edits = tuple(Edit(each.key, reason, each.note) for each in before.values() if each.value is not reason)
        if edits:
            self._blocks.carry_out(PastePlan(cells=(), edits=edits, expected=before, waiting={}))

    def context_menu(self) -> QMenu:
        """What the right button offers at the current cell."""
        menu = QMenu(self._page)
        menu.addActions(self._blocks.actions())
        menu.addSeparator()
        blanks = self.blank_menu()
        blanks.setTitle(_("Reason for a blank"))
        blanks.setEnabled(not self._model.is_read_only)
        menu.addMenu(blanks)
        menu.addActions([self.note, self.reason, self.toggle])
        return menu

    def _toggle(self) -> None:
        self._view.toggle(self._view.currentIndex())

    def _verify(self) -> None:
        """A chosen block, or where none is chosen the figures that the plan marks."""
        blocks = self._blocks
        is_chosen = self._view.has_block()
        figures = figures_of(blocks.chosen_rows(), blocks.chosen_parts()) if is_chosen else self._marked_figures()
        if not figures:
            text = _("There is no figure to type again: neither chosen nor entered where the plan asks.")
            self.said.emit(text, Tone.WARN)
            return
        dialog = VerifyDialog(self._page.workplace.plan, figures, self._page.window())
        if dialog.exec() and dialog.chosen is not None:
            blocks.carry_out(dialog.chosen)
        self._view.setFocus()

    def _marked_figures(self) -> list[Figure]:
        """The figures of all students that the plan wants typed twice, as far as they are entered."""
        marked = [row for row in self._model.all_rows if row.measure.verify and not row.is_subgroup]
        return figures_of(marked, list(PARTS.values()))

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

    def _fill_columns(self) -> None:
        view, menu = self._view, self._columns_menu
        menu.clear()
        for column in CAN_BE_HIDDEN:
            action = QAction(self._model.columns[column].title, menu)
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

    def _action(self, text: str, *keys: str, call: Callable[[], object] | None = None) -> QAction:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(each) for each in keys])
        if call is not None:
            action.triggered.connect(lambda _checked=False: call())
        self._page.addAction(action)
        return action


def _line(parent: QObject) -> QAction:
    line = QAction(parent)
    line.setSeparator(True)
    return line
