"""A disk that gets full, or may no longer be written, while someone types in the window: nothing typed is lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.grid import Area, Part
from ctecs_desktop.domain.observation import ObservationKey
from ctecs_desktop.domain.paste import plan_paste
from ctecs_desktop.domain.value import Ratio, Value
from ctecs_desktop.services.entry import MANY_EDITS, values_at
from ctecs_desktop.services.session import open_session
from ctecs_desktop.ui.entry.entry_columns import NUMERATOR_COLUMN, PARTS, STATUS, VALUE_COLUMN
from ctecs_desktop.ui.entry.entry_page import EntryPage
from ctecs_desktop.ui.entry.entry_rows import EntryRow, Row
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import BULLARD, District
from tests.ui.entry.keyboard import CONTROL, COUNT, RATE, ROLE, entry_page, go, key_of, press, text_at
from tests.ui.windows import opened_window, wait_until_ready

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits, users and mounts are those of POSIX")

NEXT = key_of("1.05")
SMALL_JOURNAL = 4096
"""A limit in bytes below which no journal of a change fits, but whatever the tests print does."""


@contextmanager
def files_may_not_grow(limit: int = SMALL_JOURNAL) -> Iterator[None]:
    """Inside, the system refuses every byte beyond ``limit`` of any file of this process."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    was = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that it is an error and not the end
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, was)


@pytest.fixture
def page(qtbot: QtBot, unsigned: District) -> Iterator[EntryPage]:
    with opened_window(qtbot, unsigned.school_path(BULLARD)) as window:
        yield entry_page(window)


def on_disk(page: EntryPage, *keys: ObservationKey) -> list[Value]:
    """What another connection reads."""
    with page.workplace.session.companion() as other:
        found = values_at(other, keys)
    return [found[key].value for key in keys]


def saved(page: EntryPage) -> str:
    window = page.window()
    assert isinstance(window, MainWindow)
    assert window.view is not None
    return window.view.saved.text()


def test_text_typed_on_a_full_disk_stays_and_is_saved_once_there_is_room(page: EntryPage) -> None:
    go(page, COUNT, VALUE_COLUMN)
    press("41", Qt.Key.Key_Return)
    assert saved(page).startswith("saved ")
    with files_may_not_grow():
        go(page, COUNT, VALUE_COLUMN)
        press("77", Qt.Key.Key_Return)
        go(page, RATE, NUMERATOR_COLUMN)
        press("160", Qt.Key.Key_Return)
        assert on_disk(page, COUNT, RATE) == [Decimal(41), Ratio(Decimal(164), Decimal(784))], "as acknowledged"
        assert (text_at(page, COUNT, VALUE_COLUMN), text_at(page, COUNT, STATUS)) == ("77", "not saved")
        assert (text_at(page, RATE, NUMERATOR_COLUMN), text_at(page, RATE, STATUS)) == ("160", "not saved")
        assert "try again" in text_at(page, COUNT, VALUE_COLUMN, ROLE.ToolTipRole)
        assert "Check the disk" in page.message.text
        assert saved(page) == "not saved"
        press("s", modifiers=CONTROL)
        assert text_at(page, COUNT, STATUS) == "not saved"
    press("s", modifiers=CONTROL)
    assert on_disk(page, COUNT, RATE) == [Decimal(77), Ratio(Decimal(160), Decimal(784))]
    assert text_at(page, COUNT, STATUS) != "not saved"
    assert page.message.text == ""
    assert saved(page).startswith("saved ")


def test_one_cell_is_saved_again_with_f2_and_enter_and_takes_the_others_along(page: EntryPage) -> None:
    with files_may_not_grow():
        for key, text in ((COUNT, "77"), (NEXT, "8")):
            go(page, key, VALUE_COLUMN)
            press(text, Qt.Key.Key_Return)
    go(page, NEXT, VALUE_COLUMN)
    press(Qt.Key.Key_F2, Qt.Key.Key_Return)
    assert on_disk(page, COUNT, NEXT) == [Decimal(77), Decimal(8)]
    press("z", modifiers=CONTROL)
    press("z", modifiers=CONTROL)
    assert on_disk(page, COUNT, NEXT) == [Decimal(40), Decimal(6)]


def test_a_large_block_that_finds_no_room_stays_in_its_cells_and_can_be_tried_again(
    page: EntryPage, qtbot: QtBot
) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    for row in page.model.all_rows:
        row.is_open = bool(row.subgroups)
    page.model.show_wanted(page.filters.wanted())
    texts = {Part.NUMERATOR: "7", Part.DENOMINATOR: "11"}

    def text(row: Row, part: Part) -> str:
        if not isinstance(row, EntryRow) or not row.takes(part):
            return ""
        return texts[part] if row.measure.unit.is_ratio else row.text_of(part)

    table = tuple(tuple(text(row, part) for part in PARTS.values()) for row in page.model.rows)
    plan = plan_paste(table, page.model.grid(page.view.visible_columns()), Area(0, NUMERATOR_COLUMN))
    assert len(plan.edits) >= MANY_EDITS
    steps = page.stack.count()
    with files_may_not_grow():
        page.blocks.carry_out(plan)
        wait_until_ready(qtbot, window)
        assert on_disk(page, RATE) == [Ratio(Decimal(164), Decimal(784))]
        assert (text_at(page, RATE, NUMERATOR_COLUMN), text_at(page, RATE, STATUS)) == ("7", "not saved")
        assert saved(page) == "not saved"
        assert "Check the disk" in page.message.text
    page.message.findChildren(QPushButton)[0].click()  # Try again
    wait_until_ready(qtbot, window)
    assert on_disk(page, RATE) == [Ratio(Decimal(7), Decimal(11))]
    assert text_at(page, RATE, STATUS) != "not saved"
    assert page.stack.count() == steps + 1


def test_a_disk_that_is_really_full_is_told_and_takes_the_text_once_there_is_room(
    qtbot: QtBot, unsigned: District, small_disk: Callable[[int], Path]
) -> None:
    store = unsigned.school_path(BULLARD)
    disk = small_disk(3 * store.stat().st_size // 1024 + 400)
    path = disk / store.name
    shutil.copy(store, path)
    with opened_window(qtbot, path) as window:
        page = entry_page(window)
        filler = disk / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(1024)):
                pass
        go(page, COUNT, VALUE_COLUMN)
        press("77", Qt.Key.Key_Return)
        assert (text_at(page, COUNT, VALUE_COLUMN), text_at(page, COUNT, STATUS)) == ("77", "not saved")
        assert "Make some room" in page.message.text
        assert on_disk(page, COUNT) == [Decimal(40)]
        filler.unlink()
        press("s", modifiers=CONTROL)
        assert on_disk(page, COUNT) == [Decimal(77)]


AS_NOBODY = """
import importlib, json, os, pkgutil, sys
import encodings.idna, filelock, getpass, logging.handlers, platformdirs, pwd, sqlite_utils
from pathlib import Path
import ctecs_desktop

# Nobody may not read this checkout: what the window imports later is imported now.
for module in pkgutil.walk_packages(ctecs_desktop.__path__, "ctecs_desktop."):
    if "__main__" not in module.name:
        importlib.import_module(module.name)
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.entry.entry_columns import STATUS, VALUE_COLUMN
from tests.ui.entry.keyboard import COUNT, entry_page, go, press, stored, text_at
from tests.ui.windows import ScriptedAsker

path = Path(sys.argv[1])
application = QApplication([])
window = MainWindow(asker=ScriptedAsker())
window.show()
window.open_store(path)
while not window.is_ready:
    application.processEvents()
page = entry_page(window)
path.chmod(0o444)
path.parent.chmod(0o555)
if os.getuid() == 0:  # root may write wherever it likes
    os.setgroups([])
    os.setegid(65534)
    os.seteuid(65534)
go(page, COUNT, VALUE_COLUMN)
press("77", Qt.Key.Key_Return)
told = {
    "cell": text_at(page, COUNT, VALUE_COLUMN),
    "status": text_at(page, COUNT, STATUS),
    "message": page.message.text,
    "saved": window.view.saved.text(),
    "stored": str(stored(page, COUNT).value),
}
if os.getuid() == 0:
    os.seteuid(0)
path.parent.chmod(0o755)
path.chmod(0o644)
press("s", modifiers=Qt.KeyboardModifier.ControlModifier)
told["stored afterwards"] = str(stored(page, COUNT).value)
print(json.dumps(told), flush=True)
os._exit(0)  # what Qt tears down at the end is not what is asked here
"""


def test_a_folder_that_becomes_read_only_while_the_window_is_open_costs_nothing(unsigned: District) -> None:
    # Not below tmp_path, whose folders nobody else may enter.
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "school.ctecs"
        shutil.copy(unsigned.school_path(BULLARD), path)
        Path(name).chmod(0o755)
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, str(path)],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "QT_QPA_PLATFORM": "offscreen"},
        )
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert (told["cell"], told["status"], told["saved"]) == ("77", "not saved", "not saved")
        assert "may be read but not written" in told["message"]
        assert (told["stored"], told["stored afterwards"]) == ("40", "77")
        with open_session(path) as session:
            assert values_at(session, [COUNT])[COUNT].value == Decimal(77)
