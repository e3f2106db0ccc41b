"""A school's own report over real stores: what it rests on, whose it is, and its files."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ctecs_desktop.domain.annual_report import ReportFormat
from ctecs_desktop.domain.errors import Cancelled, FileUnwritable, NotAllowed, PlanInvalid
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey, PeriodCode, SchoolCode
from ctecs_desktop.domain.school_report import Basis
from ctecs_desktop.services import entry, intake, review, snapshots, submission
from ctecs_desktop.services.district_figures import known_figures
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.plan import open_workbook
from ctecs_desktop.services.school_report import build, file_name, page_pictures, write_as, write_school_report
from ctecs_desktop.services.session import Session
from tests.district import ABBOTT, BULLARD, CENTRAL_PASSPHRASE, YEAR, District, sign

BEFORE = PeriodCode("2014-15")
EVENTS = MeasureCode("1.04")


def record(session: Session, period: PeriodCode, number: int) -> None:
    key = ObservationKey(session.workspace.organization, period, EVENTS, ALL_STUDENTS)
    entry.record_values(session, [Edit(key, Decimal(number))])


def accept(district: District, *schools: str) -> None:
    with district.central() as central:
        files = [district.folder / f"{school} {YEAR}.xlsx" for school in schools]
        intake.import_files(central, files, accept_clean=True)


def test_values_that_are_entered_only_make_a_draft_of_the_time_of_the_last_change(enrolled: District) -> None:
    with enrolled.school() as school:
        record(school, YEAR, 41)
        report = build(school, YEAR)
        last = entry.value_history(school, ObservationKey(BULLARD, YEAR, EVENTS, ALL_STUDENTS))[-1]
    assert (report.basis.basis, report.basis.revision) == (Basis.ENTERED, 1)
    assert report.as_of == last.at
    assert report.school.code == BULLARD
    assert report.labels == (YEAR,)
    (events,) = [each for each in report.measures if each.measure.code == EVENTS]
    assert events.present.value == 41
    assert "2.15" not in {each.measure.code for each in report.measures}


def test_years_with_values_are_told_and_empty_ones_are_not(enrolled: District) -> None:
    with enrolled.school() as school:
        record(school, BEFORE, 30)
        report = build(school, YEAR)
        assert report.labels == (BEFORE, YEAR)
        assert [each.basis for each in report.bases] == [Basis.ENTERED, Basis.ENTERED]
        with pytest.raises(NotAllowed) as refused:
            build(school, PeriodCode("2016-17"))
    assert (refused.value.code, refused.value.params) == ("school_report.nothing_entered", {"period": "2016-17"})


def test_a_signed_revision_is_named_until_the_next_one_is_begun(signed: District) -> None:
    with signed.school() as school:
        report = build(school, YEAR)
        assert (report.basis.basis, report.basis.revision) == (Basis.SIGNED, 1)
        assert (report.basis.signer, report.basis.role) == ("Pat Principal", "Principal")
        assert report.as_of == report.basis.signed_at
        submission.amend(school, YEAR, reason="Counted anew.")
        assert build(school, YEAR).basis.basis is Basis.ENTERED
        assert build(school, YEAR).basis.revision == 2


def test_once_the_receipt_is_opened_the_values_are_accepted_and_central_office_says_the_same(signed: District) -> None:
    accept(signed, BULLARD)
    with signed.central() as central:
        (held,) = review.received(central)
        reply = review.write_reply(
            central, held.digest, authority=unlock(central, CENTRAL_PASSPHRASE), out=signed.folder / "reply.xlsx"
        )
        theirs = build(central, YEAR, school=BULLARD)
    with signed.school() as school:
        open_workbook(school, reply)
        ours = build(school, YEAR)
    assert ours.basis.basis is Basis.ACCEPTED
    assert (ours.goals, ours.bases, ours.as_of) == (theirs.goals, theirs.bases, theirs.as_of)
    reasons = {note.text for each in ours.measures for note in each.notes}
    assert "As counted." in reasons


def test_central_office_names_a_school_of_which_something_is_accepted(signed: District) -> None:
    accept(signed, BULLARD)
    with signed.central() as central:
        for school, code in ((None, "which_school"), (ABBOTT, "nothing_accepted")):
            with pytest.raises(NotAllowed) as refused:
                build(central, YEAR, school=school)
            assert refused.value.code == f"school_report.{code}"
        with pytest.raises(PlanInvalid):
            build(central, YEAR, school=SchoolCode("1"))
    with signed.school() as school:
        with pytest.raises(NotAllowed) as refused:
            build(school, YEAR, school=ABBOTT)
        assert refused.value.code == "school_report.other_school"
        assert build(school, YEAR, school=BULLARD).school.code == BULLARD


def test_only_frozen_figures_of_the_district_are_known(signed: District) -> None:
    accept(signed, BULLARD, ABBOTT)
    with signed.central() as central:
        assert known_figures(central).years == (), "accepted figures that nobody froze are not told"
        assert build(central, YEAR, school=BULLARD).frozen == ()
        snapshots.freeze(central, YEAR)
        report = build(central, YEAR, school=BULLARD)
        (absence,) = [each for each in report.measures if each.measure.code == "1.01"]
        assert (absence.district[-1].figure.numerator, absence.district[-1].figure.denominator) == (215, 1424)


def test_the_files_are_written_whole_under_names_that_say_whose_they_are(signed: District, tmp_path: Path) -> None:
    with signed.school() as school:
        report = build(school, YEAR)
        written = write_school_report(report, tmp_path / "out")
        assert [path.name for path in written] == [
            f"school-report-{YEAR}-{BULLARD}.pdf",
            f"school-report-{YEAR}-{BULLARD}.docx",
        ]
        again = write_school_report(build(school, YEAR), tmp_path / "again")
    assert [path.read_bytes() for path in written] == [path.read_bytes() for path in again]
    assert file_name(report, ReportFormat.PDF) == written[0].name
    assert len(page_pictures(report, pixels_per_inch=20)) >= 2
    with pytest.raises(FileUnwritable):
        write_as(report, tmp_path / "no such folder" / "report.pdf", ReportFormat.PDF)


def test_a_stop_between_two_files_leaves_the_first_one_whole(signed: District, tmp_path: Path) -> None:
    class Stopping:
        def report(self, done: int, total: int, what: str) -> None:
            if done == 1:
                raise Cancelled

    with signed.school() as school:
        report = build(school, YEAR)
    with pytest.raises(Cancelled):
        write_school_report(report, tmp_path / "out", progress=Stopping())
    (left,) = (tmp_path / "out").iterdir()
    assert left.read_bytes().startswith(b"%PDF-")


def test_a_principals_next_revision_is_of_another_time(signed: District) -> None:
    with signed.school() as school:
        first = build(school, YEAR)
        submission.amend(school, YEAR, reason="Counted anew.")
        record(school, YEAR, 12)
        sign(school, signed.folder / "second.xlsx")
        second = build(school, YEAR)
    assert (first.basis.revision, second.basis.revision) == (1, 2)
    assert first.as_of < second.as_of
