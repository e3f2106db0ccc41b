"""One byte of a school's signed submission is another: it is refused with a reason, or it says what was signed.

Bytes are changed in every part (packed again, so that only the signature can tell), all over the file as it lies on
the disk, and in every field of its zip records. ``CTECS_BYTES`` sets how many bytes of each part are changed, one at a
time (20 in every test run), ``CTECS_SEED`` repeats a run.
"""

from __future__ import annotations

import os
import random
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from ctecs_desktop.domain.review import Verdict
from ctecs_desktop.exchange.opc import package_verifier
from ctecs_desktop.exchange.opc.container import pack, read_container
from ctecs_desktop.exchange.submission import workbook_reader
from ctecs_desktop.services.verification import FileVerdict, Verifier, verifier_of, verify_bytes
from tests.district import BULLARD, YEAR, District

BYTES = int(os.environ.get("CTECS_BYTES", "20"))
SEED = int(os.environ.get("CTECS_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)


@pytest.fixture(scope="module")
def verifier(sound_district: District) -> Iterator[Verifier]:
    with sound_district.central() as central:
        yield verifier_of(central)


@pytest.fixture(scope="module")
def signed_bytes(sound_district: District) -> bytes:
    return Path(sound_district.folder / f"{BULLARD} {YEAR}.xlsx").read_bytes()


def _changed(data: bytes, position: int, choose: random.Random) -> bytes:
    """Another byte at ``position``: one bit of it, or any other value, such as a neighbouring digit."""
    other = data[position] ^ (1 << choose.randrange(8)) if choose.random() < 0.5 else choose.randrange(256)
    return data[:position] + bytes([other if other != data[position] else other ^ 1]) + data[position + 1 :]


def _in_parts(signed: bytes, choose: random.Random) -> Iterator[tuple[str, bytes]]:
    """Every part with one of its bytes changed, soundly packed."""
    parts = dict(read_container(signed))
    for name, content in parts.items():
        positions = sorted({choose.randrange(len(content)) for _ in range(BYTES)}) if content else []
        for position in positions:
            yield f"{name} at {position}", pack({**parts, name: _changed(content, position, choose)})
        yield f"a byte more in {name}", pack({**parts, name: content + b"\n"})


def _in_file(signed: bytes, choose: random.Random) -> Iterator[tuple[str, bytes]]:
    """The file with one of its bytes changed, most of them in packed content."""
    for _ in range(BYTES * 10):
        position = choose.randrange(len(signed))
        yield f"byte {position}", _changed(signed, position, choose)


def _in_records(signed: bytes, choose: random.Random) -> Iterator[tuple[str, bytes]]:
    """The file with one byte of a zip record changed: every byte of the end record, some of every other record."""
    end = signed.rindex(b"PK\x05\x06")
    count, _, start = struct.unpack_from("<HII", signed, end + 10)
    yield from (
        (f"end record at {position - end}", _changed(signed, position, choose)) for position in range(end, end + 22)
    )
    position = start
    for _ in range(count):
        name_length, extra_length, comment_length = struct.unpack_from("<3H", signed, position + 28)
        (local,) = struct.unpack_from("<I", signed, position + 42)
        for first, length in ((position, 46 + name_length), (local, 30 + name_length)):
            for place in {choose.randrange(length) for _ in range(max(2, BYTES // 2))}:
                yield f"record at {first}, byte {place}", _changed(signed, first + place, choose)
        position += 46 + name_length + extra_length + comment_length


def _all_changes(signed: bytes) -> Iterator[tuple[str, bytes]]:
    choose = random.Random(SEED)
    for changes in (_in_parts, _in_file, _in_records):
        yield from changes(signed, choose)


def _content(verdict: FileVerdict) -> object:
    """What is taken from a file: everything that was signed, where it stands, and by whom."""
    assert verdict.values is not None
    received = verdict.values.received
    return verdict.submission, received.digest, received.signer_fingerprint, dict(verdict.values.cells)


def _outcomes(
    signed: bytes, changes: Iterable[tuple[str, bytes]], verifier: Verifier, *, at: datetime
) -> tuple[Counter[str], list[str]]:
    """How many changes met with which verdict, and those that were taken with another content."""
    wanted = _content(verify_bytes(signed, "sound.xlsx", verifier, at=at))
    outcomes: Counter[str] = Counter()
    silent: list[str] = []
    for what, data in changes:
        assert data != signed, what
        verdict = verify_bytes(data, "changed.xlsx", verifier, at=at)
        if verdict.verdict is Verdict.REFUSED:
            assert verdict.code, what
            outcomes[verdict.code] += 1
            continue
        outcomes[verdict.verdict.value] += 1
        if _content(verdict) != wanted:
            silent.append(what)
    return outcomes, silent


def test_a_changed_byte_is_refused_with_a_reason_or_changes_nothing(
    signed_bytes: bytes, verifier: Verifier, sound_district: District
) -> None:
    changes = _all_changes(signed_bytes)
    outcomes, silent = _outcomes(signed_bytes, changes, verifier, at=sound_district.clock())
    taken = outcomes["accepted"] + outcomes["held"]
    print(
        f"\nseed {SEED}: {sum(outcomes.values())} one-byte changes, {taken} taken with what was signed, the others "
        f"refused with {len(outcomes.keys() - {'accepted', 'held'})} reasons"
    )
    assert silent == [], f"seed {SEED}"
    assert sum(outcomes.values()) > 250
    assert outcomes["held"] == 0, "a damaged signature must not pass for one that a re-save took away"
    assert taken <= sum(outcomes.values()) // 20


def test_the_harness_notices_a_verifier_that_looks_at_the_signature_alone(
    signed_bytes: bytes, verifier: Verifier, sound_district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: SignedInfo alone, without the digest of each part and without the seal, sees nothing."""
    monkeypatch.setattr(package_verifier, "_check_entry", lambda *_: None)
    monkeypatch.setattr(workbook_reader.ReadSubmission, "require_agreement", lambda *_: None)
    for number in range(10):  # some twenty bytes of the seal's sheet each time, of which few stand in a value
        changes = [
            (what, data)
            for what, data in _in_parts(signed_bytes, random.Random(SEED + number))
            if what.startswith("xl/worksheets/sheet11.xml")  # the seal
        ]
        _, silent = _outcomes(signed_bytes, changes, verifier, at=sound_district.clock())
        if silent:
            return
    pytest.fail("ten times twenty changed bytes of the seal changed nothing that this verifier would have missed")
