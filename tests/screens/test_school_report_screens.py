"""The page of a school's own report in light and dark, at 100 and 150 %, into ``build/screens``."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from ctecs_desktop.services import intake, snapshots
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.plan import open_workbook, publish_plan
from tests.district import ABBOTT, BULLARD, CENTRAL_PASSPHRASE, YEAR, District
from tests.screens.test_screens import save, scheme  # noqa: F401 - a fixture
from tests.ui.windows import opened_window, wait_until_ready


def test_the_page_of_a_schools_own_report_is_drawn(
    qtbot: QtBot,
    scheme: str,  # noqa: F811 - the fixture
    pictures: Path,
    signed: District,
) -> None:
    with signed.central() as central:
        files = [signed.folder / f"{school} {YEAR}.xlsx" for school in (BULLARD, ABBOTT)]
        intake.import_files(central, files, accept_clean=True)
        snapshots.freeze(central, YEAR)
        publish_plan(central, authority=unlock(central, CENTRAL_PASSPHRASE), out=signed.folder / "newest.xlsx")
    with signed.school() as school:
        open_workbook(school, signed.folder / "newest.xlsx")
    with opened_window(qtbot, signed.school_path(BULLARD)) as window:
        assert window.view is not None
        workplace = window.view.workplace
        workplace.choose_period(workplace.plan.period(YEAR))
        window.view.go_to("school-report")
        wait_until_ready(qtbot, window)
        save(window, "school-report", scheme=scheme, pictures=pictures)
        workplace.choose_period(workplace.plan.period("2016-17"))
        wait_until_ready(qtbot, window)
        save(window, "school-report-empty", scheme=scheme, pictures=pictures)
