"""A process that signs, imports or enrols is killed at random moments: what it said is done, no file is torn.

Each act that was acknowledged is logged outside the store by the process that dies. ``CTECS_EXCHANGE_KILLS`` sets how
many processes are killed (18 in every test run: half of them sign, a third imports, the others enrol), ``CTECS_SEED``
repeats a run.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.exchange.opc.package_verifier import verify_package
from ctecs_desktop.exchange.signers.keys import open_key
from ctecs_desktop.services import enrolment, intake, review, submission
from ctecs_desktop.services.check import check_workspace
from ctecs_desktop.services.session import key_path_of
from ctecs_desktop.services.verification import verifier_of, verify_file
from ctecs_desktop.services.workspace import create_school, read_invitation
from tests.district import ABBOTT, BULLARD, SCHOOL_PASSPHRASE, YEAR, District
from tests.faults.revisions import Revisions, make_revisions

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")

KILLS = int(os.environ.get("CTECS_EXCHANGE_KILLS", "18"))
SEED = int(os.environ.get("CTECS_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)

WORKER = """
import os, sys, time
from pathlib import Path
import openpyxl
from ctecs_desktop.services import enrolment, intake, submission
from ctecs_desktop.services.session import open_session
from tests.district import SCHOOL_PASSPHRASE, YEAR, school_key
from tests.faults.revisions import sign_next

act, store, log, *files = sys.argv[1:]
acks = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
tell = lambda word, name: os.write(acks, f"{word} {name}\\n".encode())
EARLY = False


def torn(path, data):
    with open(path, "wb", buffering=0) as file:
        for start in range(0, len(data), 4096):
            file.write(data[start : start + 4096])
            time.sleep(0.01)
    return path


print("loaded", flush=True)
sys.stdin.readline()
with open_session(Path(store), person="sam") as session:
    if act == "carelessly":
        submission.write_file_atomically = torn
        EARLY = True
    key = school_key(session) if act in {"sign", "carelessly"} else None
    print("at work", flush=True)
    if key:
        while True:
            revision = submission.state_of(session, YEAR).revision
            revision += submission.state_of(session, YEAR).is_locked
            tell("begun", revision)
            if EARLY:
                tell("done", revision)
            sign_next(session, key, Path(files[0]))
            if not EARLY:
                tell("done", revision)
    for name in files:
        tell("begun", Path(name).name)
        if act == "import":
            intake.import_files(session, [Path(name)], accept_clean=True)
        else:
            enrolment.enrol(
                session, signer="Pat Principal", role="Principal", passphrase=SCHOOL_PASSPHRASE, out=Path(name)
            )
        tell("done", Path(name).name)
print("finished", flush=True)
sys.stdin.readline()
"""


@dataclass
class Log:
    """What the processes of a series said before they died."""

    path: Path
    killed: int = 0
    interrupted: int = 0

    def done(self) -> set[str]:
        return self._named("done")

    def _named(self, word: str) -> set[str]:
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        return {line.partition(" ")[2] for line in lines if line.startswith(f"{word} ")}

    def count(self, word: str) -> int:
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        return sum(1 for line in lines if line.startswith(f"{word} "))


@dataclass
class Killer:
    """Starts processes of one kind of act, lets each work for a while, and kills it."""

    act: str
    longest: float  # seconds at work
    moments: random.Random

    @contextmanager
    def at_work(self, log: Log, store: Path, *files: Path) -> Iterator[None]:
        """A process that has been killed in the middle of its work when the block begins."""
        before = log.count("begun") - log.count("done")
        child = subprocess.Popen(
            [sys.executable, "-c", WORKER, self.act, str(store), str(log.path), *map(str, files)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        try:
            assert child.stdout is not None
            assert child.stdin is not None
            assert child.stdout.readline() == "loaded\n"
            child.stdin.write("go\n")
            child.stdin.flush()
            assert child.stdout.readline() == "at work\n"
            time.sleep(self.moments.uniform(0.0, self.longest))
        finally:
            child.kill()
            child.communicate()
        assert child.returncode == -signal.SIGKILL
        log.killed += 1
        log.interrupted += log.count("begun") - log.count("done") > before
        yield


def torn_workbooks(folder: Path) -> list[str]:
    """Workbooks under their final names that are not whole."""
    torn = []
    for path in sorted(folder.glob("*.xlsx")):
        try:
            verify_package(path.read_bytes())
        except CtecsError:
            torn.append(path.name)
    return torn


def broken_checks(path: Path, district: District) -> list[str]:
    return [f"{each.name}: {each.detail}" for each in check_workspace(path, clock=district.clock) if not each.ok]


@dataclass
class SignSeries:
    """What was found after each kill of a process that signs."""

    lost: set[str] = field(default_factory=set)
    torn: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)


def kill_signing(district: District, act: str, kills: int, log: Log) -> SignSeries:
    found = SignSeries()
    path, out = district.school_path(BULLARD), district.folder / "out"
    out.mkdir()
    killer = Killer(act, 0.5, random.Random(SEED))
    for _ in range(kills):
        with killer.at_work(log, path, out):
            found.broken += broken_checks(path, district)
            found.torn |= set(torn_workbooks(out))
            with district.school() as school:
                signed = {str(each.identity.revision) for each in submission.timeline(school, YEAR)}
            written = {each.stem for each in out.glob("*.xlsx")}
            found.lost |= log.done() - (signed & written)
    return found


def test_a_killed_sign_off_loses_nothing_that_was_acknowledged_and_leaves_no_torn_workbook(
    unsigned: District, tmp_path: Path
) -> None:
    log, kills = Log(tmp_path / "log.txt"), max(1, KILLS // 2)
    found = kill_signing(unsigned, "sign", kills, log)
    leftovers = len(list((unsigned.folder / "out").glob(".ctecs-*.part")))
    print(
        f"\nseed {SEED}: {log.killed} kills while signing, {log.interrupted} in the act; {log.count('done')} signed, "
        f"{leftovers} temporary files left"
    )
    assert (log.killed, found.broken) == (kills, []), f"seed {SEED}"
    assert log.interrupted >= kills // 2, "the processes were killed when there was nothing to interrupt"
    assert (found.lost, found.torn) == (set(), set()), f"seed {SEED}"
    with unsigned.school() as school:
        state = submission.state_of(school, YEAR)
        if submission.timeline(school, YEAR):
            submission.export_again(school, YEAR, out=tmp_path / "again.xlsx")
            with unsigned.central() as central:
                verdict = verify_file(tmp_path / "again.xlsx", verifier_of(central), at=unsigned.clock())
            assert verdict.code == "verified"
            assert verdict.revision >= state.revision - 1
    with unsigned.central() as central:
        files = sorted((unsigned.folder / "out").glob("*.xlsx"))
        imported = intake.import_files(central, files, accept_clean=True).files
        assert {each.verdict.code for each in imported} <= {"verified"}


def test_the_harness_notices_a_program_that_writes_in_place_and_speaks_too_early(
    unsigned: District, tmp_path: Path
) -> None:
    """The negative control: what it acknowledged is lost, or its workbook is torn."""
    log = Log(tmp_path / "log.txt")
    found = kill_signing(unsigned, "carelessly", 4, log)
    assert log.killed == 4
    assert found.lost | found.torn, f"seed {SEED}"


@pytest.fixture(scope="module")
def revisions(sound_district: District, tmp_path_factory: pytest.TempPathFactory) -> Revisions:
    return make_revisions(
        District(sound_district.folder.parent / "unsigned", sound_district.clock), tmp_path_factory.mktemp("revisions")
    )


def test_a_killed_import_has_taken_each_file_whole_or_not_at_all(
    unsigned: District, revisions: Revisions, tmp_path: Path
) -> None:
    kills = max(1, KILLS // 3)
    killer = Killer("import", 0.15, random.Random(SEED + 1))
    files = [unsigned.folder / each.name for each in revisions.files]
    for source, target in zip(revisions.files, files, strict=True):
        shutil.copy(source, target)
    fresh = unsigned.central_path.read_bytes()
    reference = unsigned.copied_to(tmp_path / "reference")
    with reference.central() as central:
        for file in files:  # one at a time, as the process that is killed takes them
            intake.import_files(central, [file], accept_clean=True)
        wanted = sorted((each.digest, each.status.value) for each in review.received(central))
    log = Log(tmp_path / "log.txt")
    for number in range(kills):
        unsigned.central_path.write_bytes(fresh)
        unsigned.central_path.with_name("central.ctecs-journal").unlink(missing_ok=True)
        log.path = tmp_path / f"log {number}.txt"
        with killer.at_work(log, unsigned.central_path, *files):
            assert broken_checks(unsigned.central_path, unsigned) == [], f"seed {SEED}"
            with unsigned.central() as central:
                held = {each.file_name for each in review.received(central)}
                assert log.done() <= held, f"seed {SEED}: acknowledged and lost"
                assert len(held) <= log.count("begun")
                for file in files:
                    (again,) = intake.import_files(central, [file], accept_clean=True).files
                    assert again.verdict.code == "verified"
                assert sorted((each.digest, each.status.value) for each in review.received(central)) == wanted
    print(f"\nseed {SEED}: {log.killed} kills while importing, {log.interrupted} in the act")
    assert log.killed == kills
    assert log.interrupted >= 1, "the processes were killed when there was nothing to interrupt"


def test_a_killed_enrolment_leaves_a_whole_key_or_none_and_can_be_done_again(
    unsigned: District, tmp_path: Path
) -> None:
    kills = max(1, KILLS // 6)
    killer = Killer("enrol", 0.8, random.Random(SEED + 2))
    invitation = read_invitation(unsigned.plan_file)
    path = unsigned.school_path("new")
    create_school(path, invitation=invitation, school=ABBOTT, person="sam", clock=unsigned.clock).close()
    fresh, log, out = path.read_bytes(), Log(tmp_path / "log.txt"), tmp_path / "out"
    for number in range(kills):
        path.write_bytes(fresh)
        key_path_of(path).unlink(missing_ok=True)
        log.path, folder = tmp_path / f"log {number}.txt", out / str(number)
        folder.mkdir(parents=True)
        with killer.at_work(log, path, folder / "enrolment.xlsx"):
            assert broken_checks(path, unsigned) == []
            assert torn_workbooks(folder) == [], f"seed {SEED}"
            was_made = key_path_of(path).exists()
            before = open_key(key_path_of(path), SCHOOL_PASSPHRASE).public_key_der if was_made else None
            if "enrolment.xlsx" in log.done():
                assert (folder / "enrolment.xlsx").exists(), f"seed {SEED}: acknowledged and lost"
            with unsigned.school("new") as school:
                written = enrolment.enrol(
                    school,
                    signer="Pat Principal",
                    role="Principal",
                    passphrase=SCHOOL_PASSPHRASE,
                    out=folder / "enrolment.xlsx",
                )
            after = open_key(key_path_of(path), SCHOOL_PASSPHRASE).public_key_der
            assert before in {None, after}, "a key that was made is never made again"
            with unsigned.central() as central:
                assert enrolment.read_request(central, written.path).words == written.words
    print(f"\nseed {SEED}: {log.killed} kills while enrolling, {log.interrupted} in the act")
    assert log.killed == kills
    assert log.interrupted >= 1
