"""A signed workbook opened at a value: the cell is selected, who signed is said, and a copy can be had."""

from __future__ import annotations

from collections.abc import Iterator

import openpyxl
import pytest
from PySide6.QtCore import QObject, QRect, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, ObservationKey
from ctecs_desktop.services import intake, review
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.review.review_page import ReviewPage
from ctecs_desktop.ui.signed_workbook import SignedWorkbookDialog
from tests.district import ABBOTT, BULLARD, YEAR, District
from tests.ui.windows import ScriptedAsker, opened_window, wait_until_ready


@pytest.fixture
def asker() -> ScriptedAsker:
    return ScriptedAsker()


@pytest.fixture
def page(qtbot: QtBot, signed: District, asker: ScriptedAsker) -> Iterator[ReviewPage]:
    """Central office looks at one school's workbook as it came, and at another's that Excel saved again."""
    resaved = signed.folder / "resaved.xlsx"
    openpyxl.load_workbook(signed.folder / f"{ABBOTT} {YEAR}.xlsx").save(resaved)
    with signed.central() as central:
        intake.import_files(central, [signed.folder / f"{BULLARD} {YEAR}.xlsx", resaved])
    with opened_window(qtbot, signed.central_path, asker) as window:
        yield shown_page(qtbot, window)


def shown_page(qtbot: QtBot, window: MainWindow) -> ReviewPage:
    assert window.view is not None
    window.view.period.setCurrentIndex(window.view.period.findData(YEAR))
    page = window.view.go_to("review")
    assert isinstance(page, ReviewPage)
    wait_until_ready(qtbot, window)
    return page


def opened(qtbot: QtBot, page: ReviewPage, school: str, measure: str = "1.01") -> SignedWorkbookDialog:
    (received,) = review.received(page.workplace.session, school=school)
    key = ObservationKey(received.identity.school, YEAR, MeasureCode(measure), ALL_STUDENTS)
    dialog = SignedWorkbookDialog(page.workplace, received.digest, key=key)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not page.workplace.tasks.is_busy)
    return dialog


def test_the_very_cells_that_were_signed_are_selected(qtbot: QtBot, page: ReviewPage) -> None:
    dialog = opened(qtbot, page, BULLARD)
    selected = dialog.pages.table.selectedIndexes()
    assert [index.data() for index in selected] == ["164", "784"]
    assert dialog.pages.tabs.tabText(dialog.pages.tabs.currentIndex()) == "Goal 1"
    assert dialog.place.text() == "1.01 Chronic absenteeism rate: 20.9 % (164 of 784), on the sheet Goal 1 in E5:F5."
    assert "Pat Principal, Principal" in dialog.signer.text()
    assert "both signatures hold" in dialog.message.text


def test_the_headings_stay_in_sight_above_the_cells(qtbot: QtBot, page: ReviewPage) -> None:
    dialog = opened(qtbot, page, BULLARD, measure="1.15")
    table = dialog.pages.table
    heading = table.heading_above()
    assert heading is not None
    words = [table.model().index(heading, column).data() for column in range(table.model().columnCount())]
    assert {"Measure", "Numerator", "Denominator"} <= set(words)
    with_headings = table.viewport().grab().toImage()
    height = table.rowHeight(heading)
    table.scrollToTop()
    assert table.heading_above() is None, "they stand in their own row"
    top = table.viewport().grab(QRect(0, table.rowViewportPosition(heading), with_headings.width(), height)).toImage()
    assert with_headings.copy(0, 0, top.width(), height) == top


def test_no_cell_is_gone_to_under_the_headings(qtbot: QtBot, page: ReviewPage) -> None:
    table = opened(qtbot, page, BULLARD, measure="1.15").pages.table
    while table.currentIndex().row() > 12:
        QTest.keyClick(table, Qt.Key.Key_Up)
        heading = table.heading_above()
        if heading is not None:
            assert table.rowViewportPosition(table.currentIndex().row()) >= table.rowHeight(heading)


def test_a_file_that_was_saved_again_says_so(qtbot: QtBot, page: ReviewPage) -> None:
    assert "drops Excel's own signature" in opened(qtbot, page, ABBOTT).message.text


class UrlHandler(QObject):
    """What would be opened by another program."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


def test_a_copy_is_the_file_as_it_was_signed(
    qtbot: QtBot, page: ReviewPage, asker: ScriptedAsker, signed: District
) -> None:
    out = signed.folder / "copy.xlsx"
    asker.new_files = [out]
    handler = UrlHandler()
    QDesktopServices.setUrlHandler("file", handler, "take")
    try:
        opened(qtbot, page, BULLARD).save.click()
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert out.read_bytes() == (signed.folder / f"{BULLARD} {YEAR}.xlsx").read_bytes()
    assert handler.opened == [str(out)]


def test_the_review_page_opens_it_at_the_current_value(
    qtbot: QtBot, page: ReviewPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_at: list[ObservationKey | None] = []
    monkeypatch.setattr(SignedWorkbookDialog, "exec", lambda dialog: opened_at.append(dialog._key))
    page.only_differences.setChecked(False)
    page.view.setCurrentIndex(page.model.index(2, 0))
    page.signed.trigger()
    qtbot.waitUntil(lambda: not page.workplace.tasks.is_busy)
    row = page.model.rows[2]
    (key,) = opened_at
    assert key is not None
    assert (key.measure, key.subgroup) == (row.measure, row.subgroup)
