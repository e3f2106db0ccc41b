"""The main job, end to end: a school enters, signs and exports; central office verifies, merges and rolls up."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import FileUnwritable, NotAllowed
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey, SchoolCode
from ctecs_desktop.domain.reply import Question
from ctecs_desktop.domain.review import Verdict
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.services import entry, intake, review, rollup, submission
from ctecs_desktop.services.check import check_workspace
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.plan import open_workbook
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.workspace import create_central, starting_plan
from tests.district import ABBOTT, BULLARD, CENTRAL_PASSPHRASE, YEAR, District, explain_all, make_district, sign

ABSENCE = MeasureCode("1.01")


def absence_of(school: str) -> ObservationKey:
    return ObservationKey(SchoolCode(school), YEAR, ABSENCE, ALL_STUDENTS)


def workbook(district: District, school: str) -> Path:
    return district.folder / f"{school} {YEAR}.xlsx"


def amended(session: Session, out: Path, numerator: int, *, reason: str = "Recount") -> Path:
    """The next revision of Bullard-Havens with another number of absent pupils."""
    submission.amend(session, YEAR, reason=reason)
    change(session, numerator)
    return sign(session, out).path


def change(session: Session, numerator: int) -> None:
    key = absence_of(session.workspace.organization)
    entry.record_values(session, [Edit(key, Ratio(Decimal(numerator), Decimal(784)), "Counted again")])
    explain_all(session, YEAR)


def states(session: Session) -> dict[tuple[str, int], list[str]]:
    found: dict[tuple[str, int], list[str]] = {}
    for each in review.received(session):
        found.setdefault((each.identity.school, each.identity.revision), []).append(each.status.value)
    return found


def test_what_two_schools_signed_is_accepted_and_rolled_up_with_the_cells_it_came_from(signed: District) -> None:
    with signed.central() as central:
        result = intake.import_files(central, [workbook(signed, BULLARD), workbook(signed, ABBOTT)], accept_clean=True)
        assert [each.verdict.code for each in result.files] == ["verified", "verified"]
        assert [each.state for each in result.files] == ["accepted", "accepted"]
        figure = rollup.compute(central, YEAR).figure(ABSENCE)
        assert figure.numerator == 164 + 51
        assert figure.denominator == 784 + 640
        assert [source.file for source in figure.sources] == [f"{BULLARD} {YEAR}.xlsx", f"{ABBOTT} {YEAR}.xlsx"]
        assert all(source.sheet == "Goal 1" and source.cell for source in figure.sources)


def test_every_check_of_a_finished_district_holds(signed: District) -> None:
    with signed.central() as central:
        intake.import_files(central, [workbook(signed, BULLARD)], accept_clean=True)
    for path in (signed.central_path, signed.school_path(BULLARD)):
        results = check_workspace(path, clock=signed.clock)
        assert [each for each in results if not each.ok] == []
    assert any(each.name == f"rollup {YEAR}" for each in check_workspace(signed.central_path, clock=signed.clock))


def test_the_same_file_twice_changes_nothing_and_says_so(signed: District) -> None:
    with signed.central() as central:
        intake.import_files(central, [workbook(signed, BULLARD)], accept_clean=True)
        before = rollup.compute(central, YEAR)
        renamed = signed.folder / "another name.xlsx"
        shutil.copy(workbook(signed, BULLARD), renamed)
        (again,) = intake.import_files(central, [renamed], accept_clean=True).files
        assert (again.state, again.new, again.changed, again.conflicting) == ("known", 0, 0, 0)
        assert again.same > 0
        assert rollup.compute(central, YEAR) == before


def test_a_dry_run_stores_nothing(signed: District) -> None:
    with signed.central() as central:
        (looked,) = intake.import_files(central, [workbook(signed, BULLARD)], dry_run=True).files
        assert looked.new > 0
        assert review.received(central) == []
        intake.import_files(central, [workbook(signed, BULLARD)])
        (again,) = intake.import_files(central, [workbook(signed, BULLARD)], dry_run=True).files
        assert again.state == "known"


def test_an_accepted_revision_is_superseded_only_by_an_accepted_higher_one(signed: District) -> None:
    with signed.school() as school:
        second = amended(school, signed.folder / "second.xlsx", 165)
    with signed.central() as central:
        intake.import_files(central, [workbook(signed, BULLARD)], accept_clean=True)
        (file,) = intake.import_files(central, [second]).files
        assert (file.state, file.changed) == ("received", 1)
        assert states(central) == {(BULLARD, 1): ["accepted"], (BULLARD, 2): ["received"]}
        assert rollup.compute(central, YEAR).figure(ABSENCE).numerator == 164
        intake.import_files(central, [second], accept_clean=True)
        assert states(central) == {(BULLARD, 1): ["superseded"], (BULLARD, 2): ["accepted"]}
        assert rollup.compute(central, YEAR).figure(ABSENCE).numerator == 165


def test_an_older_revision_that_comes_late_changes_nothing(signed: District) -> None:
    with signed.school() as school:
        second = amended(school, signed.folder / "second.xlsx", 165)
    with signed.central() as central:
        intake.import_files(central, [second], accept_clean=True)
        before = rollup.compute(central, YEAR)
        (late,) = intake.import_files(central, [workbook(signed, BULLARD)], accept_clean=True).files
        assert late.state == "superseded"
        assert rollup.compute(central, YEAR) == before


def test_the_same_revision_with_other_values_is_kept_as_a_conflict_until_a_person_chooses(
    enrolled: District,
) -> None:
    """Two PCs with one store, as after a restored backup: both sign revision 1 with different values."""
    twin = enrolled.copied_to(enrolled.folder.parent / "twin")
    with enrolled.school() as school:
        first = sign(school, enrolled.folder / "first.xlsx").path
    with twin.school() as school:
        change(school, 170)
        other = sign(school, twin.folder / "other.xlsx").path
    with enrolled.central() as central:
        intake.import_files(central, [first], accept_clean=True)
        (rival,) = intake.import_files(central, [other], accept_clean=True).files
        assert (rival.state, rival.conflicting) == ("conflict", 1)
        assert states(central) == {(BULLARD, 1): ["conflict", "conflict"]}
        assert rollup.compute(central, YEAR).schools_accepted == ()
        assert rival.verdict.values is not None
        digest = rival.verdict.values.received.digest
        with pytest.raises(NotAllowed) as refusal:
            review.accept(central, digest)
        assert refusal.value.code == "review.reason_missing"
        review.accept(central, digest, reason="The principal says that the recount is right.")
        assert sorted(states(central)[BULLARD, 1]) == ["accepted", "superseded"]
        assert rollup.compute(central, YEAR).figure(ABSENCE).numerator == 170


def test_a_signed_period_refuses_new_values_until_it_is_amended_with_a_reason(signed: District) -> None:
    with signed.school() as school:
        with pytest.raises(NotAllowed) as locked:
            change(school, 165)
        assert locked.value.code == "submission.locked"
        assert locked.value.params["signer"] == "Pat Principal"
        with pytest.raises(NotAllowed):
            submission.amend(school, YEAR, reason="  ")
        submission.amend(school, YEAR, reason="Two pupils were counted twice.")
        change(school, 162)
        second = sign(school, signed.folder / "second.xlsx")
        assert second.identity.revision == 2
        assert second.identity.parent == submission.timeline(school, YEAR)[0].digest


def test_a_full_stick_costs_nothing_because_the_signed_workbook_is_kept(enrolled: District) -> None:
    with enrolled.school() as school:
        with pytest.raises(FileUnwritable):
            sign(school, enrolled.folder / "no such folder" / "out.xlsx")
        again = submission.export_again(school, YEAR, out=enrolled.folder / "out.xlsx")
    with enrolled.central() as central:
        (file,) = intake.import_files(central, [again.path]).files
        assert file.verdict.verdict is Verdict.ACCEPTED


def test_a_question_travels_to_the_school_and_its_answer_comes_back_as_the_next_revision(signed: District) -> None:
    with signed.central() as central:
        (file,) = intake.import_files(central, [workbook(signed, BULLARD)]).files
        assert file.verdict.values is not None
        digest = file.verdict.values.received.digest
        review.return_to_school(central, digest, reason="One value is to be looked at.")
        reply = review.write_reply(
            central,
            digest,
            authority=unlock(central, CENTRAL_PASSPHRASE),
            out=signed.folder / "reply.xlsx",
            note="Please look at absence.",
            questions=[Question(absence_of(BULLARD), "Is 164 right?")],
        )
    with signed.school() as school:
        opened = open_workbook(school, reply)
        assert opened.reply is not None
        assert opened.reply.status is SubmissionStatus.RETURNED
        assert opened.changes.keys == {absence_of(BULLARD)}
        second = amended(school, signed.folder / "second.xlsx", 165, reason="Asked by central office")
    with signed.central() as central:
        (file,) = intake.import_files(central, [second], accept_clean=True).files
        assert file.state == "accepted"


def test_another_districts_workbook_is_refused(signed: District, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.ctecs"
    plan = replace(starting_plan(practice=True), district=SchoolCode("9000099"), district_name="Another district")
    with create_central(stranger, plan=plan, passphrase="granite willow pepper anchor", clock=signed.clock) as other:
        (file,) = intake.import_files(other, [workbook(signed, BULLARD)], accept_clean=True).files
        assert file.verdict.verdict is Verdict.REFUSED
        assert file.verdict.code == "workbook.other_district"
        assert review.received(other) == []
        assert [each.code for each in intake.refused_files(other)] == ["workbook.other_district"]


def test_a_school_cannot_sign_for_another(signed: District, tmp_path: Path) -> None:
    """A twin district whose Bullard key is known to ours only as an unknown one."""
    forged = make_district(tmp_path / "forged", BULLARD)
    with forged.school() as school:
        fake = sign(school, tmp_path / "fake.xlsx").path
    with signed.central() as central:
        (file,) = intake.import_files(central, [fake], accept_clean=True).files
        assert file.verdict.verdict is Verdict.REFUSED
        assert file.verdict.code == "trust.issuer_forged"


def test_files_that_are_no_workbooks_get_a_verdict_each_and_import_nothing(signed: District) -> None:
    folder = signed.folder
    good = workbook(signed, BULLARD).read_bytes()
    made = {
        "empty.xlsx": b"",
        "truncated.xlsx": good[: len(good) // 2],
        "picture.xlsx": b"\x89PNG\r\n\x1a\n" + b"0" * 500,
        "text.xlsx": b"measure,period\n1.01,2015-16\n",
        "changed.xlsx": good[:2000] + bytes([good[2000] ^ 1]) + good[2001:],
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    with signed.central() as central:
        files = intake.import_files(
            central, [folder / name for name in (*made, "not there.xlsx")], accept_clean=True
        ).files
        assert {each.verdict.verdict for each in files} == {Verdict.REFUSED}
        assert all(each.verdict.code for each in files)
        assert review.received(central) == []
