"""The page on which central office edits the plan: in the table and in the form, with everything undone again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.plan_schema import TABLE_NAMES
from ctecs_desktop.services import plan_editing, plan_file
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.plan.cell_field import TextBox, TickList
from ctecs_desktop.ui.plan.changes_dialog import ChangesDialog, ImportDialog
from ctecs_desktop.ui.plan.plan_page import PlanPage
from ctecs_desktop.ui.plan.publish_dialog import PublishDialog
from tests.district import ABBOTT, CENTRAL_PASSPHRASE, YEAR, District
from tests.ui.windows import WAIT_MILLISECONDS, ScriptedAsker, opened_window, wait_until_ready, workplace_of


@pytest.fixture
def session(district: District) -> Iterator[Session]:
    with district.central() as opened:
        yield opened


@pytest.fixture
def asker() -> ScriptedAsker:
    return ScriptedAsker()


@pytest.fixture
def page(qtbot: QtBot, session: Session, asker: ScriptedAsker) -> Iterator[PlanPage]:
    with workplace_of(session, session.plan.period(YEAR), asker) as workplace:
        made = PlanPage(workplace)
        qtbot.addWidget(made)
        made.resize(1200, 700)
        made.show()
        QApplication.processEvents()
        yield made
        qtbot.waitUntil(lambda: not workplace.tasks.is_busy, timeout=WAIT_MILLISECONDS)


def show(page: PlanPage, table: str, row: int = 0, column: int = 0) -> None:
    page.tables.setCurrentRow(TABLE_NAMES.index(table))
    page.view.setCurrentIndex(page.model.index(row, column))


def cell(page: PlanPage, row: int, column: int) -> str:
    return str(page.model.index(row, column).data())


def wait(qtbot: QtBot, page: PlanPage) -> None:
    qtbot.waitUntil(lambda: not page.workplace.tasks.is_busy, timeout=WAIT_MILLISECONDS)


def test_the_page_opens_on_the_goals_of_the_plan_in_force(page: PlanPage, qtmodeltester: ModelTester) -> None:
    assert page.table == "goals"
    assert len(page.model.rows) == 5
    assert page.problems.isHidden()
    assert not page.acts.publish.isEnabled()
    assert not page.acts.undo.isEnabled()
    qtmodeltester.check(page.model)


def test_what_is_typed_into_a_cell_is_in_the_draft_and_taken_back(
    qtbot: QtBot, page: PlanPage, session: Session
) -> None:
    show(page, "goals", 0, 1)
    page.view.setFocus()
    before = cell(page, 0, 1)
    QTest.keyClicks(page.view, "C")
    editor = page.view.findChild(QLineEdit)
    assert editor is not None
    editor.setText("Culture")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: cell(page, 0, 1) == "Culture")
    assert plan_editing.draft_of(session).rows["goals"][0].cells[1] == "Culture"
    assert page.acts.publish.isEnabled()
    page.acts.undo.trigger()
    assert cell(page, 0, 1) == before
    page.acts.redo.trigger()
    assert cell(page, 0, 1) == "Culture"


def test_a_choice_is_made_from_a_list_of_words(page: PlanPage, session: Session) -> None:
    show(page, "measures", 0, 3)
    page.view.edit(page.view.currentIndex())
    box = page.view.findChild(QComboBox)
    assert box is not None
    assert box.currentText() == "percent"
    box.setCurrentIndex(box.findData("count"))
    box.activated.emit(box.currentIndex())
    QApplication.processEvents()
    assert plan_editing.draft_of(session).rows["measures"][0].cells[3] == "count"
    codes = {problem.code for problem in page.problems.model.rows}
    assert "plan.row.unit_changed" in codes


def test_the_form_says_the_same_as_the_table_and_saves_when_a_box_is_left(page: PlanPage) -> None:
    show(page, "measures", 3)
    name = page.form.fields["name"]
    assert name.text == cell(page, 3, 1)
    assert isinstance(name.box, QLineEdit)
    name.box.setText("Suspensions in school")
    name.box.editingFinished.emit()
    assert cell(page, 3, 1) == "Suspensions in school"
    code = page.form.fields["code"].box
    assert isinstance(code, QLineEdit)
    assert code.isReadOnly()


def test_what_is_wrong_stands_below_beside_its_box_and_leads_to_its_cell(page: PlanPage) -> None:
    show(page, "measures", 3)
    decimals = page.form.fields["decimals"]
    assert isinstance(decimals.box, QLineEdit)
    decimals.box.setText("one")
    decimals.box.editingFinished.emit()
    (problem,) = page.problems.model.rows
    assert decimals.fault.text() == "“one” is not a number."
    assert page.problems.isVisible()
    assert not page.acts.publish.isEnabled()
    show(page, "goals")
    page.problems.view.activated.emit(page.problems.model.index(0, 0))
    assert (page.table, page.view.currentIndex().row(), page.model.names[page.view.currentIndex().column()]) == (
        "measures", problem.line - 1, "decimals",
    )  # fmt: skip


def test_what_hangs_on_a_row_is_told_before_it_is_removed(
    page: PlanPage, session: Session, asker: ScriptedAsker
) -> None:
    show(page, "measures")
    asker.says_yes = False
    page.rows.remove.trigger()
    assert "Used by 18 schools." in asker.asked[-1]
    assert "1.01" in asker.asked[-1]
    assert not plan_editing.draft_of(session).is_changed
    asker.says_yes = True
    page.rows.remove.trigger()
    assert cell(page, 0, 0) == "1.02"
    page.acts.undo.trigger()
    assert cell(page, 0, 0) == "1.01"


def test_what_is_typed_in_the_form_stays_with_its_row_when_a_key_leads_on(page: PlanPage, session: Session) -> None:
    show(page, "strategies")
    box = page.form.fields["owner"].box
    assert isinstance(box, QLineEdit)
    box.setFocus()
    box.setText("the deputy")
    before = plan_editing.draft_of(session).rows["strategies"][1].cells
    page.view.setCurrentIndex(page.model.index(1, 0))  # as a key does that takes no focus
    page.view.setFocus()
    first, second = plan_editing.draft_of(session).rows["strategies"][:2]
    assert "the deputy" in first.cells
    assert second.cells == before


def test_a_new_row_stands_behind_the_current_one_and_is_filled_in_the_form(page: PlanPage) -> None:
    show(page, "targets", 1)
    page.rows.add.trigger()
    assert page.view.currentIndex().row() == 2
    assert page.form.fields["measure"].text == "1.01"
    assert page.form.fields["low"].text == ""
    page.rows.up.trigger()
    assert page.view.currentIndex().row() == 1
    show(page, "rules")
    page.rows.add.trigger()
    assert page.form.fields["severity"].text == "warning"


def test_the_facts_of_the_plan_are_changed_and_not_added_to(page: PlanPage) -> None:
    show(page, "about", 3)
    assert cell(page, 3, 0) == "Title"
    assert not page.rows.add.isEnabled()
    assert not page.rows.remove.isEnabled()
    assert page.form.fields.keys() == {"text"}


def test_what_changed_is_told_in_words_and_copied(
    page: PlanPage, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = plan_editing.draft_of(session).rows["goals"][0].key
    page.desk.carry_out(lambda at: plan_editing.change_cells(at, goal, {"title": "Culture"}))
    shown: list[QDialog] = []

    def look(dialog: ChangesDialog) -> None:
        shown.append(dialog)

    monkeypatch.setattr(ChangesDialog, "exec", look)
    page.acts.changes.trigger()
    (dialog,) = shown
    assert isinstance(dialog, ChangesDialog)
    assert dialog.text.toPlainText().startswith("Goals 1, Culture: Title is “Culture” instead of")
    dialog.verb.click()
    assert "instead of" in QApplication.clipboard().text()


def test_a_workbook_is_taken_only_after_its_differences_were_seen(
    qtbot: QtBot,
    page: PlanPage,
    session: Session,
    asker: ScriptedAsker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asker.new_files = [tmp_path / "draft.xlsx"]
    page.acts.export.trigger()
    qtbot.waitUntil(lambda: "draft.xlsx" in page.message.text, timeout=WAIT_MILLISECONDS)
    book = load_workbook(tmp_path / "draft.xlsx")
    book["Goals"]["B5"].value = "Culture"
    book.save(tmp_path / "draft.xlsx")
    answers, shown = [0, 1], list[str]()

    def answer(dialog: ImportDialog) -> int:
        shown.append(dialog.text.toPlainText())
        return answers.pop(0)

    monkeypatch.setattr(ImportDialog, "exec", answer)
    for left, is_changed in ((1, False), (0, True)):
        asker.files = [tmp_path / "draft.xlsx"]
        page.acts.take.trigger()
        wait(qtbot, page)
        assert len(answers) == left
        assert plan_editing.draft_of(session).is_changed is is_changed
    assert shown[0].startswith("Goals 1, Culture: Title is")


def test_publishing_signs_the_draft_and_puts_it_in_force(
    qtbot: QtBot, page: PlanPage, session: Session, asker: ScriptedAsker, tmp_path: Path
) -> None:
    goal = plan_editing.draft_of(session).rows["goals"][0].key
    page.desk.carry_out(lambda at: plan_editing.change_cells(at, goal, {"title": "Culture"}))
    assert page.desk.state is not None
    asker.new_files = [tmp_path / "plan.xlsx"]
    dialog = PublishDialog(session, page.desk.state, asker=asker, tasks=page.workplace.tasks, parent=page)
    assert not dialog.verb.isEnabled()
    dialog.place.choose()
    dialog.passphrase.setText(CENTRAL_PASSPHRASE)
    dialog.verb.click()
    wait(qtbot, page)
    assert dialog.written == tmp_path / "plan.xlsx"
    page.acts.published(dialog)
    assert session.plan.version == "demo-2013-17.2"
    assert page.workplace.plan.goals[0].title == "Culture"
    assert "Version demo-2013-17.2 is in force" in page.message.text
    assert not page.acts.publish.isEnabled()


def test_a_full_disk_is_told_with_what_is_in_force(
    qtbot: QtBot, page: PlanPage, session: Session, asker: ScriptedAsker, tmp_path: Path
) -> None:
    goal = plan_editing.draft_of(session).rows["goals"][0].key
    page.desk.carry_out(lambda at: plan_editing.change_cells(at, goal, {"title": "Culture"}))
    assert page.desk.state is not None
    asker.new_files = [tmp_path / "nowhere" / "plan.xlsx"]
    dialog = PublishDialog(session, page.desk.state, asker=asker, tasks=page.workplace.tasks, parent=page)
    dialog.place.choose()
    dialog.passphrase.setText(CENTRAL_PASSPHRASE)
    dialog.verb.click()
    wait(qtbot, page)
    assert "Version demo-2013-17.2 of the plan is in force" in dialog.message.text
    page.acts.published(dialog)
    assert page.workplace.plan.version == "demo-2013-17.2"


def test_a_second_window_that_was_quicker_is_told_and_shown(page: PlanPage, session: Session) -> None:
    show(page, "goals", 4)
    row = page.model.rows[4]
    plan_editing.remove_row(session, row.key)  # as another window would
    page.desk.write(row.key, "title", "Five")
    assert "is not there any more" in page.message.text
    assert len(page.model.rows) == 4


def test_a_publication_without_the_period_in_sight_leads_to_another(
    qtbot: QtBot, page: PlanPage, session: Session, tmp_path: Path
) -> None:
    period = next(row.key for row in plan_editing.draft_of(session).rows["periods"] if row.cells[0] == YEAR)
    page.desk.carry_out(lambda at: plan_editing.remove_row(at, period))
    assert page.workplace.period.code == YEAR
    authority = unlock(session, CENTRAL_PASSPHRASE)
    page.desk.carry_out(lambda at: plan_editing.publish_draft(at, authority=authority, out=tmp_path / "plan.xlsx")[1])
    assert page.workplace.period.code == "2016-17"


def test_after_publishing_every_page_is_made_for_the_plan_in_force(
    qtbot: QtBot, district: District, tmp_path: Path
) -> None:
    asker = ScriptedAsker(new_files=[tmp_path / "plan.xlsx"])
    with opened_window(qtbot, district.central_path, asker) as window:
        assert window.view is not None
        window.view.go_to("rollup")
        page = window.view.go_to("plan")
        assert isinstance(page, PlanPage)
        row = page.model.rows[0].key
        page.desk.write(row, "title", "Culture")
        assert page.desk.state is not None
        session = page.workplace.session
        dialog = PublishDialog(session, page.desk.state, asker=asker, tasks=page.workplace.tasks, parent=window)
        dialog.place.choose()
        dialog.passphrase.setText(CENTRAL_PASSPHRASE)
        dialog.verb.click()
        wait_until_ready(qtbot, window)
        page.acts.published(dialog)
        qtbot.waitUntil(lambda: window.view is not None and window.view.page is not page)
        wait_until_ready(qtbot, window)
        assert window.view.page_name == "plan"
        assert window.view.page is not None
        assert "is in force" in window.view.page.message.text
        goals = window.view.go_to("rollup").findChildren(QComboBox)
        assert any("1  Culture" in [box.itemText(number) for number in range(box.count())] for box in goals)


def choose(page: PlanPage, first: tuple[int, int], last: tuple[int, int]) -> None:
    page.view.setCurrentIndex(page.model.index(*first))
    block = QItemSelection(page.model.index(*first), page.model.index(*last))
    page.view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def test_a_block_of_excel_is_pasted_with_names_percents_and_years_as_people_write_them(
    page: PlanPage, session: Session
) -> None:
    show(page, "targets", 5)
    text = (
        "Measure\tSchool year\tSchool\tTarget\n"
        "Average daily attendance\t2015-2016\tHenry Abbott\t96.5%\n"
        "1.01\t2013-14\tthe whole district\t11.5\n"
        "1.99\t2015-16\t\t12\n"
    )
    QApplication.clipboard().setText(text)
    page.rows.paste.trigger()
    rows = {row.cells for row in plan_editing.draft_of(session).rows["targets"]}
    assert {("1.02", "2015-16", ABBOTT, "96.5", ""), ("1.01", "2013-14", "", "11.5", "")} <= rows
    assert "1 row changed. 2 rows added." in page.message.text
    (problem,) = page.problems.model.rows
    assert (problem.column, problem.code) == ("measure", "plan.row.unknown_reference")
    page.acts.undo.trigger()
    assert not plan_editing.draft_of(session).is_changed


def test_a_large_block_is_taken_beside_the_window_as_one_step(qtbot: QtBot, page: PlanPage, session: Session) -> None:
    show(page, "targets")
    lines = [
        f"{measure}\t{year}\t{school.name}\t9{number % 10}%"
        for measure in ("1.02", "1.09")
        for year in session.plan.school_years
        for number, school in enumerate(session.plan.schools)
    ]
    QApplication.clipboard().setText("\n".join(["Measure\tSchool year\tSchool\tTarget", *lines]))
    page.rows.paste.trigger()
    assert not page.rows.paste.isEnabled()
    wait(qtbot, page)
    assert f"{len(lines)} rows added." in page.message.text
    page.acts.undo.trigger()
    assert not plan_editing.draft_of(session).is_changed


def test_what_was_copied_is_pasted_as_the_same_and_filled_down_and_cleared(page: PlanPage, session: Session) -> None:
    show(page, "measures")
    choose(page, (0, 3), (0, 6))
    page.rows.copy.trigger()
    assert QApplication.clipboard().text().startswith("percent\t")
    page.view.setCurrentIndex(page.model.index(1, 3))
    page.rows.paste.trigger()
    rows = plan_editing.draft_of(session).rows["measures"]
    assert rows[1].cells[3:7] == rows[0].cells[3:7]
    owner = page.model.names.index("owner")
    show(page, "measures", 0, owner)
    page.desk.write(rows[0].key, "owner", "The data manager")
    choose(page, (0, owner), (3, owner))
    page.rows.fill.trigger()
    assert [cell(page, row, owner) for row in range(5)] == ["The data manager"] * 4 + [""]
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    assert [cell(page, row, owner) for row in range(5)] == [""] * 5
    page.view.setCurrentIndex(page.model.index(1, owner))
    page.desk.write(rows[0].key, "owner", "Her deputy")
    page.rows.fill.trigger()  # one cell takes what stands above it
    assert cell(page, 1, owner) == "Her deputy"


def test_a_block_that_does_not_fit_is_refused_with_its_reason(page: PlanPage, session: Session) -> None:
    show(page, "goals", 0, 1)
    QApplication.clipboard().setText("a\tb\tc\n")
    page.rows.paste.trigger()
    assert "The block has 3 columns, but only 2 are left" in page.message.text
    assert not plan_editing.draft_of(session).is_changed


def test_a_row_is_duplicated_under_the_next_code_and_several_are_removed_at_once(
    page: PlanPage, session: Session, asker: ScriptedAsker
) -> None:
    show(page, "measures")
    page.rows.duplicate.trigger()
    current = page.current()
    assert current is not None
    assert (current.cells[:2], page.view.current_row()) == (("1.16", cell(page, 0, 1)), 1)
    assert page.problems.isHidden()
    choose(page, (0, 0), (1, 0))
    page.rows.remove.trigger()
    assert "Remove 2 rows from the draft?" in asker.asked[-1]
    assert "1.01  Chronic absenteeism rate: Used by 18 schools." in asker.asked[-1]
    assert cell(page, 0, 0) == "1.02"
    page.acts.undo.trigger()
    assert [cell(page, row, 0) for row in range(2)] == ["1.01", "1.16"]


def test_rows_are_found_sorted_and_narrowed_and_the_current_one_stays(page: PlanPage) -> None:
    show(page, "targets", 3)
    count = len(page.model.rows)
    kept = page.current()
    assert kept is not None
    page.view.sortByColumn(page.model.names.index("low"), Qt.SortOrder.DescendingOrder)
    QApplication.processEvents()
    assert page.current() == kept
    assert not page.rows.up.isEnabled()
    amounts = [float(row.cells[3]) for row in page.model.rows]
    assert amounts == sorted(amounts, reverse=True)
    page.filter.search.setText("Chronic district")
    assert {row.cells[0] for row in page.model.rows} == {"1.01"}
    page.filter.search.setText("nothing says this")
    assert page.view.isHidden()
    page.filter.show_everything()
    assert len(page.model.rows) == count
    page.desk.write(page.model.rows[0].key, "low", "many")
    assert page.model.rows[0].cells[3] == "many"  # a row does not run away while it is edited
    page.filter.wrong.setChecked(True)
    assert [row.cells[3] for row in page.model.rows] == ["many"]
    page.filter.wrong.setChecked(False)
    page.filter.edited.setChecked(True)
    assert len(page.model.rows) == 1
    page.rows.add.trigger()
    added = page.current()
    assert added is not None
    assert added.cells[3] == ""  # a new row is always in sight
    page.find_act.trigger()
    assert page.filter.search.hasFocus() or not page.isActiveWindow()


def test_a_school_and_a_measure_are_told_by_name(page: PlanPage) -> None:
    show(page, "targets")
    assert cell(page, 0, 0) == "1.01  Chronic absenteeism rate"
    assert cell(page, 0, 2) == "the whole district"
    assert "Chronic absenteeism rate" in str(page.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))


def test_breakdowns_are_ticked_in_the_form_and_keep_their_order(page: PlanPage, session: Session) -> None:
    show(page, "measures")
    box = page.form.fields["disaggregations"].box
    assert isinstance(box, TickList)
    before = plan_editing.draft_of(session).rows["measures"][0].cells[12]
    assert before.startswith("race;gender")
    items = {str(box.item(number).text()): box.item(number) for number in range(box.count())}
    items["race  Race/ethnicity"].setCheckState(Qt.CheckState.Unchecked)
    items["race  Race/ethnicity"].setCheckState(Qt.CheckState.Checked)
    after = plan_editing.draft_of(session).rows["measures"][0].cells[12]
    assert after == f"{before.removeprefix('race;')};race"


def test_a_text_that_is_too_long_stays_in_its_box_to_be_shortened(page: PlanPage) -> None:
    show(page, "about", 6)
    vision = page.form.fields["text"]
    assert isinstance(vision.box, TextBox)
    vision.box.setPlainText("x" * 10_001)
    vision.save()
    assert "10001 characters; 10000 is the most" in page.message.text
    assert len(vision.text) == 10_001
    vision.box.setPlainText("x" * 10_000)
    vision.save()
    assert len(page.model.rows[6].cells[1]) == 10_000


def test_enter_goes_down_and_space_with_shift_or_control_takes_the_whole_row_or_column(page: PlanPage) -> None:
    show(page, "goals", 1, 1)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert page.view.current_row() == 2
    QTest.keyClick(page.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert page.view.current_row() == 1
    QTest.keyClick(page.view, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert page.view.chosen() == ([1], [0, 1, 2])
    QTest.keyClick(page.view, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert page.view.chosen()[0] == [0, 1, 2, 3, 4]


def test_a_file_that_lacks_a_measure_says_who_uses_it(
    qtbot: QtBot, page: PlanPage, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = plan_file.export_draft(session, tmp_path / "draft.xlsx")
    book = load_workbook(out)
    for sheet in ("Measures", "Counting rules"):
        book[sheet].delete_rows(5)
    book.save(out)
    shown: list[str] = []

    def look(dialog: ImportDialog) -> int:
        shown.append(dialog.text.toPlainText())
        return 0

    monkeypatch.setattr(ImportDialog, "exec", look)
    page.acts.preview(out)
    wait(qtbot, page)
    (line,) = [each for each in shown[0].splitlines() if each.startswith("Measures 1.01")]
    assert "removed." in line
    assert "Used by 18 schools." in line
