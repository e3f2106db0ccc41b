"""A copied table goes out in two forms, and what stays of it when the program ends does not end it badly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ctecs_desktop.ui.clipboard import put_table
from ctecs_desktop.ui.main_window import MainWindow
from tests.ui.windows import ScriptedAsker

COPY_AND_END = """
from PySide6.QtWidgets import QApplication
application = QApplication([])
from ctecs_desktop.ui.clipboard import leave_text, put_table
put_table("57\\t131", "<table><tr><td>57</td><td>131</td></tr></table>")
leave_text()
"""


def test_a_table_is_there_as_text_and_as_html_until_the_window_closes(qtbot: QtBot) -> None:
    window = MainWindow(asker=ScriptedAsker())
    qtbot.addWidget(window)
    window.show()
    put_table("57\t131", "<table><tr><td>57</td><td>131</td></tr></table>")
    clipboard = QGuiApplication.clipboard()
    assert (clipboard.text(), clipboard.mimeData().hasHtml()) == ("57\t131", True)
    window.close()
    assert (clipboard.text(), clipboard.mimeData().hasHtml()) == ("57\t131", False)


def test_what_somebody_else_copied_meanwhile_stays(qtbot: QtBot) -> None:
    window = MainWindow(asker=ScriptedAsker())
    qtbot.addWidget(window)
    put_table("57\t131", "<table></table>")
    QGuiApplication.clipboard().setText("a letter")
    window.close()
    assert QGuiApplication.clipboard().text() == "a letter"


def test_a_program_that_copied_ends_well() -> None:
    done = subprocess.run([sys.executable, "-c", COPY_AND_END], cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == 0
