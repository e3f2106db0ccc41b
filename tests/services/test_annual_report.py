"""The report of a real district: built live or from a snapshot, its texts and order kept, its files written whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ctecs_desktop.domain.annual_report import ALL_PARTS, ReportEdition, ReportFormat, ReportPart
from ctecs_desktop.domain.changes import Noun
from ctecs_desktop.domain.errors import Cancelled, NotAllowed, StoreError, ValueRejected
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey, PeriodCode
from ctecs_desktop.domain.plan import PeriodKind
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.services import entry, intake, review, rollup, snapshots, submission
from ctecs_desktop.services.annual_report import PartSetting, arrange_parts, build, part_settings, texts, write_text
from ctecs_desktop.services.report_files import ChartFormat, page_pictures, write_charts, write_report
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import history
from ctecs_desktop.store.plans import save_plan
from tests.district import ABBOTT, BULLARD, YEAR, District, explain_all, sign


def accepted(signed: District, *schools: str) -> Session:
    central = signed.central()
    files = [signed.folder / f"{school} {YEAR}.xlsx" for school in schools or (BULLARD, ABBOTT)]
    intake.import_files(central, files, accept_clean=True)
    return central


def test_the_report_tells_the_rollups_figures_and_who_is_missing(signed: District) -> None:
    with accepted(signed) as central:
        report = build(central, YEAR)
        figures = rollup.compute(central, YEAR)
    assert report.fingerprint == figures.fingerprint
    assert report.snapshot is None
    assert report.school_years == (YEAR,), "a year in which nobody reported is left out"
    for measure in report.measures:
        assert measure.present.value == figures.figure(measure.measure.code).value
    sent = [line for line in report.submissions if line.status is SubmissionStatus.ACCEPTED]
    assert [(line.school.code, line.revision, line.signer) for line in sent] == [
        (BULLARD, 1, "Pat Principal"),
        (ABBOTT, 1, "Pat Principal"),
    ]
    assert report.as_of == max(line.received_at for line in sent)
    assert len(report.missing_schools) == 16
    reasons = {kept.reason for measure in report.measures for kept in measure.reasons}
    assert reasons == {"As counted."}


def test_without_any_submission_there_is_a_report_that_says_so(enrolled: District) -> None:
    with enrolled.central() as central:
        report = build(central, YEAR)
        assert len(report.missing_schools) == len(central.plan.schools)
        assert not any(measure.has_figures for measure in report.measures)


def test_a_snapshot_keeps_the_report_while_corrections_come(signed: District) -> None:
    with accepted(signed) as central:
        frozen = snapshots.freeze(central, YEAR, note="For the board").snapshot
        before = build(central, YEAR, snapshot=frozen.number)
        assert (before.snapshot, before.as_of) == (frozen.number, frozen.at)
        second = corrected(signed)
        intake.import_files(central, [second])
        review.accept(central, review.received(central)[-1].digest)
        assert build(central, YEAR, snapshot=frozen.number) == before
        live = build(central, YEAR)
        (restated,) = live.restated
        assert (restated.number, restated.note) == (frozen.number, "For the board")
        assert [(each.measure, each.schools) for each in restated.figures] == [("1.04", (BULLARD,))]
        assert live.measure("1.04").present != before.measure("1.04").present


def corrected(signed: District) -> Path:
    """The school's next revision, which says nothing of one measure any more."""
    out = signed.folder / "second.xlsx"
    with signed.school() as school:
        submission.amend(school, YEAR, reason="Counted anew.")
        key = ObservationKey(BULLARD, YEAR, MeasureCode("1.04"), ALL_STUDENTS)
        entry.record_values(school, [Edit(key, Missing.NOT_COLLECTED)])
        explain_all(school, YEAR)
        sign(school, out)
    return out


def test_a_snapshot_of_another_year_or_none_is_refused(signed: District) -> None:
    with accepted(signed) as central:
        frozen = snapshots.freeze(central, YEAR).snapshot
        with pytest.raises(NotAllowed) as refused:
            build(central, PeriodCode("2014-15"), snapshot=frozen.number)
        assert refused.value.code == "report.snapshot_of_other"
        with pytest.raises(StoreError) as unknown:
            build(central, YEAR, snapshot=99)
        assert unknown.value.code == "snapshot.unknown"


def test_texts_are_kept_with_their_history_and_stand_in_the_report(enrolled: District) -> None:
    with enrolled.central() as central:
        assert write_text(central, YEAR, "letter-board", "Dear\r\nall ").nouns == {Noun.REPORT}
        assert write_text(central, YEAR, "letter-board", "Dear\nall").nouns == frozenset()
        assert texts(central, YEAR) == {"letter-board": "Dear\nall"}
        assert build(central, YEAR).text("letter-board") == "Dear\nall"
        assert len(history.entries(central.store, noun="report_text")) == 1
        write_text(central, YEAR, "aim-1", "long " * 10_000)
        with pytest.raises(ValueRejected) as too_long:
            write_text(central, YEAR, "aim-1", "x" * 100_001)
        assert too_long.value.code == "value.note_too_long"
        with pytest.raises(NotAllowed) as unknown:
            write_text(central, YEAR, "aim-9", "Nothing")
        assert unknown.value.code == "report.unknown_text"


def test_parts_are_put_in_order_and_left_out(enrolled: District) -> None:
    with enrolled.central() as central:
        assert [each.part for each in part_settings(central)] == list(ALL_PARTS)
        wanted = (PartSetting(ReportPart.GOALS, True), PartSetting(ReportPart.LETTERS, False))
        arrange_parts(central, wanted)
        found = part_settings(central)
        assert found[:2] == wanted
        assert {each.part for each in found} == set(ALL_PARTS), "a part that nobody placed is there all the same"
        assert build(central, YEAR).parts[0] is ReportPart.GOALS
        assert ReportPart.LETTERS not in build(central, YEAR).parts
        with pytest.raises(NotAllowed) as twice:
            arrange_parts(central, (wanted[0], wanted[0]))
        assert twice.value.code == "report.part_twice"


def test_a_report_is_about_a_year_and_made_by_central_office(enrolled: District) -> None:
    with enrolled.central() as central:
        plan = central.plan
        quarter = replace(plan.period(YEAR), code=PeriodCode("2015-16 Q1"), kind=PeriodKind.QUARTER, quarter=1)
        with_quarter = replace(plan, version="with-quarters", periods=(*plan.periods, quarter))
        save_plan(central.store, with_quarter, source="test", at=central.now(), person="carol")
        with pytest.raises(NotAllowed) as refused:
            build(central, quarter.code)
        assert refused.value.code == "report.not_a_year"
    with enrolled.school() as school, pytest.raises(NotAllowed) as wrong:
        build(school, YEAR)
    assert wrong.value.code == "session.wrong_role"


class StopsAt:
    """A person who presses Stop before the file of that number."""

    def __init__(self, number: int) -> None:
        self._number = number

    def report(self, done: int, total: int, what: str) -> None:
        if done == self._number:
            raise Cancelled


def test_files_are_written_whole_and_a_stop_leaves_whole_ones(enrolled: District, tmp_path: Path) -> None:
    with enrolled.central() as central:
        report = build(central, YEAR)
    folder = tmp_path / "report"
    written = write_report(report, folder)
    assert [path.name for path in written] == [
        f"annual-progress-report-2015-16-internal.{ending}" for ending in ("pdf", "docx", "xlsx")
    ]
    bytes_before = [path.read_bytes() for path in written]
    assert write_report(report, folder) == written
    assert [path.read_bytes() for path in written] == bytes_before
    other = tmp_path / "stopped"
    with pytest.raises(Cancelled):
        write_report(report, other, formats=(ReportFormat.EXCEL, ReportFormat.PDF), progress=StopsAt(1))
    assert [path.suffix for path in other.iterdir()] == [".xlsx"]
    assert page_pictures(report, pixels_per_inch=20)[0].startswith(b"\x89PNG")


def test_charts_are_written_one_by_one_for_slides(signed: District, tmp_path: Path) -> None:
    with accepted(signed) as central:
        report = build(central, YEAR)
    pictures = write_charts(report, tmp_path / "png")
    drawings = write_charts(report, tmp_path / "svg", kind=ChartFormat.SVG)
    assert [path.stem for path in pictures] == [path.stem for path in drawings]
    assert {path.name for path in pictures} >= {"1.01-schools.png", "3.01-schools.png"}
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)
    assert all(path.read_text(encoding="utf-8").startswith("<svg ") for path in drawings)


def test_no_public_file_is_written_here(enrolled: District, tmp_path: Path) -> None:
    with enrolled.central() as central:
        report = replace(build(central, YEAR), edition=ReportEdition.PUBLIC)
    with pytest.raises(NotAllowed) as refused:
        write_report(report, tmp_path / "public")
    assert refused.value.code == "report.public_edition"
    assert not (tmp_path / "public").exists()
