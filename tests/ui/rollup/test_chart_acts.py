"""The charts of a figure are copied and saved with all that a reader of a slide has to know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.exchange import files
from ctecs_desktop.services import entry, intake, review, snapshots
from ctecs_desktop.services.demo_data import school_values
from ctecs_desktop.ui.charts.chart_picture import DOTS_PER_INCH
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.rollup.figure_panel import SCHOOLS
from ctecs_desktop.ui.rollup.rollup_model import FigureRow
from ctecs_desktop.ui.rollup.rollup_page import RollupPage
from ctecs_desktop.ui.theme import apply_theme
from tests.district import ABBOTT, BULLARD, YEAR, District, explain_all, sign
from tests.ui.windows import ScriptedAsker, opened_window, wait_until_ready

BEFORE = PeriodCode("2014-15")


@pytest.fixture(scope="module")
def central(enrolled_district: District, tmp_path_factory: pytest.TempPathFactory) -> District:
    """Both schools are accepted, and one of them for the year before too."""
    copy = enrolled_district.copied_to(tmp_path_factory.mktemp("charts") / "district")
    signed = [copy.folder / f"{name} signed.xlsx" for name in ("before", BULLARD, ABBOTT)]
    with copy.school(BULLARD) as session:
        values = copy.folder / "before.csv"
        values.write_bytes(school_values(session.plan, BEFORE)[BULLARD])
        entry.enter_file(session, values)
        for period, out in ((BEFORE, signed[0]), (YEAR, signed[1])):
            explain_all(session, period)
            sign(session, out, period=period)
    with copy.school(ABBOTT) as session:
        sign(session, signed[2])
    with copy.central() as session:
        for file in signed:
            intake.import_files(session, [file])
        for received in review.received(session):
            review.accept(session, received.digest)
    return copy


@pytest.fixture
def asker() -> ScriptedAsker:
    return ScriptedAsker()


@pytest.fixture
def window(qtbot: QtBot, themed: QApplication, central: District, asker: ScriptedAsker) -> Iterator[MainWindow]:
    with opened_window(qtbot, central.central_path, asker) as opened:
        yield opened


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> RollupPage:
    return rollup_at(qtbot, window, "1.01")


def rollup_at(qtbot: QtBot, window: MainWindow, measure: str, *, group: str = "") -> RollupPage:
    """The page with the figure of a measure current, or that of a group of it."""
    assert window.view is not None
    page = window.view.go_to("rollup")
    assert isinstance(page, RollupPage)
    wait_until_ready(qtbot, window)
    page._subgroups.setChecked(bool(group))
    number = next(
        number
        for number, row in enumerate(page.model.rows)
        if isinstance(row, FigureRow)
        and row.measure.code == measure
        and (row.name.strip() == group if group else not row.is_subgroup)
    )
    page.view.setCurrentIndex(page.model.index(number, 0))
    return page


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def pdf_words(path: Path) -> str:
    (page,) = PdfReader(path).pages
    return plain(page.extract_text())


def test_a_saved_picture_is_fine_enough_to_print_and_looks_the_same_in_every_theme(
    qtbot: QtBot, page: RollupPage, window: MainWindow, asker: ScriptedAsker, themed: QApplication, tmp_path: Path
) -> None:
    saved = []
    for scheme, size in (("light", 100), ("dark", 150)):
        apply_theme(themed, scheme, text_size=size)
        out = tmp_path / f"{scheme}.png"
        asker.new_files = [out]
        page.panel.save_bars.trigger()
        wait_until_ready(qtbot, window)
        assert page.message.text == f"Saved: {out}"
        saved.append(QImage(str(out)))
    apply_theme(themed, "light")
    light, dark = saved
    assert light == dark
    assert light.width() / (light.dotsPerMeterX() * 0.0254) == pytest.approx(7.5, abs=0.05), "inches"
    assert DOTS_PER_INCH >= 200
    assert light.pixelColor(0, 0).name() == "#ffffff"
    assert asker.asked[-1] == f"1.01-schools-{YEAR}.png"


def test_a_saved_document_says_what_it_shows_whose_figures_these_are_and_that_it_is_internal(
    qtbot: QtBot, page: RollupPage, window: MainWindow, asker: ScriptedAsker, tmp_path: Path
) -> None:
    out = tmp_path / "chart.pdf"
    asker.new_files = [out]
    page.panel.save_bars.trigger()
    wait_until_ready(qtbot, window)
    told = pdf_words(out)
    chart = page.panel.chart_of_schools()
    assert chart is not None
    assert page.rollup is not None
    for words in (
        "1.01  Chronic absenteeism rate",
        f"By school, {YEAR}",
        "Bullard-Havens",
        "20.9 %",
        "district 15.1 %",
        chart.sentence,
        f"{page.workplace.plan.district_name}: 2 of 18 schools accepted; not frozen",
        page.rollup.fingerprint[:12],
        "Internal: not for publication.",
    ):
        assert plain(words) in told, words
    metadata = PdfReader(out).metadata
    assert metadata is not None
    assert metadata.title == f"1.01  Chronic absenteeism rate: By school, {YEAR}"


def test_a_chart_of_a_group_names_the_group(
    qtbot: QtBot, window: MainWindow, asker: ScriptedAsker, tmp_path: Path
) -> None:
    page = rollup_at(qtbot, window, "1.01", group="Female")
    asker.new_files = [tmp_path / "chart.pdf"]
    page.panel.save_bars.trigger()
    wait_until_ready(qtbot, window)
    told = pdf_words(tmp_path / "chart.pdf")
    assert plain("1.01  Chronic absenteeism rate") in told
    assert plain(f"Female, by school, {YEAR}") in told
    assert asker.asked[-1] == f"1.01-schools-gender.female-{YEAR}.png"


def test_a_chart_of_frozen_figures_names_the_snapshot(
    qtbot: QtBot, themed: QApplication, central: District, asker: ScriptedAsker, tmp_path: Path
) -> None:
    district = central.copied_to(tmp_path / "frozen")
    with district.central() as session:
        snapshots.freeze(session, YEAR, note="For the board")
    asker.new_files = [tmp_path / "chart.pdf"]
    with opened_window(qtbot, district.central_path, asker) as window:
        rollup_at(qtbot, window, "1.01").panel.save_bars.trigger()
        wait_until_ready(qtbot, window)
    assert plain("frozen as snapshot 1.") in pdf_words(tmp_path / "chart.pdf")


def test_the_clipboard_gets_the_same_picture_as_a_file(
    qtbot: QtBot, page: RollupPage, window: MainWindow, asker: ScriptedAsker, tmp_path: Path
) -> None:
    page.panel.copy_bars.trigger()
    wait_until_ready(qtbot, window)
    assert page.message.text == "The chart is on the clipboard."
    asker.new_files = [tmp_path / "chart.png"]
    page.panel.save_bars.trigger()
    wait_until_ready(qtbot, window)
    copied = QGuiApplication.clipboard().image()
    assert copied.convertToFormat(QImage.Format.Format_RGB32) == QImage(str(tmp_path / "chart.png"))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("chart 1.01", "Choose a name that ends in .png or .pdf."),
        ("nowhere/chart.png", "Make the folder, or choose another one."),
        ("x" * 300 + ".pdf", "Choose a shorter or plainer name."),
    ],
)
def test_what_cannot_be_saved_is_told_and_leaves_nothing(
    qtbot: QtBot, page: RollupPage, window: MainWindow, asker: ScriptedAsker, tmp_path: Path, name: str, told: str
) -> None:
    folder = tmp_path / "charts"
    folder.mkdir()
    asker.new_files = [folder / name]
    page.panel.save_bars.trigger()
    wait_until_ready(qtbot, window)
    assert told in page.message.text
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_read_only_is_told_and_an_older_picture_stays(
    qtbot: QtBot,
    page: RollupPage,
    window: MainWindow,
    asker: ScriptedAsker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "chart.png"
    out.write_bytes(b"older")

    def refuse(_layer: object, path: Path, mode: int) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(files.OperatingSystemFiles, "create_exclusive", refuse)
    asker.new_files = [out]
    page.panel.save_bars.trigger()
    wait_until_ready(qtbot, window)
    assert "read-only" in page.message.text
    assert out.read_bytes() == b"older"


def test_who_turns_back_saves_nothing(page: RollupPage, asker: ScriptedAsker) -> None:
    page.panel.save_bars.trigger()
    assert len(asker.asked) == 1
    assert page.message.text == ""


def test_without_a_chart_there_is_nothing_to_copy_or_save(
    qtbot: QtBot, window: MainWindow, asker: ScriptedAsker
) -> None:
    page = rollup_at(qtbot, window, "1.02")
    panel = page.panel
    acts = (panel.copy_bars, panel.save_bars, panel.copy_years, panel.save_years)
    assert [act.isVisible() for act in acts] == [False] * 4
    for act in acts:
        act.trigger()
    assert asker.asked == []


def test_the_acts_are_in_the_menu_and_their_buttons_are_reached_by_keyboard(page: RollupPage) -> None:
    panel = page.panel
    acts = (panel.copy_bars, panel.save_bars, panel.copy_years, panel.save_years)
    assert set(acts) <= set(page.actions_of_page())
    panel.tabs.setCurrentIndex(SCHOOLS)
    QApplication.processEvents()
    for act in acts[:2]:
        button = button_named(page, act)
        assert button.isVisible()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


def button_named(page: RollupPage, act: QAction) -> QPushButton:
    (button,) = [each for each in page.findChildren(QPushButton) if each.accessibleName() == act.text()]
    return button


def test_the_years_are_saved_with_their_figures(
    qtbot: QtBot, page: RollupPage, window: MainWindow, asker: ScriptedAsker, tmp_path: Path
) -> None:
    asker.new_files = [tmp_path / "years.pdf"]
    page.panel.save_years.trigger()
    wait_until_ready(qtbot, window)
    told = pdf_words(tmp_path / "years.pdf")
    for words in (f"The district over the years to {YEAR}", "2014-15: 14.4 %; 2015-16: 15.1 %", "baseline 12.9 %"):
        assert plain(words) in told, words
    assert asker.asked == [f"1.01-years-{YEAR}.png"]
