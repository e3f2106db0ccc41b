"""The large district of the benchmarks, made once, and the table that they print at the end."""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.central_copies import CentralCopies
from tests.bench.large_district import LargeDistrict, large_plan
from tests.bench.measuring import Report

CHECKOUT = Path(__file__).resolve().parents[2]
_REPORT = pytest.StashKey[Report]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_REPORT] = Report()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    report = terminalreporter.config.stash[_REPORT]
    if report.lines:
        terminalreporter.section(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
        for line in report.table():
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def report(pytestconfig: pytest.Config) -> Report:
    """Where each benchmark says what it found."""
    return pytestconfig.stash[_REPORT]


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> LargeDistrict:
    """17 schools with 5,042 signed values each; it takes most of a minute to make.

    In a process of its own: what the making leaves behind in memory would slow what is measured here.
    """
    folder = tmp_path_factory.mktemp("large")
    subprocess.run([sys.executable, "-m", "tests.bench.large_district", str(folder)], cwd=CHECKOUT, check=True)
    return LargeDistrict(folder, large_plan())


@pytest.fixture
def fresh_central(district: LargeDistrict, tmp_path: Path) -> Iterator[CentralCopies]:
    """Copies of central office's store into which nothing was imported yet."""
    copies = CentralCopies(district, tmp_path)
    yield copies
    copies.close()
