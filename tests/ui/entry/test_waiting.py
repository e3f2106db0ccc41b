"""Another program holds the file: the window goes on at once, says what is not saved yet, and saves it by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.value import Missing
from ctecs_desktop.store import connection
from ctecs_desktop.store.connection import BUSY_MILLISECONDS
from ctecs_desktop.ui.entry import unsaved
from ctecs_desktop.ui.entry.entry_columns import STATUS, VALUE_COLUMN
from ctecs_desktop.ui.entry.entry_page import EntryPage
from ctecs_desktop.ui.main_window import MainWindow
from tests.ui.entry.keyboard import CONTROL, COUNT, RATE, ROLE, SHIFT, go, key_of, press, stored, text_at
from tests.ui.freezing import longest_freeze
from tests.ui.windows import ScriptedAsker

NEXT = key_of("1.05")


@pytest.fixture
def holder(entering: EntryPage) -> Iterator[sqlite3.Connection]:
    """Another program that has begun to write the same file."""
    with closing(sqlite3.connect(entering.workplace.session.store_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def saved_text(window: MainWindow) -> str:
    assert window.view is not None
    return window.view.saved.text()


def test_what_cannot_be_written_at_once_is_written_by_itself(
    entering: EntryPage, school_window: MainWindow, holder: sqlite3.Connection, qtbot: QtBot
) -> None:
    with longest_freeze() as freeze:
        go(entering, COUNT, VALUE_COLUMN)
        press("77", Qt.Key.Key_Return)
        press("8", Qt.Key.Key_Return)
        qtbot.wait(2 * unsaved.RETRY_MILLISECONDS)
    assert freeze.milliseconds < BUSY_MILLISECONDS / 2, "what else is written is waited for that long"
    assert stored(entering, COUNT).value == Decimal(40)
    for key, text in ((COUNT, "77"), (NEXT, "8")):
        assert (text_at(entering, key, VALUE_COLUMN), text_at(entering, key, STATUS)) == (text, "not saved yet")
    assert saved_text(school_window) == "not saved yet"
    assert entering.message.text == "", "it is nothing that a person must see to"
    go(entering, COUNT, VALUE_COLUMN)
    assert "as soon as it lets go" in entering.hint.text
    holder.execute("ROLLBACK")
    qtbot.waitUntil(lambda: stored(entering, NEXT).value == Decimal(8))
    assert stored(entering, COUNT).value == Decimal(77)
    assert text_at(entering, COUNT, STATUS) != "not saved yet"
    assert saved_text(school_window).startswith("saved ")
    press("z", modifiers=CONTROL)
    assert (stored(entering, COUNT).value, stored(entering, NEXT).value) == (Decimal(77), Decimal(6))


def test_typing_anew_takes_the_place_of_what_waits(
    entering: EntryPage, holder: sqlite3.Connection, qtbot: QtBot
) -> None:
    steps = entering.stack.count()
    for text in ("77", "78"):
        go(entering, COUNT, VALUE_COLUMN)
        press(text, Qt.Key.Key_Return)
    holder.execute("ROLLBACK")
    qtbot.waitUntil(lambda: stored(entering, COUNT).value == Decimal(78))
    assert entering.stack.count() == steps + 1


def test_delete_takes_back_what_waits(entering: EntryPage, holder: sqlite3.Connection) -> None:
    go(entering, COUNT, VALUE_COLUMN)
    press("77", Qt.Key.Key_Return)
    go(entering, COUNT, VALUE_COLUMN)
    press(Qt.Key.Key_Delete)
    holder.execute("ROLLBACK")
    entering.acts.save.trigger()
    assert text_at(entering, COUNT, VALUE_COLUMN) == "40"
    assert stored(entering, COUNT).value == Decimal(40)


def test_a_blank_and_a_note_wait_as_well(entering: EntryPage, holder: sqlite3.Connection, qtbot: QtBot) -> None:
    go(entering, COUNT, VALUE_COLUMN)
    entering.acts.give_blank(Missing.NOT_YET)
    assert text_at(entering, COUNT, STATUS) == "not saved yet"
    go(entering, NEXT, VALUE_COLUMN)
    press(Qt.Key.Key_F2, modifiers=SHIFT)
    entering.detail.note.setPlainText("Counted by hand.")
    entering.view.setFocus()
    go(entering, RATE, VALUE_COLUMN)
    go(entering, NEXT, VALUE_COLUMN)
    assert entering.detail.note.toPlainText() == "Counted by hand."
    holder.execute("ROLLBACK")
    qtbot.waitUntil(lambda: stored(entering, NEXT).note == "Counted by hand.")
    assert stored(entering, COUNT).value is Missing.NOT_YET
    assert stored(entering, NEXT).value == Decimal(6)


def test_a_program_that_never_lets_go_is_told_with_a_button_that_tries_again(
    entering: EntryPage,
    school_window: MainWindow,
    holder: sqlite3.Connection,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(unsaved, "LONGEST_WAIT_MILLISECONDS", unsaved.RETRY_MILLISECONDS)
    go(entering, COUNT, VALUE_COLUMN)
    press("77", Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: text_at(entering, COUNT, STATUS) == "not saved")
    assert saved_text(school_window) == "not saved"
    assert "being written" in entering.message.text
    assert text_at(entering, COUNT, VALUE_COLUMN) == "77"
    assert "being written" in text_at(entering, COUNT, VALUE_COLUMN, ROLE.ToolTipRole)
    holder.execute("ROLLBACK")
    press("s", modifiers=CONTROL)
    assert stored(entering, COUNT).value == Decimal(77)
    assert entering.message.text == ""


def test_what_waits_is_still_there_when_the_page_is_read_anew(entering: EntryPage, holder: sqlite3.Connection) -> None:
    go(entering, COUNT, VALUE_COLUMN)
    press("77", Qt.Key.Key_Return)
    entering.read()
    assert (text_at(entering, COUNT, VALUE_COLUMN), text_at(entering, COUNT, STATUS)) == ("77", "not saved yet")
    holder.execute("ROLLBACK")
    entering.acts.save.trigger()
    assert stored(entering, COUNT).value == Decimal(77)


def test_leaving_asks_while_something_is_not_saved(
    entering: EntryPage,
    school_window: MainWindow,
    asker: ScriptedAsker,
    holder: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "BUSY_MILLISECONDS", 20)  # on the way out a person would wait five seconds
    go(entering, COUNT, VALUE_COLUMN)
    press("77", Qt.Key.Key_Return)
    asker.says_yes = False
    assert not school_window.close()
    assert "1 value could not be saved" in asker.asked[-1]
    assert text_at(entering, COUNT, VALUE_COLUMN) == "77"
    holder.execute("ROLLBACK")
    asked = len(asker.asked)
    assert school_window.close()
    assert len(asker.asked) == asked, "it was saved on the way out"
