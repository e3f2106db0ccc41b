"""The window opens and closes workspaces, and tells in words why one cannot be opened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey
from ctecs_desktop.services import entry, plan_editing
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.session import open_session
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import BULLARD, CENTRAL_PASSPHRASE, YEAR, District
from tests.ui.windows import ScriptedAsker, opened_window, wait_until_ready

HOLD = """
import sys
from pathlib import Path
from ctecs_desktop.services.session import open_session
with open_session(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = MainWindow(asker=ScriptedAsker())
    qtbot.addWidget(window)
    window.show()
    return window


def refusal(qtbot: QtBot, window: MainWindow, path: Path) -> str:
    window.open_store(path)
    qtbot.waitUntil(lambda: bool(window.start.message.text))
    assert window.view is None
    return window.start.message.text


def test_a_school_and_central_office_have_their_own_pages(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        assert window.view is not None
        assert [kind.name for kind in window.view.kinds] == [
            *("home", "entry", "strategies", "check", "sent", "school-report", "backups"),
        ]
        assert "Bullard-Havens" in window.windowTitle()
    with opened_window(qtbot, district.central_path) as window:
        assert window.view is not None
        assert [kind.name for kind in window.view.kinds] == [
            *("board", "inbox", "review", "entry", "check", "rollup", "report", "publication", "edsight", "plan"),
            *("schools", "backups"),
        ]


def test_a_file_that_is_no_workspace_is_refused_in_words(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "letter.ctecs"
    path.write_text("Dear colleagues")
    text = refusal(qtbot, window, path)
    assert "letter.ctecs" in text
    assert "Traceback" not in text


def test_a_missing_workspace_is_told(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    assert "nowhere.ctecs" in refusal(qtbot, window, tmp_path / "nowhere.ctecs")


def test_a_second_program_is_told_who_has_the_workspace(qtbot: QtBot, window: MainWindow, district: District) -> None:
    path = district.school_path(BULLARD)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        text = refusal(qtbot, window, path)
        assert str(holder.pid) in text or "open" in text
    finally:
        holder.communicate("")


def test_the_workspace_is_given_back_when_the_window_closes(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)):
        pass
    with open_session(district.school_path(BULLARD)) as session:
        assert session.workspace.organization == BULLARD


def test_another_workspace_takes_the_place_of_the_first(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        window.take_files([district.central_path])
        wait_until_ready(qtbot, window)
        assert window.view is not None
        assert window.view.has_page("rollup")
        with open_session(district.school_path(BULLARD)) as session:
            assert session.workspace.organization == BULLARD


def test_saved_means_committed_and_says_when(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        assert window.view is not None
        workplace = window.view.workplace
        assert window.view.saved.text() == ""
        key = ObservationKey(BULLARD, YEAR, MeasureCode("1.05"), ALL_STUDENTS)
        before = entry.current_values(workplace.session, YEAR)[key]
        changes = entry.record_values(workplace.session, [Edit(key, before.value, "A note.")])
        workplace.changes.publish(changes)
        assert window.view.saved.text().startswith("saved ")


def test_a_plan_workbook_dropped_on_a_school_is_opened(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        assert window.view is not None
        window.take_files([district.plan_file])
        wait_until_ready(qtbot, window)
        assert window.view.page is not None
        assert "in force already" in window.view.page.message.text


def test_a_new_plan_renews_the_pages_and_says_what_it_changes(qtbot: QtBot, district: District, tmp_path: Path) -> None:
    with district.central() as central:
        (row,) = [row for row in plan_editing.draft_of(central).rows["measures"] if row.cells[0] == "1.05"]
        plan_editing.change_cells(central, row.key, {"name": "Expulsions of pupils"})
        authority = unlock(central, CENTRAL_PASSPHRASE)
        newer, _ = plan_editing.publish_draft(central, authority=authority, out=tmp_path / "newer.xlsx")
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        assert window.view is not None
        window.view.go_to("check")
        before = window.view
        window.take_files([newer])
        qtbot.waitUntil(lambda: window.view is not before)
        wait_until_ready(qtbot, window)
        assert window.view is not None
        assert window.view.page is not None
        assert window.view.page_name == "check"
        assert "“Expulsions of pupils” instead of “Expulsions”" in window.view.page.message.text
        assert window.view.workplace.plan.measure("1.05").name == "Expulsions of pupils"


def test_every_act_of_the_menus_has_a_name(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.central_path) as window:
        menus = [action.menu() for action in window.menuBar().actions()]
        acts = [act for menu in menus if menu is not None for act in menu.actions() if not act.isSeparator()]  # type: ignore[attr-defined]
        assert len(acts) > 10
        assert all(act.text() for act in acts)
        keys = [act.shortcut().toString() for act in acts if act.shortcut().toString()]
        assert len(keys) == len(set(keys))
