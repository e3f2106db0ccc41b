"""Entering values: all or nothing, every refusal with its place, every change with its history."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import NotAllowed, PlanInvalid, ValueMovedOn, ValueRejected
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, Observation, ObservationKey, SchoolCode
from ctecs_desktop.domain.value import Missing, Ratio
from ctecs_desktop.services import entry
from tests.district import ABBOTT, BULLARD, YEAR, District

HEADER = "measure,period,subgroup,numerator,denominator,value,blank,note\n"


def key(measure: str, subgroup: str = ALL_STUDENTS, school: str = BULLARD) -> ObservationKey:
    return ObservationKey(SchoolCode(school), YEAR, MeasureCode(measure), subgroup)


def table(district: District, rows: str) -> Path:
    path = district.folder / "more.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def test_each_edit_is_kept_with_its_history(enrolled: District) -> None:
    with enrolled.school() as session:
        before = len(entry.value_history(session, key("1.04")))
        changes = entry.record_values(session, [Edit(key("1.04"), Decimal(7), "recount")])
        assert changes.keys == {key("1.04")}
        history = entry.value_history(session, key("1.04"))
        assert len(history) == before + 1
        assert history[-1].person == "sam"
    with enrolled.school() as session:
        assert entry.current_values(session, YEAR)[key("1.04")] == Observation(key("1.04"), Decimal(7), "recount")


def test_the_same_value_again_writes_no_history(enrolled: District) -> None:
    with enrolled.school() as session:
        entry.record_values(session, [Edit(key("1.04"), Decimal(7))])
        length = len(entry.value_history(session, key("1.04")))
        assert not entry.record_values(session, [Edit(key("1.04"), Decimal(7))]).keys
        assert len(entry.value_history(session, key("1.04"))) == length


def test_zero_blank_and_not_applicable_are_three_things(enrolled: District) -> None:
    with enrolled.school() as session:
        for value in (Decimal(0), Missing.NOT_ENTERED, Missing.NOT_APPLICABLE):
            entry.record_values(session, [Edit(key("1.04"), value)])
            assert (
                entry.current_values(session, YEAR)
                .get(key("1.04"), Observation(key("1.04"), Missing.NOT_ENTERED))
                .value
                == value
            )


def test_a_value_that_moved_on_meanwhile_is_not_overwritten(enrolled: District) -> None:
    with enrolled.school() as session:
        seen = entry.current_values(session, YEAR)
        entry.record_values(session, [Edit(key("1.04"), Decimal(7))])
        with pytest.raises(ValueMovedOn):
            entry.record_values(session, [Edit(key("1.04"), Decimal(8))], expected={key("1.04"): seen[key("1.04")]})
        assert entry.current_values(session, YEAR)[key("1.04")].value == 7


def test_one_refused_row_keeps_the_whole_file_out_and_every_refusal_has_its_place(enrolled: District) -> None:
    rows = (
        "1.04,2015-16,all,,,5,,\n"  # good
        "9.99,2015-16,all,,,5,,\n"
        '1.05,2015-16,all,,,"12,5",,\n'
        "1.01,2015-16,all,900,many,,,\n"
        "1.04,2099-00,all,,,5,,\n"
        "1.04,2015-16,race.martian,,,5,,\n"
        "4.06,2015-16,all,5,1,,,\n"  # central office's own
        "1.07,2015-16,all,,,5,sick,\n"
    )
    with enrolled.school() as session:
        before = entry.current_values(session, YEAR)
        report = entry.enter_file(session, table(enrolled, rows))
        assert (report.new, report.changed, report.same) == ((), (), ())
        assert [(each.where, each.error.code) for each in report.refused] == [
            ("line 3, measure", "plan.unknown_measure"),
            ("line 4, value", "value.decimal_comma"),
            ("line 5, denominator", "value.not_a_number"),
            ("line 6, period", "plan.unknown_period"),
            ("line 7, subgroup", "plan.unknown_subgroup"),
            ("line 8, measure", "entry.central_only"),
            ("line 9, blank", "value.unknown_blank_reason"),
        ]
        assert entry.current_values(session, YEAR) == before


def test_a_good_file_says_what_was_new_changed_and_the_same(enrolled: District) -> None:
    with enrolled.school() as session:
        entry.record_values(session, [Edit(key("1.04"), Decimal(5)), Edit(key("1.05"), Decimal(1))])
        rows = "1.04,2015-16,all,,,5,,\n1.05,2015-16,all,,,2,,\n1.04,2015-16,grade.09,,,3,,\n"
        report = entry.enter_file(session, table(enrolled, rows))
        assert report.same == (key("1.04"),)
        assert report.changed == (key("1.05"),)
        assert report.new == (key("1.04", "grade.09"),)


@pytest.mark.parametrize("note", ["bell \x07", "half \ud83d", "\ufffe", "x" * 2001])
def test_a_note_that_no_workbook_could_hold_is_refused_before_it_is_kept(enrolled: District, note: str) -> None:
    with enrolled.school() as session:
        before = entry.current_values(session, YEAR)
        with pytest.raises(ValueRejected) as refusal:
            entry.record_values(session, [Edit(key("1.04"), Decimal(5), note)])
        assert refusal.value.code in {"value.note_character", "value.note_too_long"}
        assert entry.current_values(session, YEAR) == before


def test_line_ends_of_any_system_become_one(enrolled: District) -> None:
    with enrolled.school() as session:
        entry.record_values(session, [Edit(key("1.04"), Decimal(5), "  one\r\ntwo\rthree ")])
        assert entry.current_values(session, YEAR)[key("1.04")].note == "one\ntwo\nthree"


def test_an_empty_row_clears_nothing(enrolled: District) -> None:
    with enrolled.school() as session:
        entry.record_values(session, [Edit(key("1.04"), Decimal(5))])
        entry.enter_file(session, table(enrolled, "1.04,2015-16,all,,,,,\n"))
        assert entry.current_values(session, YEAR)[key("1.04")].value == 5


def test_a_value_given_twice_in_one_file_is_asked_about(enrolled: District) -> None:
    with enrolled.school() as session:
        rows = "1.04,2015-16,all,,,5,,\n1.04,2015-16,all,,,6,,\n"
        (refused,) = entry.enter_file(session, table(enrolled, rows)).refused
        assert (refused.where, refused.error.code) == ("line 3, measure", "entry.given_twice")


def test_a_school_enters_nothing_for_another_school(enrolled: District) -> None:
    with enrolled.school() as session, pytest.raises(NotAllowed) as refusal:
        entry.record_values(session, [Edit(key("1.04", school=ABBOTT), Decimal(5))])
    assert refusal.value.code == "entry.other_school"


def test_a_breakdown_that_a_measure_does_not_have_is_refused(enrolled: District) -> None:
    with enrolled.school() as session, pytest.raises(ValueRejected) as refusal:
        entry.record_values(session, [Edit(key("1.05", "grade.09"), Decimal(5))])
    assert refusal.value.code == "value.subgroup_of_other_measure"


def test_unknown_addresses_are_refused_before_anything_is_written(enrolled: District) -> None:
    with enrolled.school() as session:
        before = entry.current_values(session, YEAR)
        with pytest.raises(PlanInvalid):
            entry.record_values(
                session, [Edit(key("1.04"), Decimal(9)), Edit(key("7.77"), Ratio(Decimal(1), Decimal(2)))]
            )
        assert entry.current_values(session, YEAR) == before
