"""One bit of a store is flipped: it is found, or the content is what it was.

``CTECS_FLIPS`` sets how many bits are flipped, one at a time (400 in every test run), ``CTECS_SEED`` repeats a run.
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import StoreError
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.store.opening import open_store
from tests.store.stores import content, filled_file

FLIPS = int(os.environ.get("CTECS_FLIPS", "400"))
SEED = int(os.environ.get("CTECS_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)


def flips(sound: bytes, count: int) -> Iterator[tuple[int, bytes]]:
    """``count`` copies of ``sound``, each with one bit flipped; three of four in bytes that are not zero."""
    choose = random.Random(SEED)
    used = [position for position, byte in enumerate(sound) if byte]
    for number in range(count):
        position = choose.choice(used) if number % 4 else choose.randrange(len(sound))
        damaged = bytearray(sound)
        damaged[position] ^= 1 << choose.randrange(8)
        yield position, bytes(damaged)


@pytest.mark.parametrize("role", WorkspaceRole)
def test_a_flipped_bit_never_changes_content_silently(role: WorkspaceRole, tmp_path: Path) -> None:
    path = filled_file(tmp_path, role)
    sound = path.read_bytes()
    with open_store(path) as store:
        wanted = content(store)
    found = harmless = 0
    for number, (position, damaged) in enumerate(flips(sound, FLIPS // 2)):
        path.write_bytes(damaged)
        try:
            with open_store(path, writable=number % 4 == 0) as store:
                assert content(store) == wanted, f"seed {SEED}: byte {position} was changed silently"
            harmless += 1
        except StoreError:
            found += 1
        path.with_name(path.name + "-journal").unlink(missing_ok=True)
    print(f"\nseed {SEED}: {found} of {FLIPS // 2} flips found, {harmless} left the content as it was")
    assert found > FLIPS // 8


def test_the_harness_notices_a_check_that_looks_at_structure_alone(tmp_path: Path) -> None:
    """The negative control: SQLite's own integrity check lets changed values pass."""
    path = filled_file(tmp_path, WorkspaceRole.SCHOOL)
    sound = path.read_bytes()
    select = "SELECT school, period, measure, subgroup, value, note FROM observation"
    with closing(sqlite3.connect(path)) as connection:
        wanted = connection.execute(select).fetchall()
    page = sound.index(b"note 7")
    missed = 0
    for position in range(page - 200, page + 200):
        damaged = bytearray(sound)
        damaged[position] ^= 1
        path.write_bytes(damaged)
        try:
            with closing(sqlite3.connect(path)) as connection:
                is_sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                missed += is_sound and connection.execute(select).fetchall() != wanted
        except sqlite3.DatabaseError:
            continue
    assert missed > 50
