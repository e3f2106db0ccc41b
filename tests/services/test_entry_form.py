"""The entry form there and back: written from a workspace, filled in elsewhere, previewed, taken in."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey, PeriodCode, SchoolCode
from ctecs_desktop.domain.value import Missing, Ratio
from ctecs_desktop.services import entry, entry_form, undo
from ctecs_desktop.services.session import Session, open_session
from tests.district import ABBOTT, BULLARD, YEAR, District, sign


def key(measure: str, subgroup: str = ALL_STUDENTS, *, school: str = BULLARD) -> ObservationKey:
    return ObservationKey(SchoolCode(school), YEAR, MeasureCode(measure), subgroup)


def form_of(session: Session, district: District, period: PeriodCode = YEAR) -> Path:
    return entry_form.write_form(session, period, district.folder / "form.xlsx")


def fill(path: Path, *typed: tuple[str, str, str, object]) -> dict[tuple[str, str], str]:
    """Type into the form at path; gives where each measure and column stood."""
    book = openpyxl.load_workbook(path)
    places = {}
    for measure, group, column, content in typed:
        sheet = book[f"Goal {measure[0]}"]
        row = next(row for row in sheet.iter_rows(min_row=5) if (row[0].value, row[2].value) == (measure, group))
        places[measure, column] = f"Goal {measure[0]}!{column}{row[0].row}"
        sheet[f"{column}{row[0].row}"] = content
    book.save(path)
    return places


def test_a_form_handed_back_as_it_was_changes_nothing(enrolled: District) -> None:
    with enrolled.school() as session:
        before = entry.current_values(session, YEAR)
        report = entry.enter_file(session, form_of(session, enrolled))
        assert report == entry.EntryReport((), (), (), ())
        assert entry.current_values(session, YEAR) == before


def test_what_was_filled_in_is_taken_as_one_step(enrolled: District) -> None:
    with enrolled.school() as session:
        before = entry.current_values(session, YEAR)
        assert key("1.04", "grade.09") not in before
        path = form_of(session, enrolled)
        fill(path, ("1.01", "all", "E", 160), ("1.04", "grade.09", "G", 7), ("1.04", "grade.09", "J", "recount"))
        report = entry.enter_file(session, path)
        assert (report.new, report.changed) == ((key("1.04", "grade.09"),), (key("1.01"),))
        now = entry.current_values(session, YEAR)
        assert now[key("1.01")].value == Ratio(Decimal(160), Decimal(784))
        assert (now[key("1.04", "grade.09")].value, now[key("1.04", "grade.09")].note) == (Decimal(7), "recount")
        undo.undo_last(session, YEAR)
        assert entry.current_values(session, YEAR) == before


def test_a_refused_cell_is_named_and_keeps_the_whole_form_out(enrolled: District) -> None:
    with enrolled.school() as session:
        path = form_of(session, enrolled)
        places = fill(path, ("1.01", "all", "F", "many"), ("1.01", "gender.male", "E", "12,5"), ("1.04", "all", "G", 9))
        before = entry.current_values(session, YEAR)
        report = entry.enter_file(session, path)
        assert {(each.where, each.error.code) for each in report.refused} == {
            (places["1.01", "F"], "value.not_a_number"),
            (places["1.01", "E"], "value.decimal_comma"),
        }
        assert entry.current_values(session, YEAR) == before


def test_a_value_changed_on_both_sides_is_not_overwritten(enrolled: District) -> None:
    with enrolled.school() as session:
        path = form_of(session, enrolled)
        places = fill(path, ("1.01", "all", "E", 160), ("1.04", "all", "G", 9))
        entry.record_values(session, [Edit(key("1.01"), Ratio(Decimal(161), Decimal(784)))])
        report = entry.enter_file(session, path)
        (refused,) = report.refused
        assert (refused.where, refused.error.code) == (places["1.01", "E"].replace("E", "G"), "observation.moved_on")
        assert entry.current_values(session, YEAR)[key("1.01")].value == Ratio(Decimal(161), Decimal(784))


def test_a_value_changed_only_in_the_workspace_stays_as_it_is(enrolled: District) -> None:
    with enrolled.school() as session:
        path = form_of(session, enrolled)
        entry.record_values(session, [Edit(key("1.01"), Ratio(Decimal(161), Decimal(784)))])
        fill(path, ("1.04", "grade.09", "G", 9))
        assert entry.enter_file(session, path).new == (key("1.04", "grade.09"),)
        assert entry.current_values(session, YEAR)[key("1.01")].value == Ratio(Decimal(161), Decimal(784))


def test_a_value_cleared_meanwhile_is_not_brought_back_by_another_figure(enrolled: District) -> None:
    with enrolled.school() as session:
        path = form_of(session, enrolled)
        fill(path, ("1.01", "all", "E", 160))
        entry.record_values(session, [Edit(key("1.01"), Missing.NOT_ENTERED)])
        (refused,) = entry.enter_file(session, path).refused
        assert refused.error.code == "observation.moved_on"


def test_an_emptied_row_clears_nothing(enrolled: District) -> None:
    with enrolled.school() as session:
        path = form_of(session, enrolled)
        fill(path, *(("1.01", "all", column, None) for column in "EFGIJ"))
        before = entry.current_values(session, YEAR)
        assert entry.enter_file(session, path).refused == ()
        assert entry.current_values(session, YEAR) == before


def test_a_note_without_a_value_may_come_and_go(enrolled: District) -> None:
    with enrolled.school() as session:
        entry.record_values(session, [Edit(key("1.04", "grade.09"), Missing.NOT_ENTERED, "ask Pat")])
        path = form_of(session, enrolled)
        assert entry.enter_file(session, path).refused == ()
        fill(path, ("1.04", "grade.09", "G", 9))
        assert entry.enter_file(session, path).new == (key("1.04", "grade.09"),)
        other = form_of(session, enrolled)
        places = fill(other, ("1.04", "grade.10", "J", "ask Sam"))
        (refused,) = entry.enter_file(session, other).refused
        assert refused.error.code == "entry.note_without_value"
        assert refused.where.startswith("Goal 1!A")
        assert places


def test_the_form_of_another_school_is_refused_whole(enrolled: District) -> None:
    with enrolled.school() as session:
        path = form_of(session, enrolled)
    with enrolled.school(ABBOTT) as session, pytest.raises(NotAllowed) as refusal:
        entry.enter_file(session, path)
    assert (refusal.value.code, refusal.value.params) == ("entry.other_school", {"school": BULLARD, "own": ABBOTT})


def test_a_signed_period_has_no_form_and_takes_none(enrolled: District) -> None:
    with enrolled.school() as session:
        path = form_of(session, enrolled)
        fill(path, ("1.04", "all", "G", 9))
        sign(session, enrolled.folder / "out.xlsx")
        (refused,) = entry.enter_file(session, path).refused
        assert refused.error.code == "submission.locked"
        with pytest.raises(NotAllowed) as refusal:
            form_of(session, enrolled)
        assert refusal.value.code == "submission.locked"


def test_last_years_values_stand_in_next_years_form(enrolled: District) -> None:
    with enrolled.school() as session:
        path = form_of(session, enrolled, PeriodCode("2016-17"))
    row = next(row for row in openpyxl.load_workbook(path)["Goal 1"].iter_rows(min_row=5) if row[0].value == "1.01")
    assert row[3].value == "20.9 (164 / 784)"
    assert row[4].value is None


def test_a_preview_says_what_would_change_and_writes_nothing(enrolled: District) -> None:
    with enrolled.school() as session:
        path = form_of(session, enrolled)
        fill(path, ("1.01", "all", "E", 160), ("1.04", "grade.09", "G", "x"))
        before = entry.current_values(session, YEAR)
    with open_session(enrolled.school_path(BULLARD), writable=False) as session:
        preview = entry.preview_file(session, path)
        assert [edit.key for edit in preview.edits] == [key("1.01")]
        assert preview.before[key("1.01")] == before[key("1.01")]
        assert (preview.report.changed, len(preview.report.refused)) == ((key("1.01"),), 1)
        assert entry.current_values(session, YEAR) == before


def test_a_forms_name_says_what_is_inside(enrolled: District) -> None:
    with enrolled.school() as session:
        assert entry_form.suggested_form_name(session, YEAR) == "9001116 2015-16 entry form.xlsx"
