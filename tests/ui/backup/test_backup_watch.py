"""Half an hour of work is backed up by itself, and a backup that fails is told once, in the page in front."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey
from ctecs_desktop.domain.retention import BackupKind
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.services import entry
from ctecs_desktop.services.session import system_clock
from ctecs_desktop.settings import Settings, use_settings
from ctecs_desktop.store.backup_files import BackupFile, list_backups
from ctecs_desktop.ui.backup.backup_model import WHERE
from ctecs_desktop.ui.backup.backup_watch import LOOK_MILLISECONDS, BackupWatch
from ctecs_desktop.ui.backup.backups_page import BackupsPage
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import BULLARD, YEAR, District
from tests.ui.windows import opened_window, wait_until_ready

COUNT = ObservationKey(BULLARD, YEAR, MeasureCode("1.04"), ALL_STUDENTS)


@pytest.fixture(autouse=True)
def _own_settings() -> Iterator[None]:
    yield
    use_settings(Settings())


@pytest.fixture
def window(qtbot: QtBot, district: District) -> Iterator[MainWindow]:
    with opened_window(qtbot, district.school_path(BULLARD)) as opened:
        yield opened


def watch_of(window: MainWindow) -> BackupWatch:
    assert window.view is not None
    return window.view.backups


def half_hours(window: MainWindow) -> list[BackupFile]:
    assert window.view is not None
    made = list_backups(window.view.workplace.session.store_path)
    return [each for each in made if each.kind is BackupKind.HALF_HOUR]


def pass_by(window: MainWindow, minutes: int) -> None:
    assert window.view is not None
    window.view.workplace.session.clock = lambda: system_clock() + timedelta(minutes=minutes)


def change(window: MainWindow) -> None:
    assert window.view is not None
    workplace = window.view.workplace
    workplace.changes.publish(entry.record_values(workplace.session, [Edit(COUNT, Missing.NOT_COLLECTED, "Lost")]))


def look(window: MainWindow, qtbot: QtBot) -> None:
    """What the timer does when its time has come."""
    watch_of(window).timer.timeout.emit()
    wait_until_ready(qtbot, window)


def test_it_looks_every_minute_for_as_long_as_the_workspace_is_open(qtbot: QtBot, window: MainWindow) -> None:
    timer = watch_of(window).timer
    assert timer.isActive()
    assert timer.interval() == LOOK_MILLISECONDS == 60_000
    window.close_store()
    assert not timer.isActive()


def test_half_an_hour_with_changes_makes_one_backup_and_without_any_none(qtbot: QtBot, window: MainWindow) -> None:
    change(window)
    look(window, qtbot)
    assert half_hours(window) == []
    pass_by(window, 31)
    look(window, qtbot)
    assert len(half_hours(window)) == 1
    look(window, qtbot)
    pass_by(window, 93)
    look(window, qtbot)
    assert len(half_hours(window)) == 1, "nothing was changed since"


def test_the_page_of_backups_shows_one_that_was_made_by_itself(qtbot: QtBot, window: MainWindow) -> None:
    assert window.view is not None
    page = window.view.go_to("backups")
    assert isinstance(page, BackupsPage)
    wait_until_ready(qtbot, window)
    before = len(page.model.rows)
    change(window)
    pass_by(window, 31)
    look(window, qtbot)
    wait_until_ready(qtbot, window)
    assert len(page.model.rows) == before + 1
    where = [page.model.index(row, WHERE).data() for row in range(before + 1)]
    assert set(where) == {"beside the workspace"}


def test_the_backup_waits_while_something_else_is_under_way(qtbot: QtBot, window: MainWindow) -> None:
    change(window)
    pass_by(window, 31)
    assert window.view is not None
    ends = []
    window.view.workplace.run("1 2 3", lambda _session, _progress: None, done=ends.append, failed=ends.append)
    watch_of(window).look()
    wait_until_ready(qtbot, window)
    assert (ends, half_hours(window)) == ([None], [])


def test_a_stick_that_was_pulled_out_is_told_beside_what_the_page_says(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    use_settings(Settings(second_backup_folder=str(tmp_path / "pulled out")))
    change(window)
    pass_by(window, 31)
    assert window.view is not None
    assert window.view.page is not None
    message = window.view.page.message
    window.say("The form was saved.")
    look(window, qtbot)
    assert message.text.startswith("The form was saved.\n")
    assert "pulled out" in message.text
    assert len(half_hours(window)) == 1
    message.clear()
    look(window, qtbot)
    assert message.text == ""


def test_a_backup_that_cannot_be_made_is_told_once_and_tried_again_later(
    qtbot: QtBot, window: MainWindow, district: District
) -> None:
    change(window)
    pass_by(window, 31)
    folder = district.folder / "backups"
    folder.rename(district.folder / "moved away")
    folder.write_text("in the way")
    look(window, qtbot)
    assert window.view is not None
    assert window.view.page is not None
    message = window.view.page.message
    assert message.text
    message.clear()
    folder.unlink()
    look(window, qtbot)
    assert (message.text, half_hours(window)) == ("", [])
    for _minute in range(30):
        look(window, qtbot)
    assert len(half_hours(window)) == 1
