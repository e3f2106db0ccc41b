"""Values of a file are taken at once where they only add, and shown first where they replace or are refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.observation import Edit
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.services.entry import record_values
from ctecs_desktop.ui.entry.entry_page import EntryPage
from ctecs_desktop.ui.entry.file_entry import FileDialog
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import YEAR
from tests.ui.entry.keyboard import COUNT, stored
from tests.ui.windows import ScriptedAsker, wait_until_ready

HEAD = "measure,period,subgroup,numerator,denominator,value,blank,note\n"


def answering(qtbot: QtBot, *, takes: bool) -> list[str]:
    """Answer the preview as soon as it is open; what it summed up is kept."""
    seen: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(20, look)
            return
        assert isinstance(dialog, FileDialog)
        seen.append(f"{dialog.summary.text()} {dialog.words.text()}")
        assert dialog.verb.isEnabled() is takes
        dialog.verb.click() if takes else dialog.reject()

    QTimer.singleShot(0, look)
    return seen


def test_a_file_that_only_adds_is_taken_without_a_question(
    entering: EntryPage, school_window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    changes = record_values(entering.workplace.session, [Edit(COUNT, Missing.NOT_ENTERED)])
    entering.workplace.changes.publish(changes)
    path = tmp_path / "values.csv"
    path.write_text(f"{HEAD}1.04,{YEAR},,,,41,,\n")
    school_window.take_files([path])
    wait_until_ready(qtbot, school_window)
    assert stored(entering, COUNT).value == Decimal(41)
    assert entering.message.text == "1 new, 0 replaced, 0 the same."
    entering.stack.undo()
    assert stored(entering, COUNT).value is Missing.NOT_ENTERED


def test_what_a_file_would_replace_is_shown_first(
    entering: EntryPage, school_window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "values.csv"
    path.write_text(f"{HEAD}1.04,{YEAR},,,,41,,\n")
    seen = answering(qtbot, takes=True)
    school_window.take_files([path])
    qtbot.waitUntil(lambda: bool(seen))
    wait_until_ready(qtbot, school_window)
    assert "1 replaced" in seen[0]
    assert stored(entering, COUNT).value == Decimal(41)


def test_a_refused_cell_is_named_and_nothing_is_taken(
    entering: EntryPage, school_window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "values.csv"
    path.write_text(f"{HEAD}1.05,{YEAR},,,,9,,\n1.04,{YEAR},,,,many,,\n")
    seen = answering(qtbot, takes=False)
    school_window.take_files([path])
    qtbot.waitUntil(lambda: bool(seen))
    wait_until_ready(qtbot, school_window)
    assert "line 3" in seen[0]
    assert "many" in seen[0]
    assert stored(entering, COUNT).value == Decimal(40)


def test_an_entry_form_goes_out_and_its_change_comes_back(
    entering: EntryPage, school_window: MainWindow, asker: ScriptedAsker, qtbot: QtBot, tmp_path: Path
) -> None:
    form = tmp_path / "form.xlsx"
    asker.new_files = [form]
    entering.acts.form.trigger()
    wait_until_ready(qtbot, school_window)
    assert form.exists()
    assert str(form) in entering.message.text
    school_window.take_files([form])
    wait_until_ready(qtbot, school_window)
    assert entering.message.text == "0 new, 0 replaced, 0 the same."
