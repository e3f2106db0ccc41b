"""From nothing to a signed-up district through the dialogs: central office, a school, its key, the approval."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ctecs_desktop.services import enrolment, keys
from ctecs_desktop.services.plan import open_workbook, publish_plan
from ctecs_desktop.services.session import open_session
from ctecs_desktop.ui.enrolment.approve_dialog import ApproveDialog
from ctecs_desktop.ui.enrolment.enrol_dialog import EnrolDialog
from ctecs_desktop.ui.form import FormDialog, NewPassphrase
from ctecs_desktop.ui.start.new_central import NewCentralDialog
from ctecs_desktop.ui.start.new_school import NewSchoolDialog
from ctecs_desktop.ui.tasks import TaskRunner
from tests.district import BULLARD, CENTRAL_PASSPHRASE, SCHOOL_PASSPHRASE
from tests.ui.windows import WAIT_MILLISECONDS, ScriptedAsker


@pytest.fixture
def tasks(qapp: QApplication) -> TaskRunner:
    return TaskRunner()


def choose_passphrase(dialog_part: NewPassphrase, text: str) -> None:
    dialog_part.first.setText(text)
    dialog_part.second.setText(text)


def carry_out(qtbot: QtBot, dialog: FormDialog) -> None:
    """Press the verb and wait for the end, whichever it is."""
    assert dialog.verb.isEnabled()
    dialog.verb.click()
    assert not dialog.verb.isEnabled()
    qtbot.waitUntil(lambda: not dialog.tasks.is_busy, timeout=WAIT_MILLISECONDS)


def test_a_district_begins_in_the_dialogs(qtbot: QtBot, tasks: TaskRunner, tmp_path: Path) -> None:
    asker = ScriptedAsker(new_files=[tmp_path / "central.ctecs"])
    central_dialog = NewCentralDialog(asker, tasks)
    qtbot.addWidget(central_dialog)
    central_dialog.practice.setChecked(True)
    central_dialog.place.choose()
    choose_passphrase(central_dialog.passphrase, CENTRAL_PASSPHRASE)
    carry_out(qtbot, central_dialog)
    assert central_dialog.made == tmp_path / "central.ctecs"

    with open_session(tmp_path / "central.ctecs") as central:
        authority = keys.unlock(central, CENTRAL_PASSPHRASE)
        publish_plan(central, authority=authority, out=tmp_path / "plan.xlsx")
        words = keys.district_words(central)

        asker = ScriptedAsker(files=[tmp_path / "plan.xlsx"], new_files=[tmp_path / "school.ctecs"])
        school_dialog = NewSchoolDialog(asker, tasks)
        qtbot.addWidget(school_dialog)
        school_dialog.workbook.choose()
        assert school_dialog.words.text() == " ".join(words)
        school_dialog.school.setCurrentIndex(school_dialog.school.findData(BULLARD))
        school_dialog.place.choose()
        assert not school_dialog.verb.isEnabled()
        school_dialog.compared.setChecked(True)
        carry_out(qtbot, school_dialog)
        assert school_dialog.made == tmp_path / "school.ctecs"

        with open_session(tmp_path / "school.ctecs") as school:
            asker = ScriptedAsker(new_files=[tmp_path / "enrolment.xlsx"])
            enrol_dialog = EnrolDialog(school, asker, tasks)
            qtbot.addWidget(enrol_dialog)
            enrol_dialog.signer.setText("Pat Principal")
            enrol_dialog.role.setText("Principal")
            enrol_dialog.place.choose()
            choose_passphrase(enrol_dialog.passphrase, SCHOOL_PASSPHRASE)
            carry_out(qtbot, enrol_dialog)
            assert enrol_dialog.written is not None

            request = enrolment.read_request(central, tmp_path / "enrolment.xlsx")
            assert request.words == enrol_dialog.written.words
            approve_dialog = ApproveDialog(central, request, tasks)
            qtbot.addWidget(approve_dialog)
            approve_dialog.compared.setChecked(True)
            approve_dialog.passphrase.setText("wrong wrong wrong wrong")
            carry_out(qtbot, approve_dialog)
            assert approve_dialog.changes is None
            assert "passphrase" in approve_dialog.message.text.lower() or approve_dialog.isHidden()
            approve_dialog.passphrase.setText(CENTRAL_PASSPHRASE)
            carry_out(qtbot, approve_dialog)
            assert approve_dialog.changes is not None

            publish_plan(central, authority=authority, out=tmp_path / "plan 2.xlsx")
            open_workbook(school, tmp_path / "plan 2.xlsx")
            assert keys.is_certified(school)
            assert keys.unlock(school, SCHOOL_PASSPHRASE)
    tasks.close()


def test_a_weak_passphrase_is_told_in_words(qtbot: QtBot, tasks: TaskRunner) -> None:
    dialog = NewCentralDialog(ScriptedAsker(), tasks)
    qtbot.addWidget(dialog)
    choose_passphrase(dialog.passphrase, "short")
    assert "too short" in dialog.passphrase._hint.text()
    choose_passphrase(dialog.passphrase, CENTRAL_PASSPHRASE)
    dialog.passphrase.second.setText("something else")
    assert "not the same" in dialog.passphrase._hint.text()
    assert not dialog.passphrase.is_good()
    tasks.close()


def test_what_is_there_is_never_overwritten(qtbot: QtBot, tasks: TaskRunner, tmp_path: Path) -> None:
    path = tmp_path / "central.ctecs"
    path.write_bytes(b"mine")
    dialog = NewCentralDialog(ScriptedAsker(new_files=[path]), tasks)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.place.choose()
    choose_passphrase(dialog.passphrase, CENTRAL_PASSPHRASE)
    carry_out(qtbot, dialog)
    assert dialog.made is None
    assert "central.ctecs" in dialog.message.text
    assert path.read_bytes() == b"mine"
    tasks.close()


def test_a_workbook_that_is_no_plan_is_refused_inside_the_dialog(
    qtbot: QtBot, tasks: TaskRunner, tmp_path: Path
) -> None:
    path = tmp_path / "holiday.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    dialog = NewSchoolDialog(ScriptedAsker(files=[path]), tasks)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.workbook.choose()
    assert dialog.message.text
    assert not dialog.compared.isEnabled()
    tasks.close()
