"""Five thousand cells pasted, filled, cleared and taken back: each one act, and the window never stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.clipboard_table import table_text
from ctecs_desktop.domain.observation import Observation
from ctecs_desktop.domain.rule import Severity
from ctecs_desktop.domain.value import Missing, Ratio
from ctecs_desktop.services import entry, undo
from ctecs_desktop.ui.entry.entry_columns import NUMERATOR_COLUMN, VALUE_COLUMN
from ctecs_desktop.ui.entry.entry_rows import EntryRow
from tests.bench.large_district import PERIOD, large_plan
from tests.bench.large_window import LargeWindow, empty_school, large_window
from tests.ui.windows import wait_until_ready


@pytest.fixture(scope="module")
def store_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return empty_school(tmp_path_factory.mktemp("many"), large_plan()).read_bytes()


@pytest.fixture
def large(qtbot: QtBot, store_bytes: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LargeWindow]:
    path = tmp_path_factory.mktemp("many") / "school.ctecs"
    path.write_bytes(store_bytes)
    with large_window(qtbot, path, large_plan()) as opened:
        yield opened


def values(large: LargeWindow) -> dict[str, Observation]:
    found = entry.current_values(large.page.workplace.session, PERIOD)
    return {f"{key.measure} {key.subgroup}": replace(each, note="") for key, each in found.items()}


def carried_out(qtbot: QtBot, large: LargeWindow, act: Callable[[], object]) -> None:
    """How long the window is held is measured by ``tests/bench``."""
    act()
    assert large.page.workplace.tasks.is_busy, "the window's thread gave the work away"
    wait_until_ready(qtbot, large.window)


def choose_everything(large: LargeWindow) -> None:
    view, model = large.page.view, large.page.model
    first = next(number for number in range(len(model.rows)) if model.entry_at(number) is not None)
    view.setCurrentIndex(model.index(first, NUMERATOR_COLUMN))
    view._extend_to(model.index(len(model.rows) - 1, VALUE_COLUMN))


def test_five_thousand_cells_are_each_act_one_step_with_every_rule_run(large: LargeWindow, qtbot: QtBot) -> None:
    page = large.page
    rate = next(row for row in page.model.all_rows if row.key.measure == "1.01" and not row.is_subgroup)
    large.wanted[rate.key] = Observation(rate.key, Ratio(Decimal(2), Decimal(1)))  # more pupils than there are
    QGuiApplication.clipboard().setText(table_text(large.table()))
    page.view.setCurrentIndex(page.model.index(0, NUMERATOR_COLUMN))
    carried_out(qtbot, large, page.blocks.paste.trigger)
    pasted = values(large)
    assert len(pasted) == len(large.wanted) > 5_000
    assert page.stack.count() == 1
    assert any(each.severity is Severity.ERROR for each in rate.findings), "every rule was run"
    assert all(row.stored.is_entered for row in page.model.all_rows)

    carried_out(qtbot, large, page.stack.undo)
    assert values(large) == {}
    assert not any(row.is_entered for row in page.model.all_rows)
    carried_out(qtbot, large, page.stack.redo)
    assert values(large) == pasted

    choose_everything(large)
    carried_out(qtbot, large, page.blocks.copy.trigger)
    assert QGuiApplication.clipboard().text().count("\n") > 5_000
    carried_out(qtbot, large, page.blocks.clear.trigger)
    assert values(large) == {}
    carried_out(qtbot, large, page.stack.undo)
    assert values(large) == pasted

    choose_everything(large)
    carried_out(qtbot, large, page.blocks.fill_down.trigger)
    carried_out(qtbot, large, page.stack.undo)
    assert values(large) == pasted
    carried_out(qtbot, large, lambda: page.acts.give_blank(Missing.NOT_YET))
    assert {each.value for each in values(large).values()} == {Missing.NOT_YET}
    carried_out(qtbot, large, page.stack.undo)
    assert values(large) == pasted
    assert len(undo.steps(page.workplace.session, PERIOD).done) == page.stack.index() == 1


def test_what_is_asked_for_while_a_block_is_taken_back_follows_it(large: LargeWindow, qtbot: QtBot) -> None:
    page = large.page
    page.view.setCurrentIndex(page.model.index(0, NUMERATOR_COLUMN))
    page.blocks.take_table(large.table())
    wait_until_ready(qtbot, large.window)
    pasted = values(large)
    page.stack.undo()
    assert page.model.is_read_only
    page.stack.redo()
    page.stack.undo()
    page.stack.redo()
    wait_until_ready(qtbot, large.window)
    assert values(large) == pasted
    assert (page.stack.count(), page.stack.index()) == (1, 1)
    page.stack.undo()
    wait_until_ready(qtbot, large.window)
    assert values(large) == {}
    assert [row for row in page.model.all_rows if isinstance(row, EntryRow) and row.is_unsaved] == []
