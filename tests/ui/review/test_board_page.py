"""The board: sorted, filtered, over all periods, and the letters that it has ready."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.board import BoardState
from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.contact import Contact
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, ObservationKey
from ctecs_desktop.domain.reply import Question
from ctecs_desktop.services import intake, review
from ctecs_desktop.services.board import board, whole_board
from ctecs_desktop.services.contacts import save_contact
from ctecs_desktop.services.session import open_session
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.review.board_model import FIRST_PERIOD, SCHOOL, STATE
from ctecs_desktop.ui.review.board_page import BoardPage
from tests.district import ABBOTT, BULLARD, YEAR, District
from tests.ui.windows import ScriptedAsker, opened_window, wait_until_ready

COUNT = ObservationKey(ABBOTT, YEAR, MeasureCode("1.04"), ALL_STUDENTS)


@pytest.fixture(scope="module")
def answered_district(signed_district: District, tmp_path_factory: pytest.TempPathFactory) -> District:
    """One school is accepted, the other one asked about a value; the rest sent nothing."""
    district = signed_district.copied_to(tmp_path_factory.mktemp("answered") / "district")
    with district.central() as central:
        intake.import_files(central, [district.folder / f"{BULLARD} {YEAR}.xlsx"], accept_clean=True)
        intake.import_files(central, [district.folder / f"{ABBOTT} {YEAR}.xlsx"])
        (waiting,) = review.received(central, school=ABBOTT)
        review.ask(central, waiting.digest, Question(COUNT, "Why so few?"))
        review.return_to_school(central, waiting.digest, reason="One question.")
    return district


@pytest.fixture
def asker() -> ScriptedAsker:
    return ScriptedAsker()


@pytest.fixture
def page(qtbot: QtBot, answered_district: District, tmp_path: Path, asker: ScriptedAsker) -> Iterator[BoardPage]:
    district = answered_district.copied_to(tmp_path / "answered")
    with opened_window(qtbot, district.central_path, asker) as window:
        assert window.view is not None
        window.view.period.setCurrentIndex(window.view.period.findData(YEAR))
        shown = window.view.go_to("board")
        assert isinstance(shown, BoardPage)
        yield shown


def ready(qtbot: QtBot, page: BoardPage) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    wait_until_ready(qtbot, window)


def states(page: BoardPage) -> list[str]:
    return [page.model.index(row, STATE).data() for row in range(page.model.rowCount())]


def choose_state(page: BoardPage, state: BoardState) -> None:
    for number in range(page.bar.choice.count()):
        if page.bar.choice.itemData(number) == frozenset({state}):
            page.bar.choice.setCurrentIndex(number)
            return
    raise AssertionError(state)


def test_the_board_is_sorted_by_a_columns_title_and_back_to_the_plans_order(page: BoardPage) -> None:
    plans_order = [row.school.code for row in page.model.rows]
    page.view.sortByColumn(STATE, Qt.SortOrder.DescendingOrder)
    assert states(page)[:2] == ["accepted", "asked 1 question"]
    page.view.sortByColumn(SCHOOL, Qt.SortOrder.AscendingOrder)
    names = [row.school.name for row in page.model.rows]
    assert names == sorted(names)
    page.view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert [row.school.code for row in page.model.rows] == plans_order


def test_the_board_is_narrowed_by_state_and_name(page: BoardPage) -> None:
    choose_state(page, BoardState.QUESTIONED)
    assert [row.school.code for row in page.model.rows] == [ABBOTT]
    page.bar.choice.setCurrentIndex(0)
    page.bar.search.setText("bullard HIGH")
    assert [row.school.code for row in page.model.rows] == [BULLARD]
    page.bar.search.setText("no such school")
    assert page.model.rows == []
    assert not page.copy_letters.isEnabled()


def test_all_periods_stand_side_by_side_and_each_opens(page: BoardPage, qtmodeltester: ModelTester) -> None:
    page.bar.all_periods.setChecked(True)
    matrix = page.matrix
    number = [each.code for each in matrix.periods].index(YEAR)
    assert matrix.columnCount() == FIRST_PERIOD + len(page.workplace.plan.periods)
    row = next(number for number, each in enumerate(matrix.rows) if each.school.code == ABBOTT)
    page.matrix_view.setCurrentIndex(matrix.index(row, FIRST_PERIOD + number))
    assert page.panel.inspection is not None
    assert page.panel.inspection.received.identity.school == ABBOTT
    page.matrix_view.setCurrentIndex(matrix.index(row, FIRST_PERIOD))
    assert page.panel.inspection is None
    qtmodeltester.check(matrix)


def test_a_letter_is_ready_for_a_school_whose_turn_it_is(page: BoardPage) -> None:
    row = next(number for number, each in enumerate(page.model.rows) if each.school.code == ABBOTT)
    page.view.setCurrentIndex(page.model.index(row, 0))
    page.copy_letter.trigger()
    letter = QGuiApplication.clipboard().text()
    assert "Why so few?" in letter
    assert "Abbott" in letter
    accepted = next(number for number, each in enumerate(page.model.rows) if each.school.code == BULLARD)
    page.view.setCurrentIndex(page.model.index(accepted, 0))
    assert not page.copy_letter.isEnabled()
    page.copy_letters.trigger()
    letters = QGuiApplication.clipboard().text()
    assert letters.count("Subject: ") == 17


def test_the_board_is_exported_and_printed(qtbot: QtBot, page: BoardPage, asker: ScriptedAsker, tmp_path: Path) -> None:
    asker.new_files = [tmp_path / "one.csv", tmp_path / "all.csv"]
    page.export.trigger()
    ready(qtbot, page)
    page.bar.all_periods.setChecked(True)
    page.export.trigger()
    ready(qtbot, page)
    one, whole = ((tmp_path / name).read_text(encoding="utf-8-sig").splitlines() for name in ("one.csv", "all.csv"))
    assert len(one) == 19
    assert len(whole) == 1 + 18 * len(page.workplace.plan.periods)
    assert sum(1 for line in one if ",questioned," in line) == 1
    asker.printed = [tmp_path / "board.pdf"]
    page.print.trigger()
    assert (tmp_path / "board.pdf").read_bytes().startswith(b"%PDF-")


def test_a_school_is_late_with_what_was_due_since_there_is_this_workspace(answered_district: District) -> None:
    with answered_district.central() as central:
        period = max(central.plan.periods, key=lambda each: each.due)

    def later() -> datetime:
        return datetime.now(UTC) + timedelta(days=1)

    with open_session(answered_district.central_path, clock=later, writable=False) as central:
        due = {each.state for each in board(central, period.code)}
        assert due <= {BoardState.MISSING, BoardState.LATE, BoardState.AWAITED, BoardState.NOT_OPEN}
        rows = {row.school.code: row for row in whole_board(central)}
        assert {each.state for each in rows[ABBOTT].standings} >= {BoardState.QUESTIONED, BoardState.MISSING}


def test_a_letter_says_to_whom_it_goes_and_the_page_whom_to_call(page: BoardPage) -> None:
    silent = next(row for row in page.model.rows if row.submission is None)
    save_contact(page.workplace.session, Contact(silent.school.code, "Sam Secretary", "sam@school.example", "555 0117"))
    page.workplace.changes.publish(Changes(nouns=frozenset({Noun.CONTACT})))
    codes = [row.school.code for row in page.model.rows]
    page.view.setCurrentIndex(page.model.index(codes.index(silent.school.code), 0))
    assert page.panel._state.text() == "Sam Secretary, 555 0117, sam@school.example"
    page.copy_letter.trigger()
    first, second, *_rest = QGuiApplication.clipboard().text().splitlines()
    assert first == "To: Sam Secretary <sam@school.example>"
    assert second.startswith("Subject: ")
