"""The table is gone about in with keys alone; columns and filters are the person's, and the panel tells the rest."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import Edit
from ctecs_desktop.domain.value import Missing, Ratio
from ctecs_desktop.services import entry
from ctecs_desktop.ui.entry.entry_columns import (
    DENOMINATOR_COLUMN,
    LAST_YEAR,
    NAME_COLUMN,
    NUMERATOR_COLUMN,
    STATUS,
    VALUE_COLUMN,
)
from ctecs_desktop.ui.entry.entry_page import EntryPage
from ctecs_desktop.ui.entry.entry_rows import EntryRow, SectionRow, SumRow
from ctecs_desktop.ui.entry.verify_dialog import AGAIN, VerifyDialog, figures_of
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import BULLARD, District
from tests.ui.entry.keyboard import CONTROL, COUNT, RATE, SHIFT, entry_page, go, key_of, press, stored, text_at
from tests.ui.windows import opened_window


def place(page: EntryPage) -> tuple[str, int]:
    row, index = page.current_row(), page.view.currentIndex()
    return (row.key.measure if row is not None else "", index.column())


def test_arrows_leave_the_line_until_f2_is_pressed(entering: EntryPage) -> None:
    go(entering, RATE, NUMERATOR_COLUMN)
    press("160", Qt.Key.Key_Right)
    assert place(entering) == ("1.01", DENOMINATOR_COLUMN)
    assert stored(entering, RATE).value == Ratio(Decimal(160), Decimal(784))
    go(entering, RATE, NUMERATOR_COLUMN)
    press(Qt.Key.Key_F2, Qt.Key.Key_Left, "5", Qt.Key.Key_Return)
    assert stored(entering, RATE).value == Ratio(Decimal(1650), Decimal(784))


def test_shift_tab_and_shift_enter_go_back(entering: EntryPage) -> None:
    go(entering, RATE, DENOMINATOR_COLUMN)
    press("780", Qt.Key.Key_Backtab)
    assert place(entering) == ("1.01", NUMERATOR_COLUMN)
    go(entering, COUNT, VALUE_COLUMN)
    press("41")
    press(Qt.Key.Key_Return, modifiers=SHIFT)
    assert place(entering)[0] == "1.03"
    assert stored(entering, COUNT).value == Decimal(41)


def test_enter_passes_over_headings_and_cells_that_take_nothing(entering: EntryPage) -> None:
    go(entering, key_of("1.03"), DENOMINATOR_COLUMN)
    press(Qt.Key.Key_Return)
    assert place(entering) == ("1.04", VALUE_COLUMN)


def test_a_block_begins_where_the_person_is(entering: EntryPage) -> None:
    go(entering, RATE, NUMERATOR_COLUMN)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Right, modifiers=SHIFT)
    area = entering.view.selected_area()
    assert (area.row, area.height, area.width) == (entering.model.number_of(key_of("1.02")), 1, 2)


def test_enter_and_tab_stay_inside_a_block(entering: EntryPage) -> None:
    go(entering, RATE, NUMERATOR_COLUMN)
    press(Qt.Key.Key_Right, modifiers=SHIFT)
    assert place(entering) == ("1.01", DENOMINATOR_COLUMN)
    press(Qt.Key.Key_Tab)
    assert place(entering) == ("1.01", NUMERATOR_COLUMN)
    assert entering.view.has_block()


def test_control_and_an_arrow_jump_to_the_end_of_what_is_filled(entering: EntryPage) -> None:
    go(entering, COUNT, VALUE_COLUMN)
    press(Qt.Key.Key_Up, modifiers=CONTROL)
    assert place(entering)[0] == "1.01"
    press(Qt.Key.Key_End, modifiers=CONTROL)
    assert entering.view.currentIndex().row() == entering.model.rowCount() - 1
    press(Qt.Key.Key_Home, modifiers=CONTROL)
    assert (entering.view.currentIndex().row(), entering.view.currentIndex().column()) == (0, NAME_COLUMN)
    go(entering, COUNT, VALUE_COLUMN)
    press(Qt.Key.Key_Up, modifiers=CONTROL | SHIFT)
    assert entering.view.selected_area().height == 4


def test_a_doubtful_number_is_asked_back_and_chosen_by_key(entering: EntryPage) -> None:
    go(entering, COUNT, VALUE_COLUMN)
    press("1.040")
    assert "Alt+2: 1040" in entering.hint.text
    press(Qt.Key.Key_Return)
    assert text_at(entering, COUNT, VALUE_COLUMN) == "1.040"
    assert stored(entering, COUNT).value == Decimal(40)
    go(entering, COUNT, VALUE_COLUMN)
    entering.acts.readings[1].trigger()
    assert stored(entering, COUNT).value == Decimal(1040)


def test_what_was_understood_is_said_while_it_is_typed(entering: EntryPage) -> None:
    go(entering, COUNT, VALUE_COLUMN)
    press("1,234")
    assert entering.hint.text == "Understood: 1,234"
    press(Qt.Key.Key_Escape)
    go(entering, RATE, NUMERATOR_COLUMN)
    press("165")
    assert entering.hint.text == "Understood: 21.0 % (165 of 784)"


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_a_reason_is_given_to_a_whole_block_in_one_step(entering: EntryPage) -> None:
    go(entering, COUNT, VALUE_COLUMN)
    press(Qt.Key.Key_Down, modifiers=SHIFT)
    steps = entering.stack.count()
    menu = entering.acts.offer_blanks()
    next(act for act in menu.actions() if "collected" in act.text()).trigger()
    menu.close()
    assert stored(entering, COUNT).value is stored(entering, key_of("1.05")).value is Missing.NOT_COLLECTED
    assert entering.stack.count() == steps + 1


def test_the_sum_of_the_parts_is_shown_against_the_total(entering: EntryPage) -> None:
    page = entering
    page.model.toggle(page.model.number_of(RATE))
    sums = [number for number, row in enumerate(page.model.rows) if isinstance(row, SumRow)]
    gender = next(number for number in sums if page.model.rows[number].name == "Gender")

    def shown(column: int) -> str:
        return str(page.model.index(gender, column).data())

    assert (shown(NUMERATOR_COLUMN), shown(DENOMINATOR_COLUMN), shown(STATUS)) == ("164", "784", "adds up")
    page.model.type_text(page.model.row_of(RATE), Part.DENOMINATOR, "790")
    assert shown(STATUS) == "2 of 4 filled"  # the other two may make the rest
    for name in ("Non-binary", "Gender not reported"):
        part = next(row for row in page.model.all_rows if row.key.measure == "1.01" and row.name == name)
        page.model.change(part, value=Ratio(Decimal(0), Decimal(0)), note="")
    assert shown(STATUS) == "6 short"
    page.model.type_text(page.model.row_of(RATE), Part.DENOMINATOR, "780")
    assert shown(STATUS) == "4 too many"


def test_headings_count_what_is_left(entering: EntryPage) -> None:
    heading = entering.model.rows[0]
    assert isinstance(heading, SectionRow)
    assert entering.model.index(0, STATUS).data() == "all entered"
    go(entering, COUNT, VALUE_COLUMN)
    press(Qt.Key.Key_Delete)
    assert entering.model.index(0, STATUS).data() == "1 left"


def test_the_table_is_narrowed_to_what_changed_and_to_words_of_the_definition(entering: EntryPage) -> None:
    page, last_year = entering, "2014-15"
    key = COUNT._replace(period=last_year)
    same = key_of("1.05")._replace(period=last_year)
    entry.record_values(page.workplace.session, [Edit(key, Decimal(39)), Edit(same, Decimal(6))])
    page.read()
    page.filters.differs.setChecked(True)
    assert [row.key for row in page.model.rows if isinstance(row, EntryRow)] == [COUNT]
    page.filters.differs.setChecked(False)
    press("f", modifiers=CONTROL)
    assert page.filters.search.hasFocus()
    press("absent any reason")
    assert [row.key for row in page.model.rows if isinstance(row, EntryRow)] == [RATE]
    page.show_key(COUNT)
    assert place(page)[0] == "1.04"


def test_columns_stay_as_the_person_left_them(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        page = entry_page(window)
        width = page.view.columnWidth(VALUE_COLUMN)
        page.view.show_column(LAST_YEAR, is_shown=False)
        page.view.setColumnWidth(VALUE_COLUMN, 201)
        page.view.freeze(is_frozen=False)
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        page = entry_page(window)
        try:
            assert page.view.isColumnHidden(LAST_YEAR)
            assert abs(page.view.columnWidth(VALUE_COLUMN) - 201) <= 1
            assert not page.view.is_frozen
        finally:
            page.view.setColumnWidth(VALUE_COLUMN, width)
            page.view.show_column(LAST_YEAR, is_shown=True)
            page.view.freeze(is_frozen=True)


def test_the_measure_stays_in_sight_while_the_rest_scrolls(entering: EntryPage, school_window: MainWindow) -> None:
    view = entering.view
    school_window.resize(900, 600)
    QApplication.processEvents()
    bar = view.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert view.frozen_width() > 0
    assert view.indexAt(view.rect().topLeft()).column() == NAME_COLUMN
    go(entering, COUNT, VALUE_COLUMN)
    go(entering, RATE, NUMERATOR_COLUMN)
    assert view.visualRect(view.currentIndex()).left() >= view.frozen_width()


def test_the_panel_tells_history_and_the_years_in_words(entering: EntryPage) -> None:
    page = entering
    last_year = COUNT._replace(period="2014-15")
    entry.record_values(page.workplace.session, [Edit(last_year, Decimal(52))])
    go(page, COUNT, VALUE_COLUMN)
    press("41", Qt.Key.Key_Return)
    go(page, COUNT, VALUE_COLUMN)
    page.show_detail_now()
    assert page.detail.chart.accessibleDescription().startswith("2014-15: 52; 2015-16: 41")
    assert ": 40 → 41" in page.detail._history.text()
    assert page.detail.chart.isVisible()


def test_figures_typed_a_second_time_show_where_they_differ(entering: EntryPage, qtbot: QtBot) -> None:
    page = entering
    go(page, RATE, NUMERATOR_COLUMN)
    press(Qt.Key.Key_Right, modifiers=SHIFT)
    dialog = VerifyDialog(
        page.workplace.plan, figures_of(page.blocks.chosen_rows(), page.blocks.chosen_parts()), page.window()
    )
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    QApplication.processEvents()
    dialog.view.setFocus()
    assert dialog.model.index(0, 1).data() == "•••"
    press("164", Qt.Key.Key_Return, "748", Qt.Key.Key_Return)
    assert [figure.is_same for figure in dialog.model.rows] == [True, False]
    assert dialog.model.index(1, 3).data() == "differs: first 784, now 748"
    dialog.view.setCurrentIndex(dialog.model.index(1, AGAIN))
    press("t", modifiers=Qt.KeyboardModifier.AltModifier)
    dialog.finish.click()
    assert dialog.chosen is not None
    page.blocks.carry_out(dialog.chosen)
    assert stored(page, RATE).value == Ratio(Decimal(164), Decimal(748))


def test_without_a_chosen_block_the_plans_figures_are_typed_again(entering: EntryPage) -> None:
    page = entering
    enrolment = key_of("3.01")
    first = stored(page, enrolment)
    go(page, key_of("2.06"), VALUE_COLUMN)
    press("8", Qt.Key.Key_Return)
    shown: list[tuple[str, bool]] = []

    def type_again() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, VerifyDialog)
        shown.extend((figure.row.key.measure, figure.row.is_subgroup) for figure in dialog.model.rows)
        number = next((n for n, each in enumerate(dialog.model.rows) if each.row.key == enrolment), 0)
        dialog.model.setData(dialog.model.index(number, AGAIN), "785")
        dialog.model.replace(number)
        dialog.finish.click()

    QTimer.singleShot(0, type_again)
    page.acts.verify.trigger()
    wanted = {each.code for each in page.workplace.plan.measures if each.verify}
    figures = {code for code in wanted if not isinstance(stored(page, key_of(code)).value, Missing)}
    assert "2.06" in figures
    assert set(shown) == {(code, False) for code in figures}
    assert first.value != stored(page, enrolment).value == Decimal(785)
    page.show_key(enrolment)
    assert "typed twice" in page.detail._source.text()


def test_only_figures_can_be_typed_again(entering: EntryPage) -> None:
    row = entering.model.row_of(COUNT)
    assert row is not None
    assert [figure.part for figure in figures_of([row], [Part.NUMERATOR, Part.VALUE])] == [Part.VALUE]


def test_keep_with_a_reason_goes_to_the_line_and_keeps_what_is_typed(entering: EntryPage) -> None:
    page = entering
    key = key_of("1.03")
    row = page.model.row_of(key)
    assert row is not None
    assert row.findings
    go(page, key, NUMERATOR_COLUMN)
    press("k", modifiers=CONTROL)
    press("a", modifiers=CONTROL)
    press("Counted by hand", Qt.Key.Key_Return)
    page.check_now()
    assert "Counted by hand" in row.kept.values()


def test_a_reason_that_was_begun_stands_there_again_when_the_value_is_shown_again(entering: EntryPage) -> None:
    page, key = entering, key_of("1.03")
    row = page.model.row_of(key)
    assert row is not None
    kept = dict(row.kept)
    go(page, key, NUMERATOR_COLUMN)
    press("k", modifiers=CONTROL)
    press("a", modifiers=CONTROL)
    press("Counted by")
    go(page, COUNT, NUMERATOR_COLUMN)
    page.show_detail_now()
    assert row.kept == kept, "it is not kept before the person says so"
    go(page, key, NUMERATOR_COLUMN)
    press("k", modifiers=CONTROL)
    press(Qt.Key.Key_End, " hand", Qt.Key.Key_Return)
    page.check_now()
    assert "Counted by hand" in row.kept.values()
