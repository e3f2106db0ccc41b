"""An inbox of many files: what wants a person first, found, counted, in words; and quick with five hundred rows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.errors import StoreFull
from ctecs_desktop.domain.review import Verdict
from ctecs_desktop.services import intake, reading, review
from ctecs_desktop.services.file_reading import FileRead
from ctecs_desktop.services.file_verdict import FileVerdict
from ctecs_desktop.services.intake import ImportedFile
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.review.inbox_page import InboxPage
from ctecs_desktop.ui.review.inbox_rows import InboxRow, Wants, arranged
from ctecs_desktop.ui.review.inbox_words import wants_text
from ctecs_desktop.ui.review.intake_model import CONTENT, FILE, FINDINGS, SCHOOL, STATE, VERDICT
from tests.district import BULLARD, YEAR, District, sign
from tests.faults.hostile_submissions import Forger
from tests.faults.mixed_files import (
    IN_USE,
    NO_PERMISSION,
    bad_kinds,
    genuine_kinds,
    put_on_posix,
    serve_where_some_files_are_held,
)
from tests.ui.windows import opened_window, wait_until_ready


@pytest.fixture
def window(qtbot: QtBot, signed: District) -> Iterator[MainWindow]:
    with opened_window(qtbot, signed.central_path) as opened:
        yield opened


def take_in(qtbot: QtBot, window: MainWindow, *paths: Path) -> InboxPage:
    assert window.view is not None
    page = window.view.go_to("inbox")
    assert isinstance(page, InboxPage)
    page.take_in(paths)
    wait_until_ready(qtbot, window)
    return page


def column(page: InboxPage, number: int) -> list[str]:
    return [page.model.index(row, number).data() for row in range(page.model.rowCount())]


def show(page: InboxPage, words: str) -> None:
    numbers = [n for n in range(page.bar.choice.count()) if page.bar.choice.itemText(n).startswith(words)]
    page.bar.choice.setCurrentIndex(numbers[0])


def shown_words(page: InboxPage) -> dict[str, str]:
    """Of each file what its row says, its cells one after the other."""
    columns = [column(page, number) for number in (FILE, VERDICT, SCHOOL, CONTENT, FINDINGS, STATE)]
    return {name: " | ".join(cells) for name, *cells in zip(*columns, strict=True)}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has named pipes, links and such names in folders")
def test_each_file_of_a_mixed_folder_says_in_words_what_it_is(
    qtbot: QtBot, window: MainWindow, signed: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "serve", serve_where_some_files_are_held)
    forger = Forger.in_district(signed.copied_to(tmp_path / "forger's"))
    folder = tmp_path / "stick"
    folder.mkdir()
    genuine = genuine_kinds(signed)
    for kind in (*genuine, *bad_kinds(signed, forger)):
        (folder / kind.name).write_bytes(kind.data)
    put_on_posix(folder)
    for name in (IN_USE, NO_PERMISSION):
        (folder / f"{name}.xlsx").write_bytes(genuine[0].data)
    (folder / "saved again.xlsx").write_bytes(forger.unsigned)
    (folder / "plan.xlsx").write_bytes(signed.plan_file.read_bytes())
    (folder / "enrolment.xlsx").write_bytes((signed.folder / f"enrolment {BULLARD}.xlsx").read_bytes())
    page = take_in(qtbot, window, folder)
    words = shown_words(page)
    assert len(words) == page.model.rowCount() == len([*folder.iterdir()])
    for name, said in {
        "Abbott.xlsx": "genuine | Henry Abbott Technical High School, 2015-16 | ",
        "Abbott.xlsx.txt": "the same submission as in another file here",
        "фото 学校 😀.png": "the same submission as in another file here",
        "picture.png": "refused | – | It looks like a picture. Send the workbook itself. This is not a workbook",
        "picture of a table.xlsx": "It looks like a picture.",
        "locked by a password.xlsx": "It looks like a workbook with a password. Take the password away.",
        "of Excel 97.xls": "It looks like a workbook of the old Excel format",
        "empty.xlsx": "The file is empty.",
        "zeros.xlsx": "This is not a workbook",
        "report.pdf": "It looks like a PDF document.",
        "notes.txt": "It looks like plain text",
        "pictures.zip": "It looks like a ZIP archive. Unpack it first.",
        "half.xlsx": "It looks like a file that was cut short",
        "longer.xlsx": "refused | – | ",
        "plain.xlsx": "It looks like a workbook that was never signed.",
        "another district.xlsx": "district",
        "another district's key.xlsx": "district",
        "saved again.xlsx": "held | Bullard-Havens Technical High School, 2015-16 | ",
        "plan.xlsx": "not imported",
        "enrolment.xlsx": "held | ",
        f"{IN_USE}.xlsx": "is open in another program",
        f"{NO_PERMISSION}.xlsx": "cannot be read",
        "gone.xlsx": "There is no file",
        "pipe.xlsx": "is not an ordinary file",
        "caf\N{REPLACEMENT CHARACTER}.xlsx": "refused",
        "two lines \N{REPLACEMENT CHARACTER}[31m.xlsx": "refused",
        "<b>bold<img src=x.png>.xlsx": "refused",
    }.items():
        assert said in words[name], (name, words[name])
    wants = [row.wants for row in page.model.rows]
    assert wants == sorted(wants, key=list(Wants).index), "what wants a person comes first"
    assert {Wants.LOOK, Wants.OPENING, Wants.ANSWER, Wants.YES, Wants.NOTHING} == {*wants}
    assert wants.count(Wants.YES) == 1, "Abbott's; a held revision 3 is above Bullard-Havens' first"
    assert "superseded" in words["Bullard-Havens 2015-16.xlsx"]
    assert page.message.text == (
        f"{len(words)} files were looked at: 2 held, 3 not opened, {wants.count(Wants.ANSWER)} refused,"
        " 1 ready to accept, 6 with nothing left to do."
    )
    assert {each.file_name for each in review.received(page.workplace.session)} >= {"saved again.xlsx"}
    page.accept_clean.trigger()
    wait_until_ready(qtbot, window)
    assert column(page, STATE).count("accepted") == 1 + 2, "and the two that hold the same"
    assert wants_text(Wants.YES) not in {wants_text(row.wants) for row in page.model.rows}


def test_rows_are_filtered_found_and_sorted_and_the_chosen_one_stays_chosen(
    qtbot: QtBot, window: MainWindow, signed: District, tmp_path: Path, qtmodeltester: ModelTester
) -> None:
    letters = [tmp_path / f"letter {number}.txt" for number in range(3)]
    for number, path in enumerate(letters):
        path.write_bytes(b"Dear colleagues %d" % number)
    genuine = [path for path in signed.folder.iterdir() if path.name.endswith(f"{YEAR}.xlsx")]
    page = take_in(qtbot, window, *letters, *genuine)
    assert [page.bar.choice.itemText(n) for n in (0, 1)] == ["all files (5)", "what needs you (3)"]
    show(page, "ready to accept")
    assert column(page, STATE) == ["received", "received"]
    show(page, "all files")
    page.bar.search.setText("abbott")
    assert column(page, SCHOOL) == ["Henry Abbott Technical High School, 2015-16"]
    page.bar.search.clear()
    page.view.setCurrentIndex(page.model.index(4, 0))
    chosen = page.model.rows[4].identity
    page.view.horizontalHeader().setSortIndicator(FILE, Qt.SortOrder.DescendingOrder)
    assert column(page, FILE) == sorted(column(page, FILE), reverse=True)
    page.bar.search.setText("9001")
    assert page.model.rows[page.view.current_row()].identity == chosen
    qtmodeltester.check(page.model)


def test_what_was_kept_before_the_disk_was_full_is_shown(
    qtbot: QtBot, window: MainWindow, signed: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = sorted(path for path in signed.folder.iterdir() if path.name.endswith(f"{YEAR}.xlsx"))
    really = intake._keep

    def keep(session: Session, imported: ImportedFile, read: FileRead) -> ImportedFile:
        if imported.verdict.file == genuine[1].name:
            raise StoreFull("store.full", path=str(session.store_path))
        return really(session, imported, read)

    monkeypatch.setattr(intake, "_keep", keep)
    page = take_in(qtbot, window, *genuine)
    assert column(page, FILE) == [genuine[0].name]
    assert "no space left" in page.message.text
    assert [each.file_name for each in review.received(page.workplace.session)] == [genuine[0].name]


def test_a_decision_moves_no_row(qtbot: QtBot, window: MainWindow, signed: District, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_bytes(b"Dear colleagues")
    genuine = sorted(path for path in signed.folder.iterdir() if path.name.endswith(f"{YEAR}.xlsx"))
    page = take_in(qtbot, window, *genuine, letter)
    before = column(page, FILE)
    assert before[0] == "letter.txt"
    page.view.setCurrentIndex(page.model.index(1, 0))
    page.panel.accept.trigger()
    assert column(page, STATE)[1] == "accepted"
    assert column(page, FILE) == before
    assert page.view.current_row() == 1


def test_files_that_come_by_themselves_leave_the_chosen_one_chosen(
    qtbot: QtBot, window: MainWindow, signed: District, tmp_path: Path
) -> None:
    genuine = [path for path in signed.folder.iterdir() if path.name.endswith(f"{YEAR}.xlsx")]
    page = take_in(qtbot, window, *genuine)
    page.view.setCurrentIndex(page.model.index(1, 0))
    chosen = page.model.rows[1].identity
    letter = tmp_path / "letter.txt"
    letter.write_bytes(b"Dear colleagues")
    page.watcher.arrived.emit([letter])
    wait_until_ready(qtbot, window)
    assert column(page, FILE)[0] == "letter.txt"
    assert page.model.rows[page.view.current_row()].identity == chosen


def test_a_conflict_comes_before_everything_and_a_repeat_is_nobodys_business(
    qtbot: QtBot, signed: District, tmp_path: Path
) -> None:
    """The school signs once more from a copy of its store: other bytes under the same revision."""
    copy = signed.copied_to(tmp_path / "copy")
    other = tmp_path / "other.xlsx"
    with copy.school() as school:
        from ctecs_desktop.services import submission

        submission.amend(school, YEAR, reason="Recount")
        sign(school, other)
    first = signed.folder / f"{BULLARD} {YEAR}.xlsx"
    with signed.central() as central:
        found = intake.import_files(central, [first, other, first]).files
    rows = arranged((), [InboxRow(each, path) for each, path in zip(found, (first, other, first), strict=True)])
    assert len(rows) == 2, "the same file again has no row of its own"
    named = tmp_path / "under another name.xlsx"
    named.write_bytes(first.read_bytes())
    with signed.central() as central:
        (again,) = intake.import_files(central, [named]).files
    rows = arranged(rows, [InboxRow(again, named)])
    assert [row.is_repeat for row in rows].count(True) == 1
    conflict = rows[1].standing_as("conflict")
    assert arranged((), [*rows, conflict])[0].wants is Wants.CHOICE


def test_five_hundred_rows_are_arranged_filtered_and_painted_from_what_was_read_once(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = take_in(qtbot, window)
    refused = ImportedFile(FileVerdict("x", Verdict.REFUSED, "container.not_a_zip"), "refused")
    rows = [
        InboxRow(
            replace(refused, verdict=replace(refused.verdict, file=f"{number:03}.txt", file_digest=str(number))),
            Path(f"/stick/{number:03}.txt"),
        )
        for number in range(500)
    ]
    page.model.show_all(arranged((), rows))
    page.read()
    painted = len(page.model._cells)
    assert painted < 100, "only the cells in sight are made"
    page.bar.search.setText("07")
    assert column(page, FILE) == [f"{n:03}.txt" for n in range(500) if "07" in f"{n:03}"]
