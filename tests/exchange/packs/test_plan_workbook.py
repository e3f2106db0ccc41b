"""A draft as a workbook for Excel: what is written is what is read back, and what was mangled is named by its cell."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from openpyxl import Workbook, load_workbook

from ctecs_desktop.domain.errors import NotAWorkbook, PlanInvalid
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.plan_reading import PlanProblem, Row, Table
from ctecs_desktop.domain.plan_tables import plan_from_tables, plan_to_tables
from ctecs_desktop.exchange.packs.plan_workbook import PlanWorkbook, read_plan_workbook, write_plan_workbook
from ctecs_desktop.exchange.plan_files import practice_plan, shipped_plan
from tests.any_plan import plans
from tests.exchange.pack_building import plan_workbook

SOFFICE = shutil.which("soffice")

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
SHIPPED = plan_to_tables(shipped_plan())


def written(tables: Mapping[str, Table]) -> bytes:
    return write_plan_workbook(tables, title="The plan", version="2", author="Carol", claimed_time=NOW)


def edited(change: Callable[[Workbook], None], data: bytes | None = None) -> bytes:
    """The shipped plan's workbook as a person left it who edited it with a spreadsheet."""
    book = load_workbook(io.BytesIO(data or written(SHIPPED)))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def problems_of(book: PlanWorkbook) -> list[tuple[str, str]]:
    """Every problem of the tables with its sheet and cell."""
    with pytest.raises(PlanInvalid) as refused:
        plan_from_tables(book.tables)
    return [(each.file, each.code) for each in map(book.placed, refused.value.params["problems"])]  # type: ignore[call-overload]


@pytest.mark.parametrize("plan", [shipped_plan(), practice_plan()], ids=["shipped", "practice"])
def test_a_plan_is_read_as_it_was_written(plan: Plan) -> None:
    assert plan_from_tables(read_plan_workbook(written(plan_to_tables(plan))).tables) == plan


@settings(max_examples=8)
@given(plans())
def test_any_plan_is_read_as_it_was_written(plan: Plan) -> None:
    assert plan_from_tables(read_plan_workbook(written(plan_to_tables(plan))).tables) == plan


def test_a_spreadsheet_that_saves_it_again_changes_nothing() -> None:
    assert plan_from_tables(read_plan_workbook(edited(lambda _book: None)).tables) == shipped_plan()


def test_a_draft_that_is_not_a_plan_yet_is_written_and_read_all_the_same() -> None:
    goals = SHIPPED["goals"]
    table = replace(goals, rows=(*goals.rows, Row(7, ("six", "", ""))))
    read = read_plan_workbook(written({**SHIPPED, "goals": table}))
    assert [row.cells for row in read.tables["goals"].rows][-1] == ("six", "", "")
    assert problems_of(read) == [("Goals!A10", "plan.cell.not_a_number"), ("Goals!B10", "plan.cell.blank")]


def test_it_can_be_edited_and_a_published_workbook_can_be_read_too() -> None:
    book = load_workbook(io.BytesIO(written(SHIPPED)))
    assert not any(sheet.protection.sheet for sheet in book)
    assert plan_from_tables(read_plan_workbook(plan_workbook()).tables).measures == shipped_plan().measures


def test_what_a_cell_may_say_is_offered_as_a_list() -> None:
    book = load_workbook(io.BytesIO(written(SHIPPED)))
    offers = {str(each.sqref): each.formula1 for each in book["Measures"].data_validations.dataValidation}
    assert offers["D5:D264"].startswith('"percent,rate per 100,')
    assert offers.keys() == {f"{column}5:{column}264" for column in "DGHIK"}
    published = load_workbook(io.BytesIO(plan_workbook()))
    assert not any(sheet.data_validations.dataValidation for sheet in published)


def test_what_a_spreadsheet_mangled_is_named_with_its_sheet_and_cell() -> None:
    def mangle(book: Workbook) -> None:
        book["Periods"]["H6"].value = "10/31/2019"
        book["Counting rules"]["J5"].value = "one"
        book["About"]["B9"].value = "2019"

    found = problems_of(read_plan_workbook(edited(mangle)))
    assert ("Periods!H6", "plan.cell.not_a_date") in found
    assert ("Counting rules!J5", "plan.cell.not_a_number") in found
    assert any(place == "About!B9" for place, _code in found)


def test_the_code_of_a_measure_that_became_a_number_is_named_where_it_is_still_text() -> None:
    def mangle(book: Workbook) -> None:
        book["Measures"]["A14"].value = 1.1

    with pytest.raises(PlanInvalid) as refused:
        read_plan_workbook(edited(mangle))
    problems: tuple[PlanProblem, ...] = refused.value.params["problems"]  # type: ignore[assignment]
    (problem,) = problems
    assert (problem.file, dict(problem.facts)["text"]) == ("Counting rules!A14", "1.10")


def test_a_date_that_a_spreadsheet_took_for_one_is_still_the_day() -> None:
    def type_dates(book: Workbook) -> None:
        book["Periods"]["H6"].value = date(2019, 10, 31)

    assert plan_from_tables(read_plan_workbook(edited(type_dates)).tables) == shipped_plan()


def test_columns_may_be_moved_rows_sorted_and_emptied_rows_say_nothing() -> None:
    def reorder(book: Workbook) -> None:
        sheet = book["Counting rules"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
        for number, row in enumerate(reversed(rows), start=5):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value
        book["Schools"].insert_cols(2)
        book["Schools"]["B4"].value = "Principal"
        book["Goals"].insert_rows(7)

    assert plan_from_tables(read_plan_workbook(edited(reorder)).tables) == shipped_plan()


def test_missing_sheets_and_columns_are_all_named_at_once() -> None:
    def tear(book: Workbook) -> None:
        del book["Goals"]
        del book["About"]
        book["Rules"]["C4"].value = "Gravity"

    with pytest.raises(PlanInvalid) as refused:
        read_plan_workbook(edited(tear))
    problems: tuple[PlanProblem, ...] = refused.value.params["problems"]  # type: ignore[assignment]
    assert [(each.file, each.code, each.column) for each in problems] == [
        ("About", "plan.table.missing", ""),
        ("Goals", "plan.table.missing", ""),
        ("Rules", "plan.table.missing_column", "Severity"),
    ]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no", b"code,name\n"])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(NotAWorkbook) as refused:
        read_plan_workbook(data, name="plan.xlsx")
    assert refused.value.code == "plan.not_a_workbook"


if SOFFICE:

    def test_saved_by_libreoffice_the_plan_is_the_same(tmp_path: Path) -> None:
        (tmp_path / "draft.xlsx").write_bytes(written(SHIPPED))
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [str(SOFFICE), profile, "--headless", "--norestore", "--convert-to", "xlsx"]
        command += ["--outdir", str(tmp_path / "out"), str(tmp_path / "draft.xlsx")]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
        saved = (tmp_path / "out" / "draft.xlsx").read_bytes()
        assert plan_from_tables(read_plan_workbook(saved).tables) == shipped_plan()
