"""The window goes on while much is read and computed: the event loop turns all the while.

For how long a single step of it may hold the window is measured by ``tests/bench``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from ctecs_desktop.services import intake
from ctecs_desktop.ui.review.inbox_page import InboxPage
from tests.district import ABBOTT, BULLARD, YEAR, District
from tests.ui.windows import opened_window, wait_until_ready

WORKBOOKS = 17


@dataclass
class Heartbeat:
    """How often the event loop turned."""

    beats: int = 0


@contextmanager
def heartbeat() -> Iterator[Heartbeat]:
    heart = Heartbeat()

    def beat() -> None:
        heart.beats += 1

    timer = QTimer()
    timer.setInterval(1)
    timer.timeout.connect(beat)
    timer.start()
    yield heart
    timer.stop()


def many_workbooks(signed: District, folder: Path) -> list[Path]:
    """Two genuine submissions, and others that differ by a byte: each has to be read and judged for itself."""
    genuine = [signed.folder / f"{school} {YEAR}.xlsx" for school in (BULLARD, ABBOTT)]
    others = []
    for number in range(WORKBOOKS - len(genuine)):
        data = bytearray(genuine[number % 2].read_bytes())
        data[len(data) // 2 + number] ^= 1
        others.append(folder / f"other {number}.xlsx")
        others[-1].write_bytes(data)
    return [*genuine, *others]


def test_the_window_goes_on_during_import_and_rollup(qtbot: QtBot, signed: District, tmp_path: Path) -> None:
    files = many_workbooks(signed, tmp_path)
    with signed.central() as central:
        intake.import_files(central, files[:2], accept_clean=True)
    with opened_window(qtbot, signed.central_path) as window:
        assert window.view is not None
        page = window.view.go_to("inbox")
        assert isinstance(page, InboxPage)
        wait_until_ready(qtbot, window)
        with heartbeat() as heart:
            page.take_in(files)
            assert page.workplace.tasks.is_busy, "the window's thread gave the work away"
            wait_until_ready(qtbot, window)
        assert page.model.rowCount() == WORKBOOKS
        assert heart.beats > 2 * WORKBOOKS, "it turned more often than there were files to tell of"
        window.view.go_to("rollup")
        assert page.workplace.tasks.is_busy
        wait_until_ready(qtbot, window)
