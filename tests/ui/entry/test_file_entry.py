"""Values of a file are taken at once where they only add, and shown first where they replace or are refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.observation import Edit
from ctecs_desktop.domain.value import Missing, Ratio
from ctecs_desktop.services.entry import record_values
from ctecs_desktop.ui.entry.entry_columns import NUMERATOR_COLUMN, VALUE_COLUMN
from ctecs_desktop.ui.entry.entry_page import EntryPage
from ctecs_desktop.ui.entry.file_entry import FileDialog
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import YEAR
from tests.ui.entry.keyboard import COUNT, RATE, go, key_of, press, stored, text_at
from tests.ui.windows import ScriptedAsker, wait_until_ready

NEXT = key_of("1.05")
shown: list[list[str]] = []
"""The rows of the preview that was answered last, as they are read: where, now, in the file, what happens."""

HEAD = "measure,period,subgroup,numerator,denominator,value,blank,note\n"


def answering(qtbot: QtBot, *, takes: bool) -> list[str]:
    """Answer the preview as soon as it is open; what it summed up is kept, and its rows in ``shown``."""
    seen: list[str] = []
    shown.clear()

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(20, look)
            return
        assert isinstance(dialog, FileDialog)
        seen.append(f"{dialog.summary.text()} {dialog.words.text()}")
        model = dialog.model
        shown.extend([str(model.index(row, column).data()) for column in range(4)] for row in range(model.rowCount()))
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


def exported_form(page: EntryPage, window: MainWindow, asker: ScriptedAsker, qtbot: QtBot, path: Path) -> Path:
    asker.new_files = [path]
    page.acts.form.trigger()
    wait_until_ready(qtbot, window)
    return path


def change_form(path: Path, contents: Mapping[tuple[str, str], object]) -> dict[tuple[str, str], str]:
    """Change boxes of a form as Excel would, by measure and column title; gives the address of each."""
    book = openpyxl.load_workbook(path)
    places = {}
    for (measure, title), content in contents.items():
        sheet = book[f"Goal {measure[0]}"]
        titles = next(row for row in sheet.iter_rows() if row[0].value == "Measure")
        column = next(cell.column_letter for cell in titles if cell.value == title)
        row = next(row[0].row for row in sheet.iter_rows() if (row[0].value, row[2].value) == (measure, "all"))
        sheet[f"{column}{row}"] = content
        places[measure, title] = f"{sheet.title}!{column}{row}"
    book.save(path)
    return places


def test_a_form_changed_in_excel_shows_what_it_would_overwrite_and_comes_in_as_one_step(
    entering: EntryPage, school_window: MainWindow, asker: ScriptedAsker, qtbot: QtBot, tmp_path: Path
) -> None:
    record = record_values(entering.workplace.session, [Edit(NEXT, Missing.NOT_ENTERED)])
    entering.workplace.changes.publish(record)
    before = {key: stored(entering, key) for key in (RATE, COUNT, NEXT)}
    form = exported_form(entering, school_window, asker, qtbot, tmp_path / "form.xlsx")
    change_form(
        form,
        {
            ("1.01", "Numerator"): 160,
            ("1.01", "Note"): "Recounted.",
            ("1.04", "Value"): "1,041",
            ("1.05", "Value"): 7,
        },
    )
    seen = answering(qtbot, takes=True)
    school_window.take_files([form])
    qtbot.waitUntil(lambda: bool(seen))
    wait_until_ready(qtbot, school_window)
    assert seen == ["1 new, 2 replaced, 0 the same. "]
    assert (shown[0][1], shown[0][2]) == ("20.9 % (164 of 784)", "20.4 % (160 of 784)")
    assert [row[3] for row in shown] == ["takes its place", "takes its place", "is new"]
    assert stored(entering, RATE).value == Ratio(Decimal(160), Decimal(784))
    assert stored(entering, RATE).note == "Recounted."
    assert (stored(entering, COUNT).value, stored(entering, NEXT).value) == (Decimal(1041), Decimal(7))
    assert text_at(entering, RATE, NUMERATOR_COLUMN) == "160"
    entering.stack.undo()
    wait_until_ready(qtbot, school_window)
    assert {key: stored(entering, key) for key in before} == before


def test_a_mistake_in_a_form_is_named_with_its_cell_and_nothing_of_it_is_taken(
    entering: EntryPage, school_window: MainWindow, asker: ScriptedAsker, qtbot: QtBot, tmp_path: Path
) -> None:
    form = exported_form(entering, school_window, asker, qtbot, tmp_path / "form.xlsx")
    places = change_form(
        form, {("1.01", "Numerator"): 160, ("1.04", "Value"): "many", ("1.05", "Value"): date(2016, 5, 1)}
    )
    seen = answering(qtbot, takes=False)
    school_window.take_files([form])
    qtbot.waitUntil(lambda: bool(seen))
    wait_until_ready(qtbot, school_window)
    assert "2 cells are refused" in seen[0]
    assert [row[0] for row in shown if row[3] not in {"takes its place", "is new"}] == [
        places["1.04", "Value"],
        places["1.05", "Value"],
    ]
    assert "many" in shown[0][3]
    assert stored(entering, RATE).value == Ratio(Decimal(164), Decimal(784))
    assert stored(entering, COUNT).value == Decimal(40)


def test_a_value_changed_in_the_form_and_in_the_window_is_refused_at_its_cell(
    entering: EntryPage, school_window: MainWindow, asker: ScriptedAsker, qtbot: QtBot, tmp_path: Path
) -> None:
    form = exported_form(entering, school_window, asker, qtbot, tmp_path / "form.xlsx")
    places = change_form(form, {("1.04", "Value"): 42})
    go(entering, COUNT, VALUE_COLUMN)
    press("41", Qt.Key.Key_Return)
    seen = answering(qtbot, takes=False)
    school_window.take_files([form])
    qtbot.waitUntil(lambda: bool(seen))
    wait_until_ready(qtbot, school_window)
    assert places["1.04", "Value"] in seen[0]
    assert stored(entering, COUNT).value == Decimal(41)
