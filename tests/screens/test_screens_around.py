"""Help, tour, about box and support bundle drawn in every scheme, and large text in the desktop's own colours."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, ObservationKey
from ctecs_desktop.services import review
from ctecs_desktop.services.workspace import starting_plan
from ctecs_desktop.ui.about.about_dialog import AboutDialog
from ctecs_desktop.ui.about.places import Places
from ctecs_desktop.ui.about.support_dialog import SupportDialog
from ctecs_desktop.ui.help.help_window import HelpWindow
from ctecs_desktop.ui.screenshot import draw
from ctecs_desktop.ui.signed_workbook import SignedWorkbookDialog
from ctecs_desktop.ui.tasks import TaskRunner
from ctecs_desktop.ui.theme import apply_theme, tokens_of
from tests.district import BULLARD, YEAR, District
from tests.screens.test_screens import colours_in, save
from tests.screens.test_screens import scheme as scheme
from tests.ui.windows import ScriptedAsker, opened_window

HOME = Path("/home/sam")
PLACES = Places(HOME / ".config/ctecs_desktop/settings.json", HOME / ".local/state/ctecs_desktop/log")


def contrast_palette() -> QPalette:
    """White on black as Windows' high-contrast themes give it."""
    palette, role = QPalette(), QPalette.ColorRole
    for name, colour in (
        (role.Window, "#000000"), (role.Base, "#000000"), (role.Button, "#000000"), (role.WindowText, "#ffffff"),
        (role.Text, "#ffffff"), (role.ButtonText, "#ffffff"), (role.Highlight, "#1aebff"), (role.Link, "#ffff00"),
        (role.HighlightedText, "#000000"), (role.ToolTipBase, "#000000"), (role.ToolTipText, "#ffffff"),
    ):  # fmt: skip
        palette.setColor(name, QColor(colour))
    return palette


def test_help_is_drawn(qtbot: QtBot, scheme: str, pictures: Path) -> None:
    window = HelpWindow(plan=starting_plan())
    qtbot.addWidget(window)
    window.resize(940, 700)
    for name in ("start", "entering", "inbox", "rules"):
        window.show_help(name)
        save(window, f"help {name}", scheme=scheme, pictures=pictures)
    window.show_help("rules", starting_plan().rules[9].code)
    save(window, "help rule", scheme=scheme, pictures=pictures)
    window.show_help("start")
    window.search.setText("passphrase")
    window.search.returnPressed.emit()
    save(window, "help search", scheme=scheme, pictures=pictures)
    window.close()


def test_the_tour_is_drawn(qtbot: QtBot, scheme: str, pictures: Path, entering: District, tmp_path: Path) -> None:
    copy = entering.copied_to(tmp_path / "copy")
    with opened_window(qtbot, copy.school_path(BULLARD)) as window:
        window.window_acts.start_tour()
        tour = window.window_acts.tour
        assert tour is not None
        save(window, "tour navigation", scheme=scheme, pictures=pictures)
        for _step in range(3):
            tour.forward()
        save(window, "tour entry", scheme=scheme, pictures=pictures)
        tour.end()


def test_about_and_support_are_drawn(
    qtbot: QtBot, scheme: str, pictures: Path, entering: District, tmp_path: Path
) -> None:
    about = AboutDialog(PLACES)
    qtbot.addWidget(about)
    about.show()
    save(about, "dialog about", scheme=scheme, pictures=pictures)
    about.close()
    tasks = TaskRunner()
    copy = entering.copied_to(tmp_path / "copy")
    dialog = SupportDialog(copy.school_path(BULLARD), log_folder=tmp_path, asker=ScriptedAsker(), tasks=tasks)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.bundle is not None, timeout=20_000)
    dialog.file.setCurrentText("standing.json")
    save(dialog, "dialog support", scheme=scheme, pictures=pictures)
    dialog.close()
    tasks.close()


def test_large_text_and_the_desktops_own_colours_are_drawn(
    qtbot: QtBot, qapp: QApplication, pictures: Path, entering: District, tmp_path: Path
) -> None:
    copy = entering.copied_to(tmp_path / "copy")
    apply_theme(qapp, "desktop", text_size=200, desktop=contrast_palette())
    try:
        assert tokens_of().text == "#ffffff"
        with opened_window(qtbot, copy.school_path(BULLARD)) as window:
            assert window.view is not None
            for kind in window.view.kinds:
                window.view.go_to(kind.name)
                QApplication.processEvents()
                image = draw(window, scale=1)
                assert colours_in(image) > 3
                assert image.save(str(pictures / f"large contrast {kind.name}.png"))
    finally:
        apply_theme(qapp, "light")
        qapp.setStyleSheet("")


def test_a_signed_workbook_is_drawn_at_its_cell(
    qtbot: QtBot, scheme: str, pictures: Path, district: District, tmp_path: Path
) -> None:
    copy = district.copied_to(tmp_path / "copy")
    with opened_window(qtbot, copy.central_path) as window:
        assert window.view is not None
        workplace = window.view.workplace
        (received,) = review.received(workplace.session, school=BULLARD)
        key = ObservationKey(BULLARD, YEAR, MeasureCode("1.03"), ALL_STUDENTS)
        dialog = SignedWorkbookDialog(workplace, received.digest, key=key)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: not workplace.tasks.is_busy)
        save(dialog, "signed workbook", scheme=scheme, pictures=pictures)
        dialog.close()
