"""Check and sign: findings answered in the page, the signature, the lock, the amendment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.exchange.workbook.workbook_page import page_cells
from ctecs_desktop.services import entry, sending, submission
from ctecs_desktop.services.drafts import keep_typed
from ctecs_desktop.services.preview import preview
from ctecs_desktop.ui.help.help_window import HelpWindow
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.submission.check_page import WORKBOOK, CheckPage
from ctecs_desktop.ui.submission.findings_model import PLACE, REASON
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import rule_text
from tests.district import BULLARD, SCHOOL_PASSPHRASE, YEAR, District
from tests.ui.entry.keyboard import press
from tests.ui.windows import ScriptedAsker, opened_window, wait_until_ready

OTHER = ObservationKey(BULLARD, YEAR, MeasureCode("1.05"), ALL_STUDENTS)
COUNT = ObservationKey(BULLARD, YEAR, MeasureCode("1.04"), ALL_STUDENTS)


@pytest.fixture
def asker() -> ScriptedAsker:
    return ScriptedAsker()


@pytest.fixture
def window(qtbot: QtBot, district: District, asker: ScriptedAsker) -> Iterator[MainWindow]:
    with opened_window(qtbot, district.school_path(BULLARD), asker) as opened:
        yield opened


@pytest.fixture
def page(window: MainWindow) -> CheckPage:
    assert window.view is not None
    page = window.view.go_to("check")
    assert isinstance(page, CheckPage)
    return page


def fill(page: CheckPage, *, passphrase: str = SCHOOL_PASSPHRASE) -> None:
    page.panel.signer.setText("Pat Principal")
    page.panel.role.setText("Principal")
    page.panel.passphrase.setText(passphrase)


def record(workplace: Workplace, *edits: Edit) -> None:
    workplace.changes.publish(entry.record_values(workplace.session, edits))


def test_the_model_keeps_qts_contract(page: CheckPage, qtmodeltester: ModelTester) -> None:
    assert page.findings.model.rowCount() > 0
    qtmodeltester.check(page.findings.model)


def test_what_blocks_comes_first_and_stops_signing(page: CheckPage) -> None:
    record(page.workplace, Edit(COUNT, Missing.NOT_ENTERED))
    heading, first = page.findings.model.rows[:2]
    assert heading.is_heading
    assert heading.count == 1
    assert (first.is_heading, first.finding.key) == (False, COUNT)
    assert "1 stops signing" in page.heading.text()
    fill(page)
    assert not page.panel.sign.isEnabled()
    assert "Correct it first" in page.panel.hint.text()


def test_a_reason_typed_into_the_table_answers_a_warning(page: CheckPage) -> None:
    assert page.findings.model.rows[0].is_heading
    row = page.findings.model.rows[1]
    page.findings.model.setData(page.findings.model.index(1, REASON), "")
    assert "1 wants a reason" in page.heading.text()
    rows = page.findings.model.rows
    number = next(number for number, each in enumerate(rows) if each.finding == row.finding and not each.is_heading)
    page.findings.model.setData(page.findings.model.index(number, REASON), "A new program began.")
    assert page.heading.text() == "Check and sign"
    reasons = [each.reason for each in submission.validate(page.workplace.session, YEAR).explanations]
    assert "A new program began." in reasons


def test_an_error_cannot_be_explained_away(page: CheckPage) -> None:
    record(page.workplace, Edit(COUNT, Missing.NOT_ENTERED))
    index = page.findings.model.index(1, REASON)
    assert not page.findings.model.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert not page.findings.model.setData(index, "because")


def test_a_finding_leads_to_its_value(page: CheckPage, window: MainWindow) -> None:
    record(page.workplace, Edit(COUNT, Missing.NOT_ENTERED))
    page.findings.view.setCurrentIndex(page.findings.model.index(0, 0))
    page.findings.go_action.trigger()
    assert window.view is not None
    assert window.view.page is not None
    assert window.view.page.name == "entry"


def test_a_period_is_signed_locked_and_amended(
    page: CheckPage, window: MainWindow, asker: ScriptedAsker, qtbot: QtBot, tmp_path: Path
) -> None:
    out = tmp_path / "signed.xlsx"
    asker.new_files = [out]
    fill(page)
    assert page.panel.sign.isEnabled()
    page.panel.sign.trigger()
    assert page.panel.passphrase.text() == ""
    wait_until_ready(qtbot, window)
    assert out.exists()
    assert str(out) in page.message.text
    assert page.panel.title.text() == "Signed and locked"
    assert "Pat Principal" in page.panel.summary.text()
    assert not page.panel.sign.isVisible()
    assert not page.panel.amend.isVisible()
    page.panel.mark_sent.trigger()
    assert page.panel.title.text() == "Signed, locked and sent"
    assert not page.panel.take_back.isVisible()
    asker.texts = ["One student was counted twice."]
    page.panel.amend.trigger()
    state = submission.state_of(page.workplace.session, YEAR)
    assert (state.is_locked, state.revision) == (False, 2)
    assert "revision 2" in page.panel.summary.text()


def test_a_signed_workbook_can_be_written_again(
    page: CheckPage, window: MainWindow, asker: ScriptedAsker, qtbot: QtBot, tmp_path: Path
) -> None:
    asker.new_files = [tmp_path / "first.xlsx", tmp_path / "second.xlsx"]
    fill(page)
    page.panel.sign.trigger()
    wait_until_ready(qtbot, window)
    page.panel.export.trigger()
    wait_until_ready(qtbot, window)
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()


def test_a_wrong_passphrase_is_told_and_nothing_is_signed(
    page: CheckPage, window: MainWindow, asker: ScriptedAsker, qtbot: QtBot, tmp_path: Path
) -> None:
    asker.new_files = [tmp_path / "signed.xlsx"]
    fill(page, passphrase="not the passphrase at all")
    page.panel.sign.trigger()
    wait_until_ready(qtbot, window)
    assert "passphrase" in page.message.text.lower()
    assert not submission.state_of(page.workplace.session, YEAR).is_locked
    assert not (tmp_path / "signed.xlsx").exists()


def test_turning_back_from_the_file_dialog_changes_nothing(page: CheckPage, asker: ScriptedAsker) -> None:
    fill(page)
    page.panel.sign.trigger()
    assert asker.asked == [f"{BULLARD} {YEAR} revision 1.xlsx"]
    assert not page.workplace.tasks.is_busy
    assert page.panel.passphrase.text() == SCHOOL_PASSPHRASE


def test_what_was_sent_is_listed(
    page: CheckPage, window: MainWindow, asker: ScriptedAsker, qtbot: QtBot, tmp_path: Path
) -> None:
    asker.new_files = [tmp_path / "signed.xlsx"]
    fill(page)
    page.panel.sign.trigger()
    wait_until_ready(qtbot, window)
    assert window.view is not None
    sent = window.view.go_to("sent")
    assert [event.kind.value for event in sent.model.rows] == ["signed", "exported"]  # type: ignore[attr-defined]
    home = window.view.go_to("home")
    assert home.go_on.text() == "See what was sent"  # type: ignore[attr-defined]


def test_a_signature_is_taken_back_with_one_click_and_its_number_is_never_used_again(
    page: CheckPage, window: MainWindow, asker: ScriptedAsker, qtbot: QtBot, tmp_path: Path
) -> None:
    asker.new_files = [tmp_path / "first.xlsx", tmp_path / "second.xlsx"]
    fill(page)
    page.panel.sign.trigger()
    wait_until_ready(qtbot, window)
    asked = len(asker.asked)
    page.panel.take_back.trigger()
    assert len(asker.asked) == asked
    state = submission.state_of(page.workplace.session, YEAR)
    assert (state.is_locked, state.revision) == (False, 2)
    assert "taken back" in page.panel.summary.text()
    fill(page)
    page.panel.sign.trigger()
    wait_until_ready(qtbot, window)
    assert [each.identity.revision for each in submission.timeline(page.workplace.session, YEAR)] == [1, 2]


def test_what_was_sent_is_not_taken_back(
    page: CheckPage, window: MainWindow, asker: ScriptedAsker, qtbot: QtBot, tmp_path: Path
) -> None:
    asker.new_files = [tmp_path / "first.xlsx"]
    fill(page)
    page.panel.sign.trigger()
    wait_until_ready(qtbot, window)
    page.panel.mark_sent.trigger()
    with pytest.raises(NotAllowed) as refusal:
        sending.take_back(page.workplace.session, YEAR)
    assert refusal.value.code == "submission.sent_already"
    assert submission.state_of(page.workplace.session, YEAR).is_locked


def test_the_page_shows_the_very_pages_that_are_signed(
    page: CheckPage, window: MainWindow, asker: ScriptedAsker, qtbot: QtBot, tmp_path: Path
) -> None:
    page.tabs.setCurrentIndex(WORKBOOK)
    fill(page)
    shown = preview(page.workplace.session, YEAR, signer="Pat Principal", role="Principal")
    asker.new_files = [tmp_path / "signed.xlsx"]
    page.panel.sign.trigger()
    wait_until_ready(qtbot, window)
    signed = page.preview.pages
    assert [sheet.name for sheet in signed] == [sheet.name for sheet in shown.pages]
    assert signed[1:] == shown.pages[1:]
    workbook = load_workbook(tmp_path / "signed.xlsx")
    for sheet in signed:
        cells = page_cells(sheet)
        found = {(cell.row, cell.column): cell.value for row in workbook[sheet.name] for cell in row if cell.value}
        texts = {place: content for place, content in cells.items() if isinstance(content, str)}
        assert texts
        assert {place: found.get(place) for place in texts} == texts, sheet.name


def test_a_pdf_copy_is_filed_beside_the_workbook(
    page: CheckPage, window: MainWindow, asker: ScriptedAsker, qtbot: QtBot, tmp_path: Path
) -> None:
    asker.new_files = [tmp_path / "signed.xlsx"]
    fill(page)
    page.panel.sign.trigger()
    wait_until_ready(qtbot, window)
    copy = (tmp_path / "signed.pdf").read_bytes()
    assert copy.startswith(b"%PDF")
    assert str(tmp_path / "signed.pdf") in page.message.text
    pages = re.search(rb"/Count (\d+)", copy)
    assert pages is not None
    assert int(pages[1]) >= len(page.preview.pages)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_findings_are_saved_as_a_table(
    page: CheckPage, window: MainWindow, asker: ScriptedAsker, qtbot: QtBot, tmp_path: Path, ending: str
) -> None:
    record(page.workplace, Edit(COUNT, Missing.NOT_ENTERED))
    out = tmp_path / f"findings.{ending}"
    asker.new_files = [out]
    page.findings.export_action.trigger()
    wait_until_ready(qtbot, window)
    if ending == "csv":
        first = out.read_text("utf-8-sig").splitlines()[1]
    else:
        sheet = load_workbook(out)["Findings"]
        first = ",".join(str(cell.value) for cell in sheet[5])
    assert first.startswith("stops signing,")
    assert ",1.04," in first


def test_a_click_on_the_place_goes_to_the_value(page: CheckPage, window: MainWindow) -> None:
    record(page.workplace, Edit(COUNT, Missing.NOT_ENTERED))
    index = page.findings.model.index(1, PLACE)
    page.findings.view.clicked.emit(index)
    assert window.view is not None
    assert window.view.page is not None
    assert window.view.page.name == "entry"


def test_a_text_that_was_typed_and_not_taken_is_told_before_signing_and_is_found_with_one_click(
    page: CheckPage, window: MainWindow
) -> None:
    assert window.view is not None
    window.view.go_to("entry")
    keep_typed(page.workplace.session, {(COUNT, Part.VALUE): "about 40"})
    window.view.go_to("check")
    fill(page)
    assert not page.panel.sign.isEnabled()
    assert "1 text was typed and not taken, at 1.04" in page.panel.hint.text()
    page.panel.show_typed.trigger()
    assert window.view.page_name == "entry"
    keep_typed(page.workplace.session, {(COUNT, Part.VALUE): ""})
    window.view.go_to("check")
    fill(page)
    assert page.panel.sign.isEnabled()
    assert not page.panel.show_typed.isVisible()


def test_everything_that_is_in_the_way_of_signing_is_told_at_once(page: CheckPage) -> None:
    keep_typed(page.workplace.session, {(COUNT, Part.VALUE): "about 40"})
    record(page.workplace, Edit(OTHER, Missing.NOT_ENTERED))
    page.findings.model.setData(page.findings.model.index(3, REASON), "")
    hint = page.panel.hint.text()
    assert "1 finding stops signing" in hint
    assert "wants a reason" in hint
    assert "typed and not taken" in hint


def test_a_finding_leads_to_its_rule_in_the_help(page: CheckPage, window: MainWindow) -> None:
    record(page.workplace, Edit(COUNT, Missing.NOT_ENTERED))
    for row in (1, len(page.findings.model.rows) - 1):
        page.findings.view.setCurrentIndex(page.findings.model.index(row, 0))
        page.findings.rule_action.trigger()
        (help_,) = window.findChildren(HelpWindow)
        finding = page.findings.model.rows[row].finding
        rule = next(each for each in page.workplace.plan.rules if each.code == finding.code)
        cursor = help_.view.textCursor()
        assert cursor.block().text() == rule_text(rule)
        assert rule.reason in cursor.block().next().text()
        assert help_.view.viewport().rect().contains(help_.view.cursorRect())


def test_who_gives_reasons_by_keys_goes_from_one_open_finding_to_the_next(page: CheckPage, window: MainWindow) -> None:
    view, model = page.findings.view, page.findings.model
    for number in (1, 2):
        page.findings.model.setData(model.index(len(model.rows) - number, REASON), "")
    window.activateWindow()
    QApplication.processEvents()
    page.setFocus()
    first = next(number for number, row in enumerate(model.rows) if row.is_open and not row.is_heading)
    view.setCurrentIndex(model.index(first, REASON))
    left = sum(1 for row in model.rows if row.is_open and not row.is_heading)
    assert left >= 2
    press("As counted, by hand.", Qt.Key.Key_Return)
    assert QApplication.focusWidget() is view, "the keys must not go on to a button that the next space would push"
    row = model.rows[view.currentIndex().row()]
    assert row.is_open
    assert not row.is_heading
    assert sum(1 for row in model.rows if row.is_open and not row.is_heading) == left - 1
