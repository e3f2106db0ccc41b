"""The district's figures: by goal, each with its rule in words and the cells it came from."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ctecs_desktop.charts.drawing import Box
from ctecs_desktop.domain.rollup import Rollup, Source
from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.services import intake, review, rollup_figures, snapshots
from ctecs_desktop.services.progress import Progress
from ctecs_desktop.services.rollup import RollupBasis, rolled_up
from ctecs_desktop.services.session import Session
from ctecs_desktop.store.rollup_figures import all_kept
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.rollup.figure_panel import SCHOOLS
from ctecs_desktop.ui.rollup.figure_tables import CELL
from ctecs_desktop.ui.rollup.ledger_dialog import LedgerDialog
from ctecs_desktop.ui.rollup.rollup_model import COVERAGE, DISTRICT, NAME, STATUS, FigureRow
from ctecs_desktop.ui.rollup.rollup_page import RollupPage
from ctecs_desktop.ui.rollup.school_comparison import schools_of
from ctecs_desktop.ui.signed_workbook import SignedWorkbookDialog
from ctecs_desktop.ui.table import SIDE_AIR
from tests.building import make_school
from tests.charts.rooms import make_room
from tests.district import ABBOTT, BULLARD, YEAR, District, sign
from tests.ui.windows import ScriptedAsker, opened_window, wait_until_ready


@pytest.fixture(scope="module")
def rolled_up_district(enrolled_district: District, tmp_path_factory: pytest.TempPathFactory) -> District:
    """Both schools are accepted, the other sixteen missing."""
    copy = enrolled_district.copied_to(tmp_path_factory.mktemp("rollup") / "district")
    for school in (BULLARD, ABBOTT):
        with copy.school(school) as session:
            sign(session, copy.folder / f"{school} signed.xlsx")
    with copy.central() as central:
        files = [copy.folder / f"{school} signed.xlsx" for school in (BULLARD, ABBOTT)]
        intake.import_files(central, files, accept_clean=True)
    return copy


@pytest.fixture
def asker() -> ScriptedAsker:
    return ScriptedAsker()


@pytest.fixture
def window(qtbot: QtBot, rolled_up_district: District, asker: ScriptedAsker) -> Iterator[MainWindow]:
    with opened_window(qtbot, rolled_up_district.central_path, asker) as opened:
        yield opened


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> RollupPage:
    assert window.view is not None
    page = window.view.go_to("rollup")
    assert isinstance(page, RollupPage)
    wait_until_ready(qtbot, window)
    return page


def row_of(page: RollupPage, measure: str) -> int:
    return next(
        number
        for number, row in enumerate(page.model.rows)
        if isinstance(row, FigureRow) and row.measure.code == measure and not row.is_subgroup
    )


def test_the_model_keeps_qts_contract(page: RollupPage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.model)
    assert len(page.model.headings()) == len(page.workplace.plan.goals)


def test_a_district_rate_is_the_ratio_of_sums(page: RollupPage) -> None:
    row = row_of(page, "1.01")
    assert page.model.index(row, DISTRICT).data() == "15.1 %"  # (164 + 51) of (784 + 640)
    assert page.model.index(row, COVERAGE).data().startswith("2 of 18")


def test_status_has_icon_and_word(page: RollupPage) -> None:
    cell = page.model.index(row_of(page, "1.12"), STATUS)
    assert cell.data()
    for row in range(page.model.rowCount()):
        index = page.model.index(row, STATUS)
        assert index.data(Qt.ItemDataRole.AccessibleTextRole)
        if index.data(Qt.ItemDataRole.DecorationRole) is not None:
            assert index.data()


def test_a_figure_opens_to_its_rule_and_cells(page: RollupPage) -> None:
    page.view.setCurrentIndex(page.model.index(row_of(page, "1.01"), 0))
    panel = page.panel
    assert "215 of 1,424" in panel._rule.text()
    assert "not the mean" in panel._rule.text()
    assert panel.sources.rowCount() == 2
    cell = panel.sources.index(0, CELL)
    assert cell.data().startswith("Goal 1!")
    assert "revision 1" in cell.data(Qt.ItemDataRole.ToolTipRole)


def test_one_goal_can_be_shown_alone(page: RollupPage) -> None:
    whole = page.model.rowCount()
    page._goal.setCurrentIndex(1)
    assert len(page.model.headings()) == 1
    assert page.model.rowCount() < whole


def test_breakdowns_are_shown_where_they_are_asked_for(page: RollupPage) -> None:
    whole = page.model.rowCount()
    page._subgroups.setChecked(True)
    assert page.model.rowCount() > whole


def test_the_rollup_is_exported(
    qtbot: QtBot, page: RollupPage, window: MainWindow, asker: ScriptedAsker, tmp_path: Path
) -> None:
    asker.new_files = [tmp_path / "rollup.xlsx", tmp_path / "rollup.csv"]
    page.export.trigger()
    wait_until_ready(qtbot, window)
    page.export_table.trigger()
    wait_until_ready(qtbot, window)
    assert (tmp_path / "rollup.xlsx").read_bytes().startswith(b"PK")
    assert (tmp_path / "rollup.csv").read_text(encoding="utf-8-sig").count("\n") > 50
    assert "rollup.csv" in page.message.text


def test_another_period_shows_its_own_figures(qtbot: QtBot, page: RollupPage, window: MainWindow) -> None:
    assert window.view is not None
    window.view.period.setCurrentIndex(window.view.period.findData("2014-15"))
    wait_until_ready(qtbot, window)
    assert page.heading.text().startswith("Rollup 2014-15: 0 of 18")


def test_the_schools_stand_beside_each_other_the_greatest_first(page: RollupPage) -> None:
    page.view.setCurrentIndex(page.model.index(row_of(page, "1.01"), 0))
    page.panel.tabs.setCurrentIndex(SCHOOLS)
    shown = page.panel.bars.chart
    assert shown is not None
    told = [words.text for words in shown.draw(make_room()).words()]
    assert told == ["Bullard-Havens", "20.9 %", "Henry Abbott", "8.0 %", "district 15.1 %"]
    for words in ("Bullard-Havens", "20.9 %", "Abbott", "8.0 %", "15.1 %"):
        assert words in shown.sentence


def test_the_table_is_copied_for_a_spreadsheet(page: RollupPage) -> None:
    page.copy.trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:4] == ["Measure", "Baseline", "Target", "District"]
    assert any("15.1 %" in line for line in lines)


def test_the_rollup_is_exported_as_a_document(
    qtbot: QtBot, page: RollupPage, window: MainWindow, asker: ScriptedAsker, tmp_path: Path
) -> None:
    asker.new_files = [tmp_path / "rollup.json"]
    page.export_document.trigger()
    wait_until_ready(qtbot, window)
    document = json.loads((tmp_path / "rollup.json").read_text(encoding="utf-8"))
    assert (document["period"], document["schools_accepted"]) == (YEAR, 2)
    assert document["figures"][0]["sources"]


def test_figures_are_frozen_and_a_later_change_is_told(
    qtbot: QtBot, rolled_up_district: District, asker: ScriptedAsker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = rolled_up_district.copied_to(tmp_path / "frozen")
    with opened_window(qtbot, district.central_path, asker) as window:
        assert window.view is not None
        page = window.view.go_to("rollup")
        assert isinstance(page, RollupPage)
        wait_until_ready(qtbot, window)
        assert not page.snapshots.ledger.isEnabled()
        asker.texts = ["State Board", "State Board"]
        page.snapshots.freeze.trigger()
        wait_until_ready(qtbot, window)
        assert page.snapshots.changed.text() == "Snapshot 1: No figure has changed since."
        page.snapshots.freeze.trigger()
        wait_until_ready(qtbot, window)
        assert "frozen already" in page.message.text
        session = page.workplace.session
        (abbott,) = review.received(session, school=ABBOTT)
        page.workplace.changes.publish(review.exclude(session, abbott.digest, reason="A test copy."))
        wait_until_ready(qtbot, window)
        assert page.figures is not None
        assert page.figures.ledger is not None
        shown: list[LedgerDialog] = []
        monkeypatch.setattr(LedgerDialog, "exec", lambda dialog: shown.append(dialog))
        page.snapshots.ledger.trigger()
        wait_until_ready(qtbot, window)
        assert [dialog.model.rowCount() for dialog in shown] == [len(page.figures.ledger.restatements)]
        dialog = LedgerDialog(page.workplace.plan, snapshots.ledgers(session, YEAR))
        qtbot.addWidget(dialog)
        assert dialog.model.rowCount() == len(page.figures.ledger.restatements) > 0
        row = next(number for number, each in enumerate(dialog.model.rows) if each.measure == "1.01")
        texts = [dialog.model.index(row, column).data() for column in range(4)]
        assert texts[1:3] == ["15.1 % (215 of 1,424)", "20.9 % (164 of 784)"]
        assert "Abbott" in texts[3]


def test_no_table_of_the_page_is_cut_off_in_a_window_of_1280_pixels(
    qtbot: QtBot, page: RollupPage, window: MainWindow
) -> None:
    window.resize(1280, 760)
    page.view.setCurrentIndex(page.model.index(row_of(page, "1.01"), 0))
    QApplication.processEvents()
    for view in (page.view, page.panel.view):
        assert view.horizontalScrollBar().maximum() == 0, view.accessibleName()


def test_most_names_are_read_whole_in_a_window_of_1280_pixels(page: RollupPage, window: MainWindow) -> None:
    window.resize(1280, 760)
    QApplication.processEvents()
    metrics, room = page.view.fontMetrics(), page.view.columnWidth(NAME) - 2 * SIDE_AIR
    names = [row.name for row in page.model.rows if isinstance(row, FigureRow)]
    assert sum(metrics.horizontalAdvance(name) <= room for name in names) > len(names) / 2
    page.view.setCurrentIndex(page.model.index(row_of(page, "1.01"), 0))
    assert "Baseline: 12.9 %." in page.panel._notes.text()
    assert "Bounds: " in page.panel._notes.text()


def test_the_figures_are_kept_until_somebody_wants_them_computed_anew(
    qtbot: QtBot, page: RollupPage, window: MainWindow
) -> None:
    session = page.workplace.session
    (kept,) = [each for each in all_kept(session.store) if each.period == YEAR]
    with session.store.transaction():
        session.store.execute("DELETE FROM rollup_figures")
    page.anew.trigger()
    wait_until_ready(qtbot, window)
    assert kept in all_kept(session.store)


def test_computing_can_be_stopped_and_begun_again(
    qtbot: QtBot, page: RollupPage, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = threading.Event()

    def wait_for_the_stop(session: Session, basis: RollupBasis, *, progress: Progress) -> Rollup:
        held.wait(10)
        return rolled_up(session, basis, progress=progress)

    rows = page.model.rowCount()
    with monkeypatch.context() as patch:
        patch.setattr(rollup_figures, "rolled_up", wait_for_the_stop)
        page.anew.trigger()
        page.workplace.tasks.stop()
        held.set()
        wait_until_ready(qtbot, window)
    assert page.message.text.startswith("Stopped.")
    assert page.model.rowCount() == rows
    page.anew.trigger()
    wait_until_ready(qtbot, window)
    assert page.figures is not None


def test_another_period_says_that_it_is_being_computed(qtbot: QtBot, page: RollupPage, window: MainWindow) -> None:
    assert window.view is not None
    window.view.period.setCurrentIndex(window.view.period.findData("2014-15"))
    assert page._summary.text() == "Computing the figures of 2014-15…"
    wait_until_ready(qtbot, window)
    assert "Computing" not in page._summary.text()


def test_of_a_thousand_schools_the_greatest_and_the_least_stand_beside_each_other(page: RollupPage) -> None:
    row = page.model.rows[row_of(page, "1.04")]
    assert isinstance(row, FigureRow)
    plan = page.workplace.plan
    schools = [make_school(str(9_100_000 + number)) for number in range(1000)]
    sources = [
        Source(school.code, 1, "", "", "", "", Decimal(number)) for number, school in enumerate(schools, start=1)
    ]
    shown = schools_of(row, sources, replace(plan, schools=tuple(schools)))
    assert shown is not None
    room = make_room()
    drawing = shown.draw(room)
    assert sum(isinstance(shape, Box) for shape in drawing.shapes) == 60
    told = [words.text for words in drawing.words()]
    figures = [int(text.replace(",", "")) for text in told if text.replace(",", "").isdigit()]
    assert figures == [*range(1000, 970, -1), *range(30, 0, -1)]
    assert "940 schools in between" in told
    assert 61 * room.row < drawing.height < 63 * room.row


def test_a_schools_value_opens_the_workbook_that_was_signed_at_its_cell(qtbot: QtBot, page: RollupPage) -> None:
    page.view.setCurrentIndex(page.model.index(row_of(page, "1.01"), 0))
    page.panel.view.setCurrentIndex(page.panel.sources.index(1, 0))
    shown: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SignedWorkbookDialog)
        qtbot.waitUntil(lambda: dialog.found is not None)
        shown.extend([dialog.place.text(), *(index.data() for index in dialog.pages.table.selectedIndexes())])
        dialog.accept()

    QTimer.singleShot(0, look)
    page.panel.open_source.trigger()
    source = page.panel.sources.rows[1]
    assert isinstance(source.recorded, Ratio)
    place, *cells = shown
    assert place.endswith(f"on the sheet {source.sheet} in {source.cell}.")
    assert cells == [str(source.recorded.numerator), str(source.recorded.denominator)]
