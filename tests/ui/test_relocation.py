"""A workspace in a place where it is in danger is brought to this PC with one click."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ctecs_desktop.services import entry
from ctecs_desktop.services.keys import has_key
from ctecs_desktop.services.session import open_session
from ctecs_desktop.store import location
from tests.district import BULLARD, YEAR, District
from tests.ui.windows import opened_window, wait_until_ready


def _button(widget: QWidget) -> QPushButton:
    return next(each for each in widget.findChildren(QPushButton) if each.text() == "Bring it to this PC")


def test_out_of_a_synchronized_folder(qtbot: QtBot, district: District, tmp_path: Path) -> None:
    synced = district.copied_to(tmp_path / "OneDrive - District").school_path(BULLARD)
    with open_session(synced) as session:
        values = entry.current_values(session, YEAR)
        session.notices.clear()
    with opened_window(qtbot, synced) as window:
        window.relocation.folder = tmp_path / "local"
        assert window.view is not None
        assert window.view.page is not None
        assert "OneDrive" in window.view.page.message.text
        qtbot.mouseClick(_button(window.view.page), Qt.MouseButton.LeftButton)
        wait_until_ready(qtbot, window)
        session = window.view.workplace.session
        assert session.store_path == tmp_path / "local" / synced.name
        assert entry.current_values(session, YEAR) == values
        assert has_key(session)
        assert window.view.page is not None
        assert f"{synced.name}.moved" in window.view.page.message.text
        assert "OneDrive" not in window.view.page.message.text.replace(str(synced.parent), "")
    assert not synced.exists()
    assert not list(synced.parent.glob(f"{synced.stem}.key.p12"))


def test_off_a_network_share(qtbot: QtBot, district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = district.copied_to(tmp_path / "share").school_path(BULLARD)
    # No share can be mounted here: the list of mounts says that there is one.
    mounts = f"30 1 0:26 / {tmp_path / 'share'} rw - nfs4 server:/schools rw"
    told = location.shared_mount_of
    monkeypatch.setattr(location, "shared_mount_of", lambda real, text: told(real, f"{text}\n{mounts}"))
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        window.relocation.folder = tmp_path / "local"
        window.open_store(shared)
        qtbot.waitUntil(lambda: "network share" in window.start.message.text)
        qtbot.mouseClick(_button(window.start), Qt.MouseButton.LeftButton)
        wait_until_ready(qtbot, window)
        assert window.view is not None
        assert window.view.workplace.session.store_path == tmp_path / "local" / shared.name
    assert not shared.exists()
