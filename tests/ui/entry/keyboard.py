"""What the tests of entering share: keys pressed where the focus is, and what a page shows and a store holds."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, Observation, ObservationKey
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.services import entry
from ctecs_desktop.ui.entry.entry_page import EntryPage
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import BULLARD, YEAR

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ROLE = Qt.ItemDataRole


def key_of(measure: str) -> ObservationKey:
    return ObservationKey(BULLARD, YEAR, MeasureCode(measure), ALL_STUDENTS)


RATE, COUNT = key_of("1.01"), key_of("1.04")


def press(*keys: Qt.Key | str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press the keys one after the other, each wherever the focus is by then, as a person would."""
    for key in [each for group in keys for each in (group if isinstance(group, str) else (group,))]:
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifiers)
        QApplication.processEvents()


def entry_page(window: MainWindow) -> EntryPage:
    assert window.view is not None
    window.activateWindow()
    QApplication.processEvents()
    page = window.view.go_to("entry")
    assert isinstance(page, EntryPage)
    page.view.setFocus()
    return page


def go(page: EntryPage, key: ObservationKey, column: int) -> None:
    page.show_key(key)
    page.view.setCurrentIndex(page.model.index(page.model.number_of(key), column))


def stored(page: EntryPage, key: ObservationKey) -> Observation:
    found = entry.values_at(page.workplace.session, [key])
    return found.get(key, Observation(key, Missing.NOT_ENTERED))


def text_at(page: EntryPage, key: ObservationKey, column: int, role: int = ROLE.DisplayRole) -> str:
    return str(page.model.index(page.model.number_of(key), column).data(role))
