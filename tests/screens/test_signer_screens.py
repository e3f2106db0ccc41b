"""Central office's schools and keys: schools in every state, the tab of the district's keys, and their dialogs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.contact import Contact
from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.services import certification, district_key, enrolment
from ctecs_desktop.services.contacts import save_contact
from ctecs_desktop.services.keys import district_words, trust_list, unlock
from ctecs_desktop.ui.enrolment.approve_dialog import ApproveDialog
from ctecs_desktop.ui.enrolment.contact_dialog import ContactDialog
from ctecs_desktop.ui.enrolment.enrol_dialog import EnrolDialog
from ctecs_desktop.ui.enrolment.key_back_dialog import KeyBackDialog
from ctecs_desktop.ui.enrolment.key_file_dialog import CopyDialog, LostKeyDialog, SecondKeyDialog, TakeUpDialog
from ctecs_desktop.ui.enrolment.new_root_dialog import NewRootDialog
from ctecs_desktop.ui.enrolment.revoke_dialog import RevokeDialog
from ctecs_desktop.ui.enrolment.schools_page import SchoolsPage
from ctecs_desktop.ui.tasks import TaskRunner
from tests.district import ABBOTT, BULLARD, CENTRAL_PASSPHRASE, District
from tests.screens.test_screens import save, scheme
from tests.ui.windows import ScriptedAsker, opened_window, wait_until_ready

__all__ = ["scheme"]


@pytest.fixture(scope="session")
def lively(district: District, tmp_path_factory: pytest.TempPathFactory) -> District:
    """One school waits with a new key, one is revoked, contacts are known, the district key has one copy of two."""
    copy = district.copied_to(tmp_path_factory.mktemp("screens") / "lively")
    with copy.school() as school:
        written = enrolment.enrol(
            school,
            signer="Ann Successor",
            role="Principal",
            passphrase="seven brass kettles humming",
            out=copy.folder / "successor.xlsx",
            is_new_key=True,
        )
    stick = tmp_path_factory.mktemp("stick")
    with copy.central() as central:
        enrolment.keep_request(central, written.path)
        save_contact(central, Contact(BULLARD, "Sam Secretary", "sam@bullard.example", "203 555 0117"))
        save_contact(central, Contact(ABBOTT, "Lee Clerk", "", "203 555 0135 ext. 4"))
        certificate = trust_list(central).certificates_of(ABBOTT)[0].fingerprint
        certification.revoke(central, certificate, reason=RevocationReason.KEY_LOST)
        authority = unlock(central, CENTRAL_PASSPHRASE)
        district_key.make_copy(
            central, stick / "district key.p12", passphrase=CENTRAL_PASSPHRASE, place="superintendent's safe"
        )
        district_key.make_second_root(
            central, stick / "second.p12", authority=authority, passphrase="seven brass kettles humming"
        )
    return copy


def test_schools_and_keys_are_drawn(
    qtbot: QtBot, scheme: str, pictures: Path, lively: District, tmp_path: Path
) -> None:
    copy = lively.copied_to(tmp_path / "copy")
    with opened_window(qtbot, copy.central_path) as window:
        assert window.view is not None
        page = window.view.go_to("schools")
        assert isinstance(page, SchoolsPage)
        wait_until_ready(qtbot, window)
        save(window, "central schools", scheme=scheme, pictures=pictures)
        page.tabs.setCurrentIndex(1)
        save(window, "central district key", scheme=scheme, pictures=pictures)
        copy.central_path.with_name("central.key.p12").rename(tmp_path / "away.p12")
        page.read_again()
        save(window, "central district key lost", scheme=scheme, pictures=pictures)
        (tmp_path / "away.p12").rename(copy.central_path.with_name("central.key.p12"))
        page.tabs.setCurrentIndex(2)
        wait_until_ready(qtbot, window)
        save(window, "central what was done", scheme=scheme, pictures=pictures)
    tasks = TaskRunner()
    copy.clock.moment += timedelta(minutes=1)
    with copy.central() as central:
        (request,) = enrolment.waiting_requests(central)
        (row,) = [each for each in page.model.rows if each.school.code == BULLARD]
        for name, dialog in {
            "approve successor": ApproveDialog(central, request, tasks),
            "revoke": RevokeDialog(central, row.certificates, tasks, whose=row.school.name),
            "copy key": CopyDialog(central, ScriptedAsker(), tasks, is_drill=False),
            "lost key": LostKeyDialog(central, ScriptedAsker(), tasks),
            "contact": ContactDialog(central, row.contact, tasks),
            "take up key": TakeUpDialog(central, ScriptedAsker(), tasks),
            "drill": CopyDialog(central, ScriptedAsker(), tasks, is_drill=True),
            "second key": SecondKeyDialog(central, ScriptedAsker(), tasks),
        }.items():
            qtbot.addWidget(dialog)
            dialog.show()
            save(dialog, name, scheme=scheme, pictures=pictures)
            dialog.close()
    with copy.school() as school:
        for name, dialog in {
            "new district key at a school": NewRootDialog(school, copy.plan_file, district_words(school), tasks),
            "take key back": KeyBackDialog(school, tasks),
            "make the key again": EnrolDialog(school, ScriptedAsker(), tasks),
        }.items():
            qtbot.addWidget(dialog)
            dialog.show()
            save(dialog, name, scheme=scheme, pictures=pictures)
            dialog.close()
    tasks.close()
