"""Writing the report: parts in order, texts saved as they are typed, pages that follow, files that are exported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.annual_report import ReportPart
from ctecs_desktop.services import annual_report, intake, snapshots
from ctecs_desktop.services.annual_report import PartSetting
from ctecs_desktop.services.report_files import ChartFormat
from ctecs_desktop.ui.annual_report.export_dialog import ExportDialog
from ctecs_desktop.ui.annual_report.report_page import ReportPage
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import ABBOTT, BULLARD, YEAR, District
from tests.ui.windows import ScriptedAsker, opened_window, wait_until_ready


@pytest.fixture(scope="module")
def reported(signed_district: District, tmp_path_factory: pytest.TempPathFactory) -> District:
    """Two schools are accepted, and the figures frozen once."""
    copy = signed_district.copied_to(tmp_path_factory.mktemp("report") / "district")
    with copy.central() as central:
        files = [copy.folder / f"{school} {YEAR}.xlsx" for school in (BULLARD, ABBOTT)]
        intake.import_files(central, files, accept_clean=True)
        snapshots.freeze(central, YEAR, note="For the board")
    return copy


@pytest.fixture
def asker() -> ScriptedAsker:
    return ScriptedAsker()


@pytest.fixture
def window(qtbot: QtBot, reported: District, asker: ScriptedAsker) -> Iterator[MainWindow]:
    with opened_window(qtbot, reported.central_path, asker) as opened:
        assert opened.view is not None
        opened.view.workplace.choose_period(opened.view.workplace.plan.period(YEAR))
        yield opened


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> ReportPage:
    assert window.view is not None
    found = window.view.go_to("report")
    assert isinstance(found, ReportPage)
    wait_until_ready(qtbot, window)
    return found


def test_the_pages_are_shown_turned_and_named_from_live_or_frozen_figures(
    qtbot: QtBot, window: MainWindow, page: ReportPage
) -> None:
    assert page.preview.count > 8
    assert not page.preview.back.isEnabled()
    page.preview.on.trigger()
    assert page.preview.number == 1
    assert page.preview.sheet.accessibleDescription().startswith("Page 2 of")
    for widget in (page.tree, page.editor.box, page.figures, page.preview.sheet):
        assert QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name), widget
    page.preview.go_to(10_000)
    assert page.preview.number == page.preview.count - 1
    assert not page.preview.on.isEnabled()
    assert [page.figures.itemData(number) for number in range(page.figures.count())] == [None, 1]
    assert "For the board" in page.figures.itemText(1)
    page.figures.setCurrentIndex(1)
    wait_until_ready(qtbot, window)


def test_texts_are_saved_when_the_keys_go_elsewhere_and_the_pages_follow(
    qtbot: QtBot, window: MainWindow, page: ReportPage
) -> None:
    page.tree.choose_text("priorities")
    before = page.preview.count
    page.editor.box.setPlainText("First things first.\n\n" + "And more. " * 2_000)
    page.editor.save_now()
    assert annual_report.texts(page.workplace.session, YEAR)["priorities"].startswith("First things first.")
    item = page.tree.currentItem()
    assert item is not None
    assert item.text(0) == "Next year's priorities", "no longer marked as empty"
    page.tree.choose_text("aim-1")
    page.editor.box.setPlainText("Everyone is well.")
    page.tree.choose_text("letter-board")
    assert annual_report.texts(page.workplace.session, YEAR)["aim-1"] == "Everyone is well."
    assert page.editor.box.toPlainText() == ""
    page.tree.choose_text("aim-1")
    assert page.editor.box.toPlainText() == "Everyone is well."
    page.tree.choose_text("about")
    page.editor.box.setPlainText("x" * 100_001)
    page.editor.save_now()
    assert "100001" in page.editor.problem.text().replace(",", "")
    assert len(page.editor.box.toPlainText()) == 100_001
    page.editor.box.setPlainText("Short.")
    page.editor.save_now()
    assert page.editor.problem.text() == ""
    qtbot.waitUntil(lambda: page.preview.count > before, timeout=20_000)
    wait_until_ready(qtbot, window)


def test_parts_are_moved_and_left_out_with_the_keyboard(qtbot: QtBot, window: MainWindow, page: ReportPage) -> None:
    top = page.tree.topLevelItem(2)
    assert top is not None
    page.tree.setCurrentItem(top)
    page.up.trigger()
    qtbot.keyClick(page.tree, Qt.Key.Key_Space)
    kept = annual_report.part_settings(page.workplace.session)
    assert [each.part for each in kept][:3] == [ReportPart.LETTERS, ReportPart.GLANCE, ReportPart.ABOUT]
    assert not kept[1].is_on
    wait_until_ready(qtbot, window)
    page.tree.setCurrentItem(page.tree.topLevelItem(0))
    page.up.trigger()
    assert annual_report.part_settings(page.workplace.session) == kept, "the first part goes no further up"


def in_the_dialog(act: Callable[[ExportDialog], None]) -> None:
    """Do ``act`` in the dialog that opens next."""

    def once() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ExportDialog)
        act(dialog)

    QTimer.singleShot(0, once)


def test_the_report_is_exported_and_said_so(
    qtbot: QtBot, window: MainWindow, page: ReportPage, asker: ScriptedAsker, tmp_path: Path
) -> None:
    asker.folders = [tmp_path / "out"]
    in_the_dialog(lambda dialog: dialog.verb.click())
    page.export.trigger()
    wait_until_ready(qtbot, window)
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".pdf", ".docx", ".xlsx"}
    assert str(tmp_path / "out") in page.message.text


def test_the_boards_summary_and_the_charts_are_had_without_the_report(
    qtbot: QtBot, window: MainWindow, page: ReportPage, asker: ScriptedAsker, tmp_path: Path
) -> None:
    def tick(dialog: ExportDialog) -> None:
        for box in dialog.formats.values():
            box.click()
        assert not dialog.verb.isEnabled(), "nothing is asked for"
        dialog.summary.click()
        dialog.charts[ChartFormat.SVG].click()
        dialog.verb.click()

    asker.folders = [tmp_path / "out"]
    in_the_dialog(tick)
    page.export.trigger()
    wait_until_ready(qtbot, window)
    (summary,) = (tmp_path / "out").glob("*.pdf")
    assert 1 <= len(PdfReader(summary).pages) <= 2
    charts = list((tmp_path / "out" / "charts").iterdir())
    assert {path.suffix for path in charts} == {".svg"}
    assert f"{len(charts)} charts" in page.message.text


def test_the_pages_are_printed_each_on_its_own_sheet(
    qtbot: QtBot, window: MainWindow, page: ReportPage, asker: ScriptedAsker, tmp_path: Path
) -> None:
    session = page.workplace.session
    before = annual_report.part_settings(session)
    annual_report.arrange_parts(session, [PartSetting(each.part, each.part is ReportPart.ABOUT) for each in before])
    asker.printed = [tmp_path / "printed.pdf"]
    page.print.trigger()
    wait_until_ready(qtbot, window)
    annual_report.arrange_parts(session, before)
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == 3, "cover, contents and one part"
    assert "sent to the printer" in page.message.text
