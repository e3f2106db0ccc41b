"""A second start hands its files to the window that is open; a killed program keeps nobody out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from ctecs_desktop.ui import instance as instance_module
from ctecs_desktop.ui.instance import Instance, files_of

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ctecs_desktop.ui.instance import Instance
application = QCoreApplication([])
second = Instance(Path(sys.argv[1]))
print(second.claim(), second.hand_over([Path(name) for name in sys.argv[2:]]))
"""
FIRST = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ctecs_desktop.ui.instance import Instance
application = QCoreApplication([])
first = Instance(Path(sys.argv[1]))
assert first.claim()
first.listen()
print("first", flush=True)
application.exec()
"""


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], text=True)


def test_a_second_start_hands_its_files_over(qtbot: QtBot, tmp_path: Path) -> None:
    first = Instance(tmp_path)
    assert first.claim()
    first.listen()
    with qtbot.waitSignal(first.called, timeout=10_000) as called:
        second = start(SECOND, tmp_path, tmp_path / "norwich.ctecs", "reply one.xlsx")
    assert called.args == [[tmp_path / "norwich.ctecs", Path.cwd() / "reply one.xlsx"]]
    out, _err = second.communicate(timeout=20)
    assert out.split() == ["False", "True"]
    first.close()


def test_a_killed_program_keeps_nobody_out(qtbot: QtBot, tmp_path: Path) -> None:
    killed = start(FIRST, tmp_path)
    assert killed.stdout is not None
    assert killed.stdout.readline() == "first\n"
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    killed.stdout.close()
    assert (tmp_path / "window.lock").exists()
    first = Instance(tmp_path)
    assert first.claim()
    first.listen()
    with qtbot.waitSignal(first.called, timeout=10_000) as called:
        second = start(SECOND, tmp_path)
    assert called.args == [[]]
    second.communicate(timeout=20)
    first.close()


def test_a_program_that_does_not_answer_is_not_waited_for_long(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance_module, "_PATIENCE_SECONDS", 0.5)
    first, second = Instance(tmp_path), Instance(tmp_path)
    assert first.claim()
    assert not second.claim()
    assert not second.hand_over([])
    first.listen()
    assert not second.hand_over([])  # it listens, but this very thread, which would answer, is waiting
    first.close()
    assert second.claim()
    second.close()


def test_a_message_that_is_not_ours_is_dropped(qtbot: QtBot, tmp_path: Path) -> None:
    first = Instance(tmp_path)
    assert first.claim()
    first.listen()
    heard: list[object] = []
    first.called.connect(heard.append)
    for message in (b"GET / HTTP/1.1\n", b"x" * (instance_module.LONGEST_MESSAGE + 1)):
        socket = QLocalSocket()
        socket.connectToServer(instance_module._server_name(tmp_path))
        assert socket.waitForConnected(1000)
        socket.write(message)
        qtbot.waitUntil(lambda caller=socket: caller.state() is QLocalSocket.LocalSocketState.UnconnectedState)
    assert heard == []
    first.close()


def test_a_folder_that_cannot_be_made_lets_the_window_open(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    assert Instance(in_the_way / "folder").claim()


@given(
    st.binary()
    | st.recursive(st.text() | st.integers() | st.none(), st.lists).map(lambda each: json.dumps(each).encode())
)
def test_any_message_is_files_or_nothing(message: bytes) -> None:
    found = files_of(message)
    assert found is None or all(path.is_absolute() for path in found)
