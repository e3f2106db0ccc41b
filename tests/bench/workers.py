"""Processes that do a piece of work whenever they are asked, so that neither their start nor ours counts."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ctecs_desktop.exchange.submission.workbook_layout import goal_sheet
from ctecs_desktop.exchange.workbook.workbook_page import FIRST_TABLE_ROW
from tests.bench.large_district import LargeDistrict

CHECKOUT = Path(__file__).resolve().parents[2]
PANDAS_SCRIPT = Path(__file__).with_name("pandas_rollup.py")


class Worker:
    """A process that does its work once for every line that it gets, and answers with a line of JSON."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.told: dict[str, Any] = {}

    def work(self) -> float:
        """Seconds of one round, by the process's own clock."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        self.told = json.loads(self._process.stdout.readline())
        return float(self.told["seconds"])


@contextmanager
def working(*command: str) -> Iterator[Worker]:
    """Run ``command`` until the block ends."""
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Worker(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=60) == 0


@contextmanager
def pandas_working(district: LargeDistrict, engine: str) -> Iterator[Worker]:
    """What an analyst would do with the files of ``district``, where pandas is installed."""
    python = os.environ.get("CTECS_PANDAS_PYTHON")
    if not python:
        pytest.skip("pandas lives in an environment of its own: run this by `python packaging/dev.py bench`")
    sheets = ";".join(goal_sheet(goal.number) for goal in district.plan.goals)
    with working(
        python, str(PANDAS_SCRIPT), engine, str(FIRST_TABLE_ROW - 1), sheets, *map(str, district.files)
    ) as analyst:
        yield analyst
