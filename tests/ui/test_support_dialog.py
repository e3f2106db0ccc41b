"""The support bundle is looked at before it is written, and goes where the person says."""

from __future__ import annotations

import zipfile
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ctecs_desktop import __version__
from ctecs_desktop.ui.about.about_dialog import AboutDialog
from ctecs_desktop.ui.about.places import Places
from ctecs_desktop.ui.about.support_dialog import SupportDialog
from ctecs_desktop.ui.tasks import TaskRunner
from tests.district import BULLARD, District
from tests.ui.windows import ScriptedAsker


def test_the_bundle_is_shown_then_written(qtbot: QtBot, district: District, tmp_path: Path) -> None:
    out = tmp_path / "support.zip"
    tasks, asker = TaskRunner(), ScriptedAsker(new_files=[out])
    dialog = SupportDialog(district.school_path(BULLARD), log_folder=tmp_path, asker=asker, tasks=tasks)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.verb.isEnabled()
    qtbot.waitUntil(dialog.verb.isEnabled, timeout=20_000)
    shown = {}
    for number in range(dialog.file.count()):
        dialog.file.setCurrentIndex(number)
        shown[dialog.file.currentText()] = dialog.look.toPlainText()
    assert not out.exists()
    dialog.verb.click()
    qtbot.waitUntil(lambda: dialog.written is not None)
    with zipfile.ZipFile(out) as archive:
        written = {name: archive.read(name).decode() for name in archive.namelist()}
    assert {name: text.strip() for name, text in shown.items()} == {
        name: text.strip() for name, text in written.items()
    }
    tasks.close()


def test_who_turns_back_writes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    tasks, asker = TaskRunner(), ScriptedAsker()
    dialog = SupportDialog(None, log_folder=tmp_path, asker=asker, tasks=tasks)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.verb.isEnabled)
    dialog.verb.click()
    assert dialog.written is None
    assert dialog.isVisible()
    assert asker.asked == ["support.zip"]
    tasks.close()


def test_what_the_about_box_says_can_be_copied(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = AboutDialog(Places(tmp_path / "settings.json", tmp_path / "log"))
    qtbot.addWidget(dialog)
    dialog.copy()
    copied = QGuiApplication.clipboard().text()
    assert __version__ in copied
    assert str(tmp_path / "log") in copied
    assert "PySide6-Essentials" in copied
