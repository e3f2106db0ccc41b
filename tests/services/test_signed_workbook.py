"""Looking into a signed workbook: what is shown is what was signed, and it is verified each time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import openpyxl
import pytest

from ctecs_desktop.domain.errors import CtecsError, NotAllowed, StoreDamaged
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, ObservationKey
from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.services import intake, review
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.signed_workbook import open_signed_workbook
from ctecs_desktop.services.timeline import revisions
from ctecs_desktop.store import submissions
from tests.district import ABBOTT, BULLARD, YEAR, District

ABSENCE = ObservationKey(BULLARD, YEAR, MeasureCode("1.01"), ALL_STUDENTS)


@pytest.fixture
def central(signed: District) -> Iterator[Session]:
    """Both schools' workbooks are received."""
    with signed.central() as session:
        intake.import_files(session, [signed.folder / f"{school} {YEAR}.xlsx" for school in (BULLARD, ABBOTT)])
        yield session


def digest_of(central: Session, school: str) -> str:
    (received,) = [each for each in review.received(central) if each.identity.school == school]
    return received.digest


def test_the_pages_hold_the_signed_value_in_the_very_cell_of_the_file(signed: District, central: Session) -> None:
    digest = digest_of(central, BULLARD)
    found = open_signed_workbook(central, digest)
    (value,) = [
        each.value for each in submissions.submission(central.store, digest).observations if each.key == ABSENCE
    ]
    assert isinstance(value, Ratio)
    assert found.has_package_signature
    sheet, reference = found.cells[ABSENCE]
    page = next(page for page in found.pages if page.name == sheet)
    in_file = openpyxl.load_workbook(signed.folder / f"{BULLARD} {YEAR}.xlsx")[sheet]
    for cell, number in zip(reference.split(":"), (value.numerator, value.denominator), strict=True):
        written = in_file[cell]
        assert page.rows[written.row - 1][written.column - 1].content == number == Decimal(written.value)


def test_a_file_that_was_saved_again_is_shown_on_the_word_of_its_seal_alone(signed: District) -> None:
    book = openpyxl.load_workbook(signed.folder / f"{ABBOTT} {YEAR}.xlsx")
    resaved = signed.folder / "resaved.xlsx"
    book.save(resaved)
    with signed.central() as central:
        intake.import_files(central, [resaved])
        found = open_signed_workbook(central, digest_of(central, ABBOTT))
    assert not found.has_package_signature
    assert found.pages[0].name == book.sheetnames[0]


def test_a_school_looks_into_what_it_signed_itself(signed: District) -> None:
    with signed.school() as school:
        (record,) = revisions(school, YEAR)
        found = open_signed_workbook(school, record.digest)
    assert (found.identity, found.file_name) == (record.identity, record.file_name)
    assert len(found.words) == 7


def test_an_unknown_submission_is_refused(central: Session) -> None:
    with pytest.raises(NotAllowed) as refused:
        open_signed_workbook(central, "0" * 64)
    assert refused.value.code == "review.no_such_submission"


def test_archived_bytes_that_changed_since_they_came_are_not_shown(central: Session) -> None:
    digest = digest_of(central, BULLARD)
    data = bytearray(submissions.archived_workbook(central.store, digest))
    data[len(data) // 2] ^= 1
    swap_archive(central, bytes(submissions.archived_workbook(central.store, digest)), bytes(data))
    with pytest.raises(CtecsError):
        open_signed_workbook(central, digest)


def test_another_schools_signed_bytes_are_not_shown_in_its_place(central: Session) -> None:
    mine, theirs = digest_of(central, BULLARD), digest_of(central, ABBOTT)
    own = submissions.archived_workbook(central.store, mine)
    swap_archive(central, own, submissions.archived_workbook(central.store, theirs))
    with pytest.raises(StoreDamaged):
        open_signed_workbook(central, mine)


def swap_archive(central: Session, before: bytes, after: bytes) -> None:
    with central.store.transaction():
        central.store.execute("UPDATE archive SET content = ? WHERE content = ?", (after, before))
