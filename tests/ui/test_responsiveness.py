"""The window goes on while much is read and computed: no step of its event loop holds it up for long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from ctecs_desktop.services import intake
from ctecs_desktop.ui.review.inbox_page import InboxPage
from tests.district import ABBOTT, BULLARD, YEAR, District
from tests.ui.windows import opened_window, wait_until_ready

PROMISED_MILLISECONDS = 100
"""What the window promises on a PC of its own."""

MOST_MILLISECONDS = 400
"""What is refused here, where other tests and other programs share the processors."""

BEAT_MILLISECONDS = 5
WORKBOOKS = 17


@dataclass
class Heartbeat:
    """The longest time between two beats, in milliseconds, by what was done meanwhile."""

    longest: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def watching(self, what: str) -> Iterator[None]:
        last = time.perf_counter()
        self.longest[what] = 0.0

        def beat() -> None:
            nonlocal last
            now = time.perf_counter()
            self.longest[what] = max(self.longest[what], (now - last) * 1000)
            last = now

        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(BEAT_MILLISECONDS)
        timer.timeout.connect(beat)
        timer.start()
        yield
        timer.stop()
        beat()


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


def test_a_held_up_window_would_be_noticed(qtbot: QtBot) -> None:
    heart = Heartbeat()
    with heart.watching("sleep"):
        QTimer.singleShot(20, lambda: time.sleep(0.25))
        qtbot.wait(400)
    assert heart.longest["sleep"] > 200


def test_the_window_goes_on_during_import_and_rollup(
    qtbot: QtBot, signed: District, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = many_workbooks(signed, tmp_path)
    with signed.central() as central:
        intake.import_files(central, files[:2], accept_clean=True)
    heart = Heartbeat()
    with opened_window(qtbot, signed.central_path) as window:
        assert window.view is not None
        page = window.view.go_to("inbox")
        assert isinstance(page, InboxPage)
        wait_until_ready(qtbot, window)
        with heart.watching("import"):
            page.take_in(files)
            wait_until_ready(qtbot, window)
        assert page.model.rowCount() == WORKBOOKS
        with heart.watching("rollup"):
            window.view.go_to("rollup")
            wait_until_ready(qtbot, window)
    with capsys.disabled():
        told = ", ".join(f"{what} {longest:.0f} ms" for what, longest in heart.longest.items())
        print(f"\nlongest pause of the window (promised: {PROMISED_MILLISECONDS} ms): {told}")
    assert max(heart.longest.values()) < MOST_MILLISECONDS
