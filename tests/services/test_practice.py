"""Practice never leaves its folder, says so on every page, and is refused by a real central office."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ctecs_desktop.domain.errors import Cancelled, NotAllowed
from ctecs_desktop.domain.observation import Edit
from ctecs_desktop.domain.review import Verdict
from ctecs_desktop.domain.rule import Severity
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.services import entry, intake, practice, questions, sending, submission
from ctecs_desktop.services.enrolment import enrol
from ctecs_desktop.services.entry_form import write_form
from ctecs_desktop.services.findings_file import export_findings
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.overview import school_overview
from ctecs_desktop.services.plan import open_workbook
from ctecs_desktop.services.practice_bounds import PASSPHRASE
from ctecs_desktop.services.session import Session, open_session
from ctecs_desktop.services.submission import SignedFile
from tests.district import District, explain_all


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice") / "made"
    practice.start_practice(folder)
    return folder


@pytest.fixture
def school(made: Path, tmp_path: Path) -> Session:
    """The practice workspace as it is made, copied for the test."""
    folder = tmp_path / "practice"
    shutil.copytree(made, folder)
    return open_session(practice.start_practice(folder), keeps_backups=False)


def sign_practice(session: Session, out: Path | None = None) -> SignedFile:
    found = submission.validate(session, practice.YEAR)
    errors = [each for each in found.open if each.severity is Severity.ERROR]
    entry.record_values(session, [Edit(each.key, Missing.NOT_COLLECTED, "Not counted") for each in errors])
    explain_all(session, practice.YEAR)
    path = out or Path(submission.suggested_file_name(session, practice.YEAR))
    key = unlock(session, PASSPHRASE)
    return submission.sign_off(session, practice.YEAR, signer=practice.SIGNER, role=practice.ROLE, key=key, out=path)


def test_practice_has_something_left_to_do_and_something_to_check(school: Session) -> None:
    with school:
        overview = school_overview(school, practice.YEAR)
        assert overview.days_left == 14
        assert sum(goal.left for goal in overview.goals) >= 8
        assert sum(goal.ready for goal in overview.goals) >= 30
        assert sum(goal.to_check for goal in overview.goals) >= 1


def test_a_practice_year_goes_all_the_way_to_accepted(school: Session) -> None:
    with school:
        sign_practice(school)
        open_workbook(school, practice.let_central_office_answer(school))
        asked = questions.asked(school, practice.YEAR)
        assert asked is not None
        assert len(asked.values) == 2
        questions.begin_answer(school, practice.YEAR)
        sign_practice(school)
        open_workbook(school, practice.let_central_office_answer(school))
        reply = school_overview(school, practice.YEAR).reply
        assert reply is not None
        assert (reply.status.value, reply.revision) == ("accepted", 2)


def test_every_page_says_practice(school: Session) -> None:
    with school:
        signed = sign_practice(school)
        assert signed.path.name.startswith("PRACTICE")
        workbook = load_workbook(signed.path)
        for sheet in workbook.worksheets:
            head = [str(cell.value) for row in sheet.iter_rows(max_row=3) for cell in row if cell.value]
            assert any("PRACTICE" in text for text in head), sheet.title


def test_nothing_is_written_outside_the_practice_folder(school: Session, tmp_path: Path) -> None:
    outside = tmp_path / "stick" / "file.xlsx"
    outside.parent.mkdir()
    with school:
        for act in (
            lambda: sign_practice(school, outside),
            lambda: export_findings(school, practice.YEAR, out=outside),
            lambda: enrol(school, signer="A", role="B", passphrase=PASSPHRASE, out=outside),
            lambda: sending.file_copy(school, b"%PDF", beside=outside),
            lambda: write_form(school, practice.YEAR, outside),
        ):
            with pytest.raises(NotAllowed) as refusal:
                act()
            assert refusal.value.code == "practice.outside"
        signed = sign_practice(school)
        with pytest.raises(NotAllowed):
            submission.export_again(school, practice.YEAR, out=outside)
        assert signed.path.is_relative_to(tmp_path / "practice")
    assert list(outside.parent.iterdir()) == []


def test_a_real_central_office_refuses_a_practice_workbook(school: Session, enrolled: District) -> None:
    with school:
        path = sign_practice(school).path
    with enrolled.central() as central:
        (file,) = intake.import_files(central, [path], accept_clean=True).files
        assert file.verdict.verdict is Verdict.REFUSED


def test_central_office_is_played_in_practice_only(enrolled: District) -> None:
    with enrolled.school() as school, pytest.raises(NotAllowed) as refusal:
        practice.let_central_office_answer(school)
    assert refusal.value.code == "practice.not_practice"


def test_practice_is_made_once_and_begun_anew_on_request(school: Session) -> None:
    with school:
        sign_practice(school)
        path = school.store_path
    assert practice.start_practice(path.parent) == path
    with open_session(path, keeps_backups=False) as again:
        assert submission.state_of(again, practice.YEAR).is_locked
    practice.begin_anew(path.parent)
    with open_session(path, keeps_backups=False) as anew:
        assert not submission.state_of(anew, practice.YEAR).is_locked


class Noticed:
    """Stops the making of a practice as soon as it begins."""

    def report(self, done: int, total: int, what: str) -> None:
        raise Cancelled


def test_half_a_practice_that_a_kill_left_is_made_anew(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "practice"
    shutil.copytree(made, folder)
    files = practice.PracticeFiles(folder)
    practice.start_practice(folder, progress=Noticed())  # it is whole, so nothing begins
    files.made.unlink()  # what is written last
    with pytest.raises(Cancelled):
        practice.start_practice(folder, progress=Noticed())
    assert not files.school.exists()
