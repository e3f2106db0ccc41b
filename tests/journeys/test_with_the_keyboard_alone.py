"""From the plan workbook to a signed submission with keys only: what has no key, and no name to find it by, fails here.

Nothing of the window is called or set. The test looks at names and texts, as a screen reader would say them, and
presses keys; central office's part is done by its own services.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, ObservationKey, SchoolCode
from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.exchange.opc.package_verifier import verify_package
from ctecs_desktop.exchange.submission.workbook_reader import read_submission
from ctecs_desktop.services import enrolment
from ctecs_desktop.services.demo_data import school_values
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.plan import publish_plan
from ctecs_desktop.services.verification import verifier_of, verify_file
from ctecs_desktop.services.workspace import starting_plan
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import CENTRAL_PASSPHRASE, SCHOOL_PASSPHRASE, YEAR, District
from tests.journeys.typist import (
    CONTROL,
    Key,
    Script,
    Typist,
    answer_file,
    name_of,
    press,
    push,
    tab_to,
    type_text,
    wait_for,
    wait_for_dialog,
    wait_for_no_dialog,
)

ELLIS = SchoolCode("9001316")
SCHOOL = "H."


class Desk:
    """One school's PC and what lies on it."""

    def __init__(self, window: MainWindow, district: District, folder: Path) -> None:
        self.window = window
        self.district = district
        self.folder = folder
        self.values = folder / "values.csv"
        self.values.write_bytes(school_values(starting_plan(practice=True), YEAR)[ELLIS])

    def is_quiet(self) -> bool:
        return self.window.is_ready

    def says(self, text: str) -> bool:
        """Whether that can be read anywhere in the window."""
        return any(text in label.text() for label in self.window.findChildren(QLabel) if label.isVisible())

    def make_the_workspace(self) -> Script:
        yield from push("New workspace for a school…")
        yield from wait_for_dialog()
        yield from push("Plan workbook: choose")
        yield from answer_file(str(self.district.plan_file))
        yield from push("Central office read the same seven words")
        yield from tab_to("School")
        yield from type_text(SCHOOL)
        yield from push("File: choose")
        yield from answer_file(str(self.folder / "ellis.ctecs"))
        yield from push("Make the workspace")
        yield from wait_for_no_dialog()
        yield from wait_for(self.is_quiet)

    def make_the_key(self) -> Script:
        yield from push("Make the key…")
        yield from wait_for_dialog()
        for name, text in (
            ("Name of the signer", "Robin Ellis"),
            ("Role", "Principal"),
            ("Passphrase", SCHOOL_PASSPHRASE),
            ("Again", SCHOOL_PASSPHRASE),
        ):
            yield from tab_to(name)
            yield from type_text(text)
        yield from push("Enrolment workbook: choose")
        yield from answer_file(str(self.folder / "enrolment.xlsx"))
        yield from push("Make the key and save")
        yield from wait_for_no_dialog()
        yield from wait_for(self.is_quiet)

    def open_the_answer(self, plan: Path) -> Script:
        yield from push("Open the workbook…")
        yield from answer_file(str(plan))
        yield from wait_for(self.is_quiet)
        yield from wait_for(lambda: self.says("in force"))

    def enter_values(self) -> Script:
        """One rate is typed, one row pasted from a spreadsheet, the rest comes from a file."""
        yield from tab_to("Reporting period")
        yield from type_text(YEAR)
        yield from press("2", CONTROL)
        yield from press("f", CONTROL)
        yield from type_text("1.01")
        yield from tab_to("Values")
        yield from self.go_to_the_first_numerator()
        yield from type_text("63")
        yield from press(Key.Key_Tab)
        yield from type_text("623")
        yield from press(Key.Key_Return)
        yield from self.go_to_the_first_numerator()
        QGuiApplication.clipboard().setText("64\t623\n")
        yield from press("v", CONTROL)
        yield from press("i", CONTROL | Qt.KeyboardModifier.ShiftModifier)
        yield from answer_file(str(self.values))
        yield from wait_for(lambda: self.says("143 new, 1 replaced"))  # the rate gets its note
        yield from push("Take 144 values")
        yield from wait_for_no_dialog()
        yield from wait_for(lambda: self.is_quiet() and self.says("143 new, 1 replaced"))

    def go_to_the_first_numerator(self) -> Script:
        """Past the heading of the goal, last year's value and the target."""
        yield from press(Key.Key_Home, CONTROL)
        for key in (Key.Key_Down, Key.Key_Right, Key.Key_Right, Key.Key_Right):
            yield from press(key)

    def give_reasons_and_sign(self) -> Script:
        yield from press("4", CONTROL)  # the fourth page at the left
        yield from wait_for(lambda: name_of(QApplication.focusWidget()) == "Findings")
        for _finding in range(60):
            if not self.says("want a reason") and not self.says("wants a reason"):
                break
            yield from type_text("As counted.")
            yield from press(Key.Key_Return)
        yield from tab_to("Passphrase")
        yield from type_text(SCHOOL_PASSPHRASE)
        yield from press(Key.Key_Return)
        yield from answer_file(str(self.folder / "signed.xlsx"))
        yield from wait_for(lambda: self.is_quiet() and self.says("Signed and locked"))


@pytest.fixture
def desk(qtbot: QtBot, enrolled: District, tmp_path: Path) -> Desk:
    QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "ctecs_desktop", "windows").clear()
    folder = tmp_path / "school"
    folder.mkdir()
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1360, 800)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return Desk(window, enrolled, folder)


def approve(district: District, request: Path) -> Path:
    with district.central() as central:
        authority = unlock(central, CENTRAL_PASSPHRASE)
        enrolment.approve(central, request, authority=authority)
        return publish_plan(central, authority=authority, out=district.folder / "plan 2.xlsx")


@pytest.mark.qt_log_ignore(
    "does not support grabbing the keyboard", extend=True
)  # a list of names opens without a desktop
def test_a_school_gets_from_the_plan_workbook_to_a_signed_submission_without_a_mouse(qtbot: QtBot, desk: Desk) -> None:
    typist = Typist(qtbot)
    typist.carry_out(desk.make_the_workspace())
    typist.carry_out(desk.make_the_key())
    answer = approve(desk.district, desk.folder / "enrolment.xlsx")
    typist.carry_out(desk.open_the_answer(answer))
    typist.carry_out(desk.enter_values())
    typist.carry_out(desk.give_reasons_and_sign())
    signed = desk.folder / "signed.xlsx"
    with desk.district.central() as central:
        verdict = verify_file(signed, verifier_of(central), at=desk.district.clock())
        assert (verdict.code, verdict.school, verdict.signer) == ("verified", ELLIS, "Robin Ellis")
        submission = read_submission(verify_package(signed.read_bytes()).parts, central.plan).submission
    values = {each.key: each.value for each in submission.observations}
    assert len(values) == len(desk.values.read_text("utf-8-sig").splitlines()) - 1
    rate = values[ObservationKey(ELLIS, YEAR, MeasureCode("1.01"), ALL_STUDENTS)]
    assert isinstance(rate, Ratio)
    assert (rate.numerator, rate.denominator) == (64, 623)
    assert (desk.folder / "signed.pdf").exists()
    assert typist.strokes > 500
    desk.window.close()
