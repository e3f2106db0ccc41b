"""The public edition in central office's window, drawn into ``build/screens`` to be looked at."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from ctecs_desktop.ui.publication.publication_page import FIGURES, RULES, PublicationPage
from tests.district import YEAR, District
from tests.screens.test_screens import save
from tests.screens.test_screens import scheme as scheme
from tests.ui.windows import opened_window, wait_until_ready


def test_the_public_edition_is_drawn(
    qtbot: QtBot, scheme: str, pictures: Path, district: District, tmp_path: Path
) -> None:
    copy = district.copied_to(tmp_path / "copy")
    with opened_window(qtbot, copy.central_path) as window:
        assert window.view is not None
        page = window.view.go_to("publication")
        assert isinstance(page, PublicationPage)
        page.workplace.choose_period(page.workplace.plan.period(YEAR))
        wait_until_ready(qtbot, window)
        save(window, "central publication", scheme=scheme, pictures=pictures)
        page.tabs.setCurrentIndex(FIGURES)
        save(window, "central publication figures", scheme=scheme, pictures=pictures)
        page.tabs.setCurrentIndex(RULES)
        save(window, "central publication thresholds", scheme=scheme, pictures=pictures)
