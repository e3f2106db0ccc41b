"""Central office's page of schools and keys, worked as a person works it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.clipboard_table import read_html, read_text
from ctecs_desktop.domain.contact import Contact
from ctecs_desktop.domain.register import Arrival, SignerState
from ctecs_desktop.domain.register_record import RecordKind
from ctecs_desktop.services import enrolment
from ctecs_desktop.services.contacts import contact_of, save_contact
from ctecs_desktop.ui.enrolment.approve_dialog import ApproveDialog
from ctecs_desktop.ui.enrolment.contact_dialog import ContactDialog
from ctecs_desktop.ui.enrolment.enrol_dialog import EnrolDialog, KeyChoice
from ctecs_desktop.ui.enrolment.key_file_dialog import CopyDialog
from ctecs_desktop.ui.enrolment.record_model import WHAT
from ctecs_desktop.ui.enrolment.revoke_dialog import RevokeDialog
from ctecs_desktop.ui.enrolment.schools_model import SIGNER
from ctecs_desktop.ui.enrolment.schools_page import SchoolsPage
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.table_out import shown_table
from ctecs_desktop.ui.tasks import TaskRunner
from ctecs_desktop.wording import term
from tests.district import ABBOTT, BULLARD, CENTRAL_PASSPHRASE, District
from tests.ui.windows import ScriptedAsker, answered, opened_window, wait_until_ready

NEW_PASSPHRASE = "seven brass kettles humming"


def schools_page(window: MainWindow) -> SchoolsPage:
    assert window.view is not None
    page = window.view.go_to("schools")
    assert isinstance(page, SchoolsPage)
    return page


def choose(page: SchoolsPage, school: str) -> None:
    number = next(number for number, row in enumerate(page.model.rows) if row.school.code == school)
    page.view.setCurrentIndex(page.model.index(number, 0))


def successor(district: District) -> Path:
    with district.school() as school:
        return enrolment.enrol(
            school,
            signer="Ann Successor",
            role="Principal",
            passphrase=NEW_PASSPHRASE,
            out=district.folder / "successor.xlsx",
            is_new_key=True,
        ).path


def test_a_successor_is_approved_over_the_telephone_and_the_register_sent(
    qtbot: QtBot, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = successor(district)
    asker = ScriptedAsker(
        files=[request], new_files=[district.folder / "new plan.xlsx"], passphrases=[CENTRAL_PASSPHRASE]
    )

    def compare(dialog: ApproveDialog) -> None:
        dialog.compared.setChecked(True)
        dialog.passphrase.setText(CENTRAL_PASSPHRASE)
        assert not dialog.is_complete()  # what becomes of the key so far has to be said
        dialog.others.setCurrentIndex(dialog.others.findData("signer_changed"))
        assert dialog.is_complete()

    answered(monkeypatch, qtbot, ApproveDialog, compare)
    with opened_window(qtbot, district.central_path, asker) as window:
        page = schools_page(window)
        assert page.heading.text() == "2 of 18 schools can sign"
        page.open_request.trigger()
        wait_until_ready(qtbot, window)
        choose(page, BULLARD)
        row = next(each for each in page.model.rows if each.school.code == BULLARD)
        assert [each.signer for each in row.certificates] == ["Pat Principal", "Ann Successor"]
        assert row.certificates[0].revoked_at is not None
        assert row.arrival is Arrival.NOT_SENT
        page.bar.choice.setCurrentIndex(page.bar.choice.findData(Arrival.NOT_SENT))
        assert [each.school.code for each in page.model.rows] == [BULLARD]
        page.publish.trigger()
        wait_until_ready(qtbot, window)
        assert page.model.rows == []
        page.bar.choice.setCurrentIndex(0)
        assert {each.arrival for each in page.model.rows if each.certificates} == {Arrival.SENT}


def test_a_request_that_nobody_could_be_called_about_waits_and_is_refused_with_a_reason(
    qtbot: QtBot, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker = ScriptedAsker(files=[successor(district)], texts=["Nobody of that name."])
    monkeypatch.setattr(ApproveDialog, "exec", lambda _dialog: 0)
    with opened_window(qtbot, district.central_path, asker) as window:
        page = schools_page(window)
        page.open_request.trigger()
        wait_until_ready(qtbot, window)
        choose(page, BULLARD)
        assert page.model.rows[page.view.current_row()].state is SignerState.ASKED
        assert page.acts.approve.isVisible()
        page.acts.refuse.trigger()
        wait_until_ready(qtbot, window)
        assert page.model.rows[page.view.current_row()].state is SignerState.ENROLLED
        assert not page.acts.approve.isVisible()


def test_a_revoked_school_is_told_of_and_found_by_its_contact(
    qtbot: QtBot, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(dialog: RevokeDialog) -> None:
        assert not dialog.is_complete()
        dialog.reason.setCurrentIndex(2)

    def named(dialog: ContactDialog) -> None:
        dialog.name.setText("Lee Clerk")

    answered(monkeypatch, qtbot, RevokeDialog, lost)
    answered(monkeypatch, qtbot, ContactDialog, named)
    with opened_window(qtbot, district.central_path) as window:
        page = schools_page(window)
        choose(page, ABBOTT)
        page.acts.revoke.trigger()
        wait_until_ready(qtbot, window)
        assert page.heading.text() == "1 of 18 schools can sign"
        choose(page, ABBOTT)
        page.acts.contact.trigger()
        wait_until_ready(qtbot, window)
        page.bar.search.setText("clerk")
        assert [each.school.code for each in page.model.rows] == [ABBOTT]
        assert page.model.rows[0].state is SignerState.REVOKED
        assert contact_of(page.workplace.session, ABBOTT).name == "Lee Clerk"


def test_the_tab_of_the_district_key_says_what_is_to_be_done_until_it_is(
    qtbot: QtBot, district: District, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    places = iter(["the safe", "the bank"])

    def filled(dialog: CopyDialog) -> None:
        place = next(places)
        dialog.file.line.setText(str(folder / f"{place}.p12"))
        dialog.place.setText(place)
        dialog.passphrase.first.setText(CENTRAL_PASSPHRASE)
        assert dialog.is_complete()

    answered(monkeypatch, qtbot, CopyDialog, filled)
    with opened_window(qtbot, district.central_path) as window:
        page = schools_page(window)
        assert page.tabs.tabText(1) == "District key: something to do"
        for _copy in range(2):
            page.keys.copy.trigger()
            wait_until_ready(qtbot, window)
        assert page.tabs.tabText(1) == "District key"
        assert [each.place for each in page.keys.tests.rows] == ["the bank", "the safe"]
        assert not page.keys.revoke.isEnabled()  # the only key there is


def test_what_was_done_is_read_when_it_is_looked_at_narrowed_copied_and_exported(
    qtbot: QtBot, district: District, tmp_path: Path
) -> None:
    out = tmp_path / "record.csv"
    with opened_window(qtbot, district.central_path, ScriptedAsker(new_files=[out])) as window:
        page = schools_page(window)
        record = page.record
        assert record.model.rows == []  # every version of the register would have to be read
        choose(page, ABBOTT)
        page.acts.record.trigger()
        wait_until_ready(qtbot, window)
        assert page.tabs.currentWidget() is record
        texts = [record.model.cell(row, WHAT).text for row in record.model.rows]
        assert [text.split()[0] for text in texts] == ["Wrote", "Approved"]
        assert record.panel.title.text() == "Plan workbook written"
        record.whose.setCurrentIndex(record.whose.findData("district"))
        assert [row.act.kind for row in record.model.rows] == [
            RecordKind.PLAN_SENT,
            RecordKind.PLAN_SENT,
            RecordKind.KEY_MADE,
        ]
        record.whose.setCurrentIndex(0)
        made = record.model.rows[-1]
        record.search.setText(f"{made.words[3]} {made.act.certificate[:9]}".upper())
        assert record.model.rows == [made]
        record.copy.trigger()
        assert " ".join(made.words) in QGuiApplication.clipboard().text()
        record.export.trigger()
        wait_until_ready(qtbot, window)
        assert out.read_text(encoding="utf-8-sig").count("\n") == 2
        record.search.setText("nothing of that kind")
        assert not record.export.isEnabled()
        save_contact(page.workplace.session, Contact(BULLARD, "Sam Secretary"))
        page.workplace.changes.publish(Changes(nouns=frozenset({Noun.CONTACT})))
        record.search.clear()
        wait_until_ready(qtbot, window)
        assert record.model.rows[0].act.kind is RecordKind.CONTACT_CHANGED


def test_a_school_chooses_between_its_key_a_new_one_and_one_that_it_has(qtbot: QtBot, district: District) -> None:
    tasks = TaskRunner()
    with district.school() as school:
        dialog = EnrolDialog(school, ScriptedAsker(), tasks)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.place.line.setText(str(district.folder / "again.xlsx"))
        assert dialog.choice.currentData() is KeyChoice.PRESENT
        assert not dialog.own.isVisible()
        dialog.old_passphrase.first.setText("anything")
        assert dialog.verb.isEnabled()
        dialog.choice.setCurrentIndex(dialog.choice.findData(KeyChoice.OWN))
        assert dialog.own.isVisible()
        assert not dialog.verb.isEnabled()
        dialog.choice.setCurrentIndex(dialog.choice.findData(KeyChoice.NEW))
        assert not dialog.own.isVisible()
        dialog.new_passphrase.first.setText(NEW_PASSPHRASE)
        dialog.new_passphrase.second.setText(NEW_PASSPHRASE)
        assert dialog.verb.isEnabled()
        dialog.carry_out()
        qtbot.waitUntil(lambda: dialog.written is not None, timeout=20_000)
    assert len(list(district.folder.glob(f"{BULLARD}.key.until-*.p12"))) == 1
    tasks.close()


def test_the_table_is_copied_exported_and_printed_as_it_is_seen(
    qtbot: QtBot, district: District, tmp_path: Path
) -> None:
    asker = ScriptedAsker()
    with opened_window(qtbot, district.central_path, asker) as window:
        page = schools_page(window)
        page.bar.choice.setCurrentIndex(page.bar.choice.findText(term(SignerState.ENROLLED)))
        page.view.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
        names = [row.school.name for row in page.model.rows]
        assert names == sorted(names, reverse=True)
        assert len(names) == 2
        seen = shown_table(page.view)
        page.table.copy.trigger()
        assert page.message.text == "2 rows are on the clipboard."
        assert [list(row) for row in read_text(QGuiApplication.clipboard().text())] == seen
        asker.new_files = [tmp_path / "schools.xlsx", tmp_path / "schools.csv"]
        for _ in asker.new_files[:]:
            page.table.export.trigger()
            wait_until_ready(qtbot, window)
        text = (tmp_path / "schools.csv").read_text(encoding="utf-8-sig")
        assert list(csv.reader(io.StringIO(text))) == seen
        (sheet,) = openpyxl.load_workbook(tmp_path / "schools.xlsx").worksheets
        assert [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=4)] == seen
        assert sheet["A1"].value == "Schools and keys"
        asker.printed = [tmp_path / "schools.pdf"]
        page.table.print.trigger()
        assert (tmp_path / "schools.pdf").read_bytes().startswith(b"%PDF-")


def test_a_signer_called_like_a_formula_is_copied_as_text(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.central_path) as window:
        page = schools_page(window)
        rows = [row for row in page.model.rows if row.certificates]
        certificates = (replace(rows[0].certificates[-1], signer="=1+1"),)
        page.model.show_all([replace(rows[0], certificates=certificates)])
        page.table.copy.trigger()
        assert read_text(QGuiApplication.clipboard().text())[1][SIGNER] == "'=1+1"
        data = QGuiApplication.clipboard().mimeData()
        assert "mso-number-format:'\\@'" in data.html()
        assert read_html(data.html())[1][SIGNER] == "=1+1"
