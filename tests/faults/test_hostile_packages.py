"""Every hostile workbook is refused with its own reason, quickly and in little memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import ExchangeError
from ctecs_desktop.exchange.opc.container import LIMITS, pack
from ctecs_desktop.exchange.opc.package_signature import sign_package
from ctecs_desktop.exchange.opc.package_verifier import verify_package
from tests.exchange.package_building import CLAIMED_TIME, make_signer, make_workbook, signed_workbook, unpack
from tests.faults.hostile_packages import CASES, CONTENT_BOMBS, HostileCase, Victim, content_bomb

LARGEST = "the_largest_that_is_still_taken"
SECONDS_ALLOWED = 2
MEGABYTES_ALLOWED = 200

# Runs in a process of its own, so that what it takes is what verifying takes. Processor time is what a file costs,
# whoever else is at work. The peak is read from /proc, since ru_maxrss still counts what the parent held before.
VERIFY_ALL = """
import json, pathlib, re, sys, time
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.exchange.opc.package_verifier import verify_package


def peak_megabytes():
    return int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) / 1024


report = {}
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    data = path.read_bytes()
    start = time.process_time()
    try:
        verify_package(data)
        code = "accepted"
    except CtecsError as error:
        code = error.code
    seconds = time.process_time() - start
    del data
    report[path.stem] = (code, seconds, peak_megabytes())
print(json.dumps(report))
"""


@pytest.fixture(scope="module")
def victim() -> Victim:
    return Victim(signed_workbook(), make_signer(), make_workbook())


def test_the_workbook_they_are_made_from_is_accepted(victim: Victim) -> None:
    assert "xl/workbook.xml" in verify_package(victim.signed).parts


@pytest.mark.parametrize("hostile", CASES, ids=lambda hostile: hostile.name)
def test_a_hostile_workbook_is_refused_for_its_own_reason(hostile: HostileCase, victim: Victim) -> None:
    with pytest.raises(ExchangeError) as refusal:
        verify_package(hostile.build(victim))
    assert (refusal.value.code, refusal.value.params["rule"]) == (hostile.code, hostile.rule)


def test_there_are_enough_cases_and_reasons() -> None:
    reasons = Counter(hostile.code for hostile in CASES)
    assert len(CASES) >= 100
    assert len(reasons) >= 75
    assert {hostile.rule for hostile in CASES} == {*range(1, 15), 19}


def _largest_workbook(victim: Victim) -> bytes:
    """Nearly as much as a container may unpack, with a sign in it that makes a text in memory four times as long."""
    parts = unpack(make_workbook())
    cells = "".join(f"<c><v>{number}</v></c>" for number in range(500_000))
    filler = cells * ((LIMITS.unpacked_size - 500_000) // len(cells))
    sheet = f"<worksheet>\U0001f3eb{filler}</worksheet>".encode()
    data = pack({**parts, "xl/worksheets/sheet1.xml": sheet})
    return sign_package(data, signer=victim.signer, claimed_time=CLAIMED_TIME)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_refusing_takes_two_seconds_and_200_megabytes_at_most(victim: Victim, tmp_path: Path) -> None:
    for hostile in CASES:
        (tmp_path / f"{hostile.name}.xlsx").write_bytes(hostile.build(victim))
    for name in CONTENT_BOMBS:
        bomb = sign_package(content_bomb(name, make_workbook()), signer=victim.signer, claimed_time=CLAIMED_TIME)
        (tmp_path / f"{name}.xlsx").write_bytes(bomb)
    (tmp_path / f"{LARGEST}.xlsx").write_bytes(_largest_workbook(victim))
    done = subprocess.run([sys.executable, "-c", VERIFY_ALL, str(tmp_path)], capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)
    assert len(report) == len(CASES) + len(CONTENT_BOMBS) + 1
    slow = {name: found for name, found in report.items() if found[1] > SECONDS_ALLOWED}
    large = {name: found for name, found in report.items() if found[2] > MEGABYTES_ALLOWED}
    assert (slow, large) == ({}, {})
    accepted = {name for name, found in report.items() if found[0] == "accepted"}
    assert accepted == {*CONTENT_BOMBS, LARGEST}, "what these hold is judged by the layout, not by the signature"
