"""The page of the public edition: what it shows before anything is written, what can be decided, and the writing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.coarsening import Coarsening, CoarseningKind
from ctecs_desktop.domain.disclosure_plan import OverrideKind, WithheldFor
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.plan import PeriodKind
from ctecs_desktop.services import intake, snapshots
from ctecs_desktop.services.annual_report import write_text
from ctecs_desktop.services.publication_rules import thresholds
from ctecs_desktop.store import releases
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.publication.coarser_model import SHOWN as READERS_GET
from ctecs_desktop.ui.publication.publication_page import FIGURES, LESS, RELEASES, RULES, TEXTS, PublicationPage
from ctecs_desktop.ui.publication.text_model import STATE
from ctecs_desktop.ui.publication.withheld_model import INFERRED, WHY
from tests.district import ABBOTT, BULLARD, YEAR, District
from tests.ui.windows import ScriptedAsker, opened_window, wait_until_ready


@pytest.fixture(scope="module")
def accepted(signed_district: District, tmp_path_factory: pytest.TempPathFactory) -> District:
    """Both schools' submissions are accepted; only to be copied."""
    copy = signed_district.copied_to(tmp_path_factory.mktemp("publication") / "district")
    with copy.central() as central:
        files = [copy.folder / f"{school} {YEAR}.xlsx" for school in (BULLARD, ABBOTT)]
        intake.import_files(central, files, accept_clean=True)
    return copy


@pytest.fixture
def district(accepted: District, tmp_path: Path) -> District:
    folder = tmp_path / "central"
    folder.mkdir()
    for path in accepted.folder.glob("central*"):
        shutil.copy(path, folder)
    return District(folder, accepted.clock)


@pytest.fixture
def asker() -> ScriptedAsker:
    return ScriptedAsker()


@pytest.fixture
def window(qtbot: QtBot, district: District, asker: ScriptedAsker) -> Iterator[MainWindow]:
    with opened_window(qtbot, district.central_path, asker) as opened:
        yield opened


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> PublicationPage:
    assert window.view is not None
    page = window.view.go_to("publication")
    assert isinstance(page, PublicationPage)
    page.workplace.choose_period(page.workplace.plan.period(YEAR))
    wait_until_ready(qtbot, window)
    return page


def verdict(page: PublicationPage) -> str:
    return page._verdict.text()


def choose_figure(page: PublicationPage, why: object = None) -> None:
    """The first figure of that kind that has a number."""
    page.tabs.setCurrentIndex(FIGURES)
    page.figures.kind.setCurrentIndex(max(0, page.figures.kind.findData(why)))
    rows = page.figures.model.rows
    number = next(number for number, row in enumerate(rows) if row.value.isdecimal() and row.part == "count")
    page.figures.view.setCurrentIndex(page.figures.model.index(number, 0))


def test_it_says_what_is_withheld_why_and_what_readers_could_infer(page: PublicationPage) -> None:
    assert "figures are withheld" in verdict(page)
    assert "The audit passed" in verdict(page)
    page.tabs.setCurrentIndex(FIGURES)
    rows = page.figures.model.rows
    assert rows
    assert all(row.why is not None for row in rows), "withheld ones come first"
    inferred = [
        page.figures.model.index(number, INFERRED).data() for number, row in enumerate(rows) if row.part == "count"
    ]
    assert all(inferred)
    page.figures.kind.setCurrentIndex(page.figures.kind.findData(WithheldFor.LINKED))
    assert {row.why for row in page.figures.model.rows} == {WithheldFor.LINKED}
    page.figures.kind.setCurrentIndex(0)
    page.figures.search.setText("bullard 1.03")
    assert all("Bullard" in row.figure and "1.03" in row.figure for row in page.figures.model.rows)


def test_telling_less_is_offered_first_with_gain_and_loss(
    qtbot: QtBot, window: MainWindow, page: PublicationPage
) -> None:
    assert page.tabs.currentIndex() == LESS
    model = page.less.model
    assert model.rows[0].coarsening is None
    number = next(
        number for number, row in enumerate(model.rows) if row.coarsening == Coarsening(CoarseningKind.DROP, "school")
    )
    assert "(-" in model.index(number, READERS_GET).data()
    assert not page.decisions.choose_less.isEnabled(), "the edition as it is, is no way to tell less"
    page.less.view.setCurrentIndex(model.index(number, 0))
    page.decisions.choose_less.trigger()
    wait_until_ready(qtbot, window)
    assert page.proposed is not None
    assert page.proposed.choices.coarsenings == (Coarsening(CoarseningKind.DROP, "school"),)
    assert "Do not tell the schools one by one" in page.less.chosen.text()
    assert page.decisions.tell_all.isEnabled()
    page.decisions.tell_all.trigger()
    wait_until_ready(qtbot, window)
    assert page.proposed.choices.coarsenings == ()


def test_an_override_needs_a_reason_and_is_audited_again(
    qtbot: QtBot, window: MainWindow, page: PublicationPage, asker: ScriptedAsker
) -> None:
    choose_figure(page, "shown")
    row = page.figures.current()
    assert row is not None
    assert not page.decisions.let_go.isEnabled()
    page.decisions.withhold.trigger()
    assert row.figure in asker.asked[-1]
    assert page.proposed is not None
    assert page.proposed.choices.overrides == (), "nobody gave a reason"
    asker.texts = ["The school asked for it."]
    page.decisions.withhold.trigger()
    wait_until_ready(qtbot, window)
    (decision,) = page.proposed.choices.overrides
    assert (decision.kind, decision.cell, decision.reason) == (
        OverrideKind.WITHHOLD,
        row.name,
        "The school asked for it.",
    )
    page.figures.kind.setCurrentIndex(0)
    number = next(number for number, each in enumerate(page.figures.model.rows) if each.name == row.name)
    page.figures.view.setCurrentIndex(page.figures.model.index(number, 0))
    assert page.figures.model.index(number, WHY).data() == "withhold this too"
    page.decisions.take_back.trigger()
    wait_until_ready(qtbot, window)
    assert page.proposed.choices.overrides == ()


def test_undecided_texts_stop_the_writing(
    qtbot: QtBot, window: MainWindow, page: PublicationPage, asker: ScriptedAsker
) -> None:
    assert page.write.isEnabled()
    choose_figure(page)
    row = page.figures.current()
    assert row is not None
    changes = write_text(page.workplace.session, YEAR, "letter-board", f"We are proud of all {row.value} of them.")
    page.workplace.changes.publish(changes)
    wait_until_ready(qtbot, window)
    page.tabs.setCurrentIndex(TEXTS)
    assert page.tabs.tabText(TEXTS) == "Texts (1)"
    assert page.texts.model.index(0, STATE).data() == "not decided"
    assert "is to be decided about" in verdict(page)
    assert not page.write.isEnabled()
    asker.texts = ["They are workshops."]
    page.decisions.keep_text.trigger()
    wait_until_ready(qtbot, window)
    assert page.texts.model.index(0, STATE).data() == "printed: They are workshops."
    assert page.write.isEnabled()
    page.tabs.setCurrentIndex(TEXTS)
    page.decisions.leave_out.trigger()
    wait_until_ready(qtbot, window)
    assert page.texts.model.index(0, STATE).data() == "left out"


def test_it_is_written_once_somebody_approved_it(
    qtbot: QtBot, window: MainWindow, page: PublicationPage, asker: ScriptedAsker, tmp_path: Path
) -> None:
    page.write.trigger()
    assert releases.releases(page.workplace.session.store) == (), "nobody approved it"
    asker.texts, asker.folders = ["Sue Superintendent"], [tmp_path / "out"]
    page.write.trigger()
    wait_until_ready(qtbot, window)
    assert "is written: 4 files" in page.message.text
    assert len(list((tmp_path / "out").iterdir())) == 4
    page.tabs.setCurrentIndex(RELEASES)
    (kept,) = page.releases.rows
    assert (kept.name, kept.approved_by) == ("2015-16 / 1", "Sue Superintendent")


def test_frozen_figures_can_be_published_instead(qtbot: QtBot, window: MainWindow, page: PublicationPage) -> None:
    made = snapshots.freeze(page.workplace.session, YEAR, note="for the board")
    page.workplace.changes.publish(made.changes)
    wait_until_ready(qtbot, window)
    assert page.proposed is not None
    assert page.proposed.report.snapshot is None
    page.snapshot.setCurrentIndex(page.snapshot.findData(made.snapshot.number))
    page.snapshot.activated.emit(page.snapshot.currentIndex())
    wait_until_ready(qtbot, window)
    assert page.proposed.report.snapshot == made.snapshot.number
    assert "for the board" in page.snapshot.currentText()


def test_thresholds_stand_with_source_and_day(page: PublicationPage) -> None:
    page.tabs.setCurrentIndex(RULES)
    assert len(page.thresholds.rows) == 7
    texts = [[page.thresholds.index(row, column).data() for column in range(5)] for row in range(7)]
    assert all(all(line) for line in texts)
    assert {each.code for each in page.thresholds.rows} == {each.code for each in thresholds().thresholds}


def test_a_quarter_has_no_report_and_the_page_says_so(qtbot: QtBot, window: MainWindow, page: PublicationPage) -> None:
    year = page.workplace.period
    page.workplace.choose_period(replace(year, code=PeriodCode("2015-16 Q1"), kind=PeriodKind.QUARTER, quarter=1))
    wait_until_ready(qtbot, window)
    assert "whole school year" in verdict(page)
    assert not page.write.isEnabled()


def test_the_models_keep_qts_rules(page: PublicationPage, qtmodeltester: ModelTester) -> None:
    for model in (page.less.model, page.figures.model, page.texts.model, page.thresholds, page.releases):
        qtmodeltester.check(model)


def test_the_solver_is_loaded_by_nobody_who_only_opens_the_window() -> None:
    ask = "import sys, ctecs_desktop.ui.pages; print({'highspy', 'typst', 'docx'} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"
