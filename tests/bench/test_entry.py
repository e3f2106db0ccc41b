"""Benchmark: one edit, on the disk with its history before the next key is pressed."""

from __future__ import annotations

import os
import random
import shutil
from decimal import Decimal
from pathlib import Path

from ctecs_desktop.domain.observation import Edit
from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.services import entry
from ctecs_desktop.services.session import open_session
from ctecs_desktop.services.submission import amend
from tests.bench.large_district import PERIOD, LargeDistrict
from tests.bench.measuring import Report, Spread, seconds_of

EDITS = 400


def test_a_durable_edit_takes_16_ms_at_most_at_the_95th_percentile(
    district: LargeDistrict, tmp_path: Path, report: Report
) -> None:
    path = tmp_path / "school.ctecs"
    shutil.copyfile(district.school_path(), path)
    with open_session(path, person="sam") as session:
        amend(session, PERIOD, reason="The benchmark edits.")
        values = entry.current_values(session, PERIOD)
        ratios = [each for each in values.values() if isinstance(each.value, Ratio)]
        times = []
        for observation in random.Random(7).sample(ratios, EDITS):
            assert isinstance(observation.value, Ratio)
            edit = Edit(observation.key, Ratio(Decimal(len(times)), Decimal(1000)), "Edited by the benchmark.")
            before = {observation.key: observation}
            times.append(
                seconds_of(lambda edit=edit, before=before: entry.record_values(session, [edit], expected=before))
            )
    took = Spread(tuple(times))
    syncs = Spread(tuple(_seconds_of_sync(tmp_path / "synced", count=100)))
    p95 = took.percentile(0.95) * 1000
    report.add(
        "one durable edit with its history, p95",
        f"{p95:.1f} ms",
        wanted="≤ 16 ms",
        took=f"{took.milliseconds}; one fsync here {syncs.milliseconds}",
    )
    assert p95 <= 16


def _seconds_of_sync(path: Path, *, count: int) -> list[float]:
    """How long this disk takes to make one page durable, to judge the figure above by."""
    with path.open("wb", buffering=0) as file:
        times = []
        for _ in range(count):
            file.write(bytes(4096))
            times.append(seconds_of(lambda: os.fsync(file.fileno())))
        return times
