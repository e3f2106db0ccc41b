"""Files from outside find their workspace: dropped, by double-click, from a second start."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from ctecs_desktop.services import entry
from ctecs_desktop.ui.entry.file_entry import FileDialog
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import BULLARD, YEAR, District
from tests.ui.windows import WAIT_MILLISECONDS, ScriptedAsker, opened_window, wait_until_ready


def new_window(qtbot: QtBot) -> MainWindow:
    window = MainWindow(asker=ScriptedAsker())
    qtbot.addWidget(window)
    window.show()
    return window


def message_of(window: MainWindow) -> str:
    page = window.view.page if window.view is not None else None
    return page.message.text if page is not None else ""


def test_a_workspace_and_a_workbook_given_together_are_opened_and_taken(qtbot: QtBot, district: District) -> None:
    window = new_window(qtbot)
    window.come_forward([district.school_path(BULLARD), district.plan_file])
    qtbot.waitUntil(lambda: "in force already" in message_of(window), timeout=WAIT_MILLISECONDS)
    window.close()


def test_a_workbook_alone_goes_to_the_workspace_that_was_open_last(qtbot: QtBot, district: District) -> None:
    window = new_window(qtbot)
    window.show_recent([district.folder / "gone.ctecs", district.school_path(BULLARD)])
    window.take_files([district.plan_file])
    qtbot.waitUntil(lambda: "in force already" in message_of(window), timeout=WAIT_MILLISECONDS)
    window.close()


def test_a_workbook_without_any_workspace_is_not_lost_in_silence(qtbot: QtBot, district: District) -> None:
    window = new_window(qtbot)
    window.take_files([district.plan_file])
    assert "Open a workspace first" in window.start.message.text
    window.close()


def test_a_workspace_that_cannot_be_opened_keeps_its_refusal(qtbot: QtBot, district: District, tmp_path: Path) -> None:
    letter = tmp_path / "letter.ctecs"
    letter.write_text("Dear colleagues")
    window = new_window(qtbot)
    window.show_recent([district.school_path(BULLARD)])
    window.take_files([letter, district.plan_file])
    qtbot.waitUntil(lambda: "letter.ctecs" in window.start.message.text, timeout=WAIT_MILLISECONDS)
    qtbot.wait(500)
    assert window.view is None
    assert "letter.ctecs" in window.start.message.text
    assert window.store_in_hand == letter
    window.close()


def test_files_wait_while_a_question_is_open(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        question = QDialog(window)
        question.setModal(True)
        question.show()
        window.take_files([district.plan_file])
        qtbot.wait(500)
        assert message_of(window) == ""
        question.close()
        qtbot.waitUntil(lambda: "in force already" in message_of(window), timeout=WAIT_MILLISECONDS)


def test_the_open_workspace_is_not_opened_again(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        view = window.view
        window.come_forward([district.school_path(BULLARD)])
        wait_until_ready(qtbot, window)
        assert window.view is view


def test_a_sheet_of_values_given_to_a_school_is_entered(qtbot: QtBot, district: District, tmp_path: Path) -> None:
    sheet = tmp_path / "values.xlsx"
    book = Workbook()
    assert book.active is not None
    book.active.append(["measure", "period", "subgroup", "numerator", "denominator", "value", "blank", "note"])
    book.active.append(["1.05", YEAR, None, None, None, 123, None, "From a double-click."])
    book.save(sheet)
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        window.take_files([sheet])

        def agree() -> None:
            """The value there would be replaced, which the program asks about first."""
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, FileDialog):
                dialog.verb.click()
            else:
                QTimer.singleShot(20, agree)

        QTimer.singleShot(0, agree)

        def is_entered() -> bool:
            assert window.view is not None
            values = entry.current_values(window.view.workplace.session, YEAR)
            return any(each.note == "From a double-click." for each in values.values())

        qtbot.waitUntil(is_entered, timeout=WAIT_MILLISECONDS)


def test_a_submission_given_to_central_office_goes_to_the_inbox(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.central_path) as window:
        window.take_files([district.folder / f"enrolment {BULLARD}.xlsx"])
        wait_until_ready(qtbot, window)
        assert window.view is not None
        assert window.view.page_name == "inbox"
