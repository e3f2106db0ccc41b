"""What is typed into the table is one durable, undoable step, or stays in its cell with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, Observation, ObservationKey
from ctecs_desktop.domain.value import Missing, Ratio
from ctecs_desktop.services import entry
from ctecs_desktop.ui.entry.entry_columns import DENOMINATOR_COLUMN, FINDING, NUMERATOR_COLUMN, STATUS, VALUE_COLUMN
from ctecs_desktop.ui.entry.entry_page import EntryPage
from tests.district import BULLARD, YEAR, District, sign
from tests.ui.windows import workplace_of

RATE = ObservationKey(BULLARD, YEAR, MeasureCode("1.01"), ALL_STUDENTS)
COUNT = ObservationKey(BULLARD, YEAR, MeasureCode("1.04"), ALL_STUDENTS)
ROLE = Qt.ItemDataRole


@pytest.fixture
def page(qtbot: QtBot, district: District) -> Iterator[EntryPage]:
    with district.school() as session, workplace_of(session, session.plan.period(YEAR)) as workplace:
        entry_page = EntryPage(workplace)
        qtbot.addWidget(entry_page)
        entry_page.resize(1100, 700)
        entry_page.show()
        yield entry_page


def type_into(page: EntryPage, key: ObservationKey, column: int, text: str) -> bool:
    return page.model.setData(page.model.index(page.model.number_of(key), column), text)


def text_at(page: EntryPage, key: ObservationKey, column: int, role: int = ROLE.DisplayRole) -> str:
    return str(page.model.index(page.model.number_of(key), column).data(role))


def stored(page: EntryPage, key: ObservationKey) -> Observation:
    return entry.current_values(page.workplace.session, YEAR).get(key, Observation(key, Missing.NOT_ENTERED))


def test_the_model_keeps_qts_contract(page: EntryPage, qtmodeltester: ModelTester) -> None:
    page.model.toggle(0)
    qtmodeltester.check(page.model)
    assert page.model.rowCount() > 60


def test_every_cell_answers_a_screen_reader(page: EntryPage) -> None:
    model = page.model
    cells = [model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())]
    assert all(cell.data(ROLE.AccessibleTextRole) for cell in cells)


def test_a_typed_number_is_stored_with_its_history(page: EntryPage) -> None:
    before = len(entry.value_history(page.workplace.session, RATE))
    assert type_into(page, RATE, NUMERATOR_COLUMN, "160")
    value = stored(page, RATE).value
    assert isinstance(value, Ratio)
    assert (value.numerator, value.denominator) == (Decimal(160), Decimal(784))
    assert text_at(page, RATE, VALUE_COLUMN) == "20.4 %"
    assert len(entry.value_history(page.workplace.session, RATE)) == before + 1


def test_undo_and_redo_go_through_the_same_service(page: EntryPage) -> None:
    first = stored(page, RATE)
    type_into(page, RATE, NUMERATOR_COLUMN, "160")
    changed = stored(page, RATE)
    page.stack.undo()
    assert stored(page, RATE) == first
    assert text_at(page, RATE, NUMERATOR_COLUMN) == "164"
    page.stack.redo()
    assert stored(page, RATE) == changed
    assert len(entry.value_history(page.workplace.session, RATE)) == 4


def test_refused_text_stays_in_its_cell_with_the_reason(page: EntryPage) -> None:
    first, steps = stored(page, RATE), page.stack.count()
    type_into(page, RATE, NUMERATOR_COLUMN, "16o")
    assert stored(page, RATE) == first
    assert text_at(page, RATE, NUMERATOR_COLUMN) == "16o"
    assert "16o" in text_at(page, RATE, NUMERATOR_COLUMN, ROLE.ToolTipRole)
    assert text_at(page, RATE, STATUS) == "not saved"
    assert page.stack.count() == steps


def test_a_refused_text_can_be_corrected(page: EntryPage) -> None:
    type_into(page, RATE, NUMERATOR_COLUMN, "16o")
    type_into(page, RATE, NUMERATOR_COLUMN, "160")
    assert text_at(page, RATE, NUMERATOR_COLUMN) == "160"
    assert text_at(page, RATE, STATUS) != "not saved"


def test_a_rate_is_stored_once_both_parts_are_there(page: EntryPage) -> None:
    page.show_key(RATE)
    page.blocks.clear.trigger()
    assert stored(page, RATE).value is Missing.NOT_ENTERED
    type_into(page, RATE, NUMERATOR_COLUMN, "57")
    assert text_at(page, RATE, STATUS) == "not complete"
    assert stored(page, RATE).value is Missing.NOT_ENTERED
    type_into(page, RATE, DENOMINATOR_COLUMN, "131")
    assert stored(page, RATE).value == Ratio(Decimal(57), Decimal(131))


def test_a_reason_typed_for_a_blank_speaks_for_the_whole_row(page: EntryPage) -> None:
    type_into(page, RATE, NUMERATOR_COLUMN, "n/a")
    assert stored(page, RATE).value is Missing.NOT_APPLICABLE
    assert text_at(page, RATE, VALUE_COLUMN) == "not applicable"


def test_zero_blank_and_not_applicable_are_three_things(page: EntryPage) -> None:
    type_into(page, COUNT, VALUE_COLUMN, "0")
    zero = text_at(page, COUNT, VALUE_COLUMN)
    page.show_key(COUNT)
    page.acts.give_blank(Missing.NOT_APPLICABLE)
    blank = text_at(page, COUNT, VALUE_COLUMN)
    page.blocks.clear.trigger()
    assert (zero, blank, text_at(page, COUNT, VALUE_COLUMN)) == ("0", "not applicable", "")
    assert text_at(page, COUNT, STATUS) == "to enter"


def test_the_value_of_a_rate_is_computed_and_cannot_be_typed(page: EntryPage) -> None:
    assert not type_into(page, RATE, VALUE_COLUMN, "12")
    editable = Qt.ItemFlag.ItemIsEditable
    row = page.model.number_of(RATE)
    assert not page.model.flags(page.model.index(row, VALUE_COLUMN)) & editable
    assert page.model.flags(page.model.index(row, NUMERATOR_COLUMN)) & editable


def test_a_value_that_moved_on_is_not_overwritten(page: EntryPage) -> None:
    with page.workplace.session.companion() as other:
        entry.record_values(other, [Edit(RATE, Ratio(Decimal(1), Decimal(784)))])
    type_into(page, RATE, NUMERATOR_COLUMN, "160")
    assert stored(page, RATE).value == Ratio(Decimal(1), Decimal(784))
    assert text_at(page, RATE, NUMERATOR_COLUMN) == "160"
    assert page.stack.undoText() == "change of 1.01"  # the other window's
    assert page.message.text


def test_only_the_rows_that_changed_are_repainted(page: EntryPage) -> None:
    repainted: list[int] = []
    page.model.dataChanged.connect(lambda first, _last: repainted.append(first.row()))
    type_into(page, COUNT, VALUE_COLUMN, "41")
    assert set(repainted) == {page.model.number_of(COUNT)}


def test_a_breakdown_opens_and_closes_in_place(page: EntryPage) -> None:
    rows = page.model.rowCount()
    number = page.model.number_of(RATE)
    page.model.toggle(number)
    plan = page.workplace.plan
    subgroups = len(plan.subgroups_of("1.01")) - 1
    partitions = {each.code for each in plan.disaggregations if each.is_partition}
    sums = sum(1 for code in plan.measure("1.01").disaggregations if code in partitions)
    assert sums
    assert page.model.rowCount() == rows + subgroups + sums
    page.model.toggle(number)
    assert page.model.rowCount() == rows


def test_findings_appear_beside_the_value(page: EntryPage, qtbot: QtBot) -> None:
    type_into(page, RATE, NUMERATOR_COLUMN, "800")
    qtbot.waitUntil(lambda: "stops signing" in text_at(page, RATE, FINDING, ROLE.AccessibleTextRole))
    assert text_at(page, RATE, STATUS) == "to correct", "a rate above 100 % is not rated"
    type_into(page, RATE, NUMERATOR_COLUMN, "164")
    qtbot.waitUntil(lambda: "stops" not in text_at(page, RATE, FINDING, ROLE.AccessibleTextRole))
    assert text_at(page, RATE, STATUS) == "off track"


def test_a_signed_period_is_read_only_and_says_so(qtbot: QtBot, district: District) -> None:
    with district.school() as session:
        sign(session, district.folder / "signed.xlsx")
        with workplace_of(session, session.plan.period(YEAR)) as workplace:
            page = EntryPage(workplace)
            qtbot.addWidget(page)
            page.show()
            assert not type_into(page, RATE, NUMERATOR_COLUMN, "160")
            assert "Pat Principal" in page.message.text
            assert not page.acts.blank.isEnabled()


def test_pages_hear_of_changes_made_elsewhere(page: EntryPage) -> None:
    changes = entry.record_values(page.workplace.session, [Edit(COUNT, Decimal(77))])
    page.workplace.changes.publish(changes | Changes())
    assert text_at(page, COUNT, VALUE_COLUMN) == "77"
