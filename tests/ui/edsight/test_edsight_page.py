"""What the state published in central office's window: loading, comparing, choosing baselines."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.reconciliation import Agreement
from ctecs_desktop.services import baselines, edsight, intake
from ctecs_desktop.ui.edsight.baseline_dialog import MEASURE, BaselineDialog
from ctecs_desktop.ui.edsight.comparison_model import PUBLISHED, RESULT, SENT
from ctecs_desktop.ui.edsight.comparison_tab import SHOWN
from ctecs_desktop.ui.edsight.edsight_page import FILES, EdSightPage
from ctecs_desktop.ui.main_window import MainWindow
from tests.district import ABBOTT, BULLARD, YEAR, District
from tests.exchange.edsight_building import EXPORTS
from tests.ui.windows import ScriptedAsker, opened_window, wait_until_ready


@pytest.fixture
def asker() -> ScriptedAsker:
    return ScriptedAsker()


@pytest.fixture
def central(signed: District) -> District:
    """Bullard's values are accepted, Abbott's wait, no export is loaded."""
    with signed.central() as session:
        intake.import_files(session, [signed.folder / f"{BULLARD} {YEAR}.xlsx"], accept_clean=True)
        intake.import_files(session, [signed.folder / f"{ABBOTT} {YEAR}.xlsx"])
    return signed


@pytest.fixture
def suspension(tmp_path: Path) -> Path:
    return Path(shutil.copy(EXPORTS / "no-title-no-year.csv", tmp_path / f"suspension-rates {YEAR}.csv"))


@pytest.fixture
def window(qtbot: QtBot, central: District, asker: ScriptedAsker) -> Iterator[MainWindow]:
    with opened_window(qtbot, central.central_path, asker) as opened:
        yield opened


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> EdSightPage:
    return shown(qtbot, window)


def shown(qtbot: QtBot, window: MainWindow) -> EdSightPage:
    assert window.view is not None
    page = window.view.go_to("edsight")
    assert isinstance(page, EdSightPage)
    page.workplace.choose_period(page.workplace.plan.period(YEAR))
    wait_until_ready(qtbot, window)
    return page


def texts(page: EdSightPage, number: int) -> list[str]:
    return [page.comparison.model.cell_at(number, column).text for column in (SENT, PUBLISHED, RESULT)]


def test_an_empty_page_says_what_belongs_there(page: EdSightPage) -> None:
    assert page.tabs.isHidden()
    assert page.load.isEnabled()


def test_dropped_exports_are_loaded_after_the_year_was_confirmed(
    qtbot: QtBot, window: MainWindow, page: EdSightPage, asker: ScriptedAsker, suspension: Path
) -> None:
    window.take_files([suspension])
    wait_until_ready(qtbot, window)
    assert "2015-16. Is that right?" in asker.asked[-1]
    assert [each.school_year for each in page.sources.rows] == [YEAR]
    assert "6 figures are new." in page.message.text
    model = page.comparison.model
    ModelTester(model)
    (row,) = model.rows
    assert (row.address.organization, row.agreement) == (ABBOTT, Agreement.DIFFERS)
    assert texts(page, 0) == ["102", "1–5 (*)", "+97"]
    window.take_files([suspension])
    wait_until_ready(qtbot, window)
    assert "1 file changed nothing." in page.message.text
    assert len(page.sources.rows) == 1


def test_without_the_persons_word_a_file_without_a_year_is_refused_and_the_reason_told(
    qtbot: QtBot, window: MainWindow, page: EdSightPage, asker: ScriptedAsker, suspension: Path
) -> None:
    asker.says_yes = False
    page.take_in([suspension, EXPORTS / "mangled-by-a-spreadsheet.csv"])
    wait_until_ready(qtbot, window)
    assert "2 files were refused." in page.message.text
    assert page.sources.rows == []
    assert asker.told


def test_the_current_comparison_is_opened_with_both_places_and_the_line_of_the_file(
    qtbot: QtBot, window: MainWindow, page: EdSightPage, suspension: Path
) -> None:
    page.take_in([suspension])
    wait_until_ready(qtbot, window)
    assert page.comparison.panel.line.text().endswith('"=""9001216""","*","*"')
    page.comparison.shown.setCurrentIndex(SHOWN.index(frozenset({Agreement.AGREES})))
    assert {row.address.organization for row in page.comparison.model.rows} == {BULLARD}
    page.comparison.search.setText("nobody of this name")
    assert page.comparison.model.rows == []
    assert page.comparison.nothing.text() == "Nothing of this kind."


def test_schools_words_and_kinds_narrow_the_table(
    qtbot: QtBot, window: MainWindow, page: EdSightPage, suspension: Path
) -> None:
    page.take_in([suspension, EXPORTS / "two-row-header-corrected.csv"])
    wait_until_ready(qtbot, window)
    page.comparison.shown.setCurrentIndex(SHOWN.index(frozenset(Agreement)))
    everything = len(page.comparison.model.rows)
    page.comparison.search.setText("1.04")
    assert {row.address.measure for row in page.comparison.model.rows} == {"1.04"}
    page.comparison.whose.setCurrentIndex(page.comparison.whose.findData(BULLARD))
    assert len(page.comparison.model.rows) == 1
    assert texts(page, 0) == ["40", "41", "−1"]
    assert everything > 3
    assert page.comparison.shown.itemText(len(SHOWN) - 1) == f"Everything ({everything})"


def test_the_comparison_is_exported(
    qtbot: QtBot, window: MainWindow, page: EdSightPage, asker: ScriptedAsker, suspension: Path, tmp_path: Path
) -> None:
    assert not page.export.isEnabled()
    page.take_in([suspension])
    wait_until_ready(qtbot, window)
    asker.new_files = [tmp_path / "out.csv"]
    page.export.trigger()
    wait_until_ready(qtbot, window)
    assert "only published" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


def test_a_file_is_taken_back_with_a_reason(
    qtbot: QtBot, window: MainWindow, page: EdSightPage, asker: ScriptedAsker, suspension: Path
) -> None:
    page.take_in([suspension])
    wait_until_ready(qtbot, window)
    page.tabs.setCurrentIndex(FILES)
    page.files.setCurrentIndex(page.sources.index(0, 0))
    asker.texts = ["Of another year."]
    page.withdraw.trigger()
    wait_until_ready(qtbot, window)
    assert page.sources.rows[0].withdrawn == "Of another year."
    assert page.comparison.model.rows == []
    assert not page.withdraw.isEnabled()


def test_baselines_are_taken_only_after_a_person_saw_and_chose_them(
    qtbot: QtBot, window: MainWindow, page: EdSightPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.take_in([EXPORTS / "thousands.csv"])
    wait_until_ready(qtbot, window)
    seen: list[list[str]] = []

    def agree(dialog: BaselineDialog) -> int:
        seen.append([dialog.model.cell_at(0, column).text for column in range(4)])
        return int(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(BaselineDialog, "exec", agree)
    page.propose.trigger()
    wait_until_ready(qtbot, window)
    assert seen == [["3.01  Enrollment on 1 October", "the district", "10698 (2013-14)", "10710 (2015-16)"]]
    assert "1 baseline stands in the draft of the next plan" in page.message.text
    assert baselines.propose(page.workplace.session, YEAR) == ()
    assert page.workplace.session.plan.baseline("3.01") is not None
    page.propose.trigger()
    wait_until_ready(qtbot, window)
    assert "Every baseline is as the state published it." in page.message.text


def test_a_mark_is_set_and_taken_away_and_nothing_marked_takes_nothing(qtbot: QtBot, central: District) -> None:
    with central.central() as session:
        edsight.load_files(session, [EXPORTS / "thousands.csv"])
        dialog = BaselineDialog(session.plan, baselines.propose(session, YEAR))
    qtbot.addWidget(dialog)
    ModelTester(dialog.model)
    assert dialog.verb.text() == "Put 1 baseline into the draft"
    dialog.show()
    dialog.view.setFocus()
    qtbot.keyClick(dialog.view, Qt.Key.Key_Space)
    assert (dialog.model.chosen, dialog.verb.isEnabled()) == ([], False)
    index = dialog.model.index(0, MEASURE)
    assert dialog.model.data(index, Qt.ItemDataRole.AccessibleTextRole).endswith("not chosen")
    place = dialog.view.visualRect(index).center()
    qtbot.mouseClick(dialog.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert len(dialog.model.chosen) == 1
