"""A submission under review: the differences, questions by key, decisions and their undoing, as a person meets them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.services import entry, intake, review, snapshots, submission
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.review.board_page import BoardPage
from ctecs_desktop.ui.review.difference_model import MEASURE
from ctecs_desktop.ui.review.review_page import ReviewPage
from tests.district import ABBOTT, BULLARD, YEAR, District, explain_all, sign
from tests.ui.windows import ScriptedAsker, opened_window, wait_until_ready

COUNTS = [ObservationKey(BULLARD, YEAR, MeasureCode(code), ALL_STUDENTS) for code in ("1.04", "1.05")]


@pytest.fixture(scope="module")
def amended_district(signed_district: District, tmp_path_factory: pytest.TempPathFactory) -> District:
    """One school's first revision counts and is frozen; its second and another school's first wait."""
    district = signed_district.copied_to(tmp_path_factory.mktemp("amended") / "district")
    second = district.folder / "second.xlsx"
    with district.school() as school:
        submission.amend(school, YEAR, reason="Counted anew.")
        entry.record_values(school, [Edit(key, Missing.NOT_COLLECTED) for key in COUNTS])
        explain_all(school, YEAR)
        sign(school, second)
    with district.central() as central:
        intake.import_files(central, [district.folder / f"{BULLARD} {YEAR}.xlsx"], accept_clean=True)
        snapshots.freeze(central, YEAR, note="State Board")
        intake.import_files(central, [second, district.folder / f"{ABBOTT} {YEAR}.xlsx"])
    return district


@pytest.fixture
def asker() -> ScriptedAsker:
    return ScriptedAsker()


@pytest.fixture
def window(qtbot: QtBot, amended_district: District, tmp_path: Path, asker: ScriptedAsker) -> Iterator[MainWindow]:
    district = amended_district.copied_to(tmp_path / "amended")
    with opened_window(qtbot, district.central_path, asker) as opened:
        assert opened.view is not None
        opened.view.period.setCurrentIndex(opened.view.period.findData(YEAR))
        yield opened


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> ReviewPage:
    assert window.view is not None
    shown = window.view.go_to("review")
    assert isinstance(shown, ReviewPage)
    wait_until_ready(qtbot, window)
    return shown


def status(page: ReviewPage) -> SubmissionStatus:
    assert page.inspection is not None
    return page.inspection.received.status


def measures(page: ReviewPage) -> list[str]:
    return [page.model.index(row, MEASURE).data().split()[0] for row in range(page.model.rowCount())]


def test_what_waits_comes_first_with_its_differences_from_what_counts(
    page: ReviewPage, qtmodeltester: ModelTester
) -> None:
    assert status(page) is SubmissionStatus.RECEIVED
    assert page.heading.text().endswith("revision 2")
    assert page.compared.currentText() == "revision 1"
    assert measures(page) == ["1.04", "1.05"]
    page.only_differences.setChecked(False)
    assert page.model.rowCount() > 50
    qtmodeltester.check(page.model)


def test_the_next_difference_is_a_key_away_and_goes_round(page: ReviewPage) -> None:
    page.only_differences.setChecked(False)
    page.view.setCurrentIndex(page.model.index(0, 0))
    found = []
    for _ in range(3):
        page.next.trigger()
        found.append(measures(page)[page.view.current_row()])
    assert found == ["1.04", "1.05", "1.04"]
    page.back.trigger()
    assert measures(page)[page.view.current_row()] == "1.05"


def test_a_value_is_asked_about_and_the_question_withdrawn(page: ReviewPage, asker: ScriptedAsker) -> None:
    asker.texts = ["Was the list lost?"]
    page.ask.trigger()
    assert page.inspection is not None
    assert [each.text for each in page.inspection.questions] == ["Was the list lost?"]
    assert page.acts.give_back.text() == "Return with 1 question…"
    page.acts.give_back.trigger()
    assert status(page) is SubmissionStatus.RETURNED
    page.withdraw.trigger()
    assert page.inspection.questions == ()


def test_accepting_tells_what_it_changes_in_frozen_figures(qtbot: QtBot, page: ReviewPage, window: MainWindow) -> None:
    texts = [label.text() for label in page.panel.content.findChildren(type(page.heading))]
    assert any(text.startswith("Accepting it changes 2 figures of snapshot 1.") for text in texts)
    page.acts.accept.trigger()
    wait_until_ready(qtbot, window)
    assert status(page) is SubmissionStatus.ACCEPTED


def test_a_decision_is_taken_back_and_a_revision_kept_out(page: ReviewPage, asker: ScriptedAsker) -> None:
    page.acts.accept.trigger()
    page.acts.take_back.trigger()
    assert status(page) is SubmissionStatus.RECEIVED
    page.acts.exclude.trigger()
    assert status(page) is SubmissionStatus.RECEIVED, "turning back from the reason keeps nothing out"
    asker.texts = ["A test copy."]
    page.acts.exclude.trigger()
    assert status(page) is SubmissionStatus.EXCLUDED
    assert not page.acts.exclude.isVisible()
    assert page.acts.accept.isVisible()


def test_the_queue_is_turned_by_keys(page: ReviewPage) -> None:
    first = page.heading.text()
    page.next_submission.trigger()
    assert page.heading.text() != first
    page.previous_submission.trigger()
    assert page.heading.text() == first


def test_the_board_leads_to_the_review_of_a_school(qtbot: QtBot, window: MainWindow) -> None:
    assert window.view is not None
    board = window.view.go_to("board")
    assert isinstance(board, BoardPage)
    row = next(number for number, each in enumerate(board.model.rows) if each.school.code == ABBOTT)
    board.view.setCurrentIndex(board.model.index(row, 0))
    board.panel.look.trigger()
    wait_until_ready(qtbot, window)
    page = window.view.page
    assert isinstance(page, ReviewPage)
    assert page.inspection is not None
    assert page.inspection.received.identity.school == ABBOTT
    assert len(review.received(page.workplace.session)) == 3
