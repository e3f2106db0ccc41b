"""The table is typed into like a spreadsheet: everything here is done with keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, ObservationKey
from ctecs_desktop.domain.value import Missing, Ratio
from ctecs_desktop.services import entry
from ctecs_desktop.ui.entry.entry_columns import DENOMINATOR_COLUMN, NUMERATOR_COLUMN, VALUE_COLUMN
from ctecs_desktop.ui.entry.entry_page import EntryPage
from ctecs_desktop.ui.entry.entry_rows import EntryRow
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import BULLARD, YEAR, District
from tests.ui.windows import opened_window

RATE = ObservationKey(BULLARD, YEAR, MeasureCode("1.01"), ALL_STUDENTS)
COUNT = ObservationKey(BULLARD, YEAR, MeasureCode("1.04"), ALL_STUDENTS)


@pytest.fixture
def window(qtbot: QtBot, district: District) -> Iterator[MainWindow]:
    with opened_window(qtbot, district.school_path(BULLARD)) as opened:
        opened.activateWindow()
        yield opened


@pytest.fixture
def page(window: MainWindow) -> EntryPage:
    assert window.view is not None
    page = window.view.go_to("entry")
    assert isinstance(page, EntryPage)
    page.view.setFocus()
    return page


def press(*keys: Qt.Key | str) -> None:
    """Press the keys one after the other, each wherever the focus is by then, as a person would."""
    for key in [each for group in keys for each in (group if isinstance(group, str) else (group,))]:
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key)
        QApplication.processEvents()


def shown_keys(page: EntryPage) -> list[ObservationKey]:
    return [row.key for row in page.model.rows if isinstance(row, EntryRow)]


def current(page: EntryPage) -> tuple[ObservationKey, int]:
    index = page.view.currentIndex()
    return page.model.rows[index.row()].key, index.column()


def test_typing_replaces_and_enter_goes_down(page: EntryPage, qtbot: QtBot) -> None:
    page.show_key(COUNT)
    press("4", "2", Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: entry.current_values(page.workplace.session, YEAR)[COUNT].value == Decimal(42))
    key, column = current(page)
    assert (key.measure, column) == ("1.05", VALUE_COLUMN)


def test_tab_goes_right_and_enter_returns_to_where_tab_began(page: EntryPage, qtbot: QtBot) -> None:
    page.show_key(RATE)
    press("57", Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: current(page)[1] == DENOMINATOR_COLUMN)
    press("131", Qt.Key.Key_Return)
    wanted = Ratio(Decimal(57), Decimal(131))
    qtbot.waitUntil(lambda: entry.current_values(page.workplace.session, YEAR)[RATE].value == wanted)
    key, column = current(page)
    assert (key.measure, column) == ("1.02", NUMERATOR_COLUMN)


def test_f2_edits_what_is_there(page: EntryPage, qtbot: QtBot) -> None:
    page.show_key(COUNT)
    press(Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "40"
    assert editor.accessibleName().startswith("Value of 1.04")
    press(Qt.Key.Key_End, "0", Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: entry.current_values(page.workplace.session, YEAR)[COUNT].value == Decimal(400))


def test_escape_leaves_the_value_as_it_was(page: EntryPage) -> None:
    page.show_key(COUNT)
    press("9", Qt.Key.Key_Escape)
    assert entry.current_values(page.workplace.session, YEAR)[COUNT].value == Decimal(40)


def test_delete_clears_and_undo_brings_it_back(page: EntryPage, window: MainWindow) -> None:
    page.show_key(COUNT)
    press(Qt.Key.Key_Delete)
    assert entry.current_values(page.workplace.session, YEAR).get(COUNT) is None
    page.stack.undo()
    assert entry.current_values(page.workplace.session, YEAR)[COUNT].value == Decimal(40)


def test_the_first_delete_takes_away_what_was_refused(page: EntryPage) -> None:
    page.show_key(COUNT)
    press("4o", Qt.Key.Key_Return)
    page.show_key(COUNT)
    press(Qt.Key.Key_Delete)
    assert page.view.currentIndex().data() == "40"


def test_shift_enter_goes_up(page: EntryPage) -> None:
    page.show_key(COUNT)
    QTest.keyClick(page.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert current(page)[0].measure == "1.03"


def test_a_reason_for_a_blank_is_given_by_one_key_and_its_letter(page: EntryPage) -> None:
    page.show_key(COUNT)
    menu = page.acts.blank_menu()
    letters = [action.text()[action.text().index("&") + 1] for action in menu.actions()]
    assert [keys.toString() for keys in page.acts.blank.shortcuts()] == ["Ctrl+B", "F4"]
    assert len(set(letters)) == len(letters)
    menu.actions()[0].trigger()
    assert entry.current_values(page.workplace.session, YEAR)[COUNT].value is Missing.NOT_APPLICABLE


def test_a_note_is_kept_when_the_person_goes_on(page: EntryPage) -> None:
    page.show_key(COUNT)
    page.acts.note.trigger()
    page.detail.note.setPlainText("Counted twice.")
    page.view.setFocus()
    QApplication.processEvents()
    assert entry.current_values(page.workplace.session, YEAR)[COUNT].note == "Counted twice."
    page.stack.undo()
    assert entry.current_values(page.workplace.session, YEAR)[COUNT].note != "Counted twice."


def test_the_filters_show_what_is_left(page: EntryPage) -> None:
    page.show_key(COUNT)
    press(Qt.Key.Key_Delete)
    page.filters.left.setChecked(True)
    assert shown_keys(page) == [COUNT]
    page.filters.left.setChecked(False)
    page.filters.search.setText("in-school")
    assert shown_keys(page) == [COUNT]
