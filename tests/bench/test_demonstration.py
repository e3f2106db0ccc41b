"""Benchmarks on the demonstration: its two reports, and how long the window stands still while it is opened."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.review.board_page import BoardPage
from ctecs_desktop.ui.theme import apply_theme
from tests.bench.measuring import Report, Spread
from tests.ui.freezing import longest_freeze
from tests.ui.windows import ScriptedAsker, wait_until_ready

ROUNDS = 9
CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Where central office's workspace lies, and the seconds that each edition of the report took."""

    central: Path
    internal_seconds: float
    public_seconds: float


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Eighteen schools, three years; made in a process of its own."""
    folder = tmp_path_factory.mktemp("demonstration") / "demonstration"
    made = subprocess.run(
        [sys.executable, "-m", "ctecs_desktop", "demo", str(folder), "--json"],
        cwd=CHECKOUT,
        check=True,
        stdout=subprocess.PIPE,
    )
    told = json.loads(made.stdout)
    return Demonstration(folder / "central.ctecs", told["report_seconds"], told["public_seconds"])


def test_each_edition_of_the_report_is_written_in_all_formats_within_10_seconds(
    demonstration: Demonstration, report: Report
) -> None:
    editions = {"internal": demonstration.internal_seconds, "public, audited,": demonstration.public_seconds}
    for edition, seconds in editions.items():
        report.add(
            f"the annual report of three years, {edition} as PDF, Word and Excel", f"{seconds:.1f} s", wanted="≤ 10 s"
        )
    assert max(editions.values()) <= 10


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp, "light")
    yield
    qapp.setStyleSheet("")


def _is_shown(page: BoardPage) -> bool:
    return page.panel.inspection is not None


def test_opening_central_offices_workspace_never_holds_the_window_for_100_ms(
    demonstration: Demonstration, tmp_path: Path, qtbot: QtBot, report: Report
) -> None:
    freezes = []
    for number in range(ROUNDS):
        path = tmp_path / str(number) / "central.ctecs"
        path.parent.mkdir()
        shutil.copyfile(demonstration.central, path)
        window = MainWindow(asker=ScriptedAsker())
        qtbot.addWidget(window)
        window.resize(1400, 860)
        window.show()
        qtbot.wait(50)
        with longest_freeze() as freeze:
            window.open_store(path)
            wait_until_ready(qtbot, window)
            assert window.view is not None
            page = window.view.page
            assert isinstance(page, BoardPage)
            qtbot.waitUntil(partial(_is_shown, page))
            qtbot.wait(50)
        freezes.append(freeze.milliseconds / 1000)
        window.close()
    found = Spread(tuple(freezes))  # the first too: a person opens it once
    report.add(
        "longest freeze of the window while central office's workspace of eighteen schools is opened",
        f"{found.median * 1000:.0f} ms",
        wanted="≤ 100 ms",
        took=found.milliseconds,
    )
    assert found.median <= 0.1
