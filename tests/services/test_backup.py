"""Backups by themselves and on request, and a restore that loses nothing silently and uses no number twice."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import FileUnwritable, NotAllowed, StoreDamaged, StoreFull
from ctecs_desktop.domain.observation import Edit, MeasureCode, Observation, ObservationKey, PeriodCode, SubgroupCode
from ctecs_desktop.domain.retention import RECENT_KEPT, BackupKind
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.domain.value import Missing, Value
from ctecs_desktop.services import backup, entry, intake, submission
from ctecs_desktop.services.export_marks import marks_path_of, raise_marks, read_marks
from ctecs_desktop.services.session import Session, open_session
from ctecs_desktop.settings import Settings, use_settings
from ctecs_desktop.store.backup_files import backup_name, backups_folder, list_backups
from tests.district import ABBOTT, BULLARD, YEAR, District, sign

NEXT_YEAR = PeriodCode("2016-17")


@pytest.fixture
def school(enrolled: District) -> Path:
    """The store of a school that has entered its values; no backup was made yet."""
    path = enrolled.school_path(BULLARD)
    shutil.rmtree(backups_folder(path), ignore_errors=True)
    return path


@pytest.fixture
def second_folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "stick"
    folder.mkdir()
    use_settings(Settings(second_backup_folder=str(folder)))
    yield folder
    use_settings(Settings())


class SetClock:
    """A clock that stands where it is set."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 14, 3, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, **spans: int) -> None:
        self.moment += timedelta(**spans)


def kinds(path: Path) -> list[BackupKind]:
    """Why the backups of a store were made, the newest first."""
    return [each.kind for each in list_backups(path)]


def address(session: Session, measure: str = "2.06", subgroup: str = "all") -> ObservationKey:
    school = session.workspace.organization
    return ObservationKey(school, NEXT_YEAR, MeasureCode(measure), SubgroupCode(subgroup))


def put(session: Session, value: Value, measure: str = "2.06") -> None:
    entry.record_values(session, [Edit(address(session, measure), value)])


def test_the_first_opening_of_a_day_makes_a_backup(school: Path) -> None:
    clock = SetClock()
    for _ in range(2):
        open_session(school, clock=clock).close()
    assert [each.path.name for each in list_backups(school)] == [f"{BULLARD} 2026-11-23 140300 daily.ctecs"]
    clock.pass_by(days=1)
    open_session(school, clock=clock).close()
    assert kinds(school) == [BackupKind.DAILY] * 2


def test_a_reader_and_a_demonstration_make_none(school: Path) -> None:
    open_session(school, writable=False).close()
    with open_session(school, keeps_backups=False) as session:
        assert not backup.is_due(session)
        assert backup.back_up_if_due(session, BackupKind.SIGN_OFF).made is None
    assert kinds(school) == []


def test_after_thirty_minutes_with_changes_one_is_due(school: Path) -> None:
    clock = SetClock()
    with open_session(school, clock=clock) as session:
        put(session, Decimal(1))
        assert not backup.is_due(session)
        clock.pass_by(minutes=30)
        assert backup.is_due(session)
        assert backup.back_up_if_due(session, BackupKind.HALF_HOUR).made is not None
        clock.pass_by(minutes=90)
        assert not backup.is_due(session), "nothing was changed"
        put(session, Decimal(2))
        assert backup.is_due(session)
        clock.pass_by(days=-400)
        assert backup.is_due(session), "a clock that was set back keeps no backup from being made"


def test_many_values_are_entered_after_a_backup_and_few_without(school: Path) -> None:
    clock = SetClock()
    with open_session(school, clock=clock) as session:
        put(session, Decimal(1))
        assert kinds(school) == [BackupKind.DAILY]
        plan = session.plan
        keys = [
            address(session, measure.code, subgroup)
            for measure in plan.measures
            if measure.level.value == "school"
            for subgroup in plan.subgroups_of(measure.code)
        ]
        edits = [Edit(key, Missing.NOT_YET) for key in keys[: entry.MANY_EDITS]]
        assert len(edits) == entry.MANY_EDITS
        clock.pass_by(seconds=1)
        entry.record_values(session, edits)
    newest = list_backups(school)[0]
    assert newest.kind is BackupKind.BEFORE_VALUES
    with open_session(newest.path, writable=False) as before:
        assert entry.current_values(before, NEXT_YEAR).keys() == {address(before)}


def test_nothing_is_backed_up_twice(school: Path) -> None:
    with open_session(school) as session:
        assert backup.back_up_if_due(session, BackupKind.BEFORE_IMPORT).made is None
        assert backup.back_up(session).made is not None
        assert backup.back_up(session).made is not None
    assert kinds(school) == [BackupKind.BY_HAND, BackupKind.BY_HAND, BackupKind.DAILY]


def test_a_sign_off_leaves_a_backup_that_holds_it_and_a_mark_outside(enrolled: District, tmp_path: Path) -> None:
    with enrolled.school() as session:
        signed = sign(session, tmp_path / "signed.xlsx")
    newest = list_backups(enrolled.school_path(BULLARD))[0]
    assert newest.kind is BackupKind.SIGN_OFF
    with open_session(newest.path, writable=False) as copy:
        assert [each.digest for each in submission.timeline(copy)] == [signed.digest]
    marks = json.loads(marks_path_of(enrolled.school_path(BULLARD)).read_text())
    assert marks == {BULLARD: {YEAR: 1}}


def test_an_import_begins_with_a_backup_and_a_dry_run_does_not(signed: District) -> None:
    files = [signed.folder / f"{school} {YEAR}.xlsx" for school in (BULLARD, ABBOTT)]
    path = signed.central_path
    with signed.central() as session:
        before = kinds(path)
        intake.import_files(session, files[:1], dry_run=True)
        assert kinds(path) == before
        intake.import_files(session, files[:1])
        intake.import_files(session, files[1:])
    assert kinds(path)[0] is BackupKind.BEFORE_IMPORT
    with open_session(list_backups(path)[0].path, writable=False) as copy:
        assert len(backup.differences(path, copy.store_path).signed_lost) == 0
        assert not backup.differences(path, copy.store_path).is_empty


def test_a_backup_that_fails_stops_no_work_and_is_told(
    school: Path, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    backups_folder(school).write_bytes(b"a file of that name")
    with caplog.at_level(logging.ERROR), open_session(school) as session:
        put(session, Decimal(7))
        assert [each.code for each in session.notices] == ["store.cannot_write"]
        assert entry.current_values(session, NEXT_YEAR)[address(session)].value == Decimal(7)
        with pytest.raises(StoreFull):
            backup.back_up(session)
    assert "no backup (daily)" in caplog.text


def test_every_backup_is_copied_into_the_second_folder(school: Path, second_folder: Path) -> None:
    with open_session(school) as session:
        report = backup.back_up(session)
    assert report.made is not None
    assert report.second == second_folder / f"{BULLARD} {BULLARD}" / report.made.name
    assert report.second.read_bytes() == report.made.read_bytes()
    shutil.rmtree(backups_folder(school))
    assert [each.kind for each in backup.backup_files(school)] == [BackupKind.BY_HAND, BackupKind.DAILY]
    assert [each.problem for each in backup.backups(school)] == [None, None]


def test_a_second_folder_that_is_gone_is_told_and_costs_nothing_else(school: Path, second_folder: Path) -> None:
    second_folder.rmdir()
    with open_session(school) as session:
        assert [each.code for each in session.notices] == ["backup.no_second_folder"]
        with pytest.raises(FileUnwritable):
            backup.back_up(session, to=second_folder / "below")
    assert not second_folder.exists()
    assert kinds(school) == [BackupKind.BY_HAND, BackupKind.DAILY]


def test_only_what_the_rule_keeps_is_left_in_both_folders(school: Path, second_folder: Path) -> None:
    clock = SetClock()
    with open_session(school, clock=clock) as session:
        for number in range(60):
            clock.pass_by(minutes=30)
            put(session, Decimal(number))
            assert backup.back_up_if_due(session, BackupKind.HALF_HOUR).made is not None
    # The day is over: of November 23 its last one is left, beside the newest of the 24th.
    for folder in (backups_folder(school), second_folder / f"{BULLARD} {BULLARD}"):
        assert len(list_backups(school, folder)) == RECENT_KEPT + 1
    assert sorted(each.name for each in second_folder.rglob("*.part")) == []


def test_a_clock_set_back_never_removes_the_backup_just_made(school: Path) -> None:
    clock = SetClock()
    with open_session(school, clock=clock) as session:
        source = list_backups(school)[0].path
        for day in range(60):
            name = backup_name(school, BackupKind.DAILY, at=clock.moment + timedelta(days=day + 1))
            shutil.copyfile(source, source.with_name(name))
        clock.moment = datetime(1970, 1, 1, tzinfo=UTC)
        put(session, Decimal(1))
        made = backup.back_up_if_due(session, BackupKind.HALF_HOUR).made
    assert made is not None
    assert made.exists()


def test_differences_are_told_value_by_value(school: Path) -> None:
    with open_session(school) as session:
        put(session, Decimal(1), "2.06")
        put(session, Decimal(2), "2.12")
        made = backup.back_up(session).made
        assert made is not None
        assert backup.differences(school, made).is_empty
        put(session, Decimal(3), "2.06")
        put(session, Missing.NOT_ENTERED, "2.12")
        put(session, Decimal(4), "2.13")
        keys = {code: address(session, code) for code in ("2.06", "2.12", "2.13")}
    found = backup.differences(school, made)
    nothing = Missing.NOT_ENTERED
    assert found.values == tuple(
        backup.ValueDifference(keys[code], Observation(keys[code], present), Observation(keys[code], was))
        for code, present, was in (
            ("2.06", Decimal(3), Decimal(1)),
            ("2.12", nothing, Decimal(2)),
            ("2.13", Decimal(4), nothing),
        )
    )
    assert found.lost == 2
    assert not found.others
    assert found.is_whole
    assert found.problem is None


def test_a_restore_brings_back_what_the_backup_held_and_says_what_went(school: Path) -> None:
    with open_session(school) as session:
        put(session, Decimal(1))
        made = backup.back_up(session).made
        put(session, Decimal(2))
        incarnation = session.workspace.incarnation
    assert made is not None
    done = backup.restore(school, made)
    assert [each.present and each.present.value for each in done.differences.values] == [Decimal(2)]
    with open_session(school) as session:
        assert entry.current_values(session, NEXT_YEAR)[address(session)].value == Decimal(1)
        assert session.workspace.incarnation == done.incarnation != incarnation
        assert session.notices == []
    assert done.aside is not None
    assert backup.differences(school, done.aside).values[0].backup == Observation(
        done.differences.values[0].key, Decimal(2)
    )


def test_a_damaged_store_comes_back_from_the_newest_good_backup(school: Path) -> None:
    with open_session(school) as session:
        for number in range(1, 6):
            put(session, Decimal(number))
        acknowledged = entry.current_values(session, NEXT_YEAR) | entry.current_values(session, YEAR)
        good = backup.back_up(session).made
        rotten = backup.back_up(session).made
        put(session, Decimal(4711))
    assert good is not None
    assert rotten is not None
    rotten.write_bytes(rotten.read_bytes()[:5000])
    damaged = school.read_bytes().replace(b"4711", b"4712")
    school.write_bytes(damaged)
    with pytest.raises(StoreDamaged):
        open_session(school)
    found = backup.newest_good(school)
    assert found is not None
    assert found.path == good
    done = backup.restore(school, good)
    assert isinstance(done.differences.problem, StoreDamaged)
    assert [each.present and each.present.value for each in done.differences.values] == [Decimal(4712)]
    with open_session(school) as session:
        assert entry.current_values(session, NEXT_YEAR) | entry.current_values(session, YEAR) == acknowledged
    assert done.aside is not None
    assert done.aside.read_bytes() == damaged
    assert done.aside.name.endswith(" damaged.ctecs")


def test_a_value_that_is_none_any_more_is_told_as_such(school: Path) -> None:
    with open_session(school) as session:
        put(session, Decimal(4711))
        made = backup.back_up(session).made
    assert made is not None
    school.write_bytes(school.read_bytes().replace(b"4711", b"47x1"))
    (found,) = backup.differences(school, made).values
    assert found.present is None
    assert found.backup is not None
    assert found.backup.value == Decimal(4711)


def test_after_a_restore_to_before_a_sign_off_the_number_is_not_used_again(enrolled: District, tmp_path: Path) -> None:
    path = enrolled.school_path(BULLARD)
    with enrolled.school() as session:
        before = backup.back_up(session).made
        sign(session, tmp_path / "first.xlsx")
    assert before is not None
    done = backup.restore(path, before, clock=enrolled.clock)
    assert done.differences.signed_lost == ((YEAR, 1),)
    assert done.revisions == {YEAR: 2}
    with enrolled.school() as session:
        state = submission.state_of(session, YEAR)
        assert (state.status, state.revision) == (SubmissionStatus.DRAFT, 2)
        assert "restored" in state.reason
        second = sign(session, tmp_path / "second.xlsx")
    assert second.identity.revision == 2
    with enrolled.central() as central:
        files = [tmp_path / "second.xlsx", tmp_path / "first.xlsx"]
        found = intake.import_files(central, files, accept_clean=True).files
    assert [each.state for each in found] == ["accepted", "superseded"]


def test_an_amendment_goes_above_every_number_that_left(enrolled: District, tmp_path: Path) -> None:
    path = enrolled.school_path(BULLARD)
    with enrolled.school() as session:
        sign(session, tmp_path / "1.xlsx")
        after_first = list_backups(path)[0].path
        for number in (2, 3):
            submission.amend(session, YEAR, reason="A figure was late.")
            sign(session, tmp_path / f"{number}.xlsx")
    backup.restore(path, after_first, clock=enrolled.clock)
    with enrolled.school() as session:
        assert submission.state_of(session, YEAR).is_locked
        submission.amend(session, YEAR, reason="Another figure was late.")
        assert submission.state_of(session, YEAR).revision == 4


def test_an_older_copy_put_in_place_by_hand_is_noticed(enrolled: District, tmp_path: Path) -> None:
    path = enrolled.school_path(BULLARD)
    older = path.read_bytes()
    with enrolled.school() as session:
        sign(session, tmp_path / "first.xlsx")
    path.write_bytes(older)
    with enrolled.school() as session:
        assert [(each.code, each.params) for each in session.notices] == [
            ("backup.older_state", {"period": YEAR, "revision": 2})
        ]
        assert sign(session, tmp_path / "second.xlsx").identity.revision == 2
    with enrolled.school() as session:
        assert session.notices == []


def test_a_signed_file_written_once_more_makes_a_lost_mark_good(enrolled: District, tmp_path: Path) -> None:
    path = enrolled.school_path(BULLARD)
    with enrolled.school() as session:
        sign(session, tmp_path / "first.xlsx")
        marks_path_of(path).unlink()
        submission.export_again(session, YEAR, out=tmp_path / "again.xlsx")
    assert read_marks(marks_path_of(path), organization=BULLARD) == {YEAR: 1}


@pytest.mark.parametrize("content", ["", "[]", "{", '{"9001116": []}', '{"9001116": {"2015-16": "x"}}', "[" * 10_000])
def test_marks_without_sense_stop_no_work(enrolled: District, content: str, tmp_path: Path) -> None:
    path = enrolled.school_path(BULLARD)
    marks_path_of(path).write_text(content)
    with enrolled.school() as session:
        assert submission.state_of(session, YEAR).revision == 1
        raise_marks(path, {YEAR: 5}, organization=BULLARD)
        raise_marks(path, {YEAR: 3}, organization=BULLARD)
        raise_marks(path, {YEAR: 1}, organization=ABBOTT)
    assert read_marks(marks_path_of(path), organization=BULLARD) == {YEAR: 5}
    assert read_marks(marks_path_of(path), organization=ABBOTT) == {YEAR: 1}


def test_a_backup_is_named_by_its_file_or_by_being_the_newest(school: Path) -> None:
    with pytest.raises(NotAllowed) as refused:
        backup.named_backup(school, "newest")
    assert refused.value.code == "backup.none_good"
    with open_session(school) as session:
        made = backup.back_up(session).made
    assert made is not None
    assert backup.named_backup(school, "newest") == made
    assert backup.named_backup(school, made.name) == made
    assert backup.named_backup(school, str(made)) == made
    with pytest.raises(NotAllowed) as refused:
        backup.named_backup(school, "yesterday's")
    assert refused.value.code == "backup.unknown"


def test_what_a_kill_left_half_written_beside_the_workspace_goes_when_it_is_opened(school: Path) -> None:
    left = school.with_name(f".ctecs-{'0a' * 8}.part")
    left.write_bytes(b"half a key")
    os.utime(left, (0, 0))
    open_session(school, writable=False).close()
    assert left.exists(), "who only looks removes nothing"
    open_session(school).close()
    assert not left.exists()
