"""The page of values in its states, and its dialogs, drawn into ``build/screens`` to be looked at."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.grid import Area, Part
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, ObservationKey
from ctecs_desktop.domain.paste import plan_paste
from ctecs_desktop.ui.entry import unsaved
from ctecs_desktop.ui.entry.entry_columns import NUMERATOR_COLUMN, VALUE_COLUMN
from ctecs_desktop.ui.entry.entry_page import EntryPage
from ctecs_desktop.ui.entry.paste_dialog import PasteDialog
from ctecs_desktop.ui.entry.verify_dialog import AGAIN, VerifyDialog, figures_of
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import BULLARD, YEAR, District
from tests.screens.test_screens import save
from tests.screens.test_screens import scheme as scheme
from tests.ui.windows import opened_window


def key_of(measure: str) -> ObservationKey:
    return ObservationKey(BULLARD, YEAR, MeasureCode(measure), ALL_STUDENTS)


def entry_page(window: MainWindow) -> EntryPage:
    assert window.view is not None
    page = window.view.go_to("entry")
    assert isinstance(page, EntryPage)
    page.view.setFocus()
    return page


def test_the_table_is_drawn_while_someone_types(
    qtbot: QtBot, scheme: str, pictures: Path, entering: District, tmp_path: Path
) -> None:
    copy = entering.copied_to(tmp_path / "copy")
    with opened_window(qtbot, copy.school_path(BULLARD)) as window:
        page = entry_page(window)
        page.model.toggle(page.model.number_of(key_of("1.01")))
        page.show_key(key_of("1.01"))
        index = page.model.index(page.model.number_of(key_of("1.01")), NUMERATOR_COLUMN)
        page.view.setCurrentIndex(index)
        page.view.edit(index)
        editor = page.view.open_editor()
        assert editor is not None
        editor.setText("1.640")
        save(window, "entry typing", scheme=scheme, pictures=pictures)
        editor.setText("165")
        save(window, "entry understood", scheme=scheme, pictures=pictures)


def test_what_is_not_saved_is_drawn(
    qtbot: QtBot, scheme: str, pictures: Path, entering: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = entering.copied_to(tmp_path / "copy").school_path(BULLARD)
    with opened_window(qtbot, path) as window, closing(sqlite3.connect(path, isolation_level=None)) as other:
        page = entry_page(window)
        other.execute("BEGIN IMMEDIATE")
        for measure, column, text in (("1.01", NUMERATOR_COLUMN, "165"), ("1.04", VALUE_COLUMN, "41")):
            index = page.model.index(page.model.number_of(key_of(measure)), column)
            page.view.setCurrentIndex(index)
            page.model.setData(index, text)
        save(window, "entry not saved yet", scheme=scheme, pictures=pictures)
        monkeypatch.setattr(unsaved, "LONGEST_WAIT_MILLISECONDS", 0)
        page.model.unsaved.retry()
        page.show_detail_now()
        save(window, "entry not saved", scheme=scheme, pictures=pictures)
        other.execute("ROLLBACK")


def test_the_table_is_drawn_narrow_and_scrolled(
    qtbot: QtBot, scheme: str, pictures: Path, entering: District, tmp_path: Path
) -> None:
    copy = entering.copied_to(tmp_path / "copy")
    with opened_window(qtbot, copy.school_path(BULLARD)) as window:
        page = entry_page(window)
        window.resize(1000, 640)
        QApplication.processEvents()
        page.view.horizontalScrollBar().setValue(page.view.horizontalScrollBar().maximum())
        save(window, "entry narrow", scheme=scheme, pictures=pictures)


def test_the_table_is_drawn_in_type_of_twice_the_size(
    qtbot: QtBot, scheme: str, pictures: Path, entering: District, tmp_path: Path, qapp: QApplication
) -> None:
    copy = entering.copied_to(tmp_path / "copy")
    usual = QFont(qapp.font())
    large = QFont(usual)
    large.setPointSizeF(usual.pointSizeF() * 2)
    qapp.setFont(large)
    try:
        with opened_window(qtbot, copy.school_path(BULLARD)) as window:
            window.resize(1600, 1000)
            page = entry_page(window)
            page.show_key(key_of("1.03"))
            page.show_detail_now()
            save(window, "entry large", scheme=scheme, pictures=pictures)
    finally:
        qapp.setFont(usual)


def test_the_dialogs_of_entering_are_drawn(
    qtbot: QtBot, scheme: str, pictures: Path, entering: District, tmp_path: Path
) -> None:
    copy = entering.copied_to(tmp_path / "copy")
    with opened_window(qtbot, copy.school_path(BULLARD)) as window:
        page = entry_page(window)
        plan = page.workplace.plan
        grid = page.model.grid(page.view.visible_columns())
        table = (("1.01", "160", "784"), ("1.03", "16o", "784"), ("9.99", "5", "6"))
        area = Area(page.model.number_of(key_of("1.01")), NUMERATOR_COLUMN)
        paste = PasteDialog(plan, table, grid, area, first=plan_paste(table, grid, area))
        paste.by_name.setChecked(True)
        rows = [row for code in ("1.01", "1.03", "1.04") if (row := page.model.row_of(key_of(code))) is not None]
        verify = VerifyDialog(plan, figures_of(rows, [Part.NUMERATOR, Part.DENOMINATOR, Part.VALUE]))
        for number, text in enumerate(("164", "748", "1.5.2")):
            verify.model.setData(verify.model.index(number, AGAIN), text)
        for name, dialog in {"paste": paste, "verify": verify}.items():
            qtbot.addWidget(dialog)
            dialog.show()
            save(dialog, f"dialog {name}", scheme=scheme, pictures=pictures)
            dialog.close()
