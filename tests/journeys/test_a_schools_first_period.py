"""A school from its first start to an accepted amendment, in real windows; after each step the program is closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey, SchoolCode
from ctecs_desktop.domain.reply import Question
from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.services import enrolment, entry, intake, review, submission
from ctecs_desktop.services.demo_data import school_values
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.plan import publish_plan
from ctecs_desktop.ui.enrolment.enrol_dialog import EnrolDialog
from ctecs_desktop.ui.home.home_page import HomePage
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.start.new_school import NewSchoolDialog
from ctecs_desktop.ui.submission.check_page import CheckPage
from ctecs_desktop.ui.submission.findings_model import REASON
from ctecs_desktop.ui.submission.sent_page import SentPage
from ctecs_desktop.ui.tasks import TaskRunner
from tests.district import CENTRAL_PASSPHRASE, SCHOOL_PASSPHRASE, YEAR, District
from tests.ui.windows import WAIT_MILLISECONDS, ScriptedAsker, opened_window, wait_until_ready

ELLIS = SchoolCode("9001316")
ABSENCE = ObservationKey(ELLIS, YEAR, MeasureCode("1.01"), ALL_STUDENTS)
COUNT = ObservationKey(ELLIS, YEAR, MeasureCode("1.04"), ALL_STUDENTS)


class School:
    """The school's PC: every ``at_work`` is the program started anew."""

    def __init__(self, qtbot: QtBot, district: District, folder: Path) -> None:
        self.qtbot = qtbot
        self.district = district
        self.path = folder / "ellis.ctecs"
        self.folder = folder
        self.asker = ScriptedAsker()

    @contextmanager
    def at_work(self) -> Iterator[MainWindow]:
        with opened_window(self.qtbot, self.path, self.asker) as window:
            assert window.view is not None
            window.view.workplace.choose_period(window.view.workplace.plan.period(YEAR))
            yield window

    def home(self, window: MainWindow) -> HomePage:
        assert window.view is not None
        page = window.view.go_to("home")
        assert isinstance(page, HomePage)
        return page

    def check_page(self, window: MainWindow) -> CheckPage:
        assert window.view is not None
        page = window.view.go_to("check")
        assert isinstance(page, CheckPage)
        return page

    def take(self, window: MainWindow, path: Path) -> None:
        window.take_files([path])
        wait_until_ready(self.qtbot, window)

    def first_open(self, page: CheckPage) -> int | None:
        """The first finding that still wants a reason."""
        rows = enumerate(page.findings.model.rows)
        return next((number for number, row in rows if row.is_open and not row.is_heading), None)

    def sign(self, window: MainWindow, name: str) -> Path:
        page = self.check_page(window)
        while (row := self.first_open(page)) is not None:
            page.findings.model.setData(page.findings.model.index(row, REASON), "As counted.")
        out = self.folder / name
        self.asker.new_files = [out]
        page.panel.passphrase.setText(SCHOOL_PASSPHRASE)
        assert page.panel.signer.text() == "Robin Ellis"
        page.panel.sign.trigger()
        wait_until_ready(self.qtbot, window)
        return out


@pytest.fixture
def school(qtbot: QtBot, enrolled: District, tmp_path: Path) -> School:
    folder = tmp_path / "school"
    folder.mkdir()
    return School(qtbot, enrolled, folder)


def begin(school: School) -> None:
    """The plan workbook is chosen, the dialog is left, and taken up again with the workbook still chosen."""
    tasks = TaskRunner()
    first = NewSchoolDialog(ScriptedAsker(files=[school.district.plan_file]), tasks)
    school.qtbot.addWidget(first)
    first.workbook.choose()
    first.reject()
    again = NewSchoolDialog(ScriptedAsker(new_files=[school.path]), tasks)
    school.qtbot.addWidget(again)
    assert again.workbook.path == school.district.plan_file
    assert not again.compared.isChecked()
    again.school.setCurrentIndex(again.school.findData(ELLIS))
    again.place.choose()
    again.compared.setChecked(True)
    again.verb.click()
    school.qtbot.waitUntil(lambda: not tasks.is_busy, timeout=WAIT_MILLISECONDS)
    assert again.made == school.path
    tasks.close()


def make_key(school: School, window: MainWindow) -> Path:
    assert window.view is not None
    out = school.folder / "enrolment.xlsx"
    asker = ScriptedAsker(new_files=[out])
    dialog = EnrolDialog(window.view.workplace.session, asker, window.tasks)
    school.qtbot.addWidget(dialog)
    dialog.signer.setText("Robin Ellis")
    dialog.role.setText("Principal")
    dialog.passphrase.first.setText(SCHOOL_PASSPHRASE)
    dialog.passphrase.second.setText(SCHOOL_PASSPHRASE)  # type: ignore[union-attr]
    dialog.place.choose()
    dialog.verb.click()
    school.qtbot.waitUntil(lambda: not window.tasks.is_busy, timeout=WAIT_MILLISECONDS)
    return out


def approve(district: District, request: Path) -> Path:
    with district.central() as central:
        authority = unlock(central, CENTRAL_PASSPHRASE)
        enrolment.approve(central, request, authority=authority)
        return publish_plan(central, authority=authority, out=district.folder / "plan 2.xlsx")


def ask_back(district: District, workbook: Path) -> Path:
    with district.central() as central:
        (taken,) = intake.import_files(central, [workbook]).files
        assert taken.verdict.values is not None
        digest = taken.verdict.values.received.digest
        review.return_to_school(central, digest, reason="Two values, please.")
        return review.write_reply(
            central,
            digest,
            authority=unlock(central, CENTRAL_PASSPHRASE),
            out=district.folder / "reply.xlsx",
            note="Two values, please.",
            questions=[Question(ABSENCE, "Is this right?"), Question(COUNT, "So many?")],
        )


def accept(district: District, workbook: Path) -> Path:
    with district.central() as central:
        (taken,) = intake.import_files(central, [workbook], accept_clean=True).files
        assert taken.verdict.values is not None
        digest = taken.verdict.values.received.digest
        authority = unlock(central, CENTRAL_PASSPHRASE)
        return review.write_reply(central, digest, authority=authority, out=district.folder / "accepted.xlsx")


def test_a_school_goes_from_its_first_start_to_an_accepted_amendment(school: School) -> None:
    begin(school)
    with school.at_work() as window:
        card = school.home(window).started
        assert not card.isHidden()
        assert card.make_key.isVisible()
        request = make_key(school, window)
    with school.at_work() as window:
        card = school.home(window).started
        assert not card.make_key.isVisible()
        assert card.open_workbook.isVisible()
        with school.district.central() as central:
            words = enrolment.read_request(central, request).words
        assert " ".join(words) in card.texts[2].text()
    plan = approve(school.district, request)
    values = school.folder / "values.csv"
    with school.at_work() as window:
        assert window.view is not None
        school.take(window, plan)
        assert school.home(window).started.isHidden()
        values.write_bytes(school_values(window.view.workplace.plan, YEAR)[ELLIS])
        school.take(window, values)
    with school.at_work() as window:
        assert school.home(window).go_on.text().startswith("Go on: ")
        first = school.sign(window, "first.xlsx")
        assert first.exists()
    with school.at_work() as window:
        page = school.check_page(window)
        assert page.panel.title.text() == "Signed and locked"
        assert "Robin Ellis" in page.panel.summary.text()
        page.panel.mark_sent.trigger()
        assert "It was sent; no answer yet." in school.home(window).sent.text()
    reply = ask_back(school.district, first)
    with school.at_work() as window:
        assert window.view is not None
        school.take(window, reply)
        assert window.view.page_name == "entry"
        bar = window.view.questions
        assert not bar.isHidden()
        assert "Is this right?" in bar.text.text()
        assert bar.begin.isVisible()
    answer(school)
    with school.at_work() as window:
        assert window.view is not None
        assert window.view.questions.sign.isVisible()
        second = school.sign(window, "second.xlsx")
        assert window.view.questions.isHidden()
    accepted = accept(school.district, second)
    with school.at_work() as window:
        assert window.view is not None
        school.take(window, accepted)
        sent = window.view.go_to("sent")
        assert isinstance(sent, SentPage)
        steps = [(event.revision, event.kind.value) for event in sent.model.rows]
        assert steps[-2:] == [(2, "received"), (2, "accepted")]
        assert "Central office accepted it." in school.home(window).sent.text()
        dialog = sent.comparison()
        school.qtbot.addWidget(dialog)
        wait_until_ready(school.qtbot, window)
        assert len(dialog.model.rows) == 2
        dialog.close()


def answer(school: School) -> None:
    """One question is answered, the program closed, the other answered on another day."""
    with school.at_work() as window:
        assert window.view is not None
        bar = window.view.questions
        school.home(window).go_on.trigger()
        assert window.view.page_name == "entry"
        session = window.view.workplace.session
        assert submission.state_of(session, YEAR).revision == 2
        before = entry.current_values(session, YEAR)[ABSENCE].value
        assert isinstance(before, Ratio)
        assert isinstance(before.numerator, Decimal)
        changed = Ratio(before.numerator + 1, before.denominator)
        window.view.workplace.changes.publish(entry.record_values(session, [Edit(ABSENCE, changed)]))
        assert "Answered by another value." in bar.state.text()
        bar.next.trigger()
        assert "So many?" in bar.text.text()
    with school.at_work() as window:
        assert window.view is not None
        bar = window.view.questions
        assert "1 of 2 without an answer" in bar.state.text()
        bar.answer()
        assert "So many?" in bar.text.text()
        session = window.view.workplace.session
        value = entry.current_values(session, YEAR)[COUNT].value
        window.view.workplace.changes.publish(entry.record_values(session, [Edit(COUNT, value, "Counted by hand.")]))
        assert "Answered by a note." in bar.state.text()
