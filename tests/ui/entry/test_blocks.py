"""Blocks of cells are copied, pasted, filled and cleared as in a spreadsheet; each is one step of undo."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.clipboard_table import read_html
from ctecs_desktop.domain.grid import Area, Part, takes
from ctecs_desktop.domain.plan import Unit
from ctecs_desktop.domain.value import Missing, Ratio
from ctecs_desktop.services import entry
from ctecs_desktop.ui.entry.block_acts import MANY_CELLS
from ctecs_desktop.ui.entry.entry_columns import DENOMINATOR_COLUMN, NAME_COLUMN, NUMERATOR_COLUMN, PARTS, VALUE_COLUMN
from ctecs_desktop.ui.entry.entry_page import EntryPage
from ctecs_desktop.ui.entry.entry_rows import EntryRow
from ctecs_desktop.ui.entry.paste_dialog import PasteDialog
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import YEAR
from tests.ui.entry.keyboard import CONTROL, COUNT, RATE, SHIFT, go, key_of, press, stored, text_at
from tests.ui.windows import wait_until_ready

NEXT = key_of("1.05")


def clipboard(text: str = "", html: str = "") -> None:
    mime = QMimeData()
    if text:
        mime.setText(text)
    if html:
        mime.setHtml(html)
    QGuiApplication.clipboard().setMimeData(mime)


def dialogs_seen(answer: bool) -> list[QDialog]:
    """Answer the next dialog as soon as it is open."""
    seen: list[QDialog] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        seen.append(dialog)
        if isinstance(dialog, PasteDialog) and answer:
            dialog.verb.click()
        else:
            dialog.reject()

    QTimer.singleShot(0, look)
    return seen


def test_a_block_is_copied_as_text_and_as_html(entering: EntryPage) -> None:
    go(entering, RATE, NUMERATOR_COLUMN)
    press(Qt.Key.Key_Right, modifiers=SHIFT)
    press("c", modifiers=CONTROL)
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.text() == "164\t784\n"
    assert read_html(mime.html()) == (("164", "784"),)


def test_a_copied_line_says_all_that_a_person_sees(entering: EntryPage) -> None:
    go(entering, RATE, NAME_COLUMN)
    for _column in range(VALUE_COLUMN):
        press(Qt.Key.Key_Right, modifiers=SHIFT)
    press("c", modifiers=CONTROL)
    assert QGuiApplication.clipboard().text().split("\t")[0] == "1.01  Chronic absenteeism rate"
    assert QGuiApplication.clipboard().text().rstrip().endswith("164\t784\t20.9")


def test_a_clean_paste_asks_nothing_and_is_one_step(entering: EntryPage) -> None:
    first = stored(entering, COUNT), stored(entering, NEXT)
    steps = entering.stack.count()
    clipboard("1,041\r\n7\r\n")
    go(entering, COUNT, VALUE_COLUMN)
    press("v", modifiers=CONTROL)
    assert (stored(entering, COUNT).value, stored(entering, NEXT).value) == (Decimal(1041), Decimal(7))
    assert entering.stack.count() == steps + 1
    press("z", modifiers=CONTROL)
    assert (stored(entering, COUNT), stored(entering, NEXT)) == first
    press("y", modifiers=CONTROL)
    assert stored(entering, COUNT).value == Decimal(1041)


def test_a_table_from_a_mail_is_pasted_from_its_html(entering: EntryPage) -> None:
    clipboard("160 784", "<table><tr><td>160</td><td>784</td></tr></table>")
    go(entering, RATE, NUMERATOR_COLUMN)
    press("v", modifiers=CONTROL)
    assert stored(entering, RATE).value == Ratio(Decimal(160), Decimal(784))


def test_a_doubtful_paste_is_shown_first(entering: EntryPage) -> None:
    before = stored(entering, COUNT)
    clipboard("many\n7\n")
    go(entering, COUNT, VALUE_COLUMN)
    seen = dialogs_seen(answer=False)
    press("v", modifiers=CONTROL)
    assert len(seen) == 1
    assert stored(entering, COUNT) == before
    assert stored(entering, NEXT).value == Decimal(6)


def test_what_fits_is_taken_and_what_is_refused_stays_in_its_cell(entering: EntryPage) -> None:
    before = stored(entering, COUNT)
    clipboard("many\n7\n")
    go(entering, COUNT, VALUE_COLUMN)
    dialogs_seen(answer=True)
    press("v", modifiers=CONTROL)
    assert stored(entering, NEXT).value == Decimal(7)
    assert stored(entering, COUNT) == before
    assert text_at(entering, COUNT, VALUE_COLUMN) == "many"


def test_columns_can_be_named_before_they_are_taken(entering: EntryPage) -> None:
    table = (("160", "1.01", "784"), ("9", "1.05", ""))
    grid = entering.model.grid(entering.view.visible_columns())
    go(entering, COUNT, VALUE_COLUMN)
    area = entering.view.selected_area()
    from ctecs_desktop.domain.paste import plan_paste

    dialog = PasteDialog(entering.workplace.plan, table, grid, area, first=plan_paste(table, grid, area))
    dialog.by_name.setChecked(True)
    assert dialog.roles[1].currentText() == "measure"
    dialog.roles[0].setCurrentText("numerator")
    dialog.roles[2].setCurrentText("denominator")
    dialog.verb.click()
    assert dialog.chosen is not None
    assert {edit.key.measure for edit in dialog.chosen.edits} == {"1.01", "1.05"}
    dialog.roles[2].setCurrentText("numerator")
    assert not dialog.verb.isEnabled()
    assert dialog.message.text
    dialog.deleteLater()


def test_ctrl_d_fills_down_and_ctrl_r_to_the_right(entering: EntryPage) -> None:
    go(entering, COUNT, VALUE_COLUMN)
    press(Qt.Key.Key_Down, modifiers=SHIFT)
    press("d", modifiers=CONTROL)
    assert stored(entering, NEXT).value == stored(entering, COUNT).value
    go(entering, RATE, NUMERATOR_COLUMN)
    press(Qt.Key.Key_Right, modifiers=SHIFT)
    press("r", modifiers=CONTROL)
    assert stored(entering, RATE).value == Ratio(Decimal(164), Decimal(164))


def test_delete_clears_a_block_in_one_step(entering: EntryPage) -> None:
    go(entering, COUNT, VALUE_COLUMN)
    press(Qt.Key.Key_Down, modifiers=SHIFT)
    press(Qt.Key.Key_Delete)
    assert stored(entering, COUNT).value is stored(entering, NEXT).value is Missing.NOT_ENTERED
    press("z", modifiers=CONTROL)
    assert stored(entering, NEXT).value == Decimal(6)
    assert stored(entering, COUNT).value == Decimal(40)


def test_cut_copies_and_clears(entering: EntryPage) -> None:
    go(entering, COUNT, VALUE_COLUMN)
    press("x", modifiers=CONTROL)
    assert QGuiApplication.clipboard().text() == "40\n"
    assert stored(entering, COUNT).value is Missing.NOT_ENTERED


def test_a_large_block_is_written_beside_the_window_as_one_step(
    entering: EntryPage, school_window: MainWindow, qtbot: QtBot
) -> None:
    for row in entering.model.all_rows:
        row.is_open = bool(row.subgroups)
    entering.model.show_wanted(entering.filters.wanted())
    words = {Unit.YES_NO, Unit.MILESTONE_DATE, Unit.NAMES}

    def text(row: object, part: Part) -> str:
        if not isinstance(row, EntryRow) or not takes(row.measure, part) or row.measure.unit in words:
            return ""
        return "7" if part is Part.NUMERATOR else "11"

    table = tuple(tuple(text(row, part) for part in PARTS.values()) for row in entering.model.rows)
    grid = entering.model.grid(entering.view.visible_columns())
    from ctecs_desktop.domain.paste import plan_paste

    plan = plan_paste(table, grid, Area(0, NUMERATOR_COLUMN))
    assert len(plan.edits) > MANY_CELLS
    steps = entering.stack.count()
    entering.blocks.carry_out(plan)
    wait_until_ready(qtbot, school_window)
    assert stored(entering, RATE).value == Ratio(Decimal(7), Decimal(11))
    assert text_at(entering, RATE, DENOMINATOR_COLUMN) == "11"
    assert entering.stack.count() == steps + 1
    entering.stack.undo()
    wait_until_ready(qtbot, school_window)
    assert stored(entering, RATE).value == Ratio(Decimal(164), Decimal(784))
    assert text_at(entering, RATE, DENOMINATOR_COLUMN) == "784"
    assert len(entry.current_values(entering.workplace.session, YEAR)) < MANY_CELLS


def test_a_key_of_the_table_belongs_to_the_text_while_a_note_is_written(entering: EntryPage) -> None:
    go(entering, COUNT, VALUE_COLUMN)
    before = stored(entering, COUNT)
    press(Qt.Key.Key_F2, modifiers=SHIFT)
    assert entering.detail.note.hasFocus()
    press("d", modifiers=CONTROL)
    press(Qt.Key.Key_Delete)
    assert stored(entering, COUNT).value == before.value
