"""The page of the Annual Progress Report in light and dark, at 100 and 150 %, into ``build/screens``."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from pytestqt.qtbot import QtBot

from ctecs_desktop.services import annual_report, intake
from ctecs_desktop.ui.annual_report.export_dialog import ExportDialog
from ctecs_desktop.ui.annual_report.report_page import ReportPage
from tests.district import ABBOTT, BULLARD, YEAR, District
from tests.screens.test_screens import save, scheme  # noqa: F401 - a fixture
from tests.ui.windows import opened_window, wait_until_ready

LETTER = """To the people of Connecticut

This year our seventeen schools set themselves one aim above all others: that students come to school, and want to.

Attendance teams met every week, and families heard from them before the tenth day of absence."""


def test_the_report_page_is_drawn(
    qtbot: QtBot,
    scheme: str,  # noqa: F811 - the fixture
    pictures: Path,
    signed: District,
) -> None:
    with signed.central() as central:
        files = [signed.folder / f"{school} {YEAR}.xlsx" for school in (BULLARD, ABBOTT)]
        intake.import_files(central, files, accept_clean=True)
        annual_report.write_text(central, YEAR, "letter-superintendent", LETTER)
    with opened_window(qtbot, signed.central_path) as window:
        assert window.view is not None
        window.view.workplace.choose_period(window.view.workplace.plan.period(YEAR))
        page = window.view.go_to("report")
        assert isinstance(page, ReportPage)
        wait_until_ready(qtbot, window)
        page.tree.choose_text("letter-superintendent")
        page.preview.go_to(8)
        save(window, "report", scheme=scheme, pictures=pictures)
        with closing(ExportDialog(window.view.workplace.tasks, page)) as dialog:
            dialog.show()
            save(dialog, "dialog export the report", scheme=scheme, pictures=pictures)
