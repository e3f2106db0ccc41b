"""Practising in the window: clearly marked, left at any time, answered by a played central office."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ctecs_desktop.services import practice
from ctecs_desktop.ui.main_window import MainWindow
from tests.services.test_practice import sign_practice
from tests.ui.windows import ScriptedAsker, wait_until_ready


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    window = MainWindow(asker=ScriptedAsker())
    qtbot.addWidget(window)
    window.practice.folder = tmp_path / "practice"
    window.show()
    yield window
    window.close()


def test_practice_is_marked_on_every_page_and_left_with_one_click(qtbot: QtBot, window: MainWindow) -> None:
    window.practice.practise.trigger()
    wait_until_ready(qtbot, window)
    assert window.view is not None
    assert "PRACTICE" in window.windowTitle()
    for kind in window.view.kinds:
        window.view.go_to(kind.name)
        wait_until_ready(qtbot, window)
        assert window.view.practice.isVisible(), kind.name
    sign_practice(window.view.workplace.session)
    window.view.practice.reply.trigger()
    wait_until_ready(qtbot, window)
    assert not window.view.questions.isHidden()
    assert window.view.page_name == "entry"
    window.view.practice.leave.trigger()
    qtbot.waitUntil(lambda: window.view is None)
    assert "PRACTICE" not in window.windowTitle()
    assert practice.PracticeFiles(window.practice.folder or Path()).school.exists()
