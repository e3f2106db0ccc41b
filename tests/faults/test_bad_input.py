"""Bad input in a terminal, on a real workspace: a clear answer and exit code, and nothing lost.

Every refusal says what happened, what is safe and what to do, and the workspace holds afterwards what it held before.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.services import entry, intake, review, submission
from ctecs_desktop.services.session import open_session
from ctecs_desktop.services.workspace import create_central, starting_plan
from ctecs_desktop.store.check import check_store
from tests.cli.conftest import Answer, Run
from tests.district import ABBOTT, BULLARD, SCHOOL_PASSPHRASE, YEAR, District

SIGN = ("--period", YEAR, "--signer", "Pat Principal", "--role", "Principal")
HEADER = "measure,period,subgroup,numerator,denominator,value,blank,note\n"


def holdings(path: Path) -> dict[str, object]:
    """What a person would miss if it were lost: values, reasons, signed and received workbooks, the register."""
    assert [each for each in check_store(path) if not each.ok] == []
    with open_session(path, writable=False) as session:
        if path.name == "central.ctecs":
            received = review.received(session)
            return {"received": received, "trust": session.plan, "at": [each.status for each in received]}
        return {
            "values": entry.current_values(session, YEAR),
            "open": submission.validate(session, YEAR).findings,
            "state": submission.state_of(session, YEAR),
            "signed": submission.timeline(session),
            "plan": session.plan,
        }


def require_told(answer: Answer, code: str, *, exit_code: int = 1) -> str:
    """The refusal has its code, and its message is whole sentences that end with something to do."""
    assert answer.code == exit_code, answer
    document = answer.document
    error = document["error"] if isinstance(document, dict) else document[0]
    assert error["code"] == code
    message = str(error["message"] if "message" in error else error["reason"])
    assert len([sentence for sentence in message.split(". ") if sentence]) >= 2, message
    assert message.endswith((".", "…"))
    for unexplained in ("Traceback", "Error(", "Errno", "{", "None", "support this code"):
        assert unexplained not in message, message
    return message


@pytest.fixture
def workplace(signed: District) -> District:
    """The signed district with files beside it that are not what they seem."""
    folder = signed.folder
    good = (folder / f"{BULLARD} {YEAR}.xlsx").read_bytes()
    files = {
        "letter.pdf": b"%PDF-1.7\nDear colleague",
        "picture.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(500),
        "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "empty.xlsx": b"",
        "text.xlsx": HEADER.encode(),
        "truncated.xlsx": good[: len(good) // 2],
        "store.ctecs": b"SQLite format 3\0" + bytes(300),
        "letter.ctecs": b"Dear colleague",
        "wrong.txt": b"granite willow pepper anchor",
        "blank.txt": b"\n",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "a folder").mkdir()
    return signed


REFUSED_WORKBOOKS = {
    "letter.pdf": ("container.not_a_zip", "PDF"),
    "picture.xlsx": ("container.not_a_zip", "picture"),
    "old.xls": ("container.not_a_zip", "Ask for the file to be sent again"),
    "empty.xlsx": ("container.not_a_zip", "empty"),
    "text.xlsx": ("container.not_a_zip", "text"),
    "truncated.xlsx": ("container.truncated", "cut"),
    "not there.xlsx": ("file.not_found", "Check the name"),
}


@pytest.mark.parametrize("name", REFUSED_WORKBOOKS)
def test_a_file_that_is_no_workbook_is_refused_at_import_with_what_it_seems_to_be(
    name: str, run: Run, workplace: District
) -> None:
    before = holdings(workplace.central_path)
    answer = run("import", workplace.central_path, workplace.folder / name, "--accept", "--json")
    code, word = REFUSED_WORKBOOKS[name]
    assert word in require_told(answer, code)
    assert answer.document[0]["state"] == "refused"
    told = run("import", workplace.central_path, workplace.folder / name)
    assert (told.code, code in told.out) == (1, True)
    assert holdings(workplace.central_path) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("open", "SCHOOL", "letter.pdf"), "container.not_a_zip"),
        (("open", "SCHOOL", "truncated.xlsx"), "container.truncated"),
        (("open", "SCHOOL", "not there.xlsx"), "file.not_found"),
        (("open", "SCHOOL", "a folder"), "file.is_a_folder"),
        (("open", "SCHOOL", f"{BULLARD} {YEAR}.xlsx"), "workbook.not_for_school"),
        (("approve", "CENTRAL", "letter.pdf", "--passphrase-file", "central.txt"), "container.not_a_zip"),
        (("approve", "CENTRAL", "plan.xlsx", "--passphrase-file", "central.txt"), "workbook.other_kind"),
        (("enter", "SCHOOL", "picture.xlsx"), "entry.not_a_table"),
        (("enter", "SCHOOL", "not there.csv"), "file.not_found"),
        (("enter", "SCHOOL", "a folder"), "file.is_a_folder"),
        (("import", "CENTRAL", "a folder"), "import.folder_empty"),
        (("verify", "a folder"), "import.folder_empty"),
        (("import", "SCHOOL", f"{BULLARD} {YEAR}.xlsx"), "session.wrong_role"),
        (("rollup", "SCHOOL", "--period", YEAR), "session.wrong_role"),
        (("approve", "SCHOOL", "plan.xlsx", "--passphrase-file", "central.txt"), "session.wrong_role"),
        (("open", "CENTRAL", "plan.xlsx"), "session.wrong_role"),
        (("export", "SCHOOL", "--period", YEAR, "--out", "no folder/out.xlsx"), "file.no_such_folder"),
        (("export", "SCHOOL", "--period", YEAR, "--out", "a folder"), "file.is_a_folder"),
        (("export", "SCHOOL", "--period", "2013-14", "--out", "out.xlsx"), "submission.not_signed"),
        (("sign", "SCHOOL", *SIGN, "--passphrase-file", "wrong.txt", "--out", "out.xlsx"), "key.wrong_passphrase"),
        (("sign", "SCHOOL", *SIGN, "--passphrase-file", "blank.txt", "--out", "out.xlsx"), "passphrase.empty"),
        (("sign", "SCHOOL", *SIGN, "--passphrase-file", "none.txt", "--out", "out.xlsx"), "passphrase.unreadable"),
        (("sign", "SCHOOL", *SIGN, "--passphrase-file", "school.txt", "--out", "out.xlsx"), "submission.locked"),
        (("plan", "CENTRAL", "--passphrase-file", "wrong.txt", "--out", "out.xlsx"), "key.wrong_passphrase"),
        (("validate", "SCHOOL", "--period", "2099-00"), "plan.unknown_period"),
        (("status", "no store.ctecs"), "store.missing"),
        (("status", "letter.ctecs"), "store.not_a_store"),
        (("status", "store.ctecs"), "store.not_a_store"),
        (("enter", "a folder", "plan.xlsx"), "store.unreadable"),
        (("import", "letter.pdf", f"{BULLARD} {YEAR}.xlsx"), "store.not_a_store"),
    ],
    ids=lambda value: " ".join(value[:3]) if isinstance(value, tuple) else value,
)
def test_a_refused_command_says_why_and_leaves_both_workspaces_as_they_were(
    words: Sequence[str], code: str, run: Run, workplace: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workplace.folder)
    stores = {"CENTRAL": workplace.central_path, "SCHOOL": workplace.school_path(BULLARD)}
    before = {name: holdings(path) for name, path in stores.items()}
    files = {each.name for each in workplace.folder.iterdir() if each.suffix != ".lock"}
    given = [stores.get(word, word) for word in words]
    require_told(run(*given, "--json"), code)
    told = run(*given)
    assert told.code == 1
    assert told.err.strip()
    assert told.out.strip() == ""
    assert {name: holdings(path) for name, path in stores.items()} == before
    assert {each.name for each in workplace.folder.iterdir() if each.suffix != ".lock"} == files


@pytest.mark.parametrize(
    "words",
    [
        ("sign", "store.ctecs"),
        ("enter", "store.ctecs"),
        ("verify",),
        ("import", "store.ctecs", "x.xlsx", "--sudo"),
        ("improt", "store.ctecs"),
        ("new", "store.ctecs", "--role", "boss"),
    ],
)
def test_a_wrong_command_line_is_told_with_exit_code_2(words: Sequence[str], run: Run) -> None:
    answer = run(*words)
    assert answer.code == 2
    assert "Usage:" in answer.err
    as_json = run(*words, "--json")
    assert (as_json.code, as_json.document["error"]["code"]) == (2, "usage")


REFUSED_VALUES = {
    "unknown measure": (f"9.99,{YEAR},all,1,2,,,\n", "plan.unknown_measure", "line 2, measure"),
    "unknown subgroup": (f"1.01,{YEAR},gender.unheard,1,2,,,\n", "plan.unknown_subgroup", "line 2, subgroup"),
    "unknown period": ("1.01,2099-00,all,1,2,,,\n", "plan.unknown_period", "line 2, period"),
    "decimal comma": (f'1.12,{YEAR},all,,100,"469,4",,\n', "value.decimal_comma", "line 2, value"),
    "text in a number": (f"1.01,{YEAR},all,many,784,,,\n", "value.not_a_number", "line 2, numerator"),
    "a value where its parts belong": (f"1.01,{YEAR},all,,,20.9,,\n", "value.parts_wanted", "line 2"),
    "a number without end": (f"1.01,{YEAR},all,1e400,784,,,\n", "value.exponent", "line 2, numerator"),
    "given twice": (f"1.01,{YEAR},all,1,784,,,\n1.01,{YEAR},all,2,784,,,\n", "entry.given_twice", "line 3, measure"),
    "of central office": (f"4.06,{YEAR},all,1,2,,,\n", "entry.central_only", "line 2, measure"),
}


@pytest.mark.parametrize("name", REFUSED_VALUES)
def test_a_value_that_cannot_be_taken_is_named_with_its_place_and_none_of_the_file_is_written(
    name: str, run: Run, unsigned: District
) -> None:
    row, code, where = REFUSED_VALUES[name]
    table = unsigned.folder / "more.csv"
    table.write_text(f"{HEADER}{row}1.03,{YEAR},all,1,784,,,\n", encoding="utf-8")
    path = unsigned.school_path(BULLARD)
    before = holdings(path)
    answer = run("enter", path, table, "--json")
    assert (answer.code, answer.document["new"], answer.document["changed"]) == (1, 0, 0)
    (refused,) = answer.document["refused"]
    assert refused["code"] == code
    assert refused["where"].startswith(where)
    assert refused["reason"].count(".") >= 1
    told = run("enter", path, table)
    assert told.code == 1
    assert "nothing was written" in told.out
    assert holdings(path) == before


def test_another_districts_workbook_is_refused_and_said_to_be_that(run: Run, signed: District, tmp_path: Path) -> None:
    plan = replace(starting_plan(practice=True), district=SchoolCode("9000099"), district_name="Another district")
    other = tmp_path / "other" / "central.ctecs"
    other.parent.mkdir()
    create_central(other, plan=plan, passphrase="granite willow pepper anchor").close()
    answer = run("import", other, signed.folder / f"{BULLARD} {YEAR}.xlsx", "--accept", "--json")
    assert "9000016" in require_told(answer, "workbook.other_district")
    with open_session(other, writable=False) as session:
        assert review.received(session) == []
        assert [each.code for each in intake.refused_files(session)] == ["workbook.other_district"]


def test_a_store_that_somebody_has_open_is_told_with_who_has_it(run: Run, unsigned: District) -> None:
    path = unsigned.school_path(BULLARD)
    table = unsigned.folder / f"values {BULLARD}.csv"
    with unsigned.school():
        message = require_told(run("enter", path, table, "--json"), "store.owned")
        assert str(os.getpid()) in message
        assert "Your work is safe there" in message
        assert run("status", path, "--json").code == 0, "a reader may look"
    assert run("enter", path, table, "--json").code == 0


def test_a_store_of_a_newer_program_is_refused_by_every_command_and_stays_byte_for_byte(
    run: Run, workplace: District
) -> None:
    path = workplace.school_path(BULLARD)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=9999")
    before = path.read_bytes()
    for words in (
        ("status", path),
        ("check", path),
        ("enter", path, workplace.folder / f"values {BULLARD}.csv"),
        ("open", path, workplace.plan_file),
        ("validate", path, "--period", YEAR),
        ("export", path, "--period", YEAR, "--out", workplace.folder / "out.xlsx"),
    ):
        answer = run(*words, "--json")
        assert answer.code == 1, words
        if words[0] == "check":
            assert [each["ok"] for each in answer.document["checks"]][-1] is False
        else:
            assert "newest version" in require_told(answer, "store.too_new")
        assert path.read_bytes() == before, words
    assert not (workplace.folder / "out.xlsx").exists()


def test_a_damaged_store_is_refused_and_kept_as_it_is(run: Run, workplace: District) -> None:
    path = workplace.school_path(BULLARD)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    before = path.read_bytes()
    answer = run("enter", path, workplace.folder / f"values {BULLARD}.csv", "--json")
    assert "backup" in require_told(answer, "store.damaged")
    assert run("check", path).code == 1
    assert path.read_bytes() == before


def test_a_workbook_that_cannot_be_written_is_kept_in_the_store_and_exported_again(
    run: Run, unsigned: District
) -> None:
    path = unsigned.school_path(BULLARD)
    words = (*SIGN, "--passphrase-file", unsigned.folder / "school.txt")
    answer = run("sign", path, *words, "--out", unsigned.folder / "no folder" / "out.xlsx", "--json")
    message = require_told(answer, "sign.not_exported")
    assert "ctecs export" in message
    again = run("export", path, "--period", YEAR, "--out", unsigned.folder / "out.xlsx", "--json")
    assert again.code == 0
    verified = run("import", unsigned.central_path, unsigned.folder / "out.xlsx", "--accept", "--json")
    assert verified.document[0]["state"] == "accepted"


# What follows needs another user, a limit or a small disk: the command runs in a process of its own.

COMMAND = """
import importlib, os, pkgutil, resource, signal, sys
import encodings.idna, filelock, getpass, logging.handlers, openpyxl, platformdirs, pwd, sqlite_utils
import ctecs_desktop
from ctecs_desktop.cli.main import main

# Nobody may not read this checkout: what the commands import later is imported now.
for room in ("cli", "services", "store", "exchange", "wording", "domain"):
    package = importlib.import_module(f"ctecs_desktop.{room}")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"ctecs_desktop.{room}.{module.name}")
what, *words = sys.argv[1:]
if what == "nobody" and os.getuid() == 0:  # root may write wherever it likes
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
if what.isdigit():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that writing past the limit is an error and not the end
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(what), resource.RLIM_INFINITY))
main(words)
"""

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="limits, users and mounts are those of POSIX")


def run_limited(what: str, *words: object) -> Answer:
    """``ctecs`` as user nobody, under a limit of bytes for each file, or as it is (``""``)."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, what, *map(str, words)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    return Answer(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A real file system of so many kilobytes, where one may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")

    def mounted(kilobytes: int) -> Path:
        command = [mount or "mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
        if mount is None or os.getuid() != 0 or subprocess.run(command, capture_output=True).returncode != 0:
            pytest.skip("only root may mount a small file system")
        return folder

    yield mounted
    if os.path.ismount(folder):
        subprocess.run([shutil.which("umount") or "umount", "--lazy", str(folder)], check=True)


@on_posix
def test_a_full_stick_costs_nothing_but_the_copy(
    run: Run, unsigned: District, small_disk: Callable[[int], Path]
) -> None:
    stick = small_disk(20)
    path = unsigned.school_path(BULLARD)
    words = (*SIGN, "--passphrase-file", unsigned.folder / "school.txt", "--out", stick / "out.xlsx")
    message = require_told(run("sign", path, *words, "--json"), "sign.not_exported")
    assert "kept in the workspace" in message
    assert list(stick.iterdir()) == [], "no half file, no leftover"
    again = run("export", path, "--period", YEAR, "--out", stick / "out.xlsx", "--json")
    require_told(again, "file.disk_full")
    assert list(stick.iterdir()) == []
    assert run("export", path, "--period", YEAR, "--out", unsigned.folder / "out.xlsx", "--json").code == 0


MEASURES = ("1.01", "1.03")


@on_posix
def test_a_disk_too_full_for_the_values_keeps_what_was_there_and_takes_them_once_there_is_room(
    run: Run, unsigned: District, small_disk: Callable[[int], Path]
) -> None:
    store = unsigned.school_path(ABBOTT)
    kilobytes = store.stat().st_size // 1024 + 150
    disk = small_disk(kilobytes)
    path = disk / store.name
    shutil.copy(store, path)
    table = unsigned.folder / "more.csv"
    rows = "".join(f"{measure},{YEAR},all,{number},600,,,{'x' * 900}\n" for number, measure in enumerate(MEASURES, 1))
    table.write_text(HEADER + rows, encoding="utf-8")
    filler = disk / "filler"
    free = shutil.disk_usage(disk).free
    filler.write_bytes(bytes(free - 16_384))
    before = holdings(path)
    message = require_told(run("enter", path, table, "--json"), "store.full")
    assert "Make some room" in message
    assert holdings(path) == before
    filler.unlink()
    answer = run("enter", path, table, "--json")
    assert (answer.code, answer.document["refused"]) == (0, [])


@on_posix
def test_a_file_that_may_not_grow_is_told_and_nothing_is_lost(unsigned: District) -> None:
    path = unsigned.school_path(ABBOTT)
    table = unsigned.folder / "more.csv"
    rows = "".join(f"{measure},{YEAR},all,{number},600,,,{'x' * 900}\n" for number, measure in enumerate(MEASURES, 1))
    table.write_text(HEADER + rows, encoding="utf-8")
    before = holdings(path)
    answer = run_limited(str(path.stat().st_size), "enter", path, table, "--json")
    message = require_told(answer, "store.cannot_write")
    assert "Check the disk" in message
    assert holdings(path) == before
    assert run_limited("", "enter", path, table, "--json").code == 0


@on_posix
def test_a_folder_that_cannot_be_written_is_told_and_can_still_be_read(signed: District) -> None:
    # Not below tmp_path, whose folders nobody else may enter.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "district"
        shutil.copytree(signed.folder, folder)
        folder.chmod(0o555)
        Path(name).chmod(0o755)
        path = folder / signed.school_path(BULLARD).name
        before = {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}
        try:
            written = run_limited("nobody", "enter", path, folder / f"values {BULLARD}.csv", "--json")
            exported = run_limited("nobody", "export", path, "--period", YEAR, "--out", folder / "out.xlsx", "--json")
            read = run_limited("nobody", "validate", path, "--period", YEAR, "--json")
            imported = run_limited(
                "nobody", "import", folder / "central.ctecs", folder / f"{BULLARD} {YEAR}.xlsx", "--json"
            )
        finally:
            folder.chmod(0o755)
        assert {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()} == before
    assert "Copy the workspace" in require_told(written, "store.read_only")
    assert "Copy the workspace" in require_told(imported, "store.read_only")
    require_told(exported, "file.read_only")
    assert read.code == 0
    assert json.loads(read.out)


def test_the_passphrase_is_in_no_answer_and_in_no_log(run: Run, workplace: District) -> None:
    words = (*SIGN, "--passphrase-file", workplace.folder / "school.txt", "--out", workplace.folder / "out.xlsx")
    answer = run("sign", workplace.school_path(BULLARD), *words)
    assert answer.code == 1
    for word in SCHOOL_PASSPHRASE.split():
        assert word not in answer.out + answer.err
