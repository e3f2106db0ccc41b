"""Backups are seen and made, and a damaged workspace is made good with two clicks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ctecs_desktop import settings
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.services import backup, entry, submission
from ctecs_desktop.services.backup import ListedBackup
from ctecs_desktop.services.session import open_session
from ctecs_desktop.settings import Settings, load_settings, settings_in_use, use_settings
from ctecs_desktop.ui.backup.backups_page import BackupsPage
from ctecs_desktop.ui.backup.restore_dialog import RestoreDialog
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import BULLARD, YEAR, District, sign
from tests.ui.windows import ScriptedAsker, opened_window, wait_until_ready

COUNT = ObservationKey(BULLARD, YEAR, MeasureCode("1.04"), ALL_STUDENTS)


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path) -> Iterator[None]:
    use_settings(Settings(), user_file=tmp_path / "settings.json")
    yield
    use_settings(Settings())


def page_of(window: MainWindow, qtbot: QtBot) -> BackupsPage:
    assert window.view is not None
    page = window.view.go_to("backups")
    wait_until_ready(qtbot, window)
    assert isinstance(page, BackupsPage)
    return page


def test_every_backup_is_listed_and_checked(qtbot: QtBot, district: District, qtmodeltester: ModelTester) -> None:
    path = district.school_path(BULLARD)
    with open_session(path) as session:
        damaged = backup.back_up(session).made
    assert damaged is not None
    content = bytearray(damaged.read_bytes())
    content[4096:12288] = bytes(8192)
    damaged.write_bytes(bytes(content))
    with opened_window(qtbot, path) as window:
        page = page_of(window, qtbot)
        rows = {row.file.path: row for row in page.model.rows if isinstance(row, ListedBackup)}
        assert len(rows) == len(page.model.rows) >= 2
        assert rows[damaged].problem is not None
        number = [row.file.path for row in rows.values()].index(damaged)
        page.view.setCurrentIndex(page.model.index(number, 0))
        assert not page.restore_action.isEnabled()
        assert any(row.problem is None for row in rows.values())
        qtmodeltester.check(page.model)


def test_one_more_is_made_now_and_copied_into_the_second_folder(
    qtbot: QtBot, district: District, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with opened_window(qtbot, district.school_path(BULLARD), ScriptedAsker(folders=[stick])) as window:
        page = page_of(window, qtbot)
        before = len(page.model.rows)
        page.folder_action.trigger()
        assert settings_in_use().second_backup_folder == str(stick)
        assert load_settings(None, tmp_path / "settings.json").second_backup_folder == str(stick)
        assert str(stick) in page.folder.text()
        page.make_action.trigger()
        wait_until_ready(qtbot, window)
        assert len(page.model.rows) == before + 1
        assert len(list(stick.rglob("*.ctecs"))) == 1
        page.stop_action.trigger()
        assert settings_in_use().second_backup_folder == ""


def test_settings_that_cannot_be_written_hold_for_this_process(tmp_path: Path) -> None:
    (tmp_path / "no folder").write_text("")
    use_settings(Settings(), user_file=tmp_path / "no folder" / "settings.json")
    with pytest.raises(OSError):
        settings.change_settings_in_use(second_backup_folder=str(tmp_path))
    assert settings_in_use().second_backup_folder == str(tmp_path)


def test_a_backup_is_put_back_after_its_differences_were_shown(
    qtbot: QtBot, district: District, tmp_path: Path
) -> None:
    path = district.school_path(BULLARD)
    with open_session(path) as session:
        made = backup.back_up(session).made
        before = entry.current_values(session, YEAR)[COUNT]
        sign(session, tmp_path / "signed.xlsx")
        submission.amend(session, YEAR, reason="Recount")
        entry.record_values(session, [Edit(COUNT, Missing.NOT_COLLECTED, "Lost")])
    assert made is not None
    with opened_window(qtbot, path) as window:
        dialog = window.recovery.dialog(path, made)
        qtbot.addWidget(dialog)
        qtbot.waitUntil(dialog.verb.isEnabled)
        assert "2015-16 revision 1" in dialog.summary.text()
        assert [row[1] for row in dialog.model.rows] == ["not collected"]
        dialog.verb.click()
        qtbot.waitUntil(lambda: dialog.restored is not None)
        window.recovery.after(dialog, path)
        wait_until_ready(qtbot, window)
        assert window.view is not None
        assert window.view.page is not None
        assert "is kept" in window.view.page.message.text
        session = window.view.workplace.session
        assert entry.current_values(session, YEAR)[COUNT] == before
        assert submission.state_of(session, YEAR).revision == 2


class Clicks(QObject):
    """Counts the presses of the mouse, and does nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.MouseButtonPress and isinstance(watched, QPushButton):
            self.count += 1
        return False


def test_a_damaged_workspace_is_made_good_with_two_clicks_and_the_damaged_file_is_kept(
    qtbot: QtBot, qapp: QApplication, district: District
) -> None:
    path = district.school_path(BULLARD)
    with open_session(path) as session:
        backup.back_up(session)
        values = entry.current_values(session, YEAR)
    content = bytearray(path.read_bytes())
    content[:16] = b"not a database.."
    path.write_bytes(bytes(content))
    clicks = Clicks()
    qapp.installEventFilter(clicks)
    window = MainWindow(asker=ScriptedAsker())
    qtbot.addWidget(window)
    window.show()
    window.open_store(path)
    qtbot.waitUntil(lambda: window.recovery.offer is not None, timeout=20_000)
    assert path.name in window.start.message.text
    put_back = next(each for each in window.start.findChildren(QPushButton) if each.text().startswith("Put back"))

    def confirm() -> None:
        dialog = window.findChild(RestoreDialog)
        if dialog is None or not dialog.verb.isEnabled():
            QTimer.singleShot(50, confirm)
            return
        qtbot.mouseClick(dialog.verb, Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, confirm)
    qtbot.mouseClick(put_back, Qt.MouseButton.LeftButton)
    wait_until_ready(qtbot, window)
    qapp.removeEventFilter(clicks)
    assert clicks.count == 2
    kept = [file for file in district.folder.rglob("*.ctecs") if file.read_bytes() == bytes(content)]
    assert len(kept) == 1
    assert window.view is not None
    assert window.view.page is not None
    assert kept[0].name in window.view.page.message.text
    assert entry.current_values(window.view.workplace.session, YEAR) == values
    window.close()


def test_a_file_that_never_was_a_workspace_offers_no_backup(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "letter.ctecs"
    path.write_text("Dear colleagues")
    window = MainWindow(asker=ScriptedAsker())
    qtbot.addWidget(window)
    window.open_store(path)
    qtbot.waitUntil(lambda: not window.tasks.is_busy)
    assert window.recovery.offer is None
