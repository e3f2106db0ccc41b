"""Central office puts an older backup back: no number goes out twice, schools keep what is newer, and both are told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.register import SignerState
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.services import (
    backup,
    certification,
    intake,
    plan_editing,
    review,
    sent_marks,
    snapshots,
    submission,
)
from ctecs_desktop.services.check import check_workspace
from ctecs_desktop.services.district_figures import known_figures
from ctecs_desktop.services.export_marks import marks_path_of
from ctecs_desktop.services.keys import trust_list, unlock
from ctecs_desktop.services.plan import OpenedWorkbook, open_workbook, publish_plan
from ctecs_desktop.services.school_register import register
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.wording import kept_newer_text, problem_text
from tests.district import ABBOTT, BULLARD, CENTRAL_PASSPHRASE, YEAR, District, sign
from tests.ui.windows import WAIT_MILLISECONDS, opened_window


def publish(central: Session, out: Path) -> Path:
    return publish_plan(central, authority=unlock(central, CENTRAL_PASSPHRASE), out=out)


def publish_next(central: Session, out: Path, name: str) -> str:
    """A plan in which a measure is called otherwise."""
    draft = plan_editing.draft_of(central)
    row = draft.rows["measures"][0]
    plan_editing.change_cells(central, row.key, {"name": name})
    plan_editing.publish_draft(central, authority=unlock(central, CENTRAL_PASSPHRASE), out=out)
    return central.plan.version


def took(district: District, workbook: Path, school: str = ABBOTT) -> OpenedWorkbook:
    with district.school(school) as session:
        return open_workbook(session, workbook)


@pytest.fixture(scope="module")
def district_gone_on(signed_district: District, tmp_path_factory: pytest.TempPathFactory) -> District:
    """A backup was made, then a plan, figures and a certificate's end went out, and Abbott opened all of it."""
    signed = signed_district.copied_to(tmp_path_factory.mktemp("gone on") / "district")
    with signed.central() as central:
        files = [signed.folder / f"{school} {YEAR}.xlsx" for school in (BULLARD, ABBOTT)]
        intake.import_files(central, files, accept_clean=True)
        snapshots.freeze(central, YEAR, note="first")
        publish(central, signed.folder / "before.xlsx")
        report = backup.back_up(central, to=signed.folder / "stick")
        assert report.second is not None
        report.second.rename(signed.folder / "older.backup")
        signed.clock.moment += timedelta(hours=1)
        certificate = trust_list(central).certificates_of(BULLARD)[-1]
        certification.revoke(central, certificate.fingerprint, reason=RevocationReason.KEY_LOST)
        review.exclude(central, review.received(central)[0].digest, reason="Counted twice.")
        snapshots.freeze(central, YEAR, note="second")
        assert publish_next(central, signed.folder / "second.xlsx", "Absence, told otherwise").endswith(".2")
    opened = took(signed, signed.folder / "second.xlsx")
    assert opened.is_new_plan
    assert opened.district_years
    return signed


@pytest.fixture
def gone_on(district_gone_on: District, tmp_path: Path) -> District:
    return district_gone_on.copied_to(tmp_path / "district")


def restored(district: District) -> backup.Restored:
    signed_backup = district.folder / "older.backup"
    return backup.restore(district.central_path, signed_backup, person="carol", clock=district.clock)


def test_after_a_restore_nothing_goes_out_under_a_number_that_was_used(gone_on: District) -> None:
    with gone_on.central() as central:
        before = sent_marks.known_to(central.store)
    done = restored(gone_on)
    assert done.unknown is not None
    with gone_on.central() as central:
        assert central.plan.version.endswith(".1")
        assert trust_list(central).version > before.register
        assert [notice.code for notice in central.notices] == ["backup.sent_unknown"]
        text = problem_text(central.notices[0])
        assert "Schools may have the plan in version" in text
        assert "district figures up to snapshot 2" in text
        assert plan_editing.draft_of(central).version.endswith(".3")
        review.take_back(central, review.received(central)[0].digest, reason="Anew.")
        assert snapshots.freeze(central, YEAR, note="anew").snapshot.number == 3
        third = publish_next(central, gone_on.folder / "third.xlsx", "Absence, a third time")
    opened = took(gone_on, gone_on.folder / "third.xlsx")
    assert (opened.is_new_plan, opened.plan_version, opened.kept) == (True, third, None)
    assert opened.district_years
    with gone_on.school(ABBOTT) as school:
        assert known_figures(school).newest == 3
    with gone_on.central() as central:
        assert central.notices == [], "published since"
        version = trust_list(central).version
    with gone_on.central() as central:
        assert trust_list(central).version == version, "lifted once"
    assert all(each.ok for each in check_workspace(gone_on.central_path, clock=gone_on.clock))


def test_a_revocation_survives_the_restore(gone_on: District) -> None:
    restored(gone_on)
    with gone_on.central() as central:
        version = trust_list(central).version
    with gone_on.central() as central:
        assert trust_list(central).version == version, "lifted once, though the numbers lost stay lost"
        row = next(each for each in register(central).schools if each.school.code == BULLARD)
        assert row.state is SignerState.REVOKED
        assert row.certificates[0].signer == "Pat Principal"
        (entry,) = trust_list(central).certificates_of(BULLARD)
        assert trust_list(central).revocation(entry.fingerprint, at=central.clock()) is not None


def test_a_school_follows_what_central_office_says_last_and_keeps_the_newer_figures(gone_on: District) -> None:
    restored(gone_on)
    with gone_on.central() as central:
        back = publish(central, gone_on.folder / "back.xlsx")
    opened = took(gone_on, back)
    assert opened.is_new_plan
    assert opened.plan_version.endswith(".1")
    assert opened.kept is not None
    assert (opened.kept.plan, opened.kept.figures, opened.kept.figures_sent) == ("", 2, 1)
    assert kept_newer_text(opened.kept) == (
        "The district's figures of snapshot 2 stay; the workbook's end with snapshot 1. An older backup seems to have"
        " been put back at central office; newer figures come with the next year that it freezes."
    )
    again = took(gone_on, gone_on.folder / "second.xlsx")
    assert again.kept is not None
    assert (again.plan_version, again.is_new_plan) == (opened.plan_version, False), "written before it, opened after it"


def test_a_workbook_opened_late_takes_no_plan_back_and_says_why(gone_on: District) -> None:
    opened = took(gone_on, gone_on.folder / "before.xlsx")
    assert not opened.is_new_plan
    assert opened.plan_version.endswith(".2")
    assert opened.kept is not None
    text = kept_newer_text(opened.kept)
    assert "stays in force; the workbook brought version" in text
    assert text.endswith("The workbook was written before another one that was opened here.")
    fresh = took(gone_on, gone_on.folder / "before.xlsx", BULLARD)
    assert fresh.kept is None, "who has not got the newer one takes it"


def test_on_another_computer_the_numbers_leap_and_the_next_plan_is_above_what_schools_send(
    gone_on: District, tmp_path: Path
) -> None:
    with gone_on.central() as central:
        before = sent_marks.known_to(central.store)
    gone_on.central_path.unlink()
    marks_path_of(gone_on.central_path).unlink()
    restored(gone_on)
    with gone_on.school(ABBOTT) as school:
        submission.amend(school, YEAR, reason="Under the newer plan")
        newer = sign(school, tmp_path / "under the second plan.xlsx").path
    with gone_on.central() as central:
        assert trust_list(central).version > before.register
        assert plan_editing.draft_of(central).version.endswith(".2"), "nobody can know"
        (found,) = intake.import_files(central, [newer]).files
        assert found.verdict.code == "plan.unknown_version"
        assert plan_editing.draft_of(central).version.endswith(".3"), "now it is known"
        publish_next(central, gone_on.folder / "third.xlsx", "Absence, a third time")
    assert took(gone_on, gone_on.folder / "third.xlsx").is_new_plan


def test_putting_back_what_says_the_same_forgets_nothing(signed: District) -> None:
    with signed.central() as central:
        publish(central, signed.folder / "now.xlsx")
        report = backup.back_up(central, to=signed.folder / "stick")
        version = trust_list(central).version
    assert report.second is not None
    done = backup.restore(signed.central_path, report.second, clock=signed.clock)
    assert done.unknown is None
    with signed.central() as central:
        assert trust_list(central).version == version
        assert central.notices == []


def test_an_older_copy_put_in_place_by_hand_is_noticed_by_the_marks_beside_it(gone_on: District) -> None:
    gone_on.central_path.write_bytes((gone_on.folder / "older.backup").read_bytes())
    with gone_on.central() as central:
        assert "backup.sent_unknown" in {notice.code for notice in central.notices}
        publish(central, gone_on.folder / "by hand.xlsx")
    assert took(gone_on, gone_on.folder / "by hand.xlsx").plan_version.endswith(".1")


def test_replies_given_before_and_after_the_restore_stand_beside_each_other(gone_on: District, tmp_path: Path) -> None:
    """A school keeps every answer; what counts for it is the one about the revision that it signed last."""
    with gone_on.central() as central:
        digest = next(each.digest for each in review.received(central) if each.identity.school == ABBOTT)
        key = unlock(central, CENTRAL_PASSPHRASE)
        first = review.write_reply(central, digest, authority=key, out=tmp_path / "first reply.xlsx")
    took(gone_on, first)
    restored(gone_on)
    with gone_on.central() as central:
        review.return_to_school(central, digest, reason="Once more, please.")
        key = unlock(central, CENTRAL_PASSPHRASE)
        second = review.write_reply(central, digest, authority=key, out=tmp_path / "second reply.xlsx")
    opened = took(gone_on, second)
    assert opened.reply is not None
    assert opened.reply.status is SubmissionStatus.RETURNED
    with gone_on.school(ABBOTT) as school, pytest.raises(NotAllowed):
        sign(school, tmp_path / "signed already.xlsx")


def message_of(window: MainWindow) -> str:
    """What the page in front tells; it may just be made anew under another plan."""
    page = window.view.page if window.view is not None else None
    return page.message.text if page is not None else ""


def test_the_windows_of_both_tell_what_was_kept_and_what_is_not_known(qtbot: QtBot, gone_on: District) -> None:
    restored(gone_on)
    with gone_on.central() as central:
        back = publish_plan(
            central, authority=unlock(central, CENTRAL_PASSPHRASE), out=gone_on.folder / "back.xlsx", signer="carol"
        )
    with gone_on.central() as central:
        assert central.notices == []
    restored(gone_on)
    with opened_window(qtbot, gone_on.central_path) as window:
        assert window.view is not None
        assert window.view.page is not None
        assert "Schools may have district figures up to snapshot 2" in window.view.page.message.text
    with opened_window(qtbot, gone_on.school_path(ABBOTT)) as window:
        for file, said in (
            ("before.xlsx", "The workbook was written before another one that was opened here."),
            (back.name, "An older backup seems to have been put back at central office"),
        ):
            window.take_files([gone_on.folder / file])
            qtbot.waitUntil(lambda said=said: said in message_of(window), timeout=WAIT_MILLISECONDS)
