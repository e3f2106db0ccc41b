"""A folder of five hundred files of all kinds: a verdict for each, nothing taken that should not be, no crash."""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.services import intake, review
from ctecs_desktop.services.gathering import files_among
from tests.district import ABBOTT, BULLARD, YEAR, District
from tests.faults.hostile_packages import CASES
from tests.faults.hostile_submissions import SUBMISSION_CASES, Forger

COUNT = 500
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(2000)
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096)
"""How a workbook begins that is locked by a password, and one of Excel 97."""

HOSTILE_PACKAGES = CASES[::25]
HOSTILE_SUBMISSIONS = [each for each in SUBMISSION_CASES if each.code in {"workbook.other_district", "cell.formula"}]


def kinds(signed: District, folder: Path) -> dict[str, bytes]:
    """What people put into such a folder, by name; all but the first two must be refused."""
    genuine = (signed.folder / f"{BULLARD} {YEAR}.xlsx").read_bytes()
    forger = Forger.in_district(signed)
    sheet = openpyxl.Workbook()
    sheet.save(folder / "plain.xlsx")
    plain = (folder / "plain.xlsx").read_bytes()
    (folder / "plain.xlsx").unlink()
    return {
        "genuine.xlsx": genuine,
        "genuine too.xlsx": (signed.folder / f"{ABBOTT} {YEAR}.xlsx").read_bytes(),
        "picture.png": PNG,
        "picture.xlsx": PNG,
        "locked.xlsx": OLE,
        "empty.xlsx": b"",
        "letter.docx": b"PK\x03\x04 no workbook",
        "notes.txt": b"Dear colleagues,",
        "zeros.xlsx": bytes(5000),
        "plain.xlsx": plain,
        "half.xlsx": genuine[: len(genuine) // 2],
        "cut.xlsx": genuine[:-1],
        "longer.xlsx": genuine + b"\0",
        **{f"{each.name}.xlsx": each.build(forger.victim) for each in HOSTILE_PACKAGES},
        **{f"{each.name}.xlsx": each.build(forger) for each in HOSTILE_SUBMISSIONS},
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has named pipes in folders")
def test_a_folder_of_five_hundred_mixed_files_ends_with_a_verdict_for_each(signed: District, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    distinct = kinds(signed, folder)
    assert len(distinct) > 20
    assert len({*distinct} & {f"{each.name}.xlsx" for each in HOSTILE_SUBMISSIONS}) > 1
    os.mkfifo(folder / "pipe.xlsx")
    (folder / "gone.xlsx").symlink_to(folder / "nowhere.xlsx")
    cheap = [name for name, data in distinct.items() if len(data) < 20_000]
    for name, data in distinct.items():
        (folder / name).write_bytes(data)
    for number in range(COUNT - len(distinct) - 2):
        name = cheap[number % len(cheap)]
        shutil.copy(folder / name, folder / f"{number:03} {name}")
    paths = files_among([folder])
    assert len(paths) == COUNT
    with signed.central() as central:
        start = time.monotonic()
        found = intake.import_files(central, paths, accept_clean=True)
        assert time.monotonic() - start < 60
        assert [each.verdict.file for each in found.files] == [path.name for path in paths]
        states = {each.verdict.file: each.state for each in found.files}
        assert {name for name, state in states.items() if state != "refused"} == {"genuine.xlsx", "genuine too.xlsx"}
        assert all(each.verdict.code and each.verdict.error for each in found.files if each.state == "refused")
        held = review.received(central)
        assert Counter(each.status for each in held) == {SubmissionStatus.ACCEPTED: 2}
        kept = intake.refused_files(central)
        assert {each.file_name for each in kept if not each.file_digest} == {"pipe.xlsx", "gone.xlsx"}
        assert {each.file_digest for each in kept} - {""} == {
            each.verdict.file_digest for each in found.files if each.state == "refused" and each.verdict.file_digest
        }
        again = intake.import_files(central, paths[:40])
        assert {each.state for each in again.files} <= {"refused", "known"}
        assert len(intake.refused_files(central)) == len(kept), "the same refusals are kept once"
