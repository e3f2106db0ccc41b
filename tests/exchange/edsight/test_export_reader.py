from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from ctecs_desktop.domain.errors import CtecsError, NotAWorkbook, WrongTemplate
from ctecs_desktop.exchange.edsight.export_reader import read_export, year_suggested_by
from ctecs_desktop.exchange.edsight.mapping_reader import shipped_mapping
from ctecs_desktop.exchange.edsight.text_table import LARGEST_FILE, MOST_CELLS
from ctecs_desktop.exchange.plan_files import practice_plan
from ctecs_desktop.wording import placed_text, problem_text
from tests.exchange.edsight_building import ABBOTT, BULLARD, DISTRICT, ELLIS, EXPORTS, figures, read

BULLYING = {(BULLARD, "1.07", "all", "value"): "[1,5]", (ABBOTT, "1.07", "all", "value"): "9"}


def refusal(name: str, *, school_year: str = "") -> CtecsError:
    with pytest.raises(CtecsError) as caught:
        read(name, school_year=school_year)
    assert name in problem_text(caught.value)
    return caught.value


def problems(name: str) -> list[CtecsError]:
    error = refusal(name)
    assert error.code == "edsight.refused"
    return list(cast("tuple[CtecsError, ...]", error.params["problems"]))


def test_titles_groups_wrapped_codes_and_stars_are_read_and_a_blank_is_no_figure() -> None:
    assert figures("two-row-header.csv") == {
        (BULLARD, "1.04", "all", "value"): "40",
        (BULLARD, "1.05", "all", "value"): "[1,5]",
        (ABBOTT, "1.04", "all", "value"): "0",
        (ELLIS, "1.04", "all", "value"): "7",
        (ELLIS, "1.05", "all", "value"): "6",
    }


def test_each_figure_names_its_line_and_column() -> None:
    found = {
        each.address.organization: each for each in read("two-row-header.csv").figures if each.address.measure == "1.05"
    }
    assert (found[ELLIS].line, found[ELLIS].column) == (8, "Sanction Type / Expulsion")  # fmt: skip


def test_a_file_without_title_needs_a_year_from_a_person_and_only_offers_that_of_its_name() -> None:
    error = refusal("no-title-no-year.csv")
    assert (error.code, error.params["suggested"]) == ("edsight.no_year", "")
    assert year_suggested_by("suspension-rates__2015-16_all-schools.csv") == "2015-16"
    assert year_suggested_by("2014-15 or 2015-16.csv") == ""
    assert year_suggested_by("from 2015-18.csv") == ""


def test_star_n_a_and_figures_are_three_different_things() -> None:
    found = figures("no-title-no-year.csv", school_year="2015-16")
    assert found[BULLARD, "1.03", "all", "numerator"] == "83"
    assert found[BULLARD, "1.03", "all", "value"] == "10.8"
    assert found[ABBOTT, "1.03", "all", "numerator"] == "[1,5]"
    assert found[ABBOTT, "1.03", "all", "value"] == "*"
    assert found[ELLIS, "1.03", "all", "numerator"] == "N/A"


def test_a_year_that_contradicts_the_file_is_refused() -> None:
    error = refusal("two-row-header.csv", school_year="2014-15")
    assert error.code == "edsight.other_year"


def test_thousands_separators_are_taken_off() -> None:
    assert figures("thousands.csv") == {(DISTRICT, "3.01", "all", "value"): "10710"}


def test_notes_with_commas_and_bare_stars_are_read_and_places_kept() -> None:
    assert figures("notes-with-commas.csv") == {
        (BULLARD, "3.11", "all", "value"): "54.7",
        (ABBOTT, "3.11", "all", "value"): "*",
    }


def test_titles_that_lost_their_line_breaks_are_found_and_equal_titles_kept_apart_by_their_groups() -> None:
    assert figures("lost-line-breaks.csv") == {
        (BULLARD, "1.10", "all", "denominator"): "174",
        (BULLARD, "1.10", "all", "numerator"): "61",
        (BULLARD, "1.10", "all", "value"): "35.1",
        (BULLARD, "1.11", "all", "denominator"): "174",
        (BULLARD, "1.11", "all", "numerator"): "*",
        (BULLARD, "1.11", "all", "value"): "*",
        (BULLARD, "1.12", "all", "denominator"): "174",
        (BULLARD, "1.12", "all", "value"): "449",
    }


def test_a_subject_may_stand_in_the_title_instead_of_a_column() -> None:
    found = figures("subject-in-title.csv")
    assert found[BULLARD, "1.11", "all", "numerator"] == "24"
    assert not [key for key in found if key[1] in {"1.10", "1.12"}]


def test_a_column_named_after_the_year_is_known_and_both_spellings_are_one_year() -> None:
    found = read("year-as-column.csv")
    assert found.school_year == "2015-16"
    assert figures("year-as-column.csv") == {(BULLARD, "1.15", "all", "value"): "62.5"}


def test_labels_that_drift_are_one_subgroup_and_a_rate_of_100_keeps_its_place() -> None:
    found = figures("drifted-labels.csv")
    assert found[BULLARD, "1.14", "race.black", "numerator"] == "66"
    assert found[BULLARD, "1.14", "race.hispanic", "numerator"] == "*"
    assert found[BULLARD, "1.14", "race.white", "value"] == "100.0"
    assert (BULLARD, "1.14", "race.american_indian", "denominator") in found


def test_counts_of_two_labels_are_added_and_their_rates_never() -> None:
    found = read("free-and-reduced.csv")
    amounts = figures("free-and-reduced.csv")
    assert amounts[BULLARD, "1.14", "frpm.eligible", "denominator"] == "164"
    assert amounts[BULLARD, "1.14", "frpm.eligible", "numerator"] == "161"
    assert (BULLARD, "1.14", "frpm.eligible", "value") not in amounts
    assert amounts[BULLARD, "1.14", "frpm.not_eligible", "value"] == "100.0"
    assert not [key for key in amounts if key[0] == ABBOTT], "one of two labels is not the whole group"
    assert {each.code for each in found.remarks} >= {"edsight.rate_of_groups", "edsight.part_of_group"}


def test_columns_are_added_where_the_tables_say_so_and_a_star_adds_its_interval() -> None:
    found = figures("wide-breakdown.csv")
    assert found[BULLARD, "3.05", "all", "numerator"] == "519"
    assert found[BULLARD, "3.05", "all", "denominator"] == "768"
    assert found[BULLARD, "3.01", "frpm.eligible", "value"] == "519"
    assert found[ABBOTT, "3.05", "all", "numerator"] == "[39,43]"


@pytest.mark.parametrize(
    "name",
    ["byte-order-mark.csv", "utf-16-tabs.txt", "semicolons.csv", "windows-1252.csv", "trailing-rows.csv"],
)
def test_encodings_separators_and_notes_below_make_no_difference(name: str) -> None:
    assert figures(name) == BULLYING


def test_a_renamed_school_is_matched_by_code_and_told_once() -> None:
    found = read("renamed-school.csv")
    assert figures("renamed-school.csv") == BULLYING
    (remark,) = found.remarks
    assert (remark.code, remark.params["code"], remark.params["line"]) == ("edsight.name_differs", BULLARD, 6)
    assert "Bullard-Havens Tech”" in placed_text(remark)


def test_rows_of_other_districts_are_counted_and_codes_get_their_zeros_back() -> None:
    found = read("other-districts.csv")
    assert figures("other-districts.csv") == BULLYING
    assert (found.rows, found.others) == (4, 2)


def test_a_file_without_codes_is_refused_and_never_matched_by_name() -> None:
    assert refusal("codes-missing.csv").code == "edsight.no_code"


def test_everything_that_a_spreadsheet_mangled_is_named_with_its_line() -> None:
    found = [(each.code, each.params["line"]) for each in problems("mangled-by-a-spreadsheet.csv")]
    assert found == [("edsight.not_a_code", 5), ("edsight.cell.not_a_figure", 6), ("edsight.cell.not_a_count", 7)]
    text = problem_text(refusal("mangled-by-a-spreadsheet.csv"))
    assert "line 6, column Counts of Bullying Incidents: “5-Sep” is no figure" in text


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("broken-quotes.csv", "edsight.broken_csv"),
        ("one-group-only.csv", "edsight.filtered"),
        ("new-column.csv", "edsight.unknown_column"),
        ("two-years.csv", "edsight.several_years"),
        ("lost-column.csv", "edsight.column_missing"),
        ("empty.csv", "edsight.empty"),
    ],
)
def test_what_could_be_misread_is_refused(name: str, code: str) -> None:
    assert refusal(name).code == code


def test_a_row_that_stands_twice_is_refused_with_both_lines() -> None:
    (problem,) = problems("row-twice.csv")
    assert (problem.code, problem.params["line"], problem.params["first_line"]) == ("edsight.row_twice", 7, 5)


def test_a_share_beyond_a_hundred_shows_exchanged_columns() -> None:
    (problem,) = problems("share-out-of-range.csv")
    assert problem.code == "edsight.cell.out_of_range"


def test_an_unknown_label_is_passed_over_with_a_remark_and_double_spaces_do_not_count() -> None:
    assert figures("unknown-label.csv") == {(BULLARD, "1.01", "grade.09", "value"): "9.5"}
    (remark,) = read("unknown-label.csv").remarks
    assert (remark.code, remark.params["text"], remark.params["line"]) == ("edsight.unknown_label", "Ungraded", 6)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 a workbook", "edsight.not_text"),
        (b"text with \x00 in it", "edsight.not_text"),
        (b"", "edsight.empty"),
        (b"just words", "edsight.no_header"),
        (b"x" * (LARGEST_FILE + 1), "edsight.too_large"),
        (b"a," * (MOST_CELLS + 1), "edsight.row_too_wide"),
        (b"caf\xe9\x81", "edsight.encoding"),
        (b'"District","District Code","Count"\n"x","=""9000016""",3\n', "edsight.unknown_export"),
        (b'"' + b"x" * 200_000, "edsight.broken_csv"),
    ],
)
def test_hostile_and_foreign_bytes_are_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises((NotAWorkbook, WrongTemplate)) as caught:
        read_export(data, "odd.csv", plan=practice_plan(), mapping=shipped_mapping())
    assert caught.value.code == code


def test_a_table_without_any_figure_is_said_to_hold_none() -> None:
    data = b'"Bullying Counts, 2015-16"\n\n"School","School Code"\n"x","=""9001116"""\n'
    found = read_export(data, "none.csv", plan=practice_plan(), mapping=shipped_mapping())
    assert (found.figures, [each.code for each in found.remarks][-1]) == ((), "edsight.nothing_used")


def test_every_fixture_is_read_here() -> None:
    told = Path(__file__).read_text(encoding="utf-8")
    assert [path.name for path in EXPORTS.iterdir() if path.suffix != ".md" and path.name not in told] == []


def test_a_corrected_export_differs_in_one_figure() -> None:
    before, after = figures("two-row-header.csv"), figures("two-row-header-corrected.csv")
    assert {key for key in before if before[key] != after[key]} == {(BULLARD, "1.04", "all", "value")}
