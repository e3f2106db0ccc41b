"""Colours and size of text are chosen in the menu View, put on at once, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from ctecs_desktop.i18n import use_language
from ctecs_desktop.settings import TEXT_SIZES, change_settings, load_settings
from ctecs_desktop.ui.dressing import Dressing, fill_view_menu
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.qt_texts import use_qt_texts
from ctecs_desktop.ui.theme import apply_theme, page_title, scaled, tokens_of
from ctecs_desktop.ui.tokens import DARK, LIGHT, is_dark
from tests.district import BULLARD, District
from tests.ui.windows import ScriptedAsker, wait_until_ready


@pytest.fixture(autouse=True)
def _undressed_afterwards(qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp, "light")
    yield
    apply_theme(qapp, "light")
    qapp.setStyleSheet("")


def test_what_is_chosen_in_the_menu_is_put_on_and_kept(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    dressing = Dressing("light", keep=lambda scheme, size: change_settings(file, colour_scheme=scheme, text_size=size))
    menu = QMenu()
    qtbot.addWidget(menu)
    fill_view_menu(menu, dressing)
    acts = {act.text(): act for inner in menu.findChildren(QMenu) for act in inner.actions()}
    acts["Dark"].trigger()
    acts["150 %"].trigger()
    assert tokens_of() == DARK
    kept = load_settings(None, file)
    assert (kept.colour_scheme, kept.text_size) == ("dark", 150)
    assert acts["Dark"].isChecked()


def test_larger_and_smaller_go_by_steps_and_stop_at_the_ends(qapp: QApplication) -> None:
    dressing = Dressing("light")
    usual = qapp.font().pointSizeF()
    title = page_title("Title")
    of_title = title.font().pointSizeF()
    for _step in range(9):
        dressing.step(1)
    assert dressing.text_size == TEXT_SIZES[-1]
    assert qapp.font().pointSizeF() == pytest.approx(usual * 2)
    assert title.font().pointSizeF() == pytest.approx(of_title * 2)
    assert scaled(100) == 200
    for _step in range(9):
        dressing.step(-1)
    assert qapp.font().pointSizeF() == pytest.approx(usual)
    title.deleteLater()


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_keeping(qapp: QApplication) -> None:
    def refuse(_scheme: str, _size: int) -> None:
        raise PermissionError

    dressing = Dressing("light", keep=refuse)
    dressing.choose(scheme="dark")
    assert tokens_of() == DARK


def test_the_desktops_own_colours_are_taken_as_they_are(qapp: QApplication) -> None:
    palette = QPalette()
    for role, colour in ((QPalette.ColorRole.WindowText, "#ffff00"), (QPalette.ColorRole.Base, "#000000")):
        palette.setColor(role, QColor(colour))
    apply_theme(qapp, "desktop", desktop=palette)
    tokens = tokens_of()
    assert (tokens.text, tokens.background, tokens.is_dark) == ("#ffff00", "#000000", True)
    assert {tokens.good, tokens.warn, tokens.bad, tokens.muted} == {"#ffff00"}
    apply_theme(qapp, "light")
    assert tokens_of() == LIGHT


def test_dark_is_what_white_reads_better_on() -> None:
    assert [is_dark(colour) for colour in ("#000000", "#15171c", "#ffffff", "#ffff00")] == [True, True, False, False]


def test_the_pages_are_made_anew_where_the_person_was(qtbot: QtBot, district: District) -> None:
    dressing = Dressing("light")
    window = MainWindow(asker=ScriptedAsker(), make_dressing=lambda: dressing)
    qtbot.addWidget(window)
    window.show()
    window.open_store(district.school_path(BULLARD))
    wait_until_ready(qtbot, window)
    assert window.view is not None
    window.view.go_to("check")
    wait_until_ready(qtbot, window)
    before, period = window.view, window.view.workplace.period
    dressing.choose(text_size=150)
    qtbot.waitUntil(lambda: window.view is not before)
    wait_until_ready(qtbot, window)
    assert window.view is not None
    assert (window.view.page_name, window.view.workplace.period) == ("check", period)
    window.close()


def test_qt_speaks_the_language_of_the_program(qapp: QApplication, tmp_path: Path) -> None:
    assert not use_qt_texts(qapp) or use_language("en", catalogues=tmp_path) == "en"
    (tmp_path / "es" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "es" / "LC_MESSAGES" / "ctecs_desktop.mo").write_bytes(EMPTY_CATALOGUE)
    assert use_language("es", catalogues=tmp_path) == "es"
    assert use_qt_texts(qapp)
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Cancelar"
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


EMPTY_CATALOGUE = b"\xde\x12\x04\x95" + bytes(4) + bytes(4) + (28).to_bytes(4, "little") * 2 + bytes(8)
"""The smallest catalogue that gettext reads: a header, and no text."""
