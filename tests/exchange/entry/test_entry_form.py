"""The entry form: what may be filled in, what stands beside it, every filled cell read back with its place."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from ctecs_desktop.domain.errors import CtecsError, NotAWorkbook, PlanInvalid, WrongTemplate
from ctecs_desktop.domain.observation import ALL_STUDENTS, Observation, ObservationKey
from ctecs_desktop.domain.parsing import EntryText, parse_value
from ctecs_desktop.domain.plan import Level, Unit
from ctecs_desktop.domain.value import BLANK_REASONS, Mean, Missing, Names, Ratio, Suppressed, Value
from ctecs_desktop.exchange.entry.entry_file import read_entry_file
from ctecs_desktop.exchange.entry.entry_form import write_entry_form
from ctecs_desktop.exchange.entry.entry_form_instructions import MEANINGS
from ctecs_desktop.exchange.entry.entry_form_reader import read_entry_form
from ctecs_desktop.exchange.entry.entry_rows import EntryRow
from tests.building import DISTRICT, YEAR, make_measure, make_plan, make_school
from tests.building import key as any_key

SOFFICE = shutil.which("soffice")
SCHOOL = "9001116"
CLAIMED = datetime(2016, 7, 1, tzinfo=UTC)
MEASURES = (
    make_measure("1.01", source="Form A"),
    make_measure("1.10"),
    make_measure("2.04", unit=Unit.NAMES, decimals=0, disaggregations=()),
    make_measure("2.05", unit=Unit.COUNT, decimals=0),
    make_measure("2.06", unit=Unit.MEAN),
    make_measure("2.07", unit=Unit.AMOUNT_PER, part_decimals=2, decimals=2, disaggregations=()),
    make_measure("4.01", unit=Unit.YES_NO, decimals=0, denominator="", disaggregations=()),
    make_measure("4.02", unit=Unit.MILESTONE_DATE, decimals=0, disaggregations=()),
    make_measure("4.03", unit=Unit.CURRENCY, decimals=2, level=Level.SCHOOL_AND_CENTRAL, disaggregations=()),
    make_measure("4.04", level=Level.CENTRAL, disaggregations=()),
)
PLAN = make_plan(MEASURES, [make_school(SCHOOL)])
PERIOD = PLAN.period(YEAR)
ADDRESSES = [
    (measure.code, group)
    for measure in MEASURES
    if measure.level is not Level.CENTRAL
    for group in PLAN.subgroups_of(measure.code)
]


def key(measure: str, group: str = ALL_STUDENTS) -> ObservationKey:
    return any_key(measure, group, school=SCHOOL)


def observations(values: Mapping[tuple[str, str], Value], notes: str = "") -> dict[ObservationKey, Observation]:
    return {key(*at): Observation(key(*at), value, notes) for at, value in values.items()}


def form(values: Mapping[tuple[str, str], Value] | None = None, *, notes: str = "") -> bytes:
    return write_entry_form(
        PLAN, PERIOD, make_school(SCHOOL).code, observations(values or {}, notes), claimed_time=CLAIMED
    )


def value_of(row: EntryRow) -> Value:
    names = ("numerator", "denominator", "value", "blank")
    return parse_value(EntryText(**{name: row.cells[name] for name in names}), PLAN.measure(row.cells["measure"]))


def filled(data: bytes, fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    """The form as someone saves it after having typed into it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell(book: openpyxl.Workbook, measure: str, group: str, column: str) -> tuple[Worksheet, str]:
    """The sheet and the name of a cell, found by what stands in its row."""
    sheet = book[f"Goal {measure[0]}"]
    assert isinstance(sheet, Worksheet)
    row = next(row for row in sheet.iter_rows(min_row=5) if (row[0].value, row[2].value) == (measure, group))
    return sheet, f"{column}{row[0].row}"


def type_into(*typed: tuple[str, str, str, object]) -> Callable[[openpyxl.Workbook], None]:
    def fill(book: openpyxl.Workbook) -> None:
        for measure, group, column, content in typed:
            sheet, name = cell(book, measure, group, column)
            assert not sheet[name].protection.locked, name
            sheet[name] = content

    return fill


def test_an_empty_form_says_nothing() -> None:
    assert read_entry_form(form()) == []


def test_what_is_typed_is_read_with_the_name_of_its_cell() -> None:
    data = filled(form(), type_into(("1.01", "gender.male", "E", 21), ("1.01", "gender.male", "F", 47.0)))
    (row,) = read_entry_form(data)
    assert row.cells == {
        "measure": "1.01", "subgroup": "gender.male", "numerator": "21", "denominator": "47", "value": "", "blank": "",
        "note": "", "value before": "", "note before": "", "school": SCHOOL, "period": YEAR,
    }  # fmt: skip
    assert [row.where(column) for column in ("numerator", "blank", "subgroup")] == [
        "Goal 1!E7",
        "Goal 1!I7",
        "Goal 1!C7",
    ]


def test_dates_percents_and_stars_are_read_as_they_were_meant_or_named() -> None:
    typed = type_into(
        ("4.02", "all", "G", date(2016, 3, 31)),
        ("4.01", "all", "G", "yes"),
        ("2.05", "all", "G", datetime(2016, 1, 5)),  # noqa: DTZ001 - a spreadsheet made it of 1-5, and knows no zones
        ("1.01", "all", "E", "*"),
        ("1.01", "all", "F", 47),
        ("2.04", "all", "G", "Acme; Pratt"),
    )
    rows = {row.cells["measure"]: row for row in read_entry_form(filled(form(), typed))}
    assert value_of(rows["4.02"]) == date(2016, 3, 31)
    assert value_of(rows["4.01"]) is True
    assert value_of(rows["1.01"]) == Ratio(Suppressed(Decimal(1), Decimal(5)), Decimal(47))
    assert value_of(rows["2.04"]) == Names(("Acme", "Pratt"))
    with pytest.raises(CtecsError) as refusal:
        value_of(rows["2.05"])
    assert refusal.value.code == "value.date_instead_of_number"


def test_only_the_boxes_can_be_changed_and_codes_are_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(form()))
    sheet = book["Goal 1"]
    assert all(each.protection.sheet for each in book.worksheets)
    first = {each.column_letter: each for each in sheet[5]}
    assert [letter for letter, each in first.items() if not each.protection.locked] == ["E", "F", "I", "J"]
    assert (first["A"].value, first["A"].data_type, first["A"].number_format) == ("1.01", "s", "@")
    assert sheet["A8"].value == "1.10"
    assert str(first["G"].value).startswith("=IF(")
    unlocked = {
        each.column_letter for row in book["Goal 4"].iter_rows(min_row=5) for each in row if not each.protection.locked
    }
    assert unlocked == {"G", "I", "J"}


def test_definitions_last_year_and_the_list_of_reasons_stand_beside_the_boxes() -> None:
    before = {key("1.01"): Observation(key("1.01"), Ratio(Decimal(57), Decimal(131)))}
    data = write_entry_form(PLAN, PERIOD, make_school(SCHOOL).code, {}, previous=before, claimed_time=CLAIMED)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Goal 1"]
    assert sheet["D5"].value == "43.5 (57 / 131)"
    assert sheet["K5"].value == "Numerator: Pupils who\nDenominator: Pupils\nSource: Form A"
    lists = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation if each.type == "list"}
    assert lists == {"I5:I10": '"not applicable,not yet,not collected,included elsewhere,withheld"'}
    assert set(MEANINGS) == set(BLANK_REASONS)
    instructions = [str(row[0].value) for row in book.worksheets[0].iter_rows()]
    assert {"not applicable", "withheld", "School code"} <= set(instructions)
    assert "4.04" not in {row[0].value for row in book["Goal 4"].iter_rows()}


def test_the_district_is_asked_for_its_own_measures() -> None:
    data = write_entry_form(PLAN, PERIOD, DISTRICT, {}, claimed_time=CLAIMED)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Read me first", "Goal 4"]
    assert [row[0].value for row in book["Goal 4"].iter_rows(min_row=5)] == ["4.03", "4.04"]


def test_the_same_form_has_the_same_bytes() -> None:
    values: dict[tuple[str, str], Value] = {("1.01", "all"): Ratio(Decimal(57), Decimal(131))}
    assert form(values) == form(values)


def test_a_school_that_the_plan_lacks_gets_no_form() -> None:
    with pytest.raises(PlanInvalid):
        write_entry_form(PLAN, PERIOD, make_school("1").code, {}, claimed_time=CLAIMED)


def test_a_value_of_a_kind_that_is_no_longer_asked_for_is_left_out() -> None:
    data = form({("1.01", "all"): Decimal(5), ("2.05", "all"): Decimal(7)}, notes="n")
    assert [row.cells["measure"] for row in read_entry_form(data)] == ["2.05"]


def test_sheets_may_be_renamed_moved_and_added() -> None:
    def change(book: openpyxl.Workbook) -> None:
        type_into(("2.05", "all", "G", 5))(book)
        book["Goal 2"].title = "Mine"
        book.create_sheet("scratch")["A1"] = "Measure"
        book.move_sheet("Read me first", 3)

    (row,) = read_entry_form(filled(form(), change))
    assert row.where("value").startswith("Mine!G")


@pytest.mark.parametrize(
    ("label", "content", "code"),
    [
        ("Form", "ctecs entry form 9", "entry.form_version"),
        ("Form", "another form", "entry.not_a_form"),
        ("School code", None, "entry.form_damaged"),
        ("Reporting period", None, "entry.form_damaged"),
    ],
)
def test_a_form_that_no_longer_says_what_it_is_is_refused(label: str, content: str | None, code: str) -> None:
    def change(book: openpyxl.Workbook) -> None:
        row = next(row for row in book["Read me first"].iter_rows() if row[0].value == label)
        row[1].value = content

    with pytest.raises(WrongTemplate) as refusal:
        read_entry_form(filled(form(), change), name="form.xlsx")
    assert (refusal.value.code, refusal.value.params["file"]) == (code, "form.xlsx")


def test_a_form_without_its_tables_is_refused() -> None:
    def change(book: openpyxl.Workbook) -> None:
        for name in book.sheetnames[1:]:
            book[name]["E4"] = "Count"

    with pytest.raises(WrongTemplate) as refusal:
        read_entry_form(filled(form(), change))
    assert refusal.value.code == "entry.form_damaged"


def test_what_is_no_workbook_is_no_form() -> None:
    with pytest.raises(NotAWorkbook):
        read_entry_form(b"PK\x03\x04 not really")


def test_a_form_is_known_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "values.csv"
    path.write_bytes(filled(form(), type_into(("2.05", "all", "G", 5))))
    (row,) = read_entry_file(path)
    assert row.where("value").startswith("Goal 2!G")


KNOWN = st.integers(0, 999).map(Decimal)
QUANTITIES = st.one_of(KNOWN, st.tuples(KNOWN, KNOWN).map(lambda ends: Suppressed(min(ends), max(ends))))
TEXTS = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=6)
KINDS: dict[Unit, st.SearchStrategy[Value]] = {
    Unit.PERCENT: st.builds(Ratio, QUANTITIES, QUANTITIES),
    Unit.AMOUNT_PER: st.builds(Ratio, QUANTITIES, QUANTITIES),
    Unit.NAMES: st.lists(TEXTS.filter(lambda text: ";" not in text), max_size=3).map(lambda names: Names(tuple(names))),
    Unit.COUNT: QUANTITIES,
    Unit.MEAN: st.builds(Mean, QUANTITIES, QUANTITIES),
    Unit.YES_NO: st.booleans(),
    Unit.MILESTONE_DATE: st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    Unit.CURRENCY: QUANTITIES,
}


@st.composite
def some_values(draw: st.DrawFn) -> dict[tuple[str, str], Value]:
    rows = draw(st.lists(st.sampled_from(ADDRESSES), unique=True, max_size=6))
    reasons = st.sampled_from(BLANK_REASONS)
    return {(code, group): draw(st.one_of(reasons, KINDS[PLAN.measure(code).unit])) for code, group in rows}


@settings(max_examples=25)
@given(some_values(), st.sampled_from(("", "a note", "two\nlines =1+1")))
def test_every_value_is_read_back_as_it_was_written(values: dict[tuple[str, str], Value], note: str) -> None:
    rows = read_entry_form(form(values, notes=note))
    assert {(row.cells["measure"], row.cells["subgroup"]): value_of(row) for row in rows} == values
    assert {row.cells["note"] for row in rows} <= {note}
    assert {row.cells["note before"] for row in rows} <= {note}


ONE_OF_EACH: dict[tuple[str, str], Value] = {
    ("1.01", "all"): Ratio(Decimal(57), Decimal(131)),
    ("1.01", "gender.male"): Ratio(Suppressed(Decimal(6), Decimal(9)), Decimal(60)),
    ("1.10", "all"): Missing.NOT_COLLECTED,
    ("2.04", "all"): Names(("Acme", "Pratt & Whitney")),
    ("2.05", "all"): Decimal(12345),
    ("2.06", "all"): Mean(Decimal("448.5"), Decimal(174)),
    ("2.07", "all"): Ratio(Decimal("1234.5"), Decimal(7)),
    ("4.01", "all"): False,
    ("4.02", "all"): date(2016, 3, 31),
    ("4.03", "all"): Decimal("99.99"),
}

if SOFFICE:

    def test_saved_by_libreoffice_the_form_says_the_same(tmp_path: Path) -> None:
        (tmp_path / "form.xlsx").write_bytes(form(ONE_OF_EACH, notes="n"))
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [str(SOFFICE), profile, "--headless", "--norestore", "--convert-to", "xlsx"]
        command += ["--outdir", str(tmp_path / "out"), str(tmp_path / "form.xlsx")]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
        saved = (tmp_path / "out" / "form.xlsx").read_bytes()
        rows = read_entry_form(saved)
        assert {(row.cells["measure"], row.cells["subgroup"]): value_of(row) for row in rows} == ONE_OF_EACH
        assert [row.cells["value before"] for row in rows] == [
            row.cells["value before"] for row in read_entry_form(form(ONE_OF_EACH, notes="n"))
        ]
        book = openpyxl.load_workbook(io.BytesIO(saved), data_only=True)
        sheet, name = cell(book, "1.01", "all", "G")
        assert sheet[name].value == 43.5
        assert sheet.protection.sheet
        assert sheet[name].protection.locked
        assert not sheet[cell(book, "1.01", "all", "E")[1]].protection.locked


def test_a_plan_with_many_goals_leaves_out_the_sheets_without_a_question() -> None:
    one = replace(PLAN, measures=(MEASURES[0],))
    data = write_entry_form(one, PERIOD, make_school(SCHOOL).code, {}, claimed_time=CLAIMED)
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["Read me first", "Goal 1"]
