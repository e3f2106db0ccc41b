from __future__ import annotations

import io
import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from ctecs_desktop.domain.plan import Population, RollupMethod, Unit
from ctecs_desktop.domain.rollup import Coverage, RollupNote
from ctecs_desktop.domain.school_parts import school_parts
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.domain.value import Missing, Ratio, encode_value
from ctecs_desktop.exchange.opc.container import read_container
from ctecs_desktop.exchange.rollup.rollup_goal_sheet import figure_format
from ctecs_desktop.exchange.rollup.rollup_kinds import Kind
from ctecs_desktop.exchange.rollup.rollup_values import figure_key, value_rows
from ctecs_desktop.exchange.rollup.rollup_words import STATUS_TINTS, STATUS_WORDS, coverage_words, note_words
from ctecs_desktop.exchange.rollup.rollup_workbook import rollup_sheets, write_rollup_workbook
from ctecs_desktop.exchange.workbook.live_page import LiveSheet
from ctecs_desktop.wording import status_text
from tests.building import make_measure, make_school
from tests.exchange.rollup_building import CLAIMED, District, count_measure, district_of, random_district

KNOWN_FUNCTIONS = {
    *("IF", "AND", "OR", "SUM", "SUMIFS", "COUNTIFS", "SUMPRODUCT", "MIN", "MAX", "ROUND", "ISNUMBER"),
    *("_xlfn.MINIFS", "_xlfn.MAXIFS"),
}


def sheets_of(district: District) -> dict[str, LiveSheet]:
    sheets, _ = rollup_sheets(
        district.rollup, district.plan, district.accepted, claimed_time=CLAIMED, entered=district.entered
    )
    return {sheet.name: sheet for sheet in sheets}


def records(sheet: LiveSheet) -> list[dict[str, object]]:
    """The rows below the headings by heading; of two equal headings the first counts."""
    headings = [str(cell.shown) for cell in sheet.rows[sheet.heading_row - 1].cells]
    return [
        {heading: cell.shown for heading, cell in reversed(list(zip(headings, row.cells, strict=True)))}
        for row in sheet.rows[sheet.heading_row :]
        if len(row.cells) == len(headings)
    ]


def figure_records(district: District) -> dict[str, dict[str, object]]:
    return {
        str(record["Figure"]): record
        for name, sheet in sheets_of(district).items()
        if name.startswith("Goal")
        for record in records(sheet)
    }


@pytest.mark.parametrize("seed", range(4))
def test_what_the_formulas_give_is_written_beside_them_for_readers_that_compute_nothing(seed: int) -> None:
    district = random_district(seed)
    book = CalamineWorkbook.from_filelike(io.BytesIO(district.workbook()))
    found = {}
    for goal in district.plan.goals:
        rows = book.get_sheet_by_name(f"Goal {goal.number}").to_python()
        for row in rows[4:]:
            if len(row) > 5:
                found[row[-1]] = dict(zip(rows[3], row, strict=True))
    assert set(found) >= {figure_key(figure) for figure in district.rollup.figures}
    for figure in district.rollup.figures:
        row = found[figure_key(figure)]
        for heading, wanted in (
            ("Numerator", figure.numerator),
            ("Denominator", figure.denominator),
            ("District", figure.value),
            ("Low", figure.low),
            ("High", figure.high),
        ):
            shown = row[heading]
            if wanted is None:
                assert shown == "", (figure.measure, heading)
            elif not hasattr(shown, "toordinal"):
                assert abs(Fraction(shown) - Fraction(wanted)) <= Fraction(1, 10**12) * max(1, abs(Fraction(wanted)))
            else:
                assert shown.toordinal() == wanted


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_that_can_have_a_value_is_a_formula(seed: int) -> None:
    book = load_workbook(io.BytesIO(random_district(seed).workbook()))
    live = 0
    for sheet in book:
        if sheet.title.startswith("Goal"):
            for row in sheet.iter_rows(min_row=5, max_col=9):
                for cell in row[4:]:
                    assert cell.value in (None, "") or str(cell.value).startswith("="), cell.coordinate
                    live += str(cell.value).startswith("=")
    assert live > 100


def test_no_formula_needs_more_than_excel_2019_and_libreoffice_know() -> None:
    used = set()
    longest = 0
    for seed in range(4):
        for sheet in sheets_of(random_district(seed)).values():
            for row in sheet.rows:
                for cell in row.cells:
                    used |= set(re.findall(r"([A-Za-z_.]+)\(", re.sub(r'"[^"]*"', "", cell.formula)))
                    longest = max(longest, len(cell.formula))
    assert used <= KNOWN_FUNCTIONS
    # Excel refuses a longer formula.
    assert longest < 8192


@pytest.mark.parametrize("seed", range(6))
def test_the_parts_of_a_ratio_are_the_sums_over_its_counted_rows(seed: int) -> None:
    district = random_district(seed)
    rows = records(sheets_of(district)["Values"])
    for figure in district.rollup.figures:
        if figure.method is RollupMethod.RATIO_OF_SUMS and figure.numerator is not None and figure.coverage.expected:
            counted = [row for row in rows if row["Figure"] == figure_key(figure) and row["Counted"] == "yes"]
            numerators = [row["Numerator"] for row in counted if row["Numerator"] is not None]
            assert sum(numerators, Decimal(0)) == figure.numerator


@pytest.mark.parametrize("seed", range(12))
def test_the_extremes_of_a_weighted_mean_lie_among_those_at_each_school(seed: int) -> None:
    district = random_district(seed)
    parts = school_parts(district.plan, district.rollup, district.accepted)
    rows = value_rows(district.rollup, district.plan, parts, entered=district.entered)
    for figure in district.rollup.figures:
        ours = [row for row in rows if row.key == figure_key(figure) and row.is_extreme]
        expected = [row for row in rows if row.key == figure_key(figure) and row.expected == "yes"]
        if not ours or figure.low is None or any(row.lowest is None and row.most is None for row in expected):
            continue
        lowest = [row.lowest for row in ours if isinstance(row.lowest, Fraction)]
        highest = [row.highest for row in ours if isinstance(row.highest, Fraction)]
        if len(lowest) == len(expected):
            assert (min(lowest), max(highest)) == (figure.low, figure.high)


@pytest.mark.parametrize("seed", range(4))
def test_every_value_that_was_sent_names_its_workbook_revision_sheet_and_cell(seed: int) -> None:
    district = random_district(seed)
    rows = {(row["Figure"], row["School code"]): row for row in records(sheets_of(district)["Values"])}
    for figure in district.rollup.figures:
        for source in figure.sources:
            if source.school == district.plan.district:
                continue
            row = rows[figure_key(figure), source.school]
            found = (row["Signed workbook"], row["Revision"], row["Sheet"], row["Cell"])
            assert found == (source.file, source.revision, source.sheet, source.cell)


def test_a_school_that_sent_nothing_has_its_row_and_is_not_counted() -> None:
    district = district_of(
        [make_measure("1.01")],
        [make_school("9001116"), make_school("9001216"), make_school("9001316")],
        {
            "9001116": {("1.01", "all"): Ratio(Decimal(1), Decimal(4))},
            "9001316": {("1.01", "all"): Missing.NOT_APPLICABLE},
        },
    )
    rows = records(sheets_of(district)["Values"])
    assert [(row["Expected"], row["Counted"], row["Most, if missing"]) for row in rows] == [
        ("yes", "yes", Decimal(4)),
        ("yes", "no", Decimal(600)),
        ("no", "no", None),
    ]
    assert [row["Value"] for row in rows] == [Fraction(25), "nothing sent", "not applicable"]


@pytest.mark.parametrize("seed", range(4))
def test_text_that_begins_like_a_formula_stays_text(seed: int) -> None:
    parts = read_container(random_district(seed).workbook())
    sheets = [parts[name].decode() for name in parts if name.startswith("xl/worksheets/sheet")]
    assert any("=1+1 looks like a formula" in sheet for sheet in sheets)
    assert any("=file 90011" in sheet for sheet in sheets)
    for sheet in sheets:
        for formula in re.findall(r"<f>([^<]*)</f>", sheet):
            assert not formula.startswith(("1+1", "file"))


def test_the_same_figures_and_time_give_the_same_bytes() -> None:
    district = random_district(5)
    assert district.workbook() == district.workbook()
    elsewhere = CLAIMED.astimezone(timezone(timedelta(hours=-5)))
    again = write_rollup_workbook(
        district.rollup, district.plan, district.accepted, claimed_time=elsewhere, entered=district.entered
    )
    assert again == district.workbook()
    later = write_rollup_workbook(
        district.rollup,
        district.plan,
        district.accepted,
        claimed_time=CLAIMED + timedelta(days=1),
        entered=district.entered,
    )
    assert later != again


def test_excel_is_asked_to_compute_everything_anew() -> None:
    book = load_workbook(io.BytesIO(random_district(5).workbook()))
    assert book.calculation.fullCalcOnLoad
    assert book.sheetnames == ["Summary", "Goal 1", "Goal 2", "Goal 3", "Goal 4", "Goal 5", "Values", "Names"]
    assert book.properties.created == datetime(2016, 8, 1, 12, 30)  # noqa: DTZ001


def test_numbers_are_written_as_they_are_and_not_with_sixteen_digits() -> None:
    hours = count_measure("2.03", RollupMethod.SUM, Unit.HOURS, decimals=1)
    district = district_of([hours], [make_school("9001116")], {"9001116": {("2.03", "all"): Decimal("82.1")}})
    parts = read_container(district.workbook())
    values = next(parts[name].decode() for name in parts if "82.1" in parts[name].decode("utf-8", "replace"))
    assert "<v>82.1</v>" in values
    assert "82.0999" not in values


def test_the_groups_of_a_measure_are_folded_under_it() -> None:
    district = district_of(
        [make_measure("1.01")],
        [make_school("9001116")],
        {
            "9001116": {
                ("1.01", "all"): Ratio(Decimal(1), Decimal(4)),
                ("1.01", "gender.female"): Ratio(Decimal(1), Decimal(2)),
            }
        },
    )
    sheet = load_workbook(io.BytesIO(district.workbook()))["Goal 1"]
    assert not sheet.row_dimensions[5].outlineLevel
    assert (sheet.row_dimensions[6].outlineLevel, sheet.row_dimensions[6].hidden) == (1, True)
    assert sheet["B6"].value == "Female"
    assert sheet.sheet_properties.outlinePr.summaryBelow is False


@pytest.mark.parametrize("seed", range(4))
def test_the_summary_counts_the_measures_of_each_goal_by_status(seed: int) -> None:
    district = random_district(seed)
    rows = [row.cells for row in sheets_of(district)["Summary"].rows]
    total = next(row for row in rows if row and row[0].shown == "All goals")
    measures = [figure for figure in district.rollup.figures if figure.subgroup == "all"]
    assert total[2].shown == len(measures)
    for cell, status in zip(total[3:], MeasureStatus, strict=True):
        assert cell.shown == sum(figure.status is status for figure in measures)


def test_the_summary_names_the_schools_that_are_missing() -> None:
    district = district_of([make_measure("1.01")], [make_school("9001116"), make_school("9001216")], {"9001116": {}})
    texts = [str(cell.shown) for row in sheets_of(district)["Summary"].rows for cell in row.cells]
    assert "1 of 2 schools" in texts
    assert "School 9001216" in texts


def test_names_are_listed_once_with_the_schools_that_named_them() -> None:
    district = random_district(2)
    named = records(sheets_of(district)["Names"])
    for figure in district.rollup.figures:
        ours = [str(record["Name"]) for record in named if record["Figure"] == figure_key(figure)]
        assert tuple(ours) == figure.names
    assert all(record["Schools"] for record in named)


def test_a_status_has_an_icon_and_the_windows_word() -> None:
    for status in MeasureStatus:
        icon, _, word = STATUS_WORDS[status].partition(" ")
        assert len(icon) == 1
        assert word == status_text(status)
        assert status in STATUS_TINTS


def test_coverage_is_never_a_hundred_percent_while_enrolment_is_missing() -> None:
    assert coverage_words(Coverage(14, 17, Fraction(92, 100))) == "14 of 17 schools, 92 % of enrollment"
    assert coverage_words(Coverage(16, 17, Fraction(999, 1000))) == "16 of 17 schools, 99 % of enrollment"
    assert coverage_words(Coverage(1, 1, Fraction(1))) == "1 of 1 school, 100 % of enrollment"
    assert coverage_words(Coverage(0, 0, None)) == "no school asked"


def test_a_measure_that_nobody_reported_does_not_speak_of_bounds() -> None:
    assert note_words([RollupNote.SCHOOLS_MISSING], Coverage(0, 17, Fraction(0))) == ["No school has reported."]
    assert len(note_words([RollupNote.SCHOOLS_MISSING], Coverage(16, 17, Fraction(1, 2)))) == 1


def test_a_figure_beside_a_target_it_misses_by_little_shows_one_more_place() -> None:
    rate = make_measure("1.01")
    assert figure_format(Fraction(1204, 100), rate, posts=[Decimal("12.0")]) == '#,##0.00" %"'
    assert figure_format(Fraction(12), rate, posts=[Decimal("12.0")]) == '#,##0.0" %"'
    assert figure_format(Fraction(13), rate, posts=[Decimal("12.0")]) == '#,##0.0" %"'


def test_a_school_outside_the_plan_and_a_central_measure_add_nothing() -> None:
    central = make_measure("5.02", population=Population.OTHER, level=random_district(0).plan.measure("5.02").level)
    district = district_of(
        [central], [make_school("9001116")], {"9001116": {("5.02", "all"): Ratio(Decimal(1), Decimal(2))}}
    )
    parts = school_parts(district.plan, district.rollup, district.accepted)
    rows = value_rows(district.rollup, district.plan, parts, entered={})
    assert [(row.kind, row.is_counted, row.expected) for row in rows] == [
        (Kind.NOTHING, False, "no"),
        (Kind.RATIO, False, ""),
    ]
    assert encode_value(rows[0].value) == "1/2"
