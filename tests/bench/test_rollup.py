"""Benchmarks: the rollup page of 1,000 schools, against grouping all their values anew."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ctecs_desktop.services.session import open_session
from ctecs_desktop.ui.rollup.rollup_model import FigureRow
from ctecs_desktop.ui.rollup.rollup_page import RollupPage
from tests.bench.large_district import PERIOD
from tests.bench.many_schools import SCHOOLS, ManySchools
from tests.bench.measuring import Report, Spread, seconds_of
from tests.ui.windows import workplace_of

ROUNDS = 5
CHECKOUT = Path(__file__).resolve().parents[2]
LONGEST_MILLISECONDS = 200_000
MOST_MEGABYTES = 200

GROUPING = (
    "SELECT v.measure, v.subgroup, count(*), sum(v.value) FROM submitted_value v"
    " JOIN received r ON r.id = v.submission JOIN code c ON c.id = r.period WHERE c.text = ? GROUP BY 1, 2"
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> ManySchools:
    """1,000 schools with 5,042 accepted values each; it takes some minutes to make, in a process of its own."""
    folder = tmp_path_factory.mktemp("many")
    subprocess.run([sys.executable, "-m", "tests.bench.many_schools", str(folder)], cwd=CHECKOUT, check=True)
    return ManySchools(folder)


@dataclass(frozen=True, slots=True)
class Computed:
    """What the process told that computed all figures from the values."""

    seconds: float
    figures: int
    schools: int
    megabytes: tuple[float, float, float]  # at the start, once the store was open, at most


@pytest.fixture(scope="module")
def computed(many: ManySchools) -> Computed:
    """The figures of the period computed from the values, in a process of its own, and kept."""
    command = [sys.executable, "-m", "tests.bench.cold_rollup", str(many.central_path), PERIOD]
    done = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True)
    return Computed(**json.loads(done.stdout))


def test_computing_the_figures_of_1000_schools_holds_the_values_of_one_measure_alone(
    computed: Computed, report: Report
) -> None:
    assert computed.schools == SCHOOLS
    before, opened, peak = computed.megabytes
    report.add(
        f"computing {computed.figures:,} figures of {SCHOOLS:,} schools from all values",
        f"{peak - opened:,.0f} MB",
        wanted=f"≤ {MOST_MEGABYTES} MB",
        took=f"{computed.seconds:.1f} s; {before:,.0f} MB at start, {opened:,.0f} once opened, {peak:,.0f} at most",
    )
    assert not peak - opened > MOST_MEGABYTES


def test_the_rollup_page_opens_from_1000_schools_within_a_second(
    qtbot: QtBot, many: ManySchools, computed: Computed, report: Report
) -> None:
    """The page itself, from being shown to its rows, its trends over six years and the sources of the first figure."""
    with closing(sqlite3.connect(f"file:{many.central_path}?mode=ro", uri=True)) as connection:
        found: list[tuple[int, ...]] = connection.execute(GROUPING, (PERIOD,)).fetchall()
        values = sum(row[2] for row in found)
        grouping = seconds_of(lambda: connection.execute(GROUPING, (PERIOD,)).fetchall())
    with open_session(many.central_path, person="carol", keeps_backups=False) as session:
        plan = session.plan

        def opening() -> None:
            with workplace_of(session, plan.period(PERIOD)) as workplace:
                page = RollupPage(workplace)
                qtbot.addWidget(page)
                page.resize(1280, 760)
                page.show()
                qtbot.waitUntil(lambda: page.panel.sources.rowCount() > 0, timeout=LONGEST_MILLISECONDS)
                page.grab()
                row = next(each for each in page.model.rows if isinstance(each, FigureRow))
                assert sum(1 for each in row.years if each.is_known) > 1
                page.close()

        opening()  # computes and keeps the few schools of the years before
        spread = Spread(tuple(seconds_of(opening) for _ in range(ROUNDS)))
    report.add(
        f"opening the rollup page of {SCHOOLS:,} schools, {values:,} values, with five years before",
        f"{spread.median:.2f} s",
        wanted="≤ 1 s",
        took=spread.text(places=2, unit="s"),
    )
    report.add(
        "grouping all those values by measure and subgroup in SQL ÷ opening the page",
        f"{grouping / spread.median:.0f}",
        took=f"{grouping:.1f} s",
    )
    report.add(
        "computing the figures from all values ÷ opening the page",
        f"{computed.seconds / spread.median:.0f}",
        took=f"{computed.seconds:.1f} s",
    )
    assert spread.median <= 1 or grouping / spread.median >= 100
