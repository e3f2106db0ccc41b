"""A folder of five hundred files of all kinds: a verdict for each, nothing taken that should not be, no crash."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.services import intake, reading, review
from ctecs_desktop.services.gathering import files_among
from ctecs_desktop.services.kept_aside import save_refused
from ctecs_desktop.store import history
from ctecs_desktop.wording import problem_text
from tests.district import ABBOTT, BULLARD, District
from tests.faults.hostile_submissions import Forger
from tests.faults.mixed_files import (
    IN_USE,
    NO_PERMISSION,
    Kind,
    bad_kinds,
    genuine_kinds,
    hostile_kinds,
    put_on_posix,
    serve_where_some_files_are_held,
)

COUNT = 500


def put(folder: Path, kinds: list[Kind], count: int) -> dict[str, str]:
    """Write every kind, then variations until there are ``count`` files; the wanted code of each name."""
    wanted = {}
    for kind in kinds:
        (folder / kind.name).write_bytes(kind.data)
        wanted[kind.name] = kind.code
    varied = [kind for kind in kinds if kind.vary is not None]
    for number in range(count - len(kinds)):
        kind = varied[number % len(varied)]
        assert kind.vary is not None
        name = f"{number:03} {kind.name}"
        (folder / name).write_bytes(kind.vary(kind.data, number))
        wanted[name] = kind.code
    return wanted


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has named pipes, links and such names in folders")
def test_a_folder_of_five_hundred_mixed_files_ends_with_a_verdict_for_each(
    signed: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "serve", serve_where_some_files_are_held)
    forger = Forger.in_district(signed)
    genuine, bad, hostile = genuine_kinds(signed), bad_kinds(signed, forger), hostile_kinds(forger)
    held_by_others = [
        replace(genuine[0], name=f"{IN_USE} in Excel.xlsx", code="file.held"),
        replace(genuine[3], name=f"{NO_PERMISSION} to read.xlsx", code="file.unreadable"),
    ]
    folder = tmp_path / "stick"
    (folder / "a folder.xlsx").mkdir(parents=True)
    (folder / "empty folder.xlsx").mkdir()
    wanted = put_on_posix(folder)
    (folder / "a folder.xlsx" / "inside.xlsx").write_bytes(b"not a workbook")
    wanted |= {"inside.xlsx": "container.not_a_zip"}
    (folder / "vanishes.xlsx").write_bytes(genuine[0].data)
    wanted |= {"vanishes.xlsx": "file.not_found", "empty folder.xlsx": "file.is_a_folder"}
    wanted |= put(folder, [*genuine, *bad, *hostile, *held_by_others], COUNT - len(wanted))
    paths = [*files_among([folder]), folder / "empty folder.xlsx"]
    (folder / "vanishes.xlsx").unlink()
    assert len(paths) == len(wanted) == COUNT
    assert len({*wanted.values()}) > 40

    with signed.central() as central:
        found = intake.import_files(central, paths, accept_clean=True).files
        assert {each.verdict.file: each.verdict.code for each in found} == {
            name: code or "verified" for name, code in wanted.items()
        }
        _require_each_has_its_own_reason(found)

        states = {each.verdict.file: each.state for each in found if each.state != "refused"}
        assert {*states} == {kind.name for kind in genuine}
        assert Counter(states.values()) == {"accepted": 2, "known": 4}
        held = review.received(central)
        assert {each.identity.school: each.status for each in held} == {
            BULLARD: SubmissionStatus.ACCEPTED,
            ABBOTT: SubmissionStatus.ACCEPTED,
        }
        _require_all_kept_aside(central, found, tmp_path)

        head, kept = history.head(central.store), intake.refused_files(central)
        again = intake.import_files(central, paths, accept_clean=True).files
        assert Counter(each.state for each in again) == {"known": len(genuine), "refused": COUNT - len(genuine)}
        assert history.head(central.store) == head, "the same folder again changes nothing"
        assert intake.refused_files(central) == kept


def _require_each_has_its_own_reason(found: tuple[intake.ImportedFile, ...]) -> None:
    """A code, and a whole sentence made of it that says something else for each kind of fault."""
    sentences: dict[str, set[str]] = {}
    for each in found:
        if each.state == "refused":
            assert each.verdict.error is not None
            text = problem_text(each.verdict.error)
            assert text.endswith((".", "?")), text
            sentences.setdefault(each.verdict.code, set()).add(text)
    every = [text for texts in sentences.values() for text in texts]
    assert len(every) == len({*every}), "two codes are told in the same words"


def _require_all_kept_aside(central: object, found: tuple[intake.ImportedFile, ...], out: Path) -> None:
    """Every refused file is on the list of refusals, with its bytes where there were any."""
    kept = intake.refused_files(central)
    refused = [each.verdict for each in found if each.state == "refused"]
    assert {(each.file_digest or each.file_name) for each in kept} == {
        (each.file_digest or each.file) for each in refused
    }
    without_bytes = {each.file_name for each in kept if not each.is_kept}
    assert without_bytes == {"empty.xlsx", *(each.file for each in refused if each.code.startswith("file."))}
    some = next(each for each in kept if each.file_name == "notes.txt")
    assert save_refused(central, some.file_digest, out / "notes.txt").read_bytes() == b"Dear colleagues,"
