"""What the state published in central office's window, drawn into ``build/screens`` to be looked at."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from ctecs_desktop.services import baselines, edsight
from ctecs_desktop.ui.edsight.baseline_dialog import BaselineDialog
from ctecs_desktop.ui.edsight.edsight_page import FILES, EdSightPage
from tests.district import YEAR, District
from tests.exchange.edsight_building import EXPORTS
from tests.screens.test_screens import save
from tests.screens.test_screens import scheme as scheme
from tests.ui.windows import opened_window, wait_until_ready

LOADED = ("no-title-no-year.csv", "two-row-header-corrected.csv", "wide-breakdown.csv", "thousands.csv")


def test_published_figures_are_drawn(
    qtbot: QtBot, scheme: str, pictures: Path, district: District, tmp_path: Path
) -> None:
    copy = district.copied_to(tmp_path / "copy")
    with opened_window(qtbot, copy.central_path) as window:
        assert window.view is not None
        page = window.view.go_to("edsight")
        assert isinstance(page, EdSightPage)
        page.workplace.choose_period(page.workplace.plan.period(YEAR))
        wait_until_ready(qtbot, window)
        save(window, "central edsight empty", scheme=scheme, pictures=pictures)
        loading = edsight.load_files(page.workplace.session, [EXPORTS / name for name in LOADED], school_year=YEAR)
        page.workplace.changes.publish(loading.changes)
        wait_until_ready(qtbot, window)
        save(window, "central edsight", scheme=scheme, pictures=pictures)
        page.tabs.setCurrentIndex(FILES)
        save(window, "central edsight files", scheme=scheme, pictures=pictures)
        dialog = BaselineDialog(
            page.workplace.plan, baselines.propose(page.workplace.session, YEAR, with_schools=True), window
        )
        qtbot.addWidget(dialog)
        dialog.show()
        save(dialog, "dialog baselines", scheme=scheme, pictures=pictures)
        dialog.close()
