"""What was typed is never lost: not by a refusal, not by a restart; see also ``test_waiting``."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.value import Missing, Ratio
from ctecs_desktop.services.drafts import typed_texts
from ctecs_desktop.ui.entry.draft_keeper import KEEP_MILLISECONDS
from ctecs_desktop.ui.entry.entry_columns import DENOMINATOR_COLUMN, NUMERATOR_COLUMN, STATUS, VALUE_COLUMN
from ctecs_desktop.ui.entry.entry_page import CHECK_MILLISECONDS, EntryPage
from tests.district import BULLARD, YEAR, District
from tests.ui.entry.keyboard import CONTROL, COUNT, RATE, ROLE, entry_page, go, key_of, press, stored, text_at
from tests.ui.windows import opened_window


def kept(page: EntryPage) -> dict[tuple[str, Part], str]:
    """What another connection finds kept, as a restart would."""
    with page.workplace.session.companion() as other:
        return {(key.measure, part): text for (key, part), text in typed_texts(other, YEAR).items()}


def test_refused_text_is_there_again_after_a_restart(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        page = entry_page(window)
        go(page, COUNT, VALUE_COLUMN)
        press("4o", Qt.Key.Key_Return)
        assert text_at(page, COUNT, VALUE_COLUMN) == "4o"
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        page = entry_page(window)
        assert text_at(page, COUNT, VALUE_COLUMN) == "4o"
        assert text_at(page, COUNT, STATUS) == "not saved"
        assert "4o" in text_at(page, COUNT, VALUE_COLUMN, ROLE.ToolTipRole)
        assert stored(page, COUNT).value == Decimal(40)
        go(page, COUNT, VALUE_COLUMN)
        press("41", Qt.Key.Key_Return)
        assert stored(page, COUNT).value == Decimal(41)
        assert kept(page) == {}


def test_a_numerator_waits_for_its_denominator_over_a_restart(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        page = entry_page(window)
        go(page, RATE, NUMERATOR_COLUMN)
        press(Qt.Key.Key_Delete)
        press("57", Qt.Key.Key_Tab)
        assert stored(page, RATE).value is Missing.NOT_ENTERED
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        page = entry_page(window)
        assert text_at(page, RATE, STATUS) == "not complete"
        go(page, RATE, DENOMINATOR_COLUMN)
        press("131", Qt.Key.Key_Return)
        assert stored(page, RATE).value == Ratio(Decimal(57), Decimal(131))


def test_what_is_being_typed_stays_while_the_rules_are_run(entering: EntryPage, qtbot: QtBot) -> None:
    go(entering, RATE, NUMERATOR_COLUMN)
    press(Qt.Key.Key_Delete, "5")
    qtbot.wait(3 * CHECK_MILLISECONDS)  # what they find in the row is painted there
    press("7", Qt.Key.Key_Return)
    assert text_at(entering, RATE, NUMERATOR_COLUMN) == "57"


def test_what_is_being_typed_stays_while_everything_is_painted_anew(entering: EntryPage) -> None:
    go(entering, COUNT, VALUE_COLUMN)
    press("5")
    entering.model.repaint_rows([COUNT])
    entering.model.repaint_all()
    press("7", Qt.Key.Key_Return)
    assert stored(entering, COUNT).value == Decimal(57)


def test_what_is_being_typed_is_taken_before_the_page_is_read_anew(entering: EntryPage) -> None:
    go(entering, COUNT, VALUE_COLUMN)
    press("5")
    entering.workplace.changes.publish(Changes(nouns=frozenset({Noun.PLAN})))
    assert stored(entering, COUNT).value == Decimal(5)


def test_what_is_being_typed_is_taken_when_a_job_begins_to_write(entering: EntryPage, qtbot: QtBot) -> None:
    workplace = entering.workplace
    go(entering, COUNT, VALUE_COLUMN)
    press("5")
    workplace.run("Job", lambda _session, _progress: None, done=lambda _: None, failed=pytest.fail, writes=True)
    qtbot.waitUntil(lambda: not workplace.tasks.is_busy)
    qtbot.waitUntil(lambda: stored(entering, COUNT).value == Decimal(5))


def test_a_note_stays_with_its_value_when_a_key_leads_on_from_it(entering: EntryPage) -> None:
    following = key_of("1.05")
    before = stored(entering, following).note
    go(entering, COUNT, VALUE_COLUMN)
    entering.show_detail_now()
    entering.detail.note.setFocus()
    press("a", "b", "c")
    entering.show_key(following)
    assert (stored(entering, COUNT).note, stored(entering, following).note) == ("abc", before)
    assert entering.detail.note.toPlainText() == before


def test_what_is_being_typed_is_kept_before_it_is_finished(entering: EntryPage, qtbot: QtBot) -> None:
    go(entering, COUNT, VALUE_COLUMN)
    press("12")
    qtbot.waitUntil(lambda: kept(entering) == {("1.04", Part.VALUE): "12"}, timeout=KEEP_MILLISECONDS * 8)
    press(Qt.Key.Key_Escape)
    assert kept(entering) == {}
    assert stored(entering, COUNT).value == Decimal(40)


def test_a_text_that_was_typed_and_not_taken_is_offered_back(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        page = entry_page(window)
        go(page, COUNT, VALUE_COLUMN)
        press("12")
        page.drafts.keep_now()
        state = kept(page)
        press(Qt.Key.Key_Escape)
        from ctecs_desktop.services.drafts import keep_typed

        # A power cut leaves what was kept while typing, and no Escape.
        keep_typed(page.workplace.session, {(COUNT, Part.VALUE): state["1.04", Part.VALUE]})
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        page = entry_page(window)
        assert text_at(page, COUNT, VALUE_COLUMN) == "12"
        go(page, COUNT, VALUE_COLUMN)
        assert "F2" in page.hint.text
        press(Qt.Key.Key_F2, Qt.Key.Key_Return)
        assert stored(page, COUNT).value == Decimal(12)


def test_undo_goes_on_after_a_restart(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        page = entry_page(window)
        for text in ("41", "42"):
            go(page, COUNT, VALUE_COLUMN)
            press(text, Qt.Key.Key_Return)
        press("z", modifiers=CONTROL)
        assert stored(page, COUNT).value == Decimal(41)
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        page = entry_page(window)
        go(page, COUNT, VALUE_COLUMN)
        press("y", modifiers=CONTROL)
        assert stored(page, COUNT).value == Decimal(42)
        press("z", modifiers=CONTROL)
        press("z", modifiers=CONTROL)
        assert stored(page, COUNT).value == Decimal(40)


def test_what_is_open_when_the_window_closes_is_taken(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        page = entry_page(window)
        go(page, COUNT, VALUE_COLUMN)
        press("43")
        window.close_store()
        QApplication.processEvents()
    with district.school() as session:
        from ctecs_desktop.services.entry import values_at

        assert values_at(session, [COUNT])[COUNT].value == Decimal(43)
