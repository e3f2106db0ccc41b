"""Home says what is left and by when, leads back to the cell that was left, and starts a school off."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QApplication, QProgressBar
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey, SubgroupCode
from ctecs_desktop.domain.submission import StrategyStatus, StrategyUpdate
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.services import entry
from ctecs_desktop.ui.entry.entry_page import EntryPage
from ctecs_desktop.ui.home.home_page import HomePage
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.wording import due_text
from tests.district import BULLARD, YEAR, District
from tests.ui.windows import opened_window

FIRST = ObservationKey(BULLARD, YEAR, MeasureCode("1.04"), ALL_STUDENTS)
OTHER = ObservationKey(BULLARD, YEAR, MeasureCode("3.01"), ALL_STUDENTS)


def home_of(window: MainWindow) -> HomePage:
    assert window.view is not None
    page = window.view.go_to("home")
    assert isinstance(page, HomePage)
    return page


def test_what_is_far_off_is_a_date_and_no_number_of_days() -> None:
    day = date(2016, 7, 31)
    assert due_text(day, -3767) == "was due July 31, 2016"
    assert due_text(day, 61) == "due July 31, 2016"
    assert due_text(day, 60) == "due July 31, 2016 (60 days left)"
    assert due_text(day, 0) == "due today, July 31, 2016"
    assert due_text(day, -1) == "due July 31, 2016 (1 day ago)"


def test_the_rest_is_said_in_minutes_with_the_rule_behind_it(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        home = home_of(window)
        assert home.minutes.isHidden()
        session = home.workplace.session
        home.workplace.changes.publish(entry.record_values(session, [Edit(FIRST, Missing.NOT_ENTERED)]))
        assert home.minutes.isVisible()
        assert home.minutes.text().startswith("about ")
        assert "30 seconds for each measure" in home.minutes.toolTip()
        assert "57 of 58" in home.heading.text()


def test_home_leads_back_to_the_cell_that_was_left_also_after_a_restart(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        assert window.view is not None
        session = window.view.workplace.session
        window.view.workplace.changes.publish(entry.record_values(session, [Edit(FIRST, Missing.NOT_ENTERED)]))
        page = window.view.go_to("entry")
        assert isinstance(page, EntryPage)
        page.show_key(OTHER)
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        home = home_of(window)
        assert home.go_on.text() == "Go on: 3.01"
        home.go_on.trigger()
        assert window.view is not None
        page = window.view.page
        assert isinstance(page, EntryPage)
        row = page.current_row()
        assert row is not None
        assert row.key == OTHER


def test_a_place_that_the_plan_has_no_more_is_forgotten(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        assert window.view is not None
        workplace = window.view.workplace
        for gone in (
            OTHER._replace(measure=MeasureCode("9.99")),
            OTHER._replace(subgroup=SubgroupCode("race.martian")),
        ):
            workplace.remember_place(gone)
            assert workplace.last_place(YEAR) is None
        workplace.remember_place(OTHER)
        assert workplace.last_place(YEAR) == OTHER


def test_without_a_place_home_leads_to_the_value_that_was_changed_last(qtbot: QtBot, district: District) -> None:
    with district.school() as session:
        entry.record_values(session, [Edit(OTHER, Missing.NOT_ENTERED)])
        entry.record_values(session, [Edit(FIRST, Decimal(7))])
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        assert home_of(window).go_on.text() == "Go on: 1.04"


def test_strategies_stand_below_the_goals_with_how_many_are_reported_on(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        home = home_of(window)
        session, plan = home.workplace.session, home.workplace.plan
        all_of_them = len(plan.strategies)

        def bars() -> list[str]:
            QApplication.processEvents()  # a line that is new in a layout is seen with the next events
            return [bar.accessibleName() for bar in home.findChildren(QProgressBar) if bar.isVisible()]

        assert f"Strategies: 0 of {all_of_them}" in bars()
        update = StrategyUpdate(plan.strategies[0].code, StrategyStatus.DONE, "All of it.")
        home.workplace.changes.publish(entry.update_strategy(session, YEAR, update))
        assert f"Strategies: 1 of {all_of_them}" in bars()
