"""What people put into the folder that central office takes in, by kind, with the code by which each must be refused.

Cheap variations of a kind differ in their bytes, so that none is known by its digest.
"""

from __future__ import annotations

import errno
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ctecs_desktop.services.reading_child import serve
from tests.district import ABBOTT, BULLARD, YEAR, District
from tests.faults.hostile_packages import CASES
from tests.faults.hostile_submissions import SUBMISSION_CASES, Forger, SubmissionCase

NOT_A_ZIP = "container.not_a_zip"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096)
"""How workbooks of Excel 97 begin, and any workbook that is locked by a password."""

EVERY_PACKAGE_CASE, EVERY_SUBMISSION_CASE = 5, 9
"""Every so many of the hostile files are put in, so that all chapters of attacks are there."""

IN_USE, NO_PERMISSION = "in use", "no permission"
"""Beginnings of the names of files that somebody else holds, or that nobody here may read."""

Vary = Callable[[bytes, int], bytes]


@dataclass(frozen=True, slots=True)
class Kind:
    """A file, how it must be refused ("" where it is genuine), and how others of its kind are made."""

    name: str
    data: bytes
    code: str = ""
    vary: Vary | None = None


def longer(data: bytes, number: int) -> bytes:
    """The same with a few bytes more."""
    return data + b"%05d" % number


def shorter(data: bytes, number: int) -> bytes:
    """Cut off somewhere else."""
    return data[: len(data) - 3 * number - 1]


def genuine_kinds(signed: District) -> list[Kind]:
    """What two schools sent, and the same bytes under other names."""
    first = (signed.folder / f"{BULLARD} {YEAR}.xlsx").read_bytes()
    second = (signed.folder / f"{ABBOTT} {YEAR}.xlsx").read_bytes()
    return [
        Kind("Bullard-Havens 2015-16.xlsx", first),
        Kind("Bullard-Havens 2015-16 (1).xlsx", first),
        Kind("Copy of Bullard-Havens 2015-16.xlsx", first),
        Kind("Abbott.xlsx", second),
        Kind("Abbott.xlsx.txt", second),
        Kind("фото 学校 😀.png", second),
    ]


def bad_kinds(signed: District, forger: Forger) -> list[Kind]:
    """What is no submission, or is damaged, or another district's; without the attacks."""
    genuine = (signed.folder / f"{BULLARD} {YEAR}.xlsx").read_bytes()
    other_district = _case("workbook.other_district")
    stranger = _case("trust.other_district")
    return [
        Kind("picture.png", bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(2000), NOT_A_ZIP, longer),
        Kind("picture of a table.xlsx", bytes.fromhex("ffd8ffe000104a464946") + bytes(3000), NOT_A_ZIP, longer),
        Kind("locked by a password.xlsx", OLE + "EncryptedPackage".encode("utf-16-le") + bytes(900), NOT_A_ZIP, longer),
        Kind("of Excel 97.xls", OLE + "Workbook".encode("utf-16-le") + bytes(900), NOT_A_ZIP, longer),
        Kind("empty.xlsx", b"", NOT_A_ZIP),
        Kind("zeros.xlsx", bytes(5000), NOT_A_ZIP, longer),
        Kind("report.pdf", b"%PDF-1.7 our report", NOT_A_ZIP, longer),
        Kind("notes.txt", b"Dear colleagues,", NOT_A_ZIP, longer),
        Kind("letter.docx", b"PK\x03\x04 no workbook", "container.truncated"),
        Kind("pictures.zip", _zip({"a.png": b"\x89PNG", "b.png": b"\x89PNG"}), "workbook.unknown_kind"),
        Kind("plain.xlsx", _plain_workbook(), "workbook.unknown_kind"),
        Kind("half.xlsx", genuine[: len(genuine) // 2], "container.truncated", shorter),
        Kind("nearly whole.xlsx", genuine[:-1], "container.truncated"),
        Kind("longer.xlsx", genuine + b"\0", "container.trailing_bytes", longer),
        Kind("another district.xlsx", other_district.build(forger), other_district.code),
        Kind("another district's key.xlsx", stranger.build(forger), stranger.code),
        Kind("-rf {name} %s.xlsx", b"odd name", NOT_A_ZIP),
        Kind("<b>bold<img src=x.png>.xlsx", b"looks like HTML", NOT_A_ZIP),
        Kind(f"{'long ' * 49}.xlsx", b"long name", NOT_A_ZIP),
    ]


def hostile_kinds(forger: Forger) -> list[Kind]:
    """Some of the attacks, each with its own code."""
    packages = [Kind(f"{each.name}.xlsx", each.build(forger.victim), each.code) for each in CASES[::EVERY_PACKAGE_CASE]]
    submissions = SUBMISSION_CASES[::EVERY_SUBMISSION_CASE]
    return [*packages, *(Kind(f"{each.name} too.xlsx", each.build(forger), each.code) for each in submissions)]


def put_on_posix(folder: Path) -> dict[str, str]:
    """What only POSIX folders have, each with its code: pipe, dangling link, names that are no text or two lines."""
    os.mkfifo(folder / "pipe.xlsx")
    (folder / "gone.xlsx").symlink_to(folder / "nowhere.xlsx")
    (folder / "loop.xlsx").symlink_to(folder / "loop.xlsx")
    (folder / os.fsdecode(b"caf\xe9.xlsx")).write_bytes(b"a name in Latin-1")
    (folder / "two\nlines\t\x1b[31m.xlsx").write_bytes(b"a name that steers a terminal")
    return {
        "pipe.xlsx": "file.not_a_file",
        "gone.xlsx": "file.not_found",
        "loop.xlsx": "file.unreadable",
        "caf\N{REPLACEMENT CHARACTER}.xlsx": NOT_A_ZIP,
        "two\nlines\t\x1b[31m.xlsx": NOT_A_ZIP,
    }


def serve_where_some_files_are_held(connection: Connection[Any, Any]) -> None:
    """The child that reads files, on a system that refuses to open those named so; modes do not stop root."""
    with _held_files():
        serve(connection)


def _held_files() -> AbstractContextManager[None]:
    named = {IN_USE: errno.EBUSY, NO_PERMISSION: errno.EACCES}
    return opening_refused(
        lambda path: next((number for begins, number in named.items() if path.name.startswith(begins)), None)
    )


@contextmanager
def opening_refused(number_of: Callable[[Path], int | None]) -> Iterator[None]:
    """Let the system answer with that error to whoever opens a file that ``number_of`` has one for.

    Linux lets everybody open what another program has open, and root whatever its mode says, so that a file is held at
    the place where the readers open it.
    """
    really = Path.open

    def open_unless_held(path: Path, *arguments: Any, **named: Any) -> Any:
        number = number_of(path)
        if number is not None:
            raise OSError(number, os.strerror(number), str(path))
        return really(path, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "open", open_unless_held)
        yield


def _case(code: str) -> SubmissionCase:
    return next(each for each in SUBMISSION_CASES if each.code == code)


def _plain_workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()
