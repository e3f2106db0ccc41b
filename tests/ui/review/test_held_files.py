"""Files that another program holds: those of the watched folder wait, those dropped are refused and tried again."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ctecs_desktop.services import intake
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.review.inbox_page import InboxPage
from ctecs_desktop.ui.review.intake_model import CONTENT, STATE, VERDICT
from tests.district import ABBOTT, BULLARD, YEAR, District
from tests.faults.mixed_files import opening_refused
from tests.ui.windows import WAIT_MILLISECONDS, opened_window, wait_until_ready


@pytest.fixture
def held() -> Iterator[dict[Path, int]]:
    """Which files cannot be opened just now, each with the system's error."""
    numbers: dict[Path, int] = {}
    with opening_refused(numbers.get):
        yield numbers


@pytest.fixture
def window(qtbot: QtBot, signed: District) -> Iterator[MainWindow]:
    with opened_window(qtbot, signed.central_path) as opened:
        yield opened


@pytest.fixture
def page(window: MainWindow) -> InboxPage:
    assert window.view is not None
    found = window.view.go_to("inbox")
    assert isinstance(found, InboxPage)
    return found


@pytest.fixture
def arriving(page: InboxPage, tmp_path: Path) -> Path:
    folder = tmp_path / "arriving"
    folder.mkdir()
    page.watcher.watch(folder)
    return folder


def put(signed: District, folder: Path, school: str = BULLARD) -> Path:
    path = folder / f"{school}.xlsx"
    path.write_bytes((signed.folder / f"{school} {YEAR}.xlsx").read_bytes())
    return path


def column(page: InboxPage, number: int) -> list[str]:
    return [page.model.index(row, number).data() for row in range(page.model.rowCount())]


def wait_for(qtbot: QtBot, window: MainWindow, page: InboxPage, verdicts: list[str]) -> None:
    def arrived() -> bool:
        page.watcher.look()  # as the timer does every two seconds
        return window.is_ready and column(page, VERDICT) == verdicts

    qtbot.waitUntil(arrived, timeout=WAIT_MILLISECONDS)


def test_a_held_file_of_the_watched_folder_waits_and_is_taken_in_once_it_opens(
    qtbot: QtBot, window: MainWindow, page: InboxPage, signed: District, arriving: Path, held: dict[Path, int]
) -> None:
    path = put(signed, arriving)
    held[path] = errno.EBUSY
    wait_for(qtbot, window, page, ["waiting"])
    assert column(page, STATE) == ["not read"]
    (said,) = column(page, CONTENT)
    assert said == (
        "Waiting: another program holds this file. Close it there, in Excel for example. It is taken in by itself as"
        " soon as it can be opened."
    )
    other = put(signed, arriving, ABBOTT)
    wait_for(qtbot, window, page, ["waiting", "genuine"])
    assert intake.refused_files(page.workplace.session) == []
    held.clear()
    wait_for(qtbot, window, page, ["genuine", "genuine"])
    assert {row.path for row in page.model.rows} == {path, other}
    assert column(page, STATE) == ["received", "received"]
    assert not page.try_again.isVisible()
    assert intake.refused_files(page.workplace.session) == []


def test_what_is_held_between_the_look_and_the_taking_in_waits_too(
    qtbot: QtBot, window: MainWindow, page: InboxPage, signed: District, arriving: Path, held: dict[Path, int]
) -> None:
    path = put(signed, arriving)
    held[path] = errno.EACCES
    page.watcher.arrived.emit([path])
    wait_until_ready(qtbot, window)
    assert column(page, VERDICT) == ["waiting"]
    assert column(page, CONTENT)[0].startswith("Waiting: this file ")
    assert intake.refused_files(page.workplace.session) == []
    held.clear()
    wait_for(qtbot, window, page, ["genuine"])


def test_a_waiting_file_leaves_the_chosen_one_chosen_and_goes_when_the_folder_is_watched_no_more(
    qtbot: QtBot, window: MainWindow, page: InboxPage, signed: District, arriving: Path, held: dict[Path, int]
) -> None:
    page.take_in([signed.folder / f"{ABBOTT} {YEAR}.xlsx"])
    wait_until_ready(qtbot, window)
    chosen = page.model.rows[page.view.current_row()].identity
    held[put(signed, arriving)] = errno.EBUSY
    wait_for(qtbot, window, page, ["waiting", "genuine"])
    assert page.model.rows[page.view.current_row()].identity == chosen
    page.watcher.watch(None)
    assert column(page, VERDICT) == ["genuine"]


def test_a_dropped_file_that_is_held_is_refused_once_and_tried_again(
    qtbot: QtBot, window: MainWindow, page: InboxPage, signed: District, tmp_path: Path, held: dict[Path, int]
) -> None:
    one, other = (tmp_path / name for name in ("one", "other"))
    for folder, school in ((one, BULLARD), (other, ABBOTT)):
        folder.mkdir()
        (folder / "report.xlsx").write_bytes((signed.folder / f"{school} {YEAR}.xlsx").read_bytes())
        held[folder / "report.xlsx"] = errno.EBUSY
    page.take_in([one, other])
    wait_until_ready(qtbot, window)
    assert column(page, VERDICT) == ["refused", "refused"], "two files of one name are two rows"
    assert column(page, CONTENT)[0] == (
        f"{one / 'report.xlsx'} is open in another program, which keeps it from being read. Close it there, in Excel"
        " for example, then try again."
    )
    assert page.message.text == "2 files were looked at: 2 not opened."
    for _ in range(3):
        page.try_again.trigger()
        wait_until_ready(qtbot, window)
    kept = intake.refused_files(page.workplace.session)
    assert [each.code for each in kept] == ["file.held"], "however often it is tried"
    held.clear()
    assert page.try_again.isVisible()
    page.try_again.trigger()
    wait_until_ready(qtbot, window)
    assert column(page, STATE) == ["received", "received"]
    assert not page.try_again.isVisible()


def test_trying_again_reaches_the_files_that_wait_before_their_pause_is_over(
    qtbot: QtBot, window: MainWindow, page: InboxPage, signed: District, arriving: Path, held: dict[Path, int]
) -> None:
    held[put(signed, arriving)] = errno.EBUSY
    wait_for(qtbot, window, page, ["waiting"])
    for _ in range(20):
        page.watcher.look()
        qtbot.wait(5)
    held.clear()
    page.try_again.trigger()
    assert page.message.text == "The files that wait are looked at once more."
    wait_for(qtbot, window, page, ["genuine"])


def test_the_page_says_that_the_watched_folder_cannot_be_reached(qtbot: QtBot, page: InboxPage, arriving: Path) -> None:
    arriving.rmdir()

    def told() -> bool:
        page.watcher.look()
        return page._watching.text() == "watching arriving, which cannot be reached now"

    qtbot.waitUntil(told, timeout=WAIT_MILLISECONDS)


def test_the_empty_inbox_says_what_is_going_on(
    qtbot: QtBot, window: MainWindow, page: InboxPage, tmp_path: Path
) -> None:
    empty = page.empty
    assert empty.title.text() == "Drop workbooks anywhere in this window"
    for number in range(40):
        (tmp_path / f"{number:02}.txt").write_bytes(b"no workbook %d" % number)
    page.take_in(sorted(tmp_path.glob("*.txt")))
    assert empty.title.text() == "Taking in files…"
    assert not page.choose.isEnabled()
    qtbot.waitUntil(lambda: "of 40 are done" in empty.text.text(), timeout=WAIT_MILLISECONDS)
    wait_until_ready(qtbot, window)
    assert not empty.isVisible()
    assert page.model.rowCount() == 40


def test_the_empty_inbox_says_which_folder_is_watched(page: InboxPage, arriving: Path) -> None:
    assert page.empty.title.text() == "Watching arriving"
    page.watcher.watch(None)
    assert page.empty.title.text() == "Drop workbooks anywhere in this window"
