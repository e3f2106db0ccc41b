"""A school's window with its page of values in front."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ctecs_desktop.ui.entry.entry_page import EntryPage
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import BULLARD, District
from tests.ui.entry.keyboard import entry_page
from tests.ui.windows import ScriptedAsker, opened_window


@pytest.fixture
def asker() -> ScriptedAsker:
    return ScriptedAsker()


@pytest.fixture
def school_window(qtbot: QtBot, district: District, asker: ScriptedAsker) -> Iterator[MainWindow]:
    with opened_window(qtbot, district.school_path(BULLARD), asker) as opened:
        yield opened


@pytest.fixture
def entering(school_window: MainWindow) -> EntryPage:
    return entry_page(school_window)
