"""Whatever takes the keys has a name that a screen reader can say."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ctecs_desktop.services import enrolment
from ctecs_desktop.ui.asking import PassphraseDialog, TextDialog
from ctecs_desktop.ui.enrolment.approve_dialog import ApproveDialog
from ctecs_desktop.ui.enrolment.enrol_dialog import EnrolDialog
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.start.new_central import NewCentralDialog
from ctecs_desktop.ui.start.new_school import NewSchoolDialog
from ctecs_desktop.ui.tasks import TaskRunner
from ctecs_desktop.ui.tokens import Tone
from tests.district import BULLARD, District
from tests.ui.windows import ScriptedAsker, opened_window, wait_until_ready


def focusable(window: QWidget) -> Iterator[QWidget]:
    for widget in [window, *window.findChildren(QWidget)]:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
            yield widget


def nameless(window: QWidget) -> list[str]:
    """Focusable widgets without a name, with their place among their parents."""
    QApplication.processEvents()
    found = []
    for widget in focusable(window):
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name) if interface is not None else ""
        if not name.strip() and not is_inside_named(widget):
            found.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return found


def is_inside_named(widget: QWidget) -> bool:
    """A scroll area hands its keys on to what it holds, and a spin or combo box owns its line."""
    parent = widget.parentWidget()
    return (
        isinstance(parent, QAbstractScrollArea)
        and not isinstance(widget, QScrollArea)
        and bool(parent.accessibleName())
    )


def test_a_nameless_input_would_be_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(QLineEdit())
    window.show()
    assert nameless(window) == ["QLineEdit in QWidget"]


def test_every_input_of_the_start_page_has_a_name(qtbot: QtBot, district: District) -> None:
    window = MainWindow(asker=ScriptedAsker())
    qtbot.addWidget(window)
    window.start.show_recent([district.central_path])
    window.show()
    assert len(list(focusable(window))) >= 4
    assert nameless(window) == []


def test_every_input_of_every_page_has_a_name(qtbot: QtBot, district: District) -> None:
    for store in (district.school_path(BULLARD), district.central_path):
        with opened_window(qtbot, store) as window:
            assert window.view is not None
            for kind in window.view.kinds:
                page = window.view.go_to(kind.name)
                wait_until_ready(qtbot, window)
                page.message.show_message("Something happened.", Tone.WARN)
                assert list(focusable(window)), kind.name
                assert nameless(window) == [], kind.name


def test_every_input_of_every_dialog_has_a_name(qtbot: QtBot, district: District) -> None:
    tasks, asker = TaskRunner(), ScriptedAsker()
    path = district.folder / f"enrolment {BULLARD}.xlsx"
    with district.school() as school, district.central() as central:
        dialogs = [
            NewSchoolDialog(asker, tasks),
            NewCentralDialog(asker, tasks),
            EnrolDialog(school, asker, tasks),
            ApproveDialog(central, path, enrolment.read_request(central, path), tasks),
            TextDialog("Why?", verb="Keep"),
            PassphraseDialog("Which passphrase?", verb="Open"),
        ]
        for dialog in dialogs:
            qtbot.addWidget(dialog)
            dialog.show()
            assert len(list(focusable(dialog))) >= 2
            assert nameless(dialog) == [], type(dialog).__name__
            dialog.close()
    tasks.close()
