from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from python_calamine import CalamineWorkbook

from ctecs_desktop.domain.errors import ExchangeError, NotAllowed, WrongTemplate
from ctecs_desktop.domain.observation import Observation
from ctecs_desktop.domain.plan import Unit
from ctecs_desktop.domain.submission import Submission, submission_digest
from ctecs_desktop.domain.value import Names
from ctecs_desktop.exchange.opc.container import read_container
from ctecs_desktop.exchange.opc.package_verifier import verify_package
from ctecs_desktop.exchange.submission.workbook_layout import sheet_names
from ctecs_desktop.exchange.submission.workbook_reader import read_submission
from ctecs_desktop.exchange.submission.workbook_writer import export_submission, write_submission
from ctecs_desktop.exchange.workbook.workbook_parts import open_workbook
from tests.exchange.submission_building import (
    NASTY_NOTES,
    PLAN,
    example_parts,
    key_of,
    make_identity,
    make_submission,
    parts_of,
    read,
    seal_of,
    sheet_part,
    signing_key,
    submissions,
)


def _example_bytes() -> bytes:
    submission = make_submission()
    return write_submission(submission, PLAN, seal=seal_of(submission))


@settings(max_examples=40)
@given(submissions())
def test_what_is_written_is_read_back_equal(submission: Submission) -> None:
    found = read(parts_of(submission))
    found.require_agreement()
    assert found.submission == submission
    assert found.digest == submission_digest(submission)
    assert set(found.cells) == {each.key for each in submission.observations}


def test_the_same_submission_gives_the_same_bytes_and_another_time_gives_others() -> None:
    submission = make_submission()
    assert _example_bytes() == _example_bytes()
    later = replace(submission, identity=make_identity(claimed_time="2016-07-29T15:04:06Z"))
    assert write_submission(later, PLAN, seal=seal_of(later)) != _example_bytes()
    signed = export_submission(submission, PLAN, signer=signing_key())
    assert signed == export_submission(submission, PLAN, signer=signing_key())


def test_an_exported_workbook_carries_both_signatures_of_one_key() -> None:
    previous, submission = make_submission(), make_submission(identity=make_identity(revision=2))
    package = verify_package(export_submission(submission, PLAN, signer=signing_key(), previous=previous))
    found = read_submission(package.verified_bytes, PLAN)
    found.require_agreement(package.certificate_der)
    assert found.seal.certificate_der == package.certificate_der == signing_key().certificate_der
    assert package.claimed_time.isoformat() == "2016-07-29T15:04:05+00:00"


def test_every_sheet_is_visible_locked_plain_and_ready_to_print() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(_example_bytes()))
    assert tuple(workbook.sheetnames) == sheet_names(PLAN)
    for sheet in workbook.worksheets:
        assert sheet.sheet_state == "visible"
        assert sheet.protection.sheet
        assert not sheet.merged_cells.ranges
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.print_area
        assert "Page &P of &N" in sheet.oddFooter.right.text
        assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())
        assert not any(dimension.hidden for dimension in sheet.row_dimensions.values())
    goal = workbook["Goal 1"]
    assert (goal.freeze_panes, goal.print_title_rows, goal.page_setup.orientation) == ("C5", "$4:$4", "landscape")
    assert workbook["Sign-off"].page_setup.orientation == "portrait"


def test_text_that_looks_like_something_else_stays_text() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(_example_bytes()))
    cells = [
        cell for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None
    ]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    told = {cell.value for cell in cells if cell.data_type == "s"}
    for note in NASTY_NOTES:
        # openpyxl gives the text as it is written, where an x between underscores is escaped.
        assert re.sub("_(?=x[0-9A-F]{4}_)", "_x005F_", note) in told


def test_calamine_sees_the_values_that_were_written() -> None:
    """The spreadsheet library that knows nothing of our grammar is the oracle for our own parsers."""
    data = _example_bytes()
    book, other = open_workbook(read_container(data)), CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert other.sheet_names == list(book.sheets)
    compared = 0
    for name in book.sheets:
        rows = other.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for (row, column), cell in book.sheet(name).cells.items():
            found = rows[row - 1][column - 1]
            if cell.kind == "n":
                assert isinstance(found, float)
                assert Decimal(repr(found)) == Decimal(cell.text)
            else:
                # calamine leaves the escapes of control characters as they are written.
                assert found in {cell.text, re.sub("_(?=x[0-9A-F]{4}_)", "_x005F_", cell.text)}
            compared += 1
    assert compared > 400


def test_numbers_are_written_with_the_digits_they_have() -> None:
    amounts = ("82.1", "0.000001", "98765432.1", "123456789012.345", "0.3", "999999999999")
    for amount in amounts:
        submission = make_submission(observations=(Observation(key_of(Unit.HOURS), Decimal(amount)),))
        parts = parts_of(submission)
        goal = sheet_part(f"Goal {key_of(Unit.HOURS).measure[0]}")
        assert f"<v>{amount}</v>".encode() in parts[goal]


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("a\x07bell", "workbook.character"),
        ("a\rreturn", "workbook.character"),
        ("half \ud800", "workbook.character"),
        ("x" * 33_000, "workbook.text_too_long"),
        ("🏫" * 16_400, "workbook.text_too_long"),
    ],
    ids=["bell", "return", "surrogate", "long", "long-in-utf16"],
)
def test_text_that_a_workbook_would_lose_is_refused_with_its_cell(note: str, code: str) -> None:
    submission = make_submission()
    # The seal cannot even be made over half a character, so another one's is taken.
    noted = replace(submission, observations=(Observation(key_of(Unit.COUNT), Decimal(1), note),))
    with pytest.raises(NotAllowed) as refused:
        write_submission(noted, PLAN, seal=seal_of(submission))
    assert refused.value.code == code
    assert str(refused.value.params["sheet"]).startswith("Goal")
    assert refused.value.params["cell"] == "J5"


def test_a_number_of_more_digits_than_a_spreadsheet_keeps_is_refused() -> None:
    noted = make_submission(observations=(Observation(key_of(Unit.HOURS), Decimal("1.234567890123456")),))
    with pytest.raises(NotAllowed) as refused:
        write_submission(noted, PLAN, seal=seal_of(noted))
    assert refused.value.code == "workbook.too_many_digits"


def test_a_long_list_of_names_has_a_row_for_each() -> None:
    names = Names(tuple(f"Employer number {number:04} of Hartford" for number in range(700)))
    submission = make_submission(observations=(Observation(key_of(Unit.NAMES), names),))
    found = read(parts_of(submission))
    found.require_agreement()
    assert found.submission.observations[0].value == names


def test_a_submission_to_another_plan_is_not_written() -> None:
    other = make_submission(identity=make_identity(plan_version="older"))
    with pytest.raises(WrongTemplate):
        write_submission(other, PLAN, seal=seal_of(other))


@pytest.mark.parametrize("time", ["yesterday", "2016-07-29T15:04:05"])
def test_a_submission_without_a_true_time_is_not_written(time: str) -> None:
    submission = make_submission(identity=make_identity(claimed_time=time))
    with pytest.raises(ExchangeError) as refused:
        write_submission(submission, PLAN, seal=seal_of(submission))
    assert refused.value.code == "submission.claimed_time"


def test_the_documents_properties_name_program_school_and_time() -> None:
    with zipfile.ZipFile(io.BytesIO(_example_bytes())) as container:
        core, app = container.read("docProps/core.xml").decode(), container.read("docProps/app.xml").decode()
    assert "2016-07-29T15:04:05Z" in core
    assert (
        "School 9001616 · 2015-16 · revision 1" in openpyxl.load_workbook(io.BytesIO(_example_bytes())).properties.title
    )
    assert "<Application>ctecs_desktop</Application>" in app
    assert len(example_parts()) < 25
