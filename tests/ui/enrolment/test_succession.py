"""Changes of signers and of keys, from one window to the other: what a person at each end does and is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.register import SignerState
from ctecs_desktop.exchange.signers.keys import new_signing_key, save_key
from ctecs_desktop.services import intake, school_key
from ctecs_desktop.services.getting_started import getting_started
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.school_register import register
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.enrolment.approve_dialog import ApproveDialog
from ctecs_desktop.ui.enrolment.enrol_dialog import EnrolDialog, KeyChoice
from ctecs_desktop.ui.enrolment.key_back_dialog import KeyBackDialog
from ctecs_desktop.ui.enrolment.key_file_dialog import LostKeyDialog, SecondKeyDialog, TakeUpDialog
from ctecs_desktop.ui.enrolment.new_root_dialog import NewRootDialog
from ctecs_desktop.ui.enrolment.revoke_dialog import RevokeDialog
from ctecs_desktop.ui.enrolment.schools_page import SchoolsPage
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import ABBOTT, BULLARD, CENTRAL_PASSPHRASE, SCHOOL_PASSPHRASE, YEAR, District
from tests.ui.windows import ScriptedAsker, answered, opened_window, wait_until_ready

NEW_PASSPHRASE = "seven brass kettles humming"


@contextmanager
def schools_page(qtbot: QtBot, district: District, asker: ScriptedAsker) -> Iterator[SchoolsPage]:
    """Central office's window on the page of schools and keys, the first school chosen."""
    with opened_window(qtbot, district.central_path, asker) as window:
        assert window.view is not None
        page = window.view.go_to("schools")
        assert isinstance(page, SchoolsPage)
        yield page


def published(qtbot: QtBot, page: SchoolsPage, district: District, passphrase: str = CENTRAL_PASSPHRASE) -> None:
    """Write the plan workbook from the window, as the district's newest."""
    asker = page.workplace.asker
    assert isinstance(asker, ScriptedAsker)
    asker.new_files.append(district.plan_file)
    asker.passphrases.append(passphrase)
    page.publish.trigger()
    qtbot.waitUntil(lambda: not page.workplace.tasks.is_busy, timeout=20_000)
    assert "Published" in page.message.text


def message_of(window: MainWindow) -> str:
    assert window.view is not None
    assert window.view.page is not None
    return window.view.page.message.text


def act_of(window: MainWindow, text: str) -> None:
    """Choose an act of the menu File."""
    (action,) = [each for each in window.menu_titles["file"].actions() if each.text() == text]
    action.trigger()


def enrolled_with(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, district: District, choice: KeyChoice, own: Path | None = None
) -> Path:
    """A school's window makes a key of that choice for a new signer, and saves the enrolment workbook."""
    out = district.folder / "new signer.xlsx"

    def fill(dialog: EnrolDialog) -> None:
        dialog.signer.setText("Ann Successor")
        dialog.role.setText("Principal")
        dialog.choice.setCurrentIndex(dialog.choice.findData(choice))
        if own is not None:
            dialog.own.line.setText(str(own))
            dialog.own_passphrase.setText("the passphrase of the state")
        for box in (dialog.new_passphrase.first, dialog.new_passphrase.second):
            box.setText(NEW_PASSPHRASE)
        dialog.place.line.setText(str(out))
        assert dialog.is_complete()

    answered(monkeypatch, qtbot, EnrolDialog, fill)
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        act_of(window, "Make the school's key…")
        wait_until_ready(qtbot, window)
        assert str(out) in message_of(window)
    return out


def approved(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    district: District,
    request: Path,
    *,
    others: str,
    until: QDate | None = None,
) -> None:
    """Central office's window compares the words, says what becomes of the key so far, and publishes."""

    def fill(dialog: ApproveDialog) -> None:
        dialog.compared.setChecked(True)
        dialog.others.setCurrentIndex(dialog.others.findData(others))
        if until is not None:
            dialog.is_acting.setChecked(True)
            dialog.last_day.setDate(until)
        dialog.passphrase.setText(CENTRAL_PASSPHRASE)
        assert dialog.is_complete()

    answered(monkeypatch, qtbot, ApproveDialog, fill)
    with schools_page(qtbot, district, ScriptedAsker(files=[request])) as page:
        page.open_request.trigger()
        qtbot.waitUntil(lambda: "Approved" in page.message.text, timeout=20_000)
        published(qtbot, page, district)


def opened_at_school(qtbot: QtBot, district: District) -> str:
    """The school's window opens the newest plan workbook; what it says."""
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        window.take_files([district.plan_file])
        wait_until_ready(qtbot, window)
        return message_of(window)


def state_of(central: Session, school: str = BULLARD) -> SignerState:
    return next(each.state for each in register(central).schools if each.school.code == school)


@pytest.mark.parametrize("choice", [KeyChoice.NEW, KeyChoice.OWN])
def test_a_new_principal_signs_with_a_new_key_or_with_the_states(
    qtbot: QtBot, enrolled: District, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, choice: KeyChoice
) -> None:
    own = None
    if choice is KeyChoice.OWN:
        own = tmp_path / "state.p12"
        key = new_signing_key("State of Connecticut", at=enrolled.clock())
        save_key(key, own, passphrase="the passphrase of the state")
    request = enrolled_with(qtbot, monkeypatch, enrolled, choice, own)
    with enrolled.school() as school, pytest.raises(NotAllowed):
        unlock(school, NEW_PASSPHRASE)
    approved(qtbot, monkeypatch, enrolled, request, others="signer_changed")
    assert "in force already" in opened_at_school(qtbot, enrolled)
    with enrolled.school() as school:
        assert getting_started(school).is_done
        unlock(school, NEW_PASSPHRASE)
    with enrolled.central() as central:
        row = next(each for each in register(central).schools if each.school.code == BULLARD)
        assert [(each.signer, each.revoked_at is None) for each in row.certificates] == [
            ("Pat Principal", False),
            ("Ann Successor", True),
        ]


def test_an_acting_signer_ends_by_herself_and_the_principal_takes_his_key_back(
    qtbot: QtBot, enrolled: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = enrolled_with(qtbot, monkeypatch, enrolled, KeyChoice.NEW)
    last = (enrolled.clock.moment + timedelta(days=90)).date()
    approved(qtbot, monkeypatch, enrolled, request, others="", until=QDate(last.year, last.month, last.day))
    opened_at_school(qtbot, enrolled)
    with enrolled.school() as school:
        unlock(school, NEW_PASSPHRASE)
    enrolled.clock.moment += timedelta(days=92)
    with enrolled.school() as school, pytest.raises(NotAllowed) as ended:
        unlock(school, NEW_PASSPHRASE)
    assert ended.value.code == "key.certificate_ended"

    def fill(dialog: KeyBackDialog) -> None:
        assert dialog.file.currentText().startswith("Pat Principal, Principal, in use until")
        dialog.passphrase.first.setText(SCHOOL_PASSPHRASE)
        assert dialog.is_complete()

    answered(monkeypatch, qtbot, KeyBackDialog, fill)
    with opened_window(qtbot, enrolled.school_path(BULLARD)) as window:
        act_of(window, "Take an earlier key back…")
        wait_until_ready(qtbot, window)
        assert "From now on this key signs" in message_of(window)
    with enrolled.school() as school:
        unlock(school, SCHOOL_PASSPHRASE)
        assert getting_started(school).is_done
        (aside,) = school_key.keys_aside(school)
        assert aside.asked is not None
        assert aside.asked.signer == "Ann Successor"


def test_a_pc_that_is_lost_is_made_up_for_from_the_plan_workbook_by_a_new_key(
    qtbot: QtBot, enrolled: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ctecs_desktop.services.workspace import create_school, read_invitation

    for lost in enrolled.folder.glob(f"{BULLARD}*"):
        lost.unlink()
    invitation = read_invitation(enrolled.plan_file)
    create_school(enrolled.school_path(BULLARD), invitation=invitation, school=BULLARD, person="sam").close()
    request = enrolled_with(qtbot, monkeypatch, enrolled, KeyChoice.NEW)
    approved(qtbot, monkeypatch, enrolled, request, others="key_lost")
    opened_at_school(qtbot, enrolled)
    with enrolled.school() as school:
        unlock(school, NEW_PASSPHRASE)
    with enrolled.central() as central:
        row = next(each for each in register(central).schools if each.school.code == BULLARD)
        assert [each.reason and each.reason.value for each in row.certificates] == ["key_lost", None]


def test_a_stolen_key_is_revoked_from_a_day_in_the_past_and_what_came_before_and_since_is_named(
    qtbot: QtBot, signed: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    with signed.central() as central:
        intake.import_files(central, [signed.folder / f"{BULLARD} {YEAR}.xlsx"], accept_clean=True)
    told = []

    def fill(dialog: RevokeDialog) -> None:
        dialog.reason.setCurrentIndex(4)
        told.append(dialog.concerned.text())
        dialog.is_from_day.setChecked(True)
        dialog.day.setDate(dialog.day.date().addDays(-10))
        told.append(dialog.concerned.text())

    answered(monkeypatch, qtbot, RevokeDialog, fill)
    with schools_page(qtbot, signed, ScriptedAsker()) as page:
        page.acts.revoke.trigger()
        qtbot.waitUntil(lambda: "Revoked" in page.message.text, timeout=20_000)
    now, past = told
    assert now.startswith("Nothing was received since then.\n1 received before stays valid: 2015-16 revision 1 (")
    assert past.startswith("1 submission was received since then. It stays as it is; look at it once more: 2015-16")
    with signed.central() as central:
        assert state_of(central) is SignerState.REVOKED
        (again,) = intake.import_files(central, [signed.folder / f"{BULLARD} {YEAR}.xlsx"]).files
        assert again.state == "known"


def test_after_the_districts_key_is_lost_a_school_compares_the_new_ones_words(
    qtbot: QtBot, enrolled: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    (enrolled.folder / "central.key.p12").unlink()

    def made(dialog: LostKeyDialog) -> None:
        assert dialog.aside.isHidden()
        for box in (dialog.passphrase.first, dialog.passphrase.second):
            box.setText(NEW_PASSPHRASE)
        assert dialog.is_complete()

    answered(monkeypatch, qtbot, LostKeyDialog, made)
    with schools_page(qtbot, enrolled, ScriptedAsker()) as page:
        assert page.tabs.tabText(1) == "District key: something to do"
        page.keys.replace.trigger()
        qtbot.waitUntil(lambda: "read these words to every school" in page.message.text, timeout=20_000)
        words = page.message.text.rpartition(": ")[2]
        published(qtbot, page, enrolled, NEW_PASSPHRASE)
    asked = []

    def compared(dialog: NewRootDialog) -> None:
        asked.append(" ".join(dialog._words))
        dialog.lost.setChecked(True)
        assert not dialog.is_complete()
        dialog.compared.setChecked(True)
        assert dialog.is_complete()

    answered(monkeypatch, qtbot, NewRootDialog, compared)
    with opened_window(qtbot, enrolled.school_path(BULLARD)) as window:
        window.take_files([enrolled.plan_file])
        wait_until_ready(qtbot, window)
        assert "Anybody could have made it" in message_of(window)
        assert asked == []  # no dialog comes by itself
        assert window.view is not None
        assert window.view.page is not None
        window.view.page.message._act.click()
        wait_until_ready(qtbot, window)
        assert "in force already" in message_of(window)
    assert asked == [words]
    with enrolled.school() as school:
        unlock(school, SCHOOL_PASSPHRASE)


def test_a_forgotten_passphrase_puts_the_key_file_aside_before_a_new_one_is_made(
    qtbot: QtBot, enrolled: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(dialog: LostKeyDialog) -> None:
        for box in (dialog.passphrase.first, dialog.passphrase.second):
            box.setText(NEW_PASSPHRASE)
        assert not dialog.is_complete()
        dialog.aside.setChecked(True)
        assert dialog.is_complete()

    answered(monkeypatch, qtbot, LostKeyDialog, made)
    with schools_page(qtbot, enrolled, ScriptedAsker()) as page:
        page.keys.replace.trigger()
        qtbot.waitUntil(lambda: "Made." in page.message.text, timeout=20_000)
        assert not page.keys.replace.isVisible()  # there are two keys now
    assert len(list(enrolled.folder.glob("central.key.until-*.p12"))) == 1
    with enrolled.central() as central:
        unlock(central, NEW_PASSPHRASE)


def test_a_second_key_takes_over_and_schools_believe_it_without_a_telephone(
    qtbot: QtBot, enrolled: District, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()

    def second(dialog: SecondKeyDialog) -> None:
        dialog.file.line.setText(str(stick / "second.p12"))
        dialog.first.setText(CENTRAL_PASSPHRASE)
        for box in (dialog.passphrase.first, dialog.passphrase.second):
            box.setText(NEW_PASSPHRASE)

    def taken_up(dialog: TakeUpDialog) -> None:
        dialog.file.line.setText(str(stick / "second.p12"))
        dialog.passphrase.first.setText(NEW_PASSPHRASE)

    answered(monkeypatch, qtbot, SecondKeyDialog, second)
    answered(monkeypatch, qtbot, TakeUpDialog, taken_up)
    with schools_page(qtbot, enrolled, ScriptedAsker()) as page:
        page.keys.second.trigger()
        qtbot.waitUntil(lambda: "Made." in page.message.text, timeout=20_000)
        published(qtbot, page, enrolled)
        first = shutil.copy(enrolled.plan_file, tmp_path / "first.xlsx")
        (enrolled.folder / "central.key.p12").unlink()
        page.keys.take_up.trigger()
        qtbot.waitUntil(lambda: "From now on this key signs" in page.message.text, timeout=20_000)
        published(qtbot, page, enrolled, NEW_PASSPHRASE)
    with opened_window(qtbot, enrolled.school_path(BULLARD)) as window:
        for path in (Path(first), enrolled.plan_file):
            window.take_files([path])
            wait_until_ready(qtbot, window)
            assert "in force already" in message_of(window)
    with enrolled.central() as central:
        assert state_of(central, ABBOTT) is SignerState.ENROLLED
