"""A school's own report in the window: pages that follow, what they rest on, files, paper, and the first step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey, PeriodCode
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.services import entry, intake, snapshots
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.plan import publish_plan
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.school_report.school_report_page import SchoolReportPage
from tests.district import ABBOTT, BULLARD, CENTRAL_PASSPHRASE, YEAR, District
from tests.ui.windows import WAIT_MILLISECONDS, ScriptedAsker, opened_window, wait_until_ready


@pytest.fixture(scope="module")
def frozen(signed_district: District, tmp_path_factory: pytest.TempPathFactory) -> District:
    """Two schools are accepted, the year is frozen, and the plan published again; no school has opened it yet."""
    copy = signed_district.copied_to(tmp_path_factory.mktemp("own report") / "district")
    with copy.central() as central:
        files = [copy.folder / f"{school} {YEAR}.xlsx" for school in (BULLARD, ABBOTT)]
        intake.import_files(central, files, accept_clean=True)
        snapshots.freeze(central, YEAR)
        publish_plan(central, authority=unlock(central, CENTRAL_PASSPHRASE), out=copy.folder / "newest.xlsx")
    return copy


@pytest.fixture
def district(frozen: District, tmp_path: Path) -> District:
    return frozen.copied_to(tmp_path / "district")


@pytest.fixture
def asker() -> ScriptedAsker:
    return ScriptedAsker()


@pytest.fixture
def window(qtbot: QtBot, district: District, asker: ScriptedAsker) -> Iterator[MainWindow]:
    with opened_window(qtbot, district.school_path(BULLARD), asker) as opened:
        assert opened.view is not None
        opened.view.workplace.choose_period(opened.view.workplace.plan.period(YEAR))
        yield opened


def opened_page(qtbot: QtBot, window: MainWindow) -> SchoolReportPage:
    assert window.view is not None
    found = window.view.go_to("school-report")
    assert isinstance(found, SchoolReportPage)
    wait_until_ready(qtbot, window)
    return found


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> SchoolReportPage:
    return opened_page(qtbot, window)


def facts(page: SchoolReportPage) -> str:
    return "\n".join(label.text() for label in page.side.content.findChildren(QLabel) if not label.isHidden())


def test_the_pages_are_shown_and_what_they_rest_on_beside_them(page: SchoolReportPage) -> None:
    assert page.preview.count >= 2
    page.preview.on.trigger()
    assert page.preview.sheet.accessibleDescription().startswith("Page 2 of")
    assert "2015-16: revision 1, signed by Pat Principal (Principal)" in facts(page)
    assert "Central office has not sent the district's figures of 2015-16 yet" in facts(page)
    assert page.save_pdf.isEnabled()


def test_the_districts_line_comes_with_the_workbook_and_the_person_is_told(
    qtbot: QtBot, window: MainWindow, district: District, page: SchoolReportPage
) -> None:
    window.take_into_workspace([district.folder / "newest.xlsx"])
    wait_until_ready(qtbot, window)
    assert "District figures of 2015-16 came along." in page.message.text
    # The pages are set anew beside the window, once the workbook is taken in.
    qtbot.waitUntil(lambda: "2015-16: " in facts(page) and "not sent" not in facts(page), timeout=WAIT_MILLISECONDS)


def test_it_is_saved_as_pdf_and_as_word_under_a_name_that_is_offered(
    qtbot: QtBot, window: MainWindow, page: SchoolReportPage, asker: ScriptedAsker, tmp_path: Path
) -> None:
    asker.new_files = [tmp_path / "own.pdf", tmp_path / "own.docx"]
    page.save_pdf.trigger()
    wait_until_ready(qtbot, window)
    assert (tmp_path / "own.pdf").read_bytes().startswith(b"%PDF-")
    assert str(tmp_path / "own.pdf") in page.message.text
    page.save_word.trigger()
    wait_until_ready(qtbot, window)
    assert (tmp_path / "own.docx").exists()
    assert asker.asked == [f"school-report-{YEAR}-{BULLARD}.pdf", f"school-report-{YEAR}-{BULLARD}.docx"]
    page.save_pdf.trigger()
    wait_until_ready(qtbot, window)
    assert len(asker.asked) == 3, "a person who turns back has written nothing"


def test_a_folder_that_cannot_be_written_is_told_in_the_page(
    qtbot: QtBot, window: MainWindow, page: SchoolReportPage, asker: ScriptedAsker, tmp_path: Path
) -> None:
    asker.new_files = [tmp_path / "no such folder" / "own.pdf"]
    page.save_pdf.trigger()
    wait_until_ready(qtbot, window)
    assert "no such folder" in page.message.text


def test_the_pages_are_printed_each_on_its_own_sheet(
    qtbot: QtBot, window: MainWindow, page: SchoolReportPage, asker: ScriptedAsker, tmp_path: Path
) -> None:
    asker.printed = [tmp_path / "printed.pdf"]
    page.print.trigger()
    wait_until_ready(qtbot, window)
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == page.preview.count
    assert "sent to the printer" in page.message.text


def test_a_period_without_values_says_so_and_leads_to_the_first_step(
    qtbot: QtBot, window: MainWindow, page: SchoolReportPage
) -> None:
    assert window.view is not None
    workplace = window.view.workplace
    workplace.choose_period(workplace.plan.period("2016-17"))
    wait_until_ready(qtbot, window)
    assert page.nothing.text().startswith("Nothing is entered for 2016-17 yet")
    assert page.nothing.isVisible()
    assert not page.preview.isVisible()
    assert not page.save_pdf.isEnabled()
    page.enter.trigger()
    assert window.view.page_name == "entry"
    key = ObservationKey(BULLARD, PeriodCode("2016-17"), MeasureCode("1.04"), ALL_STUDENTS)
    workplace.changes.publish(entry.record_values(workplace.session, [Edit(key, Missing.NOT_YET)]))
    assert opened_page(qtbot, window).preview.count > 0
    assert "entered, not signed yet" in facts(page)
