"""Many files are read by child processes; what comes back is what reading here gives, and a child may die."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import CtecsError, NotAWorkbook
from ctecs_desktop.domain.observation import MeasureCode, ObservationKey, SubgroupCode
from ctecs_desktop.domain.review import Verdict
from ctecs_desktop.services import intake, reading, review
from ctecs_desktop.services.file_reading import FileRead, read_file, wanted_of
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.verification import verifier_of, verify_file
from ctecs_desktop.store.submitted_rows import observations_of
from tests.district import ABBOTT, BULLARD, YEAR, District


@pytest.fixture
def central(signed: District) -> Iterator[Session]:
    with signed.central() as session:
        yield session


@pytest.fixture
def mixed_files(signed: District) -> list[Path]:
    """Two submissions, one of them damaged, a plan, and what is no workbook at all."""
    good = signed.folder / f"{BULLARD} {YEAR}.xlsx"
    damaged = signed.folder / "damaged.xlsx"
    damaged.write_bytes(good.read_bytes()[:-100])
    letter = signed.folder / "letter.xlsx"
    letter.write_bytes(b"Dear colleagues")
    other = signed.folder / f"{ABBOTT} {YEAR}.xlsx"
    return [good, damaged, signed.plan_file, letter, other, signed.folder / "not there.xlsx"]


def test_what_children_read_is_what_reading_here_gives(central: Session, mixed_files: list[Path]) -> None:
    at = central.clock()
    here = [read_file(path, verifier_of(central), central.plan, at=at) for path in mixed_files]
    with reading.Readers(central, count=2) as readers:
        there = list(readers.read(mixed_files, at=at))
    assert [_without_error(each) for each in there] == [_without_error(each) for each in here]
    assert [str(each.verdict.error) for each in there] == [str(each.verdict.error) for each in here]


def _without_error(read: FileRead) -> FileRead:
    """Errors are equal only to themselves."""
    return replace(read, verdict=replace(read.verdict, error=None))


def test_what_is_read_says_the_values_their_cells_and_what_the_rules_want(central: Session, signed: District) -> None:
    path = signed.folder / f"{BULLARD} {YEAR}.xlsx"
    read = read_file(path, verifier_of(central), central.plan, at=central.clock())
    whole = verify_file(path, verifier_of(central), at=central.clock())
    assert whole.submission is not None
    assert whole.values is not None
    assert observations_of(whole.submission.identity, read.rows) == whole.submission.observations
    assert {ObservationKey(BULLARD, YEAR, MeasureCode(row[0]), SubgroupCode(row[1])): row[4:] for row in read.rows} == {
        key: tuple(cell) for key, cell in whole.values.cells.items()
    }
    assert read.wanted == wanted_of(central.plan, whole.submission, {})


def test_an_import_of_many_files_keeps_each_and_names_each(central: Session, mixed_files: list[Path]) -> None:
    files = intake.import_files(central, mixed_files, accept_clean=True).files
    assert [each.verdict.file for each in files] == [path.name for path in mixed_files]
    assert [each.state for each in files] == ["accepted", "refused", "not imported", "refused", "accepted", "refused"]
    assert len(review.received(central)) == 2


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="only POSIX freezes a process")
@pytest.mark.parametrize(("sent", "code"), [("SIGSTOP", "reading.too_slow"), ("SIGKILL", "reading.broke_down")])
def test_a_file_that_breaks_its_reader_is_refused_and_the_next_is_read(
    central: Session, mixed_files: list[Path], monkeypatch: pytest.MonkeyPatch, sent: str, code: str
) -> None:
    good, other = mixed_files[0], mixed_files[4]
    third = good.with_name("again.xlsx")
    shutil.copy(good, third)
    monkeypatch.setattr(reading, "SECONDS_PER_FILE", 5.0)
    with reading.Readers(central, count=1) as readers:
        verdicts = readers.read([good, other, third], at=central.clock())
        assert next(verdicts).verdict.verdict is Verdict.ACCEPTED
        (reader,) = readers._readers
        while reader._connection.poll():  # what was read ahead is thrown away, as if it were being read just now
            reader._connection.recv()
        assert reader._process.pid is not None
        os.kill(reader._process.pid, getattr(signal, sent))
        stuck = next(verdicts).verdict
        assert (stuck.verdict, stuck.code) == (Verdict.REFUSED, code)
        assert stuck.data == other.read_bytes()
        assert stuck.file_digest == sha256(stuck.data).hexdigest()
        assert next(verdicts).verdict.verdict is Verdict.ACCEPTED


def test_an_error_crosses_between_processes_with_its_facts() -> None:
    import pickle

    error = NotAWorkbook("container.gap", rule=1, position=17)
    found = pickle.loads(pickle.dumps(error))
    assert isinstance(found, CtecsError)
    assert (type(found), found.code, found.params) == (NotAWorkbook, "container.gap", {"rule": 1, "position": 17})
