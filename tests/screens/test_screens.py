"""Every page drawn in light and dark, at 100 and 150 %, into ``build/screens``, to be looked at."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, ObservationKey
from ctecs_desktop.domain.plan_schema import TABLE_NAMES
from ctecs_desktop.services import enrolment
from ctecs_desktop.ui.enrolment.approve_dialog import ApproveDialog
from ctecs_desktop.ui.enrolment.enrol_dialog import EnrolDialog
from ctecs_desktop.ui.entry.entry_columns import NUMERATOR_COLUMN
from ctecs_desktop.ui.entry.entry_page import EntryPage
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.plan.plan_page import PlanPage
from ctecs_desktop.ui.review.board_page import BoardPage
from ctecs_desktop.ui.review.inbox_page import InboxPage
from ctecs_desktop.ui.rollup.figure_panel import SCHOOLS
from ctecs_desktop.ui.rollup.rollup_page import RollupPage
from ctecs_desktop.ui.screenshot import draw
from ctecs_desktop.ui.start.new_central import NewCentralDialog
from ctecs_desktop.ui.start.new_school import NewSchoolDialog
from ctecs_desktop.ui.task_strip import TaskStrip
from ctecs_desktop.ui.tasks import TaskRunner
from ctecs_desktop.ui.theme import apply_theme
from ctecs_desktop.ui.tokens import DARK, LIGHT
from tests.district import ABBOTT, BULLARD, YEAR, District
from tests.faults.mixed_files import opening_refused
from tests.ui.windows import ScriptedAsker, opened_window, wait_until_ready

SCALES = {"100": 1.0, "150": 1.5}
BACKGROUNDS = {"light": LIGHT.background, "dark": DARK.background}


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    apply_theme(qapp, request.param)
    yield request.param
    apply_theme(qapp, "light")
    qapp.setStyleSheet("")


def save(widget: QWidget, name: str, *, scheme: str, pictures: Path) -> None:
    """Draw ``widget`` at both scales; a picture of one colour, or in the other scheme, is a fault."""
    QApplication.processEvents()
    for percent, scale in SCALES.items():
        image = draw(widget, scale=scale)
        assert image.width() == round(widget.width() * scale)
        assert colours_in(image) > 8, name
        assert BACKGROUNDS[scheme].lower() in {image.pixelColor(x, y).name() for x, y in some_places(image)}
        assert image.save(str(pictures / f"{name} {scheme} {percent}.png"))


def some_places(image: QImage) -> list[tuple[int, int]]:
    return [(image.width() * x // 20, image.height() * y // 20) for x in range(1, 20) for y in range(1, 20)]


def colours_in(image: QImage) -> int:
    across, down = range(0, image.width(), 11), range(0, image.height(), 7)
    return len({image.pixel(x, y) for x in across for y in down})


def test_the_start_page_is_drawn(qtbot: QtBot, scheme: str, pictures: Path, district: District) -> None:
    window = MainWindow(asker=ScriptedAsker())
    qtbot.addWidget(window)
    window.resize(1100, 700)
    window.start.show_recent([district.central_path, district.school_path(BULLARD)])
    window.show()
    save(window, "start", scheme=scheme, pictures=pictures)
    window.show_problem("Sam on PC-14 has this workspace open since 14:03. Close it there first.")
    save(window, "start refused", scheme=scheme, pictures=pictures)
    window.close()


def test_the_pages_of_a_school_are_drawn(
    qtbot: QtBot, scheme: str, pictures: Path, entering: District, tmp_path: Path
) -> None:
    copy = entering.copied_to(tmp_path / "copy")
    with opened_window(qtbot, copy.school_path(BULLARD)) as window:
        assert window.view is not None
        page = window.view.go_to("entry")
        assert isinstance(page, EntryPage)
        school = page.workplace.session.workspace.organization
        page.show_key(ObservationKey(school, YEAR, MeasureCode("1.06"), ALL_STUDENTS))
        page.blocks.clear.trigger()
        page.model.toggle(page.model.number_of(ObservationKey(school, YEAR, MeasureCode("1.03"), ALL_STUDENTS)))
        key = ObservationKey(school, YEAR, MeasureCode("1.10"), ALL_STUDENTS)
        page.model.setData(page.model.index(page.model.number_of(key), NUMERATOR_COLUMN), "180")
        key = ObservationKey(school, YEAR, MeasureCode("1.11"), ALL_STUDENTS)
        page.model.setData(page.model.index(page.model.number_of(key), NUMERATOR_COLUMN), "2l")
        page.check_now()
        page.show_key(ObservationKey(school, YEAR, MeasureCode("1.10"), ALL_STUDENTS))
        save(window, "school entry", scheme=scheme, pictures=pictures)
        for name in ("home", "check", "sent"):
            window.view.go_to(name)
            wait_until_ready(qtbot, window)
            save(window, f"school {name}", scheme=scheme, pictures=pictures)


def test_the_pages_of_a_signed_school_are_drawn(qtbot: QtBot, scheme: str, pictures: Path, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        assert window.view is not None
        for name in ("home", "entry", "check", "sent"):
            window.view.go_to(name)
            wait_until_ready(qtbot, window)
            save(window, f"signed {name}", scheme=scheme, pictures=pictures)


def test_the_pages_of_central_office_are_drawn(
    qtbot: QtBot, scheme: str, pictures: Path, district: District, tmp_path: Path
) -> None:
    copy = district.copied_to(tmp_path / "copy")
    with opened_window(qtbot, copy.central_path) as window:
        assert window.view is not None
        for name in ("board", "inbox", "review", "entry", "rollup", "plan"):
            window.view.go_to(name)
            wait_until_ready(qtbot, window)
            save(window, f"central {name}", scheme=scheme, pictures=pictures)
        plan = window.view.go_to("plan")
        assert isinstance(plan, PlanPage)
        plan.tables.setCurrentRow(TABLE_NAMES.index("targets"))
        plan.rows.take_block(
            (("Measure", "School year", "Target"), ("1.02", "2015-2016", "96.5%"), ("1.04", "2015-16", "few"))
        )
        plan.filter.edited.setChecked(True)
        wait_until_ready(qtbot, window)
        save(window, "central plan pasted", scheme=scheme, pictures=pictures)
        figures = window.view.go_to("rollup")
        assert isinstance(figures, RollupPage)
        figures.panel.tabs.setCurrentIndex(SCHOOLS)
        save(window, "central rollup schools", scheme=scheme, pictures=pictures)
        board = window.view.go_to("board")
        assert isinstance(board, BoardPage)
        board.bar.all_periods.setChecked(True)
        save(window, "central board whole", scheme=scheme, pictures=pictures)
        page = window.view.go_to("inbox")
        assert isinstance(page, InboxPage)
        letter = tmp_path / "letter.pdf"
        letter.write_bytes(b"%PDF-1.7 a letter")
        files = [copy.folder / f"{ABBOTT} signed.xlsx", letter, copy.folder / f"enrolment {BULLARD}.xlsx"]
        page.take_in(files)
        wait_until_ready(qtbot, window)
        arriving = tmp_path / "arriving"
        arriving.mkdir()
        (arriving / "Cheney 2015-16.xlsx").write_bytes(letter.read_bytes())
        with opening_refused(lambda path: errno.EBUSY if path.parent == arriving else None):
            page.watcher.watch(arriving)
            for _look in range(4):
                page.watcher.look()
                qtbot.wait(50)
        save(window, "central inbox filled", scheme=scheme, pictures=pictures)


def test_the_dialogs_are_drawn(qtbot: QtBot, scheme: str, pictures: Path, district: District) -> None:
    tasks = TaskRunner()
    asker = ScriptedAsker(files=[district.plan_file])
    school_dialog = NewSchoolDialog(asker, tasks)
    school_dialog.workbook.choose()
    with district.school() as school, district.central() as central:
        path = district.folder / f"enrolment {BULLARD}.xlsx"
        dialogs = {
            "new school": school_dialog,
            "new central": NewCentralDialog(asker, tasks),
            "enrol": EnrolDialog(school, asker, tasks),
            "approve": ApproveDialog(central, enrolment.read_request(central, path), tasks),
        }
        for name, dialog in dialogs.items():
            qtbot.addWidget(dialog)
            dialog.show()
            save(dialog, f"dialog {name}", scheme=scheme, pictures=pictures)
            dialog.close()
    tasks.close()


def test_an_inbox_of_many_files_is_drawn(
    qtbot: QtBot, scheme: str, pictures: Path, district: District, tmp_path: Path
) -> None:
    copy = district.copied_to(tmp_path / "copy")
    stick = tmp_path / "stick"
    stick.mkdir()
    signed = [(copy.folder / f"{school} signed.xlsx").read_bytes() for school in (ABBOTT, BULLARD)]
    files = {
        "Abbott 2015-16.xlsx": signed[0],
        "Abbott 2015-16 (1).xlsx": signed[0],
        "Bullard-Havens.xlsx": signed[1],
        "Bullard-Havens, cut short on its way.xlsx": signed[1][: len(signed[1]) // 2],
        "enrolment.xlsx": (copy.folder / f"enrolment {BULLARD}.xlsx").read_bytes(),
        "plan.xlsx": copy.plan_file.read_bytes(),
        "report.pdf": b"%PDF-1.7 our report",
        "empty.xlsx": b"",
        **{f"IMG_{number:04}.jpg": b"\xff\xd8\xff picture %d" % number for number in range(60)},
    }
    for name, data in files.items():
        (stick / name).write_bytes(data)
    with opened_window(qtbot, copy.central_path) as window:
        assert window.view is not None
        page = window.view.go_to("inbox")
        assert isinstance(page, InboxPage)
        window.resize(1280, 760)
        page.take_in([stick])
        strip = window.findChildren(TaskStrip)[0]
        qtbot.waitUntil(lambda: strip.isVisible() and window.tasks._jobs[0].progress.latest.done > 5, timeout=20_000)
        window.tasks.progressed.emit(window.tasks._jobs[0])
        save(window, "central inbox taking in many", scheme=scheme, pictures=pictures)
        wait_until_ready(qtbot, window)
        save(window, "central inbox of many", scheme=scheme, pictures=pictures)
        assert page.bar.choice.itemText(0) == f"all files ({len(files)})"
