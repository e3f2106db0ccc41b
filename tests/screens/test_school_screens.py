"""The school's own pages in the states in which a person meets them, drawn into ``build/screens``."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey, PeriodCode
from ctecs_desktop.domain.rule import Severity
from ctecs_desktop.domain.submission import StrategyStatus, StrategyUpdate
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.services import backup, entry, practice, sending
from ctecs_desktop.services.drafts import keep_typed
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.practice_bounds import PASSPHRASE
from ctecs_desktop.services.session import Session, open_session
from ctecs_desktop.services.submission import sign_off, suggested_file_name, validate
from ctecs_desktop.services.workspace import create_school, read_invitation
from ctecs_desktop.ui.backup.restore_dialog import RestoreDialog
from ctecs_desktop.ui.submission.check_page import FINDINGS, WORKBOOK, CheckPage
from ctecs_desktop.ui.submission.sent_page import SentPage
from ctecs_desktop.ui.theme import apply_theme
from tests.district import ABBOTT, BULLARD, YEAR, District, explain_all, sign
from tests.screens.test_screens import save as save_at_once
from tests.ui.windows import ScriptedAsker, opened_window, wait_until_ready


def save(widget: QWidget, name: str, *, scheme: str, pictures: Path) -> None:
    """After wrapped texts have found their height, which takes a few rounds of events."""
    for _round in range(5):
        QApplication.processEvents()
    save_at_once(widget, name, scheme=scheme, pictures=pictures)


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    apply_theme(qapp, request.param)
    yield request.param
    apply_theme(qapp, "light")
    qapp.setStyleSheet("")


@pytest.fixture(scope="session")
def practising(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice workspace whose first revision came back with questions, which are being answered."""
    path = practice.start_practice(tmp_path_factory.mktemp("practising") / "practice")
    with open_session(path, keeps_backups=False) as session:
        for number, strategy in enumerate(session.plan.strategies[:4]):
            status = list(StrategyStatus)[number]
            update = StrategyUpdate(strategy.code, status, "Two teams met every second week." if number else "")
            entry.update_strategy(session, practice.LAST_YEAR, update)
    return path


def test_a_practice_school_is_drawn(qtbot: QtBot, scheme: str, pictures: Path, practising: Path) -> None:
    with opened_window(qtbot, practising) as window:
        assert window.view is not None
        for name in ("home", "strategies", "check", "backups"):
            page = window.view.go_to(name)
            wait_until_ready(qtbot, window)
            save(window, f"practice {name}", scheme=scheme, pictures=pictures)
            if isinstance(page, CheckPage):
                page.tabs.setCurrentIndex(WORKBOOK)
                save(window, "practice workbook", scheme=scheme, pictures=pictures)
                page.preview.tabs.setCurrentIndex(1)
                save(window, "practice workbook goal", scheme=scheme, pictures=pictures)
                page.tabs.setCurrentIndex(FINDINGS)


def test_a_school_that_gets_started_is_drawn(
    qtbot: QtBot, scheme: str, pictures: Path, district: District, tmp_path: Path
) -> None:
    path = tmp_path / "new school.ctecs"
    create_school(path, invitation=read_invitation(district.plan_file), school=ABBOTT).close()
    with opened_window(qtbot, path) as window:
        assert window.view is not None
        window.view.go_to("home")
        save(window, "getting started", scheme=scheme, pictures=pictures)


def test_questions_and_their_way_are_drawn(
    qtbot: QtBot, scheme: str, pictures: Path, practising: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "answering"
    shutil.copytree(practising.parent, folder)
    path = practice.start_practice(folder)
    with open_session(path, keeps_backups=False) as session:
        fill_what_is_left(session, practice.LAST_YEAR)
        sign_practice(session, practice.LAST_YEAR)
        sending.mark_sent(session, practice.LAST_YEAR)
        reply = practice.let_central_office_answer(session)
    asker = ScriptedAsker(files=[reply])
    with opened_window(qtbot, path, asker) as window:
        assert window.view is not None
        window.take_files([reply])
        wait_until_ready(qtbot, window)
        save(window, "question locked", scheme=scheme, pictures=pictures)
        window.view.questions.answer()
        wait_until_ready(qtbot, window)
        save(window, "question answering", scheme=scheme, pictures=pictures)
        for name in ("home", "sent", "check"):
            window.view.go_to(name)
            wait_until_ready(qtbot, window)
            save(window, f"question {name}", scheme=scheme, pictures=pictures)
        sent = window.view.go_to("sent")
        assert isinstance(sent, SentPage)
        dialog = sent.comparison()
        qtbot.addWidget(dialog)
        dialog.show()
        wait_until_ready(qtbot, window)
        save(dialog, "dialog compare", scheme=scheme, pictures=pictures)
        dialog.close()


def fill_what_is_left(session: Session, period: PeriodCode) -> None:
    """Blanks with a reason where something is missing, and a reason for every warning."""
    missing = [each for each in validate(session, period).open if each.severity is Severity.ERROR]
    entry.record_values(session, [Edit(each.key, Missing.NOT_COLLECTED, "Practice") for each in missing])
    explain_all(session, period)


def sign_practice(session: Session, period: PeriodCode) -> None:
    """Sign as the practice principal, beside the practice workspace."""
    out = Path(suggested_file_name(session, period))
    key = unlock(session, PASSPHRASE)
    sign_off(session, period, signer=practice.SIGNER, role=practice.ROLE, key=key, out=out)


def test_everything_that_is_in_the_way_of_signing_is_drawn(
    qtbot: QtBot, scheme: str, pictures: Path, entering_copy: District
) -> None:
    count = ObservationKey(BULLARD, YEAR, MeasureCode("1.04"), ALL_STUDENTS)
    with entering_copy.school() as session:
        entry.record_values(session, [Edit(count, Missing.NOT_ENTERED)])
        keep_typed(session, {(count, Part.VALUE): "about 40"})
    with opened_window(qtbot, entering_copy.school_path(BULLARD)) as window:
        assert window.view is not None
        window.view.workplace.choose_period(window.view.workplace.plan.period(YEAR))
        window.view.go_to("check")
        wait_until_ready(qtbot, window)
        save(window, "school in the way", scheme=scheme, pictures=pictures)


def test_backups_and_what_restoring_would_change_are_drawn(
    qtbot: QtBot, scheme: str, pictures: Path, entering_copy: District, tmp_path: Path
) -> None:
    path = entering_copy.school_path(BULLARD)
    with entering_copy.school() as session:
        made = backup.back_up(session).made
        assert made is not None
        sign(session, tmp_path / "signed.xlsx")
    with opened_window(qtbot, path) as window:
        assert window.view is not None
        window.view.go_to("backups")
        wait_until_ready(qtbot, window)
        save(window, "school backups", scheme=scheme, pictures=pictures)
        dialog = RestoreDialog(path, made, window.view.workplace.plan, tasks=window.tasks)
        qtbot.addWidget(dialog)
        dialog.show()
        wait_until_ready(qtbot, window)
        save(dialog, "dialog restore", scheme=scheme, pictures=pictures)
        dialog.close()


@pytest.fixture
def entering_copy(entering: District, tmp_path: Path) -> District:
    return entering.copied_to(tmp_path / "copy")
