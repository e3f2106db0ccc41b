"""Workbooks dropped on central office's window: a verdict for each, and nothing counts before somebody accepts it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.services import review
from ctecs_desktop.services.plan import open_workbook
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.review.board_page import BoardPage
from ctecs_desktop.ui.review.inbox_page import InboxPage
from ctecs_desktop.ui.review.intake_model import CONTENT, STATE, VERDICT
from ctecs_desktop.ui.review.refused_dialog import RefusedDialog
from ctecs_desktop.ui.window_state import watched_folder
from tests.district import ABBOTT, BULLARD, CENTRAL_PASSPHRASE, YEAR, District, sign
from tests.ui.windows import WAIT_MILLISECONDS, ScriptedAsker, opened_window, wait_until_ready


@pytest.fixture(scope="module")
def signed_district(enrolled_district: District, tmp_path_factory: pytest.TempPathFactory) -> District:
    """Both schools have signed."""
    copy = enrolled_district.copied_to(tmp_path_factory.mktemp("signed") / "district")
    for school in (BULLARD, ABBOTT):
        with copy.school(school) as session:
            sign(session, copy.folder / f"{school} signed.xlsx")
    return copy


@pytest.fixture
def sent(signed_district: District, tmp_path: Path) -> District:
    return signed_district.copied_to(tmp_path / "sent")


@pytest.fixture
def asker() -> ScriptedAsker:
    return ScriptedAsker()


@pytest.fixture
def window(qtbot: QtBot, sent: District, asker: ScriptedAsker) -> Iterator[MainWindow]:
    with opened_window(qtbot, sent.central_path, asker) as opened:
        assert opened.view is not None
        opened.view.period.setCurrentIndex(opened.view.period.findData(YEAR))
        yield opened


def submissions(sent: District) -> list[Path]:
    return [sent.folder / f"{school} signed.xlsx" for school in (BULLARD, ABBOTT)]


def drop(qtbot: QtBot, window: MainWindow, *paths: Path) -> InboxPage:
    """Drop files on the window as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    wait_until_ready(qtbot, window)
    assert window.view is not None
    page = window.view.page
    assert isinstance(page, InboxPage)
    return page


def column(page: InboxPage, number: int) -> list[str]:
    return [page.model.index(row, number).data() for row in range(page.model.rowCount())]


def test_each_dropped_file_gets_its_verdict(qtbot: QtBot, window: MainWindow, sent: District, tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7 a letter")
    page = drop(qtbot, window, *submissions(sent), letter)
    assert column(page, VERDICT) == ["refused", "genuine", "genuine"]
    assert column(page, STATE) == ["refused", "received", "received"]
    assert all(column(page, CONTENT))
    assert page.message.text == "3 files were looked at: 1 refused, 2 ready to accept."


def test_the_model_keeps_qts_contract(
    qtbot: QtBot, window: MainWindow, sent: District, qtmodeltester: ModelTester
) -> None:
    page = drop(qtbot, window, *submissions(sent))
    qtmodeltester.check(page.model)
    assert all(
        page.model.index(row, each).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(page.model.rowCount())
        for each in range(page.model.columnCount())
    )


def test_a_dropped_folder_stands_for_its_workbooks(
    qtbot: QtBot, window: MainWindow, sent: District, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    for path in submissions(sent):
        (folder / path.name).write_bytes(path.read_bytes())
    page = drop(qtbot, window, folder)
    assert column(page, STATE) == ["received", "received"]


def test_the_same_file_twice_is_one_row_and_changes_nothing(qtbot: QtBot, window: MainWindow, sent: District) -> None:
    drop(qtbot, window, submissions(sent)[0])
    page = drop(qtbot, window, submissions(sent)[0])
    assert page.model.rowCount() == 1
    assert len(review.received(page.workplace.session)) == 1


def test_nothing_counts_before_it_is_accepted(qtbot: QtBot, window: MainWindow, sent: District) -> None:
    page = drop(qtbot, window, *submissions(sent))
    accepted = [each for each in review.received(page.workplace.session) if each.status is SubmissionStatus.ACCEPTED]
    assert accepted == []
    page.accept_clean.trigger()
    wait_until_ready(qtbot, window)
    assert column(page, STATE) == ["accepted", "accepted"]
    assert not page.accept_clean.isEnabled()


def test_one_submission_is_accepted_and_the_board_says_so(qtbot: QtBot, window: MainWindow, sent: District) -> None:
    page = drop(qtbot, window, *submissions(sent))
    page.view.setCurrentIndex(page.model.index(0, 0))
    page.panel.accept.trigger()
    assert column(page, STATE) == ["accepted", "received"]
    assert window.view is not None
    board = window.view.go_to("board")
    assert isinstance(board, BoardPage)
    assert board.heading.text() == "1 of 18 schools accepted"


def test_a_submission_is_returned_with_its_reason(
    qtbot: QtBot, window: MainWindow, sent: District, asker: ScriptedAsker
) -> None:
    page = drop(qtbot, window, submissions(sent)[0])
    asker.texts = ["1.04 looks too low."]
    page.panel.give_back.trigger()
    assert column(page, STATE) == ["returned"]
    assert page.panel.inspection is not None
    assert page.panel.inspection.reason == "1.04 looks too low."


def test_the_reply_workbook_brings_the_reason_to_the_school(
    qtbot: QtBot, window: MainWindow, sent: District, asker: ScriptedAsker, tmp_path: Path
) -> None:
    page = drop(qtbot, window, submissions(sent)[0])
    asker.texts = ["1.04 looks too low."]
    page.panel.give_back.trigger()
    asker.new_files, asker.passphrases = [tmp_path / "reply.xlsx"], [CENTRAL_PASSPHRASE]
    page.panel.reply.trigger()
    wait_until_ready(qtbot, window)
    with sent.school(BULLARD) as school:
        opened = open_workbook(school, tmp_path / "reply.xlsx")
        assert opened.reply is not None
        assert opened.reply.note == "1.04 looks too low."
        assert opened.reply.status is SubmissionStatus.RETURNED


def test_turning_back_from_the_reason_returns_nothing(qtbot: QtBot, window: MainWindow, sent: District) -> None:
    page = drop(qtbot, window, submissions(sent)[0])
    page.panel.give_back.trigger()
    assert column(page, STATE) == ["received"]


def test_an_enrolment_workbook_waits_for_the_words(qtbot: QtBot, window: MainWindow, sent: District) -> None:
    page = drop(qtbot, window, sent.folder / f"enrolment {BULLARD}.xlsx")
    assert column(page, VERDICT) == ["held"]
    assert page.compare_words.isVisible()
    wanted: list[Path] = []
    page.enrolment_wanted.disconnect()
    page.enrolment_wanted.connect(wanted.append)
    page.compare_words.trigger()
    assert wanted == [sent.folder / f"enrolment {BULLARD}.xlsx"]


def test_the_board_tells_who_is_missing(
    qtbot: QtBot, window: MainWindow, sent: District, qtmodeltester: ModelTester
) -> None:
    drop(qtbot, window, *submissions(sent))
    assert window.view is not None
    board = window.view.go_to("board")
    assert isinstance(board, BoardPage)
    states = [board.model.index(row, 1).data() for row in range(board.model.rowCount())]
    assert states.count("received") == 2
    assert states.count("missing") == 16, "nobody is late with what was due before the program"
    qtmodeltester.check(board.model)
    assert board.workplace.period.code == YEAR


def test_a_watched_folder_is_taken_in_once_its_files_are_whole_and_watched_again_after_a_restart(
    qtbot: QtBot, window: MainWindow, sent: District, asker: ScriptedAsker, tmp_path: Path
) -> None:
    folder = tmp_path / "arriving"
    folder.mkdir()
    assert window.view is not None
    page = window.view.go_to("inbox")
    assert isinstance(page, InboxPage)
    asker.folders = [folder]
    page.watch_folder.trigger()
    assert page.watcher.folder == folder
    (folder / "first.xlsx").write_bytes(submissions(sent)[0].read_bytes())

    def arrived() -> bool:
        page.watcher.look()  # as the timer does every two seconds
        return page.model.rowCount() == 1

    qtbot.waitUntil(arrived, timeout=WAIT_MILLISECONDS)
    wait_until_ready(qtbot, window)
    assert column(page, STATE) == ["received"]
    window.close_store()
    window.open_store(sent.central_path)
    wait_until_ready(qtbot, window)
    again = next(iter(window.view.findChildren(InboxPage)))
    assert again.watcher.folder == folder, "before anybody has opened the page"
    assert window.view.page is not again
    again.watch_folder.trigger()
    assert again.watcher.folder is None
    assert watched_folder(sent.central_path) is None


def test_a_stop_shows_what_was_done_and_says_how_much_is_left(
    qtbot: QtBot, window: MainWindow, sent: District, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    for number in range(400):
        (folder / f"{number:03}.txt").write_bytes(b"no workbook %d" % number)
    assert window.view is not None
    page = window.view.go_to("inbox")
    assert isinstance(page, InboxPage)
    page.take_in([folder])
    window.tasks.stop()
    wait_until_ready(qtbot, window)
    done = page.model.rowCount()
    assert done < 400
    assert page.message.text.startswith(f"Stopped after {done} of 400 files.")


def test_what_was_refused_is_listed_with_its_reason_and_saved(
    qtbot: QtBot, window: MainWindow, asker: ScriptedAsker, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7 a letter")
    page = drop(qtbot, window, letter, tmp_path / "never there.xlsx")
    assert column(page, VERDICT) == ["refused", "refused"]
    dialog = RefusedDialog(page.workplace.session, asker)
    qtbot.addWidget(dialog)
    names = [dialog.model.index(row, 1).data() for row in range(dialog.model.rowCount())]
    assert sorted(names) == ["letter.pdf", "never there.xlsx"]
    dialog.view.setCurrentIndex(dialog.model.index(names.index("never there.xlsx"), 0))
    assert not dialog.save.isEnabled()
    dialog.view.setCurrentIndex(dialog.model.index(names.index("letter.pdf"), 0))
    asker.new_files = [tmp_path / "aside.pdf"]
    dialog.save.click()
    assert (tmp_path / "aside.pdf").read_bytes() == letter.read_bytes()
