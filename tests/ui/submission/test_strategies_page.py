"""Strategies are saved as they are typed, and last year's text stands beside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.submission import StrategyStatus, StrategyUpdate
from ctecs_desktop.services import entry, strategies
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.submission.strategies_page import StrategiesPage
from tests.district import BULLARD, YEAR, District, sign
from tests.ui.windows import opened_window


@pytest.fixture
def window(qtbot: QtBot, district: District) -> Iterator[MainWindow]:
    with opened_window(qtbot, district.school_path(BULLARD)) as opened:
        yield opened


def page_of(window: MainWindow) -> StrategiesPage:
    assert window.view is not None
    page = window.view.go_to("strategies")
    assert isinstance(page, StrategiesPage)
    return page


def stored(page: StrategiesPage) -> list[StrategyUpdate]:
    rows = strategies.strategy_rows(page.workplace.session, YEAR)
    return [row.update for row in rows if row.update is not None]


def test_a_status_is_saved_at_once_and_a_text_after_a_pause(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window)
    box = page.boxes[0]
    box.status.setCurrentIndex(box.status.findData(StrategyStatus.UNDER_WAY.value))
    assert stored(page) == [StrategyUpdate(box.code, StrategyStatus.UNDER_WAY)]
    page.boxes[0].narrative.setPlainText("Two teams met.")
    assert stored(page)[0].narrative == ""
    qtbot.waitUntil(lambda: stored(page)[0].narrative == "Two teams met.")
    assert window.view is not None
    assert window.view.saved.text().startswith("saved ")


def test_what_was_typed_last_is_saved_when_the_program_closes(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        page = page_of(window)
        page.boxes[2].narrative.setPlainText("Begun in May.")
        code = page.boxes[2].code
    with district.school() as session:
        rows = strategies.strategy_rows(session, YEAR)
        assert rows[2].update == StrategyUpdate(code, StrategyStatus.UNDER_WAY, "Begun in May.")


def test_a_text_that_is_too_long_is_refused_and_stays(window: MainWindow) -> None:
    page = page_of(window)
    box = page.boxes[0]
    box.narrative.setPlainText("x" * 2001)
    box.save_now()
    assert box.problem.isVisible()
    assert len(box.narrative.toPlainText()) == 2001
    assert stored(page) == []
    box.narrative.setPlainText("x")
    box.save_now()
    assert not box.problem.isVisible()


def test_a_signed_period_cannot_be_reported_on(qtbot: QtBot, district: District, tmp_path: Path) -> None:
    with district.school() as session:
        code = session.plan.strategies[0].code
        entry.update_strategy(session, YEAR, StrategyUpdate(code, StrategyStatus.DONE, "All of it."))
        sign(session, tmp_path / "signed.xlsx")
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        page = page_of(window)
        box = page.boxes[0]
        assert "was signed as revision 1 by Pat Principal on " in page.message.text
        assert "take the signature back" in page.message.text
        assert not box.status.isEnabled()
        assert box.narrative.isReadOnly()
        assert box.narrative.toPlainText() == "All of it."
